//! The website's widget: one script from `widget/`, bundled and minified by the pinned esbuild, beside the Worker's
//! build as a static file that is served without running the Worker.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::{fingerprint, hex};
use crate::tools::Tools;
use crate::ui;

/// The sources, in the root.
const SOURCES: &str = "widget";
/// What is served, in the folder of the build.
const ASSETS: &str = "assets";
const SCRIPT: &str = "widget.js";
/// How static files are served, as Cloudflare reads it.
const HEADERS: &str = "_headers";
/// What it was made from.
const STAMP: &str = ".widget";
/// In bytes, after gzip, all of it: it is on other people's pages.
pub const BUDGET: usize = 15_000;

/// Whether the widget is in `out` and of these very sources.
///
/// # Errors
/// When these cannot be read.
pub fn is_built(root: &Path, out: &Path) -> Result<bool> {
    Ok(is_of(out, &sources(root)?))
}

fn is_of(out: &Path, wanted: &str) -> bool {
    let is_same = fs::read_to_string(out.join(STAMP)).is_ok_and(|found| found == wanted);
    is_same && out.join(ASSETS).join(SCRIPT).exists()
}

/// Builds the widget into `out`, unless it is there and of these very sources.
///
/// # Errors
/// When esbuild refuses, or the widget is over its budget.
pub fn ensure(root: &Path, out: &Path) -> Result<()> {
    let wanted = sources(root)?;
    if is_of(out, &wanted) {
        return Ok(());
    }
    let (stamp, script) = (out.join(STAMP), out.join(ASSETS).join(SCRIPT));
    let tools = Tools::ensure(root)?;
    ui::step("Building the widget (esbuild)", || {
        fs::create_dir_all(out.join(ASSETS)).context("cannot create the folder of static files")?;
        bundle(&tools, out, &script)?;
        fs::copy(root.join(SOURCES).join(HEADERS), out.join(ASSETS).join(HEADERS))
            .context("cannot copy widget/_headers")?;
        let size = gzipped(&fs::read(&script).context("esbuild left no widget.js")?)?;
        ui::note(&format!("widget.js {size} bytes gzip (budget {BUDGET})"));
        if size > BUDGET {
            bail!("widget.js has {size} bytes after gzip, over its budget of {BUDGET}");
        }
        fs::write(&stamp, wanted).context("cannot write the widget's stamp")
    })
}

/// How large it is on its way.
///
/// # Errors
/// Never in memory.
pub fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).context("cannot compress the widget")?;
    Ok(encoder.finish().context("cannot compress the widget")?.len())
}

/// The stylesheet first: inside the script it is a text, which esbuild would leave as it is.
fn bundle(tools: &Tools, out: &Path, script: &Path) -> Result<()> {
    let sources = tools.root.join(SOURCES);
    let style = out.join(".widget.css");
    let css = sources.join("style.css");
    run(tools, &[&css.display().to_string(), "--minify", &format!("--outfile={}", style.display())])?;
    let main = sources.join("main.js");
    run(
        tools,
        &[
            &main.display().to_string(),
            "--bundle",
            "--minify",
            "--format=iife",
            "--target=es2022",
            "--charset=utf8",
            "--mangle-props=^_",
            &format!("--alias:style={}", style.display()),
            "--loader:.css=text",
            &format!("--outfile={}", script.display()),
        ],
    )
}

fn run(tools: &Tools, arguments: &[&str]) -> Result<()> {
    let mut command = Command::new(&tools.esbuild);
    command.args(arguments).arg("--log-level=warning").current_dir(&tools.root).env("PATH", tools.path());
    let status = command.status().context("esbuild does not start")?;
    if status.success() {
        Ok(())
    } else {
        bail!("the widget does not build; the reason is in the output above")
    }
}

fn sources(root: &Path) -> Result<String> {
    let mut files = Vec::new();
    fingerprint::collect(&root.join(SOURCES), &mut files)?;
    files.push(root.join("xtask/src/build/widget.rs"));
    files.push(root.join("package-lock.json"));
    let mut hash = Sha256::new();
    for file in files {
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy();
        hash.update(format!("{}:{name}:{}:", name.len(), content.len()));
        hash.update(&content);
    }
    Ok(hex(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_is_small_on_its_way() {
        assert!(gzipped(&vec![b'a'; 100_000]).unwrap() < 1_000);
    }
}
