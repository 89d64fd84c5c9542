use wasm_encoder::{
    CodeSection, CustomSection, ExportKind, ExportSection, Function, FunctionSection, TypeSection, ValType,
};

use super::*;

const LONG: &str = "shop::turn::Turn<shop::Clock,alloc::string::String>::run::{{closure}}::h0123456789abcdef";

/// Two functions, one exported, with names for functions and for a type, and a custom section after them.
fn module() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    let mut functions = FunctionSection::new();
    functions.function(0).function(0);
    let mut exports = ExportSection::new();
    exports.export("run", ExportKind::Func, 1);
    let mut code = CodeSection::new();
    for constant in [7, 1_000] {
        let mut body = Function::new([]);
        body.instructions().local_get(0).i32_const(constant).i32_add().end();
        code.function(&body);
    }
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&exports).section(&code);
    module.section(&names(&[(0, "shop::floor::h00112233aabbccdd"), (1, LONG)]));
    module.section(&CustomSection { name: "producers".into(), data: (&[0]).into() });
    module.finish()
}

fn names(functions: &[(u32, &str)]) -> NameSection {
    let map = |names: &[(u32, &str)]| {
        let mut map = NameMap::new();
        for (index, name) in names {
            map.append(*index, name);
        }
        map
    };
    let mut section = NameSection::new();
    section.functions(&map(functions));
    section.types(&map(&[(0, "shop::Floor")]));
    section
}

/// Every section but the names, and the names by kind.
fn read(wasm: &[u8]) -> (Vec<(u8, Vec<u8>)>, Vec<String>) {
    let (mut sections, mut found) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm).map(Result::unwrap) {
        if let Payload::CustomSection(section) = &payload
            && let KnownCustom::Name(names) = section.as_known()
        {
            for subsection in names.into_iter().map(Result::unwrap) {
                let Name::Function(functions) = subsection else { panic!("names of another kind") };
                found.extend(
                    functions
                        .into_iter()
                        .map(|name| name.unwrap())
                        .map(|n| format!("{} {}", n.index, n.name)),
                );
            }
        } else if let Some((id, range)) = payload.as_section() {
            sections.push((id, part(wasm, range).unwrap().to_vec()));
        }
    }
    (sections, found)
}

#[test]
fn functions_keep_a_readable_name_and_their_code() {
    let before = module();
    let after = rewritten(&before).unwrap();
    let (sections, names) = read(&after);
    assert_eq!(names, ["0 shop::floor", "1 shop::turn::Turn::run::{{closure}}"]);
    let untouched: Vec<_> = Parser::new(0)
        .parse_all(&before)
        .filter_map(|payload| payload.unwrap().as_section())
        .map(|(id, range)| (id, part(&before, range).unwrap().to_vec()))
        .filter(|(_, data)| !data.starts_with(b"\x04name"))
        .collect();
    assert_eq!(sections, untouched);
    assert!(after.len() < before.len());
}

#[test]
fn once_is_enough() {
    let after = rewritten(&module()).unwrap();
    assert_eq!(rewritten(&after).unwrap(), after);
}

#[test]
fn the_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index_bg.wasm");
    fs::write(&path, module()).unwrap();
    shorten_in(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), rewritten(&module()).unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_is_no_module_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index_bg.wasm");
    let whole = module();
    for broken in [b"not wasm".as_slice(), &whole[..whole.len() - 20]] {
        fs::write(&path, broken).unwrap();
        let error = format!("{:#}", shorten_in(&path).unwrap_err());
        assert!(error.starts_with("cannot shorten the names"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), broken);
    }
}
