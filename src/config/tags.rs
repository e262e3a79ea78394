//! `<tag>` substitution at configuration time, over all options of a filter
//! or action at once.

use super::value::{Options, Value};
use crate::diag::{Diagnostic, Span, Traced, code};
use crate::ini::{InterpolationError, Reference, Trail};
use crate::map::{OrderedMap, Set};
use crate::python::repr_str;
use std::ops::Range;
use std::sync::Arc;

/// One tag may be put in this often in one option.
const MAX_SAME_TAG: usize = 25;
/// Bounds that the reference lacks: values can grow exponentially.
const MAX_LENGTH: usize = 4 << 20;
const MAX_SUBSTITUTIONS: usize = 100_000;
/// All values of a filter or action together may grow by this.
const MAX_GROWTH: usize = 16 << 20;
/// And this much text may be copied, which a long value with many tags does.
const MAX_COPIED: usize = 256 << 20;

/// What tags stand for where they are no option of the map itself.
pub type Fallback<'a> = dyn FnMut(&str) -> Result<Option<Arc<Traced>>, InterpolationError> + 'a;

/// The first tag at or behind `from`: `<`, one or more characters other than
/// blank, `<` and `>`, then `>`.
pub fn find_tag(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut open = from + memchr::memchr(b'<', bytes.get(from..)?)?;
    loop {
        let inside = open + 1;
        let end = inside + memchr::memchr3(b' ', b'<', b'>', &bytes[inside..])?;
        if bytes[end] == b'>' && end > inside {
            return Some(open..end + 1);
        }
        open = end + memchr::memchr(b'<', &bytes[end..])?;
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
    ignore: &Set<String>,
    fallback: &mut Fallback<'_>,
    trail: Option<&Trail>,
) -> Result<(), InterpolationError> {
    let mut substitution = Substitution {
        ignore,
        fallback,
        trail,
        history: vec![Vec::new(); options.len()],
        total: 0,
        places: Vec::new(),
        spare: Traced::new(),
        growth: 0,
        copied: 0,
    };
    let mut pending: Vec<usize> = (0..options.len()).collect();
    while !pending.is_empty() {
        let mut again = Vec::new();
        for index in pending {
            let (name, value) = options
                .get_index(index)
                .expect("the index is below the length");
            let Some(value) = value.text().filter(|_| !ignore.contains(&**name)) else {
                continue;
            };
            let expanded = substitution.expand(options, index, &value)?;
            if let Some(value) = expanded.value {
                options[index] = Value::Text(Arc::new(value));
            }
            if expanded.again {
                again.push(index);
            }
        }
        pending = again;
    }
    Ok(())
}

/// What one pass over a value came to.
#[derive(Default)]
struct Expanded {
    /// The new value, where anything was replaced.
    value: Option<Traced>,
    /// Whether a text was put in behind an unfinished `<…`, so that a tag may
    /// have come about that the search had already passed.
    again: bool,
}

/// Whether `text` ends in an unfinished tag.
fn is_open(text: &str) -> bool {
    let last = memchr::memrchr3(b' ', b'<', b'>', text.as_bytes());
    last.is_some_and(|at| text.as_bytes()[at] == b'<')
}

/// Where a tag stands in `text`, from a place on.
fn occurrences(text: &str, from: usize, tag: &str) -> impl Iterator<Item = usize> {
    let rest = &text.as_bytes()[from..];
    memchr::memchr_iter(b'<', rest)
        .filter(move |&at| rest[at..].starts_with(tag.as_bytes()))
        .map(move |at| from + at)
}

struct Substitution<'a, 'b> {
    ignore: &'a Set<String>,
    fallback: &'a mut Fallback<'b>,
    trail: Option<&'a Trail>,
    /// The tags that were put into each option, in order.
    history: Vec<Vec<Arc<str>>>,
    total: usize,
    /// Where the tag that is being replaced stands.
    places: Vec<usize>,
    /// The buffer that the next text is put together in.
    spare: Traced,
    growth: usize,
    copied: usize,
}

impl Substitution<'_, '_> {
    fn expand(
        &mut self,
        options: &Options,
        index: usize,
        original: &Traced,
    ) -> Result<Expanded, InterpolationError> {
        let (option, _) = options.get_index(index).expect("the caller found it there");
        let mut expanded = Expanded::default();
        let mut from = 0;
        loop {
            let value = expanded.value.as_ref().unwrap_or(original);
            let Some(found) = find_tag(value.as_str(), from) else {
                break;
            };
            let tag = &value.as_str()[found.start + 1..found.end - 1];
            if self.ignore.contains(tag) {
                from = found.end;
                continue;
            }
            if tag == &**option || self.is_exhausted(index, tag) {
                return Err(self.endless(option, index, value, found));
            }
            let own = options.get_key_value(tag);
            let own = own.and_then(|(name, value)| Some((name.clone(), value.text()?)));
            let replacement = match own {
                Some(replacement) => Some(replacement),
                None => (self.fallback)(tag)?.map(|text| (tag.into(), text)),
            };
            let Some((name, replacement)) = replacement else {
                from = found.end;
                continue;
            };
            self.note(option, value, &found, &replacement);
            self.history[index].push(name);
            self.total += 1;
            // Others stand behind this one, unless a tag came about on the way.
            let first = if expanded.again { 0 } else { found.start };
            let places = occurrences(value.as_str(), first, &value.as_str()[found.clone()]);
            self.places.clear();
            self.places.extend(places);
            let grown = self.places.len() * replacement.len();
            self.growth += grown;
            self.copied += value.len() + grown;
            let is_large = self.growth > MAX_GROWTH || self.copied > MAX_COPIED;
            if value.len() + grown > MAX_LENGTH || self.total > MAX_SUBSTITUTIONS || is_large {
                return Err(too_large(option, value.span(found)));
            }
            expanded.again |= is_open(&value.as_str()[..found.start]);
            value.replace(&self.places, found.len(), &replacement, &mut self.spare);
            let done = expanded.value.take().unwrap_or_default();
            expanded.value = Some(std::mem::replace(&mut self.spare, done));
            from = found.start;
        }
        Ok(expanded)
    }

    /// Whether a tag was put into an option too often already.
    fn is_exhausted(&self, index: usize, tag: &str) -> bool {
        let history = &self.history[index];
        history.len() > MAX_SAME_TAG
            && history.iter().filter(|name| &***name == tag).count() > MAX_SAME_TAG
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
        let mut counts: OrderedMap<&str, usize> = OrderedMap::default();
        for tag in &self.history[index] {
            *counts.entry(tag).or_default() += 1;
        }
        let counts = counts.iter();
        let counts = counts.map(|(tag, count)| format!("{}: {count}", repr_str(tag)));
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
        "the limits are {} MiB for a value, {} MiB and {MAX_SUBSTITUTIONS} tags for a filter or action",
        MAX_LENGTH >> 20,
        MAX_GROWTH >> 20
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
            .map(|&(name, value)| (name.into(), Value::Text(Arc::new(Traced::built_in(value)))))
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
        case(
            &[("a", "<b>-<c>"), ("b", "B<c>"), ("c", "C")],
            &["BC-C", "BC", "C"],
        );
        case(&[("a", "<HOST> <x>")], &["<HOST> <x>"]);
        case(
            &[("a", "<re-<mode>>"), ("mode", "normal"), ("re-normal", "N")],
            &["N", "normal", "N"],
        );
        case(
            &[("a", "< b> <> <b c> <b"), ("b", "B")],
            &["< b> <> <b c> <b", "B"],
        );
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
        let error = run(&[("a", "<b><b>"), ("b", "<c><c>x"), ("c", "<b><b>x")], &[]);
        assert!(error.is_err());
        let long = "x".repeat(1 << 20);
        let names: Vec<String> = (0..100).map(|n| format!("n{n}")).collect();
        let wide = names.iter().map(|name| (&**name, "<long>"));
        let wide: Vec<_> = wide.chain([("long", &*long)]).collect();
        assert!(run(&wide, &[]).is_err());
        let tags: String = names.iter().map(|name| format!("<{name}>")).collect();
        let slow = names.iter().map(|name| (&**name, "<HOST>"));
        let long = long.repeat(3) + &tags;
        let slow: Vec<_> = slow.chain([("long", &*long)]).collect();
        assert!(run(&slow, &[]).is_err());
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
