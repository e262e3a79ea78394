//! `gaoler client`: the dump, the test, messages and exit codes.

use crate::test::Test;

const DUMP: &str = "\
['set', 'syslogsocket', 'auto']
['set', 'loglevel', 'INFO']
['set', 'logtarget', '/var/log/fail2ban.log']
['set', 'allowipv6', 'auto']
['set', 'dbfile', '/var/lib/fail2ban/fail2ban.sqlite3']
['set', 'dbpurgeage', '1d']
['add', 'good', 'auto']
['set', 'good', 'addfailregex', '^bad <HOST>$']
['set', 'good', 'addlogpath', '[DIR]/a.log', 'head']
['set', 'good', 'addaction', 'note']
['multi-set', 'good', 'action', 'note', [['actionban', 'echo <ip>'], ['name', 'good'], ['actname', 'note']]]
['start', 'good']
";
const OK: &str = "OK: configuration test is successful\n";
const FAILED: &str = "ERROR: test configuration failed\n";

/// A second jail, `bad`, whose filter has no file.
fn with_broken_jail() -> Test {
    Test::healthy().append("etc/jail.conf", "[bad]\nenabled = true\nfilter = plian\n")
}

const MISSING_FILTER: &str = "\
error[C010]: Unable to read the filter 'plian'
 --> etc/jail.conf:9:10
  |
9 | filter = plian
  |          ^^^^^
  |
  = help: looked for etc/filter.d/plian.conf and plian.local; did you mean `plain`?
";
const NOT_READ: &str =
    "[TIME] fail2ban.jailreader     [PID]: ERROR   Unable to read the filter 'plian'\n";

#[test]
fn a_dump_has_a_command_a_line() {
    Test::healthy().args("client -c etc -d").stdout(DUMP).run();
    Test::healthy().args("server -c etc -d").stdout(DUMP).run();
}

#[test]
fn short_lines_of_a_pretty_dump_are_the_same() {
    Test::healthy()
        .args("client -c etc --dp")
        .stdout(DUMP)
        .run();
    Test::healthy()
        .args("client -c etc --dump-pretty")
        .stdout(DUMP)
        .run();
}

#[test]
fn a_pretty_dump_breaks_long_lists() {
    let regexes: Vec<String> = (10..50)
        .map(|n| format!("^a long line, number {n}, of <HOST>$"))
        .collect();
    let expected: Vec<String> = regexes.iter().map(|regex| format!("'{regex}'")).collect();
    let outcome = Test::healthy()
        .file(
            "etc/filter.d/plain.conf",
            &format!("[Definition]\nfailregex = {}\n", regexes.join("\n  ")),
        )
        .args("client -c etc --dp")
        .any_stdout()
        .run();
    let list = format!(
        "[ 'multi-set',\n  'good',\n  'addfailregex',\n  [ {}]]\n",
        expected.join(",\n    ")
    );
    assert!(outcome.stdout.contains(&list), "{}", outcome.stdout);
}

#[test]
fn a_test_ends_with_its_verdict() {
    Test::healthy().args("client -c etc -t").stdout(OK).run();
    Test::healthy()
        .args("client -c etc --test")
        .stdout(OK)
        .run();
    Test::healthy().args("server -c etc -t").stdout(OK).run();
}

#[test]
fn a_dump_with_a_test_ends_with_the_verdict() {
    Test::healthy()
        .args("client -c etc -d -t")
        .stdout(DUMP.to_owned() + OK)
        .run();
}

#[test]
fn a_broken_jail_fails_the_test() {
    with_broken_jail()
        .args("client -c etc -t")
        .stdout(FAILED)
        .stderr(format!(
            "{MISSING_FILTER}{NOT_READ}\
             [TIME] fail2ban.jailsreader    [PID]: ERROR   Errors in jail 'bad'.\n"
        ))
        .code(255)
        .run();
}

#[test]
fn a_dump_goes_on_without_a_broken_jail() {
    let (head, start) = DUMP.split_at(DUMP.find("['start'").expect("it is there"));
    let broken = "['config-error', \"Jail 'bad' skipped, because of wrong configuration: \
                  Unable to read the filter 'plian'\"]\n";
    with_broken_jail()
        .args("client -c etc -d")
        .stdout(format!("{head}{broken}{start}"))
        .stderr(format!(
            "{MISSING_FILTER}{NOT_READ}\
             [TIME] fail2ban.jailsreader    [PID]: ERROR   Errors in jail 'bad'. Skipping...\n"
        ))
        .run();
}

#[test]
fn a_dump_of_broken_jails_alone_fails() {
    let outcome = with_broken_jail()
        .file("etc/jail.local", "[good]\nenabled = false\n")
        .args("client -c etc -d")
        .any_stdout()
        .any_stderr()
        .code(255)
        .run();
    assert!(
        outcome.stderr.ends_with(
            "[TIME] fail2ban                [PID]: ERROR   Init of command line failed\n"
        ),
        "{}",
        outcome.stderr
    );
    assert!(!outcome.stdout.contains("'start'"), "{}", outcome.stdout);
}

