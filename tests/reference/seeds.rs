//! Compares families of trees made from seeds, and counts what became of them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::compare::{Difference, compare, report};
use crate::package::Package;
use crate::parallel;
use crate::program::Answer;
use crate::shrink::shrink;
use crate::trees::{self, Tree};
use crate::ways::{DUMP, EACH, Way};

/// How many differing trees are cut down.
const SHRUNK: usize = 3;

/// Trees of one kind.
pub(crate) struct Family<'a> {
    pub(crate) package: &'static Package,
    /// Stands in front of the seed.
    pub(crate) name: &'static str,
    /// A folder that the trees are laid over.
    pub(crate) below: Option<&'a Path>,
    /// The tree of a seed.
    pub(crate) tree: &'a (dyn Fn(u64) -> Tree + Sync),
    /// Every so many seeds, all ways of asking are compared.
    pub(crate) sample: u64,
}

/// How often each outcome came.
pub(crate) type Outcomes = BTreeMap<&'static str, usize>;

impl Family<'_> {
    /// Compares the trees of all seeds.
    #[track_caller]
    pub(crate) fn check_all(&self, seeds: &[u64]) -> Outcomes {
        let results = parallel::each(seeds, |&seed| {
            let name = format!("{} {seed}", self.name);
            self.check(&name, &(self.tree)(seed), self.ways(seed))
        });
        let mut outcomes = Outcomes::new();
        let mut differing = Vec::new();
        for (seed, result) in seeds.iter().zip(results) {
            match result {
                Ok(answer) => *outcomes.entry(outcome(&answer)).or_default() += 1,
                Err(difference) => differing.push((*seed, difference)),
            }
        }
        if !differing.is_empty() {
            let seeds: Vec<_> = differing.iter().map(|(seed, _)| seed.to_string()).collect();
            eprintln!("differing ({}): {}", self.name, seeds.join(" "));
        }
        let differences: Vec<_> = differing
            .into_iter()
            .enumerate()
            .map(|(index, (seed, difference))| match index {
                0..SHRUNK => self.smallest(seed).unwrap_or(difference),
                _ => difference,
            })
            .collect();
        report(&differences);
        outcomes
    }

    fn check(&self, name: &str, tree: &Tree, ways: &[Way]) -> Result<Answer, Box<Difference>> {
        let base = trees::scratch();
        if let Some(below) = self.below {
            trees::copy(below, base.path());
        }
        tree.write(base.path());
        compare(self.package, name, base.path(), &[], ways)
    }

    fn ways(&self, seed: u64) -> &'static [Way] {
        if seed.is_multiple_of(self.sample) {
            EACH
        } else {
            DUMP
        }
    }

    /// The difference of a seed in a tree that has little else.
    fn smallest(&self, seed: u64) -> Option<Box<Difference>> {
        let name = format!("{} {seed} shrunk", self.name);
        let ways = self.ways(seed);
        let tree = shrink(&(self.tree)(seed), |tree| {
            self.check(&name, tree, ways).is_err()
        });
        for (path, text) in &tree.files {
            eprintln!("{name}: {path}\n{text}");
        }
        self.check(&name, &tree, ways).err()
    }
}

/// Prints the outcomes. The answer is how many trees load.
pub(crate) fn tell(what: &str, outcomes: &Outcomes) -> usize {
    let all: usize = outcomes.values().sum();
    let loaded: usize = outcomes
        .iter()
        .filter(|(outcome, _)| outcome.starts_with("loads"))
        .map(|(_, count)| count)
        .sum();
    eprintln!("{loaded} of {all} {what} load");
    for (outcome, count) in outcomes {
        eprintln!("{count:6} {outcome}");
    }
    loaded
}

/// A number from a variable.
pub(crate) fn number(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|error| panic!("{variable}: {text}: {error}")),
        Err(_) => default,
    }
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
    if answer.is_endless() {
        return "endless";
    }
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
