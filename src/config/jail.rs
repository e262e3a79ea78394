//! One jail: its options, its filter and its actions.
//!
//! The order of evaluation is fail2ban's. The filter is evaluated twice: first
//! for what the jail may refer to as `%(known/x)s`, then as the jail uses it.

use super::action::{Action, ActionFailure};
use super::filter::Filter;
use super::option_list::{Definition, split_definitions};
use super::options::{JAIL, JAIL_FIRST, Kind, OptionRow};
use super::refusal::Refusal;
use super::template::Templates;
use super::value::{Options, Value, parse_bool};
use crate::diag::{Code, Diagnostic, Span, Traced, code};
use crate::ini::{Entry, Ini, InterpolationError, Layers, Lookup, NoVars, ReadFailure, Var, Vars};
use crate::map::ordered_map;
use crate::python::{parse_int, repr_str};
use std::sync::Arc;

/// A jail that is enabled.
#[derive(Debug)]
pub struct Jail {
    /// Its name.
    pub name: Arc<Traced>,
    /// Its own options, typed, in the order of their table.
    pub options: Options,
    /// Its filter.
    pub filter: Option<Filter>,
    /// What the filter says, for `%(known/x)s` in the jail's options.
    pub known: Known,
    /// The filter's effective options, or why there are none: the reference
    /// meets faults of tags only when all jails are read.
    pub filter_options: Result<Options, InterpolationError>,
    /// Its actions.
    pub actions: Vec<Action>,
    /// Faults that only cost a value.
    pub findings: Vec<Diagnostic>,
}

impl Jail {
    /// An option's text, or nothing.
    pub fn text(&self, option: &str) -> &str {
        let value = self.options.get(option).and_then(Value::source);
        value.map_or("", |text| text.as_str())
    }

    /// Whether the jail reads the systemd journal.
    pub fn reads_journal(&self) -> bool {
        self.text("backend").starts_with("systemd")
    }
}

/// Reads the jail `name` of `jails`; `None` where it is not enabled (and not
/// `forced`).
///
/// # Errors
/// See [`Refusal`].
pub fn read(
    layers: &mut Layers<'_>,
    templates: &mut Templates,
    jails: &Ini,
    name: &str,
    cwd: &str,
    forced: bool,
) -> Result<Option<Jail>, Refusal> {
    let header = jails.section(name).map_or(Span::BUILT_IN, |s| s.header);
    let mut reader = Reader {
        layers,
        templates,
        name,
        title: Arc::new(Traced::copied(name, header)),
        cwd,
        findings: Vec::new(),
    };
    reader.read(jails, forced)
}

struct Reader<'a, 'f> {
    layers: &'a mut Layers<'f>,
    templates: &'a mut Templates,
    name: &'a str,
    title: Arc<Traced>,
    cwd: &'a str,
    findings: Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn read(&mut self, jails: &Ini, forced: bool) -> Result<Option<Jail>, Refusal> {
        let is_first = |row: &&OptionRow| JAIL_FIRST.contains(&row.name);
        let first = self.options(jails, JAIL.iter().filter(is_first), &NoVars)?;
        if !forced && !first.get("enabled").is_some_and(Value::is_true) {
            return Ok(None);
        }
        let mut filter = self.filter(&first)?;
        let mut known = Known::default();
        if let Some(filter) = &mut filter {
            let (combined, findings) = filter.evaluate(&first, true)?;
            self.findings.extend(findings);
            known = Known(combined);
        }
        let options = self.options(jails, JAIL.iter(), &known)?;
        self.bad_numbers(jails, &options);
        let filter_options = match &mut filter {
            Some(filter) => filter.evaluate(&options, false),
            None => Ok((Options::default(), Vec::new())),
        };
        let filter_options = filter_options.map(|(options, findings)| {
            self.findings.extend(findings);
            options
        });
        let actions = self.actions(&options)?;
        Ok(Some(Jail {
            name: self.title.clone(),
            options,
            filter,
            known,
            filter_options,
            actions,
            findings: std::mem::take(&mut self.findings),
        }))
    }

