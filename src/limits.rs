//! Doors that anybody may knock at, and how often.

use http::HeaderMap;
use platform::rate_limit::Limit;
use platform::{PlatformError, keyring};

use crate::app::App;
use crate::problem::Problem;

/// Counts one knock of whoever sent these headers.
///
/// # Errors
/// 429 after too many.
pub async fn check(app: &App, limit: Limit, headers: &HeaderMap) -> Result<(), Problem> {
    let config = app.config()?;
    if !config.rate_limits {
        return Ok(());
    }
    let key = keyring::directory_key(&config, &app.directory()?).await?;
    decide(limit, app.admits(limit, &key, headers).await)
}

/// What the limiter's word means for the one who knocks.
///
/// # Errors
/// 429 after too many.
pub fn decide(limit: Limit, admitted: Result<bool, PlatformError>) -> Result<(), Problem> {
    match admitted {
        Ok(true) => Ok(()),
        Ok(false) => Err(Problem::too_often(limit.period)),
        // It is a brake: a shop that answers too much is better than one that does not answer.
        Err(error) => {
            log::error!("{} not asked: {error}", limit.binding);
            Ok(())
        }
    }
}
