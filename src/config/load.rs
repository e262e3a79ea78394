//! Reads a whole configuration.

use super::commands::{self, JailStream, MissingLogs};
use super::jail::{self, Jail};
use super::refusal::{Reach, Refusal};
use super::server::{self, Overrides, Server};
use super::stream::{Command, Stream, Word};
use crate::diag::{Diagnostic, Diagnostics, SourceMap, Span, Traced, code};
use crate::ini::{Entry, Files, Ini, Layers, ReadFailure};
use std::rc::Rc;
use std::sync::Arc;

/// What to read, and how.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The base folder.
    pub base: &'a str,
    /// The working directory, for filters whose name begins with `./`.
    pub cwd: &'a str,
    /// What the command line sets.
    pub overrides: Overrides,
    /// What is made of missing log files.
    pub missing_logs: MissingLogs,
    /// Only these jails, whether enabled or not; all enabled ones where empty.
    pub only: &'a [String],
}

/// A jail that was to be read.
#[derive(Debug)]
pub struct LoadedJail {
    /// Its name.
    pub name: Arc<str>,
    /// The jail and its commands, or why there is none.
    pub outcome: Result<(Jail, JailStream), Refusal>,
}

/// A whole configuration.
#[derive(Debug)]
pub struct Configuration {
    /// The server's settings.
    pub server: Server,
    /// All sections of `fail2ban.conf` and what goes with it.
    pub server_ini: Rc<Ini>,
    /// All sections of `jail.conf` and what goes with it.
    pub jail_ini: Ini,
    /// The jails that are enabled (or were asked for), broken ones included.
    pub jails: Vec<LoadedJail>,
}

/// Why there is no configuration at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadFailure {
    /// The base folder does not exist, or `fail2ban.conf` cannot be used: the
    /// reference prints `ERROR: ` and this text.
    Start(String),
    /// The jails cannot be listed: the reference logs `Failed during
    /// configuration: ` and this text.
    Configuration(String),
}

/// The outcome of loading: as much as could be had, with everything that was
/// found on the way.
#[derive(Debug)]
pub struct Loaded {
    /// The configuration.
    pub configuration: Result<Configuration, LoadFailure>,
    /// The texts that were read.
    pub sources: SourceMap,
    /// What was found.
    pub findings: Diagnostics,
}

/// The version of fail2ban that `%(fail2ban_version)s` names.
pub const COMPATIBLE_VERSION: &str = "1.1.2.dev1";

/// Reads the configuration. A jail that cannot be used does not keep the
/// others from being read; see [`Configuration::fatal`] for what the reference
/// makes of it.
pub fn load(files: &dyn Files, plan: &Plan<'_>) -> Loaded {
    let mut layers = Layers::new(files, plan.base);
    let mut findings = Diagnostics::default();
    let configuration = if files.is_folder(layers.base()) {
        read_all(&mut layers, plan, &mut findings)
    } else {
        let base = layers.base();
        let message = format!("Base configuration directory {base} does not exist ");
        findings.push(
            Diagnostic::new(&code::NO_CONFIG_DIR, message.trim_end())
                .help("name another with `-c DIR`"),
        );
        Err(LoadFailure::Start(message))
    };
    let (sources, of_files) = layers.into_parts();
    findings.extend(of_files);
    Loaded {
        configuration,
        sources,
        findings,
    }
}

fn read_all(
    layers: &mut Layers<'_>,
    plan: &Plan<'_>,
    findings: &mut Diagnostics,
) -> Result<Configuration, LoadFailure> {
    let server_ini = read_name(layers, "fail2ban", findings)?;
    let early = server::read_early(&server_ini, &plan.overrides).map_err(|error| {
        findings.push(*error.diagnostic);
        LoadFailure::Start(error.reference)
    })?;
    let jail_ini = match read_name(layers, "jail", findings) {
        // A fault in the text is met later than a missing file.
        Err(LoadFailure::Start(text)) if text != READ_FAILED => {
            return Err(LoadFailure::Configuration(text));
        }
        result => result?,
    };
    let server = server::read(&server_ini, &plan.overrides).unwrap_or_else(|error| {
        findings.push(*error.diagnostic);
        early
    });
    findings.extend(server.findings.iter().cloned());
    let mut jail_ini = Ini::clone(&jail_ini);
    set_defaults(&mut jail_ini, layers.base());
    let jails = read_jails(layers, plan, &mut jail_ini);
    for jail in &jails {
        findings.extend(jail.findings());
    }
    Ok(Configuration {
        server,
        server_ini,
        jail_ini,
        jails,
    })
}

