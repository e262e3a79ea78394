//! Picks the program and runs it.

fn main() {}
