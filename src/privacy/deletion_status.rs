//! `GET /deletion-status?code=…`: how a deletion request stands, as a page, or as JSON for who asks for it.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::confirmation::ConfirmationCode;
use domain::time::Timestamp;
use http::header::{ACCEPT, CACHE_CONTROL, VARY};
use http::{HeaderMap, StatusCode};
use platform::directory::deletions::DeletionRequest;
use serde::{Deserialize, Serialize};

use crate::api::{Parameters, rfc3339};
use crate::app::App;
use crate::problem::Problem;
use crate::views::{Html, page};

const TITLE: &str = "Deletion of your data";

/// What the address says.
#[derive(Deserialize)]
pub struct Query {
    code: Option<String>,
}

/// A request as JSON.
#[derive(Serialize)]
struct StatusOut {
    code: String,
    /// `pending` or `done`.
    status: &'static str,
    requested_at: String,
    completed_at: Option<String>,
    /// When the last recovery copy has run out; known once the request is done.
    recovery_until: Option<String>,
}

/// The status of a request, by its code.
#[worker::send]
pub async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    Parameters(query): Parameters<Query>,
) -> Result<Response, Problem> {
    let is_json = wants_json(&headers);
    let typed = query.code.unwrap_or_default();
    let Ok(code) = typed.parse::<ConfirmationCode>() else {
        return Ok(no_code(is_json, &typed));
    };
    let Some(request) = app.directory()?.deletion_request(&code).await? else {
        return Ok(unknown(is_json, &typed));
    };
    Ok(if is_json { json(&code, &request) } else { found(&code, &request) })
}

/// Browsers ask for HTML; who names JSON and not HTML gets JSON.
fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

fn json(code: &ConfirmationCode, request: &DeletionRequest) -> Response {
    let status = StatusOut {
        code: code.to_string(),
        status: if request.completed_at.is_some() { "done" } else { "pending" },
        requested_at: rfc3339(request.requested_at),
        completed_at: request.completed_at.map(rfc3339),
        recovery_until: request.recovery_until().map(rfc3339),
    };
    ([(CACHE_CONTROL, "no-store"), (VARY, "accept")], Json(status)).into_response()
}

fn no_code(is_json: bool, typed: &str) -> Response {
    if is_json {
        return Problem::invalid("code", "must be the confirmation code, 20 letters and digits")
            .into_response();
    }
    if typed.trim().is_empty() {
        let lead =
            "Enter the confirmation code that you were given when you asked for your data to be deleted.";
        return page(StatusCode::OK, TITLE, &asked(lead, typed));
    }
    unknown(is_json, typed)
}

fn unknown(is_json: bool, typed: &str) -> Response {
    if is_json {
        return Problem::not_found("deletion request with this code").into_response();
    }
    let lead = "There is no deletion request with this code. Please compare it with the one in your message: \
                it has 20 letters and digits, and never the letters O and I or the digits 0 and 1.";
    page(StatusCode::NOT_FOUND, TITLE, &asked(lead, typed))
}

/// The form, with what was typed.
fn asked(lead: &'static str, typed: &str) -> Html {
    let shown: String = typed.chars().take(64).collect();
    Html::default()
        .markup("<h1>Deletion of your data</h1><p>")
        .markup(lead)
        .markup("</p><form method=\"get\" action=\"/deletion-status\"><label for=\"code\">Confirmation code</label>")
        .markup("<input id=\"code\" name=\"code\" dir=\"ltr\" autocomplete=\"off\" autocapitalize=\"characters\" ")
        .markup("spellcheck=\"false\" required maxlength=\"64\" value=\"")
        .text(&shown)
        .markup("\"><button>Show the status</button></form>")
}

fn found(code: &ConfirmationCode, request: &DeletionRequest) -> Response {
    let body = match (request.completed_at, request.recovery_until()) {
        (Some(completed), Some(until)) => done(code, request.requested_at, completed, until),
        _ => pending(code, request.requested_at),
    };
    page(StatusCode::OK, TITLE, &body)
}

fn pending(code: &ConfirmationCode, requested: Timestamp) -> Html {
    Html::default()
        .markup("<h1>Your data is being deleted</h1>")
        .markup("<p>Your request has been received and is being carried out. That usually takes less than a minute; ")
        .markup("please open this page again a little later.</p>")
        .part(&facts(code, &[("Requested", requested)]))
        .part(&scope())
}

fn done(
    code: &ConfirmationCode,
    requested: Timestamp,
    completed: Timestamp,
    recovery_until: Timestamp,
) -> Html {
    let rows =
        [("Requested", requested), ("Deleted", completed), ("Last recovery copy runs out", recovery_until)];
    Html::default()
        .markup("<h1>Your data has been deleted</h1>")
        .markup("<p class=\"done\">Everything that this service uses is erased.</p>")
        .part(&facts(code, &rows))
        .part(&scope())
        .markup("<p>The platform that runs this service keeps copies of its storage, to recover from a disaster. ")
        .markup("They cannot be searched or used to answer you, and the last one that may hold your data runs out on ")
        .part(&moment(recovery_until))
        .markup(". If storage had to be recovered before that, your data would be erased again first.</p>")
}

/// What is deleted, and the little that stays.
fn scope() -> Html {
    Html::default()
        .markup("<p>Deleted are your messages and the answers to them, your files, your names, numbers and other ")
        .markup("identifiers, and the records of how they were handled, on every channel on which the business knew ")
        .markup("that it was you.</p>")
        .markup("<p class=\"mute\">What stays is a code computed from your identifiers, which does not tell them. ")
        .markup("It makes sure that the business does not write to you first. If you write again, you are answered ")
        .markup("as somebody new.</p>")
}

fn facts(code: &ConfirmationCode, moments: &[(&'static str, Timestamp)]) -> Html {
    let mut list = Html::default()
        .markup("<dl><div><dt>Confirmation code</dt><dd><code dir=\"ltr\">")
        .text(code.as_str())
        .markup("</code></dd></div>");
    for (name, at) in moments {
        list = list
            .markup("<div><dt>")
            .markup(name)
            .markup("</dt><dd>")
            .part(&moment(*at))
            .markup("</dd></div>");
    }
    list.markup("</dl>")
}

/// The moment to the minute, in UTC: the page does not know where its reader is.
fn moment(at: Timestamp) -> Html {
    let exact = rfc3339(at);
    let day = exact.get(..10).unwrap_or_default();
    let time = exact.get(11..16).unwrap_or_default();
    Html::default()
        .markup("<time dir=\"ltr\" datetime=\"")
        .text(&exact)
        .markup("\">")
        .text(&format!("{day}, {time} UTC"))
        .markup("</time>")
}
