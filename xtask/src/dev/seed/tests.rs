//! Against a server that keeps what it is sent, as the Worker would.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::*;

const TOKEN: &str = "issued";
const SITE: &str = "http://127.0.0.1:8788";

#[derive(Default)]
struct Worker {
    channels: Vec<Value>,
    products: Vec<Value>,
    settings: u32,
    signups: u32,
    patches: u32,
}

impl Worker {
    fn answer(&mut self, request: &str, token: Option<&str>, body: Value) -> (u16, Value) {
        if request.starts_with("POST /api/v1/signup") {
            self.signups += 1;
            return if self.signups == 1 {
                (201, json!({ "token": TOKEN }))
            } else {
                (403, json!({ "title": "Closed" }))
            };
        }
        if token != Some(TOKEN) {
            return (401, json!({ "title": "Unauthorized" }));
        }
        let list = |items: &[Value]| (200, json!({ "items": items, "next_cursor": null }));
        match request.split(['?', ' ']).take(2).collect::<Vec<_>>().join(" ").as_str() {
            "GET /api/v1/settings" => (200, json!({})),
            "PATCH /api/v1/settings" => {
                self.settings += 1;
                (200, json!({}))
            }
            "GET /api/v1/channels" => list(&self.channels),
            "GET /api/v1/products" => list(&self.products),
            "POST /api/v1/channels" => {
                let mut channel = body;
                channel["id"] = format!("c{}", self.channels.len()).into();
                self.channels.push(channel);
                (201, json!({}))
            }
            "PATCH /api/v1/channels/c3" => {
                self.patches += 1;
                self.channels[3]["origins"] = body["origins"].clone();
                (200, json!({}))
            }
            "POST /api/v1/products" => {
                self.products.push(body);
                (201, json!({}))
            }
            other => (404, json!({ "title": other })),
        }
    }
}

fn serve(shop: &Arc<Mutex<Worker>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let shop = Arc::clone(shop);
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| handle(&stream, &shop)));
    base
}

fn handle(mut stream: &TcpStream, shop: &Mutex<Worker>) {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        head.push(line);
    }
    let header = |name: &str| {
        let found = head.iter().filter_map(|line| line.split_once(": "));
        found
            .into_iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
    };
    let length = header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let token = header("authorization").and_then(|text| text.strip_prefix("Bearer ").map(str::to_owned));
    let body = serde_json::from_slice(&body).unwrap_or_default();
    let (status, answer) = shop.lock().unwrap().answer(&head[0], token.as_deref(), body);
    let answer = answer.to_string();
    write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
        answer.len()
    )
    .unwrap();
}

struct World {
    shop: Arc<Mutex<Worker>>,
    base: String,
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let shop = Arc::default();
        Self { base: serve(&shop), shop, folder: tempfile::tempdir().unwrap() }
    }

    fn seed(&self) -> Result<()> {
        let file = self.folder.path().join("demo.json");
        let mut demo = Demo::load_or_new(&file)?;
        ensure(&self.base, &[SITE.to_owned()], &file, &mut demo)
    }
}

#[test]
fn an_empty_worker_gets_the_whole_shop_once() {
    let world = World::new();
    world.seed().unwrap();
    world.seed().unwrap();
    let shop = world.shop.lock().unwrap();
    assert_eq!((shop.signups, shop.channels.len(), shop.settings), (1, 4, 1));
    assert_eq!(shop.products.len(), Shop::read().unwrap().products.len());
}

#[test]
fn the_simulators_site_may_embed_the_chat_beside_what_the_owner_listed() {
    let world = World::new();
    world.seed().unwrap();
    assert_eq!(world.shop.lock().unwrap().channels[3]["origins"], json!([SITE]));
    world.shop.lock().unwrap().channels[3]["origins"] = json!(["https://mine.example"]);
    world.seed().unwrap();
    world.seed().unwrap();
    let shop = world.shop.lock().unwrap();
    assert_eq!(shop.channels[3]["origins"], json!(["https://mine.example", SITE]));
    assert_eq!(shop.patches, 1);
}

#[test]
fn an_interrupted_run_is_completed() {
    let world = World::new();
    world.seed().unwrap();
    world.shop.lock().unwrap().products.truncate(3);
    world.seed().unwrap();
    assert_eq!(world.shop.lock().unwrap().products.len(), Shop::read().unwrap().products.len());
}

#[test]
fn somebody_elses_state_is_left_alone() {
    let world = World::new();
    world.shop.lock().unwrap().signups = 1;
    let error = format!("{:#}", world.seed().unwrap_err());
    assert!(error.contains("delete .wrangler") && error.contains("403"), "{error}");
    assert!(world.shop.lock().unwrap().products.is_empty());
}
