//! Options of a jail that name what is not there, or too much of it.

use super::{ask, bad, broken, usable};
use crate::limits::Limits;
use crate::test::Test;
use std::fs;
use std::fs::File;

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
