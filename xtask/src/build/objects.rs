//! The objects' classes, as the runtime wants them for RPC.
//!
//! An object can be asked by its methods only if its class extends `DurableObject` of `cloudflare:workers`
//! (<https://developers.cloudflare.com/durable-objects/best-practices/create-durable-object-stubs-and-send-requests/>).
//! What wasm-bindgen writes for a Rust struct is a class of its own, and worker-build wraps it without a parent; so the
//! parent is put in here, when the module is loaded and before the runtime looks.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

// The module imports itself: what its exports are called inside changes with each build.
const EXTENSION: &str = r#"
import * as exported from "./index.js";
import { DurableObject as RuntimeObject } from "cloudflare:workers";
for (const object of [exported.Conversation, exported.Tenant]) Object.setPrototypeOf(object, RuntimeObject);
"#;

/// Gives the classes in the script at `path` their parent.
///
/// # Errors
/// When it cannot be written.
pub fn extend_in(path: &Path) -> Result<()> {
    let name = || format!("cannot extend the classes in {}", path.display());
    let mut script = OpenOptions::new().append(true).open(path).with_context(name)?;
    script.write_all(EXTENSION.as_bytes()).with_context(name)
}
