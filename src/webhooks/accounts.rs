//! Events of a whole WhatsApp Business Account: brought to every business that has a number on it, or parked.

use std::collections::BTreeMap;

use domain::ids::TenantId;
use durable_objects::Objects;
use durable_objects::tenant::protocol::AccountNews;
use futures_util::stream::{self, StreamExt};
use meta::webhook::Event;
use platform::PlatformError;
use platform::directory::Directory;
use platform::directory::channels::Channel;

use super::account_events::translate;
use super::authority::Authority;
use super::tally::{Tally, add_to, count};
use crate::app::App;

/// How a parked delivery of this kind is told from one of a conversation.
pub const PARKED: &str = "account";

/// Businesses that are called at the same time.
const AT_ONCE: usize = 8;

/// What became of one business's part.
enum Outcome {
    Kept(u32),
    Parked(u32),
    Lost(u32),
}

/// Brings each event to the businesses whose account it is. The rule of authority is that of messages: it counts
/// only for channels of the app that signed.
pub async fn deliver(app: &App, signer: &Authority, events: Vec<Event>) -> Tally {
    let mut tally = Tally::default();
    let mut accounts: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    for event in events {
        accounts.entry(event.asset.id.clone()).or_default().push(event);
    }
    let mut parts = Vec::new();
    for (account_id, events) in accounts {
        match find(app, signer, &account_id).await {
            Ok(channels) if channels.is_empty() => add_to(&mut tally.foreign, count(events.len())),
            Ok(channels) => parts.extend(split(&account_id, &channels, &events, &mut tally)),
            Err(error) => {
                // Nobody knows whose its events are; Meta must send them again.
                log::error!("account not found out: {error}");
                add_to(&mut tally.lost, count(events.len()));
            }
        }
    }
    let calls = parts.iter().map(|(channel, news)| bring(app, channel, news));
    let mut outcomes = stream::iter(calls).buffer_unordered(AT_ONCE);
    while let Some(outcome) = outcomes.next().await {
        match outcome {
            Outcome::Kept(count) => add_to(&mut tally.kept, count),
            Outcome::Parked(count) => add_to(&mut tally.parked, count),
            Outcome::Lost(count) => add_to(&mut tally.lost, count),
        }
    }
    tally
}

async fn find(app: &App, signer: &Authority, account_id: &str) -> Result<Vec<Channel>, PlatformError> {
    let directory = app.directory()?;
    let mut channels = directory.channels_of_account(account_id).await?;
    if !channels.is_empty() && !channels.iter().any(|channel| signer.covers(channel)) {
        // The copy in memory may be from before one of them changed its app.
        Directory::forget_accounts();
        channels = directory.channels_of_account(account_id).await?;
    }
    channels.retain(|channel| signer.covers(channel));
    Ok(channels)
}

/// The part of each business: one of its channels, and the news for it.
fn split(
    account_id: &str,
    channels: &[Channel],
    events: &[Event],
    tally: &mut Tally,
) -> Vec<(Channel, AccountNews)> {
    let mut tenants: BTreeMap<TenantId, Vec<&Channel>> = BTreeMap::new();
    for channel in channels {
        tenants.entry(channel.tenant.tenant_id).or_default().push(channel);
    }
    let mut parts = Vec::new();
    let mut is_handled = vec![false; events.len()];
    for channels in tenants.values() {
        let mut news = AccountNews { account_id: account_id.to_owned(), events: Vec::new() };
        for (event, is_handled) in events.iter().zip(&mut is_handled) {
            let told = translate(channels, event);
            *is_handled |= !told.is_empty();
            news.events.extend(told);
        }
        if let Some(channel) = channels.first().filter(|_| !news.events.is_empty()) {
            parts.push(((*channel).clone(), news));
        }
    }
    let unhandled = is_handled.iter().filter(|is_handled| !**is_handled).count();
    add_to(&mut tally.unhandled, count(unhandled));
    parts
}

async fn bring(app: &App, channel: &Channel, news: &AccountNews) -> Outcome {
    let events = count(news.events.len());
    let Err(error) = call(&app.objects(channel.tenant.clone()), news).await else {
        return Outcome::Kept(events);
    };
    log::warn!("tenant took no news of its account, parking: {error}");
    match park(app, channel, news).await {
        Ok(()) => Outcome::Parked(events),
        Err(error) => {
            log::error!("news neither kept nor parked: {error}");
            Outcome::Lost(events)
        }
    }
}

async fn call(objects: &Objects, news: &AccountNews) -> Result<(), String> {
    objects.tenant(news).await.map_err(|error| error.to_string())
}

async fn park(app: &App, channel: &Channel, news: &AccountNews) -> Result<(), PlatformError> {
    let tenant = channel.tenant.tenant_id;
    let key = platform::keyring::open(&*app.config()?, tenant, &channel.tenant.wrapped_key)?;
    app.parking()?.park(&tenant.to_string(), PARKED, &key, news).await
}
