//! Picks the program and runs it.
#![allow(clippy::print_stdout)]
use gaoler::config::load::{Plan, load};
use gaoler::config::commands::MissingLogs;
fn main() {
    let base = std::env::args().nth(1).unwrap();
    let plan = Plan { base: &base, cwd: "/", overrides: Default::default(), missing_logs: MissingLogs::Tolerated, only: &[] };
    let loaded = load(&gaoler::edge::Disk, &plan);
    let mut out = String::new();
    match &loaded.configuration {
        Err(e) => println!("{e:?}"),
        Ok(c) => { if let Some(f) = c.fatal() { println!("fatal {f:?}"); }
            for cmd in c.stream() { cmd.push_repr(&mut out); out.push('\n'); } }
    }
    print!("{out}");
    for f in loaded.findings.iter() { eprint!("{}", gaoler::diag::render(f, &loaded.sources, gaoler::diag::Style::Plain)); }
}
