//! Calls to Meta about an account's templates, made in the request of the member who asked.

use std::time::Duration;

use domain::ids::ChannelId;
use meta::graph::templates::{self, Created, Draft};
use meta::graph::{Endpoint, GraphError, RequestError, whatsapp};
use platform::directory::channels::Channel;
use platform::fetch;

use crate::api::auth::Member;
use crate::api::channels::find;
use crate::app::App;
use crate::problem::Problem;

/// How long Meta may take.
const LIMIT: Duration = Duration::from_secs(20);
/// The codes of refused templates; beside a general code they come as its subcode.
const ABOUT_TEMPLATES: std::ops::Range<i64> = 2_388_000..2_389_000;

/// A WhatsApp Business Account with a token that opens it.
pub(super) struct Account {
    /// Meta's id of it.
    pub id: String,
    endpoint: Endpoint,
    token: String,
}

impl Account {
    /// The account that a channel is on.
    pub fn of(channel: &Channel) -> Result<String, Problem> {
        let account = channel.account_id.clone();
        account.ok_or_else(|| Problem::conflict("Only WhatsApp numbers have templates."))
    }

    /// The account of one of this business's channels, its token opened.
    pub async fn open(app: &App, member: &Member, id: ChannelId) -> Result<Self, Problem> {
        let channel = find(app, member, id).await?;
        let (config, tenant) = (app.config()?, &channel.tenant);
        let key = platform::keyring::open(&config, tenant.tenant_id, &tenant.wrapped_key)?;
        Ok(Self {
            id: Self::of(&channel)?,
            endpoint: Endpoint::new(&config.graph_url, &config.graph_version),
            token: channel.token(&key)?,
        })
    }

    /// Hands a template in.
    pub async fn create(&self, draft: &Draft) -> Result<Created, Problem> {
        let answer = ask(templates::create(&self.endpoint, &self.token, &self.id, draft)).await?;
        templates::read_create(answer.status, &answer.body).map_err(|error| refused(&error))
    }

    /// Deletes a template, or the one in the language that `id` names.
    pub async fn delete(&self, name: &str, id: Option<&str>) -> Result<(), Problem> {
        let answer = ask(templates::delete(&self.endpoint, &self.token, &self.id, name, id)).await?;
        whatsapp::read_success(answer.status, &answer.body).map_err(|error| refused(&error))
    }
}

async fn ask(request: Result<http::Request<Vec<u8>>, RequestError>) -> Result<fetch::Answer, Problem> {
    let request = request.map_err(|_| Problem::not_found("template"))?;
    fetch::send("ask Meta about a template", request, LIMIT, None).await.map_err(|error| {
        log::warn!("Meta not reached: {error}");
        Problem::upstream(
            "Meta did not answer, so it is not certain what happened. Sync the templates to see.",
        )
    })
}

fn refused(error: &GraphError) -> Problem {
    match error {
        GraphError::Refused { error, .. } => {
            let exact = error.subcode.filter(|subcode| ABOUT_TEMPLATES.contains(subcode));
            let (code, sentence) =
                exact.map_or((error.code, error.explanation()), |code| (code, meta::errors::explain(code)));
            Problem::conflict(format!("Meta refused it (code {code}): {sentence}"))
        }
        GraphError::Unreadable { .. } => Problem::upstream(
            "Meta gave no usable answer, so it is not certain what happened. Sync the templates to see.",
        ),
    }
}
