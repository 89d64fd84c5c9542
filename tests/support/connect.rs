//! What a business signs up with, and what it connects.

use serde_json::{Value, json};
use simulator::{Number, NumberConfig, Product};

use super::shop::text;
use super::{Api, Env, random};

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
