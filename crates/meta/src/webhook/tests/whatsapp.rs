//! What WhatsApp's events say, beyond their kind.

use domain::time::Timestamp;

use super::super::{
    Content, DeliveryStatus, EventKind, HistoryMessage, MediaKind, Pricing, Sender, UserIdUpdate, parse,
};
use super::{event, fixture, message, text};

#[test]
fn a_customer_without_a_phone_is_known_by_the_scoped_id() {
    let message = message("wa-message-text-bsuid");
    assert_eq!(message.from.alias(), Some("US.13491208655302741918"));
    assert_eq!(message.from.wa_id, None);
    assert_eq!(message.from.parent_bsuid, text("US.ENT.11815799212886844830"));
    assert_eq!(message.from.username, text("@realsheenanelson"));
    assert_eq!(message.from.profile_name, text("Sheena Nelson"));
    assert_eq!(message.group_id, text("120363418770915618@g.us"));
    assert_eq!(message.at, Timestamp::from_seconds(1_749_416_383));
    assert_eq!(message.content.text(), Some("Does it come in another color?"));
}

#[test]
fn the_only_contact_names_a_message_that_names_nobody() {
    let message = message("wa-message-contacts-request-bsuid");
    assert_eq!(message.from.bsuid, text("US.13491208655302741918"));
    let Content::Contacts { cards, origin } = message.content else { panic!("cards") };
    assert_eq!(origin, text("contact_request/other"));
    assert_eq!(cards[0].phones[0].phone, text("15551234567"));
    assert!(cards[0].name.is_none() && cards[0].vcard.is_some());
}

#[test]
fn a_contact_of_someone_else_lends_nothing() {
    let message = message("wa-message-edit-image");
    assert_eq!(message.from, Sender { wa_id: text("16505551234"), ..Sender::default() });
}

#[test]
fn two_customers_in_one_value_keep_their_own_names() {
    let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
        "metadata":{"phone_number_id":"2"},
        "contacts":[{"wa_id":"551","user_id":"BR.1","profile":{"name":"Ana"}},{"user_id":"BR.2","profile":{"name":"Bia"}}],
        "messages":[{"id":"m2","from_user_id":"BR.2","timestamp":"5","type":"text","text":{"body":"b"}},
                    {"id":"m1","from":"551","timestamp":"5","type":"text","text":{"body":"a"}}]}}]}]}"#;
    let events = parse(body).unwrap().events;
    let names: Vec<_> = events.iter().map(|event| event.kind.inbound().unwrap().from.clone()).collect();
    assert_eq!((names[0].profile_name.as_deref(), names[0].wa_id.as_deref()), (Some("Bia"), None));
    assert_eq!((names[1].profile_name.as_deref(), names[1].alias()), (Some("Ana"), Some("BR.1")));
}

#[test]
fn files_keep_what_is_needed_to_fetch_them() {
    let Content::Media(voice) = message("wa-message-audio-voice").content else { panic!("a file") };
    assert!(voice.kind == MediaKind::Audio && voice.voice);
    assert_eq!(voice.mime_type, text("audio/ogg; codecs=opus"));
    assert_eq!(voice.id, text("1234567890987654321"));
    let Content::Media(image) = message("wa-message-image-with-url").content else { panic!("a file") };
    assert!(image.url.unwrap().starts_with("https://lookaside.fbsbx.com/"));
    let Content::Media(sticker) = message("wa-message-sticker-animated").content else { panic!("a file") };
    assert!(sticker.animated);
    let video = message("wa-message-video-forwarded");
    assert_eq!(video.content.text(), Some("caption"));
    assert!(video.context.unwrap().forwarded);
}

#[test]
fn presses_and_forms() {
    let button = message("wa-message-interactive-button-reply");
    assert_eq!(
        button.content,
        Content::ButtonReply { id: "callback_data".to_owned(), title: "title".to_owned() }
    );
    assert_eq!(button.context.unwrap().message_id, text("wamid.xyzxyz"));
    let Content::ListReply { description, .. } = message("wa-message-interactive-list-reply").content else {
        panic!("a choice")
    };
    assert_eq!(description, text("description"));
    let flow = message("wa-message-interactive-nfm-reply").content;
    assert!(flow.text().unwrap().contains("\"delivery_rating\":\"4\""));
    let template = message("wa-alt-message-button").content;
    assert_eq!(template, Content::TemplateButton { payload: text("SIM"), text: "SIM".to_owned() });
}

#[test]
fn a_reaction_is_taken_back_by_an_empty_or_a_missing_emoji() {
    for name in ["wa-message-unreaction-empty-emoji", "wa-message-unreaction-no-emoji"] {
        let expected = Content::Reaction { message_id: "wamid.yzxyzx=".to_owned(), emoji: None };
        assert_eq!(message(name).content, expected);
    }
}

