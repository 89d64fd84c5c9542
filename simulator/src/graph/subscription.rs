//! `/{account}/subscribed_apps`: whether webhooks are delivered, and where.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};

use super::account::unsupported;
use super::call::Incoming;
use super::errors::GraphError;
use crate::number::verify;
use crate::state::{NumberState, Shared, text_at};

pub(super) async fn apps(shared: &Arc<Shared>, id: &str, call: &Incoming) -> Result<Value, GraphError> {
    match call.method {
        Method::GET => Ok(list(shared, id)),
        Method::POST => subscribe(shared, id, call).await,
        Method::DELETE => {
            each_number(shared, id, call, |subscribed, _| *subscribed = false);
            Ok(json!({ "success": true }))
        }
        _ => Err(unsupported(call)),
    }
}

fn list(shared: &Shared, id: &str) -> Value {
    let subscribed = shared.read(|world| world.numbers.get(id).is_some_and(|number| number.subscribed));
    let app = json!({ "whatsapp_business_api_data": { "id": "100000000000000", "name": "Simulated app", "link": "" } });
    json!({ "data": if subscribed { vec![app] } else { Vec::new() } })
}

/// An override address must answer the challenge first.
async fn subscribe(shared: &Shared, id: &str, call: &Incoming) -> Result<Value, GraphError> {
    let address = text_at(&call.body, "/override_callback_uri");
    if let Some(url) = address {
        let token = text_at(&call.body, "/verify_token");
        let token = token.ok_or_else(|| GraphError::parameter("The parameter verify_token is required."))?;
        if url.len() > 200 || !verify(url, token).await {
            return Err(GraphError::new(400, 2200, "(#2200) Callback verification failed"));
        }
    }
    each_number(shared, id, call, |subscribed, webhook_url| {
        *subscribed = true;
        if let Some(url) = address {
            url.clone_into(webhook_url);
        }
    });
    Ok(json!({ "success": true }))
}

/// A subscription to an app counts for every number of the account.
fn each_number(shared: &Shared, id: &str, call: &Incoming, edit: impl Fn(&mut bool, &mut String)) {
    shared.change(|world| {
        let Some(app) = world.numbers.get(id).map(|number| number.config.app_secret.clone()) else { return };
        let is_of_it =
            |number: &&mut NumberState| number.config.waba_id == call.node && number.config.app_secret == app;
        for number in world.numbers.values_mut().filter(is_of_it) {
            edit(&mut number.subscribed, &mut number.config.webhook_url);
        }
    });
}
