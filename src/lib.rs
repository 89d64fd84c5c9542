//! Counterhand's Worker: the stateless doors. A door reads, authorises by its extractor, calls, renders; the rules
//! are in `crates/`, the truth is in the objects.

mod api;
mod app;
mod chat;
mod cron;
mod files;
mod health;
mod incoming;
mod limits;
mod privacy;
mod problem;
mod router;
mod views;
mod webhooks;

use futures_channel::oneshot;
use tower_service::Service;
use worker::{Context, Env, Error, Result, ScheduleContext, ScheduledEvent, event, web_sys};

// The runtime looks for the objects' classes in this module.
pub use durable_objects::{Conversation, Tenant};

#[event(start)]
fn start() {
    platform::panics::install_hook();
    platform::logger::install();
}

#[event(fetch)]
async fn fetch(request: web_sys::Request, env: Env, context: Context) -> Result<web_sys::Response> {
    // May end with its client: Meta sends again what it got no answer to.
    if let Some(delivery) = webhooks::direct::Arriving::of(&request) {
        return delivery.serve(&app::App::new(env)).await;
    }
    // A client that goes away must not cancel a request half way.
    let (answer, answered) = oneshot::channel();
    context.wait_until(async move {
        // Nobody may wait for it any more.
        let _ = answer.send(serve(request, env).await);
    });
    answered.await.unwrap_or_else(|_| Err(Error::RustError("a request came to no end".into())))
}

async fn serve(request: web_sys::Request, env: Env) -> Result<web_sys::Response> {
    if chat::socket::is_one(&request) {
        return chat::socket::open(&app::App::new(env), &request).await;
    }
    let incoming = incoming::read(&request).await?;
    let Ok(response) = router::shared(env).call(incoming).await;
    incoming::answer(response)
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    cron::run(&app::App::new(env)).await;
}
