//! Picks the program and runs it.

use gaoler::edge::World;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words = std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    ExitCode::from(World::with_real(|world| gaoler::programs::run(words, world)).0)
}
