//! What a person is called, where their messages do not say: the channel is asked once, beside the first turn.

use std::time::Duration;

use domain::identity::Told;
use meta::graph::messaging;
use platform::{clock, fetch};

use super::jobs::{Job, Next};
use super::{Conversation, wire};
use crate::object::ObjectError;

/// A name is a courtesy: after this the inbox shows none for now. No longer than a burst, whose answer waits behind it.
const LIMIT: Duration = Duration::from_secs(3);
/// How often it is asked.
const MOST_TRIES: u32 = 3;

impl Conversation {
    /// Asks, and writes down the answer. A person may not have consented to it, which is an answer too.
    pub(super) async fn ask_profile(&self, job: &Job) -> Result<Next, ObjectError> {
        let (owner, standing, begun_in) = (self.core.owner().await?, self.begun()?, self.life.get());
        let person = self.person(&owner, &standing)?;
        let Some(channel) = self.channel(&owner, &standing).await? else { return Ok(Next::Done) };
        let config = self.core.config()?;
        let wire = wire::Wire { config: &config, owner: &owner, channel: &channel };
        let Ok(request) = wire::messaging::profile(&wire, &person) else { return Ok(Next::Done) };
        let answer = match fetch::send("ask profile", request, LIMIT, None).await {
            // Nothing that staff would have to look after.
            Err(error) if job.attempt >= MOST_TRIES => {
                log::warn!("a profile was not told: {error}");
                return Ok(Next::Done);
            }
            answer => answer?,
        };
        if self.life.get() != begun_in || self.core.is_blank() {
            return Ok(Next::Erased);
        }
        match messaging::read_profile(answer.status, &answer.body) {
            Ok(found) => {
                let (name, username) = (found.name.as_deref(), found.username.as_deref());
                let standing = self.begun()?;
                self.know(&owner, &standing, |person| {
                    let aliases = person.aliases.clone();
                    person.heard(&Told { name, username, aliases: &aliases }, clock::now());
                })?;
            }
            Err(error) if messaging::is_consent_missing(&error) => {}
            Err(error) => log::warn!("a profile was not told: {:?}", error.action()),
        }
        Ok(Next::Done)
    }
}
