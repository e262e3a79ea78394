//! Findings as text with the source line and a caret, or as JSON.

use super::diagnostic::{Diagnostic, Severity};
use super::source::{FileId, SourceMap, Span};
use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use serde::Serialize;
use std::borrow::Cow;

/// How findings are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text only.
    Plain,
    /// With terminal colours.
    Coloured,
}

/// At most this many characters of a source line are shown.
const LINE_WIDTH: usize = 160;

/// Draws a finding with its source lines; ends with a newline.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let mut elements: Vec<Element<'_>> = Vec::new();
    if let Some(span) = diagnostic.span {
        elements.extend(excerpt(sources, span, AnnotationKind::Primary, None));
    }
    for (span, what) in &diagnostic.related {
        let kind = AnnotationKind::Context;
        elements.extend(excerpt(sources, *span, kind, Some(shown(what))));
    }
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.message(shown(help)).into());
    }
    let group = level
        .primary_title(shown(&diagnostic.message))
        .id(diagnostic.code.id)
        .elements(elements);
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}

/// The line that a span begins in, with the span marked.
fn excerpt<'a>(
    sources: &'a SourceMap,
    span: Span,
    kind: AnnotationKind,
    label: Option<Cow<'a, str>>,
) -> Vec<Element<'a>> {
    let name = visible(sources.name(span.file));
    if span.file == FileId::BUILT_IN {
        return label
            .map(|label| Level::NOTE.message(label).into())
            .into_iter()
            .collect();
    }
    let text = sources.text(span.file);
    // A place in a text that is no UTF-8 may be inside of a replacement.
    let start = text.floor_char_boundary(span.start as usize);
    let position = sources.position(span);
    let line = sources.whole_line(span);
    let line_start = line.start;
    let line_text = text[line].trim_end_matches(['\n', '\r']);
    let line_end = (line_start + line_text.len()).max(start);
    let marked_end = text.ceil_char_boundary(span.end as usize);
    let marked_end = marked_end.clamp(start, line_end);

    // A line of a megabyte is not shown whole: a window around the place is.
    let from = nth_char_back(text, start, LINE_WIDTH / 2).max(line_start);
    let to = nth_char_on(text, start, LINE_WIDTH).min(line_end);
    let marked = start - from..marked_end.min(to) - from;
    let annotation = kind.span(marked).label(label);
    let snippet = Snippet::source(without_c1(&text[from..to]))
        .line_start(position.line)
        .annotation(annotation);
    if from == line_start {
        return vec![snippet.path(name).into()];
    }
    let origin = Origin::path(name)
        .line(position.line)
        .char_column(position.column);
    vec![origin.into(), snippet.into()]
}

/// The control characters behind ASCII, which the renderer lets through, as a
/// sign of the same length.
fn without_c1(text: &str) -> Cow<'_, str> {
    let is_c1 = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    if text.contains(is_c1) {
        Cow::Owned(text.replace(is_c1, "¿"))
    } else {
        Cow::Borrowed(text)
    }
}

fn nth_char_back(text: &str, from: usize, n: usize) -> usize {
    text[..from]
        .char_indices()
        .rev()
        .take(n)
        .last()
        .map_or(from, |(at, _)| at)
}

fn nth_char_on(text: &str, from: usize, n: usize) -> usize {
    text[from..]
        .char_indices()
        .nth(n)
        .map_or(text.len(), |(at, _)| from + at)
}

/// `text` with control characters made visible, newlines excepted: what was
/// read from a file must not steer the terminal.
fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c.is_control() && c != '\n')
}

/// The same for texts of several lines, which keep their tabs.
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c.is_control() && !matches!(c, '\n' | '\t'))
}

fn escaped(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&hidden) {
        return Cow::Borrowed(text);
    }
    let escape = |c: char| {
        if hidden(c) {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    Cow::Owned(text.chars().map(escape).collect())
}

/// At most about this many bytes of a message are shown: it may quote a value
/// or a name of a megabyte.
const MESSAGE_LENGTH: usize = 800;

/// A message as it is shown: without control characters, and where it is very
/// long without its middle.
fn shown(text: &str) -> Cow<'_, str> {
    if text.len() <= MESSAGE_LENGTH {
        return visible(text);
    }
    let head = text.floor_char_boundary(MESSAGE_LENGTH / 2);
    let tail = text.ceil_char_boundary(text.len() - MESSAGE_LENGTH / 4);
    let (head, tail) = (visible(&text[..head]), visible(&text[tail..]));
    Cow::Owned(format!("{head} […] {tail}"))
}

