//! The table of programs, and how one is picked.

use crate::client::{self, Role};
use crate::edge::{Exit, World};
use crate::show;

/// A program of this binary.
pub struct Program {
    /// The first word that picks it.
    pub name: &'static str,
    /// The name that picks it when the binary is called under it.
    pub link: Option<&'static str>,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// Runs it with the words behind its name.
    pub run: fn(&[String], &mut World<'_>) -> Exit,
}

/// All programs.
pub const PROGRAMS: &[Program] = &[
    Program {
        name: "client",
        link: Some("fail2ban-client"),
        summary: "tests and dumps a configuration, as fail2ban-client does",
        run: |words, world| client::run(Role::Client, words, world),
    },
    Program {
        name: "server",
        link: Some("fail2ban-server"),
        summary: "the same; broken jails are left out (running jails is still to come)",
        run: |words, world| client::run(Role::Server, words, world),
    },
    Program {
        name: "config",
        link: None,
        summary: "shows the effective configuration and where each value was written",
        run: show::run,
    },
];

/// Runs the program that the binary's name or else the first word picks.
pub fn run(mut words: Vec<String>, world: &mut World<'_>) -> Exit {
    if words.is_empty() {
        words.push("gaoler".to_owned());
    }
    let called = words.remove(0);
    let called = called.rsplit('/').next().unwrap_or_default();
    if let Some(program) = PROGRAMS.iter().find(|program| program.link == Some(called)) {
        return (program.run)(&words, world);
    }
    let first = words.first().map(String::as_str);
    if let Some(program) = PROGRAMS.iter().find(|program| Some(program.name) == first) {
        return (program.run)(&words[1..], world);
    }
    match first {
        Some("--version" | "-V") => {
            world.print(concat!("gaoler ", env!("CARGO_PKG_VERSION"), "\n"));
            Exit::FINE
        }
        Some("--help" | "-h" | "help") => {
            world.print(&help());
            Exit::FINE
        }
        None => {
            world.complain(&help());
            Exit::USAGE
        }
        Some(word) => {
            let near = crate::diag::nearest(word, PROGRAMS.iter().map(|program| program.name));
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            world.complain(&format!(
                "gaoler: there is no program `{word}`{near}\n\n{}",
                help()
            ));
            Exit::USAGE
        }
    }
}

fn help() -> String {
    let mut text = String::from(
        "gaoler reads a fail2ban configuration exactly as fail2ban does\n\nUsage: gaoler PROGRAM [WORDS]...\n\nPrograms:\n",
    );
    for program in PROGRAMS {
        text.push_str(&format!("  {:<8} {}\n", program.name, program.summary));
    }
    text.push_str("\nEach program prints its own help with --help. Called as fail2ban-client or\nfail2ban-server (by a link), it is that program. --version prints gaoler's version.\n");
    text
}
