//! A site of an imaginary shop, which embeds the product's chat with one script tag as any owner would: the fourth
//! device beside the three phones. Its origin is the stand-in's, not the Worker's.

mod drawing;
mod front;
mod goods;
mod page;
mod words;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

pub use self::front::{BadShop, Storefront};
use self::words::Words;
use crate::state::Shared;

/// Where the page is.
pub(crate) const PATH: &str = "/shop";

/// The shop's own site: what it shows, and whose chat it embeds.
#[derive(Debug, Clone)]
pub struct Website {
    /// The Worker's origin, which serves `widget.js`.
    worker: String,
    /// The shop's name in `data-shop`.
    slug: String,
    front: Storefront,
}

/// The address is not that of a chat.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no address of a chat: it looks like http://127.0.0.1:8787/chat/name-of-the-shop")]
pub struct NotAChat(String);

impl Website {
    /// A site that embeds the chat whose hosted page is at `chat_url`.
    pub fn new(chat_url: &str, front: Storefront) -> Result<Self, NotAChat> {
        let wrong = || NotAChat(chat_url.to_owned());
        let (worker, slug) = chat_url.split_once("/chat/").ok_or_else(wrong)?;
        if !is_origin(worker) || !is_slug(slug) {
            return Err(wrong());
        }
        Ok(Self { worker: worker.to_owned(), slug: slug.to_owned(), front })
    }

    /// The shop's name.
    pub(crate) fn name(&self) -> &str {
        &self.front.name
    }

    /// The Worker's own page of the same chat.
    pub(crate) fn chat_url(&self) -> String {
        format!("{}/chat/{}", self.worker, self.slug)
    }

    /// What `docs/website-chat.md` tells owners to allow, the page's own stylesheet and icon, and nothing else. Only the page
    /// with the phones may frame it.
    fn policy(&self) -> String {
        let worker = &self.worker;
        let socket = worker.replacen("http", "ws", 1);
        format!(
            "default-src 'none'; script-src {worker}; connect-src {worker} {socket}; style-src 'self'; img-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
             require-trusted-types-for 'script'; trusted-types 'none'"
        )
    }
}

/// `http://host` or `https://host`, with or without a port. It becomes part of a policy, where a space or a semicolon
/// would allow more.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    host.is_some_and(|host| !host.is_empty() && host.bytes().all(is_host))
}

fn is_slug(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(is_letter)
}

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new().route(PATH, get(show)).route("/shop.css", get(style))
}

/// `?lang=ar` and `?dir=rtl` turn the page around, as shops of other scripts have it.
async fn show(State(shared): State<Arc<Shared>>, Query(query): Query<HashMap<String, String>>) -> Response {
    let asked = |name: &str| query.get(name).map(String::as_str);
    let Some(website) = shared.read(|world| world.website.clone()) else {
        let reason = "The simulator does not know the shop's chat: start it with --chat-url.\n";
        return (StatusCode::NOT_FOUND, reason).into_response();
    };
    let words = Words::of(asked("lang"));
    let direction = asked("dir").filter(|direction| ["ltr", "rtl"].contains(direction));
    let html = page::write(&website, words, direction.unwrap_or(words.direction));
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CACHE_CONTROL, "no-cache".to_owned()),
        (CONTENT_SECURITY_POLICY, website.policy()),
        (REFERRER_POLICY, "no-referrer".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, html).into_response()
}

async fn style() -> Response {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, include_str!("page.css")).into_response()
}
