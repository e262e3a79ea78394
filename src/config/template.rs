//! Actions that many jails use alike are evaluated once.
//!
//! Most jails use the same action with parameters that differ in nothing but
//! plain texts, such as the jail's name and its ports. Such an action is
//! evaluated with holes in the place of these texts; a jail that uses it only
//! fills them. What comes out is what evaluating the action for that jail would
//! give, places included; where that is not sure there is no template.

use super::action::RUN_TIME_TAGS;
use super::definition::Definition;
use super::options::{ACTION, JAIL};
use super::references::References;
use super::value::{Options, Value};
use crate::diag::Traced;
use crate::ini::{Ini, split_condition};
use std::rc::Rc;
use std::sync::Arc;

/// More templates than any configuration has use for.
const MAX_TEMPLATES: usize = 32;

/// Actions with more parameters are evaluated for each jail.
const MAX_PARAMETERS: usize = 100;

/// Longer texts are not put into holes, so that no limit of length is met.
const MAX_TEXT: usize = 1024;

/// The templates of the actions that were met.
#[derive(Debug, Default)]
pub struct Templates(Vec<Template>);

/// An action with parameters of which some are holes.
#[derive(Debug)]
struct Template {
    ini: Rc<Ini>,
    parameters: Vec<Parameter>,
    /// The options of a jail that may be put into its values.
    reads: Vec<&'static str>,
    /// What it comes to; `None` where that depends on the texts in the holes.
    evaluated: Option<Evaluated>,
}

/// What an action comes to.
#[derive(Debug)]
pub struct Evaluated {
    /// Its effective options.
    pub options: Options,
    /// Its parameters, those of `[Init]` among them.
    pub parameters: Options,
}

/// A parameter's name, and its text unless that is a hole.
type Parameter = (Arc<str>, Option<Arc<Traced>>);

impl Templates {
    /// Evaluates an action for a jail with these options, by a template where
    /// there is one. `None` where it has to be evaluated for this jail.
    pub fn evaluate(
        &mut self,
        ini: &Rc<Ini>,
        parameters: &Options,
        jail: &Options,
    ) -> Option<Evaluated> {
        let (wanted, texts) = split(parameters)?;
        let is_same =
            |template: &Template| Rc::ptr_eq(&template.ini, ini) && template.parameters == wanted;
        let index = match self.0.iter().position(is_same) {
            Some(index) => index,
            None if self.0.len() < MAX_TEMPLATES => {
                self.0.push(Template::new(ini.clone(), wanted));
                self.0.len() - 1
            }
            None => return None,
        };
        let template = &self.0[index];
        let evaluated = template.evaluated.as_ref()?;
        if template.reads.iter().any(|&name| jail.contains_key(name)) {
            return None;
        }
        let fill = |options: &Options| {
            let mut options = options.clone();
            for value in options.values_mut() {
                if let Value::Text(text) = value {
                    *text = text.fill(&texts);
                }
            }
            options
        };
        Some(Evaluated {
            options: fill(&evaluated.options),
            parameters: fill(&evaluated.parameters),
        })
    }
}

/// The parameters with holes, and the texts that belong in these.
fn split(parameters: &Options) -> Option<(Vec<Parameter>, Vec<Arc<Traced>>)> {
    if parameters.len() > MAX_PARAMETERS {
        return None;
    }
    let mut texts = Vec::new();
    let mut with_holes = Vec::with_capacity(parameters.len());
    for (name, value) in parameters {
        let Value::Text(text) = value else {
            return None;
        };
        if is_plain(text) {
            texts.push(text.clone());
            with_holes.push((name.clone(), None));
        } else {
            with_holes.push((name.clone(), Some(text.clone())));
        }
    }
    Some((with_holes, texts))
}

/// Whether nothing in a text is looked at while an action is evaluated.
fn is_plain(text: &Traced) -> bool {
    let special = |byte| matches!(byte, b'<' | b'>' | b'%');
    text.len() <= MAX_TEXT && !text.as_str().bytes().any(special)
}

impl Template {
    fn new(ini: Rc<Ini>, parameters: Vec<Parameter>) -> Template {
        let mut references = References::of(&ini);
        let mut options = Options::default();
        let mut holes = 0..;
        for (name, text) in &parameters {
            let text = match text {
                Some(text) => {
                    references.add(text.as_str());
                    text.clone()
                }
                None => Arc::new(Traced::hole(holes.next().unwrap_or_default())),
            };
            options.insert(name.clone(), Value::Text(text));
        }
        let init = ini.sections.get("Init");
        let init = init.into_iter().flat_map(|init| init.options.keys());
        let bases: Vec<&str> = init
            .filter_map(|name| split_condition(name))
            .map(|(base, _)| base)
            .collect();
        let may_be_read = |name: &&str| {
            super::options::find(ACTION, name).is_some()
                || references.has(name)
                || bases.contains(name)
        };
        Template {
            reads: JAIL
                .iter()
                .map(|row| row.name)
                .filter(may_be_read)
                .collect(),
            evaluated: evaluate_with_holes(Definition::new(ini.clone(), ACTION, options)),
            ini,
            parameters,
        }
    }
}

