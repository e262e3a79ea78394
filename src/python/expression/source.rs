//! The text of an expression, read character by character.

/// A place in a text.
pub(super) struct Source {
    chars: Vec<char>,
    at: usize,
    line: usize,
}

impl Source {
    /// The text as `eval` reads it: blanks at the start do not count, and
    /// every line end is a newline.
    pub(super) fn new(text: &str) -> Self {
        let text = text.trim_start_matches([' ', '\t']);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Source {
            chars: text.chars().collect(),
            at: 0,
            line: 1,
        }
    }

    /// The line of the next character, from 1; at the end the last line, which
    /// an empty text does not have.
    pub(super) fn line(&self) -> usize {
        match (self.peek(0), self.chars.last()) {
            (None, None | Some('\n')) => self.line - 1,
            _ => self.line,
        }
    }

    /// The character that is `ahead` characters away.
    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// The next character, which is then read.
    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        self.line += usize::from(c == '\n');
        Some(c)
    }

    /// Reads the text if it comes next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let comes = self.comes(text);
        if comes {
            self.skip(text.chars().count());
        }
        comes
    }

    /// Whether the text comes next.
    pub(super) fn comes(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(ahead, c)| self.peek(ahead) == Some(c))
    }

    /// Reads so many characters.
    pub(super) fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.next();
        }
    }

    /// Reads characters as long as they fit.
    pub(super) fn take_while(&mut self, fits: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek(0).is_some_and(&fits) {
            self.next();
        }
        self.chars[start..self.at].iter().collect()
    }

    /// Where the next character is, for [`Source::since`].
    pub(super) fn mark(&self) -> usize {
        self.at
    }

    /// What was read since the mark.
    pub(super) fn since(&self, mark: usize) -> String {
        self.chars[mark..self.at].iter().collect()
    }
}
