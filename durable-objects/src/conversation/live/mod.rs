//! The visitor of the website chat, while their page is open: sockets that hibernate, each with the cursor of what it
//! has been told. A socket only shortens the wait: whatever it should have brought is found by asking with its cursor.

mod follow;
mod open;
mod seen;

use domain::channel::ChannelKind;
use serde::{Deserialize, Serialize};
use worker::WebSocket;

use super::Conversation;
use super::protocol::{Followed, VisitorState};
use crate::object::Owner;

/// As many messages as are told at once; the rest follows with the next frame.
const MOST: u32 = 50;
/// Ends a socket whose conversation is gone. Codes from 4000 are ours to give.
const GONE: u16 = 4004;

/// Ends a socket that does not know any more what it was told; its page opens another one.
const UNREADABLE: u16 = 1011;
/// Ends a socket whose page has gone.
const ENDED: u16 = 1000;

/// What one socket has been told; kept with it by the runtime, through hibernation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    cursor: i64,
    state: VisitorState,
}

/// What a socket is told.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame<'a> {
    News(&'a Followed),
    Typing {
        on: bool,
    },
    /// The conversation was erased.
    Gone,
}

impl Conversation {
    /// Tells open pages what they have not heard yet. Called after rows changed; it never fails what changed them:
    /// what a page misses it finds by asking.
    pub(super) fn push_live(&self) {
        let sockets = self.sockets();
        if sockets.is_empty() || self.core.is_blank() {
            return;
        }
        let Some(owner) = self.core.known_owner() else { return };
        for socket in sockets {
            self.tell_news(&owner, &socket);
        }
    }

    /// Those of open pages. To ask the runtime costs something, and only conversations on the website have any.
    fn sockets(&self) -> Vec<WebSocket> {
        let standing = self.standing().ok().flatten();
        let is_elsewhere = standing.is_some_and(|standing| standing.channel_kind != ChannelKind::Website);
        if is_elsewhere { Vec::new() } else { self.core.state.get_websockets() }
    }

    /// Shows open pages that an answer is being written, or no longer is.
    pub(super) fn live_typing(&self, on: bool) {
        for socket in self.sockets() {
            say(&socket, &Frame::Typing { on });
        }
    }

    /// The conversation is gone: open pages show so, and end.
    pub(super) fn live_gone(&self) {
        for socket in self.core.state.get_websockets() {
            say(&socket, &Frame::Gone);
            end(&socket, GONE, "gone");
        }
    }

    /// Answers a page that goes, so that its socket ends on both sides.
    pub(super) fn end_socket(socket: &WebSocket) {
        end(socket, ENDED, "bye");
    }

    fn tell_news(&self, owner: &Owner, socket: &WebSocket) {
        let Some(mut told) = told(socket) else {
            return end(socket, UNREADABLE, "unreadable");
        };
        loop {
            let news = match self.follow(owner, told.cursor, MOST) {
                Ok(news) => news,
                Err(error) => {
                    log::error!("a visitor was not told: {error}");
                    return;
                }
            };
            let now = Told { cursor: news.cursor, state: news.state.clone() };
            let is_new = !news.messages.is_empty() || now.state != told.state;
            // Remembered first: a page that is told twice drops the second by its cursor, one that is not asks.
            if now != told && remember(socket, &now).is_err() {
                return;
            }
            if is_new {
                say(socket, &Frame::News(&news));
            }
            if !news.more {
                return;
            }
            told = now;
        }
    }
}

fn told(socket: &WebSocket) -> Option<Told> {
    socket.deserialize_attachment().ok().flatten()
}

fn remember(socket: &WebSocket, told: &Told) -> worker::Result<()> {
    socket.serialize_attachment(told)
}

/// A socket that does not take it is closing; its page will ask.
fn say(socket: &WebSocket, frame: &Frame<'_>) {
    if let Ok(text) = serde_json::to_string(frame) {
        let _closing = socket.send_with_str(text);
    }
}

fn end(socket: &WebSocket, code: u16, reason: &str) {
    let _ended = socket.close(Some(code), Some(reason));
}
