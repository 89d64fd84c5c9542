//! A business with one channel and a small catalog: each test has its own, on a Worker that many share.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use simulator::{Answer, Call, CallKind, Customer, CustomerConfig, LlmRequest, Number, Wire};

pub use super::connect::{channel, number_config, product_config, sign_up, sign_up_form};

use super::channel::{Channel, product};
use super::chat::{Chat, Visitor};
use super::time::PATIENCE;
use super::wait::until;
use super::{Api, Env, Person, Run, random};

/// What the catalog asks for [`PRODUCT`].
pub const PRICE: &str = "RM 129.00";
/// The first product of every shop's catalog.
pub const PRODUCT: &str = "Baju Kurung Melur";
/// The lowest price that the owner would take for it, in sen: no model and no customer may ever read it.
pub const FLOOR: i64 = 9_871;

/// A business that signed up, and its channel.
pub struct Shop {
    /// The Worker that serves it.
    pub env: Arc<Env>,
    /// With the owner's token.
    pub api: Api,
    /// The kind of its only channel.
    pub channel: Channel,
    /// That channel.
    pub channel_id: String,
    /// The same at the stand-in for Meta.
    pub number: Line,
    /// Its own key for the model; the stand-in tells the shops apart by it.
    pub llm_key: String,
    chat: Option<Chat>,
    pub(super) visitors: Mutex<Vec<Arc<Visitor>>>,
}

/// A number, an account or a Page at the stand-in. The website has none: a test that asks for it fails.
pub struct Line(pub(super) Option<Number>);

impl Deref for Line {
    type Target = Number;

    fn deref(&self) -> &Number {
        self.0.as_ref().expect("the website's chat has nothing at Meta")
    }
}

impl Shop {
    /// With a WhatsApp number on the shared Worker, and an agent that answers without a model.
    pub async fn open(run: &'static Run) -> Self {
        Self::open_on(run, Channel::WhatsApp).await
    }

    /// As [`Self::open`], with a channel of this kind.
    pub async fn open_on(run: &'static Run, channel: Channel) -> Self {
        Self::open_on_at(&run.shared().await, channel).await
    }

    /// As [`Self::open`], on any Worker.
    pub async fn open_at(env: &Arc<Env>) -> Self {
        Self::open_on_at(env, Channel::WhatsApp).await
    }

    /// As [`Self::open_on`], on any Worker.
    pub async fn open_on_at(env: &Arc<Env>, kind: Channel) -> Self {
        let (api, _) = sign_up(env).await;
        let (number, chat) = match product(kind) {
            Some(product) => (Some(env.simulator.add_number(product_config(env, product))), None),
            None => (None, Some(Chat::connect(env, &api, &[]).await)),
        };
        let channel_id = match (&number, &chat) {
            (Some(number), _) => text(&api.post("/channels", &channel(number)).await.expect(201), "id"),
            (None, chat) => chat.as_ref().map(|chat| chat.channel_id.clone()).unwrap_or_default(),
        };
        let shop = Self {
            env: Arc::clone(env),
            api,
            channel: kind,
            channel_id,
            number: Line(number),
            llm_key: format!("sk-{}", random::hex()),
            chat,
            visitors: Mutex::default(),
        };
        env.run.seen.add(&shop.llm_key);
        shop.add_product(PRODUCT, 12_900, Some(FLOOR)).await;
        shop.add_product("Kebaya Nyonya", 18_900, None).await;
        shop.change_settings(&json!({ "llm": { "provider": "offline" } })).await;
        shop
    }

    /// A shop on the shared Worker whose agent asks the stand-in model on this wire.
    pub async fn with_model(run: &'static Run, wire: Wire) -> Self {
        Self::with_model_at(&run.shared().await, wire).await
    }

    /// As [`Self::with_model`], on any Worker.
    pub async fn with_model_at(env: &Arc<Env>, wire: Wire) -> Self {
        Self::open_at(env).await.ask_model(wire).await
    }

    /// As [`Self::open_on`], with an agent that asks the stand-in model.
    pub async fn thinking_on(run: &'static Run, channel: Channel) -> Self {
        Self::open_on(run, channel).await.ask_model(Wire::Anthropic).await
    }

