//! The rules of the vault as a caller sees them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use proptest::prelude::*;

use super::*;

const PLACE: Place<'static> =
    Place { purpose: Purpose::Credential, tenant: "tenant-1", row: "row-1", column: "access_token" };

fn entry(id: &str, byte: u8) -> String {
    format!("{id}:{}", BASE64_STANDARD.encode([byte; 32]))
}

fn masters(entries: &[String]) -> MasterKeys {
    MasterKeys::parse(&entries.join(",")).unwrap()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from_digit(digit.into(), 16).expect("four bits")).collect()
}

fn key(byte: u8) -> DataKey {
    DataKey::from_random([byte; 32])
}

fn problem(text: &str) -> String {
    MasterKeys::parse(text).unwrap_err().to_string()
}

proptest! {
    #[test]
    fn what_is_sealed_opens_in_its_place(
        secret: [u8; 32], nonce: [u8; 12], plain: Vec<u8>, tenant: String, row: String, column: String,
    ) {
        let key = DataKey::from_random(secret);
        let place = Place { purpose: Purpose::Message, tenant: &tenant, row: &row, column: &column };
        let sealed = key.seal(&place, nonce, &plain).unwrap();
        prop_assert_eq!(sealed.len().checked_sub(plain.len()), Some(34));
        prop_assert_eq!(key.open(&place, &sealed).unwrap(), plain);
    }

    #[test]
    fn what_is_sealed_opens_nowhere_else(
        texts in prop::array::uniform3("[ab]{0,2}"), others in prop::array::uniform3("[ab]{0,2}"),
    ) {
        let place = |parts: &[String; 3]| -> Vec<u8> {
            let [tenant, row, column] = parts;
            Place { purpose: Purpose::Message, tenant, row, column }.context()
        };
        prop_assert_eq!(texts == others, place(&texts) == place(&others));
        let [tenant, row, column] = &texts;
        let sealed =
            key(1).seal(&Place { purpose: Purpose::Message, tenant, row, column }, [0; 12], b"x").unwrap();
        let [tenant, row, column] = &others;
        let opened = key(1).open(&Place { purpose: Purpose::Message, tenant, row, column }, &sealed);
        prop_assert_eq!(opened.is_ok(), texts == others);
    }

    #[test]
    fn garbage_never_opens_and_never_panics(bytes: Vec<u8>) {
        prop_assert!(key(1).open(&PLACE, &bytes).is_err());
        prop_assert!(masters(&[entry("a", 1)]).unwrap(&bytes, "tenant-1").is_err());
    }

    #[test]
    fn hashes_do_not_confuse_where_parts_end(
        one in prop::collection::vec("[ab]{0,3}", 0..4), two in prop::collection::vec("[ab]{0,3}", 0..4),
    ) {
        let hash = |parts: &[String]| {
            key(1).hash(HashLabel::Alias, &parts.iter().map(String::as_str).collect::<Vec<_>>())
        };
        prop_assert_eq!(hash(&one) == hash(&two), one == two);
    }

    #[test]
    fn signatures_hold_for_their_parts_only(parts in prop::collection::vec(".{0,8}", 1..4), bit in 0_usize..128) {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let mut signature = key(1).sign(SignLabel::Link, &parts);
        prop_assert!(key(1).verify(SignLabel::Link, &parts, &signature));
        prop_assert!(!key(1).verify(SignLabel::Callback, &parts, &signature));
        prop_assert!(!key(2).verify(SignLabel::Link, &parts, &signature));
        prop_assert!(!key(1).verify(SignLabel::Link, &parts, &signature[..15]));
        signature[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!key(1).verify(SignLabel::Link, &parts, &signature));
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let data = key(7).seal(&PLACE, [3; 12], b"EAAG-token").unwrap();
    let keys = masters(&[entry("a", 1)]);
    let wrapped = keys.wrap(&key(7), "tenant-1", [4; 12]);
    assert_whole_only(&data, |bytes| key(7).open(&PLACE, bytes).is_ok());
    assert_whole_only(&wrapped, |bytes| keys.unwrap(bytes, "tenant-1").is_ok());
}

fn assert_whole_only(bytes: &[u8], opens: impl Fn(&[u8]) -> bool) {
    assert!(opens(bytes));
    for index in 0..bytes.len() {
        assert!(!opens(&bytes[..index]), "cut at {index}");
        for bit in 0..8 {
            let mut changed = bytes.to_vec();
            changed[index] ^= 1 << bit;
            assert!(!opens(&changed), "bit {bit} of byte {index}");
        }
    }
}

#[test]
fn a_row_moved_to_another_tenant_row_column_or_purpose_does_not_open() {
    let sealed = key(1).seal(&PLACE, [0; 12], b"secret").unwrap();
    let moved = [
        Place { tenant: "tenant-2", ..PLACE },
        Place { row: "row-2", ..PLACE },
        Place { column: "app_secret", ..PLACE },
        Place { purpose: Purpose::AppSecret, ..PLACE },
        Place { tenant: "tenant-1row-1", row: "", ..PLACE },
    ];
    for place in moved {
        assert_eq!(key(1).open(&place, &sealed), Err(VaultError::Refused), "{place:?}");
    }
    assert_eq!(key(2).open(&PLACE, &sealed), Err(VaultError::UnknownKey));
}

#[test]
fn errors_tell_what_kind_of_bytes_they_met() {
    let mut sealed = key(1).seal(&PLACE, [0; 12], b"").unwrap();
    assert_eq!(key(1).open(&PLACE, &[]), Err(VaultError::Truncated));
    assert_eq!(key(1).open(&PLACE, &sealed[..20]), Err(VaultError::Truncated));
    sealed[0] = 9;
    assert_eq!(key(1).open(&PLACE, &sealed), Err(VaultError::UnknownVersion(9)));
}

#[test]
fn rotation_keeps_old_wrappings_readable_and_wraps_new_ones() {
    let before = masters(&[entry("2025", 1)]);
    let wrapped = before.wrap(&key(7), "tenant-1", [1; 12]);
    assert!(before.is_current(&wrapped));

    let during = masters(&[entry("2026", 2), entry("2025", 1)]);
    assert!(!during.is_current(&wrapped));
    let opened = during.unwrap(&wrapped, "tenant-1").unwrap();
    let again = during.wrap(&opened, "tenant-1", [2; 12]);
    assert!(during.is_current(&again));

    let after = masters(&[entry("2026", 2)]);
    assert_eq!(after.unwrap(&wrapped, "tenant-1").unwrap_err(), VaultError::UnknownKey);
    let sealed = key(7).seal(&PLACE, [5; 12], b"kept").unwrap();
    let opened = after.unwrap(&again, "tenant-1").unwrap().open(&PLACE, &sealed);
    assert_eq!(opened.unwrap(), b"kept");
}

#[test]
fn a_wrapped_key_belongs_to_its_owner_and_its_master() {
    let keys = masters(&[entry("a", 1)]);
    let wrapped = keys.wrap(&key(7), "tenant-1", [1; 12]);
    assert_eq!(keys.unwrap(&wrapped, "tenant-2").unwrap_err(), VaultError::Refused);
    // The same id with other bytes: a restored backup under a mistyped key.
    let other = masters(&[entry("a", 2)]);
    assert_eq!(other.unwrap(&wrapped, "tenant-1").unwrap_err(), VaultError::Refused);
    assert!(!keys.is_current(b"garbage"));
}

#[test]
fn labels_have_unrelated_keys() {
    use HashLabel::{Alias, Caller, Conversation, Email, Provider, Suppression};
    let hashes: Vec<_> = [Alias, Caller, Conversation, Provider, Email, Suppression]
        .map(|label| key(1).hash(label, &["x"]))
        .into_iter()
        .chain([key(2).hash(Alias, &["x"])])
        .collect();
    for (index, hash) in hashes.iter().enumerate() {
        assert!(!hashes[..index].contains(hash));
    }
    let signed = [SignLabel::Callback, SignLabel::Link, SignLabel::WebChat].map(|l| key(1).sign(l, &["x"]));
    assert!(signed[0] != signed[1] && signed[1] != signed[2] && signed[0] != signed[2]);
}

#[test]
fn a_bad_list_is_refused_by_the_number_of_its_entry() {
    let good = entry("a", 1);
    let short = format!("b:{}", BASE64_STANDARD.encode([1; 31]));
    assert_eq!(problem(""), "entry 1 of the master keys is empty");
    assert_eq!(problem(&format!("{good},")), "entry 2 of the master keys is empty");
    assert_eq!(
        problem(&format!("{good},nonsense")),
        "entry 2 of the master keys is not written as id:base64"
    );
    assert_eq!(problem(&format!("{good},{short}")), "entry 2 of the master keys is not 32 bytes long");
    let not_base64 = problem("k:hunter2!");
    assert_eq!(not_base64, "entry 1 of the master keys is not valid base64 after the colon");
    for id in ["", "A", "a b", "seventeen-letters", "ä"] {
        let text = problem(&entry(id, 3));
        assert_eq!(text, "entry 1 of the master keys has an id that is not 1 to 16 of a-z, 0-9 and -");
    }
    let repeated = format!("{good},{}", entry("a", 2));
    assert_eq!(problem(&repeated), "entry 2 of the master keys repeats the id of an earlier one");
    let same_bytes = format!("{good},{}", entry("b", 1));
    assert_eq!(problem(&same_bytes), "entry 2 of the master keys repeats the key of an earlier one");
}

#[test]
fn white_space_around_entries_is_forgiven() {
    let text = format!(" {} ,\n{}\n", entry("new", 2), entry("old", 1));
    assert!(MasterKeys::parse(&text).is_ok());
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", key(1)), "DataKey(***)");
    assert_eq!(format!("{:?}", masters(&[entry("a", 1)])), "MasterKeys(***)");
}

/// Bytes computed by another implementation (the Python package cryptography) from the format's description. If this fails, everything sealed before the change is lost.
#[test]
fn the_format_stays_readable() {
    let sealed = key(7).seal(&PLACE, [3; 12], b"kept").unwrap();
    assert_eq!(hex(&sealed), SEALED_BY_VERSION_1);
    assert_eq!(hex(&key(7).sign(SignLabel::Callback, &["a", "b"])), SIGNED_BY_VERSION_1);
}

const SEALED_BY_VERSION_1: &str =
    "0104abbe8c1d030303030303030303030303b8b6b13caae6ae5913e5a5807e78f5200143db73";
const SIGNED_BY_VERSION_1: &str = "aecbffab2f465cbfcbb3b8e8ffd76392";
