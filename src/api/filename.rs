//! What a file is saved as: a name that a stranger chose, made harmless.

use std::fmt::Write;

/// Longer names are cut; no system keeps them.
const LONGEST: usize = 120;

/// The header that has a browser save a file under this name (RFC 6266), never show it.
pub fn attachment(name: Option<&str>) -> String {
    let name: String =
        name.unwrap_or_default().chars().filter(|letter| is_harmless(*letter)).take(LONGEST).collect();
    let name = name.trim().trim_start_matches('.');
    if name.is_empty() {
        return "attachment".to_owned();
    }
    format!("attachment; filename*=UTF-8''{}", encoded(name))
}

/// Neither a folder, a control character, nor what turns the direction of writing (which hides an ending).
fn is_harmless(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter, '/' | '\\' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// As RFC 8187 writes it.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_encoded() {
        assert_eq!(attachment(Some("faktura ž.pdf")), "attachment; filename*=UTF-8''faktura%20%C5%BE.pdf");
        assert_eq!(attachment(None), "attachment");
    }

    #[test]
    fn a_name_cannot_do_harm() {
        assert_eq!(attachment(Some("../../etc/passwd")), "attachment; filename*=UTF-8''etcpasswd");
        assert_eq!(attachment(Some("a\r\nSet-Cookie: x")), "attachment; filename*=UTF-8''aSet-Cookie%3A%20x");
        assert_eq!(attachment(Some("a\u{202E}fdp.exe")), "attachment; filename*=UTF-8''afdp.exe");
        assert_eq!(attachment(Some("\"; x=\"")), "attachment; filename*=UTF-8''%22%3B%20x%3D%22");
        assert!(attachment(Some(&"x".repeat(5_000))).len() < 200);
    }
}
