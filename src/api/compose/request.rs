//! `{"contact_request": {text}}` and `{"location_request": {text}}`: the customer answers with a press.

use meta::graph::{Body, LimitError};
use serde::Deserialize;

use super::{Draft, refused};
use crate::problem::Problem;

/// A request for something that the customer's phone knows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestIn {
    text: String,
}

impl RequestIn {
    pub(super) fn compose(
        self,
        field: &str,
        body: impl Fn(&str) -> Result<Body, LimitError>,
    ) -> Result<Draft, Problem> {
        let body = body(&self.text).map_err(|error| refused(field, &[("text", "text")], error))?;
        Ok(Draft::new(Some(self.text), body))
    }
}
