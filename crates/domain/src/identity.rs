//! The names that one person goes by on a channel, however and in whatever order they become known.
//!
//! A person has one name of a kind at a time. Numbers are given to new owners and may be hidden; business-scoped ids are
//! nobody else's ever, and change with the number. What the channel says was given up is remembered, so that a late word
//! does not bring it back.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::channel::{Alias, AliasKind};
use crate::time::Timestamp;

/// Names given up that are remembered; the latest count.
const MOST_LEFT: usize = 16;

/// What a conversation knows of its person beside the names they go by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// What they call themselves.
    pub name: Option<String>,
    /// Their username.
    pub username: Option<String>,
    /// Names that the channel said they gave up.
    pub left: Vec<LeftName>,
    /// Their last message came without their number.
    pub hides_number: bool,
}

/// A name that somebody gave up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftName {
    /// The name.
    pub alias: Alias,
    /// When, by the channel's clock.
    pub at: Timestamp,
}

/// What a message tells of its sender.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// What they call themselves.
    pub name: Option<&'a str>,
    /// Their username.
    pub username: Option<&'a str>,
    /// Their names.
    pub aliases: &'a [Alias],
}

/// All that is known of a person on a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The names they go by, one of a kind, the most trusted first.
    pub aliases: Vec<Alias>,
    /// What else is known.
    pub known: Known,
}

impl Person {
    /// A message came: a newer name of a kind replaces the older one, a kind that it does not tell stays. A name that
    /// was given up later than this message is not taken up again.
    pub fn heard(&mut self, told: &Told<'_>, at: Timestamp) {
        let is_left = |alias: &Alias| self.left_at(alias).is_some_and(|left| at <= left);
        let names: Vec<Alias> = told.aliases.iter().filter(|alias| !is_left(alias)).cloned().collect();
        if let Some(best) = names.first() {
            self.known.hides_number =
                best.kind == AliasKind::Bsuid && names.iter().all(|alias| alias.kind != AliasKind::Phone);
        }
        self.go_by(names);
        self.known.name = told.name.map(str::to_owned).or(self.known.name.take());
        self.known.username = told.username.map(str::to_owned).or(self.known.username.take());
    }

    /// The channel says that names were given up for others. An old word that was overtaken changes nothing.
    pub fn changed(&mut self, previous: &[Alias], current: &[Alias], at: Timestamp) {
        if current.iter().any(|name| self.left_at(name).is_some_and(|left| at <= left)) {
            return;
        }
        let has_ended = |old: &&Alias| current.iter().any(|new| new.kind == old.kind && new != *old);
        // Meta may name the old number alone, and yet a new number comes with a new id.
        let known = previous.iter().chain(&self.aliases);
        let mut ended: Vec<Alias> = known.filter(has_ended).cloned().collect();
        ended.sort();
        ended.dedup();
        self.aliases.retain(|alias| !ended.contains(alias));
        self.known.left.retain(|left| !ended.contains(&left.alias));
        self.known.left.extend(ended.into_iter().map(|alias| LeftName { alias, at }));
        let too_many = self.known.left.len().saturating_sub(MOST_LEFT);
        self.known.left.drain(..too_many);
        if current.iter().any(|alias| alias.kind == AliasKind::Phone) {
            self.known.hides_number = false;
        }
        self.go_by(current.to_vec());
    }

    /// Another conversation of the same person knows this; `is_newer`: its names count where the two differ.
    pub fn joined(&mut self, other: Self, is_newer: bool) {
        let Self { aliases, known } = other;
        if is_newer {
            self.aliases.retain(|alias| known.left.iter().all(|left| left.alias != *alias));
        }
        let is_new =
            |left: &LeftName| self.left_at(&left.alias).is_none() && !self.aliases.contains(&left.alias);
        let left: Vec<LeftName> = known.left.into_iter().filter(is_new).collect();
        self.known.left.extend(left);
        let is_better = |new: &Alias| is_newer || (self.lacks(new.kind) && self.left_at(new).is_none());
        let names: Vec<Alias> = aliases.into_iter().filter(is_better).collect();
        if is_newer {
            self.known.hides_number = known.hides_number;
        }
        self.go_by(names);
        self.known.name = self.known.name.take().or(known.name);
        self.known.username = self.known.username.take().or(known.username);
    }

    fn go_by(&mut self, names: Vec<Alias>) {
        self.known.left.retain(|left| !names.contains(&left.alias));
        self.aliases.retain(|alias| names.iter().all(|new| new.kind != alias.kind));
        self.aliases.extend(names);
        self.aliases.sort();
        self.aliases.dedup();
    }

    fn lacks(&self, kind: AliasKind) -> bool {
        self.aliases.iter().all(|alias| alias.kind != kind)
    }

    /// When this name was given up, if it was.
    pub fn left_at(&self, alias: &Alias) -> Option<Timestamp> {
        self.known.left.iter().find(|left| left.alias == *alias).map(|left| left.at)
    }

    /// The names to write to. A number that they hide may be somebody else's by now.
    #[must_use]
    pub fn reachable(mut self) -> Vec<Alias> {
        if self.known.hides_number && !self.lacks(AliasKind::Bsuid) {
            self.aliases.retain(|alias| alias.kind != AliasKind::Phone);
        }
        self.aliases
    }

    /// Whether the tenant has nothing to learn from this after `before`.
    #[must_use]
    pub fn is_no_news_after(&self, before: &Self) -> bool {
        let told = |person: &Self| Self {
            known: Known { hides_number: false, ..person.known.clone() },
            aliases: person.aliases.clone(),
        };
        told(self) == told(before)
    }
}
