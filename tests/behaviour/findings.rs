//! `gaoler client -t`: what fail2ban takes without a word although it cannot
//! be meant. It is told with its place and advice, and the test is successful
//! all the same, as it is with fail2ban.

use crate::test::Test;

/// The findings of a configuration that can be used.
#[track_caller]
fn findings(test: Test, expected: &str) {
    test.args("client -c etc -t")
        .stdout("OK: configuration test is successful\n")
        .stderr(expected)
        .run();
}

/// The findings about lines put behind the jail `good`, from line 7 on.
#[track_caller]
fn jail(lines: &str, expected: &str) {
    findings(Test::healthy().append("etc/jail.conf", lines), expected);
}

/// The findings about a filter.
#[track_caller]
fn filter(text: &str, expected: &str) {
    findings(
        Test::healthy().file("etc/filter.d/plain.conf", text),
        expected,
    );
}

/// What makes the test fail: findings, then the log line.
#[track_caller]
fn refused(test: Test, findings: &str, reference: &str) {
    test.args("client -c etc -t")
        .stdout("ERROR: test configuration failed\n")
        .stderr(format!(
            "{findings}[TIME] fail2ban                [PID]: ERROR   \
             Failed during configuration: {reference}\n"
        ))
        .code(255)
        .run();
}

#[test]
fn a_word_that_is_no_time() {
    jail(
        "findtime = banana\n",
        "\
warning[C006]: `banana` is no time for `findtime`: name 'banana' is not defined
 --> etc/jail.conf:7:12
  |
7 | findtime = banana
  |            ^^^^^^
  |
  = help: for example `findtime = 10m` or `1d 12h`; the server refuses the jail's setting at start
",
    );
}

#[test]
fn a_mistyped_unit() {
    jail(
        "bantime  = 10 minits\n",
        "\
warning[C006]: `10 minits` is no time for `bantime`: invalid syntax
 --> etc/jail.conf:7:12
  |
7 | bantime  = 10 minits
  |            ^^^^^^^^^
  |
  = help: for example `bantime = 10m` or `1d 12h`; the server refuses the jail's setting at start
",
    );
}

/// The place is where the text was written, not where it is used.
#[test]
fn a_bad_time_behind_a_variable() {
    findings(
        Test::healthy()
            .append("etc/jail.conf", "bantime = %(long)s\n")
            .file("etc/jail.local", "[DEFAULT]\n# a week\nlong = 1wek\n"),
        "\
warning[C006]: `1wek` is no time for `bantime`: invalid decimal literal
 --> etc/jail.local:3:8
  |
3 | long = 1wek
  |        ^^^^
  |
  = help: for example `bantime = 10m` or `1d 12h`; the server refuses the jail's setting at start
",
    );
}

#[test]
fn a_window_that_holds_nothing() {
    jail(
        "findtime = -1\n",
        "\
warning[C006]: `findtime` of `-1` can hold no failure
 --> etc/jail.conf:7:12
  |
7 | findtime = -1
  |            ^^
  |
  = help: for example `findtime = 10m`
",
    );
}

#[test]
fn a_word_that_is_no_number() {
    jail(
        "maxretry = many\n",
        "\
warning[C004]: Wrong value for 'maxretry' in 'good'. Using default one: 'None'
 --> etc/jail.conf:7:12
  |
7 | maxretry = many
  |            ^^^^
  |
  = help: write a whole number, for example `maxretry = 5`
",
    );
    filter(
        "[Definition]\nfailregex = ^bad <HOST>$\nmaxlines = two\n",
        "\
warning[C004]: Wrong int value 'two' for 'maxlines'. Using default one: None
 --> etc/filter.d/plain.conf:3:12
  |
3 | maxlines = two
  |            ^^^
  |
  = help: write a whole number
",
    );
}

