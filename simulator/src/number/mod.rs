//! A handle to one business number: what tests see, say and break.

mod account;
mod messaging;
mod verify;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::config::{CustomerConfig, NumberConfig, PairRate, Refusals, StatusMode};
use crate::customer::Customer;
use crate::fault::{About, CallKind, DeliveryFault, Fault};
use crate::people;
use crate::record::{Call, Sent, WaitError, WebhookAttempt};
use crate::signature::{meta_json, sign};
use crate::state::{NumberState, Shared};
use crate::status::Status;
use crate::statuses;
use crate::webhook::deliver::{deliver, release, spawn};
use crate::webhook::{Change, Parcel, batch};

pub use account::UnknownTemplate;
pub use messaging::CommentForm;
pub(crate) use verify::verify;

/// A line of a business: a WhatsApp number, an Instagram account or a Page. Clones are handles to the same one.
#[derive(Clone)]
pub struct Number {
    shared: Arc<Shared>,
    id: String,
}

impl Number {
    pub(crate) fn new(shared: Arc<Shared>, id: String) -> Self {
        Self { shared, id }
    }

    /// `phone_number_id`; the account's or the Page's id on Instagram and Messenger.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it was made with, as changed since.
    pub fn config(&self) -> NumberConfig {
        self.look(|number| number.config.clone())
    }

    /// Sends webhooks elsewhere from now on.
    pub fn set_webhook_url(&self, url: &str) {
        self.edit(|number| url.clone_into(&mut number.config.webhook_url));
    }

    /// Accepts only this token from now on; the old one gets 190.
    pub fn set_access_token(&self, token: &str) {
        self.edit(|number| token.clone_into(&mut number.config.access_token));
    }

    /// Signs with this secret from now on.
    pub fn set_app_secret(&self, secret: &str) {
        self.edit(|number| secret.clone_into(&mut number.config.app_secret));
    }

    /// A new person with a phone. The window is closed until the person writes.
    pub fn add_customer(&self, config: CustomerConfig) -> Customer {
        people::add(&self.shared, &self.id, config)
    }

    /// The people, in the order in which they were added.
    pub fn customers(&self) -> Vec<Customer> {
        let ids: Vec<String> = self.look(|number| number.customers.iter().map(|c| c.id.clone()).collect());
        ids.into_iter().map(|id| Customer::new(Arc::clone(&self.shared), self.id.clone(), id)).collect()
    }

    /// The messages that Graph accepted, oldest first.
    pub fn sent(&self) -> Vec<Sent> {
        self.look(|number| number.sent.clone())
    }

    /// The Graph calls about this number or its account, refused ones too, oldest first.
    pub fn requests(&self) -> Vec<Call> {
        self.look(|number| number.calls.clone())
    }

    /// The attempts to deliver webhooks, oldest first.
    pub fn webhooks(&self) -> Vec<WebhookAttempt> {
        self.look(|number| number.attempts.clone())
    }

    /// How many such attempts there were.
    pub fn webhook_attempts(&self) -> usize {
        self.look(|number| number.attempts.len())
    }

    /// The first accepted message that fits, past or coming.
    pub async fn wait_for(
        &self,
        mut fits: impl FnMut(&Sent) -> bool,
        timeout: Duration,
    ) -> Result<Sent, WaitError> {
        let found = self.shared.wait(timeout, |world| {
            world.numbers.get(&self.id).and_then(|number| number.sent.iter().find(|sent| fits(sent)).cloned())
        });
        found
            .await
            .ok_or_else(|| WaitError { waited: timeout, seen: format!("sent: {:?}", self.sent_texts()) })
    }

    /// Waits until the number's recorded facts fit, for what the other waits do not cover.
    pub async fn wait_until(
        &self,
        mut fits: impl FnMut(&[Sent], &[Call], &[WebhookAttempt]) -> bool,
        timeout: Duration,
    ) -> Result<(), WaitError> {
        let found = self.shared.wait(timeout, |world| {
            let number = world.numbers.get(&self.id)?;
            fits(&number.sent, &number.calls, &number.attempts).then_some(())
        });
        found.await.ok_or_else(|| WaitError { waited: timeout, seen: self.summary() })
    }

    /// Breaks the next send in this way. Several queue up.
    pub fn fault(&self, fault: Fault) {
        self.fault_on(CallKind::Send, fault, 1);
    }

    /// Breaks the next calls of this kind in this way.
    pub fn fault_on(&self, kind: CallKind, fault: Fault, times: usize) {
        self.edit(|number| number.faults.extend(std::iter::repeat_n((kind, fault), times)));
    }

