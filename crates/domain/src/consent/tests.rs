use proptest::prelude::*;

use super::*;

const BEGUN: [Purpose; 4] = [Purpose::Service, Purpose::Utility, Purpose::Authentication, Purpose::Marketing];

#[test]
fn an_answer_is_always_allowed() {
    assert!(Consent::ALL.into_iter().all(|consent| allows(consent, Purpose::Answer).is_ok()));
}

#[test]
fn who_opted_out_is_left_alone() {
    for purpose in BEGUN {
        assert_eq!(allows(Consent::OptedOut, purpose), Err(Refused::OptedOut), "{purpose:?}");
        assert_eq!(allows(Consent::OptedIn, purpose), Ok(()), "{purpose:?}");
    }
}

#[test]
fn only_selling_needs_a_yes() {
    for purpose in BEGUN {
        let expected = if purpose == Purpose::Marketing { Err(Refused::NotOptedIn) } else { Ok(()) };
        assert_eq!(allows(Consent::Unknown, purpose), expected, "{purpose:?}");
    }
}

#[test]
fn the_words_are_stable_and_the_same_in_json() {
    for consent in Consent::ALL {
        assert_eq!(consent.as_str().parse(), Ok(consent));
        assert_eq!(serde_json::to_value(consent).unwrap(), consent.as_str());
        assert!(consent.explain().ends_with('.'));
    }
    assert_eq!("OPTED_IN".parse::<Consent>(), Err(UnknownConsent));
    for refused in [Refused::OptedOut, Refused::NotOptedIn] {
        assert_eq!(serde_json::to_value(refused).unwrap(), refused.as_str());
        assert!(refused.to_string().ends_with('.'));
    }
}

fn choice() -> impl Strategy<Value = Choice> {
    // Few moments, so that two are often the same.
    let at = (0_i64..4).prop_map(Timestamp::from_seconds);
    (prop::sample::select(&Consent::ALL[..]), at).prop_map(|(consent, at)| Choice { consent, at })
}

fn latest(choices: &[Choice]) -> Choice {
    choices.iter().copied().fold(Choice::default(), Choice::latest)
}

proptest! {
    #[test]
    fn the_order_of_learning_does_not_matter(
        (choices, shuffled) in prop::collection::vec(choice(), 0..6)
            .prop_flat_map(|choices| (Just(choices.clone()), Just(choices).prop_shuffle())),
    ) {
        prop_assert_eq!(latest(&choices).consent, latest(&shuffled).consent);
        prop_assert_eq!(latest(&choices), latest(&[choices.clone(), choices].concat()), "hearing it twice");
    }

    #[test]
    fn the_latest_word_counts(choices in prop::collection::vec(choice(), 1..6), consent in prop::sample::select(&Consent::ALL[1..])) {
        let word = Choice { consent, at: Timestamp::from_seconds(9) };
        prop_assert_eq!(latest(&[choices, vec![word]].concat()), word);
    }

    #[test]
    fn silence_takes_nothing_back(chosen in choice(), at in 0_i64..99) {
        let silence = Choice { consent: Consent::Unknown, at: Timestamp::from_seconds(at) };
        prop_assert_eq!(chosen.latest(silence).consent, chosen.consent);
        prop_assert_eq!(silence.latest(chosen).consent, chosen.consent);
    }

    #[test]
    fn who_is_joined_is_as_careful_as_the_most_careful_of_them(choices in prop::collection::vec(choice(), 1..6)) {
        let no = joined(&choices);
        let any_no = choices.iter().any(|choice| choice.consent == Consent::OptedOut);
        prop_assert_eq!(no.is_some(), any_no);
        let Some(no) = no else { return Ok(()) };
        let after: Vec<Choice> = choices.iter().map(|choice| choice.latest(no)).collect();
        for (before, after) in choices.iter().zip(&after) {
            prop_assert_eq!(after.consent, Consent::OptedOut, "under every name");
            prop_assert!(after.at >= before.at, "nothing older takes it back");
        }
        // Taken apart, in whichever way: each of them keeps it. And joined again, nothing changes.
        prop_assert_eq!(joined(&after).map(|again| again.consent), Some(Consent::OptedOut));
        let again: Vec<Choice> = after.iter().map(|choice| choice.latest(joined(&after).unwrap())).collect();
        prop_assert_eq!(again, after);
    }

    #[test]
    fn a_new_yes_takes_it_back_where_it_is_said(choices in prop::collection::vec(choice(), 1..6)) {
        let yes = Choice { consent: Consent::OptedIn, at: Timestamp::from_seconds(9) };
        let no = joined(&choices).unwrap_or_default();
        prop_assert_eq!(choices[0].latest(no).latest(yes), yes);
    }
}
