//! Where the configuration comes from.

use super::{Disk, EMBEDDED_BASE, Embedded};
use crate::ini::Files;

/// The folder that is read where the command line names none.
const SYSTEM_BASE: &str = "/etc/fail2ban";

/// A tree of files and the base folder in it.
pub struct Place {
    /// The tree.
    pub files: &'static dyn Files,
    /// The base folder.
    pub base: String,
}

impl Place {
    /// The folder that was asked for; else `/etc/fail2ban` where it exists;
    /// else the embedded configuration.
    pub fn choose(asked: Option<&str>) -> Place {
        let disk = |base: &str| Place {
            files: &Disk,
            base: base.to_owned(),
        };
        match asked {
            Some(base) => disk(base),
            None if Disk.is_folder(SYSTEM_BASE) => disk(SYSTEM_BASE),
            None => Place {
                files: &Embedded,
                base: EMBEDDED_BASE.to_owned(),
            },
        }
    }
}
