//! Whose chat it is, and from which pages it may be used.

use domain::channel::ChannelKind;
use http::HeaderMap;
use http::header::ORIGIN;
use platform::directory::channels::Channel;

use crate::app::App;
use crate::problem::Problem;

/// A shop's chat.
#[derive(Clone)]
pub struct Site {
    /// Its channel.
    pub channel: Channel,
}

impl Site {
    /// The chat of the shop with this public name.
    ///
    /// # Errors
    /// A problem: there is none, or the directory does not answer.
    pub async fn find(app: &App, slug: &str) -> Result<Self, Problem> {
        // What no slug is need not be looked for, nor kept in the isolate's memory of channels.
        let is_slug = (1..=64).contains(&slug.len())
            && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !is_slug {
            return Err(Problem::not_found("chat"));
        }
        let channel = app.directory()?.channel_by_external_id(ChannelKind::Website, slug).await?;
        channel.map(|channel| Self { channel }).ok_or_else(|| Problem::not_found("chat"))
    }

    /// Whether a page may use the chat: the hosted one always, another where the owner listed its site. A request
    /// without an origin is no page's: only browsers are kept by this, and only they have somebody's storage to lend.
    ///
    /// # Errors
    /// 403, with what the owner can do about it.
    pub fn admit(&self, public_url: &str, origin: Option<&str>) -> Result<(), Problem> {
        let Some(origin) = origin else { return Ok(()) };
        if is_of(public_url, origin) || self.channel.origins().iter().any(|listed| listed == origin) {
            return Ok(());
        }
        Err(Problem::forbidden(
            "This site is not on the list of sites that may show this chat. The shop's owner can add it (origins of \
             the website channel).",
        ))
    }
}

/// The page's site, as the browser tells it.
pub fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(ORIGIN)?.to_str().ok()
}

fn is_of(public_url: &str, origin: &str) -> bool {
    domain::origin::parse(public_url).is_ok_and(|own| own == origin)
}