/// A finding in one line: `path:line:column: warning[C006]: message`.
pub fn one_line(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let place = diagnostic.span.map(|span| sources.exact_place(span) + ": ");
    let (place, level) = (place.unwrap_or_default(), diagnostic.severity.name());
    let message = shown(&diagnostic.message).replace('\n', " ");
    format!("{place}{level}[{}]: {message}", diagnostic.code.id)
}

#[derive(Serialize)]
struct JsonPlace<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<JsonPlace<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<JsonPlace<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

/// A finding as a JSON value: `code`, `name`, `severity`, `message`, and where
/// there are any `place` (`file`, `line`, `column`), `related` and `help`.
pub fn json(diagnostic: &Diagnostic, sources: &SourceMap) -> serde_json::Value {
    let place = |span: Span, what| {
        let position = sources.position(span);
        JsonPlace {
            file: sources.name(span.file),
            line: position.line,
            column: position.column,
            what,
        }
    };
    let related = diagnostic
        .related
        .iter()
        .map(|(span, what)| place(*span, Some(what.as_str())));
    let plain = JsonDiagnostic {
        code: diagnostic.code.id,
        name: diagnostic.code.name,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        place: diagnostic.span.map(|span| place(span, None)),
        related: related.collect(),
        help: diagnostic.help.as_deref(),
    };
    serde_json::to_value(plain).expect("plain strings and numbers serialize")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::code;
    use pretty_assertions::assert_eq;

    fn example() -> (SourceMap, Diagnostic) {
        let mut sources = SourceMap::default();
        let file = sources.add("jail.local", "[sshd]\nbantime = 10 minits\n".into());
        let diagnostic = Diagnostic::new(&code::BAD_TIME, "`10 minits` is no time")
            .at(Span::new(file, 17, 26))
            .help("for example `bantime = 10m`");
        (sources, diagnostic)
    }

    #[test]
    fn a_finding_shows_the_line_and_a_caret() {
        let (sources, diagnostic) = example();
        let expected = "\
warning[C006]: `10 minits` is no time
 --> jail.local:2:11
  |
2 | bantime = 10 minits
  |           ^^^^^^^^^
  |
  = help: for example `bantime = 10m`
";
        assert_eq!(render(&diagnostic, &sources, Style::Plain), expected);
        assert!(render(&diagnostic, &sources, Style::Coloured).contains("\u{1b}["));
    }

    #[test]
    fn one_line_and_json_name_the_place() {
        let (sources, diagnostic) = example();
        assert_eq!(
            one_line(&diagnostic, &sources),
            "jail.local:2:11: warning[C006]: `10 minits` is no time"
        );
        let json = json(&diagnostic, &sources);
        assert_eq!(json["place"]["line"], 2);
        assert_eq!(json["code"], "C006");
        assert_eq!(json["help"], "for example `bantime = 10m`");
    }

    #[test]
    fn a_line_of_a_megabyte_is_shown_in_part() {
        let mut sources = SourceMap::default();
        let text = format!("{}é!{}", "ä".repeat(500_000), "x".repeat(500_000));
        let at = text.find('!').expect("it is there");
        let file = sources.add("a", text);
        let diagnostic = Diagnostic::new(&code::BAD_VALUE, "m").at(Span::new(file, at, at + 1));
        let drawn = render(&diagnostic, &sources, Style::Plain);
        assert!(drawn.contains("a:1:500002"), "{drawn}");
        assert!(drawn.len() < 2_000, "{}", drawn.len());
    }

    #[test]
    fn a_message_of_a_megabyte_is_shown_in_part() {
        let message = format!("`{}` is wrong", "ä".repeat(500_000));
        let diagnostic = Diagnostic::new(&code::BAD_VALUE, message);
        let drawn = one_line(&diagnostic, &SourceMap::default());
        assert!(drawn.len() < 1_000, "{}", drawn.len());
        assert!(drawn.ends_with("ä` is wrong"), "{drawn}");
    }

    #[test]
    fn a_place_inside_of_a_character_marks_the_whole() {
        let mut sources = SourceMap::default();
        let file = sources.add("a", "# \u{fffd} x".into());
        let diagnostic = Diagnostic::new(&code::NOT_UTF8, "m").at(Span::new(file, 3, 4));
        let drawn = render(&diagnostic, &sources, Style::Plain);
        assert!(drawn.contains("a:1:3"), "{drawn}");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let mut sources = SourceMap::default();
        let file = sources.add("a\u{1b}[31m", "k = \u{1b}[2Jx\0\u{9b}2J".into());
        let diagnostic = Diagnostic::new(&code::BAD_VALUE, "\u{1b}[2J\0").at(Span::new(file, 4, 5));
        let drawn = render(&diagnostic, &sources, Style::Plain);
        let is_hidden = |c: char| c.is_control() && c != '\n';
        assert!(!drawn.contains(is_hidden), "{drawn:?}");
    }
}
