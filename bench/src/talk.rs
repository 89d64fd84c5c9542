//! One turn after another in one conversation, each one timed and counted.

use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};
use simulator::{Answer, CallKind, Customer};

use crate::ground::Ground;
use crate::meter::Event;
use crate::shop::Shop;

/// `QUIET_PERIOD` of these measurements: longer than the wait before the ticks (a quarter of a second), so that they
/// come as they do in production.
pub const QUIET: Duration = Duration::from_millis(400);
/// How long the stand-in model thinks.
pub const MODEL: Duration = Duration::from_millis(100);
/// What is waited for comes within this.
const PATIENCE: Duration = Duration::from_secs(20);
/// A Worker that has counted nothing for so long has nothing left to do.
const SETTLED: Duration = Duration::from_millis(300);
const POLL: Duration = Duration::from_millis(25);
const QUESTION: &str = "Good day, is the Baju Kurung Melur still there, and does it come in blue?";
const ANSWER: &str = "Yes, it is still there, and it comes in blue. Shall I put one aside for you?";

/// What one turn took and cost.
pub struct Turn {
    /// Milliseconds from the webhook's acknowledgement to the model's request, less the quiet period.
    pub before_model: f64,
    /// Milliseconds from the model's answer to the Graph call that sends it.
    pub after_model: f64,
    /// Every request to an object.
    pub events: Vec<Event>,
    /// Webhooks that the Worker got: the message's, and those of the statuses.
    pub webhooks: usize,
}

impl Turn {
    /// Milliseconds of work between the acknowledgement and the Graph call.
    pub const fn overhead(&self) -> f64 {
        self.before_model + self.after_model
    }
}

/// Has so many turns in a row. The first one of a conversation costs more: leave it out.
pub fn turns(ground: &Ground, shop: &Shop, customer: &Customer, count: usize) -> Result<Vec<Turn>> {
    (0..count).map(|_| turn(ground, shop, customer)).collect()
}

/// Has one turn, and waits until the Worker has nothing left to do.
pub fn turn(ground: &Ground, shop: &Shop, customer: &Customer) -> Result<Turn> {
    let llm = ground.simulator.llm();
    let (lines, webhooks) = (shop.host.log().len(), shop.number.webhook_attempts());
    llm.script(&shop.llm_key, vec![Answer::Slow(MODEL, Box::new(Answer::text(ANSWER)))]);
    let (asked, calls) = (llm.requests(&shop.llm_key).len(), shop.number.requests().len());
    let exchange = async {
        let delivered = customer.say(QUESTION).await;
        if delivered.http_status != Some(200) {
            bail!("the webhook was answered with {:?}", delivered.http_status);
        }
        customer.wait_for_reply(PATIENCE).await.context("no reply")
    };
    ground.runtime.block_on(exchange)?;
    let requests = llm.requests(&shop.llm_key);
    let asked = requests.get(asked..).unwrap_or_default();
    let [request] = asked else { bail!("the model was asked {} times, not once", asked.len()) };
    // The stand-in records a call when it has answered it.
    settle(shop)?;
    let (accepted, asked, sent) = (accepted_at(shop, webhooks)?, request.at, sent_at(shop, calls)?);
    let events = shop.host.log().iter().skip(lines).filter_map(|line| Event::parse(line)).collect();
    Ok(Turn {
        before_model: milliseconds(accepted, asked) - QUIET.as_secs_f64() * 1_000.0,
        after_model: milliseconds(asked, sent) - MODEL.as_secs_f64() * 1_000.0,
        events,
        webhooks: shop.number.webhook_attempts() - webhooks,
    })
}

/// Waits until no event of an object ends any more.
pub fn settle(shop: &Shop) -> Result<()> {
    let started = Instant::now();
    let (mut known, mut since) = (shop.host.log().len(), Instant::now());
    while since.elapsed() < SETTLED {
        if started.elapsed() > PATIENCE {
            bail!("the Worker did not come to rest");
        }
        std::thread::sleep(POLL);
        let lines = shop.host.log().len();
        if lines != known {
            (known, since) = (lines, Instant::now());
        }
    }
    Ok(())
}

fn accepted_at(shop: &Shop, before: usize) -> Result<SystemTime> {
    let webhooks = shop.number.webhooks();
    webhooks.get(before).map(|webhook| webhook.at).context("the stand-in recorded no webhook")
}

/// When the first Graph call that sends, after so many calls, arrived.
fn sent_at(shop: &Shop, before: usize) -> Result<SystemTime> {
    let calls = shop.number.requests();
    let sent = calls.iter().skip(before).find(|call| call.kind == CallKind::Send);
    sent.map(|call| call.at).context("the stand-in recorded no send")
}

/// Negative if `to` was first.
fn milliseconds(from: SystemTime, to: SystemTime) -> f64 {
    match to.duration_since(from) {
        Ok(after) => after.as_secs_f64() * 1_000.0,
        Err(before) => -before.duration().as_secs_f64() * 1_000.0,
    }
}
