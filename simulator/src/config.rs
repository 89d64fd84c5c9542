//! What a stand-in is made of: its numbers and their customers.

use std::time::Duration;

use crate::wire::Product;

/// Settings of the whole stand-in.
#[derive(Debug, Clone, Default)]
pub struct SimulatorConfig {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
}

/// A line of a business: a WhatsApp number, an Instagram account or a Page. Names are WhatsApp's; what they mean for the
/// others is told at each.
#[derive(Clone, Default)]
pub struct NumberConfig {
    /// What it is a line of.
    pub product: Product,
    /// The id in Graph paths and in `metadata.phone_number_id`; decimal digits. The account's or the Page's id on
    /// Instagram and Messenger, where it is `entry[].id` of webhooks too.
    pub phone_number_id: String,
    /// The WhatsApp Business Account that holds the number; `entry[].id` of its webhooks. On Instagram the Page that
    /// the account is linked to, which then stands in Graph paths as well; empty with Instagram Login.
    pub waba_id: String,
    /// The number as people read it; digits, with or without `+` and spaces. The username of an Instagram account, the
    /// name of a Page.
    pub display_phone_number: String,
    /// The token that Graph calls for this number must carry. Several numbers may share one.
    pub access_token: String,
    /// The secret of the app that receives this number's webhooks.
    pub app_secret: String,
    /// Where webhooks go; `http://` only.
    pub webhook_url: String,
    /// What the verification request carries in `hub.verify_token`.
    pub verify_token: String,
}

impl NumberConfig {
    /// An Instagram account; `page_id` for one that is reached through its Page. The secrets are still to be given.
    pub fn instagram(id: &str, username: &str, page_id: Option<&str>) -> Self {
        Self {
            product: Product::Instagram,
            phone_number_id: id.to_owned(),
            waba_id: page_id.unwrap_or_default().to_owned(),
            display_phone_number: username.to_owned(),
            ..Self::default()
        }
    }

    /// A Facebook Page. The secrets are still to be given.
    pub fn messenger(page_id: &str, name: &str) -> Self {
        Self {
            product: Product::Messenger,
            phone_number_id: page_id.to_owned(),
            display_phone_number: name.to_owned(),
            ..Self::default()
        }
    }
}

/// Secrets stay out of test output.
impl std::fmt::Debug for NumberConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NumberConfig")
            .field("product", &self.product)
            .field("phone_number_id", &self.phone_number_id)
            .field("waba_id", &self.waba_id)
            .field("display_phone_number", &self.display_phone_number)
            .field("webhook_url", &self.webhook_url)
            .finish_non_exhaustive()
    }
}

/// A person with a phone.
#[derive(Debug, Clone, Default)]
pub struct CustomerConfig {
    /// The profile name.
    pub name: String,
    /// E.164 with or without `+`; not known to anybody on Instagram and Messenger. None: a person known by BSUID only, so `wa_id`, `from` and `recipient_id` are
    /// absent from every webhook about them.
    pub phone: Option<String>,
    /// The business-scoped user id, on Instagram and Messenger the scoped one; None makes a stable one from the account
    /// and the phone or name.
    pub bsuid: Option<String>,
    /// The id across portfolios, for businesses that Meta enrolled; absent from webhooks when None.
    pub parent_bsuid: Option<String>,
    /// The username, `@` included.
    pub username: Option<String>,
}

impl CustomerConfig {
    /// A person with a phone number.
    pub fn with_phone(name: &str, phone: &str) -> Self {
        Self { name: name.to_owned(), phone: Some(phone.to_owned()), ..Self::default() }
    }

    /// A person who adopted a username and hides the number.
    pub fn with_username(name: &str, username: &str) -> Self {
        Self { name: name.to_owned(), username: Some(username.to_owned()), ..Self::default() }
    }
}

/// What happens to a message after Graph accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusMode {
    /// `sent`, `delivered` and `read` webhooks, each after this delay. The default, with 20 ms.
    Auto {
        /// The pause before each of the three.
        delay: Duration,
    },
    /// `sent` and `delivered` as above; `read` when the phone page shows the chat.
    Phone {
        /// The pause before each of the two.
        delay: Duration,
    },
    /// Only what [`Number::send_status`](crate::Number::send_status) sends.
    Manual,
    /// As `Manual`; says that the test does not care.
    Off,
}

/// When Messenger and Instagram echo a message that the app under test sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EchoMode {
    /// As the status `sent` of [`StatusMode`]: by itself after the delay, or only from
    /// [`Number::send_status`](crate::Number::send_status).
    #[default]
    After,
    /// Before the call is answered, whatever the [`StatusMode`].
    Before,
    /// Not by itself.
    Off,
}

/// How a send that cannot reach the customer (131026, 131047) is refused. Meta does both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusals {
    /// HTTP 400 to the call. The default.
    AtOnce,
    /// The call is accepted, a `failed` status webhook follows.
    ByStatus,
}

/// How often one customer may be written to (131056 beyond).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairRate {
    /// One message each such period in the long run.
    pub every: Duration,
    /// So many at once before that.
    pub burst: u32,
}

/// Meta's figures: one message in six seconds, bursts of 45.
impl Default for PairRate {
    fn default() -> Self {
        Self { every: Duration::from_secs(6), burst: 45 }
    }
}

/// A message template of the account.
#[derive(Debug, Clone)]
pub struct Template {
    /// `[a-z0-9_]`, at most 512.
    pub name: String,
    /// Such as `en` or `pt_BR`.
    pub language: String,
    /// `MARKETING`, `UTILITY` or `AUTHENTICATION`.
    pub category: String,
    /// `APPROVED`, or another status, which cannot be sent.
    pub status: String,
    /// The body with `{{1}}` or `{{name}}` placeholders; a send must fill each of them.
    pub body: String,
}