    /// Looks options up and gives them their types.
    fn options<'r>(
        &self,
        jails: &Ini,
        rows: impl Iterator<Item = &'r OptionRow>,
        known: &dyn Vars,
    ) -> Result<Options, Refusal> {
        let lookup = Lookup::new(jails, self.name, known, None);
        let mut found = ordered_map(16);
        for row in rows {
            let value = match lookup.get(row.name)? {
                Some(text) => typed(row.kind, text),
                None => match default(row) {
                    Some(value) => value,
                    None => continue,
                },
            };
            found.insert(row.key(), value);
        }
        Ok(found)
    }

    fn bad_numbers(&mut self, jails: &Ini, options: &Options) {
        let bad = options.iter().filter(|(_, value)| **value == Value::None);
        let findings: Vec<_> = bad.map(|(name, _)| self.bad_number(jails, name)).collect();
        self.findings.extend(findings);
    }

    fn bad_number(&self, jails: &Ini, option: &str) -> Diagnostic {
        let message = format!(
            "Wrong value for {} in {}. Using default one: 'None'",
            repr_str(option),
            repr_str(self.name)
        );
        let finding = Diagnostic::new(&code::BAD_NUMBER, message)
            .help(format!("write a whole number, for example `{option} = 5`"));
        match jails.entry(self.name, option) {
            Some(Entry { value, .. }) => finding.at(value.span(0..value.len())),
            None => finding,
        }
    }

    fn filter(&mut self, first: &Options) -> Result<Option<Filter>, Refusal> {
        let text = first.get("filter").and_then(Value::source).cloned();
        let text = text.unwrap_or_default();
        if text.is_empty() {
            let message = format!("No filter set for jail {}", self.name);
            self.findings.push(
                Diagnostic::new(&code::NO_FILTER, message)
                    .at(self.title.span(0..self.name.len()))
                    .help("set `filter`, or `failregex` in the jail itself"),
            );
            return Ok(None);
        }
        let definition = self.definition("filter", &text)?;
        let name = Arc::new(definition.name);
        let backend = first.get("backend").and_then(Value::source);
        let backend = backend.map_or("", |text| text.as_str());
        match Filter::read(self.layers, self.cwd, name.clone(), definition.options) {
            Ok(mut filter) => {
                filter.apply_backend(backend);
                Ok(Some(filter))
            }
            Err(ReadFailure::NotRead { diagnostics, .. }) => {
                let shown = repr_str(name.as_str());
                let message = format!("Unable to read the filter {shown}");
                Err(self.missing(
                    &code::MISSING_FILTER,
                    "filter.d",
                    &name,
                    message,
                    diagnostics,
                ))
            }
            Err(ReadFailure::Broken {
                reference,
                diagnostic,
            }) => Err(Refusal::of_everything(reference, *diagnostic)),
        }
    }

    fn definition(&self, what: &str, text: &Traced) -> Result<Definition, Refusal> {
        Definition::parse(text).map_err(|error| {
            let shown = repr_str(text.as_str());
            let message = format!("Invalid {what} definition {shown}: {}", error.message);
            let diagnostic = Diagnostic::new(&code::BAD_OPTION_LIST, message.clone())
                .at(text.span(error.at))
                .help("the form is `name[option=value, other=\"a, b\"]`; nothing may stand between a closing quote and the next `,` or `]`");
            Refusal::of_jail(message, vec![diagnostic])
        })
    }

    /// A filter or action without files, or with files that cannot be read.
    fn missing(
        &self,
        code: &'static Code,
        folder: &str,
        name: &Traced,
        message: String,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Refusal {
        let mut diagnostic = Diagnostic::new(code, message.clone()).at(name.span(0..name.len()));
        let absent = diagnostics.iter().all(|d| d.code == &code::NO_CONFIG_FILE);
        diagnostic.help = if absent {
            diagnostics.drain(..).find_map(|d| d.help)
        } else {
            Some(format!(
                "its files below {folder} cannot be read, see there"
            ))
        };
        diagnostics.insert(0, diagnostic);
        Refusal::of_jail(message, diagnostics)
    }

    fn actions(&mut self, jail_options: &Options) -> Result<Vec<Action>, Refusal> {
        let text = jail_options.get("action").and_then(Value::source).cloned();
        let mut actions = Vec::new();
        for text in split_definitions(&text.unwrap_or_default()) {
            actions.push(self.action(jail_options, &text)?);
        }
        if actions.is_empty() {
            let message = format!("No actions were defined for {}", self.name);
            self.findings.push(
                Diagnostic::new(&code::NO_ACTION, message)
                    .at(self.title.span(0..self.name.len()))
                    .help("set `action`, for example `action = %(action_)s`"),
            );
        }
        Ok(actions)
    }

    fn action(&mut self, jail_options: &Options, text: &Traced) -> Result<Action, Refusal> {
        let Definition { name, options } = self.definition("action", text)?;
        let shown = name.clone();
        let action = Action::read(
            self.layers,
            &self.title,
            jail_options,
            name,
            options,
            self.templates,
        );
        let in_action = |reference: String| {
            let definition = repr_str(text.as_str());
            format!("Error in action definition {definition}: {reference}")
        };
        match action {
            Ok(action) => {
                if let Action::Commands(commands) = &action {
                    self.findings.extend(commands.findings.iter().cloned());
                }
                Ok(action)
            }
            Err(ActionFailure::Read(ReadFailure::NotRead { diagnostics, .. })) => {
                let message = format!("Unable to read action {}", repr_str(shown.as_str()));
                let code = &code::MISSING_ACTION;
                Err(self.missing(code, "action.d", &shown, message, diagnostics))
            }
            Err(ActionFailure::Read(ReadFailure::Broken {
                reference,
                diagnostic,
            })) => Err(Refusal::of_everything(in_action(reference), *diagnostic)),
            Err(ActionFailure::Interpolation(error)) => Err(Refusal::of_everything(
                in_action(error.reference),
                *error.diagnostic,
            )),
        }
    }
}

/// Gives a text the type of its option.
fn typed(kind: Kind, text: Arc<Traced>) -> Value {
    match kind {
        Kind::Bool => Value::Bool(parse_bool(text.as_str()), text),
        Kind::Int => match parse_int(text.as_str()) {
            Some(number) => Value::Int(number, text),
            None => Value::None,
        },
        _ => Value::Text(text),
    }
}

/// The options that a jail has even where nobody sets them.
fn default(row: &OptionRow) -> Option<Value> {
    let has_one = [
        "enabled",
        "backend",
        "filter",
        "skip_if_nologs",
        "systemd_if_nologs",
        "action",
    ];
    has_one
        .contains(&row.name)
        .then(|| typed(row.kind, Arc::new(Traced::built_in(row.default))))
}

/// What the filter says, for `%(known/x)s` in the jail. The reference leaves
/// these values in the jail's section, where they win over those of files.
#[derive(Debug, Default)]
pub struct Known(Options);

impl Vars for Known {
    fn var(&self, name: &str) -> Option<Var> {
        let option = name.strip_prefix("known/")?;
        Some(match self.0.get(option)? {
            Value::None => Var::None,
            Value::Bool(..) => Var::Typed("bool"),
            Value::Int(..) => Var::Typed("int"),
            Value::Text(text) => Var::Text(text.clone()),
        })
    }
}
