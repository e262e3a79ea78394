//! Files that no one should have: broken, endless, huge, or no files at all.
//!
//! Each is the filter `evil` of a jail `bad` beside the jail `good`, or stands
//! in `bad` itself. Whatever it is, every program ends by itself within its
//! time and memory, says what is wrong, where, and what to do, and the jail
//! `good` is there.

mod files;
mod huge;
mod includes;
mod jail;
mod lines;
mod values;

use crate::test::{Outcome, Test};

const EVIL: &str = "etc/filter.d/evil.conf";

/// Two jails; the filter of `bad` is still to be written.
fn jails() -> Test {
    Test::healthy().append("etc/jail.conf", "[bad]\nenabled = true\nfilter = evil\n")
}

/// Two jails with this filter for `bad`.
fn evil(filter: impl AsRef<[u8]>) -> Test {
    jails().bytes(EVIL, filter.as_ref())
}

/// Two jails with good filters, and these lines in `bad`, from line 10 on.
fn bad(lines: &str) -> Test {
    Test::healthy().append(
        "etc/jail.conf",
        &format!("[bad]\nenabled = true\nfilter = plain\n{lines}"),
    )
}

/// What the programs say about `bad`.
struct Said {
    config: Outcome,
    server: Outcome,
    test: Outcome,
}

fn ask(test: Test) -> Said {
    let test = test.args("config -c etc");
    let config = test.outcome();
    let test = test.args("server -c etc -d");
    let server = test.outcome();
    let test = test.args("client -c etc -t");
    let said = Said {
        config,
        server,
        test: test.outcome(),
    };
    let (shown, dumped) = (&said.config.stdout, &said.server.stdout);
    assert!(shown.contains("\n[good]\n"), "{}", said.config.stderr);
    assert!(
        dumped.contains("\n['start', 'good']\n"),
        "{}",
        said.server.stderr
    );
    said
}

/// The jail is left out and `good` is not. The finding is drawn whole, except
/// where it ends in `…`.
#[track_caller]
fn broken(test: Test, finding: &str) {
    let Said {
        config,
        server,
        test,
    } = ask(test);
    let (finding, is_whole) = match finding.strip_suffix('…') {
        Some(start) => (start, false),
        None => (finding, true),
    };
    let left_out = "jail `bad` is left out, see above\n";
    if is_whole {
        pretty_assertions::assert_eq!(config.stderr, format!("{finding}{left_out}"));
    }
    for (program, outcome) in [("config", &config), ("server", &server), ("test", &test)] {
        let stderr = &outcome.stderr;
        assert!(stderr.starts_with(finding), "{program}: {}", start(stderr));
        assert!(stderr.contains(" = help: "), "{program}: {}", start(stderr));
    }
    assert!(config.stderr.ends_with(left_out));
    assert!(!config.stdout.contains("\n[bad]\n"));
    assert_eq!(config.code, 1);
    assert!(
        server
            .stderr
            .ends_with("ERROR   Errors in jail 'bad'. Skipping...\n"),
        "{}",
        start(&server.stderr)
    );
    assert!(!server.stdout.contains("['start', 'bad']"));
    let skipped = "skipped, because of wrong configuration: ";
    assert!(server.stdout.contains(skipped));
    assert_eq!(server.code, 0);
    assert_eq!(test.stdout, "ERROR: test configuration failed\n");
    assert_eq!(test.code, 255);
}

/// The jail can be used, and the test says this.
#[track_caller]
fn usable(test: Test, findings: &str) {
    let Said {
        config,
        server,
        test,
    } = ask(test);
    assert!(config.stdout.contains("\n[bad]\n"), "{}", config.stderr);
    assert_eq!((&*config.stderr, config.code), ("", 0));
    assert!(
        server.stdout.contains("\n['start', 'bad']\n"),
        "{}",
        server.stderr
    );
    assert_eq!(server.code, 0);
    match findings.strip_suffix('…') {
        Some(begin) => assert!(test.stderr.starts_with(begin), "{}", start(&test.stderr)),
        None => pretty_assertions::assert_eq!(test.stderr, findings),
    }
    assert_eq!(test.stdout, "OK: configuration test is successful\n");
    assert_eq!(test.code, 0);
}

/// A fault in `jail.conf` itself leaves no jail at all.
#[track_caller]
fn nothing_left(test: Test, finding: &str) {
    let test = test.args("config -c etc");
    let config = test.outcome();
    pretty_assertions::assert_eq!(config.stderr, finding);
    assert_eq!((&*config.stdout, config.code), ("", 2));
    let mut test = test;
    for words in ["server -c etc -d", "client -c etc -d", "client -c etc -t"] {
        test = test.args(words);
        let outcome = test.outcome();
        assert!(outcome.stderr.starts_with(finding), "{}", outcome.stderr);
        assert_eq!(outcome.code, 255);
    }
}

/// The first part of a text that may be very long.
fn start(text: &str) -> &str {
    &text[..text.floor_char_boundary(2_000)]
}

const FILTER_PLACE: &str = "\
error[C010]: Unable to read the filter 'evil'
 --> etc/jail.conf:9:10
  |
9 | filter = evil
  |          ^^^^
  |
";

/// The filter is there, but cannot be read for this reason.
fn unreadable(reason: &str, help: &str) -> String {
    format!(
        "{FILTER_PLACE}  = help: its files below filter.d cannot be read, see there
error[I001]: `{EVIL}` cannot be read: {reason}
 |
 = help: {help}
"
    )
}
