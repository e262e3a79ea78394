//! Trees from seeds: those that once differed, then a run of new ones.

use std::path::Path;

use crate::generate;
use crate::package::Package;
use crate::seeds::{self, Family};

/// The first seed unless `GAOLER_SEED` says another one.
const SEED: u64 = 1_000_000;

/// How many trees unless `GAOLER_TREES` says another number.
const TREES: u64 = 2_000;

/// Of 100 trees, so many must load: a generator of broken trees would test little.
const LOADED: usize = 70;

fn family(package: &'static Package) -> Family<'static> {
    Family {
        package,
        name: "seed",
        below: None,
        tree: &generate::tree,
        // Every so many seeds, all ways of asking are compared.
        sample: 10,
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
    family(package).check_all(&seeds);
}

#[test]
fn new_seeds() {
    let Some(package) = Package::get("generated trees") else {
        return;
    };
    let first = seeds::number("GAOLER_SEED", SEED);
    let seeds: Vec<u64> = (first..first + seeds::number("GAOLER_TREES", TREES)).collect();
    let outcomes = family(package).check_all(&seeds);
    let loaded = seeds::tell("generated trees", &outcomes);
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
