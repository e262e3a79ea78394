//! A configuration as it is shown: options in groups, each with its places.

use crate::config::action::Action;
use crate::config::definition::Definition;
use crate::config::jail::Jail;
use crate::config::load::Configuration;
use crate::config::value::{Options, Value};
use crate::diag::{SourceMap, Span, Traced, nearest};
use crate::ini::Ini;
use std::sync::Arc;

/// A loaded configuration and what is needed to show it.
pub(super) struct View<'a> {
    pub(super) configuration: &'a Configuration,
    pub(super) sources: &'a SourceMap,
    pub(super) base: &'a str,
}

/// Options that belong together: a jail's own, its filter's, an action's.
pub(super) struct Group<'a> {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) options: Vec<Shown<'a>>,
}

/// One option.
pub(super) struct Shown<'a> {
    pub(super) name: &'a str,
    pub(super) text: String,
    /// Where the option was set.
    pub(super) set_at: Span,
    /// The effective text with the places of its parts.
    pub(super) value: Option<Arc<Traced>>,
}

impl<'a> View<'a> {
    pub(super) fn new(
        configuration: &'a Configuration,
        sources: &'a SourceMap,
        base: &'a str,
    ) -> View<'a> {
        let trimmed = base.trim_end_matches('/');
        View {
            configuration,
            sources,
            base: if trimmed.is_empty() { base } else { trimmed },
        }
    }

    /// `path:line` with the path below the base folder.
    pub(super) fn place(&self, span: Span) -> String {
        let place = self.sources.place(span);
        let inside = place.strip_prefix(self.base);
        match inside.and_then(|inside| inside.strip_prefix('/')) {
            Some(inside) => inside.to_owned(),
            None => place,
        }
    }

    /// `path:line:column` with the path below the base folder.
    pub(super) fn exact_place(&self, span: Span) -> String {
        let column = self.sources.position(span).column;
        let place = self.place(span);
        if span == Span::BUILT_IN {
            return place;
        }
        format!("{place}:{column}")
    }

    /// Says that there is no jail of this name.
    pub(super) fn no_such_jail(&self, name: &str) -> String {
        let sections = self.configuration.jail_ini.visible();
        let names = sections.map(|(name, _)| &**name);
        let names = names.filter(|&name| name != "INCLUDES");
        match nearest(name, names) {
            Some(near) => format!("there is no jail `{name}`; did you mean `{near}`?\n"),
            None => format!("there is no jail `{name}`\n"),
        }
    }

    /// Everything that a jail has.
    pub(super) fn groups(&self, jail: &'a Jail) -> Vec<Group<'a>> {
        let ini = &self.configuration.jail_ini;
        let name = jail.name.as_str();
        let own = jail.options.iter();
        let mut groups = vec![Group {
            kind: "jail",
            name: name.to_owned(),
            options: own
                .map(|(option, value)| shown(option, value, set_in(ini, name, option)))
                .collect(),
        }];
        if let (Some(filter), Ok(options)) = (&jail.filter, &jail.filter_options) {
            groups.push(Group {
                kind: "filter",
                name: filter.name.as_str().to_owned(),
                options: of_definition(&filter.definition, options),
            });
        }
        for action in &jail.actions {
            match action {
                Action::Commands(action) => {
                    let options = action.options.as_ref();
                    groups.push(Group {
                        kind: "action",
                        name: action.actname.as_str().to_owned(),
                        options: options
                            .map(|options| of_definition(&action.definition, options))
                            .unwrap_or_default(),
                    });
                }
                Action::Python {
                    actname,
                    path,
                    parameters,
                } => groups.push(Group {
                    kind: "action",
                    name: actname.as_str().to_owned(),
                    options: vec![
                        made("python file", path.clone()),
                        made("parameters", parameters.clone()),
                    ],
                }),
            }
        }
        groups
    }
}

fn made(name: &'static str, text: String) -> Shown<'static> {
    Shown {
        name,
        text,
        set_at: Span::BUILT_IN,
        value: None,
    }
}

fn of_definition<'a>(definition: &'a Definition, options: &'a Options) -> Vec<Shown<'a>> {
    options
        .iter()
        .filter(|(name, _)| !name.starts_with("known/"))
        .map(|(name, value)| shown(name, value, set_in_definition(definition, name, value)))
        .collect()
}

fn shown<'a>(name: &'a str, value: &Value, set_at: Option<Span>) -> Shown<'a> {
    let source = value.source().cloned();
    let text = match value {
        Value::None => "None".to_owned(),
        Value::Bool(flag, _) => flag.to_string(),
        Value::Int(number, _) => number.clone(),
        Value::Text(text) => text.as_str().to_owned(),
    };
    let span = source
        .as_ref()
        .map_or(Span::BUILT_IN, |text| text.span(0..0));
    Shown {
        name,
        text,
        set_at: set_at.unwrap_or(span),
        value: source,
    }
}

/// Where a section, or `[DEFAULT]`, sets an option.
pub(super) fn set_in(ini: &Ini, section: &str, option: &str) -> Option<Span> {
    ini.entry(section, option).map(|entry| entry.key)
}

/// Where an option of a filter or action is set: in its files, unless a
/// parameter of the jail replaces it.
pub(super) fn set_in_definition(
    definition: &Definition,
    option: &str,
    value: &Value,
) -> Option<Span> {
    match definition.parameters.get(option) {
        None => set_in(&definition.ini, "Definition", option),
        Some(parameter) => {
            let init = definition
                .ini
                .section("Init")
                .and_then(|s| s.options.get(option));
            let from_init = init.filter(|entry| Some(&entry.value) == parameter.source());
            let written = parameter.source().or(value.source());
            from_init
                .map(|entry| entry.key)
                .or_else(|| written.map(|text| text.span(0..0)))
        }
    }
}
