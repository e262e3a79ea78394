//! Arithmetic as Python's `eval` does it, and nothing else of Python.
//!
//! fail2ban hands some texts of its configuration to `eval`. What people write
//! there is arithmetic: numbers, `+ - * / // % **`, signs, parentheses and, by
//! mistake, commas. That is evaluated with Python's results, and its common
//! errors have Python's words. All else that Python could evaluate (strings,
//! comparisons, functions) is refused as unsupported; it never runs.
//!
//! Two kinds of message may differ from Python's. Where a text has several
//! faults, Python may name another one; ours prefers a bracket that is never
//! closed. And a name is shown as written, not in its composed Unicode form.
//!
//! Work is bounded: whole numbers stay within 128 bits and nesting within a
//! fixed depth, and going beyond is an error that says so.

mod error;
mod names;
mod number;
mod numeral;
mod parser;
mod source;
mod token;

pub use error::{ExpressionError, Limit};
pub use number::Number;

use std::fmt;

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// One number.
    Number(Number),
    /// Several answers: the text had a comma.
    Tuple(Vec<Answer>),
}

/// Evaluates the text as an arithmetic expression.
///
/// ```
/// use gaoler::python::expression::evaluate;
///
/// assert_eq!(evaluate("1*86400 + 2*3600").unwrap().to_string(), "93600");
/// assert_eq!(evaluate("7 / 2").unwrap().to_string(), "3.5");
/// assert_eq!(evaluate("1h").unwrap_err().to_string(), "invalid decimal literal");
/// ```
pub fn evaluate(text: &str) -> Result<Answer, ExpressionError> {
    parser::parse(&token::tokenize(text)?)?
}

