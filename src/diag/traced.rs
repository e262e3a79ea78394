//! Text that knows where each of its parts was written.
//!
//! A value of the configuration is put together from many places: a line of
//! `jail.local`, a variable of `paths-common.conf`, a tag of the filter.
//! [`Traced`] keeps the text as one string and, beside it, a list of pieces;
//! each piece is a verbatim copy of a run of bytes of one source.

use super::source::{FileId, Span, offset};
use std::ops::Range;
use std::sync::Arc;

/// Where the text from `at` up to the next piece was copied from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    at: u32,
    file: FileId,
    from: u32,
}

/// The text of a hole: a character that no text has, as Unicode gives it no
/// meaning.
const HOLE: &str = "\u{fdd0}";

/// A text and the places its parts come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traced {
    text: String,
    pieces: Vec<Piece>,
}

impl Traced {
    /// An empty text.
    pub fn new() -> Traced {
        Traced::default()
    }

    /// An empty text with room for so many bytes from so many places.
    pub fn with_capacity(bytes: usize, places: usize) -> Traced {
        Traced {
            text: String::with_capacity(bytes),
            pieces: Vec::with_capacity(places),
        }
    }

    /// Text that the program itself puts in.
    pub fn built_in(text: &str) -> Traced {
        let mut traced = Traced::with_capacity(text.len(), 1);
        traced.push_copy(text, FileId::BUILT_IN, 0);
        traced
    }

    /// `text` as it stands in a source at `span`.
    pub fn copied(text: &str, span: Span) -> Traced {
        let mut traced = Traced::with_capacity(text.len(), 1);
        traced.push_copy(text, span.file, span.start as usize);
        traced
    }

