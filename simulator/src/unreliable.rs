//! Random faults from a seed: which call or webhook fails how is decided by the seed and by the count of decisions of
//! its kind, so that a run can be repeated as far as its order can.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::fault::Fault;
use crate::llm::Answer;
use crate::state::Shared;
use crate::wire::Product;

/// How unreliable the stand-in is, from [`Simulator::unreliable`](crate::Simulator::unreliable).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreliable {
    /// Decides everything.
    pub seed: u64,
    /// The chance of a send to go wrong, in percent.
    pub graph_percent: u8,
    /// The chance of an answer of the model to go wrong, in percent.
    pub llm_percent: u8,
    /// How often each webhook is delivered, at the same time.
    pub webhook_copies: RangeInclusive<u32>,
    /// Each copy is delayed by up to 300 ms, so that webhooks overtake one another; whoever sent one does not wait.
    pub shuffle: bool,
}

/// The most that a shuffled copy is delayed, in milliseconds.
const SPREAD: u64 = 300;
/// Shorter than any limit of a client.
const SLOW: Duration = Duration::from_millis(800);
const SILENT: Duration = Duration::from_secs(2);

/// The decisions so far.
pub(crate) struct Chaos {
    config: Unreliable,
    graph: SplitMix,
    llm: SplitMix,
    webhook: SplitMix,
}

impl Chaos {
    pub(crate) fn new(config: Unreliable) -> Self {
        let stream = |place: u64| SplitMix(config.seed ^ place.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Self { graph: stream(1), llm: stream(2), webhook: stream(3), config }
    }

    /// What happens to this send.
    pub(crate) fn graph(&mut self, product: Product) -> Option<Fault> {
        let kinds: [fn(Product) -> Fault; 7] = [
            |_| Fault::Http500Html,
            |product| Fault::graph(500, if product == Product::WhatsApp { 131_000 } else { 1_200 }),
            |product| Fault::graph(503, if product == Product::WhatsApp { 131_016 } else { 2 }),
            |product| Fault::graph(400, if product == Product::WhatsApp { 130_429 } else { 613 }),
            |_| Fault::LoseReplyAfterAccepting,
            |_| Fault::CutConnection,
            |_| Fault::Slow(SLOW),
        ];
        self.graph.pick(self.config.graph_percent, &kinds).map(|kind| kind(product))
    }

    /// What happens to this answer of the model.
    pub(crate) fn llm(&mut self) -> Option<Answer> {
        let kinds: [fn() -> Answer; 5] = [
            || Answer::status(529),
            || Answer::status(500),
            || Answer::Garbage("{\"content\":[{".to_owned()),
            || Answer::Hang(SILENT),
            || Answer::CutShort,
        ];
        self.llm.pick(self.config.llm_percent, &kinds).map(|kind| kind())
    }

    /// The delay of each copy of this webhook.
    pub(crate) fn webhook(&mut self) -> Vec<Duration> {
        let (least, most) = (*self.config.webhook_copies.start(), *self.config.webhook_copies.end());
        let span = u64::from(most.saturating_sub(least)) + 1;
        let copies = u64::from(least) + self.webhook.below(span);
        let shuffle = self.config.shuffle;
        let mut delay =
            || if shuffle { Duration::from_millis(self.webhook.below(SPREAD)) } else { Duration::ZERO };
        (0..copies.max(1)).map(|_| delay()).collect()
    }

    pub(crate) fn shuffles(&self) -> bool {
        self.config.shuffle
    }
}

/// Makes one number or key unreliable, or none of them any more.
pub(crate) fn set(shared: &Shared, scope: &str, config: Option<Unreliable>) {
    shared.change(|world| match config {
        Some(config) => drop(world.chaos.insert(scope.to_owned(), Chaos::new(config))),
        None => drop(world.chaos.remove(scope)),
    });
}

/// Steele, Lea and Flood's `SplitMix64`: enough to spread decisions, and it repeats anywhere.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number under this one, which is not 0.
    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// With this chance one of the kinds. Each call takes two numbers, so that a chance moves no later decision.
    fn pick<'a, T>(&mut self, percent: u8, kinds: &'a [T]) -> Option<&'a T> {
        let (hit, kind) = (self.below(100) < u64::from(percent), self.next());
        let place = usize::try_from(kind % u64::try_from(kinds.len()).ok()?).ok()?;
        kinds.get(place).filter(|_| hit)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering;

    use serde_json::json;

    use super::*;
    use crate::testing::{SOON, Stage};

    fn config(seed: u64, percent: u8) -> Unreliable {
        Unreliable {
            seed,
            graph_percent: percent,
            llm_percent: percent,
            webhook_copies: 1..=3,
            shuffle: true,
        }
    }

    #[test]
    fn a_seed_decides_and_a_chance_is_kept() {
        let decisions = |seed: u64| {
            let mut chaos = Chaos::new(config(seed, 20));
            (0..1000)
                .map(|_| (chaos.graph(Product::WhatsApp), chaos.llm(), chaos.webhook()))
                .collect::<Vec<_>>()
        };
        let (first, again, other) = (decisions(7), decisions(7), decisions(8));
        assert!(first == again && first != other);
        let faulty = first.iter().filter(|(graph, ..)| graph.is_some()).count();
        assert!((120..280).contains(&faulty), "{faulty}");
        assert!(first.iter().all(|(_, _, copies)| (1..=3).contains(&copies.len())));
        let mut calm = Chaos::new(config(7, 0));
        assert!((0..100).all(|_| calm.graph(Product::WhatsApp).is_none() && calm.llm().is_none()));
    }

    #[tokio::test]
    async fn everything_arrives_and_sends_fail_until_it_is_reliable_again() {
        let stage = Stage::new().await;
        stage.simulator.unreliable(config(3, 100));
        for place in 0..20 {
            assert_eq!(stage.ana.say(&place.to_string()).await.http_status, None);
        }
        let all = stage.number.wait_until(
            |_, _, seen| {
                (0..20).all(|place| {
                    seen.iter().any(|one| one.body.to_string().contains(&format!("\"body\":\"{place}\"")))
                })
            },
            SOON,
        );
        all.await.unwrap();
        let troubled = AtomicBool::new(false);
        for _ in 0..12 {
            let path = format!("/v25.0/{}/messages", crate::testing::PNID);
            let body = crate::testing::text_to("+5511999990001", "x");
            let answer = stage.try_graph(http::Method::POST, &path, crate::testing::TOKEN, body).await;
            troubled.fetch_or(
                answer.is_err() || answer.is_ok_and(|(status, _)| status != 200),
                Ordering::Relaxed,
            );
        }
        assert!(troubled.into_inner());
        stage.simulator.reliable();
        assert_eq!(stage.text("calm").await.0, 200);
        assert_eq!(
            stage.ana.send(json!({ "type": "text", "text": { "body": "oi" } })).await.http_status,
            Some(200)
        );
    }
}
