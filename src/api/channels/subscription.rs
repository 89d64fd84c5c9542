//! What connecting asked Meta for is taken back when a channel is disconnected, as far as Meta lets us.

use domain::channel::ChannelKind;
use meta::graph::messaging;
use meta::graph::{Endpoint, whatsapp};
use platform::directory::channels::Channel;
use platform::{PlatformError, fetch, keyring};
use serde::Serialize;

use super::connect::LIMIT;
use crate::app::App;

/// The channel is disconnected, and something is left to do at Meta.
#[derive(Serialize)]
pub struct LeftOut {
    /// What, and how.
    left_at_meta: String,
}

/// Ends the channel's subscription, unless another channel lives by it. The channel is gone already, whatever comes of
/// this.
pub(super) async fn end(app: &App, channel: &Channel) -> Option<LeftOut> {
    let reason = try_end(app, channel).await.err()?;
    Some(LeftOut {
        left_at_meta: format!(
            "Meta may go on sending this channel's events, which nobody takes any more. To end that, take the app's \
             access away in Meta's business settings. {reason}"
        ),
    })
}

async fn try_end(app: &App, channel: &Channel) -> Result<(), &'static str> {
    let Some(node) = channel.subscribed() else { return Ok(()) };
    let below = |error: PlatformError| {
        log::warn!("a subscription was not ended: {error}");
        "Something did not answer in time."
    };
    if app.directory().map_err(below)?.shares_subscription(channel).await.map_err(below)? {
        return Ok(());
    }
    let config = app.config().map_err(below)?;
    let key = keyring::open(&config, channel.tenant.tenant_id, &channel.tenant.wrapped_key).map_err(below)?;
    let token = channel.token(&key).map_err(below)?;
    let endpoint = Endpoint::new(channel.graph_url(&config), &config.graph_version);
    let request = match channel.kind {
        ChannelKind::WhatsApp => whatsapp::unsubscribe(&endpoint, &token, node),
        _ => messaging::unsubscribe(&endpoint, &token, node),
    };
    let request = request.map_err(|_| "The token that is kept for it cannot be used.")?;
    let answer = fetch::send("end a subscription", request, LIMIT, None).await.map_err(below)?;
    messaging::read_success(answer.status, &answer.body).map_err(|error| {
        log::warn!("a subscription was not ended: {error}");
        error.explanation()
    })
}
