//! The layers that the head of `src/lib.rs` tells of: which module may use
//! which, and who may touch the world.

#![expect(clippy::disallowed_methods, reason = "the sources are files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What is below all: `python` stands on nothing, the others on it.
const BASE: &[&str] = &["diag", "map", "python", "time"];

/// Each module, lowest first, and the modules it may use beside its own.
const LAYERS: &[(&str, &[&[&str]])] = &[
    ("diag", &[]),
    ("map", &[]),
    ("python", &[]),
    ("time", &[&["python"]]),
    ("ini", &[BASE]),
    ("config", &[BASE, &["ini"]]),
    ("edge", &[BASE, &["ini", "config"]]),
    ("client", &[BASE, &["ini", "config", "edge"]]),
    ("show", &[BASE, &["ini", "config", "edge"]]),
    (
        "programs",
        &[BASE, &["ini", "config", "edge", "client", "show"]],
    ),
];

/// What touches the world; only `edge` may name it.
const WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process::Command",
    "std::process::Child",
    "std::time::SystemTime",
    "std::os::unix::net",
];

/// Values that do not touch anything, although they are called so.
const PLAIN: &[&str] = &[
    "std::net::IpAddr",
    "std::net::Ipv4Addr",
    "std::net::Ipv6Addr",
];

/// Outside crates that one file alone may name.
const WRAPPED: &[(&str, &str)] = &[("configparser", "ini/reader.rs")];

/// What is wrong with a file, as `path:line: what`; `path` is below `src`.
fn faults(path: &str, text: &str) -> Vec<String> {
    let code = without_comments(text);
    let module = path.split('/').next().unwrap_or_default();
    let module = module.strip_suffix(".rs").unwrap_or(module);
    let mut faults = Vec::new();
    let mut fault = |line: usize, what: String| faults.push(format!("{path}:{line}: {what}"));
    if let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) {
        for (line, used) in used_modules(path, &code) {
            let is_allowed = allowed.iter().any(|names| names.contains(&&*used));
            if used != module && !is_allowed {
                fault(line, format!("`{module}` must not use `{used}`"));
            }
        }
    } else if !["lib", "main"].contains(&module) {
        fault(1, format!("`{module}` is in no layer"));
    }
    for (line, used) in paths(&code, "std") {
        let begins = |name: &&&str| used == **name || used.starts_with(&format!("{name}::"));
        if module != "edge"
            && !PLAIN.iter().any(|name| begins(&name))
            && let Some(name) = WORLD.iter().find(begins)
        {
            fault(line, format!("only `edge` may name `{name}`"));
        }
    }
    for (name, only) in WRAPPED {
        for (line, _) in paths(&code, name) {
            if path != *only {
                fault(line, format!("only `{only}` may name `{name}`"));
            }
        }
    }
    faults
}

/// The text with comments blanked, lines kept.
fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| match line.find("//") {
        Some(at) => &line[..at],
        None => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The top-level modules that a file uses, by `crate::` or by `super::` up to
/// the root.
fn used_modules(path: &str, code: &str) -> Vec<(usize, String)> {
    let first = |(line, path): (usize, String)| {
        let name = path.split("::").nth(1)?.to_owned();
        Some((line, name))
    };
    let mut used: Vec<_> = paths(code, "crate").into_iter().filter_map(first).collect();
    let own = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let root = vec!["super"; own.split('/').count()].join("::");
    let from_root = |(line, path): (usize, String)| {
        let rest = path.strip_prefix(&root)?.strip_prefix("::")?;
        let name = rest.split("::").next()?;
        let is_module = LAYERS.iter().any(|(module, _)| *module == name);
        is_module.then(|| (line, name.to_owned()))
    };
    used.extend(paths(code, "super").into_iter().filter_map(from_root));
    used
}

/// Every path that begins with `root::`, groups in braces taken apart, with
/// its line.
fn paths(code: &str, root: &str) -> Vec<(usize, String)> {
    let start = format!("{root}::");
    let mut found = Vec::new();
    for (at, _) in code.match_indices(&start) {
        let before = code[..at].chars().next_back();
        let is_part = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '$'));
        if !is_part {
            expand(root, code, at + start.len(), &mut found);
        }
    }
    let line = |at: usize| 1 + code[..at].matches('\n').count();
    let with_line = found.into_iter().map(|(at, path)| (line(at), path));
    with_line.collect()
}

