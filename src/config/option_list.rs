//! `name[option=value, …]`: one filter or action with its parameters.

use super::value::{Options, Value};
use crate::diag::Traced;
use crate::map::Set;
use crate::python::{is_space, is_word, repr_str};
use std::ops::Range;
use std::sync::Arc;

/// A name and its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name of a filter or action; blanks before the bracket belong to it.
    pub name: Traced,
    /// The parameters; names keep their case.
    pub options: Options,
}

/// Why a text is no [`Definition`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The reference's message.
    pub message: String,
    /// Where in the text the fault is.
    pub at: Range<usize>,
}

impl Definition {
    /// Reads one definition.
    ///
    /// # Errors
    /// Anything that is not `name[option=value, …]`; values with commas,
    /// brackets or line ends need quotes, and a separator must stand directly
    /// behind a closing quote.
    pub fn parse(text: &Traced) -> Result<Definition, SyntaxError> {
        let whole = text.as_str();
        let open = whole.find('[');
        let name_end = open.unwrap_or(whole.len());
        let unexpected = |from: usize| SyntaxError {
            message: "unexpected option syntax".to_owned(),
            at: from..whole.len(),
        };
        if name_end == 0 {
            return Err(unexpected(0));
        }
        let Some(open) = open else {
            // Without brackets, blanks at the end belong to the name.
            return Ok(Definition {
                name: text.clone(),
                options: Options::default(),
            });
        };
        let close = whole.rfind(']').filter(|&close| close > open);
        let close = close.ok_or_else(|| unexpected(open))?;
        if !whole[close + 1..].chars().all(is_space) {
            return Err(unexpected(close + 1));
        }
        Ok(Definition {
            name: text.slice(0..name_end),
            options: parse_list(text, open + 1..close)?,
        })
    }
}

/// Reads the text between the brackets.
fn parse_list(text: &Traced, range: Range<usize>) -> Result<Options, SyntaxError> {
    let list = &text.as_str()[range.clone()];
    let mut options = Options::default();
    let mut at = 0;
    while at < list.len() {
        let start = at + leading_space(&list[at..]);
        let Some(name) = option_name(&list[start..]) else {
            if is_end(&list[at..]) {
                break;
            }
            let message = format!(
                "expected option, wrong syntax at {}: {}",
                list[..at].chars().count(),
                excerpt(&list[at..])
            );
            let end = range.end;
            return Err(SyntaxError {
                message,
                at: range.start + at..end,
            });
        };
        let key = &list[start..start + name];
        let value_start = start + name + 1;
        let (value, end) = option_value(list, value_start);
        let value = trimmed(list, value);
        let value = text.slice(range.start + value.start..range.start + value.end);
        options.insert(key.into(), Value::Text(Arc::new(value)));
        at = match separator(&list[end..]) {
            Some(length) => end + length,
            None => {
                let message = format!(
                    "unexpected syntax at {} after option {}: {}",
                    list[..end].chars().count(),
                    repr_str(key),
                    excerpt(&list[end..])
                );
                return Err(SyntaxError {
                    message,
                    at: range.start + end..range.end,
                });
            }
        };
    }
    Ok(options)
}

fn leading_space(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_space).len()
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let value = &text[range.clone()];
    let start = range.start + leading_space(value);
    let end = range.start + value.trim_end_matches(is_space).len();
    start..end.max(start)
}

fn is_name_char(c: char) -> bool {
    is_word(c) || c == '-' || c == '.'
}

/// The length of `name` or `name?key=value` at the start of a text, if `=`
/// stands behind it.
fn option_name(text: &str) -> Option<usize> {
    let run = |from: usize| text[from..].find(|c| !is_name_char(c)).map(|n| from + n);
    let plain = run(0).filter(|&end| end > 0)?;
    if text[plain..].starts_with('?') {
        let key = run(plain + 1).filter(|&end| end > plain + 1 && text[end..].starts_with('='))?;
        let value = run(key + 1).filter(|&end| end > key + 1 && text[end..].starts_with('='))?;
        return Some(value);
    }
    text[plain..].starts_with('=').then_some(plain)
}

/// The range of a value, quotes left out, and where it ends.
fn option_value(list: &str, start: usize) -> (Range<usize>, usize) {
    let rest = &list[start..];
    if let Some(quote) = rest.chars().next().filter(|c| ['"', '\''].contains(c))
        && let Some(length) = rest[1..].find(quote)
    {
        let inside = start + 1..start + 1 + length;
        return (inside.clone(), inside.end + 1);
    }
    let end = rest.find([',', ']']).map_or(list.len(), |n| start + n);
    (start..end, end)
}

