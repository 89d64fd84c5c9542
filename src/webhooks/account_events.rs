//! From Meta's events of an account to what a business takes in.

use domain::ids::ChannelId;
use domain::time::Timestamp;
use durable_objects::tenant::protocol::{AccountEvent, HealthNote, TemplateNews};
use meta::webhook::{AccountAlert, Event, EventKind, TemplateRef};
use platform::clock;
use platform::directory::channels::Channel;

/// Two ways to write a number have this many digits in common at their ends, if it is the same number.
const SAME_DIGITS: usize = 7;

/// What an event tells the business that has these channels of the account. Empty: nothing that it keeps.
pub fn translate(channels: &[&Channel], event: &Event) -> Vec<AccountEvent> {
    let at = event.entry_at.unwrap_or_else(clock::now);
    match &event.kind {
        EventKind::TemplateStatus(status) => {
            let news = TemplateNews {
                event: Some(status.event.clone()),
                category: status.category.clone(),
                reason: status.reason.clone(),
                ..template(&status.template, at)
            };
            vec![AccountEvent::Template(news)]
        }
        EventKind::TemplateCategory(change) => {
            let news = TemplateNews { category: change.current.clone(), ..template(&change.template, at) };
            vec![AccountEvent::Template(news)]
        }
        kind => health(&concerned(channels, kind), kind, at),
    }
}

fn template(which: &TemplateRef, at: Timestamp) -> TemplateNews {
    let (name, language) = (which.name.clone(), which.language.clone());
    TemplateNews { name, language, event: None, category: None, reason: None, at }
}

fn health(channels: &[ChannelId], kind: &EventKind, at: Timestamp) -> Vec<AccountEvent> {
    if channels.is_empty() {
        return Vec::new();
    }
    let changes = meta::health::changes(kind).into_iter();
    let notes = changes.map(|change| HealthNote::of(change, at));
    notes.map(|note| AccountEvent::Health { channels: channels.to_vec(), note }).collect()
}

/// The channels that an event is about: one number's, or all of the account.
fn concerned(channels: &[&Channel], kind: &EventKind) -> Vec<ChannelId> {
    let all = || channels.iter().map(|channel| channel.id).collect();
    let shown = match kind {
        EventKind::NumberQuality(quality) => quality.display_phone_number.as_deref(),
        EventKind::AccountUpdate(update) => update.phone_number.as_deref(),
        EventKind::AccountAlert(alert) => match number_of(alert) {
            Some(id) => {
                let number = channels.iter().filter(|channel| channel.external_id == id);
                return number.map(|channel| channel.id).collect();
            }
            None => None,
        },
        _ => None,
    };
    match shown {
        None => all(),
        Some(shown) => {
            let number = channels.iter().filter(|channel| is_same_number(&channel.label, shown));
            number.map(|channel| channel.id).collect()
        }
    }
}

fn number_of(alert: &AccountAlert) -> Option<&str> {
    let is_number = alert.entity_type.as_deref() == Some("PHONE_NUMBER");
    alert.entity_id.as_deref().filter(|_| is_number)
}

/// Owners write their number with or without its country, Meta with it.
fn is_same_number(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (one, other) = (digits(one), digits(other));
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short.len() >= SAME_DIGITS && long.ends_with(short)
}
