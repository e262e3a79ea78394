//! Whether every part of what was read points at the bytes it was read from.

use gaoler::diag::{SourceMap, Span, Traced};
use gaoler::ini::Ini;

/// Checks all names and values of one file.
///
/// # Panics
/// Where a place does not have the text that it should.
pub(crate) fn check(ini: &Ini, sources: &SourceMap) {
    let sections = ini
        .sections
        .iter()
        .map(|(name, section)| (&**name, section));
    let defaults = (ini.defaults.header != Span::BUILT_IN).then_some(("DEFAULT", &ini.defaults));
    for (name, section) in sections.chain(defaults) {
        assert_eq!(sources.snippet(section.header), name, "a section's header");
        for (key, entry) in &section.options {
            let written = sources.snippet(entry.key);
            assert_eq!(written.to_lowercase(), **key, "an option's name");
            check_value(&entry.value, sources);
            let places = entry.value.pieces().map(|(_, span)| span.start);
            assert!(places.is_sorted(), "the lines of an option out of order");
        }
    }
}

/// Checks that the pieces of a value are all of it, and copies of their
/// places. Newlines are left out: they stand for whatever is between two lines
/// in the file.
///
/// # Panics
/// Where they are not.
pub(crate) fn check_value(value: &Traced, sources: &SourceMap) {
    let text = value.as_str();
    let mut end = 0;
    for (range, _) in value.pieces() {
        assert_eq!(range.start, end, "a gap in the pieces of {text:?}");
        end = range.end;
    }
    assert_eq!(end, text.len(), "the pieces end before {text:?} does");
    let mut start = 0;
    for line in text.split('\n') {
        for (range, span) in value.pieces_in(start..start + line.len()) {
            if span != Span::BUILT_IN {
                assert_eq!(sources.snippet(span), &text[range], "a piece of {text:?}");
            }
        }
        start += line.len() + 1;
    }
}
