use proptest::prelude::*;
use serde_json::{Value, json};

use super::check::is_timezone;
use super::*;

fn patch(json: Value) -> Result<SettingsPatch, serde_json::Error> {
    serde_json::from_value(json)
}

fn apply(json: Value) -> Result<Settings, InvalidField> {
    Settings::default().apply(patch(json).unwrap())
}

fn refused(json: Value) -> String {
    apply(json).unwrap_err().field
}

#[test]
fn the_defaults_are_valid_and_on() {
    let settings = Settings::default().checked().unwrap();
    assert_eq!(settings.agent.mode, AgentMode::On);
    assert!(settings.disclosure.enabled);
    assert_eq!(serde_json::from_value::<Settings>(json!({})).unwrap(), settings);
}

#[test]
fn sign_up_takes_the_currency_of_the_country() {
    let currency =
        |country| Settings::for_shop("Ana's", country).map(|settings| settings.shop.currency.code());
    assert_eq!(currency("MY"), Ok("MYR"));
    assert_eq!(currency("my"), Ok("MYR"));
    assert_eq!(currency("DE"), Ok("EUR"));
    assert_eq!(currency("CH"), Ok("CHF"));
    assert_eq!(currency("US"), Ok("USD"));
    assert_eq!(currency("Malaysia").unwrap_err().field, "shop.country");
    assert_eq!(Settings::for_shop("  ", "MY").unwrap_err().field, "shop.name");
}

#[test]
fn a_patch_changes_only_what_it_names() {
    let settings = apply(json!({"agent": {"mode": "suggest"}, "shop": {"currency": "MYR"}})).unwrap();
    let mut expected = Settings::default();
    expected.agent.mode = AgentMode::Suggest;
    expected.shop.currency = "MYR".parse().unwrap();
    assert_eq!(settings, expected);
    assert_eq!(settings.clone().apply(SettingsPatch::default()), Ok(settings));
}

#[test]
fn null_clears_what_may_be_empty_and_nothing_else() {
    let named = apply(json!({"shop": {"contact": "call Ana"}, "llm": {"model": "m"}})).unwrap();
    assert_eq!(named.shop.contact.as_deref(), Some("call Ana"));
    let cleared = named.apply(patch(json!({"shop": {"contact": null}})).unwrap()).unwrap();
    assert_eq!(cleared.shop.contact, None);
    assert_eq!(cleared.llm.model.as_deref(), Some("m"));
    assert!(patch(json!({"shop": {"name": null}})).is_err());
    assert!(patch(json!({"agent": {"mode": null}})).is_err());
}

#[test]
fn misspelt_fields_and_values_are_refused() {
    let message = |json| patch(json).unwrap_err().to_string();
    assert!(message(json!({"agent": {"mod": "on"}})).contains("unknown field `mod`"));
    assert!(message(json!({"agents": {}})).contains("unknown field `agents`"));
    assert!(message(json!({"agent": {"mode": "loud"}})).contains("unknown variant `loud`"));
    assert!(message(json!({"shop": {"currency": "XXZ"}})).contains("ISO 4217"));
    assert!(message(json!({"llm": {"api_key": "k"}})).contains("unknown field `api_key`"));
}

#[test]
fn each_limit_names_its_field() {
    assert_eq!(refused(json!({"shop": {"name": " "}})), "shop.name");
    assert_eq!(refused(json!({"shop": {"name": "a\nb"}})), "shop.name");
    assert_eq!(refused(json!({"shop": {"name": "x".repeat(101)}})), "shop.name");
    assert_eq!(refused(json!({"shop": {"country": "XX"}})), "shop.country");
    assert_eq!(refused(json!({"shop": {"contact": "x".repeat(201)}})), "shop.contact");
    assert_eq!(refused(json!({"agent": {"name": "x".repeat(61)}})), "agent.name");
    assert_eq!(refused(json!({"agent": {"instructions": "x".repeat(8001)}})), "agent.instructions");
    assert_eq!(refused(json!({"agent": {"tone": "x".repeat(201)}})), "agent.tone");
    assert_eq!(refused(json!({"agent": {"daily_turns": 0}})), "agent.daily_turns");
    assert_eq!(refused(json!({"agent": {"daily_turns": 100_001}})), "agent.daily_turns");
    assert_eq!(refused(json!({"agent": {"conversation_turns": 0}})), "agent.conversation_turns");
    assert_eq!(refused(json!({"agent": {"conversation_turns": 10_001}})), "agent.conversation_turns");
    assert_eq!(refused(json!({"llm": {"model": "two words"}})), "llm.model");
    assert_eq!(refused(json!({"disclosure": {"text": "x".repeat(501)}})), "disclosure.text");
    assert_eq!(refused(json!({"transcription": {"model": "two words"}})), "transcription.model");
    assert_eq!(refused(json!({"media": {"daily_megabytes": 1_000_001}})), "media.daily_megabytes");
}