    /// Breaks the next webhook of this kind in this way. Several queue up.
    pub fn delivery_fault(&self, about: About, fault: DeliveryFault) {
        self.edit(|number| number.delivery_faults.push_back((about, fault)));
    }

    /// Forgets the faults that were not met, and delivers what a reorder still holds.
    pub fn clear_faults(&self) {
        let held = self.edit(|number| {
            number.faults.clear();
            number.delivery_faults.clear();
            number.media_faults.clear();
            release(number)
        });
        spawn(&self.shared, &self.id, held, Duration::ZERO);
    }

    /// What follows an accepted message.
    pub fn status_mode(&self, mode: StatusMode) {
        self.edit(|number| number.status_mode = mode);
    }

    /// How sends that cannot arrive are refused.
    pub fn refusals(&self, refusals: Refusals) {
        self.edit(|number| number.refusals = refusals);
    }

    /// How long after a customer's last message free text is accepted; 24 hours unless told.
    pub fn window(&self, window: Duration) {
        self.edit(|number| number.window = window);
    }

    /// How often one customer may be written to; Meta's figures unless told.
    pub fn pair_rate(&self, rate: PairRate) {
        self.edit(|number| number.pair_rate = rate);
    }

    /// The pauses between attempts of a webhook that was not answered with 200; half a second, doubling, six times
    /// unless told.
    pub fn retry_schedule(&self, pauses: &[Duration]) {
        self.edit(|number| number.retries = pauses.to_vec());
    }

    /// Sends one status of an accepted message. Returns the Worker's answer as [`crate::Delivered`] explains; fails
    /// for an unknown id.
    pub async fn send_status(&self, wamid: &str, status: Status) -> Result<Option<u16>, UnknownMessage> {
        statuses::send(&self.shared, &self.id, wamid, &status)
            .await
            .ok_or_else(|| UnknownMessage(wamid.to_owned()))
    }

    /// The `value` of one status, not sent: for batches and forged orders. Null where the product tells nothing of it.
    pub fn status_value(&self, wamid: &str, status: &Status) -> Result<Value, UnknownMessage> {
        let changes = self.look(|number| statuses::changes(number, wamid, status));
        let changes = changes.ok_or_else(|| UnknownMessage(wamid.to_owned()))?;
        Ok(changes.into_iter().next().map(|change| change.value).unwrap_or_default())
    }

    /// A `messages` change of this number's account around any value, for [`batch`]; on Instagram and Messenger an item
    /// of `messaging`.
    pub fn change(&self, value: Value) -> Change {
        let config = self.config();
        config.change(config.product.field(None), value)
    }

    /// The bytes of a webhook with this one value, escaped as Meta does.
    pub fn webhook(&self, value: Value) -> Vec<u8> {
        meta_json(&batch(&[self.change(value)]))
    }

    /// The signature header for these bytes under this number's secret.
    pub fn sign(&self, body: &[u8]) -> String {
        sign(&self.config().app_secret, body)
    }

    /// Delivers any payload like a webhook of this number: signed, recorded, retried.
    pub async fn deliver(&self, payload: Value) -> Option<u16> {
        deliver(&self.shared, &self.id, Parcel { about: About::Any, wamid: None, body: payload }).await
    }

    /// Asks the webhook address to prove itself, as when it is configured at Meta: true if it answers 200 with
    /// exactly the challenge.
    pub async fn verify_webhook(&self) -> bool {
        let config = self.config();
        verify(&config.webhook_url, &config.verify_token).await
    }

    fn sent_texts(&self) -> Vec<String> {
        self.look(|number| {
            number.sent.iter().map(|sent| sent.text.clone().unwrap_or(sent.kind.clone())).collect()
        })
    }

    fn summary(&self) -> String {
        self.look(|number| {
            let calls: Vec<_> =
                number.calls.iter().map(|call| (call.kind, call.status, call.error_code)).collect();
            let webhooks: Vec<_> = number.attempts.iter().map(|a| (a.about, a.attempt, a.status)).collect();
            format!("calls {calls:?}, webhooks {webhooks:?}")
        })
    }

    fn look<R>(&self, look: impl FnOnce(&NumberState) -> R) -> R {
        self.shared.read(|world| look(world.numbers.get(&self.id).expect("a handle's number should exist")))
    }

    fn edit<R>(&self, edit: impl FnOnce(&mut NumberState) -> R) -> R {
        self.shared.number(&self.id, edit).expect("a handle's number should exist")
    }
}

/// No message with this id was accepted.
#[derive(Debug, thiserror::Error)]
#[error("this number sent no message {0}")]
pub struct UnknownMessage(pub String);
