//! `POST /channels`: a channel of Meta's is connected once Meta confirmed that the token opens it. One file for each
//! product; what they share is here.

mod messaging;
mod own_app;
pub(super) mod website;
mod whatsapp;

use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use domain::channel::ChannelKind;
use domain::ids::{AppId, ChannelId};
use http::StatusCode;
use meta::graph::GraphError;
use platform::directory::channels::{Channel, NewChannel, credentials_place};
use platform::directory::tenants::TenantRef;
use platform::{PlatformError, clock, fetch, keyring, random};
use serde::Deserialize;

use super::out::ChannelOut;
use crate::api::auth::{Admin, Member};
use crate::api::input::Json;
use crate::app::App;
use crate::problem::Problem;

/// How long Meta may take to confirm a channel, or to let go of one.
pub(super) const LIMIT: Duration = Duration::from_secs(15);

/// A channel to connect.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum ChannelIn {
    /// A WhatsApp number, by a token that somebody pasted.
    WhatsApp(whatsapp::WhatsAppIn),
    /// An Instagram professional account, likewise.
    Instagram(messaging::InstagramIn),
    /// A Facebook Page, likewise.
    Messenger(messaging::MessengerIn),
    /// The website's chat.
    Website(website::WebsiteIn),
}

/// Connects a channel, or reconnects it with a new token.
#[worker::send]
pub async fn connect(
    State(app): State<App>,
    Admin(member): Admin,
    Json(channel): Json<ChannelIn>,
) -> Result<(StatusCode, Answer<ChannelOut>), Problem> {
    match channel {
        ChannelIn::WhatsApp(number) => whatsapp::connect(&app, &member, number).await,
        ChannelIn::Instagram(account) => messaging::connect_instagram(&app, &member, account).await,
        ChannelIn::Messenger(page) => messaging::connect_messenger(&app, &member, page).await,
        ChannelIn::Website(site) => website::connect(&app, &member, site).await,
    }
}

/// A channel that Meta confirmed.
struct Confirmed<'a> {
    kind: ChannelKind,
    /// Meta's id of it.
    external_id: &'a str,
    /// The WhatsApp account it is on, or the Page that an Instagram account is reached through.
    account_id: Option<&'a str>,
    /// What owners see.
    label: &'a str,
    access_token: &'a str,
}

/// Writes it down, with the tenant's own app if it came with one, and tells where its webhooks go.
async fn keep(
    app: &App,
    member: &Member,
    confirmed: &Confirmed<'_>,
    own_app: Option<own_app::OwnApp>,
) -> Result<(StatusCode, ChannelOut, Channel), Problem> {
    let tenant = &member.identity.tenant;
    let (app_id, webhook) = own_app::bring(app, tenant, own_app).await?;
    let (channel, status) = write(app, tenant, app_id, confirmed).await?;
    let mut shown = ChannelOut::of(channel.clone(), None);
    shown.webhook = Some(webhook);
    Ok((status, shown, channel))
}

/// A channel that this business has already gets its new token; another's stays another's.
async fn write(
    app: &App,
    tenant: &TenantRef,
    app_id: Option<AppId>,
    confirmed: &Confirmed<'_>,
) -> Result<(Channel, StatusCode), Problem> {
    let Confirmed { kind, external_id, account_id, label, access_token } = *confirmed;
    let directory = app.directory()?;
    let is_it = |channel: &Channel| channel.kind == kind && channel.external_id == external_id;
    let known = directory.channels(tenant.tenant_id).await?.into_iter().find(is_it);
    let id =
        known.as_ref().map_or_else(|| ChannelId::new(clock::now(), random::bytes()), |channel| channel.id);
    let (owner, row) = (tenant.tenant_id.to_string(), id.to_string());
    let credentials = seal(app, tenant, &credentials_place(&owner, &row), access_token.as_bytes())?;
    let (tenant_id, created_at) = (tenant.tenant_id, clock::now());
    let channel = NewChannel {
        id,
        tenant_id,
        kind,
        external_id,
        account_id,
        app_id,
        label,
        credentials: &credentials,
        created_at,
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
            return Err(Problem::conflict("This is connected to another business on this server."));
        }
        Err(error) => return Err(error.into()),
    }
    let channel = directory.channel(tenant.tenant_id, id).await?.ok_or_else(Problem::unavailable)?;
    Ok((channel, if is_new { StatusCode::CREATED } else { StatusCode::OK }))
}

async fn ask(request: http::Request<Vec<u8>>) -> Result<fetch::Answer, Problem> {
    fetch::send("ask Meta about a channel", request, LIMIT, None).await.map_err(|error| {
        log::warn!("Meta not reached: {error}");
        Problem::upstream("Meta could not be reached. Please try again.")
    })
}

/// Meta declined: the token is to blame, or `field`.
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

fn seal(app: &App, tenant: &TenantRef, place: &vault::Place<'_>, plain: &[u8]) -> Result<Vec<u8>, Problem> {
    let key = keyring::open(&*app.config()?, tenant.tenant_id, &tenant.wrapped_key)?;
    Ok(key.seal(place, random::bytes(), plain).map_err(PlatformError::from)?)
}

/// An id of Meta's, as it stands in an address.
fn check_id(field: &str, id: &str) -> Result<(), Problem> {
    let is_one = !id.is_empty() && id.len() <= 32 && id.bytes().all(|byte| byte.is_ascii_digit());
    if is_one { Ok(()) } else { Err(Problem::invalid(field, "must be digits, as Meta shows it")) }
}

fn check_token(token: &str) -> Result<(), Problem> {
    let is_one = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    if is_one { Ok(()) } else { Err(Problem::invalid("access_token", "is not a token")) }
}

fn malformed<E>(_: E) -> Problem {
    Problem::invalid("access_token", "is not a token")
}
