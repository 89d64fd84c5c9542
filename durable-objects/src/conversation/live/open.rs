//! A page that opens a socket. The Worker has checked who it is and from where; what comes here is trusted.

use platform::objects::{AFTER_HEADER, JURISDICTION_HEADER, KEY_HEADER, LIVE_PROTOCOL};
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{Request, Response, Result, WebSocketPair};

use super::{Told, remember};
use crate::call::Refusal;
use crate::conversation::Conversation;
use crate::conversation::protocol::VisitorState;
use crate::object::{Caller, ObjectError};

/// More pages than this of one visitor are no person's; the oldest give way.
const MOST_SOCKETS: usize = 8;

impl Conversation {
    /// Takes the socket, and tells it what its page has not heard yet.
    pub(in crate::conversation) async fn open_socket(&self, request: &Request) -> Result<Response> {
        match self.try_open(request).await {
            Ok(response) => Ok(response),
            Err(ObjectError::Refused(_)) => Ok(Response::empty()?.with_status(422)),
            Err(error) => {
                log::error!("no socket: {error}");
                Ok(Response::empty()?.with_status(503))
            }
        }
    }

    async fn try_open(&self, request: &Request) -> std::result::Result<Response, ObjectError> {
        self.core.check()?;
        let header = |name| request.headers().get(name).ok().flatten();
        let key = header(KEY_HEADER).unwrap_or_default();
        let owner = self.core.take_owner(&Caller { key, jurisdiction: header(JURISDICTION_HEADER) })?;
        if self.core.is_blank() {
            return Err(Refusal::not_found("conversation").into());
        }
        self.wake().await?;
        let failed = |error: worker::Error| platform::PlatformError::runtime("open socket", &error);
        let cursor = header(AFTER_HEADER).and_then(|after| after.parse().ok()).unwrap_or_default();
        self.make_room();
        let WebSocketPair { client, server } = WebSocketPair::new().map_err(failed)?;
        let state = &self.core.state;
        state.accept_web_socket(&server);
        // Answered by the runtime: a page that asks whether we are there does not wake the object.
        let pair = WebSocketRequestResponsePair::new("ping", "pong");
        let pair = pair.map_err(|_| platform::PlatformError::Unreadable { operation: "open socket" })?;
        state.set_websocket_auto_response(&pair);
        // A state that is never: the first frame always tells how things stand.
        let unknown = VisitorState { person: false, seen: -1 };
        remember(&server, &Told { cursor, state: unknown }).map_err(failed)?;
        self.tell_news(&owner, &server);
        let response = Response::from_websocket(client).map_err(failed)?;
        response.headers().set("sec-websocket-protocol", LIVE_PROTOCOL).map_err(failed)?;
        Ok(response)
    }

    fn make_room(&self) {
        let sockets = self.core.state.get_websockets();
        let surplus = sockets.len().saturating_sub(MOST_SOCKETS.saturating_sub(1));
        for socket in sockets.iter().take(surplus) {
            super::end(socket, 4008, "too many pages");
        }
    }
}
