//! `%(name)s` in generated texts, looked up by us and by Python's
//! `configparser` with its basic interpolation: the same values, or the same
//! error texts. fail2ban's own additions, `%(section/name)s` and
//! `%(__name__)s`, are left to the comparison with the real fail2ban
//! (`tests/reference`).

#![expect(clippy::disallowed_methods, reason = "tests read variables")]

#[path = "support/places.rs"]
mod places;
#[path = "support/seed.rs"]
mod seed;
#[path = "support/shrink.rs"]
mod shrink;
mod support;

use gaoler::diag::{SourceMap, Traced};
use gaoler::ini::{Lookup, Var, Vars, read};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use support::rng::Rng;
use support::{Oracle, oracle};

/// Where all random input comes from, unless `GAOLER_SEED` says another one.
const SEED: u64 = 1971;
/// How many texts are generated; every option of every section is looked up.
const TEXTS: usize = 4_000;
/// How many texts Python gets at a time.
const BATCH: usize = 500;

const SECTIONS: &[&str] = &["DEFAULT", "a", "B"];
/// The last one is the begin of a chain.
const OPTIONS: &[&str] = &[
    "x",
    "y",
    "z",
    "two words",
    "i\u{307}",
    "k-x.1",
    "m",
    "chain",
];

const PIECES: &[&str] = &[
    "%(x)s",
    "%(y)s",
    "%(z)s",
    "%(X)s",
    "%(two words)s",
    "%(Two Words)s",
    "%(İ)s",
    "%(m)s",
    "%(k-x.1)s",
    "%(unknown)s",
    "%%",
    "text",
    " ",
    "\n    ",
    "'",
    "\"",
    "\\",
    "é",
    "(x)s",
    ")s",
];
const FAULTS: &[&str] = &[
    "%",
    "%(",
    "%()s",
    "%(x)",
    "%(x",
    "%(x)d",
    "%(%(x)s)s",
    "%(x %(y)s",
    "%x",
    "%%%",
    "%( x)s",
    "%(x\n    y)s",
    "%(\n    x)s",
    "%)s",
    "%(x)%(y)s",
    "%('\")s",
];

/// A text, and values that win over those in it.
struct Case {
    text: String,
    vars: BTreeMap<&'static str, Option<String>>,
}

impl Vars for Case {
    fn var(&self, name: &str) -> Option<Var> {
        Some(match self.vars.get(name)? {
            Some(text) => Var::Text(Arc::new(Traced::built_in(text))),
            None => Var::None,
        })
    }
}

fn value(rng: &mut Rng) -> String {
    let pieces = if rng.below(10) > 0 { PIECES } else { FAULTS };
    let most = 1 + rng.below(4);
    rng.text(pieces, most)
}

fn case(rng: &mut Rng) -> Case {
    let mut text = String::new();
    for section in SECTIONS {
        text += &format!("[{section}]\n");
        for option in &OPTIONS[..7] {
            if rng.below(3) > 0 {
                text += &format!("{option} = {}\n", value(rng));
            }
        }
    }
    // Chains as long as are allowed, and one longer.
    if rng.below(8) == 0 {
        let length = 8 + rng.below(4);
        for link in 0..length {
            text += &format!("c{link} = .%(c{})s\n", link + 1);
        }
        text += &format!("c{length} = {}\nchain = %(c0)s\n", value(rng));
    }
    let mut vars = BTreeMap::new();
    for _ in 0..rng.below(3) {
        // Continuation lines are only known in files.
        let value = (rng.below(6) > 0).then(|| value(rng).replace('\n', ""));
        vars.insert(OPTIONS[rng.below(OPTIONS.len())], value);
    }
    Case { text, vars }
}

fn lookups() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of = |&section: &&'static str| OPTIONS.iter().map(move |&option| (section, option));
    SECTIONS.iter().flat_map(of)
}

/// A value, nothing where there is none, or the text of an error.
type Found = Result<Option<String>, String>;

