//! Templates from Meta's answer to the message that is sent.

mod check;
mod draft;
mod properties;

use serde_json::{Value, json};

use super::*;
use crate::graph::{Body, Template};

fn endpoint() -> Endpoint {
    Endpoint::new("https://graph.facebook.com", "v25.0")
}

fn answer(template: &Value) -> StoredTemplate {
    let body = json!({"data": [template], "paging": {"cursors": {"after": "A"}}}).to_string();
    let mut page = read_list(200, body.as_bytes()).unwrap();
    page.items.remove(0)
}

/// Named parameters, and a button of each kind.
fn order() -> Value {
    json!({"id": "594425479261596", "name": "order_confirmation", "language": "pt_BR", "status": "APPROVED",
        "category": "UTILITY", "parameter_format": "NAMED", "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Pedido {{order}}",
         "example": {"header_text_named_params": [{"param_name": "order", "example": "123"}]}},
        {"type": "BODY", "text": "Olá {{first_name}}, {{ items }} chega. Obrigado, {{first_name}}!"},
        {"type": "FOOTER", "text": "Loja X"},
        {"type": "BUTTONS", "buttons": [
            {"type": "QUICK_REPLY", "text": "Sair"},
            {"type": "URL", "text": "Ver", "url": "https://shop.example/{{1}}", "example": ["abc"]},
            {"type": "URL", "text": "Loja", "url": "https://shop.example/"},
            {"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+5511"},
            {"type": "COPY_CODE", "text": "Copiar"},
            {"type": "REQUEST_CONTACT_INFO"}]}]})
}

fn positional(header: &Value, body: &str) -> Schema {
    answer(&json!({"id": 1, "name": "note", "language": "en", "status": "APPROVED", "category": "MARKETING",
        "components": [header, {"type": "BODY", "text": body}]}))
    .schema()
}

fn order_values() -> TemplateValues {
    TemplateValues {
        header: Some(HeaderValue::Text(Filling::named("order", "42"))),
        body: vec![Filling::named("items", "Café"), Filling::named("first_name", "Ana")],
        buttons: vec![button(4, "25OFF"), button(1, "t/9")],
    }
}

fn button(index: u8, value: &str) -> ButtonValue {
    ButtonValue { index, value: value.to_owned(), fallback: None }
}

fn text(values: &[&str]) -> TemplateValues {
    TemplateValues { body: values.iter().copied().map(Filling::new).collect(), ..TemplateValues::default() }
}

fn wire(template: &Template) -> Value {
    let body = Body::template(template).unwrap();
    serde_json::to_value(&body).unwrap()["value"].clone()
}

#[test]
fn requests() {
    let line = |request: Result<Request<Vec<u8>>, RequestError>| {
        let request = request.unwrap();
        format!("{} {}", request.method(), request.uri().path_and_query().unwrap())
    };
    let fields = "fields=id,name,language,status,category,parameter_format,components&limit=100";
    let to = endpoint();
    assert_eq!(line(list(&to, "EAA", "102", None)), format!("GET /v25.0/102/message_templates?{fields}"));
    let next = line(list(&to, "EAA", "102", Some("MjQ=")));
    assert_eq!(next, format!("GET /v25.0/102/message_templates?{fields}&after=MjQ%3D"));
    let every = line(delete(&to, "EAA", "102", "order_confirmation", None));
    assert_eq!(every, "DELETE /v25.0/102/message_templates?name=order_confirmation");
    let one = line(delete(&to, "EAA", "102", "order_confirmation", Some("59")));
    assert_eq!(one, "DELETE /v25.0/102/message_templates?name=order_confirmation&hsm_id=59");
    for name in ["", "a&b=c", "a b", "a/b"] {
        assert_eq!(delete(&to, "EAA", "102", name, None).unwrap_err(), RequestError::Id, "{name}");
    }
}

#[test]
fn a_page_is_read_whole() {
    let body = json!({"data": [order(), {"id": "2", "name": "n", "language": "en", "status": "reinstated",
        "category": "NEW", "components": [{"type": "BODY", "text": "Hi {{name}}"}, {"type": "CAROUSEL", "cards": []}]}, {"id": "3"}],
        "paging": {"cursors": {"before": "B", "after": "A"}, "next": "https://graph"}});
    let page = read_list(200, body.to_string().as_bytes()).unwrap();
    assert_eq!((page.items.len(), page.after.as_deref()), (2, Some("A")));
    let first = &page.items[0];
    assert_eq!((first.id.as_str(), &first.status), ("594425479261596", &Status::Approved));
    assert_eq!((&first.category, &first.parameter_format), (&Category::Utility, &ParameterFormat::Named));
    let second = &page.items[1];
    assert_eq!(second.status, Status::Other("REINSTATED".to_owned()));
    assert_eq!(second.parameter_format, ParameterFormat::Named, "seen in the body");
    let stored = serde_json::to_string(&page.items).unwrap();
    assert_eq!(serde_json::from_str::<Vec<StoredTemplate>>(&stored).unwrap(), page.items);
    assert!(stored.contains(r#""status":"APPROVED""#));
}

#[test]
fn what_a_send_must_give() {
    let schema = answer(&order()).schema();
    assert_eq!(schema.header, HeaderNeed::Text(vec!["order".to_owned()]));
    assert_eq!(schema.body, ["first_name", "items"]);
    let takes: Vec<_> = schema.buttons.iter().map(|need| (need.takes, need.is_required())).collect();
    let (none, payload) = ((None, false), (Some(Takes::Payload), false));
    let (suffix, code) = ((Some(Takes::Suffix), true), (Some(Takes::Code), true));
    assert_eq!(takes, [payload, suffix, none, none, code, none]);
    assert_eq!(schema.buttons[3].kind, ButtonKind::PhoneNumber);
    let many = positional(&json!({}), "{{10}} {{2}} {{1}} {{2}} {{3}}{{4}}{{5}}{{6}}{{7}}{{8}}{{9}}.");
    assert_eq!(many.body, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    assert_eq!(positional(&json!({}), "Hi {{shop}}, {{city}}.").body, ["shop", "city"], "as they come");
}
