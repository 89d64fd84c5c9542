//! Who asks, and what they may do: checked by a handler's argument, so that it cannot be forgotten in its body.

use std::pin::Pin;

use axum::extract::FromRequestParts;
use durable_objects::Objects;
use http::header::AUTHORIZATION;
use http::request::Parts;
use platform::directory::members::{Identity, Role};
use worker::send::SendFuture;

use crate::app::App;
use crate::problem::Problem;

/// A member with a good token, and the objects of their business: the only ones a handler can reach.
pub struct Member {
    /// Who.
    pub identity: Identity,
    /// Their business's objects.
    pub objects: Objects,
}

impl FromRequestParts<App> for Member {
    type Rejection = Problem;

    fn from_request_parts(
        parts: &mut Parts,
        app: &App,
    ) -> impl Future<Output = Result<Self, Problem>> + Send {
        SendFuture::new(async move { identify(parts, app).await })
    }
}

/// A member who may change settings, channels and the catalog.
pub struct Admin(pub Member);

impl FromRequestParts<App> for Admin {
    type Rejection = Problem;

    fn from_request_parts(
        parts: &mut Parts,
        app: &App,
    ) -> impl Future<Output = Result<Self, Problem>> + Send {
        SendFuture::new(async move {
            let member = identify(parts, app).await?;
            if member.identity.role < Role::Admin {
                return Err(Problem::forbidden("Only an owner or admin may do that."));
            }
            Ok(Self(member))
        })
    }
}

/// Boxed: every handler shares it.
fn identify<'a>(
    parts: &'a Parts,
    app: &'a App,
) -> Pin<Box<dyn Future<Output = Result<Member, Problem>> + 'a>> {
    Box::pin(holder(parts, app))
}

async fn holder(parts: &Parts, app: &App) -> Result<Member, Problem> {
    let token =
        bearer(parts).ok_or_else(|| Problem::unauthorized("Send Authorization: Bearer and a token."))?;
    let hash = vault::token_hash(token);
    let holder = app.directory()?.token_holder(&hash).await?;
    let identity = holder.ok_or_else(|| Problem::unauthorized("The token is not known."))?;
    let objects = app.objects(identity.tenant.clone());
    Ok(Member { identity, objects })
}

/// The token of a request, if it has one.
pub(crate) fn bearer(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
