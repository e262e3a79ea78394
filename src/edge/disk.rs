//! Files on disk.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the place where configuration files are read"
)]

use crate::ini::{FileError, Files, Listed, MAX_FILE};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::OpenOptionsExt;

/// The file system of the machine.
#[derive(Debug, Clone, Copy)]
pub struct Disk;

/// `O_NONBLOCK` of Linux: opening a FIFO must not wait for a writer.
const NONBLOCK: i32 = 0o4000;

/// `ENXIO` of Linux.
const NO_SUCH_DEVICE: i32 = 6;

impl Files for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let open = File::options().read(true).custom_flags(NONBLOCK).open(path);
        let file = open.map_err(|error| refusal(&error))?;
        let metadata = file.metadata().map_err(|error| refusal(&error))?;
        if metadata.is_dir() {
            return Err(FileError::Folder);
        }
        if !metadata.is_file() {
            return Err(FileError::Special);
        }
        let size = metadata.len();
        if size > MAX_FILE as u64 {
            return Err(FileError::TooLarge);
        }
        // What is appended meanwhile is left for the next time; only where the
        // system tells no size is the end looked for.
        let limit = if size == 0 { MAX_FILE as u64 + 1 } else { size };
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        let read = file.take(limit).read_to_end(&mut bytes);
        read.map_err(|error| refusal(&error))?;
        if bytes.len() > MAX_FILE {
            return Err(FileError::TooLarge);
        }
        Ok(bytes)
    }

    fn exists(&self, path: &str) -> bool {
        fs::metadata(path).is_ok()
    }

    fn is_folder(&self, path: &str) -> bool {
        fs::metadata(path).is_ok_and(|metadata| metadata.is_dir())
    }

    fn is_named(&self, path: &str) -> bool {
        fs::symlink_metadata(path).is_ok()
    }

    fn list(&self, folder: &str) -> Option<Vec<Listed>> {
        let entries = fs::read_dir(folder).ok()?;
        let listed = entries.filter_map(|entry| {
            let entry = entry.ok()?;
            Some(Listed {
                // A name that is no UTF-8 cannot be written into the
                // configuration either.
                name: entry.file_name().into_string().ok()?,
                is_link: entry.file_type().is_ok_and(|kind| kind.is_symlink()),
            })
        });
        Some(listed.collect())
    }
}

fn refusal(error: &std::io::Error) -> FileError {
    match error.kind() {
        ErrorKind::NotFound => FileError::Missing,
        ErrorKind::IsADirectory => FileError::Folder,
        // Linux does not open sockets.
        _ if error.raw_os_error() == Some(NO_SUCH_DEVICE) => FileError::Special,
        _ => FileError::Refused(error.to_string()),
    }
}
