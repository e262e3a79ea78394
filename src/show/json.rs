//! The configuration as JSON.

use super::view::{Shown, View};
use super::why::Answer;
use crate::config::jail::Jail;
use crate::diag::{FileId, Span, Traced};
use serde_json::{Map, Value, json};

/// All jails: `{"base": …, "jails": [{"name": …, "parts": [{"kind", "name",
/// "options": {NAME: {"value", "set_at", "pieces"}}}]}]}`.
pub(super) fn configuration(view: &View<'_>) -> String {
    let jails: Vec<Value> = view
        .configuration
        .jails
        .iter()
        .filter_map(|loaded| {
            let jail = loaded.outcome.as_ref().ok()?;
            Some(json!({ "name": jail.name.as_str(), "parts": parts(view, jail) }))
        })
        .collect();
    let broken: Vec<Value> = view
        .configuration
        .broken()
        .map(|(jail, refusal)| json!({ "name": &*jail.name, "reason": refusal.reference }))
        .collect();
    printed(&json!({ "base": view.base, "jails": jails, "broken": broken }))
}

fn parts(view: &View<'_>, jail: &Jail) -> Vec<Value> {
    let groups = view.groups(jail).into_iter();
    let part = |group: super::view::Group<'_>| {
        let options = group.options.iter();
        let options: Map<String, Value> = options
            .map(|option| (option.name.to_owned(), shown(view, option)))
            .collect();
        json!({ "kind": group.kind, "name": group.name, "options": options })
    };
    groups.map(part).collect()
}

fn shown(view: &View<'_>, option: &Shown<'_>) -> Value {
    let pieces = option
        .value
        .as_deref()
        .map_or(Vec::new(), |value| pieces(view, value));
    json!({
        "value": option.text,
        "set_at": place(view, option.set_at),
        "pieces": pieces,
    })
}

fn pieces(view: &View<'_>, value: &Traced) -> Vec<Value> {
    let piece = |(range, span): (std::ops::Range<usize>, Span)| json!({ "text": &value.as_str()[range], "place": place(view, span) });
    value.pieces().map(piece).collect()
}

/// `null` for what is built in.
fn place(view: &View<'_>, span: Span) -> Value {
    if span.file == FileId::BUILT_IN {
        return Value::Null;
    }
    let position = view.sources.position(span);
    json!({
        "file": view.sources.name(span.file),
        "line": position.line,
        "column": position.column,
    })
}

/// The whole story of an option, of each part of the jail that has it.
pub(super) fn answers(view: &View<'_>, jail: &Jail, answers: &[Answer]) -> String {
    let answers: Vec<Value> = answers
        .iter()
        .map(|answer| {
            let settings = answer.settings.iter().map(|setting| {
                json!({
                    "place": place(view, setting.at),
                    "what": setting.what,
                    "text": setting.raw.as_str(),
                })
            });
            let references = answer.references.iter().map(|reference| {
                let value = &reference.value;
                json!({
                    "reference": reference.text,
                    "depth": reference.depth,
                    "place": place(view, reference.at),
                    "text": value.as_str(),
                    "from": place(view, value.span(0..value.len())),
                })
            });
            json!({
                "whose": answer.whose,
                "option": answer.option,
                "settings": settings.collect::<Vec<_>>(),
                "references": references.collect::<Vec<_>>(),
                "value": answer.value.as_str(),
                "pieces": pieces(view, &answer.value),
            })
        })
        .collect();
    printed(&json!({ "jail": jail.name.as_str(), "answers": answers }))
}

fn printed(value: &Value) -> String {
    format!("{value:#}\n")
}
