use serde_json::json;

use super::*;

fn chat(messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { system: "s".into(), messages, tools: Vec::new(), max_tokens: 100 }
}

fn calls(ids: &[&str]) -> ChatMessage {
    let call = |id: &&str| ToolCall { id: (*id).into(), name: "t".into(), arguments: json!({}) };
    ChatMessage::Assistant { text: None, calls: ids.iter().map(call).collect(), verbatim: Vec::new() }
}

fn results(ids: &[&str]) -> ChatMessage {
    let result = |id: &&str| ToolResult { call_id: (*id).into(), content: "r".into(), is_error: false };
    ChatMessage::ToolResults { results: ids.iter().map(result).collect() }
}

#[test]
fn every_call_has_its_result() {
    let user = || ChatMessage::user("hi");
    let check = |messages| chat(messages).check();
    assert_eq!(check(vec![user(), calls(&["a", "b"]), results(&["b", "a"])]), Ok(()));
    assert_eq!(check(vec![user(), calls(&["a", "b"]), results(&["a"])]), Err(LlmError::ResultMissing));
    assert_eq!(check(vec![user(), calls(&["a"]), user()]), Err(LlmError::ResultMissing));
    assert_eq!(check(vec![user(), results(&["a"])]), Err(LlmError::ResultWithoutCall));
    assert_eq!(check(vec![user(), calls(&["a"]), results(&["z"])]), Err(LlmError::ResultWithoutCall));
}

#[test]
fn there_is_something_to_answer() {
    assert_eq!(chat(Vec::new()).check(), Err(LlmError::NothingToAnswer));
    assert_eq!(chat(vec![ChatMessage::user("  ")]).check(), Err(LlmError::NothingToAnswer));
    let told = vec![ChatMessage::user("hi"), ChatMessage::assistant("hello")];
    assert_eq!(chat(told).check(), Err(LlmError::NothingToAnswer));
}

#[test]
fn debug_is_safe_to_log() {
    let request = chat(vec![ChatMessage::user("my number is 555"), ChatMessage::assistant("noted 555")]);
    assert!(!format!("{request:?}").contains("555"));
}

#[test]
fn a_stage_survives_storage() {
    let request = chat(vec![ChatMessage::user("hi"), calls(&["a"]), results(&["a"])]);
    let stored = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<ChatRequest>(&stored).unwrap(), request);
}

fn picture(size: usize) -> Image {
    let mut bytes = b"\x89PNG\r\n\x1A\n".to_vec();
    bytes.resize(size, 7);
    Image::new(&bytes).unwrap()
}

#[test]
fn a_picture_alone_is_something_to_answer() {
    assert_eq!(chat(vec![ChatMessage::user_with("", vec![picture(20)])]).check(), Ok(()));
}

#[test]
fn there_is_an_end_of_pictures() {
    let each = |count: usize, size: usize| {
        let one = || ChatMessage::user_with("[image]", vec![picture(size)]);
        chat(std::iter::repeat_with(one).take(count).collect()).check()
    };
    assert_eq!(each(MOST_IMAGES, 20), Ok(()));
    assert_eq!(each(MOST_IMAGES + 1, 20), Err(LlmError::Images));
    assert_eq!(each(2, MOST_IMAGES_BYTES / 2), Ok(()));
    assert_eq!(each(2, MOST_IMAGES_BYTES / 2 + 1), Err(LlmError::Images));
}

#[test]
fn pictures_survive_storage_and_are_not_in_the_way_of_older_stages() {
    let request = chat(vec![ChatMessage::user_with("this?", vec![picture(20)])]);
    let stored = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<ChatRequest>(&stored).unwrap(), request);
    assert!(!format!("{request:?}").contains(request.messages[0].images()[0].base64()));
    let older: ChatMessage = serde_json::from_value(json!({"role": "user", "text": "hi"})).unwrap();
    assert_eq!(older, ChatMessage::user("hi"));
    assert_eq!(serde_json::to_value(older).unwrap(), json!({"role": "user", "text": "hi"}));
}
