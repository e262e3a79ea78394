//! `<tag>` substitution at configuration time, over all options of a filter
//! or action at once.

use super::value::{Options, Value};
use crate::diag::{Diagnostic, Span, Traced, code};
use crate::ini::{InterpolationError, Reference, Trail};
use crate::python::repr_str;
use indexmap::IndexMap;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// One tag may be put in this often in one option.
const MAX_SAME_TAG: usize = 25;
/// Bounds that the reference lacks: values can grow exponentially.
const MAX_LENGTH: usize = 4 << 20;
const MAX_SUBSTITUTIONS: usize = 100_000;

/// What tags stand for where they are no option of the map itself.
pub type Fallback<'a> =
    dyn FnMut(&str) -> Result<Option<Arc<Traced>>, InterpolationError> + 'a;

/// The first tag at or behind `from`: `<`, one or more characters other than
/// blank, `<` and `>`, then `>`.
pub fn find_tag(text: &str, from: usize) -> Option<Range<usize>> {
    let mut at = from;
    loop {
        let open = at + text[at..].find('<')?;
        let inside = &text[open + 1..];
        let end = inside.find([' ', '<', '>'])?;
        if end > 0 && inside[end..].starts_with('>') {
            return Some(open..open + end + 2);
        }
        at = open + 1;
    }
}

/// Replaces tags in all values by the options they name, until nothing
/// changes. Options in `ignore` are neither expanded nor put in.
///
/// # Errors
/// A tag that leads back to its own option or is needed too often, a value
/// that grows too large, and faults in what `fallback` looks up.
pub fn substitute(
    options: &mut Options,
    ignore: &HashSet<String>,
    fallback: &mut Fallback<'_>,
    trail: Option<&Trail>,
) -> Result<(), InterpolationError> {
    let mut substitution = Substitution {
        ignore,
        fallback,
        trail,
        counts: vec![IndexMap::new(); options.len()],
        total: 0,
    };
    let mut done = vec![false; options.len()];
    loop {
        let mut again = false;
        for index in 0..options.len() {
            if done[index] {
                continue;
            }
            let (name, value) = options.get_index(index).expect("the index is below the length");
            if ignore.contains(&**name) {
                done[index] = true;
                continue;
            }
            let Some(before) = value.text() else {
                done[index] = true;
                continue;
            };
            let after = substitution.expand(options, index, before.clone())?;
            if !Arc::ptr_eq(&after, &before) {
                again |= find_tag(after.as_str(), 0).is_some();
                options[index] = Value::Text(after.clone());
            }
            done[index] = !after.as_str().contains('<');
        }
        if !again {
            return Ok(());
        }
    }
}

struct Substitution<'a, 'b> {
    ignore: &'a HashSet<String>,
    fallback: &'a mut Fallback<'b>,
    trail: Option<&'a Trail>,
    /// How often each tag was put into each option.
    counts: Vec<IndexMap<String, usize>>,
    total: usize,
}

impl Substitution<'_, '_> {
    fn expand(
        &mut self,
        options: &Options,
        index: usize,
        value: Arc<Traced>,
    ) -> Result<Arc<Traced>, InterpolationError> {
        let (option, _) = options.get_index(index).expect("the caller found it there");
        let mut value = value;
        let mut from = 0;
        while let Some(found) = find_tag(value.as_str(), from) {
            let tag = &value.as_str()[found.start + 1..found.end - 1];
            if self.ignore.contains(tag) {
                from = found.end;
                continue;
            }
            let count = self.counts[index].get(tag).copied().unwrap_or_default();
            if tag == &**option || count > MAX_SAME_TAG {
                return Err(self.endless(option, index, &value, found));
            }
            let replacement = match options.get(tag).and_then(Value::text) {
                Some(replacement) => Some(replacement),
                None => (self.fallback)(tag)?,
            };
            let Some(replacement) = replacement else {
                from = found.end;
                continue;
            };
            self.note(option, &value, &found, &replacement);
            *self.counts[index].entry(tag.to_owned()).or_default() += 1;
            self.total += 1;
            let needle = value.as_str()[found.clone()].to_owned();
            let grown = value.as_str().matches(&*needle).count() * replacement.len();
            if value.len() + grown > MAX_LENGTH || self.total > MAX_SUBSTITUTIONS {
                return Err(too_large(option, value.span(found)));
            }
            value = Arc::new(value.replace(&needle, &replacement));
            from = found.start;
        }
        Ok(value)
    }

