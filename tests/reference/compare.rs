//! Asks both programs about a base directory, and tells a difference by command.

use std::fmt;
use std::path::{Path, PathBuf};

use pretty_assertions::StrComparison;

use crate::package::Package;
use crate::program::{Answer, Program};
use crate::rows::{Row, v32};
use crate::trees;
use crate::ways::Way;

/// A difference between the two programs.
pub(crate) struct Difference {
    name: String,
    kept: PathBuf,
    subject: Program,
    expected: Answer,
    found: Answer,
}

/// Compares `-c BASE` in the given ways; the answer is the expected one of the first way.
///
/// Both programs run with `base` as their working directory, so relative paths in it work.
pub(crate) fn compare(
    package: &'static Package,
    name: &str,
    base: &Path,
    rows: &[Row],
    ways: &[Way],
) -> Result<Answer, Box<Difference>> {
    let mut first = None;
    for &way in ways {
        let answer = compare_way(package, name, base, rows, way)?;
        first.get_or_insert(answer);
    }
    Ok(first.expect("there is at least one way"))
}

fn compare_way(
    package: &'static Package,
    name: &str,
    base: &Path,
    rows: &[Row],
    way: Way,
) -> Result<Answer, Box<Difference>> {
    let folder = base.to_str().expect("the target folder is UTF-8");
    let arguments = [&["-c", folder], way.options()].concat();
    // One case is about a base directory that is missing.
    let here = if base.is_dir() {
        base
    } else {
        base.parent().unwrap_or(base)
    };
    let adjust = |answer: &Answer| {
        let answer = v32(answer, way);
        rows.iter()
            .fold(answer, |answer, row| row.adjust(&answer, way))
    };
    let expected = adjust(&Program::Real(package).ask(here, &arguments));
    let subject = Program::subject(package);
    let found = subject.ask(here, &arguments);
    // With the real program on both sides, its rows are on both sides too.
    let found = match subject {
        Program::Ours => found,
        Program::Real(_) => adjust(&found),
    };
    // Where fail2ban goes on until something ends it, we stop.
    let stopped = expected.is_endless() && found.is_too_large();
    if expected.agrees(&found) || stopped {
        return Ok(expected);
    }
    let options = way.options().join(" ");
    Err(Box::new(Difference {
        name: format!("{name}, {options}"),
        kept: trees::keep(base, name),
        subject,
        expected,
        found,
    }))
}

/// Fails with all differences, or at least the first ones.
///
/// # Panics
///
/// If there is any.
#[track_caller]
pub(crate) fn report(differences: &[Box<Difference>]) {
    const SHOWN: usize = 5;
    let shown: String = differences
        .iter()
        .take(SHOWN)
        .map(ToString::to_string)
        .collect();
    assert!(
        differences.is_empty(),
        "{} differ, the first ones are:\n{shown}",
        differences.len()
    );
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            kept,
            subject,
            expected,
            found,
        } = self;
        writeln!(f, "=== {name} (kept in {})", kept.display())?;
        if expected.status != found.status {
            writeln!(
                f,
                "exit status {} expected, {} found",
                expected.status, found.status
            )?;
        }
        if expected.stdout != found.stdout {
            let (left, right) = differing_part(&expected.text(), &found.text());
            writeln!(f, "< is fail2ban, > is {subject}")?;
            writeln!(f, "{}", StrComparison::new(&left, &right))?;
        }
        writeln!(f, "--- fail2ban on standard error:\n{}", messages(expected))?;
        writeln!(f, "--- {subject} on standard error:\n{}", messages(found))?;
        Ok(())
    }
}

/// Standard error with each line once, without the time and the process in front.
fn messages(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.stderr);
    let mut lines = Vec::new();
    for line in text.lines() {
        let line = line.split_once("]: ").map_or(line, |(_, message)| message);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// Both texts without their common first and last commands, the long commands broken up.
fn differing_part(left: &str, right: &str) -> (String, String) {
    let left: Vec<&str> = left.split('\n').collect();
    let right: Vec<&str> = right.split('\n').collect();
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = left.iter().zip(&right).take_while(same).count();
    let (left, right) = (&left[head..], &right[head..]);
    let tail = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take_while(same)
        .count();
    let broken_up = |commands: &[&str]| {
        let commands = &commands[..commands.len() - tail];
        commands
            .join("\n")
            .replace("], [", "],\n    [")
            .replace(", [[", ",\n    [[")
    };
    (broken_up(left), broken_up(right))
}
