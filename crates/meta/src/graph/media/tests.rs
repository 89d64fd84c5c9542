//! Where tokens go, what counts as the announced file, how a file is handed over.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::*;
use crate::fixtures;
use crate::graph::whatsapp::{self, MediaFile};
use crate::webhook::MediaKind;

const BOUNDARY: &str = "b0undary-b0undary-b0undary-1";

fn meta() -> Endpoint {
    Endpoint::new("https://graph.facebook.com", "v25.0")
}

fn simulator() -> Endpoint {
    Endpoint::new("http://127.0.0.1:8788/", "v25.0")
}

fn has_token(request: &Request<Vec<u8>>) -> bool {
    request.headers().get(AUTHORIZATION).is_some()
}

#[test]
fn the_address_from_graph_is_opened_with_the_token() {
    let file = whatsapp::read_media(200, &fixtures::read("wa-api-media-url-response")).unwrap();
    let request = download(&meta(), "EAA", &file.url).unwrap();
    assert_eq!(request.uri().to_string(), file.url);
    assert_eq!(request.headers()[AUTHORIZATION], "Bearer EAA");
    assert!(request.headers().contains_key(USER_AGENT));
    assert!(!format!("{request:?}").contains("EAA"));
}

#[test]
fn files_come_from_metas_hosts_only() {
    for url in [
        "https://lookaside.fbsbx.com/a?mid=1",
        "https://LOOKASIDE.fbsbx.com:443/a",
        "https://scontent.xx.fbcdn.net/v/1.jpg",
        "https://scontent-a.cdninstagram.com/1",
        "https://mmg.whatsapp.net/d/f",
        "https://graph.facebook.com/v25.0/1",
    ] {
        assert!(is_media_host(url, &meta()), "{url}");
    }
    for url in [
        "http://lookaside.fbsbx.com/a",
        "https://lookaside.fbsbx.com:8443/a",
        "https://lookaside.fbsbx.com./a",
        "https://lookaside.fbsbx.com.evil.example/a",
        "https://evilfbsbx.com/a",
        "https://lookaside.fbsbx.com@evil.example/a",
        "https://user@lookaside.fbsbx.com/a",
        "https://evil.example\\@lookaside.fbsbx.com/a",
        "https://evil.example/#lookaside.fbsbx.com",
        "//lookaside.fbsbx.com/a",
        "/a",
        "lookaside.fbsbx.com",
        "data:text/plain,x",
        "",
    ] {
        assert!(!is_media_host(url, &meta()), "{url}");
        assert!(download(&meta(), "EAA", url).is_err() && download_signed(&meta(), url).is_err(), "{url}");
    }
}

#[test]
fn the_simulator_serves_files_from_its_own_origin_only() {
    assert!(has_token(&download(&simulator(), "EAA", "http://127.0.0.1:8788/files/1").unwrap()));
    for url in ["http://127.0.0.1:8789/1", "https://127.0.0.1:8788/1", "http://localhost:8788/1"] {
        assert_eq!(download(&simulator(), "EAA", url).unwrap_err(), RequestError::Host, "{url}");
    }
    assert!(!is_media_host("http://127.0.0.1:8788/1", &meta()));
}

#[test]
fn the_token_goes_to_whatsapps_files_and_nowhere_else() {
    let cdn = "https://scontent.xx.fbcdn.net/1.jpg";
    assert_eq!(download(&meta(), "EAA", cdn).unwrap_err(), RequestError::Host);
    assert!(!has_token(&download_signed(&meta(), cdn).unwrap()));
    assert!(!has_token(
        &download_signed(&meta(), "https://lookaside.fbsbx.com/ig_messaging_cdn/?a=1").unwrap()
    ));
}

#[test]
fn a_redirect_leaves_the_token_at_its_origin() {
    let first = download(&meta(), "EAA", "https://lookaside.fbsbx.com/a?mid=1").unwrap();
    let next = |location| redirected(&meta(), &first, location);
    for same in ["/b?x=1", "//lookaside.fbsbx.com/b?x=1", "https://lookaside.fbsbx.com:443/b?x=1"] {
        let request = next(same).unwrap();
        assert!(has_token(&request) && request.uri().path() == "/b", "{same}");
    }
    let other = next("https://mmg.whatsapp.net/b").unwrap();
    assert!(!has_token(&other));
    let back = redirected(&meta(), &other, "https://lookaside.fbsbx.com/c").unwrap();
    assert!(!has_token(&back), "a token that was left behind does not come back");
    for away in ["https://evil.example/", "//evil.example/", "http://lookaside.fbsbx.com/b"] {
        assert_eq!(next(away).unwrap_err(), RequestError::Host, "{away}");
    }
    assert_eq!(next("b").unwrap_err(), RequestError::Address);
}

fn announced(sha256: Option<&str>, file_size: Option<u64>) -> MediaFile {
    MediaFile { url: String::new(), mime_type: None, sha256: sha256.map(str::to_owned), file_size }
}

/// SHA-256 of `hello`, as Graph and as a webhook write it.
const HEX: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const BASE64: &str = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";

