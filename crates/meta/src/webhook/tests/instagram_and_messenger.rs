//! What Messenger's and Instagram's events say, beyond their kind.

use domain::time::Timestamp;

use super::super::{Attachment, Content, EventKind, MediaKind, ThreadControlKind, parse};
use super::{event, message, text};

#[test]
fn a_direct_message() {
    let message = message("ig-messaging-text");
    assert_eq!(message.from.alias(), Some("5614879045272581"));
    assert_eq!(message.at, Timestamp::from_millis(1_759_999_999_000));
    assert_eq!((message.content.kind(), message.content.text()), ("text", Some("Olá, tem no tamanho M?")));
}

#[test]
fn an_echo_names_the_customer_whichever_side_it_is_on() {
    let EventKind::Echo(swapped) = event("ig-messaging-text-echo") else { panic!("an echo") };
    assert_eq!(swapped.to.alias(), Some("5614879045272581"));
    let EventKind::Echo(unswapped) = event("fb-messaging-message-basic-echo") else { panic!("an echo") };
    assert_eq!(unswapped.to.alias(), Some("987654321432"));
    assert_eq!(unswapped.app_id, text("1517776481860111"));
    assert_eq!(unswapped.metadata, text("DEVELOPER_DEFINED_METADATA_STRING"));
    let EventKind::Echo(own) = event("ig-messaging-self-test") else { panic!("an echo") };
    assert!(own.is_self);
}

#[test]
fn what_the_business_sends_is_never_taken_for_a_customer() {
    let body = br#"{"object":"page","entry":[{"id":"1","messaging":[
        {"sender":{"id":1},"recipient":{"id":"9"},"timestamp":1760000000000,"message":{"mid":"m","text":"x"}}]}]}"#;
    let events = parse(body).unwrap().events;
    assert!(events[0].kind.inbound().is_none());
    let EventKind::Echo(echo) = &events[0].kind else { panic!("an echo") };
    assert_eq!(echo.to.alias(), Some("9"));
}

#[test]
fn files_shares_and_places() {
    let image = message("ig-messaging-image").content;
    assert_eq!(image.media()[0].kind, MediaKind::Image);
    assert!(image.media()[0].url.is_some());
    let sticker = message("fb-messaging-message-sticker").content;
    assert_eq!(sticker.media()[0].sticker_id, text("56789012345678"));
    let Content::Attachments { items, .. } = message("ig-messaging-ig-reel-share").content else { panic!() };
    let Attachment::Share { kind, id, title, .. } = &items[0] else { panic!("a share") };
    assert_eq!(
        (kind.as_str(), id.as_deref(), title.as_deref()),
        ("ig_reel", Some("17950000000000000"), Some("Reel"))
    );
    let Content::Attachments { items, .. } = message("fb-messaging-message-fallback-attachment").content
    else {
        panic!()
    };
    let Attachment::Share { title, url, .. } = &items[0] else { panic!("a share") };
    assert_eq!((title, url), (&text("Legacy Attachment"), &text("https://www.messenger.com/")));
    let Content::Attachments { items, .. } = message("fb-messaging-message-location-attachment").content
    else {
        panic!()
    };
    let Attachment::Location(place) = &items[0] else { panic!("a place") };
    assert_eq!((place.latitude, place.longitude), (Some(12.34), Some(43.21)));
    let Content::Attachments { items, .. } = message("fb-messaging-message-product-template").content else {
        panic!()
    };
    let Attachment::Products(cards) = &items[0] else { panic!("products") };
    assert_eq!(cards[0].retailer_id, text("<EXTERNAL_ID>"));
}

#[test]
fn a_sticker_that_comes_twice_counts_once() {
    let body = br#"{"object":"page","entry":[{"id":"1","messaging":[{"sender":{"id":"9"},"recipient":{"id":"1"},
        "timestamp":1760000000000,"message":{"mid":"m","attachments":[
        {"type":"image","payload":{"url":"u","sticker_id":3}},{"type":"sticker","payload":{"url":"u","sticker_id":3}},
        {"type":"image","payload":{"url":"v"}},{"type":"image","payload":{"url":"w"}}]}}]}]}"#;
    let events = parse(body).unwrap().events;
    assert_eq!(events[0].kind.inbound().unwrap().content.media().len(), 3);
}

#[test]
fn presses() {
    let quick = message("ig-messaging-quick-reply").content;
    assert_eq!(quick, Content::QuickReply { payload: "CATALOG".to_owned(), text: text("Ver catálogo") });
    let postback = message("ig-messaging-postback");
    assert_eq!(postback.provider_id, "aWdfZAG1faXRlbToxOkD");
    assert_eq!(postback.content.text(), Some("Falar com vendedor"));
    let nameless = message("fb-messaging-postback-referral");
    assert_eq!(nameless.provider_id, "postback.987654321432.1458692752478");
    assert_eq!(nameless.referral.unwrap().reference, text("ref_data_in_m_dot_me_param"));
}

#[test]
fn answers_to_stories_and_messages() {
    let story = message("ig-messaging-story-reply").context.unwrap().story.unwrap();
    assert_eq!(
        (story.id, story.link_sticker_url),
        (text("17990000000000001"), text("https://example.com/p/1"))
    );
    assert_eq!(
        message("ig-messaging-inline-reply").context.unwrap().message_id,
        text("aWdfZAG1faXRlbToxOk2")
    );
    let ad = message("fb-messaging-message-referral-ad").referral.unwrap();
    assert_eq!((ad.source_id, ad.product_id), (text("6045246247433"), text("77")));
}

