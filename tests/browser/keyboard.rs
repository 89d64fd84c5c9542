//! Without a mouse.

use super::Embedded;
use crate::support::Run;

crate::suite![the_keyboard_opens_writes_and_closes, the_focus_stays_inside_while_it_is_open];

async fn the_keyboard_opens_writes_and_closes(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.page.key("Tab", false).await;
    assert_eq!(shown.page.value("inside().activeElement === $('.launcher')").await, true);
    shown.page.key("Enter", false).await;
    shown.greeted().await;
    assert_eq!(shown.page.value("$('.panel').getAttribute('role')").await, "dialog");
    shown.says("How much is the Baju Kurung Melur?").await;
    shown.answers(1).await;
    assert_eq!(shown.page.value("inside().activeElement === $('textarea')").await, true);
    shown.page.key("Escape", false).await;
    shown
        .page
        .until("the launcher again", "inside().activeElement === $('.launcher') && $('.panel').hidden")
        .await;
}

async fn the_focus_stays_inside_while_it_is_open(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.open_chat().await;
    shown.page.types("so that it can be sent").await;
    let mut met = Vec::new();
    for _ in 0..12 {
        shown.page.key("Tab", false).await;
        let at = "inside().activeElement && (inside().activeElement.ariaLabel || inside().activeElement.className)";
        met.push(shown.page.value(at).await.as_str().unwrap_or("outside").to_owned());
    }
    assert!(!met.iter().any(|name| name == "outside"), "{met:?}");
    for name in ["Send", "Close", "Your data", "Send a picture", "Write a message"] {
        assert!(met.iter().any(|met| met == name), "{name} is met: {met:?}");
    }
    shown.page.key("Tab", true).await;
    let back = shown.page.value("!!inside().activeElement").await;
    assert_eq!(back, true);
}
