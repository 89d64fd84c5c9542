//! What happens each minute: parked deliveries are brought to their conversations, and what was left half done comes
//! to its end.

pub mod parked;
mod restored;
mod sweep;

use crate::app::App;

/// One run. Its failures are logged here: the runtime drops a handler's result.
pub async fn run(app: &App) {
    match restored::erase_again(app).await {
        Ok(0) => {}
        Ok(count) => log::info!("after a restore: {count} erasures carried out again"),
        Err(error) => log::error!("after a restore: erasures not carried out again: {error}"),
    }
    // First the sweep: what waits for an erasure to end is replayed in the same run.
    match sweep::sweep(app).await {
        Ok(tally) => tally.log(),
        Err(error) => log::error!("sweep failed: {error}"),
    }
    match parked::replay_all(app).await {
        Ok(0) => {}
        Ok(count) => log::info!("replayed {count} parked deliveries"),
        Err(error) => log::error!("parked deliveries not replayed: {error}"),
    }
}
