//! The command line of `fail2ban-client` and `fail2ban-server`.

use super::Role;
use clap::{CommandFactory, FromArgMatches, Parser};

/// What `--version` calls the reference that is stood in for.
const VERSION: &str = "Fail2Ban v1.1.2.dev1";
/// The same for machines, as `-V` prints it.
const SHORT_VERSION: &str = "1.1.2.1";

/// Reads a fail2ban configuration, tests it or prints what it comes to
#[derive(Debug, Parser)]
#[command(
    disable_version_flag = true,
    disable_help_flag = true,
    args_override_self = true,
    infer_long_args = true
)]
pub(super) struct Args {
    /// The configuration folder [default: /etc/fail2ban, else the embedded configuration]
    #[arg(short = 'c', long, value_name = "DIR", allow_hyphen_values = true)]
    pub(super) conf: Option<String>,
    /// The path of the server's socket
    #[arg(short = 's', long, value_name = "FILE", allow_hyphen_values = true)]
    pub(super) socket: Option<String>,
    /// The path of the server's pid file
    #[arg(short = 'p', long, value_name = "FILE", allow_hyphen_values = true)]
    pub(super) pidfile: Option<String>,
    /// The name of the server's process
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pname: Option<String>,
    /// How much the server logs
    #[arg(long, value_name = "LEVEL", allow_hyphen_values = true)]
    pub(super) loglevel: Option<String>,
    /// Where the server logs to
    #[arg(long, value_name = "TARGET", allow_hyphen_values = true)]
    pub(super) logtarget: Option<String>,
    /// The socket of the system log
    #[arg(long, value_name = "auto|FILE", allow_hyphen_values = true)]
    pub(super) syslogsocket: Option<String>,
    /// Prints the commands that the configuration comes to
    #[arg(short = 'd')]
    dump: bool,
    /// The same, longer ones over several lines
    #[arg(long = "dump-pretty", visible_alias = "dp")]
    pub(super) pretty: bool,
    /// Tests the configuration; with a command, before it
    #[arg(short = 't', long)]
    pub(super) test: bool,
    /// Interactive mode
    #[arg(short = 'i')]
    interactive: bool,
    /// More messages; may be given several times
    #[arg(short = 'v', action = clap::ArgAction::Count)]
    verbose: u8,
    /// Fewer messages; may be given several times
    #[arg(short = 'q', action = clap::ArgAction::Count)]
    quiet: u8,
    /// Removes a stale socket at the server's start
    #[arg(short = 'x')]
    force: bool,
    /// Starts the server in the background (default)
    #[arg(short = 'b')]
    background: bool,
    /// Starts the server in the foreground
    #[arg(short = 'f')]
    foreground: bool,
    /// Internal: a server that gets its configuration from a client
    #[arg(long = "async", hide = true)]
    asynchronous: bool,
    /// Seconds to wait for a server that starts
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(super) timeout: Option<String>,
    /// Prints the seconds of a time such as `1d 12h`
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(super) str2sec: Option<String>,
    /// Prints this text
    #[arg(short = 'h', long)]
    help: bool,
    /// Prints the version of fail2ban that this is compatible with
    #[arg(long)]
    version: bool,
    /// The same, shorter
    #[arg(short = 'V')]
    short_version: bool,
    /// The command and its words; options must stand before it
    #[arg(value_name = "COMMAND", trailing_var_arg = true)]
    pub(super) command: Vec<String>,
}

impl Args {
    /// Whether the commands are to be printed.
    pub(super) fn dumps(&self) -> bool {
        self.dump || self.pretty
    }

    /// Whether the command needs the server to be started.
    pub(super) fn starts(&self) -> bool {
        let first = self.command.first().map(String::as_str);
        matches!(first, Some("start" | "restart"))
    }

    /// How many steps fewer messages than usual are wanted; negative for more.
    pub(super) fn quietness(&self) -> i32 {
        i32::from(self.quiet) - i32::from(self.verbose)
    }
}

/// What a command line comes to.
pub(super) enum Parsed {
    /// Something to do.
    Args(Box<Args>),
    /// Only this is to be printed.
    Print(String),
    /// It cannot be understood.
    Wrong {
        /// The help text, which the reference prints in this case.
        usage: String,
        /// Why.
        reason: String,
    },
}

/// Understands the words behind the program's name.
pub(super) fn parse(role: Role, words: &[String]) -> Parsed {
    let mut command = command(role);
    let name = command.get_name().to_owned();
    let words = std::iter::once(name).chain(words.iter().cloned());
    let parsed = command
        .try_get_matches_from_mut(words)
        .and_then(|matches| Args::from_arg_matches(&matches));
    match parsed {
        Ok(args) if args.help => Parsed::Print(usage(role)),
        Ok(args) if args.short_version => Parsed::Print(format!("{SHORT_VERSION}\n")),
        Ok(args) if args.version => Parsed::Print(format!("{VERSION}\n")),
        Ok(args) => Parsed::Args(Box::new(args)),
        Err(error) => Parsed::Wrong {
            usage: usage(role),
            reason: reason(&error),
        },
    }
}

/// The first line of clap's message: the rest repeats the usage.
fn reason(error: &clap::Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}

/// The help text.
pub(super) fn usage(role: Role) -> String {
    command(role).render_long_help().to_string()
}

fn command(role: Role) -> clap::Command {
    Args::command().name(match role {
        Role::Client => "fail2ban-client",
        Role::Server => "fail2ban-server",
    })
}
