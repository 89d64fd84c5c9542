//! What a contact is called: sealed, and opened row by row.

use domain::channel::Alias;
use domain::details::Details;
use domain::ids::ContactId;
use platform::{PlatformError, params, random};
use serde::{Deserialize, Serialize};
use vault::{Place, Purpose};

use super::Told;
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;
use crate::tenant::protocol::Profile;

/// The most names that are kept of one person; the latest count.
const MOST_NAMES: usize = 32;

/// What is sealed in a contact's row.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Person {
    /// As they call themselves.
    #[serde(flatten)]
    pub profile: Profile,
    /// As staff call them.
    pub given_name: Option<String>,
    /// How they can be reached elsewhere, as they left it.
    pub details: Details,
}

impl Person {
    /// What the channel tells now counts; what it does not tell stays.
    pub fn told(mut self, told: &Profile, left: &[Alias]) -> Self {
        let known = std::mem::take(&mut self.profile.aliases);
        let kept = known.into_iter().filter(|alias| !left.contains(alias) && !told.aliases.contains(alias));
        self.profile.aliases = told.aliases.iter().cloned().chain(kept).take(MOST_NAMES).collect();
        self.profile.name = told.name.clone().or(self.profile.name);
        self.profile.username = told.username.clone().or(self.profile.username);
        self
    }

    /// The two are one; what this one knows goes before.
    fn joined(mut self, other: Self) -> Self {
        let more = other.profile.aliases.into_iter();
        let more: Vec<Alias> = more.filter(|alias| !self.profile.aliases.contains(alias)).collect();
        self.profile.aliases.extend(more);
        self.profile.aliases.truncate(MOST_NAMES);
        self.profile.name = self.profile.name.or(other.profile.name);
        self.profile.username = self.profile.username.or(other.profile.username);
        self.given_name = self.given_name.or(other.given_name);
        self.details = self.details.over(other.details);
        self
    }
}

#[derive(Deserialize)]
struct Row {
    #[serde(with = "serde_bytes")]
    profile: Vec<u8>,
}

impl Tenant {
    /// The contact goes by what was told. On one channel that is the latest; of several that staff joined, none takes
    /// the place of what another one told before.
    pub(super) fn introduce(
        &self,
        owner: &Owner,
        contact: ContactId,
        told: &Told<'_>,
    ) -> Result<(), ObjectError> {
        let is_joined = self.conversations_of(contact)?.len() > 1;
        self.change_person(owner, contact, |person| {
            if !is_joined {
                return person.told(told.profile, told.left);
            }
            let told_here = Person { profile: told.profile.clone(), ..Person::default() };
            person.told(&Profile::default(), told.left).joined(told_here)
        })
    }

    /// Somebody else has this name now.
    pub(super) fn take_name(
        &self,
        owner: &Owner,
        contact: ContactId,
        name: &Alias,
    ) -> Result<(), ObjectError> {
        let left = [name.clone()];
        self.change_person(owner, contact, |person| person.told(&Profile::default(), &left))
    }

    pub(super) fn merge_person(
        &self,
        owner: &Owner,
        goes: ContactId,
        stays: ContactId,
    ) -> Result<(), ObjectError> {
        let other = self.person(owner, goes)?.unwrap_or_default();
        self.change_person(owner, stays, |person| person.joined(other.clone()))
    }

    /// Writes only what changes.
    pub(super) fn change_person(
        &self,
        owner: &Owner,
        contact: ContactId,
        change: impl FnOnce(Person) -> Person,
    ) -> Result<(), ObjectError> {
        let Some(before) = self.person(owner, contact)? else { return Ok(()) };
        let after = change(before.clone());
        if after == before {
            return Ok(());
        }
        let profile = seal(owner, contact, &after)?;
        let statement = "UPDATE contacts SET profile = ? WHERE id = ?";
        Ok(self.core.sql.run(statement, params![profile, contact.to_string()])?)
    }

    /// The names that a contact goes by.
    pub(in crate::tenant) fn names_of(
        &self,
        owner: &Owner,
        contact: ContactId,
    ) -> Result<Vec<Alias>, ObjectError> {
        Ok(self.person(owner, contact)?.unwrap_or_default().profile.aliases)
    }

    pub(super) fn person(&self, owner: &Owner, contact: ContactId) -> Result<Option<Person>, ObjectError> {
        let statement = "SELECT profile FROM contacts WHERE id = ?";
        let row: Option<Row> = self.core.sql.first(statement, params![contact.to_string()])?;
        Ok(row.map(|row| open(owner, contact, &row.profile)))
    }
}

pub(super) fn seal(owner: &Owner, contact: ContactId, person: &Person) -> Result<Vec<u8>, ObjectError> {
    let plain =
        serde_json::to_vec(person).map_err(|_| PlatformError::Unreadable { operation: "contact profile" })?;
    let (tenant, row) = (owner.tenant.tenant_id.to_string(), contact.to_string());
    Ok(owner.key.seal(&place(&tenant, &row), random::bytes(), &plain)?)
}

/// One that does not open is nameless: a damaged row must not keep its person from being served.
pub(super) fn open(owner: &Owner, contact: ContactId, sealed: &[u8]) -> Person {
    let (tenant, row) = (owner.tenant.tenant_id.to_string(), contact.to_string());
    let plain = owner.key.open(&place(&tenant, &row), sealed);
    let person = plain.ok().and_then(|plain| serde_json::from_slice(&plain).ok());
    person.unwrap_or_else(|| {
        log::error!("a contact's profile does not open");
        Person::default()
    })
}

fn place<'a>(tenant: &'a str, contact: &'a str) -> Place<'a> {
    Place { purpose: Purpose::Contact, tenant, row: contact, column: "profile" }
}
