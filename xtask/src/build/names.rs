//! The names of functions in the WASM, kept short.
//!
//! They are what makes a stack in a log readable, and nothing else reads them. As the compiler writes them, with a
//! hash for each instance and the full path of every type argument, they are a tenth of what a deployment uploads
//! and every cold start loads; a list of where in the code and for which type is all that a reader needs.

mod short;

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_encoder::{Module, NameMap, NameSection, RawSection};
use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload};

use short::short;

/// Rewrites the names of the module in `path`; everything else in it stays as it is, byte for byte.
///
/// # Errors
/// When it is not a WASM module, or cannot be read or replaced.
pub fn shorten_in(path: &Path) -> Result<()> {
    let name = || format!("cannot shorten the names in {}", path.display());
    let before = fs::read(path).with_context(name)?;
    let after = rewritten(&before).with_context(name)?;
    let staged = path.with_extension("new");
    fs::write(&staged, after).with_context(name)?;
    fs::rename(&staged, path).with_context(name)
}

fn rewritten(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::CustomSection(section) = &payload
            && let KnownCustom::Name(names) = section.as_known()
        {
            module.section(&functions(names)?);
        } else if let Some((id, range)) = payload.as_section() {
            module.section(&RawSection { id, data: part(wasm, range)? });
        }
    }
    Ok(module.finish())
}

fn part(wasm: &[u8], range: Range<u64>) -> Result<&[u8]> {
    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
    wasm.get(range).context("a section is cut short")
}

/// Only the functions' names: no stack shows those of types, data segments or locals.
fn functions(names: NameSectionReader<'_>) -> Result<NameSection> {
    let mut kept = NameMap::new();
    for subsection in names {
        if let Name::Function(functions) = subsection? {
            for function in functions {
                let function = function?;
                kept.append(function.index, &short(function.name));
            }
        }
    }
    let mut section = NameSection::new();
    section.functions(&kept);
    Ok(section)
}

#[cfg(test)]
mod tests;
