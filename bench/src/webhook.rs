//! A message acknowledged: our Worker beside a bare one and beside the same job in TypeScript with Hono.
//!
//! All three answer the same bytes, one after the other in each round, so that whatever else the machine does falls on
//! all of them. Only taking in is measured: the agent is off, and the quiet period outlasts the run.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use simulator::Customer;

use crate::contender;
use crate::figures::median;
use crate::ground::Ground;
use crate::host::Host;
use crate::load::{self, Round};
use crate::shop::Shop;
use crate::table::Table;
use crate::verdict::Verdict;

const CONVERSATIONS: usize = 64;
const CONNECTIONS: usize = 16;
/// Rounds that do not count.
const WARM_UP: usize = 3;
/// Longer than the run.
const QUIET: Duration = Duration::from_hours(1);
/// How long log lines may be on their way.
const LOG_DELAY: Duration = Duration::from_secs(5);
/// On a machine that is busy with something else there are fewer rounds, at least three.
const BUDGET: Duration = Duration::from_secs(90);
const QUICK_BUDGET: Duration = Duration::from_secs(20);
const FEWEST_ROUNDS: usize = 3;

/// Measures and prints; the figures with their targets.
pub fn run(ground: &Ground) -> Result<Vec<Verdict>> {
    let shop = Shop::open(ground, "webhook", QUIET, false)?;
    shop.set_agent("off")?;
    let (floor, hono) = peers(ground, &shop)?;
    let hosts = [&floor, &hono, &shop.host];
    let customers = (0..CONVERSATIONS).map(|_| shop.customer()).collect::<Result<Vec<_>>>()?;
    // A percentile of fewer requests rests on a handful of them.
    let (rounds, size) = (ground.options.size(3, 9), ground.options.size(640, 1_600));
    // First every conversation begins, then the runtime compiles what it runs often.
    for _ in 0..WARM_UP {
        round(&hosts, &requests(&shop, &customers, size))?;
    }
    let started = Instant::now();
    let budget = ground.options.size(QUICK_BUDGET, BUDGET);
    let cpu_before = hosts.map(Host::cpu);
    let (mut measured, mut sent) = (Vec::new(), Vec::new());
    while measured.len() < rounds && (measured.len() < FEWEST_ROUNDS || started.elapsed() < budget) {
        sent = requests(&shop, &customers, size);
        measured.push(round(&hosts, &sent)?);
    }
    let rounds = measured.len();
    let cpu = used(cpu_before, &hosts, rounds * size);
    check_kept(&shop.host, "kept=0 repeated=1 parked=0", &sent)?;
    check_kept(&hono, "\"kept\":0", &sent)?;
    println!(
        "{rounds} rounds of {size} webhooks each, {CONNECTIONS} connections, {CONVERSATIONS} conversations"
    );
    Ok(report(&hosts, &measured, cpu))
}

fn peers(ground: &Ground, shop: &Shop) -> Result<(Host, Host)> {
    let (tools, is_entry) = (&ground.tools, ground.options.is_entry);
    let quiet = u64::try_from(QUIET.as_millis())?;
    let hono = contender::hono(tools, &ground.folder, &shop.app_secret, shop.number.id(), quiet)?;
    let floor = contender::floor(&tools.root)?;
    let start = |contender: &contender::Contender| {
        Host::start(tools, &ground.folder.join(&contender.name), contender, is_entry)
    };
    Ok((start(&floor)?, start(&hono)?))
}

/// The same requests to each of them.
fn round(hosts: &[&Host; 3], requests: &[Vec<u8>]) -> Result<Vec<Round>> {
    hosts.iter().map(|host| load::run(host.address, requests, CONNECTIONS)).collect()
}

/// New messages of all customers in turn.
fn requests(shop: &Shop, customers: &[Customer], size: usize) -> Vec<Vec<u8>> {
    let turns = customers.iter().enumerate().cycle().take(size).enumerate();
    turns.map(|(number, (index, customer))| request(shop, index, customer, number)).collect()
}

/// One webhook with one message, head and body. The floor reads nothing, so the conversation is in a header too.
fn request(shop: &Shop, index: usize, customer: &Customer, number: usize) -> Vec<u8> {
    let text = format!("Hello, do you have the blue one in size M? My order is for {number} people.");
    let (body, signature) = shop.delivery(customer, &[text]);
    let head = format!(
        "POST /webhooks/meta HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         X-Hub-Signature-256: {signature}\r\nX-Conversation: {index}\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body].concat()
}

/// What was acknowledged is in its object: a figure for anything else would be worthless. Sent again, all of it is known
/// there; `words` are what the contender logs of a message that it has already, and only of such.
fn check_kept(host: &Host, words: &str, sent: &[Vec<u8>]) -> Result<()> {
    load::run(host.address, sent, CONNECTIONS)?;
    let (count, started) = (sent.len(), Instant::now());
    loop {
        let kept = host.log().iter().filter(|line| line.contains(words)).count();
        if kept == count {
            return Ok(());
        }
        if started.elapsed() > LOG_DELAY {
            bail!("{} acknowledged {count} webhooks and kept {kept} of them", host.name);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Milliseconds of workerd's processor time a webhook. Unlike the clock it hardly depends on what else the machine does.
fn used(before: [Option<Duration>; 3], hosts: &[&Host; 3], count: usize) -> [Option<f64>; 3] {
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    let of_one = |time: Duration| time.as_secs_f64() * 1_000.0 / count.max(1) as f64;
    let mut used = [None; 3];
    for ((used, before), host) in used.iter_mut().zip(before).zip(hosts) {
        *used = host.cpu().zip(before).map(|(after, before)| of_one(after.saturating_sub(before)));
    }
    used
}

fn report(hosts: &[&Host; 3], measured: &[Vec<Round>], cpu: [Option<f64>; 3]) -> Vec<Verdict> {
    let of = |index: usize, figure: fn(&Round) -> f64| {
        let samples: Vec<f64> = measured.iter().filter_map(|round| round.get(index)).map(figure).collect();
        median(&samples)
    };
    let mut table = Table::new(&["Medians of rounds", "webhooks/s", "p50 ms", "p99 ms", "CPU ms a webhook"]);
    for (index, (host, cpu)) in hosts.iter().zip(cpu).enumerate() {
        let figures =
            [of(index, |round| round.per_second), of(index, |round| round.p50), of(index, |round| round.p99)];
        let [rate, p50, p99] = figures;
        let cpu = cpu.map_or_else(|| "-".to_owned(), |cpu| format!("{cpu:.2}"));
        table.row([host.name.clone(), format!("{rate:.0}"), format!("{p50:.1}"), format!("{p99:.1}"), cpu]);
    }
    table.print();
    // Within each round, so that a slow moment of the machine is in both numbers of a ratio.
    let ratio = |other: usize, figure: fn(&Round) -> f64| {
        let samples =
            measured.iter().filter_map(|round| Some(figure(round.get(2)?) / figure(round.get(other)?)));
        median(&samples.collect::<Vec<f64>>())
    };
    vec![
        Verdict::at_least("webhook: throughput, of the floor", ratio(0, |round| round.per_second), 0.7),
        Verdict::at_most("webhook: p99, of the floor", ratio(0, |round| round.p99), 1.5),
        Verdict::at_least("webhook: throughput, of Hono", ratio(1, |round| round.per_second), 1.0),
        Verdict::at_most("webhook: p99, of Hono", ratio(1, |round| round.p99), 1.0),
    ]
}
