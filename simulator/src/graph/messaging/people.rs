//! A customer's profile, and what was said with them lately.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::super::call::Incoming;
use super::query;
use crate::graph::errors::GraphError;
use crate::people;
use crate::state::{CustomerState, NumberState, Shared};
use crate::thread::Bubble;
use crate::wire::Product;

/// Meta gives at most so many messages of a chat.
const MOST: usize = 20;

/// `GET /{person}?fields=…`.
pub(super) fn profile(shared: &Arc<Shared>, line: &str, call: &Incoming) -> Result<Value, GraphError> {
    shared.read(|world| {
        let line = world.numbers.get(line).ok_or_else(GraphError::permission)?;
        let customer = people::find(line, &call.node).ok_or_else(GraphError::permission)?;
        if customer.no_profile || customer.last_inbound.is_none() {
            let words = "(#230) User consent is required to access user profile";
            return Err(GraphError::new(403, 230, words));
        }
        let fields = query(call, "fields").unwrap_or("name");
        Ok(picked(line.config.product, customer, fields))
    })
}

fn picked(product: Product, customer: &CustomerState, fields: &str) -> Value {
    let mut profile = Map::from_iter([("id".to_owned(), json!(customer.bsuid))]);
    let username = customer.username.as_deref().filter(|_| product == Product::Instagram);
    let (first, last) = customer.name.split_once(' ').unwrap_or((&customer.name, ""));
    for field in fields.split(',').map(str::trim) {
        let value = match field {
            "name" => Some(customer.name.as_str()),
            "first_name" => Some(first),
            "last_name" => Some(last),
            "username" => username.map(|name| name.trim_start_matches('@')),
            _ => continue,
        };
        let value = value.filter(|value| !value.is_empty());
        if let Some(value) = value {
            profile.insert(field.to_owned(), json!(value));
        }
    }
    profile.into()
}

/// `GET /{line}/conversations?platform=…&user_id=…`.
pub(super) fn conversations(shared: &Arc<Shared>, line: &str, call: &Incoming) -> Value {
    let wanted = query(call, "user_id").unwrap_or_default();
    let found = shared.read(|world| {
        let line = world.numbers.get(line)?;
        let customer = people::find(line, wanted)?;
        let said = customer.thread.iter().rev().filter(|bubble| bubble.kind != "remark");
        let messages: Vec<Value> = said.take(MOST).map(|bubble| message(line, customer, bubble)).collect();
        Some(json!({ "id": format!("t_{}", customer.bsuid), "messages": { "data": messages } }))
    });
    json!({ "data": found.into_iter().collect::<Vec<_>>() })
}

fn message(line: &NumberState, customer: &CustomerState, bubble: &Bubble) -> Value {
    let from = if bubble.mine {
        json!({ "id": customer.bsuid, "name": customer.name })
    } else {
        json!({ "id": line.config.phone_number_id, "name": line.config.display_phone_number })
    };
    let words = if bubble.kind == "text" { bubble.text.as_deref() } else { None };
    json!({
        "id": bubble.wamid,
        "message": words.unwrap_or_default(),
        "created_time": written(bubble.at),
        "from": from,
    })
}

/// As Graph writes moments: to the second, in UTC.
fn written(at: SystemTime) -> String {
    let seconds = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}+0000", rest / 3_600, rest / 60 % 60, rest % 60)
}

/// The date of a day since 1970, counted through years from March as Howard Hinnant's `civil_from_days` does.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn moments_as_graph_writes_them() {
        let at = |seconds| written(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01T00:00:00+0000");
        assert_eq!(at(951_827_696), "2000-02-29T12:34:56+0000");
        assert_eq!(at(1_763_640_000), "2025-11-20T12:00:00+0000");
        assert_eq!(at(4_107_542_399), "2100-02-28T23:59:59+0000");
    }
}
