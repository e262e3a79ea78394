//! `%(name)s` and `%(section/name)s`, as Python's `configparser` and fail2ban
//! substitute them.

use super::model::{Ini, KNOWN, Section};
use crate::diag::{Code, Diagnostic, Span, Traced, code};
use crate::python::{is_word, lower, repr_str};
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// References may nest this deep.
const MAX_DEPTH: usize = 10;
/// Bounds of one value, which the reference lacks: with ten levels of
/// references a short file can ask for more text than any machine holds.
const MAX_LENGTH: usize = 4 << 20;
const MAX_REFERENCES: usize = 200_000;

/// Why a value cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterpolationError {
    /// The text of the reference's exception.
    pub reference: String,
    /// The fault in our own words, with its place.
    pub diagnostic: Box<Diagnostic>,
}

/// Values that win over those of the files: parameters and jail options.
pub trait Vars {
    /// The value of an option that is set here.
    fn var(&self, name: &str) -> Option<Var>;
}

/// What an option is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Var {
    /// A text.
    Text(Arc<Traced>),
    /// Python's `None`: as if it was not set, but it cannot be referred to.
    None,
    /// What the reference keeps as a value of this Python type, and cannot
    /// put into a text.
    Typed(&'static str),
}

/// No such values.
#[derive(Debug, Clone, Copy)]
pub struct NoVars;

impl Vars for NoVars {
    fn var(&self, _: &str) -> Option<Var> {
        None
    }
}

/// One reference that was followed while a value was put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The option whose value is being put together.
    pub option: Arc<str>,
    /// How deep it is nested, from 1.
    pub depth: usize,
    /// The reference as written, such as `%(port)s` or `<port>`.
    pub text: String,
    /// Where it stands.
    pub at: Span,
    /// Where the value that it stands for was set, and that value unexpanded.
    pub value: Arc<Traced>,
}

/// The references that were followed, in order; filled only for those who ask.
pub type Trail = RefCell<Vec<Reference>>;

/// Looks options up in one section: first the vars, then the section, then
/// `[DEFAULT]`.
pub struct Lookup<'a> {
    ini: &'a Ini,
    section: &'a str,
    own: Option<&'a Section>,
    vars: &'a dyn Vars,
    trail: Option<&'a Trail>,
}

impl<'a> Lookup<'a> {
    /// Looks in a section, whose name is `%(__name__)s`; `vars` win over the
    /// files, and `trail` notes the references.
    pub fn new(
        ini: &'a Ini,
        section: &'a str,
        vars: &'a dyn Vars,
        trail: Option<&'a Trail>,
    ) -> Lookup<'a> {
        Lookup {
            ini,
            section,
            own: ini.section(section),
            vars,
            trail,
        }
    }

    /// The files that are looked in.
    pub fn ini(&self) -> &'a Ini {
        self.ini
    }

    /// The value of an option with everything put in; `None` where it is not
    /// set anywhere, or set to Python's `None`.
    ///
    /// # Errors
    /// A reference that leads nowhere or in circles, a stray `%`, or a value
    /// that grows too large.
    pub fn get(&self, option: &str) -> Result<Option<Arc<Traced>>, InterpolationError> {
        match self.value_of(option) {
            Some(Var::Text(value)) => self.expand(option, value).map(Some),
            Some(Var::None | Var::Typed(_)) | None => Ok(None),
        }
    }

    /// Puts everything into a raw value that stands for `option`.
    ///
    /// # Errors
    /// See [`Lookup::get`].
    pub fn expand(
        &self,
        option: &str,
        value: Arc<Traced>,
    ) -> Result<Arc<Traced>, InterpolationError> {
        let text = value.as_str().as_bytes();
        if memchr::memchr(b'%', text).is_none() {
            return Ok(value);
        }
        let expansion = Expansion {
            lookup: self,
            option,
            references: Cell::new(0),
        };
        let mut result = Traced::with_capacity(2 * text.len(), 8);
        expansion.put_in(&value, 1, &mut result)?;
        Ok(Arc::new(result))
    }

    fn value_of(&self, name: &str) -> Option<Var> {
        if let Some(value) = self.vars.var(name) {
            return Some(value);
        }
        let own = self.own?.options.get(name);
        let entry = own.or_else(|| self.ini.defaults.options.get(name))?;
        Some(Var::Text(entry.value.clone()))
    }

    /// What `%(name)s` stands for before anything is put into it.
    fn referred(&self, written: &str, lower: &str) -> Option<Var> {
        if let Some(value) = self.value_of(lower) {
            return Some(value);
        }
        if lower == "__name__" {
            let header = self.own?.header;
            return Some(Var::Text(Arc::new(Traced::copied(self.section, header))));
        }
        self.elsewhere(written, lower).map(Var::Text)
    }

    /// The raw value behind `%(section/option)s`. Only what is written in
    /// lower case can be found, as the reference looks up the lower-cased name.
    fn elsewhere(&self, written: &str, lower: &str) -> Option<Arc<Traced>> {
        let (section, option) = written.split_once('/')?;
        let is_name = |c: char| is_word(c) || c == '-';
        if written != lower || section.is_empty() || !section.chars().all(is_name) {
            return None;
        }
        let defaults = &self.ini.defaults.options;
        let options = match section {
            "default" => defaults,
            "known" => {
                let known = self.ini.sections.get(&*format!("{KNOWN}{}", self.section));
                known.map_or(defaults, |known| &known.options)
            }
            _ => &self.ini.sections.get(section)?.options,
        };
        let entry = options.get(option).or_else(|| defaults.get(option))?;
        Some(entry.value.clone())
    }
}

