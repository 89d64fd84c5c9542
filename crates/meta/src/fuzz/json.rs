//! Changes to a document that stays JSON: what Meta may send one day, and what nobody should.

use serde_json::{Number, Value, json};

use super::random::Random;

/// Texts that mean something to one reader or another.
const TEXTS: &[&str] = &[
    "",
    " ",
    "-1",
    "0",
    "1760000000",
    "9223372036854775807",
    "99999999999999999999999999",
    "1e999",
    "NaN",
    "true",
    "null",
    "\u{0}",
    "\u{202e}\u{feff}",
    "👨\u{200d}👩\u{200d}👧",
    "\u{fffd}",
    "US.ENT.1",
    "../../x",
    "text",
    "edit",
    "interactive",
    "unsupported",
    "page",
    "instagram",
    "whatsapp_business_account",
    "messages",
    "history",
    "account_update",
];

/// Changes one place.
pub(super) fn change(document: &mut Value, random: &mut Random) {
    let other = odd(random, 3);
    let place = place(document, random);
    match random.below(8) {
        0 => *place = other,
        1 => *place = Value::Null,
        2 => remove(place, random),
        3 => repeat(place, random),
        4 => rename(place, random),
        5 => retype(place),
        6 => wrap(place, random),
        _ => nest_alike(place, random),
    }
}

/// Some place in the document, the deeper the rarer.
fn place<'a>(value: &'a mut Value, random: &mut Random) -> &'a mut Value {
    let count = value.as_array().map_or(0, Vec::len) + value.as_object().map_or(0, serde_json::Map::len);
    if count == 0 || random.chance(6) {
        return value;
    }
    let index = random.below(count);
    let child = match value {
        Value::Array(list) => list.get_mut(index),
        Value::Object(object) => object.values_mut().nth(index),
        _ => None,
    };
    place(child.unwrap(), random)
}

fn odd(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 6 } else { 8 }) {
        0 => Value::Bool(random.chance(2)),
        1 => Value::from(random.pick(&[0, 1, -1, i64::MAX, i64::MIN, 1_760_000_000, 1_760_000_000_000])),
        2 => Value::from(u64::MAX),
        3 => Number::from_f64(f64::from_bits(random.bits())).map_or(Value::Null, Value::Number),
        4 => Value::from("x".repeat(random.size(50_000))),
        5 => Value::from(random.pick(TEXTS)),
        6 => Value::Array((0..random.below(4)).map(|_| odd(random, depth - 1)).collect()),
        _ => json!({ random.pick(TEXTS): odd(random, depth - 1), "id": odd(random, depth - 1) }),
    }
}

fn remove(place: &mut Value, random: &mut Random) {
    match place {
        Value::Array(list) if !list.is_empty() => drop(list.remove(random.below(list.len()))),
        Value::Object(object) => {
            let key = object.keys().nth(random.below(object.len())).cloned();
            key.and_then(|key| object.remove(&key));
        }
        _ => *place = Value::Null,
    }
}

/// An element of a list many times, or two places of an object exchanged.
fn repeat(place: &mut Value, random: &mut Random) {
    match place {
        Value::Array(list) if !list.is_empty() => {
            let element = list[random.below(list.len())].clone();
            list.extend(std::iter::repeat_n(element, random.size(200)));
        }
        Value::Object(object) if object.len() > 1 => {
            let (one, other) = (random.below(object.len()), random.below(object.len()));
            let taken = object.values_mut().nth(one).unwrap().take();
            let given = std::mem::replace(object.values_mut().nth(other).unwrap(), taken);
            if one != other {
                *object.values_mut().nth(one).unwrap() = given;
            }
        }
        _ => {}
    }
}

fn rename(place: &mut Value, random: &mut Random) {
    let Some(object) = place.as_object_mut() else { return };
    let key = object.keys().nth(random.below(object.len())).cloned();
    if let Some((key, value)) = key.and_then(|key| object.remove_entry(&key)) {
        let name = if random.chance(2) { random.pick(TEXTS).to_owned() } else { key.to_uppercase() };
        object.insert(name, value);
    }
}

/// A number as text and the other way round, an element as a list and the other way round.
fn retype(place: &mut Value) {
    *place = match place.take() {
        Value::Number(number) => Value::from(number.to_string()),
        Value::String(text) => text.parse::<Number>().map_or(json!([text]), Value::Number),
        Value::Array(mut list) => list.pop().unwrap_or_default(),
        other => json!([other]),
    };
}

/// Into lists and objects, deeper than the parser goes now and then.
fn wrap(place: &mut Value, random: &mut Random) {
    for _ in 0..random.size(160) {
        let inner = place.take();
        *place = if random.chance(2) { json!([inner]) } else { json!({ "message": inner }) };
    }
}

/// Into itself: an edit of an edit, a context in a context.
fn nest_alike(place: &mut Value, random: &mut Random) {
    let template = place.clone();
    for _ in 0..random.size(60) {
        let inner = place.take();
        *place = template.clone();
        let Some(object) = place.as_object_mut().filter(|object| !object.is_empty()) else { return };
        let index = random.below(object.len());
        *object.values_mut().nth(index).unwrap() = inner;
        if place.to_string().len() > 500_000 {
            return;
        }
    }
}
