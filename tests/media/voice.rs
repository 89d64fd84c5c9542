//! Voice notes: written down for the model where there is a key for it, else a person listens.

use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Answer, CallKind, Fault, Media, SAMPLE_VOICE, Transcript, Wire};

use super::{file_is, sends};
use crate::support::channel::Channel;
use crate::support::{Person, Run, Shop};

crate::on_channels![
    once: [the_answer_comes_from_the_catalog_without_a_model_too],
    of_meta: [
        the_model_reads_what_was_said,
        without_a_key_a_person_is_called,
        who_does_not_want_it_has_nothing_sent,
        a_transcriber_that_fails_calls_a_person,
        a_transcriber_that_recovers_is_asked_again,
        a_slow_download_is_waited_for,
        the_language_is_that_of_the_words_before,
    ],
];

const SAID: &str = "Do you have the kebaya in size M?";

async fn speaks(shop: &Shop) -> Person {
    let customer = shop.person().await;
    sends(&customer, Media::voice(SAMPLE_VOICE)).await;
    customer
}

async fn the_model_reads_what_was_said(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await.ask_model(Wire::OpenAi).await;
    let llm = shop.env.simulator.llm();
    run.seen.add(SAID);
    llm.transcripts(&shop.llm_key, vec![Transcript::Text(SAID.to_owned())]);
    llm.script(&shop.llm_key, vec![Answer::text("Yes, we have it in M.")]);
    let customer = speaks(&shop).await;
    let answer = customer.reply().await;
    assert!(answer.text.contains("Yes, we have it in M."));
    let asked = shop.llm_requests()[0].body.to_string();
    assert!(asked.contains(&format!("[voice note, transcribed] {SAID}")), "{asked}");
    let heard = llm.transcriptions(&shop.llm_key);
    assert_eq!(heard.len(), 1);
    assert!(heard[0].audio == SAMPLE_VOICE && heard[0].problem.is_none(), "{:?}", heard[0].problem);
    assert_eq!(
        (heard[0].filename.as_str(), heard[0].model.as_str()),
        ("voice.ogg", "gpt-4o-mini-transcribe")
    );
    let (_, message) = file_is(&shop, "stored").await;
    assert_eq!((&message["kind"], &message["transcript"]), (&"audio".into(), &SAID.into()), "{message}");
    // 200 tokens of sound and 8 of words, by the price list.
    let turn = shop.turn(&shop.conversation().await, "answered").await;
    let cost = json!({ "model": "gpt-4o-mini-transcribe", "seconds": null, "tokens": { "input": 200, "output": 8 },
        "cost": { "micros": 640, "currency": "USD" } });
    assert_eq!(turn["transcriptions"], json!([cost]), "{turn}");
    assert!(message["text"].is_null(), "what software heard is not what the customer wrote: {message}");
    // In a later turn it is remembered.
    llm.script(&shop.llm_key, vec![Answer::text("As I said, yes.")]);
    customer.says("Are you sure about that?").await;
    customer.reply().await;
    assert!(shop.llm_requests()[1].body.to_string().contains(SAID));
    let turns = shop.turns(&shop.conversation().await).await;
    assert_eq!(turns[1]["transcriptions"], json!([]), "it is paid once: {turns:?}");
}

async fn the_answer_comes_from_the_catalog_without_a_model_too(run: &'static Run) {
    let env = run.own("voice", &[("OPENAI_API_KEY", "sk-of-the-deployment")]).await;
    let env = std::sync::Arc::new(env);
    let shop = Shop::open_at(&env).await;
    let said = Transcript::Text("How much is the Kebaya Nyonya?".to_owned());
    env.simulator.llm().transcripts("sk-of-the-deployment", vec![said]);
    let customer = speaks(&shop).await;
    let answer = customer.reply().await;
    assert!(answer.text.contains("RM 189.00"), "{}", answer.text);
}

/// A kind sentence, a person called, and no model asked about what it cannot hear.
async fn a_person_is_called(shop: &Shop, customer: &Person) -> String {
    let answer = customer.reply().await;
    let id = shop.conversation().await;
    shop.turn(&id, "handed_over").await;
    assert_eq!(shop.api.get(&format!("/conversations/{id}")).await.expect(200)["state"], "waiting");
    assert!(shop.llm_requests().is_empty());
    customer.stays_at(1).await;
    answer.text
}

async fn without_a_key_a_person_is_called(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await.ask_model(Wire::Anthropic).await;
    let customer = speaks(&shop).await;
    let sentence = a_person_is_called(&shop, &customer).await;
    assert!(sentence.contains("voice message"), "{sentence}");
    let (_, message) = file_is(&shop, "stored").await;
    assert!(message["transcript"].is_null(), "{message}");
    assert_eq!(message["media"][0]["reason"], "not_transcribed", "{message}");
}

async fn who_does_not_want_it_has_nothing_sent(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await.ask_model(Wire::OpenAi).await;
    shop.change_settings(&json!({ "transcription": { "enabled": false } })).await;
    let customer = speaks(&shop).await;
    a_person_is_called(&shop, &customer).await;
    assert!(shop.env.simulator.llm().transcriptions(&shop.llm_key).is_empty());
}

async fn a_transcriber_that_fails_calls_a_person(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await.ask_model(Wire::OpenAi).await;
    let refusal = Transcript::Status { http: 400, retry_after: None };
    shop.env.simulator.llm().transcripts(&shop.llm_key, vec![refusal]);
    let customer = speaks(&shop).await;
    a_person_is_called(&shop, &customer).await;
}

async fn a_transcriber_that_recovers_is_asked_again(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await.ask_model(Wire::OpenAi).await;
    let busy = Transcript::Status { http: 503, retry_after: None };
    shop.env.simulator.llm().transcripts(&shop.llm_key, vec![busy, Transcript::Text(SAID.to_owned())]);
    speaks(&shop).await;
    let id = shop.conversation().await;
    let is_heard = |messages: &[Value]| messages[0]["transcript"] == SAID;
    shop.messages_until(&id, "the words of the second try", is_heard).await;
}

async fn a_slow_download_is_waited_for(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await.ask_model(Wire::OpenAi).await;
    let llm = shop.env.simulator.llm();
    // Longer than the burst: the turn finds the note on its way.
    shop.number.fault_on(CallKind::Media, Fault::Slow(Duration::from_millis(1_200)), 1);
    llm.transcripts(&shop.llm_key, vec![Transcript::Text(SAID.to_owned())]);
    llm.script(&shop.llm_key, vec![Answer::text("Yes, we have it in M.")]);
    let customer = speaks(&shop).await;
    let answer = customer.reply().await;
    assert!(answer.text.contains("Yes, we have it in M."));
    let id = shop.conversation().await;
    let waited = shop.turn(&id, "answered").await["timings"]["waited_ms"].as_u64().expect("a time");
    assert!(waited < 5_600, "the turn should begin as soon as the words are there: {waited}");
}

async fn the_language_is_that_of_the_words_before(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.says("Berapa harga Kebaya Nyonya?").await;
    customer.reply().await;
    sends(&customer, Media::voice(SAMPLE_VOICE)).await;
    let answer = customer.reply().await;
    let text = answer.text;
    assert!(!text.contains("voice message") && text.contains("suara"), "{text}");
}
