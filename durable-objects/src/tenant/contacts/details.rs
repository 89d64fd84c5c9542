//! How a visitor of the website can be reached elsewhere: sealed with their other names, and gone with them.

use domain::details::Details;
use domain::ids::ContactId;
use platform::params;
use serde::Deserialize;

use super::profile;
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;
use crate::tenant::protocol::LeaveDetails;

impl Tenant {
    /// Keeps what somebody left; what is known of them then. With nothing, it only tells.
    pub(in crate::tenant) fn leave_details(
        &self,
        owner: &Owner,
        left: LeaveDetails,
    ) -> Result<Details, ObjectError> {
        #[derive(Deserialize)]
        struct Row {
            contact_id: ContactId,
        }
        let row: Option<Row> = self.core.sql.first(
            "SELECT contact_id FROM conversations WHERE id = ?",
            params![left.conversation_id.as_str()],
        )?;
        let contact = row.ok_or_else(|| Refusal::not_found("conversation"))?.contact_id;
        let details = left.details;
        self.change_person(owner, contact, |person| {
            let details = details.clone().over(person.details);
            profile::Person { details, ..person }
        })?;
        Ok(self.person(owner, contact)?.unwrap_or_default().details)
    }
}
