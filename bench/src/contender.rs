//! The Workers that are measured, as `host.mjs` wants them: all of them on the same runtime, in the same way.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use xtask::tools::Tools;
use xtask::wrangler;

/// A Worker with its bindings.
pub struct Contender {
    /// For people.
    pub name: String,
    /// For `host.mjs`, but for ports and state.
    pub configuration: Value,
}

/// Counterhand as it was built, with these variables.
pub fn ours(root: &Path, vars: &[(String, String)]) -> Result<Contender> {
    let build = root.join("build");
    let modules = [("ESModule", build.join("index.js")), ("CompiledWasm", build.join("index_bg.wasm"))];
    let mut configuration = base(root, "counterhand", &modules)?;
    configuration["compatibilityFlags"] = wrangler::setting(root, "compatibility_flags")?;
    configuration["objects"] = json!({ "CONVERSATION": "Conversation", "TENANT": "Tenant" });
    configuration["databases"] = json!({ "DIRECTORY": "counterhand-directory" });
    configuration["buckets"] = json!({ "MEDIA": "counterhand-media" });
    configuration["vars"] =
        Value::Object(vars.iter().map(|(name, value)| (name.clone(), json!(value))).collect());
    Ok(Contender { name: "Counterhand".into(), configuration })
}

/// The bare Worker.
pub fn floor(root: &Path) -> Result<Contender> {
    let mut configuration = base(root, "floor", &[("ESModule", root.join("bench/floor/index.js"))])?;
    configuration["objects"] = json!({ "STORE": "Store" });
    Ok(Contender { name: "floor".into(), configuration })
}

/// The same job in TypeScript with Hono, for one number. It waits as long as ours for the end of a burst.
pub fn hono(
    tools: &Tools,
    folder: &Path,
    app_secret: &str,
    phone_number_id: &str,
    quiet_ms: u64,
) -> Result<Contender> {
    let script = bundle(tools, folder)?;
    let mut configuration = base(&tools.root, "hono", &[("ESModule", script)])?;
    configuration["objects"] = json!({ "CONVERSATION": "Conversation" });
    configuration["databases"] = json!({ "DIRECTORY": "hono-directory" });
    configuration["vars"] = json!({ "META_APP_SECRET": app_secret, "QUIET_MS": quiet_ms });
    configuration["setup"] = json!({ "DIRECTORY": [
        "CREATE TABLE channels (id TEXT NOT NULL, tenant_id TEXT NOT NULL, phone_number_id TEXT PRIMARY KEY) STRICT",
        format!("INSERT INTO channels VALUES ('channel', 'tenant', '{phone_number_id}')"),
    ] });
    Ok(Contender { name: "Hono".into(), configuration })
}

fn base(root: &Path, name: &str, modules: &[(&str, PathBuf)]) -> Result<Value> {
    let modules_root = modules.first().and_then(|(_, path)| path.parent()).unwrap_or(root);
    let modules: Vec<Value> =
        modules.iter().map(|(kind, path)| json!({ "type": kind, "path": path })).collect();
    let none = Value::Object(Map::new());
    Ok(json!({
        "name": name,
        "modules": modules,
        "modulesRoot": modules_root,
        "compatibilityDate": wrangler::setting(root, "compatibility_date")?,
        "compatibilityFlags": [],
        "objects": none, "databases": none, "buckets": none, "vars": none, "setup": none,
    }))
}

/// One file out of the peer's sources, as wrangler would bundle them.
fn bundle(tools: &Tools, folder: &Path) -> Result<PathBuf> {
    let script = folder.join("hono.js");
    let mut command = Command::new(&tools.esbuild);
    command.env("PATH", tools.path()).current_dir(&tools.root).arg("bench/hono/index.ts");
    command.args(["--bundle", "--format=esm", "--target=es2024", "--external:cloudflare:workers"]);
    command.arg("--log-level=warning").arg(format!("--outfile={}", script.display()));
    let output = command.output().context("esbuild does not start")?;
    if !output.status.success() {
        bail!("the peer does not build: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(script)
}
