//! `POST /chat/{slug}/messages`: the visitor writes, presses a button or sends a picture. 200 means kept.

use axum::Json as Answer;
use axum::body::Bytes;
use axum::extract::{Request, State};
use domain::ids::FileId;
use domain::picture::Picture;
use durable_objects::conversation::protocol::{
    Inbound, IncomingMessage, Ingest, Ingested, Kept, visitor_message_id,
};
use durable_objects::tenant::protocol::{MediaRoom, MediaUse};
use durable_objects::{CallError, Refusal};
use http::header::CONTENT_TYPE;
use meta::webhook::{Content, Media, MediaKind};
use platform::media::FilePlace;
use platform::{clock, random};
use serde::{Deserialize, Serialize};

use super::limits;
use super::visitor::Visitor;
use super::{BODY, LARGEST_PICTURE, LONGEST_TEXT};
use crate::api::{Parameters, parse, read};
use crate::app::App;
use crate::problem::Problem;

/// The longest id of a button: what a button of ours may have.
const LONGEST_BUTTON: usize = 256;

/// What the visitor wrote or pressed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    /// Made by the page: sending again under the same id keeps one message.
    id: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    button: Option<Button>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Button {
    id: String,
    title: String,
}

/// Of a picture, which is the whole body.
#[derive(Deserialize)]
pub struct Query {
    id: Option<String>,
}

/// The message is kept.
#[derive(Serialize)]
pub struct SaidOut {
    id: String,
    status: &'static str,
}

/// Keeps a message.
#[worker::send]
pub async fn say(
    State(app): State<App>,
    visitor: Visitor,
    Parameters(query): Parameters<Query>,
    request: Request,
) -> Result<Answer<SaidOut>, Problem> {
    limits::check(&app, &visitor, request.headers()).await?;
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_picture = kind.starts_with("image/");
    let body = read(request, &app).await?;
    let id = if is_picture {
        let id = checked_id("id", query.id.as_deref().unwrap_or_default())?;
        send_picture(&app, &visitor, &id, &body).await?;
        id
    } else {
        let (id, content) = said(&body)?;
        keep(&app, &visitor, &id, content).await?;
        id
    };
    Ok(Answer(SaidOut { id, status: "kept" }))
}

fn said(body: &Bytes) -> Result<(String, Content), Problem> {
    if body.len() > BODY {
        return Err(Problem::too_large());
    }
    let said: Said = parse(body)?;
    let id = checked_id("id", &said.id)?;
    let content = match (said.text, said.button) {
        (Some(text), None) => Content::Text { body: checked_text("text", &text)? },
        (None, Some(button)) => {
            if !(1..=LONGEST_BUTTON).contains(&button.id.chars().count()) {
                let reason = format!("must have 1 to {LONGEST_BUTTON} characters");
                return Err(Problem::invalid("button.id", reason));
            }
            Content::ButtonReply { id: button.id, title: checked_text("button.title", &button.title)? }
        }
        _ => return Err(Problem::invalid("text", "or button must be there, and only one of them")),
    };
    Ok((id, content))
}

/// Written by a program: 8 to 64 letters, digits and dashes, so that two messages have the same by intention only.
fn checked_id(field: &str, id: &str) -> Result<String, Problem> {
    let is_id =
        (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let reason = "must be an id of your making: 8 to 64 letters, digits and dashes, such as a UUID";
    is_id.then(|| id.to_owned()).ok_or_else(|| Problem::invalid(field, reason))
}

fn checked_text(field: &str, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::invalid(field, "must not be empty"));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Problem::invalid(field, format!("must have at most {LONGEST_TEXT} characters")));
    }
    Ok(text.to_owned())
}

