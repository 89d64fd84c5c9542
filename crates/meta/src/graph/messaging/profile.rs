//! Who a customer is.

use http::Request;

use super::Product;
use crate::graph::endpoint::{Endpoint, RequestError};
use crate::graph::reply::{self, GraphError};
use crate::json::Node;

/// Meta's code for a customer who has not agreed yet, which they do by writing.
const NO_CONSENT: i64 = 230;

/// What a customer lets the business know. `Debug` tells nothing of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ProfileAnswer {
    /// Their name.
    pub name: Option<String>,
    /// Their name at Instagram, without `@`.
    pub username: Option<String>,
}

crate::json::log_safe!(ProfileAnswer {});

/// Asks for a customer's name by their scoped id.
///
/// # Errors
///
/// [`RequestError`].
pub fn profile(
    product: Product,
    endpoint: &Endpoint,
    token: &str,
    id: &str,
) -> Result<Request<Vec<u8>>, RequestError> {
    let fields = match product {
        Product::Messenger => "fields=name,first_name,last_name",
        Product::Instagram => "fields=name,username",
    };
    endpoint.get(token, &[id], fields)
}

/// Reads the answer to [`profile`]; whatever is missing is `None`.
///
/// # Errors
///
/// [`GraphError`]; see [`is_consent_missing`].
pub fn read_profile(status: u16, body: &[u8]) -> Result<ProfileAnswer, GraphError> {
    reply::read(status, body, |node| {
        let name = node.at("name").name().or_else(|| full_name(node));
        node.is_object().then(|| ProfileAnswer { name, username: node.at("username").name() })
    })
}

fn full_name(node: Node<'_>) -> Option<String> {
    let parts: Vec<String> =
        ["first_name", "last_name"].iter().filter_map(|key| node.at(key).name()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Whether the customer's name is only not known **yet**: they have not written to the business themselves.
pub fn is_consent_missing(error: &GraphError) -> bool {
    let GraphError::Refused { error, .. } = error else { return false };
    let says_so = || error.message.as_deref().is_some_and(|message| message.contains("consent is required"));
    error.code == NO_CONSENT || says_so()
}