/// The length of what may stand between two options, or at the end.
fn separator(text: &str) -> Option<usize> {
    if text.is_empty() || text == "\n" {
        return Some(text.len());
    }
    if text.starts_with(',') {
        return Some(1);
    }
    let inside = text.strip_prefix(']')?;
    let space = leading_space(inside);
    inside[space..].starts_with('[').then_some(1 + space + 1)
}

/// Whether only white space is left, behind a comma perhaps.
fn is_end(text: &str) -> bool {
    text.strip_prefix(',').unwrap_or(text).chars().all(is_space)
}

/// The first 25 characters.
fn excerpt(text: &str) -> String {
    text.chars().take(25).collect()
}

/// Splits the value of `action` into definitions: at white space outside of
/// well-formed brackets. What is not well-formed is torn at its blanks.
pub fn split_definitions(text: &Traced) -> Vec<Traced> {
    let whole = text.as_str();
    let mut pieces = Vec::new();
    let mut at = leading_space(whole);
    let mut groups = BracketGroup::new(whole);
    while at < whole.len() {
        let end = definition_end(&mut groups, at).unwrap_or_else(|| {
            let rest = &whole[at..];
            at + rest.find(is_space).unwrap_or(rest.len())
        });
        let piece = trimmed(whole, at..end);
        if !piece.is_empty() {
            pieces.push(text.slice(piece));
        }
        at = end + leading_space(&whole[end..]);
    }
    pieces
}

/// Where a well-formed definition that starts at `at` ends: before white
/// space or at the end of the text.
fn definition_end(groups: &mut BracketGroup<'_>, at: usize) -> Option<usize> {
    let text = groups.text;
    let rest = &text[at..];
    let name = rest.find(|c| is_space(c) || c == '[').unwrap_or(rest.len());
    let name_end = at + name;
    if name == 0 {
        return None;
    }
    let bracket = name_end + leading_space(&text[name_end..]);
    if text[bracket..].starts_with('[')
        && let Some(end) = groups.end(bracket + 1)
    {
        return Some(end);
    }
    followed_by_space(text, name_end).then_some(name_end)
}

fn followed_by_space(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_none_or(is_space)
}

/// Finds the end of a bracket group the way a backtracking matcher would,
/// which decides where malformed text is torn, but in bounded time: a place
/// that led nowhere once is not tried again, for this group or a later one.
struct BracketGroup<'a> {
    text: &'a str,
    failed: Set<usize>,
    steps: usize,
}

/// More steps than any definition that a person writes needs.
const MAX_STEPS: usize = 1 << 20;

impl<'a> BracketGroup<'a> {
    fn new(text: &'a str) -> Self {
        BracketGroup {
            text,
            failed: Set::default(),
            steps: 0,
        }
    }

    /// The end of a group whose options begin at `at`.
    fn end(&mut self, at: usize) -> Option<usize> {
        // Positions with their alternatives still to be tried, last in first out.
        let mut pending = vec![at + leading_space(&self.text[at..])];
        while let Some(at) = pending.pop() {
            if !self.failed.insert(at) {
                continue;
            }
            // Alternatives are tried in this order: one more option with its
            // value quoted, or unquoted as long as can be, or shorter; then
            // the end of the group. The stack takes them in reverse.
            if self.text[at..].starts_with(']') {
                let end = at + 1;
                if followed_by_space(self.text, end) {
                    return Some(end);
                }
            }
            let alternatives = self.after_one_option(at)?;
            pending.extend(alternatives.into_iter().rev());
        }
        None
    }

    /// Where one more option may end; none at all when the search has gone on
    /// for too long.
    fn after_one_option(&mut self, at: usize) -> Option<Vec<usize>> {
        if self.steps >= MAX_STEPS {
            return None;
        }
        let Some(name) = option_name(&self.text[at..]) else {
            return Some(Vec::new());
        };
        let start = at + name + 1;
        let rest = &self.text[start..];
        let mut ends = Vec::new();
        let (quoted, end) = option_value(self.text, start);
        if quoted.start > start {
            ends.push(end);
        }
        let longest = rest.find([',', ']']).unwrap_or(rest.len());
        ends.push(start + longest);
        // A shorter value only helps where another option begins behind it.
        let shorter = rest[..longest]
            .match_indices('=')
            .filter_map(|(equals, _)| {
                let before = &rest[..equals];
                let name = before
                    .char_indices()
                    .rev()
                    .take_while(|&(_, c)| is_name_char(c))
                    .last();
                name.map(|(from, _)| from..equals)
            })
            .flat_map(|names| names.rev().map(|from| start + from))
            .filter(|&end| self.text.is_char_boundary(end));
        let mut shorter: Vec<usize> = shorter.collect();
        shorter.sort_unstable_by(|a, b| b.cmp(a));
        ends.extend(shorter);
        self.steps += ends.len() + 1;
        let with_and_without = ends.into_iter().flat_map(|end| self.behind_separator(end));
        (self.steps < MAX_STEPS).then(|| with_and_without.collect())
    }

