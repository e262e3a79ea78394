//! One file's text as an [`Ini`].
//!
//! The values come from the `configparser` crate, which reads the canonical
//! text that [`scan`] makes; the crate is named nowhere else.

use super::error::IniError;
use super::model::{Entry, Ini, Section};
use super::scanner::{GUARD, Scan, scan};
use crate::diag::{FileId, Traced};
use configparser::ini::Ini as Parser;
use indexmap::IndexMap;
use std::sync::Arc;

/// Reads the text of a file; `path` stands in Python's error texts.
///
/// # Errors
/// The same that Python's reader raises for the text, and only those.
///
/// ```
/// use gaoler::diag::FileId;
/// let text = "[A]\nkey = one ; a comment\n  two\n";
/// let ini = gaoler::ini::read(text, "a.conf", FileId::BUILT_IN).unwrap();
/// assert_eq!(ini.entry("A", "key").unwrap().value.as_str(), "one\ntwo");
/// ```
pub fn read(text: &str, path: &str, file: FileId) -> Result<Ini, IniError> {
    let Scan {
        sections,
        canonical,
    } = scan(text, path, file)?;
    let mut values = raw_values(canonical).into_values();
    let mut ini = Ini::default();
    for (name, scanned) in sections {
        let mut section = Section::new(scanned.header);
        let mut texts = values.next().into_iter().flat_map(IndexMap::into_values);
        for (key, option) in scanned.options {
            let text = texts.next().flatten().unwrap_or_default();
            let entry = Entry {
                key: option.key,
                value: Arc::new(unguarded(text, file, &option.lines)),
                previous: None,
            };
            section.options.insert(key, entry);
        }
        if &*name == "DEFAULT" {
            ini.defaults = section;
        } else {
            ini.sections.insert(name, section);
        }
    }
    Ok(ini)
}

/// Values by section and option, both in the order of the canonical text.
fn raw_values(canonical: String) -> IndexMap<String, IndexMap<String, Option<String>>> {
    let mut parser = Parser::new_cs();
    parser.set_multiline(true);
    parser.set_comment_symbols(&[]);
    parser.set_inline_comment_symbols(Some(&[]));
    parser
        .read(canonical)
        .expect("every line of the canonical text is a section, an option or a continuation")
}

/// The value without the guards, with the place of each of its lines.
fn unguarded(text: String, file: FileId, lines: &[u32]) -> Traced {
    let text = if text.contains('\n') {
        text.replace(&format!("\n{GUARD}"), "\n")
    } else {
        text
    };
    // Blank lines behind the last line of text are not part of the value.
    let used = text.bytes().filter(|&b| b == b'\n').count() + 1;
    Traced::from_lines(text, file, &lines[..used.min(lines.len())])
}
