//! The configuration that is built into the program, for machines without an
//! `/etc/fail2ban`.

use crate::ini::{FileError, Files, Listed};
use include_dir::{Dir, include_dir};
use std::io;
use std::path::Path;

static FILTERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/filter.d");
static ACTIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/action.d");
static JAILS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/jail.d");
static SERVER: &str = include_str!("../config/shipped/fail2ban.conf");

const FOLDERS: [(&str, &Dir<'_>); 3] = [
    ("filter.d", &FILTERS),
    ("action.d", &ACTIONS),
    ("jail.d", &JAILS),
];

/// The base folder of the embedded configuration, as messages show it.
pub const EMBEDDED_BASE: &str = "embedded:";

/// The embedded configuration as a tree of files below [`EMBEDDED_BASE`], over
/// the machine's own files (log files are looked for there).
#[derive(Debug, Clone, Copy)]
pub struct Embedded;

/// What stands at a path.
enum Node {
    File(&'static [u8]),
    Folder(Vec<String>),
}

fn find(path: &str) -> Option<Node> {
    let path = path.strip_prefix(EMBEDDED_BASE)?.trim_start_matches('/');
    if path.is_empty() {
        let folders = FOLDERS.iter().map(|(name, _)| (*name).to_owned());
        return Some(Node::Folder(
            folders.chain(["fail2ban.conf".to_owned()]).collect(),
        ));
    }
    if path == "fail2ban.conf" {
        return Some(Node::File(SERVER.as_bytes()));
    }
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let (_, folder) = FOLDERS.iter().find(|(name, _)| *name == first)?;
    let names = |folder: &Dir<'_>| {
        let entries = folder.entries().iter();
        let name = |path: &Path| Some(path.file_name()?.to_str()?.to_owned());
        entries.filter_map(|entry| name(entry.path())).collect()
    };
    if rest.is_empty() {
        return Some(Node::Folder(names(folder)));
    }
    if let Some(file) = folder.get_file(rest) {
        return Some(Node::File(file.contents()));
    }
    folder
        .get_dir(rest)
        .map(|folder| Node::Folder(names(folder)))
}

fn is_inside(path: &str) -> bool {
    path.starts_with(EMBEDDED_BASE)
}

impl Files for Embedded {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        match find(path) {
            _ if !is_inside(path) => super::Disk.read(path),
            Some(Node::File(content)) => Ok(content.to_vec()),
            Some(Node::Folder(_)) => Err(FileError::Folder),
            None => Err(FileError::Missing),
        }
    }

    fn exists(&self, path: &str) -> bool {
        if is_inside(path) {
            find(path).is_some()
        } else {
            super::Disk.exists(path)
        }
    }

    fn is_folder(&self, path: &str) -> bool {
        if is_inside(path) {
            matches!(find(path), Some(Node::Folder(_)))
        } else {
            super::Disk.is_folder(path)
        }
    }

    fn is_named(&self, path: &str) -> bool {
        if is_inside(path) {
            self.exists(path)
        } else {
            super::Disk.is_named(path)
        }
    }

    fn list(&self, folder: &str) -> Option<Vec<Listed>> {
        match find(folder) {
            _ if !is_inside(folder) => super::Disk.list(folder),
            Some(Node::Folder(names)) => {
                let listed = |name| Listed {
                    name,
                    is_link: false,
                };
                Some(names.into_iter().map(listed).collect())
            }
            _ => None,
        }
    }
}

/// Writes the embedded configuration into a folder and tells the paths of the
/// files. Nothing that is there is overwritten.
///
/// # Errors
/// A file that exists already, or cannot be written.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place where the embedded files are written"
)]
pub fn export(folder: &str) -> io::Result<Vec<String>> {
    let mut files: Vec<(String, &[u8])> = vec![("fail2ban.conf".to_owned(), SERVER.as_bytes())];
    for (name, dir) in FOLDERS {
        add_files(name, dir, &mut files);
    }
    let target = Path::new(folder);
    let there = files
        .iter()
        .find(|(name, _)| target.join(name).symlink_metadata().is_ok());
    if let Some((name, _)) = there {
        let path = target.join(name);
        let reason = format!("`{}` exists already; nothing was written", path.display());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, reason));
    }
    let mut written = Vec::new();
    for (name, content) in files {
        let path = target.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, content)?;
        written.push(path.display().to_string());
    }
    Ok(written)
}

fn add_files(prefix: &str, dir: &'static Dir<'_>, files: &mut Vec<(String, &[u8])>) {
    for file in dir.files() {
        files.push((
            format!("{prefix}/{}", file.path().display()),
            file.contents(),
        ));
    }
    for inner in dir.dirs() {
        add_files(prefix, inner, files);
    }
}