#[test]
fn mistyped_options() {
    jail(
        "bantme = 1h\n",
        "\
warning[C002]: unknown option `bantme` in section `[good]`
 --> etc/jail.conf:7:1
  |
7 | bantme = 1h
  | ^^^^^^
  |
  = help: did you mean `bantime`?
",
    );
    filter(
        "[Definition]\nfailregex = ^bad <HOST>$\nignoreregx = ^good\n",
        "\
warning[C002]: unknown option `ignoreregx` in section `[Definition]`
 --> etc/filter.d/plain.conf:3:1
  |
3 | ignoreregx = ^good
  | ^^^^^^^^^^
  |
  = help: did you mean `ignoreregex`?
",
    );
    findings(
        Test::healthy().file(
            "etc/action.d/note.conf",
            "[Definition]\nactionban = echo <ip>\nactionunbann = echo <ip>\n",
        ),
        "\
warning[C002]: unknown option `actionunbann` in section `[Definition]`
 --> etc/action.d/note.conf:3:1
  |
3 | actionunbann = echo <ip>
  | ^^^^^^^^^^^^
  |
  = help: did you mean `actionunban`?
",
    );
    findings(
        Test::healthy().file("etc/fail2ban.local", "[Definition]\nlogtraget = STDOUT\n"),
        "\
warning[C002]: unknown option `logtraget` in section `[Definition]`
 --> etc/fail2ban.local:2:1
  |
2 | logtraget = STDOUT
  | ^^^^^^^^^
  |
  = help: did you mean `logtarget`?
",
    );
}

/// Without a failregex a filter finds nothing, which is told as well.
#[test]
fn a_mistyped_failregex() {
    filter(
        "[Definition]\nfailregx = ^bad <HOST>$\n",
        "\
warning[C002]: unknown option `failregx` in section `[Definition]`
 --> etc/filter.d/plain.conf:2:1
  |
2 | failregx = ^bad <HOST>$
  | ^^^^^^^^
  |
  = help: did you mean `failregex`?
warning[C020]: jail `good` has no failregex and never finds anything
 --> etc/jail.conf:4:2
  |
4 | [good]
  |  ^^^^
  |
  = help: set `failregex` in the filter or the jail
",
    );
}

/// In `[DEFAULT]` variables are usual; only likely mistakes are told.
#[test]
fn options_of_default() {
    findings(
        Test::healthy().file(
            "etc/jail.local",
            "[DEFAULT]\nmaxrety = 3\nmyname = x\naction_mw = note\n",
        ),
        "\
warning[C002]: unknown option `maxrety` in section `[DEFAULT]`
 --> etc/jail.local:2:1
  |
2 | maxrety = 3
  | ^^^^^^^
  |
  = help: did you mean `maxretry`?
",
    );
}

#[test]
fn an_option_that_nothing_resembles() {
    jail(
        "colour = red\n",
        "\
warning[C002]: unknown option `colour` in section `[good]`
 --> etc/jail.conf:7:1
  |
7 | colour = red
  | ^^^^^^
  |
  = help: no such option exists, and no other value refers to it
",
    );
}

#[test]
fn options_that_are_referred_to_are_known() {
    jail(
        "colour = red\nfilter.x = %(colour)s\nbantime = %(filter.x)s\nbantime.factor = 1\n",
        "\
warning[C006]: `red` is no time for `bantime`: name 'red' is not defined
 --> etc/jail.conf:7:10
  |
7 | colour = red
  |          ^^^
  |
  = help: for example `bantime = 10m` or `1d 12h`; the server refuses the jail's setting at start
",
    );
    filter(
        "[Definition]
failregex = <re-<mode>> <Words/Who> <lt_<logtype>/end>
mode = one
re-one = ^bad
re-two = ^worse
[Words]
who = <HOST>
[lt_file]
end = $
[lt_journal]
end = .$
",
        "",
    );
}

#[test]
fn unknown_sections() {
    filter(
        "[Definition]\nfailregex = ^bad <HOST>$\n[definition]\nmaxlines = 1\n[Oops]\nx = 1\n",
        "\
warning[C003]: nothing reads section `[definition]`
 --> etc/filter.d/plain.conf:3:2
  |
3 | [definition]
  |  ^^^^^^^^^^
  |
  = help: did you mean `[Definition]`?
warning[C003]: nothing reads section `[Oops]`
 --> etc/filter.d/plain.conf:5:2
  |
5 | [Oops]
  |  ^^^^
  |
  = help: remove it, or correct its name
",
    );
    findings(
        Test::healthy().file("etc/fail2ban.local", "[Defnition]\nloglevel = DEBUG\n"),
        "\
warning[C003]: nothing reads section `[Defnition]`
 --> etc/fail2ban.local:1:2
  |
1 | [Defnition]
  |  ^^^^^^^^^
  |
  = help: did you mean `[Definition]`?
",
    );
}

