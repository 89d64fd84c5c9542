//! `{"location": {latitude, longitude, name, address}}`.

use meta::graph::Body;
use serde::Deserialize;

use super::{Draft, refused};
use crate::problem::Problem;

/// A place to send.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LocationIn {
    latitude: f64,
    longitude: f64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    address: String,
}

impl LocationIn {
    pub(super) fn compose(self) -> Result<Draft, Problem> {
        let Self { latitude, longitude, name, address } = self;
        let body = Body::location(latitude, longitude, &name, &address);
        let body = body.map_err(|error| refused("location", &[], error))?;
        let shown = [name, address].into_iter().find(|text| !text.is_empty());
        Ok(Draft::new(Some(shown.unwrap_or_else(|| format!("{latitude}, {longitude}"))), body))
    }
}
