//! `POST` and `DELETE /channels/{id}/templates`.

use serde_json::{Value, json};
use simulator::{CallKind, Fault};

use crate::support::templates::{order, written};
use crate::support::wait::until;
use crate::support::{Run, Shop};

crate::suite![
    a_template_is_handed_in_and_approved_later,
    what_meta_would_refuse_is_named_by_field,
    what_meta_refuses_is_told_with_its_code,
    one_language_or_all_of_a_template_are_deleted,
];

fn draft(run: &Run) -> Value {
    written(
        run,
        json!({ "name": "parcel_on_its_way", "language": "en_US", "category": "utility",
            "header": { "text": { "text": "Parcel {{parcel}}", "example": "1234" } },
            "body": "Hello {{first_name}}, it comes tomorrow.", "footer": "Reply to this message with questions",
            "buttons": [
                { "quick_reply": { "text": "Another day, please" } },
                { "url": { "text": "Follow the parcel", "url": "https://kedai.example/p/{{1}}", "example": "abc" } } ],
            "examples": { "first_name": "Aina" } }),
    )
}

async fn a_template_is_handed_in_and_approved_later(run: &'static Run) {
    let shop = Shop::open(run).await;
    let made = shop.api.post(&shop.templates_path(""), &draft(run)).await.expect(201);
    assert_eq!((&made["status"], &made["is_sendable"]), (&json!("PENDING"), &json!(false)));
    assert_eq!(made["parameters"]["body"], json!(["first_name"]));
    let at_meta = shop.number.templates();
    assert_eq!(at_meta.len(), 1);
    assert_eq!(at_meta[0]["parameter_format"], "NAMED");
    let example = json!([{ "param_name": "first_name", "example": "Aina" }]);
    assert_eq!(at_meta[0]["components"][1]["example"]["body_text_named_params"], example);
    shop.number.set_template_status("parcel_on_its_way", "en_US", "APPROVED").await.expect("a template");
    until("the approval", || async {
        let templates = shop.templates().await;
        if templates[0]["is_sendable"] == true { Ok(()) } else { Err(format!("{templates:?}")) }
    })
    .await;
    // What a sync brings is the same.
    let known = shop.templates().await;
    shop.sync_templates().await;
    assert_eq!(shop.templates().await[0]["parameters"], known[0]["parameters"]);
}

async fn what_meta_would_refuse_is_named_by_field(run: &'static Run) {
    let shop = Shop::open(run).await;
    for (field, value) in [
        ("name", json!("Has Capitals")),
        ("language", json!("")),
        ("category", json!("authentication")),
        ("header", json!({ "text": { "text": "x".repeat(61) } })),
        ("body", json!("ends with {{1}}")),
        ("body", json!("{{first_name}} and {{last_name}}, hello.")),
        ("footer", json!("by {{1}}.")),
        ("buttons", json!([{ "quick_reply": { "text": "x".repeat(26) } }])),
    ] {
        let mut bad = draft(run);
        bad[field] = value;
        shop.api.post(&shop.templates_path(""), &bad).await.blames(field);
    }
    let mut bad = draft(run);
    bad["buttons"] = json!([{ "quick_reply": { "text": "Fine", "colour": "red" } }]);
    let problem = shop.api.post(&shop.templates_path(""), &bad).await.problem(422);
    assert!(problem["field"].as_str().is_some_and(|field| field.starts_with("buttons[0]")), "{problem}");
    assert!(shop.number.templates().is_empty());
}

async fn what_meta_refuses_is_told_with_its_code(run: &'static Run) {
    let shop = Shop::open(run).await;
    let refusal = Fault::GraphError {
        http: 400,
        code: 100,
        subcode: Some(2_388_293),
        message: "Invalid parameter".to_owned(),
        is_transient: false,
    };
    shop.number.fault_on(CallKind::Account, refusal, 1);
    let problem = shop.api.post(&shop.templates_path(""), &draft(run)).await.problem(409);
    assert!(problem["detail"].as_str().is_some_and(|why| why.contains("2388293")), "{problem}");
    shop.number.fault_on(CallKind::Account, Fault::CutConnection, 1);
    shop.api.post(&shop.templates_path(""), &draft(run)).await.problem(502);
    assert!(shop.templates().await.is_empty());
}

async fn one_language_or_all_of_a_template_are_deleted(run: &'static Run) {
    let shop = Shop::open(run).await;
    let in_language = |language: &str| {
        let mut template = order(run);
        template["language"] = json!(language);
        template
    };
    shop.with_templates(&[in_language("en_US"), in_language("ms"), in_language("zh_CN")]).await;
    shop.api.delete(&shop.templates_path("/order_confirmation?language=ms")).await.expect(204);
    let languages = |templates: &[Value]| {
        templates
            .iter()
            .map(|one| one["language"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(languages(&shop.templates().await), ["en_US", "zh_CN"]);
    assert_eq!(languages(&shop.number.templates()), ["en_US", "zh_CN"]);
    shop.api.delete(&shop.templates_path("/order_confirmation?language=ms")).await.problem(404);
    shop.api.delete(&shop.templates_path("/no_such_template")).await.problem(404);
    shop.api.delete(&shop.templates_path("/order_confirmation")).await.expect(204);
    assert!(shop.templates().await.is_empty() && shop.number.templates().is_empty());
}
