//! `str.splitlines`: what Python takes for the end of a line.

/// The lines of a text with their ends, as `text.splitlines(keepends=True)`.
pub fn split_lines(text: &str) -> SplitLines<'_> {
    SplitLines { rest: text }
}

/// Iterator of [`split_lines`].
#[derive(Debug, Clone)]
pub struct SplitLines<'a> {
    rest: &'a str,
}

impl<'a> Iterator for SplitLines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let end = match self.rest.find(is_line_end) {
            None => self.rest.len(),
            Some(at) if self.rest[at..].starts_with("\r\n") => at + 2,
            Some(at) => at + self.rest[at..].chars().next().map_or(0, char::len_utf8),
        };
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(line)
    }
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n'..='\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: &[&str]) {
        assert_eq!(split_lines(text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lines_keep_their_ends() {
        case("", &[]);
        case("a", &["a"]);
        case("a\n", &["a\n"]);
        case("a\n\nb", &["a\n", "\n", "b"]);
        case("a\r\nb\rc", &["a\r\n", "b\r", "c"]);
        case("a\n\rb", &["a\n", "\r", "b"]);
    }

    #[test]
    fn unusual_ends_count() {
        case("a\x0bb\x0cc\x1cd", &["a\x0b", "b\x0c", "c\x1c", "d"]);
        case("a\u{85}b\u{2028}c", &["a\u{85}", "b\u{2028}", "c"]);
        case("a\x1fb", &["a\x1fb"]);
    }
}
