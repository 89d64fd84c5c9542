//! Templates: made into a message by the tenant, who knows them; synced again when Meta does not take one.

use meta::errors::{Action, MetaError, Reason};
use meta::graph::templates::TemplateValues;
use platform::{PlatformError, clock};

use super::Conversation;
use super::jobs::{Next, TEMPLATES};
use super::store::Standing;
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::{PrepareTemplate, PreparedTemplate, WantSync};

impl Conversation {
    /// A template with its values, as it may leave to this person now.
    pub(super) async fn prepare(
        &self,
        owner: &Owner,
        standing: &Standing,
        name: String,
        language: String,
        values: TemplateValues,
    ) -> Result<PreparedTemplate, ObjectError> {
        let channel = self.channel(owner, standing).await?;
        let on_account = channel.and_then(|channel| Some((channel.kind, channel.account_id.clone()?)));
        let Some((channel_kind, account_id)) = on_account else {
            let reason = "This conversation is on no connected WhatsApp number.".to_owned();
            return Err(Refusal::Conflict { reason }.into());
        };
        let prepare = PrepareTemplate {
            account_id,
            channel_id: standing.channel_id,
            channel_kind,
            aliases: self.person(owner, standing)?,
            name,
            language,
            values,
        };
        Ok(self.core.objects().await?.tenant(&prepare).await?)
    }

    /// Who says STOP gets nothing more that the business begins, also where it waits to leave already.
    pub(super) fn drop_templates(&self) -> Result<(), PlatformError> {
        self.core.sql.run(
            "UPDATE messages SET status = 'dropped' WHERE status = 'planned' AND kind = 'template'
               AND seq >= (SELECT outbox_from FROM conversation WHERE id = 1)",
            Vec::new(),
        )
    }

    /// Meta did not take a template as we know it: our copy is out of date.
    pub(super) fn doubt_templates(&self, code: i64) -> Result<(), PlatformError> {
        let error = MetaError { code, ..MetaError::default() };
        if meta::errors::classify(&error, None) != Action::Never(Reason::Template) {
            return Ok(());
        }
        self.schedule(TEMPLATES, clock::now(), None)
    }

    /// Asks the tenant for a sync.
    pub(super) async fn sync_templates(&self) -> Result<Next, ObjectError> {
        let (owner, standing) = (self.core.owner().await?, self.begun()?);
        let channel = self.channel(&owner, &standing).await?;
        if let Some(account_id) = channel.and_then(|channel| channel.account_id.clone()) {
            self.core.objects().await?.tenant(&WantSync { account_id }).await?;
        }
        Ok(Next::Done)
    }
}