/// Evaluates an action whose parameters have holes, for a jail without options.
fn evaluate_with_holes(mut definition: Definition) -> Option<Evaluated> {
    let nothing = Options::default();
    let prepared = definition.prepare(&nothing, false, None).ok()?;
    let (options, findings) = prepared.combine(&RUN_TIME_TAGS, None).ok()?;
    let has_typed_hole = options.values().any(|value| {
        !matches!(value, Value::Text(_)) && value.source().is_none_or(|text| text.has_holes())
    });
    let is_sure = findings.is_empty()
        && !has_typed_hole
        && !definition.looked_up().any(Traced::may_have_holes);
    is_sure.then_some(Evaluated {
        options,
        parameters: definition.parameters,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FileId;

    const TEXT: &str = "\
[Definition]
actionstart = run <name> -p <port> <chain> <cmd> %(tail)s
actionban = <cmd> <ip> <<kind>-rule> <name>
tail = x
[Init]
cmd = do <name>
chain = INPUT
port = none
";

    fn options(list: &[(&str, &str)]) -> Options {
        list.iter()
            .map(|&(name, value)| (name.into(), Value::Text(Arc::new(Traced::built_in(value)))))
            .collect()
    }

    fn ini(text: &str) -> Rc<Ini> {
        let mut sources = crate::diag::SourceMap::default();
        let file = sources.add("a.conf", text.to_owned());
        assert_ne!(file, FileId::BUILT_IN);
        let mut ini = Ini::default();
        ini.merge(&crate::ini::read(text, "a.conf", file).expect("it is in order"));
        Rc::new(ini)
    }

    /// Whether a template is used, and that it gives what evaluating does.
    #[track_caller]
    fn case(text: &str, parameters: &[(&str, &str)], jail: &[(&str, &str)], expected: bool) {
        let (ini, parameters, jail) = (ini(text), options(parameters), options(jail));
        let mut templates = Templates::default();
        // The template is made for other texts of the same kind.
        let others = parameters.iter().map(|(name, value)| {
            let text = value.text().filter(|text| !is_plain(text));
            let other = text.unwrap_or_else(|| Arc::new(Traced::built_in("other")));
            (name.clone(), Value::Text(other))
        });
        templates.evaluate(&ini, &others.collect(), &Options::default());
        let filled = templates.evaluate(&ini, &parameters, &jail);
        assert_eq!(filled.is_some(), expected);
        let Some(filled) = filled else { return };
        let mut definition = Definition::new(ini, ACTION, parameters);
        let prepared = definition.prepare(&jail, false, None).expect("no faults");
        let (plain, _) = prepared.combine(&RUN_TIME_TAGS, None).expect("no faults");
        assert_eq!(Vec::from_iter(filled.options), Vec::from_iter(plain));
        assert_eq!(
            Vec::from_iter(filled.parameters),
            Vec::from_iter(definition.parameters)
        );
    }

    #[test]
    fn plain_parameters_are_filled_in() {
        case(TEXT, &[("name", "sshd"), ("port", "ssh,22")], &[], true);
        case(TEXT, &[("name", ""), ("port", "a b")], &[], true);
        case(TEXT, &[("name", "\u{fdd0}")], &[("maxretry", "5")], true);
    }

    #[test]
    fn parameters_with_tags_are_part_of_the_template() {
        let chain = ("chain", "<known/chain>");
        case(TEXT, &[("name", "sshd"), chain], &[], true);
        case(TEXT, &[("name", "sshd"), ("port", "%(tail)s")], &[], true);
    }

    #[test]
    fn what_depends_on_the_texts_is_evaluated_for_each_jail() {
        case(TEXT, &[("name", "sshd"), ("kind", "x")], &[], false);
        let flag = "[Definition]\nactionstart_on_demand = <flag>\n";
        case(flag, &[("flag", "yes")], &[], false);
    }

    #[test]
    fn what_depends_on_the_jail_is_evaluated_for_it() {
        let text = "[Definition]\nactionban = add <ip> <findtime>\n";
        case(text, &[("name", "a")], &[("maxretry", "5")], true);
        case(text, &[("name", "a")], &[("findtime", "600")], false);
    }
}
