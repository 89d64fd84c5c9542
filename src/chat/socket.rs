//! `GET /chat/{slug}/socket?after=…`: a WebSocket that tells a page what it has not shown yet. The token comes as a
//! protocol beside ours, because a browser sets no other header on a socket and an address is written into logs.
//!
//! Before the router: an answer with a socket cannot be made into one of axum's.

use axum::response::IntoResponse;
use worker::{Result, web_sys};

use super::gate;
use super::limits;
use super::site::Site;
use super::visitor::Visitor;
use crate::app::App;
use crate::incoming;
use crate::problem::Problem;
use platform::objects::LIVE_PROTOCOL;

/// Whether a request asks for a socket of the chat.
pub fn is_one(request: &web_sys::Request) -> bool {
    let upgrade = request.headers().get("upgrade").ok().flatten();
    let asks = upgrade.is_some_and(|value| value.eq_ignore_ascii_case("websocket"));
    asks && target(&request.url())
        .is_some_and(|(path, _)| path.starts_with("/chat/") && path.ends_with("/socket"))
}

/// Opens it.
///
/// # Errors
/// If the runtime takes no header of the answer.
pub async fn open(app: &App, request: &web_sys::Request) -> Result<web_sys::Response> {
    match try_open(app, request).await {
        Ok(response) => Ok(response),
        Err(problem) => incoming::answer(problem.into_response()),
    }
}

async fn try_open(app: &App, request: &web_sys::Request) -> std::result::Result<web_sys::Response, Problem> {
    let url = request.url();
    let (path, query) = target(&url).unwrap_or_default();
    let slug = gate::slug(path).ok_or_else(|| Problem::not_found("chat"))?;
    let header = |name: &str| request.headers().get(name).ok().flatten();
    let site = Site::find(app, slug).await?;
    site.admit(&app.config()?.public_url, header("origin").as_deref())?;
    let token = header("sec-websocket-protocol").and_then(|protocols| token(&protocols).map(str::to_owned));
    let token = token.ok_or_else(|| {
        Problem::unauthorized("Offer the protocols counterhand.v1 and the session's token, in this order.")
    })?;
    let visitor = Visitor::by_token(app, site.channel, &token)?;
    limits::check_visitor(app, &visitor).await?;
    Ok(visitor.objects.socket(&visitor.conversation(), after(query)).await?)
}

/// Path and query of an address as the runtime writes it.
fn target(url: &str) -> Option<(&str, &str)> {
    let (_, rest) = url.split_once("://")?;
    let rest = rest.get(rest.find('/')?..)?;
    Some(rest.split_once('?').unwrap_or((rest, "")))
}

fn token(protocols: &str) -> Option<&str> {
    let mut offered = protocols.split(',').map(str::trim);
    (offered.next()? == LIVE_PROTOCOL).then(|| offered.next()).flatten()
}

fn after(query: &str) -> i64 {
    let value = query.split('&').find_map(|pair| pair.strip_prefix("after="));
    value.and_then(|value| value.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let url = "https://x.dev/chat/kedai/socket?after=7";
        assert_eq!(target(url), Some(("/chat/kedai/socket", "after=7")));
        assert_eq!(after("a=1&after=12"), 12);
        assert_eq!(after("after=x"), 0);
        assert_eq!(gate::slug("/chat/kedai/socket"), Some("kedai"));
    }

    #[test]
    fn the_token_is_offered_beside_the_protocol() {
        assert_eq!(token("counterhand.v1, v1.a.b.c"), Some("v1.a.b.c"));
        assert_eq!(token("v1.a.b.c"), None);
        assert_eq!(token("counterhand.v1"), None);
    }
}
