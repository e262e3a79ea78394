//! The folders of `testdata/config`, written by us to meet every rule of the configuration.
//!
//! A folder with a `jail.conf` of its own (or a file `standalone`) is a whole base directory;
//! any other is laid over Debian's. Its `README` says what it is about.

use std::fs;
use std::path::{Path, PathBuf};

use crate::compare::{compare, report};
use crate::package::{CONFIGURATION, Package};
use crate::parallel;
use crate::rows::Row;
use crate::trees;
use crate::ways::EACH;

/// Cases that meet a known difference of the versions.
const ROWS: &[(&str, &[Row])] = &[
    (
        "debian-local-files",
        &[Row::V28 {
            jail: "sshd",
            action: "iptables-second",
            before: "['blocktype?family=inet6', 'REJECT --reject-with icmp6-port-unreachable']",
            after: "['blocktype?family=inet6', 'DROP']",
        }],
    ),
    (
        "no-logs",
        &[
            Row::V34 {
                jail: "own-match",
                only: false,
            },
            Row::V35 { jail: "skipped" },
        ],
    ),
    (
        "version-conditional-argument",
        &[Row::V27 {
            refused: "['config-error', 'Jail \\'j\\' skipped",
            accepted: &[
                "['add', 'j', 'auto']",
                "['set', 'j', 'addaction', 'a']",
                "['multi-set', 'j', 'action', 'a', [['actionban', '<kind>'], \
                 ['kind?family=inet6', 'six'], ['name', 'j'], ['actname', 'a'], ['kind', 'four']]]",
                "['start', 'j']",
            ],
        }],
    ),
    (
        "version-journal-instead",
        &[Row::V34 {
            jail: "j",
            only: true,
        }],
    ),
    ("version-no-jails", &[Row::V29]),
    (
        "version-part-of-datepattern",
        &[Row::V26 {
            jail: "j",
            option: "ate",
        }],
    ),
    (
        "version-plain-argument",
        &[Row::V28 {
            jail: "j",
            action: "a",
            before: "['kind?family=inet6', 'six']",
            after: "['kind?family=inet6', 'given']",
        }],
    ),
    (
        "version-white-space",
        &[Row::V60 {
            before: r"'192.0.2.1\t192.0.2.2', '192.0.2.3\xa0192.0.2.4'",
            after: "'192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'",
        }],
    ),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/config")
}

/// The overlays by name.
fn overlays() -> Vec<String> {
    let entries = trees::subfolders_and_files(&folder()).expect("the folder is ours");
    entries
        .iter()
        .filter(|path| path.is_dir())
        .map(|path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

#[test]
fn every_overlay() {
    let Some(package) = Package::get("testdata/config") else {
        return;
    };
    let results = parallel::each(&overlays(), |name| {
        let overlay = folder().join(name);
        let base = trees::scratch();
        if !overlay.join("jail.conf").exists() && !overlay.join("standalone").exists() {
            trees::copy(&package.at(CONFIGURATION), base.path());
        }
        trees::copy(&overlay, base.path());
        let rows = ROWS
            .iter()
            .find(|(overlay, _)| overlay == name)
            .map_or(&[][..], |(_, rows)| rows);
        compare(package, name, base.path(), rows, EACH)
    });
    let differences: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    report(&differences);
}

#[test]
fn overlays_are_described_and_rows_have_one() {
    let overlays = overlays();
    for name in &overlays {
        let readme = fs::read_to_string(folder().join(name).join("README"))
            .unwrap_or_else(|error| panic!("README of {name}: {error}"));
        assert!(
            readme.starts_with("Section") || readme.starts_with('V') || name.starts_with("debian-"),
            "{name}"
        );
    }
    for (name, _) in ROWS {
        assert!(
            overlays.iter().any(|overlay| overlay == name),
            "no overlay {name}"
        );
    }
}
