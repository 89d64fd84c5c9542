//! Puts the demo shop into an empty Counterhand, through the doors that an owner would use.
//!
//! Each piece is looked for before it is made, so that a run that was interrupted is completed by the next one.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::api::Api;
use super::demo::Demo;
use super::shop::{self, Shop};
use crate::{secrets, ui};

/// Makes what is missing of the demo shop at `base` and keeps its token in `demo_file`. `origins` may embed its chat.
pub fn ensure(base: &str, origins: &[String], demo_file: &Path, demo: &mut Demo) -> Result<()> {
    let shop = Shop::read().context("the demo shop cannot be read")?;
    let api = match enter(base, demo)? {
        Some(api) => api,
        None => sign_up(base, &shop, demo_file, demo)?,
    };
    let channels = items(&api, "/channels")?;
    // A demo that is older than a channel gets it too.
    let is_there = |kind: &Value| channels.iter().any(|known| known.get("kind") == Some(kind));
    for channel in shop::channels(&demo.access_token, origins) {
        if !channel.get("kind").is_some_and(is_there) {
            api.post("/channels", &channel)?;
        }
    }
    let channels_now = items(&api, "/channels")?;
    allow(&api, &channels_now, origins)?;
    if demo.slug.is_none() {
        demo.slug = slug(&channels_now);
        demo.save(demo_file)?;
    }
    let known = items(&api, "/products?limit=100")?;
    add_products(&api, &shop.products, &known)?;
    // Last, so that no customer is answered from half a catalog; and only once, so that what the owner changes stays.
    if channels.is_empty() || known.is_empty() {
        api.patch("/settings", &shop.settings)?;
        ui::note(&format!("made the demo shop, {}", shop.name()));
    }
    Ok(())
}

/// Lists what is missing among the sites that may embed the chat: a demo that is older than this, or whose simulator
/// was on another port. What the owner listed stays.
fn allow(api: &Api, channels: &[Value], origins: &[String]) -> Result<()> {
    let website = channels.iter().find(|channel| channel.get("kind").is_some_and(|kind| kind == "website"));
    let Some(website) = website else { return Ok(()) };
    let listed = website.get("origins").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let missing: Vec<Value> =
        origins.iter().map(|origin| json!(origin)).filter(|origin| !listed.contains(origin)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let id = website.get("id").and_then(Value::as_str).context("the chat has no id")?;
    let all: Vec<&Value> = listed.iter().chain(&missing).collect();
    api.patch(&format!("/channels/{id}"), &json!({ "origins": all })).map(drop)
}

/// Where the shop's chat is.
fn slug(channels: &[Value]) -> Option<String> {
    channels.iter().find_map(|channel| channel.get("slug")?.as_str().map(str::to_owned))
}

/// The API with the token of an earlier run, if the Worker still knows it.
fn enter(base: &str, demo: &Demo) -> Result<Option<Api>> {
    let Some(token) = &demo.token else { return Ok(None) };
    let api = Api::new(base, Some(token.clone()));
    match api.get("/settings")?.status {
        200 => Ok(Some(api)),
        401 => Ok(None),
        status => bail!("the demo shop's settings were answered with {status}; see .wrangler/dev.log"),
    }
}

fn sign_up(base: &str, shop: &Shop, demo_file: &Path, demo: &mut Demo) -> Result<Api> {
    let answer = Api::new(base, None)
        .post("/signup", &shop.signup(&secrets::password()?))
        .context("the demo shop cannot sign up; if the state has another shop, delete .wrangler")?;
    let token = answer.get("token").and_then(Value::as_str).context("the sign-up gave no token")?;
    demo.token = Some(token.to_owned());
    demo.save(demo_file)?;
    Ok(Api::new(base, demo.token.clone()))
}

fn add_products(api: &Api, products: &[Value], known: &[Value]) -> Result<()> {
    let name = |product: &Value| product.get("name").and_then(Value::as_str).map(str::to_owned);
    // A catalog that was complete once is the owner's: what was deleted from it does not come back.
    if known.len() >= products.len() {
        return Ok(());
    }
    let names: BTreeSet<_> = known.iter().filter_map(name).collect();
    let mut missing =
        products.iter().filter(|product| name(product).is_some_and(|name| !names.contains(&name)));
    missing.try_for_each(|product| api.post("/products", product).map(drop))
}

fn items(api: &Api, path: &str) -> Result<Vec<Value>> {
    let answer = api.get(path)?;
    match answer.body.get("items") {
        Some(Value::Array(items)) => Ok(items.clone()),
        _ => bail!("GET {path} was answered with {} and no items", answer.status),
    }
}

#[cfg(test)]
mod tests;
