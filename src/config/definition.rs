//! How a filter or an action becomes its effective options: what `[Definition]`
//! says, what `[Init]` and the parameters override, and the tags put in.

use super::options::{self, OptionRow};
use super::tags;
use super::value::{Options, Overlay, Value, parse_bool};
use crate::diag::{Diagnostic, Traced, code};
use crate::ini::{Ini, InterpolationError, Lookup, NoVars, Trail, split_condition};
use crate::map::{Map, Set, ordered_map};
use crate::python::{lower, parse_int};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// A filter or action with the parameters it is used with.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its files.
    pub ini: Rc<Ini>,
    /// The options it is known to have.
    table: &'static [OptionRow],
    /// The parameters; evaluating adds the options of `[Init]`, so that a
    /// second evaluation finds them among the parameters.
    pub parameters: Options,
    /// What tags were found to stand for. As in the reference this outlives an
    /// evaluation: a tag that the first one finds nothing for stays as it is
    /// in the second, though the jail's options are known then.
    found: Map<String, Option<Arc<Traced>>>,
}

/// A definition whose options are looked up, but whose tags are not yet put in.
#[derive(Debug)]
pub struct Prepared<'a> {
    ini: &'a Ini,
    table: &'static [OptionRow],
    /// The parameters as they were before `[Init]` joined them, lower-case.
    parameters: Options,
    jail: &'a Options,
    combined: Options,
    found: &'a mut Map<String, Option<Arc<Traced>>>,
}

/// How much text the values of one definition may still come to; the reference
/// has no limit, and a short file can ask for a long text many times over.
struct Budget(usize);

const MAX_TOTAL: usize = 16 << 20;

impl Budget {
    fn take(&mut self, option: &str, value: &Traced) -> Result<(), InterpolationError> {
        let rest = self.0.checked_sub(value.len());
        self.0 = rest.ok_or_else(|| {
            let message = format!("the values up to `{option}` are too large together");
            let help = format!("a filter or action may come to {} MiB", MAX_TOTAL >> 20);
            let diagnostic = Diagnostic::new(&code::TOO_LARGE, message);
            InterpolationError {
                reference: format!("value of option '{option}' is too large"),
                diagnostic: Box::new(diagnostic.at(value.span(0..value.len())).help(help)),
            }
        })?;
        Ok(())
    }
}

impl Definition {
    /// A definition that is used with these parameters.
    pub fn new(ini: Rc<Ini>, table: &'static [OptionRow], parameters: Options) -> Definition {
        Definition {
            ini,
            table,
            parameters,
            found: Map::with_capacity_and_hasher(14, Default::default()),
        }
    }

    /// Whether `[Definition]` itself, not `[DEFAULT]`, has an option.
    pub fn has_own(&self, option: &str) -> bool {
        let definition = self.ini.sections.get("Definition");
        definition.is_some_and(|section| section.options.contains_key(option))
    }

    /// The tags that were looked up because no option of the map has their name.
    pub fn looked_up(&self) -> impl Iterator<Item = &str> {
        self.found.keys().map(String::as_str)
    }

    /// Looks the options up, as seen by a jail with the options `jail`, and
    /// adds those of `[Init]` to the parameters. `all` takes the other options
    /// of `[Definition]` in, too.
    ///
    /// # Errors
    /// References that lead nowhere or in circles.
    pub fn prepare<'a>(
        &'a mut self,
        jail: &'a Options,
        all: bool,
        trail: Option<&Trail>,
    ) -> Result<Prepared<'a>, InterpolationError> {
        // A reference finds a parameter whatever the case of its name.
        let parameters = lower_names(&self.parameters);
        let vars = Overlay {
            upper: &parameters,
            lower: jail,
        };
        let definition = self.ini.sections.get("Definition");
        let lookup = Lookup::new(&self.ini, "Definition", &vars, trail);
        let mut budget = Budget(MAX_TOTAL);
        let own = definition.map_or(0, |section| section.options.len());
        let mut combined = ordered_map(own + self.parameters.len() + 8);
        for row in self.table {
            let given = self.parameters.contains_key(row.name) || jail.contains_key(row.name);
            if given {
                continue;
            }
            // Where the section is missing, the reference has `None` for all.
            if definition.is_none() {
                combined.insert(row.key(), Value::None);
            } else if let Some(value) = lookup.get(row.name)? {
                budget.take(row.name, &value)?;
                combined.insert(row.key(), Value::Text(value));
            }
        }
        add_init_options(&self.ini, &mut self.parameters, vars, &mut budget, trail)?;
        if all {
            let names = definition
                .into_iter()
                .flat_map(|section| section.options.keys());
            let plain = Lookup::new(&self.ini, "Definition", &NoVars, trail);
            for name in names {
                if !combined.contains_key(name)
                    && let Some(value) = plain.get(name)?
                {
                    budget.take(name, &value)?;
                    combined.insert(name.clone(), Value::Text(value));
                }
            }
        }
        for (name, value) in &self.parameters {
            combined.insert(name.clone(), value.clone());
        }
        Ok(Prepared {
            ini: &self.ini,
            table: self.table,
            parameters,
            jail,
            combined,
            found: &mut self.found,
        })
    }
}

