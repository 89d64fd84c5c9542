//! Which models look at images.

use crate::endpoint::Wire;

/// Families of `OpenAI` models that take images, by the beginning of their names. From the model pages, November 2026.
const SEEING: [&str; 9] =
    ["gpt-4o", "chatgpt-4o", "gpt-4-turbo", "gpt-4.1", "gpt-5", "gpt-6", "o1", "o3", "o4-mini"];

/// Relatives of those that do not.
const BLIND: [&str; 8] = [
    "gpt-4-turbo-preview",
    "gpt-4o-audio",
    "gpt-4o-mini-audio",
    "gpt-4o-search",
    "gpt-4o-mini-search",
    "o1-mini",
    "o1-preview",
    "o3-mini",
];

/// Whether `model` may be sent images on `wire`, as far as is known here. A model that is not known may refuse the
/// whole request over an image, so it is taken for blind; an owner who knows better overrules this.
///
/// Gateways put the provider before the name (`openai/gpt-5`), which does not matter here.
pub fn takes_images(wire: Wire, model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    let is_of = |family: &&str| {
        let rest = name.strip_prefix(*family);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
    };
    match wire {
        // Every model since Claude 3; the two families before it had other names.
        Wire::Anthropic => name.starts_with("claude-") && !["claude-2", "claude-instant"].iter().any(is_of),
        Wire::OpenAi => SEEING.iter().any(is_of) && !BLIND.iter().any(is_of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_models() {
        for model in
            ["claude-haiku-4-5-20251001", "claude-opus-5-5", "claude-3-haiku-20240307", "claude-sonnet-5"]
        {
            assert!(takes_images(Wire::Anthropic, model), "{model}");
        }
        for model in [
            "gpt-4o",
            "gpt-4o-mini-2024-07-18",
            "gpt-4.1-nano",
            "gpt-4-turbo-2024-04-09",
            "gpt-5",
            "gpt-5.4-mini",
            "gpt-6.1-sol",
            "openai/gpt-6-luna",
            "o1",
            "o3-pro",
            "o4-mini",
        ] {
            assert!(takes_images(Wire::OpenAi, model), "{model}");
        }
    }

    #[test]
    fn what_is_not_known_is_blind() {
        for model in ["claude-2.1", "claude-instant-1.2", "gpt-5", "llama3", ""] {
            assert!(!takes_images(Wire::Anthropic, model), "{model}");
        }
        for model in [
            "",
            "gpt-3.5-turbo",
            "gpt-4",
            "gpt-4-0613",
            "gpt-4-turbo-preview",
            "gpt-4o-audio-preview",
            "gpt-4o-mini-search-preview",
            "gpt-50",
            "gpt-oss-120b",
            "o1-mini-2024-09-12",
            "o3-mini",
            "llama3.2",
            "deepseek-chat",
            "claude-opus-5",
        ] {
            assert!(!takes_images(Wire::OpenAi, model), "{model}");
        }
    }
}
