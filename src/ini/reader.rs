//! One file's text as an [`Ini`].
//!
//! The values come from the `configparser` crate, which reads the canonical
//! text that [`scan`] makes; the crate is named nowhere else.

use super::error::IniError;
use super::model::{Entry, Ini, Section};
use super::scanner::{GUARD, Scan, scan};
use crate::diag::{FileId, Traced};
use crate::map::ordered_map;
use configparser::ini::{Ini as Parser, IniDefault};
use indexmap::IndexMap;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

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
        lines,
        canonical,
    } = scan(text, path, file)?;
    let mut values = raw_values(canonical).into_values();
    let mut ini = Ini::default();
    ini.sections.reserve(sections.len());
    for (name, scanned) in sections {
        let mut section = Section {
            header: scanned.header,
            options: ordered_map(scanned.options.len()),
        };
        let mut texts = values.next().into_iter().flat_map(IndexMap::into_values);
        for (key, option) in scanned.options {
            let text = texts.next().flatten().unwrap_or_default();
            let entry = Entry {
                key: option.key,
                value: Arc::new(unguarded(text, file, &lines[option.lines])),
                previous: None,
            };
            section.options.insert(key, entry);
        }
        if &*name == "DEFAULT" {
            ini.defaults = Arc::new(section);
        } else {
            ini.sections.insert(name, Arc::new(section));
        }
    }
    Ok(ini)
}

/// Values by section and option, both in the order of the canonical text.
fn raw_values(canonical: String) -> IndexMap<String, IndexMap<String, Option<String>>> {
    static SETTINGS: LazyLock<IniDefault> = LazyLock::new(|| {
        let mut settings = IniDefault::default();
        settings.case_sensitive = true;
        settings.multiline = true;
        settings.comment_symbols = Vec::new();
        settings.enable_inline_comments = false;
        // It is copied for each file.
        settings.boolean_values = HashMap::new();
        settings
    });
    let mut parser = Parser::new_from_defaults(SETTINGS.clone());
    parser
        .read(canonical)
        .expect("every line of the canonical text is a section, an option or a continuation")
}

/// The value without the guards, with the place of each of its lines.
fn unguarded(guarded: String, file: FileId, starts: &[u32]) -> Traced {
    if memchr::memchr(b'\n', guarded.as_bytes()).is_none() {
        return Traced::from_lines(guarded, file, &starts[..1]);
    }
    let mut lines = guarded.split('\n');
    let mut text = String::with_capacity(guarded.len());
    text.push_str(lines.next().unwrap_or_default());
    // Blank lines behind the last line of text are not part of the value.
    let mut used = 1;
    for line in lines {
        text.push('\n');
        text.push_str(line.strip_prefix(GUARD).unwrap_or(line));
        used += 1;
    }
    Traced::from_lines(text, file, &starts[..used.min(starts.len())])
}
