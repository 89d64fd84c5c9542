//! How often: one visitor, and one address for one shop. What must not be exceeded at any price is capped in the
//! settings (turns, cost and files a day).

use http::HeaderMap;
use platform::rate_limit::Limit;

use super::visitor::Visitor;
use crate::app::App;
use crate::limits::decide;
use crate::problem::Problem;

/// Counts what a visitor sends.
///
/// # Errors
/// 429 after too much.
pub async fn check(app: &App, visitor: &Visitor, headers: &HeaderMap) -> Result<(), Problem> {
    check_visitor(app, visitor).await?;
    if !app.config()?.rate_limits {
        return Ok(());
    }
    // The tenant's key names the caller, so that one address has a count at each shop.
    decide(Limit::CHAT_ADDRESS, app.admits(Limit::CHAT_ADDRESS, &visitor.key, headers).await)
}

/// Counts what costs little, such as opening a socket.
///
/// # Errors
/// 429 after too much.
pub async fn check_visitor(app: &App, visitor: &Visitor) -> Result<(), Problem> {
    if !app.config()?.rate_limits {
        return Ok(());
    }
    let admitted = app.admits_name(Limit::CHAT_VISITOR, &visitor.key, visitor.id()).await;
    decide(Limit::CHAT_VISITOR, admitted)
}