/// Reads what stands at `at` behind `prefix::`: a name, a longer path, or a
/// group of them. Notes each with its place, and gives the place behind.
fn expand(prefix: &str, code: &str, at: usize, found: &mut Vec<(usize, String)>) -> usize {
    let at = code.len() - code[at..].trim_start().len();
    if code[at..].starts_with('{') {
        let mut inside = at + 1;
        loop {
            inside = expand(prefix, code, inside, found);
            let Some(next) = code[inside..].find([',', '}']) else {
                return code.len();
            };
            let is_end = code[inside + next..].starts_with('}');
            inside += next + 1;
            if is_end {
                return inside;
            }
        }
    }
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let length = code[at..].find(|c| !is_name(c));
    let end = length.map_or(code.len(), |length| at + length);
    if end == at {
        return at;
    }
    let path = format!("{prefix}::{}", &code[at..end]);
    if code[end..].starts_with("::") {
        return expand(&path, code, end + 2, found);
    }
    found.push((at, path));
    end
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be listed") {
        let path = entry.expect("src can be listed").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_file_uses_a_higher_layer_or_the_world() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files.sort();
    let mut modules = BTreeSet::new();
    let mut all = Vec::new();
    for file in files {
        let path = file.strip_prefix(&src).expect("it was found there");
        let path = path.to_str().expect("its name is plain");
        let text = fs::read_to_string(&file).expect("it can be read");
        let top = path.split('/').next().unwrap_or_default();
        modules.insert(top.trim_end_matches(".rs").to_owned());
        all.extend(faults(path, &text));
    }
    assert!(all.is_empty(), "\n{}\n", all.join("\n"));
    for (module, _) in LAYERS {
        assert!(modules.contains(*module), "there is no `{module}` any more");
    }
}

#[test]
fn every_arrow_points_down() {
    for (index, (module, allowed)) in LAYERS.iter().enumerate() {
        for name in allowed.iter().flat_map(|names| names.iter()) {
            let below = LAYERS[..index].iter().any(|(lower, _)| lower == name);
            assert!(below, "`{module}` may use `{name}`, which is not below it");
        }
    }
}

#[track_caller]
fn case(path: &str, text: &str, expected: &[&str]) {
    assert_eq!(faults(path, text), expected, "{text}");
}

#[test]
fn upward_arrows_are_found() {
    case("ini/model.rs", "use crate::diag::Span;\n", &[]);
    case(
        "ini/model.rs",
        "use crate::diag::Span;\nuse crate::config::Jail;\n",
        &["ini/model.rs:2: `ini` must not use `config`"],
    );
    case(
        "diag/render.rs",
        "fn f() {\n    crate::python::repr(1)\n}",
        &["diag/render.rs:2: `diag` must not use `python`"],
    );
    case(
        "config/jail.rs",
        "use crate::{\n    diag::{Span, Traced},\n    edge::Disk, ini,\n};",
        &["config/jail.rs:3: `config` must not use `edge`"],
    );
    case(
        "client/mod.rs",
        "use crate::show::View;",
        &["client/mod.rs:1: `client` must not use `show`"],
    );
    case(
        "ini/model.rs",
        "use super::super::config;",
        &["ini/model.rs:1: `ini` must not use `config`"],
    );
    case("ini/model.rs", "use super::config;", &[]);
    case(
        "time.rs",
        "pub(in crate::ini) fn f() {}",
        &["time.rs:1: `time` must not use `ini`"],
    );
    case("other.rs", "", &["other.rs:1: `other` is in no layer"]);
    case(
        "ini/model.rs",
        "// like crate::config\nmy_crate::config",
        &[],
    );
    case("lib.rs", "pub mod diag;", &[]);
    case("main.rs", "use gaoler::edge::World;", &[]);
}

#[test]
fn the_world_is_found() {
    case(
        "config/load.rs",
        "use std::{fmt, fs::File, io};\nuse std::process::{self, Command};",
        &[
            "config/load.rs:1: only `edge` may name `std::fs`",
            "config/load.rs:2: only `edge` may name `std::process::Command`",
        ],
    );
    case(
        "client/log.rs",
        "let id = std::process::id();\nlet now = std::time::SystemTime::now();",
        &["client/log.rs:2: only `edge` may name `std::time::SystemTime`"],
    );
    case("edge/disk.rs", "use std::fs::{self, File};", &[]);
    case(
        "config/check.rs",
        "use std::net::IpAddr;\nuse std::net::{Ipv4Addr, TcpStream};",
        &["config/check.rs:2: only `edge` may name `std::net`"],
    );
}

#[test]
fn wrapped_crates_are_found() {
    let text = "use configparser::ini::Ini;";
    case("ini/reader.rs", text, &[]);
    case(
        "ini/layers.rs",
        text,
        &["ini/layers.rs:1: only `ini/reader.rs` may name `configparser`"],
    );
}
