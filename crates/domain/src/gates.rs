//! The gates between a customer's message and the agent: the first closed one is the reason for its silence.

use serde::{Deserialize, Serialize};

use crate::settings::AgentMode;
use crate::time::Timestamp;

/// Why the agent did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "gate", rename_all = "snake_case")]
pub enum Gate {
    /// The contact is blacklisted: stored, never answered.
    Blacklisted,
    /// The contact asked for restriction of processing: people may answer, the model may not see it.
    Restricted,
    /// Meta does not let this number answer at the moment, or at all.
    NumberRestricted,
    /// The message was itself a word like STOP; it is confirmed by code, not by the model.
    OptedOut,
    /// Another app answers this customer at the moment (Messenger, Instagram).
    AnotherApp,
    /// The agent is switched off.
    AgentOff,
    /// A person has taken over.
    Paused {
        /// Until when; the end of time where only a person ends the pause.
        until: Timestamp,
    },
    /// The day's turns are used up.
    DailyTurns,
    /// What the models may cost in a day is used up.
    DailyCost,
    /// This conversation's turns of the day are used up: somebody, or something, writes without end.
    ConversationTurns,
    /// The agent drafts for staff and does not send.
    SuggestOnly,
    /// Something newer made this turn's answer out of date: a message, a human reply, an opt-out, an erasure.
    Superseded,
    /// Nothing in the messages asks for an answer, such as a lone reaction.
    Empty,
}

/// What is known when a turn starts, and again before its answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each of them is a gate of its own")]
pub struct GateFacts {
    /// The tenant's mode.
    pub mode: AgentMode,
    /// When the pause of this conversation ends, if it is paused.
    pub paused_until: Option<Timestamp>,
    /// The present.
    pub now: Timestamp,
    /// Whether the contact is blacklisted.
    pub blacklisted: bool,
    /// Whether processing for the contact is restricted.
    pub restricted: bool,
    /// Whether Meta keeps the number from answering.
    pub number_restricted: bool,
    /// Whether another app answers this customer.
    pub another_app: bool,
    /// How many turns the tenant has had today, not counting this one.
    pub daily_turns: u32,
    /// How many it may have.
    pub daily_cap: u32,
    /// What the tenant's models have cost today, in millionths of a US dollar.
    pub daily_cost: u64,
    /// What they may cost.
    pub cost_cap: u64,
    /// How many turns this conversation has had today, not counting this one.
    pub conversation_turns: u32,
    /// How many it may have.
    pub conversation_cap: u32,
}

/// The first closed gate; `None`: answer. The order is that of who decided: about the person, about the number,
/// about the agent, about this conversation, then the budget. `SuggestOnly` comes last, because a draft is still written.
pub fn first_closed(facts: &GateFacts) -> Option<Gate> {
    let paused = facts.paused_until.filter(|until| facts.now < *until);
    let closed = [
        facts.blacklisted.then_some(Gate::Blacklisted),
        facts.restricted.then_some(Gate::Restricted),
        facts.number_restricted.then_some(Gate::NumberRestricted),
        facts.another_app.then_some(Gate::AnotherApp),
        (facts.mode == AgentMode::Off).then_some(Gate::AgentOff),
        paused.map(|until| Gate::Paused { until }),
        (facts.daily_turns >= facts.daily_cap).then_some(Gate::DailyTurns),
        (facts.daily_cost >= facts.cost_cap).then_some(Gate::DailyCost),
        (facts.conversation_turns >= facts.conversation_cap).then_some(Gate::ConversationTurns),
        (facts.mode == AgentMode::Suggest).then_some(Gate::SuggestOnly),
    ];
    closed.into_iter().flatten().next()
}

/// The gates that [`first_closed`] looks at, in its order.
const ORDER: [&str; 10] = [
    "blacklisted",
    "restricted",
    "number_restricted",
    "another_app",
    "agent_off",
    "paused",
    "daily_turns",
    "daily_cost",
    "conversation_turns",
    "suggest_only",
];

/// The gates that a turn passed before the one that stopped it, or all of them.
pub fn passed(closed: Option<Gate>) -> Vec<&'static str> {
    let stop = closed.map(Gate::as_str);
    ORDER.into_iter().take_while(|gate| Some(*gate) != stop).collect()
}

impl Gate {
    /// The stable word for storage, the API and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blacklisted => "blacklisted",
            Self::Restricted => "restricted",
            Self::NumberRestricted => "number_restricted",
            Self::AnotherApp => "another_app",
            Self::OptedOut => "opted_out",
            Self::AgentOff => "agent_off",
            Self::Paused { .. } => "paused",
            Self::DailyTurns => "daily_turns",
            Self::DailyCost => "daily_cost",
            Self::ConversationTurns => "conversation_turns",
            Self::SuggestOnly => "suggest_only",
            Self::Superseded => "superseded",
            Self::Empty => "empty",
        }
    }

    /// A sentence for the shop's owner and staff.
    pub fn explain(self) -> String {
        let sentence = match self {
            Self::Blacklisted => "This customer is on your blacklist, so nobody answers automatically.",
            Self::Restricted => {
                "This customer asked you to restrict the use of their data, so only a person may answer."
            }
            Self::AnotherApp => {
                "Another app answers this customer at the moment. Meta gives the thread back when it is done."
            }
            Self::NumberRestricted => {
                "Meta does not let this number answer customers at the moment; the channel's health says why."
            }
            Self::OptedOut => "The customer asked not to be written to, and that was confirmed.",
            Self::AgentOff => "The assistant is switched off in your settings.",
            Self::Paused { until } => return explain_pause(until),
            Self::DailyTurns => "The assistant has used up its answers for today; you can raise the limit.",
            Self::DailyCost => "The assistant has cost as much as it may in a day; you can raise the limit.",
            Self::SuggestOnly => {
                "The assistant only suggests: its draft waits for one of your team to send it."
            }
            Self::ConversationTurns => {
                "This conversation has used up the assistant's answers for today; one of your team may go on."
            }
            Self::Superseded => {
                "Something newer happened while the assistant was thinking, so it dropped its answer."
            }
            Self::Empty => "There was nothing in the message to answer.",
        };
        sentence.to_owned()
    }

    /// Whether the model may still write a draft for staff.
    pub const fn allows_draft(self) -> bool {
        matches!(self, Self::SuggestOnly)
    }
}

