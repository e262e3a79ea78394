//! fail2ban's time words: `1d 2h 30m` and other ways to write seconds.
//!
//! The text is rewritten to arithmetic step by step and then evaluated, as the
//! reference does it, so that odd texts get the same odd results: units become
//! factors, and blanks between numbers become plus signs.

use crate::python::expression::{self, Answer, ExpressionError, Number};
use crate::python::{decimal_digit, is_space, is_word};
use std::fmt;

/// The words of one unit and the factor they stand for.
struct Unit {
    words: &'static [&'static str],
    factor: &'static str,
}

/// Months and years are fractions because a year has 365.25 days.
const UNITS: &[Unit] = &[
    Unit {
        words: &["d", "dd", "da", "day", "days"],
        factor: "86400",
    },
    Unit {
        words: &["w", "ww", "we", "wee", "week", "weeks"],
        factor: "604800",
    },
    Unit {
        words: &["mo", "mon", "month", "months"],
        factor: "2629800.0",
    },
    Unit {
        words: &["y", "yy", "ye", "yea", "year", "years"],
        factor: "31557600.0",
    },
    Unit {
        words: &["s", "ss", "se", "sec", "second", "seconds"],
        factor: "1",
    },
    Unit {
        words: &["m", "mm", "mi", "min", "minute", "minutes"],
        factor: "60",
    },
    Unit {
        words: &["h", "hh", "ho", "hou", "hour", "hours"],
        factor: "3600",
    },
];

/// The letters of the longest unit words: `minutes`, `seconds`.
const LONGEST_UNIT: usize = 7;

/// A number of seconds; it prints as in Python: `5400`, `5400.0`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seconds(pub Number);

impl Seconds {
    /// The seconds as a fraction.
    pub fn as_f64(self) -> f64 {
        self.0.as_f64()
    }

    /// Whether they are below zero, which makes a ban permanent.
    pub fn is_negative(self) -> bool {
        self.as_f64() < 0.0
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a text is no time.
#[derive(Debug, Clone, PartialEq)]
pub enum TimeError {
    /// It cannot be evaluated; prints as Python's message.
    Expression(ExpressionError),
    /// It has a comma: the reference goes on with this tuple, which is no time.
    Tuple(Answer),
}

impl TimeError {
    /// What the reference prints: the message with the place of a syntax
    /// error, or the tuple, which it takes for an answer.
    pub fn python_message(&self) -> String {
        match self {
            TimeError::Expression(error) => error.python_message(),
            TimeError::Tuple(answer) => answer.to_string(),
        }
    }
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TimeError::Expression(error) => error.fmt(f),
            TimeError::Tuple(answer) => write!(f, "`{answer}` is not one number"),
        }
    }
}

impl std::error::Error for TimeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TimeError::Expression(error) => Some(error),
            TimeError::Tuple(_) => None,
        }
    }
}

/// The seconds of a time expression.
///
/// ```
/// use gaoler::time::parse_seconds;
///
/// assert_eq!(parse_seconds("1d 2h 30m").unwrap().to_string(), "95400");
/// assert_eq!(parse_seconds("1.5h").unwrap().to_string(), "5400.0");
/// assert!(parse_seconds("permanent").is_err());
/// ```
pub fn parse_seconds(text: &str) -> Result<Seconds, TimeError> {
    match expression::evaluate(&arithmetic(text)) {
        Ok(Answer::Number(number)) => Ok(Seconds(number)),
        Ok(tuple) => Err(TimeError::Tuple(tuple)),
        Err(error) => Err(TimeError::Expression(error)),
    }
}

/// The arithmetic that a time expression stands for.
fn arithmetic(text: &str) -> String {
    join_numbers(&replace_units(&part_numbers(text)))
}

/// Puts a blank between a letter and the digit that follows it.
fn part_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_letter = false;
    for c in text.chars() {
        if after_letter && is_digit(c) {
            out.push(' ');
        }
        after_letter = fold(c).is_ascii_lowercase();
        out.push(c);
    }
    out
}

