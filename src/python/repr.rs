//! `repr(str)`: text as a Python string literal.

use unicode_general_category::{GeneralCategory, get_general_category};

const HEX: &[u8; 16] = b"0123456789abcdef";

/// The text as a Python string literal.
pub fn repr_str(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_repr(&mut out, text);
    out
}

/// Appends the text as a Python string literal.
pub fn push_repr(out: &mut String, text: &str) {
    let mut plain = plain_length(text.as_bytes());
    let quotes = |quote| memchr::memchr(quote, text.as_bytes()).is_some();
    let quote = match plain < text.len() && quotes(b'\'') && !quotes(b'"') {
        true => '"',
        false => '\'',
    };
    out.reserve(text.len() + 2);
    out.push(quote);
    let mut rest = text;
    loop {
        out.push_str(&rest[..plain]);
        let mut chars = rest[plain..].chars();
        let Some(c) = chars.next() else { break };
        push_char(out, c, quote);
        rest = chars.as_str();
        plain = plain_length(rest.as_bytes());
    }
    out.push(quote);
}

/// How many bytes at the start are printable ASCII characters that need no
/// backslash whatever the quote. Most of a dump is such text, so it is looked
/// at by the chunk, of which the compiler makes a few vector instructions.
fn plain_length(bytes: &[u8]) -> usize {
    let is_special = |byte: u8| {
        !(b' '..=b'~').contains(&byte) | (byte == b'\\') | (byte == b'\'') | (byte == b'"')
    };
    let special = |chunk: &[u8; 16]| {
        chunk
            .iter()
            .fold(0, |any, &b| any | u8::from(is_special(b)))
    };
    let (chunks, _) = bytes.as_chunks();
    let plain = 16
        * chunks
            .iter()
            .take_while(|chunk| special(chunk) == 0)
            .count();
    let rest = bytes[plain..].iter();
    plain + rest.take_while(|&&byte| !is_special(byte)).count()
}

fn push_char(out: &mut String, c: char, quote: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\\' => out.push_str("\\\\"),
        _ if c == quote => {
            out.push('\\');
            out.push(c);
        }
        _ if is_printable(c) => out.push(c),
        _ => match u32::from(c) {
            code @ ..=0xff => push_hex(out, 'x', 2, code),
            code @ ..=0xffff => push_hex(out, 'u', 4, code),
            code => push_hex(out, 'U', 8, code),
        },
    }
}

/// Appends `\xNN` and its longer forms.
pub(super) fn push_hex(out: &mut String, kind: char, digits: u32, code: u32) {
    out.push('\\');
    out.push(kind);
    for place in (0..digits).rev() {
        let nibble = (code >> (4 * place)) & 0xf;
        out.push(char::from(HEX[nibble as usize]));
    }
}

/// `str.isprintable` of one character: whether `repr` shows it as it is.
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, ' '..='~');
    }
    !matches!(
        get_general_category(c),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::SpaceSeparator
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        assert_eq!(repr_str(text), expected);
    }

    #[test]
    fn quotes_are_single_unless_that_costs_a_backslash() {
        case("", "''");
        case("a b", "'a b'");
        case("it's", r#""it's""#);
        case(r#"say "hi""#, r#"'say "hi"'"#);
        case(r#"it's "x""#, r#"'it\'s "x"'"#);
    }

    #[test]
    fn control_characters_and_backslashes_are_escaped() {
        case("a\\b", r"'a\\b'");
        case("\n\r\t", r"'\n\r\t'");
        case("\0\x07\x1b\x7f", r"'\x00\x07\x1b\x7f'");
        case("\u{80}\u{a0}\u{ad}", r"'\x80\xa0\xad'");
        case("\u{2028}\u{200b}\u{feff}", r"'\u2028\u200b\ufeff'");
        case("\u{e0001}\u{10ffff}", r"'\U000e0001\U0010ffff'");
    }

    #[test]
    fn printable_characters_stay() {
        case("é漢😀\u{301}", "'é漢😀\u{301}'");
    }

    #[test]
    fn unicode_14_decides_what_is_assigned() {
        // Added by Unicode 14 and by Unicode 15.
        case("\u{1fae0}", "'\u{1fae0}'");
        case("\u{1fae8}", r"'\U0001fae8'");
    }
}
