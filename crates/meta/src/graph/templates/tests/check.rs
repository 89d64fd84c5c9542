//! Values against templates, and the message that comes out.

use serde_json::{Value, json};

use super::super::*;
use super::{answer, button, order, order_values, positional, text, wire};
use crate::graph::{Body, File, Limits, Template};
use crate::webhook::MediaKind;

#[test]
fn a_named_template_is_sent_as_meta_wants_it() {
    let schema = answer(&order()).schema();
    let template = schema.check(&order_values()).unwrap();
    let expected = json!({"name": "order_confirmation", "language": {"code": "pt_BR"}, "components": [
        {"type": "header", "parameters": [{"type": "text", "parameter_name": "order", "text": "42"}]},
        {"type": "body", "parameters": [
            {"type": "text", "parameter_name": "first_name", "text": "Ana"},
            {"type": "text", "parameter_name": "items", "text": "Café"}]},
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "t/9"}]},
        {"type": "button", "sub_type": "copy_code", "index": "4", "parameters": [{"type": "coupon_code", "coupon_code": "25OFF"}]}]});
    assert_eq!(wire(&template), expected);
    assert_eq!(schema.text(&template), "Pedido 42\nOlá Ana, Café chega. Obrigado, Ana!\nLoja X");
    let stored = serde_json::to_string(&order_values()).unwrap();
    assert_eq!(serde_json::from_str::<TemplateValues>(&stored).unwrap(), order_values());
    assert!(!format!("{:?} {template:?} {:?}", order_values(), order_values().header).contains("Ana"));
}

#[test]
fn a_positional_template_goes_by_order_or_number() {
    let schema = positional(&json!({}), "Hi {{1}}, {{2}}.");
    let template = schema.check(&text(&["Ana", "12 €"])).unwrap();
    let parameters = json!([{"type": "text", "text": "Ana"}, {"type": "text", "text": "12 €"}]);
    assert_eq!(wire(&template)["components"], json!([{"type": "body", "parameters": parameters}]));
    let by_number = vec![Filling::named("2", "12 €"), Filling::named("1", "Ana")];
    let by_number = TemplateValues { body: by_number, ..TemplateValues::default() };
    assert_eq!(schema.check(&by_number).unwrap(), template);
}

#[test]
fn the_error_names_the_parameter() {
    let schema = answer(&order()).schema();
    let broken = |change: fn(&mut TemplateValues)| {
        let mut values = order_values();
        change(&mut values);
        schema.check(&values).unwrap_err()
    };
    let body = |name: &str| Place::BodyValue(name.to_owned());
    assert_eq!(broken(|values| values.body.truncate(1)), TemplateError::Missing(body("first_name")));
    assert_eq!(broken(|values| values.body.push(Filling::named("x", "1"))), TemplateError::Extra(body("x")));
    assert_eq!(broken(|values| values.body[1].name = None), TemplateError::Extra(body("2")));
    assert_eq!(
        broken(|values| values.body.push(Filling::named("items", "1"))),
        TemplateError::Repeated(body("items"))
    );
    assert_eq!(broken(|values| values.body[0].value = " \n".to_owned()), TemplateError::Empty(body("items")));
    let long = broken(|values| values.body[0].value = "x".repeat(1_025));
    assert_eq!(long, TemplateError::TooLong { place: body("items"), max: Limits::BODY });
    let whole = broken(|values| values.body[0].value = "x".repeat(1_000));
    assert_eq!(whole, TemplateError::TooLong { place: Place::Body, max: Limits::BODY });
    let header =
        broken(|values| values.header = Some(HeaderValue::Text(Filling::named("order", &"9".repeat(54)))));
    assert_eq!(header, TemplateError::TooLong { place: Place::Header, max: Limits::HEADER });
    let order = Place::HeaderValue("order".to_owned());
    assert_eq!(broken(|values| values.header = None), TemplateError::Missing(order));
    assert_eq!(broken(|values| values.buttons.truncate(1)), TemplateError::Missing(Place::Button(1)));
    for index in [2, 3, 9] {
        let mut values = order_values();
        values.buttons.push(button(index, "x"));
        assert_eq!(schema.check(&values).unwrap_err(), TemplateError::Extra(Place::Button(index)));
    }
    assert_eq!(
        broken(|values| values.buttons.push(button(1, "x"))),
        TemplateError::Repeated(Place::Button(1))
    );
    let code = broken(|values| values.buttons[0].value = "x".repeat(21));
    assert_eq!(code, TemplateError::TooLong { place: Place::Button(4), max: Limits::COPY_CODE });
    let spaced = broken(|values| values.buttons[1].value = "a b".to_owned());
    assert_eq!(spaced.to_string(), "button 2 must be a part of an address, without spaces");
    assert_eq!(broken(|values| values.body.truncate(1)).to_string(), "the body's {{first_name}} is missing");
    let made_up = broken(|values| values.body.push(Filling::named("call +55 11", "1")));
    assert_eq!(made_up, TemplateError::Extra(body("?")));
}

