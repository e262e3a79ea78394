//! Why an expression has no answer.

use std::borrow::Cow;
use std::fmt;

/// Why an expression has no answer. It prints as Python's message where Python
/// fails too; [`Unsupported`](ExpressionError::Unsupported) and
/// [`Limit`](ExpressionError::Limit) are our own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpressionError {
    /// It is no Python expression.
    Syntax {
        /// Python's message.
        message: Cow<'static, str>,
        /// The line of the text, from 1; 0 for an empty text.
        line: usize,
    },
    /// The text has a zero byte.
    NullByte,
    /// A name stands for nothing.
    UndefinedName(String),
    /// A division by zero or a result that is too large for a fraction.
    Arithmetic(&'static str),
    /// A value of this type is followed by parentheses.
    NotCallable(&'static str),
    /// Python would go on, but this is not arithmetic.
    Unsupported(Cow<'static, str>),
    /// The work would be too much.
    Limit(Limit),
}

/// A bound that keeps evaluation short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// A whole number has more than 128 bits.
    Size,
    /// Parentheses or powers are nested too deep.
    Depth(usize),
}

impl ExpressionError {
    pub(super) fn syntax(message: impl Into<Cow<'static, str>>, line: usize) -> Self {
        ExpressionError::Syntax {
            message: message.into(),
            line,
        }
    }

    /// The message as `str(exception)` gives it in Python, where a syntax
    /// error has its line.
    pub fn python_message(&self) -> String {
        match self {
            ExpressionError::Syntax { message, line } => {
                format!("{message} (<string>, line {line})")
            }
            other => other.to_string(),
        }
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExpressionError::Syntax { message, .. } => f.write_str(message),
            ExpressionError::NullByte => {
                f.write_str("source code string cannot contain null bytes")
            }
            ExpressionError::UndefinedName(name) => write!(f, "name '{name}' is not defined"),
            ExpressionError::Arithmetic(message) => f.write_str(message),
            ExpressionError::NotCallable(kind) => write!(f, "'{kind}' object is not callable"),
            ExpressionError::Unsupported(what) => {
                write!(f, "`{what}` is not evaluated here, only arithmetic is")
            }
            ExpressionError::Limit(Limit::Size) => {
                f.write_str("a whole number beyond 128 bits is not evaluated")
            }
            ExpressionError::Limit(Limit::Depth(most)) => {
                write!(f, "more than {most} levels of nesting are not evaluated")
            }
        }
    }
}

impl std::error::Error for ExpressionError {}
