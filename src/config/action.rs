//! A jail's action.

use super::definition::Definition;
use super::filter::below;
use super::options::ACTION;
use super::stream::{Command, Stream, Word};
use super::template::Templates;
use super::value::{Options, Value};
use crate::diag::{Diagnostic, Traced};
use crate::ini::{InterpolationError, Layers, ReadFailure};
use crate::python;
use std::sync::Arc;

/// Tags that are left for run time even where an option has their name.
pub const RUN_TIME_TAGS: [&str; 5] = [
    "matches",
    "ipmatches",
    "ipjailmatches",
    "timeout",
    "bantime",
];

/// An action as a jail uses it.
#[derive(Debug)]
pub enum Action {
    /// Shell commands from a file in `action.d`.
    Commands(CommandAction),
    /// A Python file; what is in it is the server's business.
    Python {
        /// The action's name in the jail.
        actname: Arc<Traced>,
        /// The path of the Python file.
        path: String,
        /// The parameters as a JSON object.
        parameters: String,
    },
}

/// An action made of shell commands.
#[derive(Debug)]
pub struct CommandAction {
    /// The name of its file, as the jail writes it.
    pub file: Arc<Traced>,
    /// Its name in the jail.
    pub actname: Arc<Traced>,
    /// Its files and parameters.
    pub definition: Definition,
    /// The effective options, or why there are none.
    pub options: Result<Options, InterpolationError>,
    /// Faults that only cost a value.
    pub findings: Vec<Diagnostic>,
}

/// Why an action cannot be had.
#[derive(Debug)]
pub enum ActionFailure {
    /// Its files.
    Read(ReadFailure),
    /// A reference in them.
    Interpolation(InterpolationError),
}

impl Action {
    /// Reads and evaluates the action `name` of a jail.
    ///
    /// # Errors
    /// See [`ActionFailure`]. Faults of its tags are kept in
    /// [`CommandAction::options`]: the reference meets them only when all
    /// jails are read.
    pub fn read(
        layers: &mut Layers<'_>,
        jail: &Arc<Traced>,
        jail_options: &Options,
        name: Traced,
        mut parameters: Options,
        templates: &mut Templates,
    ) -> Result<Action, ActionFailure> {
        if let Some(stem) = name.as_str().strip_suffix(".py") {
            // A name of dots alone before the extension is all name to Python.
            let last = stem.rsplit('/').next().unwrap_or_default();
            let is_extension = last.chars().any(|c| c != '.');
            let length = if is_extension { stem.len() } else { name.len() };
            let actname = match parameters.shift_remove("actname") {
                Some(Value::Text(given)) => given,
                _ => Arc::new(name.slice(0..length)),
            };
            let path = format!("{}/{}", layers.base(), below("action.d", name.as_str()));
            let texts: Vec<_> = parameters
                .iter()
                .filter_map(|(key, value)| Some((&**key, value.source()?.as_str())))
                .collect();
            return Ok(Action::Python {
                actname,
                path,
                parameters: python::dumps(&texts),
            });
        }
        let actname = add_names(jail, &name, &mut parameters);
        let config_name = below("action.d", name.as_str());
        let ini = layers.name(&config_name).map_err(ActionFailure::Read)?;
        let (definition, options, findings) =
            if let Some(evaluated) = templates.evaluate(&ini, &parameters, jail_options) {
                let definition = Definition::new(ini, ACTION, evaluated.parameters);
                (definition, Ok(evaluated.options), Vec::new())
            } else {
                let mut definition = Definition::new(ini, ACTION, parameters);
                let prepared = definition
                    .prepare(jail_options, false, None)
                    .map_err(ActionFailure::Interpolation)?;
                match prepared.combine(&RUN_TIME_TAGS, None) {
                    Ok((options, findings)) => (definition, Ok(options), findings),
                    Err(error) => (definition, Err(error), Vec::new()),
                }
            };
        Ok(Action::Commands(CommandAction {
            file: Arc::new(name),
            actname,
            definition,
            options,
            findings,
        }))
    }
}

/// Adds the parameters `name` and `actname` where they are not given.
fn add_names(jail: &Arc<Traced>, file: &Traced, parameters: &mut Options) -> Arc<Traced> {
    let name = parameters
        .entry("name".into())
        .or_insert_with(|| Value::Text(jail.clone()));
    let name = name.source().cloned().unwrap_or_default();
    let actname = parameters.entry("actname".into()).or_insert_with(|| {
        let mut actname = file.clone();
        if name.as_str() != jail.as_str() {
            match name.as_str().strip_prefix(jail.as_str()) {
                Some(rest) => actname.push_slice(&name, name.len() - rest.len()..name.len()),
                None => {
                    actname.push(&Traced::built_in("-"));
                    actname.push(&name);
                }
            }
        }
        Value::Text(Arc::new(actname))
    });
    actname.source().cloned().unwrap_or_default()
}

impl CommandAction {
    /// The options that are sent: those that are known, with tags put in, then
    /// the other parameters as they were written.
    ///
    /// # Errors
    /// Faults of the action's tags.
    pub fn properties(
        &self,
    ) -> Result<impl Iterator<Item = (&Arc<str>, &Value)>, InterpolationError> {
        let options = self.options.as_ref().map_err(Clone::clone)?;
        let is_known = |name: &str| super::options::find(ACTION, name).is_some();
        let known = options.iter().filter(move |(name, _)| is_known(name));
        let parameters = self.definition.parameters.iter();
        let others =
            parameters.filter(move |(name, _)| !is_known(name) && !name.starts_with("known/"));
        Ok(known.chain(others))
    }

    fn stream(&self, jail: &Word) -> Result<Stream, InterpolationError> {
        let actname = Word::Text(self.actname.clone());
        let add = vec![
            Word::Name("set"),
            jail.clone(),
            Word::Name("addaction"),
            actname.clone(),
        ];
        let mut stream = vec![Command(add)];
        let pair = |(name, value): (&Arc<str>, &Value)| (name.clone(), Word::of(value));
        let mut pairs: Vec<_> = self.properties()?.map(pair).collect();
        let head = |verb| {
            vec![
                Word::Name(verb),
                jail.clone(),
                Word::Name("action"),
                actname,
            ]
        };
        if pairs.len() > 1 {
            let mut words = head("multi-set");
            words.push(Word::Options(pairs));
            stream.push(Command(words));
        } else if let Some((name, value)) = pairs.pop() {
            let mut words = head("set");
            words.extend([Word::Option(name), value]);
            stream.push(Command(words));
        }
        Ok(stream)
    }
}

impl Action {
    /// The commands that set the action up in a jail.
    ///
    /// # Errors
    /// Faults of the action's tags.
    pub fn stream(&self, jail: &Word) -> Result<Stream, InterpolationError> {
        match self {
            Action::Commands(action) => action.stream(jail),
            Action::Python {
                actname,
                path,
                parameters,
            } => Ok(vec![Command(vec![
                Word::Name("set"),
                jail.clone(),
                Word::Name("addaction"),
                Word::Text(actname.clone()),
                Word::Made(path.clone()),
                Word::Made(parameters.clone()),
            ])]),
        }
    }
}
