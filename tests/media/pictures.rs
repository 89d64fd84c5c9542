//! Pictures go to the model where it takes them and the owner allowed it, on either wire; else it is told that there is
//! one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use simulator::{Answer, Media, SAMPLE_PICTURE, Wire};

use super::{file_is, sends};
use crate::support::channel::Channel;
use crate::support::{Run, Shop};

crate::on_channels![
    every: [
        a_model_of_anthropic_sees_the_picture,
        a_model_of_openai_sees_the_picture,
        nothing_is_shown_unless_the_owner_allowed_it,
        a_model_that_cannot_see_is_told_so,
        a_picture_that_the_model_declines_does_not_cost_the_answer,
        at_most_the_last_four_are_shown,
    ],
    files_by_id: [the_words_under_it_go_along],
];

const CAPTION: &str = "Do you have this dress?";

fn allowed() -> serde_json::Value {
    json!({ "agent": { "images": true } })
}

async fn sees(run: &'static Run, channel: Channel, wire: Wire) {
    let shop = Shop::open_on(run, channel).await.ask_model(wire).await;
    shop.change_settings(&allowed()).await;
    shop.script(vec![Answer::text("A lovely dress! Yes.")]);
    let person = shop.person().await;
    person.sends_picture(SAMPLE_PICTURE).await;
    let answer = person.reply().await;
    assert!(answer.text.contains("A lovely dress!"), "{}", answer.text);
    let asked = shop.llm_requests();
    assert!(asked[0].problem.is_none(), "{:?}", asked[0].problem);
    let body = asked[0].body.to_string();
    assert!(body.contains(&STANDARD.encode(SAMPLE_PICTURE)), "the picture should be in the request");
    assert!(body.contains("[image]"), "{body}");
}

async fn the_words_under_it_go_along(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.script(vec![Answer::text("Yes, we have it.")]);
    let person = shop.person().await;
    sends(&person, Media::image("image/png", SAMPLE_PICTURE).caption(CAPTION)).await;
    person.reply().await;
    let body = shop.llm_requests()[0].body.to_string();
    assert!(body.contains(&format!("[image, which you cannot see] {CAPTION}")), "{body}");
}

async fn a_model_of_anthropic_sees_the_picture(run: &'static Run, channel: Channel) {
    sees(run, channel, Wire::Anthropic).await;
}

async fn a_model_of_openai_sees_the_picture(run: &'static Run, channel: Channel) {
    sees(run, channel, Wire::OpenAi).await;
}

/// The model hears of the picture and gets nothing of it.
async fn is_told(shop: &Shop) {
    shop.script(vec![Answer::text("I cannot open pictures.")]);
    let person = shop.person().await;
    person.sends_picture(SAMPLE_PICTURE).await;
    person.reply().await;
    let body = shop.llm_requests()[0].body.to_string();
    assert!(!body.contains(&STANDARD.encode(SAMPLE_PICTURE)), "the picture should not be in the request");
    assert!(body.contains("[image, which you cannot see]"), "{body}");
    file_is(shop, "stored").await;
}

async fn nothing_is_shown_unless_the_owner_allowed_it(run: &'static Run, channel: Channel) {
    is_told(&Shop::thinking_on(run, channel).await).await;
}

async fn a_model_that_cannot_see_is_told_so(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await.ask_model(Wire::OpenAi).await;
    shop.change_settings(&allowed()).await;
    shop.change_settings(&json!({ "llm": { "model": "deepseek-chat" } })).await;
    is_told(&shop).await;
}

async fn a_picture_that_the_model_declines_does_not_cost_the_answer(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.change_settings(&allowed()).await;
    let answers = vec![Answer::status(400), Answer::text("I could not open it.")];
    shop.script(answers);
    let person = shop.person().await;
    person.sends_picture(SAMPLE_PICTURE).await;
    let answer = person.reply().await;
    assert!(answer.text.contains("I could not open it."), "{}", answer.text);
    let asked = shop.llm_requests();
    assert_eq!(asked.len(), 2);
    assert!(asked[1].body.to_string().contains("[image, which you cannot see]"));
}

async fn at_most_the_last_four_are_shown(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.change_settings(&allowed()).await;
    shop.script(vec![Answer::text("What a lot of dresses!")]);
    let person = shop.person().await;
    for _ in 0..5 {
        person.sends_picture(SAMPLE_PICTURE).await;
    }
    person.says("Which one do you like best?").await;
    person.reply().await;
    let body = shop.llm_requests()[0].body.to_string();
    assert_eq!(body.matches(&STANDARD.encode(SAMPLE_PICTURE)).count(), 4);
    assert_eq!(
        body.matches("[image, which you cannot see]").count(),
        2,
        "in the prompt and for the first: {body}"
    );
}
