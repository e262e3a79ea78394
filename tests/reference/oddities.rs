//! Base directories that a repository cannot hold well: folders, links and odd bytes in
//! place of files, absolute includes.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::compare::{compare, report};
use crate::package::Package;
use crate::parallel;
use crate::rows::{Reading, Row};
use crate::trees::{self, Tree};
use crate::ways::EACH;

/// A base directory in which everything is fine.
fn sound() -> Tree {
    let mut tree = Tree::default();
    tree.add(
        "fail2ban.conf",
        "[Definition]\nloglevel = INFO\nallowipv6 = auto\n",
    );
    tree.add("jail.conf", "[j]\nenabled = true\nfilter = f\naction = a\n");
    tree.add("filter.d/f.conf", "[Definition]\nfailregex = ^x <HOST>$\n");
    tree.add("action.d/a.conf", "[Definition]\nactionban = b <ip>\n");
    tree
}

/// A case: what is done to the sound base directory, and the rows that it meets.
struct Oddity(&'static str, fn(&Path), &'static [Row]);

const BAD_FILTER: Row = Row::V30(Reading::PartOf {
    jail: "j",
    reason: "Unable to read the filter 'f'",
});
const BAD_ACTION: Row = Row::V30(Reading::PartOf {
    jail: "j",
    reason: "Unable to read action 'a'",
});
const BAD_BASE: Row = Row::V30(Reading::Base);

