//! Erasing a person everywhere: steps that may be repeated, by whoever is there to go on.
//!
//! The log comes first, so that a restore finds it; then the tenant forgets the person, each conversation vanishes,
//! files and parked deliveries go, and the request is done. A conversation drives the erasure that a word in it asked
//! for, the API's door the one that staff asked for, and the sweep whatever was cut off.

use domain::confirmation::ConfirmationCode;
use domain::ids::ConversationId;
use domain::time::Timestamp;
use platform::directory::Directory;
use platform::erasures::Erasures;
use platform::parked::{Parked, Parking};
use platform::{PlatformError, clock};
use serde::{Deserialize, Serialize};
use vault::DataKey;
use worker::Env;

use crate::call::{CallError, Objects};
use crate::conversation::protocol::{Erase, Ingest};
use crate::tenant::privacy::protocol::{BeginErasure, Erasure, FinishErasure, Subject};
use crate::tenant::protocol::parked_author;

/// Where a person sees how their request stands.
pub fn status_url(public_url: &str, code: &ConfirmationCode) -> String {
    format!("{public_url}/deletion-status?code={code}")
}

/// An erasure as its log has it: codes and keyed hashes, nothing of a person.
#[derive(Debug, Serialize, Deserialize)]
pub struct LogEntry {
    subject: Subject,
    code: String,
    at: Timestamp,
    source: String,
    /// Known once the tenant has told them.
    #[serde(default)]
    conversations: Vec<ConversationId>,
}

impl LogEntry {
    fn of(begin: &BeginErasure) -> Self {
        Self {
            subject: begin.subject.clone(),
            code: begin.code.clone(),
            at: begin.at,
            source: begin.source.clone(),
            conversations: Vec::new(),
        }
    }
}

/// Erases people of one tenant.
pub struct Eraser {
    env: Env,
    objects: Objects,
    key: DataKey,
}

impl Eraser {
    /// For the tenant of these objects.
    pub fn new(env: &Env, objects: Objects, key: DataKey) -> Self {
        Self { env: env.clone(), objects, key }
    }

    /// Begins: from here on the tenant knows the person no more, and the erasure comes to its end by itself.
    ///
    /// # Errors
    /// That there is no such contact, or that something was not available.
    pub async fn begin(&self, begin: &BeginErasure) -> Result<Erasure, CallError> {
        let tenant = self.objects.tenant_id();
        let log = Erasures::of(&self.env)?;
        let mut entry = LogEntry::of(begin);
        log.log(&tenant.to_string(), begin.at, &begin.code, &entry).await?;
        let answer = self.objects.tenant(begin).await;
        let is_other = match &answer {
            Ok(erasure) => erasure.code != begin.code,
            Err(error) => matches!(error, CallError::Refused(_)),
        };
        if is_other {
            // Nobody to erase, or they are being erased already, under an entry of its own.
            log.forget(&tenant.to_string(), begin.at, &begin.code).await?;
        }
        let erasure = answer?;
        if !is_other {
            entry.conversations.clone_from(&erasure.conversations);
            log.log(&tenant.to_string(), begin.at, &begin.code, &entry).await?;
        }
        self.directory()?
            .request_deletion(&code_of(&erasure)?, tenant, &erasure.source, clock::now())
            .await?;
        Ok(erasure)
    }

    /// Erases one conversation's object.
    ///
    /// # Errors
    /// If it is not available.
    pub async fn conversation(&self, id: &ConversationId, erased_at: Timestamp) -> Result<(), CallError> {
        self.objects.conversation(id, &Erase { erased_at }).await
    }

    /// All that is left once the conversations are gone.
    ///
    /// # Errors
    /// If something was not available; it may be repeated.
    pub async fn finish(&self, erasure: &Erasure) -> Result<(), CallError> {
        let tenant = self.objects.tenant_id();
        let files = Erasures::of(&self.env)?;
        for id in &erasure.conversations {
            files.files(&tenant.to_string(), id.as_str()).await?;
        }
        self.forget_parked(erasure).await?;
        let code = code_of(erasure)?;
        let directory = self.directory()?;
        // Again, for one that was cut off before it was written down.
        directory.request_deletion(&code, tenant, &erasure.source, erasure.erased_at).await?;
        directory.complete_deletion(&code, clock::now()).await?;
        self.objects.tenant(&FinishErasure { code: erasure.code.clone() }).await
    }

    /// From wherever it was cut off to the end.
    ///
    /// # Errors
    /// If something was not available; it may be repeated.
    pub async fn run(&self, erasure: &Erasure) -> Result<(), CallError> {
        for id in &erasure.conversations {
            self.conversation(id, erasure.erased_at).await?;
        }
        self.finish(erasure).await
    }

    /// Once more, from its log: a restore may have brought back the tenant, conversations, the directory or any of
    /// them.
    ///
    /// # Errors
    /// If something was not available; it may be repeated.
    pub async fn replay(&self, entry: LogEntry) -> Result<(), CallError> {
        let begin = BeginErasure {
            subject: entry.subject,
            aliases: Vec::new(),
            conversations: entry.conversations.clone(),
            code: entry.code,
            at: entry.at,
            source: entry.source,
        };
        let mut erasure = match self.objects.tenant(&begin).await {
            // A tenant of so long before that it did not know them yet.
            Err(CallError::Refused(_)) => Erasure {
                code: begin.code,
                contact_id: None,
                conversations: Vec::new(),
                erased_at: begin.at,
                source: begin.source,
            },
            other => other?,
        };
        erasure.conversations.extend(entry.conversations);
        self.run(&erasure).await
    }

    /// Throws away the log of an erasure that no recovery copy can undo any more.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn forget_log(&self, erasure: &Erasure) -> Result<(), PlatformError> {
        let tenant = self.objects.tenant_id().to_string();
        Erasures::of(&self.env)?.forget(&tenant, erasure.erased_at, &erasure.code).await
    }

    /// Deliveries of before the erasure that no object took. Later ones may hold what begins a new conversation; what
    /// they hold of before is dropped when they are replayed.
    async fn forget_parked(&self, erasure: &Erasure) -> Result<(), PlatformError> {
        let parking = Parking::of(&self.env)?;
        let tenant = self.objects.tenant_id().to_string();
        for parked in parking.of_tenant(&tenant, erasure.erased_at).await? {
            if self.is_of(&parking, &parked, erasure).await? {
                parking.forget(&parked).await?;
            }
        }
        Ok(())
    }

    async fn is_of(
        &self,
        parking: &Parking,
        parked: &Parked,
        erasure: &Erasure,
    ) -> Result<bool, PlatformError> {
        if let Some(author) = parked.conversation.as_deref().and_then(parked_author) {
            return Ok(
                author.is_some_and(|author| erasure.conversations.iter().any(|id| id.as_str() == author))
            );
        }
        if let Some(conversation) = &parked.conversation {
            return Ok(erasure.conversations.iter().any(|id| id.as_str() == conversation));
        }
        // A key of before it named the conversation.
        let ingest: Option<Ingest> = parking.open(parked, &self.key).await.unwrap_or_default();
        Ok(ingest.is_some_and(|ingest| erasure.conversations.contains(&ingest.conversation_id)))
    }

    fn directory(&self) -> Result<Directory, PlatformError> {
        Directory::of(&self.env)
    }
}

fn code_of(erasure: &Erasure) -> Result<ConfirmationCode, PlatformError> {
    erasure.code.parse().map_err(|_| PlatformError::Unreadable { operation: "confirmation code" })
}
