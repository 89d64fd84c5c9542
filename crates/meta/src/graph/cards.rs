//! Cards of people, to be kept in the customer's address book.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::body::{Body, require};
use super::interactive::set;
use super::limits::{self, LimitError, Limits};

/// A person's card.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// What the person or the place is called; at most 100 characters.
    pub name: String,
    /// Numbers to call or write to; with `emails` at least one.
    #[serde(default)]
    pub phones: Vec<String>,
    /// Addresses to write to.
    #[serde(default)]
    pub emails: Vec<String>,
    /// Where they work; at most 100 characters.
    #[serde(default)]
    pub organisation: Option<String>,
}

crate::json::log_safe_unit!(Card);

impl Body {
    /// One to ten cards.
    ///
    /// # Errors
    ///
    /// [`LimitError`]: a card without a name, or that leads nowhere; a number or an address that is none.
    pub fn cards(cards: &[Card]) -> Result<Self, LimitError> {
        limits::count("contact cards", cards.len(), Limits::CONTACT_CARDS)?;
        let cards = cards.iter().map(card).collect::<Result<Vec<_>, _>>()?;
        Ok(Self::new("contacts", cards.into()))
    }
}

fn card(card: &Card) -> Result<Value, LimitError> {
    let name = limits::text("card name", &card.name, Limits::CARD_NAME)?.trim();
    require(!card.phones.is_empty() || !card.emails.is_empty(), "a card without a number or an address")?;
    let phones = card.phones.iter().map(|phone| phone_value(phone)).collect::<Result<Vec<_>, _>>()?;
    let emails = card.emails.iter().map(|email| email_value(email)).collect::<Result<Vec<_>, _>>()?;
    // Meta wants one more name beside the whole.
    let first = name.split_whitespace().next().unwrap_or(name);
    let mut value = json!({ "name": { "formatted_name": name, "first_name": first }, "phones": phones });
    if !emails.is_empty() {
        set(&mut value, "emails", emails.into());
    }
    let organisation = card.organisation.as_deref().filter(|name| !name.trim().is_empty());
    if let Some(company) = limits::optional("card organisation", organisation, Limits::CARD_NAME)? {
        set(&mut value, "org", json!({ "company": company }));
    }
    Ok(value)
}

/// With `wa_id` the phone offers to write to the number.
fn phone_value(phone: &str) -> Result<Value, LimitError> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let is_plain = phone.chars().all(|c| c.is_ascii_digit() || "+-. ()".contains(c));
    require(is_plain && (7..=15).contains(&digits.len()), "a phone number that is none")?;
    let phone = phone.trim();
    let mut value = json!({ "phone": phone, "type": "WORK" });
    // Without its country nobody knows whose it is on WhatsApp.
    if phone.starts_with('+') {
        set(&mut value, "wa_id", digits.into());
    }
    Ok(value)
}

fn email_value(email: &str) -> Result<Value, LimitError> {
    let email = limits::text("card e-mail", email.trim(), Limits::CARD_EMAIL)?;
    require(email.contains('@') && !email.contains(char::is_whitespace), "an e-mail address that is none")?;
    Ok(json!({ "email": email, "type": "WORK" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, phones: &[&str], emails: &[&str]) -> Card {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Card { name: name.to_owned(), phones: owned(phones), emails: owned(emails), organisation: None }
    }

    #[test]
    fn a_card_is_as_meta_wants_it() {
        let aishah = Card {
            organisation: Some("Kedai Seri".to_owned()),
            ..of("Aishah binti Ali", &["+60 12-345 6789", "03 1234567"], &["aishah@shop.example"])
        };
        let body = Body::cards(&[aishah]).unwrap();
        assert_eq!(body.kind(), "contacts");
        assert_eq!(
            body.value,
            json!([{
                "name": { "formatted_name": "Aishah binti Ali", "first_name": "Aishah" },
                "phones": [{ "phone": "+60 12-345 6789", "type": "WORK", "wa_id": "60123456789" },
                           { "phone": "03 1234567", "type": "WORK" }],
                "emails": [{ "email": "aishah@shop.example", "type": "WORK" }],
                "org": { "company": "Kedai Seri" },
            }])
        );
    }

    #[test]
    fn what_is_no_card_is_refused() {
        let good = of("Ali", &["+60123456789"], &[]);
        for bad in [
            of(" ", &["+60123456789"], &[]),
            of(&"x".repeat(101), &["+60123456789"], &[]),
            of("Ali", &[], &[]),
            of("Ali", &["call me"], &[]),
            of("Ali", &["123"], &[]),
            of("Ali", &[], &["nobody"]),
            of("Ali", &[], &["two words@shop.example"]),
        ] {
            assert!(Body::cards(&[good.clone(), bad.clone()]).is_err(), "{:?}", serde_json::to_value(bad));
        }
        assert!(Body::cards(&[]).is_err() && Body::cards(&vec![good.clone(); 11]).is_err());
        assert!(Body::cards(&vec![good; 10]).is_ok());
    }

    #[test]
    fn a_card_in_a_log_names_nobody() {
        assert!(!format!("{:?}", of("Aishah", &["+60123456789"], &[])).contains("Aishah"));
    }
}