#[test]
fn words_that_are_taken_for_false() {
    jail(
        "ignoreself = ture\nbantime.increment = enabled\n",
        "\
warning[C005]: `enabled` is taken for false
 --> etc/jail.conf:8:21
  |
8 | bantime.increment = enabled
  |                     ^^^^^^^
  |
  = help: write `bantime.increment = true` or `bantime.increment = false`
warning[C005]: `ture` is taken for false
 --> etc/jail.conf:7:14
  |
7 | ignoreself = ture
  |              ^^^^
  |
  = help: write `ignoreself = true` or `ignoreself = false`
",
    );
    for word in ["yes", "No", "TRUE", "off", "1", "0"] {
        jail(&format!("ignoreself = {word}\n"), "");
    }
}

/// A jail that is switched on with a mistyped word does not run; that matters
/// most of all, so it is told although nothing else of the jail is read.
#[test]
fn a_mistyped_enabled() {
    findings(
        Test::healthy().append("etc/jail.conf", "[other]\nenabled = ture\n"),
        "\
warning[C005]: `ture` is taken for false
 --> etc/jail.conf:8:11
  |
8 | enabled = ture
  |           ^^^^
  |
  = help: write `enabled = true` or `enabled = false`
",
    );
}

#[test]
fn entries_of_ignoreip() {
    let help =
        "an entry is an address, a network such as `192.0.2.0/24`, a host name or `file:PATH`";
    jail(
        "ignoreip = 127.0.0.1/8 ::1, 10.0.0.256\n  host.example.org 10.1.0.0/33 a..b\n",
        &format!(
            "\
warning[C007]: `10.0.0.256` is no address
 --> etc/jail.conf:7:29
  |
7 | ignoreip = 127.0.0.1/8 ::1, 10.0.0.256
  |                             ^^^^^^^^^^
  |
  = help: {help}
warning[C007]: `10.1.0.0/33` is no network: the part behind `/` is no length or mask
 --> etc/jail.conf:8:20
  |
8 |   host.example.org 10.1.0.0/33 a..b
  |                    ^^^^^^^^^^^
  |
  = help: {help}
warning[C007]: `a..b` is neither an address nor a host name
 --> etc/jail.conf:8:32
  |
8 |   host.example.org 10.1.0.0/33 a..b
  |                                ^^^^
  |
  = help: {help}
"
        ),
    );
    jail("ignoreip =\n", "");
}

#[test]
fn one_word_of_several() {
    jail(
        "backend = sytemd\nusedns = wran\n",
        "\
warning[C008]: `backend` cannot be `sytemd`
 --> etc/jail.conf:7:11
  |
7 | backend = sytemd
  |           ^^^^^^
  |
  = help: did you mean `systemd`?
warning[C008]: `usedns` cannot be `wran`
 --> etc/jail.conf:8:10
  |
8 | usedns = wran
  |          ^^^^
  |
  = help: did you mean `warn`?
",
    );
    jail(
        "backend = gamin\n",
        "\
warning[C008]: `backend` cannot be `gamin`
 --> etc/jail.conf:7:11
  |
7 | backend = gamin
  |           ^^^^^
  |
  = help: one of auto, pyinotify, polling, systemd
",
    );
    for good in ["Polling", "systemd[journalflags=1]", "AUTO"] {
        jail(&format!("backend = {good}\n"), "");
    }
}

#[test]
fn the_word_behind_a_log_path() {
    jail(
        "logpath = a.log tial\n  a.log Tail\n  a.log\n",
        "\
warning[C017]: `tial` behind a log path is neither `head` nor `tail`
 --> etc/jail.conf:7:17
  |
7 | logpath = a.log tial
  |                 ^^^^
  |
  = help: one path a line; a path with blanks needs ` head` or ` tail` behind it
",
    );
}

