//! Reading JSON that someone else shapes: every look-up may find nothing, none may fail.
//!
//! Typed deserialising would refuse a whole webhook for one field of an unexpected type; Meta would then repeat it
//! for days and its good messages would be lost with it.

use domain::time::Timestamp;
use serde_json::Value;

static NULL: Value = Value::Null;

/// Stamps above this are milliseconds, below it seconds: the year 5138 in one reading, 1973 in the other.
const SECONDS_END: i64 = 100_000_000_000;

/// The longest id, in bytes; Meta's longest that we know are Instagram's message ids with fewer than 300. An account's
/// id is copied into each of its events, so that its length counts a thousandfold.
const ID_MAX: usize = 512;
/// The longest name of a person that is kept, in characters; a contact's is copied into each of their messages.
const NAME_MAX: usize = 128;

/// A place in a JSON document that may be missing.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a>(&'a Value);

impl<'a> Node<'a> {
    pub(crate) fn new(value: &'a Value) -> Self {
        Self(value)
    }

    pub(crate) fn at(self, key: &str) -> Self {
        Self(self.0.get(key).unwrap_or(&NULL))
    }

    /// The first of `keys` that is present: Meta spells some fields in two ways.
    pub(crate) fn any(self, keys: &[&str]) -> Self {
        keys.iter().map(|key| self.at(key)).find(|node| node.exists()).unwrap_or(Self(&NULL))
    }

    pub(crate) fn exists(self) -> bool {
        !self.0.is_null()
    }

    pub(crate) fn is_object(self) -> bool {
        self.0.is_object()
    }

    pub(crate) fn items(self) -> impl Iterator<Item = Node<'a>> {
        self.0.as_array().into_iter().flatten().map(Node)
    }

    pub(crate) fn entries(self) -> impl Iterator<Item = (&'a str, Node<'a>)> {
        self.0.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), Node(value)))
    }

    /// A text that says something.
    pub(crate) fn text(self) -> Option<String> {
        self.0.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// What a person calls themselves, cut where no name is that long.
    pub(crate) fn name(self) -> Option<String> {
        let text = self.0.as_str().filter(|text| !text.is_empty())?;
        Some(text.chars().take(NAME_MAX).collect())
    }

    /// An id, written as text or as an integer. A fraction or an integer too large for 64 bits is no id: its digits
    /// are already lost. Nor is a text that is too long.
    pub(crate) fn id(self) -> Option<String> {
        match self.0 {
            Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
            Value::String(text) if text.len() > ID_MAX => None,
            _ => self.text(),
        }
    }

    /// A word or a number, as written.
    pub(crate) fn word(self) -> Option<String> {
        match self.0 {
            Value::Number(number) => Some(number.to_string()),
            _ => self.text(),
        }
    }

    pub(crate) fn int(self) -> Option<i64> {
        match self.0 {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_i64(),
        }
    }

    pub(crate) fn float(self) -> Option<f64> {
        match self.0 {
            Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            other => other.as_f64(),
        }
    }

    /// True only if it says so: `true`, `1` or `"true"`.
    pub(crate) fn flag(self) -> bool {
        match self.0 {
            Value::Bool(value) => *value,
            Value::String(text) => text == "true",
            other => other.as_i64() == Some(1),
        }
    }

    /// A moment in seconds or milliseconds, as integer or text: products and versions differ.
    pub(crate) fn moment(self) -> Option<Timestamp> {
        let stamp = self.int().filter(|stamp| *stamp > 0)?;
        let seconds = stamp < SECONDS_END;
        Some(if seconds { Timestamp::from_seconds(stamp) } else { Timestamp::from_millis(stamp) })
    }
}

/// `Debug` that prints only the named fields, which must hold nothing a person wrote and nothing that names them:
/// these types pass through logs and panics.
macro_rules! log_safe {
    ($($name:ident { $($field:ident),* $(,)? })+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &self.$field))*
                    .finish_non_exhaustive()
            }
        }
    )+};
}
pub(crate) use log_safe;

/// `Debug` for a type of which even the variant's content is private: its name only.
macro_rules! log_safe_unit {
    ($name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }
    };
}
pub(crate) use log_safe_unit;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_every_digit() {
        let value: Value = serde_json::from_str(r#"["17841405822304914", 17841405822304914, 18446744073709551615, 1.5, 99999999999999999999, "", true]"#).unwrap();
        let ids: Vec<Option<String>> = Node::new(&value).items().map(Node::id).collect();
        let text = |id: &str| Some(id.to_owned());
        let large = text("17841405822304914");
        assert_eq!(ids, [large.clone(), large, text("18446744073709551615"), None, None, None, None]);
    }

    #[test]
    fn ids_and_names_have_an_end() {
        let value =
            serde_json::json!(["7".repeat(ID_MAX), "7".repeat(ID_MAX + 1), "é".repeat(NAME_MAX + 1), ""]);
        let nodes: Vec<Node<'_>> = Node::new(&value).items().collect();
        assert!(nodes[0].id().is_some() && nodes[1].id().is_none());
        assert_eq!((nodes[2].name(), nodes[3].name()), (Some("é".repeat(NAME_MAX)), None));
    }

    #[test]
    fn stamps_in_seconds_and_milliseconds_are_one_moment() {
        let value: Value =
            serde_json::from_str(r#"["1760000000", 1760000000, 1760000000000, 0, -5, "soon"]"#).unwrap();
        let moments: Vec<Option<Timestamp>> = Node::new(&value).items().map(Node::moment).collect();
        let moment = Some(Timestamp::from_seconds(1_760_000_000));
        assert_eq!(moments, [moment, moment, moment, None, None, None]);
    }

    #[test]
    fn a_wrong_type_is_nothing() {
        let value: Value = serde_json::from_str(r#"{"a":[1],"b":"x"}"#).unwrap();
        let node = Node::new(&value);
        assert!(node.at("a").text().is_none() && node.at("b").int().is_none() && !node.at("b").flag());
        assert!(node.at("b").at("c").items().next().is_none());
        assert_eq!(node.any(&["z", "b"]).text().as_deref(), Some("x"));
    }
}
