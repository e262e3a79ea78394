//! The jail files.
//!
//! A jail that may have no log file has no `journalmatch` (V34), and nothing is called
//! `skip_if_nologs` or `systemd_if_nologs` (V35, V36). Addresses to ignore are separated by
//! plain blanks and commas only (V60).

use super::parts::Names;
use super::sheet::Sheet;
use super::values::{ARGUMENTS, Scope, VARIABLES, argument, line, lines, regex};
use crate::random::Random;

/// Log files of every tree.
pub(crate) const LOGS: &[&str] = &["logs/a.log", "logs/b.log", "logs/two words.txt"];

/// `jail.conf`, its includes and its overlays.
pub(crate) fn jails(random: &mut Random, sheets: &mut Vec<Sheet>, names: &Names) {
    // Either jails have `journalmatch`, or they may be without log files.
    let journal = random.chance(40);
    let mut sheet = Sheet::new("jail.conf");
    if random.chance(40) {
        sheet.set("INCLUDES", "before", "paths.conf");
        let mut paths = Sheet::new("paths.conf");
        paths.set("DEFAULT", "logs", "%(fail2ban_confpath)s/logs");
        paths.set("DEFAULT", "v7", "included");
        sheets.push(paths);
    }
    sheet.set("DEFAULT", "logs", "%(fail2ban_confpath)s/logs");
    for index in 0..random.between(2, 6) {
        let scope = Scope::new(&VARIABLES[..index]).without_percent();
        sheet.set("DEFAULT", VARIABLES[index], line(random, &scope));
    }
    // All variables exist, so that any jail may use any of them.
    for name in VARIABLES {
        let known = sheet
            .section("DEFAULT")
            .options
            .iter()
            .any(|(key, _)| key == name);
        if !known {
            sheet.set("DEFAULT", name, "plain");
        }
    }
    sheet.set("DEFAULT", "addresses", "192.0.2.2,2001:db8::1");
    sheet.set(
        "DEFAULT",
        "enabled",
        *random.pick(&["true", "false", "Yes", "1"]),
    );
    sheet.set(
        "DEFAULT",
        "filter",
        format!("{}[mode=%(v0)s]", random.pick(&names.filters)),
    );
    sheet.set("DEFAULT", "shortcut", actions(random, names));
    sheet.set("DEFAULT", "action", "%(shortcut)s");
    if random.chance(40) {
        options(random, &mut sheet, "DEFAULT", journal, 5);
    }
    for &jail in &names.jails {
        body(random, &mut sheet, jail, names, journal);
    }
    sheets.push(sheet);
    let overlays: &[&str] = match random.below(10) {
        0..3 => &[],
        3..6 => &["jail.local"],
        6..8 => &["jail.d/site.conf"],
        _ => &["jail.d/b.conf", "jail.d/a.local", "jail.local"],
    };
    for &path in overlays {
        let mut sheet = Sheet::new(path);
        let jail = *random.pick(&names.jails);
        body(random, &mut sheet, jail, names, journal);
        if random.chance(30) {
            sheet.set(
                "DEFAULT",
                random.pick::<&str>(VARIABLES),
                "from the overlay",
            );
        }
        // Only the first overlay may use the value before: known reaches one file back.
        if path == overlays[0] && random.chance(30) {
            let value = "%(known/maxretry)s0";
            sheet.set(jail, "maxretry", value);
            for earlier in sheets.iter_mut().filter(|sheet| sheet.path == "jail.conf") {
                earlier.set(jail, "maxretry", "4");
            }
        }
        sheets.push(sheet);
    }
}

/// One jail.
fn body(random: &mut Random, sheet: &mut Sheet, jail: &str, names: &Names, journal: bool) {
    sheet.section(jail);
    let scope = Scope::new(VARIABLES).without_percent();
    if random.chance(75) {
        sheet.set(
            jail,
            "enabled",
            *random.pick(&["true", "true", "on", "TRUE", "false", "x"]),
        );
    }
    if random.chance(75) {
        let list = arguments(random, &scope, 40);
        let filter = match random.below(20) {
            0 if names.filters.contains(&jail) => "%(__name__)s".to_owned(),
            1 => String::new(),
            _ => (*random.pick(&names.filters)).to_owned(),
        };
        let list = if filter.is_empty() {
            String::new()
        } else {
            list
        };
        sheet.set(jail, "filter", filter + &list);
    }
    if random.chance(60) {
        let action = match random.below(8) {
            0 => "%(shortcut)s".to_owned(),
            1 => format!("%(shortcut)s\n{}", actions(random, names)),
            2 => String::new(),
            _ => actions(random, names),
        };
        sheet.set(jail, "action", action);
    }
    if random.chance(40) {
        // A variable of this jail only, referring to nothing that could refer back.
        let scope = Scope::new(&VARIABLES[..1]);
        sheet.set(
            jail,
            VARIABLES[random.between(1, 3)],
            line(
                random,
                &Scope {
                    percent: false,
                    ..scope
                },
            ),
        );
    }
    options(random, sheet, jail, journal, 14);
}

