//! Filters and actions.

use super::sheet::Sheet;
use super::values::{ARGUMENTS, CONDITIONAL, Scope, VARIABLES, line, lines, regex};
use crate::random::Random;

/// What there is in a tree.
pub(crate) struct Names {
    pub(crate) filters: Vec<&'static str>,
    pub(crate) actions: Vec<&'static str>,
    pub(crate) jails: Vec<&'static str>,
}

const FILTERS: &[&str] = &["web", "mail", "Shell", "f-1", "db.old"];
const ACTIONS: &[&str] = &["fire", "note", "Wall", "a-1"];
/// Some are called like a filter, for `filter = %(__name__)s`.
const JAILS: &[&str] = &["web", "mail", "Shell", "shop", "jail six", "ünï", "x_y-z"];

impl Names {
    pub(crate) fn new(random: &mut Random) -> Self {
        let mut some = |all: &[&'static str], least, most| {
            let count = random.between(least, most);
            let skip = random.below(all.len());
            all.iter().copied().cycle().skip(skip).take(count).collect()
        };
        Self {
            filters: some(FILTERS, 1, 3),
            actions: some(ACTIONS, 1, 3),
            jails: some(JAILS, 2, 5),
        }
    }
}

/// The variables of a section, each with the earlier ones in reach.
fn variables(random: &mut Random, sheet: &mut Sheet, section: &str, from: usize, to: usize) {
    for index in from..to {
        let scope = Scope::new(&VARIABLES[..index]).without_percent();
        sheet.set(section, VARIABLES[index], line(random, &scope));
    }
}

/// A scope with the first variables and all parameters.
fn scope(random: &mut Random, variables: usize) -> Scope {
    let scope = Scope::new(&VARIABLES[..variables])
        .with_tags(ARGUMENTS)
        .with_tags(CONDITIONAL);
    let more = [
        "known/mode",
        "Init/kind",
        "Definition/v0",
        "DEFAULT/v0",
        "cmd?family=inet6",
        "name",
    ];
    let scope = scope.with_tags(&more);
    if random.chance(90) {
        scope.without_percent()
    } else {
        scope
    }
}

/// Parameters with their values, plain and conditional.
fn init(random: &mut Random, sheet: &mut Sheet, variables: usize) {
    let simple = Scope::new(&VARIABLES[..variables]).without_percent();
    for name in ARGUMENTS {
        if random.chance(45) {
            sheet.set("Init", name, line(random, &simple));
        }
    }
    for name in CONDITIONAL {
        if random.chance(40) {
            sheet.set("Init", name, line(random, &simple));
        }
        if random.chance(40) {
            let family = random.pick(&["Init?family=inet6", "Init?family=inet4"]);
            sheet.set(family, name, line(random, &simple));
        }
    }
}

/// Includes for a file in a subfolder.
fn includes(random: &mut Random, sheet: &mut Sheet, own: &str) {
    if random.chance(50) {
        let list = [
            "common.conf",
            "common.conf\nmissing.conf",
            "sub/deep.conf\ncommon.conf",
        ];
        sheet.set("INCLUDES", "before", *random.pick(&list));
    }
    if random.chance(10) {
        sheet.set(
            "INCLUDES",
            "after",
            *random.pick(&["../shared.conf", "sub/deep.conf", own]),
        );
    }
}

/// A filter with its overlays.
pub(crate) fn filter(random: &mut Random, sheets: &mut Vec<Sheet>, name: &str) {
    let mut sheet = Sheet::new(format!("filter.d/{name}.conf"));
    includes(random, &mut sheet, &format!("{name}.conf"));
    let (defaults, count) = (random.below(3), random.between(3, 6));
    variables(random, &mut sheet, "DEFAULT", 0, defaults);
    variables(random, &mut sheet, "Definition", defaults, count);
    let scope = scope(random, count);
    let regexes: Vec<_> = (0..random.between(1, 4))
        .map(|_| regex(random, &scope))
        .collect();
    sheet.set("Definition", "failregex", regexes.join("\n"));
    definition(random, &mut sheet, &scope);
    init(random, &mut sheet, defaults);
    let saved = regexes.iter().all(|regex| !regex.contains('%'));
    sheets.push(sheet);

    if random.chance(35) {
        let path = overlay(random, "filter.d", name);
        let mut sheet = Sheet::new(path);
        if random.chance(50) {
            let known = if saved {
                "<known/failregex>"
            } else {
                "%(known/failregex)s"
            };
            let known = *random.pick(&["%(known/failregex)s", known]);
            sheet.set(
                "Definition",
                "failregex",
                format!("{known}\n{}", regex(random, &scope)),
            );
        }
        if random.chance(50) {
            sheet.set(
                "Definition",
                VARIABLES[count - 1],
                format!("%(known/{})s-more", VARIABLES[count - 1]),
            );
        }
        definition(random, &mut sheet, &scope);
        sheets.push(sheet);
    }
}

