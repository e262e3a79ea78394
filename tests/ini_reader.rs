//! Our reader of ini texts against Python's own, as fail2ban sets it up: the
//! same sections, keys and values in the same order, or the same error; and
//! every part of a value points at the bytes that it was read from.
//!
//! The texts are those of `testdata/ini`, which once were read differently or
//! easily might be; generated ones; real files, as they are and with random
//! changes; and whatever is in the folder that `GAOLER_INI_DIR` names. A text
//! that is read differently is cut down and printed.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests touch files, start programs, read variables and say what they left out"
)]

#[path = "support/package.rs"]
mod package;
#[path = "support/places.rs"]
mod places;
#[path = "support/seed.rs"]
mod seed;
#[path = "support/shrink.rs"]
mod shrink;
mod support;

use gaoler::diag::SourceMap;
use gaoler::ini::{Section, read};
use package::{CONFIGURATION, Package};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use support::rng::Rng;
use support::{Oracle, oracle};

/// Where all random input comes from, unless `GAOLER_SEED` says another one.
const SEED: u64 = 2004;
/// How many texts are generated.
const TEXTS: usize = 20_000;
/// How many changed copies are made of each real file.
const CHANGED: usize = 10;
/// How many texts Python gets at a time.
const BATCH: usize = 500;

/// Keys and values in their order.
type Options = Vec<(String, String)>;

#[derive(Debug, PartialEq, Eq)]
struct Contents {
    defaults: Options,
    sections: Vec<(String, Options)>,
}

/// What a text has in it, or class and message of what is wrong with it.
type Outcome = Result<Contents, (String, String)>;

/// What we read; a panic is an outcome, too.
fn ours(text: &str) -> Outcome {
    let options = |section: &Section| {
        let options = section.options.iter();
        let pair = |(key, entry): (&std::sync::Arc<str>, &gaoler::ini::Entry)| {
            (key.to_string(), entry.value.as_str().to_owned())
        };
        options.map(pair).collect::<Options>()
    };
    let attempt = catch_unwind(|| {
        let mut sources = SourceMap::default();
        let file = sources.add("PATH", text.to_owned());
        let ini =
            read(text, "PATH", file).map_err(|error| (error.class.to_owned(), error.reference))?;
        places::check(&ini, &sources);
        let sections = ini.sections.iter();
        Ok(Contents {
            defaults: options(&ini.defaults),
            sections: sections
                .map(|(name, section)| (name.to_string(), options(section)))
                .collect(),
        })
    });
    attempt.unwrap_or_else(|_| Err(("panic".to_owned(), "see above".to_owned())))
}

/// What Python read.
fn theirs(answer: &Value) -> Outcome {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let pairs = |value: &Value| -> Vec<(Value, Value)> {
        serde_json::from_value(value.clone()).expect("a list of pairs")
    };
    let options = |value: &Value| -> Options {
        let pairs = pairs(value).into_iter();
        pairs
            .map(|(key, value)| (text(&key), text(&value)))
            .collect()
    };
    let Some(contents) = answer.get("ok") else {
        return Err((text(&answer["error"]), text(&answer["message"])));
    };
    let sections = pairs(&contents["sections"]).into_iter();
    Ok(Contents {
        defaults: options(&contents["default"]),
        sections: sections
            .map(|(name, entries)| (text(&name), options(&entries)))
            .collect(),
    })
}

fn ask(oracle: &mut Oracle, texts: &[&str]) -> Vec<Outcome> {
    let inputs = texts.iter().map(|text| json!(text)).collect();
    let answers = oracle.ask_all("ini", inputs);
    answers.iter().map(theirs).collect()
}

/// Python, where it is the version whose messages ours follow.
fn python() -> Option<impl std::ops::DerefMut<Target = Oracle>> {
    let mut oracle = oracle()?;
    oracle.is_python_3_11().then_some(oracle)
}

/// Compares what both read in each text, by its name. The answer is how often
/// each outcome came.
fn compare(oracle: &mut Oracle, texts: &[(String, String)]) -> BTreeMap<String, usize> {
    let mut outcomes = BTreeMap::new();
    for batch in texts.chunks(BATCH) {
        let inputs: Vec<_> = batch.iter().map(|(_, text)| &**text).collect();
        for ((name, text), theirs) in batch.iter().zip(ask(oracle, &inputs)) {
            if ours(text) != theirs {
                differ(oracle, name, text);
            }
            let outcome = theirs.map_or_else(|(class, _)| class, |_| "fine".to_owned());
            *outcomes.entry(outcome).or_default() += 1;
        }
    }
    outcomes
}

