//! How often one caller may do something that costs: counted by the runtime, near the caller, by a keyed hash of
//! where they call from. The counts are a brake, not a bill: each of Cloudflare's places counts for itself.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::HeaderMap;
use vault::{DataKey, HashLabel};
use worker::Env;

use crate::error::PlatformError;

/// Cloudflare writes the caller's address here, whatever the caller wrote.
const ADDRESS: &str = "cf-connecting-ip";

/// A limit as `wrangler.toml` configures it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The binding, under `ratelimits`.
    pub binding: &'static str,
    /// The same as there; one of the two that the runtime knows, 10 s and 60 s. After it everything is allowed again.
    pub period: Duration,
}

impl Limit {
    /// Sign-ups from one address: each costs a password's hash, an object and rows that nobody may ever use.
    pub const SIGN_UP: Self = Self { binding: "SIGNUP_LIMITER", period: Duration::from_mins(1) };

    /// What one visitor of a website chat sends.
    pub const CHAT_VISITOR: Self = Self { binding: "CHAT_VISITOR_LIMITER", period: Duration::from_mins(1) };
    /// What one address sends to one shop's website chat: several people may share it.
    pub const CHAT_ADDRESS: Self = Self { binding: "CHAT_ADDRESS_LIMITER", period: Duration::from_mins(1) };

    /// Counts one call. False: there were too many from this caller.
    ///
    /// # Errors
    /// If the binding is missing or the runtime does not answer; whether that stops the caller is the door's decision.
    pub async fn admits(&self, env: &Env, key: &DataKey, headers: &HeaderMap) -> Result<bool, PlatformError> {
        self.admits_name(env, key, &caller(headers)).await
    }

    /// As [`Self::admits`], for somebody who has a name here.
    ///
    /// # Errors
    /// The same.
    pub async fn admits_name(&self, env: &Env, key: &DataKey, who: &str) -> Result<bool, PlatformError> {
        let failed = |error| PlatformError::runtime("rate limit", &error);
        let limiter = env.rate_limiter(self.binding).map_err(failed)?;
        // Only this limit's hash: two limits that know the same caller tell nobody so.
        let hash = key.hash(HashLabel::Caller, &[self.binding, who]);
        let name = BASE64_URL_SAFE_NO_PAD.encode(hash);
        Ok(limiter.limit(name).await.map_err(failed)?.success)
    }
}

/// Where a caller calls from: an address of version 4, or the network of one of version 6, which a caller has all of.
/// Who tells none is one caller with all others who tell none.
fn caller(headers: &HeaderMap) -> String {
    let address = headers.get(ADDRESS).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match address.trim().parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => address.to_string(),
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(address: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(ADDRESS, address.parse().unwrap());
        caller(&headers)
    }

    #[test]
    fn one_network_is_one_caller() {
        assert_eq!(from("2001:db8:1:2:3:4:5:6"), from("2001:db8:1:2:ffff::1"));
        assert_ne!(from("2001:db8:1:2::1"), from("2001:db8:1:3::1"));
        assert_ne!(from("203.0.113.7"), from("203.0.113.8"));
        assert_eq!(from(" ::ffff:203.0.113.7"), from("203.0.113.7"));
    }

    #[test]
    fn who_tells_no_address_is_one_caller() {
        assert_eq!((from("unknown"), caller(&HeaderMap::new())), (String::new(), String::new()));
    }
}
