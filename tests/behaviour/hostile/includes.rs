//! Includes that lead nowhere, in circles or to too many files.

use super::{broken, evil, nothing_left, usable};
use crate::test::Test;
use std::fs;

#[test]
fn a_missing_include() {
    usable(
        evil("[INCLUDES]\nbefore = none.conf\n[Definition]\nfailregex = ^x <HOST>$\n"),
        "\
warning[I007]: the included file `etc/filter.d/none.conf` does not exist
 --> etc/filter.d/evil.conf:2:10
  |
2 | before = none.conf
  |          ^^^^^^^^^
  |
  = help: entries are relative to the folder of the file they stand in, and have their extension
",
    );
}

#[test]
fn a_file_that_includes_itself() {
    usable(
        evil("[INCLUDES]\nafter = evil.conf\n[Definition]\nfailregex = ^x <HOST>$\n"),
        "\
warning[I008]: `etc/filter.d/evil.conf` includes itself; this inclusion is skipped
 --> etc/filter.d/evil.conf:2:9
  |
2 | after = evil.conf
  |         ^^^^^^^^^
  |
  = help: take the entry out of `before` or `after`
",
    );
}

const ENDLESS: &str = "  = help: a file must not include itself through `..`, and a `.local` file not its own `.conf`, which is read before it anyway\n";

#[test]
fn a_file_that_includes_itself_by_another_path() {
    broken(
        evil("[INCLUDES]\nbefore = ../filter.d/evil.conf\n[Definition]\nfailregex = ^x <HOST>$\n"),
        &format!(
            "\
error[I008]: inclusion has no end
 --> etc/filter.d/evil.conf:2:10
  |
2 | before = ../filter.d/evil.conf
  |          ^^^^^^^^^^^^^^^^^^^^^
  |
{ENDLESS}"
        ),
    );
}

/// The place is where the circle begins, not where it is entered.
#[test]
fn files_that_include_each_other_by_another_path() {
    broken(
        evil("[INCLUDES]\nbefore = one.conf\n[Definition]\nfailregex = ^x <HOST>$\n")
            .file("etc/filter.d/one.conf", "[INCLUDES]\nafter = ./two.conf\n")
            .file(
                "etc/filter.d/two.conf",
                "[INCLUDES]\nafter = ../filter.d/one.conf\n",
            ),
        &format!(
            "\
error[I008]: inclusion has no end
 --> etc/filter.d/one.conf:2:9
  |
2 | after = ./two.conf
  |         ^^^^^^^^^^
  |
{ENDLESS}"
        ),
    );
}

#[test]
fn a_jail_local_that_includes_jail_conf() {
    nothing_left(
        Test::healthy().file(
            "etc/jail.local",
            "[INCLUDES]\nbefore = jail.conf\n[good]\nmaxretry = 2\n",
        ),
        &format!(
            "\
error[I008]: inclusion has no end
 --> etc/jail.local:2:10
  |
2 | before = jail.conf
  |          ^^^^^^^^^
  |
{ENDLESS}"
        ),
    );
}

#[test]
fn includes_that_double_at_each_level() {
    let mut test = evil("[INCLUDES]\nbefore = l0.conf\n[Definition]\nfailregex = ^x <HOST>$\n");
    for level in 0..30 {
        let next = level + 1;
        test = test.file(
            &format!("etc/filter.d/l{level}.conf"),
            &format!("[INCLUDES]\nbefore = l{next}.conf\n  ./l{next}.conf\n"),
        );
    }
    broken(
        test,
        "error[I008]: more than 10000 files are included\n --> etc/filter.d/…",
    );
}

#[test]
fn ten_thousand_includes_in_one_file() {
    let names: String = (0..10_000).map(|n| format!("  i/{n}.conf\n")).collect();
    let filter = format!("[INCLUDES]\nbefore =\n{names}[Definition]\nfailregex = <last> <HOST>\n");
    usable(
        evil(&filter).prepare(|dir| {
            let folder = dir.join("etc/filter.d/i");
            fs::create_dir(&folder).expect("it is new");
            for n in 0..10_000 {
                let text = format!("[Definition]\nlast = {n}\n");
                fs::write(folder.join(format!("{n}.conf")), text).expect("it can be written");
            }
        }),
        "",
    );
    usable(
        evil(filter.replace("<last>", "^x")),
        "\
warning[I007]: the included file `etc/filter.d/i/0.conf` does not exist
 --> etc/filter.d/evil.conf:3:3
  |
3 |   i/0.conf
  |   ^^^^^^^^
  |
…",
    );
}
