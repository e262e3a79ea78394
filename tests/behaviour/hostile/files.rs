//! Files that are no files, or may not be read.

use super::{EVIL, FILTER_PLACE, broken, evil, jails, nothing_left, unreadable};
use crate::test::Test;
use std::fs;
use std::path::Path;

#[test]
fn a_folder_in_place_of_a_file() {
    broken(
        jails().prepare(|dir| fs::create_dir(dir.join(EVIL)).expect("it is new")),
        &unreadable("it is a directory", "put a plain file in its place"),
    );
    nothing_left(
        Test::healthy().prepare(|dir| {
            fs::create_dir(dir.join("etc/jail.local")).expect("it is new");
        }),
        "\
error[I001]: `etc/jail.local` cannot be read: it is a directory
 |
 = help: put a plain file in its place
",
    );
}

#[test]
fn a_device_in_place_of_a_file() {
    let special = unreadable(
        "it is a FIFO, socket or device",
        "put a plain file in its place",
    );
    broken(
        jails().prepare(|dir| {
            let status = std::process::Command::new("mkfifo")
                .arg(dir.join(EVIL))
                .status();
            assert!(status.is_ok_and(|status| status.success()));
        }),
        &special,
    );
    broken(jails().link(EVIL, "/dev/zero"), &special);
    broken(jails().link(EVIL, "/dev/null"), &special);
    let mut listener = None;
    let test = jails().prepare(|dir| {
        let socket = std::os::unix::net::UnixListener::bind(dir.join(EVIL));
        listener = Some(socket.expect("the path is short enough"));
    });
    broken(test, &special);
}

#[test]
fn links_that_lead_nowhere() {
    let finding =
        format!("{FILTER_PLACE}  = help: {EVIL} is a link to a file that does not exist\n");
    broken(jails().link(EVIL, "nowhere.conf"), &finding);
    broken(jails().link(EVIL, "evil.conf"), &finding);
    broken(
        jails()
            .link(EVIL, "live.conf")
            .link("etc/filter.d/live.conf", "evil.conf"),
        &finding,
    );
}

/// Only root may give its rights up; for other users this is like any other
/// file without permission.
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let is_root =
        fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    let test = evil("[Definition]\nfailregex = ^x <HOST>$\n").prepare(|dir| {
        set(dir, 0o755);
        set(&dir.join(EVIL), 0);
    });
    let expected = unreadable(
        "Permission denied (os error 13)",
        "check its permissions and those of the folders above it",
    );
    if !is_root {
        broken(test, &expected);
        return;
    }
    let gaoler = env!("CARGO_BIN_EXE_gaoler");
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    let may_run = std::process::Command::new("setpriv")
        .args(nobody)
        .args([gaoler, "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !may_run {
        eprintln!("left out: gaoler cannot be run as another user");
        return;
    }
    let mut test = test.program("setpriv").args(&nobody.join(" ")).arg(gaoler);
    for word in ["config", "-c", "etc"] {
        test = test.arg(word);
    }
    let outcome = test
        .stderr(expected + "jail `bad` is left out, see above\n")
        .any_stdout()
        .code(1)
        .run();
    assert!(outcome.stdout.contains("\n[good]\n"));
}