impl Prepared<'_> {
    /// Puts the tags in, and gives the known options their types. The tags in
    /// `ignore` are left for run time, as are all that have a conditional form.
    ///
    /// # Errors
    /// References and tags that lead nowhere or in circles.
    pub fn combine(
        mut self,
        ignore: &[&str],
        trail: Option<&Trail>,
    ) -> Result<(Options, Vec<Diagnostic>), InterpolationError> {
        let vars = Overlay {
            upper: &self.parameters,
            lower: self.jail,
        };
        let lookup = Lookup::new(self.ini, "Definition", &vars, trail);
        let conditional = self
            .combined
            .keys()
            .filter_map(|name| split_condition(name))
            .map(|(base, _)| base.to_owned());
        let ignore: Set<String> = conditional
            .chain(ignore.iter().map(|&name| name.to_owned()))
            .collect();
        let found_before = &mut *self.found;
        let mut fallback = |tag: &str| {
            if let Some(found) = found_before.get(tag) {
                return Ok::<_, InterpolationError>(Option::clone(found));
            }
            let found = combined_option(&lookup, tag, trail)?;
            found_before.insert(tag.to_owned(), found.clone());
            Ok(found)
        };
        tags::substitute(&mut self.combined, &ignore, &mut fallback, trail)?;
        let findings = self.convert();
        Ok((self.combined, findings))
    }

    /// Gives the options of the table their types.
    fn convert(&mut self) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for row in self.table {
            let Some(slot) = self.combined.get_mut(row.name) else {
                continue;
            };
            let Some(text) = slot.text() else { continue };
            match row.kind {
                options::Kind::Bool => *slot = Value::Bool(parse_bool(text.as_str()), text),
                options::Kind::Int => match parse_int(text.as_str()) {
                    Some(number) => *slot = Value::Int(number, text),
                    None => {
                        *slot = Value::None;
                        let message = format!(
                            "Wrong int value '{}' for '{}'. Using default one: None",
                            text.as_str(),
                            row.name
                        );
                        findings.push(
                            Diagnostic::new(&code::BAD_NUMBER, message)
                                .at(text.span(0..text.len()))
                                .help("write a whole number"),
                        );
                    }
                },
                _ => {}
            }
        }
        findings
    }
}

/// The same values under names in lower case.
fn lower_names(options: &Options) -> Options {
    if options
        .keys()
        .all(|name| matches!(lower(name), Cow::Borrowed(_)))
    {
        return options.clone();
    }
    let options = options.iter();
    options
        .map(|(name, value)| (lower(name).into(), value.clone()))
        .collect()
}

/// Adds the own options of `[Init]` to the parameters: `known/x` with the
/// value of `[Init]` always, `x` where no parameter sets it. The conditional
/// form `x?condition` takes the value that `x` is given from outside.
fn add_init_options(
    ini: &Ini,
    parameters: &mut Options,
    vars: Overlay<'_>,
    budget: &mut Budget,
    trail: Option<&Trail>,
) -> Result<(), InterpolationError> {
    let Some(init) = ini.sections.get("Init") else {
        return Ok(());
    };
    let lookup = Lookup::new(ini, "Init", &NoVars, trail);
    for name in init.options.keys() {
        let Some(value) = lookup.get(name)? else {
            continue;
        };
        budget.take(name, &value)?;
        let value = Value::Text(value);
        if !name.starts_with("known/") {
            parameters.insert(format!("known/{name}").into(), value.clone());
        }
        if !parameters.contains_key(name) {
            let outer = split_condition(name).and_then(|(base, _)| vars.get(base));
            parameters.insert(name.clone(), outer.cloned().unwrap_or(value));
        }
    }
    Ok(())
}

/// What a tag stands for that is no option of the map: `section/option`, else
/// the option of `[Definition]` with parameters and jail options over it.
fn combined_option(
    lookup: &Lookup<'_>,
    tag: &str,
    trail: Option<&Trail>,
) -> Result<Option<Arc<Traced>>, InterpolationError> {
    let is_name = |c: char| crate::python::is_word(c) || c == '-';
    if let Some((section, option)) = tag.split_once('/')
        && !section.is_empty()
        && section.chars().all(is_name)
        && !option.contains(crate::python::is_space)
    {
        let sections: &[&str] = match section {
            "known" => &["KNOWN/Definition", "Definition"],
            _ if section.eq_ignore_ascii_case("default") => &["DEFAULT"],
            _ => &[section],
        };
        for section in sections {
            if lookup.ini().section(section).is_none() {
                continue;
            }
            let inner = Lookup::new(lookup.ini(), section, &NoVars, trail);
            if let Some(value) = inner.get(&lower(option))? {
                return Ok(Some(value));
            }
        }
    }
    if lookup.ini().sections.contains_key("Definition") {
        return lookup.get(&lower(tag));
    }
    Ok(None)
}
