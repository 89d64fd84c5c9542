//! Voice notes as words: kept sealed with their message, for the model and for staff.

use std::time::Duration;

use domain::settings::Provider;
use llm::Secret;
use llm::transcription::{self, Audio, Transcriber, Transcript};
use platform::config::Config;
use platform::{PlatformError, clock, fetch, params, random};

use super::FileRow;
use crate::conversation::Conversation;
use crate::conversation::protocol::{Tokens, Transcribed};
use crate::conversation::turn::own_key;
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::{GetTranscription, TranscriptionBrief};

/// A note of the greatest length is written down within this.
const LIMIT: Duration = Duration::from_mins(1);
/// After so many tries the customer has long been told that a person will listen.
const MOST_TRIES: i64 = 3;

/// Why there are no words, by a stable name.
enum Unheard {
    Never(&'static str),
    Again(&'static str),
}

impl Conversation {
    /// Has a stored sound written down. Its bytes are read again where the caller does not have them.
    pub(super) async fn write_down(
        &self,
        owner: &Owner,
        file: &FileRow,
        bytes: Option<Vec<u8>>,
    ) -> Result<(), ObjectError> {
        let heard = match bytes {
            Some(bytes) => self.words_of(owner, file, &bytes).await,
            None => match self.open_file(owner, file).await {
                Ok(Some(bytes)) => self.words_of(owner, file, &bytes).await,
                Ok(None) => Err(Unheard::Never("gone")),
                Err(_) => Err(Unheard::Again("storage")),
            },
        };
        if self.core.is_blank() {
            return Ok(());
        }
        match heard {
            Ok((words, cost)) => self.keep_words(owner, file, words, cost),
            Err(Unheard::Again(reason)) if file.attempt < MOST_TRIES => Ok(self.core.sql.run(
                "UPDATE files SET reason = ?, due_at = ? WHERE id = ? AND state = 'stored'",
                params![reason, self.after(file.attempt)?, file.id.to_string()],
            )?),
            Err(Unheard::Again(reason) | Unheard::Never(reason)) => {
                log::warn!("sound not written down: {reason}");
                Ok(self.settle_words(file, "failed", Some(reason))?)
            }
        }
    }

    /// What was said, `None` if nobody spoke, and what it cost.
    async fn words_of(
        &self,
        owner: &Owner,
        file: &FileRow,
        bytes: &[u8],
    ) -> Result<(Option<String>, Transcribed), Unheard> {
        let transcriber = self.transcriber(owner).await.map_err(|_| Unheard::Again("unavailable"))?;
        let transcriber = transcriber.ok_or(Unheard::Never("not_transcribed"))?;
        let audio = Audio { bytes, mime_type: file.mime_type.as_deref().unwrap_or_default() };
        let boundary = format!("{:032x}", u128::from_be_bytes(random::bytes()));
        let request = transcription::request(&transcriber, &audio, &boundary)
            .map_err(|error| Unheard::Never(error.reason()))?;
        let answer = fetch::send("transcribe", request, LIMIT, None).await;
        let answer = answer.map_err(|_| Unheard::Again("unavailable"))?;
        let read = transcription::read(answer.status, answer.retry_after.as_deref(), &answer.body);
        match read {
            Ok(transcript) => {
                let cost = transcribed(transcriber.model, &transcript);
                Ok((transcript.text, cost))
            }
            Err(error) if error.retryable() => Err(Unheard::Again(error.reason())),
            Err(error) => Err(Unheard::Never(error.reason())),
        }
    }

    async fn transcriber(&self, owner: &Owner) -> Result<Option<Transcriber>, ObjectError> {
        let brief = self.core.objects().await?.tenant(&GetTranscription {}).await?;
        choose(&*self.core.config()?, owner, brief)
    }

    /// The message may have been taken back meanwhile.
    fn keep_words(
        &self,
        owner: &Owner,
        file: &FileRow,
        words: Option<String>,
        cost: Transcribed,
    ) -> Result<(), ObjectError> {
        self.core.sql.transaction(|| {
            let is_heard = words.is_some();
            if let Some(row) = self.message(file.seq)? {
                let mut stored = self.stored(owner, &row)?;
                if stored.files.contains(&file.id) {
                    (stored.transcript, stored.transcribed) = (words, Some(cost));
                    self.rewrite(owner, &row, &row.kind, &stored)?;
                }
            }
            let (outcome, reason) = if is_heard { ("heard", None) } else { ("failed", Some("no_words")) };
            Ok(self.settle_words(file, outcome, reason)?)
        })
    }

    fn settle_words(&self, file: &FileRow, words: &str, reason: Option<&str>) -> Result<(), PlatformError> {
        self.core.sql.run(
            "UPDATE files SET words = ?, reason = ?, due_at = NULL WHERE id = ? AND state = 'stored'",
            params![words, reason, file.id.to_string()],
        )
    }

    /// The answer waits for this file no longer: it need not wait out its patience.
    pub(super) fn hurry_turn(&self, file: &FileRow) -> Result<(), PlatformError> {
        if matches!(file.kind.as_str(), "image" | "audio") {
            self.end_wait_for_files(clock::now())?;
        }
        Ok(())
    }
}

/// For the trace of the turn that the note is answered in.
fn transcribed(model: String, transcript: &Transcript) -> Transcribed {
    let cost_microusd = transcript.cost_microusd(&model);
    let tokens = Tokens { input: transcript.usage.input_tokens, output: transcript.usage.output_tokens };
    Transcribed { model, seconds: transcript.seconds, tokens, cost_microusd }
}

/// The tenant's key, if it is one for this wire, before the deployment's; without any there is no transcriber.
fn choose(
    config: &Config,
    owner: &Owner,
    brief: TranscriptionBrief,
) -> Result<Option<Transcriber>, ObjectError> {
    if !brief.transcription.enabled {
        return Ok(None);
    }
    let own = match brief.provider {
        Provider::OpenAi => own_key(owner, brief.llm_key.as_deref())?,
        _ => None,
    };
    let key = own.or_else(|| config.openai.key.as_ref().map(|key| key.reveal().to_owned()));
    let model = brief.transcription.model.unwrap_or_else(|| config.transcription.model.clone());
    Ok(key.map(|key| Transcriber { base: config.transcription.url.clone(), key: Secret::new(key), model }))
}
