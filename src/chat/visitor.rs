//! Who a visitor is: a random id, signed with the tenant's key. Nothing is stored for it anywhere.

use std::pin::Pin;
use std::time::Duration;

use axum::extract::FromRequestParts;
use domain::channel::{Alias, AliasKind};
use domain::ids::{ChannelId, ConversationId};
use domain::time::Timestamp;
use durable_objects::Objects;
use durable_objects::tenant::protocol::{Profile, conversation_id};
use http::request::Parts;
use platform::directory::channels::Channel;
use platform::{clock, keyring, random};
use vault::{DataKey, SignLabel};
use worker::send::SendFuture;

use super::site::Site;
use crate::api::bearer;
use crate::app::App;
use crate::problem::Problem;

/// A token is good for so long: whoever comes back within the year finds their conversation, if it is still kept. Each
/// session renews it.
const LIFETIME: Duration = Duration::from_hours(24 * 365);
/// Isolates' clocks differ by less than this.
const SKEW: Duration = Duration::from_mins(5);

/// A visitor with a good token.
pub struct Visitor {
    /// Whose chat.
    pub channel: Channel,
    /// The tenant's key.
    pub key: DataKey,
    /// The tenant's objects.
    pub objects: Objects,
    /// 32 hexadecimal digits.
    id: String,
}

impl Visitor {
    /// Somebody new.
    ///
    /// # Errors
    /// If the tenant's key does not open.
    pub fn new(app: &App, channel: Channel) -> Result<Self, Problem> {
        let id = format!("{:032x}", u128::from_be_bytes(random::bytes()));
        Self::of(app, channel, id)
    }

    /// Whoever this token names.
    ///
    /// # Errors
    /// 401.
    pub fn by_token(app: &App, channel: Channel, token: &str) -> Result<Self, Problem> {
        let unknown = || Problem::unauthorized("The token is not known, or too old. Begin a new session.");
        let (id, issued, mac) = parse(token).ok_or_else(unknown)?;
        let visitor = Self::of(app, channel, id.to_owned())?;
        let now = clock::now();
        let is_fresh = issued <= now.plus(SKEW) && now.since(issued) < LIFETIME;
        let parts = signed(&visitor.channel.id, id, issued);
        let is_ours = visitor.key.verify(SignLabel::WebChat, &[&parts[0], &parts[1], &parts[2]], &mac);
        if is_fresh && is_ours { Ok(visitor) } else { Err(unknown()) }
    }

    fn of(app: &App, channel: Channel, id: String) -> Result<Self, Problem> {
        let tenant = &channel.tenant;
        let key = keyring::open(&*app.config()?, tenant.tenant_id, &tenant.wrapped_key)?;
        let objects = app.objects(tenant.clone());
        Ok(Self { channel, key, objects, id })
    }

    /// A token for the next [`LIFETIME`].
    pub fn token(&self, now: Timestamp) -> String {
        let parts = signed(&self.channel.id, &self.id, now);
        let mac = self.key.sign(SignLabel::WebChat, &[&parts[0], &parts[1], &parts[2]]);
        format!("v1.{}.{}.{:032x}", self.id, now.millis(), u128::from_be_bytes(mac))
    }

    /// Their conversation, whether it has begun or not.
    pub fn conversation(&self) -> ConversationId {
        conversation_id(&self.key, self.channel.id, AliasKind::Visitor, &self.id)
    }

    /// Who they are, as a channel tells it.
    pub fn profile(&self) -> Profile {
        Profile { aliases: vec![self.alias()], ..Profile::default() }
    }

    /// Their only name.
    pub fn alias(&self) -> Alias {
        Alias { kind: AliasKind::Visitor, value: self.id.clone() }
    }

    /// What their messages are counted by.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    fn from_request_parts(
        parts: &mut Parts,
        app: &App,
    ) -> impl Future<Output = Result<Self, Problem>> + Send {
        SendFuture::new(async move { identify(parts, app).await })
    }
}

/// Boxed: every handler shares it.
fn identify<'a>(
    parts: &'a Parts,
    app: &'a App,
) -> Pin<Box<dyn Future<Output = Result<Visitor, Problem>> + 'a>> {
    Box::pin(async move {
        let site = site_of(parts)?;
        let token = bearer(parts)
            .ok_or_else(|| Problem::unauthorized("Send Authorization: Bearer and the session's token."))?;
        Visitor::by_token(app, site.channel, token)
    })
}

/// The site that the gate found.
///
/// # Errors
/// If the gate was not passed.
pub fn site_of(parts: &Parts) -> Result<Site, Problem> {
    parts.extensions.get::<Site>().cloned().ok_or_else(|| Problem::not_found("chat"))
}

fn signed(channel: &ChannelId, id: &str, issued: Timestamp) -> [String; 3] {
    [channel.to_string(), id.to_owned(), issued.millis().to_string()]
}

fn parse(token: &str) -> Option<(&str, Timestamp, [u8; 16])> {
    let mut parts = token.split('.');
    let (version, id, issued, mac) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_whole = parts.next().is_none() && version == "v1" && id.len() == 32 && mac.len() == 32;
    let mac = u128::from_str_radix(mac, 16).ok().filter(|_| is_whole)?;
    Some((id, Timestamp::from_millis(issued.parse().ok()?), mac.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written() {
        let mac = 7_u128.to_be_bytes();
        let token = format!("v1.{}.1700000000000.{:032x}", "a".repeat(32), 7);
        let (id, issued, read) = parse(&token).unwrap();
        assert_eq!((id.len(), issued.millis(), read), (32, 1_700_000_000_000, mac));
    }

    #[test]
    fn what_is_no_token_is_none() {
        let id = "a".repeat(32);
        for token in [
            "",
            "v1",
            "v1.a.1.b",
            &format!("v2.{id}.1.{id}"),
            &format!("v1.{id}.x.{id}"),
            &format!("v1.{id}.1.{id}.1"),
        ] {
            assert!(parse(token).is_none(), "{token}");
        }
    }
}
