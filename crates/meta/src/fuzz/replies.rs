//! Replies of the Graph API: Meta's, or of whoever stands in between.

use super::{changed, run};
use crate::errors::{self, MetaError};
use crate::graph::{media, messaging, templates, whatsapp};

#[test]
fn any_reply_is_read_or_unreadable() {
    let replies = ["wa-api-", "ig-api-", "api-error-"];
    run(
        "replies",
        |random| changed(random, &replies),
        |body| {
            for status in [200, 400, 500] {
                let outcomes = [
                    whatsapp::read_send(status, body).err(),
                    whatsapp::read_success(status, body).err(),
                    whatsapp::read_phone_number(status, body).err(),
                    whatsapp::read_phone_numbers(status, body).err(),
                    whatsapp::read_media(status, body).err(),
                    templates::read_list(status, body).err(),
                    templates::read_create(status, body).err(),
                    media::read_upload(status, body).err(),
                    messaging::read_send(status, body).err(),
                    messaging::read_action(status, body).err(),
                    messaging::read_profile(status, body).err(),
                    messaging::read_me_instagram(status, body).err(),
                    messaging::read_page_account(status, body).err(),
                    messaging::read_success(status, body).err(),
                    messaging::read_recent(status, body, "1").err(),
                ];
                assert!(
                    status == 200 || outcomes.iter().all(Option::is_some),
                    "a failure was read as success"
                );
                for error in outcomes.iter().flatten() {
                    let _ = (error.action(), error.explanation(), error.outcome_unknown(), error.to_string());
                }
            }
            if let Some(error) = MetaError::from_body(body) {
                let stored = serde_json::to_vec(&error).unwrap();
                assert_eq!(serde_json::from_slice::<MetaError>(&stored).unwrap(), error);
                let _ = (errors::classify(&error, Some(400)), error.explanation());
            }
        },
    );
}
