//! Whole base directories from a seed.
//!
//! A tree has two to five jails with their filters and actions, overlays of each kind,
//! includes and variables that refer to each other; one of four gets one fault on purpose.
//! What would meet a known difference of the two versions (`rows`) is not generated: see the
//! notes at [`values::ARGUMENTS`], [`values::CONDITIONAL`] and [`jails`].
//!
//! ```text
//! sheet     a file as sections and options, and the many ways to write it down
//! values    texts with references and tags
//! parts     filters and actions
//! jails     the jail files
//! faults    what may be wrong
//! ```

mod faults;
mod jails;
mod parts;
mod sheet;
mod values;

use crate::random::Random;
use crate::trees::Tree;
use sheet::Sheet;

/// The tree of a seed.
pub(crate) fn tree(seed: u64) -> Tree {
    let mut random = Random::new(seed);
    let random = &mut random;
    let mut sheets = vec![server(random)];
    let names = parts::Names::new(random);
    for filter in &names.filters {
        parts::filter(random, &mut sheets, filter);
    }
    for action in &names.actions {
        parts::action(random, &mut sheets, action);
    }
    parts::shared(random, &mut sheets);
    jails::jails(random, &mut sheets, &names);
    if random.chance(10) {
        local_server(random, &mut sheets);
    }
    if random.chance(25) {
        faults::spoil(random, &mut sheets);
    }
    let mut tree = Tree::default();
    for log in jails::LOGS {
        tree.add(*log, "");
    }
    for sheet in &sheets {
        tree.add(sheet.path.clone(), sheet.render(random));
    }
    tree
}

/// `fail2ban.conf`.
fn server(random: &mut Random) -> Sheet {
    let mut sheet = Sheet::new("fail2ban.conf");
    let section = if random.chance(50) {
        "DEFAULT"
    } else {
        "Definition"
    };
    sheet.set(
        section,
        "loglevel",
        *random.pick(&["INFO", "debug", "7", "Notice"]),
    );
    sheet.set(section, "logtarget", "%(place)s/fail2ban.log");
    sheet.set(
        "DEFAULT",
        "place",
        *random.pick(&["/var/log", "/tmp/%%x", "/%(deep)s/log"]),
    );
    sheet.set("DEFAULT", "deep", "a/b");
    if random.chance(90) {
        sheet.section("Definition");
    }
    if random.chance(40) {
        let purge = random.pick(&["1d", "%(dbfile)s", "", "2 weeks"]);
        sheet.set("Definition", "dbpurgeage", *purge);
        sheet.set(
            "Definition",
            "dbfile",
            *random.pick(&["None", ":memory:", "/x/%(deep)s"]),
        );
        sheet.set(
            "Definition",
            "dbmaxmatches",
            *random.pick(&["10", "many", "", "-1"]),
        );
    }
    if random.chance(20) {
        sheet.set("Thread", "stacksize", *random.pick(&["0", "64", "x"]));
    }
    sheet
}

/// `fail2ban.local` or a file in `fail2ban.d`.
fn local_server(random: &mut Random, sheets: &mut Vec<Sheet>) {
    let path = *random.pick(&["fail2ban.local", "fail2ban.d/a.conf", "fail2ban.d/b.local"]);
    let mut sheet = Sheet::new(path);
    let target = random.pick(&["%(known/logtarget)s.1", "STDERR", "%(default/deep)s"]);
    sheet.set("Definition", "logtarget", *target);
    // `%(known/logtarget)s` needs an earlier value in the same section.
    let main = &mut sheets[0];
    main.set("Definition", "logtarget", "/var/log/main.log");
    sheets.push(sheet);
}
