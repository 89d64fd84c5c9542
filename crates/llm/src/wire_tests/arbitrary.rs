//! Whatever comes back, reading it gives an answer or an error.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::Wire;
use crate::Completion;

const WIRES: [Wire; 2] = [Wire::Anthropic, Wire::OpenAi];

/// JSON whose keys and words are those of the two protocols, so that reading gets far.
fn value() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "text",
        "tool_use",
        "thinking",
        "end_turn",
        "refusal",
        "max_tokens",
        "stop",
        "tool_calls",
        "length",
        "error",
        "rate_limit_error",
        "{\"a\":1}",
        "{",
        "",
        "t1",
    ]);
    let key = prop::sample::select(vec![
        "type",
        "content",
        "text",
        "id",
        "name",
        "input",
        "stop_reason",
        "model",
        "usage",
        "input_tokens",
        "output_tokens",
        "choices",
        "message",
        "finish_reason",
        "refusal",
        "tool_calls",
        "function",
        "arguments",
        "prompt_tokens",
        "prompt_tokens_details",
        "cached_tokens",
        "error",
        "details",
        "error_code",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(key.clone(), inner, 0..6)
                .prop_map(|map| map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

fn is_usable(completion: &Completion) -> bool {
    let said = completion.text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let called = !completion.calls.is_empty();
    (said || called) && completion.calls.iter().all(|call| call.arguments.is_object() && !call.id.is_empty())
}

proptest! {
    #[test]
    fn bytes(status in 0_u16..700, retry in prop::option::of(".{0,8}"), body in prop::collection::vec(any::<u8>(), 0..200)) {
        for wire in WIRES {
            let read = crate::read(wire, status, retry.as_deref(), &body);
            prop_assert!(read.is_err() || (200..300).contains(&status));
        }
    }

    #[test]
    fn any_json(body in value()) {
        for wire in WIRES {
            if let Ok(completion) = crate::read(wire, 200, None, body.to_string().as_bytes()) {
                prop_assert!(is_usable(&completion));
            }
        }
    }

    #[test]
    fn nearly_an_answer(content in value(), calls in value(), stop in value(), usage in value()) {
        let message = json!({"content": content, "tool_calls": calls});
        let openai = json!({"choices": [{"message": message, "finish_reason": stop}], "usage": usage});
        let anthropic = json!({"content": [content, calls], "stop_reason": stop, "usage": usage});
        for (wire, body) in [(Wire::OpenAi, openai), (Wire::Anthropic, anthropic)] {
            if let Ok(completion) = crate::read(wire, 200, None, body.to_string().as_bytes()) {
                prop_assert!(is_usable(&completion));
            }
        }
    }
}
