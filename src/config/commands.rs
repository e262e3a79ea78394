//! The commands that set a jail up, in the order in which the reference sends
//! them.

use super::jail::Jail;
use super::logpath;
use super::refusal::Refusal;
use super::stream::{Command, Stream, Word};
use super::value::{Options, Value};
use crate::diag::{Diagnostic, code};
use crate::ini::Files;
use crate::python::{self, shlex};
use std::sync::Arc;

/// What is made of missing log files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingLogs {
    /// They are only mentioned: for looking at a configuration.
    Tolerated,
    /// They are an error, as at a start.
    Refused,
}

/// A jail's commands, and what was noticed on the way.
#[derive(Debug, Default)]
pub struct JailStream {
    /// The commands.
    pub commands: Stream,
    /// Whether the jail is to be started.
    pub starts: bool,
    /// Missing log files and the like.
    pub findings: Vec<Diagnostic>,
}

impl JailStream {
    /// What the server is told of a jail that cannot be used.
    pub fn of_broken(name: &str, refusal: &Refusal) -> JailStream {
        let text = format!(
            "Jail '{name}' skipped, because of wrong configuration: {}",
            refusal.reference
        );
        JailStream {
            commands: vec![Command::made(&["config-error", &text])],
            ..JailStream::default()
        }
    }
}

/// More log files than a jail can watch; the reference has no limit, and
/// `/*/*/*/*` can name every file of a machine.
const MAX_LOG_FILES: usize = 50_000;

/// The options of a jail that no command carries as they are.
const NOT_SENT: [&str; 6] = [
    "action",
    "filter",
    "enabled",
    "backend",
    "skip_if_nologs",
    "systemd_if_nologs",
];

/// The commands for a jail.
///
/// # Errors
/// Faults of tags, of the quoting of `journalmatch`, and missing log files
/// where they are refused.
pub fn of_jail(
    jail: &Jail,
    files: &dyn Files,
    missing_logs: MissingLogs,
) -> Result<JailStream, Refusal> {
    let mut builder = Builder {
        jail,
        name: Word::Text(jail.name.clone()),
        stream: Vec::with_capacity(32),
        findings: Vec::new(),
    };
    let filter_options = jail.filter_options.as_ref().map_err(Clone::clone)?;
    builder.filter_part(filter_options)?;
    builder.filter_part(&jail.options)?;
    let mut backend = Word::of(jail.options.get("backend").unwrap_or(&Value::None));
    let mut log_paths = Vec::new();
    for (name, value) in &jail.options {
        match &**name {
            "logpath" if jail.reads_journal() => {}
            "logpath" => match builder.log_paths(value, files, missing_logs)? {
                LogPaths::Found(commands) => log_paths = commands,
                LogPaths::Journal => backend = Word::Name("systemd"),
                LogPaths::Skip(message) => {
                    return Ok(JailStream {
                        commands: vec![Command::made(&["config-error", &message])],
                        starts: false,
                        findings: builder.findings,
                    });
                }
            },
            "ignoreip" => {
                let mut words = builder.set(Word::Name("addignoreip"));
                let text = value.source().map_or("", |text| text.as_str());
                words.extend(split_words(text).map(|word| Word::Made(word.to_owned())));
                builder.stream.push(Command(words));
            }
            option if NOT_SENT.contains(&option) || is_filter_option(option) => {}
            _ => builder.stream.push(builder.set_value(name, value)),
        }
    }
    builder.stream.extend(log_paths);
    for action in &jail.actions {
        let commands = action.stream(&builder.name)?;
        builder.stream.extend(commands);
    }
    let add = vec![Word::Name("add"), builder.name, backend];
    builder.stream.insert(0, Command(add));
    Ok(JailStream {
        commands: builder.stream,
        starts: true,
        findings: builder.findings,
    })
}

fn is_filter_option(name: &str) -> bool {
    super::options::find(super::options::FILTER, name).is_some()
}

/// The words of a list: white space and commas separate them.
pub fn split_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| python::is_space(c) || c == ',')
        .filter(|word| !word.is_empty())
}

enum LogPaths {
    Found(Stream),
    Journal,
    Skip(String),
}

struct Builder<'a> {
    jail: &'a Jail,
    name: Word,
    stream: Stream,
    findings: Vec<Diagnostic>,
}

