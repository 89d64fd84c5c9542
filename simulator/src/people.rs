//! The people of a number: how they are made, and found by what a Graph call says of them.

use std::sync::Arc;

use crate::bucket::Bucket;
use crate::config::CustomerConfig;
use crate::customer::Customer;
use crate::ids;
use crate::state::{CustomerState, NumberState, Shared};
use crate::webhook::digits;
use crate::wire::Product;

/// Adds a person to a number.
pub(crate) fn add(shared: &Arc<Shared>, number: &str, config: CustomerConfig) -> Customer {
    let id = shared.serial("c");
    let added = shared.number(number, |number| {
        let customer = make(number, config, &id);
        number.customers.push(customer);
    });
    added.expect("a handle's number should exist");
    Customer::new(Arc::clone(shared), number.to_owned(), id)
}

fn make(number: &NumberState, config: CustomerConfig, id: &str) -> CustomerState {
    let phone = config.phone.as_deref().map(digits).filter(|phone| !phone.is_empty());
    let namesakes = number.customers.iter().filter(|other| other.name == config.name).count();
    let person = phone.clone().unwrap_or_else(|| format!("{}\n{namesakes}", config.name));
    let line = &number.config;
    let bsuid = config.bsuid.unwrap_or_else(|| match line.product {
        Product::WhatsApp => ids::bsuid(country(phone.as_deref()), &line.waba_id, &person),
        Product::Instagram | Product::Messenger => ids::scoped(&line.phone_number_id, &person),
    });
    // Nobody but WhatsApp knows numbers.
    let phone = phone.filter(|_| line.product == Product::WhatsApp);
    CustomerState {
        id: id.to_owned(),
        name: config.name,
        phone,
        bsuid,
        parent_bsuid: config.parent_bsuid,
        username: config.username,
        hidden_phone: None,
        no_marketing: false,
        no_profile: false,
        standby: false,
        last_inbound: None,
        bucket: Bucket::default(),
        typing_until: None,
        thread: Vec::new(),
        reply_cursor: 0,
        replies: Vec::new(),
    }
}

/// The country in front of a BSUID, for the calling codes that tests and the demo use; `US` otherwise.
fn country(phone: Option<&str>) -> &'static str {
    const CODES: [(&str, &str); 14] = [
        ("60", "MY"),
        ("62", "ID"),
        ("65", "SG"),
        ("55", "BR"),
        ("52", "MX"),
        ("34", "ES"),
        ("33", "FR"),
        ("49", "DE"),
        ("44", "GB"),
        ("91", "IN"),
        ("966", "SA"),
        ("971", "AE"),
        ("20", "EG"),
        ("86", "CN"),
    ];
    let phone = phone.unwrap_or_default();
    CODES.iter().find(|(code, _)| phone.starts_with(code)).map_or("US", |(_, country)| country)
}

/// The customer behind `to` or `recipient`.
pub(crate) fn find<'a>(number: &'a NumberState, recipient: &str) -> Option<&'a CustomerState> {
    number.customers.iter().find(|customer| is(customer, recipient))
}

/// As [`find`], to change.
pub(crate) fn find_mut<'a>(number: &'a mut NumberState, recipient: &str) -> Option<&'a mut CustomerState> {
    number.customers.iter_mut().find(|customer| is(customer, recipient))
}

fn is(customer: &CustomerState, recipient: &str) -> bool {
    if customer.bsuid == recipient || customer.parent_bsuid.as_deref() == Some(recipient) {
        return true;
    }
    let number = !recipient.chars().any(char::is_alphabetic);
    let phone = customer.phone.as_ref().or(customer.hidden_phone.as_ref());
    number && phone.is_some_and(|phone| *phone == digits(recipient))
}
