//! What was said lately in a customer's chat: how a send whose answer was lost is found again without its echo.

use domain::time::Timestamp;
use http::Request;

use super::Product;
use crate::graph::endpoint::{Endpoint, RequestError, is_segment};
use crate::graph::reply::{self, GraphError};
use crate::json::Node;

/// A message of the chat. `Debug` tells neither its text nor its id.
#[derive(Clone, PartialEq, Eq)]
pub struct RecentMessage {
    /// Its `mid`.
    pub id: String,
    /// Its words; `None` for files and templates.
    pub text: Option<String>,
    /// When it was sent, to the second.
    pub at: Option<Timestamp>,
    /// The business sent it, by whatever app.
    pub from_business: bool,
}

crate::json::log_safe!(RecentMessage { at, from_business });

/// Asks for the latest 20 messages of the chat with a customer. Meta takes two such calls a second for an account.
///
/// # Errors
///
/// [`RequestError`].
pub fn recent(
    product: Product,
    endpoint: &Endpoint,
    token: &str,
    node: &str,
    customer_id: &str,
) -> Result<Request<Vec<u8>>, RequestError> {
    if !is_segment(customer_id) {
        return Err(RequestError::Id);
    }
    let platform = match product {
        Product::Messenger => "messenger",
        Product::Instagram => "instagram",
    };
    let fields = "messages.limit(20)%7Bid,message,created_time,from%7D";
    let query = format!("platform={platform}&user_id={customer_id}&fields={fields}");
    endpoint.get(token, &[node, "conversations"], &query)
}

/// Reads the answer to [`recent`], the newest first as Meta gives them. No chat is no messages.
///
/// # Errors
///
/// [`GraphError`].
pub fn read_recent(status: u16, body: &[u8], customer_id: &str) -> Result<Vec<RecentMessage>, GraphError> {
    reply::read(status, body, |node| {
        let chats = node.at("data");
        let messages = chats.items().flat_map(|chat| chat.at("messages").at("data").items());
        let messages = messages.filter_map(|node| message(node, customer_id)).collect();
        chats.exists().then_some(messages)
    })
}

/// Through a Page an Instagram account has another id than the node that was asked, so the customer is who is known.
fn message(node: Node<'_>, customer_id: &str) -> Option<RecentMessage> {
    let from = node.at("from").at("id").id();
    Some(RecentMessage {
        id: node.at("id").id()?,
        text: node.at("message").text(),
        at: node.at("created_time").text().and_then(|text| Timestamp::from_utc_text(&text)),
        from_business: from.is_some_and(|from| from != customer_id),
    })
}