#[test]
fn an_order_has_its_lines() {
    let Content::Order(order) = message("wa-message-order").content else { panic!("an order") };
    let lines: Vec<_> = order.items.iter().map(|item| (item.quantity, item.item_price.as_deref())).collect();
    assert_eq!(lines, [(Some(3), Some("30")), (Some(2), Some("35")), (Some(2), Some("10"))]);
    assert_eq!((order.text, order.items[0].currency.as_deref()), (None, Some("ILS")));
}

#[test]
fn a_change_of_number_or_id_tells_old_and_new() {
    let number = message("wa-message-system-user-changed-number");
    assert_eq!(number.from.wa_id, text("972987654321"));
    let Content::System(system) = number.content else { panic!("a system message") };
    assert_eq!((system.new_wa_id, system.previous_bsuid), (text("972912345678"), None));
    let id = message("wa-message-system-user-changed-user-id");
    assert_eq!(id.from.alias(), Some("US.10101010101010101010"), "it belongs to the old id's conversation");
    assert_eq!(id.content.text(), None, "WhatsApp's sentence is not the customer's");
    let Content::System(system) = id.content else { panic!("a system message") };
    assert_eq!(system.new_bsuid, text("US.13491208655302741918"));
    let expected = UserIdUpdate {
        wa_id: text("16505551234"),
        previous: text("US.10101010101010101010"),
        current: "US.13491208655302741918".to_owned(),
        previous_parent: text("US.ENT.10101010101010101010"),
        current_parent: text("US.ENT.11815799212886844830"),
        at: Some(Timestamp::from_seconds(1_749_416_383)),
    };
    assert_eq!(event("wa-user-id-update"), EventKind::UserIdUpdate(expected));
}

#[test]
fn edits_and_revokes_name_the_message() {
    let Content::Edit { original_id, content } = message("wa-message-edit-image").content else {
        panic!("an edit")
    };
    assert!(original_id.starts_with("wamid.HBgLMTQx"));
    assert_eq!((content.kind(), content.text()), ("image", Some("Updated image caption")));
    let Content::Revoke { original_id } = message("wa-message-revoke-placeholder").content else {
        panic!("a revoke")
    };
    assert_eq!(original_id, "<ORIGINAL_WHATSAPP_MESSAGE_ID>");
}

#[test]
fn what_meta_cannot_hand_over_says_why() {
    let Content::Unsupported { what, errors } = message("wa-message-unsupported-with-type").content else {
        panic!("unsupported")
    };
    assert_eq!((what, errors[0].code), (text("pool"), 131_051));
    let Content::Unsupported { errors, .. } = message("wa-message-error").content else {
        panic!("unsupported")
    };
    assert_eq!(errors[0].details, text("Message type is not currently supported"));
}

#[test]
fn where_a_customer_came_from() {
    let referral = message("wa-openapi-text-ctwa").referral.unwrap();
    assert_eq!((referral.source, referral.source_id), (text("ad"), text("120226305854810726")));
    assert_eq!(referral.welcome_text, text("Hi there! Let us know how we can help!"));
    assert!(referral.ctwa_clid.unwrap().starts_with("Aff-n8Z"));
    let product = message("wa-openapi-text-product-inquiry").context.unwrap().product.unwrap();
    assert_eq!(product.product_retailer_id, text("di9ozbzfi4"));
}

#[test]
fn statuses_say_who_what_it_costs_and_why_not() {
    let EventKind::Status(sent) = event("wa-status-sent-pmp-v23") else { panic!("a status") };
    let pricing =
        Pricing { billable: true, model: text("PMP"), kind: text("regular"), category: text("marketing") };
    assert_eq!((sent.status.clone(), sent.pricing.clone()), (DeliveryStatus::Sent, Some(pricing)));
    assert_eq!(sent.conversation.unwrap().origin, text("marketing"));
    assert_eq!(sent.recipient.wa_id, text("16505551234"));
    let EventKind::Status(failed) = event("wa-status-failed-131047") else { panic!("a status") };
    assert_eq!(failed.errors[0].code, 131_047);
    let EventKind::Status(group) = event("wa-status-group-bsuid") else { panic!("a status") };
    assert_eq!(group.recipient.alias(), Some("US.13491208655302741918"));
    assert_eq!(group.recipient.wa_id, text("16505551234"));
    assert_eq!(group.group_id, text("120363418770915618@g.us"));
}

#[test]
fn our_own_string_comes_back_with_a_status_in_either_spelling_of_the_ids() {
    let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
        "metadata":{"phone_number_id":"2"},"statuses":[{"id":"w","status":"delivered","timestamp":"7",
        "recipient_user_id":"BR.1","parent_recipient_user_id":"BR.ENT.1","biz_opaque_callback_data":"v1.c.r.m"}]}}]}]}"#;
    let events = parse(body).unwrap().events;
    let EventKind::Status(status) = &events[0].kind else { panic!("a status") };
    assert_eq!(status.callback_data, text("v1.c.r.m"));
    assert_eq!(
        (status.recipient.alias(), status.recipient.parent_bsuid.as_deref()),
        (Some("BR.1"), Some("BR.ENT.1"))
    );
}