/// Fails with the smallest text that is still read differently.
fn differ(oracle: &mut Oracle, name: &str, text: &str) -> ! {
    let mut differs = |text: &str| ours(text) != ask(oracle, &[text]).remove(0);
    let text = shrink::without_parts(shrink::lines(text), &mut differs);
    let characters = text.split_inclusive(|_| true).collect();
    let text = shrink::without_parts(characters, &mut differs);
    let theirs = ask(oracle, &[&text]).remove(0);
    panic!(
        "{name} is read differently, cut down to {text:?}\n  ours: {:?}\npython: {theirs:?}",
        ours(&text)
    );
}

/// All files below a folder whose name has one of these extensions (any file
/// where there are none) and whose content is UTF-8.
fn files(folder: &Path, extensions: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.expect("the folder can be listed").path())
            .collect();
        paths.sort();
        for path in paths {
            // Links may lead in circles, or nowhere.
            if path.is_symlink() {
                continue;
            }
            let extension = path.extension().and_then(|extension| extension.to_str());
            let fits = extension.is_some_and(|extension| extensions.contains(&extension));
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() && (fits || extensions.is_empty()) {
                match fs::read_to_string(&path) {
                    Ok(text) => found.push((path.display().to_string(), text)),
                    Err(error) => eprintln!("left out: {}: {error}", path.display()),
                }
            }
        }
    }
    found
}

/// A path in the package's own folder.
fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files with random changes.
fn changed(files: &[(String, String)], copies: usize) -> Vec<(String, String)> {
    let seed = seed::or(SEED);
    let mut rng = Rng::new(seed);
    let mut all = Vec::new();
    for (name, text) in files {
        for copy in 0..copies {
            let name = format!("{name}, changed copy {copy} of seed {seed}");
            all.push((name, with_changes(&mut rng, text)));
        }
    }
    all
}

/// A text with one to four of its lines changed.
fn with_changes(rng: &mut Rng, text: &str) -> String {
    let mut lines: Vec<String> = shrink::lines(text).into_iter().map(str::to_owned).collect();
    for _ in 0..=rng.below(4) {
        let at = rng.below(lines.len() + 1);
        let new = line(rng, false);
        if at == lines.len() {
            lines.push(new);
            continue;
        }
        match rng.below(9) {
            0 => _ = lines.remove(at),
            1 => lines.insert(at, new),
            2 => lines[at] = new,
            3 => lines.insert(at, lines[rng.below(lines.len())].clone()),
            4 => lines[at].insert_str(0, rng.pick(INDENTS)),
            5 => lines[at] = lines[at].trim_start().to_owned(),
            6 => lines[at] = lines[at].trim_end().to_owned() + rng.pick(ENDS),
            7 => {
                let middle = &mut lines[at];
                let boundary = |at: &usize| middle.is_char_boundary(*at);
                let at = (0..=rng.below(middle.len() + 1)).rev().find(boundary);
                middle.insert_str(at.unwrap_or_default(), rng.pick(WILD));
            }
            _ => lines.truncate(at + 1),
        }
    }
    lines.concat()
}

const INDENTS: &[&str] = &[
    "", "", "", "", "", " ", "  ", "    ", "\t", " \t", "\u{a0}", "\u{3000}", "\x1c", "\x1f ",
    "\u{2028}", "\u{85}", "\x0b", "\x0c\x0c", "\0", "\u{200b}", "\u{feff}",
];

const SECTIONS: &[&str] = &[
    "A", "A", "A", "A", "B", "a", " A ", "C", "D", "DEFAULT", "default", "INCLUDES", "A]", "[A",
    "]", "", " ", "A;b", "A ;b", "A#", "İ", "ΑΣ", "KNOWN/A", "a?b=c", "__name__", "a\tb",
    "\u{a0}x", "'", "\"'", "\u{2028}", "|A|", "\0", "E", "F",
];

