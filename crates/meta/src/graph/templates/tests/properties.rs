//! Whatever people write.

use proptest::prelude::*;

use super::super::*;
use super::{answer, order, order_values};
use crate::graph::Body;

fn values_for(schema: &Schema, said: &[(String, Option<String>)]) -> TemplateValues {
    let filling = |(slot, (value, fallback)): (&String, &(String, Option<String>))| Filling {
        name: Some(slot.clone()),
        value: value.clone(),
        fallback: fallback.clone(),
    };
    let header = match &schema.header {
        HeaderNeed::Text(slots) => slots.iter().zip(said).map(filling).map(HeaderValue::Text).next(),
        _ => None,
    };
    let body = schema.body.iter().zip(said).map(filling).collect();
    TemplateValues { header, body, buttons: order_values().buttons }
}

proptest! {
    #[test]
    fn what_passes_the_check_is_never_refused_for_its_form(
        said in prop::collection::vec(("[a-zé \t\n]{0,12}|\\PC{0,1100}", prop::option::of("[a-z ]{0,6}")), 4),
        body in "[a-z]{0,4}(\\{\\{[12ab]\\}\\} ){0,3}x",
        text in "N( \\{\\{1\\}\\})?",
    ) {
        let mut template = order();
        template["components"][0]["text"] = text.into();
        template["components"][1]["text"] = body.into();
        let schema = answer(&template).schema();
        match schema.check(&values_for(&schema, &said)) {
            Ok(template) => {
                prop_assert!(Body::template(&template).is_ok());
                prop_assert_eq!(template.body.len(), schema.body.len());
                prop_assert!(schema.text(&template).chars().count() <= 60 + 1_024 + 10);
            }
            Err(TemplateError::Empty(_)) => {
                let empty = |(value, fallback): &(String, Option<String>)| {
                    value.trim().is_empty() && fallback.as_ref().is_none_or(|text| text.trim().is_empty())
                };
                prop_assert!(said.iter().any(empty));
            }
            Err(error) => prop_assert!(matches!(error, TemplateError::TooLong { .. }), "{error}"),
        }
    }

    #[test]
    fn any_words_can_be_a_template(body: String, header: String, url: String) {
        let mut template = order();
        template["components"][0]["text"] = header.into();
        template["components"][1]["text"] = format!("{body}.").into();
        template["components"][3]["buttons"][1]["url"] = url.into();
        let schema = answer(&template).schema();
        let body = schema.body.iter().map(|slot| Filling::named(slot, "v")).collect();
        let sent = schema.check(&TemplateValues { body, ..order_values() });
        if let Ok(sent) = sent {
            prop_assert_eq!(sent.body.len(), schema.body.len());
        }
    }
}