    /// Behind white space with a separator, if there is one, and without it.
    fn behind_separator(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        let at = at + leading_space(&self.text[at..]);
        let length = separator(&self.text[at..]).filter(|&length| length > 0);
        let behind = length.map(|length| {
            let at = at + length;
            at + leading_space(&self.text[at..])
        });
        behind.into_iter().chain([at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        match Definition::parse(&Traced::built_in(text)) {
            Err(error) => format!("error: {}", error.message),
            Ok(definition) => {
                let mut shown = definition.name.as_str().to_owned();
                for (name, value) in &definition.options {
                    let value = value.source().map_or("", |text| text.as_str());
                    shown.push_str(&format!("|{name}={value}"));
                }
                shown
            }
        }
    }

    #[track_caller]
    fn case(text: &str, expected: &str) {
        assert_eq!(show(text), expected);
    }

    #[test]
    fn parameters_with_and_without_quotes() {
        case("name", "name");
        case("name[]", "name");
        case("name ", "name ");
        case(r#"name[a="1, 2", b='x]y']"#, "name|a=1, 2|b=x]y");
        case("name[a=x y, b= z ]", "name|a=x y|b=z");
        case("name[a=a=b=c]", "name|a=a=b=c");
        case("name[n?family=inet6=5]", "name|n?family=inet6=5");
        case("name[a=]", "name|a=");
        case(r#"name[a="it's"]"#, "name|a=it's");
        case("name[\na=1,\nb=2\n]", "name|a=1|b=2");
        case("name[a=1][b=2] [c=3]", "name|a=1|b=2|c=3");
        case("name[a=1,b=2,a=3]", "name|a=3|b=2");
        case("name[a=1, ]", "name|a=1");
        case("name[a=\"x]", "name|a=\"x");
        case("name[a=\"x\"\n]", "name|a=x");
        case("ac [x=1]", "ac |x=1");
    }

    #[test]
    fn faults_have_the_references_texts() {
        case("", "error: unexpected option syntax");
        case("[a=1]", "error: unexpected option syntax");
        case("name[a=1", "error: unexpected option syntax");
        case("name[a=1] x", "error: unexpected option syntax");
        case(
            "name[a=[1]]",
            "error: unexpected syntax at 4 after option 'a': ]",
        );
        case(
            r#"name[a="q" , b=2]"#,
            "error: unexpected syntax at 5 after option 'a':  , b=2",
        );
        case(
            "name[a=1,,b=2]",
            "error: expected option, wrong syntax at 4: ,b=2",
        );
        case(
            r#"name[a="x\"y"]"#,
            "error: unexpected syntax at 6 after option 'a': y\"",
        );
    }

    #[track_caller]
    fn split(text: &str, expected: &[&str]) {
        let pieces = split_definitions(&Traced::built_in(text));
        let pieces: Vec<&str> = pieces.iter().map(Traced::as_str).collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn definitions_are_split_at_blanks_outside_of_brackets() {
        split("", &[]);
        split("a b\n c", &["a", "b", "c"]);
        split("a[x=1, y=2] b", &["a[x=1, y=2]", "b"]);
        split("a [x=1]\nb", &["a [x=1]", "b"]);
        split("a[bad opt] b", &["a[bad", "opt]", "b"]);
        split(
            "a[x=\"1 ]\", y=' ,']\n  b[z=1][w=2] c",
            &["a[x=\"1 ]\", y=' ,']", "b[z=1][w=2]", "c"],
        );
        split("a[x=1] [bad b", &["a[x=1]", "[bad", "b"]);
        split("a[\n  x=1,\n  y=2\n  ]", &["a[\n  x=1,\n  y=2\n  ]"]);
        split(
            "a[x=1 b[y=2] c[x=1 d[y=2",
            &["a[x=1 b[y=2]", "c[x=1", "d[y=2"],
        );
        split("a[x=1 ! b[y=2] c", &["a[x=1 ! b[y=2]", "c"]);
        split("a[! b[y=2] c[! d[y=2]", &["a[!", "b[y=2]", "c[!", "d[y=2]"]);
    }

    #[test]
    fn malformed_groups_end_in_bounded_time() {
        let text = format!("a[{}", "x=".repeat(100_000));
        assert_eq!(split_definitions(&Traced::built_in(&text)).len(), 1);
        let text = format!("a[{} ", "x=1 ".repeat(2_000));
        assert!(!split_definitions(&Traced::built_in(&text)).is_empty());
        let text = "a[x=1 ".repeat(150_000);
        assert_eq!(split_definitions(&Traced::built_in(&text)).len(), 150_000);
    }
}
