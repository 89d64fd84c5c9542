//! Every payload file of the reference is accepted, whatever it holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Run, Shop};

crate::suite![every_payload_file_is_acknowledged, every_payload_file_is_acknowledged_for_a_connected_number];

/// Files of Graph's answers and of parts of payloads: no webhook ever looks like that.
fn is_webhook(payload: &Value) -> bool {
    payload.get("object").is_some() && payload.get("entry").is_some()
}

fn files() -> Vec<(String, Value)> {
    let folder = std::env::var_os("WEBHOOK_FIXTURES").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/fixtures")),
        PathBuf::from,
    );
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let mut files: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("a readable file");
            (name, serde_json::from_str(&text).expect("a JSON file"))
        })
        .collect();
    files.sort_by(|(first, _), (second, _)| first.cmp(second));
    assert!(files.len() > 100, "only {} files in {}", files.len(), folder.display());
    files
}

async fn every_payload_file_is_acknowledged(run: &'static Run) {
    let env = run.shared().await;
    for (name, payload) in files() {
        run.seen.add_json(&payload);
        assert_eq!(env.post_signed(&simulator::meta_json(&payload)).await, 200, "{name}");
    }
}

/// The same as events of a number that is connected: none may be lost on its way into a conversation.
async fn every_payload_file_is_acknowledged_for_a_connected_number(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    for (name, mut payload) in files().into_iter().filter(|(_, payload)| is_webhook(payload)) {
        readdress(&mut payload, shop.number.id());
        run.seen.add_json(&payload);
        assert_eq!(shop.env.post_signed(&simulator::meta_json(&payload)).await, 200, "{name}");
    }
    // The same ids come in several files, so fewer messages are kept than there are.
    until("messages of several kinds in the threads", || async {
        let kinds = kinds(&shop).await;
        let are_there = ["text", "audio", "contacts", "edit", "revoke", "template_button"]
            .iter()
            .all(|kind| kinds.contains(*kind));
        if are_there { Ok(()) } else { Err(format!("{kinds:?}")) }
    })
    .await;
}

/// The kinds of all messages in all conversations.
async fn kinds(shop: &Shop) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for conversation in shop.api.get("/conversations?limit=200").await.items() {
        let messages = shop.messages(&text(&conversation, "id")).await;
        kinds.extend(messages.iter().map(|message| text(message, "kind")));
    }
    kinds
}

/// Makes it an event of this number.
fn readdress(payload: &mut Value, number: &str) {
    match payload {
        Value::Array(items) => items.iter_mut().for_each(|item| readdress(item, number)),
        Value::Object(fields) => {
            if let Some(id) = fields.get_mut("phone_number_id") {
                *id = Value::from(number);
            }
            fields.values_mut().for_each(|value| readdress(value, number));
        }
        _ => {}
    }
}
