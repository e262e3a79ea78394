//! Where files come from.

use std::fmt;

/// The largest configuration file that is read, in bytes. fail2ban has no
/// limit; the largest files seen in real use are below 1 MB.
pub const MAX_FILE: usize = 4 << 20;

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// It is not there (any more).
    Missing,
    /// A folder stands in its place.
    Folder,
    /// A FIFO, socket or device stands in its place; reading could wait forever.
    Special,
    /// It is larger than [`MAX_FILE`].
    TooLarge,
    /// The system refused, with its reason.
    Refused(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::Missing => f.write_str("no such file"),
            FileError::Folder => f.write_str("it is a directory"),
            FileError::Special => f.write_str("it is a FIFO, socket or device"),
            FileError::TooLarge => write!(f, "it is larger than {} MiB", MAX_FILE >> 20),
            FileError::Refused(reason) => f.write_str(reason),
        }
    }
}

/// A name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name.
    pub name: String,
    /// Whether it is a symbolic link, which may lead nowhere.
    pub is_link: bool,
}

/// A tree of files: a disk, the embedded configuration, or a test's own.
pub trait Files {
    /// The content of a file.
    ///
    /// # Errors
    /// [`FileError`] says why there is none.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError>;

    /// Whether something is there, symbolic links followed.
    fn exists(&self, path: &str) -> bool;

    /// Whether a folder is there.
    fn is_folder(&self, path: &str) -> bool;

    /// Whether something is there, be it a symbolic link that leads nowhere.
    fn is_named(&self, path: &str) -> bool;

    /// The names in a folder, in the folder's own order; `None` where there is
    /// no such folder or it cannot be listed.
    fn list(&self, folder: &str) -> Option<Vec<Listed>>;
}