const ODDITIES: &[Oddity] = &[
    Oddity(
        "no base directory",
        |base| fs::remove_dir_all(base).expect("it is there"),
        &[],
    ),
    Oddity(
        "no files at all",
        |base| {
            fs::remove_dir_all(base)
                .and_then(|()| fs::create_dir(base))
                .expect("it is there");
        },
        &[Row::V29],
    ),
    Oddity(
        "no fail2ban.conf",
        |base| remove(base, "fail2ban.conf"),
        &[Row::V29],
    ),
    Oddity(
        "no jail.conf",
        |base| remove(base, "jail.conf"),
        &[Row::V29],
    ),
    Oddity(
        "only jail.local",
        |base| {
            fs::rename(base.join("jail.conf"), base.join("jail.local")).expect("it is there");
        },
        &[],
    ),
    Oddity(
        "empty files",
        |base| {
            for file in ["fail2ban.conf", "jail.conf"] {
                write(base, file, "");
            }
        },
        &[],
    ),
    Oddity(
        "folder as jail.conf",
        |base| folder(base, "jail.conf"),
        &[BAD_BASE],
    ),
    Oddity(
        "folder as jail.local",
        |base| folder(base, "jail.local"),
        &[BAD_BASE],
    ),
    Oddity(
        "folder as fail2ban.local",
        |base| folder(base, "fail2ban.local"),
        &[BAD_BASE],
    ),
    Oddity(
        "folder in jail.d",
        |base| folder(base, "jail.d/x.conf"),
        &[BAD_BASE],
    ),
    Oddity(
        "folder as filter",
        |base| folder(base, "filter.d/f.conf"),
        &[],
    ),
    Oddity(
        "folder as filter.local",
        |base| folder(base, "filter.d/f.local"),
        &[BAD_FILTER],
    ),
    Oddity(
        "folder as action.local",
        |base| folder(base, "action.d/a.local"),
        &[BAD_ACTION],
    ),
    Oddity(
        "file as jail.d",
        |base| write(base, "jail.d", "[j]\nmaxretry = 1\n"),
        &[],
    ),
    Oddity(
        "link as jail.d",
        |base| {
            write(base, "elsewhere/x.conf", "[j]\nmaxretry = 1\n");
            symlink("elsewhere", base.join("jail.d")).expect("links work");
        },
        &[],
    ),
    Oddity(
        "bad bytes in jail.local",
        |base| write(base, "jail.local", b"[j]\n# \xff\n"),
        &[BAD_BASE],
    ),
    Oddity(
        "bad bytes in jail.conf",
        |base| write(base, "jail.conf", b"[j]\n# \xff\n"),
        &[BAD_BASE],
    ),
    Oddity(
        "bad bytes in a filter",
        |base| write(base, "filter.d/f.conf", b"# \xc3\x28\n"),
        &[],
    ),
    Oddity(
        "bad bytes in filter.local",
        |base| write(base, "filter.d/f.local", b"# \xe2\x82\n"),
        &[BAD_FILTER],
    ),
    Oddity(
        "byte order mark in jail.conf",
        |base| mark(base, "jail.conf"),
        &[],
    ),
    Oddity(
        "byte order mark in fail2ban.conf",
        |base| mark(base, "fail2ban.conf"),
        &[],
    ),
    Oddity(
        "byte order mark in a filter",
        |base| mark(base, "filter.d/f.conf"),
        &[],
    ),
    Oddity(
        "byte order mark in an action",
        |base| mark(base, "action.d/a.conf"),
        &[],
    ),
    Oddity(
        "dangling jail.local",
        |base| link(base, "nowhere", "jail.local"),
        &[],
    ),
    Oddity(
        "dangling file in jail.d",
        |base| {
            fs::create_dir(base.join("jail.d")).expect("it is new");
            link(base, "nowhere", "jail.d/x.conf");
        },
        &[],
    ),
    Oddity(
        "dangling filter",
        |base| {
            remove(base, "filter.d/f.conf");
            link(base, "nowhere", "filter.d/f.conf");
        },
        &[],
    ),
    Oddity(
        "jail.local linked to itself",
        |base| link(base, "jail.local", "jail.local"),
        &[],
    ),
    Oddity(
        "zero bytes and control characters",
        |base| {
            write(
                base,
                "jail.local",
                "[j]\nignorecommand = a\0b\x01\x1b\x7f\u{9f}\u{600}\u{e000}\u{fffe}\u{10ffff}\n",
            );
        },
        &[],
    ),
    Oddity(
        "information separators",
        |base| {
            write(
                base,
                "jail.local",
                "[j]\nignorecommand = a\n\x1cb\x1d\n\x1fc\n\u{3000}d\nusedns\x1e=\x1eno\n",
            );
        },
        &[],
    ),
    Oddity(
        "lone carriage returns",
        |base| write(base, "jail.local", "[j]\rmaxretry=7\rfindtime=9\r"),
        &[],
    ),
    Oddity(
        "doubled carriage returns",
        |base| write(base, "jail.local", "[j]\r\r\nmaxretry=7\r\r\nusedns=no"),
        &[],
    ),
    Oddity(
        "absolute includes",
        |base| {
            let place = base.display();
            let text = format!(
                "[INCLUDES]\nbefore = {place}/parts/first.conf\n    {place}/missing.conf\nafter = {place}/parts/last.conf\n"
            );
            write(base, "jail.local", text);
            write(
                base,
                "parts/first.conf",
                "[j]\nmaxretry = 1\nfindtime = 1\n",
            );
            write(base, "parts/first.local", "[j]\nfindtime = 2\n");
            write(
                base,
                "parts/last.conf",
                "[INCLUDES]\nbefore = first.conf\n[j]\nmaxretry = 3\n",
            );
        },
        &[],
    ),
    Oddity(
        "folder as an include",
        |base| {
            write(
                base,
                "jail.local",
                "[INCLUDES]\nbefore = parts\n    empty.conf\n[j]\nmaxretry = 2\n",
            );
            folder(base, "parts");
            write(base, "empty.conf", "");
        },
        &[],
    ),
    Oddity(
        "a thousand lines",
        |base| {
            let lines: String = (0..1000)
                .map(|n| format!("    ^line {n} <HOST>$\n"))
                .collect();
            write(
                base,
                "filter.d/f.local",
                format!("[Definition]\nfailregex =\n{lines}"),
            );
        },
        &[],
    ),
];

fn write(base: &Path, path: &str, text: impl AsRef<[u8]>) {
    trees::write(&base.join(path), text);
}

fn remove(base: &Path, path: &str) {
    fs::remove_file(base.join(path)).expect("it is there");
}

fn folder(base: &Path, path: &str) {
    // The file that the folder replaces may be there or not.
    let _ = fs::remove_file(base.join(path));
    fs::create_dir_all(base.join(path)).expect("it is new");
}

fn link(base: &Path, to: &str, path: &str) {
    symlink(to, base.join(path)).expect("links work");
}

/// Puts a byte order mark in front of a file.
fn mark(base: &Path, path: &str) {
    let text = fs::read_to_string(base.join(path)).expect("it is there");
    write(base, path, format!("\u{feff}{text}"));
}

#[test]
fn every_oddity() {
    let Some(package) = Package::get("odd base directories") else {
        return;
    };
    let results = parallel::each(ODDITIES, |Oddity(name, make, rows)| {
        let scratch = trees::scratch();
        let base = scratch.path().join("base");
        sound().write(&base);
        make(&base);
        compare(package, name, &base, rows, EACH)
    });
    let differences: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    report(&differences);
}
