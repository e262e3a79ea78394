//! `gaoler client`, a drop-in for `fail2ban-client`, and what `gaoler server`
//! shares with it: reading the configuration, dumping and testing it.

mod args;
mod log;
mod read;

use crate::config::load::LoadFailure;
use crate::edge::{Exit, World};
use args::{Args, Parsed};
use log::Log;
use read::Read;

/// Which of fail2ban's two programs is stood in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `fail2ban-client`.
    Client,
    /// `fail2ban-server`.
    Server,
}

/// Runs the program with the words behind its name.
pub fn run(role: Role, words: &[String], world: &mut World<'_>) -> Exit {
    let args = match args::parse(role, words) {
        Parsed::Args(args) => args,
        Parsed::Print(text) => {
            world.print(&text);
            return Exit::FINE;
        }
        Parsed::Wrong { usage, reason } => {
            world.print(&usage);
            world.complain(&format!("{reason}\nInit of command line failed\n"));
            return Exit::FAIL2BAN;
        }
    };
    if let Some(text) = &args.str2sec {
        return str2sec(text, world);
    }
    if !args.dumps() && !args.test && args.command.is_empty() && role == Role::Client {
        world.print(&args::usage(role));
        return Exit::FAIL2BAN;
    }
    let log = Log::new(args.quietness());
    let read = Read::new(&args, role, world);
    let exit = match &read.loaded.configuration {
        Err(LoadFailure::Start(text)) => {
            read.show_findings(&log, world);
            world.print(&format!("ERROR: {text}\n"));
            log.error(world, "fail2ban", "Init of command line failed");
            return Exit::FAIL2BAN;
        }
        Err(LoadFailure::Configuration(text)) => read.refused(&args, text, &log, world),
        Ok(configuration) => match configuration.fatal() {
            Some(refusal) if role == Role::Client => {
                read.refused(&args, &refusal.reference, &log, world)
            }
            _ => read.accepted(configuration, &args, &log, world),
        },
    };
    match exit {
        Exit::FINE if args.command.is_empty() && role == Role::Client => exit,
        Exit::FINE if args.command.is_empty() && (args.dumps() || args.test) => exit,
        Exit::FINE if args.dumps() && !args.test => exit,
        Exit::FINE => send(role, &args, &read, &log, world),
        _ => exit,
    }
}

/// Prints the seconds of a time expression.
fn str2sec(text: &str, world: &mut World<'_>) -> Exit {
    match crate::time::parse_seconds(text) {
        Ok(seconds) => {
            world.print(&format!("{seconds}\n"));
            Exit::FINE
        }
        Err(error) => {
            world.print(&format!("ERROR: {error}\n"));
            world.complain("Init of command line failed\n");
            Exit::FAIL2BAN
        }
    }
}

/// What needs a running server. This version has none to talk to.
fn send(role: Role, args: &Args, read: &Read<'_>, log: &Log, world: &mut World<'_>) -> Exit {
    let socket = read.socket();
    let text = if role == Role::Server || args.starts() {
        "This version reads, shows and tests configurations; it does not run jails yet".to_owned()
    } else if read.place.files.exists(&socket) {
        format!("This version does not speak to servers yet; one may listen on {socket}")
    } else {
        format!("Failed to access socket path: {socket}. Is fail2ban running?")
    };
    log.error(world, "fail2ban", &text);
    Exit::FAIL2BAN
}