impl Answer {
    /// The name of its Python type.
    fn type_name(&self) -> &'static str {
        match self {
            Answer::Number(Number::Int(_)) => "int",
            Answer::Number(Number::Float(_)) => "float",
            Answer::Tuple(_) => "tuple",
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Number(number) => number.fmt(f),
            Answer::Tuple(items) => {
                f.write_str("(")?;
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    item.fmt(f)?;
                }
                f.write_str(if items.len() == 1 { ",)" } else { ")" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        match evaluate(text) {
            Ok(answer) => assert_eq!(answer.to_string(), expected, "{text}"),
            Err(error) => panic!("{text}: {error}"),
        }
    }

    #[track_caller]
    fn error(text: &str, expected: &str) {
        match evaluate(text) {
            Ok(answer) => panic!("{text}: {answer}"),
            Err(error) => assert_eq!(error.to_string(), expected, "{text}"),
        }
    }

    #[test]
    fn arithmetic() {
        case("1+2*3", "7");
        case("(1+2)*3", "9");
        case("7-2-1", "4");
        case("7//2", "3");
        case("-7//2", "-4");
        case("-7%3", "2");
        case("7/2", "3.5");
        case("4/2", "2.0");
        case("2**10", "1024");
        case("2**3**2", "512");
        case("-2**2", "-4");
        case("2**-1", "0.5");
        case("--5", "5");
        case("+-+1", "-1");
        case(" \t1 # one", "1");
        case("1_000", "1000");
        case("(1\n+2)", "3");
        case("1 \\\n+ 2", "3");
    }

    #[test]
    fn fractions() {
        case(".5", "0.5");
        case("1.", "1.0");
        case("01.5", "1.5");
        case("1e3", "1000.0");
        case("1e+5", "100000.0");
        case("0.1+0.2", "0.30000000000000004");
        case("-2629800.0//7", "-375686.0");
        case("2**0.5", "1.4142135623730951");
        case("12345678901234567.0", "1.2345678901234568e+16");
        case("10**30/10**10", "1e+20");
    }

    #[test]
    fn commas_make_tuples() {
        case("1,2", "(1, 2)");
        case("1,", "(1,)");
        case("()", "()");
        case("((1,2),3.5)", "((1, 2), 3.5)");
    }

    #[test]
    fn numbers_that_are_none() {
        error("1x", "invalid decimal literal");
        error("1_", "invalid decimal literal");
        error("1__0", "invalid decimal literal");
        error("1e+", "invalid decimal literal");
        error("0x", "invalid hexadecimal literal");
        error("0o8", "invalid digit '8' in octal literal");
        error("0b2", "invalid digit '2' in binary literal");
        error("1jj", "invalid imaginary literal");
        error(
            "007",
            "leading zeros in decimal integer literals are not permitted; \
             use an 0o prefix for octal integers",
        );
    }

    #[test]
    fn syntax_errors() {
        for text in [
            "", " ", "1 +", "*", "1 2", "1,,2", "(,)", "a b", "1;2", "12:00", "1!",
        ] {
            error(text, "invalid syntax");
        }
        error("1.5.", "invalid syntax");
        error("(", "'(' was never closed");
        error("(1 + 2", "'(' was never closed");
        error(")", "unmatched ')'");
        error(
            "(1]",
            "closing parenthesis ']' does not match opening parenthesis '('",
        );
        error(
            "(1\n]",
            "closing parenthesis ']' does not match opening parenthesis '(' on line 1",
        );
        error("1\n +2", "unexpected indent");
        error("1'", "unterminated string literal (detected at line 1)");
        error(
            "\\",
            "unexpected character after line continuation character",
        );
        error("1\\\n", "unexpected EOF while parsing");
        error("1 €", "invalid character '€' (U+20AC)");
        error("1\u{a0}2", "invalid non-printable character U+00A0");
        error("1\0", "source code string cannot contain null bytes");
    }

    #[test]
    fn a_syntax_error_knows_its_line() {
        let error = evaluate("(1\n+ 2x)").unwrap_err();
        assert_eq!(
            error.python_message(),
            "invalid decimal literal (<string>, line 2)"
        );
        let error = evaluate("").unwrap_err();
        assert_eq!(error.python_message(), "invalid syntax (<string>, line 0)");
        let error = evaluate("abc").unwrap_err();
        assert_eq!(error.python_message(), "name 'abc' is not defined");
    }

    #[test]
    fn errors_of_evaluation_come_in_order_and_after_syntax() {
        error("abc", "name 'abc' is not defined");
        error("é", "name 'é' is not defined");
        error("1/0 + abc", "division by zero");
        error("abc + 1/0", "name 'abc' is not defined");
        error("abc + ", "invalid syntax");
        error("1//0", "integer division or modulo by zero");
        error("1%0", "integer modulo by zero");
        error("1.0/0", "float division by zero");
        error("1.0//0", "float floor division by zero");
        error("1.0%0", "float modulo");
        error("0**-1", "0.0 cannot be raised to a negative power");
        error("10.0**400", "(34, 'Numerical result out of range')");
        error("(1) (2)", "'int' object is not callable");
        error("2.5(abc)", "name 'abc' is not defined");
        error("()()", "'tuple' object is not callable");
    }

    #[test]
    fn other_python_is_not_run() {
        error("'a'", "`'` is not evaluated here, only arithmetic is");
        error(
            "1 if 2 else 3",
            "`if` is not evaluated here, only arithmetic is",
        );
        error(
            "max(1, 2)",
            "`max` is not evaluated here, only arithmetic is",
        );
        error("1 << 2", "`<<` is not evaluated here, only arithmetic is");
        error("True", "`True` is not evaluated here, only arithmetic is");
        error("1j", "`1j` is not evaluated here, only arithmetic is");
        error(
            "(-8)**0.5",
            "`(-8.0)**0.5` is not evaluated here, only arithmetic is",
        );
        error(
            "(1, 2) * 3",
            "`tuple * int` is not evaluated here, only arithmetic is",
        );
        error(
            "-(1, 2)",
            "`-tuple` is not evaluated here, only arithmetic is",
        );
    }

    #[test]
    fn work_is_bounded() {
        error("9**9**9", "a whole number beyond 128 bits is not evaluated");
        error(
            "1".repeat(50).as_str(),
            "a whole number beyond 128 bits is not evaluated",
        );
        case("1**9**20", "1");
        case("(-1)**(10**20+1)", "-1");
        let nested = |depth: usize| "(".repeat(depth) + "1" + &")".repeat(depth);
        case(&nested(100), "1");
        error(
            &nested(101),
            "more than 100 levels of nesting are not evaluated",
        );
        error(
            &("1".to_owned() + &"**1".repeat(10_000)),
            "more than 100 levels of nesting are not evaluated",
        );
        case(&("1".to_owned() + &"+1".repeat(10_000)), "10001");
        case(&("-".repeat(10_000) + "1"), "1");
    }
}