    /// From now on its agent asks the stand-in model on this wire.
    pub async fn ask_model(self, wire: Wire) -> Self {
        let provider = match wire {
            Wire::Anthropic => "anthropic",
            Wire::OpenAi => "openai",
        };
        self.change_settings(&json!({ "llm": { "provider": provider, "api_key": self.llm_key } })).await;
        self
    }

    /// A new person of its channel.
    pub async fn person(&self) -> Person {
        let Some(chat) = &self.chat else { return Person::Customer(self.customer()) };
        let visitor = Arc::new(chat.visitor().await);
        self.visitors.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&visitor));
        Person::Visitor(visitor)
    }

    /// A new person with a phone, for what only Meta's customers do.
    pub fn customer(&self) -> Customer {
        let name = format!("Aina {}", random::digits(9));
        self.env.run.seen.add(&name);
        self.number.add_customer(CustomerConfig::with_phone(&name, &format!("601{}", random::digits(9))))
    }

    /// Adds a product, prices in sen.
    pub async fn add_product(&self, name: &str, price: i64, floor: Option<i64>) -> Value {
        // The catalog is for everybody: it lies open, although cards repeat its names.
        self.env.run.seen.publish(name);
        let money = |amount: i64| json!({ "amount": amount, "currency": "MYR" });
        let mut product = json!({ "name": name, "price": money(price), "quantity": 7 });
        if let Some(floor) = floor {
            product["floor_price"] = money(floor);
        }
        self.api.post("/products", &product).await.expect(201)
    }

    /// Changes settings; the settings in force then.
    pub async fn change_settings(&self, patch: &Value) -> Value {
        self.api.patch("/settings", patch).await.expect(200)
    }

    /// The requests that its model got.
    pub fn llm_requests(&self) -> Vec<LlmRequest> {
        self.env.simulator.llm().requests(&self.llm_key)
    }

    /// The calls of this kind that Graph got of it; the website makes none.
    pub fn calls(&self, kind: CallKind) -> Vec<Call> {
        let Line(Some(number)) = &self.number else { return Vec::new() };
        number.requests().into_iter().filter(|call| call.kind == kind).collect()
    }

    /// The model says this next.
    pub fn script(&self, answers: Vec<Answer>) {
        self.env.simulator.llm().script(&self.llm_key, answers);
    }

    /// Waits until its model was asked so often.
    pub async fn is_thinking(&self, requests: usize) {
        let asked = self.env.simulator.llm().wait_for_requests(&self.llm_key, requests, PATIENCE).await;
        asked.expect("the model should be asked");
    }

    /// The id of its only conversation, once the inbox shows it.
    pub async fn conversation(&self) -> String {
        until("one conversation in the inbox", || async {
            match self.api.get("/conversations").await.items().as_slice() {
                [one] => Ok(text(one, "id")),
                other => Err(format!("{other:?}")),
            }
        })
        .await
    }

    /// A conversation's messages, oldest first.
    pub async fn messages(&self, conversation: &str) -> Vec<Value> {
        let path = format!("/conversations/{conversation}/messages?limit=200");
        let mut messages = self.api.get(&path).await.items();
        messages.reverse();
        messages
    }

    /// A conversation's turns, oldest first.
    pub async fn turns(&self, conversation: &str) -> Vec<Value> {
        let mut turns = self.api.get(&format!("/conversations/{conversation}/turns?limit=200")).await.items();
        turns.reverse();
        turns
    }

    /// The latest turn, once it has ended in this way.
    pub async fn turn(&self, conversation: &str, outcome: &str) -> Value {
        until(&format!("a turn that is {outcome}"), || async {
            let turns = self.turns(conversation).await;
            turns.last().filter(|turn| turn["outcome"] == outcome).cloned().ok_or(format!("{turns:?}"))
        })
        .await
    }

    /// The conversation's messages, once they fit.
    pub async fn messages_until(
        &self,
        conversation: &str,
        what: &str,
        fits: impl Fn(&[Value]) -> bool,
    ) -> Vec<Value> {
        until(what, || async {
            let messages = self.messages(conversation).await;
            if fits(&messages) { Ok(messages) } else { Err(format!("{messages:?}")) }
        })
        .await
    }
}

/// A text field that must be there.
#[track_caller]
pub fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field} should be a text in {value}")).to_owned()
}
