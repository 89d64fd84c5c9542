//! The stand-in as a whole.

use std::io;
use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use crate::config::{NumberConfig, SimulatorConfig};
use crate::llm::Llm;
use crate::media::{self, ForeignRequest};
use crate::number::Number;
use crate::site::{self, Website};
use crate::state::{NumberState, Shared};
use crate::unreliable::{Chaos, Unreliable};
use crate::{graph, llm, phone, server, webhook};

/// A file of the largest kind, and the form around it.
const LARGEST_BODY: usize = media::types::LARGEST + (1 << 20);

/// A running stand-in. Clones are handles to the same one; it runs until [`Simulator::stop`] or the end of the
/// runtime.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
    listening: [AbortHandle; 2],
}

/// It could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens there.
    #[error("port {0} is busy: another program listens on 127.0.0.1:{0}")]
    Busy(u16),
    /// The operating system refused otherwise.
    #[error("cannot listen on 127.0.0.1:{0}: {1}")]
    Listen(u16, io::Error),
}

impl Simulator {
    /// Starts to listen on 127.0.0.1.
    pub async fn start(config: SimulatorConfig) -> Result<Self, StartError> {
        let (listener, base) = listen(config.port).await?;
        let (elsewhere, other_base) = listen(0).await?;
        let shared = Shared::new(base, other_base);
        let app = graph::routes().merge(llm::routes()).merge(phone::routes()).merge(site::routes());
        // The files of forms are larger than the usual limit of bodies.
        let app = app.layer(DefaultBodyLimit::max(LARGEST_BODY)).with_state(Arc::clone(&shared));
        let other = media::elsewhere::routes().with_state(Arc::clone(&shared));
        let spawn = |listener, app| tokio::spawn(server::serve(listener, app)).abort_handle();
        Ok(Self { listening: [spawn(listener, app), spawn(elsewhere, other)], shared })
    }

    /// Stops to accept; connections that are open end with the runtime.
    pub fn stop(&self) {
        self.listening.iter().for_each(AbortHandle::abort);
    }

    /// For `GRAPH_URL` and `INSTAGRAM_GRAPH_URL`: paths start with the version.
    pub fn graph_url(&self) -> String {
        self.shared.base.clone()
    }

    /// For `ANTHROPIC_URL`: Messages are at `{base}/v1/messages`.
    pub fn anthropic_url(&self) -> String {
        format!("{}/anthropic", self.shared.base)
    }

    /// For `OPENAI_URL`: Chat Completions are at `{base}/chat/completions`.
    pub fn openai_url(&self) -> String {
        format!("{}/openai/v1", self.shared.base)
    }

    /// The page with the phone.
    pub fn phone_url(&self) -> String {
        format!("{}/", self.shared.base)
    }

    /// The origin of the page with the phones and of the shop's site: what a chat that the site embeds must allow.
    pub fn origin(&self) -> &str {
        &self.shared.base
    }

    /// Opens the shop's own site, or puts another in its place.
    pub fn open_website(&self, website: Website) {
        self.shared.change(|world| world.website = Some(website));
    }

    /// Where the shop's site is, once it is open.
    pub fn website_url(&self) -> String {
        format!("{}{}", self.shared.base, site::PATH)
    }

    /// Adds a line, or replaces the one with the same id: a WhatsApp number, an Instagram account or a Page.
    pub fn add_number(&self, config: NumberConfig) -> Number {
        let id = config.phone_number_id.clone();
        self.shared.change(|world| {
            world.numbers.remove(&id);
            world.media.files.retain(|_, file| file.number != id);
            // Templates belong to the account: they stay while another number of it is there.
            if !world.numbers.values().any(|number| number.config.waba_id == config.waba_id) {
                world.accounts.remove(&config.waba_id);
            }
            world.numbers.insert(id.clone(), NumberState::new(config));
        });
        Number::new(Arc::clone(&self.shared), id)
    }

    /// Every number.
    pub fn numbers(&self) -> Vec<Number> {
        let ids: Vec<String> = self.shared.read(|world| world.numbers.keys().cloned().collect());
        ids.into_iter().map(|id| Number::new(Arc::clone(&self.shared), id)).collect()
    }

    /// The control of the stand-in LLM.
    pub fn llm(&self) -> Llm {
        Llm::new(Arc::clone(&self.shared))
    }

    /// Breaks sends, answers of the model and deliveries at random from now on, for every number and key that has
    /// nothing of its own. Scripted faults come first.
    pub fn unreliable(&self, config: Unreliable) {
        self.shared.change(|world| world.chaos.insert(String::new(), Chaos::new(config)));
    }

    /// Ends every [`Self::unreliable`], those of numbers and keys too; copies that are under way still arrive.
    pub fn reliable(&self) {
        self.shared.change(|world| world.chaos.clear());
    }

    /// What reached the other host that [`MediaFault::RedirectElsewhere`](crate::MediaFault::RedirectElsewhere)
    /// names, and what brought a token to a file of Instagram's or Messenger's, oldest first.
    pub fn foreign_requests(&self) -> Vec<ForeignRequest> {
        self.shared.read(|world| world.media.foreign.clone())
    }

    /// Whether a token was ever sent to that other host or to such a file.
    pub fn leaked_authorization(&self) -> bool {
        self.shared.read(|world| world.media.foreign.iter().any(|request| request.authorization))
    }

    /// What the phone page shows, as JSON.
    pub fn picture(&self) -> serde_json::Value {
        self.shared.read(phone::picture)
    }

    /// Posts any bytes as a webhook; `signature` is the value of `X-Hub-Signature-256`, None leaves the header out.
    /// Returns the HTTP status; fails if there is no answer. Nothing is recorded or retried.
    pub async fn post_webhook(&self, url: &str, body: &[u8], signature: Option<&str>) -> io::Result<u16> {
        webhook::deliver::post(url, bytes::Bytes::copy_from_slice(body), signature).await
    }
}

async fn listen(port: u16) -> Result<(TcpListener, String), StartError> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| refused(port, error))?;
    let address = listener.local_addr().map_err(|error| StartError::Listen(port, error))?;
    Ok((listener, format!("http://{address}")))
}

fn refused(port: u16, error: io::Error) -> StartError {
    match error.kind() {
        io::ErrorKind::AddrInUse => StartError::Busy(port),
        _ => StartError::Listen(port, error),
    }
}
