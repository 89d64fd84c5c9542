//! The files that the stand-in keeps, and the addresses that it gave out for them.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::ForeignRequest;
use crate::ids;
use crate::wire::Product;

/// Every file by its id.
#[derive(Default)]
pub(crate) struct MediaStore {
    pub(crate) files: BTreeMap<String, StoredFile>,
    /// What reached the other host.
    pub(crate) foreign: Vec<ForeignRequest>,
}

pub(crate) struct StoredFile {
    /// The number that it belongs to.
    pub(crate) number: String,
    pub(crate) bytes: Bytes,
    pub(crate) mime_type: String,
    pub(crate) filename: Option<String>,
    /// By the business, not by a customer.
    pub(crate) uploaded: bool,
    pub(crate) at: SystemTime,
    digest: [u8; 32],
    /// The secret part of each address, and until when it opens the file.
    tickets: BTreeMap<String, SystemTime>,
}

impl StoredFile {
    pub(crate) fn new(number: &str, mime_type: &str, bytes: Bytes) -> Self {
        Self {
            number: number.to_owned(),
            digest: Sha256::digest(&bytes).into(),
            bytes,
            mime_type: mime_type.to_owned(),
            filename: None,
            uploaded: false,
            at: SystemTime::now(),
            tickets: BTreeMap::new(),
        }
    }

    /// As Graph says it.
    pub(crate) fn sha256_hex(&self) -> String {
        ids::hex(&self.digest)
    }

    /// As webhooks say it.
    pub(crate) fn sha256_base64(&self) -> String {
        STANDARD.encode(self.digest)
    }

    /// Path and query of a new address, valid for so long. Those of Instagram and Messenger need no token.
    pub(crate) fn ticket(&mut self, product: Product, id: &str, lifetime: Duration) -> String {
        let until = SystemTime::now() + lifetime;
        let seconds = until.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let secret = ids::token();
        let address = match product {
            Product::WhatsApp => format!("{PATH}?mid={id}&ext={seconds}&hash={secret}"),
            _ => format!("{SIGNED_PATH}?asset_id={id}&signature={secret}"),
        };
        self.tickets.insert(secret, until);
        address
    }

    /// Whether this address still opens it.
    pub(crate) fn opens(&self, secret: &str) -> bool {
        self.tickets.get(secret).is_some_and(|until| *until > SystemTime::now())
    }

    /// Makes an address too old.
    pub(crate) fn expire(&mut self, secret: &str) {
        self.tickets.remove(secret);
    }
}

/// Where files are fetched with a token.
pub(crate) const PATH: &str = "/whatsapp_business/attachments/";
/// Where they are fetched without one.
pub(crate) const SIGNED_PATH: &str = "/ig_messaging_cdn/";

impl MediaStore {
    /// Keeps a file and returns its id.
    pub(crate) fn add(&mut self, file: StoredFile) -> String {
        let id = ids::number().to_string();
        self.files.insert(id.clone(), file);
        id
    }
}
