//! Templates that are handed in.

use http::Method;
use serde_json::{Value, json};

use super::super::*;
use super::endpoint;
use crate::graph::LimitError;

fn draft() -> NewTemplate {
    let example = |name: &str, value: &str| Example { name: name.to_owned(), value: value.to_owned() };
    NewTemplate {
        name: "order_confirmation".to_owned(),
        language: "pt_BR".to_owned(),
        category: Category::Utility,
        header: Some(NewHeader::Text {
            text: "Pedido {{order}}".to_owned(),
            example: Some("123".to_owned()),
        }),
        body: "Olá {{first_name}}, tudo certo.".to_owned(),
        footer: Some("Loja X".to_owned()),
        buttons: vec![
            NewButton::QuickReply("Sair".to_owned()),
            NewButton::Url {
                text: "Ver".to_owned(),
                url: "https://x.example/{{1}}".to_owned(),
                example: Some("abc".to_owned()),
            },
            NewButton::PhoneNumber { text: "Ligar".to_owned(), number: "+551199990000".to_owned() },
            NewButton::CopyCode("25OFF".to_owned()),
            NewButton::RequestContactInfo,
        ],
        examples: vec![example("first_name", "Ana")],
    }
}

#[test]
fn a_template_is_handed_in() {
    let request = create(&endpoint(), "EAA", "102", &Draft::of(&draft()).unwrap()).unwrap();
    assert_eq!((request.method(), request.uri().path()), (&Method::POST, "/v25.0/102/message_templates"));
    let expected = json!({"name": "order_confirmation", "language": "pt_BR", "category": "UTILITY",
        "parameter_format": "NAMED", "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Pedido {{order}}",
         "example": {"header_text_named_params": [{"param_name": "order", "example": "123"}]}},
        {"type": "BODY", "text": "Olá {{first_name}}, tudo certo.",
         "example": {"body_text_named_params": [{"param_name": "first_name", "example": "Ana"}]}},
        {"type": "FOOTER", "text": "Loja X"},
        {"type": "BUTTONS", "buttons": [
            {"type": "QUICK_REPLY", "text": "Sair"},
            {"type": "URL", "text": "Ver", "url": "https://x.example/{{1}}", "example": ["abc"]},
            {"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+551199990000"},
            {"type": "COPY_CODE", "example": "25OFF"}, {"type": "REQUEST_CONTACT_INFO"}]}]});
    assert_eq!(serde_json::from_slice::<Value>(request.body()).unwrap(), expected);
    let created = read_create(200, br#"{"id":"572279198452421","status":"PENDING","category":"MARKETING"}"#);
    let created = created.unwrap();
    assert_eq!((&created.status, &created.category), (&Status::Pending, &Some(Category::Marketing)));
    let kept = Draft::of(&draft()).unwrap().stored(&created).unwrap();
    assert_eq!((kept.id.as_str(), kept.category.as_str()), ("572279198452421", "MARKETING"), "Meta's choice");
    assert_eq!((kept.components.len(), kept.schema().body), (4, vec!["first_name".to_owned()]));
    let refused = br#"{"error":{"code":100,"error_subcode":2388293,"message":"Invalid parameter"}}"#;
    assert!(!read_create(400, refused).unwrap_err().outcome_unknown());
}

#[test]
fn a_positional_draft_has_its_own_examples() {
    let example = |name: &str| Example { name: name.to_owned(), value: format!("v{name}") };
    let new = NewTemplate {
        header: Some(NewHeader::Text { text: "No {{1}}".to_owned(), example: Some("h".to_owned()) }),
        body: "Hi {{1}} and {{2}}.".to_owned(),
        examples: vec![example("2"), example("1")],
        ..draft()
    };
    let json = Draft::of(&new).unwrap().json().clone();
    assert_eq!(json["parameter_format"], "POSITIONAL");
    assert_eq!(json["components"][0]["example"], json!({"header_text": ["h"]}));
    assert_eq!(json["components"][1]["example"], json!({"body_text": [["v1", "v2"]]}));
}

#[test]
fn what_meta_would_refuse_is_not_handed_in() {
    let fails = |change: &dyn Fn(&mut NewTemplate)| {
        let mut new = draft();
        change(&mut new);
        Draft::of(&new).unwrap_err()
    };
    let word = |text: &str| text.to_owned();
    assert_eq!(fails(&|new| new.name = word("Order")).field, "name");
    assert_eq!(fails(&|new| new.language.clear()).field, "language");
    assert_eq!(fails(&|new| new.category = Category::Authentication).field, "category");
    fails(&|new| new.header = Some(NewHeader::Text { text: word("{{a}} {{b}}"), example: Some(word("x")) }));
    fails(&|new| new.header = Some(NewHeader::File { format: HeaderFormat::Text, handle: word("4::a") }));
    assert_eq!(
        fails(&|new| new.header = Some(NewHeader::Text { text: word("{{order}} x"), example: None })),
        DraftError { field: "header", error: LimitError::Empty("a placeholder's example") }
    );
    for body in [
        "",
        "{{first_name}} hi",
        "hi {{first_name}}",
        "hi {{first_name",
        "hi {{First}}.",
        "hi {{}}.",
        "hi {{1}}.",
        "a {{1}} {{b}}.",
    ] {
        assert_eq!(fails(&|new| new.body = word(body)).field, "body");
    }
    let gap = fails(&|new| {
        new.header = None;
        new.body = word("a {{1}} {{3}}.");
    });
    assert_eq!(gap.error, LimitError::NotAllowed("this way of writing placeholders"));
    fails(&|new| new.examples.clear());
    fails(&|new| new.footer = Some(word("by {{1}} x")));
    assert_eq!(fails(&|new| new.footer = Some("x".repeat(61))).field, "footer");
    assert_eq!(
        fails(&|new| new.buttons.push(NewButton::PhoneNumber { text: word("Ligar"), number: word("+1") }))
            .field,
        "buttons"
    );
    fails(&|new| new.buttons.push(NewButton::QuickReply(word("Depois"))));
    fails(&|new| new.buttons.push(NewButton::CopyCode(word("X"))));
    fails(&|new| new.buttons[0] = NewButton::QuickReply("x".repeat(26)));
    fails(&|new| new.buttons = vec![NewButton::RequestContactInfo; 11]);
    let url = |url: &str, example: Option<&str>| NewButton::Url {
        text: word("Ver"),
        url: word(url),
        example: example.map(str::to_owned),
    };
    for broken in ["http://x.example/", "https://x.example/{{1}}/a", "https://x.example/{{2}}"] {
        fails(&|new| new.buttons = vec![url(broken, Some("a"))]);
    }
    fails(&|new| new.buttons = vec![url("https://x.example/{{1}}", None)]);
    fails(&|new| new.buttons = vec![url("https://x.example/", None); 3]);
}
