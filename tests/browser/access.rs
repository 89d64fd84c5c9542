//! axe-core finds nothing: light and dark, both directions, closed, open, in a conversation, and about the data.

use serde_json::{Value, json};

use super::Embedded;
use crate::support::Run;
use crate::support::page::Page;

crate::suite![
    nothing_keeps_anybody_out_in_light,
    nothing_keeps_anybody_out_in_dark,
    nothing_keeps_anybody_out_from_right_to_left,
    nothing_keeps_anybody_out_of_the_hosted_page,
];

async fn nothing_keeps_anybody_out_in_light(run: &'static Run) {
    every_view(run, "en", "light").await;
}

async fn nothing_keeps_anybody_out_in_dark(run: &'static Run) {
    every_view(run, "en", "dark").await;
}

async fn nothing_keeps_anybody_out_from_right_to_left(run: &'static Run) {
    every_view(run, "ar", "dark").await;
    every_view(run, "ar", "light").await;
}

async fn nothing_keeps_anybody_out_of_the_hosted_page(run: &'static Run) {
    let mut shown = Embedded::hosted(run).await;
    shown.greeted().await;
    shown.says("How much is the Baju Kurung Melur?").await;
    shown.answers(1).await;
    check(&mut shown.page, "hosted").await;
}

async fn every_view(run: &'static Run, language: &str, scheme: &str) {
    let mut shown = Embedded::open(run, language, "").await;
    shown.page.prefers(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
    let name = |view: &str| format!("{language}-{scheme}-{view}");
    check(&mut shown.page, &name("closed")).await;
    shown.open_chat().await;
    check(&mut shown.page, &name("open")).await;
    shown.says("How much is the Baju Kurung Melur?").await;
    shown.answers(1).await;
    check(&mut shown.page, &name("talk")).await;
    shown.page.press("header .tool:nth-last-child(2)").await;
    shown.page.until("the rights", "$('.rights form')").await;
    shown.page.press(".rights > button.call").await;
    check(&mut shown.page, &name("data")).await;
}

/// What axe finds wrong. It comes by the protocol, which the page's policy does not bind.
pub(super) async fn check(page: &mut Page, view: &str) {
    page.picture(view).await;
    if page.value("typeof window.axe").await == "undefined" {
        let path = xtask::workspace_root().join("node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(path).expect("axe-core from npm");
        page.call("Runtime.evaluate", &json!({ "expression": source })).await;
    }
    let found = page.value("(await axe.run(document, { resultTypes: ['violations'] })).violations").await;
    let found: Vec<String> = found.as_array().expect("violations").iter().map(told).collect();
    assert!(found.is_empty(), "{view}: {found:#?}");
}

fn told(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().into_iter().flatten();
    let places: Vec<String> =
        nodes.map(|node| format!("{} ({})", node["target"], node["failureSummary"])).collect();
    format!("{}: {}: {}", violation["id"], violation["help"], places.join("; "))
}
