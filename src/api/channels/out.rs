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
    /// What owners see: the display number, `@username`, the Page's name.
    name: String,
    #[serde(flatten)]
    ids: Ids,
    health: HealthOut,
    /// Messages a second.
    throughput: u32,
    created_at: String,
    /// Where Meta must send events; only in the answer to connecting, for it holds the verify token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) webhook: Option<WebhookOut>,
}

/// Where the channel is, by its kind.
#[derive(Serialize)]
#[serde(untagged)]
enum Ids {
    WhatsApp {
        phone_number_id: String,
        waba_id: Option<String>,
        display_phone_number: String,
    },
    /// Through a Page, or by Instagram Login.
    Instagram {
        instagram_id: String,
        page_id: Option<String>,
    },
    Messenger {
        page_id: String,
    },
    /// Its place in `/chat/{slug}` and in the widget's `data-shop`, and the sites that may embed it.
    Website {
        slug: String,
        origins: Vec<String>,
    },
}

impl Ids {
    fn of(channel: &Channel) -> Self {
        let (id, account_id) = (channel.external_id.clone(), channel.account_id.clone());
        match channel.kind {
            ChannelKind::WhatsApp => Self::WhatsApp {
                phone_number_id: id,
                waba_id: account_id,
                display_phone_number: channel.label.clone(),
            },
            ChannelKind::Instagram => Self::Instagram { instagram_id: id, page_id: account_id },
            ChannelKind::Messenger => Self::Messenger { page_id: id },
            ChannelKind::Website => Self::Website { slug: id, origins: channel.origins() },
        }
    }
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
        let notes = number.map(|number| number.health.as_slice()).unwrap_or_default();
        Self {
            id: channel.id,
            kind: channel.kind,
            ids: Ids::of(&channel),
            name: channel.label,
            health: HealthOut::of(&channel.health, notes),
            throughput: number.and_then(|number| number.throughput).unwrap_or(NumberPace::USUAL),
            created_at: rfc3339(channel.created_at),
            webhook: None,
        }
    }
}