    /// Takes over `text`, whose lines (all but their ends verbatim) begin at
    /// these offsets of `file`. There must be as many offsets as lines.
    pub fn from_lines(text: String, file: FileId, starts: &[u32]) -> Traced {
        let mut pieces: Vec<Piece> = Vec::with_capacity(starts.len());
        let mut at = 0;
        let mut lengths = text.split('\n').map(|line| offset(line.len() + 1));
        for &from in starts {
            let continues = pieces
                .last()
                .is_some_and(|last| last.from + (at - last.at) == from);
            if !continues {
                pieces.push(Piece { at, file, from });
            }
            at += lengths.next().unwrap_or_default();
        }
        Traced { text, pieces }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Appends a run copied from `file`, where it begins at byte `from`.
    pub fn push_copy(&mut self, text: &str, file: FileId, from: usize) {
        if text.is_empty() {
            return;
        }
        let (at, from) = (offset(self.text.len()), offset(from));
        let continues = self.pieces.last().is_some_and(|last| {
            last.file == file && (file == FileId::BUILT_IN || last.from + (at - last.at) == from)
        });
        if !continues {
            self.pieces.push(Piece { at, file, from });
        }
        self.text.push_str(text);
    }

    /// Appends a part of another text together with its places.
    pub fn push_slice(&mut self, other: &Traced, range: Range<usize>) {
        for (part, span) in other.pieces_in(range) {
            self.push_copy(&other.text[part], span.file, span.start as usize);
        }
    }

    /// Appends another text together with its places.
    pub fn push(&mut self, other: &Traced) {
        self.push_slice(other, 0..other.len());
    }

    /// A part of this text.
    pub fn slice(&self, range: Range<usize>) -> Traced {
        let mut part = Traced::with_capacity(range.len(), 1);
        part.push_slice(self, range);
        part
    }

    /// Makes `result` this text with the `length` bytes at each of these
    /// places, which are in order and do not overlap, replaced by another text.
    pub fn replace(&self, places: &[usize], length: usize, by: &Traced, result: &mut Traced) {
        result.text.clear();
        result.pieces.clear();
        let length_after = self.text.len() + places.len() * by.text.len();
        result.text.reserve(length_after - places.len() * length);
        let pieces = self.pieces.len() + places.len() * (by.pieces.len() + 1);
        result.pieces.reserve(pieces);
        let (mut rest, mut piece) = (0, 0);
        for &at in places {
            piece = result.append(self, rest..at, piece);
            result.append(by, 0..by.text.len(), 0);
            rest = at + length;
        }
        result.append(self, rest..self.text.len(), piece);
    }

    /// Appends a part of another text; other than [`Traced::push_slice`] it
    /// does not join pieces that are neighbours in their file. `piece` is one
    /// at or before the start of the part, and the last one of it is returned.
    fn append(&mut self, other: &Traced, range: Range<usize>, mut piece: usize) -> usize {
        if range.is_empty() {
            return piece;
        }
        let (base, start, end) = (self.text.len(), offset(range.start), offset(range.end));
        let begins_before = |index: usize, at: u32| {
            let next = other.pieces.get(index + 1);
            next.is_some_and(|next| next.at < at)
        };
        while begins_before(piece, start + 1) {
            piece += 1;
        }
        loop {
            let Piece { at, file, from } = other.pieces[piece];
            let skipped = start.saturating_sub(at);
            self.pieces.push(Piece {
                at: offset(base) + (at + skipped - start),
                file,
                from: from + skipped,
            });
            if !begins_before(piece, end) {
                break;
            }
            piece += 1;
        }
        self.text.push_str(&other.text[range]);
        piece
    }

    /// A text that stands for others, which [`Traced::fill`] puts in its place.
    pub fn hole(index: u16) -> Traced {
        let mut traced = Traced::new();
        traced.push_copy(HOLE, FileId::hole(index), 0);
        traced
    }

    /// Whether there is a hole in it.
    pub fn has_holes(&self) -> bool {
        self.pieces
            .iter()
            .any(|piece| piece.file.as_hole().is_some())
    }

    /// Whether a text looks as if there was a hole in it.
    pub fn may_have_holes(text: &str) -> bool {
        text.contains(HOLE)
    }

    /// The text with these texts in the place of its holes; a hole without a
    /// text stays.
    pub fn fill(self: &Arc<Traced>, texts: &[Arc<Traced>]) -> Arc<Traced> {
        let Some(first) = self.pieces.iter().find_map(|piece| piece.file.as_hole()) else {
            return self.clone();
        };
        if self.text == HOLE
            && let Some(text) = texts.get(first)
        {
            return text.clone();
        }
        let mut result = Traced::new();
        let holes = || {
            self.pieces
                .iter()
                .filter_map(|piece| texts.get(piece.file.as_hole()?))
        };
        let text = holes().map(|text| text.text.len()).sum::<usize>();
        let pieces = holes().map(|text| text.pieces.len()).sum::<usize>();
        result.text.reserve(self.text.len() + text);
        result.pieces.reserve(self.pieces.len() + pieces);
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece.file.as_hole().and_then(|hole| texts.get(hole)) {
                Some(text) => result.append(text, 0..text.len(), 0),
                None => {
                    let next = self.pieces.get(index + 1);
                    let end = next.map_or(self.text.len(), |next| next.at as usize);
                    result.append(self, piece.at as usize..end, index)
                }
            };
        }
        Arc::new(result)
    }

    /// The index of the piece that a byte belongs to.
    fn piece_at(&self, at: usize) -> usize {
        self.pieces
            .partition_point(|piece| piece.at as usize <= at)
            .saturating_sub(1)
    }

    /// The pieces: ranges of the text, and where each was written.
    pub fn pieces(&self) -> impl Iterator<Item = (Range<usize>, Span)> {
        self.pieces_in(0..self.len())
    }

