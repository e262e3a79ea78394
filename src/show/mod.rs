//! `gaoler config`: the effective configuration, and where it comes from.

mod args;
mod json;
mod text;
mod view;
mod why;

use crate::config::commands::MissingLogs;
use crate::config::load::{LoadFailure, Loaded, Plan, load};
use crate::config::server::Overrides;
use crate::diag::{Severity, printable, render};
use crate::edge::{Exit, Place, World, export};
use args::{Format, Parsed};
use view::View;

/// Runs the program with the words behind its name.
pub fn run(words: &[String], world: &mut World<'_>) -> Exit {
    let args = match args::parse(words) {
        Parsed::Args(args) => args,
        Parsed::Print(text) => {
            world.print(&text);
            return Exit::FINE;
        }
        Parsed::Wrong(text) => {
            world.complain(&text);
            return Exit::USAGE;
        }
    };
    if let Some(folder) = &args.export {
        return write_embedded(folder, world);
    }
    let only = match &args.why {
        Some(why) => vec![why[0].clone()],
        None => args.jails.clone(),
    };
    let place = Place::choose(args.conf.as_deref());
    let plan = Plan {
        base: &place.base,
        cwd: &world.cwd,
        overrides: Overrides::default(),
        missing_logs: MissingLogs::Tolerated,
        only: &only,
    };
    let loaded = load(place.files, &plan);
    let mut findings = String::new();
    for finding in loaded.findings.iter() {
        if finding.severity == Severity::Error {
            findings.push_str(&render(finding, &loaded.sources, world.style));
        }
    }
    world.complain(&findings);
    let configuration = match &loaded.configuration {
        Ok(configuration) => configuration,
        Err(LoadFailure::Start(_) | LoadFailure::Configuration(_)) => return Exit::NOT_LOADED,
    };
    let view = View::new(configuration, &loaded.sources, &place.base);
    for name in &only {
        if !configuration.jails.iter().any(|jail| *jail.name == **name) {
            world.complain(&printable(&view.no_such_jail(name)));
            return Exit::NOT_LOADED;
        }
    }
    if let Some(why) = &args.why {
        return explain(&view, &loaded, &why[1], args.format, world);
    }
    let shown = match args.format {
        Format::Text => text::configuration(&view),
        Format::Json => json::configuration(&view),
    };
    world.print(&printable(&shown));
    for (jail, _) in configuration.broken() {
        let text = format!("jail `{}` is left out, see above\n", jail.name);
        world.complain(&printable(&text));
    }
    if configuration.broken().next().is_some() {
        return Exit::FINDINGS;
    }
    Exit::FINE
}

fn explain(
    view: &View<'_>,
    loaded: &Loaded,
    option: &str,
    format: Format,
    world: &mut World<'_>,
) -> Exit {
    let jail = loaded
        .configuration
        .as_ref()
        .ok()
        .and_then(|c| c.jails.first());
    let Some(Ok(jail)) = jail.map(|jail| &jail.outcome) else {
        return Exit::NOT_LOADED;
    };
    let answers = why::answers(view, jail, option);
    if answers.is_empty() {
        world.complain(&printable(&why::nothing_known(view, jail, option)));
        return Exit::FINDINGS;
    }
    let shown = match format {
        Format::Text => text::answers(view, jail, &answers),
        Format::Json => json::answers(view, jail, &answers),
    };
    world.print(&printable(&shown));
    Exit::FINE
}

fn write_embedded(folder: &str, world: &mut World<'_>) -> Exit {
    match export(folder) {
        Ok(files) => {
            world.print(&format!("{}\n", files.join("\n")));
            Exit::FINE
        }
        Err(error) => {
            world.complain(&format!("gaoler config: {folder}: {error}\n"));
            Exit::NOT_LOADED
        }
    }
}
