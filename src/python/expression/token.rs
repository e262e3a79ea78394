//! The words and signs of an expression.

use super::error::ExpressionError;
use super::names::{begins_name, continues_name};
use super::number::Number;
use super::numeral;
use super::source::Source;
use crate::python::is_printable;
use std::borrow::Cow;

/// A token and the line it is on.
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) line: usize,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A number.
    Number(Number),
    /// A name or keyword.
    Name(String),
    /// An operator or other sign.
    Sign(&'static str),
    /// A quote; what it begins is not looked at.
    Quote(char),
    /// The end of a line that is not in brackets.
    Newline,
    /// Text from which on Python reads nothing. It is wrong with this message,
    /// but only if all before it is right.
    Stop(Cow<'static, str>),
    /// The end of the text, with the innermost bracket that is still open and
    /// its line.
    End(Option<(char, usize)>),
}

/// Python's signs, longest first.
const SIGNS: &[&str] = &[
    "**=", "//=", ">>=", "<<=", "...", "!=", "%=", "&=", "*=", "+=", "-=", "->", "/=", ":=", "<=",
    "==", ">=", "@=", "^=", "|=", "**", "//", "<<", ">>", "<>", "%", "&", "(", ")", "*", "+", ",",
    "-", ".", "/", ":", ";", "<", "=", ">", "@", "[", "]", "^", "{", "|", "}", "~", "!", "$", "?",
    "`",
];

/// The tokens of the text; the last one is [`Kind::End`] or [`Kind::Stop`].
///
/// The whole text is read before any of it is parsed, because Python prefers
/// an error of this step to one of the next wherever it is.
pub(super) fn tokenize(text: &str) -> Result<Vec<Token>, ExpressionError> {
    if text.contains('\0') {
        return Err(ExpressionError::NullByte);
    }
    let mut source = Source::new(text);
    let mut tokens: Vec<Token> = Vec::new();
    let mut brackets: Vec<(char, usize)> = Vec::new();
    let mut at_line_start = true;
    loop {
        let blanks = source.take_while(|c| matches!(c, ' ' | '\t' | '\x0c'));
        let comment = source.peek(0) == Some('#');
        if comment {
            source.take_while(|c| c != '\n');
        }
        let line = source.line();
        let c = source.peek(0);
        // A form feed sets the indentation back to none.
        let indented = at_line_start && !blanks.is_empty() && !blanks.ends_with('\x0c');
        if indented && !comment && c != Some('\n') {
            let kind = Kind::Stop("unexpected indent".into());
            tokens.push(Token { kind, line });
            return Ok(tokens);
        }
        let Some(c) = c else {
            let kind = Kind::End(brackets.last().copied());
            tokens.push(Token { kind, line });
            return Ok(tokens);
        };
        if c == '\n' {
            source.skip(1);
            if brackets.is_empty() {
                if !at_line_start {
                    let kind = Kind::Newline;
                    tokens.push(Token { kind, line });
                }
                at_line_start = true;
            }
            continue;
        }
        if c == '\\' {
            if let Err(stop) = continue_line(&mut source, brackets.last()) {
                tokens.push(stop);
                return Ok(tokens);
            }
            continue;
        }
        at_line_start = false;
        let kind = read(&mut source, c)?;
        if let Kind::Sign(sign) = kind {
            check_brackets(&mut brackets, sign, line)?;
        }
        tokens.push(Token { kind, line });
    }
}

fn read(source: &mut Source, c: char) -> Result<Kind, ExpressionError> {
    let next_is_digit = source.peek(1).is_some_and(|c| c.is_ascii_digit());
    if c.is_ascii_digit() || (c == '.' && next_is_digit) {
        return numeral::read(source).map(Kind::Number);
    }
    if c.is_ascii_alphabetic() || c == '_' || !c.is_ascii() {
        return read_name(source).map(Kind::Name);
    }
    if matches!(c, '\'' | '"') {
        check_quoted(source, c)?;
        return Ok(Kind::Quote(c));
    }
    match SIGNS.iter().find(|sign| source.take(sign)) {
        Some(sign) => Ok(Kind::Sign(sign)),
        None => Err(bad_character(c, source.line())),
    }
}

fn read_name(source: &mut Source) -> Result<String, ExpressionError> {
    let line = source.line();
    let name = source.take_while(|c| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii());
    let mut fits: fn(char) -> bool = begins_name;
    for c in name.chars() {
        if !fits(c) {
            return Err(bad_character(c, line));
        }
        fits = continues_name;
    }
    Ok(name)
}

fn bad_character(c: char, line: usize) -> ExpressionError {
    let code = u32::from(c);
    ExpressionError::syntax(
        match is_printable(c) {
            true => format!("invalid character '{c}' (U+{code:04X})"),
            false => format!("invalid non-printable character U+{code:04X}"),
        },
        line,
    )
}

/// Reads a backslash and the line end that must follow it.
fn continue_line(source: &mut Source, open: Option<&(char, usize)>) -> Result<(), Token> {
    let line = source.line();
    source.skip(1);
    let stop = |message: Cow<'static, str>, line| Token {
        kind: Kind::Stop(message),
        line,
    };
    if source.next() != Some('\n') {
        let message = "unexpected character after line continuation character";
        return Err(stop(message.into(), line));
    }
    match (source.peek(0), open) {
        (Some(_), _) => Ok(()),
        (None, None) => Err(stop("unexpected EOF while parsing".into(), line)),
        (None, Some((bracket, begun))) => Err(stop(never_closed(*bracket).into(), *begun)),
    }
}

/// The message about a bracket without its partner.
pub(super) fn never_closed(bracket: char) -> String {
    format!("'{bracket}' was never closed")
}

/// Reads a quoted text to see whether it ends.
fn check_quoted(source: &mut Source, quote: char) -> Result<(), ExpressionError> {
    let line = source.line();
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    let is_triple = source.take(&triple);
    if !is_triple {
        source.skip(1);
    }
    loop {
        let here = source.line();
        match source.next() {
            None if is_triple => {
                let message =
                    format!("unterminated triple-quoted string literal (detected at line {here})");
                return Err(ExpressionError::syntax(message, line));
            }
            None | Some('\n') if !is_triple => {
                let message = format!("unterminated string literal (detected at line {here})");
                return Err(ExpressionError::syntax(message, line));
            }
            None => return Ok(()),
            Some('\\') => source.skip(1),
            Some(c) if c == quote && !is_triple => return Ok(()),
            Some(c) if c == quote && source.take(&triple[1..]) => return Ok(()),
            Some(_) => {}
        }
    }
}

/// Keeps book of open brackets.
fn check_brackets(
    open: &mut Vec<(char, usize)>,
    sign: &str,
    line: usize,
) -> Result<(), ExpressionError> {
    let (opening, closing) = match sign {
        "(" | "[" | "{" => {
            open.extend(sign.chars().map(|bracket| (bracket, line)));
            return Ok(());
        }
        ")" => ('(', ')'),
        "]" => ('[', ']'),
        "}" => ('{', '}'),
        _ => return Ok(()),
    };
    let message = match open.pop() {
        None => format!("unmatched '{closing}'"),
        Some((bracket, _)) if bracket == opening => return Ok(()),
        Some((bracket, begun)) => {
            let place = match begun == line {
                true => String::new(),
                false => format!(" on line {begun}"),
            };
            format!(
                "closing parenthesis '{closing}' does not match opening parenthesis '{bracket}'{place}"
            )
        }
    };
    Err(ExpressionError::syntax(message, line))
}
