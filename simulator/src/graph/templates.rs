//! `/{account}/message_templates`, and `/{template}` itself.

mod draft;
mod page;
#[cfg(test)]
mod tests;

use http::Method;
use serde_json::{Value, json};

use super::account::unsupported;
use super::call::Incoming;
use super::check::rule;
use super::errors::GraphError;
use crate::state::Shared;
use crate::templates::{Account, StoredTemplate};

/// What can be asked for with `fields`, beside what a template was made with.
const FIELDS: [&str; 11] = [
    "id",
    "name",
    "language",
    "status",
    "category",
    "sub_category",
    "previous_category",
    "components",
    "parameter_format",
    "quality_score",
    "rejected_reason",
];

pub(super) fn list(shared: &Shared, call: &Incoming) -> Result<Value, GraphError> {
    match call.method {
        Method::GET => shared.read(|world| {
            let account = world.accounts.get(&call.node);
            page::list(account, call, &shared.base)
        }),
        Method::POST => with_account(shared, &call.node, |account| draft::create(account, &call.body)),
        Method::DELETE => with_account(shared, &call.node, |account| delete(account, call)),
        _ => Err(unsupported(call)),
    }
}

fn with_account<R>(shared: &Shared, id: &str, edit: impl FnOnce(&mut Account) -> R) -> R {
    shared.change(|world| edit(world.accounts.entry(id.to_owned()).or_default()))
}

/// By name in all languages, or one of them by name and id.
fn delete(account: &mut Account, call: &Incoming) -> Result<Value, GraphError> {
    let name =
        call.query.get("name").ok_or_else(|| GraphError::parameter("The parameter name is required."))?;
    let id = call.query.get("hsm_id");
    let before = account.templates.len();
    account.templates.retain(|template| {
        let this = id.is_none_or(|id| *id == template.id.to_string());
        template.text("name") != name || !this
    });
    rule(account.templates.len() < before, || {
        let gone = GraphError::parameter("Invalid parameter: Message template not found");
        GraphError { subcode: Some(2_593_002), ..gone }
    })?;
    Ok(json!({ "success": true }))
}

/// One template: read, or edited, which sends it to review again.
pub(super) fn node(shared: &Shared, call: &Incoming) -> Result<Value, GraphError> {
    let absent = || GraphError::unknown_object(call.method.as_str(), &call.node);
    if call.edge.is_some() {
        return Err(unsupported(call));
    }
    match call.method {
        Method::GET => shared.read(|world| {
            let template = world.accounts.values().find_map(|account| account.by_id(&call.node));
            object(template.ok_or_else(absent)?, call)
        }),
        Method::POST => shared.change(|world| {
            let mut all = world.accounts.values_mut().flat_map(|account| &mut account.templates);
            let template = all.find(|template| template.id.to_string() == call.node);
            draft::edit(template.ok_or_else(absent)?, &call.body)
        }),
        _ => Err(unsupported(call)),
    }
}

/// What `fields` asks for, or the usual ones; the id always comes along.
fn object(template: &StoredTemplate, call: &Incoming) -> Result<Value, GraphError> {
    let usual = "name,language,status,category,parameter_format,components";
    let asked = call.query.get("fields").map_or(usual, String::as_str);
    let mut picked = serde_json::Map::new();
    for field in asked.split(',').map(str::trim).filter(|field| !field.is_empty()).chain(["id"]) {
        let value = template.fields.get(field).cloned();
        rule(value.is_some() || FIELDS.contains(&field), || {
            GraphError::parameter(&format!("Tried accessing nonexisting field ({field})"))
        })?;
        picked.extend(value.map(|value| (field.to_owned(), value)));
    }
    Ok(Value::Object(picked))
}
