//! Contacts that staff join, because one person wrote on several channels, and take apart again, because they were wrong.
//!
//! Conversations stay as they are: only whose they are changes. What must hold for both from then on (who is blocked, who
//! said no) is the careful one of the two, and stays so when they are taken apart.

#[cfg(test)]
mod tests;

use crate::ids::ContactId;

/// What an id of a contact leads to by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// A contact: the one of this id, or the one that it became part of.
    Contact(ContactId),
    /// Somebody who is being erased.
    Erasing,
    /// Nobody.
    Nobody,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The one becomes part of the other.
    Join {
        /// The id that is old from now on.
        goes: ContactId,
        /// The one that has all of it.
        stays: ContactId,
    },
    /// They are one already.
    Done(ContactId),
}

/// Why two contacts are not joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is one contact.
    #[error("is the contact itself")]
    Itself,
    /// Whoever is being erased gets nothing more, and nobody is erased for them.
    #[error("the contact is being erased")]
    Erasing,
    /// There is no such contact.
    #[error("there is no such contact")]
    Nobody,
}

/// What becomes of a wish that the contact `other` goes into the contact `into`. An old id stands for the contact that
/// it became part of, so that asking twice is done once, whichever of the two went.
///
/// # Errors
/// Why they are not joined.
pub fn join(into: (ContactId, Lead), other: (ContactId, Lead)) -> Result<Step, Refused> {
    let (stays, goes) = (present(into.1)?, present(other.1)?);
    if into.0 == other.0 {
        return Err(Refused::Itself);
    }
    Ok(if stays == goes { Step::Done(stays) } else { Step::Join { goes, stays } })
}

/// The contact that an id leads to.
///
/// # Errors
/// That there is none, or that it is being erased.
pub const fn present(lead: Lead) -> Result<ContactId, Refused> {
    match lead {
        Lead::Contact(id) => Ok(id),
        Lead::Erasing => Err(Refused::Erasing),
        Lead::Nobody => Err(Refused::Nobody),
    }
}

/// Where a name of a contact leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leads {
    /// To the conversation that goes.
    pub here: bool,
    /// To one that stays.
    pub elsewhere: bool,
}

/// The names of a contact, when one of its conversations goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parted<T> {
    /// Those of the conversation that goes.
    pub goes: Vec<T>,
    /// Those that stay. A person may go by one name on two channels, so it may be in both.
    pub stays: Vec<T>,
}

/// Parts a contact's names in their order. One that leads nowhere stays: it was the contact's before.
pub fn part<T: Clone>(names: &[T], leads: impl Fn(&T) -> Leads) -> Parted<T> {
    let picked = |fits: fn(Leads) -> bool| names.iter().filter(|name| fits(leads(name))).cloned().collect();
    Parted { goes: picked(|leads| leads.here), stays: picked(|leads| leads.elsewhere || !leads.here) }
}
