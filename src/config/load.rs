//! Reads a whole configuration.

use super::commands::{self, JailStream, MissingLogs};
use super::jail::{self, Jail};
use super::refusal::Refusal;
use super::server::{self, Overrides, Server};
use super::stream::{Command, Stream, Word};
use super::template::Templates;
use crate::diag::{Diagnostic, Diagnostics, SourceMap, Span, Traced, code};
use crate::ini::{Entry, Files, Ini, Layers, ReadFailure};
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
    /// The jail, or why there is none.
    pub outcome: Result<Jail, Refusal>,
    /// The commands that set the jail up, or tell the server why there is none.
    pub commands: Stream,
    /// Whether the jail is to be started.
    pub starts: bool,
}

impl LoadedJail {
    /// The command that starts the jail, if it is to be started.
    pub fn start(&self) -> Option<Command> {
        let name = self.name.to_string();
        self.starts
            .then(|| Command(vec![Word::Name("start"), Word::Made(name)]))
    }
}

/// A whole configuration.
#[derive(Debug)]
pub struct Configuration {
    /// The server's settings.
    pub server: Server,
    /// All sections of `fail2ban.conf` and what goes with it.
    pub server_ini: Ini,
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

/// Reads the whole configuration. A jail that cannot be used does not keep the
/// others from being read.
pub fn load(files: &dyn Files, plan: &Plan<'_>) -> Loaded {
    let mut loading = Loading::new(files, plan);
    let configuration = loading.start().map(|mut start| {
        let mut jails = Vec::new();
        while let Some(jail) = loading.next_jail(&mut start) {
            jails.push(jail);
        }
        Configuration {
            server: start.server,
            server_ini: start.server_ini,
            jail_ini: start.jail_ini,
            jails,
        }
    });
    let (sources, findings) = loading.finish();
    Loaded {
        configuration,
        sources,
        findings,
    }
}

/// Reads a configuration jail by jail, so that those who only pass over it
/// need not hold all of it.
pub struct Loading<'a> {
    layers: Layers<'a>,
    templates: Templates,
    plan: &'a Plan<'a>,
    findings: Diagnostics,
    /// How much text the commands of further jails may have.
    text_left: usize,
}

/// How much text the commands of all jails may have together. The reference
/// has no limit; a long value in `[DEFAULT]` is there once for each jail.
const MAX_TEXT: usize = 128 << 20;

/// What is known before the first jail is read.
#[derive(Debug)]
pub struct Start {
    /// The server's settings.
    pub server: Server,
    /// All sections of `fail2ban.conf` and what goes with it.
    pub server_ini: Ini,
    /// All sections of `jail.conf` and what goes with it.
    pub jail_ini: Ini,
    /// The sections that may be jails, the next one last.
    names: Vec<Arc<str>>,
}

const READ_FAILED: &str = "Read fail2ban configuration failed.";

