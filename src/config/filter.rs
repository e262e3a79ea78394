//! A jail's filter.

use super::definition::Definition;
use super::options::FILTER;
use super::value::{Options, Value};
use crate::diag::{Diagnostic, Traced};
use crate::ini::{InterpolationError, Layers, ReadFailure};
use std::sync::Arc;

/// A filter as a jail uses it.
#[derive(Debug)]
pub struct Filter {
    /// Its name, as the jail writes it.
    pub name: Arc<Traced>,
    /// Its files and parameters.
    pub definition: Definition,
}

impl Filter {
    /// Reads the files of a filter. A name that begins with `./` is a path
    /// below the working directory `cwd`, others are below `filter.d`.
    ///
    /// # Errors
    /// See [`ReadFailure`].
    pub fn read(
        layers: &mut Layers<'_>,
        cwd: &str,
        name: Arc<Traced>,
        parameters: Options,
    ) -> Result<Filter, ReadFailure> {
        let text = name.as_str();
        let config_name = match text.strip_prefix("./") {
            Some(relative) => format!("{cwd}/{relative}"),
            None => below("filter.d", text),
        };
        let ini = layers.name(&config_name)?;
        Ok(Filter {
            definition: Definition::new(ini, FILTER, parameters),
            name,
        })
    }

    /// Sets the parameter `logtype` from the jail's backend, unless the
    /// parameters or the filter itself do.
    pub fn apply_backend(&mut self, backend: &str) {
        let given = self.definition.parameters.get("logtype");
        let given = given.and_then(Value::source).is_some_and(|v| !v.is_empty());
        if given || self.definition.has_own("logtype") {
            return;
        }
        let journal = backend.starts_with("systemd");
        let logtype = Traced::built_in(if journal { "journal" } else { "file" });
        let logtype = Value::Text(Arc::new(logtype));
        self.definition.parameters.insert("logtype".into(), logtype);
    }

    /// The effective options; see [`Definition::prepare`].
    ///
    /// # Errors
    /// References and tags that lead nowhere or in circles.
    pub fn evaluate(
        &mut self,
        jail: &Options,
        all: bool,
    ) -> Result<(Options, Vec<Diagnostic>), InterpolationError> {
        self.definition.prepare(jail, all, None)?.combine(&[], None)
    }
}

/// A config name below a folder; an absolute one stays as it is.
pub(super) fn below(folder: &str, name: &str) -> String {
    if name.starts_with('/') {
        name.to_owned()
    } else {
        [folder, "/", name].concat()
    }
}