#[test]
fn a_missing_log() {
    refused(
        Test::healthy().append("etc/jail.conf", "logpath = none/*.log\n"),
        "\
error[C015]: Have not found any log file for 'good' jail.
 --> etc/jail.conf:7:11
  |
7 | logpath = none/*.log
  |           ^^^^^^^^^^
  |
  = help: correct `logpath`, read the journal with `backend = systemd`, or set `skip_if_nologs = true`
",
        "Have not found any log file for 'good' jail.",
    );
}

#[test]
fn a_jail_without_filter_or_action() {
    findings(
        Test::healthy().append(
            "etc/jail.conf",
            "action =\n[bare]\nenabled = true\naction = note\n",
        ),
        "\
warning[C013]: No actions were defined for good
 --> etc/jail.conf:4:2
  |
4 | [good]
  |  ^^^^
  |
  = help: set `action`, for example `action = %(action_)s`
warning[C012]: No filter set for jail bare
 --> etc/jail.conf:8:2
  |
8 | [bare]
  |  ^^^^
  |
  = help: set `filter`, or `failregex` in the jail itself
",
    );
}

#[test]
fn a_missing_include() {
    filter(
        "[INCLUDES]\nbefore = comon.conf\n[Definition]\nfailregex = ^bad <HOST>$\n",
        "\
warning[I007]: the included file `etc/filter.d/comon.conf` does not exist
 --> etc/filter.d/plain.conf:2:10
  |
2 | before = comon.conf
  |          ^^^^^^^^^^
  |
  = help: entries are relative to the folder of the file they stand in, and have their extension
",
    );
    // A file of the administrator's that may be added later.
    filter(
        "[INCLUDES]\nafter = plain-more.local\n[Definition]\nfailregex = ^bad <HOST>$\n",
        "",
    );
}

#[test]
fn an_include_cycle() {
    findings(
        Test::healthy()
            .file(
                "etc/filter.d/plain.conf",
                "[INCLUDES]\nbefore = other.conf\n[Definition]\nfailregex = ^bad <HOST>$\n",
            )
            .file(
                "etc/filter.d/other.conf",
                "[INCLUDES]\nafter = x/y.conf\n        plain.conf\n",
            )
            .file("etc/filter.d/x/y.conf", "[DEFAULT]\n"),
        "\
warning[I008]: `etc/filter.d/plain.conf` includes itself; this inclusion is skipped
 --> etc/filter.d/other.conf:3:9
  |
3 |         plain.conf
  |         ^^^^^^^^^^
  |
  = help: take the entry out of `before` or `after`
",
    );
}

#[test]
fn a_dangling_link() {
    findings(
        Test::healthy().link("etc/jail.local", "/nowhere/jail.local"),
        "\
warning[I012]: `etc/jail.local` is a link to a file that does not exist
 |
 = help: point it to a file, or remove it
",
    );
}

#[test]
fn control_characters() {
    filter(
        "[Definition]\nfailregex = ^bad\0 <HOST>$\n",
        "\
warning[I010]: control character U+0000
 --> etc/filter.d/plain.conf:2:17
  |
2 | failregex = ^bad␀ <HOST>$
  |                 ^
  |
  = help: remove it; was the file damaged?
",
    );
}

/// Carriage returns are only worth a note, which `-v` shows.
#[test]
fn carriage_returns() {
    let case = |text: &str, expected: &str| {
        Test::healthy()
            .file("etc/filter.d/plain.conf", text)
            .args("client -c etc -t -v")
            .stdout("OK: configuration test is successful\n")
            .stderr(expected)
            .run();
    };
    case(
        "[Definition]\r\nfailregex = ^bad <HOST>$\r\n",
        "\
note[I011]: lines end in CR LF; the carriage returns are dropped
 --> etc/filter.d/plain.conf:1:13
  |
1 | [Definition]
  |             ^
  |
  = help: convert the file with `sed -i 's/\\r$//' FILE`
",
    );
    case(
        "[Definition]\nmaxlines = 1\rfailregex = ^bad <HOST>$\n",
        "\
note[I011]: a carriage return without a newline ends this line
 --> etc/filter.d/plain.conf:2:13
  |
2 | maxlines = 1
  |             ^
  |
  = help: put a newline in its place
",
    );
}

#[test]
fn lines_that_are_nothing() {
    refused(
        Test::healthy().append("etc/jail.conf", "enabled true\nmaxretry\n"),
        "\
error[I004]: this line is neither `[section]` nor `option = value`
 --> etc/jail.conf:7:1
  |
7 | enabled true
  | ^^^^^^^^^^^^
  |
 ::: etc/jail.conf:8:1
  |
8 | maxretry
  | -------- and this one
  |
  = help: indent it where it continues the value above, or begin it with `#`
",
        "Source contains parsing errors: 'etc/jail.conf'\n\
         \t[line  7]: 'enabled true\\n'\n\
         \t[line  8]: 'maxretry\\n'",
    );
}

#[test]
fn an_option_twice() {
    refused(
        Test::healthy().append("etc/jail.conf", "Filter = other\n"),
        "\
error[I006]: option `Filter` stands twice in section `[good]`
 --> etc/jail.conf:7:1
  |
7 | Filter = other
  | ^^^^^^
  |
 ::: etc/jail.conf:6:1
  |
6 | filter = plain
  | ------ first here
  |
  = help: keep one of the two; a later file may override it
",
        "While reading from 'etc/jail.conf' [line  7]: option 'filter' in section 'good' already exists",
    );
}

#[test]
fn a_section_twice() {
    refused(
        Test::healthy().append("etc/jail.conf", "[good]\nmaxretry = 2\n"),
        "\
error[I005]: section `[good]` stands twice in this file
 --> etc/jail.conf:7:2
  |
7 | [good]
  |  ^^^^
  |
 ::: etc/jail.conf:4:2
  |
4 | [good]
  |  ---- first here
  |
  = help: move the options of the second block into the first
",
        "While reading from 'etc/jail.conf' [line  7]: section 'good' already exists",
    );
}

/// A kind of warning that repeats does not hide the others.
#[test]
fn a_flood_of_warnings_is_cut() {
    let many: String = (0..150).map(|n| format!("q{n}zzzzz = 1\n")).collect();
    let outcome = Test::healthy()
        .append("etc/jail.conf", &format!("{many}bantime = soon\n"))
        .args("client -c etc -t")
        .stdout("OK: configuration test is successful\n")
        .any_stderr()
        .run();
    assert_eq!(outcome.stderr.matches("warning[C002]").count(), 100);
    assert_eq!(outcome.stderr.matches("warning[C006]").count(), 1);
    assert!(outcome.stderr.ends_with("and 50 more of [C002]\n"));
}

/// What the configuration says must not steer the terminal.
#[test]
fn escape_sequences_are_made_visible() {
    jail(
        "bantime = \u{1b}[31m1h\n",
        "\
warning[C006]: `\\u{1b}[31m1h` is no time for `bantime`: invalid non-printable character U+001B
 --> etc/jail.conf:7:11
  |
7 | bantime = ␛[31m1h
  |           ^^^^^^^
  |
  = help: for example `bantime = 10m` or `1d 12h`; the server refuses the jail's setting at start
warning[I010]: control character U+001B
 --> etc/jail.conf:7:11
  |
7 | bantime = ␛[31m1h
  |           ^
  |
  = help: remove it; was the file damaged?
",
    );
}

/// Columns count characters, and the mark stands below them.
#[test]
fn characters_of_several_bytes_before_the_place() {
    jail(
        "filter.ü = grün\nbantime = %(filter.ü)s\n",
        "\
warning[C006]: `grün` is no time for `bantime`: name 'grün' is not defined
 --> etc/jail.conf:7:12
  |
7 | filter.ü = grün
  |            ^^^^
  |
  = help: for example `bantime = 10m` or `1d 12h`; the server refuses the jail's setting at start
",
    );
}