const READ_FAILED: &str = "Read fail2ban configuration failed.";

fn read_name(
    layers: &mut Layers<'_>,
    name: &str,
    findings: &mut Diagnostics,
) -> Result<Rc<Ini>, LoadFailure> {
    layers.name(name).map_err(|failure| match failure {
        ReadFailure::NotRead { diagnostics, .. } => {
            findings.extend(diagnostics);
            LoadFailure::Start(READ_FAILED.to_owned())
        }
        ReadFailure::Broken {
            reference,
            diagnostic,
        } => {
            findings.push(*diagnostic);
            LoadFailure::Start(reference)
        }
    })
}

/// The two values that every jail finds in `[DEFAULT]`.
fn set_defaults(jails: &mut Ini, base: &str) {
    let values = [
        ("fail2ban_version", COMPATIBLE_VERSION),
        ("fail2ban_confpath", base),
    ];
    for (name, text) in values {
        let entry = Entry {
            key: Span::BUILT_IN,
            value: Arc::new(Traced::built_in(text)),
            previous: None,
        };
        jails.defaults.options.insert(name.into(), entry);
    }
}

fn read_jails(layers: &mut Layers<'_>, plan: &Plan<'_>, ini: &mut Ini) -> Vec<LoadedJail> {
    let names: Vec<Arc<str>> = ini
        .visible()
        .map(|(name, _)| name.clone())
        .filter(|name| &**name != "INCLUDES")
        .filter(|name| plan.only.is_empty() || plan.only.iter().any(|only| **only == **name))
        .collect();
    let forced = !plan.only.is_empty();
    let mut jails = Vec::new();
    for name in names {
        let read = jail::read(layers, ini, &name, plan.cwd, forced);
        let outcome = match read {
            Ok(None) => continue,
            Ok(Some(jail)) => commands::of_jail(&jail, layers.files(), plan.missing_logs)
                .map(|stream| (jail, stream)),
            Err(refusal) => Err(refusal),
        };
        jails.push(LoadedJail { name, outcome });
    }
    jails
}

impl LoadedJail {
    fn findings(&self) -> Vec<Diagnostic> {
        match &self.outcome {
            Ok((jail, stream)) => jail.findings.iter().chain(&stream.findings).cloned().collect(),
            Err(refusal) => refusal.diagnostics.clone(),
        }
    }

    /// The text by which the server learns of a broken jail.
    fn config_error(&self, refusal: &Refusal) -> Command {
        let text = format!(
            "Jail '{}' skipped, because of wrong configuration: {}",
            self.name, refusal.reference
        );
        Command(vec![Word::Name("config-error"), Word::Made(text)])
    }
}

impl Configuration {
    /// The first fault that makes the reference give up altogether.
    pub fn fatal(&self) -> Option<&Refusal> {
        self.broken()
            .map(|(_, refusal)| refusal)
            .find(|refusal| refusal.reach == Reach::Everything)
    }

    /// The jails that cannot be used.
    pub fn broken(&self) -> impl Iterator<Item = (&LoadedJail, &Refusal)> {
        self.jails
            .iter()
            .filter_map(|jail| Some((jail, jail.outcome.as_ref().err()?)))
    }

    /// How many jails can be used.
    pub fn usable(&self) -> usize {
        self.jails.iter().filter(|jail| jail.outcome.is_ok()).count()
    }

    /// All commands: the server's settings, each jail, and the starts.
    pub fn stream(&self) -> Stream {
        let mut stream = self.server.stream();
        let mut starts = Vec::new();
        for jail in &self.jails {
            match &jail.outcome {
                Ok((read, commands)) => {
                    stream.extend(commands.commands.iter().cloned());
                    if commands.starts {
                        let name = Word::Text(read.name.clone());
                        starts.push(Command(vec![Word::Name("start"), name]));
                    }
                }
                Err(refusal) => stream.push(jail.config_error(refusal)),
            }
        }
        stream.extend(starts);
        stream
    }
}
