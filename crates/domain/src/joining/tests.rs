use proptest::prelude::*;

use super::*;
use crate::time::Timestamp;

fn contact(number: u8) -> ContactId {
    ContactId::new(Timestamp::from_millis(i64::from(number)), [number; 10])
}

fn known(number: u8) -> (ContactId, Lead) {
    (contact(number), Lead::Contact(contact(number)))
}

#[test]
fn the_other_one_goes_into_the_one_that_was_named_first() {
    assert_eq!(join(known(1), known(2)), Ok(Step::Join { goes: contact(2), stays: contact(1) }));
    assert_eq!(join(known(2), known(1)), Ok(Step::Join { goes: contact(1), stays: contact(2) }));
}

#[test]
fn nobody_is_joined_with_themselves() {
    assert_eq!(join(known(1), known(1)), Err(Refused::Itself));
    // Nor under an id that they had before.
    let old = (contact(1), Lead::Contact(contact(2)));
    assert_eq!(join(old, old), Err(Refused::Itself));
}

#[test]
fn asking_again_is_done_already_whichever_went() {
    let went = (contact(2), Lead::Contact(contact(1)));
    assert_eq!(join(known(1), went), Ok(Step::Done(contact(1))));
    assert_eq!(join(went, known(1)), Ok(Step::Done(contact(1))));
}

#[test]
fn an_old_id_stands_for_the_contact_it_became_part_of() {
    let went = (contact(2), Lead::Contact(contact(1)));
    assert_eq!(join(went, known(3)), Ok(Step::Join { goes: contact(3), stays: contact(1) }));
    assert_eq!(join(known(3), went), Ok(Step::Join { goes: contact(1), stays: contact(3) }));
}

#[test]
fn who_is_erased_or_unknown_is_not_joined() {
    for (lead, refused) in [(Lead::Erasing, Refused::Erasing), (Lead::Nobody, Refused::Nobody)] {
        assert_eq!(join(known(1), (contact(2), lead)), Err(refused));
        assert_eq!(join((contact(2), lead), known(1)), Err(refused));
        // That they are the same says nothing of somebody who is not there.
        assert_eq!(join((contact(2), lead), (contact(2), lead)), Err(refused));
    }
}

fn names() -> impl Strategy<Value = Vec<(u8, bool, bool)>> {
    prop::collection::vec((0_u8..20, any::<bool>(), any::<bool>()), 0..12)
}

proptest! {
    #[test]
    fn no_name_is_lost_and_none_goes_that_leads_only_elsewhere(names in names()) {
        let parted = part(&names, |(_, here, elsewhere)| Leads { here: *here, elsewhere: *elsewhere });
        for name in &names {
            let (_, here, elsewhere) = *name;
            prop_assert_eq!(parted.goes.contains(name), here);
            prop_assert_eq!(parted.stays.contains(name), elsewhere || !here);
        }
        prop_assert!(parted.goes.iter().chain(&parted.stays).all(|name| names.contains(name)));
    }

    #[test]
    fn what_is_joined_and_taken_apart_is_as_before(mine in names(), theirs in names()) {
        // Names of two people who share none: nothing of the one is left with the other.
        let mine: Vec<_> = mine.into_iter().map(|(name, ..)| (name, true)).collect();
        let theirs: Vec<_> = theirs.into_iter().map(|(name, ..)| (name, false)).collect();
        let both = [mine.clone(), theirs.clone()].concat();
        let parted = part(&both, |(_, here)| Leads { here: *here, elsewhere: !*here });
        prop_assert_eq!(parted, Parted { goes: mine, stays: theirs });
    }
}
