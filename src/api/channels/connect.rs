//! `POST /channels`: a number is connected once Meta confirmed that the token opens it.

use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use domain::channel::ChannelKind;
use domain::ids::{AppId, ChannelId};
use durable_objects::Objects;
use durable_objects::tenant::protocol::{HealthNote, NoteConnected, WantSync};
use meta::graph::whatsapp::{self, PhoneNumber};
use meta::graph::{Endpoint, GraphError};
use meta::health;
use platform::directory::apps::app_place;
use platform::directory::channels::{Channel, NewChannel, credentials_place};
use platform::directory::tenants::TenantRef;
use platform::{PlatformError, clock, fetch, keyring, random};
use serde::Deserialize;

use super::out::{ChannelOut, WebhookOut};
use super::website::{self, WebsiteIn};
use crate::api::auth::Admin;
use crate::api::input::Json;
use crate::app::App;
use crate::problem::Problem;
use crate::webhooks::AppCredentials;

/// How long Meta may take to confirm a number.
const LIMIT: Duration = Duration::from_secs(15);

/// A channel to connect.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum ChannelIn {
    /// A WhatsApp number, by a token that somebody pasted.
    WhatsApp(WhatsAppIn),
    /// The website's chat.
    Website(WebsiteIn),
}

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

/// Connects a number, or reconnects it with a new token, once Meta confirmed that the token opens it.
#[worker::send]
pub async fn connect(
    State(app): State<App>,
    Admin(member): Admin,
    Json(channel): Json<ChannelIn>,
) -> Result<(http::StatusCode, Answer<ChannelOut>), Problem> {
    let number = match channel {
        ChannelIn::WhatsApp(number) => number.checked()?,
        ChannelIn::Website(site) => return website::connect(&app, &member, site).await,
    };
    let found = confirm(&app, &number).await?;
    let tenant = &member.identity.tenant;
    let (app_id, webhook) = bring_app(&app, tenant, &number).await?;
    let (channel, status) = keep(&app, tenant, app_id, &number).await?;
    tell(&member.objects, &channel, &found).await;
    let mut shown = ChannelOut::of(channel, None);
    shown.webhook = Some(webhook);
    Ok((status, Answer(shown)))
}

impl WhatsAppIn {
    fn checked(self) -> Result<Self, Problem> {
        let digits =
            |text: &str| !text.is_empty() && text.len() <= 32 && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(&self.phone_number_id) {
            return Err(Problem::invalid("phone_number_id", "must be digits, as Meta shows it"));
        }
        if !digits(&self.waba_id) {
            return Err(Problem::invalid("waba_id", "must be digits, as Meta shows it"));
        }
        if !(1..=40).contains(&self.display_phone_number.trim().chars().count()) {
            return Err(Problem::invalid("display_phone_number", "must have 1 to 40 characters"));
        }
        if self.access_token.is_empty() || !self.access_token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Problem::invalid("access_token", "is not a token"));
        }
        match (&self.app_id, &self.app_secret) {
            (Some(app), _) if !digits(app) => {
                Err(Problem::invalid("app_id", "must be digits, as Meta shows it"))
            }
            (Some(_), None) => Err(Problem::invalid("app_secret", "must come with app_id")),
            (None, Some(_)) => Err(Problem::invalid("app_id", "must come with app_secret")),
            (Some(_), Some(secret)) if secret.len() < 16 => {
                Err(Problem::invalid("app_secret", "is too short to be one"))
            }
            _ => Ok(self),
        }
    }
}

