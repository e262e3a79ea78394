//! `gaoler config`: the effective configuration, and where it comes from.

use crate::test::Test;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A configuration with everything that a value can come from: overlays,
/// includes, variables, what was replaced, tags, parameters.
fn layered() -> Test {
    Test::new()
        .file("etc/fail2ban.conf", "[Definition]\n")
        .file(
            "etc/jail.conf",
            "\
[INCLUDES]
before = paths.conf

[DEFAULT]
findtime = 10m
bantime = 1h
maxretry = 5
chain = INPUT
banaction = block
action = %(banaction)s[port=\"%(port)s\", chain=\"%(chain)s\"]

[web]
filter = web[mode=strict]
logpath = %(web_log)s
port = 80

[mail]
filter = web
logpath = mail.log
port = 25
",
        )
        .file(
            "etc/paths.conf",
            "\
[DEFAULT]
logs = .
web_log = %(logs)s/web.log ; the first
          %(logs)s/more.log
",
        )
        .file(
            "etc/jail.local",
            "\
[DEFAULT]
findtime = 20m

[web]
enabled = true
port = 80,443
failregex = %(known/failregex)s
            ^worse <HOST>$
",
        )
        .file("etc/jail.d/z.local", "[web]\nfindtime = 30m\n")
        .file(
            "etc/filter.d/web.conf",
            "\
[INCLUDES]
before = common.conf

[Definition]
failregex = ^%(prefix)s<re-<mode>>$
re-strict = any <HOST>
re-lax = <HOST>
mode = lax
",
        )
        .file("etc/filter.d/common.conf", "[DEFAULT]\nprefix = web:\n")
        .file(
            "etc/action.d/block.conf",
            "\
[Definition]
actionban = block <chain> <port> <ip> for <findtime>

[Init]
chain = FORWARD
",
        )
        .file("web.log", "")
        .file("more.log", "")
        .file("mail.log", "")
}

const WEB: &str = "
[web]
jail.local:5      enabled = true
built in          backend = auto
jail.conf:7       maxretry = 5
jail.d/z.local:2  findtime = 30m
jail.conf:6       bantime = 1h
jail.conf:13      filter = web[mode=strict]
jail.conf:14      logpath = ./web.log
paths.conf:2                ./more.log
built in          skip_if_nologs = false
built in          systemd_if_nologs = true
jail.conf:10      action = block[port=\"80,443\", chain=\"INPUT\"]
jail.local:7      failregex = ^web:any <HOST>$
jail.local:8                  ^worse <HOST>$
# filter web
jail.conf:13  mode = strict
built in      logtype = file
# action block
action.d/block.conf:2  actionban = block INPUT 80,443 <ip> for 30m
jail.local:6           port = 80,443
jail.conf:8            chain = INPUT
jail.conf:12           name = web
jail.conf:9            actname = block
";

const MAIL: &str = "
[mail]
built in      enabled = false
built in      backend = auto
jail.conf:7   maxretry = 5
jail.local:2  findtime = 20m
jail.conf:6   bantime = 1h
jail.conf:18  filter = web
jail.conf:19  logpath = mail.log
built in      skip_if_nologs = false
built in      systemd_if_nologs = true
jail.conf:10  action = block[port=\"25\", chain=\"INPUT\"]
# filter web
filter.d/web.conf:5  failregex = ^web:<HOST>$
built in             logtype = file
# action block
action.d/block.conf:2  actionban = block INPUT 25 <ip> for 20m
jail.conf:20           port = 25
jail.conf:8            chain = INPUT
jail.conf:17           name = mail
jail.conf:9            actname = block
";

#[test]
fn enabled_jails_with_the_place_of_each_value() {
    layered()
        .args("config -c etc")
        .stdout(format!("# etc\n{WEB}"))
        .run();
    // The folder's slashes do not count.
    layered()
        .args("config -c etc//")
        .stdout(format!("# etc\n{WEB}"))
        .run();
}

#[test]
fn a_jail_that_is_asked_for_is_shown_even_disabled() {
    layered()
        .args("config -c etc mail")
        .stdout(format!("# etc\n{MAIL}"))
        .run();
}

#[test]
fn one_jail_or_several() {
    layered()
        .args("config -c etc web")
        .stdout(format!("# etc\n{WEB}"))
        .run();
    let outcome = layered().args("config -c etc mail web").any_stdout().run();
    let at = |jail: &str| outcome.stdout.find(&format!("\n[{jail}]\n"));
    // In the order of the files.
    assert!(at("web").is_some() && at("web") < at("mail"));
}

#[test]
fn a_jail_that_is_not_there() {
    let case = |jail: &str, complaint: &str| {
        layered()
            .args("config -c etc")
            .arg(jail)
            .stderr(complaint)
            .code(2)
            .run();
        layered()
            .args("config -c etc --why")
            .arg(jail)
            .arg("findtime")
            .stderr(complaint)
            .code(2)
            .run();
    };
    case("wbe", "there is no jail `wbe`; did you mean `web`?\n");
    case("imap", "there is no jail `imap`\n");
    case("INCLUDES", "there is no jail `INCLUDES`\n");
}

#[test]
fn a_broken_jail_that_is_asked_for() {
    layered()
        .append("etc/jail.conf", "[ftp]\nfilter = ftpd\n")
        .args("config -c etc ftp")
        .stdout("# etc\n")
        .stderr(
            "\
error[C010]: Unable to read the filter 'ftpd'
  --> etc/jail.conf:22:10
   |
22 | filter = ftpd
   |          ^^^^
   |
   = help: looked for etc/filter.d/ftpd.conf and ftpd.local
jail `ftp` is left out, see above
",
        )
        .code(1)
        .run();
}

#[test]
fn words_that_are_not_understood() {
    for (words, complaint) in [
        (
            "config --colour",
            "error: unexpected argument '--colour' found\n",
        ),
        (
            "config --format xml",
            "error: invalid value 'xml' for '--format <FORMAT>'\n",
        ),
        (
            "config --why web",
            "error: 2 values required for '--why <JAIL> <OPTION>' but 1 was provided\n",
        ),
        (
            "config --why web port mail",
            "error: the argument '--why <JAIL> <OPTION>' cannot be used with '[JAIL]...'\n",
        ),
    ] {
        let outcome = layered().args(words).any_stderr().code(3).run();
        assert!(outcome.stderr.starts_with(complaint), "{}", outcome.stderr);
    }
}

#[test]
fn a_folder_that_is_not_there() {
    layered()
        .args("config -c none")
        .stderr(
            "\
error[C001]: Base configuration directory none does not exist
 |
 = help: name another with `-c DIR`
",
        )
        .code(2)
        .run();
}

/// Colours and worse in a value, a name of a jail, a reference's message.
#[test]
fn escape_sequences_do_not_reach_the_terminal() {
    let mut test = layered()
        .append(
            "etc/jail.conf",
            "[f\u{1b}[31mtp]\nenabled = true\nfilter = ftpd\n",
        )
        .append("etc/jail.local", "bantime = \u{1b}]0;x\u{7}1h\t\u{9b}31m\n")
        .any_stdout()
        .any_stderr()
        .args("config -c etc")
        .code(1);
    let outcome = test.run();
    let line = "jail.local:9      bantime = \\u{1b}]0;x\\u{7}1h\t\\u{9b}31m\n";
    assert!(outcome.stdout.contains(line), "{:?}", outcome.stdout);
    let left_out = "jail `f\\u{1b}[31mtp` is left out, see above\n";
    assert!(outcome.stderr.ends_with(left_out), "{:?}", outcome.stderr);
    for words in [
        "config -c etc",
        "config -c etc --format json",
        "server -c etc -d",
        "client -c etc -t",
        "config -c etc --why web bantime",
        "config -c etc none\u{1b}[31m",
    ] {
        test = test.args(words);
        let outcome = test.outcome();
        let text = outcome.stdout + &outcome.stderr;
        let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        assert!(!text.contains(hidden), "{words}: {text:?}");
    }
}

// Why.

/// What `--why` says of an option of jail `web`.
#[track_caller]
fn why(option: &str, expected: &str) {
    layered()
        .args("config -c etc --why web")
        .arg(option)
        .stdout(expected)
        .run();
}

#[test]
fn why_a_later_file_wins() {
    why(
        "findtime",
        "\
findtime of jail `web`, as jail `web` has it

set at, the first counts:
  jail.d/z.local:2:1  [web] findtime
      30m
  jail.local:2:1  [DEFAULT] findtime
      20m
  jail.conf:5:1  [DEFAULT] findtime
      10m

value, piece by piece:
  jail.d/z.local:2:12  30m
",
    );
}

#[test]
fn why_a_variable_of_an_included_file() {
    why(
        "logpath",
        "\
logpath of jail `web`, as jail `web` has it

set at, the first counts:
  jail.conf:14:1  [web] logpath
      %(web_log)s

put in:
  jail.conf:14:11  %(web_log)s  is  paths.conf:3:11  %(logs)s/web.log …
    paths.conf:3:11  %(logs)s  is  paths.conf:2:8  .
    paths.conf:4:11  %(logs)s  is  paths.conf:2:8  .

value, piece by piece:
  paths.conf:2:8   .
  paths.conf:3:19  /web.log
  paths.conf:2:8   .
  paths.conf:4:19  /more.log
",
    );
}

/// What the filter says, kept in the jail's own regex by `known/`.
#[test]
fn why_a_known_value() {
    why(
        "failregex",
        "\
failregex of jail `web`, as jail `web` has it

set at, the first counts:
  jail.local:7:1  [web] failregex
      %(known/failregex)s
      ^worse <HOST>$

put in:
  jail.local:7:13  %(known/failregex)s  is  filter.d/web.conf:5:13  ^web:any <HOST>$

value, piece by piece:
  filter.d/web.conf:5:13     ^
  filter.d/common.conf:2:10  web:
  filter.d/web.conf:6:13     any <HOST>
  filter.d/web.conf:5:35     $
  jail.local:7:32            
  jail.local:8:13            ^worse <HOST>$
",
    );
}

#[test]
fn why_a_parameter_of_a_filter() {
    why(
        "mode",
        "\
mode of filter `web`, as jail `web` has it

set at, the first counts:
  jail.conf:13:19  parameter
      strict
  filter.d/web.conf:8:1  [Definition] mode
      lax

value, piece by piece:
  jail.conf:13:19  strict
",
    );
}

#[test]
fn why_tags_of_an_action() {
    why(
        "actionban",
        "\
actionban of action `block`, as jail `web` has it

set at, the first counts:
  action.d/block.conf:2:1  [Definition] actionban
      block <chain> <port> <ip> for <findtime>

put in:
  action.d/block.conf:2:19  <chain>  is  jail.conf:8:9  INPUT
  action.d/block.conf:2:27  <port>  is  jail.local:6:8  80,443
  action.d/block.conf:2:43  <findtime>  is  jail.d/z.local:2:12  30m

value, piece by piece:
  action.d/block.conf:2:13  block 
  jail.conf:8:9             INPUT
  action.d/block.conf:2:26   
  jail.local:6:8            80,443
  action.d/block.conf:2:33   <ip> for 
  jail.d/z.local:2:12       30m
",
    );
}

#[test]
fn why_tags_of_a_filter() {
    layered()
        .args("config -c etc --why mail failregex")
        .stdout(
            "\
failregex of filter `web`, as jail `mail` has it

set at, the first counts:
  filter.d/web.conf:5:1  [Definition] failregex
      ^%(prefix)s<re-<mode>>$

put in:
  filter.d/web.conf:5:14  %(prefix)s  is  filter.d/common.conf:2:10  web:
  filter.d/web.conf:5:28  <mode>  is  filter.d/web.conf:8:8  lax
  filter.d/web.conf:5:24  <re-lax>  is  filter.d/web.conf:7:10  <HOST>

value, piece by piece:
  filter.d/web.conf:5:13     ^
  filter.d/common.conf:2:10  web:
  filter.d/web.conf:7:10     <HOST>
  filter.d/web.conf:5:35     $
",
        )
        .run();
}

/// An option of the jail and one of its action, which `[Init]` has, too.
#[test]
fn why_an_option_of_several() {
    why(
        "chain",
        "\
chain of jail `web`, as jail `web` has it

set at, the first counts:
  jail.conf:8:1  [DEFAULT] chain
      INPUT

value, piece by piece:
  jail.conf:8:9  INPUT

chain of action `block`, as jail `web` has it

set at, the first counts:
  jail.conf:8:9  parameter
      INPUT
  action.d/block.conf:5:1  [Init] chain
      FORWARD

value, piece by piece:
  jail.conf:8:9  INPUT
",
    );
}

#[test]
fn why_a_default() {
    why(
        "backend",
        "\
backend of jail `web`, as jail `web` has it

set at, the first counts:
  built in  the default
      auto

value, piece by piece:
  built in  auto
",
    );
}

#[test]
fn why_an_option_that_is_not_there() {
    let case = |option: &str, complaint: &str| {
        layered()
            .args("config -c etc --why web")
            .arg(option)
            .stderr(complaint)
            .code(1)
            .run();
    };
    case(
        "bantme",
        "jail `web` has no option `bantme`; did you mean `bantime`?\n",
    );
    case(
        "colour",
        "neither jail `web` nor its filter or actions set `colour`\n",
    );
}

// JSON.

fn json(test: &Test) -> Value {
    serde_json::from_str(&test.run().stdout).expect("it is JSON")
}

/// Every piece in a JSON value, each a text and perhaps a place.
fn pieces(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(map) => {
            let here = map.get("pieces").and_then(Value::as_array);
            let here = here.into_iter().flatten();
            let below = map.iter().filter(|(name, _)| *name != "pieces");
            here.chain(below.flat_map(|(_, value)| pieces(value)))
                .collect()
        }
        Value::Array(list) => list.iter().flat_map(pieces).collect(),
        _ => Vec::new(),
    }
}

/// What stands in the file of a place, from the place to the end of the text.
fn at_place(folder: &Path, place: &Value) -> String {
    let number = |name: &str| {
        let number = place[name].as_u64().expect("a place has numbers");
        usize::try_from(number).expect("they are small") - 1
    };
    let file = folder.join(place["file"].as_str().expect("a place has a file"));
    let text = fs::read_to_string(file).expect("the place is in a file");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let rest = lines[number("line")..].concat();
    rest.chars().skip(number("column")).collect()
}

/// Each piece is what stands at its place, line ends excepted: a comment or
/// blanks may stand before them. Gives the number of pieces with a place.
#[track_caller]
fn check_pieces(test: &Test, value: &Value) -> usize {
    let mut count = 0;
    for piece in pieces(value) {
        let text = piece["text"].as_str().expect("a piece has a text");
        if piece["place"].is_null() {
            continue;
        }
        let source = at_place(&test.path(""), &piece["place"]);
        let text = text.trim_end_matches('\n');
        assert!(source.starts_with(text), "{piece}: {source:.60}");
        count += 1;
    }
    count
}

#[test]
fn json_says_the_same_for_programs() {
    let test = layered().args("config -c etc --format json").any_stdout();
    let value = json(&test);
    assert_eq!(value["base"], "etc");
    assert_eq!(value["broken"], serde_json::json!([]));
    let jails = value["jails"].as_array().expect("jails are a list");
    assert_eq!(jails.len(), 1);
    assert_eq!(jails[0]["name"], "web");
    let parts = jails[0]["parts"].as_array().expect("parts are a list");
    let kinds: Vec<_> = parts
        .iter()
        .map(|part| (part["kind"].as_str(), part["name"].as_str()))
        .collect();
    let expected = [("jail", "web"), ("filter", "web"), ("action", "block")];
    assert_eq!(kinds, expected.map(|(kind, name)| (Some(kind), Some(name))));
    let findtime = serde_json::json!({
        "value": "30m",
        "set_at": { "file": "etc/jail.d/z.local", "line": 2, "column": 1 },
        "pieces": [
            { "text": "30m", "place": { "file": "etc/jail.d/z.local", "line": 2, "column": 12 } },
        ],
    });
    pretty_assertions::assert_eq!(parts[0]["options"]["findtime"], findtime);
    assert_eq!(parts[0]["options"]["backend"]["set_at"], Value::Null);
    assert!(check_pieces(&test, &value) > 20);
}

#[test]
fn json_names_broken_jails() {
    let test = layered()
        .append("etc/jail.conf", "[ftp]\nenabled = true\nfilter = ftpd\n")
        .args("config -c etc --format json")
        .any_stdout()
        .any_stderr()
        .code(1);
    let value = json(&test);
    pretty_assertions::assert_eq!(
        value["broken"],
        serde_json::json!([{ "name": "ftp", "reason": "Unable to read the filter 'ftpd'" }])
    );
    assert_eq!(value["jails"][0]["name"], "web");
}

#[test]
fn json_of_why_has_every_piece_at_its_place() {
    for option in ["failregex", "logpath", "action", "actionban", "chain"] {
        let test = layered()
            .args("config -c etc --format json --why web")
            .arg(option)
            .any_stdout();
        let value = json(&test);
        assert_eq!(value["jail"], "web");
        assert_eq!(value["answers"][0]["option"], option);
        assert!(check_pieces(&test, &value) > 0, "{option}");
    }
}

/// Every piece of the embedded configuration, with all its jails.
#[test]
fn every_piece_of_a_large_configuration_is_at_its_place() {
    let test = Test::new().args("config --export etc").any_stdout();
    test.run();
    let test = test
        .file(
            "etc/jail.local",
            "[DEFAULT]\nenabled = true\naction = %(action_mwl)s\n# ä\nport = 1 ; ö\n",
        )
        .args("config -c etc --format json");
    let value = json(&test);
    assert_eq!(value["jails"].as_array().map(Vec::len), Some(6));
    assert!(check_pieces(&test, &value) > 300);
}

/// Numbers are parts of what was written; a truth value is Python's word for
/// it, so that its piece is not in the file: `True` points at `yes`.
#[test]
fn typed_values_that_are_put_in() {
    let test = layered()
        .append("etc/jail.local", "maxretry = +7\nignoreself = yes\n")
        .file(
            "etc/action.d/block.conf",
            "[Definition]\nactionban = <maxretry> <ignoreself>\n",
        )
        .args("config -c etc --format json --why web actionban")
        .any_stdout();
    let value = json(&test);
    let pieces: Vec<_> = pieces(&value)
        .into_iter()
        .map(|piece| {
            (
                piece["text"].clone(),
                at_place(&test.path(""), &piece["place"]),
            )
        })
        .collect();
    let expected = [
        ("7", "7\nignoreself = yes\n"),
        (" ", " <ignoreself>\n"),
        ("True", "yes\n"),
    ];
    let expected = expected.map(|(text, source)| (Value::from(text), source.to_owned()));
    pretty_assertions::assert_eq!(pieces, expected);
}
