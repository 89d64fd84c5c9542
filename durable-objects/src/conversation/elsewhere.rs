//! What comes here and belongs to another conversation: the older one of the same person, or that of whoever has a
//! number now that this one's person gave up.

use domain::channel::{Alias, AliasKind};
use domain::ids::ConversationId;

use super::Conversation;
use super::protocol::{Ingest, Ingested, heir_of};
use super::store::Standing;
use crate::call::{CallError, Refusal};
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::FindHome;

impl Conversation {
    /// Passes on what is for the conversation that this one became part of.
    pub(super) async fn ingest_at_home(
        &self,
        owner: &Owner,
        home: &ConversationId,
        batch: Ingest,
    ) -> Result<Ingested, ObjectError> {
        let (batch, repeated) = self.for_home(owner, batch)?;
        if batch.size() == 0 {
            return Ok(Ingested { repeated, ..Ingested::default() });
        }
        let ingested = self.core.objects().await?.conversation(home, &batch).await.map_err(unkept)?;
        Ok(Ingested { repeated: ingested.repeated.saturating_add(repeated), ..ingested })
    }

    /// New names of somebody who is known here under another of the old ones.
    pub(super) async fn ingest_elsewhere(&self, batch: &Ingest) -> Result<Ingested, ObjectError> {
        let aliases: Vec<Alias> = batch.changes.iter().flat_map(|change| change.previous.clone()).collect();
        if aliases.is_empty() {
            return Ok(Ingested::default());
        }
        let objects = self.core.objects().await?;
        let home =
            objects.tenant(&FindHome { channel_id: batch.channel_id, aliases }).await.map_err(unkept)?;
        match home.filter(|home| Some(home) != self.id.as_ref()) {
            Some(home) => objects.conversation(&home, batch).await.map_err(unkept),
            None => Ok(Ingested::default()),
        }
    }

    /// A number that the person gave up may have a new owner, who is known by nothing else yet: what came from it
    /// since is not for this conversation.
    pub(super) fn split_off(
        &self,
        owner: &Owner,
        standing: &Standing,
        mut batch: Ingest,
    ) -> Result<(Ingest, Option<Ingest>), ObjectError> {
        let [Alias { kind: AliasKind::Phone, value }] = batch.profile.aliases.as_slice() else {
            return Ok((batch, None));
        };
        let person = self.whole_person(owner, standing)?;
        let left = batch.profile.aliases.first().and_then(|alias| person.left_at(alias));
        let Some(left) = left.filter(|_| batch.changes.is_empty()) else { return Ok((batch, None)) };
        let conversation_id = heir_of(&owner.key, batch.channel_id, value, left);
        let (new, old): (Vec<_>, Vec<_>) =
            std::mem::take(&mut batch.events).into_iter().partition(|event| event.said_at() > Some(left));
        let heir = (!new.is_empty()).then(|| Ingest { conversation_id, events: new, ..batch.clone() });
        Ok((Ingest { events: old, ..batch }, heir))
    }
}

/// Whoever refuses on the way, it is no verdict on the message, unless the channel is gone: it is kept elsewhere.
pub(super) fn unkept(error: CallError) -> ObjectError {
    match error {
        CallError::Refused(Refusal::ChannelClosed) => Refusal::ChannelClosed.into(),
        other => ObjectError::Call(other),
    }
}
