//! What can be asked about templates.

use std::time::Duration;

use domain::channel::{Alias, ChannelKind};
use domain::ids::ChannelId;
use domain::time::Timestamp;
use meta::graph::Body;
use meta::graph::templates::{StoredTemplate, TemplateValues};
use serde::{Deserialize, Serialize};

use crate::call::{Call, Page};

/// A part of an account's templates, by name and language.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListTemplates {
    /// The WhatsApp Business Account.
    pub account_id: String,
    /// Only those that may be sent.
    #[serde(default)]
    pub only_approved: bool,
    /// From the last part.
    pub cursor: Option<String>,
    /// At most this many.
    pub limit: u32,
}
call!(ListTemplates, "list-templates" => Page<TemplateView>);

/// The languages of a template.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetTemplates {
    /// The WhatsApp Business Account.
    pub account_id: String,
    /// Its name.
    pub name: String,
    /// Only this language.
    pub language: Option<String>,
}
call!(GetTemplates, "get-templates" => Vec<TemplateView>);

/// A template as it was last told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TemplateView {
    /// The template; its status and category are the newest known.
    pub template: StoredTemplate,
    /// Why Meta refused or stopped it, by Meta's name.
    pub reason: Option<String>,
    /// How old this knowledge is.
    pub synced_at: Timestamp,
}

/// Keeps a template that was just made at Meta.
#[derive(Debug, Serialize, Deserialize)]
pub struct PutTemplate {
    /// The WhatsApp Business Account.
    pub account_id: String,
    /// As Meta took it.
    pub template: StoredTemplate,
}
call!(PutTemplate, "put-template" => TemplateView);

/// Forgets a template that was just deleted at Meta.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetTemplate {
    /// The WhatsApp Business Account.
    pub account_id: String,
    /// Its name.
    pub name: String,
    /// Only this language.
    pub language: Option<String>,
}
call!(ForgetTemplate, "forget-template" => ());

/// Asks Meta for all templates of an account now.
#[derive(Debug, Serialize, Deserialize)]
pub struct SyncTemplates {
    /// The WhatsApp Business Account.
    pub account_id: String,
}

impl Call for SyncTemplates {
    const NAME: &'static str = "sync-templates";
    // Thousands of templates are dozens of pages.
    const LIMIT: Duration = Duration::from_mins(2);
    type Reply = Synced;
}

/// What a sync came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Synced {
    /// How many templates are known now.
    pub templates: u32,
    /// When the last whole sync began.
    pub synced_at: Option<Timestamp>,
    /// Why this one did not succeed, for the owner; what was known before stays.
    pub failure: Option<String>,
}

/// The accounts whose last sync did not succeed.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetFailedSyncs {}
call!(GetFailedSyncs, "get-failed-syncs" => Vec<FailedSync>);

/// A sync that did not succeed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FailedSync {
    /// The WhatsApp Business Account.
    pub account_id: String,
    /// When the last whole sync began, if there was one.
    pub synced_at: Option<Timestamp>,
    /// Why, for the owner.
    pub failure: String,
}

/// Our copy of an account's templates is out of date: Meta refused a send for it. Synced soon, however often it is
/// asked.
#[derive(Debug, Serialize, Deserialize)]
pub struct WantSync {
    /// The WhatsApp Business Account.
    pub account_id: String,
}
call!(WantSync, "want-sync" => ());

/// Makes a message of a template and its values, if this person may get it now.
#[derive(Serialize, Deserialize)]
pub struct PrepareTemplate {
    /// The WhatsApp Business Account.
    pub account_id: String,
    /// The number that it is to leave by.
    pub channel_id: ChannelId,
    /// Its kind.
    pub channel_kind: ChannelKind,
    /// The names that the person goes by.
    pub aliases: Vec<Alias>,
    /// The template's name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// What fills it.
    pub values: TemplateValues,
}
call!(PrepareTemplate, "prepare-template" => PreparedTemplate);

/// A template as it may leave.
#[derive(Serialize, Deserialize)]
pub struct PreparedTemplate {
    /// What Meta gets.
    pub body: Body,
    /// What the customer reads.
    pub text: String,
    /// When it may leave, if not at once: the number sends so much now.
    pub not_before: Option<Timestamp>,
}
