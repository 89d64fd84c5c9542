//! What the node of a path is, and whether this token opens it.

use http::Method;

use super::call::Incoming;
use super::errors::GraphError;
use super::messaging;
use crate::fault::CallKind;
use crate::state::{Shared, World};

/// What a node of the path is.
pub(super) struct Target {
    pub(super) kind: CallKind,
    /// The number that the call is about; for an account or a template the account's first number that the token
    /// opens.
    pub(super) number: Option<String>,
    /// The node is a template of the account.
    pub(super) is_template: bool,
    /// The line is of Instagram or Messenger.
    pub(super) is_messaging: bool,
}

pub(super) fn target(shared: &Shared, incoming: &Incoming) -> Target {
    shared.read(|world| {
        if let Some((kind, line)) = messaging::target(world, incoming) {
            return Target { is_messaging: true, ..known(kind, line) };
        }
        if world.numbers.contains_key(&incoming.node) {
            return known(number_kind(incoming), &incoming.node);
        }
        if let Some(file) = world.media.files.get(&incoming.node) {
            return known(CallKind::Media, &file.number);
        }
        let of_template = world.accounts.iter().find(|(_, account)| account.by_id(&incoming.node).is_some());
        let account = of_template.map_or(incoming.node.as_str(), |(id, _)| id);
        let number = number_of(world, account, incoming.token.as_deref());
        let kind = if number.is_some() { CallKind::Account } else { CallKind::Other };
        Target { kind, number, is_template: of_template.is_some(), is_messaging: false }
    })
}

fn known(kind: CallKind, number: &str) -> Target {
    Target { kind, number: Some(number.to_owned()), is_template: false, is_messaging: false }
}

fn number_of(world: &World, account: &str, token: Option<&str>) -> Option<String> {
    let of_account = || world.numbers.iter().filter(|(_, number)| number.config.waba_id == account);
    let opened = of_account().find(|(_, number)| Some(number.config.access_token.as_str()) == token);
    opened.or_else(|| of_account().next()).map(|(id, _)| id.clone())
}

fn number_kind(incoming: &Incoming) -> CallKind {
    let post = incoming.method == Method::POST;
    match incoming.edge.as_deref() {
        Some("messages") if post && incoming.body.get("status").is_some() => CallKind::Read,
        Some("messages") if post => CallKind::Send,
        Some("media") if post => CallKind::Upload,
        _ => CallKind::Phone,
    }
}

/// The order in which Meta complains: the path, the token, the object, the permission.
pub(super) fn authorised(
    shared: &Shared,
    incoming: &Incoming,
    target: &Target,
) -> Result<String, GraphError> {
    if !incoming.version_ok {
        return Err(GraphError::unknown_path(&incoming.path));
    }
    let token = incoming.token.as_deref().ok_or_else(GraphError::token)?;
    let known = shared.read(|world| world.numbers.values().any(|number| number.config.access_token == token));
    if !known {
        return Err(GraphError::token());
    }
    let unknown = || GraphError::unknown_object(incoming.method.as_str(), &incoming.node);
    let id = target.number.clone().ok_or_else(unknown)?;
    let opens =
        shared.read(|world| world.numbers.get(&id).is_some_and(|number| number.config.access_token == token));
    if opens { Ok(id) } else { Err(GraphError::permission()) }
}
