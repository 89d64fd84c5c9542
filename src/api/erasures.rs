//! `POST /contacts/{id}/erase`: a customer asked the business to delete their data.

use axum::Json as Answer;
use axum::extract::State;
use domain::channel::Alias;
use domain::confirmation::ConfirmationCode;
use domain::ids::ContactId;
use durable_objects::status_url;
use durable_objects::tenant::privacy::protocol::{BeginErasure, Subject};
use http::StatusCode;
use platform::directory::tenants::TenantRef;
use platform::{PlatformError, clock, random};
use serde::Serialize;

use super::auth::Admin;
use super::input::Id;
use crate::app::App;
use crate::problem::Problem;

/// What to tell the customer.
#[derive(Serialize)]
pub struct ErasureOut {
    confirmation_code: String,
    url: String,
}

/// Erases a contact on every channel. Asking again for one who is being erased tells the same code again.
#[worker::send]
pub async fn create(
    State(app): State<App>,
    Admin(member): Admin,
    Id(contact): Id<ContactId>,
) -> Result<(StatusCode, Answer<ErasureOut>), Problem> {
    let tenant = member.identity.tenant.clone();
    begin(&app, tenant, Subject::Contact(contact), Vec::new(), "api").await
}

/// Begins an erasure that somebody asked for at a door, and brings it as far as it goes.
///
/// # Errors
/// A problem if it could not be written down.
pub(crate) async fn begin(
    app: &App,
    tenant: TenantRef,
    subject: Subject,
    aliases: Vec<Alias>,
    source: &str,
) -> Result<(StatusCode, Answer<ErasureOut>), Problem> {
    let eraser = app.eraser(tenant)?;
    let begin = BeginErasure {
        subject,
        aliases,
        conversations: Vec::new(),
        code: ConfirmationCode::from_random(random::bytes()).to_string(),
        at: clock::now(),
        source: source.to_owned(),
    };
    let erasure = eraser.begin(&begin).await?;
    // What does not come to its end now, the sweep does.
    if let Err(error) = eraser.run(&erasure).await {
        log::error!("erasure not finished yet: {error}");
    }
    let code: ConfirmationCode =
        erasure.code.parse().map_err(|_| PlatformError::Unreadable { operation: "confirmation code" })?;
    let url = status_url(&app.config()?.public_url, &code);
    Ok((StatusCode::ACCEPTED, Answer(ErasureOut { confirmation_code: erasure.code, url })))
}
