//! `gaoler client`, a drop-in for `fail2ban-client`, and what `gaoler server`
//! shares with it: reading the configuration, dumping and testing it.

mod args;
mod log;
mod read;

use crate::config::load::LoadFailure;
use crate::config::refusal::{Reach, Refusal};
use crate::diag::{Severity, one_line, render};
use crate::edge::{Exit, Place, World};
use crate::map::OrderedMap;
use crate::python::repr_str;
use crate::time::{TimeError, parse_seconds};
use args::{Args, Parsed};
use log::Log;
use read::{Jails, Read, read};

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
    if let Some(text) = &args.timeout
        && let Err(error) = seconds(text)
    {
        return bad_time(&error, world);
    }
    if let Some(text) = &args.str2sec {
        return match seconds(text) {
            Ok(seconds) => {
                world.print(&format!("{seconds}\n"));
                Exit::FINE
            }
            Err(error) => bad_time(&error, world),
        };
    }
    let place = Place::choose(args.conf.as_deref());
    let only_reads = args.dumps() || args.test;
    let does_nothing = !only_reads && args.command.is_empty() && role == Role::Client;
    if does_nothing && place.files.is_folder(&place.base) {
        world.print(&args::usage(role));
        return Exit::FAIL2BAN;
    }
    let read = read(&args, role, place, world);
    let log = Log::new(args.quietness());
    Program { args, role, log }.judge(&read, world)
}

/// The seconds of a time expression, as text.
fn seconds(text: &str) -> Result<String, TimeError> {
    match parse_seconds(text) {
        Ok(seconds) => Ok(seconds.to_string()),
        // A pair of numbers is no time, but the reference takes it.
        Err(TimeError::Tuple(pair)) => Ok(pair.to_string()),
        Err(error) => Err(error),
    }
}

fn bad_time(error: &TimeError, world: &mut World<'_>) -> Exit {
    world.print(&format!("ERROR: {}\n", error.python_message()));
    world.complain("Init of command line failed\n");
    Exit::FAIL2BAN
}

/// So many warnings of one code are shown; of errors, all are.
const MAX_OF_A_KIND: usize = 100;

struct Program {
    args: Box<Args>,
    role: Role,
    log: Log,
}

impl Program {
    /// Says what is wrong with the configuration, dumps it if that is asked
    /// for, and goes on with the command if there is one.
    fn judge(&self, read: &Read, world: &mut World<'_>) -> Exit {
        self.show_findings(read, world);
        let jails = match &read.outcome {
            Ok(jails) => jails,
            Err(LoadFailure::Start(text)) => {
                world.print(&format!("ERROR: {text}\n"));
                self.log
                    .error(world, "fail2ban", "Init of command line failed");
                return Exit::FAIL2BAN;
            }
            Err(LoadFailure::Configuration(text)) => return self.refused(text, world),
        };
        if self.role == Role::Client
            && let Some(fatal) = jails.fatal()
        {
            for (name, refusal) in jails.broken.iter().filter(|(_, r)| r.reach == Reach::Jail) {
                self.broken_jail(name, refusal, world);
            }
            return self.refused(&fatal.reference, world);
        }
        for (name, refusal) in &jails.broken {
            self.broken_jail(name, refusal, world);
        }
        for part in &jails.dump {
            world.print(part);
        }
        if !jails.broken.is_empty() && (self.args.test || jails.usable == 0) {
            return self.failed(world);
        }
        if self.args.test && self.args.command.is_empty() {
            world.print("OK: configuration test is successful\n");
            return Exit::FINE;
        }
        if self.args.dumps() && !self.args.test {
            return Exit::FINE;
        }
        self.send(jails, read, world)
    }

    /// Shows what was found: with source lines in a test, else in a line each.
    fn show_findings(&self, read: &Read, world: &mut World<'_>) {
        let mut text = String::with_capacity(8 << 10);
        let mut kinds: OrderedMap<&str, usize> = OrderedMap::default();
        for finding in read.findings.iter().filter(|f| self.log.shows(f.severity)) {
            if finding.severity != Severity::Error {
                let count = kinds.entry(finding.code.id).or_default();
                *count += 1;
                if *count > MAX_OF_A_KIND {
                    continue;
                }
            }
            if self.args.test || finding.severity == Severity::Error {
                text.push_str(&render(finding, &read.sources, world.style));
            } else {
                text.push_str(&one_line(finding, &read.sources));
                text.push('\n');
            }
        }
        for (code, count) in kinds {
            if let Some(more @ 1..) = count.checked_sub(MAX_OF_A_KIND) {
                text.push_str(&format!("and {more} more of [{code}]\n"));
            }
        }
        world.complain(&text);
    }

    /// What the reference says where it gives up altogether.
    fn refused(&self, reference: &str, world: &mut World<'_>) -> Exit {
        let text = format!("Failed during configuration: {reference}");
        self.log.error(world, "fail2ban", &text);
        if self.args.dumps() {
            world.print("ERROR: The configuration stream failed because of the invalid syntax.\n");
        }
        self.failed(world)
    }

    /// The reference's log lines for a jail that is left out.
    fn broken_jail(&self, name: &str, refusal: &Refusal, world: &mut World<'_>) {
        let (log, reason) = (&self.log, &refusal.reference);
        log.error(world, "fail2ban.jailreader", reason);
        let skipped = if self.args.test { "" } else { " Skipping..." };
        let text = format!("Errors in jail {}.{skipped}", repr_str(name));
        log.error(world, "fail2ban.jailsreader", &text);
    }

    fn failed(&self, world: &mut World<'_>) -> Exit {
        if !self.args.test {
            self.log
                .error(world, "fail2ban", "Init of command line failed");
        } else if self.args.command.is_empty() {
            world.print("ERROR: test configuration failed\n");
        } else {
            let text = "ERROR: test configuration failed";
            self.log.error(world, "fail2ban", text);
        }
        Exit::FAIL2BAN
    }

    /// What needs a running server. This version has none to talk to.
    fn send(&self, jails: &Jails, read: &Read, world: &mut World<'_>) -> Exit {
        let socket = &jails.socket;
        let text = if self.role == Role::Server || self.args.starts() {
            "This version reads, shows and tests configurations; it does not run jails yet"
                .to_owned()
        } else if read.place.files.exists(socket) {
            format!("This version does not speak to servers yet; one may listen on {socket}")
        } else {
            format!("Failed to access socket path: {socket}. Is fail2ban running?")
        };
        self.log.error(world, "fail2ban", &text);
        Exit::FAIL2BAN
    }
}
