//! The table of every option: where it stands, what it takes, what it means.

use crate::map::Map;
use std::sync::{Arc, LazyLock};

/// What an option's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A truth value.
    Bool,
    /// A whole number.
    Int,
    /// A time such as `10m` or `1d 12h`; text that the server evaluates.
    Time,
    /// One of a few words, in any case.
    Choice(&'static [&'static str]),
    /// Addresses, networks, names and files, separated by blanks or commas.
    Addresses,
    /// One regular expression a line.
    Regexes,
    /// A shell command.
    Command,
}

/// An option that one of the readers knows.
#[derive(Debug, Clone, Copy)]
pub struct OptionRow {
    /// Its name, lower-case.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What holds where it is absent: the reader's own default, else the server's.
    pub default: &'static str,
    /// What it does, in a sentence.
    pub doc: &'static str,
}

/// The names of all options, which every jail would otherwise copy.
static KEYS: LazyLock<Map<&str, Arc<str>>> = LazyLock::new(|| {
    let tables = [JAIL, FILTER, ACTION, SERVER, THREAD];
    let rows = tables.into_iter().flatten();
    rows.map(|row| (row.name, row.name.into())).collect()
});

impl OptionRow {
    /// The name as a key of a map of options.
    pub fn key(&self) -> Arc<str> {
        let shared = KEYS.get(self.name);
        shared.map_or_else(|| self.name.into(), Arc::clone)
    }
}

const fn row(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    doc: &'static str,
) -> OptionRow {
    OptionRow {
        name,
        kind,
        default,
        doc,
    }
}

use Kind::{Addresses, Bool, Choice, Command, Int, Regexes, Text, Time};

const BACKENDS: Kind = Choice(&["auto", "pyinotify", "polling", "systemd"]);
const USEDNS: Kind = Choice(&["yes", "warn", "no", "raw"]);

/// The options that are both a filter's and a jail's, in the order in which a
/// filter's are read.
pub const FILTER: &[OptionRow] = &[
    row(
        "usedns",
        USEDNS,
        "warn",
        "Whether host names in log lines are looked up.",
    ),
    row(
        "prefregex",
        Text,
        "",
        "What every line must match before `failregex` is tried.",
    ),
    row(
        "ignoreregex",
        Regexes,
        "",
        "Lines that match one of these are no failures.",
    ),
    row("failregex", Regexes, "", "What failures look like."),
    row(
        "maxlines",
        Int,
        "1",
        "Lines that a regular expression may span.",
    ),
    row(
        "datepattern",
        Text,
        "",
        "What the time in a log line looks like.",
    ),
    row("journalmatch", Text, "", "Which journal entries are read."),
];

/// The options of a jail, in the order in which they are read and sent.
pub const JAIL: &[OptionRow] = &[
    row("enabled", Bool, "false", "Whether the jail runs."),
    row("backend", BACKENDS, "auto", "How the log is followed."),
    row(
        "maxretry",
        Int,
        "3",
        "Failures within `findtime` that lead to a ban.",
    ),
    row(
        "maxmatches",
        Int,
        "5",
        "Matched lines that are kept of each offender.",
    ),
    row(
        "findtime",
        Time,
        "600",
        "The window in which failures are counted.",
    ),
    row(
        "bantime",
        Time,
        "600",
        "How long a ban lasts; negative is for ever.",
    ),
    row(
        "bantime.increment",
        Bool,
        "false",
        "Longer bans for those who come back.",
    ),
    row(
        "bantime.factor",
        Text,
        "1",
        "Multiplies the grown ban time.",
    ),
    row(
        "bantime.formula",
        Text,
        "",
        "How the ban time grows, as an expression.",
    ),
    row(
        "bantime.multipliers",
        Text,
        "",
        "How the ban time grows, as a list of whole numbers.",
    ),
    row("bantime.maxtime", Time, "", "The longest grown ban time."),
    row(
        "bantime.rndtime",
        Time,
        "",
        "Up to so much random time is added to a ban.",
    ),
    row(
        "bantime.overalljails",
        Bool,
        "false",
        "Counts earlier bans of all jails, not only of this one.",
    ),
    row(
        "ignorecommand",
        Command,
        "",
        "A command that says whether an address is to be ignored.",
    ),
    row(
        "ignoreself",
        Bool,
        "true",
        "Never bans the machine's own addresses.",
    ),
    row(
        "ignoreip",
        Addresses,
        "",
        "Addresses, networks and names that are never banned.",
    ),
    row(
        "ignorecache",
        Text,
        "",
        "How answers of `ignorecommand` are remembered.",
    ),
    row(
        "filter",
        Text,
        "",
        "The filter, with parameters in brackets.",
    ),
    row(
        "logtimezone",
        Text,
        "",
        "The time zone of log lines that do not name theirs.",
    ),
    row("logencoding", Text, "auto", "The encoding of the log."),
    row(
        "logpath",
        Text,
        "",
        "The log files, one pattern a line, ` head` or ` tail` behind it.",
    ),
    row(
        "skip_if_nologs",
        Bool,
        "false",
        "Leaves the jail out where there is no log file.",
    ),
    row(
        "systemd_if_nologs",
        Bool,
        "true",
        "Falls back to the journal where there is no log file.",
    ),
    row(
        "action",
        Text,
        "",
        "What is run on a ban: actions with parameters in brackets.",
    ),
    FILTER[0],
    FILTER[1],
    FILTER[2],
    FILTER[3],
    FILTER[4],
    FILTER[5],
    FILTER[6],
];

