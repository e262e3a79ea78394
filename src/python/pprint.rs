//! `pprint`: values broken over lines when they are too wide.
//!
//! The layout rules are Python's: a value that fits is printed as `repr` does
//! (with sorted keys), a list or dict that does not gets one element a line,
//! and a long text becomes several adjacent literals, cut behind its line ends
//! and, where a line is still too wide, behind white space.

use super::lines::split_lines;
use super::repr::repr_str;
use super::space::is_space;
use super::value::{Value, in_order};

/// What `pprint.PrettyPrinter(width=..., indent=...)` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrettyPrinter {
    /// The width in characters that lines should keep to.
    pub width: usize,
    /// By how much each level is indented.
    pub indent: usize,
}

/// Where a value is about to be printed.
#[derive(Clone, Copy)]
struct Place {
    /// The column of its first character.
    column: usize,
    /// How many characters must fit behind it.
    allowance: usize,
    /// How many lists and dicts it is inside of.
    depth: usize,
}

impl PrettyPrinter {
    /// `pformat(value)`.
    pub fn format(&self, value: &Value<'_>) -> String {
        let mut out = String::new();
        self.push(&mut out, value);
        out
    }

    /// Appends `pformat(value)`.
    pub fn push(&self, out: &mut String, value: &Value<'_>) {
        let place = Place {
            column: 0,
            allowance: 0,
            depth: 0,
        };
        self.push_at(out, value, place);
    }

    fn push_at(&self, out: &mut String, value: &Value<'_>, place: Place) {
        let start = out.len();
        value.push(out, true);
        let fits = width_of(&out[start..]) + place.column + place.allowance <= self.width;
        if fits {
            return;
        }
        match value {
            Value::None | Value::Bool(_) | Value::Int(_) => {}
            Value::Str(text) => {
                out.truncate(start);
                self.push_text(out, text, place);
            }
            Value::List(items) => {
                out.truncate(start);
                self.push_list(out, items, place);
            }
            Value::Dict(pairs) => {
                out.truncate(start);
                self.push_dict(out, pairs, place);
            }
        }
    }

    fn push_list(&self, out: &mut String, items: &[Value<'_>], place: Place) {
        out.push('[');
        push_blanks(out, self.indent.saturating_sub(1));
        for (index, item) in items.iter().enumerate() {
            let inner = self.inside(place, index + 1 == items.len());
            if index > 0 {
                push_break(out, inner.column);
            }
            self.push_at(out, item, inner);
        }
        out.push(']');
    }

    fn push_dict(&self, out: &mut String, pairs: &[(Value<'_>, Value<'_>)], place: Place) {
        out.push('{');
        push_blanks(out, self.indent.saturating_sub(1));
        for (index, (key, value)) in in_order(pairs, true).into_iter().enumerate() {
            let inner = self.inside(place, index + 1 == pairs.len());
            if index > 0 {
                push_break(out, inner.column);
            }
            let start = out.len();
            key.push(out, true);
            out.push_str(": ");
            let column = inner.column + width_of(&out[start..]);
            self.push_at(out, value, Place { column, ..inner });
        }
        out.push('}');
    }

    /// The place of an element of the list or dict at `place`.
    fn inside(&self, place: Place, last: bool) -> Place {
        Place {
            column: place.column + self.indent,
            // The bracket follows the last element, a comma each other one.
            allowance: if last { place.allowance + 1 } else { 1 },
            depth: place.depth + 1,
        }
    }

    fn push_text(&self, out: &mut String, text: &str, place: Place) {
        if text.is_empty() {
            out.push_str("''");
            return;
        }
        // A text that stands alone is put in parentheses when it is broken.
        let alone = usize::from(place.depth == 0);
        let column = place.column + alone;
        let chunks = self.chunks(text, column, place.allowance + alone);
        let in_parentheses = alone == 1 && chunks.len() > 1;
        if in_parentheses {
            out.push('(');
        }
        for (index, chunk) in chunks.iter().enumerate() {
            if index > 0 {
                out.push('\n');
                push_blanks(out, column);
            }
            out.push_str(chunk);
        }
        if in_parentheses {
            out.push(')');
        }
    }

    /// The literals that a long text is broken into.
    fn chunks(&self, text: &str, column: usize, allowance: usize) -> Vec<String> {
        let room = self.width.saturating_sub(column);
        let room_at_end = room.saturating_sub(allowance);
        let mut chunks = Vec::new();
        let mut lines = split_lines(text).peekable();
        while let Some(line) = lines.next() {
            let last_line = lines.peek().is_none();
            let whole = repr_str(line);
            if width_of(&whole) <= if last_line { room_at_end } else { room } {
                chunks.push(whole);
                continue;
            }
            // `current` is always a range of the line, so growing it is free.
            let mut current = 0..0;
            let mut rendered = String::new();
            for part in parts(line) {
                let last_part = last_line && part.end == line.len();
                let candidate = repr_str(&line[current.start..part.end]);
                if width_of(&candidate) <= if last_part { room_at_end } else { room } {
                    current.end = part.end;
                    rendered = candidate;
                    continue;
                }
                if !current.is_empty() {
                    chunks.push(rendered);
                }
                rendered = repr_str(&line[part.clone()]);
                current = part;
            }
            if !current.is_empty() {
                chunks.push(rendered);
            }
        }
        chunks
    }
}

/// The pieces between which a line may be broken: a word and the white space
/// that follows it.
fn parts(line: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &line[start..];
        if rest.is_empty() {
            return None;
        }
        let word = rest.find(is_space).unwrap_or(rest.len());
        let blanks = rest[word..].find(|c| !is_space(c));
        let end = blanks.map_or(line.len(), |blanks| start + word + blanks);
        let part = start..end;
        start = end;
        Some(part)
    })
}

