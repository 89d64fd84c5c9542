//! Customers whose ids change, and what they decide about marketing.

use domain::channel::{Alias, AliasKind};
use domain::time::Timestamp;

use super::super::{EventKind, IdentityChange, MarketingChoice, UserIdUpdate, UserPreference};
use super::{event, text};

fn bsuid(id: &str) -> Alias {
    Alias { kind: AliasKind::Bsuid, value: id.to_owned() }
}

fn phone(digits: &str) -> Alias {
    Alias { kind: AliasKind::Phone, value: digits.to_owned() }
}

#[test]
fn a_new_business_scoped_id() {
    let expected = IdentityChange {
        previous: vec![bsuid("US.10101010101010101010")],
        current: vec![bsuid("US.13491208655302741918"), phone("16505551234")],
        at: Some(Timestamp::from_seconds(1_749_416_383)),
    };
    assert_eq!(event("wa-user-id-update").identity_change(), Some(expected.clone()));
    let told = event("wa-message-system-user-changed-user-id").identity_change().unwrap();
    let current = vec![bsuid("US.13491208655302741918")];
    assert_eq!(told, IdentityChange { current, ..expected });
    assert!(!format!("{told:?}").contains("US."));
}

#[test]
fn a_new_number() {
    let change = event("wa-message-system-user-changed-number").identity_change().unwrap();
    assert_eq!((change.previous, change.current), (vec![phone("972987654321")], vec![phone("972912345678")]));
}

#[test]
fn a_new_number_and_id_of_someone_known_by_both() {
    let EventKind::Message(mut message) = event("wa-message-system-user-changed-number") else { panic!() };
    message.from.bsuid = text("IL.1");
    if let super::super::Content::System(system) = &mut message.content {
        system.new_bsuid = text("IL.2");
    }
    let change = message.identity_change().unwrap();
    assert_eq!(change.previous, [bsuid("IL.1"), phone("972987654321")]);
    assert_eq!(change.current, [bsuid("IL.2"), phone("972912345678")]);
    // Meta may already name the sender by the new id: that one has not ended.
    message.from.bsuid = text("IL.2");
    assert_eq!(message.identity_change().unwrap().previous, [phone("972987654321")]);
}

#[test]
fn one_side_alone_is_no_change() {
    let update = UserIdUpdate {
        wa_id: None,
        previous: None,
        current: "US.1".to_owned(),
        previous_parent: text("US.ENT.1"),
        current_parent: text("US.ENT.2"),
        at: None,
    };
    assert_eq!(update.identity_change(), None);
    let same = UserIdUpdate { previous: text("US.1"), ..update };
    assert_eq!(same.identity_change(), None);
    for name in ["wa-message-text-bsuid", "wa-status-group-bsuid", "wa-user-preferences-doc"] {
        assert_eq!(event(name).identity_change(), None, "{name}");
    }
}

#[test]
fn marketing_stops_and_resumes() {
    let EventKind::UserPreference(resume) = event("wa-user-preferences-doc") else { panic!() };
    assert_eq!(resume.marketing_choice(), Some(MarketingChoice::Resume));
    assert_eq!(resume.customer.whatsapp_aliases(), [phone("16505551234")]);
    let said = |category: Option<&str>, value: &str| {
        let category = category.map(str::to_owned);
        UserPreference { category, value: text(value), ..resume.clone() }.marketing_choice()
    };
    let marketing = Some("marketing_messages");
    assert_eq!(said(marketing, "stop"), Some(MarketingChoice::Stop));
    assert_eq!(said(None, "stop"), Some(MarketingChoice::Stop));
    assert_eq!(said(marketing, "signup"), Some(MarketingChoice::Resume));
    assert_eq!((said(marketing, "later"), said(Some("calls"), "stop")), (None, None));
}