    fn note(&self, option: &Arc<str>, value: &Traced, found: &Range<usize>, by: &Arc<Traced>) {
        if let Some(trail) = self.trail {
            trail.borrow_mut().push(Reference {
                option: option.clone(),
                depth: 1,
                text: value.as_str()[found.clone()].to_owned(),
                at: value.span(found.clone()),
                value: by.clone(),
            });
        }
    }

    fn endless(
        &self,
        option: &str,
        index: usize,
        value: &Traced,
        found: Range<usize>,
    ) -> InterpolationError {
        let tag = &value.as_str()[found.start + 1..found.end - 1];
        let counts = self.counts[index]
            .iter()
            .map(|(tag, count)| format!("{}: {count}", repr_str(tag)));
        let counts = counts.collect::<Vec<_>>().join(", ");
        let reference = format!(
            "properties contain self referencing definitions and cannot be resolved, \
             fail tag: {option}, found: {tag} in {{{counts}}}, value: {}",
            value.as_str()
        );
        let message = format!("`<{tag}>` in `{option}` leads back to itself");
        let diagnostic = Diagnostic::new(&code::ENDLESS_TAG, message)
            .at(value.span(found))
            .help("break the circle; `<known/name>` means the value that `[Init]` gives");
        InterpolationError {
            reference,
            diagnostic: Box::new(diagnostic),
        }
    }
}

fn too_large(option: &str, at: Span) -> InterpolationError {
    let message = format!("`{option}` grows too large while its tags are put in");
    let help = format!(
        "the limits are {} MiB for a value and {MAX_SUBSTITUTIONS} tags for a filter or action",
        MAX_LENGTH >> 20
    );
    InterpolationError {
        reference: format!("value of option '{option}' is too large"),
        diagnostic: Box::new(Diagnostic::new(&code::TOO_LARGE, message).at(at).help(help)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(list: &[(&str, &str)]) -> Options {
        list.iter()
            .map(|&(name, value)| {
                (name.into(), Value::Text(Arc::new(Traced::built_in(value))))
            })
            .collect()
    }

    fn run(list: &[(&str, &str)], ignore: &[&str]) -> Result<Vec<String>, String> {
        let mut options = options(list);
        let ignore = ignore.iter().map(|&name| name.to_owned()).collect();
        match substitute(&mut options, &ignore, &mut |_| Ok(None), None) {
            Err(error) => Err(error.reference),
            Ok(()) => Ok(options
                .values()
                .map(|value| value.text().unwrap().as_str().to_owned())
                .collect()),
        }
    }

    #[track_caller]
    fn case(list: &[(&str, &str)], expected: &[&str]) {
        assert_eq!(run(list, &[]).unwrap(), expected);
    }

    #[test]
    fn tags_are_replaced_until_nothing_changes() {
        case(&[("a", "<b>-<c>"), ("b", "B<c>"), ("c", "C")], &["BC-C", "BC", "C"]);
        case(&[("a", "<HOST> <x>")], &["<HOST> <x>"]);
        case(
            &[
                ("a", "<re-<mode>>"),
                ("mode", "normal"),
                ("re-normal", "N"),
            ],
            &["N", "normal", "N"],
        );
        case(&[("a", "< b> <> <b c> <b"), ("b", "B")], &["< b> <> <b c> <b", "B"]);
    }

    #[test]
    fn ignored_names_stay_as_they_are() {
        let result = run(&[("a", "<b>"), ("b", "<c>"), ("c", "C")], &["b"]);
        assert_eq!(result.unwrap(), ["<b>", "<c>", "C"]);
    }

    #[test]
    fn circles_are_errors_with_the_references_text() {
        let error = run(&[("a", "<b>"), ("b", "x<a>")], &[]).unwrap_err();
        assert_eq!(
            error,
            "properties contain self referencing definitions and cannot be resolved, \
             fail tag: a, found: a in {'b': 1}, value: x<a>"
        );
    }

    #[test]
    fn growth_is_bounded() {
        let error = run(
            &[("a", "<b><b>"), ("b", "<c><c>x"), ("c", "<b><b>x")],
            &[],
        );
        assert!(error.is_err());
        let names: Vec<String> = (0..10_001).map(|n| format!("n{n}")).collect();
        let values: Vec<String> = (1..10_001)
            .map(|n| format!("<n{n}>"))
            .chain(["end".into()])
            .collect();
        let list: Vec<(&str, &str)> = names
            .iter()
            .zip(&values)
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let error = run(&list, &[]).unwrap_err();
        assert!(error.contains("too large"), "{error}");
    }
}
