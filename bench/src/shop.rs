//! A business on our Worker with one number and a small catalog, made through the doors.

use std::time::Duration;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use simulator::{Customer, CustomerConfig, Number, NumberConfig};
use xtask::dev::api::Api;

use crate::contender;
use crate::ground::Ground;
use crate::host::Host;

/// The Worker with its shop.
pub struct Shop {
    /// The Worker.
    pub host: Host,
    /// Its number at the stand-in.
    pub number: Number,
    /// The operator's app's secret, which signs the webhooks.
    pub app_secret: String,
    /// Its own key for the model, by which the stand-in knows it.
    pub llm_key: String,
    api: Api,
}

impl Shop {
    /// Starts the Worker with this quiet period and opens a shop whose agent asks the stand-in model.
    pub fn open(ground: &Ground, name: &str, quiet: Duration, is_metered: bool) -> Result<Self> {
        let app_secret = hex()?;
        let vars = vars(ground, &app_secret, quiet, is_metered)?;
        let contender = contender::ours(&ground.tools.root, &vars)?;
        let folder = ground.migrated(name)?;
        let host = Host::start(&ground.tools, &folder, &contender, ground.options.is_entry)?;
        let number = ground.simulator.add_number(number_config(&host, &app_secret)?);
        let llm_key = format!("sk-{}", hex()?);
        let api = sign_up(&host.url())?;
        fill(&api, &number, &llm_key)?;
        Ok(Self { host, number, app_secret, llm_key, api })
    }

    /// Turns the agent `on` or `off`.
    pub fn set_agent(&self, mode: &str) -> Result<()> {
        self.api.patch("/settings", &json!({ "agent": { "mode": mode } })).map(drop)
    }

    /// A new person with a phone.
    pub fn customer(&self) -> Result<Customer> {
        let name = format!("Aina {}", digits(4)?);
        Ok(self.number.add_customer(CustomerConfig::with_phone(&name, &format!("601{}", digits(9)?))))
    }

    /// The delivery of these messages of one customer, signed.
    pub fn delivery(&self, customer: &Customer, texts: &[String]) -> (Vec<u8>, String) {
        let change = |text: &String| {
            self.number.change(customer.prepare(json!({ "type": "text", "text": { "body": text } })).0)
        };
        let changes: Vec<_> = texts.iter().map(change).collect();
        let body = simulator::meta_json(&simulator::batch(&changes));
        let signature = simulator::sign(&self.app_secret, &body);
        (body, signature)
    }
}

fn vars(
    ground: &Ground,
    app_secret: &str,
    quiet: Duration,
    is_metered: bool,
) -> Result<Vec<(String, String)>> {
    let simulator = &ground.simulator;
    let vars = [
        ("MASTER_KEYS", format!("bench:{}", STANDARD.encode(random::<32>()?))),
        ("META_APP_SECRET", app_secret.to_owned()),
        ("META_VERIFY_TOKEN", hex()?),
        ("PUBLIC_URL", "http://127.0.0.1".to_owned()),
        ("GRAPH_URL", simulator.graph_url()),
        ("INSTAGRAM_GRAPH_URL", simulator.graph_url()),
        ("ANTHROPIC_URL", simulator.anthropic_url()),
        ("OPENAI_URL", simulator.openai_url()),
        ("QUIET_PERIOD", format!("{}ms", quiet.as_millis())),
        ("SIGNUP", "open".to_owned()),
        ("METER", if is_metered { "on" } else { "off" }.to_owned()),
    ];
    Ok(vars.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn number_config(host: &Host, app_secret: &str) -> Result<NumberConfig> {
    Ok(NumberConfig {
        product: simulator::Product::WhatsApp,
        phone_number_id: digits(15)?,
        waba_id: digits(15)?,
        display_phone_number: "+1 555 010 0142".to_owned(),
        access_token: format!("EAA{}", hex()?),
        app_secret: app_secret.to_owned(),
        webhook_url: format!("{}/webhooks/meta", host.url()),
        verify_token: hex()?,
    })
}

fn sign_up(url: &str) -> Result<Api> {
    let form = json!({
        "company": "Bench and Sons", "name": "Owner", "email": "owner@example.com", "password": hex()?,
        "business_type": "fashion", "country": "MY",
    });
    let answer = Api::new(url, None).post("/signup", &form)?;
    let token = answer.get("token").and_then(Value::as_str).context("the sign-up gave no token")?;
    Ok(Api::new(url, Some(token.to_owned())))
}

fn fill(api: &Api, number: &Number, llm_key: &str) -> Result<()> {
    let config = number.config();
    let channel = json!({
        "kind": "whatsapp",
        "phone_number_id": config.phone_number_id,
        "waba_id": config.waba_id,
        "display_phone_number": config.display_phone_number,
        "access_token": config.access_token,
    });
    api.post("/channels", &channel)?;
    for (name, price) in [("Baju Kurung Melur", 12_900), ("Kebaya Nyonya", 18_900)] {
        let price = json!({ "amount": price, "currency": "MYR" });
        api.post("/products", &json!({ "name": name, "price": price, "quantity": 7 }))?;
    }
    // No cap may end the measurement.
    let agent = json!({ "mode": "on", "daily_turns": 100_000, "conversation_turns": 10_000 });
    let llm = json!({ "provider": "anthropic", "api_key": llm_key });
    api.patch("/settings", &json!({ "agent": agent, "llm": llm })).map(drop)
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().context("the system gives no random bytes")?;
    Ok(bytes)
}

fn hex() -> Result<String> {
    Ok(format!("{:032x}", u128::from_be_bytes(random()?)))
}

/// So many decimal digits, at most 19, the first one not 0.
fn digits(count: u32) -> Result<String> {
    let lowest = 10_u64.pow(count - 1);
    Ok((lowest + u64::from_be_bytes(random()?) % (9 * lowest)).to_string())
}
