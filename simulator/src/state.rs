//! Everything the stand-in remembers, behind one lock that is never held across an await.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tokio::sync::watch;

use crate::bucket::Bucket;
use crate::config::{EchoMode, NumberConfig, PairRate, Refusals, StatusMode};
use crate::fault::{About, CallKind, DeliveryFault, Fault};
use crate::llm::LlmState;
use crate::media::MediaFault;
use crate::media::store::MediaStore;
use crate::phone::wire::WireLog;
use crate::record::{Call, Sent, WebhookAttempt};
use crate::site::Website;
use crate::templates::Account;
use crate::thread::Bubble;
use crate::unreliable::Chaos;
use crate::webhook::Parcel;

/// The state and its bell, shared by every handle and connection.
pub(crate) struct Shared {
    world: Mutex<World>,
    changed: watch::Sender<u64>,
    pub(crate) base: String,
    /// Another host, for redirects.
    pub(crate) elsewhere: String,
}

#[derive(Default)]
pub(crate) struct World {
    pub(crate) numbers: BTreeMap<String, NumberState>,
    /// By the account's id.
    pub(crate) accounts: BTreeMap<String, Account>,
    /// By the id of a number or by the key of a model; the empty one is for all others.
    pub(crate) chaos: BTreeMap<String, Chaos>,
    pub(crate) media: MediaStore,
    pub(crate) llm: LlmState,
    pub(crate) wire: WireLog,
    /// The shop's own site.
    pub(crate) website: Option<Website>,
    serial: u64,
}

impl World {
    /// What makes this number, or the model with this key, unreliable.
    pub(crate) fn chaos(&mut self, scope: &str) -> Option<&mut Chaos> {
        let scope = if self.chaos.contains_key(scope) { scope } else { "" };
        self.chaos.get_mut(scope)
    }
}

pub(crate) struct NumberState {
    pub(crate) config: NumberConfig,
    pub(crate) customers: Vec<CustomerState>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) calls: Vec<Call>,
    pub(crate) attempts: Vec<WebhookAttempt>,
    pub(crate) faults: VecDeque<(CallKind, Fault)>,
    pub(crate) delivery_faults: VecDeque<(About, DeliveryFault)>,
    pub(crate) held: Held,
    pub(crate) status_mode: StatusMode,
    pub(crate) refusals: Refusals,
    pub(crate) window: Duration,
    pub(crate) pair_rate: PairRate,
    pub(crate) retries: Vec<Duration>,
    /// How long the address of a file opens it.
    pub(crate) media_lifetime: Duration,
    pub(crate) media_faults: VecDeque<MediaFault>,
    /// Webhooks bring the address of a file along.
    pub(crate) media_urls: bool,
    pub(crate) subscribed: bool,
    /// `subscribed_fields` of the last subscription.
    pub(crate) fields: Vec<String>,
    /// The app under test, as echoes name it.
    pub(crate) app_id: String,
    pub(crate) echo: EchoMode,
}

/// Webhooks kept back by [`DeliveryFault::Reorder`].
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) wanted: usize,
    pub(crate) about: Option<About>,
    pub(crate) parcels: Vec<Parcel>,
}

pub(crate) struct CustomerState {
    /// Our own id, for handles and for the page.
    pub(crate) id: String,
    pub(crate) name: String,
    /// Digits only.
    pub(crate) phone: Option<String>,
    /// Business-scoped; scoped to the account or Page on Instagram and Messenger.
    pub(crate) bsuid: String,
    pub(crate) parent_bsuid: Option<String>,
    pub(crate) username: Option<String>,
    /// The number of a person who hides it: webhooks do not tell it, messages to it arrive.
    pub(crate) hidden_phone: Option<String>,
    pub(crate) no_marketing: bool,
    /// Lets nobody see the profile.
    pub(crate) no_profile: bool,
    /// Another app owns the thread (Instagram, Messenger).
    pub(crate) standby: bool,
    pub(crate) last_inbound: Option<SystemTime>,
    pub(crate) bucket: Bucket,
    pub(crate) typing_until: Option<SystemTime>,
    pub(crate) thread: Vec<Bubble>,
    /// How many of `replies` a test has waited for already.
    pub(crate) reply_cursor: usize,
    /// The ids of the messages sent to this person, reactions left out.
    pub(crate) replies: Vec<String>,
}