#[test]
fn both_digests_and_the_size_count() {
    let check = |file: &MediaFile, webhook| check_media(b"hello", file, webhook);
    assert_eq!(check(&announced(Some(HEX), Some(5)), Some(BASE64)), Ok(()));
    assert_eq!(check(&announced(Some(&HEX.to_uppercase()), None), None), Ok(()));
    assert_eq!(check(&announced(None, None), Some(BASE64.trim_end_matches('='))), Ok(()));
    assert_eq!(check(&announced(None, None), Some("LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ")), Ok(()));
    assert_eq!(check(&announced(None, None), None), Ok(()), "nothing announced");
    let other = HEX.replace('2', "3");
    assert_eq!(check(&announced(Some(&other), Some(5)), None), Err(MediaError::Digest));
    assert_eq!(check(&announced(Some(&other), Some(5)), Some(BASE64)), Err(MediaError::Digest));
    let base64 = BASE64.replace('L', "M");
    assert_eq!(check(&announced(Some(HEX), Some(5)), Some(&base64)), Err(MediaError::Digest));
    let size = |expected| Err(MediaError::Size { expected, found: 5 });
    assert_eq!(check(&announced(Some(HEX), Some(6)), None), size(6));
    assert_eq!(check(&announced(Some(HEX), Some(4)), None), size(4));
    for malformed in ["", "abc", &HEX[..62], "!!"] {
        assert_eq!(check(&announced(Some(malformed), None), None), Err(MediaError::Malformed), "{malformed}");
    }
}

#[test]
fn a_file_that_is_too_long_is_noticed_on_the_way() {
    let mut check = Check::new(&announced(None, Some(4)), None).unwrap();
    assert_eq!(check.update(b"abcd"), Ok(()));
    assert_eq!(check.update(b"e"), Err(MediaError::Size { expected: 4, found: 5 }));
}

#[test]
fn an_upload_byte_for_byte() {
    let file = Upload { bytes: b"\x00\r\n\xff", mime_type: "image/png", filename: "a \"b\"\r\n.png" };
    let request = upload(&meta(), "EAA", "106", &file, BOUNDARY).unwrap();
    assert_eq!((request.method(), request.uri().path()), (&Method::POST, "/v25.0/106/media"));
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    assert_eq!(request.headers().get_all(CONTENT_TYPE).iter().collect::<Vec<_>>(), [kind.as_str()]);
    assert!(has_token(&request));
    let mut expected = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nimage/png\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22%0D%0A.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    expected.extend(b"\x00\r\n\xff");
    expected.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    assert_eq!(request.body(), &expected);
    assert_eq!(read_upload(200, br#"{"id":"4490709327384033"}"#).as_deref(), Ok("4490709327384033"));
    assert!(read_upload(200, b"{}").unwrap_err().outcome_unknown());
}

#[test]
fn what_whatsapp_would_refuse_is_not_uploaded() {
    let attempt = |bytes: &[u8], mime_type, boundary| {
        upload(&meta(), "EAA", "106", &Upload { bytes, mime_type, filename: "f" }, boundary).map(|_| ())
    };
    assert_eq!(attempt(b"x", "audio/ogg; codecs=opus", BOUNDARY), Ok(()));
    assert_eq!(attempt(b"", "image/png", BOUNDARY), Err(UploadError::Empty));
    for kind in ["image/gif", "", "text/html", "image/png; a=\r\nX: 1"] {
        assert_eq!(attempt(b"x", kind, BOUNDARY), Err(UploadError::Type), "{kind}");
    }
    let max = 500 * 1024;
    assert_eq!(attempt(&vec![0; max], "image/webp", BOUNDARY), Ok(()));
    assert_eq!(attempt(&vec![0; max + 1], "image/webp", BOUNDARY), Err(UploadError::TooLarge { max }));
    for boundary in ["short", "", "a boundary with spaces in it", &"x".repeat(71)] {
        assert_eq!(attempt(b"x", "image/png", boundary), Err(UploadError::Boundary), "{boundary}");
    }
    let number = upload(
        &meta(),
        "EAA",
        "1/2",
        &Upload { bytes: b"x", mime_type: "image/png", filename: "f" },
        BOUNDARY,
    );
    assert_eq!(number.unwrap_err(), UploadError::Request(RequestError::Id));
    assert_eq!(kind_and_limit("IMAGE/JPEG"), Some((MediaKind::Image, 5 * 1024 * 1024)));
}

#[test]
fn a_file_is_deleted_by_its_id() {
    let request = delete(&meta(), "EAA", "77").unwrap();
    assert_eq!((request.method(), request.uri().path()), (&Method::DELETE, "/v25.0/77"));
    assert!(whatsapp::read_success(200, br#"{"success":true}"#).is_ok());
}

proptest! {
    #[test]
    fn no_address_gets_the_token_but_whatsapps(host in "[a-z.@:/\\\\#?]{0,24}", tail in "(lookaside\\.fbsbx\\.com)?[/a-z]{0,8}") {
        let url = format!("https://{host}{tail}");
        if let Ok(request) = download(&meta(), "EAA", &url) {
            let host = request.uri().host();
            prop_assert!(host == Some("lookaside.fbsbx.com") || host == Some("graph.facebook.com"), "{url}");
        }
    }

    #[test]
    fn any_file_passes_in_any_pieces_and_none_that_was_changed(bytes: Vec<u8>, at: prop::sample::Index, piece in 1_usize..9) {
        let digest = STANDARD.encode(Sha256::digest(&bytes));
        let file = announced(Some(&digest), Some(bytes.len() as u64));
        let mut check = Check::new(&file, None).unwrap();
        for part in bytes.chunks(piece) {
            prop_assert_eq!(check.update(part), Ok(()));
        }
        prop_assert_eq!(check.finish(), Ok(()));
        if !bytes.is_empty() {
            let mut changed = bytes.clone();
            changed[at.index(bytes.len())] ^= 1;
            prop_assert_eq!(check_media(&changed, &file, None), Err(MediaError::Digest));
        }
    }
}
