//! What an option's value is once it has a type.

use crate::diag::Traced;
use crate::ini::{Var, Vars};
use crate::map::OrderedMap;
use std::sync::Arc;

/// A typed value, as the reference's readers make them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Python's `None`: what a bad number becomes.
    None,
    /// A truth value, and the text that it was read from.
    Bool(bool, Arc<Traced>),
    /// A whole number of any size in decimal digits, and the text that it was
    /// read from.
    Int(String, Arc<Traced>),
    /// A text.
    Text(Arc<Traced>),
}

impl Value {
    /// The text of a value: its own, or what it was read from.
    pub fn source(&self) -> Option<&Arc<Traced>> {
        match self {
            Value::None => None,
            Value::Bool(_, text) | Value::Int(_, text) | Value::Text(text) => Some(text),
        }
    }

    /// The value as Python's `str()` gives it, which is what a reference to
    /// the option stands for.
    pub fn text(&self) -> Option<Arc<Traced>> {
        let (plain, source) = match self {
            Value::None => return None,
            Value::Text(text) => return Some(text.clone()),
            Value::Bool(true, source) => ("True", source),
            Value::Bool(false, source) => ("False", source),
            Value::Int(number, source) => (&**number, source),
        };
        if plain == source.as_str() {
            return Some(source.clone());
        }
        // The `5` of `+5` is a part of the source; `True` for `yes` is not.
        Some(Arc::new(match source.as_str().find(plain) {
            Some(at) => source.slice(at..at + plain.len()),
            None => Traced::copied(plain, source.span(0..source.len())),
        }))
    }

    /// Whether it is a truth value and true.
    pub fn is_true(&self) -> bool {
        matches!(self, Value::Bool(true, _))
    }
}

/// Values by option name, in the order in which the reference keeps them.
pub type Options = OrderedMap<Arc<str>, Value>;

/// One map of values laid over another.
#[derive(Debug, Clone, Copy)]
pub struct Overlay<'a> {
    /// These win.
    pub upper: &'a Options,
    /// These are found where `upper` has none.
    pub lower: &'a Options,
}

impl Overlay<'_> {
    /// The value of an option.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.upper.get(name).or_else(|| self.lower.get(name))
    }
}

impl Vars for Overlay<'_> {
    fn var(&self, name: &str) -> Option<Var> {
        let value = self.get(name)?;
        Some(value.text().map_or(Var::None, Var::Text))
    }
}

/// Python's reading of a truth value: a few words are true, all else is false.
pub fn parse_bool(text: &str) -> bool {
    // No other characters become these letters in lower case.
    let words = ["1", "on", "true", "yes"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_few_words_are_true() {
        for word in ["1", "on", "true", "yes", "YES", "On"] {
            assert!(parse_bool(word), "{word}");
        }
        for word in ["", "0", "off", "maybe", "2", " true", "y"] {
            assert!(!parse_bool(word), "{word}");
        }
    }

    #[test]
    fn a_reference_to_a_typed_value_gives_pythons_text() {
        let source = Arc::new(Traced::built_in("yes"));
        let value = Value::Bool(true, source);
        assert_eq!(
            value.text().map(|t| t.as_str().to_owned()).as_deref(),
            Some("True")
        );
        let source = Arc::new(Traced::built_in(" +5"));
        let value = Value::Int("5".into(), source);
        assert_eq!(
            value.text().map(|t| t.as_str().to_owned()).as_deref(),
            Some("5")
        );
    }
}
