//! Classifies the lines of one text by Python's `configparser` rules, as
//! fail2ban sets it up: `=` and `:` delimit, `#` and `;` begin a comment line,
//! `;` behind white space an inline comment, empty lines belong to values,
//! duplicates are errors.
//!
//! The values themselves are left to the `configparser` crate (see
//! [`super::reader`]), which gets a canonical text that it cannot misread.
//! What it does not keep is kept here: places, duplicates, Python's errors.

use super::error::IniError;
use crate::diag::{FileId, Span, code};
use crate::map::OrderedMap;
use crate::python::{is_space, lstrip, repr_str, rstrip, strip};
use indexmap::map::Entry;
use std::ops::Range;
use std::sync::Arc;

/// Stands before every word that is handed to the crate, so that it neither
/// trims it nor takes it for a section or a comment.
pub(super) const GUARD: char = '|';

/// One option's place.
#[derive(Debug)]
pub struct ScannedOption {
    /// The name.
    pub key: Span,
    /// The lines of the value, blank ones included: which of [`Scan::lines`].
    pub lines: Range<usize>,
}

/// One section's place and options.
#[derive(Debug)]
pub struct ScannedSection {
    /// The name in its first header.
    pub header: Span,
    /// The options by their lower-case names.
    pub options: OrderedMap<Arc<str>, ScannedOption>,
}

/// The outcome of a scan.
#[derive(Debug)]
pub struct Scan {
    /// The sections in order of appearance, `DEFAULT` among them.
    pub sections: OrderedMap<Arc<str>, ScannedSection>,
    /// Where the lines of all values begin.
    pub lines: Vec<u32>,
    /// The same options in a form that has only one reading.
    pub canonical: String,
}

/// A physical line without its end.
struct Line<'a> {
    number: usize,
    start: usize,
    text: &'a str,
    ended: bool,
}

impl Line<'_> {
    fn span(&self, file: FileId) -> Span {
        Span::new(file, self.start, self.start + self.text.len())
    }

    /// The line in Python's source form, its end a newline.
    fn repr(&self) -> String {
        let end = if self.ended { "\n" } else { "" };
        repr_str(&format!("{}{end}", self.text))
    }
}

/// Splits at `\n`, `\r\n` and `\r` as Python's universal newlines do.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    let mut number = 0;
    std::iter::from_fn(move || {
        if start == text.len() {
            return None;
        }
        let rest = &text[start..];
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let terminator = if rest[end..].starts_with("\r\n") {
            2
        } else {
            usize::from(end < rest.len())
        };
        number += 1;
        let line = Line {
            number,
            start,
            text: &rest[..end],
            ended: terminator > 0,
        };
        start += end + terminator;
        Some(line)
    })
}

/// The text in front of a comment, if there is one in a text without white
/// space around it: at its start at `#` or `;`, else at a `;` behind white space.
fn before_comment(text: &str) -> Option<&str> {
    if text.starts_with(['#', ';']) {
        return Some("");
    }
    memchr::memchr_iter(b';', text.as_bytes())
        .map(|at| &text[..at])
        .find(|before| before.ends_with(is_space))
}

/// Classifies the lines of `text`; `path` stands in Python's error texts.
///
/// # Errors
/// The same that Python's reader raises for the text, and only those.
pub fn scan(text: &str, path: &str, file: FileId) -> Result<Scan, IniError> {
    let mut scanner = Scanner {
        file,
        path,
        sections: OrderedMap::default(),
        lines: Vec::with_capacity(text.len() / 64),
        canonical: String::with_capacity(text.len()),
        section: None,
        option: None,
        indent: 0,
        bad_lines: Vec::new(),
    };
    for line in lines(text) {
        scanner.line(&line)?;
    }
    scanner.finish()
}

struct Scanner<'a> {
    file: FileId,
    path: &'a str,
    sections: OrderedMap<Arc<str>, ScannedSection>,
    lines: Vec<u32>,
    canonical: String,
    /// The index of the section that options go to.
    section: Option<usize>,
    /// The index of the option that continuation lines go to.
    option: Option<usize>,
    /// How far the line that opened the option, or any other that was no
    /// continuation, is indented, in characters.
    indent: usize,
    /// Lines that are nothing at all: place, number, Python's source form.
    bad_lines: Vec<(Span, usize, String)>,
}