/// The file first: a message whose file is missing would say less than none.
async fn send_picture(app: &App, visitor: &Visitor, id: &str, bytes: &Bytes) -> Result<(), Problem> {
    if bytes.len() > LARGEST_PICTURE {
        return Err(Problem::too_large());
    }
    let Some(picture) = Picture::of(bytes) else {
        return Err(Problem::invalid("body", "is no picture that the chat takes: JPEG, PNG, WebP or GIF"));
    };
    count(visitor, bytes.len()).await?;
    let file = FileId::new(clock::now(), random::bytes());
    let tenant = visitor.channel.tenant.tenant_id;
    let place = FilePlace { tenant, conversation: visitor.conversation(), file };
    let files = app.media()?;
    files.put(&visitor.key, &place, bytes).await?;
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let media = Media {
        kind: MediaKind::Image,
        id: Some(Kept { id: file, size }.source()),
        mime_type: Some(picture.mime_type().to_owned()),
        ..Media::default()
    };
    let kept = keep(app, visitor, id, Content::Media(media)).await;
    // Sent before, or not kept at all: nothing would remember the file.
    if !matches!(&kept, Ok(Outcome::New)) {
        files.delete(&[place]).await?;
    }
    kept.map(drop)
}

/// Takes room in what the shop stores in a day.
async fn count(visitor: &Visitor, bytes: usize) -> Result<(), Problem> {
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    let MediaUse { has_room, resets_at, .. } =
        visitor.objects.tenant(&MediaRoom { bytes, is_stored: true }).await?;
    if has_room {
        return Ok(());
    }
    let reason = "The shop takes no more pictures today. Please say it in words.".to_owned();
    Err(Refusal::DailyLimit { reason, resets_at }.into())
}

/// What became of a message that is safe.
enum Outcome {
    /// Kept by this request.
    New,
    /// Kept by an earlier one.
    Known,
}

/// In its conversation, or sealed aside until its conversation can take it: as with every channel.
async fn keep(app: &App, visitor: &Visitor, id: &str, content: Content) -> Result<Outcome, Problem> {
    let message = IncomingMessage::new(visitor_message_id(id), clock::now(), content);
    let ingest = Ingest {
        conversation_id: visitor.conversation(),
        channel_id: visitor.channel.id,
        channel_kind: visitor.channel.kind,
        profile: visitor.profile(),
        events: vec![Inbound::Message(message)],
        changes: Vec::new(),
        #[cfg(feature = "churn")]
        arrivals: 1,
    };
    match visitor.objects.conversation(&ingest.conversation_id, &ingest).await {
        Ok(Ingested { kept: 0, .. }) => Ok(Outcome::Known),
        Ok(_) => Ok(Outcome::New),
        Err(CallError::Refused(Refusal::ChannelClosed)) => {
            Err(Problem::conflict("The shop has closed this chat."))
        }
        Err(error) => {
            log::warn!("conversation took no message of a visitor, parking: {error}");
            let tenant = visitor.objects.tenant_id().to_string();
            let conversation = ingest.conversation_id.as_str();
            app.parking()?.park(&tenant, conversation, &visitor.key, &ingest).await?;
            Ok(Outcome::New)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(body: &str) -> Option<String> {
        let problem = said(&Bytes::copy_from_slice(body.as_bytes())).err()?;
        serde_json::to_value(problem).unwrap()["field"].as_str().map(str::to_owned)
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(field(r#"{"id":"x","text":"hi"}"#).as_deref(), Some("id"));
        assert_eq!(field(r#"{"id":"12345678","text":"  "}"#).as_deref(), Some("text"));
        assert_eq!(field(r#"{"id":"12345678"}"#).as_deref(), Some("text"));
        let long = format!(r#"{{"id":"12345678","text":"{}"}}"#, "a".repeat(LONGEST_TEXT + 1));
        assert_eq!(field(&long).as_deref(), Some("text"));
        let empty = r#"{"id":"12345678","button":{"id":"","title":"Yes"}}"#;
        assert_eq!(field(empty).as_deref(), Some("button.id"));
        assert_eq!(field(r#"{"id":"12345678","text":"a","token":"b"}"#).as_deref(), Some("token"));
    }

    #[test]
    fn words_and_buttons_are_taken() {
        let body = |text: &'static str| said(&Bytes::from_static(text.as_bytes())).unwrap();
        let (id, content) = body(r#"{"id":"0190-aaaa","text":" hi "}"#);
        assert_eq!((id.as_str(), content.text()), ("0190-aaaa", Some("hi")));
        let (_, content) = body(r#"{"id":"0190-aaaa","button":{"id":"b","title":"Yes"}}"#);
        assert!(matches!(content, Content::ButtonReply { .. }));
    }
}
