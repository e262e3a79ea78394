//! White space and word characters, as `str.isspace`, `str.strip` and the
//! regex classes `\s` and `\w` have them.

use unicode_general_category::{GeneralCategory, get_general_category};

use std::borrow::Cow;

/// Whether Python takes the character for white space: Unicode's White_Space
/// and the four ASCII separators U+001C to U+001F.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

/// Whether `\w` matches the character: a letter, a number or `_`.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    // Not `char::is_alphanumeric`: it also takes in vowel signs and other
    // marks, which are no word characters in Python.
    is_letter(c)
        || matches!(
            get_general_category(c),
            GeneralCategory::DecimalNumber | GeneralCategory::OtherNumber
        )
}

/// Whether Unicode calls the character a letter, or a number that is one, such
/// as a Roman numeral.
pub(super) fn is_letter(c: char) -> bool {
    matches!(
        get_general_category(c),
        GeneralCategory::UppercaseLetter
            | GeneralCategory::LowercaseLetter
            | GeneralCategory::TitlecaseLetter
            | GeneralCategory::ModifierLetter
            | GeneralCategory::OtherLetter
            | GeneralCategory::LetterNumber
    )
}

/// `text.strip()`: without white space at both ends.
pub fn strip(text: &str) -> &str {
    if let [first, .., last] = text.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return text;
    }
    text.trim_matches(is_space)
}

/// `text.lstrip()`: without white space at the start.
pub fn lstrip(text: &str) -> &str {
    text.trim_start_matches(is_space)
}

/// `text.rstrip()`: without white space at the end.
pub fn rstrip(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

/// `text.lower()`; nothing is copied where it is in lower case already.
pub fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if text.bytes().all(is_lower) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ascii_separators_are_white_space() {
        for c in "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \u{85}\u{a0}\u{2028}\u{3000}".chars() {
            assert!(is_space(c), "{c:?}");
        }
        for c in "\0\x1ba\u{200b}\u{feff}\u{180e}".chars() {
            assert!(!is_space(c), "{c:?}");
        }
    }

    #[test]
    fn marks_are_no_word_characters() {
        for c in "aZ0_é²½Ⅷ漢٣ß".chars() {
            assert!(is_word(c), "{c:?}");
        }
        for c in "-. \u{301}\u{903}\u{200d}‿".chars() {
            assert!(!is_word(c), "{c:?}");
        }
    }

    #[test]
    fn stripping_takes_separators_too() {
        assert_eq!(strip("\x1f a b\u{a0}\n"), "a b");
        assert_eq!(lstrip("\x1c a "), "a ");
        assert_eq!(rstrip(" a\x1e "), " a");
        assert_eq!(strip(" \n "), "");
    }
}
