//! Bringing a delivery's events to their conversations, all at once, and parking what no object takes in time.

use std::collections::BTreeMap;

use domain::channel::ChannelKind;
use domain::ids::ConversationId;
use durable_objects::conversation::protocol::Ingest;
use durable_objects::tenant::protocol::TakeComments;
use durable_objects::{CallError, Objects, Refusal};
use futures_util::future::join4;
use futures_util::stream::{self, StreamExt};
use meta::webhook::{Asset, Delivery, Event};
use platform::PlatformError;
use platform::directory::Directory;
use platform::directory::channels::Channel;
use vault::DataKey;

use super::authority::Authority;
use super::tally::{Outcome, Tally, add_to, count};
use super::translate::translate;
use super::{accounts, comments, enforcement};
use crate::app::App;

/// Conversations that are called at the same time.
const AT_ONCE: usize = 32;

/// Everything of one channel in a delivery.
pub(super) struct Batch {
    pub channel: Channel,
    pub key: DataKey,
    pub objects: Objects,
    conversations: BTreeMap<ConversationId, Ingest>,
    /// What Meta says of the channel itself; the last word counts.
    pub health: Option<&'static str>,
    /// What was said in public.
    pub comments: TakeComments,
}

/// What became of a channel's look-up.
pub(super) enum Found {
    Ours(Box<Batch>),
    Foreign,
    /// Nobody knows whose its events are; Meta must send them again.
    Unclear,
}

/// Brings every event to its conversation, or to the business where it was said in public or is about an account. One channel's trouble keeps nobody else's events.
///
/// # Errors
/// If a binding is missing.
pub async fn deliver(app: &App, signer: &Authority, delivery: Delivery) -> Result<Tally, PlatformError> {
    let mut tally = Tally { unknown: count(delivery.unknown.len()), ..Tally::default() };
    let mut batches: BTreeMap<(ChannelKind, String), Found> = BTreeMap::new();
    let mut of_accounts = Vec::new();
    for event in delivery.events {
        let Some(at) = channel_of(&event.asset) else {
            of_accounts.push(event);
            continue;
        };
        if !batches.contains_key(&at) {
            batches.insert(at.clone(), find(app, signer, at.0, &at.1).await);
        }
        match batches.get_mut(&at) {
            Some(Found::Ours(batch)) => add(batch, event, &mut tally),
            Some(Found::Unclear) => add_to(&mut tally.lost, 1),
            Some(Found::Foreign) | None => add_to(&mut tally.foreign, 1),
        }
    }
    let batches: Vec<Batch> = batches
        .into_values()
        .filter_map(|found| match found {
            Found::Ours(batch) => Some(*batch),
            Found::Foreign | Found::Unclear => None,
        })
        .collect();
    let accounts = accounts::deliver(app, signer, of_accounts);
    let comments = comments::deliver(app, signer, &batches);
    let conversations = bring(app, signer, &batches, &mut tally);
    let enforced = enforcement::deliver(app, &batches);
    let (told, said, enforced, ()) = join4(accounts, comments, enforced, conversations).await;
    for part in [told, said, enforced] {
        tally.add(&part);
    }
    Ok(tally)
}

/// The channel whose events an asset's are. `None`: a whole account's.
fn channel_of(asset: &Asset) -> Option<(ChannelKind, String)> {
    asset.kind.channel().map(|kind| (kind, asset.id.clone()))
}

pub(super) async fn find(app: &App, signer: &Authority, kind: ChannelKind, external_id: &str) -> Found {
    match open(app, signer, kind, external_id).await {
        Ok(Some(batch)) => Found::Ours(Box::new(batch)),
        Ok(None) => Found::Foreign,
        Err(error) => {
            log::error!("channel not found out: {error}");
            Found::Unclear
        }
    }
}

async fn open(
    app: &App,
    signer: &Authority,
    kind: ChannelKind,
    external_id: &str,
) -> Result<Option<Batch>, PlatformError> {
    let directory = app.directory()?;
    let mut channel = directory.channel_by_external_id(kind, external_id).await?;
    if channel.as_ref().is_some_and(|channel| !signer.covers(channel)) {
        // The copy in memory may be from before it changed its app.
        Directory::forget_channel(kind, external_id);
        channel = directory.channel_by_external_id(kind, external_id).await?;
    }
    let Some(channel) = channel.filter(|channel| signer.covers(channel)) else { return Ok(None) };
    let key =
        platform::keyring::open(&*app.config()?, channel.tenant.tenant_id, &channel.tenant.wrapped_key)?;
    let objects = app.objects(channel.tenant.clone());
    let comments = TakeComments { channel_id: channel.id, channel_kind: channel.kind, events: Vec::new() };
    Ok(Some(Batch { channel, key, objects, conversations: BTreeMap::new(), health: None, comments }))
}

