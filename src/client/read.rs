//! Reading the configuration for a dump, a test or a start.

use super::Role;
use super::args::Args;
use super::log::Log;
use crate::config::check;
use crate::config::commands::MissingLogs;
use crate::config::load::{Configuration, Loaded, Plan, load};
use crate::config::refusal::{Reach, Refusal};
use crate::config::server::Overrides;
use crate::config::value::Value;
use crate::diag::{Diagnostic, Severity, one_line, render};
use crate::edge::{Exit, Place, World};
use crate::python::{PrettyPrinter, repr_str};

/// The form of `--dp`.
const PRETTY: PrettyPrinter = PrettyPrinter {
    width: 1000,
    indent: 2,
};

/// A configuration that was read.
pub(super) struct Read<'a> {
    pub(super) place: Place,
    pub(super) loaded: Loaded,
    args: &'a Args,
}

impl<'a> Read<'a> {
    pub(super) fn new(args: &'a Args, role: Role, world: &World<'_>) -> Read<'a> {
        let place = Place::choose(args.conf.as_deref());
        let refuse = args.test && !args.dumps() && role == Role::Client;
        let missing_logs = if refuse {
            MissingLogs::Refused
        } else {
            MissingLogs::Tolerated
        };
        let plan = Plan {
            base: &place.base,
            cwd: &world.cwd,
            overrides: Overrides {
                loglevel: args.loglevel.clone(),
                logtarget: args.logtarget.clone(),
                syslogsocket: args.syslogsocket.clone(),
                socket: args.socket.clone(),
                pidfile: args.pidfile.clone(),
            },
            missing_logs,
            only: &[],
        };
        let mut loaded = load(place.files, &plan);
        if args.test {
            check::check(&mut loaded);
        }
        Read {
            place,
            loaded,
            args,
        }
    }

    /// The path of the server's socket.
    pub(super) fn socket(&self) -> String {
        let configuration = self.loaded.configuration.as_ref().ok();
        let socket = configuration.and_then(|c| c.server.options.get("socket"));
        let socket = socket.and_then(Value::source);
        socket.map_or_else(String::new, |text| text.as_str().to_owned())
    }

    /// Shows what was found: with source lines in a test, else in a line each.
    pub(super) fn show_findings(&self, log: &Log, world: &mut World<'_>) {
        let sources = &self.loaded.sources;
        let shown = |d: &&Diagnostic| log.shows(d.severity);
        let mut text = String::new();
        for finding in self.loaded.findings.iter().filter(shown) {
            if self.args.test || finding.severity == Severity::Error {
                text.push_str(&render(finding, sources, world.style));
            } else {
                text.push_str(&one_line(finding, sources));
                text.push('\n');
            }
        }
        world.complain(&text);
    }

    /// What the reference says where it gives up altogether.
    pub(super) fn refused(
        &self,
        args: &Args,
        reference: &str,
        log: &Log,
        world: &mut World<'_>,
    ) -> Exit {
        self.show_findings(log, world);
        if let Ok(configuration) = &self.loaded.configuration {
            let isolated = configuration.broken();
            for (jail, refusal) in isolated.filter(|(_, r)| r.reach == Reach::Jail) {
                broken_jail(&jail.name, refusal, args, log, world);
            }
        }
        let text = format!("Failed during configuration: {reference}");
        log.error(world, "fail2ban", &text);
        if args.dumps() {
            world.print("ERROR: The configuration stream failed because of the invalid syntax.\n");
        }
        failed(args, log, world)
    }

    /// Dumps and judges a configuration that can be used at least in part.
    pub(super) fn accepted(
        &self,
        configuration: &Configuration,
        args: &Args,
        log: &Log,
        world: &mut World<'_>,
    ) -> Exit {
        self.show_findings(log, world);
        for (jail, refusal) in configuration.broken() {
            broken_jail(&jail.name, refusal, args, log, world);
        }
        if args.dumps() {
            let mut text = String::new();
            for command in configuration.stream() {
                let command = command.to_python();
                if args.pretty {
                    PRETTY.push(&mut text, &command);
                } else {
                    command.push_repr(&mut text);
                }
                text.push('\n');
            }
            world.print(&text);
        }
        let broken = configuration.broken().count();
        if broken > 0 && (args.test || configuration.usable() == 0) {
            return failed(args, log, world);
        }
        if args.test && args.command.is_empty() {
            world.print("OK: configuration test is successful\n");
        }
        Exit::FINE
    }
}

/// The reference's log lines for a jail that is left out.
fn broken_jail(name: &str, refusal: &Refusal, args: &Args, log: &Log, world: &mut World<'_>) {
    log.error(world, "fail2ban.jailreader", &refusal.reference);
    let skipped = if args.test { "" } else { " Skipping..." };
    let text = format!("Errors in jail {}.{skipped}", repr_str(name));
    log.error(world, "fail2ban.jailsreader", &text);
}

fn failed(args: &Args, log: &Log, world: &mut World<'_>) -> Exit {
    if !args.test {
        log.error(world, "fail2ban", "Init of command line failed");
    } else if args.command.is_empty() {
        world.print("ERROR: test configuration failed\n");
    } else {
        log.error(world, "fail2ban", "ERROR: test configuration failed");
    }
    Exit::FAIL2BAN
}
