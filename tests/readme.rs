//! The README is true: its examples print what it shows, its tables are those
//! of the program, and what it names is there.
//!
//! Each line `$ COMMAND` of a `console` block is run by `sh` in one folder for
//! all blocks, and what it prints, errors included, must be the lines below
//! it. `…` stands for anything.

#![expect(
    clippy::disallowed_methods,
    reason = "tests touch files, start programs and read variables"
)]

use gaoler::programs::PROGRAMS;
use std::fs;
use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../README.md");

/// The text of a file of the package.
fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    let after = README.split(&fence).skip(1);
    after.filter_map(|rest| rest.split("```").next()).collect()
}

/// Whether a text has the parts of a pattern in order, with nothing else
/// before, between and behind them but where the pattern has `…`.
fn fits(text: &str, pattern: &str) -> bool {
    match pattern.split_once('…') {
        None => text == pattern,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.any(|at| fits(&text[at..], rest))
        }),
    }
}

#[test]
fn examples_print_what_is_shown() {
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let binary = Path::new(env!("CARGO_BIN_EXE_gaoler"));
    let programs = binary.parent().expect("a file is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", programs.display());
    let mut examples = 0;
    for example in blocks("console").join("").split("$ ").skip(1) {
        let (command, expected) = example.split_once('\n').expect("a command is a line");
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {command}")])
            .env("PATH", &path)
            .current_dir(&folder)
            .output()
            .expect("sh runs");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(
            fits(&printed, expected),
            "$ {command}\n{printed}\ndoes not fit\n{expected}"
        );
        examples += 1;
    }
    assert!(examples > 10, "only {examples} examples");
}

#[test]
fn patterns_fit() {
    for (text, pattern) in [("abc", "a…c"), ("ac", "a…c"), ("", "…"), ("a b a b", "…b")] {
        assert!(fits(text, pattern), "{text} {pattern}");
    }
    for (text, pattern) in [("abc", "a…d"), ("abc", "b…"), ("ab", "a"), ("a\nb", "a…c…")] {
        assert!(!fits(text, pattern), "{text} {pattern}");
    }
}

#[test]
fn the_table_has_all_programs() {
    let rows: Vec<String> = PROGRAMS
        .iter()
        .map(|program| {
            let link = program.link.map(|link| format!(" `{link}`"));
            let link = link.unwrap_or_default();
            format!(
                "| `gaoler {}` |{link} | {} |",
                program.name, program.summary
            )
        })
        .collect();
    let shown = README.lines().filter(|line| line.starts_with("| `gaoler "));
    assert_eq!(shown.collect::<Vec<_>>(), rows);
}

#[test]
fn every_difference_has_its_test() {
    let tests = file("tests/differences.rs");
    let tests = tests.split("#[test]\nfn ").skip(1);
    let mut tests: Vec<&str> = tests.filter_map(|test| test.split('(').next()).collect();
    let (_, table) = README
        .split_once("\n| What | Why | Test |\n|---|---|---|\n")
        .expect("the table of differences");
    let table = table.lines().take_while(|line| line.starts_with('|'));
    let mut named: Vec<&str> = table
        .map(|row| row.rsplit('`').nth(1).expect("a row ends with a test"))
        .collect();
    tests.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, tests);
}

#[test]
fn what_is_named_is_there() {
    for block in blocks("sh") {
        for line in block.lines() {
            let script = line
                .strip_prefix("sh ")
                .expect("commands are scripts of ours");
            let script = script
                .split_whitespace()
                .next()
                .expect("sh has an argument");
            assert!(file(script).starts_with("#!/bin/sh\n"), "{script}");
        }
    }
    for path in [
        "tests/reference/rows.rs",
        ".ci/run",
        ".ci/long",
        "LICENSE-MIT",
    ] {
        assert!(README.contains(path), "{path}");
        assert!(!file(path).is_empty());
    }
    let version = concat!("Rust ", env!("CARGO_PKG_RUST_VERSION"), " or newer");
    assert!(README.contains(version), "the README should say {version}");
}
