//! Files: `POST /{number}/media`, and `/{file}` itself.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};

use super::account::unsupported;
use super::call::Incoming;
use super::check::rule;
use super::errors::GraphError;
use crate::media::store::StoredFile;
use crate::media::types::{contradicts, essence, kind_of};
use crate::multipart::{Form, Part};
use crate::state::{Shared, World};

/// Where a file is, or its deletion.
pub(super) fn node(shared: &Arc<Shared>, call: &Incoming) -> Result<Value, GraphError> {
    let absent = || GraphError::unknown_object(call.method.as_str(), &call.node);
    if call.edge.is_some() {
        return Err(unsupported(call));
    }
    match call.method {
        Method::GET => shared.change(|world| describe(world, shared, call)),
        Method::DELETE => {
            let gone = shared.change(|world| world.media.files.remove(&call.node));
            gone.map(|_| json!({ "success": true })).ok_or_else(absent)
        }
        _ => Err(unsupported(call)),
    }
}

fn describe(world: &mut World, shared: &Shared, call: &Incoming) -> Result<Value, GraphError> {
    let absent = || GraphError::unknown_object(call.method.as_str(), &call.node);
    let file = world.media.files.get_mut(&call.node).ok_or_else(absent)?;
    let asked = call.query.get("phone_number_id");
    rule(asked.is_none_or(|id| *id == file.number), || {
        GraphError::parameter("Param phone_number_id is not the number of this media")
    })?;
    let number = world.numbers.get(&file.number).ok_or_else(absent)?;
    let (lifetime, product) = (number.media_lifetime, number.config.product);
    Ok(json!({
        "messaging_product": "whatsapp",
        "url": format!("{}{}", shared.base, file.ticket(product, &call.node, lifetime)),
        "mime_type": file.mime_type,
        "sha256": file.sha256_hex(),
        "file_size": file.bytes.len(),
        "id": call.node,
    }))
}

/// Keeps an uploaded file; as at Meta it may be sent by its id from then on.
pub(super) fn upload(shared: &Arc<Shared>, number: &str, call: &Incoming) -> Result<Value, GraphError> {
    let form = match &call.form {
        Some(Ok(form)) => form,
        Some(Err(problem)) => return Err(GraphError::parameter(&format!("Malformed form: {problem}"))),
        None => return Err(GraphError::parameter("The parameter file is required.")),
    };
    let product = form.text("messaging_product") == Some("whatsapp");
    rule(product, || GraphError::parameter("The parameter messaging_product is required."))?;
    let part = form.file("file").ok_or_else(|| GraphError::parameter("The parameter file is required."))?;
    let mime_type = mime_type(form, part)?;
    let mut file = StoredFile::new(number, mime_type, part.bytes.clone());
    file.filename.clone_from(&part.filename);
    file.uploaded = true;
    let id = shared.change(|world| world.media.add(file));
    Ok(json!({ "id": id }))
}

/// The type of the part and of the field `type` are one, WhatsApp takes it, and the bytes do not contradict it.
fn mime_type<'a>(form: &'a Form, part: &'a Part) -> Result<&'a str, GraphError> {
    let of_part = part.mime_type.as_deref().unwrap_or_default();
    let of_field =
        form.text("type").ok_or_else(|| GraphError::parameter("The parameter type is required."))?;
    rule(essence(of_part) == essence(of_field), || {
        GraphError::parameter("Param type is not the content type of the file")
    })?;
    let (_, most) = kind_of(of_part).ok_or_else(|| {
        GraphError::parameter("Param file must be a file with one of the supported content types")
    })?;
    let size = part.bytes.len();
    rule((1..=most).contains(&size), || {
        GraphError::whatsapp(131_053, &format!("The file has {size} bytes; allowed are 1 to {most}"))
    })?;
    rule(!contradicts(&part.bytes, of_part), || {
        GraphError::whatsapp(131_053, &format!("The bytes are not {}", essence(of_part)))
    })?;
    Ok(of_part)
}

/// What a form shows in records and on the page: its fields, and the measure of its file.
pub(super) fn shown(form: &Result<Form, &'static str>) -> Value {
    let Ok(form) = form else { return Value::Null };
    let field = |part: &Part| {
        let value = match &part.filename {
            Some(name) => {
                json!({ "filename": name, "mime_type": part.mime_type, "bytes": part.bytes.len() })
            }
            None => json!(String::from_utf8_lossy(&part.bytes)),
        };
        (part.name.clone(), value)
    };
    form.0.iter().map(field).collect()
}
