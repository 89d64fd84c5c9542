//! How often: Cloudflare's rate limiters, for each visitor and each address. They count for one place of Cloudflare's,
//! roughly; what must not be exceeded at any price is capped in the settings (turns and cost a day).

use http::HeaderMap;

use crate::app::App;
use crate::problem::Problem;

/// What is counted, a minute; the numbers are in `wrangler.toml`.
#[derive(Debug, Clone, Copy)]
pub enum Limit {
    /// What one visitor sends.
    Visitor,
    /// What one address sends to one shop: several people may share it.
    Address,
}

impl Limit {
    const fn binding(self) -> &'static str {
        match self {
            Self::Visitor => "CHAT_VISITOR",
            Self::Address => "CHAT_ADDRESS",
        }
    }
}

/// Counts one more.
///
/// # Errors
/// 429. A limiter that is missing or down lets everybody pass: a shop that answers too much is better than one that
/// does not answer.
pub async fn check(app: &App, limit: Limit, key: &str) -> Result<(), Problem> {
    let Some(limiter) = app.rate_limiter(limit.binding()) else { return Ok(()) };
    match limiter.limit(key.to_owned()).await {
        Ok(outcome) if !outcome.success => Err(Problem::too_many()),
        Ok(_) => Ok(()),
        Err(error) => {
            log::warn!("a rate limiter did not answer: {error}");
            Ok(())
        }
    }
}

/// Where a request comes from, as the platform tells it; of IPv6 the network, which is what one customer of a provider
/// has.
pub fn address(headers: &HeaderMap) -> String {
    let address = headers.get("cf-connecting-ip").and_then(|value| value.to_str().ok()).unwrap_or("none");
    match address.parse() {
        Ok(std::net::IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        _ => address.to_owned(),
    }
}
