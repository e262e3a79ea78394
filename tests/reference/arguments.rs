//! The command line: options in every spelling, commands after a test, times, versions.

use std::path::Path;

use crate::package::Package;
use crate::program::{Answer, Program};
use crate::random::Random;
use crate::rows::v32;
use crate::trees::{self, Tree};
use crate::ways::Way;

/// How many expressions are made up.
const EXPRESSIONS: usize = 150;

/// Command lines whose answers are the same to the byte. `BASE` is the base directory, `x` a
/// socket where nobody listens.
const SAME: &[&str] = &[
    "-c BASE -d",
    "-c BASE/ -d",
    "-c BASE/// -d",
    "-cBASE -d",
    "-dc BASE",
    "--conf BASE -d",
    "--conf=BASE -d",
    "--con BASE -d",
    "-c . -d",
    "-c ./ -d",
    "-c BASE -d -d",
    "-c BASE -d --dp",
    "-c BASE --dump-pretty",
    "-c BASE -vd",
    "-c BASE -qqd",
    "-c BASE -d --",
    "-c BASE -s x -p y -d",
    "-c BASE -i -d",
    "-c BASE -b -f -x -d",
    "-c BASE --pname x -d",
    "-c BASE --timeout 5m -d",
    "-c BASE --timeout bad -d",
    "-c BASE --timeout bad --str2sec 1d",
    "-c BASE --timeout 1,2 -d",
    "-c BASE --loglevel debug -d",
    "-c BASE --loglevel=3 -d",
    "-c BASE --logle 3 -d",
    "-c BASE --loglevel bad -d",
    "-c BASE --logtarget STDERR -d",
    "-c BASE --syslogsocket /x -d",
    "-c BASE --str2sec 1h -d",
    "-c BASE -d --str2sec 1h",
    "-c missing -d",
    "-c missing -t",
    "-c missing --dp",
    "-c missing",
    "-c missing -s x status",
    "-c BASE -s x status",
    "-c BASE -s x ping",
    "-c BASE -s x reload",
    "-c BASE -s x -d status",
    "-c BASE -s x -t status",
    "-c BASE -s x -t ping",
    "-c BASE -s x -t get loglevel",
    "-c BASE -s x -t reload",
    "-c BASE -s x -d -t status",
    "-c BASE -s x -t -- status",
];

/// The same, where a failed test says so on standard output (V32).
const TESTS: &[&str] = &[
    "-c BASE -t",
    "-c BASE --test",
    "-c BASE --te",
    "-c BASE -dt",
    "-c BASE -td",
    "-c BASE --dp -t",
    "-c BASE -t -t",
    "-c BASE -q -t",
    "-c BASE -f -t",
    "-c BASE --timeout 5m -t",
    "-c BASE --loglevel bad -t",
];

/// Command lines with a help text, which is our own: only the status is the same.
const STATUS: &[&str] = &[
    "-h",
    "--help",
    "-c BASE -h -d",
    "-c BASE -d -h",
    "-c BASE",
    "-c BASE -x",
    "-c BASE -v",
    "-c BASE --nope",
    "-c BASE -d -Z",
    "-c BASE --log 3 -d",
    "-c BASE --test=1",
    "-c missing",
    "-c",
    "-s",
    "--str2sec",
];

/// Times that are numbers for both, or for neither.
const TIMES: &[&str] = &[
    "600",
    "-1",
    " 5 ",
    "1.5h",
    "1y 6mo",
    "(1h)*2",
    "7//2",
    "7/2",
    "7%3",
    "1_0",
    "2**3",
    "1h30",
    "1dd 2ww",
    "1 2",
    "1H",
    "1mO",
    "1mon",
    "1months",
    "1-d",
    "1d-1h",
    "1d - 1h",
    "3week2",
    "0.5w",
    ".5h",
    "1/0",
    "-1d",
    "--1",
    "+1",
    "10m5",
    "1h1h",
    "1 h",
    "1  h",
    "1hh",
    "1hou",
    "1we",
    "1 year",
    "1yea",
    "1h\t5",
    "1h\n5",
    "00",
    "1.0",
    "",
    "abc",
    "permanent",
    "1x",
    "1ms",
    "1e3",
    "0x10",
    "d1",
    "1dayz",
    "1+",
    "(1",
    "1d,2h",
    "()",
    "01",
    "1__0",
    "1;2",
    "5.h",
];

/// Times that fail2ban evaluates to something that is no number of seconds, or by Python's
/// whole language; here they are errors.
const REFUSED: &[&str] = &[
    "~5",
    "1<<3",
    "True",
    "[1]",
    "'a'",
    "None",
    "1 if 1 else 2",
    "1 or 2",
    "max(1,2)",
    "lambda: 1",
];

fn answers(package: &'static Package, folder: &Path, words: &[&str]) -> (Answer, Answer) {
    let real = Program::Real(package).ask(folder, words);
    let subject = Program::subject(package).ask(folder, words);
    (real, subject)
}

