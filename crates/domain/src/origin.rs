//! Web origins (RFC 6454): on whose pages the website chat may be embedded.

use crate::invalid::InvalidField;

/// A business lists no more sites than this.
pub const MOST_ORIGINS: usize = 20;
/// The longest name that DNS takes has 253 characters; scheme and port come beside it.
const LONGEST: usize = 280;

/// Reads one origin as an owner types it: the page's whole address is taken too, and what follows the host dropped.
/// The result is what a browser sends as `Origin`.
///
/// # Errors
/// Why it is none. Only `https` counts, except for a program on the owner's own machine.
pub fn parse(text: &str) -> Result<String, &'static str> {
    let text = text.trim().to_ascii_lowercase();
    let (scheme, rest) = text.split_once("://").ok_or("must begin with https://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if text.len() > LONGEST || authority.is_empty() {
        return Err("must be the address of a site, such as https://shop.example");
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let is_own_machine = matches!(host, "localhost" | "127.0.0.1");
    if !(scheme == "https" || scheme == "http" && is_own_machine) {
        return Err("must begin with https://");
    }
    if !is_host(host) {
        return Err("must name a site, in ASCII as browsers send it (xn--… for other letters)");
    }
    match port {
        None => Ok(format!("{scheme}://{host}")),
        // A browser leaves out the port that goes without saying.
        Some("443") if scheme == "https" => Ok(format!("{scheme}://{host}")),
        Some("80") if scheme == "http" => Ok(format!("{scheme}://{host}")),
        Some(port) if port.parse::<u16>().is_ok_and(|number| number > 0) => {
            Ok(format!("{scheme}://{host}:{port}"))
        }
        Some(_) => Err("must have a port from 1 to 65535 after the colon, or none"),
    }
}

/// Reads a list of them; doubles are dropped.
///
/// # Errors
/// The first one that is none, by its place, or that there are more than [`MOST_ORIGINS`].
pub fn parse_all(field: &str, texts: &[String]) -> Result<Vec<String>, InvalidField> {
    if texts.len() > MOST_ORIGINS {
        return Err(InvalidField::new(field, format!("must have at most {MOST_ORIGINS} entries")));
    }
    let mut origins = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        let origin = parse(text).map_err(|reason| InvalidField::new(format!("{field}[{place}]"), reason))?;
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    Ok(origins)
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_owners_type_becomes_what_browsers_send() {
        for (typed, origin) in [
            ("https://shop.example", "https://shop.example"),
            (" HTTPS://Shop.Example/ ", "https://shop.example"),
            ("https://shop.example:443/page?x#y", "https://shop.example"),
            ("https://shop.example:8443", "https://shop.example:8443"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("https://xn--80ak6aa92e.example", "https://xn--80ak6aa92e.example"),
        ] {
            assert_eq!(parse(typed).as_deref(), Ok(origin));
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for typed in [
            "",
            "shop.example",
            "http://shop.example",
            "https://",
            "https://*.shop.example",
            "https://a b",
            "https://user@shop.example",
            "https://shop.example:0",
            "https://shop.example:99999",
            "https://-a.example",
            "ftp://shop.example",
            "null",
        ] {
            assert!(parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_list_names_the_entry_that_is_wrong() {
        let list = ["https://a.example".to_owned(), "b".to_owned()];
        assert_eq!(parse_all("origins", &list).unwrap_err().field, "origins[1]");
        let same = ["https://a.example".to_owned(), "https://A.example/x".to_owned()];
        assert_eq!(parse_all("origins", &same).unwrap(), ["https://a.example"]);
        let many = vec!["https://a.example".to_owned(); MOST_ORIGINS + 1];
        assert_eq!(parse_all("origins", &many).unwrap_err().field, "origins");
    }

    proptest! {
        #[test]
        fn reading_twice_changes_nothing(text in "(https|http)://[a-z0-9.:/-]{0,40}") {
            if let Ok(origin) = parse(&text) {
                prop_assert_eq!(parse(&origin), Ok(origin.clone()));
            }
        }
    }
}