/// Where fail2ban gives up altogether, so does the client; the server leaves
/// only the jail out.
#[test]
fn a_fault_that_costs_everything_in_the_client_costs_a_jail_in_the_server() {
    let test = || {
        Test::healthy().append(
            "etc/jail.conf",
            "[bad]\nenabled = true\nfilter = plain\nfindtime = %(fnidtime)s\n",
        )
    };
    let finding = "\
error[I020]: `%(fnidtime)s` in `findtime` of `[bad]` names no option of this section or `[DEFAULT]`
  --> etc/jail.conf:10:12
   |
10 | findtime = %(fnidtime)s
   |            ^^^^^^^^^^^^
   |
   = help: did you mean `%(findtime)s`?
";
    let reason = "Bad value substitution: option 'findtime' in section 'bad' contains an \
                  interpolation key 'fnidtime' which is not a valid option name. \
                  Raw value: '%(fnidtime)s'";
    let log = "[TIME] fail2ban                [PID]: ERROR   ";
    test()
        .args("client -c etc -d")
        .stdout("ERROR: The configuration stream failed because of the invalid syntax.\n")
        .stderr(format!(
            "{finding}{log}Failed during configuration: {reason}\n{log}Init of command line failed\n"
        ))
        .code(255)
        .run();
    test()
        .args("client -c etc -t")
        .stdout(FAILED)
        .stderr(format!(
            "{finding}{log}Failed during configuration: {reason}\n"
        ))
        .code(255)
        .run();
    let (head, start) = DUMP.split_at(DUMP.find("['start'").expect("it is there"));
    let skipped = reason.replace('"', "\\\"");
    test()
        .args("server -c etc -d")
        .stdout(format!(
            "{head}['config-error', \"Jail 'bad' skipped, because of wrong configuration: {skipped}\"]\n{start}"
        ))
        .stderr(format!(
            "{finding}\
             [TIME] fail2ban.jailreader     [PID]: ERROR   {reason}\n\
             [TIME] fail2ban.jailsreader    [PID]: ERROR   Errors in jail 'bad'. Skipping...\n"
        ))
        .run();
}

/// Notes need `-v`; `-q` takes warnings away, too, but never errors.
#[test]
fn quiet_and_verbose() {
    let note = "\
note[I011]: lines end in CR LF; the carriage returns are dropped
 --> etc/filter.d/plain.conf:1:13
  |
1 | [Definition]
  |             ^
  |
  = help: convert the file with `sed -i 's/\\r$//' FILE`
";
    let warning = "\
warning[C006]: `soon` is no time for `bantime`: name 'soon' is not defined
 --> etc/jail.conf:7:11
  |
7 | bantime = soon
  |           ^^^^
  |
  = help: for example `bantime = 10m` or `1d 12h`; the server refuses the jail's setting at start
";
    let test = |words: &str| {
        Test::healthy()
            .append("etc/jail.conf", "bantime = soon\n")
            .file(
                "etc/filter.d/plain.conf",
                "[Definition]\r\nfailregex = ^bad <HOST>$\r\n",
            )
            .args(&format!("client -c etc -t {words}"))
            .stdout(OK)
    };
    test("").stderr(warning).run();
    test("-v").stderr(warning.to_owned() + note).run();
    test("-vvv").stderr(warning.to_owned() + note).run();
    test("-v -q").stderr(warning).run();
    test("-q").run();
    test("-qq").run();
    with_broken_jail()
        .args("client -c etc -t -qq")
        .stdout(FAILED)
        .stderr(format!(
            "{MISSING_FILTER}{NOT_READ}\
             [TIME] fail2ban.jailsreader    [PID]: ERROR   Errors in jail 'bad'.\n"
        ))
        .code(255)
        .run();
}

#[test]
fn warnings_of_a_dump_are_a_line_each() {
    let without_log = DUMP.replace("['set', 'good', 'addlogpath', '[DIR]/a.log', 'head']\n", "");
    Test::healthy()
        .file("etc/jail.local", "[DEFAULT]\nlogpath = [DIR]/none.log\n")
        .args("client -c etc -d")
        .stdout(without_log)
        .stderr(
            "etc/jail.local:2:11: warning[C015]: Have not found any log file for 'good' jail.\n",
        )
        .run();
}

#[test]
fn times_are_made_seconds() {
    let case = |text: &str, expected: &str| {
        Test::new()
            .args("client --str2sec")
            .arg(text)
            .stdout(expected.to_owned() + "\n")
            .run();
    };
    case("1d 2h", "93600");
    case("1d12h", "129600");
    case("10m", "600");
    case("1mo", "2629800.0");
    case("-1", "-1");
    case("1year-6mo", "15778800.0");
    case("1 hour + 30 min", "5400");
}

