//! Reading the configuration for a dump, a test or a start.

use super::Role;
use super::args::Args;
use crate::config::check::Checker;
use crate::config::commands::MissingLogs;
use crate::config::load::{LoadFailure, LoadedJail, Loading, Plan};
use crate::config::refusal::{Reach, Refusal};
use crate::config::server::Overrides;
use crate::config::stream::Command;
use crate::config::value::Value;
use crate::diag::{Diagnostics, SourceMap};
use crate::edge::{Place, World};
use crate::python::PrettyPrinter;
use std::sync::Arc;

/// The length of a part of the dump.
const PART: usize = 64 << 10;

/// The form of `--dp`.
const PRETTY: PrettyPrinter = PrettyPrinter {
    width: 1000,
    indent: 2,
};

/// What came of reading the configuration.
pub(super) struct Read {
    pub(super) place: Place,
    pub(super) sources: SourceMap,
    pub(super) findings: Diagnostics,
    pub(super) outcome: Result<Jails, LoadFailure>,
}

/// What came of reading the jails.
#[derive(Default)]
pub(super) struct Jails {
    /// The path of the server's socket.
    pub(super) socket: String,
    /// The parts of the dump, if one is wanted.
    pub(super) dump: Vec<String>,
    /// How many jails can be used.
    pub(super) usable: usize,
    /// The jails that cannot be used.
    pub(super) broken: Vec<(Arc<str>, Refusal)>,
}

impl Jails {
    /// The first fault that makes the reference give up altogether.
    pub(super) fn fatal(&self) -> Option<&Refusal> {
        let mut refusals = self.broken.iter().map(|(_, refusal)| refusal);
        refusals.find(|refusal| refusal.reach == Reach::Everything)
    }
}

/// Reads the configuration as the command line says.
pub(super) fn read(args: &Args, role: Role, place: Place, world: &World<'_>) -> Read {
    let refuse = args.test && !args.dumps() && role == Role::Client;
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
        missing_logs: if refuse {
            MissingLogs::Refused
        } else {
            MissingLogs::Tolerated
        },
        only: &[],
    };
    let mut loading = Loading::new(place.files, &plan);
    let mut checker = args.test.then(Checker::default);
    let outcome = read_jails(&mut loading, args, &mut checker);
    let (sources, mut findings) = loading.finish();
    // The process ends soon: giving the files' values back one by one would
    // take longer than reading a jail.
    std::mem::forget(loading);
    if let Some(checker) = checker {
        findings.extend(checker.finish(&sources));
    }
    Read {
        place,
        sources,
        findings,
        outcome,
    }
}

fn read_jails(
    loading: &mut Loading<'_>,
    args: &Args,
    checker: &mut Option<Checker>,
) -> Result<Jails, LoadFailure> {
    let mut start = loading.start()?;
    let socket = start.server.options.get("socket").and_then(Value::source);
    let mut jails = Jails {
        socket: socket.map_or_else(String::new, |text| text.as_str().to_owned()),
        ..Jails::default()
    };
    dump(args, &start.server.stream(), &mut jails.dump);
    if let Some(checker) = checker {
        checker.start(&start);
    }
    let mut starts = Vec::new();
    while let Some(jail) = loading.next_jail(&mut start) {
        if args.dumps() {
            dump(args, &jail.commands, &mut jails.dump);
            starts.extend(jail.start());
        }
        let LoadedJail { name, outcome, .. } = jail;
        match outcome {
            Ok(jail) => {
                jails.usable += 1;
                if let Some(checker) = checker {
                    checker.jail(&jail);
                }
            }
            Err(refusal) => jails.broken.push((name, refusal)),
        }
    }
    dump(args, &starts, &mut jails.dump);
    Ok(jails)
}

/// Appends commands in the form that the command line asks for. The dump is in
/// parts, as one text would be copied again and again while it grows.
fn dump(args: &Args, commands: &[Command], out: &mut Vec<String>) {
    if !args.dumps() {
        return;
    }
    if out.last().is_none_or(|part| part.len() > PART * 7 / 8) {
        out.push(String::with_capacity(PART));
    }
    let Some(out) = out.last_mut() else { return };
    for command in commands {
        if args.pretty {
            PRETTY.push(out, &command.to_python());
        } else {
            command.push_repr(out);
        }
        out.push('\n');
    }
}