fn add(batch: &mut Batch, event: Event, tally: &mut Tally) {
    if let Some(health) = enforcement::health(&event.kind) {
        batch.health = Some(health);
        return;
    }
    if let Some(said) = comments::translate(&batch.channel, &event) {
        batch.comments.events.push(said);
        return;
    }
    let Some(addressed) = translate(&batch.key, &batch.channel, event.kind) else {
        add_to(&mut tally.unhandled, 1);
        return;
    };
    let ingest = batch.conversations.entry(addressed.conversation.clone()).or_insert_with(|| Ingest {
        conversation_id: addressed.conversation,
        channel_id: batch.channel.id,
        channel_kind: batch.channel.kind,
        profile: addressed.profile.clone(),
        events: Vec::new(),
        changes: Vec::new(),
        #[cfg(feature = "churn")]
        arrivals: 1,
    });
    // A status may tell less of the person than the message beside it.
    if ingest.profile.aliases.len() < addressed.profile.aliases.len() {
        ingest.profile = addressed.profile;
    }
    ingest.events.extend(addressed.inbound);
    ingest.changes.extend(addressed.change);
}

/// All conversations of all channels at once, a few at a time.
async fn bring(app: &App, signer: &Authority, batches: &[Batch], tally: &mut Tally) {
    let calls: Vec<_> = batches
        .iter()
        .flat_map(|batch| batch.conversations.values().map(move |ingest| (batch, ingest)))
        .collect();
    // Nearly all deliveries are of one conversation, and need nobody who keeps track of several.
    if let [(batch, ingest)] = *calls {
        bring_one(app, signer, batch, ingest).await.add_to(tally);
        return;
    }
    let mut outcomes = stream::iter(calls)
        .map(|(batch, ingest)| bring_one(app, signer, batch, ingest))
        .buffer_unordered(AT_ONCE);
    while let Some(outcome) = outcomes.next().await {
        outcome.add_to(tally);
    }
}

async fn bring_one(app: &App, signer: &Authority, batch: &Batch, ingest: &Ingest) -> Outcome {
    match batch.objects.conversation(&ingest.conversation_id, ingest).await {
        Ok(ingested) => Outcome::Ingested { kept: ingested.kept, repeated: ingested.repeated },
        Err(CallError::Refused(Refusal::ChannelClosed)) => {
            bring_to_new_owner(app, signer, batch, ingest).await
        }
        // A refusal is acknowledged too, so it must be kept as well: it may be ours to mend.
        Err(error) => {
            log::warn!("conversation took no events, parking: {error}");
            park(app, batch, ingest).await
        }
    }
}

/// The copy in memory is from before the channel was disconnected: whoever has its number now gets what came.
async fn bring_to_new_owner(app: &App, signer: &Authority, batch: &Batch, ingest: &Ingest) -> Outcome {
    let Channel { kind, external_id, .. } = &batch.channel;
    Directory::forget_channel(*kind, external_id);
    let new = match find(app, signer, *kind, external_id).await {
        Found::Ours(new) if new.channel.id != batch.channel.id => new,
        // Its end is being written down at this moment, or nobody has it.
        Found::Ours(_) | Found::Foreign => return Outcome::Foreign(ingest.size()),
        Found::Unclear => return Outcome::Lost(ingest.size()),
    };
    let Some(ingest) = ingest.readdressed(&new.key, new.channel.id) else {
        return Outcome::Foreign(ingest.size());
    };
    match new.objects.conversation(&ingest.conversation_id, &ingest).await {
        Ok(ingested) => Outcome::Ingested { kept: ingested.kept, repeated: ingested.repeated },
        Err(error) => {
            log::warn!("conversation of the new owner took no events, parking: {error}");
            park(app, &new, &ingest).await
        }
    }
}

async fn park(app: &App, batch: &Batch, ingest: &Ingest) -> Outcome {
    let events = ingest.size();
    let parked = match app.parking() {
        Ok(parking) => {
            let tenant = batch.objects.tenant_id().to_string();
            parking.park(&tenant, ingest.conversation_id.as_str(), &batch.key, ingest).await
        }
        Err(error) => Err(error),
    };
    match parked {
        Ok(()) => Outcome::Parked(events),
        Err(error) => {
            log::error!("delivery neither kept nor parked: {error}");
            Outcome::Lost(events)
        }
    }
}
