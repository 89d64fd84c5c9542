//! WhatsApp's management fields.

use super::{Place, Sink};
use crate::json::Node;
use crate::webhook::{
    AccountAlert, AccountReview, AccountUpdate, BusinessUsername, Capability, EventKind, NumberName,
    NumberQuality, Restriction, Security, TemplateCategory, TemplateQuality, TemplateRef, TemplateStatus,
};

/// Reads the fields whose value is one thing rather than lists.
pub(super) fn read(field: &str, value: Node<'_>, place: &Place, sink: &mut Sink) {
    let kind = match field {
        "message_template_status_update" => template_status(value),
        "template_category_update" => template_category(value),
        "message_template_quality_update" => template_quality(value),
        "phone_number_quality_update" => number_quality(value),
        "phone_number_name_update" => number_name(value),
        "account_update" => account_update(value),
        "account_alerts" => account_alert(value),
        "account_review_update" => account_review(value),
        "business_capability_update" => Some(capability(value)),
        "business_username_update" | "business_username_updates" => business_username(value),
        "security" => security(value),
        _ => return,
    };
    sink.push_or(place, kind, field);
}

fn template(value: Node<'_>) -> TemplateRef {
    TemplateRef {
        id: value.at("message_template_id").id(),
        name: value.at("message_template_name").text(),
        language: value.at("message_template_language").text(),
    }
}

fn template_status(value: Node<'_>) -> Option<EventKind> {
    let (rejection, other) = (value.at("rejection_info"), value.at("other_info"));
    let reason = value.at("reason").text().filter(|reason| reason != "NONE");
    let explanation = rejection.at("reason").text().or_else(|| other.at("description").text());
    Some(EventKind::TemplateStatus(Box::new(TemplateStatus {
        template: template(value),
        event: value.at("event").text()?,
        category: value.at("message_template_category").text(),
        reason: reason.or_else(|| other.at("title").text()),
        explanation,
        recommendation: rejection.at("recommendation").text(),
        disable_date: value.at("disable_info").at("disable_date").word(),
    })))
}

/// The announcement carries the category in force as `new_category`, and the coming one as `correct_category`.
fn template_category(value: Node<'_>) -> Option<EventKind> {
    let update = TemplateCategory {
        template: template(value),
        previous: value.at("previous_category").text(),
        current: value.at("new_category").text(),
        upcoming: value.at("correct_category").text(),
        change_at: value.at("category_update_timestamp").moment(),
    };
    let says_something = update.current.is_some() || update.upcoming.is_some();
    says_something.then(|| EventKind::TemplateCategory(Box::new(update)))
}

fn template_quality(value: Node<'_>) -> Option<EventKind> {
    let current = Some(value.at("new_quality_score").text()?);
    let previous = value.at("previous_quality_score").text();
    Some(EventKind::TemplateQuality(Box::new(TemplateQuality {
        template: template(value),
        previous,
        current,
    })))
}

fn number_quality(value: Node<'_>) -> Option<EventKind> {
    Some(EventKind::NumberQuality(NumberQuality {
        display_phone_number: value.at("display_phone_number").id(),
        event: value.at("event").text()?,
        limit: value.any(&["max_daily_conversations_per_business", "current_limit"]).word(),
    }))
}

fn number_name(value: Node<'_>) -> Option<EventKind> {
    let decision = Some(value.at("decision").text()?);
    Some(EventKind::NumberName(NumberName {
        display_phone_number: value.at("display_phone_number").id(),
        decision,
        requested_name: value.at("requested_verified_name").text(),
        rejection_reason: value.at("rejection_reason").text(),
    }))
}

fn account_update(value: Node<'_>) -> Option<EventKind> {
    let (ban, waba) = (value.at("ban_info"), value.at("waba_info"));
    let restriction = |node: Node<'_>| {
        Some(Restriction { kind: node.at("restriction_type").text()?, until: node.at("expiration").moment() })
    };
    Some(EventKind::AccountUpdate(Box::new(AccountUpdate {
        event: value.at("event").text()?,
        violation: value.at("violation_info").at("violation_type").text(),
        restrictions: value.at("restriction_info").items().filter_map(restriction).collect(),
        ban_state: ban.at("waba_ban_state").text(),
        ban_date: ban.at("waba_ban_date").word(),
        owner_business_id: waba.at("owner_business_id").id(),
        partner_app_id: waba.at("partner_app_id").id(),
        phone_number: value.at("phone_number").id(),
        disconnection_reason: value.at("disconnection_info").at("reason").text(),
        country: value.at("country").text(),
    })))
}

fn account_alert(value: Node<'_>) -> Option<EventKind> {
    let info = value.at("alert_info");
    info.is_object().then(|| {
        EventKind::AccountAlert(AccountAlert {
            entity_type: value.at("entity_type").text(),
            entity_id: value.at("entity_id").id(),
            severity: info.at("alert_severity").text(),
            status: info.at("alert_status").text(),
            kind: info.at("alert_type").text(),
            description: info.at("alert_description").text(),
        })
    })
}

fn account_review(value: Node<'_>) -> Option<EventKind> {
    Some(EventKind::AccountReview(AccountReview { decision: value.at("decision").text()? }))
}

fn capability(value: Node<'_>) -> EventKind {
    EventKind::Capability(Capability {
        daily_limit: value
            .any(&["max_daily_conversations_per_business", "max_daily_conversation_per_phone"])
            .word(),
        numbers_per_business: value.at("max_phone_numbers_per_business").int(),
        numbers_per_account: value.at("max_phone_numbers_per_waba").int(),
    })
}

fn business_username(value: Node<'_>) -> Option<EventKind> {
    Some(EventKind::BusinessUsername(BusinessUsername {
        display_phone_number: value.at("display_phone_number").id(),
        username: value.at("username").text(),
        status: value.at("status").text()?,
    }))
}

fn security(value: Node<'_>) -> Option<EventKind> {
    Some(EventKind::Security(Security {
        display_phone_number: value.at("display_phone_number").id(),
        event: value.at("event").text()?,
        requester: value.at("requester").id(),
    }))
}