/// One to three actions.
fn actions(random: &mut Random, names: &Names) -> String {
    let scope = Scope::new(VARIABLES)
        .with_tags(&["known/mode", "known/kind", "ip"])
        .without_percent();
    let mut all = Vec::new();
    for index in 0..random.between(1, 3) {
        let name = if random.chance(6) {
            "script.py"
        } else {
            random.pick(&names.actions)
        };
        let mut list = arguments(random, &scope, 60);
        if random.chance(25) {
            let more = *random.pick(&[
                "[name=%(__name__)s-x]",
                "[actname=own]",
                "[name=other]",
                "[norestored=1]",
            ]);
            list = more.to_owned() + &list;
        }
        let sign = if index == 0 {
            ""
        } else {
            *random.pick(&["\n", "\n", " "])
        };
        all.push(format!("{sign}{name}{list}"));
    }
    all.concat()
}

/// An option list, or nothing.
fn arguments(random: &mut Random, scope: &Scope, percent: usize) -> String {
    if !random.chance(percent) {
        return String::new();
    }
    let mut list = String::from("[");
    for index in 0..random.between(0, 3) {
        if index > 0 {
            list += *random.pick(&[",", ", ", ",\n    ", "][", "] ["]);
        }
        list += &format!("{}={}", random.pick(ARGUMENTS), argument(random, scope));
    }
    list + *random.pick(&["]", "]", "]", ",]"])
}

/// Other options of a jail, each with a chance of `percent`.
fn options(random: &mut Random, sheet: &mut Sheet, section: &str, journal: bool, percent: usize) {
    let scope = Scope::new(VARIABLES).with_tags(ARGUMENTS);
    let texts = [
        "bantime",
        "findtime",
        "bantime.factor",
        "bantime.formula",
        "bantime.multipliers",
        "bantime.maxtime",
        "bantime.rndtime",
        "ignorecommand",
        "ignoreip",
        "ignorecache",
        "logtimezone",
        "logencoding",
        "usedns",
        "prefregex",
        "datepattern",
    ];
    for key in texts {
        if random.chance(percent) {
            let text = if key == "ignoreip" {
                let scope = Scope::new(&["addresses"]).with_tags(ARGUMENTS);
                line(random, &scope).replace(['\t', '\u{a0}'], ",")
            } else {
                line(random, &scope)
            };
            sheet.set(section, key, text);
        }
    }
    for key in ["maxretry", "maxmatches", "maxlines"] {
        if random.chance(percent) {
            sheet.set(
                section,
                key,
                *random.pick(&["3", " 5", "+7", "1_0", "x", "", "-1", "5.0"]),
            );
        }
    }
    for key in ["bantime.increment", "bantime.overalljails", "ignoreself"] {
        if random.chance(percent) {
            sheet.set(
                section,
                key,
                *random.pick(&["true", "no", "1", "", "maybe"]),
            );
        }
    }
    if random.chance(percent) {
        sheet.set(
            section,
            "backend",
            *random.pick(&["auto", "polling", "systemd", "systemd[journalflags=1]"]),
        );
    }
    if random.chance(percent) {
        sheet.set(
            section,
            "ignoreip",
            "192.0.2.1, ::1 %(addresses)s\n198.51.100.0/24",
        );
    }
    if random.chance(2 * percent) {
        sheet.set(section, "logpath", logpath(random, journal));
    }
    if journal && random.chance(percent) {
        let matches = ["_A=b + _C=d", "'A=b c'\nD=\"e f\"\n", "_A=%(v7)s"];
        sheet.set(section, "journalmatch", *random.pick(&matches[..2]));
    }
    for key in ["failregex", "ignoreregex"] {
        if random.chance(percent) {
            let own = regex(random, &scope);
            let known = key == "failregex" && section != "DEFAULT" && random.chance(25);
            let value = match random.below(6) {
                0 => String::new(),
                _ if known => format!("%(known/failregex)s\n{own}"),
                1 => lines(random, &scope),
                _ => own,
            };
            sheet.set(section, key, value);
        }
    }
}

/// Log paths; with `sure`, at least one file exists.
fn logpath(random: &mut Random, sure: bool) -> String {
    let choices = [
        "%(logs)s/a.log",
        "%(logs)s/*.log tail",
        "%(logs)s/[ab].log head",
        "%(logs)s/two words.txt tail",
        "%(logs)s/missing.log",
        "%(logs)s/?.log  tail",
        "logs/b.log HEAD",
        "",
    ];
    let mut all: Vec<&str> = (0..random.between(1, 3))
        .map(|_| *random.pick(&choices))
        .collect();
    if sure {
        all.insert(0, choices[0]);
    }
    all.join("\n")
}
