//! `{"text": "…"}`.

use meta::graph::{Body, Limits};

use super::Draft;
use crate::problem::Problem;

pub(super) fn compose(text: String) -> Result<Draft, Problem> {
    let body = Body::text(&text)
        .map_err(|_| Problem::invalid("text", format!("must have 1 to {} characters", Limits::TEXT)))?;
    Ok(Draft::new(Some(text), body))
}
