//! The checks of the fuzz targets on inputs that are kept: samples to begin
//! with, and every input that once made a check fail. Each file of
//! `testdata/fuzz/TARGET` is one input; the first ones are named after what is
//! in them, those that were found after what went wrong.

#![expect(clippy::disallowed_methods, reason = "tests touch files")]

#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "it is a crate of its own, too")]
mod checks;

use std::fs;
use std::path::Path;

fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/fuzz")
        .join(target);
    let entries = fs::read_dir(&folder).expect("the inputs are in the repository");
    let mut inputs: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    inputs.sort();
    assert!(!inputs.is_empty());
    for input in inputs {
        let data = fs::read(&input).expect("an input is a file");
        // The harness shows this where the check panics.
        println_input(&input);
        check(&data);
    }
}

#[expect(
    clippy::print_stdout,
    reason = "the test harness keeps it for failures"
)]
fn println_input(input: &Path) {
    println!("{}", input.display());
}

#[test]
fn ini_read() {
    replay("ini_read", checks::ini_read);
}

#[test]
fn config_load() {
    replay("config_load", checks::config_load);
}

#[test]
fn option_list() {
    replay("option_list", checks::option_list);
}
