//! Keeping one thing after the other, and what each means for the conversation.

use domain::channel::ChannelKind;
use domain::time::Timestamp;
use meta::webhook::Content;

use super::effect::{Asks, Effect};
use crate::conversation::protocol::{Inbound, IncomingMessage, Ingest, Ingested};
use crate::conversation::store::{Inserted, NewMessage, Standing, Stored};
use crate::conversation::words::{self, OBEYED};
use crate::conversation::{Conversation, media, turn};
use crate::object::{ObjectError, Owner};

impl Conversation {
    pub(super) fn keep(
        &self,
        owner: &Owner,
        standing: &Standing,
        batch: &Ingest,
        now: Timestamp,
    ) -> Result<(Ingested, bool), ObjectError> {
        let mut ingested = Ingested::default();
        let mut effect = Effect::default();
        for event in &batch.events {
            let is_new = match event {
                // Meta repeats itself for days: what was erased does not come back.
                event if event.said_at().is_some_and(|at| Some(at) <= standing.erased_at) => false,
                // Told to the tenant already.
                Inbound::Preference(_) => false,
                Inbound::Message(message) => self.keep_message(owner, standing, message, now, &mut effect)?,
                Inbound::Echo(message) => self.keep_echo(owner, message, now, &mut effect)?,
                Inbound::Status(report) => {
                    self.take_status(owner, &self.localised(report, &batch.conversation_id)?)?
                }
                Inbound::Reached(reached) => self.take_reached(owner, reached)?,
                Inbound::Thread(news) => effect.hears_of_thread(news.is_ours, news.at),
            };
            let count = if is_new { &mut ingested.kept } else { &mut ingested.repeated };
            *count = count.saturating_add(1);
        }
        self.apply(owner, standing, batch, &effect, now)?;
        #[cfg(feature = "churn")]
        self.count_arrivals(batch)?;
        Ok((ingested, effect.is_superseding()))
    }

    fn keep_message(
        &self,
        owner: &Owner,
        standing: &Standing,
        message: &IncomingMessage,
        now: Timestamp,
        effect: &mut Effect,
    ) -> Result<bool, ObjectError> {
        let author = if matches!(message.content, Content::System(_)) { "system" } else { "customer" };
        let command = words::command(&message.content).filter(|_| author == "customer");
        let status = if command.is_some() { OBEYED } else { "received" };
        let row = row_of(message, "inbound", author, status, now);
        let Some(Inserted { seq, is_changed }) = self.insert_message(owner, &row, now)? else {
            return Ok(false);
        };
        self.want_files(seq, &row.stored.files, &message.content, true, now)?;
        if author == "customer" {
            effect.heard_at = effect.heard_at.max(Some(message.at));
            if opens_window(standing.channel_kind, &message.content) {
                effect.opened_at = effect.opened_at.max(Some(message.at));
            }
        }
        if standing.channel_kind.rules().has_threads {
            effect.hears_of_thread(!message.elsewhere, message.at);
        }
        let changed = changed(&message.content);
        let waits = match changed {
            Some(original) => self.apply_changes(owner, original)?,
            None if is_changed => self.apply_changes(owner, &message.provider_id)?,
            // The last to have arrived waits for its answer.
            None => true,
        };
        if let Some(found) = command {
            self.obey(owner, seq, message.at, found, now)?;
            effect.obeys(found.command);
            return Ok(true);
        }
        let asks = match changed {
            Some(_) => Asks::Change,
            None if turn::is_answerable(&message.content) => Asks::Message,
            None => Asks::Nothing,
        };
        if waits {
            effect.asks = effect.asks.max(asks);
        }
        Ok(true)
    }

    /// An echo of our own send is known by its id; any other one is a person at the business's own phone.
    fn keep_echo(
        &self,
        owner: &Owner,
        message: &IncomingMessage,
        now: Timestamp,
        effect: &mut Effect,
    ) -> Result<bool, ObjectError> {
        if self.is_own_echo(owner, message)? {
            return Ok(true);
        }
        let row = row_of(message, "outbound", "member", "sent", now);
        let Some(Inserted { seq, .. }) = self.insert_message(owner, &row, now)? else { return Ok(false) };
        self.want_files(seq, &row.stored.files, &message.content, false, now)?;
        if let Some(original) = changed(&message.content) {
            self.apply_changes(owner, original)?;
        }
        effect.echoed_at = effect.echoed_at.max(Some(message.at));
        Ok(true)
    }
}

/// WhatsApp counts whatever a customer does; the others only what they say.
const fn opens_window(kind: ChannelKind, content: &Content) -> bool {
    let is_said =
        !matches!(content, Content::Reaction { .. } | Content::Edit { .. } | Content::Revoke { .. });
    is_said || matches!(kind, ChannelKind::WhatsApp)
}

fn row_of<'a>(
    message: &'a IncomingMessage,
    direction: &'static str,
    author: &'static str,
    status: &'static str,
    now: Timestamp,
) -> NewMessage<'a> {
    NewMessage {
        direction,
        author,
        kind: message.content.kind(),
        stored: stored(message, now),
        status,
        at: message.at,
        sent_at: None,
        about: about(&message.content),
    }
}

/// The channel's id of the message that a message changes.
fn changed(content: &Content) -> Option<&str> {
    match content {
        Content::Edit { original_id, .. } | Content::Revoke { original_id } => Some(original_id),
        _ => None,
    }
}

/// The channel's id of the message that a message changes or reacts to.
fn about(content: &Content) -> Option<&str> {
    match content {
        Content::Reaction { message_id, .. } => Some(message_id),
        other => changed(other),
    }
}

fn stored(message: &IncomingMessage, now: Timestamp) -> Stored {
    let text = message.content.text().map(str::to_owned);
    // Plain text is whole in `text`; keeping the content as well would double every row.
    let content = (!matches!(message.content, Content::Text { .. }) && fits(&message.content))
        .then(|| message.content.clone());
    Stored {
        text,
        provider_id: Some(message.provider_id.clone()),
        content,
        reply_to: message.reply_to.clone(),
        on_story: message.on_story,
        files: media::file_ids(&message.content, now),
        ..Stored::default()
    }
}

/// A row holds at most 2 MB; what is larger than this is no message that anybody reads.
fn fits(content: &Content) -> bool {
    serde_json::to_vec(content).is_ok_and(|bytes| bytes.len() <= 256 * 1024)
}
