//! What a program is given of the world, and what it gives back.

use crate::diag::Style;
use std::env;
use std::io::{self, IsTerminal, Write};

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit(pub u8);

impl Exit {
    /// All is well.
    pub const FINE: Exit = Exit(0);
    /// Something was found.
    pub const FINDINGS: Exit = Exit(1);
    /// The configuration could not be loaded.
    pub const NOT_LOADED: Exit = Exit(2);
    /// The command line cannot be understood.
    pub const USAGE: Exit = Exit(3);
    /// Whatever is wrong: what fail2ban's own programs end with.
    pub const FAIL2BAN: Exit = Exit(255);
}

/// Standard output and error, and what a program asks of its surroundings.
pub struct World<'a> {
    /// For results.
    pub out: &'a mut dyn Write,
    /// For diagnostics.
    pub err: &'a mut dyn Write,
    /// How diagnostics are drawn.
    pub style: Style,
    /// The working directory.
    pub cwd: String,
}

impl World<'_> {
    /// The process's own surroundings: coloured where standard error is a
    /// terminal and `NO_COLOR` is empty or not set.
    pub fn with_real<T>(run: impl FnOnce(&mut World<'_>) -> T) -> T {
        let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let coloured = io::stderr().is_terminal() && !no_color;
        let cwd = env::current_dir().map_or(".".to_owned(), |cwd| cwd.display().to_string());
        let mut world = World {
            out: &mut io::stdout().lock(),
            err: &mut io::stderr().lock(),
            style: if coloured {
                Style::Coloured
            } else {
                Style::Plain
            },
            cwd,
        };
        run(&mut world)
    }

    /// Writes to standard output. A reader that has gone away is no error:
    /// there is nobody left to tell.
    pub fn print(&mut self, text: &str) {
        _ = self.out.write_all(text.as_bytes());
        _ = self.out.flush();
    }

    /// Writes to standard error.
    pub fn complain(&mut self, text: &str) {
        _ = self.err.write_all(text.as_bytes());
    }
}
