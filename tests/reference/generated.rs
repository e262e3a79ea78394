//! Trees from seeds: those that once differed, then a run of new ones.

use std::collections::BTreeMap;
use std::path::Path;

use crate::compare::{Difference, compare, report};
use crate::generate;
use crate::package::Package;
use crate::parallel;
use crate::program::Answer;
use crate::shrink::shrink;
use crate::trees::{self, Tree};
use crate::ways::{DUMP, EACH, Way};

/// The first seed unless `GAOLER_SEED` says another one.
const SEED: u64 = 1_000_000;

/// How many trees unless `GAOLER_TREES` says another number.
const TREES: u64 = 2_000;

/// How many differing trees are cut down.
const SHRUNK: usize = 3;

/// Of 100 trees, so many must load: a generator of broken trees would test little.
const LOADED: usize = 70;

/// Every so many seeds, all ways of asking are compared.
const SAMPLE: u64 = 10;

fn check(
    package: &'static Package,
    name: &str,
    tree: &Tree,
    ways: &[Way],
) -> Result<Answer, Box<Difference>> {
    let base = trees::scratch();
    tree.write(base.path());
    compare(package, name, base.path(), &[], ways)
}

fn ways(seed: u64) -> &'static [Way] {
    if seed.is_multiple_of(SAMPLE) {
        EACH
    } else {
        DUMP
    }
}

/// Compares all trees. The answer is how often each outcome came.
#[track_caller]
fn check_all(package: &'static Package, seeds: &[u64]) -> BTreeMap<&'static str, usize> {
    let results = parallel::each(seeds, |&seed| {
        check(
            package,
            &format!("seed {seed}"),
            &generate::tree(seed),
            ways(seed),
        )
    });
    let mut outcomes = BTreeMap::new();
    let mut differing = Vec::new();
    for (seed, result) in seeds.iter().zip(results) {
        match result {
            Ok(answer) => *outcomes.entry(outcome(&answer)).or_default() += 1,
            Err(difference) => differing.push((*seed, difference)),
        }
    }
    if !differing.is_empty() {
        let seeds: Vec<_> = differing.iter().map(|(seed, _)| seed.to_string()).collect();
        eprintln!("differing seeds: {}", seeds.join(" "));
    }
    let differences: Vec<_> = differing
        .into_iter()
        .enumerate()
        .map(|(index, (seed, difference))| match index {
            0..SHRUNK => smallest(package, seed).unwrap_or(difference),
            _ => difference,
        })
        .collect();
    report(&differences);
    outcomes
}

/// What may be the end of a tree, by a word of the message.
const ENDS: &[&str] = &[
    "Bad value substitution",
    "Recursion limit",
    "must be followed",
    "bad interpolation",
    "already exists",
    "no section headers",
    "parsing errors",
    "self referencing",
    "recursion depth",
    "closing quotation",
    "escaped character",
    "log level",
];

/// What became of a tree.
fn outcome(answer: &Answer) -> &'static str {
    let stdout = answer.text();
    let stderr = String::from_utf8_lossy(&answer.stderr);
    let broken = stdout.contains("['config-error', ");
    if answer.status == 0 {
        return if broken {
            "loads without some jails"
        } else {
            "loads"
        };
    }
    let end = ENDS
        .iter()
        .find(|end| stderr.contains(**end) || stdout.contains(**end));
    let other = if broken {
        "every jail is broken"
    } else {
        "another end"
    };
    end.copied().unwrap_or(other)
}

/// The difference of a seed in a tree that has little else.
fn smallest(package: &'static Package, seed: u64) -> Option<Box<Difference>> {
    let name = format!("seed {seed} shrunk");
    let tree = shrink(&generate::tree(seed), |tree| {
        check(package, &name, tree, ways(seed)).is_err()
    });
    for (path, text) in &tree.files {
        eprintln!("seed {seed} shrunk: {path}\n{text}");
    }
    check(package, &name, &tree, ways(seed)).err()
}

fn number(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|error| panic!("{variable}: {text}: {error}")),
        Err(_) => default,
    }
}

#[test]
fn seeds_that_once_differed() {
    let Some(package) = Package::get("testdata/config/seeds.txt") else {
        return;
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/config/seeds.txt");
    let text = std::fs::read_to_string(path).expect("the file is ours");
    let seeds: Vec<u64> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            line.split_whitespace()
                .next()
                .expect("a seed")
                .parse()
                .expect("a number")
        })
        .collect();
    check_all(package, &seeds);
}

#[test]
fn new_seeds() {
    let Some(package) = Package::get("generated trees") else {
        return;
    };
    let first = number("GAOLER_SEED", SEED);
    let seeds: Vec<u64> = (first..first + number("GAOLER_TREES", TREES)).collect();
    let outcomes = check_all(package, &seeds);
    let loaded: usize = outcomes
        .iter()
        .filter(|(outcome, _)| outcome.starts_with("loads"))
        .map(|(_, count)| count)
        .sum();
    eprintln!("{loaded} of {} generated trees load", seeds.len());
    for (outcome, count) in &outcomes {
        eprintln!("{count:6} {outcome}");
    }
    assert!(
        loaded * 100 >= seeds.len() * LOADED,
        "only {loaded} of {} load",
        seeds.len()
    );
}

#[test]
fn a_seed_always_gives_the_same_tree() {
    for seed in 0..20 {
        assert_eq!(generate::tree(seed).files, generate::tree(seed).files);
    }
}