impl Scanner<'_> {
    fn line(&mut self, line: &Line<'_>) -> Result<(), IniError> {
        let text = strip(line.text);
        if text.is_empty() {
            self.blank(line);
            return Ok(());
        }
        let value = before_comment(text).map_or(text, rstrip);
        if value.is_empty() {
            return Ok(());
        }
        let begin = text.as_ptr() as usize - line.text.as_ptr() as usize;
        let start = line.start + begin;
        let indent = line.text[..begin].chars().count();
        if self.option.is_some() && indent > self.indent {
            self.continuation(value, start);
            return Ok(());
        }
        self.indent = indent;
        if let Some(name) = section_name(value) {
            return self.header(line, name, start + 1);
        }
        let Some(section) = self.section else {
            return Err(self.no_section(line));
        };
        match memchr::memchr2(b'=', b':', value.as_bytes()) {
            Some(delimiter) => self.option(line, section, value, start, delimiter),
            None => {
                self.bad_lines
                    .push((line.span(self.file), line.number, line.repr()));
                Ok(())
            }
        }
    }

    /// Adds a line to the value of the open option, which is always the last
    /// one that has lines.
    fn value_line(&mut self, start: usize) {
        let open = self.section.zip(self.option).and_then(|(section, option)| {
            let (_, section) = self.sections.get_index_mut(section)?;
            section.options.get_index_mut(option)
        });
        if let Some((_, open)) = open {
            self.lines.push(start as u32);
            open.lines.end = self.lines.len();
        }
    }

    fn blank(&mut self, line: &Line<'_>) {
        if self.option.is_some() {
            self.value_line(line.start);
            self.canonical.push('\n');
        }
    }

    fn continuation(&mut self, value: &str, start: usize) {
        self.value_line(start);
        self.canonical.extend([' ', GUARD]);
        self.canonical.push_str(value);
        self.canonical.push('\n');
    }

    fn header(&mut self, line: &Line<'_>, name: &str, start: usize) -> Result<(), IniError> {
        let header = Span::new(self.file, start, start + name.len());
        let slot = self.sections.entry(name.into());
        let index = slot.index();
        match slot {
            Entry::Occupied(first) if name != "DEFAULT" => {
                let first = first.get().header;
                let reference = format!(
                    "While reading from {} [line {:2}]: section {} already exists",
                    repr_str(self.path),
                    line.number,
                    repr_str(name)
                );
                let error = IniError::new(
                    "DuplicateSectionError",
                    &code::DUPLICATE_SECTION,
                    header,
                    reference,
                    format!("section `[{name}]` stands twice in this file"),
                    "move the options of the second block into the first",
                );
                return Err(error.related(first, "first here"));
            }
            Entry::Occupied(_) => {}
            Entry::Vacant(slot) => {
                slot.insert(ScannedSection {
                    header,
                    options: OrderedMap::default(),
                });
            }
        }
        self.section = Some(index);
        self.option = None;
        for part in ["[", "|", name, "|", "]\n"] {
            self.canonical.push_str(part);
        }
        Ok(())
    }

    fn option(
        &mut self,
        line: &Line<'_>,
        section: usize,
        value: &str,
        start: usize,
        delimiter: usize,
    ) -> Result<(), IniError> {
        let name = rstrip(&value[..delimiter]);
        let text = lstrip(&value[delimiter + 1..]);
        let text_start = start + (value.len() - text.len());
        if name.is_empty() {
            self.bad_lines
                .push((line.span(self.file), line.number, line.repr()));
        }
        let key = Span::new(self.file, start, start + name.len());
        let lower: Arc<str> = crate::python::lower(name).into();
        for part in ["|", &lower, "|=", text, "\n"] {
            self.canonical.push_str(part);
        }
        let (section_name, section) = self
            .sections
            .get_index_mut(section)
            .expect("the open section is in the map");
        let slot = section.options.entry(lower);
        // An option without a name takes no continuation lines.
        self.option = (!name.is_empty()).then_some(slot.index());
        match slot {
            Entry::Occupied(first) => {
                let reference = format!(
                    "While reading from {} [line {:2}]: option {} in section {} already exists",
                    repr_str(self.path),
                    line.number,
                    repr_str(first.key()),
                    repr_str(section_name)
                );
                let error = IniError::new(
                    "DuplicateOptionError",
                    &code::DUPLICATE_OPTION,
                    key,
                    reference,
                    format!("option `{name}` stands twice in section `[{section_name}]`"),
                    "keep one of the two; a later file may override it",
                );
                Err(error.related(first.get().key, "first here"))
            }
            Entry::Vacant(slot) => {
                let lines = self.lines.len()..self.lines.len() + 1;
                slot.insert(ScannedOption { key, lines });
                self.lines.push(text_start as u32);
                Ok(())
            }
        }
    }

    fn no_section(&self, line: &Line<'_>) -> IniError {
        let reference = format!(
            "File contains no section headers.\nfile: {}, line: {}\n{}",
            repr_str(self.path),
            line.number,
            line.repr()
        );
        let (message, help) = if line.text.starts_with('\u{feff}') {
            (
                "the file begins with a byte order mark, which hides its first line",
                "save the file as UTF-8 without BOM",
            )
        } else if begins_header(line.text) {
            UNCLOSED_HEADER
        } else {
            (
                "this line stands before the first `[section]`",
                "put a header such as `[DEFAULT]` or `[Definition]` above it",
            )
        };
        IniError::new(
            "MissingSectionHeaderError",
            &code::NO_SECTION_HEADER,
            line.span(self.file),
            reference,
            message.to_owned(),
            help,
        )
    }

    fn finish(self) -> Result<Scan, IniError> {
        let mut bad = self.bad_lines.iter();
        let Some((span, ..)) = bad.next() else {
            return Ok(Scan {
                sections: self.sections,
                lines: self.lines,
                canonical: self.canonical,
            });
        };
        let mut reference = format!("Source contains parsing errors: {}", repr_str(self.path));
        for (_, number, line) in &self.bad_lines {
            reference.push_str(&format!("\n\t[line {number:2}]: {line}"));
        }
        let (message, help) = if begins_header(&self.bad_lines[0].2[1..]) {
            UNCLOSED_HEADER
        } else {
            (
                "this line is neither `[section]` nor `option = value`",
                "indent it where it continues the value above, or begin it with `#`",
            )
        };
        let error = IniError::new(
            "ParsingError",
            &code::NOT_AN_OPTION,
            *span,
            reference,
            message.to_owned(),
            help,
        );
        let others = bad.take(9);
        Err(others.fold(error, |error, (span, ..)| {
            error.related(*span, "and this one")
        }))
    }
}

const UNCLOSED_HEADER: (&str, &str) = (
    "this line is no complete `[section]`",
    "write the name between `[` and `]`",
);

/// Whether a line that is no header begins like one.
fn begins_header(line: &str) -> bool {
    strip(line).starts_with('[')
}

/// The name in `[name]`, up to the last `]`; there must be a character in it.
fn section_name(value: &str) -> Option<&str> {
    let inside = value.strip_prefix('[')?;
    let end = inside.rfind(']')?;
    (end > 0).then(|| &inside[..end])
}
