//! Files as large as they may be, and larger.

use super::{EVIL, bad, broken, evil, jails, unreadable, usable};
use std::fs::File;

#[test]
fn a_file_of_a_hundred_megabytes() {
    let too_large = unreadable(
        "it is larger than 4 MiB",
        "a configuration file is rarely above 1 MB; is it the right one?",
    );
    broken(
        jails().prepare(|dir| {
            let file = File::create(dir.join(EVIL)).expect("it can be written");
            file.set_len(100 << 20).expect("it can be sparse");
        }),
        &too_large,
    );
    broken(
        evil(format!(
            "[Definition]\nfailregex = {}\n",
            "x".repeat(50_000_000)
        )),
        &too_large,
    );
}

/// As large as a file may be, and of all that costs most.
#[test]
fn files_at_the_limit() {
    let full = |line: &str| line.repeat(((4 << 20) - 100) / line.len());
    usable(
        evil(format!("[Definition]\nfailregex = {}\n", full("x"))),
        "",
    );
    usable(
        evil(format!("[Definition]\nfailregex = x\n{}", full(" y\n"))),
        "",
    );
    usable(
        evil(format!("[Definition]\nfailregex = x\n{}", full("\n"))),
        "",
    );
    broken(
        evil(format!("[Definition]\n{}", full("x\n"))),
        "error[I004]: this line is neither `[section]` nor `option = value`\n  --> etc/filter.d/evil.conf:2:1\n…",
    );
    broken(
        evil(full("x")),
        "error[I003]: this line stands before the first `[section]`\n --> etc/filter.d/evil.conf:1:1\n…",
    );
}

#[test]
fn a_key_of_a_megabyte() {
    let key = "k".repeat(1_000_000);
    usable(
        evil(format!("[Definition]\nfailregex = ^x <HOST>$\n{key} = 1\n")),
        "warning[C002]: unknown option `kkkk…",
    );
    broken(
        evil(format!("[Definition]\nfailregex = %({key})s\n")),
        "error[I020]: `%(kkkk…",
    );
}

#[test]
fn a_hundred_thousand_sections() {
    let sections: String = (0..100_000).map(|n| format!("[s{n}]\n")).collect();
    let mut filter = "[Definition]\nfailregex = ^x <HOST>$\n".to_owned();
    filter.push_str(&sections);
    usable(
        evil(filter),
        "\
warning[C003]: nothing reads section `[s0]`
 --> etc/filter.d/evil.conf:3:2
  |
3 | [s0]
  |  ^^
  |
  = help: remove it, or correct its name
…",
    );
    // Jails that are not enabled.
    usable(bad(&sections), "");
}

#[test]
fn a_hundred_thousand_options() {
    let options: String = (0..100_000).map(|n| format!("o{n} = x\n")).collect();
    usable(
        evil(format!("[Definition]\nfailregex = ^x <HOST>$\n{options}")),
        "warning[C002]: unknown option `o0` in section `[Definition]`\n --> etc/filter.d/evil.conf:3:1\n…",
    );
}