/// Replaces unit words behind a digit or white space by their factors.
fn replace_units(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut may_be_unit = false;
    while let Some(c) = rest.chars().next() {
        if may_be_unit {
            let word = word(rest);
            if let Some(factor) = factor(word) {
                out.push('*');
                out.push_str(factor);
                rest = &rest[word.len()..];
                may_be_unit = false;
                continue;
            }
        }
        may_be_unit = is_digit(c) || is_space(c);
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// The word at the start of a text, or as much of it as shows that it is
/// longer than any unit: a long number is not looked through at each digit.
fn word(text: &str) -> &str {
    let letters = text.chars().take(LONGEST_UNIT + 1);
    let length = letters.take_while(|&c| is_word(c)).map(char::len_utf8);
    &text[..length.sum()]
}

/// Puts a `+` in place of white space between two digits. A digit that ends
/// one pair does not begin the next: `1 2 3` keeps its second blank, which
/// makes it an error.
fn join_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut after_digit = false;
    while let Some(c) = rest.chars().next() {
        if after_digit && is_space(c) {
            let behind = rest.trim_start_matches(is_space);
            if let Some(next) = behind.chars().next().filter(|&next| is_digit(next)) {
                out.extend(['+', next]);
                rest = &behind[next.len_utf8()..];
                after_digit = false;
                continue;
            }
        }
        after_digit = is_digit(c);
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

fn factor(word: &str) -> Option<&'static str> {
    if word.chars().count() > LONGEST_UNIT {
        return None;
    }
    let folded: String = word.chars().map(fold).collect();
    let unit = UNITS.iter().find(|unit| unit.words.contains(&&*folded))?;
    Some(unit.factor)
}

/// Lower case as a regex of Python compares the letters `a` to `z`: there are
/// four more characters that it takes for some of them.
fn fold(c: char) -> char {
    match c {
        '\u{130}' | '\u{131}' => 'i',
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        _ => c.to_ascii_lowercase(),
    }
}

/// Whether a regex takes the character for a digit, which it does in every script.
fn is_digit(c: char) -> bool {
    decimal_digit(c).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        match parse_seconds(text) {
            Ok(seconds) => assert_eq!(seconds.to_string(), expected, "{text:?}"),
            Err(error) => panic!("{text:?}: {error}"),
        }
    }

    #[track_caller]
    fn error(text: &str, expected: &str) {
        match parse_seconds(text) {
            Ok(seconds) => panic!("{text:?}: {seconds}"),
            Err(error) => assert_eq!(error.to_string(), expected, "{text:?}"),
        }
    }

    // Expected values were seen from fail2ban-client 1.0.2 --str2sec.

    #[test]
    fn plain_and_combined_times() {
        case("600", "600");
        case("-1", "-1");
        case("-1d", "-86400");
        case("1d2h30m", "95400");
        case("1d 2h 30m", "95400");
        case("1h30", "3630");
        case("5 m5", "305");
        case("1 hour + 30 min", "5400");
        case("1d-2h", "79200");
        case("(1h)*2", "7200");
        case("1 2", "3");
        case("1.5h", "5400.0");
        case(".5d", "43200.0");
        case("1year-6mo", "15778800.0");
        case("1y/3", "10519200.0");
        case("-1mo//7", "-375686.0");
        case("1 months 2 weeks", "3839400.0");
        case("2d/1h", "622080000.0");
        case("1_000", "1000");
        case("1e-3", "0.001");
        case("1d # two", "86400");
    }

    #[test]
    fn every_word_of_every_unit() {
        for unit in UNITS {
            for word in unit.words {
                case(&format!("1{word}"), unit.factor);
                case(&format!("1 {}", word.to_uppercase()), unit.factor);
            }
        }
        case("1weeK", "604800");
        case("1m\u{131}n 1\u{17f}", "61");
    }

    #[test]
    fn white_space() {
        case(" 1h ", "3600");
        case("\t1h\t", "3600");
        case("1h\n2m", "3720");
        case("1h\n 2", "3602");
        case("1h\r\n2m", "3720");
        case("1h\u{a0}2m", "3720");
        case("1\x0ch", "3600");
        case("1d d", "7464960000");
        error("1\u{a0}h", "invalid non-printable character U+00A0");
        error("1h\u{3000}", "invalid non-printable character U+3000");
        error("1\nd", "invalid syntax");
        error("\n 1h", "unexpected indent");
        error(" d", "invalid syntax");
        error("1 2 3", "invalid syntax");
        case("1 22 3", "26");
    }

    #[test]
    fn long_texts_take_no_more_than_their_length() {
        let digits = "9".repeat(200_000);
        error(&digits, "a whole number beyond 128 bits is not evaluated");
        let blanks = format!("1{}d", " ".repeat(200_000));
        case(&blanks, "86400");
        case(&format!("{blanks} 1"), "86401");
    }

    #[test]
    fn what_is_no_time() {
        error("", "invalid syntax");
        error("permanent", "name 'permanent' is not defined");
        error("d", "name 'd' is not defined");
        error("d d", "name 'd' is not defined");
        error("1ms", "invalid decimal literal");
        error("1secs", "invalid decimal literal");
        error("1e3", "invalid decimal literal");
        error("0x10", "invalid hexadecimal literal");
        error("0o17", "invalid octal literal");
        error("1.d", "invalid decimal literal");
        error("1d 12:00", "invalid syntax");
        error("(1d) (2h)", "'int' object is not callable");
        error("(1d)2h", "invalid syntax");
        error("١h", "invalid character '١' (U+0661)");
        error("1é", "invalid syntax");
        error("1d,2h", "`(86400, 7200)` is not one number");
        error("1d/0", "division by zero");
        error(
            "007",
            "leading zeros in decimal integer literals are not permitted; \
             use an 0o prefix for octal integers",
        );
    }

    #[test]
    fn the_reference_prints_more_of_an_error() {
        let message = |text| parse_seconds(text).unwrap_err().python_message();
        assert_eq!(message("1ms"), "invalid decimal literal (<string>, line 1)");
        assert_eq!(message(""), "invalid syntax (<string>, line 0)");
        assert_eq!(message("permanent"), "name 'permanent' is not defined");
        assert_eq!(message("1d,2h"), "(86400, 7200)");
    }

    #[test]
    fn words_are_whole() {
        assert_eq!(
            arithmetic("1ddd 1dayss 1d_ 1d\u{e9} 1d\u{b2}"),
            "1ddd 1dayss 1d_ 1dé 1d²"
        );
        assert_eq!(arithmetic("1d\u{301} 1d-"), "1*86400\u{301} 1*86400-");
        assert_eq!(arithmetic("a b c d e"), "a b c *86400 e");
        assert_eq!(arithmetic("1 2d3"), "1+2*86400+3");
        assert_eq!(arithmetic("1 2 3 4"), "1+2 3+4");
        assert_eq!(arithmetic("1d.5h"), "1*86400.5*3600");
        assert_eq!(arithmetic("\u{ff21}1 \u{df}1 \u{131}1"), "Ａ1 ß1 ı 1");
        assert_eq!(arithmetic("a٣ 1d٣"), "a ٣+1*86400+٣");
    }
}
