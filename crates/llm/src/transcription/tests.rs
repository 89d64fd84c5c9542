use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;

use super::*;

const BOUNDARY_1: &str = "boundary-0123456789-abcdef";

fn transcriber() -> Transcriber {
    Transcriber {
        base: "https://api.openai.com/v1/".into(),
        key: Secret::new("key-1"),
        model: "gpt-4o-mini-transcribe".into(),
    }
}

fn note<'a>(bytes: &'a [u8], mime_type: &'a str) -> Audio<'a> {
    Audio { bytes, mime_type }
}

fn heard(body: &Value) -> Result<Transcript, ProviderError> {
    read(200, None, body.to_string().as_bytes())
}

#[test]
fn what_it_cost_is_known_from_what_was_used() {
    let cost = |body: &str, model: &str| read(200, None, body.as_bytes()).unwrap().cost_microusd(model);
    let tokens = r#"{"text":"x","usage":{"type":"tokens","input_tokens":200,"output_tokens":20}}"#;
    assert_eq!(cost(tokens, "gpt-4o-transcribe"), Some(1_400));
    let seconds = r#"{"text":"x","usage":{"type":"duration","seconds":7}}"#;
    assert_eq!(cost(seconds, "whisper-1"), Some(700));
    for (body, model) in
        [(tokens, "whisper-large"), (seconds, "gpt-4o-transcribe"), (r#"{"text":"x"}"#, "whisper-1")]
    {
        assert_eq!(cost(body, model), None, "{body} by {model}");
    }
}

#[test]
fn a_request_as_the_reference_has_it() {
    let audio = note(b"OggS\0\r\n--x\xFF", "audio/ogg; codecs=opus");
    let request = request(&transcriber(), &audio, BOUNDARY_1).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://api.openai.com/v1/audio/transcriptions");
    assert_eq!(request.headers()["authorization"], "Bearer key-1");
    assert_eq!(request.headers()["content-type"], "multipart/form-data; boundary=boundary-0123456789-abcdef");
    let head = "--boundary-0123456789-abcdef\r\n\
        Content-Disposition: form-data; name=\"model\"\r\n\r\ngpt-4o-mini-transcribe\r\n\
        --boundary-0123456789-abcdef\r\n\
        Content-Disposition: form-data; name=\"response_format\"\r\n\r\njson\r\n\
        --boundary-0123456789-abcdef\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"voice.ogg\"\r\n\
        Content-Type: audio/ogg\r\n\r\n";
    let tail = "\r\n--boundary-0123456789-abcdef--\r\n";
    assert_eq!(*request.body(), [head.as_bytes(), audio.bytes, tail.as_bytes()].concat());
    assert!(!format!("{request:?}").contains("key-1"), "the key is marked as sensitive");
}

#[test]
fn the_name_suits_the_type() {
    for (mime_type, name) in [
        ("audio/ogg; codecs=opus", "voice.ogg"),
        ("AUDIO/OGG", "voice.ogg"),
        ("audio/mpeg", "voice.mp3"),
        ("audio/mp4", "voice.m4a"),
        ("video/mp4", "voice.mp4"),
        ("audio/x-wav", "voice.wav"),
        ("audio/webm;codecs=opus", "voice.webm"),
    ] {
        let request = request(&transcriber(), &note(b"x", mime_type), BOUNDARY_1).unwrap();
        let body = String::from_utf8(request.into_body()).unwrap();
        assert!(body.contains(&format!("filename=\"{name}\"")), "{mime_type}: {body}");
    }
}

#[test]
fn what_cannot_be_sent_is_named() {
    let problem = |audio: &Audio<'_>| request(&transcriber(), audio, BOUNDARY_1).unwrap_err();
    assert_eq!(problem(&note(b"", "audio/ogg")), AudioError::Empty);
    for mime_type in ["audio/amr", "audio/aac", "image/png", "", "audio/ogg\r\nX: y"] {
        assert_eq!(problem(&note(b"x", mime_type)), AudioError::Type, "{mime_type}");
    }
    let bytes = vec![0; MOST_AUDIO_BYTES + 1];
    assert_eq!(problem(&note(&bytes, "audio/ogg")), AudioError::TooLarge);
    for boundary in ["short", "with spaces in it and long enough", &"b".repeat(71)] {
        let error = request(&transcriber(), &note(b"x", "audio/ogg"), boundary).unwrap_err();
        assert_eq!(error, AudioError::Boundary, "{boundary}");
    }
    let key = Transcriber { key: Secret::new("a\nb"), ..transcriber() };
    assert_eq!(request(&key, &note(b"x", "audio/ogg"), BOUNDARY_1).unwrap_err(), AudioError::Key);
    let address = Transcriber { base: "http://a b".into(), ..transcriber() };
    assert_eq!(request(&address, &note(b"x", "audio/ogg"), BOUNDARY_1).unwrap_err(), AudioError::Address);
}

#[test]
fn what_was_heard() {
    let usage = json!({"type": "tokens", "input_tokens": 14, "output_tokens": 45, "total_tokens": 59,
                       "input_token_details": {"text_tokens": 0, "audio_tokens": 14}});
    let transcript = heard(&json!({"text": " Is the red mug there? ", "usage": usage})).unwrap();
    assert_eq!(transcript.text.as_deref(), Some("Is the red mug there?"));
    assert_eq!((transcript.usage.input_tokens, transcript.usage.output_tokens), (14, 45));
    assert!(!format!("{transcript:?}").contains("mug"));
    let timed = heard(&json!({"text": "Hi", "usage": {"type": "duration", "seconds": 9}})).unwrap();
    assert_eq!((timed.seconds, timed.usage), (Some(9), Usage::default()));
    let silent = heard(&json!({"text": " \n", "usage": {"seconds": 2.25}})).unwrap();
    assert_eq!((silent.text, silent.seconds), (None, Some(3)));
    let bare = heard(&json!({"text": "Hi", "usage": "none"})).unwrap();
    assert_eq!((bare.seconds, bare.usage), (None, Usage::default()));
}

#[test]
fn what_is_no_transcript() {
    assert_eq!(read(200, None, b"Is the red mug there?"), Err(Garbage::NotJson.into()));
    assert_eq!(heard(&json!({"words": []})), Err(Garbage::Shape.into()));
    assert_eq!(heard(&json!({"text": null})), Err(Garbage::Shape.into()));
    let wait = Some(Duration::from_secs(4));
    assert_eq!(read(429, Some("4"), b"{}"), Err(ProviderError::RateLimited { retry_after: wait }));
    assert_eq!(read(401, None, b""), Err(ProviderError::Auth));
    assert_eq!(read(413, None, b""), Err(ProviderError::BadRequest { status: 413 }));
    assert_eq!(read(502, None, b"<html>"), Err(ProviderError::Server { status: 502 }));
    let quota = json!({"error": {"type": "insufficient_quota", "message": "quotes a customer"}});
    let error = read(429, None, quota.to_string().as_bytes()).unwrap_err();
    assert_eq!(error, ProviderError::Quota);
    assert!(!error.to_string().contains("customer"));
}

proptest! {
    #[test]
    fn reading_never_panics(status in 0_u16..700, body in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(status, None, &body).is_err() || (200..300).contains(&status));
    }

    #[test]
    fn any_length_of_sound(seconds in any::<f64>(), text in ".{0,20}") {
        let transcript = heard(&json!({"text": text, "usage": {"seconds": seconds}})).unwrap();
        prop_assert!(transcript.text.is_none_or(|heard| !heard.trim().is_empty()));
    }

    #[test]
    fn the_file_arrives_as_it_is(bytes in prop::collection::vec(any::<u8>(), 1..300)) {
        let request = request(&transcriber(), &note(&bytes, "audio/ogg"), BOUNDARY_1).unwrap();
        let tail = format!("\r\n--{BOUNDARY_1}--\r\n");
        let sent = request.body().strip_suffix(tail.as_bytes()).unwrap();
        prop_assert!(sent.ends_with(&bytes));
    }
}
