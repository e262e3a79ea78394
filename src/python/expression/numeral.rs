//! Number literals: which there are, and how wrong ones are wrong.

use super::error::{ExpressionError, Limit};
use super::number::Number;
use super::source::Source;

const LEADING_ZEROS: &str = "leading zeros in decimal integer literals are not permitted; \
                             use an 0o prefix for octal integers";

/// Reads the number that begins at the next character.
pub(super) fn read(source: &mut Source) -> Result<Number, ExpressionError> {
    if source.peek(0) == Some('0') {
        let radix = match source.peek(1) {
            Some('x' | 'X') => Some((16, "hexadecimal")),
            Some('o' | 'O') => Some((8, "octal")),
            Some('b' | 'B') => Some((2, "binary")),
            _ => None,
        };
        if let Some((radix, kind)) = radix {
            source.skip(2);
            return read_radix(source, radix, kind);
        }
    }
    read_decimal(source)
}

fn read_radix(source: &mut Source, radix: u32, kind: &str) -> Result<Number, ExpressionError> {
    let mut digits = String::new();
    loop {
        // An underscore may also stand between prefix and digits.
        source.take("_");
        let more = source.take_while(|c| c.is_digit(radix));
        if more.is_empty() {
            return Err(match source.peek(0) {
                Some(c) if radix < 10 && c.is_ascii_digit() => bad_digit(source, c, kind),
                _ => bad_literal(source, kind),
            });
        }
        digits += &more;
        if source.peek(0) != Some('_') {
            break;
        }
    }
    match source.peek(0) {
        Some(c) if radix < 10 && c.is_ascii_digit() => return Err(bad_digit(source, c, kind)),
        _ => check_end(source, kind)?,
    }
    i128::from_str_radix(&digits, radix)
        .map(Number::Int)
        .map_err(|_| ExpressionError::Limit(Limit::Size))
}

fn read_decimal(source: &mut Source) -> Result<Number, ExpressionError> {
    let start = source.mark();
    let mut is_float = false;
    if source.peek(0) != Some('.') {
        skip_digits(source)?;
    }
    if source.take(".") {
        is_float = true;
        if is_digit(source.peek(0)) {
            skip_digits(source)?;
        }
    }
    if matches!(source.peek(0), Some('e' | 'E')) {
        let signed = matches!(source.peek(1), Some('+' | '-'));
        let digits_at = 1 + usize::from(signed);
        if is_digit(source.peek(digits_at)) {
            is_float = true;
            source.skip(digits_at);
            skip_digits(source)?;
        } else if signed {
            return Err(bad_literal(source, "decimal"));
        } else {
            check_end(source, "decimal")?;
        }
    }
    let digits = source.since(start).replace('_', "");
    if matches!(source.peek(0), Some('j' | 'J')) {
        source.skip(1);
        check_end(source, "imaginary")?;
        return Err(ExpressionError::Unsupported(source.since(start).into()));
    }
    if !is_float && digits.starts_with('0') && digits.contains(|c| c != '0') {
        return Err(ExpressionError::syntax(LEADING_ZEROS, source.line()));
    }
    check_end(source, "decimal")?;
    let number = match is_float {
        true => digits.parse().ok().map(Number::Float),
        false => digits.parse().ok().map(Number::Int),
    };
    number.ok_or(ExpressionError::Limit(Limit::Size))
}

/// Reads digits with single underscores between them.
fn skip_digits(source: &mut Source) -> Result<(), ExpressionError> {
    loop {
        source.take_while(|c| c.is_ascii_digit());
        if !source.take("_") {
            return Ok(());
        }
        if !is_digit(source.peek(0)) {
            return Err(bad_literal(source, "decimal"));
        }
    }
}

/// Refuses a number that a letter follows, unless it begins a keyword: Python
/// still allows `1or 2`.
fn check_end(source: &Source, kind: &str) -> Result<(), ExpressionError> {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !source.peek(0).is_some_and(letter) {
        return Ok(());
    }
    let glued = ["if", "in", "is"].iter().any(|start| source.comes(start))
        || ["and", "else", "for", "not", "or"].iter().any(|word| {
            source.comes(word)
                && !source
                    .peek(word.len())
                    .is_some_and(|c| letter(c) || !c.is_ascii())
        });
    if glued {
        Ok(())
    } else {
        Err(bad_literal(source, kind))
    }
}

fn is_digit(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_digit())
}

fn bad_literal(source: &Source, kind: &str) -> ExpressionError {
    ExpressionError::syntax(format!("invalid {kind} literal"), source.line())
}

fn bad_digit(source: &Source, digit: char, kind: &str) -> ExpressionError {
    ExpressionError::syntax(
        format!("invalid digit '{digit}' in {kind} literal"),
        source.line(),
    )
}
