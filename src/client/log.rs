//! Log lines in the form of fail2ban's own, for scripts that look for them.

use crate::diag::{Severity, printable};
use crate::edge::{World, log_stamp};

/// What is logged, by how quiet the command line asks to be.
pub(super) struct Log {
    quietness: i32,
}

impl Log {
    /// `quietness` is the number of `-q` less that of `-v`.
    pub(super) fn new(quietness: i32) -> Log {
        Log { quietness }
    }

    /// Whether findings of a severity are shown: errors and warnings, with
    /// `-q` only errors, with `-v` notes, too.
    pub(super) fn shows(&self, severity: Severity) -> bool {
        match severity {
            Severity::Note => self.quietness < 0,
            Severity::Warning => self.quietness < 1,
            Severity::Error => true,
        }
    }

    /// An error, under the name of the part of fail2ban that would log it.
    pub(super) fn error(&self, world: &mut World<'_>, part: &str, text: &str) {
        let (stamp, process) = (log_stamp(), std::process::id());
        let text = printable(text);
        world.complain(&format!("{stamp} {part:<24}[{process}]: ERROR   {text}\n"));
    }
}
