//! One finding about the user's files.

use super::code::Code;
use super::source::Span;
use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Probably not what was meant; fail2ban takes it all the same.
    Warning,
    /// Something cannot be used: a file, a jail, the whole configuration.
    Error,
}

impl Severity {
    /// The word that stands before a finding.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// What is wrong, where, and what to do about it.
///
/// Messages start lower-case, have no full stop and put the user's words in
/// backticks, except where they are fail2ban's own texts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// The stable code.
    pub code: &'static Code,
    /// How much it matters; the code's own severity unless raised or lowered.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where the offending text was written.
    pub span: Option<Span>,
    /// Other places that have to do with it, each with what it is.
    pub related: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding without a place, with the severity of its code.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            span: None,
            related: Vec::new(),
            help: None,
        }
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.span = Some(span);
        self
    }

    /// The same, with another severity.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Diagnostic {
        self.severity = severity;
        self
    }

    /// The same, with another place that has to do with it.
    #[must_use]
    pub fn related(mut self, span: Span, what: impl Into<String>) -> Diagnostic {
        self.related.push((span, what.into()));
        self
    }

    /// The same, with advice.
    #[must_use]
    pub fn help(mut self, advice: impl Into<String>) -> Diagnostic {
        self.help = Some(advice.into());
        self
    }
}

/// Findings in the order they were made; the same one is kept once.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: IndexSet<Diagnostic, FxBuildHasher>,
}

impl Diagnostics {
    /// Adds a finding unless it is there already: files that many jails share
    /// would otherwise repeat theirs.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.insert(diagnostic);
    }

    /// Adds several.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }

    /// All findings.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.iter().filter(|d| d.severity == severity).count()
    }

    /// Whether something cannot be used.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = indexmap::set::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}
