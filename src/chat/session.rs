//! `POST /chat/{slug}/session`: a token, and what the page needs to show. Nothing is kept of it: a conversation begins
//! with the first message.

use axum::Json as Answer;
use axum::extract::{FromRequestParts, State};
use domain::settings::AgentMode;
use durable_objects::tenant::protocol::GetSettings;
use http::HeaderMap;
use http::request::Parts;
use platform::clock;
use serde::Serialize;
use worker::send::SendFuture;

use super::limits;
use super::visitor::{self, Visitor};
use super::{LARGEST_PICTURE, LONGEST_TEXT};
use crate::api::bearer;
use crate::app::App;
use crate::problem::Problem;

/// What a page begins with.
#[derive(Serialize)]
pub struct SessionOut {
    token: String,
    shop: ShopOut,
    agent: AgentOut,
    /// What the assistant says of itself; none: the owner switched it off.
    disclosure: Option<String>,
    /// Days after the last message until all of it is erased.
    kept_days: u64,
    limits: LimitsOut,
}

#[derive(Serialize)]
struct ShopOut {
    name: String,
    contact: Option<String>,
}

#[derive(Serialize)]
struct AgentOut {
    name: String,
    /// Whether it answers by itself.
    on: bool,
}

#[derive(Serialize)]
struct LimitsOut {
    /// Characters of a message.
    text: usize,
    /// Bytes of a picture.
    picture: usize,
}

/// Whoever has a good token goes on under it; everybody else is somebody new.
pub struct Newcomer(Visitor);

impl FromRequestParts<App> for Newcomer {
    type Rejection = Problem;

    fn from_request_parts(
        parts: &mut Parts,
        app: &App,
    ) -> impl Future<Output = Result<Self, Problem>> + Send {
        SendFuture::new(async move {
            let channel = visitor::site_of(parts)?.channel;
            let known = bearer(parts).map(|token| Visitor::by_token(app, channel.clone(), token));
            match known {
                Some(Ok(visitor)) => Ok(Self(visitor)),
                Some(Err(_)) | None => Visitor::new(app, channel).map(Self),
            }
        })
    }
}

/// Begins a session, or renews one.
#[worker::send]
pub async fn begin(
    State(app): State<App>,
    Newcomer(visitor): Newcomer,
    headers: HeaderMap,
) -> Result<Answer<SessionOut>, Problem> {
    limits::check(&app, &visitor, &headers).await?;
    let settings = visitor.objects.tenant(&GetSettings {}).await?.settings;
    let kept = app.config()?.retention.conversation;
    Ok(Answer(SessionOut {
        token: visitor.token(clock::now()),
        disclosure: settings.disclosure.sentence(&settings.shop.name),
        shop: ShopOut { name: settings.shop.name, contact: settings.shop.contact },
        agent: AgentOut { name: settings.agent.name, on: settings.agent.mode == AgentMode::On },
        kept_days: kept.as_secs().div_ceil(24 * 60 * 60),
        limits: LimitsOut { text: LONGEST_TEXT, picture: LARGEST_PICTURE },
    }))
}