impl CustomerState {
    /// `wa_id`, or the BSUID for a person who hides the number.
    pub(crate) fn address(&self) -> &str {
        self.phone.as_deref().unwrap_or(&self.bsuid)
    }
}

impl NumberState {
    pub(crate) fn new(config: NumberConfig) -> Self {
        Self {
            config,
            customers: Vec::new(),
            sent: Vec::new(),
            calls: Vec::new(),
            attempts: Vec::new(),
            faults: VecDeque::new(),
            delivery_faults: VecDeque::new(),
            held: Held::default(),
            status_mode: StatusMode::Auto { delay: Duration::from_millis(20) },
            refusals: Refusals::AtOnce,
            window: Duration::from_hours(24),
            pair_rate: PairRate::default(),
            retries: [500, 1000, 2000, 4000, 8000, 16000].map(Duration::from_millis).to_vec(),
            media_lifetime: Duration::from_mins(5),
            media_faults: VecDeque::new(),
            media_urls: true,
            subscribed: true,
            fields: Vec::new(),
            app_id: "100000000000000".to_owned(),
            echo: EchoMode::After,
        }
    }

    pub(crate) fn customer(&self, id: &str) -> Option<&CustomerState> {
        self.customers.iter().find(|customer| customer.id == id)
    }

    pub(crate) fn customer_mut(&mut self, id: &str) -> Option<&mut CustomerState> {
        self.customers.iter_mut().find(|customer| customer.id == id)
    }

    pub(crate) fn sent_mut(&mut self, wamid: &str) -> Option<&mut Sent> {
        self.sent.iter_mut().rev().find(|sent| sent.wamid == wamid)
    }

    pub(crate) fn bubble_mut(&mut self, wamid: &str) -> Option<&mut Bubble> {
        let bubbles = self.customers.iter_mut().flat_map(|customer| customer.thread.iter_mut().rev());
        bubbles.into_iter().find(|bubble| bubble.wamid == wamid)
    }

    /// The first queued fault for this kind of call.
    pub(crate) fn take_fault(&mut self, kind: CallKind) -> Option<Fault> {
        let place = self.faults.iter().position(|(wanted, _)| *wanted == kind)?;
        self.faults.remove(place).map(|(_, fault)| fault)
    }

    pub(crate) fn take_delivery_fault(&mut self, about: About) -> Option<DeliveryFault> {
        let fits = |wanted: About| wanted == About::Any || wanted == about;
        let place = self.delivery_faults.iter().position(|(wanted, _)| fits(*wanted))?;
        self.delivery_faults.remove(place).map(|(_, fault)| fault)
    }
}

impl Shared {
    pub(crate) fn new(base: String, elsewhere: String) -> Arc<Self> {
        Arc::new(Self { world: Mutex::default(), changed: watch::Sender::new(0), base, elsewhere })
    }

    /// Looks without ringing the bell.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&World) -> R) -> R {
        look(&self.lock())
    }

    /// Changes something and wakes those who wait.
    pub(crate) fn change<R>(&self, edit: impl FnOnce(&mut World) -> R) -> R {
        let result = edit(&mut self.lock());
        self.changed.send_modify(|version| *version = version.wrapping_add(1));
        result
    }

    /// As [`Self::change`], on one number. A number is never removed once a handle exists.
    pub(crate) fn number<R>(&self, id: &str, edit: impl FnOnce(&mut NumberState) -> R) -> Option<R> {
        self.change(|world| world.numbers.get_mut(id).map(edit))
    }

    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Looks again after every change until there is something, or the time is over.
    pub(crate) async fn wait<R>(
        &self,
        limit: Duration,
        mut look: impl FnMut(&mut World) -> Option<R>,
    ) -> Option<R> {
        let mut bell = self.watch();
        let search = async {
            loop {
                bell.borrow_and_update();
                if let Some(found) = look(&mut self.lock()) {
                    return found;
                }
                if bell.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        tokio::time::timeout(limit, search).await.ok()
    }

    /// A short id that is unique in this run.
    pub(crate) fn serial(&self, prefix: &str) -> String {
        let mut world = self.lock();
        world.serial += 1;
        format!("{prefix}{}", world.serial)
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        // A test that panicked while it looked must not fail its neighbours.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `value[a][b]…` as text.
pub(crate) fn text_at<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}
