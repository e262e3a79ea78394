//! Bounds of every run: the program must stay within them whatever it is fed.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// What a run may take.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Seconds of processor time; other work on the machine does not count.
    /// Nothing should take more than five where the tests were written; slower
    /// machines have twice as much.
    pub(crate) processor: u64,
    /// Address space in MiB.
    pub(crate) memory: u64,
    /// For what waits instead of working, such as a FIFO without a writer.
    pub(crate) wall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            processor: 10,
            memory: 512,
            wall: Duration::from_secs(60),
        }
    }
}

impl Limits {
    /// `program` with these limits set by the shell before it is started.
    pub(crate) fn command(self, program: &Path) -> Command {
        let Limits {
            processor, memory, ..
        } = self;
        let kilobytes = memory * 1024;
        let script =
            format!("ulimit -t {processor} && ulimit -v {kilobytes} && exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(program);
        command
    }
}
