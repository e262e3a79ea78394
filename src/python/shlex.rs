//! `shlex.split`: words by the quoting rules of a POSIX shell.
//!
//! Only quoting and backslashes are looked at: no variables, no comments, no
//! operators, and a backslash before a newline keeps the newline.

use std::fmt;

/// Why a text cannot be split; it prints as Python's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShlexError {
    /// A quote has no partner.
    NoClosingQuotation,
    /// A backslash is the last character.
    NoEscapedCharacter,
}

impl fmt::Display for ShlexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ShlexError::NoClosingQuotation => "No closing quotation",
            ShlexError::NoEscapedCharacter => "No escaped character",
        })
    }
}

impl std::error::Error for ShlexError {}

/// The words of a text, as `shlex.split(text)`.
pub fn split(text: &str) -> Result<Vec<String>, ShlexError> {
    let mut words = Vec::new();
    // Quotes make a word even when there is nothing between them.
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\\' => {
                let escaped = chars.next().ok_or(ShlexError::NoEscapedCharacter)?;
                word.get_or_insert_default().push(escaped);
            }
            '\'' | '"' => push_quoted(word.get_or_insert_default(), &mut chars, c)?,
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

fn push_quoted(
    word: &mut String,
    chars: &mut std::str::Chars<'_>,
    quote: char,
) -> Result<(), ShlexError> {
    loop {
        match chars.next().ok_or(ShlexError::NoClosingQuotation)? {
            c if c == quote => return Ok(()),
            '\\' if quote == '"' => {
                let escaped = chars.next().ok_or(ShlexError::NoEscapedCharacter)?;
                if !matches!(escaped, '"' | '\\') {
                    word.push('\\');
                }
                word.push(escaped);
            }
            c => word.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: &[&str]) {
        assert_eq!(split(text).unwrap(), expected);
    }

    #[test]
    fn blanks_split() {
        case("", &[]);
        case("  a  b\tc\nd ", &["a", "b", "c", "d"]);
        case("_A=x + _B=y", &["_A=x", "+", "_B=y"]);
        case("a\u{a0}b\x0bc", &["a\u{a0}b\x0bc"]);
    }

    #[test]
    fn quotes_keep_blanks() {
        case("A='b c'", &["A=b c"]);
        case(r#""a'b" 'c"d'"#, &["a'b", "c\"d"]);
        case("'' \"\"", &["", ""]);
        case("a''b", &["ab"]);
        case("# no comment", &["#", "no", "comment"]);
    }

    #[test]
    fn backslashes_work_by_place() {
        case(r"a\ b", &["a b"]);
        case(r"'a\ b'", &[r"a\ b"]);
        case(r#""a\ b\"c\\""#, &[r#"a\ b"c\"#]);
        case("a\\\nb", &["a\nb"]);
    }

    #[test]
    fn open_ends_are_errors() {
        for text in ["'a", "\"a", "a b'", "\"a'"] {
            assert_eq!(split(text).unwrap_err().to_string(), "No closing quotation");
        }
        for text in ["a\\", "\"a\\"] {
            assert_eq!(split(text).unwrap_err().to_string(), "No escaped character");
        }
        case("'a\\'", &["a\\"]);
    }
}