const HEADERS: &[(&str, &str)] = &[
    ("[", "]"),
    ("[", "]"),
    ("[", "]"),
    ("[", "]"),
    ("[", "]"),
    ("[", "]]"),
    ("[[", "]"),
    ("[", ""),
    ("", "]"),
    ("[", "] tail"),
    ("[", "] ; tail"),
    ("[", "]; tail"),
    ("[", "] = x"),
    ("[", "]="),
    ("[", "] # ]"),
];

const KEYS: &[&str] = &[
    "a",
    "A",
    "a",
    "b",
    "B",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h",
    "j",
    "k",
    "a b",
    "a\tb",
    "x]",
    "İ",
    "i\u{307}",
    "ΑΣ",
    "ας",
    "ασ",
    "ΑΣ b",
    "ß",
    "ẞ",
    "\u{212a}",
    "ǅ",
    "%(a)s",
    "|a",
    "a;b",
    "__name__",
    "known/x",
    "a?b",
    "",
    "[x",
    "[x]y",
    "%",
    "|",
    "a ;b",
    "'",
    "\\",
    "\u{a0}",
    "x\u{a0}",
    "\u{2028}y",
    "\u{85}",
    "\0",
    "DEFAULT",
];

const DELIMITERS: &[&str] = &[
    "=",
    "=",
    " = ",
    " = ",
    ":",
    " : ",
    "==",
    ":=",
    "=:",
    "= =",
    "\t=\u{a0}",
    "= ;",
    "=;",
    " ;=",
    " ",
    "\x1c=\x1d",
    "\u{85}:\u{2029}",
    "＝",
];

const VALUES: &[&str] = &[
    "",
    "",
    "v",
    "v",
    "1 2",
    "a;b",
    "a ;b",
    "a\t;b",
    "a\u{a0};b",
    "a\x1c; b",
    "a; b",
    ";",
    "; x",
    "a;b ;c;d",
    "= x",
    ": x",
    "[A]",
    "# x",
    "a # x",
    "a#b ;c",
    "x = y",
    "\\",
    "\"q v\"",
    "\u{85}",
    "|v",
    "| |",
    "%(x)s",
    "v\u{2028}w",
    "v\x0bw",
    "v\x0c",
    "'",
    "\0",
    "v\0",
    "漢 字",
    "\u{feff}v",
    "v  ",
    "\t",
    "v\\",
    "<HOST> ;",
    "^a; b$",
    "😀 ; 😀",
];

const COMMENTS: &[&str] = &[
    "#", ";", "# x", "; x", ";;", "#;", ";#", "#[A]", ";[A]", "# a = b", "#\u{a0}", ";\0",
];

const WILD: &[&str] = &[
    "a",
    "=",
    ":",
    ";",
    " ;",
    "#",
    "[",
    "]",
    "[]",
    "]]",
    " ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\n\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x1f",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{2029}",
    "\u{3000}",
    "\0",
    "\x7f",
    "\u{feff}",
    "\u{200b}",
    "\u{180e}",
    "İ",
    "Σ",
    "é",
    "漢",
    "😀",
    "|",
    "%",
    "\\",
    "'",
    "\"",
    "\u{e000}",
    "\u{10ffff}",
    "DEFAULT",
    "\u{301}",
];

const ENDS: &[&str] = &[
    "\n", "\n", "\n", "\n", "\n", "\n", "\n", "\n", "\r\n", "\r\n", "\r", "\n\r", "\r\r\n", "\n\n",
    "\n \n", "\x0b", "\u{85}\n", "\x1e\n", " \n", " ;\n", " ; x\n", "\\\n",
];

/// A line that may be anything; a tidy one is rarely a fault.
fn line(rng: &mut Rng, tidy: bool) -> String {
    // The tables begin with what is common.
    let upto = |table: &'static [&'static str], common: usize| match tidy {
        true => &table[..common],
        false => table,
    };
    let mut line = rng.pick(upto(INDENTS, 5)).to_owned();
    match rng.below(16) {
        0..2 => {
            let headers = if tidy { &HEADERS[..5] } else { HEADERS };
            let (before, after) = headers[rng.below(headers.len())];
            line += &format!("{before}{}{after}", rng.pick(SECTIONS));
        }
        2..8 => {
            line.push_str(rng.pick(upto(KEYS, 32)));
            line.push_str(rng.pick(upto(DELIMITERS, 12)));
            line.push_str(rng.pick(VALUES));
        }
        8..12 => {
            line.push_str(if tidy { "      " } else { "" });
            line.push_str(rng.pick(VALUES));
        }
        12 | 13 => line.push_str(rng.pick(COMMENTS)),
        14 if !tidy => line.push_str(&rng.text(WILD, 6)),
        _ => {}
    }
    line + rng.pick(ENDS)
}

