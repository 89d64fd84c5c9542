//! The table of the kinds of channel: which tests run on which of them. What the product itself has a rule for is asked
//! of [`ChannelRules`](domain::channel::ChannelRules); the rest is what Meta, or a page, cannot do.

pub use domain::channel::ChannelKind as Channel;

use domain::channel::Doubt;
use domain::split::Limit;
use domain::window::WindowRule;
use simulator::{Fault, Product};

/// A column of the table: whether a kind of channel has it.
pub type Column = fn(Channel) -> bool;

/// All four.
pub fn every(_: Channel) -> bool {
    true
}

/// Meta's three: signed webhooks in, Graph calls out.
pub fn of_meta(channel: Channel) -> bool {
    product(channel).is_some()
}

/// Where it is known by statuses what became of a send.
pub fn told_by_statuses(channel: Channel) -> bool {
    channel.rules().doubt == Doubt::Statuses
}

/// Where the channel is asked what became of a send.
pub fn asked_what_it_has(channel: Channel) -> bool {
    channel.rules().doubt == Doubt::Ask
}

/// Where the right to write ends some time after the person did.
pub fn with_a_window(channel: Channel) -> bool {
    channel.rules().window != WindowRule::Always
}

/// Where nothing but a template goes after the window, whoever typed it.
pub fn with_templates(channel: Channel) -> bool {
    channel.rules().window == WindowRule::Service
}

/// Where it is told that a message arrived, and not only that it was read.
pub fn tells_arrival(channel: Channel) -> bool {
    matches!(channel, Channel::WhatsApp | Channel::Messenger)
}

/// Where a file comes by an id that is asked for, with its digest, its name and the words under it.
pub fn files_by_id(channel: Channel) -> bool {
    channel == Channel::WhatsApp
}

/// Where nobody stands between the person and us: a page repeats what it said itself, and forgets who it was.
pub fn on_a_page(channel: Channel) -> bool {
    channel == Channel::Website
}

/// Its product at Meta; the website is of none.
pub fn product(channel: Channel) -> Option<Product> {
    match channel {
        Channel::WhatsApp => Some(Product::WhatsApp),
        Channel::Instagram => Some(Product::Instagram),
        Channel::Messenger => Some(Product::Messenger),
        Channel::Website => None,
    }
}

/// Whether a text is short enough for one message.
pub fn fits(channel: Channel, text: &str) -> bool {
    match channel.rules().text {
        Limit::Chars(most) => text.chars().count() <= most,
        Limit::Bytes(most) => text.len() <= most,
    }
}

/// How Meta refuses what is sent here.
pub struct Refusals {
    /// A problem that passes within moments.
    pub passing: Fault,
    /// Too much was sent; it is to be tried later.
    pub busy: Fault,
    /// The person cannot be reached, and never will: the code of it.
    pub for_good: i64,
}

/// The refusals of a channel of Meta's.
pub fn refusals(channel: Channel) -> Refusals {
    if channel == Channel::WhatsApp {
        return Refusals {
            passing: Fault::graph(500, 131_000),
            busy: Fault::graph(429, 130_429),
            for_good: 131_026,
        };
    }
    Refusals { passing: Fault::graph(500, 2), busy: Fault::graph(400, 613), for_good: 551 }
}

/// Makes the function `suite` of a module from its tests: each group under its column of the table, each test once for
/// each kind of channel that the column has. What comes under `once` meets several kinds in one test, or none.
#[macro_export]
macro_rules! on_channels {
    (once: [$($single:ident),+ $(,)?], $($column:ident: [$($name:ident),+ $(,)?]),+ $(,)?) => {
        /// The tests of this module, on each kind of channel that has what they are about.
        pub fn suite(run: &'static $crate::support::Run) -> Vec<libtest_mimic::Trial> {
            let mut trials = $crate::on_channels![run $($column: [$($name),+]),+];
            $(trials.push($crate::support::suite::trial(run, module_path!(), stringify!($single), $single));)+
            trials
        }
    };
    ($run:ident $($column:ident: [$($name:ident),+]),+) => {{
        let mut trials = Vec::new();
        for channel in $crate::support::channel::Channel::ALL {
            $(if $crate::support::channel::$column(channel) {
                $(trials.push($crate::support::suite::trial(
                    $run,
                    module_path!(),
                    &format!("{}[{}]", stringify!($name), channel.as_str()),
                    move |run| $name(run, channel),
                ));)+
            })+
        }
        trials
    }};
    ($($column:ident: [$($name:ident),+ $(,)?]),+ $(,)?) => {
        /// The tests of this module, on each kind of channel that has what they are about.
        pub fn suite(run: &'static $crate::support::Run) -> Vec<libtest_mimic::Trial> {
            $crate::on_channels![run $($column: [$($name),+]),+]
        }
    };
}

/// [`on_channels`] for tests of all four kinds.
#[macro_export]
macro_rules! on_every_channel {
    ($($name:ident),+ $(,)?) => { $crate::on_channels![every: [$($name),+]]; };
}
