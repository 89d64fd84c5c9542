//! What happens to a WhatsApp account, its numbers and its templates.

use domain::time::Timestamp;

/// Which template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateRef {
    /// Meta's id.
    pub id: Option<String>,
    /// Its name; with the language, the key.
    pub name: Option<String>,
    /// Such as `en_US`.
    pub language: Option<String>,
}

/// A template was approved, rejected, paused, switched off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateStatus {
    /// Which.
    pub template: TemplateRef,
    /// `APPROVED`, `REJECTED`, `PAUSED`, …
    pub event: String,
    /// `MARKETING`, `UTILITY` or `AUTHENTICATION`.
    pub category: Option<String>,
    /// Why, such as `INVALID_FORMAT`; Meta's `NONE` is `None`.
    pub reason: Option<String>,
    /// Meta's words on the reason.
    pub explanation: Option<String>,
    /// What Meta advises.
    pub recommendation: Option<String>,
    /// When it will be switched off, as Meta writes it.
    pub disable_date: Option<String>,
}

/// A template's category has changed, or will.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateCategory {
    /// Which.
    pub template: TemplateRef,
    /// The category in force before.
    pub previous: Option<String>,
    /// The category in force now.
    pub current: Option<String>,
    /// The category from `change_at` on. Meta announces it a day ahead, in fields that mean something else then.
    pub upcoming: Option<String>,
    /// When `upcoming` begins.
    pub change_at: Option<Timestamp>,
}

/// A template's quality.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateQuality {
    /// Which.
    pub template: TemplateRef,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub previous: Option<String>,
    /// The same, now.
    pub current: Option<String>,
}

/// A number's quality or limit.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NumberQuality {
    /// The number, as Meta shows it. The event carries no phone number id.
    pub display_phone_number: Option<String>,
    /// `ONBOARDING`, `THROUGHPUT_UPGRADE`; before 2026 also `FLAGGED`, `UNFLAGGED`, `UPGRADE`, `DOWNGRADE`.
    pub event: String,
    /// How many customers a day the business may open chats with, such as `TIER_2K`.
    pub limit: Option<String>,
}

/// A display name was judged.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NumberName {
    /// The number, as Meta shows it.
    pub display_phone_number: Option<String>,
    /// `APPROVED`, `REJECTED`, …
    pub decision: Option<String>,
    /// The name asked for.
    pub requested_name: Option<String>,
    /// Why not.
    pub rejection_reason: Option<String>,
}

/// Something happened to the account. The event's asset is the customer's account, also for `PARTNER_…`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AccountUpdate {
    /// `ACCOUNT_DELETED`, `ACCOUNT_RESTRICTION`, `DISABLED_UPDATE`, `PARTNER_ADDED`, …
    pub event: String,
    /// The rule that was broken.
    pub violation: Option<String>,
    /// What is no longer allowed.
    pub restrictions: Vec<Restriction>,
    /// `SCHEDULE_FOR_DISABLE`, `DISABLE` or `REINSTATE`.
    pub ban_state: Option<String>,
    /// When, as Meta writes it.
    pub ban_date: Option<String>,
    /// The business that owns the account.
    pub owner_business_id: Option<String>,
    /// The app that was added or removed.
    pub partner_app_id: Option<String>,
    /// The number it is about.
    pub phone_number: Option<String>,
    /// Why the connection ended.
    pub disconnection_reason: Option<String>,
    /// The country, for a change of it.
    pub country: Option<String>,
}

/// What an account may no longer do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restriction {
    /// Such as `RESTRICTED_BIZ_INITIATED_MESSAGING`.
    pub kind: String,
    /// Until when.
    pub until: Option<Timestamp>,
}

/// A warning of Meta's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountAlert {
    /// `BUSINESS`, `PHONE_NUMBER`, …
    pub entity_type: Option<String>,
    /// What it is about.
    pub entity_id: Option<String>,
    /// `CRITICAL`, `WARNING` or `INFORMATIONAL`.
    pub severity: Option<String>,
    /// `ACTIVE`, or `NONE` when it is over.
    pub status: Option<String>,
    /// Meta's name for it.
    pub kind: Option<String>,
    /// Meta's text.
    pub description: Option<String>,
}

/// The account's review is done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountReview {
    /// `APPROVED`, `REJECTED`, `PENDING` or `DEFERRED`.
    pub decision: String,
}

/// What the business may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capability {
    /// Customers a day it may open chats with: `TIER_2K`, or a number; -1 is without limit.
    pub daily_limit: Option<String>,
    /// Numbers per business.
    pub numbers_per_business: Option<i64>,
    /// Numbers per account.
    pub numbers_per_account: Option<i64>,
}

/// The business's username on WhatsApp.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BusinessUsername {
    /// The number, as Meta shows it.
    pub display_phone_number: Option<String>,
    /// The name; gone when deleted.
    pub username: Option<String>,
    /// `approved`, `reserved` or `deleted`.
    pub status: String,
}

/// Someone changed, or wants to change, the number's PIN.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Security {
    /// The number, as Meta shows it.
    pub display_phone_number: Option<String>,
    /// `PIN_CHANGED`, `PIN_RESET_REQUEST` or `PIN_REQUEST_SUCCESS`.
    pub event: String,
    /// Meta's id of who asked.
    pub requester: Option<String>,
}

crate::json::log_safe! {
    NumberQuality { event, limit }
    NumberName { decision }
    AccountUpdate { event, violation, restrictions, ban_state, ban_date }
    BusinessUsername { status }
    Security { event }
}
