//! fail2ban's file dialect: Python's `configparser` as fail2ban sets it up.
//!
//! [`scan`] classifies the lines of one text and keeps their places,
//! [`read`] makes an [`Ini`] of them, [`Layers`] puts the files of one
//! configuration name together (`.conf`, `.d`, `.local`, includes), and
//! [`Lookup`] gives an option's value with its `%(name)s` put in. Nothing here
//! knows what a jail is; files come from a [`Files`].

mod error;
mod files;
mod interpolate;
mod layers;
mod model;
mod reader;
mod scanner;

pub use error::IniError;
pub use files::{FileError, Files, Listed, MAX_FILE};
pub use interpolate::{InterpolationError, Lookup, NoVars, Reference, Trail, Var, Vars};
pub use layers::{Layers, ReadFailure};
pub(crate) use model::split_condition;
pub use model::{Entry, Ini, Section};
pub use reader::read;
pub use scanner::scan;
