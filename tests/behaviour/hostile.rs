//! Files that no one should have: broken, endless, huge, or no files at all.
//!
//! Each is the filter `evil` of a jail `bad` beside the jail `good`, or stands
//! in `bad` itself. Whatever it is, every program ends by itself within its
//! time and memory, says what is wrong, where, and what to do, and the jail
//! `good` is there.

use crate::limits::Limits;
use crate::test::{Outcome, Test};
use std::fs::{self, File};
use std::path::Path;

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

// Includes.

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

// Variables and tags.

#[test]
fn a_variable_that_is_not_there() {
    broken(
        evil("[Definition]\nfailregex = ^x %(hots)s$\nhost = <HOST>\n"),
        "\
error[I020]: `%(hots)s` in `failregex` of `[Definition]` names no option of this section or `[DEFAULT]`
 --> etc/filter.d/evil.conf:2:16
  |
2 | failregex = ^x %(hots)s$
  |                ^^^^^^^^
  |
  = help: did you mean `%(host)s`?
",
    );
}

#[test]
fn variables_that_lead_back() {
    broken(
        bad("findtime = %(a)s\na = 1%(b)s\nb = %(a)s\n"),
        "\
error[I021]: variables in `findtime` of `[bad]` nest more than 10 deep
  --> etc/jail.conf:12:5
   |
12 | b = %(a)s
   |     ^^^^^
   |
   = help: look for an option that refers to itself, also by way of others or of `known/`
",
    );
}

