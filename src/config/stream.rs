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
    /// The name of an option.
    Option(Arc<str>),
    /// A text of the configuration, with its places.
    Text(Arc<Traced>),
    /// A text that was made here.
    Made(String),
    /// Words in a list.
    List(Vec<Word>),
    /// Options with their values in a list, each pair a list of its own.
    Options(Vec<(Arc<str>, Word)>),
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
            Word::Text(text) => python::push_repr(out, text.as_str()),
            Word::Made(text) => python::push_repr(out, text),
            Word::Name(text) => python::push_repr(out, text),
            Word::Option(text) => python::push_repr(out, text),
            Word::List(words) => push_list(words, out, Word::push_repr),
            Word::Options(pairs) => push_list(pairs, out, |(name, value), out| {
                out.push('[');
                python::push_repr(out, name);
                out.push_str(", ");
                value.push_repr(out);
                out.push(']');
            }),
            _ => self.to_python().push_repr(out),
        }
    }

    /// How many bytes of text it has.
    fn text_length(&self) -> usize {
        match self {
            Word::Text(text) => text.len(),
            Word::Made(text) | Word::Int(text) => text.len(),
            Word::Name(text) => text.len(),
            Word::Option(text) => text.len(),
            Word::Options(pairs) => {
                let length = |(name, value): &(Arc<str>, Word)| name.len() + value.text_length();
                pairs.iter().map(length).sum()
            }
            Word::List(words) => words.iter().map(Word::text_length).sum(),
            Word::None | Word::Bool(_) | Word::Setting(..) => 0,
        }
    }

    /// The word as a Python value.
    pub fn to_python(&self) -> python::Value<'_> {
        match self {
            Word::None => python::Value::None,
            Word::Bool(flag) => python::Value::Bool(*flag),
            Word::Int(number) => python::Value::Int(number.into()),
            Word::Name(text) => python::Value::Str((*text).into()),
            Word::Option(text) => python::Value::Str((&**text).into()),
            Word::Text(text) => python::Value::Str(text.as_str().into()),
            Word::Made(text) => python::Value::Str(text.into()),
            Word::List(words) => list(words),
            Word::Options(pairs) => python::Value::List(pairs.iter().map(pair).collect()),
            Word::Setting(name, word) => {
                python::Value::Dict(vec![(python::Value::Str((*name).into()), word.to_python())])
            }
        }
    }
}

fn push_list<T>(items: &[T], out: &mut String, push: impl Fn(&T, &mut String)) {
    let mut separator = "[";
    for item in items {
        out.push_str(separator);
        push(item, out);
        separator = ", ";
    }
    out.push_str(if items.is_empty() { "[]" } else { "]" });
}

fn list(words: &[Word]) -> python::Value<'_> {
    python::Value::List(words.iter().map(Word::to_python).collect())
}

fn pair((name, value): &(Arc<str>, Word)) -> python::Value<'_> {
    let name = python::Value::Str((&**name).into());
    python::Value::List(vec![name, value.to_python()])
}

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(pub Vec<Word>);

impl Command {
    /// How many bytes of text its words have.
    pub fn text_length(&self) -> usize {
        self.0.iter().map(Word::text_length).sum()
    }

    /// Appends the command as the reference dumps it: as a Python list.
    pub fn push_repr(&self, out: &mut String) {
        push_list(&self.0, out, Word::push_repr);
    }

    /// The command as a Python list.
    pub fn to_python(&self) -> python::Value<'_> {
        list(&self.0)
    }

    /// A command whose words are fixed texts or made here.
    pub fn made(words: &[&str]) -> Command {
        let word = |&word: &&str| Word::Made(word.to_owned());
        Command(words.iter().map(word).collect())
    }
}

/// Commands in order.
pub type Stream = Vec<Command>;
