//! One page in the browser.

use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::socket::{Heard, Socket};
use super::time::PATIENCE;

const POLL: std::time::Duration = std::time::Duration::from_millis(60);
/// Names a folder: pictures of what the tests see are written there, to be looked at by people.
const PICTURES: &str = "BROWSER_PICTURES";

/// The widget's inside, for scripts: `$('.launcher')`, `$$('.row')`.
const HELPERS: &str = "
  const inside = () => document.querySelector('counterhand-chat').shadowRoot;
  const $ = (what) => inside().querySelector(what);
  const $$ = (what) => [...inside().querySelectorAll(what)];
";

/// A page, and what it complained of.
pub struct Page {
    socket: Socket,
    _browser: Socket,
    next: u64,
    complaints: Vec<String>,
}

impl Page {
    pub(super) async fn new(socket: Socket, browser: Socket) -> Self {
        let mut page = Self { socket, _browser: browser, next: 0, complaints: Vec::new() };
        for domain in ["Page", "Runtime", "Log", "Network"] {
            page.call(&format!("{domain}.enable"), &json!({})).await;
        }
        page.size(1_280, 800, false).await;
        page
    }

    /// One command of the browser's protocol.
    pub async fn call(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.socket.say(&json!({ "id": id, "method": method, "params": params }).to_string()).await;
        loop {
            match self.socket.next().await {
                Heard::Frame(frame) if frame["id"] == id => {
                    assert!(frame.get("error").is_none(), "{method}: {frame}");
                    return frame["result"].clone();
                }
                Heard::Frame(event) => self.note(&event),
                other => panic!("{method}: {other:?}"),
            }
        }
    }

    fn note(&mut self, event: &Value) {
        let params = &event["params"];
        let complaint = match event["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => params["exceptionDetails"].to_string(),
            "Log.entryAdded" if params["entry"]["level"] == "error" => params["entry"].to_string(),
            _ => return,
        };
        self.complaints.push(complaint);
    }

    /// What the page complained of so far: exceptions, and what its policy forbade.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// Opens an address.
    pub async fn open(&mut self, url: &str) {
        self.call("Page.navigate", &json!({ "url": url })).await;
        self.until("a loaded page", "document.readyState === 'complete' && location.href !== 'about:blank'")
            .await;
    }

    /// Its width and height in CSS pixels.
    pub async fn size(&mut self, width: u32, height: u32, mobile: bool) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": mobile });
        self.call("Emulation.setDeviceMetricsOverride", &metrics).await;
    }

    /// What its person prefers, such as (`prefers-color-scheme`, `dark`).
    pub async fn prefers(&mut self, features: &[(&str, &str)]) {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.call("Emulation.setEmulatedMedia", &json!({ "features": features })).await;
    }

    /// The value of an expression, awaited.
    pub async fn value(&mut self, expression: &str) -> Value {
        let expression = format!("(async () => {{ {HELPERS} return ({expression}); }})()");
        let wanted = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true
        });
        let result = self.call("Runtime.evaluate", &wanted).await;
        assert!(result.get("exceptionDetails").is_none(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Looks until an expression is true.
    pub async fn until(&mut self, what: &str, expression: &str) {
        let started = Instant::now();
        loop {
            let guarded = format!(
                "(() => {{ try {{ return !!({expression}); }} catch (e) {{ return `${{e}}`; }} }})()"
            );
            let seen = self.value(&guarded).await;
            if seen == true {
                return;
            }
            if started.elapsed() > PATIENCE {
                let shown =
                    self.value("document.querySelector('counterhand-chat') && inside().textContent").await;
                panic!(
                    "{what}: not within {} s; {seen}; shown: {shown}; {:?}",
                    PATIENCE.as_secs(),
                    self.complaints
                );
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Presses what this selector finds inside the widget, as a mouse does.
    pub async fn press(&mut self, what: &str) {
        self.until(what, &format!("$({what:?}) && $({what:?}).getClientRects().length")).await;
        let middle = format!(
            "(() => {{ const e = $({what:?}); e.scrollIntoView({{block: 'nearest'}}); const r = e.getBoundingClientRect(); \
             return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        );
        let at = self.value(&middle).await;
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", &event).await;
        }
    }

    /// Types into whatever has the focus.
    pub async fn types(&mut self, words: &str) {
        self.call("Input.insertText", &json!({ "text": words })).await;
    }

    /// Presses a key such as `Enter`, `Escape`, `Tab`.
    pub async fn key(&mut self, key: &str, shift: bool) {
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            other => panic!("an unknown key: {other}"),
        };
        for kind in ["rawKeyDown", "char", "keyUp"] {
            if kind == "char" && key != "Enter" {
                continue;
            }
            let event = json!({
                "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code,
                "modifiers": if shift { 8 } else { 0 }, "text": if kind == "char" { "\r" } else { "" }
            });
            self.call("Input.dispatchKeyEvent", &event).await;
        }
    }

    /// Writes down what it looks like, if somebody wants to look.
    pub async fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os(PICTURES) else { return };
        // Whatever moves comes to rest.
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        let shot = self.call("Page.captureScreenshot", &json!({ "format": "png" })).await;
        let bytes = STANDARD.decode(shot["data"].as_str().unwrap_or_default()).expect("base64");
        let folder = std::path::Path::new(&folder);
        std::fs::create_dir_all(folder).expect("a folder for pictures");
        std::fs::write(folder.join(format!("{name}.png")), bytes).expect("a picture");
    }
}
