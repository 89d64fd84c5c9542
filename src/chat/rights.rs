//! `GET|DELETE /chat/{slug}/data`: the visitor takes everything along, or has it erased, on the spot.

use axum::Json as Answer;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::details::Details;
use durable_objects::conversation::protocol::{Follow, GetFile, VisitorFile, VisitorMessage};
use durable_objects::tenant::privacy::protocol::Subject;
use durable_objects::tenant::protocol::LeaveDetails;
use http::StatusCode;
use http::header::CONTENT_DISPOSITION;
use platform::{PlatformError, clock};
use serde_json::{Value, json};

use super::visitor::Visitor;
use crate::api::erasures::{self, ErasureOut};
use crate::api::{media, rfc3339};
use crate::app::App;
use crate::problem::Problem;

/// As many messages as are read at once.
const PART: u32 = 200;
/// Files are written into the download up to so many bytes together; the isolate has 128 MB for everybody. The others
/// are named with their address.
const INLINE: usize = 12 * 1024 * 1024;

/// All that is kept of the visitor, as JSON: messages, files, and what they left.
#[worker::send]
pub async fn download(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let messages = whole_thread(&visitor).await?;
    let shown = messages.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>();
    let shown = shown.map_err(|_| PlatformError::Unreadable { operation: "download" })?;
    let files = all_files(&app, &visitor, &messages).await?;
    let details = Details::default();
    let left = LeaveDetails { conversation_id: visitor.conversation(), details };
    let details = visitor.objects.tenant(&left).await?;
    let whole = json!({
        "exported_at": rfc3339(clock::now()),
        "visitor": visitor.id(),
        "email": details.email,
        "phone": details.phone,
        "messages": shown,
        "files": files,
    });
    let name = "attachment; filename=\"conversation.json\"";
    Ok(([(CONTENT_DISPOSITION, name)], Answer(whole)).into_response())
}

async fn whole_thread(visitor: &Visitor) -> Result<Vec<VisitorMessage>, Problem> {
    let conversation = visitor.conversation();
    let (mut messages, mut after) = (Vec::new(), 0);
    loop {
        let part = visitor.objects.conversation(&conversation, &Follow { after, limit: PART }).await?;
        messages.extend(part.messages);
        if !part.more {
            return Ok(messages);
        }
        after = part.cursor;
    }
}

async fn all_files(app: &App, visitor: &Visitor, messages: &[VisitorMessage]) -> Result<Vec<Value>, Problem> {
    let base = format!("{}/chat/{}/files", app.config()?.public_url, visitor.channel.external_id);
    let (mut files, mut inline) = (Vec::new(), 0_usize);
    for file in messages.iter().flat_map(|message| &message.media) {
        let size = file.size.and_then(|size| usize::try_from(size).ok()).unwrap_or(INLINE);
        let fits = inline.saturating_add(size) <= INLINE;
        let content = if fits { bytes(app, visitor, file).await? } else { None };
        inline = inline.saturating_add(content.as_ref().map_or(0, String::len));
        files.push(json!({
            "id": file.id, "kind": file.kind, "mime_type": file.mime_type, "filename": file.filename,
            "size": file.size, "state": file.state, "content_base64": content,
            "url": (!fits).then(|| format!("{base}/{}", file.id)),
        }));
    }
    Ok(files)
}

async fn bytes(app: &App, visitor: &Visitor, file: &VisitorFile) -> Result<Option<String>, Problem> {
    let source = visitor.objects.conversation(&visitor.conversation(), &GetFile { id: file.id }).await?;
    let bytes = media::bytes(app, &visitor.key, visitor.channel.tenant.tenant_id, &source).await?;
    Ok(bytes.map(|bytes| STANDARD.encode(bytes)))
}

/// Erases the visitor on every channel on which the shop knows that it is them. What does not come to its end in this
/// request, the sweep brings there.
#[worker::send]
pub async fn erase(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<(StatusCode, Answer<ErasureOut>), Problem> {
    // Only what is there: a request is kept, and anybody can make themselves a token.
    visitor.objects.conversation(&visitor.conversation(), &Follow { after: -1, limit: 1 }).await?;
    let tenant = visitor.channel.tenant.clone();
    let subject = Subject::Conversation { id: visitor.conversation(), channel_id: visitor.channel.id };
    erasures::begin(&app, tenant, subject, vec![visitor.alias()], "visitor").await
}
