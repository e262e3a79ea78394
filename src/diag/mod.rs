//! What is wrong and where.
//!
//! Loader, tester, linter and daemon all report through one type,
//! [`Diagnostic`]; it points into the texts of a [`SourceMap`]. Values carry
//! the places they were written at as [`Traced`] text. Nothing here knows what
//! a jail is.

pub mod code;
mod diagnostic;
mod render;
mod source;
mod suggest;
mod traced;

pub use code::Code;
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use render::{Style, json, one_line, printable, render};
pub use source::{FileId, Position, SourceMap, Span};
pub use suggest::nearest;
pub use traced::Traced;
