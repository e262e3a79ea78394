//! `logpath`: patterns, one a line, and the files they find.

use crate::diag::Traced;
use crate::ini::Files;
use crate::python::{fnmatch, has_magic};
use std::ops::Range;

/// One line of `logpath`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPattern {
    /// The path, perhaps with `*`, `?` and `[…]`.
    pub path: String,
    /// Where in the value the path stands.
    pub path_at: Range<usize>,
    /// Where to begin: `head` or `tail`, or whatever stands there.
    pub mode: String,
    /// Where in the value the mode stands; empty where none is written.
    pub mode_at: Range<usize>,
}

/// Splits the value at its lines, and each line at its last blank.
pub fn patterns(value: &Traced) -> Vec<LogPattern> {
    let text = value.as_str();
    let mut start = 0;
    let mut patterns = Vec::new();
    for line in text.split('\n') {
        let end = start + line.len();
        let (path_at, mode_at) = match line.rfind(' ') {
            Some(blank) => (start..start + blank, start + blank + 1..end),
            None => (start..end, end..end),
        };
        let written = path_at.end < mode_at.start;
        let mode = if written {
            &text[mode_at.clone()]
        } else {
            "head"
        };
        patterns.push(LogPattern {
            path: text[path_at.clone()].to_owned(),
            path_at,
            mode: mode.to_owned(),
            mode_at,
        });
        start = end + 1;
    }
    patterns
}

/// What a pattern finds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Files, in the order of their folders.
    pub files: Vec<String>,
    /// Symbolic links that lead nowhere.
    pub dangling: Vec<String>,
    /// Whether there may be more than were asked for.
    pub is_cut: bool,
}

/// Finds the files of a pattern, in the folders' own order, as Python's `glob`,
/// but no more than `most`.
pub fn find(files: &dyn Files, pattern: &str, most: usize) -> Found {
    let mut found = Found::default();
    for path in glob(files, pattern, most, &mut found.is_cut) {
        if files.exists(&path) {
            found.files.push(path);
        } else {
            found.dangling.push(path);
        }
    }
    found
}

/// What a pattern matches, dangling links included; `is_cut` says that there
/// may be more than `most`.
fn glob(files: &dyn Files, pattern: &str, most: usize, is_cut: &mut bool) -> Vec<String> {
    if !has_magic(pattern) {
        // A path that ends with a slash means a folder.
        let there = match pattern.strip_suffix('/') {
            Some(folder) if !folder.is_empty() => files.is_folder(folder),
            _ => !pattern.is_empty() && files.is_named(pattern),
        };
        return there.then(|| pattern.to_owned()).into_iter().collect();
    }
    let (folder, name) = match pattern.rfind('/') {
        Some(at) => pattern.split_at(at + 1),
        None => ("", pattern),
    };
    let bare = folder.trim_end_matches('/');
    let folder = if bare.is_empty() { folder } else { bare };
    let folders = if has_magic(folder) {
        let mut folders = glob(files, folder, most, is_cut);
        folders.retain(|folder| files.is_folder(folder));
        folders
    } else {
        vec![folder.to_owned()]
    };
    let mut matches = Vec::new();
    for folder in folders {
        if has_magic(name) {
            let listed = if folder.is_empty() { "." } else { &folder };
            let entries = files.list(listed).unwrap_or_default().into_iter();
            let fits = |entry: &String| {
                let shown = name.starts_with('.') || !entry.starts_with('.');
                shown && fnmatch(entry, name)
            };
            let names = entries.map(|entry| entry.name).filter(fits);
            let rest = (most + 1).saturating_sub(matches.len());
            matches.extend(names.map(|entry| join(&folder, &entry)).take(rest));
        } else if name.is_empty() {
            if files.is_folder(&folder) {
                matches.push(join(&folder, name));
            }
        } else {
            let path = join(&folder, name);
            if files.is_named(&path) {
                matches.push(path);
            }
        }
    }
    if matches.len() > most {
        matches.truncate(most);
        *is_cut = true;
    }
    matches
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() || folder.ends_with('/') {
        format!("{folder}{name}")
    } else {
        format!("{folder}/{name}")
    }
}