/// A sound base directory, one with a broken jail, one with an error that ends everything.
fn bases() -> [Tree; 3] {
    let sound = "[j]\nenabled = true\nfilter = f\naction =\n";
    [
        "",
        "[k]\nenabled = true\nfilter = none\n",
        "[k]\nenabled = %(x)s\n",
    ]
    .map(|more| {
        let mut tree = Tree::default();
        tree.add("fail2ban.conf", "[Definition]\nloglevel = INFO\n");
        tree.add("jail.conf", format!("{sound}{more}"));
        tree.add("filter.d/f.conf", "[Definition]\nfailregex = ^x <HOST>$\n");
        tree
    })
}

#[test]
fn every_command_line() {
    let Some(package) = Package::get("command lines") else {
        return;
    };
    let mut differences = Vec::new();
    for tree in bases() {
        let base = trees::scratch();
        tree.write(base.path());
        let folder = base.path().to_str().expect("the target folder is UTF-8");
        let all = [(SAME, true), (TESTS, true), (STATUS, false)];
        for (lines, whole) in all {
            for line in lines {
                let line = line.replace("BASE", folder);
                let words: Vec<&str> = line.split(' ').collect();
                let (mut real, ours) = answers(package, base.path(), &words);
                if TESTS
                    .iter()
                    .any(|test| test.replace("BASE", folder) == line)
                {
                    real = v32(&real, Way::Test);
                }
                if real.status != ours.status || (whole && real.stdout != ours.stdout) {
                    differences.push(format!(
                        "{line}\n< {} {}> {} {}",
                        real.status,
                        real.text(),
                        ours.status,
                        ours.text()
                    ));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// V40: what the two versions are called.
#[test]
fn versions() {
    let Some(package) = Package::get("versions") else {
        return;
    };
    let base = trees::scratch();
    for (words, old, new) in [
        (&["-V"][..], "1.0.2\n", "1.1.2.1\n"),
        (&["-V", "-d"], "1.0.2\n", "1.1.2.1\n"),
        (
            &["--version"],
            "Fail2Ban v1.0.2\n",
            "Fail2Ban v1.1.2.dev1\n",
        ),
        (&["--vers"], "Fail2Ban v1.0.2\n", "Fail2Ban v1.1.2.dev1\n"),
    ] {
        let real = Program::Real(package).ask(base.path(), words);
        assert_eq!((real.status, &*real.text()), (0, old));
        let ours = Program::Ours.ask(base.path(), words);
        assert_eq!((ours.status, &*ours.text()), (0, new));
    }
}

/// An expression that fail2ban can evaluate in no time.
fn expression(random: &mut Random) -> String {
    const UNITS: &[&str] = &[
        "d", "day", "days", "w", "ww", "weeks", "mo", "mon", "month", "y", "year", "s", "sec",
        "seconds", "m", "min", "minutes", "h", "hour", "hours", "H", "Min", "x", "",
    ];
    const NUMBERS: &[&str] = &[
        "0", "1", "2", "10", "1.5", ".5", "600", "0.25", "1_000", "99999",
    ];
    const SIGNS: &[&str] = &["", " ", " ", "+", " - ", "*", " / ", "//", "%", "  ", "\n"];
    let mut text = String::new();
    for index in 0..random.between(1, 4) {
        if index > 0 {
            text += *random.pick(SIGNS);
        }
        let blank = if random.chance(25) { " " } else { "" };
        let part = format!("{}{blank}{}", random.pick(NUMBERS), random.pick(UNITS));
        text += &match random.below(8) {
            0 => format!("({part})"),
            1 => format!("-{part}"),
            _ => part,
        };
    }
    text
}

/// Standard output without the place in an expression, which we do not name.
fn without_place(answer: &Answer) -> String {
    let text = answer.text();
    let place = text.rfind(" (<string>, line ");
    place.map_or(text.clone(), |at| format!("{}\n", &text[..at]))
}

#[test]
fn times() {
    let Some(package) = Package::get("times") else {
        return;
    };
    let base = trees::scratch();
    let mut random = Random::new(7);
    let mut all: Vec<String> = TIMES.iter().map(|&text| text.to_owned()).collect();
    all.extend((0..EXPRESSIONS).map(|_| expression(&mut random)));
    let mut differences = Vec::new();
    for text in &all {
        let option = format!("--str2sec={text}");
        let (real, ours) = answers(package, base.path(), &[&option]);
        if real.status != ours.status || without_place(&real) != without_place(&ours) {
            differences.push(format!("{text:?}: {:?} {:?}", real.text(), ours.text()));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    for text in REFUSED {
        let option = format!("--str2sec={text}");
        let real = Program::Real(package).ask(base.path(), &[&option]);
        let ours = Program::Ours.ask(base.path(), &[&option]);
        assert_eq!((real.status, ours.status), (0, 255), "{text}");
    }
}
