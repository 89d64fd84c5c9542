//! `POST /channels/{id}/templates`: a template is handed in for Meta's approval.

use std::collections::BTreeMap;

use axum::Json as Answer;
use axum::extract::State;
use domain::ids::ChannelId;
use durable_objects::tenant::protocol::PutTemplate;
use http::StatusCode;
use meta::graph::templates::{Category, Draft, Example, HeaderFormat, NewButton, NewHeader, NewTemplate};
use platform::PlatformError;
use serde::Deserialize;

use super::graph::Account;
use super::out::TemplateOut;
use crate::api::auth::Admin;
use crate::api::input::{Id, Json};
use crate::app::App;
use crate::problem::Problem;

/// A template to hand in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateIn {
    name: String,
    language: String,
    /// `utility` or `marketing`.
    category: String,
    #[serde(default)]
    header: Option<HeaderIn>,
    body: String,
    #[serde(default)]
    footer: Option<String>,
    #[serde(default)]
    buttons: Vec<ButtonIn>,
    /// For each placeholder of the body, what could stand there.
    #[serde(default)]
    examples: BTreeMap<String, String>,
}

/// A header to hand in.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum HeaderIn {
    Text {
        text: String,
        #[serde(default)]
        example: Option<String>,
    },
    /// A sample by the handle of Meta's resumable upload.
    File {
        format: String,
        handle: String,
    },
    Location {},
}

/// A button to hand in.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum ButtonIn {
    QuickReply {
        text: String,
    },
    Url {
        text: String,
        url: String,
        #[serde(default)]
        example: Option<String>,
    },
    PhoneNumber {
        text: String,
        number: String,
    },
    CopyCode {
        example: String,
    },
    RequestContactInfo {},
}

impl From<TemplateIn> for NewTemplate {
    fn from(given: TemplateIn) -> Self {
        let examples = given.examples.into_iter().map(|(name, value)| Example { name, value });
        Self {
            name: given.name,
            language: given.language,
            category: Category::from_word(&given.category),
            header: given.header.map(NewHeader::from),
            body: given.body,
            footer: given.footer,
            buttons: given.buttons.into_iter().map(NewButton::from).collect(),
            examples: examples.collect(),
        }
    }
}

impl From<HeaderIn> for NewHeader {
    fn from(given: HeaderIn) -> Self {
        match given {
            HeaderIn::Text { text, example } => Self::Text { text, example },
            HeaderIn::File { format, handle } => {
                Self::File { format: HeaderFormat::from_word(&format), handle }
            }
            HeaderIn::Location {} => Self::Location,
        }
    }
}

impl From<ButtonIn> for NewButton {
    fn from(given: ButtonIn) -> Self {
        match given {
            ButtonIn::QuickReply { text } => Self::QuickReply(text),
            ButtonIn::Url { text, url, example } => Self::Url { text, url, example },
            ButtonIn::PhoneNumber { text, number } => Self::PhoneNumber { text, number },
            ButtonIn::CopyCode { example } => Self::CopyCode(example),
            ButtonIn::RequestContactInfo {} => Self::RequestContactInfo,
        }
    }
}

/// Hands a template in. Meta decides within a day, and its webhook tells.
#[worker::send]
pub async fn create(
    State(app): State<App>,
    Admin(member): Admin,
    Id(id): Id<ChannelId>,
    Json(template): Json<TemplateIn>,
) -> Result<(StatusCode, Answer<TemplateOut>), Problem> {
    let draft = Draft::of(&template.into());
    let draft = draft.map_err(|wrong| Problem::invalid(wrong.field, format!("would be refused: {wrong}")))?;
    let account = Account::open(&app, &member, id).await?;
    let created = account.create(&draft).await?;
    let template = draft.stored(&created);
    let template = template.ok_or(PlatformError::Unreadable { operation: "new template" })?;
    let kept = member.objects.tenant(&PutTemplate { account_id: account.id, template }).await?;
    Ok((StatusCode::CREATED, Answer(kept.into())))
}
