//! A tree of files in memory.

use gaoler::ini::{FileError, Files, Listed};
use std::collections::BTreeMap;

/// The base folder.
pub(crate) const BASE: &str = "/etc/fail2ban";

/// The line that stands between two files.
const SEPARATOR: &[u8] = b"----\n";

/// The files, in the order in which they follow one another.
const NAMES: [&str; 8] = [
    "jail.conf",
    "filter.d/f.conf",
    "action.d/a.conf",
    "jail.local",
    "fail2ban.conf",
    "filter.d/f.local",
    "filter.d/g.conf",
    "action.d/b.conf",
];

/// Files by path.
pub(crate) struct Tree(BTreeMap<String, Vec<u8>>);

impl Tree {
    /// The files whose contents follow one another in `data` with a separator
    /// between. Those that are not in it do not exist, but for `fail2ban.conf`
    /// and a log file.
    pub(crate) fn from_bytes(data: &[u8]) -> Tree {
        let mut files = BTreeMap::new();
        let mut add = |name: &str, content: &[u8]| {
            files.insert(format!("{BASE}/{name}"), content.to_vec());
        };
        add("fail2ban.conf", b"[Definition]\n");
        add("a.log", b"");
        let mut rest = data;
        for name in NAMES {
            match find(rest, SEPARATOR) {
                Some(at) => {
                    add(name, &rest[..at]);
                    rest = &rest[at + SEPARATOR.len()..];
                }
                None => {
                    add(name, rest);
                    break;
                }
            }
        }
        Tree(files)
    }
}

fn find(data: &[u8], wanted: &[u8]) -> Option<usize> {
    data.windows(wanted.len()).position(|part| part == wanted)
}

impl Files for Tree {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        match self.0.get(path) {
            Some(content) => Ok(content.clone()),
            None if self.is_folder(path) => Err(FileError::Folder),
            None => Err(FileError::Missing),
        }
    }

    fn exists(&self, path: &str) -> bool {
        self.0.contains_key(path) || self.is_folder(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        let inside = format!("{}/", path.trim_end_matches('/'));
        self.0.keys().any(|name| name.starts_with(&inside))
    }

    fn is_named(&self, path: &str) -> bool {
        self.exists(path)
    }

    fn list(&self, folder: &str) -> Option<Vec<Listed>> {
        let inside = format!("{}/", folder.trim_end_matches('/'));
        let rests = self.0.keys().filter_map(|name| name.strip_prefix(&inside));
        let names = rests.map(|rest| rest.split('/').next().unwrap_or(rest));
        let mut listed: Vec<Listed> = names
            .map(|name| Listed {
                name: name.to_owned(),
                is_link: false,
            })
            .collect();
        listed.dedup();
        (!listed.is_empty()).then_some(listed)
    }
}
