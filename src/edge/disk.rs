//! Files on disk.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the place where configuration files are read"
)]

use crate::ini::{FileError, Files, MAX_FILE};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::OpenOptionsExt;

/// The file system of the machine.
#[derive(Debug, Clone, Copy)]
pub struct Disk;

/// `O_NONBLOCK` of Linux: opening a FIFO must not wait for a writer.
const NONBLOCK: i32 = 0o4000;

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
        let size = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
        if size > MAX_FILE {
            return Err(FileError::TooLarge);
        }
        let mut bytes = Vec::with_capacity(size);
        // The file may grow meanwhile, and some systems' files tell no size.
        let limit = MAX_FILE as u64 + 1;
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

    fn is_link(&self, path: &str) -> bool {
        fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
    }

    fn list(&self, folder: &str) -> Option<Vec<String>> {
        let entries = fs::read_dir(folder).ok()?;
        // A name that is no UTF-8 cannot be written into the configuration
        // either, and no pattern of it can be meant.
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Some(names.collect())
    }
}

fn refusal(error: &std::io::Error) -> FileError {
    match error.kind() {
        ErrorKind::NotFound => FileError::Missing,
        ErrorKind::IsADirectory => FileError::Folder,
        _ => FileError::Refused(error.to_string()),
    }
}
