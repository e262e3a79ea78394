//! The configuration as text.

use super::view::{Shown, View};
use super::why::Answer;
use crate::config::jail::Jail;
use crate::diag::Traced;
use std::fmt::Write;

/// All jails, an option a line with its place before it.
pub(super) fn configuration(view: &View<'_>) -> String {
    let mut out = format!("# {}\n", view.base);
    for loaded in &view.configuration.jails {
        let Ok(jail) = &loaded.outcome else {
            continue;
        };
        for group in view.groups(jail) {
            _ = match group.kind {
                "jail" => writeln!(out, "\n[{}]", group.name),
                kind => writeln!(out, "# {kind} {}", group.name),
            };
            let rows: Vec<_> = group
                .options
                .iter()
                .map(|option| rows(view, option))
                .collect();
            let places = rows
                .iter()
                .flatten()
                .map(|(place, _)| place.chars().count());
            let width = places.max().unwrap_or(0);
            for (place, text) in rows.into_iter().flatten() {
                _ = writeln!(out, "{place:<width$}  {text}");
            }
        }
    }
    out
}

/// The lines of one option: where each was written, and what it says.
fn rows(view: &View<'_>, option: &Shown<'_>) -> Vec<(String, String)> {
    let head = format!("{} = ", option.name);
    let mut rows = Vec::new();
    let mut start = 0;
    for (index, line) in option.text.split('\n').enumerate() {
        let place = match &option.value {
            Some(value) if index > 0 => view.place(value.span(start..start + line.len())),
            _ => view.place(option.set_at),
        };
        let lead = if index == 0 {
            head.clone()
        } else {
            " ".repeat(head.len())
        };
        rows.push((place, format!("{lead}{line}")));
        start += line.len() + 1;
    }
    rows
}

/// The whole story of an option.
pub(super) fn answers(view: &View<'_>, jail: &Jail, answers: &[Answer]) -> String {
    let mut out = String::new();
    for (index, answer) in answers.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        _ = writeln!(
            out,
            "{} of {}, as jail `{}` has it",
            answer.option,
            answer.whose,
            jail.name.as_str()
        );
        one(view, answer, &mut out);
    }
    out
}

fn one(view: &View<'_>, answer: &Answer, out: &mut String) {
    out.push_str("\nset at, the first counts:\n");
    for setting in &answer.settings {
        let place = view.exact_place(setting.at);
        _ = writeln!(out, "  {place}  {}", setting.what);
        for line in setting
            .raw
            .as_str()
            .split('\n')
            .filter(|line| !line.is_empty())
        {
            _ = writeln!(out, "      {line}");
        }
    }
    if !answer.references.is_empty() {
        out.push_str("\nput in:\n");
    }
    for reference in &answer.references {
        let indent = "  ".repeat(reference.depth);
        let at = view.exact_place(reference.at);
        let from = reference.value.span(0..reference.value.len());
        let from = view.exact_place(from);
        let text = first_line(&reference.value);
        _ = writeln!(out, "{indent}{at}  {}  is  {from}  {text}", reference.text);
    }
    out.push_str("\nvalue, piece by piece:\n");
    let text = answer.value.as_str();
    let places: Vec<_> = answer.value.pieces().collect();
    let width = places.iter().map(|(_, span)| view.exact_place(*span).len());
    let width = width.max().unwrap_or(0);
    for (range, span) in places {
        let piece = text[range].trim_end_matches('\n');
        let mut place = view.exact_place(span);
        for line in piece.split('\n') {
            _ = writeln!(out, "  {place:<width$}  {line}");
            place.clear();
        }
    }
}

fn first_line(text: &Traced) -> String {
    let text = text.as_str();
    match text.trim_start().split_once('\n') {
        Some((first, _)) => format!("{first} …"),
        None => text.to_owned(),
    }
}
