//! What happens each minute: parked deliveries are brought to their conversations.

use durable_objects::conversation::protocol::Ingest;
use durable_objects::{CallError, Refusal};
use platform::PlatformError;
use platform::parked::{Parked, Parking};

use crate::app::App;

/// As many as one run takes; what is left waits a minute more.
const MOST: u32 = 500;

/// One run. Its failures are logged here: the runtime drops a handler's result.
pub async fn run(app: &App) {
    match replay_parked(app).await {
        Ok(0) => {}
        Ok(count) => log::info!("replayed {count} parked deliveries"),
        Err(error) => log::error!("parked deliveries not replayed: {error}"),
    }
}

async fn replay_parked(app: &App) -> Result<u32, PlatformError> {
    let parking = app.parking()?;
    let mut count: u32 = 0;
    for parked in parking.list(MOST).await? {
        // One that still fails must not hold up the rest.
        match replay(app, &parking, &parked).await {
            Ok(()) => count = count.saturating_add(1),
            Err(error) => {
                let is_aside = parking.set_aside_if_old(&parked).await?;
                log::warn!("parked delivery not taken, set aside: {is_aside}: {error}");
            }
        }
    }
    Ok(count)
}

/// Brings one parked delivery to its conversation, and forgets it then.
///
/// # Errors
/// If the conversation does not take it.
pub async fn replay(app: &App, parking: &Parking, parked: &Parked) -> Result<(), CallError> {
    let tenant =
        parked.tenant.parse().map_err(|_| PlatformError::Unreadable { operation: "parked delivery" })?;
    let Some(tenant) = app.directory()?.tenant(tenant).await? else {
        // The business is gone, and with it the key.
        return Ok(parking.forget(parked).await?);
    };
    let key = platform::keyring::open(&*app.config()?, tenant.tenant_id, &tenant.wrapped_key)?;
    if let Some(ingest) = parking.open::<Ingest>(parked, &key).await? {
        match app.objects(tenant)?.conversation(&ingest.conversation_id, &ingest).await {
            // The business disconnected the channel meanwhile: nobody is there to take it.
            Ok(_) | Err(CallError::Refused(Refusal::ChannelClosed)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(parking.forget(parked).await?)
}
