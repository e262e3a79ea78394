//! The configuration that is built in: it is used where there is no
//! `/etc/fail2ban`, it is without a fault, and it can be written out.

use crate::test::Test;
use std::fs;
use std::path::{Path, PathBuf};

const SYSTEM: &str = "/etc/fail2ban";
const GAOLER: &str = env!("CARGO_BIN_EXE_gaoler");
const JAILS: [&str; 6] = [
    "sshd",
    "postfix",
    "postfix-rbl",
    "postfix-sasl",
    "dovecot",
    "qmail-smtp",
];

/// A run on a machine without `/etc/fail2ban`: this one, or a view of it with
/// an empty `/etc`. Nothing where neither can be had.
fn without_system_configuration(words: &str) -> Option<Test> {
    if !Path::new(SYSTEM).exists() {
        return Some(Test::new().args(words));
    }
    let hide = "mount -t tmpfs none /etc && exec \"$0\" \"$@\"";
    let in_namespace = ["-m", "sh", "-c", hide, GAOLER];
    let works = std::process::Command::new("unshare")
        .args(in_namespace)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !works {
        eprintln!("left out: {SYSTEM} exists and cannot be hidden");
        return None;
    }
    let mut test = Test::new().program("unshare").args("");
    for word in in_namespace.into_iter().chain(words.split(' ')) {
        test = test.arg(word);
    }
    Some(test)
}

#[test]
fn it_is_used_where_there_is_no_other() {
    let Some(test) = without_system_configuration("config") else {
        return;
    };
    test.stdout("# embedded:\n").run();
}

#[test]
fn it_has_a_dump_of_its_own() {
    let Some(test) = without_system_configuration("client -d") else {
        return;
    };
    let outcome = test.any_stdout().run();
    assert!(
        outcome.stdout.contains("\n['set', 'dbpurgeage', '1d']\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn every_jail_of_it_is_shown() {
    let words = format!("config {}", JAILS.join(" "));
    let Some(test) = without_system_configuration(&words) else {
        return;
    };
    let outcome = test.any_stdout().run();
    for jail in JAILS {
        assert!(outcome.stdout.contains(&format!("\n[{jail}]\n")), "{jail}");
    }
    assert!(outcome.stdout.contains("\nfilter.d/sshd.conf:"));
}

/// The embedded files as they stand in the repository, by their paths below
/// the base folder.
fn embedded_files() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![(
        "fail2ban.conf".to_owned(),
        root.join("src/config/shipped/fail2ban.conf"),
    )];
    for folder in ["filter.d", "action.d", "jail.d"] {
        for entry in fs::read_dir(root.join(folder)).expect("it is in the repository") {
            let path = entry.expect("it can be listed").path();
            let name = path.file_name().expect("it has one").to_string_lossy();
            files.push((format!("{folder}/{name}"), path.clone()));
        }
    }
    files.sort();
    files
}

/// All files below a folder, by their paths below it.
fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("it was listed") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(folder).expect("it is below");
                found.push(inside.display().to_string());
            }
        }
    }
    found.sort();
    found
}

fn exported() -> Test {
    let test = Test::new().args("config --export out").any_stdout();
    let outcome = test.run();
    let mut told: Vec<&str> = outcome.stdout.lines().collect();
    told.sort_unstable();
    let expected: Vec<String> = embedded_files()
        .into_iter()
        .map(|(name, _)| format!("out/{name}"))
        .collect();
    pretty_assertions::assert_eq!(told, expected);
    test
}

#[test]
fn exported_files_are_the_embedded_ones() {
    let test = exported();
    let names: Vec<String> = embedded_files().into_iter().map(|(name, _)| name).collect();
    pretty_assertions::assert_eq!(files_below(&test.path("out")), names);
    for (name, source) in embedded_files() {
        let written = fs::read(test.path("out").join(&name)).expect("it was written");
        assert!(written == fs::read(source).expect("it is there"), "{name}");
    }
}

#[test]
fn exported_files_load() {
    let outcome = exported().args("client -c out -d").any_stdout().run();
    assert!(!outcome.stdout.contains("config-error"));
    exported()
        .args("client -c out -t")
        .stdout("OK: configuration test is successful\n")
        .run();
}

/// The journal in place of log files, which a machine may or may not have.
#[test]
fn with_every_jail_enabled_there_is_no_finding() {
    exported()
        .file(
            "out/jail.local",
            "[DEFAULT]\nenabled = true\nbackend = systemd\n",
        )
        .args("client -c out -t")
        .stdout("OK: configuration test is successful\n")
        .run();
    let outcome = exported()
        .file(
            "out/jail.local",
            "[DEFAULT]\nenabled = true\nbackend = systemd\naction = %(action_mwl)s\n",
        )
        .args("client -c out -d -t")
        .any_stdout()
        .run();
    for jail in JAILS {
        let start = format!("\n['start', '{jail}']\n");
        assert!(outcome.stdout.contains(&start), "{jail}");
    }
}

#[test]
fn nothing_is_overwritten() {
    let test = Test::new()
        .file("out/filter.d/sshd.conf", "mine\n")
        .args("config --export out")
        .stderr(
            "gaoler config: out: `out/filter.d/sshd.conf` exists already; nothing was written\n",
        )
        .code(2);
    test.run();
    assert_eq!(files_below(&test.path("out")), ["filter.d/sshd.conf"]);
    let text = fs::read_to_string(test.path("out/filter.d/sshd.conf"));
    assert_eq!(text.expect("it is still there"), "mine\n");
}

/// Not even through a link that leads nowhere yet.
#[test]
fn a_dangling_link_is_not_written_through() {
    let test = Test::new()
        .prepare(|dir| fs::create_dir(dir.join("out")).expect("it is new"))
        .link("out/fail2ban.conf", "../elsewhere")
        .args("config --export out")
        .stderr("gaoler config: out: `out/fail2ban.conf` exists already; nothing was written\n")
        .code(2);
    test.run();
    assert!(!test.path("elsewhere").exists());
}

#[test]
fn a_folder_that_cannot_be_made() {
    let outcome = Test::new()
        .file("out", "a file\n")
        .args("config --export out")
        .any_stderr()
        .code(2)
        .run();
    let stderr = &outcome.stderr;
    assert!(stderr.starts_with("gaoler config: out: "), "{stderr}");
}

#[test]
fn export_stands_alone() {
    for words in ["config --export out sshd", "config --export out -c etc"] {
        let outcome = Test::new().args(words).any_stderr().code(3).run();
        assert!(
            outcome.stderr.contains("cannot be used with"),
            "{}",
            outcome.stderr
        );
    }
}
