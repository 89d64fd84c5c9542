//! Words before the model: a message that is nothing but STOP, START or "delete my data" is obeyed by code, whoever
//! has the conversation and whether or not the agent is on.

use domain::confirmation::ConfirmationCode;
use domain::consent::Consent;
use domain::gates::Gate;
use domain::time::Timestamp;
use domain::words::{self, Command, Match};
use meta::webhook::Content;
use platform::{PlatformError, params, random};

use super::Conversation;
use super::consent::Said;
use super::erase::Request;
use super::jobs::{CONSENT, ERASE, TURN};
use crate::object::{ObjectError, Owner};

/// How a message's row says that it was obeyed, and so waits for no answer.
pub(super) const OBEYED: &str = "obeyed";

/// The command that a message is.
///
/// A button of ours that says STOP is pressed to mean it. A caption is about its picture. A correction counts where
/// being wrong costs nothing or is what was corrected: to stop and to be erased.
pub(super) fn command(content: &Content) -> Option<Match> {
    let found = words::recognise(whole_text(content)?)?;
    let is_correction = matches!(content, Content::Edit { .. });
    Some(found).filter(|found| !is_correction || found.command != Command::OptIn)
}

fn whole_text(content: &Content) -> Option<&str> {
    match content {
        Content::Text { body } => Some(body),
        Content::ButtonReply { title, .. } | Content::ListReply { title, .. } => Some(title),
        Content::TemplateButton { text, .. } => Some(text),
        Content::QuickReply { text, .. } => text.as_deref(),
        Content::Postback { title, .. } => title.as_deref(),
        Content::Edit { content, .. } => match content.as_ref() {
            Content::Text { body } => Some(body),
            _ => None,
        },
        _ => None,
    }
}

impl Conversation {
    /// Obeys a message that was just kept, within its transaction. What it asks of others has a job.
    pub(super) fn obey(
        &self,
        owner: &Owner,
        seq: i64,
        said_at: Timestamp,
        found: Match,
        now: Timestamp,
    ) -> Result<(), ObjectError> {
        let said = |consent| Said { consent, at: said_at, language: found.language }.encode();
        match found.command {
            Command::OptOut => {
                self.consume(owner, Gate::OptedOut, seq, now)?;
                self.drop_templates()?;
                self.cancel(TURN)?;
                self.schedule(&format!("{CONSENT}{seq}"), now, Some(&said(Consent::OptedOut)))?;
            }
            Command::OptIn => {
                self.schedule(&format!("{CONSENT}{seq}"), now, Some(&said(Consent::OptedIn)))?;
            }
            Command::Erase => {
                self.freeze(said_at)?;
                self.drop_planned()?;
                self.cancel(TURN)?;
                let code = ConfirmationCode::from_random(random::bytes());
                let request = Request::of_word(code.to_string(), said_at, found.language, now);
                self.schedule(ERASE, now, Some(&request.encode()))?;
            }
        }
        Ok(())
    }

    /// From now on nothing is taken in, and no turn that is under way counts.
    pub(super) fn freeze(&self, erased_at: Timestamp) -> Result<(), PlatformError> {
        self.core.sql.run(
            "UPDATE conversation SET erasing = coalesce(erasing, ?), epoch = epoch + 1 WHERE id = 1",
            params![erased_at],
        )
    }

    fn drop_planned(&self) -> Result<(), PlatformError> {
        self.core.sql.run(
            "UPDATE messages SET status = 'dropped' WHERE status = 'planned'
               AND seq >= (SELECT outbox_from FROM conversation WHERE id = 1)",
            vec![],
        )
    }
}
