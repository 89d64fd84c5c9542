//! What comes in at a shop besides words that are just said: batches, repetitions, receipts.

use std::sync::PoisonError;

use serde_json::json;
use simulator::{Change, Status, batch, meta_json};

use super::person::Person;
use super::said::{Prepared, Reply};
use super::shop::{Line, Shop};

impl Shop {
    /// What persons prepared comes in, and is kept: in one webhook, or in one request each of their pages.
    pub async fn brings(&self, prepared: Vec<Prepared>) {
        let mut changes: Vec<Change> = Vec::new();
        for one in prepared {
            match one {
                Prepared::Event(value) => changes.push(self.number.change(value)),
                Prepared::Post(visitor, post) => visitor.posts(&post).await,
            }
        }
        if !changes.is_empty() {
            assert_eq!(self.env.post_signed(&meta_json(&batch(&changes))).await, 200);
        }
    }

    /// As [`Self::brings`], whatever becomes of it: the answer's status, if there is one.
    pub async fn tries(&self, prepared: &Prepared) -> Option<u16> {
        match prepared {
            Prepared::Event(value) => {
                let body = meta_json(&batch(&[self.number.change(value.clone())]));
                Some(self.env.post_signed(&body).await)
            }
            Prepared::Post(visitor, post) => visitor.tries(post).await,
        }
    }

    /// Everything that came in so far comes once more, as from a sender who got no answer; how much that is.
    pub async fn hears_all_again(&self) -> usize {
        let Line(Some(number)) = &self.number else {
            let visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let mut count = 0;
            for visitor in visitors {
                count += visitor.posts_all_again().await;
            }
            return count;
        };
        let webhooks = number.webhooks();
        for webhook in &webhooks {
            assert_eq!(self.env.post_signed(webhook.body.to_string().as_bytes()).await, 200);
        }
        webhooks.len()
    }

    /// A person read what the shop said, and their channel tells.
    pub async fn is_read_by(&self, person: &Person, reply: &Reply) {
        match person {
            Person::Customer(_) => {
                let told = self.number.send_status(&reply.wamid, Status::Read).await;
                assert_eq!(told.expect("a message of the stand-in"), Some(200));
            }
            Person::Visitor(visitor) => {
                visitor.door.post("/seen", &json!({ "cursor": reply.cursor() })).await.expect(204);
            }
        }
    }
}
