//! Parked deliveries are brought to their conversations.

use durable_objects::conversation::protocol::Ingest;
use durable_objects::tenant::protocol::{AccountNews, TakeComments, parked_author};
use durable_objects::{CallError, Refusal};
use platform::parked::{Parked, Parking};
use platform::{PlatformError, clock};

use crate::app::App;
use crate::webhooks::accounts;

/// As many as one run takes; what is left waits a minute more.
const MOST: u32 = 500;

/// Replays the oldest. Returns how many their conversations took.
pub async fn replay_all(app: &App) -> Result<u32, PlatformError> {
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
    // What nobody could take in all that time is kept no longer than what was taken.
    let before = clock::now().minus(app.config()?.retention.conversation);
    parking.purge_set_aside(before, MOST).await?;
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
    if parked.conversation.as_deref() == Some(accounts::PARKED) {
        if let Some(news) = parking.open::<AccountNews>(parked, &key).await? {
            app.objects(tenant).tenant(&news).await?;
        }
    } else if parked.conversation.as_deref().and_then(parked_author).is_some() {
        if let Some(said) = parking.open::<TakeComments>(parked, &key).await? {
            match app.objects(tenant).tenant(&said).await {
                Ok(()) | Err(CallError::Refused(Refusal::ChannelClosed)) => {}
                Err(error) => return Err(error),
            }
        }
    } else if let Some(ingest) = parking.open::<Ingest>(parked, &key).await? {
        match app.objects(tenant).conversation(&ingest.conversation_id, &ingest).await {
            // The business disconnected the channel meanwhile: nobody is there to take it.
            Ok(_) | Err(CallError::Refused(Refusal::ChannelClosed)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(parking.forget(parked).await?)
}
