//! The two programs behind one face: ours and the real one.

use std::fmt;
use std::path::Path;
use std::process::Command;

use crate::driver;
use crate::package::Package;

/// What a program said.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Exit status; negative: ended by that signal.
    pub(crate) status: i64,
    /// Standard output.
    pub(crate) stdout: Vec<u8>,
    /// Standard error: shown, never compared.
    pub(crate) stderr: Vec<u8>,
}

impl Answer {
    /// Standard output, readable whatever it is.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Whether the program would not end, or not before the memory did.
    pub(crate) fn is_endless(&self) -> bool {
        let stderr = String::from_utf8_lossy(&self.stderr);
        self.status < 0 || stderr.contains("MemoryError")
    }

    /// Whether the program says that tags grow too large.
    pub(crate) fn is_too_large(&self) -> bool {
        let stderr = String::from_utf8_lossy(&self.stderr);
        self.status == 255 && stderr.contains("is too large")
    }

    /// Whether both printed the same and ended the same way.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        self.status == other.status && self.stdout == other.stdout
    }
}

/// A program to ask.
#[derive(Clone, Copy)]
pub(crate) enum Program {
    /// `gaoler client`.
    Ours,
    /// `fail2ban-client` of the package.
    Real(&'static Package),
}

impl Program {
    /// What is under test: ours, unless `GAOLER_SUBJECT=fail2ban`.
    pub(crate) fn subject(package: &'static Package) -> Self {
        match std::env::var("GAOLER_SUBJECT").as_deref() {
            Ok("fail2ban") => Self::Real(package),
            _ => Self::Ours,
        }
    }

    /// Runs the program with the working directory `folder`.
    pub(crate) fn ask(self, folder: &Path, arguments: &[&str]) -> Answer {
        match self {
            Self::Real(package) => driver::ask(package, folder, arguments),
            Self::Ours => {
                let output = Command::new(env!("CARGO_BIN_EXE_gaoler"))
                    .arg("client")
                    .args(arguments)
                    .current_dir(folder)
                    .output()
                    .expect("gaoler runs");
                Answer {
                    status: output.status.code().map_or(-1, i64::from),
                    stdout: output.stdout,
                    stderr: output.stderr,
                }
            }
        }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ours => "gaoler",
            Self::Real(_) => "fail2ban",
        })
    }
}
