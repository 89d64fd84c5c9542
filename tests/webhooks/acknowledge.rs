//! The webhook has its answer before anybody is asked anything.

use std::time::Duration;

use simulator::{About, CallKind, Fault};

use crate::support::channel::Channel;
use crate::support::{Run, Shop};

crate::on_channels![
    of_meta: [the_webhook_is_acknowledged_before_any_model_or_graph_call],
];

/// Done beside the turn, as soon as there is something to do.
const AT_ONCE: [CallKind; 3] = [CallKind::Profile, CallKind::Read, CallKind::Action];

async fn the_webhook_is_acknowledged_before_any_model_or_graph_call(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    let customer = shop.person().await;
    let before = shop.number.requests().len();
    // What begins at once takes long: a name that is asked for, ticks and typing.
    let slow = Duration::from_secs(5);
    for kind in AT_ONCE {
        shop.number.fault_on(kind, Fault::Slow(slow), 1);
    }
    customer.asks("How much is the Kebaya Nyonya?").await;
    let webhooks = shop.number.webhooks();
    let webhook = webhooks.iter().find(|webhook| webhook.about == About::Message).expect("the webhook");
    assert_eq!(webhook.status, Some(200));
    let model = shop.llm_requests().first().expect("a request to the model").at;
    assert!(webhook.at < model, "the model was asked before the webhook had its answer");
    let calls: Vec<_> = shop.number.requests().into_iter().skip(before).collect();
    assert!(!calls.is_empty());
    for call in calls {
        let at = if AT_ONCE.contains(&call.kind) { call.at + slow } else { call.at };
        assert!(webhook.at < at, "a {:?} call came before the webhook had its answer", call.kind);
    }
}