struct Expansion<'a> {
    lookup: &'a Lookup<'a>,
    option: &'a str,
    references: Cell<usize>,
}

impl Expansion<'_> {
    fn put_in(
        &self,
        value: &Traced,
        depth: usize,
        result: &mut Traced,
    ) -> Result<(), InterpolationError> {
        if depth > MAX_DEPTH {
            return Err(self.endless(value));
        }
        let text = value.as_str();
        let mut done = 0;
        while let Some(found) = memchr::memchr(b'%', &text.as_bytes()[done..]) {
            let at = done + found;
            let rest = &text[at..];
            if rest.starts_with("%%") {
                result.push_slice(value, done..at + 1);
                done = at + 2;
                continue;
            }
            result.push_slice(value, done..at);
            let Some(inside) = rest.strip_prefix("%(") else {
                return Err(self.stray_percent(value, at));
            };
            let close = memchr::memchr(b')', inside.as_bytes())
                .filter(|&close| close > 0 && inside[close..].starts_with(")s"));
            let Some(close) = close else {
                return Err(self.unclosed(value, at));
            };
            let written = &inside[..close];
            done = at + 2 + close + 2;
            self.reference(value, at..done, written, depth, result)?;
        }
        result.push_slice(value, done..text.len());
        Ok(())
    }

    fn reference(
        &self,
        value: &Traced,
        range: std::ops::Range<usize>,
        written: &str,
        depth: usize,
        result: &mut Traced,
    ) -> Result<(), InterpolationError> {
        let lower = lower(written);
        let at = value.span(range.clone());
        let target = match self.lookup.referred(written, &lower) {
            Some(Var::Text(target)) => target,
            Some(Var::None) => return Err(self.none(at, &lower)),
            Some(Var::Typed(kind)) => return Err(self.typed(at, &lower, kind)),
            None => return Err(self.unknown(value, at, &lower)),
        };
        if let Some(trail) = self.lookup.trail {
            trail.borrow_mut().push(Reference {
                option: self.option.into(),
                depth,
                text: value.as_str()[range].to_owned(),
                at,
                value: target.clone(),
            });
        }
        self.references.set(self.references.get() + 1);
        if result.len() + target.len() > MAX_LENGTH || self.references.get() > MAX_REFERENCES {
            return Err(self.too_large(at));
        }
        if memchr::memchr(b'%', target.as_str().as_bytes()).is_some() {
            return self.put_in(&target, depth + 1, result);
        }
        result.push(&target);
        Ok(())
    }

    /// The raw value that the reference shows in its messages.
    fn raw(&self, rest: &Traced) -> String {
        let lookup = self.lookup;
        let entry = lookup.ini.entry(lookup.section, self.option);
        let raw = entry.map_or(rest, |entry| &entry.value);
        repr_str(raw.as_str())
    }

    fn error(
        &self,
        code: &'static Code,
        at: Span,
        reference: String,
        message: String,
        help: &str,
    ) -> InterpolationError {
        InterpolationError {
            reference,
            diagnostic: Box::new(Diagnostic::new(code, message).at(at).help(help)),
        }
    }

    fn unknown(&self, value: &Traced, at: Span, name: &str) -> InterpolationError {
        let (option, section) = (self.option, self.lookup.section);
        let reference = format!(
            "Bad value substitution: option {} in section {} contains an interpolation key {} \
             which is not a valid option name. Raw value: {}",
            repr_str(option),
            repr_str(section),
            repr_str(name),
            self.raw(value)
        );
        let message = format!(
            "`%({name})s` in `{option}` of `[{section}]` names no option of this section or `[DEFAULT]`"
        );
        let defaults = self.lookup.ini.defaults.options.keys();
        let own = self.lookup.ini.sections.get(section);
        let names = own
            .into_iter()
            .flat_map(|own| own.options.keys())
            .chain(defaults);
        let help = match crate::diag::nearest(name, names.map(|name| &**name)) {
            Some(near) => format!("did you mean `%({near})s`?"),
            None => format!("set `{name}`, or double the percent sign if it is meant as such"),
        };
        self.error(&code::UNKNOWN_VARIABLE, at, reference, message, &help)
    }

    fn endless(&self, value: &Traced) -> InterpolationError {
        let (option, section) = (self.option, self.lookup.section);
        let raw = self.raw(value);
        let reference = format!(
            "Recursion limit exceeded in value substitution: option {} in section {} contains an \
             interpolation key which cannot be substituted in {MAX_DEPTH} steps. Raw value: {raw}",
            repr_str(option),
            repr_str(section),
        );
        let percent = value.as_str().find('%').unwrap_or(0);
        let message =
            format!("variables in `{option}` of `[{section}]` nest more than {MAX_DEPTH} deep");
        let help = "look for an option that refers to itself, also by way of others or of `known/`";
        self.error(
            &code::ENDLESS_VARIABLE,
            value.span(percent..value.len()),
            reference,
            message,
            help,
        )
    }

    fn stray_percent(&self, value: &Traced, at: usize) -> InterpolationError {
        let rest = &value.as_str()[at..];
        let reference = format!(
            "'%' must be followed by '%' or '(', found: {}",
            repr_str(rest)
        );
        let message = format!(
            "a single `%` in `{}` of `[{}]`",
            self.option, self.lookup.section
        );
        let help = "write `%%` for a percent sign";
        self.error(
            &code::BAD_PERCENT,
            value.span(at..at + 1),
            reference,
            message,
            help,
        )
    }

    fn unclosed(&self, value: &Traced, at: usize) -> InterpolationError {
        let rest = &value.as_str()[at..];
        let reference = format!("bad interpolation variable reference {}", repr_str(rest));
        let message = format!(
            "`%(` in `{}` of `[{}]` has no name with `)s` behind it",
            self.option, self.lookup.section
        );
        let help = "write `%(name)s` for a variable, `%%(` for a percent sign and a bracket";
        self.error(
            &code::BAD_PERCENT,
            value.span(at..at + 2),
            reference,
            message,
            help,
        )
    }

    fn none(&self, at: Span, name: &str) -> InterpolationError {
        let reference = "argument of type 'NoneType' is not iterable".to_owned();
        let message = format!("`%({name})s` stands for an option without a usable value");
        let help = format!("correct the value of `{name}`");
        self.error(&code::BAD_VALUE, at, reference, message, &help)
    }

    fn typed(&self, at: Span, name: &str, kind: &str) -> InterpolationError {
        let reference = format!("argument of type '{kind}' is not iterable");
        let message =
            format!("`%({name})s` stands for a value of the filter that is no text to fail2ban");
        let help = "write the value in its place";
        self.error(&code::BAD_VALUE, at, reference, message, help)
    }

    fn too_large(&self, at: Span) -> InterpolationError {
        let (option, section) = (self.option, self.lookup.section);
        let message = format!("`{option}` of `[{section}]` grows too large");
        let reference = format!("value of option '{option}' in section '{section}' is too large");
        let help = format!(
            "the limits are {} MiB and {MAX_REFERENCES} variables in one value",
            MAX_LENGTH >> 20
        );
        self.error(&code::TOO_LARGE, at, reference, message, &help)
    }
}