#[test]
fn what_is_no_time_is_an_error() {
    for (text, reason) in [
        ("permanent", "name 'permanent' is not defined"),
        ("1d/0", "division by zero"),
    ] {
        Test::new()
            .args("client --str2sec")
            .arg(text)
            .stdout(format!("ERROR: {reason}\n"))
            .stderr("Init of command line failed\n")
            .code(255)
            .run();
    }
}

#[test]
fn bad_words_get_the_usage_and_the_reason() {
    let case = |words: &str, reason: &str| {
        let outcome = Test::new()
            .args("client")
            .args(&format!("client {words}"))
            .any_stdout()
            .stderr(format!("error: {reason}\nInit of command line failed\n"))
            .code(255)
            .run();
        assert!(
            outcome
                .stdout
                .contains("Usage: fail2ban-client [OPTIONS] [COMMAND]...\n"),
            "{}",
            outcome.stdout
        );
    };
    case("--nope", "unexpected argument '--nope' found");
    case("-Z", "unexpected argument '-Z' found");
    case(
        "-d --conf",
        "a value is required for '--conf <DIR>' but none was supplied",
    );
}

#[test]
fn a_client_without_a_command_prints_its_usage() {
    let usage = Test::new().args("client --help").any_stdout().run().stdout;
    assert!(usage.contains("Usage: fail2ban-client"), "{usage}");
    Test::new().args("client").stdout(&*usage).code(255).run();
    Test::healthy()
        .args("client -c etc")
        .stdout(usage)
        .code(255)
        .run();
    let usage = Test::new().args("server -h").any_stdout().run().stdout;
    assert!(usage.contains("Usage: fail2ban-server"), "{usage}");
}

#[test]
fn a_command_needs_a_server() {
    let log = "[TIME] fail2ban                [PID]: ERROR   ";
    let test = || Test::healthy().file("etc/fail2ban.local", "[Definition]\nsocket = [DIR]/sock\n");
    test()
        .args("client -c etc status")
        .stderr(format!(
            "{log}Failed to access socket path: [DIR]/sock. Is fail2ban running?\n"
        ))
        .code(255)
        .run();
    test()
        .args("client -c etc -s other ping")
        .stderr(format!(
            "{log}Failed to access socket path: other. Is fail2ban running?\n"
        ))
        .code(255)
        .run();
    // Until there is a server, that much is said.
    for words in [
        "client -c etc start",
        "client -c etc restart",
        "server -c etc",
    ] {
        test()
            .args(words)
            .stderr(format!(
                "{log}This version reads, shows and tests configurations; it does not run jails yet\n"
            ))
            .code(255)
            .run();
    }
}

/// `-t restart`: the test comes first and keeps the command from being run.
#[test]
fn a_test_before_a_command() {
    with_broken_jail()
        .args("client -c etc -t restart")
        .stderr(format!(
            "{MISSING_FILTER}{NOT_READ}\
             [TIME] fail2ban.jailsreader    [PID]: ERROR   Errors in jail 'bad'.\n\
             [TIME] fail2ban                [PID]: ERROR   ERROR: test configuration failed\n"
        ))
        .code(255)
        .run();
}

#[test]
fn a_folder_that_is_not_there() {
    for words in [
        "client -c none -t",
        "client -c none -d",
        "server -c none -d",
    ] {
        Test::healthy()
            .args(words)
            .stdout("ERROR: Base configuration directory none does not exist \n")
            .stderr(
                "\
error[C001]: Base configuration directory none does not exist
 |
 = help: name another with `-c DIR`
[TIME] fail2ban                [PID]: ERROR   Init of command line failed
",
            )
            .code(255)
            .run();
    }
}

#[test]
fn a_folder_without_fail2ban_conf() {
    Test::healthy()
        .prepare(|dir| std::fs::remove_file(dir.join("etc/fail2ban.conf")).expect("it was there"))
        .args("client -c etc -t")
        .stdout("ERROR: Read fail2ban configuration failed.\n")
        .stderr(
            "\
error[I009]: no file defines `fail2ban`
 |
 = help: looked for etc/fail2ban.conf and fail2ban.local
[TIME] fail2ban                [PID]: ERROR   Init of command line failed
",
        )
        .code(255)
        .run();
}

#[test]
fn the_command_line_wins_over_the_file() {
    let expected = DUMP
        .replace("'INFO'", "'DEBUG'")
        .replace("'/var/log/fail2ban.log'", "'STDOUT'");
    Test::healthy()
        .args("client -c etc --loglevel DEBUG --logtarget STDOUT -d")
        .stdout(expected)
        .run();
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    Test::healthy()
        .program("sh")
        .args("-c")
        .arg(format!(
            "{{ {} client -c etc -d; echo $? >&2; }} | true",
            env!("CARGO_BIN_EXE_gaoler")
        ))
        .stderr("0\n")
        .run();
}
