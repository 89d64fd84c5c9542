//! Connecting a Page or an Instagram account.

use http::{Method, Request};

use super::Product;
use crate::graph::endpoint::{Endpoint, RequestError};
use crate::graph::reply::{self, GraphError};
use crate::json::Node;

/// What a Page's webhooks tell us (meta-platform.md, 7.2).
const PAGE_FIELDS: &str = "messages,messaging_postbacks,message_echoes,message_reads,message_deliveries,\
message_reactions,message_edits,messaging_referrals,messaging_handovers,messaging_policy_enforcement,standby,feed,\
mention,leadgen";
/// The same for an account with Instagram Login, which has neither mentions nor figures of stories.
const INSTAGRAM_FIELDS: &str = "messages,messaging_postbacks,messaging_seen,messaging_referral,message_reactions,\
message_echoes,message_edit,messaging_handover,standby,comments,live_comments";

/// An Instagram professional account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstagramAccount {
    /// The id that webhooks carry; not the one scoped to the app.
    pub id: String,
    /// Its name at Instagram, without `@`.
    pub username: Option<String>,
    /// The name on its profile.
    pub name: Option<String>,
}

/// A Facebook Page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAccount {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The Instagram account that is linked to it.
    pub instagram: Option<InstagramAccount>,
}

/// Asks whose a token of Instagram Login is; also the way to try it out.
///
/// # Errors
///
/// [`RequestError`].
pub fn me_instagram(endpoint: &Endpoint, token: &str) -> Result<Request<Vec<u8>>, RequestError> {
    endpoint.get(token, &["me"], "fields=id,user_id,username,name,account_type")
}

/// Reads the answer to [`me_instagram`], flat or wrapped in `data`.
///
/// # Errors
///
/// [`GraphError`].
pub fn read_me_instagram(status: u16, body: &[u8]) -> Result<InstagramAccount, GraphError> {
    reply::read(status, body, |node| {
        let node = node.at("data").items().next().unwrap_or(node);
        account(node, "user_id")
    })
}

/// Asks about a Page and the Instagram account linked to it; also the way to try the Page's token out.
///
/// # Errors
///
/// [`RequestError`].
pub fn page(endpoint: &Endpoint, token: &str, page_id: &str) -> Result<Request<Vec<u8>>, RequestError> {
    endpoint.get(token, &[page_id], "fields=id,name,instagram_business_account%7Bid,username%7D")
}

/// Reads the answer to [`page`].
///
/// # Errors
///
/// [`GraphError`].
pub fn read_page_account(status: u16, body: &[u8]) -> Result<PageAccount, GraphError> {
    reply::read(status, body, |node| {
        Some(PageAccount {
            id: node.at("id").id()?,
            name: node.at("name").text(),
            instagram: account(node.at("instagram_business_account"), "id"),
        })
    })
}

fn account(node: Node<'_>, id: &str) -> Option<InstagramAccount> {
    let (id, username) = (node.at(id).id()?, node.at("username").text());
    Some(InstagramAccount { id, username, name: node.at("name").text() })
}

/// Has Meta send the asset's webhooks to the app that the token belongs to.
///
/// An Instagram account that is reached through its Page is subscribed as that Page, with the Page's id and token.
///
/// # Errors
///
/// [`RequestError`].
pub fn subscribe(
    product: Product,
    endpoint: &Endpoint,
    token: &str,
    node: &str,
) -> Result<Request<Vec<u8>>, RequestError> {
    let fields = match product {
        Product::Messenger => PAGE_FIELDS,
        Product::Instagram => INSTAGRAM_FIELDS,
    };
    let query = format!("subscribed_fields={fields}");
    endpoint.bare(Method::POST, token, &[node, "subscribed_apps"], &query)
}

/// Ends what [`subscribe`] began.
///
/// # Errors
///
/// [`RequestError`].
pub fn unsubscribe(endpoint: &Endpoint, token: &str, node: &str) -> Result<Request<Vec<u8>>, RequestError> {
    endpoint.bare(Method::DELETE, token, &[node, "subscribed_apps"], "")
}

/// Reads the answer to [`subscribe`] and [`unsubscribe`].
///
/// # Errors
///
/// [`GraphError`].
pub fn read_success(status: u16, body: &[u8]) -> Result<(), GraphError> {
    reply::read_success(status, body)
}
