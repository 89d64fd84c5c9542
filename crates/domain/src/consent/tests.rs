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
}
