//! The line as an object, its Page, and its subscription.

use std::sync::Arc;

use http::Method;
use serde_json::{Map, Value, json};

use super::super::account::unsupported;
use super::super::call::Incoming;
use super::{lines, query, success};
use crate::graph::errors::GraphError;
use crate::state::{NumberState, Shared, World};
use crate::wire::Product;

/// `GET /me`, `GET /{account}`, `GET /{Page}`: the fields that are asked for, and the id.
pub(super) fn object(shared: &Arc<Shared>, line: &str, call: &Incoming) -> Result<Value, GraphError> {
    let object = shared.read(|world| {
        let found = world.numbers.get(line)?;
        let by_page = call.node == found.config.waba_id && !call.node.is_empty();
        Some(if found.config.product == Product::Messenger || by_page {
            page(world, &call.node, found)
        } else {
            account(found)
        })
    });
    let Some(Value::Object(all)) = object else { return Err(GraphError::permission()) };
    let asked = query(call, "fields").unwrap_or("id,name");
    let mut picked = Map::new();
    for field in names(asked).into_iter().chain(["id"]) {
        let known = ["id", "user_id", "username", "name", "account_type", "instagram_business_account"];
        if !known.contains(&field) {
            return Err(GraphError::parameter(&format!("Tried accessing nonexisting field ({field})")));
        }
        // What there is nothing of stays out.
        if let Some(value) = all.get(field) {
            picked.insert(field.to_owned(), value.clone());
        }
    }
    Ok(picked.into())
}

/// The names outside of braces.
fn names(fields: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let parts = fields.split(|c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts
        .map(|part| part.split('{').next().unwrap_or_default().trim())
        .filter(|part| !part.is_empty())
        .collect()
}

fn account(line: &NumberState) -> Value {
    let name = line.config.display_phone_number.trim_start_matches('@');
    json!({
        // Scoped to the app: not what webhooks carry.
        "id": format!("9{}", line.config.phone_number_id),
        "user_id": line.config.phone_number_id,
        "username": name,
        "name": "Simulated shop",
        "account_type": "BUSINESS",
    })
}

fn page(world: &World, id: &str, line: &NumberState) -> Value {
    let own = world.numbers.get(id).filter(|line| line.config.product == Product::Messenger);
    let name = own.map_or("Simulated Page", |line| line.config.display_phone_number.as_str());
    let linked =
        lines(world).find(|(_, other)| other.config.waba_id == id).map_or(line, |(_, linked)| linked);
    let mut page = json!({ "id": id, "name": name });
    if linked.config.product == Product::Instagram {
        let username = linked.config.display_phone_number.trim_start_matches('@');
        page["instagram_business_account"] =
            json!({ "id": linked.config.phone_number_id, "username": username });
    }
    page
}

/// `/{line}/subscribed_apps`.
pub(super) fn subscription(shared: &Arc<Shared>, line: &str, call: &Incoming) -> Result<Value, GraphError> {
    let fields: Vec<String> = query(call, "subscribed_fields")
        .map(|list| {
            list.split(',').map(str::trim).filter(|field| !field.is_empty()).map(str::to_owned).collect()
        })
        .unwrap_or_default();
    match call.method {
        Method::GET => {
            let known = shared.read(|world| {
                let line = world.numbers.get(line)?;
                Some((line.subscribed, line.app_id.clone(), line.fields.clone()))
            });
            let apps = known.filter(|(subscribed, ..)| *subscribed);
            let apps = apps.map(
                |(_, id, fields)| json!({ "id": id, "name": "Simulated app", "subscribed_fields": fields }),
            );
            Ok(json!({ "data": apps.into_iter().collect::<Vec<_>>() }))
        }
        Method::POST if fields.is_empty() => {
            Err(GraphError::parameter("The parameter subscribed_fields is required."))
        }
        Method::POST => {
            each_line(shared, line, &call.node, |line| {
                (line.subscribed, line.fields) = (true, fields.clone());
            });
            Ok(success())
        }
        Method::DELETE => {
            each_line(shared, line, &call.node, |line| {
                (line.subscribed, line.fields) = (false, Vec::new());
            });
            Ok(success())
        }
        _ => Err(unsupported(call)),
    }
}

/// A Page's subscription to an app counts for its Messenger and for the account that is linked to it.
fn each_line(shared: &Shared, line: &str, node: &str, edit: impl Fn(&mut NumberState)) {
    shared.change(|world| {
        let Some(app) = world.numbers.get(line).map(|line| line.config.app_secret.clone()) else { return };
        let by_node =
            |id: &str, other: &NumberState| id == line || id == node || other.config.waba_id == node;
        for (id, other) in &mut world.numbers {
            let is_of_it = other.config.product != Product::WhatsApp && by_node(id, other);
            if is_of_it && other.config.app_secret == app {
                edit(other);
            }
        }
    });
}
