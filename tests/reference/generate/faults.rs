//! What may be wrong with a tree.

use super::sheet::{Section, Sheet};
use crate::random::Random;

/// Spoils a tree in one place.
type Fault = fn(&mut Random, &mut [Sheet]);

const FAULTS: &[Fault] = &[
    |random, sheets| sheet(random, sheets).preface = "stray = option\n".to_owned(),
    |random, sheets| {
        let lines = ["no sign at all\n", "= no key\n", "[]\n", ": x\n", "[open\n"];
        sheet(random, sheets).preface = format!("[Definition?x=1]\n{}", random.pick(&lines));
    },
    |random, sheets| {
        // The same option twice.
        let options = &mut section(random, sheets).options;
        if let Some((key, _)) = options.first() {
            options.push((key.to_uppercase(), "again".to_owned()));
        }
    },
    |random, sheets| {
        // The same section twice; for [DEFAULT] this is no fault.
        let sections = &mut sheet(random, sheets).sections;
        if let Some(first) = sections.first() {
            let name = first.name.clone();
            sections.push(Section {
                name,
                options: vec![("late".to_owned(), "1".to_owned())],
            });
        }
    },
    |random, sheets| append(random, sheets, "%(nowhere)s"),
    |random, sheets| append(random, sheets, "%(nowhere/x)s"),
    |random, sheets| append(random, sheets, "%(Definition/v0)s"),
    |random, sheets| append(random, sheets, "100%"),
    |random, sheets| append(random, sheets, "%d x"),
    |random, sheets| append(random, sheets, "%(open"),
    |random, sheets| append(random, sheets, "%()s"),
    |random, sheets| append(random, sheets, "%(v0)d"),
    |random, sheets| append(random, sheets, "<v0>%%"),
    |random, sheets| {
        // A variable that refers to itself, in turn to a later one.
        let target = *random.pick(&["%(v0)s", "%(v1)s", "%(v2)s", "<v0>", "<v1>"]);
        for sheet in sheets.iter_mut() {
            for section in &mut sheet.sections {
                if let Some((_, value)) = section.options.iter_mut().find(|(key, _)| key == "v0") {
                    value.push_str(target);
                }
            }
        }
    },
    |random, sheets| {
        in_jail(
            random,
            sheets,
            "filter",
            &["nowhere", "web.conf", "web [mode=1]", "[mode=1]"],
        )
    },
    |random, sheets| {
        in_jail(
            random,
            sheets,
            "filter",
            &["web[mode", "web[mode=1] x", "web[a b]", "web[mode=\"1\" ]"],
        )
    },
    |random, sheets| {
        in_jail(
            random,
            sheets,
            "filter",
            &["web[x=1,,y=2]", "web[x=[1]]", "web[=]", "web[x=\"a\\\"b\"]"],
        )
    },
    |random, sheets| {
        in_jail(
            random,
            sheets,
            "action",
            &["nowhere", "note[bad words]", "note [mode=1]", "note[x"],
        )
    },
    |random, sheets| {
        in_jail(
            random,
            sheets,
            "action",
            &["note[x=\"1\" , y=2]", "note[x=1]note", "note[x=1] ]"],
        )
    },
    |random, sheets| {
        in_jail(
            random,
            sheets,
            "logpath",
            &["%(fail2ban_confpath)s/logs/a.log\n%(nowhere)s"],
        )
    },
    |random, sheets| {
        in_jail(
            random,
            sheets,
            "maxretry",
            &["%(maxretry)s", "%(known/maxretry)s", "%"],
        )
    },
    |random, sheets| {
        // Needs a log file: see the notes of `jails`.
        in_jail(
            random,
            sheets,
            "logpath",
            &["%(fail2ban_confpath)s/logs/a.log"],
        );
        in_jail(random, sheets, "journalmatch", &["\"A=b", "A='", "A=b\\"]);
    },
    |random, sheets| {
        let sheet = sheet(random, sheets);
        sheet.set(
            "INCLUDES",
            "before",
            *random.pick(&["%(nowhere)s.conf", "%(v0)s.conf", "%"]),
        );
    },
    |random, sheets| {
        let level = *random.pick(&["loud", "%(nowhere)s", "", "-1"]);
        sheets[0].set("Definition", "loglevel", level);
    },
    |random, sheets| {
        let sheet = sheet(random, sheets);
        sheet.preface = "\u{feff}".to_owned();
    },
    |random, sheets| {
        // A chain of references of about the allowed length.
        let length = random.between(8, 11);
        for index in 0..length {
            let next = format!("%(chain{})s", index + 1);
            in_all_jail_defaults(sheets, &format!("chain{index}"), &next);
        }
        in_all_jail_defaults(sheets, &format!("chain{length}"), "end");
        in_jail(random, sheets, "usedns", &["%(chain0)s"]);
    },
];

/// Spoils the tree in one way, which may turn out to be harmless.
pub(crate) fn spoil(random: &mut Random, sheets: &mut [Sheet]) {
    random.pick(FAULTS)(random, sheets);
}

/// Any file, the server's less often, as it would hide all others.
fn sheet<'a>(random: &mut Random, sheets: &'a mut [Sheet]) -> &'a mut Sheet {
    let first = usize::from(sheets.len() > 1 && random.chance(90));
    let index = random.between(first, sheets.len() - 1);
    &mut sheets[index]
}

fn section<'a>(random: &mut Random, sheets: &'a mut [Sheet]) -> &'a mut Section {
    let sheet = sheet(random, sheets);
    if sheet.sections.is_empty() {
        sheet.section("DEFAULT");
    }
    let index = random.below(sheet.sections.len());
    &mut sheet.sections[index]
}

/// Puts a text at the end of any value.
fn append(random: &mut Random, sheets: &mut [Sheet], text: &str) {
    let options = &mut section(random, sheets).options;
    if !options.is_empty() {
        let index = random.below(options.len());
        options[index].1.push_str(text);
    }
}

/// Sets an option of a jail in the last jail file.
fn in_jail(random: &mut Random, sheets: &mut [Sheet], key: &str, values: &[&str]) {
    let last = sheets
        .iter_mut()
        .rev()
        .find(|sheet| sheet.path.starts_with("jail"));
    if let Some(sheet) = last {
        let jails: Vec<String> = sheet
            .sections
            .iter()
            .map(|section| section.name.clone())
            .filter(|name| name != "DEFAULT" && name != "INCLUDES")
            .collect();
        if !jails.is_empty() {
            let jail = random.pick(&jails).clone();
            sheet.set(&jail, key, *random.pick(values));
        }
    }
}

fn in_all_jail_defaults(sheets: &mut [Sheet], key: &str, value: &str) {
    for sheet in sheets.iter_mut().filter(|sheet| sheet.path == "jail.conf") {
        sheet.set("DEFAULT", key, value);
    }
}
