//! The widget and the hosted page in a real browser, as visitors meet them.

mod access;
mod keyboard;
mod looks;
mod policy;
mod simulator;
mod storage;
mod tabs;
mod talk;

use libtest_mimic::Trial;

use crate::support::chat::Chat;
use crate::support::page::Page;
use crate::support::site::Site;
use crate::support::{Run, Shop};

/// The tests in a browser.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        access::suite(run),
        keyboard::suite(run),
        looks::suite(run),
        policy::suite(run),
        simulator::suite(run),
        storage::suite(run),
        tabs::suite(run),
        talk::suite(run),
    ];
    suites.into_iter().flatten().collect()
}

/// The most that a page can forbid: the Worker's script, and the Worker itself.
fn strictest(worker: &str) -> String {
    let socket = worker.replacen("http", "ws", 1);
    format!(
        "default-src 'none'; script-src {worker}; connect-src {worker} {socket}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// Somebody's page, in a language, with one script tag; `with` are further attributes of the tag.
fn html(worker: &str, slug: &str, language: &str, with: &str) -> String {
    let direction = if language == "ar" { "rtl" } else { "ltr" };
    format!(
        "<!doctype html><html lang=\"{language}\" dir=\"{direction}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>A shop</title></head>\
         <body><main><h1>Kedai Seri</h1><p>Baju Kurung, Kebaya and more.</p></main>\
         <script src=\"{worker}/widget.js\" data-shop=\"{slug}\" {with} async></script></body></html>"
    )
}

/// A shop whose chat is embedded on a site with the strictest policy, and a browser's page at that site.
struct Embedded {
    shop: Shop,
    chat: Chat,
    page: Page,
    site: Site,
}

impl Embedded {
    async fn open(run: &'static Run, language: &str, with: &str) -> Self {
        let shop = Shop::open(run).await;
        let mut embedded = Self::of(run, shop, language, with).await;
        embedded.page.open(&embedded.site.origin).await;
        embedded.page.until("the launcher", "$('.launcher')").await;
        embedded
    }

    /// Everything in place, and the page not opened yet.
    async fn of(run: &'static Run, shop: Shop, language: &str, with: &str) -> Self {
        let mut site = Site::reserve().await;
        let chat = Chat::open(&shop, &[&site.origin]).await;
        let worker = shop.env.url();
        site.serve(html(&worker, &chat.slug, language, with), &strictest(&worker));
        let page = run.browser().await.page().await;
        Self { shop, chat, page, site }
    }

    /// The hosted page instead.
    async fn hosted(run: &'static Run) -> Self {
        let shop = Shop::open(run).await;
        let mut embedded = Self::of(run, shop, "en", "").await;
        let url = format!("{}/chat/{}", embedded.shop.env.url(), embedded.chat.slug);
        embedded.page.open(&url).await;
        embedded.page.until("the composer", "$('textarea').getClientRects().length").await;
        embedded
    }

    /// Opens the chat and waits until it can be written to.
    async fn open_chat(&mut self) {
        self.page.press(".launcher").await;
        self.greeted().await;
    }

    async fn greeted(&mut self) {
        self.page.until("the shop's name", "$('header bdi').textContent === 'Kedai Seri'").await;
        self.page.until("the focus", "inside().activeElement === $('textarea')").await;
    }

    /// Writes and sends with Enter.
    async fn says(&mut self, words: &str) {
        self.shop.env.run.seen.add(words);
        self.page.types(words).await;
        self.page.key("Enter", false).await;
    }

    /// Waits until so many messages of the agent are shown.
    async fn answers(&mut self, count: usize) {
        let shown = format!("$$('.row.agent:not(.dots)').length === {count}");
        self.page.until(&format!("{count} answers"), &shown).await;
    }
}