/// A text of a few lines, most of them in a section.
fn text(rng: &mut Rng) -> String {
    let mut text = match rng.below(16) {
        0 => "",
        1 => "\u{feff}",
        2 | 3 => "\n# x\n[DEFAULT]\n",
        _ => "[A]\n",
    }
    .to_owned();
    let tidy = rng.below(4) > 0;
    for _ in 0..rng.below(9) {
        text += &line(rng, tidy);
    }
    // The last line may have no end, or half of one.
    for _ in 0..rng.below(3) {
        text.pop();
    }
    text
}

#[test]
fn texts_that_are_easily_misread() {
    let Some(mut oracle) = python() else { return };
    let texts = files(&here("testdata/ini"), &["conf"]);
    assert!(texts.len() > 5, "only {} texts", texts.len());
    compare(&mut oracle, &texts);
}

#[test]
fn generated_texts() {
    let Some(mut oracle) = python() else { return };
    let seed = seed::or(SEED);
    let mut rng = Rng::new(seed);
    let texts: Vec<_> = (0..TEXTS)
        .map(|number| (format!("text {number} of seed {seed}"), text(&mut rng)))
        .collect();
    let outcomes = compare(&mut oracle, &texts);
    eprintln!("generated texts: {outcomes:?}");
    let often = |outcome: &str| outcomes.get(outcome).copied().unwrap_or_default() * 100 / TEXTS;
    // A generator of nothing but faults would test little, and so would one of none.
    assert!(often("fine") >= 40, "{outcomes:?}");
    let faults = [
        "MissingSectionHeaderError",
        "ParsingError",
        "DuplicateOptionError",
        "DuplicateSectionError",
    ];
    for class in faults {
        assert!(often(class) >= 2, "{outcomes:?}");
    }
}

#[test]
fn random_characters() {
    let Some(mut oracle) = python() else { return };
    let seed = seed::or(SEED);
    let mut rng = Rng::new(seed);
    let texts: Vec<_> = (0..TEXTS / 4)
        .map(|number| {
            let text = format!("[s]\n{}", rng.text(WILD, 24));
            (format!("random text {number} of seed {seed}"), text)
        })
        .collect();
    compare(&mut oracle, &texts);
}

#[test]
fn our_own_files() {
    let Some(mut oracle) = python() else { return };
    let extensions = ["conf", "local"];
    let mut own = Vec::new();
    for folder in ["filter.d", "action.d", "jail.d", "src/config/shipped"] {
        own.extend(files(&here(folder), &extensions));
    }
    let outcomes = compare(&mut oracle, &own);
    assert_eq!(outcomes.get("fine"), Some(&own.len()), "{outcomes:?}");
    compare(&mut oracle, &files(&here("testdata/config"), &extensions));
    compare(&mut oracle, &changed(&own, CHANGED * 5));
}

#[test]
fn files_of_debian() {
    let Some(package) = Package::get("the files of Debian's fail2ban") else {
        return;
    };
    let Some(mut oracle) = python() else { return };
    let files = files(&package.at(CONFIGURATION), &["conf", "local"]);
    assert!(files.len() > 100, "only {} files", files.len());
    let outcomes = compare(&mut oracle, &files);
    assert_eq!(outcomes.get("fine"), Some(&files.len()), "{outcomes:?}");
    let outcomes = compare(&mut oracle, &changed(&files, CHANGED));
    eprintln!("changed files of Debian: {outcomes:?}");
}

#[test]
fn files_from_elsewhere() {
    let Some(folder) = std::env::var_os("GAOLER_INI_DIR") else {
        return;
    };
    let Some(mut oracle) = python() else { return };
    let files = files(Path::new(&folder), &[]);
    let outcomes = compare(&mut oracle, &files);
    eprintln!("files below {}: {outcomes:?}", folder.display());
    compare(&mut oracle, &changed(&files, CHANGED));
}
