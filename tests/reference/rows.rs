//! Where Debian's 1.0.2, which the tests can run, is known to differ from 1.1.2.
//!
//! We follow 1.1.2. A case that meets one of these differences names its row; the answer of
//! 1.0.2 is then turned into the one of 1.1.2, and nothing else about it is loosened. A row
//! that changes nothing is an error: it would hide that a case no longer meets it.

use crate::program::Answer;
use crate::ways::Way;

const PASSED: &str = "OK: configuration test is successful\n";
const FAILED: &str = "ERROR: test configuration failed\n";

/// One known difference, named as in our notes on the two versions.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row {
    /// A filter parameter named like a part of the word `datepattern` is sent by 1.0.2 as an
    /// option of the jail, which a server rejects.
    V26 {
        jail: &'static str,
        option: &'static str,
    },
    /// 1.0.2 refuses `name?family=inet6=value` in an option list; this is the only jail. The
    /// line that begins with `refused` becomes the lines `accepted`.
    V27 {
        refused: &'static str,
        accepted: &'static [&'static str],
    },
    /// 1.0.2 leaves the conditional value of an action alone when the option list sets the
    /// plain one: in this action, `before` becomes `after`.
    V28 {
        jail: &'static str,
        action: &'static str,
        before: &'static str,
        after: &'static str,
    },
    /// 1.0.2 goes on without `fail2ban.conf` or `jail.conf`; 1.1.2 ends with 255.
    V29,
    /// 1.0.2 goes on without a configuration file that it could not read or decode; for
    /// 1.1.2 the whole read has failed.
    V30(Reading),
    /// Without log files, `backend = auto` and a `journalmatch` of the jail, 1.1.2 turns to
    /// the systemd journal. If it is the `only` jail the test now succeeds.
    V34 { jail: &'static str, only: bool },
    /// Without log files, `skip_if_nologs = true` leaves out the jail. 1.0.2 has no such
    /// option.
    V35 { jail: &'static str },
    /// 1.0.2 splits `ignoreip` at blanks, commas and line ends only, 1.1.2 at any white
    /// space: `before` becomes `after`.
    V60 {
        before: &'static str,
        after: &'static str,
    },
}

/// V32: a test that fails without a command says so in the log in 1.0.2, on standard output
/// in 1.1.2. This is no [`Row`] because it holds for every case.
pub(crate) fn v32(old: &Answer, way: Way) -> Answer {
    let stderr = String::from_utf8_lossy(&old.stderr);
    let failed = stderr.ends_with(": ERROR   ERROR: test configuration failed\n");
    if way.tests() && failed {
        with(old, old.status, &(old.text() + FAILED))
    } else {
        old.clone()
    }
}

/// Whose file could not be read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reading {
    /// `fail2ban` or `jail`: nothing is configured.
    Base,
    /// The only filter or action of a jail, which is then broken.
    PartOf {
        jail: &'static str,
        reason: &'static str,
    },
}

impl Row {
    /// The answer of 1.1.2, made from the one of 1.0.2.
    ///
    /// # Panics
    ///
    /// If the row does not apply.
    pub(crate) fn adjust(self, old: &Answer, way: Way) -> Answer {
        let base = matches!(self, Self::V29 | Self::V30(Reading::Base));
        let dumped = if way.dumps() || base {
            self.dump(old)
        } else {
            old.clone()
        };
        let verdict = self.verdict().filter(|_| way.tests());
        let new = verdict.map_or_else(|| dumped.clone(), |passes| judged(&dumped, passes));
        assert!(
            !new.agrees(old) || (!way.dumps() && verdict.is_none()),
            "{self:?} changes nothing: the case does not meet this difference\n{}",
            old.text()
        );
        new
    }

    /// What a test comes to in 1.1.2, where the row decides about it.
    fn verdict(self) -> Option<bool> {
        match self {
            Self::V27 { .. } | Self::V34 { only: true, .. } => Some(true),
            Self::V30(Reading::PartOf { .. }) => Some(false),
            _ => None,
        }
    }

