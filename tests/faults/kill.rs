//! Power cuts at random moments under load, while Meta and the model fail and every webhook comes once to three times,
//! out of order. The moments, the load and the faults follow from one seed, which is printed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use simulator::{Number, Unreliable};

use super::chance::Chance;
use super::customers::{Asker, Market};
use super::{story, verdict};
use crate::support::{Run, suite, time};

/// How many power cuts, if not [`MOST`].
const KILLS: &str = "FAULT_KILLS";
const MOST: usize = 50;
const CUSTOMERS: usize = 8;
/// Long enough for a whole turn to get through now and then.
const LONGEST: u64 = 2_600;
/// The clock of these Workers: a turn is quick, so that a cut meets any part of it.
const QUIET: &str = "300ms";
/// Longer than the stand-in's webhooks need through several power cuts, as ten minutes are where it is deployed.
const RECONCILE: &str = "25s";
/// The stand-in repeats a webhook this often and this long, as Meta does for days.
const AGAIN: Duration = Duration::from_millis(400);
const REPEATS: usize = 250;
/// What is under way when all is well again comes to its end within this: a turn that was cut off several times waits
/// up to a minute and more, and an unknown send is asked for six times.
const SETTLE: Duration = Duration::from_secs(250);

/// The tests of this module.
pub fn suite(run: &'static Run) -> Vec<libtest_mimic::Trial> {
    let limit = Duration::from_mins(25);
    let name = "power_cuts_at_random_moments_lose_nothing_and_double_nothing";
    vec![suite::trial_within(limit, run, module_path!(), name, power_cuts)]
}

/// When the power is cut.
enum Moment {
    /// After this time, whatever happens.
    After(Duration),
    /// When Meta gets its so many-th call from now on, at once.
    AtCall(usize),
    /// When the model is asked the so many-th time from now on.
    AtThought(usize),
    /// When so many webhooks were delivered, or not.
    AtWebhook(usize),
}

/// What happens between two power cuts.
struct Round {
    cut: Moment,
    /// Who asks, and when.
    asks: Vec<(usize, Duration)>,
}

fn plan(chance: &mut Chance) -> Vec<Round> {
    let kills = std::env::var(KILLS).ok().map(|text| text.parse().expect("FAULT_KILLS should be a number"));
    let round = |_| {
        let nth = 1 + chance.index(4);
        let cut = match chance.below(5) {
            0 => Moment::AtCall(nth),
            1 => Moment::AtThought(nth),
            2 => Moment::AtWebhook(nth),
            _ => Moment::After(chance.millis(LONGEST)),
        };
        let asks = (0..2 + chance.below(3)).map(|_| (chance.index(CUSTOMERS), chance.millis(LONGEST)));
        Round { cut, asks: asks.collect() }
    };
    (0..kills.unwrap_or(MOST)).map(round).collect()
}

async fn power_cuts(run: &'static Run) {
    let (mut chance, seed) = Chance::of_run("power cuts");
    let vars = [("QUIET_PERIOD", QUIET), ("RECONCILE_AFTER", RECONCILE), ("RETRY_UNIT", "20ms")];
    let env = Arc::new(run.own("power-cuts", &vars).await);
    let market = Market::open(&env).await;
    let shop = &market.shop;
    let askers = market.askers(CUSTOMERS).await;
    market.retry_schedule(&vec![AGAIN; REPEATS]);
    be_unreliable(&market, seed);
    let (started, rounds) = (Instant::now(), plan(&mut chance));
    let kills = rounds.len();
    for round in rounds {
        live(&market, &askers, round).await;
    }
    let cut_for = started.elapsed();
    market.unreliable(None);
    env.simulator.llm().unreliable(&shop.llm_key, None);
    let threads = story::settled(shop, &askers, SETTLE).await;
    let received = received_by(&askers).await;
    tokio::time::sleep(time::SILENCE).await;
    assert_eq!(received_by(&askers).await, received, "something came after all was settled");
    let tallies = verdict::judge(&threads, &askers).await;
    eprintln!(
        "power cuts: seed {seed}, {kills} in {} s, settled after {} s: {tallies:?}",
        cut_for.as_secs(),
        started.elapsed().as_secs()
    );
    let webhooks = market.numbers.iter().flat_map(Number::webhooks).collect::<Vec<_>>();
    let repeated = webhooks.iter().filter(|webhook| webhook.attempt > 1).count();
    assert!(repeated > 0 || kills < 5, "no power cut met a webhook");
    // A short run need not meet everybody.
    for (channel, tally) in tallies.iter().filter(|_| kills >= MOST) {
        assert!(
            tally.received > kills / 20,
            "hardly anybody was answered on {}: {tally:?}",
            channel.as_str()
        );
    }
}

async fn received_by(askers: &[Arc<Asker>]) -> usize {
    let mut count = 0;
    for asker in askers {
        count += asker.received().await.len();
    }
    count
}

fn be_unreliable(market: &Market, seed: u64) {
    let faults =
        Unreliable { seed, graph_percent: 20, llm_percent: 20, webhook_copies: 1..=3, shuffle: true };
    market.unreliable(Some(&faults));
    let shop = &market.shop;
    shop.env.simulator.llm().unreliable(&shop.llm_key, Some(faults));
}

/// A stretch of life, its end, and the start after it.
async fn live(market: &Market, askers: &[Arc<Asker>], round: Round) {
    for (who, delay) in round.asks {
        if let Some(asker) = askers.get(who) {
            asker.ask_in(delay);
        }
    }
    // As its clock would: what was parked comes to its place again soon, long before anybody doubts a send.
    let env = Arc::clone(&market.shop.env);
    let minute = tokio::spawn(async move { story::cron(&env).await });
    until(market, round.cut).await;
    market.shop.env.cut_power().await;
    minute.abort();
}

async fn until(market: &Market, cut: Moment) {
    let shop = &market.shop;
    let longest = Duration::from_millis(LONGEST);
    // Whatever does not come is not waited for: the power goes then.
    match cut {
        Moment::After(time) => tokio::time::sleep(time).await,
        Moment::AtCall(nth) => {
            let wanted = shop.number.requests().len() + nth;
            let _ = shop.number.wait_until(|_, calls, _| calls.len() >= wanted, longest).await;
        }
        Moment::AtThought(nth) => {
            let wanted = shop.llm_requests().len() + nth;
            let _ = shop.env.simulator.llm().wait_for_requests(&shop.llm_key, wanted, longest).await;
        }
        Moment::AtWebhook(nth) => {
            let wanted = shop.number.webhooks().len() + nth;
            let _ = shop.number.wait_until(|_, _, webhooks| webhooks.len() >= wanted, longest).await;
        }
    }
}