impl<'a> Loading<'a> {
    /// Prepares to read what `plan` says.
    pub fn new(files: &'a dyn Files, plan: &'a Plan<'a>) -> Loading<'a> {
        Loading {
            layers: Layers::new(files, plan.base),
            templates: Templates::default(),
            plan,
            findings: Diagnostics::default(),
            text_left: MAX_TEXT,
        }
    }

    /// Reads everything but the jails.
    ///
    /// # Errors
    /// See [`LoadFailure`].
    pub fn start(&mut self) -> Result<Start, LoadFailure> {
        let base = self.layers.base();
        if !self.layers.files().is_folder(base) {
            let message = format!("Base configuration directory {base} does not exist ");
            self.findings.push(
                Diagnostic::new(&code::NO_CONFIG_DIR, message.trim_end())
                    .help("name another with `-c DIR`"),
            );
            return Err(LoadFailure::Start(message));
        }
        let server_ini = self.read_name("fail2ban")?;
        let early = server::read_early(&server_ini, &self.plan.overrides);
        let early = early.map_err(|error| {
            self.findings.push(*error.diagnostic);
            LoadFailure::Start(error.reference)
        })?;
        let mut jail_ini = match self.read_name("jail") {
            // A fault in the text is met later than a missing file.
            Err(LoadFailure::Start(text)) if text != READ_FAILED => {
                return Err(LoadFailure::Configuration(text));
            }
            result => result?,
        };
        let server = match server::read(&server_ini, &self.plan.overrides) {
            Ok(server) => server,
            Err(error) => {
                self.findings.push(*error.diagnostic);
                return Err(LoadFailure::Configuration(error.reference));
            }
        };
        drop(early);
        self.findings.extend(server.findings.iter().cloned());
        set_defaults(&mut jail_ini, self.layers.base());
        let mut names: Vec<_> = jail_ini
            .visible()
            .map(|(name, _)| name.clone())
            .filter(|name| &**name != "INCLUDES" && self.is_wanted(name))
            .collect();
        names.reverse();
        Ok(Start {
            server,
            server_ini,
            jail_ini,
            names,
        })
    }

    fn is_wanted(&self, name: &str) -> bool {
        self.plan.only.is_empty() || self.plan.only.iter().any(|only| only == name)
    }

    /// Reads the next jail that is enabled or asked for.
    pub fn next_jail(&mut self, start: &mut Start) -> Option<LoadedJail> {
        let forced = !self.plan.only.is_empty();
        while let Some(name) = start.names.pop() {
            let ini = &start.jail_ini;
            let read = jail::read(
                &mut self.layers,
                &mut self.templates,
                ini,
                &name,
                self.plan.cwd,
                forced,
            );
            let outcome = read.and_then(|jail| {
                let Some(jail) = jail else { return Ok(None) };
                let files = self.layers.files();
                let stream = commands::of_jail(&jail, files, self.plan.missing_logs)?;
                let length = stream.commands.iter().map(Command::text_length).sum();
                self.text_left = self.text_left.checked_sub(length).ok_or_else(|| {
                    // Others would only be found to be too many, too.
                    start.names.clear();
                    too_large(&jail)
                })?;
                Ok(Some((jail, stream)))
            });
            let (outcome, stream, findings) = match outcome {
                Ok(None) => continue,
                Ok(Some((mut jail, mut stream))) => {
                    let mut findings = std::mem::take(&mut jail.findings);
                    findings.append(&mut stream.findings);
                    (Ok(jail), stream, findings)
                }
                Err(mut refusal) => {
                    let stream = JailStream::of_broken(&name, &refusal);
                    let findings = std::mem::take(&mut refusal.diagnostics);
                    (Err(refusal), stream, findings)
                }
            };
            self.findings.extend(findings);
            return Some(LoadedJail {
                name,
                outcome,
                commands: stream.commands,
                starts: stream.starts,
            });
        }
        None
    }

    /// Gives up the texts and what was found, with which it ends.
    pub fn finish(&mut self) -> (SourceMap, Diagnostics) {
        let (sources, of_files) = self.layers.take_parts();
        let mut findings = std::mem::take(&mut self.findings);
        findings.extend(of_files);
        (sources, findings)
    }

    fn read_name(&mut self, name: &str) -> Result<Ini, LoadFailure> {
        self.layers.read(name).map_err(|failure| match failure {
            ReadFailure::NotRead { diagnostics, .. } => {
                self.findings.extend(diagnostics);
                LoadFailure::Start(READ_FAILED.to_owned())
            }
            ReadFailure::Broken {
                reference,
                diagnostic,
            } => {
                self.findings.push(*diagnostic);
                LoadFailure::Start(reference)
            }
        })
    }
}

fn too_large(jail: &Jail) -> Refusal {
    let message = format!(
        "the jails up to `{}` come to more than {} MiB of commands",
        jail.name.as_str(),
        MAX_TEXT >> 20
    );
    let diagnostic = Diagnostic::new(&code::TOO_LARGE, message)
        .at(jail.name.span(0..jail.name.len()))
        .help("look for a long value in `[DEFAULT]`; the jails behind this one were not read");
    Refusal::of_everything("the configuration is too large".to_owned(), diagnostic)
}

/// The two values that every jail finds in `[DEFAULT]`.
fn set_defaults(jails: &mut Ini, base: &str) {
    let values = [
        ("fail2ban_version", COMPATIBLE_VERSION),
        ("fail2ban_confpath", base),
    ];
    let defaults = Arc::make_mut(&mut jails.defaults);
    for (name, text) in values {
        let entry = Entry {
            key: Span::BUILT_IN,
            value: Arc::new(Traced::built_in(text)),
            previous: None,
        };
        defaults.options.insert(name.into(), entry);
    }
}

impl Configuration {
    /// The jails that cannot be used.
    pub fn broken(&self) -> impl Iterator<Item = (&LoadedJail, &Refusal)> {
        self.jails
            .iter()
            .filter_map(|jail| Some((jail, jail.outcome.as_ref().err()?)))
    }
}
