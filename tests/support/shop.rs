//! A business with one number and a small catalog: each test has its own, on a Worker that many share.

use std::sync::Arc;

use serde_json::{Value, json};
use simulator::{Customer, CustomerConfig, LlmRequest, Number, NumberConfig, Product, Sent, Wire};

use super::time::{PATIENCE, SILENCE};
use super::wait::{stays, until};
use super::{Api, Env, Run, random};

/// What the catalog asks for [`PRODUCT`].
pub const PRICE: &str = "RM 129.00";
/// The first product of every shop's catalog.
pub const PRODUCT: &str = "Baju Kurung Melur";
/// The lowest price that the owner would take for it, in sen: no model and no customer may ever read it.
pub const FLOOR: i64 = 9_871;

/// A business that signed up, and its WhatsApp number at the stand-in.
pub struct Shop {
    /// The Worker that serves it.
    pub env: Arc<Env>,
    /// With the owner's token.
    pub api: Api,
    /// Its only channel.
    pub channel_id: String,
    /// The number of that channel, at the stand-in.
    pub number: Number,
    /// Its own key for the model; the stand-in tells the shops apart by it.
    pub llm_key: String,
}

impl Shop {
    /// A shop on the shared Worker whose agent answers without a model.
    pub async fn open(run: &'static Run) -> Self {
        Self::open_at(&run.shared().await).await
    }

    /// A shop on the shared Worker whose agent asks the stand-in model on this wire.
    pub async fn with_model(run: &'static Run, wire: Wire) -> Self {
        Self::with_model_at(&run.shared().await, wire).await
    }

    /// As [`Self::with_model`], on any Worker.
    pub async fn with_model_at(env: &Arc<Env>, wire: Wire) -> Self {
        let shop = Self::open_at(env).await;
        shop.ask_model(wire).await;
        shop
    }

    /// From now on its agent asks the stand-in model on this wire.
    pub async fn ask_model(&self, wire: Wire) {
        let provider = match wire {
            Wire::Anthropic => "anthropic",
            Wire::OpenAi => "openai",
        };
        self.change_settings(&json!({ "llm": { "provider": provider, "api_key": self.llm_key } })).await;
    }

    /// As [`Self::open`], on any Worker.
    pub async fn open_at(env: &Arc<Env>) -> Self {
        Self::open_of(env, Product::WhatsApp).await
    }

    /// As [`Self::open_at`], with a channel of this product instead of a WhatsApp number.
    pub async fn open_of(env: &Arc<Env>, product: Product) -> Self {
        let (api, _) = sign_up(env).await;
        let number = env.simulator.add_number(product_config(env, product));
        let channel = api.post("/channels", &channel(&number)).await.expect(201);
        let shop = Self {
            env: Arc::clone(env),
            api,
            channel_id: text(&channel, "id"),
            number,
            llm_key: format!("sk-{}", random::hex()),
        };
        env.run.seen.add(&shop.llm_key);
        shop.add_product(PRODUCT, 12_900, Some(FLOOR)).await;
        shop.add_product("Kebaya Nyonya", 18_900, None).await;
        shop.change_settings(&json!({ "llm": { "provider": "offline" } })).await;
        shop
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

    /// A new person with a phone.
    pub fn customer(&self) -> Customer {
        let name = format!("Aina {}", random::digits(9));
        self.number.add_customer(CustomerConfig::with_phone(&name, &format!("601{}", random::digits(9))))
    }

    /// The requests that its model got.
    pub fn llm_requests(&self) -> Vec<LlmRequest> {
        self.env.simulator.llm().requests(&self.llm_key)
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

/// Signs a business up; the API with its owner's token, and its id.
pub async fn sign_up(env: &Env) -> (Api, String) {
    let form = sign_up_form();
    for field in ["name", "email", "password"] {
        env.run.seen.add(&text(&form, field));
    }
    let signed_up = env.api().post("/signup", &form).await.expect(201);
    let token = text(&signed_up, "token");
    env.run.seen.add(&token);
    (Api::new(&env.url(), Some(&token)), text(&signed_up, "tenant_id"))
}

/// A sign-up that is in order.
pub fn sign_up_form() -> Value {
    json!({
        "company": "Kedai Seri",
        "name": format!("Owner {}", random::digits(9)),
        "email": format!("owner-{}@example.com", random::hex()),
        "password": format!("pass word {}", random::hex()),
        "business_type": "fashion",
        "country": "MY",
    })
}

/// A number of the operator's app.
pub fn number_config(env: &Env) -> NumberConfig {
    NumberConfig {
        product: Product::WhatsApp,
        phone_number_id: random::digits(15),
        waba_id: random::digits(15),
        display_phone_number: format!("+60 3-{}", random::digits(8)),
        access_token: format!("EAA{}", random::hex()),
        app_secret: env.vars.app_secret.clone(),
        webhook_url: env.webhook_url(),
        verify_token: env.vars.verify_token.clone(),
    }
}

/// A channel of the operator's app; an Instagram account by its own login.
pub fn product_config(env: &Env, product: Product) -> NumberConfig {
    let number = number_config(env);
    let of = |config: NumberConfig| NumberConfig {
        access_token: number.access_token.clone(),
        app_secret: number.app_secret.clone(),
        webhook_url: number.webhook_url.clone(),
        verify_token: number.verify_token.clone(),
        ..config
    };
    match product {
        Product::WhatsApp => number,
        Product::Instagram => of(NumberConfig::instagram(&random::digits(17), "kedai.seri", None)),
        Product::Messenger => of(NumberConfig::messenger(&random::digits(15), "Kedai Seri")),
    }
}

/// What connects a channel, as the API takes it.
pub fn channel(number: &Number) -> Value {
    let config = number.config();
    let (id, token) = (&config.phone_number_id, &config.access_token);
    match config.product {
        Product::WhatsApp => {}
        Product::Instagram if config.waba_id.is_empty() => {
            return json!({ "kind": "instagram", "instagram_id": id, "access_token": token });
        }
        Product::Instagram => {
            let page = &config.waba_id;
            return json!({ "kind": "instagram", "instagram_id": id, "page_id": page, "access_token": token });
        }
        Product::Messenger => return json!({ "kind": "messenger", "page_id": id, "access_token": token }),
    }
    json!({
        "kind": "whatsapp",
        "phone_number_id": config.phone_number_id,
        "waba_id": config.waba_id,
        "display_phone_number": config.display_phone_number,
        "access_token": config.access_token,
    })
}

/// A text field that must be there.
#[track_caller]
pub fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field} should be a text in {value}")).to_owned()
}

/// The customer writes, and the webhook is acknowledged.
pub async fn says(customer: &Customer, words: &str) {
    let delivered = customer.say(words).await;
    assert_eq!(delivered.http_status, Some(200), "the webhook of {words:?}");
}

/// The customer writes and gets the next answer.
pub async fn asks(customer: &Customer, words: &str) -> Sent {
    says(customer, words).await;
    customer.wait_for_reply(PATIENCE).await.unwrap_or_else(|error| panic!("no answer to {words:?}: {error}"))
}

/// Nothing but these many messages reaches the customer, for as long as anything could be on its way.
pub async fn stays_at(customer: &Customer, count: usize) {
    stays(&format!("{count} messages at the customer"), SILENCE, || {
        let replies = customer.replies();
        if replies.len() == count { Ok(()) } else { Err(format!("{replies:?}")) }
    })
    .await;
}