#[test]
fn a_misspelt_fact_is_refused_and_a_stored_one_of_a_newer_version_is_read() {
    let fact = json!({"topic": "delivery", "text": "3 to 5 days", "pinned": true});
    let message = patch(json!({"shop": {"facts": [fact]}})).unwrap_err().to_string();
    assert!(message.contains("unknown field `pinned`"), "{message}");
    let stored: Settings = serde_json::from_value(json!({"shop": {"facts": [fact]}})).unwrap();
    assert_eq!(stored.shop.facts[0].topic, "delivery");
}

#[test]
fn facts_are_bounded_and_unique() {
    let facts = |facts: Value| refused(json!({"shop": {"facts": facts}}));
    assert_eq!(
        facts(json!([{"topic": "a", "text": "b"}, {"topic": "", "text": "b"}])),
        "shop.facts[1].topic"
    );
    assert_eq!(facts(json!([{"topic": "a", "text": " "}])), "shop.facts[0].text");
    let twice = json!([{"topic": "Delivery", "text": "b"}, {"topic": "delivery ", "text": "c"}]);
    assert_eq!(facts(twice), "shop.facts[1].topic");
    let many: Vec<Value> = (0..101).map(|n| json!({"topic": n.to_string(), "text": "x"})).collect();
    assert_eq!(facts(json!(many)), "shop.facts");
}

#[test]
fn timezones_have_the_shape_of_iana_names() {
    for name in
        ["UTC", "Asia/Kuala_Lumpur", "America/Argentina/Buenos_Aires", "Etc/GMT+8", "America/Port-au-Prince"]
    {
        assert!(is_timezone(name), "{name}");
    }
    for name in ["", "/", "Asia/", "Asia//Tokyo", "Asia/Kuala Lumpur", "+08:00", "a/b/c/d", "../etc"] {
        assert!(!is_timezone(name), "{name}");
    }
}

#[test]
fn empty_texts_that_may_be_absent_are_absent() {
    let settings = apply(json!({"shop": {"contact": "  "}, "llm": {"model": ""}})).unwrap();
    assert_eq!((settings.shop.contact, settings.llm.model), (None, None));
}

#[test]
fn the_disclosure_is_the_owners_or_ours_or_none() {
    let ours = Disclosure::default().sentence("Ana's");
    assert!(ours.is_some_and(|text| text.contains("Ana's") && text.contains("person")));
    let own = Disclosure { enabled: true, text: Some("I am a bot.".to_owned()) };
    assert_eq!(own.sentence("Ana's").as_deref(), Some("I am a bot."));
    assert_eq!(Disclosure { enabled: false, ..own }.sentence("Ana's"), None);
}

#[test]
fn words_are_the_same_in_json() {
    for provider in [Provider::Auto, Provider::Anthropic, Provider::OpenAi, Provider::Offline] {
        assert_eq!(serde_json::to_value(provider).unwrap(), provider.as_str());
    }
    for mode in [AgentMode::Off, AgentMode::Suggest, AgentMode::On] {
        assert_eq!(serde_json::to_value(mode).unwrap(), mode.as_str());
    }
}

proptest! {
    #[test]
    fn what_is_accepted_survives_storage_and_is_stable(
        name in ".{0,120}", tone in ".{0,220}", contact in prop::option::of("[ a\n]{0,10}"), turns: u32,
    ) {
        let mut settings = Settings::default();
        settings.shop.name = name;
        settings.agent.tone = tone;
        settings.shop.contact = contact;
        settings.agent.daily_turns = turns;
        if let Ok(checked) = settings.checked() {
            prop_assert_eq!(checked.clone().checked(), Ok(checked.clone()));
            let stored = serde_json::to_string(&checked).unwrap();
            prop_assert_eq!(serde_json::from_str::<Settings>(&stored).unwrap(), checked);
        }
    }
}
