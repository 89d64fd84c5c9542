//! A channel as the API shows it.

use domain::channel::ChannelKind;
use domain::ids::ChannelId;
use domain::pacing::NumberPace;
use durable_objects::tenant::protocol::NumberView;
use platform::directory::channels::Channel;
use serde::Serialize;

use super::health::HealthOut;
use crate::api::rfc3339;

/// A channel; its token is never read back.
#[derive(Serialize)]
pub struct ChannelOut {
    id: ChannelId,
    kind: ChannelKind,
    phone_number_id: String,
    waba_id: Option<String>,
    display_phone_number: String,
    health: HealthOut,
    /// Messages a second.
    throughput: u32,
    created_at: String,
    /// Of the website's chat: its place in `/chat/{slug}` and in the widget's `data-shop`.
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<String>,
    /// Of the website's chat: the sites that may embed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    origins: Option<Vec<String>>,
    /// Where Meta must send events; only in the answer to connecting, for it holds the verify token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) webhook: Option<WebhookOut>,
}

/// What to enter in Meta's app dashboard.
#[derive(Serialize)]
pub(super) struct WebhookOut {
    pub url: String,
    /// For an app of one's own; the operator knows theirs.
    pub verify_token: Option<String>,
}

impl ChannelOut {
    /// `number`: how it stands, as its business knows.
    pub(super) fn of(channel: Channel, number: Option<&NumberView>) -> Self {
        let is_chat = channel.kind == ChannelKind::Website;
        let origins = is_chat.then(|| channel.origins());
        let slug = is_chat.then(|| channel.external_id.clone());
        let notes = number.map(|number| number.health.as_slice()).unwrap_or_default();
        Self {
            id: channel.id,
            kind: channel.kind,
            phone_number_id: channel.external_id,
            waba_id: channel.account_id,
            display_phone_number: channel.label,
            health: HealthOut::of(&channel.health, notes),
            throughput: number.and_then(|number| number.throughput).unwrap_or(NumberPace::USUAL),
            created_at: rfc3339(channel.created_at),
            slug,
            origins,
            webhook: None,
        }
    }
}
