//! A sealed credential opens only in its own row of its own tenant. The website has none.

use std::sync::Arc;

use serde_json::Value;

use crate::support::begun::{GREETING, OnChannel, each};
use crate::support::channel::{Channel, of_meta};
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Begun, Env, Person, Run, Shop, directory};

crate::suite![a_credential_row_that_was_moved_to_another_tenant_does_not_open];

/// Three businesses on one kind of channel.
struct Street {
    /// Whose credential somebody else has a copy of.
    owner: Begun,
    thief: Begun,
    /// Whose whole row changes hands, and their customer, who has said nothing yet.
    mover: Shop,
    customer: Person,
}

impl OnChannel for Street {
    fn channel(&self) -> Channel {
        self.mover.channel
    }
}

impl Street {
    async fn open(env: &Arc<Env>, channel: Channel) -> Self {
        let owner = Begun::at(Shop::open_on_at(env, channel).await).await;
        let thief = Begun::at(Shop::open_on_at(env, channel).await).await;
        let mover = Shop::open_on_at(env, channel).await;
        let customer = mover.person().await;
        Self { owner, thief, mover, customer }
    }

    /// A copy of the credential in another row, and a whole row that changes hands.
    fn stolen(&self) -> String {
        let (owner, thief) = (&self.owner.shop.channel_id, &self.thief.shop.channel_id);
        let mover = &self.mover.channel_id;
        format!(
            "UPDATE channels SET credentials = (SELECT credentials FROM channels WHERE id = '{owner}') WHERE id = '{thief}';
             UPDATE channels SET tenant_id = (SELECT tenant_id FROM channels WHERE id = '{thief}') WHERE id = '{mover}'"
        )
    }

    /// The answer to the thief's customer cannot be sent, and no call is made in anybody's name.
    async fn sends_nothing(&self) {
        let Begun { shop, person, id } = &self.thief;
        let calls = [shop, &self.owner.shop].map(|shop| shop.number.requests().len());
        person.says("Are you still there this evening?").await;
        shop.messages_until(id, "the answer cannot be sent", has_failed).await;
        person.stays_at(1).await;
        assert_eq!([shop, &self.owner.shop].map(|shop| shop.number.requests().len()), calls);
    }

    /// The row's new tenant gets the events of the number, but cannot send with its credential.
    async fn takes_in_and_does_not_answer(&self) {
        let (thief, mover) = (&self.thief.shop, &self.mover);
        let calls = mover.number.requests().len();
        self.customer.says("Which shop am I writing to now?").await;
        let id = until("a second conversation in the thief's inbox", || async {
            let inbox = thief.api.get("/conversations").await.items();
            let found = inbox.iter().find(|one| one["channel_id"] == mover.channel_id.as_str());
            found.map(|one| text(one, "id")).ok_or(format!("{inbox:?}"))
        })
        .await;
        thief.messages_until(&id, "the answer cannot be sent", has_failed).await;
        let made = mover.number.requests().len();
        assert_eq!(made, calls, "nothing was done in the name of the row's first tenant");
        assert!(self.customer.replies().await.is_empty());
    }
}

fn has_failed(messages: &[Value]) -> bool {
    messages.last().is_some_and(|last| last["status"] == "failed")
}

async fn a_credential_row_that_was_moved_to_another_tenant_does_not_open(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("moved-credentials", &[]).await);
    let channels: Vec<Channel> = Channel::ALL.into_iter().filter(|channel| of_meta(*channel)).collect();
    let streets = each(&channels, async |channel| Street::open(&env, *channel).await).await;
    env.kill();
    let statements: Vec<String> = streets.iter().map(Street::stolen).collect();
    directory::execute(&env, &statements.join(";")).await;
    env.restart().await;
    each(&streets, async |street| {
        street.sends_nothing().await;
        street.takes_in_and_does_not_answer().await;
        // Where it belongs, it still opens.
        street.owner.person.asks(GREETING).await;
    })
    .await;
}