    /// The dump, or the message in place of it.
    fn dump(self, old: &Answer) -> Answer {
        let text = old.text();
        match self {
            Self::V26 { jail, option } => {
                let start = format!("['set', '{jail}', '{option}', ");
                with_lines(old, |line| {
                    (!line.starts_with(&start)).then(|| line.to_owned())
                })
            }
            Self::V27 { refused, accepted } => {
                let new = with_lines(old, |line| {
                    let accepted = accepted.join("\n");
                    Some(if line.starts_with(refused) {
                        accepted
                    } else {
                        line.to_owned()
                    })
                });
                Answer { status: 0, ..new }
            }
            Self::V28 {
                jail,
                action,
                before,
                after,
            } => {
                let start = format!("['multi-set', '{jail}', 'action', '{action}', ");
                with_commands(old, |command| {
                    if in_one_line(command).starts_with(&start) {
                        command.replace(before, after)
                    } else {
                        command.to_owned()
                    }
                })
            }
            Self::V60 { before, after } => with(old, old.status, &text.replace(before, after)),
            Self::V29 | Self::V30(Reading::Base) => {
                with(old, 255, "ERROR: Read fail2ban configuration failed.\n")
            }
            Self::V30(Reading::PartOf { jail, reason }) => without_jail(
                old,
                jail,
                &format!("Jail '{jail}' skipped, because of wrong configuration: {reason}"),
            ),
            Self::V34 { jail, .. } => {
                let before = format!("['add', '{jail}', 'auto']");
                let after = format!("['add', '{jail}', 'systemd']");
                with(old, old.status, &text.replace(&before, &after))
            }
            Self::V35 { jail } => without_jail(
                old,
                jail,
                &format!("Jail '{jail}' skipped, because of missing log files."),
            ),
        }
    }
}

/// The answer with another verdict at its end.
fn judged(old: &Answer, passes: bool) -> Answer {
    let text = old.text();
    let dump = text
        .strip_suffix(PASSED)
        .or_else(|| text.strip_suffix(FAILED))
        .unwrap_or(&text);
    let (status, verdict) = if passes { (0, PASSED) } else { (255, FAILED) };
    with(old, status, &format!("{dump}{verdict}"))
}

/// The answer with another status and another standard output.
fn with(old: &Answer, status: i64, stdout: &str) -> Answer {
    Answer {
        status,
        stdout: stdout.into(),
        stderr: old.stderr.clone(),
    }
}

/// The answer with each line changed or left out.
fn with_lines(old: &Answer, change: impl FnMut(&str) -> Option<String>) -> Answer {
    let lines: Vec<String> = old.text().lines().filter_map(change).collect();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    with(old, old.status, &text)
}

/// The answer with each command changed; `--dp` breaks long ones over several lines.
fn with_commands(old: &Answer, change: impl Fn(&str) -> String) -> Answer {
    let text = old.text();
    let mut commands: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        match commands.last_mut() {
            Some(command) if line.starts_with(' ') => command.push_str(line),
            _ => commands.push(line.to_owned()),
        }
    }
    let text: String = commands.iter().map(|command| change(command)).collect();
    with(old, old.status, &text)
}

/// A command as `-d` prints it, at least at its beginning.
fn in_one_line(command: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().collect();
    words.join(" ").replace("[ '", "['")
}

/// The answer with an error in place of all the commands of a jail.
fn without_jail(old: &Answer, jail: &str, error: &str) -> Answer {
    let add = format!("['add', '{jail}', ");
    let set = format!("['set', '{jail}', ");
    let many = format!("['multi-set', '{jail}', ");
    let start = format!("['start', '{jail}']");
    let new = with_lines(old, |line| {
        if line.starts_with(&add) {
            Some(format!("['config-error', \"{error}\"]"))
        } else if line.starts_with(&set) || line.starts_with(&many) || line == start {
            None
        } else {
            Some(line.to_owned())
        }
    });
    let started = new.text().contains("['start', ");
    Answer {
        status: if started { 0 } else { 255 },
        ..new
    }
}
