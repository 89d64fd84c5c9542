//! Every payload file of the project, and what it must become.

use super::super::{AssetKind, Event, EventKind, parse};

const EXPECTED: &[(&str, &str)] = &[
    ("fb-messaging-approles", "page 12345654332 thread_control"),
    ("fb-messaging-delivery-basic", "page 12345654332 delivered"),
    ("fb-messaging-message-basic-echo", "page 12345654332 echo:text"),
    ("fb-messaging-message-edits", "page 12345654332 message_edit"),
    ("fb-messaging-message-fallback-attachment", "page 12345654332 message:share"),
    ("fb-messaging-message-isdeleted", "page 12345654332 unsend"),
    ("fb-messaging-message-location-attachment", "page 12345654332 message:location"),
    ("fb-messaging-message-media-attachment", "page 12345654332 message:image"),
    ("fb-messaging-message-product-template", "page 682498302938465 message:products"),
    ("fb-messaging-message-referral-ad", "page 682498302938465 message:text"),
    ("fb-messaging-message-reply-1", "page 12345654332 message:text"),
    ("fb-messaging-message-sticker", "page 12345654332 message:sticker"),
    ("fb-messaging-message-sticker-2026", "page 682498302938465 message:sticker"),
    ("fb-messaging-optin-basic", "page 12345654332 optin"),
    ("fb-messaging-policy-callback-block", "page 12345654332 policy_enforcement"),
    ("fb-messaging-postback-basic", "page 12345654332 postback"),
    ("fb-messaging-postback-referral", "page 12345654332 postback"),
    ("fb-messaging-reaction-2", "page 1234567890321 message_reaction"),
    ("fb-messaging-read-basic", "page 12345654332 seen"),
    ("fb-messaging-referral-basic", "page 12345654332 referral"),
    ("fb-messaging-take-thread-control", "page 1234567890321 thread_control"),
    ("fb-standby-message-basic-echo", "page 12345654332 standby:echo:text"),
    ("ig-changes-comments", "instagram 0 comment"),
    ("ig-changes-comments-minimal", "instagram 0 comment"),
    ("ig-changes-live-comments", "instagram 0 comment"),
    ("ig-changes-story-insights", "instagram 0 story_insights"),
    ("ig-fblogin-comments-ad", "instagram 17841405822304914 comment"),
    ("ig-login-comments-flat", "instagram 17841405822304914 comment"),
    ("ig-messaging-attachment-unsupported", "instagram 17841452691600098 message:unsupported"),
    ("ig-messaging-audio", "instagram 17841405822304914 message:audio"),
    ("ig-messaging-deleted", "instagram 17841405822304914 unsend"),
    ("ig-messaging-ig-reel-share", "instagram 17841405822304914 message:share"),
    ("ig-messaging-image", "instagram 17841405822304914 message:image"),
    ("ig-messaging-inline-reply", "instagram 17841405822304914 message:text"),
    ("ig-messaging-message-edit", "instagram 17841405822304914 message_edit"),
    ("ig-messaging-postback", "instagram 17841405822304914 postback"),
    ("ig-messaging-quick-reply", "instagram 17841405822304914 message:quick_reply"),
    ("ig-messaging-reaction", "instagram 17841405822304914 message_reaction"),
    ("ig-messaging-referral-ad", "instagram 17841405822304914 message:text"),
    ("ig-messaging-referral-igme", "instagram 17841405822304914 referral"),
    ("ig-messaging-seen", "instagram 17841452691600098 seen"),
    ("ig-messaging-self-test", "instagram 17841405822304914 echo:text"),
    ("ig-messaging-story-mention", "instagram 17841405822304914 message:story_mention"),
    ("ig-messaging-story-reply", "instagram 17841405822304914 message:text"),
    ("ig-messaging-text", "instagram 17841405822304914 message:text"),
    ("ig-messaging-text-echo", "instagram 17841405822304914 echo:text"),
    ("ig-messaging-unreaction", "instagram 17841405822304914 message_reaction"),
    ("ig-messaging-unsupported", "instagram 17841405822304914 message:unsupported"),
    ("ig-standby-text", "instagram 17841405822304914 standby:message:text"),
    ("page-feed-comment-add-with-photo", "page 1234567890321 comment"),
    ("page-feed-comment-edited-25", "page 1234567890321 comment"),
    ("page-feed-comment-hide", "page 1234567890321 comment"),
    ("page-feed-photo-add-25", "page 1234567890321 feed_change:photo"),
    ("page-feed-post-add-25", "page 1234567890321 feed_change:post"),
    ("page-feed-post-edit", "page 1234567890321 feed_change:post"),
    ("page-feed-status-add-25", "page 1234567890321 feed_change:status"),
    ("page-feed-two-entries-25", "unknown page parking, unknown page payment_options"),
    ("page-feed-video-add", "page 1234567890321 feed_change:video"),
    ("page-mention-comment-add", "page 1234567890321 mention"),
    ("page-mention-post-add-real", "page 1234567890321 mention"),
    ("wa-account-alerts", "account 102290129340398 account_alert"),
    ("wa-account-update-banned", "account whatsapp-business-account-id account_update:DISABLED_UPDATE"),
    ("wa-account-update-deleted", "account 102290129340398 account_update:ACCOUNT_DELETED"),
    ("wa-account-update-disabled", "account 102290129340398 account_update:DISABLED_UPDATE"),
    ("wa-account-update-partner-added", "account 980198427658004 account_update:PARTNER_ADDED"),
    (
        "wa-account-update-partner-app-installed",
        "account 1191624265890717 account_update:PARTNER_APP_INSTALLED",
    ),
    (
        "wa-account-update-partner-app-uninstalled",
        "account 184943124712545 account_update:PARTNER_APP_UNINSTALLED",
    ),
    ("wa-account-update-reconnected", "account 102290129340398 account_update:ACCOUNT_RECONNECTED"),
    ("wa-account-update-restriction", "account 102290129340398 account_update:ACCOUNT_RESTRICTION"),
    ("wa-account-update-verified", "account whatsapp-business-account-id account_update:VERIFIED_ACCOUNT"),
    ("wa-alt-message-button", "number 409552778964973 message:template_button"),
    ("wa-alt-message-deleted-legacy", "number 409552778964973 message:unsupported"),
    ("wa-alt-template-scheduling-for-disabling", "account whatsapp-business-account-id template_status"),
    (
        "wa-batch-two-entries-mixed",
        "number 106540352242922 message:text, number 106540352242922 message:text, number 106540352242922 status:delivered, account 2029012345 template_category",
    ),
    ("wa-business-capability-update", "account 524126980791429 capability"),
    ("wa-business-username-update", "account 102290129340398 business_username"),
    ("wa-history-declined-value-only", "unknown - entry"),
    ("wa-history-threads", "number 106540352242922 history"),
    ("wa-message-audio-file", "number 1122334455667 message:audio"),
    ("wa-message-audio-voice", "number 1122334455667 message:audio"),
    ("wa-message-button-template-quick-reply", "number 1122334455667 message:template_button"),
    ("wa-message-contacts", "number 1122334455667 message:contacts"),
    ("wa-message-contacts-request-bsuid", "number 106540352242922 message:contacts"),
    ("wa-message-edit-image", "number 106540352242922 message:edit"),
    ("wa-message-error", "number 10634295353625 message:unsupported"),
    ("wa-message-image-with-url", "number 1122334455667 message:image"),
    ("wa-message-interactive-button-reply", "number 1122334455667 message:button_reply"),
    ("wa-message-interactive-list-reply", "number 1122334455667 message:list_reply"),
    ("wa-message-interactive-nfm-reply", "number 1122334455667 message:flow_reply"),
    ("wa-message-location-chosen-location", "number 1122334455667 message:location"),
    ("wa-message-location-current-location", "number 1122334455667 message:location"),
    ("wa-message-order", "number 1122334455667 message:order"),
    ("wa-message-revoke-placeholder", "number <BUSINESS_PHONE_NUMBER_ID> message:revoke"),
    ("wa-message-sticker-animated", "number 1122334455667 message:sticker"),
    ("wa-message-sticker-static", "number 1122334455667 message:sticker"),
    ("wa-message-system-user-changed-number", "number 1122334455667 message:system"),
    ("wa-message-system-user-changed-user-id", "number 106540352242922 message:system"),
    ("wa-message-text-bsuid", "number 106540352242922 message:text"),
    ("wa-message-text-referral-ad", "number 10634295353625 message:text"),
    ("wa-message-text-referral-placeholder", "number 1122334455667 message:text"),
    ("wa-message-text-reply-context", "number 1122334455667 message:text"),
    ("wa-message-unreaction-empty-emoji", "number 1122334455667 message:reaction"),
    ("wa-message-unreaction-no-emoji", "number 1122334455667 message:reaction"),
    ("wa-message-unsupported-with-type", "number 1122334455667 message:unsupported"),
    ("wa-message-video-forwarded", "number 1122334455667 message:video"),
    ("wa-openapi-text-ctwa", "number 106540352242922 message:text"),
    ("wa-openapi-text-product-inquiry", "number 106540352242922 message:text"),
    ("wa-phone-number-quality-update", "account whatsapp-business-account-id number_quality"),
    ("wa-security", "account 102290129340398 security"),
    ("wa-smb-app-state-sync", "number 106540352242922 app_state_sync"),
    ("wa-smb-message-echoes-revoke", "number 1122334455667 echo:revoke"),
    ("wa-smb-message-echoes-text", "number 106540352242922 echo:text"),
    ("wa-smb-message-echoes-text-placeholder", "number 1122334455667 echo:text"),
    ("wa-status-delivered-legacy", "number 409552778964973 status:delivered"),
    ("wa-status-failed-130472", "number 1122334455667 status:failed"),
    ("wa-status-failed-131047", "number 109999999999999 status:failed"),
    ("wa-status-failed-131053", "number 409552778964973 status:failed"),
    ("wa-status-failed-errors", "number REDACTED status:failed"),
    ("wa-status-group-bsuid", "number 106540352242922 status:read"),
    ("wa-status-read-cbp", "number 1122334455667 status:read"),
    ("wa-status-sent-cbp", "number 1122334455667 status:sent"),
    ("wa-status-sent-pmp-v23", "number 106540352242922 status:sent"),
    ("wa-template-category-update", "account 57438975935 template_category"),
    ("wa-template-category-update-completed", "account 102290129340398 template_category"),
    ("wa-template-category-update-impending", "account 102290129340398 template_category"),
    ("wa-template-quality-update", "account 102290129340398 template_quality"),
    ("wa-template-status-approved", "account 102290129340398 template_status"),
    ("wa-template-status-disabling", "account whatsapp-business-account-id template_status"),
    ("wa-user-id-update", "number 106540352242922 user_id_update"),
    ("wa-user-preferences-doc", "number 106540352242922 user_preference"),
    ("wa-user-preferences-resume", "number 106540352242922 user_preference"),
    ("wa-value-errors-130429", "number 106540352242922 value_error:130429"),
];

