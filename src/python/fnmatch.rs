//! `fnmatch`: names against shell patterns, as `glob` does on POSIX systems.
//!
//! Case counts, a dot and a slash are characters like any other, and there is
//! no escape character. Python turns a pattern into a regex; the quirks of that
//! step inside `[...]` are kept. The time is bounded by the product of the two
//! lengths.

/// Whether `glob` takes the text for a pattern and not for a plain name.
pub fn has_magic(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Whether the pattern matches the whole name.
pub fn fnmatch(name: &str, pattern: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let pattern = parse(pattern);
    let (mut at, mut step) = (0, 0);
    // Where to go on when a match fails: behind the last star, with one more
    // character given to it. An earlier star never needs to be tried again.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match pattern.get(step) {
            Some(Step::AnyText) => {
                retry = Some((at, step + 1));
                step += 1;
                continue;
            }
            Some(one) if name.get(at).is_some_and(|&c| one.matches(c)) => {
                at += 1;
                step += 1;
                continue;
            }
            None if at == name.len() => return true,
            _ => {}
        }
        match retry {
            Some((from, behind)) if from < name.len() => {
                at = from + 1;
                step = behind;
                retry = Some((at, behind));
            }
            _ => return false,
        }
    }
}

/// One element of a pattern.
enum Step {
    /// `*`
    AnyText,
    /// `?`
    AnyChar,
    /// A character that stands for itself.
    Char(char),
    /// `[...]`
    Set {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Step {
    fn matches(&self, c: char) -> bool {
        match self {
            Step::AnyText => false,
            Step::AnyChar => true,
            Step::Char(own) => *own == c,
            Step::Set { negated, ranges } => {
                ranges.iter().any(|&(low, high)| (low..=high).contains(&c)) != *negated
            }
        }
    }
}

fn parse(pattern: &str) -> Vec<Step> {
    let pattern: Vec<char> = pattern.chars().collect();
    let mut steps = Vec::with_capacity(pattern.len());
    let mut at = 0;
    while let Some(&c) = pattern.get(at) {
        at += 1;
        steps.push(match c {
            '*' => Step::AnyText,
            '?' => Step::AnyChar,
            '[' => match set_end(&pattern, at) {
                Some(end) => {
                    let set = parse_set(&pattern[at..end]);
                    at = end + 1;
                    set
                }
                None => Step::Char('['),
            },
            c => Step::Char(c),
        });
    }
    steps
}

/// Where the `]` is that closes the set whose first character is at `start`;
/// as the first character of a set it does not close it.
fn set_end(pattern: &[char], start: usize) -> Option<usize> {
    let mut at = start;
    if pattern.get(at) == Some(&'!') {
        at += 1;
    }
    if pattern.get(at) == Some(&']') {
        at += 1;
    }
    let length = pattern.get(at..)?.iter().position(|&c| c == ']')?;
    Some(at + length)
}

/// A set from the text between its brackets.
fn parse_set(text: &[char]) -> Step {
    let mut negated = text.first() == Some(&'!');
    let mut text = if negated { &text[1..] } else { text };
    let mut ranges = Vec::new();
    loop {
        // A range needs a character on both sides of its hyphen; behind it
        // the next character starts anew. What is left is single characters.
        let (low, high) = match *text {
            [low, '-', high, ..] => {
                text = &text[3..];
                (low, high)
            }
            [one, ..] => {
                text = &text[1..];
                (one, one)
            }
            [] => break,
        };
        if low > high {
            continue;
        }
        // Python drops a reversed range from the text before it looks for the
        // `!`, which therefore negates when only such ranges stand before it.
        if low == '!' && ranges.is_empty() && !negated {
            negated = true;
            if high != low {
                ranges.extend([('-', '-'), (high, high)]);
            }
            continue;
        }
        ranges.push((low, high));
    }
    Step::Set { negated, ranges }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn yes(pattern: &str, names: &[&str]) {
        for name in names {
            assert!(fnmatch(name, pattern), "{pattern} should match {name:?}");
        }
    }

    #[track_caller]
    fn no(pattern: &str, names: &[&str]) {
        for name in names {
            assert!(
                !fnmatch(name, pattern),
                "{pattern} should not match {name:?}"
            );
        }
    }

    #[test]
    fn stars_and_question_marks() {
        yes("*", &["", "a", ".a", "a/b", "a\nb"]);
        yes("*.conf", &["a.conf", ".conf", "a.conf.conf"]);
        no("*.conf", &["a.confx", "a.CONF", "aconf"]);
        yes("a?c", &["abc", "a漢c", "a\nc"]);
        no("a?c", &["ac", "abbc"]);
        yes("a*b*c", &["abc", "axbxc", "abbcc", "abcbc"]);
        no("a*b*c", &["acb", "ab"]);
        yes("", &[""]);
        no("", &["a"]);
    }

    #[test]
    fn sets() {
        yes("[abc]", &["a", "c"]);
        no("[abc]", &["d", "", "ab"]);
        yes("[!abc]", &["d", "!"]);
        no("[!abc]", &["a", ""]);
        yes("[^a]", &["^", "a"]);
        yes("[]a]", &["]", "a"]);
        no("[!]a]", &["]", "a"]);
        yes("[[]", &["["]);
        yes("[*?]", &["*", "?"]);
        yes("[a\\]", &["a", "\\"]);
    }

    #[test]
    fn an_open_bracket_without_end_is_plain() {
        yes("[abc", &["[abc"]);
        yes("[", &["["]);
        yes("[]", &["[]"]);
        yes("[!]", &["[!]"]);
        yes("a[*", &["a[b"]);
    }

    #[test]
    fn ranges() {
        yes("[a-c]", &["a", "b", "c"]);
        no("[a-c]", &["d", "-"]);
        yes("[-a]", &["-", "a"]);
        yes("[a-]", &["-", "a"]);
        yes("[a-c-e]", &["b", "-", "e"]);
        no("[a-c-e]", &["d"]);
        yes("[--/]", &["-", ".", "/"]);
    }

    #[test]
    fn reversed_ranges_are_empty() {
        no("[c-a]", &["a", "b", "c", "-", ""]);
        yes("[!c-a]", &["a", "b", "-"]);
        yes("[c-ax]", &["x"]);
        no("[c-ax]", &["a", "c", "-"]);
    }

    #[test]
    fn a_reversed_range_may_uncover_a_negation() {
        yes("[b-a!c]", &["x", "!"]);
        no("[b-a!c]", &["c"]);
        yes("[b-a!]", &["x", "!"]);
        no("[b-a!-c]", &["-", "c"]);
        yes("[b-a!-c]", &["b", "!"]);
    }

    #[test]
    fn many_stars_take_no_long_time() {
        let name = "a".repeat(2000);
        let pattern = "*a".repeat(500) + "b";
        no(&pattern, &[&name]);
    }

    #[test]
    fn magic_is_seen() {
        for text in ["*", "a?", "[", "a[b]"] {
            assert!(has_magic(text), "{text}");
        }
        for text in ["", "a.log", "]", "{a,b}", "\\"] {
            assert!(!has_magic(text), "{text}");
        }
    }
}
