//! The hosted page and the widget's script, as files.

use crate::support::chat::Chat;
use crate::support::{Run, Shop};

crate::suite![
    the_hosted_page_takes_nothing_from_elsewhere,
    the_widget_is_small_and_may_be_loaded_by_any_page,
];

async fn the_hosted_page_takes_nothing_from_elsewhere(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let page = shop.env.request("GET", &format!("/chat/{}", chat.slug)).await;
    assert_eq!(page.status, 200);
    let policy = page.headers["content-security-policy"].to_str().expect("a policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; connect-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
    let html = String::from_utf8_lossy(&page.body);
    assert!(html.contains("<title>Kedai Seri</title>"), "{html}");
    assert!(html.contains(&format!("data-shop=\"{}\"", chat.slug)), "{html}");
    assert!(!html.contains("style="), "no inline style: {html}");
    assert_eq!(shop.env.request("GET", "/chat/nobody-has-this").await.status, 404);
}

async fn the_widget_is_small_and_may_be_loaded_by_any_page(run: &'static Run) {
    let env = run.shared().await;
    let script = env.request("GET", "/widget.js").await;
    assert_eq!(script.status, 200);
    assert_eq!(script.headers["cross-origin-resource-policy"], "cross-origin");
    let size = xtask::build::widget::gzipped(&script.body).expect("gzip");
    assert!(size > 5_000, "{size}: is this the widget?");
    assert!(size < xtask::build::widget::BUDGET, "{size} bytes after gzip");
    let text = String::from_utf8_lossy(&script.body);
    for forbidden in ["innerHTML", "eval(", "document.cookie", "insertAdjacentHTML", "document.write"] {
        assert!(!text.contains(forbidden), "{forbidden}");
    }
}
