//! What the fuzz targets check: any bytes are answered without a panic, within
//! the memory and the time that the fuzzer allows, and all places that the
//! answer names exist.
//!
//! `tests/fuzz_cases.rs` of the main package repeats the same checks on the
//! inputs in `testdata/fuzz`, among them all that once made a check fail.

#[path = "../../tests/support/places.rs"]
mod places;
mod tree;

use gaoler::config::action::Action;
use gaoler::config::check::Checker;
use gaoler::config::commands::MissingLogs;
use gaoler::config::jail::Jail;
use gaoler::config::load::{Loading, Plan, load};
use gaoler::config::option_list::{Definition, split_definitions};
use gaoler::config::server::Overrides;
use gaoler::config::stream::Stream;
use gaoler::config::value::{Options, Value};
use gaoler::diag::{Diagnostic, Diagnostics, SourceMap, Span, Style, Traced, one_line, render};
use gaoler::python::PrettyPrinter;
use tree::Tree;

/// Reads an ini file of these bytes.
pub fn ini_read(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut sources = SourceMap::default();
    let file = sources.add("PATH", text.to_owned());
    match gaoler::ini::read(text, "PATH", file) {
        Ok(ini) => places::check(&ini, &sources),
        Err(error) => show(&error.diagnostic, &sources),
    }
}

/// Reads a list of definitions, `name[option=value, …]`, and each of them.
pub fn option_list(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut sources = SourceMap::default();
    let file = sources.add("PATH", text.to_owned());
    let text = Traced::copied(text, Span::new(file, 0, text.len()));
    let parts = split_definitions(&text);
    for part in parts.iter().chain([&text]) {
        places::check_value(part, &sources);
        match Definition::parse(part) {
            Ok(definition) => {
                places::check_value(&definition.name, &sources);
                let values = definition.options.values().filter_map(Value::source);
                values.for_each(|value| places::check_value(value, &sources));
            }
            Err(error) => {
                let place = part.as_str().get(error.at.clone());
                assert!(place.is_some(), "{:?} has no {:?}", part.as_str(), error.at);
            }
        }
    }
}

/// Loads a whole configuration, dumps it and says what is wrong with it; see
/// [`Tree::from_bytes`] for the files.
pub fn config_load(data: &[u8]) {
    let tree = Tree::from_bytes(data);
    let only = ["j".to_owned()];
    let plan = |missing_logs, only| Plan {
        base: tree::BASE,
        cwd: tree::BASE,
        overrides: Overrides::default(),
        missing_logs,
        only,
    };
    dump_and_check(&tree, &plan(MissingLogs::Tolerated, &[]));
    let loaded = load(&tree, &plan(MissingLogs::Refused, &only));
    show_all(&loaded.findings, &loaded.sources);
}

/// Does what `client -d -t` does.
fn dump_and_check(tree: &Tree, plan: &Plan<'_>) {
    let mut loading = Loading::new(tree, plan);
    let mut checker = Checker::default();
    let mut jails = Vec::new();
    if let Ok(mut start) = loading.start() {
        dump(&start.server.stream());
        checker.start(&start);
        while let Some(loaded) = loading.next_jail(&mut start) {
            dump(&loaded.commands);
            if let Ok(jail) = loaded.outcome {
                checker.jail(&jail);
                jails.push(jail);
            }
        }
    }
    let (sources, mut findings) = loading.finish();
    findings.extend(checker.finish(&sources));
    show_all(&findings, &sources);
    for jail in &jails {
        name_places(jail, &sources);
    }
}

fn dump(stream: &Stream) {
    const PRETTY: PrettyPrinter = PrettyPrinter {
        width: 1000,
        indent: 2,
    };
    let mut out = String::new();
    for command in stream {
        let command = command.to_python();
        command.push_repr(&mut out);
        PRETTY.push(&mut out, &command);
    }
}

fn show_all(findings: &Diagnostics, sources: &SourceMap) {
    for finding in findings.iter() {
        show(finding, sources);
    }
}

fn show(finding: &Diagnostic, sources: &SourceMap) {
    let text = render(finding, sources, Style::Plain);
    assert!(text.ends_with('\n'));
    let line = one_line(finding, sources);
    assert!(!line.contains('\n'), "more than a line: {line:?}");
}

/// Works out the place of every part of every value.
fn name_places(jail: &Jail, sources: &SourceMap) {
    let of_options = |options: &Options| {
        for value in options.values().filter_map(Value::source) {
            for (_, span) in value.pieces() {
                let place = sources.exact_place(span);
                assert!(!place.is_empty());
            }
        }
    };
    of_options(&jail.options);
    if let Ok(options) = &jail.filter_options {
        of_options(options);
    }
    for action in &jail.actions {
        if let Action::Commands(action) = action
            && let Ok(options) = &action.options
        {
            of_options(options);
        }
    }
}