fn ours(case: &Case) -> Option<Vec<Found>> {
    let mut sources = SourceMap::default();
    let file = sources.add("PATH", case.text.clone());
    let ini = read(&case.text, "PATH", file).ok()?;
    places::check(&ini, &sources);
    let look_up = |(section, option)| {
        let lookup = Lookup::new(&ini, section, case, None);
        let found = lookup.get(option).map_err(|error| error.reference)?;
        if let Some(value) = &found {
            places::check_value(value, &sources);
        }
        Ok(found.map(|value| value.as_str().to_owned()))
    };
    Some(lookups().map(look_up).collect())
}

fn theirs(answer: &Value) -> Vec<Found> {
    let found = |answer: &Value| match answer.get("ok") {
        Some(value) => Ok(value.as_str().map(str::to_owned)),
        None if answer["error"] == "NoOptionError" => Ok(None),
        None => Err(answer["message"].as_str().expect("a text").to_owned()),
    };
    let answers = answer.as_array().expect("a list of answers");
    answers.iter().map(found).collect()
}

fn ask(oracle: &mut Oracle, cases: &[&Case]) -> Vec<Vec<Found>> {
    let lookups: Vec<_> = lookups().collect();
    let input = |case: &&Case| json!({ "text": case.text, "vars": case.vars, "lookups": lookups });
    let answers = oracle.ask_all("interpolation", cases.iter().map(input).collect());
    answers.iter().map(theirs).collect()
}

/// Fails with the smallest text for which the answers still differ.
fn differ(oracle: &mut Oracle, name: &str, case: &Case) -> ! {
    let with = |text: &str| Case {
        text: text.to_owned(),
        vars: case.vars.clone(),
    };
    let differs = |text: &str| {
        let case = with(text);
        // What is left must be a text that can be read, with all its sections:
        // without its section, a value that wins over the files' is an error to Python.
        let has = |section: &&str| text.contains(&format!("[{section}]"));
        let ours = ours(&case).filter(|_| SECTIONS.iter().all(has));
        ours.is_some_and(|ours| ours != ask(oracle, &[&case]).remove(0))
    };
    let case = with(&shrink::without_parts(shrink::lines(&case.text), differs));
    let found = ours(&case).into_iter().flatten();
    let found = found.zip(ask(oracle, &[&case]).remove(0));
    let differing = lookups()
        .zip(found)
        .find(|(_, (ours, theirs))| ours != theirs);
    panic!(
        "{name} differs, cut down to {:?} with {:?}\nlookup, (ours, python's): {differing:#?}",
        case.text, case.vars
    );
}

#[test]
fn values_and_errors_are_the_same() {
    let Some(mut oracle) = oracle() else { return };
    if !oracle.is_python_3_11() {
        return;
    }
    let seed = seed::or(SEED);
    let mut rng = Rng::new(seed);
    let cases: Vec<Case> = (0..TEXTS).map(|_| case(&mut rng)).collect();
    let mut counts = BTreeMap::new();
    for (number, batch) in cases.chunks(BATCH).enumerate() {
        let inputs: Vec<&Case> = batch.iter().collect();
        let answers = ask(&mut oracle, &inputs);
        for (index, (case, theirs)) in batch.iter().zip(answers).enumerate() {
            let ours = ours(case).expect("generated texts can be read");
            if ours != theirs {
                let name = format!("text {} of seed {seed}", number * BATCH + index);
                differ(&mut oracle, &name, case);
            }
            for found in theirs {
                *counts.entry(kind(&found)).or_insert(0) += 1;
            }
        }
    }
    let kinds = [
        "value",
        "nothing",
        "Bad",
        "Recursion",
        "'%'",
        "bad",
        "argument",
    ];
    for kind in kinds {
        let count = counts.get(kind).copied().unwrap_or_default();
        assert!(count > 200, "{count} of {kind}: {counts:?}");
    }
    assert!(counts["value"] > 20_000, "{counts:?}");
}

/// A word that tells the ways a lookup ends apart.
fn kind(found: &Found) -> String {
    match found {
        Ok(Some(_)) => "value".to_owned(),
        Ok(None) => "nothing".to_owned(),
        Err(message) => message.split(' ').next().unwrap_or_default().to_owned(),
    }
}
