//! The command line of `gaoler config`.

use clap::error::ErrorKind;
use clap::{Parser, ValueEnum};

/// Shows the effective configuration and the place where each value was written
#[derive(Debug, Parser)]
#[command(name = "gaoler config")]
pub(super) struct Args {
    /// The configuration folder [default: /etc/fail2ban, else the embedded configuration]
    #[arg(short = 'c', long, value_name = "DIR")]
    pub(super) conf: Option<String>,
    /// Only these jails, enabled or not [default: all that are enabled]
    #[arg(value_name = "JAIL")]
    pub(super) jails: Vec<String>,
    /// Why an option of a jail, its filter or its actions has its value
    #[arg(long, num_args = 2, value_names = ["JAIL", "OPTION"], conflicts_with = "jails")]
    pub(super) why: Option<Vec<String>>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Writes the embedded configuration into a folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["jails", "why", "conf"])]
    pub(super) export: Option<String>,
}

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What a command line comes to.
pub(super) enum Parsed {
    /// Something to do.
    Args(Args),
    /// Only this is to be printed.
    Print(String),
    /// It cannot be understood, for this reason.
    Wrong(String),
}

/// Understands the words behind the program's name.
pub(super) fn parse(words: &[String]) -> Parsed {
    let words = std::iter::once("gaoler config".to_owned()).chain(words.iter().cloned());
    match Args::try_parse_from(words) {
        Ok(args) => Parsed::Args(args),
        Err(error) if error.kind() == ErrorKind::DisplayHelp => Parsed::Print(error.to_string()),
        Err(error) => Parsed::Wrong(error.to_string()),
    }
}
