//! `POST /chat/{slug}/details`: the visitor leaves an e-mail address or a phone number, so that staff can come back to
//! them. Sealed with the contact; no marketing may follow from it.

use axum::Json as Answer;
use axum::extract::State;
use domain::details::Details;
use durable_objects::Refusal;
use durable_objects::tenant::protocol::LeaveDetails;
use serde::{Deserialize, Serialize};

use super::limits;
use super::visitor::Visitor;
use crate::api::Json;
use crate::app::App;
use crate::problem::Problem;

/// What the visitor typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetailsIn {
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    phone: Option<String>,
}

/// What is known then.
#[derive(Serialize)]
pub struct DetailsOut {
    email: Option<String>,
    phone: Option<String>,
}

impl From<Details> for DetailsOut {
    fn from(Details { email, phone }: Details) -> Self {
        Self { email, phone: phone.map(String::from) }
    }
}

/// Keeps what was left. There is a contact once there is a message.
#[worker::send]
pub async fn leave(
    State(app): State<App>,
    visitor: Visitor,
    Json(left): Json<DetailsIn>,
) -> Result<Answer<DetailsOut>, Problem> {
    limits::check_visitor(&app, &visitor).await?;
    let details = Details::parse(left.email.as_deref(), left.phone.as_deref()).map_err(Refusal::from)?;
    if details.is_empty() {
        return Err(Problem::invalid("email", "or phone must be there"));
    }
    let call = LeaveDetails { conversation_id: visitor.conversation(), details };
    Ok(Answer(visitor.objects.tenant(&call).await?.into()))
}
