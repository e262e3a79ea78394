//! The whole story of one option.

use super::view::{View, set_in_definition};
use crate::config::action::{Action, RUN_TIME_TAGS};
use crate::config::definition::Definition;
use crate::config::jail::Jail;
use crate::config::value::{Options, Value};
use crate::diag::{Span, Traced, nearest};
use crate::ini::{Entry, Ini, Lookup, Reference, Trail};
use std::sync::Arc;

/// What is known of one option.
pub(super) struct Answer {
    /// Whose option it is, such as ``filter `sshd` ``.
    pub(super) whose: String,
    /// The option's name.
    pub(super) option: String,
    /// Every setting of it, the one that counts first.
    pub(super) settings: Vec<Setting>,
    /// The references that were followed, in order.
    pub(super) references: Vec<Reference>,
    /// The effective value.
    pub(super) value: Arc<Traced>,
}

/// A place that sets an option.
pub(super) struct Setting {
    pub(super) at: Span,
    /// What is set there, such as `[Definition] failregex`.
    pub(super) what: String,
    /// The text there, unexpanded.
    pub(super) raw: Arc<Traced>,
}

/// What is known of an option of a jail, its filter and its actions.
pub(super) fn answers(view: &View<'_>, jail: &Jail, option: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    let lower = option.to_lowercase();
    answers.extend(of_jail(view, jail, &lower));
    if let (Some(filter), Ok(options)) = (&jail.filter, &jail.filter_options) {
        let whose = format!("filter `{}`", filter.name.as_str());
        answers.extend(of_definition(
            whose,
            jail,
            &filter.definition,
            options,
            &[],
            option,
        ));
    }
    for action in &jail.actions {
        if let Action::Commands(action) = action
            && let Ok(options) = &action.options
        {
            let whose = format!("action `{}`", action.actname.as_str());
            let (definition, run_time) = (&action.definition, &RUN_TIME_TAGS);
            answers.extend(of_definition(
                whose, jail, definition, options, run_time, option,
            ));
        }
    }
    answers
}

/// Says that nothing sets the option, with the nearest that is set.
pub(super) fn nothing_known(view: &View<'_>, jail: &Jail, option: &str) -> String {
    let name = jail.name.as_str();
    let groups = view.groups(jail);
    let names = groups
        .iter()
        .flat_map(|group| group.options.iter().map(|o| o.name));
    match nearest(option, names) {
        Some(near) => {
            format!("jail `{name}` has no option `{option}`; did you mean `{near}`?\n")
        }
        None => format!("neither jail `{name}` nor its filter or actions set `{option}`\n"),
    }
}

fn of_jail(view: &View<'_>, jail: &Jail, option: &str) -> Option<Answer> {
    let ini = &view.configuration.jail_ini;
    let name = jail.name.as_str();
    let trail = Trail::default();
    let lookup = Lookup::new(ini, name, &jail.known, Some(&trail));
    let value = match lookup.get(option).ok()? {
        Some(value) => value,
        None => jail.options.get(option)?.source()?.clone(),
    };
    let mut settings = settings(ini, name, option);
    if settings.is_empty() {
        settings.push(Setting {
            at: Span::BUILT_IN,
            what: "the default".to_owned(),
            raw: value.clone(),
        });
    }
    Some(Answer {
        whose: format!("jail `{name}`"),
        option: option.to_owned(),
        settings,
        references: trail.into_inner(),
        value,
    })
}

fn of_definition(
    whose: String,
    jail: &Jail,
    definition: &Definition,
    options: &Options,
    run_time: &[&str],
    option: &str,
) -> Option<Answer> {
    let value = options.get(option)?;
    let text = value.source()?.clone();
    let mut found = Vec::new();
    if let Some(parameter) = definition.parameters.get(option).and_then(Value::source) {
        found.push(Setting {
            at: set_in_definition(definition, option, value).unwrap_or(Span::BUILT_IN),
            what: "parameter".to_owned(),
            raw: parameter.clone(),
        });
    }
    for section in ["Init", "Definition"] {
        for setting in settings(&definition.ini, section, option) {
            if found.iter().all(|other| other.at != setting.at) {
                found.push(setting);
            } else if let Some(same) = found.iter_mut().find(|other| other.at == setting.at) {
                same.what = setting.what;
            }
        }
    }
    Some(Answer {
        whose,
        option: option.to_owned(),
        settings: found,
        references: references(jail, definition, run_time, option),
        value: text,
    })
}

/// Every setting of an option in a section and in `[DEFAULT]`, newest first.
fn settings(ini: &Ini, section: &str, option: &str) -> Vec<Setting> {
    let of = |name: &str| {
        let entry = ini
            .section(name)
            .and_then(|section| section.options.get(option));
        let setting = |entry: &Entry| Setting {
            at: entry.key,
            what: format!("[{name}] {option}"),
            raw: entry.value.clone(),
        };
        let history = entry.into_iter().flat_map(Entry::history);
        history.map(setting).collect::<Vec<_>>()
    };
    let mut all = of(section);
    if ini.section(section).is_some() {
        all.extend(of("DEFAULT"));
    }
    all
}

/// Evaluates a definition once more and keeps what leads to the option.
fn references(
    jail: &Jail,
    definition: &Definition,
    run_time: &[&str],
    option: &str,
) -> Vec<Reference> {
    let trail = Trail::default();
    let mut again = definition.clone();
    let evaluated = again
        .prepare(&jail.options, false, Some(&trail))
        .and_then(|prepared| prepared.combine(run_time, Some(&trail)));
    if evaluated.is_err() {
        return Vec::new();
    }
    let all = trail.into_inner();
    let mut wanted = vec![option.to_owned()];
    let mut found: Vec<Reference> = Vec::new();
    let mut next = 0;
    while next < wanted.len() {
        let option = wanted[next].clone();
        for reference in all.iter().filter(|r| *r.option == *option) {
            let name = reference.text.trim_matches(['<', '>', '%', '(', ')']);
            let name = name.to_owned();
            if !found.contains(reference) {
                found.push(reference.clone());
            }
            if reference.text.starts_with('<') && !wanted.contains(&name) {
                wanted.push(name);
            }
        }
        next += 1;
    }
    found
}
