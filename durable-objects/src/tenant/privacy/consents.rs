//! Who may be written to when it is the business that begins.

use domain::channel::{Alias, ChannelKind};
use domain::consent::{self, Choice, Consent, allows};
use domain::ids::ConversationId;
use domain::time::Timestamp;
use platform::{PlatformError, params};
use serde::Deserialize;
use vault::{DataKey, HashLabel};

use super::protocol::{ConsentSet, GetConsent, MayBegin, SetConsent};
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;

#[derive(Deserialize)]
struct Row {
    consent: String,
    since: Timestamp,
    before: String,
    source: String,
}

/// A stored word that this version does not know reads as the careful one.
fn read(word: &str) -> Consent {
    word.parse().unwrap_or(Consent::OptedOut)
}

impl Tenant {
    /// Takes somebody's word for all of their names.
    pub(in crate::tenant) fn set_consent(
        &self,
        owner: &Owner,
        set: &SetConsent,
    ) -> Result<ConsentSet, ObjectError> {
        self.core.sql.transaction(|| {
            let put = self.put_consent(owner, set)?;
            let elsewhere = match &set.conversation_id {
                Some(conversation) if set.consent == Consent::OptedOut => {
                    self.spread_no(owner, set, conversation)?
                }
                _ => Vec::new(),
            };
            Ok(ConsentSet { elsewhere, ..put })
        })
    }

    /// A no is for the person, not for the name they said it under: it counts under all names of their contact, until
    /// they take it back there. Returns the contact's other conversations.
    fn spread_no(
        &self,
        owner: &Owner,
        set: &SetConsent,
        conversation: &ConversationId,
    ) -> Result<Vec<ConversationId>, ObjectError> {
        let Some(contact) = self.contact_of(conversation)? else { return Ok(Vec::new()) };
        let mut others = self.names_of(owner, contact)?;
        others.retain(|name| !set.aliases.contains(name));
        self.put_no(owner, &others, Choice { consent: set.consent, at: set.at })?;
        let mut elsewhere = self.conversations_of(contact)?;
        elsewhere.retain(|id| id != conversation);
        Ok(elsewhere)
    }

    /// Two contacts became one with these names.
    pub(in crate::tenant) fn join_consents(&self, owner: &Owner, names: &[Alias]) -> Result<(), ObjectError> {
        let choices: Vec<Choice> =
            names.iter().map(|name| self.choice(owner, name)).collect::<Result<_, _>>()?;
        consent::joined(&choices).map_or(Ok(()), |no| self.put_no(owner, names, no))
    }

    fn put_no(&self, owner: &Owner, names: &[Alias], no: Choice) -> Result<(), ObjectError> {
        for name in names {
            let before = self.choice(owner, name)?;
            let now = before.latest(no);
            if now == before {
                continue;
            }
            let set = SetConsent {
                aliases: vec![name.clone()],
                channel_kind: name.kind.channel(),
                consent: now.consent,
                at: now.at,
                source: "joined".to_owned(),
                conversation_id: None,
            };
            self.put_consents(&owner.key, &set, before.consent)?;
        }
        Ok(())
    }

    /// What somebody said last under one name.
    fn choice(&self, owner: &Owner, name: &Alias) -> Result<Choice, PlatformError> {
        Ok(latest(&self.consent_rows(&owner.key, name.kind.channel(), std::slice::from_ref(name))?))
    }

    /// The same within the caller's transaction.
    pub(in crate::tenant) fn put_consent(
        &self,
        owner: &Owner,
        set: &SetConsent,
    ) -> Result<ConsentSet, ObjectError> {
        let rows = self.consent_rows(&owner.key, set.channel_kind, &set.aliases)?;
        let told =
            |row: &&Row| row.since == set.at && row.source == set.source && read(&row.consent) == set.consent;
        if let Some(row) = rows.iter().find(told) {
            let (before, now) = (read(&row.before), set.consent);
            return Ok(ConsentSet { before, now, elsewhere: Vec::new() });
        }
        let before = latest(&rows);
        let now = before.latest(Choice { consent: set.consent, at: set.at });
        if now != before {
            self.put_consents(&owner.key, set, before.consent)?;
        }
        Ok(ConsentSet { before: before.consent, now: now.consent, elsewhere: Vec::new() })
    }

    /// What somebody said last.
    pub(in crate::tenant) fn consent(&self, owner: &Owner, get: &GetConsent) -> Result<Consent, ObjectError> {
        Ok(latest(&self.consent_rows(&owner.key, get.channel_kind, &get.aliases)?).consent)
    }

    /// Whether the business may begin.
    pub(in crate::tenant) fn may_begin(&self, owner: &Owner, may: &MayBegin) -> Result<(), ObjectError> {
        let rows = self.consent_rows(&owner.key, may.channel_kind, &may.aliases)?;
        allows(latest(&rows).consent, may.purpose).map_err(|refused| {
            Refusal::NoConsent { code: refused.as_str().to_owned(), reason: refused.to_string() }.into()
        })
    }

    fn consent_rows(
        &self,
        key: &DataKey,
        channel_kind: ChannelKind,
        aliases: &[Alias],
    ) -> Result<Vec<Row>, PlatformError> {
        let mut rows = Vec::new();
        for alias in aliases {
            let found: Option<Row> = self.core.sql.first(
                "SELECT consent, since, before, source FROM consents WHERE hash = ?",
                params![&consent_hash(key, channel_kind, alias)[..]],
            )?;
            rows.extend(found);
        }
        Ok(rows)
    }

    fn put_consents(&self, key: &DataKey, set: &SetConsent, before: Consent) -> Result<(), PlatformError> {
        for alias in &set.aliases {
            self.core.sql.run(
                "INSERT INTO consents (hash, consent, since, before, source) VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT (hash) DO UPDATE SET consent = excluded.consent, since = excluded.since,
                   before = excluded.before, source = excluded.source",
                params![
                    &consent_hash(key, set.channel_kind, alias)[..],
                    set.consent.as_str(),
                    set.at,
                    before.as_str(),
                    set.source.as_str()
                ],
            )?;
        }
        Ok(())
    }
}

fn latest(rows: &[Row]) -> Choice {
    let choices = rows.iter().map(|row| Choice { consent: read(&row.consent), at: row.since });
    choices.fold(Choice::default(), Choice::latest)
}

/// What a consent is found by. By the kind of channel, not the channel: who says STOP to one number of the business
/// says it to all of them.
fn consent_hash(key: &DataKey, channel_kind: ChannelKind, alias: &Alias) -> [u8; 32] {
    key.hash(HashLabel::Suppression, &[channel_kind.as_str(), alias.kind.as_str(), &alias.value])
}
