//! Who answers the customers of a local Counterhand, and the variables that say so.

use super::{DevOptions, simulator};
use crate::env_file;

/// Accepted by the simulator like any other; it opens nothing.
const STAND_IN_KEY: &str = "stand-in-for-a-key";
const KEYS: [&str; 2] = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"];

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// The responder inside the Worker, from the catalog.
    Offline,
    /// The simulator, on the wire of Anthropic's Messages.
    Anthropic,
    /// The simulator, on the wire of OpenAI's Chat Completions.
    OpenAi,
}

impl Provider {
    /// The provider of this name, as the command line spells it.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "offline" => Some(Self::Offline),
            "anthropic" => Some(Self::Anthropic),
            "openai" => Some(Self::OpenAi),
            _ => None,
        }
    }
}

/// For people: who answers with these variables. A shop's own settings may say otherwise.
pub fn who_answers(chosen: Option<Provider>, vars: &[(String, String)]) -> &'static str {
    let has_key = |name: &str| vars.iter().any(|(known, value)| known == name && !value.is_empty());
    match chosen {
        Some(Provider::Anthropic) => "the simulator, as Anthropic",
        Some(Provider::OpenAi) => "the simulator, as OpenAI",
        None if KEYS.into_iter().any(has_key) => "the provider whose key is in .dev.vars",
        Some(Provider::Offline) | None => "offline, from the catalog",
    }
}

/// The Worker's variables: those of `.dev.vars`, with the addresses of this run and the chosen provider.
pub fn vars(file: &[(String, String)], options: DevOptions) -> Vec<(String, String)> {
    let simulator = simulator::url(options.simulator_port);
    let mut changes = vec![
        pair("PUBLIC_URL", format!("http://127.0.0.1:{}", options.port)),
        pair("GRAPH_URL", simulator.clone()),
        pair("INSTAGRAM_GRAPH_URL", simulator.clone()),
    ];
    if let Some(chosen) = options.provider {
        // An empty key counts as none.
        changes.extend(KEYS.map(|name| pair(name, key_of(name, chosen))));
    }
    match options.provider {
        Some(Provider::Anthropic) => changes.push(pair("ANTHROPIC_URL", format!("{simulator}/anthropic"))),
        Some(Provider::OpenAi) => changes.push(pair("OPENAI_URL", format!("{simulator}/openai/v1"))),
        Some(Provider::Offline) | None => {}
    }
    env_file::merge(file, &changes)
}

fn key_of(name: &str, chosen: Provider) -> String {
    let owner = match name {
        "ANTHROPIC_API_KEY" => Provider::Anthropic,
        _ => Provider::OpenAi,
    };
    if owner == chosen { STAND_IN_KEY.to_owned() } else { String::new() }
}

fn pair(name: &str, value: String) -> (String, String) {
    (name.to_owned(), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(provider: Option<Provider>, name: &str) -> Option<String> {
        let file = [pair("ANTHROPIC_API_KEY", "real".to_owned()), pair("META_APP_SECRET", "s".to_owned())];
        let vars = vars(&file, DevOptions { port: 1, simulator_port: 2, provider });
        vars.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    #[test]
    fn addresses_follow_the_ports() {
        assert_eq!(get(None, "PUBLIC_URL").unwrap(), "http://127.0.0.1:1");
        assert_eq!(get(None, "GRAPH_URL").unwrap(), "http://127.0.0.1:2");
        assert_eq!(get(None, "META_APP_SECRET").unwrap(), "s");
    }

    #[test]
    fn a_real_key_never_goes_to_the_stand_in() {
        assert_eq!(get(Some(Provider::Anthropic), "ANTHROPIC_API_KEY").unwrap(), STAND_IN_KEY);
        assert_eq!(get(Some(Provider::Anthropic), "ANTHROPIC_URL").unwrap(), "http://127.0.0.1:2/anthropic");
    }

    #[test]
    fn one_provider_at_a_time() {
        assert_eq!(get(Some(Provider::OpenAi), "ANTHROPIC_API_KEY").unwrap(), "");
        assert_eq!(get(Some(Provider::OpenAi), "OPENAI_URL").unwrap(), "http://127.0.0.1:2/openai/v1");
        assert_eq!(get(Some(Provider::Offline), "ANTHROPIC_API_KEY").unwrap(), "");
    }

    #[test]
    fn who_answers_is_told_as_it_is() {
        let key = |value: &str| [pair("OPENAI_API_KEY", value.to_owned())];
        assert_eq!(who_answers(None, &key("")), "offline, from the catalog");
        assert_eq!(who_answers(None, &key("sk")), "the provider whose key is in .dev.vars");
        assert_eq!(who_answers(Some(Provider::Offline), &key("sk")), "offline, from the catalog");
        assert_eq!(who_answers(Some(Provider::OpenAi), &[]), "the simulator, as OpenAI");
    }

    #[test]
    fn without_a_choice_the_file_decides() {
        assert_eq!(get(None, "ANTHROPIC_API_KEY").unwrap(), "real");
        assert_eq!(get(None, "ANTHROPIC_URL"), None);
    }
}