#[test]
fn a_percent_sign_alone() {
    broken(
        evil("[Definition]\nfailregex = ^100% <HOST>$\n"),
        "\
error[I022]: a single `%` in `failregex` of `[Definition]`
 --> etc/filter.d/evil.conf:2:17
  |
2 | failregex = ^100% <HOST>$
  |                 ^
  |
  = help: write `%%` for a percent sign
",
    );
    broken(
        evil("[Definition]\nfailregex = %(host <HOST>$\n"),
        "\
error[I022]: `%(` in `failregex` of `[Definition]` has no name with `)s` behind it
 --> etc/filter.d/evil.conf:2:13
  |
2 | failregex = %(host <HOST>$
  |             ^^
  |
  = help: write `%(name)s` for a variable, `%%(` for a percent sign and a bracket
",
    );
}

/// `levels` options that each stand for the next one twenty times.
fn bomb(levels: usize, refer: impl Fn(usize) -> String) -> String {
    let mut text = format!("[Definition]\nfailregex = {}\n", refer(0));
    for level in 0..levels {
        text.push_str(&format!("v{level} = {}\n", refer(level + 1).repeat(20)));
    }
    text + &format!("v{levels} = xxxxxxxxxx\n")
}

#[test]
fn variables_that_grow_exponentially() {
    broken(
        evil(bomb(9, |level| format!("%(v{level})s"))),
        "error[I023]: `failregex` of `[Definition]` grows too large\n  --> etc/filter.d/evil.conf:11:…",
    );
    broken(
        bad(&format!(
            "{}findtime = %(v0)s\n",
            bomb(8, |level| format!("%(v{level})s")).replace("[Definition]\nfailregex", "bantime")
        )),
        "error[I023]: `findtime` of `[bad]` grows too large\n  --> etc/jail.conf:…",
    );
}

#[test]
fn tags_that_grow_exponentially() {
    broken(
        evil(bomb(30, |level| format!("<v{level}>"))),
        "error[I023]: `failregex` grows too large while its tags are put in\n --> etc/filter.d/evil.conf:…",
    );
}

/// A megabyte that a thousand options stand for.
#[test]
fn a_long_value_many_times() {
    let options = |reference: &str| -> String {
        let lines = (0..1_000).map(|n| format!("o{n} = {reference}\n"));
        lines.collect()
    };
    let long = "x".repeat(1_000_000);
    broken(
        evil(format!(
            "[Definition]\nfailregex = x\nv = {long}\n{}",
            options("%(v)s")
        )),
        "error[I023]: the values up to `o15` are too large together\n --> etc/filter.d/evil.conf:3:5\n…",
    );
    broken(
        evil(format!(
            "[Definition]\nfailregex = x\n[Init]\nv = {long}\n{}",
            options("%(v)s")
        )),
        "error[I023]: the values up to `o15` are too large together\n --> etc/filter.d/evil.conf:4:5\n…",
    );
    broken(
        evil(format!(
            "[Definition]\nfailregex = x\nv = {long}\n{}",
            options("<v>")
        )),
        "error[I023]: `o16` grows too large while its tags are put in\n  --> etc/filter.d/evil.conf:20:7\n…",
    );
}

/// Each tag that is put in copies the whole value.
#[test]
fn many_tags_in_a_long_value() {
    let tags: String = (0..20_000).map(|n| format!("<o{n}>")).collect();
    let options: String = (0..20_000).map(|n| format!("o{n} = y\n")).collect();
    broken(
        evil(format!(
            "[Definition]\nfailregex = {}{tags}\n{options}",
            "x".repeat(3_000_000)
        )),
        "error[I023]: `failregex` grows too large while its tags are put in\n --> etc/filter.d/evil.conf:2:…",
    );
}

#[test]
fn ten_thousand_levels_of_tags() {
    let mut text = "[Definition]\nfailregex = <v0>\n".to_owned();
    for level in 0..10_000 {
        text.push_str(&format!("v{level} = <v{}>\n", level + 1));
    }
    broken(
        evil(text + "v10000 = x\n"),
        "error[I023]: `v9` grows too large while its tags are put in\n  --> etc/filter.d/evil.conf:…",
    );
    let nested = format!("{}{}", "<a".repeat(10_000), ">".repeat(10_000));
    usable(evil(format!("[Definition]\nfailregex = {nested}\n")), "");
    usable(
        evil(format!(
            "[Definition]\nfailregex = {}\n",
            "<".repeat(1_000_000)
        )),
        "",
    );
}

#[test]
fn tags_that_lead_back() {
    broken(
        evil("[Definition]\nfailregex = ^<a> <HOST>$\na = <b>\nb = x<a>\n"),
        "\
error[C014]: `<a>` in `failregex` leads back to itself
 --> etc/filter.d/evil.conf:4:6
  |
4 | b = x<a>
  |      ^^^
  |
  = help: break the circle; `<known/name>` means the value that `[Init]` gives
",
    );
}

// Lines.

#[test]
fn a_section_without_its_bracket() {
    broken(
        evil("[Definition\nfailregex = ^x <HOST>$\n"),
        "\
error[I003]: this line is no complete `[section]`
 --> etc/filter.d/evil.conf:1:1
  |
1 | [Definition
  | ^^^^^^^^^^^
  |
  = help: write the name between `[` and `]`
",
    );
    broken(
        evil("[Definition]\nfailregex = ^x <HOST>$\n[Init\n"),
        "\
error[I004]: this line is no complete `[section]`
 --> etc/filter.d/evil.conf:3:1
  |
3 | [Init
  | ^^^^^
  |
  = help: write the name between `[` and `]`
",
    );
    nothing_left(
        Test::healthy().append("etc/jail.conf", "[other\n"),
        "\
error[I004]: this line is no complete `[section]`
 --> etc/jail.conf:7:1
  |
7 | [other
  | ^^^^^^
  |
  = help: write the name between `[` and `]`
",
    );
}

#[test]
fn a_line_before_any_section() {
    let finding = "\
error[I003]: this line stands before the first `[section]`
 --> etc/filter.d/evil.conf:2:1
  |
2 | failregex = ^x <HOST>$
  | ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: put a header such as `[DEFAULT]` or `[Definition]` above it
";
    broken(
        evil("# evil\nfailregex = ^x <HOST>$\n[Definition]\n"),
        finding,
    );
    nothing_left(
        Test::healthy().file("etc/jail.d/a.conf", "enabled = true\n"),
        &finding
            .replace("filter.d/evil.conf:2", "jail.d/a.conf:1")
            .replace("2 | failregex = ^x <HOST>$", "1 | enabled = true")
            .replace(&"^".repeat(22), &"^".repeat(14)),
    );
}

#[test]
fn a_byte_order_mark() {
    broken(
        evil("\u{feff}[Definition]\nfailregex = ^x <HOST>$\n"),
        "\
error[I003]: the file begins with a byte order mark, which hides its first line
 --> etc/filter.d/evil.conf:1:1
  |
1 | \u{feff}[Definition]
  | ^^^^^^^^^^^^
  |
  = help: save the file as UTF-8 without BOM
",
    );
}

#[test]
fn bytes_that_are_no_utf8() {
    let case = |bytes: &[u8], byte: &str, reason: &str| {
        let filter = [b"[Definition]\nfailregex = \xc3\xa4", bytes, b"\n"].concat();
        let shown = String::from_utf8_lossy(bytes).into_owned();
        broken(
            evil(filter),
            &format!(
                "{FILTER_PLACE}  = help: its files below filter.d cannot be read, see there
error[I002]: byte {byte} is no UTF-8 ({reason}); the file is not used
 --> etc/filter.d/evil.conf:2:14
  |
2 | failregex = ä{shown}
  |              ^
  |
  = help: convert the file, for example with `iconv -f latin1 -t utf-8`
"
            ),
        );
    };
    case(b"\xff", "0xff", "invalid start byte");
    case(b"\xe4x", "0xe4", "invalid continuation byte");
}

#[test]
fn bytes_that_are_no_text() {
    usable(
        evil("[Definition]\nfailregex = ^x\0 <HOST>$\n"),
        "\
warning[I010]: control character U+0000
 --> etc/filter.d/evil.conf:2:15
  |
2 | failregex = ^x␀ <HOST>$
  |               ^
  |
  = help: remove it; was the file damaged?
",
    );
    usable(evil("[Definition]\r\nfailregex = ^x <HOST>$\r\n"), "");
    usable(evil("[Definition]\rfailregex = ^x <HOST>$\r"), "");
    broken(
        evil(vec![0; 1_000_000]),
        "error[I003]: this line stands before the first `[section]`\n --> etc/filter.d/evil.conf:1:1\n…",
    );
}

// Options of a jail.

const LIST: &str = "   = help: the form is `name[option=value, other=\"a, b\"]`; nothing may stand between a closing quote and the next `,` or `]`\n";

#[test]
fn an_option_list_without_its_bracket() {
    broken(
        bad("action = note[name=x\n"),
        &format!(
            "\
error[C009]: Invalid action definition 'note[name=x': unexpected option syntax
  --> etc/jail.conf:10:14
   |
10 | action = note[name=x
   |              ^^^^^^^
   |
{LIST}"
        ),
    );
    broken(
        Test::healthy().append(
            "etc/jail.conf",
            "[bad]\nenabled = true\n\nfilter = plain[a=1, b=\"2\" ]\n",
        ),
        &format!(
            "\
error[C009]: Invalid filter definition 'plain[a=1, b=\"2\" ]': unexpected syntax at 10 after option 'b':  
  --> etc/jail.conf:10:26
   |
10 | filter = plain[a=1, b=\"2\" ]
   |                          ^
   |
{LIST}"
        ),
    );
}

#[test]
fn an_option_list_of_a_megabyte() {
    let options: Vec<String> = (0..100_000).map(|n| format!("x{n}=2")).collect();
    usable(bad(&format!("action = note[{}]\n", options.join(","))), "");
    usable(
        bad(&format!(
            "action = note[{}]\n",
            "x=\"1, 2\", ".repeat(100_000)
        )),
        "",
    );
    // Torn at its blanks, as fail2ban does it.
    let finding = format!(
        "\
error[C009]: Invalid action definition 'note[x=1': unexpected option syntax
  --> etc/jail.conf:10:14
   |
10 | action = note[x=1 {}",
        '…'
    );
    broken(
        bad(&format!("action = note[{}\n", "x=1 ".repeat(250_000))),
        &finding,
    );
    broken(
        bad(&format!("action = {}\n", "note[x=1 ".repeat(110_000))),
        &finding,
    );
    broken(
        bad(&format!("action = {}\n", "note[x=y=z='w' ".repeat(70_000))),
        "error[C009]: Invalid action definition …",
    );
}

#[test]
fn a_missing_filter() {
    broken(
        Test::healthy().append("etc/jail.conf", "[bad]\nenabled = true\nfilter = plane\n"),
        "\
error[C010]: Unable to read the filter 'plane'
 --> etc/jail.conf:9:10
  |
9 | filter = plane
  |          ^^^^^
  |
  = help: looked for etc/filter.d/plane.conf and plane.local; did you mean `plain`?
",
    );
}

#[test]
fn a_missing_action() {
    broken(
        bad("action = nope\n"),
        "\
error[C011]: Unable to read action 'nope'
  --> etc/jail.conf:10:10
   |
10 | action = nope
   |          ^^^^
   |
   = help: looked for etc/action.d/nope.conf and nope.local; did you mean `note`?
",
    );
}

/// As with fail2ban, a name may be a path; its extension is put behind it, so
/// that no other file is ever read.
#[test]
fn a_filter_with_dots_in_its_name() {
    let jail = |name: &str| {
        Test::healthy().append(
            "etc/jail.conf",
            &format!("[bad]\nenabled = true\nfilter = {name}\n"),
        )
    };
    usable(jail("../filter.d/plain"), "");
    broken(
        jail("../../a.log"),
        "\
error[C010]: Unable to read the filter '../../a.log'
 --> etc/jail.conf:9:10
  |
9 | filter = ../../a.log
  |          ^^^^^^^^^^^
  |
  = help: looked for etc/filter.d/../../a.log.conf and a.log.local
",
    );
}

#[test]
fn an_expression_of_a_megabyte() {
    for text in [
        "9".repeat(900_000),
        "9".repeat(3_000) + &("*".to_owned() + &"9".repeat(3_000)).repeat(300),
        "(".repeat(900_000),
        "9**9**9**9".to_owned(),
        "1<<9999999999".to_owned(),
        format!("1{}x", " ".repeat(900_000)),
    ] {
        usable(bad(&format!("findtime = {text}\n")), "warning[C006]: `…");
    }
    usable(bad(&format!("findtime = {}1\n", "1+".repeat(100_000))), "");
}

#[test]
fn a_hundred_thousand_bad_addresses() {
    usable(
        bad(&format!("ignoreip = {}\n", "1.2.3.4/99 ".repeat(100_000))),
        "warning[C007]: `1.2.3.4/99` is no network: the part behind `/` is no length or mask\n  --> etc/jail.conf:10:12\n…",
    );
}

/// What is found depends on the machine; that it ends does not.
#[test]
fn a_pattern_over_everything() {
    let test = bad("logpath = /*/*/*/*\n").limits(Limits {
        processor: 60,
        ..Limits::default()
    });
    let said = ask(test);
    assert_eq!((said.config.code, said.server.code), (0, 0));
}

#[test]
fn a_pattern_that_could_match_in_many_ways() {
    let test = bad(&format!("logpath = logs/{}b\n", "*a".repeat(100))).prepare(|dir| {
        fs::create_dir(dir.join("logs")).expect("it is new");
        for n in 0..20 {
            let name = format!("logs/{}{n}", "a".repeat(200));
            File::create(dir.join(name)).expect("it can be written");
        }
    });
    let said = ask(test);
    assert_eq!((said.config.code, said.server.code), (0, 0));
    assert_eq!(said.test.code, 255);
}

// Files that are no files.

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

// Huge files.

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
