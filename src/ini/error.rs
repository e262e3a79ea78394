//! What makes a whole file unusable.

use crate::diag::{Code, Diagnostic, Span};

/// A fault in the text of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IniError {
    /// The name of Python's exception class.
    pub class: &'static str,
    /// The text of Python's exception, with the path in it.
    pub reference: String,
    /// The fault in our own words, with its place.
    pub diagnostic: Box<Diagnostic>,
}

impl IniError {
    pub(super) fn new(
        class: &'static str,
        code: &'static Code,
        span: Span,
        reference: String,
        message: String,
        help: &str,
    ) -> IniError {
        let diagnostic = Diagnostic::new(code, message).at(span).help(help);
        IniError {
            class,
            reference,
            diagnostic: Box::new(diagnostic),
        }
    }

    /// The same, with another place that has to do with it.
    #[must_use]
    pub(super) fn related(mut self, span: Span, what: &str) -> IniError {
        self.diagnostic.related.push((span, what.to_owned()));
        self
    }
}
