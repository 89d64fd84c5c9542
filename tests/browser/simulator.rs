//! The simulator's page: three phones, and the shop's own site with the chat on it, as somebody sees who tries the
//! product for the first time.

use serde_json::json;
use simulator::{CustomerConfig, NumberConfig, Product, Simulator, SimulatorConfig, Storefront, Website};

use super::access::check;
use crate::support::chat::Chat;
use crate::support::page::Page;
use crate::support::shop::{PRICE, product_config};
use crate::support::{Run, Shop};

crate::suite![
    a_visitor_is_answered_on_the_shops_site_beside_the_phones,
    the_page_with_the_devices_keeps_nobody_out,
    the_shops_site_keeps_nobody_out_and_fits_a_narrow_phone,
];

/// The chat's inside, on the site that the page frames.
const INSIDE: &str =
    "document.getElementById('frame').contentDocument.querySelector('counterhand-chat').shadowRoot";
const LINES: [&str; 4] = ["whatsapp", "instagram", "messenger", "website"];

/// A simulator of the test's own with a line of each product, whose site embeds the chat of a shop.
async fn stage(run: &'static Run) -> (Simulator, Shop) {
    let shop = Shop::open(run).await;
    let simulator = Simulator::start(SimulatorConfig::default()).await.expect("the stand-in should start");
    let chat = Chat::open(&shop, &[simulator.origin()]).await;
    let url = format!("{}/chat/{}", shop.env.url(), chat.slug);
    let seeded = xtask::workspace_root().join("xtask/src/dev/shop.json");
    let front = std::fs::read_to_string(seeded).expect("the demo shop");
    let front = Storefront::read(&front).expect("a shop that can be shown");
    simulator.open_website(Website::new(&url, front).expect("the address of a chat"));
    for product in [Product::WhatsApp, Product::Instagram, Product::Messenger] {
        let config = NumberConfig {
            display_phone_number: "Kedai Seri".to_owned(),
            ..product_config(&shop.env, product)
        };
        simulator.add_number(config).add_customer(CustomerConfig::with_phone("Aina", "60123456789"));
    }
    (simulator, shop)
}

/// Presses what this expression finds on the framed site, as a mouse does.
async fn press(page: &mut Page, what: &str) {
    page.until(what, &format!("{what}.getClientRects().length")).await;
    let middle = format!(
        "(() => {{ const f = document.getElementById('frame').getBoundingClientRect(); \
         const r = {what}.getBoundingClientRect(); return [f.x + r.x + r.width / 2, f.y + r.y + r.height / 2]; }})()"
    );
    let at = page.value(&middle).await;
    for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
        let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
        page.call("Input.dispatchMouseEvent", &event).await;
    }
}

async fn a_visitor_is_answered_on_the_shops_site_beside_the_phones(run: &'static Run) {
    let (simulator, shop) = stage(run).await;
    let mut page = run.browser().await.page().await;
    page.size(1_760, 1_000, false).await;
    page.open(&simulator.phone_url()).await;
    page.until("a phone", "document.getElementById('phone').getClientRects().length").await;
    press(&mut page, &format!("{INSIDE}.querySelector('.launcher')")).await;
    page.until("the focus", &format!("{INSIDE}.activeElement === {INSIDE}.querySelector('textarea')")).await;
    let question = "How much is the Baju Kurung Melur?";
    run.seen.add(question);
    page.types(question).await;
    page.key("Enter", false).await;
    let answer =
        format!("{INSIDE}.querySelector('.row.agent:not(.dots) .bubble').textContent.includes('{PRICE}')");
    page.until("the price", &answer).await;
    page.picture("devices").await;
    let messages = shop.messages(&shop.conversation().await).await;
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert_eq!(page.complaints(), [] as [&str; 0]);
}

async fn the_page_with_the_devices_keeps_nobody_out(run: &'static Run) {
    let (simulator, _) = stage(run).await;
    let mut page = run.browser().await.page().await;
    page.open(&simulator.phone_url()).await;
    for scheme in ["light", "dark"] {
        page.prefers(&[("prefers-color-scheme", scheme)]).await;
        for line in LINES {
            let tab = format!("document.querySelector('.line[data-product={line}]')");
            page.until(line, &tab).await;
            page.value(&format!("{tab}.click()")).await;
            page.until(line, &format!("{tab}.ariaPressed === 'true'")).await;
            check(&mut page, &format!("devices-{line}-{scheme}")).await;
        }
    }
    // From the other side, and as narrow as phones are.
    page.size(320, 640, true).await;
    page.open(&format!("{}?dir=rtl", simulator.phone_url())).await;
    page.until("a phone", "document.getElementById('phone').getClientRects().length").await;
    check(&mut page, "devices-right-to-left").await;
    assert_eq!(page.value("document.documentElement.scrollWidth <= innerWidth").await, true);
    assert_eq!(page.complaints(), [] as [&str; 0]);
}

async fn the_shops_site_keeps_nobody_out_and_fits_a_narrow_phone(run: &'static Run) {
    let (simulator, _) = stage(run).await;
    let mut page = run.browser().await.page().await;
    for (query, scheme, width) in
        [("", "light", 1_280), ("", "dark", 320), ("?lang=ar", "light", 320), ("?lang=ar", "dark", 1_280)]
    {
        page.size(width, 800, width < 400).await;
        page.prefers(&[("prefers-color-scheme", scheme)]).await;
        page.open(&format!("{}{query}", simulator.website_url())).await;
        page.until("the launcher", "$('.launcher')").await;
        check(&mut page, &format!("site-{scheme}-{width}")).await;
        assert_eq!(
            page.value("document.documentElement.scrollWidth <= innerWidth").await,
            true,
            "{query} {width}"
        );
    }
    assert_eq!(page.complaints(), [] as [&str; 0]);
}
