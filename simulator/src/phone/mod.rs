//! The page with the devices: a phone for each product and the shop's site. Its files, a live picture of the chats, and
//! what a thumb can do.

mod actions;
mod files;
mod media;
mod snapshot;
#[cfg(test)]
mod tests;
mod upload;
pub(crate) mod wire;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::{get, post};
use futures_util::stream::{self, Stream};
use http::header::CACHE_CONTROL;
use tokio::sync::watch;

pub(crate) use self::snapshot::take as picture;
use crate::state::Shared;

/// Changes come in bursts; the eye does not see more than this.
const SETTLE: Duration = Duration::from_millis(40);

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(files::page))
        .route("/favicon.ico", get(files::icon))
        .route("/page/{file}", get(files::part))
        .route("/phone/events", get(|state| async { events(state) }))
        .route("/phone/customers", post(actions::add))
        .route("/phone/say", post(actions::say))
        .route("/phone/press", post(actions::press))
        .route("/phone/react", post(actions::react))
        .route("/phone/edit", post(actions::edit))
        .route("/phone/revoke", post(actions::revoke))
        .route("/phone/send", post(actions::send))
        .route("/phone/file", post(upload::send))
        .route("/phone/media/{id}", get(media::show))
        .route("/phone/read", post(actions::look))
}

/// The whole picture at once, and again after every change.
fn events(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let mut bell = shared.watch();
    bell.mark_changed();
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    ([(CACHE_CONTROL, "no-store")], Sse::new(pictures(shared, bell)).keep_alive(keep_alive))
}

fn pictures(
    shared: Arc<Shared>,
    bell: watch::Receiver<u64>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold((shared, bell), |(shared, mut bell)| async move {
        bell.changed().await.ok()?;
        tokio::time::sleep(SETTLE).await;
        bell.borrow_and_update();
        let picture = shared.read(snapshot::take);
        Some((Ok(Event::default().data(picture.to_string())), (shared, bell)))
    })
}