/// Files that are no webhooks: answers and errors of the API.
fn is_reply(name: &str) -> bool {
    ["wa-api-", "ig-api-", "api-error-"].iter().any(|prefix| name.starts_with(prefix))
}

fn describe(event: &Event) -> String {
    let asset = match event.asset.kind {
        AssetKind::WhatsAppNumber => "number",
        AssetKind::WhatsAppAccount => "account",
        AssetKind::Page => "page",
        AssetKind::Instagram => "instagram",
    };
    format!("{asset} {} {}", event.asset.id, describe_kind(&event.kind))
}

fn describe_kind(kind: &EventKind) -> String {
    match kind {
        EventKind::Message(message) => format!("message:{}", message.content.kind()),
        EventKind::Echo(echo) => format!("echo:{}", echo.content.kind()),
        EventKind::Status(status) => format!("status:{}", status.status.name()),
        EventKind::Standby(inner) => format!("standby:{}", describe_kind(inner)),
        EventKind::FeedChange(change) => format!("feed_change:{}", change.item),
        EventKind::AccountUpdate(update) => format!("account_update:{}", update.event),
        EventKind::ValueError(error) => format!("value_error:{}", error.code),
        other => other.name().to_owned(),
    }
}

fn found(name: &str) -> String {
    let delivery = parse(&crate::fixtures::read(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let events = delivery.events.iter().map(describe);
    let unknown =
        delivery.unknown.iter().map(|unknown| format!("unknown {} {}", unknown.object, unknown.what));
    events.chain(unknown).collect::<Vec<_>>().join(", ")
}

#[test]
fn every_file_becomes_what_it_is() {
    crate::fixtures::agree(EXPECTED, found);
}

#[test]
fn no_file_is_left_out() {
    crate::fixtures::cover(EXPECTED, |name| !is_reply(name), found);
}
