//! `GET /chat/{slug}/messages?after=…` and `POST /chat/{slug}/seen`: what a page has not shown yet, and that it was
//! seen. The socket only shortens the wait for the first.

use axum::Json as Answer;
use durable_objects::conversation::protocol::{Follow, Followed, SeenByVisitor, VisitorState};
use durable_objects::{CallError, Refusal};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::visitor::Visitor;
use crate::api::{Json, Parameters};
use crate::problem::Problem;

/// As many messages as one answer tells.
const MOST: u32 = 100;

/// From where.
#[derive(Deserialize)]
pub struct Query {
    #[serde(default)]
    after: i64,
}

/// A part of the thread.
#[derive(Serialize)]
pub struct ThreadOut {
    /// Whether there is a conversation: not before the first message, and not after it was erased.
    begun: bool,
    #[serde(flatten)]
    part: Followed,
}

/// What was seen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenIn {
    cursor: i64,
}

/// What came after the cursor, oldest first.
#[worker::send]
pub async fn list(
    visitor: Visitor,
    Parameters(query): Parameters<Query>,
) -> Result<Answer<ThreadOut>, Problem> {
    let follow = Follow { after: query.after, limit: MOST };
    match visitor.objects.conversation(&visitor.conversation(), &follow).await {
        Ok(part) => Ok(Answer(ThreadOut { begun: true, part })),
        Err(CallError::Refused(Refusal::NotFound { .. })) => Ok(Answer(ThreadOut::nothing())),
        Err(error) => Err(error.into()),
    }
}

impl ThreadOut {
    fn nothing() -> Self {
        let state = VisitorState::default();
        Self { begun: false, part: Followed { messages: Vec::new(), cursor: 0, state, more: false } }
    }
}

/// The receipt, for staff.
#[worker::send]
pub async fn seen(visitor: Visitor, Json(seen): Json<SeenIn>) -> Result<StatusCode, Problem> {
    let call = SeenByVisitor { cursor: seen.cursor };
    visitor.objects.conversation(&visitor.conversation(), &call).await?;
    Ok(StatusCode::NO_CONTENT)
}
