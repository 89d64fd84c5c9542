//! `GET /chat/{slug}`: the chat as a page of its own, for shops without a site and for links. The same code as the
//! widget, under a policy that takes nothing from elsewhere.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use durable_objects::tenant::protocol::GetSettings;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use super::site::Site;
use crate::app::App;
use crate::problem::Problem;
use crate::views::Html;

/// The page.
#[worker::send]
pub async fn show(State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Problem> {
    let site = Site::find(&app, &slug).await?;
    let objects = app.objects(site.channel.tenant.clone());
    let settings = objects.tenant(&GetSettings {}).await?.settings;
    let html = Html::default()
        .markup("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .markup("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1,viewport-fit=cover\">")
        .markup("<meta name=\"color-scheme\" content=\"light dark\"><title>")
        .text(&settings.shop.name)
        .markup("</title><script src=\"/widget.js\" data-shop=\"")
        .text(&site.channel.external_id)
        .markup("\" data-page async></script></head><body><noscript><p>")
        .text(&settings.shop.name)
        .markup("</p><p>")
        .text(settings.shop.contact.as_deref().unwrap_or("This chat needs JavaScript."))
        .markup("</p></noscript></body></html>");
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CONTENT_SECURITY_POLICY, policy(&app.config()?.public_url)),
        (CACHE_CONTROL, "no-store".to_owned()),
        (REFERRER_POLICY, "no-referrer".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, html.into_string()).into_response())
}

/// No inline script, no inline style, no file but the widget's; sockets are named because not every browser takes
/// `'self'` for theirs.
fn policy(public_url: &str) -> String {
    let socket = public_url.replacen("http", "ws", 1);
    format!(
        "default-src 'none'; script-src 'self'; connect-src 'self' {socket}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_socket() {
        assert!(policy("https://x.dev").contains("connect-src 'self' wss://x.dev;"));
        assert!(policy("http://127.0.0.1:8787").contains(" ws://127.0.0.1:8787;"));
    }
}