/// The number of characters; Python counts code points.
fn width_of(text: &str) -> usize {
    text.chars().count()
}

fn push_break(out: &mut String, column: usize) {
    out.push_str(",\n");
    push_blanks(out, column);
}

fn push_blanks(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(width: usize, indent: usize, value: Value<'_>, expected: &str) {
        assert_eq!(PrettyPrinter { width, indent }.format(&value), expected);
    }

    fn list<'a>(items: &[&'a str]) -> Value<'a> {
        Value::List(items.iter().map(|&item| item.into()).collect())
    }

    #[test]
    fn what_fits_is_one_line() {
        case(1000, 2, list(&["set", "j", "x"]), "['set', 'j', 'x']");
        case(17, 2, list(&["set", "j", "x"]), "['set', 'j', 'x']");
        case(5, 1, Value::Int("1234567890".into()), "1234567890");
    }

    #[test]
    fn a_wide_list_has_one_element_a_line() {
        case(16, 2, list(&["set", "j", "x"]), "[ 'set',\n  'j',\n  'x']");
        case(10, 1, list(&["aaaa", "bbbb"]), "['aaaa',\n 'bbbb']");
        case(10, 4, list(&["aaaa", "bbbb"]), "[   'aaaa',\n    'bbbb']");
    }

    #[test]
    fn a_wide_dict_has_sorted_keys_and_hanging_values() {
        let value = Value::Dict(vec![
            ("b".into(), list(&["aaaa", "bbbb"])),
            ("a".into(), 1.into()),
        ]);
        case(
            14,
            2,
            value,
            "{ 'a': 1,\n  'b': [ 'aaaa',\n         'bbbb']}",
        );
    }

    #[test]
    fn a_long_text_is_cut_behind_white_space() {
        case(10, 1, "the quick fox".into(), "('the '\n 'quick '\n 'fox')");
        case(
            12,
            2,
            list(&["a bb ccc dddd"]),
            "[ 'a bb '\n  'ccc '\n  'dddd']",
        );
        case(8, 1, "unbreakable".into(), "'unbreakable'");
    }

    #[test]
    fn a_long_text_is_cut_behind_line_ends_first() {
        case(
            12,
            2,
            list(&["one\ntwo\nsix"]),
            "[ 'one\\n'\n  'two\\n'\n  'six']",
        );
    }

    #[test]
    fn no_width_at_all_is_no_panic() {
        case(0, 0, list(&["a b", ""]), "['a '\n'b',\n'']");
    }
}