#[test]
fn what_happens_to_messages() {
    let EventKind::MessageReaction(reaction) = event("ig-messaging-reaction") else { panic!() };
    assert_eq!(
        (reaction.message_id.as_str(), reaction.emoji.as_deref()),
        ("aWdfZAG1faXRlbToxOk2", Some("❤️"))
    );
    let EventKind::MessageReaction(unreaction) = event("ig-messaging-unreaction") else { panic!() };
    assert_eq!(unreaction.emoji, None);
    let EventKind::MessageEdit(edit) = event("fb-messaging-message-edits") else { panic!() };
    assert_eq!((edit.text.as_str(), edit.edits), ("hello, world!", Some(37)));
    let EventKind::Unsend(unsend) = event("ig-messaging-deleted") else { panic!() };
    assert_eq!(unsend.message_id, "aWdfZAG1faXRlbToxOk1");
    let EventKind::Seen(seen) = event("ig-messaging-seen") else { panic!() };
    assert_eq!((seen.until, seen.message_ids), (None, vec!["MESSAGE-ID".to_owned()]));
    let EventKind::Delivered(delivered) = event("fb-messaging-delivery-basic") else { panic!() };
    assert_eq!(delivered.until, Some(Timestamp::from_millis(1_458_668_856_253)));
    assert_eq!(delivered.message_ids, ["mid.1458668856218:ed81099e15d3f4f233"]);
}

#[test]
fn a_reaction_taken_back_stays_so_when_its_emoji_is_named() {
    let body = br#"{"object":"page","entry":[{"id":"1","messaging":[{"sender":{"id":"9"},"recipient":{"id":"1"},
        "timestamp":1760000000000,"reaction":{"mid":"m","action":"unreact","reaction":"love","emoji":"x"}}]}]}"#;
    let EventKind::MessageReaction(reaction) = &parse(body).unwrap().events[0].kind.clone() else { panic!() };
    assert_eq!(reaction.emoji, None);
}

#[test]
fn another_apps_thread_is_never_answered() {
    let standby = event("ig-standby-text");
    assert!(standby.inbound().is_none());
    let EventKind::Standby(inner) = standby else { panic!("standby") };
    assert_eq!(inner.inbound().unwrap().content.text(), Some("oi"));
    let EventKind::ThreadControl(control) = event("fb-messaging-take-thread-control") else { panic!() };
    assert_eq!((control.kind, control.customer.alias()), (ThreadControlKind::Take, Some("USER_ID")));
    assert_eq!(control.previous_app_id, text("PREVIOUS_OWNER_APP_ID"));
}

#[test]
fn a_thread_that_is_given_or_asked_for_names_both_apps() {
    let control = |key: &str, body: &str| {
        let body = format!(
            r#"{{"object":"instagram","entry":[{{"id":"1","time":1760000000000,"messaging":[{{"sender":{{"id":"9"}},
            "recipient":{{"id":"1"}},"timestamp":1760000000000,"{key}":{body}}}]}}]}}"#
        );
        let EventKind::ThreadControl(control) = parse(body.as_bytes()).unwrap().events.remove(0).kind else {
            panic!("{key}")
        };
        assert_eq!(control.customer.alias(), Some("9"));
        (control.kind, control.previous_app_id, control.new_app_id)
    };
    let passed = control("pass_thread_control", r#"{"previous_owner_app_id":"5","new_owner_app_id":6}"#);
    assert_eq!(passed, (ThreadControlKind::Pass, text("5"), text("6")));
    let asked = control("request_thread_control", r#"{"requested_owner_app_id":"7"}"#);
    assert_eq!(asked, (ThreadControlKind::Request, None, text("7")));
}

#[test]
fn comments_in_every_shape() {
    for name in ["ig-login-comments-flat", "ig-fblogin-comments-ad"] {
        let EventKind::Comment(comment) = event(name) else { panic!("{name}") };
        assert_eq!((comment.from_name.as_deref(), comment.is_own), (Some("maria"), false), "{name}");
        assert!(comment.id.starts_with("1789422797218612"), "{name}");
    }
    let EventKind::Comment(live) = event("ig-changes-live-comments") else { panic!() };
    assert!(live.is_live);
    let EventKind::Comment(page) = event("page-feed-comment-add-with-photo") else { panic!() };
    assert_eq!((page.parent_id, page.is_own), (None, true), "on the post itself, by the page itself");
    assert!(page.photo_url.is_some());
    let EventKind::Comment(hidden) = event("page-feed-comment-hide") else { panic!() };
    assert_eq!(hidden.verb, "hide");
}

#[test]
fn figures_of_a_story() {
    let EventKind::StoryInsights(insights) = event("ig-changes-story-insights") else { panic!() };
    assert_eq!(insights.media_id, "17887498072083520");
    assert!(insights.figures.contains(&("reach".to_owned(), 44)));
}

#[test]
fn the_dashboards_test_button() {
    let body = br#"{"object":"instagram","entry":[{"id":"1","time":1760000000,"changes":[{"field":"messages","value":{
        "sender":{"id":"9"},"recipient":{"id":"1"},"timestamp":"1760000000","message":{"mid":"m","text":"hi"}}}]}]}"#;
    let events = parse(body).unwrap().events;
    assert_eq!(events[0].kind.inbound().unwrap().at, Timestamp::from_seconds(1_760_000_000));
}
