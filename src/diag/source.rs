//! The texts that were read, and places in them.
//!
//! A place is a [`Span`]: a file's number and a range of bytes. Line and
//! column are worked out only when something is shown to a person.

use std::cell::OnceCell;
use std::ops::Range;

/// The number of a text in a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// What no file says: defaults that are built into the program.
    pub const BUILT_IN: FileId = FileId(0);

    /// The first number of a hole; see [`super::Traced::hole`]. No load has as
    /// many texts.
    const FIRST_HOLE: u32 = u32::MAX - 0xffff;

    /// The number of a hole.
    pub(super) fn hole(index: u16) -> FileId {
        FileId(FileId::FIRST_HOLE + u32::from(index))
    }

    /// Which hole it is the number of, if any.
    pub(super) fn as_hole(self) -> Option<usize> {
        Some(self.0.checked_sub(FileId::FIRST_HOLE)? as usize)
    }
}

/// A range of bytes in one source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which text.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

impl Span {
    /// The place of everything that is built in.
    pub const BUILT_IN: Span = Span {
        file: FileId::BUILT_IN,
        start: 0,
        end: 0,
    };

    /// The range `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span {
            file,
            start: offset(start),
            end: offset(end),
        }
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A byte offset; texts are limited far below 4 GiB before they get here.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Line and column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, as Python's universal newlines count it: `\n`, `\r\n` and `\r` end one.
    pub line: usize,
    /// The character within the line.
    pub column: usize,
}

#[derive(Debug)]
struct Source {
    name: String,
    text: String,
    /// Where each line but the first begins; found when first asked for.
    lines: OnceCell<Vec<u32>>,
    /// How many characters begin before each block of [`BLOCK`] bytes; found
    /// when first asked for. A line may have a megabyte, and many places.
    blocks: OnceCell<Vec<u32>>,
}

const BLOCK: usize = 1024;

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

impl Source {
    fn new(name: String, text: String) -> Source {
        Source {
            name,
            text,
            lines: OnceCell::new(),
            blocks: OnceCell::new(),
        }
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let blocks = self.blocks.get_or_init(|| {
            let mut sum = 0;
            let count = |block| {
                let before = sum;
                sum += characters(block);
                offset(before)
            };
            bytes.chunks(BLOCK).map(count).collect()
        });
        match blocks.get(at / BLOCK) {
            Some(&before) => before as usize + characters(&bytes[at / BLOCK * BLOCK..at]),
            None => characters(bytes),
        }
    }

    /// How many characters begin in a part of one line.
    fn characters_between(&self, start: usize, end: usize) -> usize {
        if end - start <= BLOCK {
            return characters(&self.text.as_bytes()[start..end]);
        }
        self.characters_before(end) - self.characters_before(start)
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let text = self.text.as_bytes();
            memchr::memchr2_iter(b'\n', b'\r', text)
                .filter(|&at| text[at] == b'\n' || text.get(at + 1) != Some(&b'\n'))
                .map(|at| offset(at + 1))
                .collect()
        })
    }
}

/// All texts of one load, each under the name a person knows it by.
#[derive(Debug)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl Default for SourceMap {
    fn default() -> Self {
        SourceMap {
            sources: vec![Source::new("built in".to_owned(), String::new())],
        }
    }
}

impl SourceMap {
    /// Takes in a text and gives its number.
    pub fn add(&mut self, name: &str, text: String) -> FileId {
        let id = FileId(offset(self.sources.len()));
        self.sources.push(Source::new(name.to_owned(), text));
        id
    }

    /// All texts that were read, without what is built in.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &str)> {
        let numbered = self.sources.iter().zip(0..);
        numbered
            .skip(1)
            .map(|(source, number)| (FileId(number), &*source.text))
    }

    /// The name (for files, the path) of a text.
    pub fn name(&self, file: FileId) -> &str {
        &self.sources[file.0 as usize].name
    }

    /// The text itself.
    pub fn text(&self, file: FileId) -> &str {
        &self.sources[file.0 as usize].text
    }

    /// What stands at `span`; empty where the span does not fit its text.
    pub fn snippet(&self, span: Span) -> &str {
        self.text(span.file)
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// The number of the line that a byte is in, from 0, and the line's place
    /// with its end.
    fn line(&self, file: FileId, at: usize) -> (usize, Range<usize>) {
        let source = &self.sources[file.0 as usize];
        let lines = source.lines();
        let line = lines.partition_point(|&start| start as usize <= at);
        let start = line.checked_sub(1).map_or(0, |last| lines[last] as usize);
        let end = lines
            .get(line)
            .map_or(source.text.len(), |&next| next as usize);
        (line, start..end)
    }

    /// The line that the first byte of `span` is in, with its end.
    pub(super) fn whole_line(&self, span: Span) -> Range<usize> {
        self.line(span.file, span.start as usize).1
    }

    /// Line and column of the first byte of `span`.
    pub fn position(&self, span: Span) -> Position {
        let source = &self.sources[span.file.0 as usize];
        let at = (span.start as usize).min(source.text.len());
        let (line, range) = self.line(span.file, at);
        let column = source.characters_between(range.start, at);
        Position {
            line: line + 1,
            column: column + 1,
        }
    }

    /// `path:line`, or `built in`.
    pub fn place(&self, span: Span) -> String {
        if span.file == FileId::BUILT_IN {
            return self.name(span.file).to_owned();
        }
        let (line, _) = self.line(span.file, span.start as usize);
        format!("{}:{}", self.name(span.file), line + 1)
    }

    /// `path:line:column`, or `built in`.
    pub fn exact_place(&self, span: Span) -> String {
        if span.file == FileId::BUILT_IN {
            return self.name(span.file).to_owned();
        }
        let Position { line, column } = self.position(span);
        format!("{}:{line}:{column}", self.name(span.file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, at: usize, expected: (usize, usize)) {
        let mut map = SourceMap::default();
        let file = map.add("a.conf", text.into());
        let position = map.position(Span::new(file, at, at));
        assert_eq!((position.line, position.column), expected);
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        case("", 0, (1, 1));
        case("ab\ncd", 4, (2, 2));
        case("ab\r\ncd", 4, (2, 1));
        case("ab\rcd", 3, (2, 1));
        case("äb\ncd", 2, (1, 2));
        case("ab\n", 99, (2, 1));
        let long = "äx".repeat(2_000);
        case(&long, 3 * 1_500, (1, 3_001));
        case(
            &format!("{long}\n{long}"),
            3 * 2_000 + 1 + 3 * 1_999,
            (2, 3_999),
        );
        case(&long, long.len(), (1, 4_001));
        case(&"x".repeat(2_048), 2_048, (1, 2_049));
    }

    #[test]
    fn built_in_text_has_no_line() {
        let map = SourceMap::default();
        assert_eq!(map.place(Span::BUILT_IN), "built in");
        assert_eq!(map.exact_place(Span::BUILT_IN), "built in");
    }
}
