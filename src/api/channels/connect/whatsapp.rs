//! A WhatsApp number.

use axum::Json as Answer;
use domain::channel::ChannelKind;
use durable_objects::Objects;
use durable_objects::tenant::protocol::{HealthNote, NoteConnected, WantSync};
use http::StatusCode;
use meta::graph::Endpoint;
use meta::graph::whatsapp::{self, PhoneNumber};
use meta::health;
use platform::clock;
use platform::directory::channels::Channel;
use serde::Deserialize;

use super::{Confirmed, ask, check_id, check_token, keep, malformed, own_app, refused};
use crate::api::auth::Member;
use crate::api::channels::out::ChannelOut;
use crate::app::App;
use crate::problem::Problem;

/// What connects a WhatsApp number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppIn {
    phone_number_id: String,
    waba_id: String,
    display_phone_number: String,
    access_token: String,
    #[serde(default)]
    app_id: Option<String>,
    #[serde(default)]
    app_secret: Option<String>,
}

/// Connects a number once Meta confirmed that the token opens it.
pub(super) async fn connect(
    app: &App,
    member: &Member,
    mut number: WhatsAppIn,
) -> Result<(StatusCode, Answer<ChannelOut>), Problem> {
    number.check()?;
    let own_app = own_app::of(number.app_id.take(), number.app_secret.take())?;
    let found = confirm(app, &number).await?;
    let confirmed = Confirmed {
        kind: ChannelKind::WhatsApp,
        external_id: &number.phone_number_id,
        account_id: Some(&number.waba_id),
        label: number.display_phone_number.trim(),
        access_token: &number.access_token,
    };
    let (status, shown, channel) = keep(app, member, &confirmed, own_app).await?;
    tell(&member.objects, &channel, &found).await;
    Ok((status, Answer(shown)))
}

impl WhatsAppIn {
    fn check(&self) -> Result<(), Problem> {
        check_id("phone_number_id", &self.phone_number_id)?;
        check_id("waba_id", &self.waba_id)?;
        if !(1..=40).contains(&self.display_phone_number.trim().chars().count()) {
            return Err(Problem::invalid("display_phone_number", "must have 1 to 40 characters"));
        }
        check_token(&self.access_token)
    }
}

/// Asks Meta whether the token opens the number, and to send us the account's events. Without this anybody could
/// claim anybody's number.
async fn confirm(app: &App, number: &WhatsAppIn) -> Result<PhoneNumber, Problem> {
    let config = app.config()?;
    let endpoint = Endpoint::new(&config.graph_url, &config.graph_version);
    let request = whatsapp::phone_number(&endpoint, &number.access_token, &number.phone_number_id);
    let answer = ask(request.map_err(malformed)?).await?;
    let found = whatsapp::read_phone_number(answer.status, &answer.body);
    let found = found.map_err(|error| refused("phone_number_id", &error))?;
    if found.id != number.phone_number_id {
        return Err(Problem::invalid("phone_number_id", "is not the number that the token opens"));
    }
    let request = whatsapp::subscribe(&endpoint, &number.access_token, &number.waba_id);
    let answer = ask(request.map_err(malformed)?).await?;
    whatsapp::read_success(answer.status, &answer.body).map_err(|error| refused("waba_id", &error))?;
    Ok(found)
}

/// What Meta said of the number on the way, and that the account's templates are to be read. The number is connected
/// also if nobody hears this now.
async fn tell(objects: &Objects, channel: &Channel, found: &PhoneNumber) {
    let quality = found.quality_rating.as_deref().and_then(health::of_quality);
    let noted = NoteConnected {
        channel_id: channel.id,
        throughput: found.per_second,
        health: quality.map(|change| HealthNote::of(change, clock::now())).into_iter().collect(),
    };
    if let Err(error) = objects.tenant(&noted).await {
        log::warn!("the quality of a new number was not noted: {error}");
    }
    let Some(account_id) = channel.account_id.clone() else { return };
    if let Err(error) = objects.tenant(&WantSync { account_id }).await {
        log::warn!("the templates of a new number were not asked for: {error}");
    }
}
