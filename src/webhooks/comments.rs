//! What is said in public on a Page or an Instagram account: brought to the business whose it is, or parked. The rule
//! of authority is that of messages: the batch was found by it.

use std::collections::BTreeMap;

use domain::comments::{Said, Verb};
use domain::ids::ConversationId;
use domain::time::Timestamp;
use durable_objects::tenant::protocol::{
    CommentEvent, CommentFacts, CommentKind, TakeComments, conversation_id, parked_comments,
};
use durable_objects::{CallError, Refusal};
use futures_util::future::join_all;
use meta::webhook::{Comment, Event, EventKind, Mention};
use platform::directory::Directory;
use platform::directory::channels::Channel;
use platform::{PlatformError, clock};

use super::authority::Authority;
use super::deliver::{Batch, Found, find};
use super::tally::{Outcome, Tally, count};
use crate::app::App;

/// What an event says in public. `None`: nothing, or nothing that is kept: the business's own words, and what happens
/// to a comment beside its being written, changed, hidden or taken back.
pub fn translate(channel: &Channel, event: &Event) -> Option<CommentEvent> {
    match &event.kind {
        EventKind::Comment(comment) => of_comment(comment, event.entry_at),
        EventKind::Mention(mention) => of_mention(channel, mention, event.entry_at),
        _ => None,
    }
}

fn of_comment(comment: &Comment, entry_at: Option<Timestamp>) -> Option<CommentEvent> {
    let verb = verb(&comment.verb)?;
    let is_said = matches!(verb, Verb::Added | Verb::Edited);
    if comment.is_own && is_said {
        return None;
    }
    let stamps = Stamps::of(comment.at, entry_at);
    Some(CommentEvent {
        verb,
        // Who hides a customer's comment is not its author.
        author_id: comment.from_id.clone().filter(|_| !comment.is_own),
        said: Said { text: comment.text.clone(), photo_url: comment.photo_url.clone() },
        at: stamps.told_at,
        about: CommentFacts {
            kind: CommentKind::Comment,
            comment_id: comment.id.clone(),
            post_id: comment.post_id.clone(),
            parent_id: comment.parent_id.clone(),
            author_name: comment.from_name.clone(),
            is_live: comment.is_live,
            ad_id: comment.ad_id.clone(),
            written_at: stamps.written_at,
        },
    })
}

fn of_mention(channel: &Channel, mention: &Mention, entry_at: Option<Timestamp>) -> Option<CommentEvent> {
    let is_own = mention.from_id.as_ref() == Some(&channel.external_id);
    let verb = mention.verb.as_deref().map_or(Some(Verb::Added), verb)?;
    if is_own {
        return None;
    }
    let stamps = Stamps::of(mention.at, entry_at);
    Some(CommentEvent {
        verb,
        author_id: mention.from_id.clone(),
        said: Said { text: mention.text.clone(), photo_url: None },
        at: stamps.told_at,
        about: CommentFacts {
            kind: CommentKind::Mention,
            comment_id: mention.comment_id.clone().or_else(|| mention.post_id.clone())?,
            post_id: mention.post_id.clone(),
            parent_id: None,
            author_name: None,
            is_live: false,
            ad_id: None,
            written_at: stamps.written_at,
        },
    })
}

/// Meta stamps an entry with the moment of the event, and what is in it with that of the comment.
struct Stamps {
    written_at: Timestamp,
    told_at: Timestamp,
}

impl Stamps {
    fn of(written_at: Option<Timestamp>, entry_at: Option<Timestamp>) -> Self {
        let now = clock::now();
        Self {
            written_at: written_at.or(entry_at).unwrap_or(now),
            told_at: entry_at.or(written_at).unwrap_or(now),
        }
    }
}

fn verb(name: &str) -> Option<Verb> {
    match name {
        "add" => Some(Verb::Added),
        "edit" | "edited" => Some(Verb::Edited),
        "remove" => Some(Verb::Removed),
        "hide" => Some(Verb::Hidden),
        "unhide" => Some(Verb::Shown),
        _ => None,
    }
}

/// Brings what was said on each channel to its business.
pub(super) async fn deliver(app: &App, signer: &Authority, batches: &[Batch]) -> Tally {
    let said = batches.iter().filter(|batch| !batch.comments.events.is_empty());
    let mut tally = Tally::default();
    for outcome in join_all(said.map(|batch| bring(app, signer, batch))).await {
        outcome.add_to(&mut tally);
    }
    tally
}

async fn bring(app: &App, signer: &Authority, batch: &Batch) -> Outcome {
    match batch.objects.tenant(&batch.comments).await {
        Ok(()) => kept(&batch.comments),
        Err(CallError::Refused(Refusal::ChannelClosed)) => bring_to_new_owner(app, signer, batch).await,
        Err(error) => {
            log::warn!("tenant took no comments, parking: {error}");
            park(app, batch, &batch.comments).await
        }
    }
}

/// The copy in memory is from before the channel was disconnected: whoever has it now gets what was said.
async fn bring_to_new_owner(app: &App, signer: &Authority, batch: &Batch) -> Outcome {
    let (Channel { id, kind, external_id, .. }, events) =
        (&batch.channel, count(batch.comments.events.len()));
    Directory::forget_channel(*kind, external_id);
    let new = match find(app, signer, *kind, external_id).await {
        Found::Ours(new) if new.channel.id != *id => new,
        // Its end is being written down at this moment, or nobody has it.
        Found::Ours(_) | Found::Foreign => return Outcome::Foreign(events),
        Found::Unclear => return Outcome::Lost(events),
    };
    let said = TakeComments { channel_id: new.channel.id, ..batch.comments.clone() };
    match new.objects.tenant(&said).await {
        Ok(()) => kept(&said),
        Err(error) => {
            log::warn!("tenant of the new owner took no comments, parking: {error}");
            park(app, &new, &said).await
        }
    }
}

fn kept(said: &TakeComments) -> Outcome {
    Outcome::Ingested { kept: count(said.events.len()), repeated: 0 }
}

/// Each author's for themselves, so that an erasure finds them.
async fn park(app: &App, batch: &Batch, said: &TakeComments) -> Outcome {
    let mut authors: BTreeMap<Option<ConversationId>, TakeComments> = BTreeMap::new();
    for event in &said.events {
        let part = authors.entry(author(batch, said, event));
        let part = part.or_insert_with(|| TakeComments { events: Vec::new(), ..*said });
        part.events.push(event.clone());
    }
    let parts = authors.iter().map(|(author, part)| put_aside(app, batch, author.as_ref(), part));
    let events = count(said.events.len());
    match join_all(parts).await.into_iter().collect::<Result<(), PlatformError>>() {
        Ok(()) => Outcome::Parked(events),
        Err(error) => {
            log::error!("comments neither kept nor parked: {error}");
            Outcome::Lost(events)
        }
    }
}

fn author(batch: &Batch, said: &TakeComments, event: &CommentEvent) -> Option<ConversationId> {
    let (id, kind) = (event.author_id.as_deref()?, said.channel_kind.rules().alias?);
    Some(conversation_id(&batch.key, said.channel_id, kind, id))
}

async fn put_aside(
    app: &App,
    batch: &Batch,
    author: Option<&ConversationId>,
    part: &TakeComments,
) -> Result<(), PlatformError> {
    let tenant = batch.objects.tenant_id().to_string();
    app.parking()?.park(&tenant, &parked_comments(author), &batch.key, part).await
}
