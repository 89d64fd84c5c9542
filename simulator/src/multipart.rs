//! `multipart/form-data`, read strictly: what one provider forgives another refuses.

use bytes::Bytes;

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// Files have one.
    pub(crate) filename: Option<String>,
    pub(crate) mime_type: Option<String>,
    pub(crate) bytes: Bytes,
}

/// The fields, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Form(pub(crate) Vec<Part>);

impl Form {
    /// A plain field.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let part = self.0.iter().find(|part| part.name == name && part.filename.is_none())?;
        std::str::from_utf8(&part.bytes).ok()
    }

    /// A file.
    pub(crate) fn file(&self, name: &str) -> Option<&Part> {
        self.0.iter().find(|part| part.name == name && part.filename.is_some())
    }
}

/// Reads a body under its content type; the error says what is malformed.
pub(crate) fn read(content_type: &str, body: &Bytes) -> Result<Form, &'static str> {
    let (kind, parameters) = content_type.split_once(';').ok_or("no boundary")?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return Err("not multipart/form-data");
    }
    let boundary = parameter(parameters, "boundary").filter(|text| !text.is_empty()).ok_or("no boundary")?;
    let first = format!("--{boundary}");
    let next = format!("\r\n--{boundary}");
    if !body.starts_with(first.as_bytes()) {
        return Err("the body does not start with the boundary");
    }
    let mut rest = body.slice(first.len()..);
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let begins = rest.strip_prefix(b"\r\n").ok_or("no line break after a boundary")?;
        let inner = rest.slice_ref(begins);
        let end = find(&inner, next.as_bytes()).ok_or("the last boundary is missing")?;
        parts.push(part(&inner.slice(..end))?);
        rest = inner.slice(end + next.len()..);
    }
    Ok(Form(parts))
}

fn part(bytes: &Bytes) -> Result<Part, &'static str> {
    let end = find(bytes, b"\r\n\r\n").ok_or("a part has no end of its headers")?;
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| "a part's headers are not text")?;
    let header = |wanted: &str| {
        let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
        lines.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
    };
    let disposition = header("content-disposition").and_then(|value| value.strip_prefix("form-data"));
    let disposition = disposition.ok_or("a part is not form-data")?;
    Ok(Part {
        name: parameter(disposition, "name").ok_or("a part has no name")?,
        filename: parameter(disposition, "filename"),
        mime_type: header("content-type").map(str::to_owned),
        bytes: bytes.slice(end + 4..),
    })
}

/// `name=value` or `name="value"` among parameters that semicolons part.
fn parameter(parameters: &str, wanted: &str) -> Option<String> {
    let found = parameters.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = found.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))?;
    let value = value.trim();
    Some(value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value).to_owned())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KIND: &str = "multipart/form-data; boundary=XbX";

    fn written(file: &[u8]) -> Bytes {
        let head = "--XbX\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--XbX\r\n\
                    content-disposition: form-data; name=\"file\"; filename=\"voice.ogg\"\r\n\
                    Content-Type: audio/ogg\r\n\r\n";
        [head.as_bytes(), file, b"\r\n--XbX--\r\n"].concat().into()
    }

    #[test]
    fn what_is_malformed_is_named() {
        let whole = written(b"abc");
        assert!(read("application/json", &whole).is_err());
        assert!(read("multipart/form-data", &whole).is_err());
        assert!(read("multipart/form-data; boundary=other", &whole).is_err());
        assert!(read(KIND, &whole.slice(..whole.len() - 9)).is_err());
        assert!(read(KIND, &Bytes::from_static(b"--XbX\r\nX: y\r\n\r\n\r\n--XbX--")).is_err());
    }

    proptest! {
        #[test]
        fn files_come_out_as_they_went_in(file in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assume!(find(&file, b"\r\n--XbX").is_none());
            let form = read(KIND, &written(&file)).unwrap();
            let part = form.file("file").unwrap();
            prop_assert_eq!(form.text("model"), Some("whisper-1"));
            prop_assert_eq!(part.filename.as_deref(), Some("voice.ogg"));
            prop_assert_eq!(part.mime_type.as_deref(), Some("audio/ogg"));
            prop_assert_eq!(&part.bytes[..], &file[..]);
        }

        #[test]
        fn no_body_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..80)) {
            let body = [b"--XbX\r\n", &body[..]].concat();
            prop_assert!(read(KIND, &body.into()).map_or_else(|problem| !problem.is_empty(), |_| true));
        }
    }
}