/// Asks Meta whether the token opens the number, and to send us the account's events. Without this anybody could
/// claim anybody's number.
async fn confirm(app: &App, number: &WhatsAppIn) -> Result<PhoneNumber, Problem> {
    let config = app.config()?;
    let endpoint = Endpoint::new(&config.graph_url, &config.graph_version);
    let malformed = |_| Problem::invalid("access_token", "is not a token");
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

async fn ask(request: http::Request<Vec<u8>>) -> Result<fetch::Answer, Problem> {
    fetch::send("ask Meta about a number", request, LIMIT, None).await.map_err(|error| {
        log::warn!("Meta not reached: {error}");
        Problem::upstream("Meta could not be reached. Please try again.")
    })
}

fn refused(field: &str, error: &GraphError) -> Problem {
    match error {
        GraphError::Refused { error, .. } if matches!(error.code, 0 | 102 | 190) => {
            Problem::invalid("access_token", format!("was refused by Meta: {}", error.explanation()))
        }
        GraphError::Refused { error, .. } => Problem::invalid(
            field,
            format!("was refused by Meta (code {}): {}", error.code, error.explanation()),
        ),
        GraphError::Unreadable { .. } => Problem::upstream("Meta gave no usable answer. Please try again."),
    }
}

/// Keeps the tenant's own app, if the number came with one, and tells where its webhooks go.
async fn bring_app(
    app: &App,
    tenant: &TenantRef,
    number: &WhatsAppIn,
) -> Result<(Option<AppId>, WebhookOut), Problem> {
    let config = app.config()?;
    let base = format!("{}/webhooks/meta", config.public_url);
    let (Some(meta_app_id), Some(secret)) = (&number.app_id, &number.app_secret) else {
        return Ok((None, WebhookOut { url: base, verify_token: None }));
    };
    let directory = app.directory()?;
    let new_id = AppId::new(clock::now(), random::bytes());
    let id = directory.ensure_app(new_id, tenant.tenant_id, meta_app_id, clock::now()).await?;
    let verify_token = format!("{:032x}", u128::from_be_bytes(random::bytes()));
    let credentials = AppCredentials { secret: secret.clone(), verify_token: verify_token.clone() };
    let plain = serde_json::to_vec(&credentials)
        .map_err(|_| PlatformError::Unreadable { operation: "app credentials" })?;
    let (owner, row) = (tenant.tenant_id.to_string(), id.to_string());
    let sealed = seal(app, tenant, &app_place(&owner, &row), &plain)?;
    directory.set_app_credentials(id, &sealed).await?;
    Ok((Some(id), WebhookOut { url: format!("{base}/{meta_app_id}"), verify_token: Some(verify_token) }))
}

/// Writes the channel. A number that this business has already gets its new token; another's stays another's.
async fn keep(
    app: &App,
    tenant: &TenantRef,
    app_id: Option<AppId>,
    number: &WhatsAppIn,
) -> Result<(Channel, http::StatusCode), Problem> {
    let directory = app.directory()?;
    let known = directory.channels(tenant.tenant_id).await?.into_iter().find(|channel| {
        channel.kind == ChannelKind::WhatsApp && channel.external_id == number.phone_number_id
    });
    let id =
        known.as_ref().map_or_else(|| ChannelId::new(clock::now(), random::bytes()), |channel| channel.id);
    let (owner, row) = (tenant.tenant_id.to_string(), id.to_string());
    let credentials = seal(app, tenant, &credentials_place(&owner, &row), number.access_token.as_bytes())?;
    let channel = NewChannel {
        id,
        tenant_id: tenant.tenant_id,
        kind: ChannelKind::WhatsApp,
        external_id: &number.phone_number_id,
        account_id: &number.waba_id,
        app_id,
        label: number.display_phone_number.trim(),
        credentials: &credentials,
        created_at: clock::now(),
    };
    let is_new = known.is_none();
    let written = if is_new {
        directory.insert_channel(&channel).await
    } else {
        directory.reconnect_channel(&channel).await
    };
    match written {
        Ok(()) => {}
        Err(PlatformError::Exists { .. }) => {
            return Err(Problem::conflict("This number is connected to another business on this server."));
        }
        Err(error) => return Err(error.into()),
    }
    let channel = directory.channel(tenant.tenant_id, id).await?.ok_or_else(Problem::unavailable)?;
    Ok((channel, if is_new { http::StatusCode::CREATED } else { http::StatusCode::OK }))
}

pub(super) fn seal(
    app: &App,
    tenant: &TenantRef,
    place: &vault::Place<'_>,
    plain: &[u8],
) -> Result<Vec<u8>, Problem> {
    let key = keyring::open(&*app.config()?, tenant.tenant_id, &tenant.wrapped_key)?;
    Ok(key.seal(place, random::bytes(), plain).map_err(PlatformError::from)?)
}
