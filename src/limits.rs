//! Doors that anybody may knock at, and how often.

use http::HeaderMap;
use platform::keyring;
use platform::rate_limit::Limit;

use crate::app::App;
use crate::problem::Problem;

/// Counts one knock of whoever sent these headers.
///
/// # Errors
/// 429 after too many. A limiter that does not answer stops nobody: it is a brake, and a shop that cannot be opened is
/// worse than one opened too fast.
pub async fn check(app: &App, limit: Limit, headers: &HeaderMap) -> Result<(), Problem> {
    let config = app.config()?;
    if !config.rate_limits {
        return Ok(());
    }
    let key = keyring::directory_key(&config, &app.directory()?).await?;
    match app.admits(limit, &key, headers).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Problem::too_often(limit.period)),
        Err(error) => {
            log::error!("{} not asked: {error}", limit.binding);
            Ok(())
        }
    }
}
