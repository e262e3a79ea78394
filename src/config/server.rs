//! `fail2ban.conf`: the server's own settings.

use super::options::{self, Kind, OptionRow, SERVER, THREAD};
use super::stream::{Command, Stream, Word};
use super::value::{Options, Value};
use crate::diag::{Diagnostic, Traced, code};
use crate::ini::{Ini, InterpolationError, Lookup, NoVars};
use crate::python::{decimal_digit, parse_int, repr_str};
use std::sync::Arc;

/// What the command line sets in place of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--loglevel`.
    pub loglevel: Option<String>,
    /// `--logtarget`.
    pub logtarget: Option<String>,
    /// `--syslogsocket`.
    pub syslogsocket: Option<String>,
    /// `-s`, `--socket`.
    pub socket: Option<String>,
    /// `-p`, `--pidfile`.
    pub pidfile: Option<String>,
}

/// The server's settings.
#[derive(Debug)]
pub struct Server {
    /// The options of `[Definition]`, each with its value or default.
    pub options: Options,
    /// The option of `[Thread]`, where it is set.
    pub stacksize: Option<Value>,
    /// Faults that only cost a value.
    pub findings: Vec<Diagnostic>,
}

/// The settings that the reference needs before anything else; a fault in
/// them is reported in another way.
pub const EARLY: [&str; 5] = ["socket", "pidfile", "loglevel", "logtarget", "syslogsocket"];

/// Reads the early settings.
///
/// # Errors
/// A reference that leads nowhere, or a log level that does not exist.
pub fn read_early(ini: &Ini, overrides: &Overrides) -> Result<Server, InterpolationError> {
    let server = read_rows(ini, overrides, |row| EARLY.contains(&row.name))?;
    let level = server.options.get("loglevel").and_then(Value::source);
    let level = level.cloned().unwrap_or_default();
    if !is_log_level(level.as_str()) {
        let reference = format!("Invalid log level {}", repr_str(level.as_str()));
        let Kind::Choice(known) = options::find(SERVER, "loglevel").map_or(Kind::Text, |r| r.kind)
        else {
            unreachable!("the log level is a choice in the table");
        };
        let diagnostic = Diagnostic::new(&code::BAD_VALUE, reference.clone())
            .at(level.span(0..level.len()))
            .help(format!("one of {}, or a number", known.join(", ")));
        return Err(InterpolationError {
            reference,
            diagnostic: Box::new(diagnostic),
        });
    }
    Ok(server)
}

/// Reads all settings.
///
/// # Errors
/// A reference that leads nowhere.
pub fn read(ini: &Ini, overrides: &Overrides) -> Result<Server, InterpolationError> {
    read_rows(ini, overrides, |_| true)
}

/// Whether the logging of Python knows a level, by name or number.
pub fn is_log_level(text: &str) -> bool {
    let upper = text.to_uppercase();
    let known = [
        "CRITICAL",
        "FATAL",
        "ERROR",
        "WARNING",
        "WARN",
        "NOTICE",
        "INFO",
        "DEBUG",
        "TRACEDEBUG",
        "HEAVYDEBUG",
        "NOTSET",
        "MSG",
    ];
    let is_digit = |c| decimal_digit(c).is_some();
    known.contains(&&*upper) || (!text.is_empty() && text.chars().all(is_digit))
}

fn read_rows(
    ini: &Ini,
    overrides: &Overrides,
    wanted: impl Fn(&OptionRow) -> bool,
) -> Result<Server, InterpolationError> {
    let mut findings = Vec::new();
    let lookup = |section| Lookup::new(ini, section, &NoVars, None);
    let has_definition = ini.sections.contains_key("Definition");
    let mut options = Options::default();
    for row in SERVER.iter().filter(|row| wanted(row)) {
        let given = match row.name {
            "loglevel" => &overrides.loglevel,
            "logtarget" => &overrides.logtarget,
            "syslogsocket" => &overrides.syslogsocket,
            "socket" => &overrides.socket,
            "pidfile" => &overrides.pidfile,
            _ => &None,
        };
        let found = match given {
            Some(text) => Some(Arc::new(Traced::built_in(text))),
            None if has_definition => lookup("Definition").get(row.name)?,
            None => None,
        };
        let value = match (found, row.kind) {
            (Some(text), Kind::Int) => number(row.name, "Definition", &text, &mut findings),
            (Some(text), _) => Value::Text(text),
            (None, _) if !row.default.is_empty() => {
                Value::Text(Arc::new(Traced::built_in(row.default)))
            }
            // Without the section, even what has no default is sent.
            (None, _) if !has_definition => Value::None,
            (None, _) => continue,
        };
        options.insert(row.key(), value);
    }
    if !has_definition {
        let message = "No section: 'Definition'";
        findings.push(Diagnostic::new(&code::MISSING_SECTION, message).help(
            "add an empty `[Definition]` to fail2ban.conf; without it not even `[DEFAULT]` is read",
        ));
    }
    let mut stacksize = None;
    for row in THREAD.iter().filter(|row| wanted(row)) {
        if ini.sections.contains_key("Thread")
            && let Some(text) = lookup("Thread").get(row.name)?
        {
            stacksize = Some(number(row.name, "Thread", &text, &mut findings));
        }
    }
    Ok(Server {
        options,
        stacksize,
        findings,
    })
}

fn number(
    option: &str,
    section: &str,
    text: &Arc<Traced>,
    findings: &mut Vec<Diagnostic>,
) -> Value {
    if let Some(number) = parse_int(text.as_str()) {
        return Value::Int(number, text.clone());
    }
    let message = format!("Wrong value for '{option}' in '{section}'. Using default one: 'None'");
    findings.push(
        Diagnostic::new(&code::BAD_NUMBER, message)
            .at(text.span(0..text.len()))
            .help("write a whole number"),
    );
    Value::None
}

/// The settings that are sent, in this order.
const SENT: [&str; 7] = [
    "syslogsocket",
    "loglevel",
    "logtarget",
    "allowipv6",
    "dbfile",
    "dbmaxmatches",
    "dbpurgeage",
];

impl Server {
    /// The commands for the settings.
    pub fn stream(&self) -> Stream {
        let set = |name, word| Command(vec![Word::Name("set"), Word::Name(name), word]);
        let stacksize = self.stacksize.iter().map(|size| {
            let size = Word::Setting("stacksize", Box::new(Word::of(size)));
            set("thread", size)
        });
        let others = SENT.iter().filter_map(|name| {
            let value = self.options.get(*name)?;
            Some(set(name, Word::of(value)))
        });
        stacksize.chain(others).collect()
    }
}
