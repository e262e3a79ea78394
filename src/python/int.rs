//! `int(text)`: whole numbers of any size.

use super::space::is_space;
use unicode_general_category::{GeneralCategory, get_general_category};

/// Python refuses to convert more digits than this, to be safe from slow
/// conversions.
const MAX_DIGITS: usize = 4300;

/// The number in canonical decimal digits (`-5`, `0`), or nothing where Python
/// raises `ValueError`.
pub fn parse_int(text: &str) -> Option<String> {
    let text = text.trim_matches(is_number_space);
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut digits = String::with_capacity(text.len() + 1);
    if negative {
        digits.push('-');
    }
    let signed_at = digits.len();
    let mut count = 0_usize;
    // An underscore is only good between two digits.
    let mut after_digit = false;
    for c in text.chars() {
        if c == '_' {
            if !after_digit {
                return None;
            }
            after_digit = false;
            continue;
        }
        let digit = decimal_digit(c)?;
        after_digit = true;
        count += 1;
        if digits.len() > signed_at || digit > 0 {
            digits.push(char::from(b'0' + digit));
        }
    }
    if !after_digit || count > MAX_DIGITS {
        return None;
    }
    if digits.len() == signed_at {
        return Some("0".to_owned());
    }
    Some(digits)
}

/// The white space that `int()` allows around a number. The ASCII separators
/// U+001C to U+001F are not among it, although `str.strip` takes them away.
fn is_number_space(c: char) -> bool {
    is_space(c) && !matches!(c, '\x1c'..='\x1f')
}

/// The value of a decimal digit of any script.
pub fn decimal_digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    }
    if !is_decimal(c) {
        return None;
    }
    // Unicode keeps the ten digits of a script together and in order, and no
    // two sets touch except at multiples of ten: so the distance to the start
    // of the run gives the value.
    let mut distance: u8 = 0;
    let mut code = u32::from(c);
    while let Some(before) = code.checked_sub(1).and_then(char::from_u32) {
        if !is_decimal(before) {
            break;
        }
        distance = (distance + 1) % 10;
        code -= 1;
    }
    Some(distance)
}

fn is_decimal(c: char) -> bool {
    get_general_category(c) == GeneralCategory::DecimalNumber
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        assert_eq!(parse_int(text).as_deref(), Some(expected), "{text:?}");
    }

    #[test]
    fn blanks_signs_and_zeros_are_fine() {
        case("5", "5");
        case(" \t5\n", "5");
        case("\u{a0}5\u{85}", "5");
        case("+5", "5");
        case("-5", "-5");
        case("007", "7");
        case("-0", "0");
        case("0_0", "0");
        case("1_000_000", "1000000");
    }

    #[test]
    fn digits_may_be_of_any_script() {
        case("٣٤", "34");
        case("1_٣", "13");
        case("𝟙𝟬𝟿", "109");
    }

    #[test]
    fn size_is_kept() {
        case(
            "-123456789012345678901234567890",
            "-123456789012345678901234567890",
        );
        case(&"1".repeat(4300), &"1".repeat(4300));
        assert_eq!(parse_int(&"0".repeat(4301)), None);
    }

    #[test]
    fn the_rest_is_no_number() {
        let texts = [
            "", " ", "-", "+", "five", "5.0", "0x10", "1 2", "_1", "1_", "1__0", "+ 5", "--5", "²",
            "\x1c5", "5\x1f", "5\0", "1e3",
        ];
        for text in texts {
            assert_eq!(parse_int(text), None, "{text:?}");
        }
    }
}
