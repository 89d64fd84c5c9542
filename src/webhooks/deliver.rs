//! Bringing a delivery's events to their conversations, all at once, and parking what no object takes in time.

use std::collections::BTreeMap;

use domain::channel::ChannelKind;
use domain::ids::ConversationId;
use durable_objects::conversation::protocol::Ingest;
use durable_objects::{CallError, Objects};
use futures_util::stream::{self, StreamExt};
use meta::webhook::{Asset, AssetKind, Delivery, Event};
use platform::PlatformError;
use platform::directory::channels::Channel;
use vault::DataKey;

use super::authority::Authority;
use super::translate::translate;
use crate::app::App;

/// Conversations that are called at the same time.
const AT_ONCE: usize = 32;

/// What became of a delivery's events.
#[derive(Debug, Default)]
pub struct Tally {
    /// In their conversation for the first time.
    kept: u32,
    /// In their conversation already.
    repeated: u32,
    /// Sealed in R2 for later.
    parked: u32,
    /// Of a channel that nobody here has, or that belongs to another app.
    foreign: u32,
    /// Of a kind that no conversation takes.
    unhandled: u32,
    /// Not understood.
    unknown: u32,
    /// Declined by their object: they never will be kept.
    refused: u32,
    /// Neither kept nor parked.
    pub lost: u32,
}

impl Tally {
    /// One line, counts only.
    pub fn log(&self) {
        let Self { kept, repeated, parked, foreign, unhandled, unknown, refused, lost } = self;
        log::info!(
            "delivery kept={kept} repeated={repeated} parked={parked} foreign={foreign} unhandled={unhandled} \
             unknown={unknown} refused={refused} lost={lost}"
        );
    }
}

/// Everything of one channel in a delivery.
struct Batch {
    channel: Channel,
    key: DataKey,
    conversations: BTreeMap<ConversationId, Ingest>,
}

/// Brings every event to its conversation.
///
/// # Errors
/// If a channel could not be looked up: then nobody knows whose the event is, and Meta must send it again.
pub async fn deliver(app: &App, signer: Authority, delivery: Delivery) -> Result<Tally, PlatformError> {
    let mut tally = Tally { unknown: count(delivery.unknown.len()), ..Tally::default() };
    let mut batches: BTreeMap<(ChannelKind, String), Option<Batch>> = BTreeMap::new();
    for event in delivery.events {
        let Some(at) = channel_of(&event.asset) else {
            tally.unhandled = tally.unhandled.saturating_add(1);
            continue;
        };
        if !batches.contains_key(&at) {
            let batch = open(app, signer, at.0, &at.1).await?;
            batches.insert(at.clone(), batch);
        }
        match batches.get_mut(&at) {
            Some(Some(batch)) => add(batch, event, &mut tally),
            _ => tally.foreign = tally.foreign.saturating_add(1),
        }
    }
    for batch in batches.into_values().flatten() {
        bring(app, batch, &mut tally).await?;
    }
    Ok(tally)
}

/// The channel whose events an asset's are.
fn channel_of(asset: &Asset) -> Option<(ChannelKind, String)> {
    let kind = match asset.kind {
        AssetKind::WhatsAppNumber => ChannelKind::WhatsApp,
        AssetKind::Page => ChannelKind::Messenger,
        AssetKind::Instagram => ChannelKind::Instagram,
        AssetKind::WhatsAppAccount => return None,
    };
    Some((kind, asset.id.clone()))
}

async fn open(
    app: &App,
    signer: Authority,
    kind: ChannelKind,
    external_id: &str,
) -> Result<Option<Batch>, PlatformError> {
    let channel = app.directory()?.channel_by_external_id(kind, external_id).await?;
    let Some(channel) = channel.filter(|channel| signer.covers(channel)) else { return Ok(None) };
    let key =
        platform::keyring::open(&*app.config()?, channel.tenant.tenant_id, &channel.tenant.wrapped_key)?;
    Ok(Some(Batch { channel, key, conversations: BTreeMap::new() }))
}

fn add(batch: &mut Batch, event: Event, tally: &mut Tally) {
    let Some(addressed) = translate(&batch.key, &batch.channel, event.kind) else {
        tally.unhandled = tally.unhandled.saturating_add(1);
        return;
    };
    let ingest = batch.conversations.entry(addressed.conversation.clone()).or_insert_with(|| Ingest {
        conversation_id: addressed.conversation,
        channel_id: batch.channel.id,
        channel_kind: batch.channel.kind,
        profile: addressed.profile.clone(),
        events: Vec::new(),
    });
    // A status may tell less of the person than the message beside it.
    if ingest.profile.aliases.len() < addressed.profile.aliases.len() {
        ingest.profile = addressed.profile;
    }
    ingest.events.push(addressed.inbound);
}

async fn bring(app: &App, batch: Batch, tally: &mut Tally) -> Result<(), PlatformError> {
    let objects = app.objects(batch.channel.tenant.clone())?;
    let (objects, key) = (&objects, &batch.key);
    let mut outcomes = stream::iter(batch.conversations.into_values())
        .map(|ingest| bring_one(app, objects, key, ingest))
        .buffer_unordered(AT_ONCE);
    while let Some(outcome) = outcomes.next().await {
        outcome.add_to(tally);
    }
    Ok(())
}

/// What became of one conversation's events.
enum Outcome {
    Ingested { kept: u32, repeated: u32 },
    Refused(u32),
    Parked(u32),
    Lost(u32),
}

impl Outcome {
    fn add_to(&self, tally: &mut Tally) {
        let add = |to: &mut u32, count: u32| *to = to.saturating_add(count);
        match *self {
            Self::Ingested { kept, repeated } => {
                add(&mut tally.kept, kept);
                add(&mut tally.repeated, repeated);
            }
            Self::Refused(count) => add(&mut tally.refused, count),
            Self::Parked(count) => add(&mut tally.parked, count),
            Self::Lost(count) => add(&mut tally.lost, count),
        }
    }
}

async fn bring_one(app: &App, objects: &Objects, key: &DataKey, ingest: Ingest) -> Outcome {
    let events = count(ingest.events.len());
    match objects.conversation(&ingest.conversation_id, &ingest).await {
        Ok(ingested) => Outcome::Ingested { kept: ingested.kept, repeated: ingested.repeated },
        Err(CallError::Refused(refusal)) => {
            log::warn!("conversation refused events: {refusal}");
            Outcome::Refused(events)
        }
        Err(CallError::Unavailable(error)) => {
            log::warn!("conversation unavailable, parking: {error}");
            park(app, objects, key, &ingest, events).await
        }
    }
}

async fn park(app: &App, objects: &Objects, key: &DataKey, ingest: &Ingest, events: u32) -> Outcome {
    let parked = match app.parking() {
        Ok(parking) => parking.park(&objects.tenant_id().to_string(), key, ingest).await,
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

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