/// The other options of a filter.
fn definition(random: &mut Random, sheet: &mut Sheet, scope: &Scope) {
    let mut maybe = |key: &str, percent, value: fn(&mut Random, &Scope) -> String| {
        if random.chance(percent) {
            let value = value(random, scope);
            sheet.set("Definition", key, value);
        }
    };
    maybe("ignoreregex", 40, |random, scope| {
        if random.chance(40) {
            String::new()
        } else {
            lines(random, scope)
        }
    });
    maybe("prefregex", 20, |random, scope| {
        format!("{}<F-CONTENT>.+</F-CONTENT>$", regex(random, scope))
    });
    maybe("datepattern", 20, lines);
    maybe("maxlines", 15, |random, _| {
        (*random.pick(&["1", "10", "x", ""])).to_owned()
    });
    maybe("journalmatch", 15, |random, _| {
        (*random.pick(&["_A=b + _C=d", "'A=b c'\nD=e"])).to_owned()
    });
    maybe("usedns", 10, |_, _| "raw".to_owned());
    maybe("logtype", 10, |_, _| "short".to_owned());
    maybe("mode-file", 20, line);
}

const COMMANDS: &[&str] = &[
    "actionstart",
    "actionstop",
    "actionflush",
    "actionreload",
    "actioncheck",
    "actionrepair",
    "actionban",
    "actionprolong",
    "actionreban",
    "actionunban",
];
const SWITCHES: &[&str] = &[
    "actionstart_on_demand",
    "actionrepair_on_unban",
    "norestored",
];

/// An action with its overlays.
pub(crate) fn action(random: &mut Random, sheets: &mut Vec<Sheet>, name: &str) {
    let mut sheet = Sheet::new(format!("action.d/{name}.conf"));
    includes(random, &mut sheet, &format!("{name}.conf"));
    let count = random.between(2, 5);
    variables(random, &mut sheet, "Definition", 0, count);
    let scope =
        scope(random, count).with_tags(&["findtime", "maxretry", "logpath", "bantime", "actname"]);
    commands(random, &mut sheet, &scope, 35);
    init(random, &mut sheet, 0);
    let known = sheet
        .section("Init")
        .options
        .first()
        .map(|(key, _)| key.clone());
    sheets.push(sheet);

    if random.chance(35) {
        let mut sheet = Sheet::new(overlay(random, "action.d", name));
        commands(random, &mut sheet, &scope, 10);
        if let Some(key) = known.filter(|_| random.chance(60)) {
            let value = random.pick(&["%(known/{})s+", "local"]);
            sheet.set("Init", &key, value.replace("{}", &key));
        }
        sheets.push(sheet);
    }
}

fn commands(random: &mut Random, sheet: &mut Sheet, scope: &Scope, percent: usize) {
    for command in COMMANDS {
        if random.chance(percent) {
            sheet.set("Definition", command, lines(random, scope));
        }
    }
    for switch in SWITCHES {
        if random.chance(percent / 3) {
            sheet.set(
                "Definition",
                switch,
                *random.pick(&["1", "true", "no", "", "x"]),
            );
        }
    }
    sheet.section("Definition");
}

fn overlay(random: &mut Random, folder: &str, name: &str) -> String {
    match random.below(6) {
        0 => format!("{folder}/{name}.d/x.conf"),
        1 => format!("{folder}/{name}.d/x.local"),
        _ => format!("{folder}/{name}.local"),
    }
}

/// Files that filters and actions may include. Only some exist.
pub(crate) fn shared(random: &mut Random, sheets: &mut Vec<Sheet>) {
    let paths = [
        "filter.d/common.conf",
        "filter.d/common.local",
        "filter.d/sub/deep.conf",
        "action.d/common.conf",
        "action.d/sub/deep.conf",
        "shared.conf",
        "shared.local",
    ];
    for path in paths {
        if random.chance(60) {
            let mut sheet = Sheet::new(path);
            let section = *random.pick(&["DEFAULT", "Definition", "Init"]);
            variables(random, &mut sheet, section, 0, 2);
            if random.chance(30) {
                sheet.set("Init", "colour", "shared");
            }
            if random.chance(5) {
                sheet.set(
                    "INCLUDES",
                    "before",
                    *random.pick(&["common.conf", "web.conf"]),
                );
            }
            sheets.push(sheet);
        }
    }
}
