//! A link to one file of a conversation for whoever has it, for a while: how Meta fetches what staff send.

use domain::ids::{ConversationId, FileId, TenantId};
use domain::time::Timestamp;
use vault::{DataKey, SignLabel};

/// What a link opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLink {
    /// Of which conversation.
    pub conversation: ConversationId,
    /// Which file.
    pub file: FileId,
    /// Until when.
    pub until: Timestamp,
}

impl FileLink {
    /// The path of the link, signed.
    pub fn path(&self, tenant: TenantId, key: &DataKey) -> String {
        let Self { conversation, file, until } = self;
        format!("/files/{tenant}/{conversation}/{file}/{}/{}", until.millis(), self.mac(key))
    }

    /// Whether `mac` vouches for this link and it still works.
    pub fn is_good(&self, key: &DataKey, mac: &str, now: Timestamp) -> bool {
        vault::same(self.mac(key).as_bytes(), mac.as_bytes()) && now < self.until
    }

    fn mac(&self, key: &DataKey) -> String {
        let (file, until) = (self.file.to_string(), self.until.millis().to_string());
        let mac = key.sign(SignLabel::Link, &["file", self.conversation.as_str(), &file, &until]);
        format!("{:032x}", u128::from_be_bytes(mac))
    }
}
