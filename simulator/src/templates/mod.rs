//! The templates of an account, as Meta stores them: whole JSON objects.

pub(crate) mod slots;

use serde_json::{Map, Value, json};

use crate::config::Template;
use crate::ids;

/// What the numbers of one account share.
#[derive(Default)]
pub(crate) struct Account {
    pub(crate) templates: Vec<StoredTemplate>,
    /// The most templates on one page; None: as many as the caller asks for.
    pub(crate) page: Option<usize>,
}

/// One template. What it was made with stays, also what the stand-in does not know.
#[derive(Debug, Clone)]
pub(crate) struct StoredTemplate {
    pub(crate) id: u64,
    pub(crate) fields: Map<String, Value>,
}

impl Account {
    pub(crate) fn by_id(&self, id: &str) -> Option<&StoredTemplate> {
        let id: u64 = id.parse().ok()?;
        self.templates.iter().find(|template| template.id == id)
    }

    pub(crate) fn find(&self, name: &str, language: &str) -> Option<&StoredTemplate> {
        self.templates.iter().find(|template| template.is(name, language))
    }

    pub(crate) fn find_mut(&mut self, name: &str, language: &str) -> Option<&mut StoredTemplate> {
        self.templates.iter_mut().find(|template| template.is(name, language))
    }

    /// A template of the same name and language gives way.
    pub(crate) fn put(&mut self, template: StoredTemplate) -> u64 {
        let id = template.id;
        self.templates.retain(|known| !known.is(template.text("name"), template.text("language")));
        self.templates.push(template);
        id
    }
}

impl StoredTemplate {
    /// Reads what Meta would list; what is missing gets Meta's usual value. None: no object with a name and a language.
    pub(crate) fn read(template: Value) -> Option<Self> {
        let Value::Object(mut fields) = template else { return None };
        let named = |key: &str| fields.get(key).is_some_and(Value::is_string);
        if !named("name") || !named("language") {
            return None;
        }
        let id = fields.get("id").and_then(|id| id.as_u64().or_else(|| id.as_str()?.parse().ok()));
        let id = id.unwrap_or_else(ids::number);
        fields.insert("id".to_owned(), json!(id.to_string()));
        let format = if slots::any_named(fields.get("components")) { "NAMED" } else { "POSITIONAL" };
        let usual = [("status", "APPROVED"), ("category", "UTILITY"), ("parameter_format", format)];
        for (key, value) in usual {
            fields.entry(key).or_insert(json!(value));
        }
        fields.entry("components").or_insert_with(|| json!([]));
        Some(Self { id, fields })
    }

    pub(crate) fn text(&self, key: &str) -> &str {
        self.fields.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn set(&mut self, key: &str, value: Value) {
        self.fields.insert(key.to_owned(), value);
    }

    pub(crate) fn is_named(&self) -> bool {
        self.text("parameter_format").eq_ignore_ascii_case("named")
    }

    /// The component of this type, such as `BODY`.
    pub(crate) fn component(&self, kind: &str) -> Option<&Value> {
        let components = self.fields.get("components")?.as_array()?;
        components.iter().find(|part| part["type"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(kind)))
    }

    fn is(&self, name: &str, language: &str) -> bool {
        self.text("name") == name && self.text("language") == language
    }
}

impl From<Template> for StoredTemplate {
    fn from(template: Template) -> Self {
        let Template { name, language, category, status, body } = template;
        let components = json!([{ "type": "BODY", "text": body }]);
        let fields = json!({ "name": name, "language": language, "category": category, "status": status, "components": components });
        Self::read(fields).expect("a name and a language should be enough")
    }
}