    /// The pieces of a part of the text.
    pub fn pieces_in(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, Span)> {
        let first = self.piece_at(range.start);
        (first..self.pieces.len())
            .map(move |index| {
                let piece = self.pieces[index];
                let next = self.pieces.get(index + 1);
                let start = (piece.at as usize).max(range.start);
                let end = next
                    .map_or(self.text.len(), |next| next.at as usize)
                    .min(range.end);
                (piece, start, end)
            })
            .take_while(move |&(piece, ..)| (piece.at as usize) < range.end)
            .filter(|&(_, start, end)| start < end)
            .map(|(piece, start, end)| {
                let from = if piece.file == FileId::BUILT_IN {
                    return (start..end, Span::BUILT_IN);
                } else {
                    piece.from as usize + (start - piece.at as usize)
                };
                (
                    start..end,
                    Span::new(piece.file, from, from + (end - start)),
                )
            })
    }

    /// The place of a part of the text: of its first piece, where it has several.
    pub fn span(&self, range: Range<usize>) -> Span {
        let empty = range.is_empty();
        let probe = if empty {
            range.start..(range.start + 1).min(self.len())
        } else {
            range
        };
        let found = self.pieces_in(probe).next().map(|(_, span)| span);
        match (found, empty) {
            (Some(span), false) => span,
            (Some(span), true) => Span {
                end: span.start,
                ..span
            },
            (None, _) => self.end_span(),
        }
    }

    /// The place just behind the text's last byte.
    fn end_span(&self) -> Span {
        let Some(last) = self.pieces.last() else {
            return Span::BUILT_IN;
        };
        if last.file == FileId::BUILT_IN {
            return Span::BUILT_IN;
        }
        let end = last.from as usize + (self.text.len() - last.at as usize);
        Span::new(last.file, end, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::SourceMap;

    fn two_files() -> (SourceMap, Traced, Traced) {
        let mut map = SourceMap::default();
        let a = map.add("a", "k = one <x> two".into());
        let b = map.add("b", "x = X".into());
        let value = Traced::copied("one <x> two", Span::new(a, 4, 15));
        let tag = Traced::copied("X", Span::new(b, 4, 5));
        (map, value, tag)
    }

    #[test]
    fn replacing_keeps_the_places_of_both_texts() {
        let (map, value, tag) = two_files();
        let mut result = Traced::new();
        value.replace(&[4], 3, &tag, &mut result);
        assert_eq!(result.as_str(), "one X two");
        let pieces: Vec<_> = result
            .pieces()
            .map(|(range, span)| {
                let (name, text) = (map.name(span.file), map.snippet(span));
                assert_eq!(&result.as_str()[range.clone()], text);
                (range, name, text)
            })
            .collect();
        assert_eq!(
            pieces,
            [(0..4, "a", "one "), (4..5, "b", "X"), (5..9, "a", " two")]
        );
    }

    #[test]
    fn a_slice_of_a_slice_points_at_the_same_bytes() {
        let (map, value, _) = two_files();
        let part = value.slice(4..11).slice(4..7);
        assert_eq!(part.as_str(), "two");
        assert_eq!(map.snippet(part.span(0..3)), "two");
    }

    #[test]
    fn neighbours_in_the_file_are_one_piece() {
        let (_, value, _) = two_files();
        let mut text = value.slice(0..3);
        text.push_slice(&value, 3..11);
        assert_eq!(text.pieces().count(), 1);
    }

    #[test]
    fn an_empty_part_still_has_a_place() {
        let (map, value, _) = two_files();
        assert_eq!(map.exact_place(value.span(0..0)), "a:1:5");
        assert_eq!(map.exact_place(value.span(11..11)), "a:1:16");
        assert_eq!(Traced::new().span(0..0), Span::BUILT_IN);
    }

    #[test]
    fn lines_keep_their_own_places() {
        let mut map = SourceMap::default();
        let file = map.add("a", "k = l1\n    l2\n\n    l4\n".into());
        let value = Traced::from_lines("l1\nl2\n\nl4".into(), file, &[4, 11, 14, 19]);
        assert_eq!(map.exact_place(value.span(3..5)), "a:2:5");
        assert_eq!(map.exact_place(value.span(7..9)), "a:4:5");
    }
}