impl Builder<'_> {
    /// `set JAIL OPTION`, with room for a value.
    fn set(&self, option: Word) -> Vec<Word> {
        let mut words = Vec::with_capacity(4);
        words.extend([Word::Name("set"), self.name.clone(), option]);
        words
    }

    /// `set JAIL OPTION VALUE`.
    fn set_value(&self, option: &Arc<str>, value: &Value) -> Command {
        let mut words = self.set(Word::Option(option.clone()));
        words.push(Word::of(value));
        Command(words)
    }

    /// Adds what a filter, or a jail in its place, says about lines.
    fn filter_part(&mut self, options: &Options) -> Result<(), Refusal> {
        // `usedns`, `maxlines` and `prefregex` go before everything else.
        let mut first = 0;
        for (name, value) in options {
            let Some(text) = value.source() else { continue };
            match &**name {
                "failregex" => self.regexes("addfailregex", text.as_str()),
                "ignoreregex" => self.regexes("addignoreregex", text.as_str()),
                "usedns" | "maxlines" | "prefregex" => {
                    let at = if &**name == "usedns" { 0 } else { first };
                    self.stream.insert(at, self.set_value(name, value));
                    first += 1;
                }
                "datepattern" => self.stream.push(self.set_value(name, value)),
                "journalmatch" => {
                    for line in text.as_str().split('\n').filter(|line| !line.is_empty()) {
                        let matches = shlex::split(line).map_err(|error| {
                            let at = line.as_ptr() as usize - text.as_str().as_ptr() as usize;
                            let reason = error.to_string();
                            let diagnostic = Diagnostic::new(&code::BAD_QUOTING, reason.clone())
                                .at(text.span(at..at + line.len()))
                                .help("`journalmatch` takes words such as `_SYSTEMD_UNIT=ssh.service`, quoted as for a shell");
                            Refusal::of_everything(reason, diagnostic)
                        })?;
                        let mut words = self.set(Word::Name("addjournalmatch"));
                        words.extend(matches.into_iter().map(Word::Made));
                        self.stream.push(Command(words));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn regexes(&mut self, option: &'static str, text: &str) {
        let lines = text.split('\n').filter(|line| !line.is_empty());
        let mut lines: Vec<Word> = lines.map(|line| Word::Made(line.to_owned())).collect();
        let mut words = self.set(Word::Name(option));
        if lines.len() > 1 {
            words[0] = Word::Name("multi-set");
            words.push(Word::List(lines));
        } else if let Some(line) = lines.pop() {
            words.push(line);
        } else {
            return;
        }
        self.stream.push(Command(words));
    }

    fn log_paths(
        &mut self,
        value: &Value,
        files: &dyn Files,
        missing_logs: MissingLogs,
    ) -> Result<LogPaths, Refusal> {
        let text = value.source().cloned().unwrap_or_default();
        let mut stream = Vec::new();
        for pattern in logpath::patterns(&text) {
            let found = logpath::find(files, &pattern.path, MAX_LOG_FILES - stream.len());
            let at = text.span(pattern.path_at.clone());
            for link in &found.dangling {
                let message = format!("File {link} is a dangling link, thus cannot be monitored");
                self.findings
                    .push(Diagnostic::new(&code::DANGLING_LINK, message).at(at));
            }
            if found.is_cut {
                let message =
                    format!("more than {MAX_LOG_FILES} log files; the others are left out");
                self.findings.push(
                    Diagnostic::new(&code::TOO_MANY_LOG_FILES, message)
                        .at(at)
                        .help("name the folder that the logs are in"),
                );
            } else if found.files.is_empty() {
                let message = format!("No file(s) found for glob {}", pattern.path);
                let mut finding = Diagnostic::new(&code::NO_GLOB_MATCH, message).at(at);
                if pattern.path.contains(' ') {
                    finding = finding
                        .help("a path ends at the last blank of its line; what follows is `head` or `tail`");
                }
                self.findings.push(finding);
            }
            for file in found.files {
                let mut words = self.set(Word::Name("addlogpath"));
                words.extend([Word::Made(file), Word::Made(pattern.mode.clone())]);
                stream.push(Command(words));
            }
        }
        if stream.is_empty() {
            return self.no_log_files(&text, missing_logs);
        }
        Ok(LogPaths::Found(stream))
    }

    fn no_log_files(
        &mut self,
        logpath: &crate::diag::Traced,
        missing_logs: MissingLogs,
    ) -> Result<LogPaths, Refusal> {
        let is_true = |option| self.jail.options.get(option).is_some_and(Value::is_true);
        let name = self.jail.name.as_str();
        let message = format!("Have not found any log file for '{name}' jail.");
        let finding = |message: &str| {
            Diagnostic::new(&code::NO_LOG_FILE, message).at(logpath.span(0..logpath.len()))
        };
        let journal = self.jail.text("backend").starts_with("auto")
            && is_true("systemd_if_nologs")
            && self.jail.options.contains_key("journalmatch");
        let skipped = is_true("skip_if_nologs");
        let warning = crate::diag::Severity::Warning;
        if journal {
            let message = format!("{message} Jail will monitor systemd journal.");
            self.findings.push(finding(&message).with_severity(warning));
            return Ok(LogPaths::Journal);
        }
        if missing_logs == MissingLogs::Refused && !skipped {
            let finding = finding(&message).help(
                "correct `logpath`, read the journal with `backend = systemd`, or set `skip_if_nologs = true`",
            );
            return Err(Refusal::of_everything(message, finding));
        }
        self.findings.push(finding(&message).with_severity(warning));
        if skipped {
            let message = format!("Jail '{name}' skipped, because of missing log files.");
            self.findings.push(finding(&message).with_severity(warning));
            return Ok(LogPaths::Skip(message));
        }
        Ok(LogPaths::Found(Vec::new()))
    }
}
