//! The channels of a WhatsApp Business Account: its events name nothing else.

use std::cell::RefCell;
use std::collections::BTreeMap;

use domain::time::Timestamp;

use super::channels::{CAPACITY, Channel, FRESH, SELECT};
use super::{Directory, Value};
use crate::clock;
use crate::error::PlatformError;

thread_local! {
    static FOUND: RefCell<BTreeMap<String, (Timestamp, Vec<Channel>)>> = const { RefCell::new(BTreeMap::new()) };
}

impl Directory {
    /// The channels of an account, of whichever tenants. When the directory is slow or down, an older copy serves.
    /// As for a single channel, a miss is never kept.
    ///
    /// # Errors
    /// If the directory does not answer and no copy is here.
    pub async fn channels_of_account(&self, account_id: &str) -> Result<Vec<Channel>, PlatformError> {
        let known = FOUND.with_borrow(|found| found.get(account_id).cloned());
        if let Some((since, channels)) = &known
            && clock::now().since(*since) < FRESH
        {
            return Ok(channels.clone());
        }
        let statement = format!(
            "{SELECT} WHERE c.account_id = ? AND c.kind = 'whatsapp' AND t.status = 'active' ORDER BY c.id LIMIT 200"
        );
        match self.rows("find channels of account", &statement, &[Value::Text(account_id)]).await {
            Ok(channels) => {
                remember(account_id, &channels);
                Ok(channels)
            }
            Err(error) => known.map(|(_, channels)| channels).ok_or(error),
        }
    }

    /// Drops this isolate's copies: a channel came, went or changed its account or app.
    pub fn forget_accounts() {
        FOUND.with_borrow_mut(BTreeMap::clear);
    }
}

fn remember(account_id: &str, channels: &[Channel]) {
    FOUND.with_borrow_mut(|found| {
        if channels.is_empty() {
            found.remove(account_id);
            return;
        }
        if found.len() >= CAPACITY {
            found.clear();
        }
        found.insert(account_id.to_owned(), (clock::now(), channels.to_vec()));
    });
}
