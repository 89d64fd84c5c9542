//! What must be true at the end, whatever happened on the way: stored once, answered or with a reason, never twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::customers::{Asker, Got};
use super::story::Thread;
use crate::support::channel::Channel;

/// What was found, for who reads the run.
#[derive(Debug, Default)]
pub struct Tally {
    /// Messages of customers, each stored once.
    pub stored: usize,
    /// Turns that ended with an answer.
    pub answered: usize,
    /// Answers that the stand-in took, each once.
    pub received: usize,
    /// Turns without an answer, by their stated reason.
    pub silent: BTreeMap<String, usize>,
    /// Answers that did not arrive for certain: failed with a code, or unknown and listed.
    pub undelivered: usize,
}

/// What is still under way, if anything.
pub fn unsettled(threads: &[Thread], askers: &[Arc<Asker>]) -> Option<String> {
    threads.iter().zip(askers).find_map(|(thread, asker)| {
        let said = asker.said().len();
        let inbound: Vec<&Value> = inbound(thread).collect();
        if inbound.len() < said {
            return Some(format!("{} of {said} messages are stored", inbound.len()));
        }
        let is_open = |message: &&&Value| ending(thread, message).is_none() && !is_turn_given_up(thread);
        if let Some(waiting) = inbound.iter().find(is_open) {
            return Some(format!("no turn has ended for {waiting}; there are {:?}", thread.turns));
        }
        let moving = agents(thread).find(|message| is_under_way(thread, message));
        moving.map(|message| format!("under way: {message}, dead ends {:?}", thread.dead_ends))
    })
}

/// Holds each customer's thread against what they said and what they got; what was found on each kind of channel.
pub async fn judge(threads: &[Thread], askers: &[Arc<Asker>]) -> BTreeMap<Channel, Tally> {
    let mut tallies = BTreeMap::<Channel, Tally>::new();
    for (thread, asker) in threads.iter().zip(askers) {
        let tally = tallies.entry(asker.channel).or_default();
        stored_once(thread, asker);
        answered_or_explained(thread, tally);
        let received = asker.received().await;
        sent_once(thread, &received);
        tally.stored += inbound(thread).count();
        tally.received += received.len();
        tally.undelivered += agents(thread).filter(|message| !has_arrived(message)).count();
    }
    assert_eq!(tallies.len(), Channel::ALL.len(), "a kind of channel without customers: {tallies:?}");
    tallies
}

fn stored_once(thread: &Thread, asker: &Asker) {
    let mut stored: Vec<_> =
        inbound(thread).map(|message| message["text"].as_str().unwrap_or_default()).collect();
    stored.sort_unstable();
    let mut said = asker.said();
    said.sort_unstable();
    assert_eq!(stored, said, "what is stored is not what was said");
}

/// Each message had a turn that ended with an answer or with a reason, and no message had two answers.
fn answered_or_explained(thread: &Thread, tally: &mut Tally) {
    for message in inbound(thread) {
        let turns = turns_about(thread, message);
        let answers = turns.iter().filter(|turn| turn["outcome"] == "answered").count();
        assert!(answers < 2, "two answers to {message}: {turns:?}");
        let is_explained = match ending(thread, message) {
            Some(last) => answers == 1 || last["reason"].is_string() && last["explanation"].is_string(),
            None => is_turn_given_up(thread),
        };
        assert!(is_explained, "silence without a reason on {message}: {turns:?}");
    }
    for turn in &thread.turns {
        if turn["outcome"] == "answered" {
            tally.answered += 1;
        } else {
            let reason = turn["reason"].as_str().unwrap_or("none").to_owned();
            *tally.silent.entry(reason).or_default() += 1;
        }
    }
    let answers = thread.turns.iter().filter(|turn| turn["outcome"] == "answered").count();
    assert_eq!(agents(thread).count(), answers, "each answer is one message: {thread:?}");
    for message in agents(thread) {
        let is_explained = match message["status"].as_str() {
            Some("failed") => message["error"]["code"].is_i64(),
            Some("unknown") => !is_under_way(thread, message),
            _ => has_arrived(message),
        };
        assert!(is_explained, "no word on {message}, dead ends {:?}", thread.dead_ends);
    }
}

/// Every answer names the product that was asked for, and each product is asked for once: the same text twice is a
/// double, and so are two messages with one row's callback data.
fn sent_once(thread: &Thread, received: &[Got]) {
    let (mut texts, mut rows) = (BTreeMap::new(), BTreeMap::new());
    for sent in received {
        if let Some(earlier) = texts.insert(sent.text.clone(), sent) {
            panic!("the same answer twice: {earlier:?} and {sent:?} in {thread:?}");
        }
        let Some(row) = sent.row.clone() else { continue };
        if let Some(earlier) = rows.insert(row, sent) {
            panic!("one message was sent twice: {earlier:?} and {sent:?} in {thread:?}");
        }
    }
    let arrived = agents(thread).filter(|message| has_arrived(message));
    for message in arrived {
        let text = message["text"].as_str().unwrap_or_default();
        assert!(texts.contains_key(text), "said to have arrived, and never did: {message}");
    }
    let said = agents(thread).count();
    assert!(received.len() <= said, "{} messages came of {said}: {received:?}", received.len());
}

fn inbound(thread: &Thread) -> impl Iterator<Item = &Value> {
    thread.messages.iter().filter(|message| message["direction"] == "inbound")
}

fn agents(thread: &Thread) -> impl Iterator<Item = &Value> {
    thread
        .messages
        .iter()
        .filter(|message| message["direction"] == "outbound" && message["author"] == "agent")
}

fn turns_about<'a>(thread: &'a Thread, message: &Value) -> Vec<&'a Value> {
    let about = |turn: &&Value| {
        turn["message_ids"].as_array().is_some_and(|ids| ids.iter().any(|id| *id == message["id"]))
    };
    thread.turns.iter().filter(about).collect()
}

/// The turn that ended the wait of a message: one that nothing superseded, the answer if there is one.
fn ending<'a>(thread: &'a Thread, message: &Value) -> Option<&'a Value> {
    let turns = turns_about(thread, message);
    let answer = turns.iter().copied().find(|turn| turn["outcome"] == "answered");
    answer.or_else(|| turns.into_iter().find(|turn| turn["outcome"] != "superseded"))
}

fn is_under_way(thread: &Thread, message: &Value) -> bool {
    match message["status"].as_str() {
        Some("planned" | "sending") => true,
        Some("unknown") => listed(thread, "unknown_send", "send") < unknown(thread),
        _ => false,
    }
}

fn unknown(thread: &Thread) -> usize {
    agents(thread).filter(|message| message["status"] == "unknown").count()
}

/// The queue gave the turn up, and staff see that.
fn is_turn_given_up(thread: &Thread) -> bool {
    listed(thread, "dead_job", "turn") > 0
}

fn listed(thread: &Thread, kind: &str, what: &str) -> usize {
    thread.dead_ends.iter().filter(|end| end["kind"] == kind && end["what"] == what).count()
}

fn has_arrived(message: &Value) -> bool {
    matches!(message["status"].as_str(), Some("accepted" | "sent" | "delivered" | "read"))
}
