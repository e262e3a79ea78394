//! The command stream: what a configuration tells the server.

use super::value::Value;
use crate::diag::Traced;
use crate::python;
use std::sync::Arc;

/// A word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// Python's `None`.
    None,
    /// A truth value.
    Bool(bool),
    /// A whole number in decimal digits.
    Int(String),
    /// A fixed text.
    Name(&'static str),
    /// A text of the configuration, with its places.
    Text(Arc<Traced>),
    /// A text that was made here.
    Made(String),
    /// Words in a list.
    List(Vec<Word>),
    /// One name with its number: how the stack size is sent.
    Setting(&'static str, Box<Word>),
}

impl Word {
    /// The word for a value.
    pub fn of(value: &Value) -> Word {
        match value {
            Value::None => Word::None,
            Value::Bool(flag, _) => Word::Bool(*flag),
            Value::Int(number, _) => Word::Int(number.clone()),
            Value::Text(text) => Word::Text(text.clone()),
        }
    }

    /// Appends the word in Python's source form.
    pub fn push_repr(&self, out: &mut String) {
        match self {
            Word::None => out.push_str("None"),
            Word::Bool(true) => out.push_str("True"),
            Word::Bool(false) => out.push_str("False"),
            Word::Int(number) => out.push_str(number),
            Word::Name(text) => python::push_repr(out, text),
            Word::Text(text) => python::push_repr(out, text.as_str()),
            Word::Made(text) => python::push_repr(out, text),
            Word::List(words) => push_list(words, out),
            Word::Setting(name, word) => {
                out.push('{');
                python::push_repr(out, name);
                out.push_str(": ");
                word.push_repr(out);
                out.push('}');
            }
        }
    }

    /// The word as a Python value.
    pub fn to_python(&self) -> python::Value {
        match self {
            Word::None => python::Value::None,
            Word::Bool(flag) => python::Value::Bool(*flag),
            Word::Int(number) => python::Value::Int(number.clone()),
            Word::Name(text) => python::Value::Str((*text).to_owned()),
            Word::Text(text) => python::Value::Str(text.as_str().to_owned()),
            Word::Made(text) => python::Value::Str(text.clone()),
            Word::List(words) => {
                python::Value::List(words.iter().map(Word::to_python).collect())
            }
            Word::Setting(name, word) => python::Value::Dict(vec![(
                python::Value::Str((*name).to_owned()),
                word.to_python(),
            )]),
        }
    }
}

fn push_list(words: &[Word], out: &mut String) {
    out.push('[');
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        word.push_repr(out);
    }
    out.push(']');
}

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(pub Vec<Word>);

impl Command {
    /// Appends the command as the reference dumps it: a Python list.
    pub fn push_repr(&self, out: &mut String) {
        push_list(&self.0, out);
    }

    /// The command as a Python list.
    pub fn to_python(&self) -> python::Value {
        python::Value::List(self.0.iter().map(Word::to_python).collect())
    }

    /// A command whose words are fixed texts or made here.
    pub fn made(words: &[&str]) -> Command {
        let word = |&word: &&str| Word::Made(word.to_owned());
        Command(words.iter().map(word).collect())
    }
}

/// Commands in order.
pub type Stream = Vec<Command>;
