//! An Instagram account, by Instagram Login or through its Page, and a Page's Messenger.

use axum::Json as Answer;
use domain::channel::ChannelKind;
use http::StatusCode;
use meta::graph::Endpoint;
use meta::graph::messaging::{self, InstagramAccount, PageAccount, Product};
use serde::Deserialize;

use super::{Confirmed, ask, check_id, check_token, keep, malformed, own_app, refused};
use crate::api::auth::Member;
use crate::api::channels::out::ChannelOut;
use crate::app::App;
use crate::problem::Problem;

/// What connects an Instagram account.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstagramIn {
    /// The id that its webhooks carry: `user_id` of Instagram Login, `instagram_business_account` of its Page.
    instagram_id: String,
    /// The Page that it is reached through, with the Page's token; none: Instagram Login, with the account's own.
    #[serde(default)]
    page_id: Option<String>,
    access_token: String,
    #[serde(default)]
    app_id: Option<String>,
    #[serde(default)]
    app_secret: Option<String>,
}

/// What connects a Page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessengerIn {
    page_id: String,
    access_token: String,
    #[serde(default)]
    app_id: Option<String>,
    #[serde(default)]
    app_secret: Option<String>,
}

/// Connects an account once Meta confirmed that the token opens it.
pub(super) async fn connect_instagram(
    app: &App,
    member: &Member,
    account: InstagramIn,
) -> Result<(StatusCode, Answer<ChannelOut>), Problem> {
    check_id("instagram_id", &account.instagram_id)?;
    check_token(&account.access_token)?;
    let own_app = own_app::of(account.app_id, account.app_secret)?;
    let (id, token) = (account.instagram_id.as_str(), account.access_token.as_str());
    let found = match &account.page_id {
        Some(page_id) => linked(app, page_id, token).await?,
        None => own(app, token).await?,
    };
    if found.id != id {
        return Err(Problem::invalid("instagram_id", "is not the account that the token opens"));
    }
    match &account.page_id {
        Some(page_id) => subscribe(Product::Messenger, &graph(app)?, token, page_id, "page_id").await?,
        None => subscribe(Product::Instagram, &instagram(app)?, token, id, "instagram_id").await?,
    }
    let label = found.username.map(|name| format!("@{name}")).or(found.name).unwrap_or_else(|| id.to_owned());
    let confirmed = Confirmed {
        kind: ChannelKind::Instagram,
        external_id: id,
        account_id: account.page_id.as_deref(),
        label: &label,
        access_token: token,
    };
    let (status, shown, _) = keep(app, member, &confirmed, own_app).await?;
    Ok((status, Answer(shown)))
}

/// Connects a Page once Meta confirmed that the token opens it.
pub(super) async fn connect_messenger(
    app: &App,
    member: &Member,
    page: MessengerIn,
) -> Result<(StatusCode, Answer<ChannelOut>), Problem> {
    check_token(&page.access_token)?;
    let own_app = own_app::of(page.app_id, page.app_secret)?;
    let found = of_page(app, &page.page_id, &page.access_token).await?;
    subscribe(Product::Messenger, &graph(app)?, &page.access_token, &page.page_id, "page_id").await?;
    let confirmed = Confirmed {
        kind: ChannelKind::Messenger,
        external_id: &page.page_id,
        account_id: None,
        label: found.name.as_deref().unwrap_or(&page.page_id),
        access_token: &page.access_token,
    };
    let (status, shown, _) = keep(app, member, &confirmed, own_app).await?;
    Ok((status, Answer(shown)))
}

/// Whose a token of Instagram Login is.
async fn own(app: &App, token: &str) -> Result<InstagramAccount, Problem> {
    let request = messaging::me_instagram(&instagram(app)?, token).map_err(malformed)?;
    let answer = ask(request).await?;
    messaging::read_me_instagram(answer.status, &answer.body).map_err(|error| refused("instagram_id", &error))
}

/// The account that is linked to a Page.
async fn linked(app: &App, page_id: &str, token: &str) -> Result<InstagramAccount, Problem> {
    let page = of_page(app, page_id, token).await?;
    page.instagram
        .ok_or_else(|| Problem::invalid("page_id", "is a Page that no Instagram account is linked to"))
}

async fn of_page(app: &App, page_id: &str, token: &str) -> Result<PageAccount, Problem> {
    check_id("page_id", page_id)?;
    let request = messaging::page(&graph(app)?, token, page_id).map_err(malformed)?;
    let answer = ask(request).await?;
    let found = messaging::read_page_account(answer.status, &answer.body);
    let found = found.map_err(|error| refused("page_id", &error))?;
    if found.id != page_id {
        return Err(Problem::invalid("page_id", "is not the Page that the token opens"));
    }
    Ok(found)
}

async fn subscribe(
    product: Product,
    endpoint: &Endpoint,
    token: &str,
    node: &str,
    field: &str,
) -> Result<(), Problem> {
    let request = messaging::subscribe(product, endpoint, token, node).map_err(malformed)?;
    let answer = ask(request).await?;
    messaging::read_success(answer.status, &answer.body).map_err(|error| refused(field, &error))
}

fn graph(app: &App) -> Result<Endpoint, Problem> {
    let config = app.config()?;
    Ok(Endpoint::new(&config.graph_url, &config.graph_version))
}

fn instagram(app: &App) -> Result<Endpoint, Problem> {
    let config = app.config()?;
    Ok(Endpoint::new(&config.instagram_graph_url, &config.graph_version))
}