#[test]
fn one_bad_message_spoils_nothing_else() {
    let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
        "metadata":{"phone_number_id":2},"errors":[{"code":131000,"title":"x"}],
        "statuses":[{"id":"w","status":"read","timestamp":7}],
        "messages":[7,{"type":"text"},{"id":"m1","from":551,"timestamp":1760000000,"type":"interactive"},
                    {"id":"m2","type":"text","text":{"body":5}}]}},{"field":"moon","value":{}},{"field":"x y","value":3}]}]}"#;
    let delivery = parse(body).unwrap();
    let names: Vec<_> = delivery.events.iter().map(|event| event.kind.name()).collect();
    assert_eq!(names, ["message", "message", "status", "value_error"]);
    let first = delivery.events[0].kind.inbound().unwrap();
    assert_eq!(first.content, Content::Other { kind: "interactive".to_owned() });
    assert_eq!(first.from.wa_id, text("551"));
    let unknown: Vec<_> = delivery.unknown.iter().map(|unknown| unknown.what.as_str()).collect();
    assert_eq!(unknown, ["messages", "messages", "moon", "x?y"]);
    assert!(
        delivery.events.iter().all(|event| event.asset.id == "2" && event.account.as_deref() == Some("1"))
    );
}

#[test]
fn half_an_emoji_loses_no_message() {
    let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
        "metadata":{"phone_number_id":"2"},"messages":[{"id":"m","from":"551","type":"text","text":{"body":"ok \ud83d"}}]}}]}]}"#;
    let delivery = parse(body).unwrap();
    assert_eq!(delivery.events[0].kind.inbound().unwrap().content.text(), Some("ok \u{fffd}"));
}

#[test]
fn an_announced_category_is_not_mistaken_for_the_one_in_force() {
    let EventKind::TemplateCategory(announced) = event("wa-template-category-update-impending") else {
        panic!()
    };
    assert_eq!((announced.current, announced.upcoming), (text("UTILITY"), text("MARKETING")));
    assert_eq!(announced.change_at, Some(Timestamp::from_seconds(1_746_169_200)));
    let EventKind::TemplateCategory(done) = event("wa-template-category-update-completed") else { panic!() };
    assert_eq!((done.previous, done.current, done.upcoming), (text("UTILITY"), text("MARKETING"), None));
}

#[test]
fn an_echo_from_the_phone_app_names_the_customer() {
    let EventKind::Echo(echo) = event("wa-smb-message-echoes-text-placeholder") else { panic!("an echo") };
    assert_eq!((echo.to.alias(), echo.content.text()), (Some("<BSUID>"), Some("Test message")));
}

#[test]
fn history_tells_the_two_sides_apart() {
    let EventKind::History(history) = event("wa-history-threads") else { panic!("history") };
    assert_eq!((history.phase, history.chunk_order, history.progress), (Some(0), Some(1), Some(55)));
    let inbound = |message: &HistoryMessage| matches!(message, HistoryMessage::Inbound(_));
    let sides: Vec<bool> = history.threads[0].messages.iter().map(inbound).collect();
    assert_eq!(sides, [false, false, true]);
    let HistoryMessage::Outbound(echo) = &history.threads[0].messages[0] else { panic!("outbound") };
    assert_eq!(echo.to.wa_id, text("16505551234"));
}

#[test]
fn history_that_the_business_did_not_share_says_so() {
    let value = String::from_utf8(crate::fixtures::read("wa-history-declined-value-only")).unwrap();
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"history","value":{value}}}]}}]}}"#
    );
    let events = parse(body.as_bytes()).unwrap().events;
    let EventKind::History(history) = &events[0].kind else { panic!("history") };
    assert_eq!(history.errors[0].code, 2_593_109);
}

#[test]
fn the_rest_of_the_account() {
    let EventKind::AccountUpdate(update) = event("wa-account-update-restriction") else { panic!() };
    let kinds: Vec<_> = update.restrictions.iter().map(|restriction| restriction.kind.as_str()).collect();
    assert_eq!(kinds, ["RESTRICTED_BIZ_INITIATED_MESSAGING", "RESTRICTED_ADD_PHONE_NUMBER_ACTION"]);
    let EventKind::Capability(capability) = event("wa-business-capability-update") else { panic!() };
    assert_eq!((capability.daily_limit, capability.numbers_per_account), (text("2000"), Some(25)));
    let EventKind::TemplateStatus(status) = event("wa-template-status-approved") else { panic!() };
    assert_eq!((status.event.as_str(), status.reason), ("APPROVED", None));
    assert_eq!(status.template.id, text("1689556908129832"));
    let EventKind::UserPreference(preference) = event("wa-user-preferences-doc") else { panic!() };
    assert_eq!((preference.value, preference.customer.alias()), (text("resume"), Some("16505551234")));
    assert_eq!(fixture("wa-account-update-partner-added").events[0].account, text("2949482758682047"));
}
