//! Configurations as they are shipped, by us and by Debian, are what people
//! begin with: a test of them says nothing but that all is well.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests touch files, start programs and say what they left out"
)]

#[path = "support/package.rs"]
mod package;

use package::{CONFIGURATION, Package};
use pretty_assertions::assert_eq;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn gaoler(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gaoler"));
    command.args(words).output().expect("gaoler runs")
}

#[track_caller]
fn is_fine(base: &Path) {
    let base = base.to_str().expect("the path is UTF-8");
    let output = gaoler(&["client", "-c", base, "-t"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(stdout, "OK: configuration test is successful\n");
    assert_eq!(output.status.code(), Some(0));
}

/// Enables all jails, with the journal in place of log files.
fn enable_all(base: &Path) {
    let text = "[DEFAULT]\nenabled = true\nbackend = systemd\n";
    fs::write(base.join("jail.local"), text).expect("the folder can be written");
}

#[test]
fn ours() {
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let base = folder.path().join("fail2ban");
    let exported = gaoler(&["config", "--export", base.to_str().expect("it is UTF-8")]);
    assert_eq!(exported.status.code(), Some(0));
    is_fine(&base);
    enable_all(&base);
    is_fine(&base);
}

#[test]
fn of_debian() {
    let Some(package) = Package::get("a test of Debian's configuration") else {
        return;
    };
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    copy(&package.at(CONFIGURATION), folder.path());
    // As shipped, but with the journal: this machine may have no logs.
    let text = "[DEFAULT]\nbackend = systemd\n";
    fs::write(folder.path().join("jail.local"), text).expect("the folder can be written");
    is_fine(folder.path());
}

fn copy(from: &Path, to: &Path) {
    let entries = fs::read_dir(from).expect("it was unpacked");
    for entry in entries {
        let from = entry.expect("it was unpacked").path();
        let to = to.join(from.file_name().expect("an entry has a name"));
        if from.is_dir() {
            fs::create_dir(&to).expect("the folder can be written");
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("the folder can be written");
        }
    }
}