fn explain_pause(until: Timestamp) -> String {
    match until.to_rfc3339() {
        Some(until) => {
            format!("A person has taken over this conversation; the assistant is paused until {until}.")
        }
        None => "A person has taken over this conversation; the assistant is paused until you resume it."
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OPEN: GateFacts = GateFacts {
        mode: AgentMode::On,
        paused_until: None,
        now: Timestamp::from_seconds(1_000),
        blacklisted: false,
        restricted: false,
        number_restricted: false,
        another_app: false,
        daily_turns: 0,
        daily_cap: 10,
        daily_cost: 0,
        cost_cap: 1_000_000,
        conversation_turns: 0,
        conversation_cap: 5,
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    #[test]
    fn each_fact_closes_its_gate() {
        let paused = Gate::Paused { until: at(1_001) };
        let cases = [
            (OPEN, None),
            (GateFacts { blacklisted: true, ..OPEN }, Some(Gate::Blacklisted)),
            (GateFacts { restricted: true, ..OPEN }, Some(Gate::Restricted)),
            (GateFacts { number_restricted: true, ..OPEN }, Some(Gate::NumberRestricted)),
            (GateFacts { another_app: true, ..OPEN }, Some(Gate::AnotherApp)),
            (GateFacts { mode: AgentMode::Off, ..OPEN }, Some(Gate::AgentOff)),
            (GateFacts { mode: AgentMode::Suggest, ..OPEN }, Some(Gate::SuggestOnly)),
            (GateFacts { paused_until: Some(at(1_001)), ..OPEN }, Some(paused)),
            (GateFacts { paused_until: Some(at(1_000)), ..OPEN }, None),
            (GateFacts { daily_turns: 9, ..OPEN }, None),
            (GateFacts { daily_turns: 10, ..OPEN }, Some(Gate::DailyTurns)),
            (GateFacts { daily_cost: 999_999, ..OPEN }, None),
            (GateFacts { daily_cost: 1_000_000, ..OPEN }, Some(Gate::DailyCost)),
            (GateFacts { conversation_turns: 4, ..OPEN }, None),
            (GateFacts { conversation_turns: 5, ..OPEN }, Some(Gate::ConversationTurns)),
        ];
        for (facts, gate) in cases {
            assert_eq!(first_closed(&facts), gate, "{facts:?}");
        }
    }

    #[test]
    fn the_words_are_stable_and_the_same_in_json() {
        let gates = [
            Gate::Blacklisted,
            Gate::Restricted,
            Gate::NumberRestricted,
            Gate::OptedOut,
            Gate::AnotherApp,
            Gate::AgentOff,
            Gate::Paused { until: at(0) },
            Gate::DailyTurns,
            Gate::DailyCost,
            Gate::SuggestOnly,
            Gate::Superseded,
            Gate::Empty,
        ];
        for gate in gates {
            assert_eq!(serde_json::to_value(gate).unwrap()["gate"], gate.as_str());
            assert!(gate.explain().ends_with('.'));
        }
    }

    #[test]
    fn a_closed_gate_is_the_end_of_what_was_passed() {
        assert_eq!(passed(Some(Gate::Blacklisted)), [""; 0]);
        assert_eq!(
            passed(Some(Gate::AgentOff)),
            ["blacklisted", "restricted", "number_restricted", "another_app"]
        );
        assert_eq!(passed(None).len(), ORDER.len());
        assert!(passed(None).starts_with(&passed(Some(Gate::ConversationTurns))));
    }

    #[test]
    fn a_pause_says_how_it_ends() {
        let timed = Gate::Paused { until: at(1_760_000_000) }.explain();
        assert!(timed.ends_with("until 2025-10-09T08:53:20.000Z."), "{timed}");
        let endless = Gate::Paused { until: Timestamp::from_millis(i64::MAX) }.explain();
        assert!(endless.ends_with("until you resume it."), "{endless}");
    }

    proptest! {
        #[test]
        fn the_blacklist_wins_over_everything(
            restricted: bool, paused: bool, turns: u32, cap: u32,
            mode in prop::sample::select(vec![AgentMode::Off, AgentMode::Suggest, AgentMode::On]),
        ) {
            let paused_until = paused.then_some(at(2_000));
            let facts = GateFacts { mode, restricted, paused_until, daily_turns: turns, daily_cap: cap, ..OPEN };
            prop_assert_eq!(first_closed(&GateFacts { blacklisted: true, ..facts }), Some(Gate::Blacklisted));
            let silent = restricted || paused || turns >= cap || mode != AgentMode::On;
            prop_assert_eq!(first_closed(&facts).is_some(), silent);
            if mode == AgentMode::Off {
                prop_assert!(first_closed(&facts).is_some_and(|gate| !gate.allows_draft()));
            }
        }
    }
}
