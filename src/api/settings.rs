//! `GET|PATCH /settings`.

use axum::Json as Answer;
use durable_objects::tenant::protocol::{GetSettings, PatchSettings, SettingsView};
use serde_json::Value;

use super::auth::{Admin, Member};
use super::input::Json;
use crate::problem::Problem;

/// The settings in force.
#[worker::send]
pub async fn read(member: Member) -> Result<Answer<Value>, Problem> {
    show(&member.objects.tenant(&GetSettings {}).await?)
}

/// Changes some of them; the rest stays.
#[worker::send]
pub async fn change(Admin(member): Admin, Json(mut patch): Json<Value>) -> Result<Answer<Value>, Problem> {
    let llm_key = take_llm_key(&mut patch)?;
    show(&member.objects.tenant(&PatchSettings { patch, llm_key }).await?)
}

/// The model key travels beside the settings: it is sealed, and never read back.
fn take_llm_key(patch: &mut Value) -> Result<Option<String>, Problem> {
    let key = patch.get_mut("llm").and_then(Value::as_object_mut).and_then(|llm| llm.remove("api_key"));
    match key {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(String::new())),
        Some(Value::String(key)) => Ok(Some(key)),
        Some(_) => Err(Problem::invalid("llm.api_key", "must be a text or null")),
    }
}

fn show(view: &SettingsView) -> Result<Answer<Value>, Problem> {
    let mut shown = serde_json::to_value(&view.settings)
        .map_err(|_| platform::PlatformError::Unreadable { operation: "settings" })?;
    if let Some(llm) = shown.get_mut("llm").and_then(Value::as_object_mut) {
        llm.insert("api_key_set".to_owned(), Value::Bool(view.llm_key_set));
    }
    Ok(Answer(shown))
}