/// The options of a jail that decide what else of it is read.
pub const JAIL_FIRST: [&str; 3] = ["enabled", "backend", "filter"];

/// The options of an action, in the order in which they are read and sent.
pub const ACTION: &[OptionRow] = &[
    row("actionstart", Command, "", "Run before the first ban."),
    row(
        "actionstart_on_demand",
        Bool,
        "",
        "Whether `actionstart` waits for the first ban.",
    ),
    row("actionstop", Command, "", "Run when the jail stops."),
    row("actionflush", Command, "", "Lifts all bans at once."),
    row(
        "actionreload",
        Command,
        "",
        "Run when the configuration is read again.",
    ),
    row(
        "actioncheck",
        Command,
        "",
        "Run before a ban, to see that all is still in place.",
    ),
    row(
        "actionrepair",
        Command,
        "",
        "Run where `actioncheck` fails.",
    ),
    row(
        "actionrepair_on_unban",
        Bool,
        "",
        "Whether a failed check is repaired before an unban, too.",
    ),
    row("actionban", Command, "", "Run for each ban."),
    row(
        "actionprolong",
        Command,
        "",
        "Run where a ban is made longer.",
    ),
    row(
        "actionreban",
        Command,
        "",
        "Run where a ban is found missing.",
    ),
    row("actionunban", Command, "", "Run at the end of a ban."),
    row(
        "norestored",
        Bool,
        "",
        "Whether bans from before a restart are left out.",
    ),
];

const LOGLEVELS: Kind = Choice(&[
    "CRITICAL",
    "ERROR",
    "WARNING",
    "NOTICE",
    "INFO",
    "DEBUG",
    "TRACEDEBUG",
    "HEAVYDEBUG",
]);

/// The options of `[Definition]` in `fail2ban.conf`, in the order in which
/// they are read.
pub const SERVER: &[OptionRow] = &[
    row("loglevel", LOGLEVELS, "INFO", "How much the server logs."),
    row(
        "logtarget",
        Text,
        "/var/log/fail2ban.log",
        "Where the server logs to.",
    ),
    row(
        "syslogsocket",
        Text,
        "auto",
        "The socket of the system log.",
    ),
    row(
        "socket",
        Text,
        "/var/run/fail2ban/fail2ban.sock",
        "Where the server takes commands.",
    ),
    row(
        "pidfile",
        Text,
        "/var/run/fail2ban/fail2ban.pid",
        "Where the server leaves its process number.",
    ),
    row(
        "allowipv6",
        Choice(&["auto", "yes", "no", "true", "false", "on", "off", "1", "0"]),
        "auto",
        "Whether IPv6 is used.",
    ),
    row(
        "dbfile",
        Text,
        "/var/lib/fail2ban/fail2ban.sqlite3",
        "Where bans are kept.",
    ),
    row(
        "dbmaxmatches",
        Int,
        "",
        "Matched lines that are kept of each ban.",
    ),
    row("dbpurgeage", Time, "1d", "How long bans are kept."),
];

/// The options of `[Thread]` in `fail2ban.conf`.
pub const THREAD: &[OptionRow] = &[row(
    "stacksize",
    Int,
    "",
    "The stack of each thread in KiB.",
)];

/// The row of an option.
pub fn find(table: &'static [OptionRow], name: &str) -> Option<&'static OptionRow> {
    table.iter().find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_lower_case_and_explained() {
        for table in [JAIL, FILTER, ACTION, SERVER, THREAD] {
            for (index, row) in table.iter().enumerate() {
                assert_eq!(row.name, row.name.to_lowercase());
                assert!(row.doc.ends_with('.'), "{}", row.name);
                assert!(table[..index].iter().all(|other| other.name != row.name));
            }
        }
    }
}