#[test]
fn empty_values_use_their_fallback() {
    let schema = answer(&order()).schema();
    let mut values = order_values();
    values.body[1] = Filling::named("first_name", "  ").or("cliente");
    values.buttons[1].value = String::new();
    values.buttons[1].fallback = Some("home".to_owned());
    let said = schema.text(&schema.check(&values).unwrap());
    assert!(said.contains("Olá cliente,"), "{said}");
    values.body[1] = Filling::named("first_name", "").or(" ");
    let empty = TemplateError::Empty(Place::BodyValue("first_name".to_owned()));
    assert_eq!(schema.check(&values), Err(empty));
}

#[test]
fn values_lose_what_meta_refuses_in_them() {
    let schema = positional(&json!({}), "To: {{1}}.");
    let sent = schema.check(&text(&[" Rua A, 1\r\n\tSão  Paulo "])).unwrap();
    assert_eq!(schema.text(&sent), "To: Rua A, 1 São Paulo.");
    assert!(Body::template(&sent).is_ok());
    let kept = schema.check(&text(&["a    b"])).unwrap();
    assert_eq!(schema.text(&kept), "To: a    b.");
}

#[test]
fn headers_with_files_and_places() {
    let with = |format: &str| positional(&json!({"type": "HEADER", "format": format}), "Hi.");
    let given = |header| TemplateValues { header: Some(header), ..TemplateValues::default() };
    let file = |file: File, filename: Option<&str>| {
        given(HeaderValue::File { file, filename: filename.map(str::to_owned) })
    };
    let id = || File::Id("7".to_owned());
    assert_eq!(with("IMAGE").header, HeaderNeed::File(MediaKind::Image));
    let parameter = |template: &Template| wire(template)["components"][0]["parameters"][0].clone();
    let image = with("IMAGE").check(&file(id(), None)).unwrap();
    assert_eq!(parameter(&image), json!({"type": "image", "image": {"id": "7"}}));
    let link = File::Link("https://shop.example/a.pdf".to_owned());
    let document = with("DOCUMENT").check(&file(link, Some("Invoice.pdf"))).unwrap();
    let expected = json!({"link": "https://shop.example/a.pdf", "filename": "Invoice.pdf"});
    assert_eq!(parameter(&document), json!({"type": "document", "document": expected}));
    let place = |latitude| {
        let (name, address) = ("Loja".to_owned(), "Rua A".to_owned());
        given(HeaderValue::Location { latitude, longitude: -46.6, name, address })
    };
    let location = json!({"latitude": -23.5, "longitude": -46.6, "name": "Loja", "address": "Rua A"});
    let found = with("LOCATION").check(&place(-23.5)).unwrap();
    assert_eq!(parameter(&found), json!({"type": "location", "location": location}));

    let wrong = |expected| Err(TemplateError::Wrong { place: Place::Header, expected });
    assert_eq!(with("VIDEO").check(&TemplateValues::default()), Err(TemplateError::Missing(Place::Header)));
    assert_eq!(with("VIDEO").check(&place(0.0)), wrong("a video"));
    assert_eq!(with("LOCATION").check(&place(91.0)), wrong("a place on the globe"));
    assert_eq!(with("IMAGE").check(&file(id(), Some("a.png"))), wrong("a file without a name"));
    let open = File::Link("http://shop.example/a.png".to_owned());
    assert_eq!(with("IMAGE").check(&file(open, None)), wrong("an https address"));
    let empty = file(File::Id(String::new()), None);
    assert_eq!(with("IMAGE").check(&empty), Err(TemplateError::Empty(Place::Header)));
    let fixed = positional(&json!({"type": "HEADER", "format": "TEXT", "text": "News"}), "Hi.");
    assert_eq!(fixed.check(&file(id(), None)), Err(TemplateError::Extra(Place::Header)));
    assert_eq!(fixed.text(&fixed.check(&TemplateValues::default()).unwrap()), "News\nHi.");
}

#[test]
fn only_approved_templates_go() {
    for status in ["PENDING", "REJECTED", "PAUSED", "DISABLED", "FLAGGED", "", "NEW_WORD"] {
        let mut template = order();
        template["status"] = status.into();
        let schema = answer(&template).schema();
        assert_eq!(schema.check(&order_values()), Err(TemplateError::NotApproved(Status::from_word(status))));
    }
    let events = ["APPROVED", "REINSTATED", "PAUSED", "FLAGGED", "UNLOCKED"].map(Status::after_event);
    assert_eq!(events, [Some(Status::Approved), Some(Status::Approved), Some(Status::Paused), None, None]);
}

#[test]
fn parts_that_cannot_be_filled_here_keep_a_template_back() {
    let with = |part: Value| {
        let mut template = order();
        template["components"].as_array_mut().unwrap().push(part);
        answer(&template).schema().check(&order_values())
    };
    let not = |what: &str| Err(TemplateError::NotSent(what.to_owned()));
    assert_eq!(with(json!({"type": "CAROUSEL", "cards": []})), not("CAROUSEL"));
    assert_eq!(with(json!({"type": "limited_time_offer"})), not("LIMITED_TIME_OFFER"));
    assert_eq!(
        positional(&json!({"type": "HEADER", "format": "PRODUCT"}), "Hi.").not_sent.as_deref(),
        Some("PRODUCT")
    );
    assert!(with(json!({"type": "CALL_PERMISSION_REQUEST"})).is_ok(), "a part that needs nothing");
}
