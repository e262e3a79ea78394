//! Folders of files: made from texts, copied, kept.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::package;

/// A base directory as texts: relative paths and contents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    /// In the order of writing, which is also the order of a directory listing on many
    /// file systems.
    pub(crate) files: Vec<(String, String)>,
}

impl Tree {
    /// Adds a file.
    pub(crate) fn add(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.push((path.into(), text.into()));
    }

    /// Writes all files below `folder`.
    pub(crate) fn write(&self, folder: &Path) {
        for (path, text) in &self.files {
            write(&folder.join(path), text);
        }
    }
}

/// Writes one file, with its folders.
pub(crate) fn write(path: &Path, text: impl AsRef<[u8]>) {
    let folder = path.parent().expect("a file is in a folder");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// An empty folder that goes away with the value.
pub(crate) fn scratch() -> TempDir {
    let folder = package::home().join("work");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    TempDir::new_in(folder).expect("the target folder can be written")
}

/// Copies a folder over another one. Symbolic links stay links.
pub(crate) fn copy(from: &Path, to: &Path) {
    copy_over(from, to)
        .unwrap_or_else(|error| panic!("copying {} to {}: {error}", from.display(), to.display()));
}

fn copy_over(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in subfolders_and_files(from)? {
        let target = to.join(entry.file_name().unwrap_or_default());
        let kind = fs::symlink_metadata(&entry)?.file_type();
        if kind.is_dir() {
            copy_over(&entry, &target)?;
        } else if kind.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(&entry)?, target)?;
        } else if kind.is_file() {
            fs::copy(entry, target)?;
        }
    }
    Ok(())
}

/// What is in a folder, by name.
pub(crate) fn subfolders_and_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    entries.sort();
    Ok(entries)
}

/// Puts a copy of a differing base directory where it can be looked at.
pub(crate) fn keep(base: &Path, name: &str) -> PathBuf {
    let name: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    let kept = package::home().join("failed").join(name);
    // An older copy may be there or not.
    let _ = fs::remove_dir_all(&kept);
    if base.is_dir() {
        copy(base, &kept);
    }
    kept
}
