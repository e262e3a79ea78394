//! Where gaoler differs from fail2ban on purpose. The README lists each of
//! these with its reason; `tests/readme.rs` checks that every test here is in
//! that list.

#![expect(
    clippy::disallowed_methods,
    reason = "tests touch files and start programs"
)]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A base folder with one jail, `j`, whose filter is `f`.
struct Base(TempDir);

/// What a program said.
struct Answer {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Base {
    fn new() -> Base {
        let base = Base(tempfile::tempdir().expect("the temporary folder can be written"));
        base.write("fail2ban.conf", "[Definition]\n")
            .write("jail.conf", "[j]\nenabled = true\nfilter = f\n")
            .write("filter.d/f.conf", "[Definition]\nfailregex = ^x <HOST>$\n")
    }

    fn path(&self, name: impl AsRef<Path>) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn write(self, name: impl AsRef<Path>, text: &str) -> Base {
        let path = self.path(name);
        let folder = path.parent().expect("a file is in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
        self
    }

    /// Runs a program over the folder.
    fn run(&self, words: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_gaoler"))
            .args(words)
            .arg("-c")
            .arg(self.0.path())
            .output()
            .expect("gaoler runs");
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Answer {
            status: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

impl Answer {
    #[track_caller]
    fn is(self, status: i32, stdout: &str, stderr: &str) {
        assert!(
            self.status == Some(status)
                && self.stdout.contains(stdout)
                && self.stderr.contains(stderr),
            "{:?}\n{}\n{}",
            self.status,
            self.stdout,
            self.stderr
        );
    }
}

#[test]
fn values_are_limited() {
    let mut text = "[j]\nx0 = text\n".to_owned();
    for step in 1..9 {
        let ten = format!("%(x{})s", step - 1).repeat(10);
        text += &format!("x{step} = {ten}\n");
    }
    text += "findtime = %(x8)s\n";
    let base = Base::new().write("jail.local", &text);
    base.run(&["client", "-d"])
        .is(255, "ERROR: ", "error[I023]");

    let mut text = "[Definition]\nfailregex = <x8>\n[Init]\nx0 = text\n".to_owned();
    for step in 1..9 {
        let tags = format!("<x{0}>-<x{0}>", step - 1).repeat(8);
        text += &format!("x{step} = {tags}\n");
    }
    let base = Base::new().write("filter.d/f.local", &text);
    base.run(&["client", "-d"])
        .is(255, "ERROR: ", "error[I023]");
}

#[test]
fn configurations_are_limited() {
    let mut text = format!(
        "[DEFAULT]\nenabled = true\nfilter = f\nlong = {}\n",
        "x".repeat(1 << 20)
    );
    text += "ignorecommand = %(long)s\n";
    for jail in 0..200 {
        text += &format!("[j{jail}]\n");
    }
    let base = Base::new().write("jail.local", &text);
    base.run(&["client", "-d"]).is(
        255,
        "ERROR: ",
        "the jails up to `j126` come to more than 128 MiB",
    );
}

#[test]
fn log_files_are_limited() {
    let mut base = Base::new();
    for number in 0..300 {
        base = base.write(format!("logs/{number}"), "");
    }
    // Each line finds the same 300 files.
    let pattern = base.path("logs/*").display().to_string();
    let lines = format!("    {pattern}\n").repeat(170);
    let base = base.write("jail.local", &format!("[j]\nlogpath =\n{lines}"));
    let answer = base.run(&["client", "-d"]);
    assert_eq!(answer.stdout.matches("'addlogpath'").count(), 50_000);
    answer.is(0, "", "more than 50000 log files");
}

#[test]
fn known_values_are_those_of_the_own_filter() {
    let text = "[one]\nenabled = true\nfilter = f\n[two]\nenabled = true\nfilter = f\nignorecommand = %(one/known/failregex)s\n";
    let base = Base::new().write("jail.local", text);
    base.run(&["client", "-d"])
        .is(255, "ERROR: ", "error[I020]");
}

#[test]
fn includes_are_limited() {
    // Every file includes the two of the next step: a million in all.
    let mut base = Base::new().write("jail.local", "[INCLUDES]\nbefore = a0.conf\n");
    for step in 0..20 {
        let text = format!("[INCLUDES]\nbefore = a{0}.conf\n  b{0}.conf\n", step + 1);
        for name in ["a", "b"] {
            base = base.write(format!("{name}{step}.conf"), &text);
        }
    }
    base.run(&["client", "-d"])
        .is(255, "ERROR: ", "error[I008]");
}

#[test]
fn large_files_are_refused() {
    let base = Base::new();
    let file = File::create(base.path("jail.local")).expect("the file can be written");
    file.set_len((4 << 20) + 1)
        .expect("the file may have holes");
    base.run(&["client", "-d"])
        .is(255, "ERROR: ", "it is larger than 4 MiB");
}

#[test]
fn fifos_and_devices_are_refused() {
    let why = "it is a FIFO, socket or device";
    let base = Base::new();
    symlink("/dev/zero", base.path("jail.local")).expect("links work");
    base.run(&["client", "-d"]).is(255, "ERROR: ", why);

    let base = Base::new();
    let made = Command::new("mkfifo").arg(base.path("jail.local")).status();
    assert!(made.expect("mkfifo runs").success());
    base.run(&["client", "-d"]).is(255, "ERROR: ", why);
}

#[test]
fn names_that_are_not_utf_8_are_not_listed() {
    let name = Path::new("jail.d").join(OsStr::from_bytes(b"\xff.conf"));
    let base = Base::new().write(name, "[j]\nmaxretry = 9\n");
    let answer = base.run(&["client", "-d"]);
    assert!(!answer.stdout.contains("maxretry"), "{}", answer.stdout);
    answer.is(0, "['start', 'j']", "");
}

#[test]
fn a_fault_in_one_jail_costs_only_that_jail() {
    let local = "[j]\nfindtime = %(nothing)s\n[k]\nenabled = true\nfilter = f\n";
    let base = Base::new().write("jail.local", local);
    let fault = "error[I020]";
    // As fail2ban does:
    base.run(&["client", "-d"]).is(255, "ERROR: ", fault);
    base.run(&["client", "-t"]).is(255, "ERROR: ", fault);
    // Our own:
    base.run(&["server", "-d"]).is(0, "['start', 'k']", fault);
    base.run(&["config"]).is(1, "[k]", fault);
}

#[test]
fn help_texts_are_ours() {
    let base = Base::new();
    base.run(&["client", "-h"])
        .is(0, "Usage: fail2ban-client [OPTIONS]", "");
}

#[test]
fn findings_have_a_place() {
    let base = Base::new().write("jail.local", "[j]\nmaxretries = 5\n");
    let why = "jail.local:2:1\n  |\n2 | maxretries = 5\n  | ^^^^^^^^^^\n";
    base.run(&["client", "-t"]).is(0, "OK: ", why);
}

#[test]
fn times_are_arithmetic_only() {
    let base = Base::new();
    base.run(&["client", "--str2sec", "2 * (1h + 30m)"])
        .is(0, "10800\n", "");
    base.run(&["client", "--str2sec", "__import__('os').getpid()"])
        .is(255, "ERROR: ", "");
}
