//! All files of one configuration name, put together.
//!
//! For `filter.d/sshd` under a base folder these are `filter.d/sshd.conf`,
//! `filter.d/sshd.d/*.conf`, `filter.d/sshd.local` and `filter.d/sshd.d/*.local`,
//! each with what it includes. Each file is read and parsed once.

use super::error::IniError;
use super::files::{FileError, Files};
use super::interpolate::{InterpolationError, Lookup, NoVars};
use super::model::Ini;
use super::reader::read;
use crate::diag::{Diagnostic, Diagnostics, Severity, SourceMap, Span, Traced, code};
use crate::map::Map;
use std::rc::Rc;

/// Why the files of a name could not be put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadFailure {
    /// No file, or one that cannot be read or is no UTF-8: the reference goes
    /// on without the name. The texts are those that it logs.
    NotRead {
        /// The reference's log lines.
        reference: Vec<String>,
        /// The same in our own words.
        diagnostics: Vec<Diagnostic>,
    },
    /// A fault in the text: the reference gives up altogether.
    Broken {
        /// The text of the reference's exception.
        reference: String,
        /// The same in our own words, with its place.
        diagnostic: Box<Diagnostic>,
    },
}

impl From<IniError> for ReadFailure {
    fn from(error: IniError) -> Self {
        ReadFailure::Broken {
            reference: error.reference,
            diagnostic: error.diagnostic,
        }
    }
}

impl From<InterpolationError> for ReadFailure {
    fn from(error: InterpolationError) -> Self {
        ReadFailure::Broken {
            reference: error.reference,
            diagnostic: error.diagnostic,
        }
    }
}

/// One file that was read: its sections and the paths it includes.
#[derive(Debug)]
struct Parsed {
    ini: Ini,
    before: Vec<Include>,
    after: Vec<Include>,
}

impl Parsed {
    fn includes(&self) -> impl Iterator<Item = &Include> {
        self.before.iter().chain(&self.after)
    }

    fn first(&self) -> Option<&Include> {
        self.includes().next()
    }
}

/// An entry of `before` or `after`.
#[derive(Debug, Clone)]
struct Include {
    path: String,
    /// Where it is written.
    at: Span,
}

type ParsedFile = Rc<Result<Parsed, ReadFailure>>;

/// Inclusion deeper than this has no end: the reference runs out of stack.
const MAX_CHAIN: usize = 200;
/// More files than any configuration name is made of; files that include
/// others twice, level by level, would otherwise be read for ever.
const MAX_FILES: usize = 10_000;

/// Reads files and puts them together.
pub struct Layers<'a> {
    files: &'a dyn Files,
    /// The base folder, without a slash at its end.
    base: String,
    sources: SourceMap,
    /// The names in each folder that was asked about, and whether they are
    /// links; most files that could be there are not, and this saves asking.
    folders: Map<String, Option<Map<String, bool>>>,
    parsed: Map<String, ParsedFile>,
    /// What a file comes to with all that it includes.
    expanded: Map<String, Rc<[String]>>,
    merged: Map<String, Result<Rc<Ini>, ReadFailure>>,
    findings: Diagnostics,
}

impl<'a> Layers<'a> {
    /// A reader for the tree at `base`.
    pub fn new(files: &'a dyn Files, base: &str) -> Layers<'a> {
        let trimmed = base.trim_end_matches('/');
        Layers {
            files,
            base: if trimmed.is_empty() { base } else { trimmed }.to_owned(),
            sources: SourceMap::default(),
            folders: Map::default(),
            parsed: Map::default(),
            expanded: Map::default(),
            merged: Map::default(),
            findings: Diagnostics::default(),
        }
    }

    /// The base folder.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The tree that is read.
    pub fn files(&self) -> &'a dyn Files {
        self.files
    }

    /// The texts that were read.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// Gives up the texts and what was found on the way: includes that are
    /// missing or go in circles, dangling links.
    pub fn take_parts(&mut self) -> (SourceMap, Diagnostics) {
        let sources = std::mem::take(&mut self.sources);
        (sources, std::mem::take(&mut self.findings))
    }

    /// The sections of a configuration name such as `jail` or `filter.d/sshd`,
    /// or, where it begins with `/`, of that path without its extension.
    ///
    /// # Errors
    /// See [`ReadFailure`].
    pub fn name(&mut self, name: &str) -> Result<Rc<Ini>, ReadFailure> {
        if let Some(merged) = self.merged.get(name) {
            return merged.clone();
        }
        let result = self.read(name).map(Rc::new);
        self.merged.insert(name.to_owned(), result.clone());
        result
    }

    /// The same, for a name that is needed once.
    ///
    /// # Errors
    /// See [`ReadFailure`].
    pub fn read(&mut self, name: &str) -> Result<Ini, ReadFailure> {
        let (folder, stem) = self.folder_and_stem(name);
        let candidates = self.candidates(&folder, &stem);
        if candidates.is_empty() {
            return Err(self.nothing_found(name, &folder, &stem));
        }
        let mut order = Vec::new();
        let listed = self.with_locals(candidates);
        for file in &listed {
            self.expand(file, &mut Vec::new(), &mut order)?;
        }
        let mut ini = Ini::default();
        let (mut unread, mut diagnostics, mut reference) = (Vec::new(), Vec::new(), Vec::new());
        for path in order {
            match &*self.parse(&path) {
                Ok(parsed) => ini.merge(&parsed.ini),
                Err(ReadFailure::NotRead {
                    reference: texts,
                    diagnostics: list,
                }) if listed.contains(&path) => {
                    reference.extend(texts.iter().cloned());
                    diagnostics.extend(list.iter().cloned());
                    unread.push(path);
                }
                // A file that is only included is left out.
                Err(ReadFailure::NotRead {
                    diagnostics: list, ..
                }) => {
                    let warning = |d: &Diagnostic| d.clone().with_severity(Severity::Warning);
                    self.findings.extend(list.iter().map(warning));
                }
                Err(broken) => return Err(broken.clone()),
            }
        }
        if unread.is_empty() {
            return Ok(ini);
        }
        reference.push(format!(
            "Could not read config files: {}",
            unread.join(", ")
        ));
        Err(ReadFailure::NotRead {
            reference,
            diagnostics,
        })
    }

    fn folder_and_stem(&self, name: &str) -> (String, String) {
        let path = if name.starts_with('/') {
            name.to_owned()
        } else {
            [&self.base, "/", name].concat()
        };
        match path.rsplit_once('/') {
            Some((folder, stem)) => (folder.to_owned(), stem.to_owned()),
            None => (".".to_owned(), path),
        }
    }

    /// `.conf`, `.d/*.conf`, `.local`, `.d/*.local`, as far as they exist.
    fn candidates(&mut self, folder: &str, stem: &str) -> Vec<String> {
        let path = [folder, "/", stem].concat();
        let parts = [&path, ".d"].concat();
        let mut names = self.names(&parts);
        names.retain(|name| !name.starts_with('.'));
        names.sort_unstable();
        let mut found = Vec::new();
        for extension in [".conf", ".local"] {
            found.push([&path, extension].concat());
            let names = names.iter().filter(|name| name.ends_with(extension));
            found.extend(names.map(|name| [&parts, "/", name].concat()));
        }
        found.retain(|file| self.is_there(file));
        found
    }

    /// The names in a folder; none where it cannot be listed.
    fn names(&mut self, folder: &str) -> Vec<String> {
        let is_there = folder.rsplit_once('/').is_none_or(|(outer, name)| {
            let outer = self.listed(outer);
            outer.is_none_or(|names| names.contains_key(name))
        });
        if !is_there {
            return Vec::new();
        }
        let listed = self.files.list(folder).unwrap_or_default();
        listed.into_iter().map(|listed| listed.name).collect()
    }

    fn listed(&mut self, folder: &str) -> Option<&Map<String, bool>> {
        if !self.folders.contains_key(folder) {
            let listed = self.files.list(folder).map(|names| {
                let names = names.into_iter();
                names.map(|listed| (listed.name, listed.is_link)).collect()
            });
            self.folders.insert(folder.to_owned(), listed);
        }
        self.folders.get(folder).and_then(Option::as_ref)
    }

    fn is_there(&mut self, file: &str) -> bool {
        let (folder, name) = file.rsplit_once('/').unwrap_or((".", file));
        if let Some(names) = self.listed(folder)
            && !matches!(name, "." | ".." | "")
        {
            match names.get(name) {
                None => return false,
                Some(false) => return true,
                Some(true) => {}
            }
        }
        let there = self.files.exists(file);
        if !there && self.files.is_named(file) {
            let message = format!("`{file}` is a link to a file that does not exist");
            self.findings.push(
                Diagnostic::new(&code::DANGLING_LINK, message)
                    .help("point it to a file, or remove it"),
            );
        }
        there
    }

    fn nothing_found(&mut self, name: &str, folder: &str, stem: &str) -> ReadFailure {
        let shown = crate::python::repr_str(name);
        let reference = format!(
            "Found no accessible config files for {shown} under {}",
            self.base
        );
        let names = self.names(folder);
        let stems = names
            .iter()
            .filter_map(|name| name.strip_suffix(".conf").or(name.strip_suffix(".local")))
            // A link that leads nowhere has the very name.
            .filter(|&other| other != stem);
        let message = format!("no file defines `{name}`");
        let diagnostic = Diagnostic::new(&code::NO_CONFIG_FILE, message);
        let file = format!("{folder}/{stem}.conf");
        let looked_for = if self.files.is_named(&file) {
            format!("{file} is a link to a file that does not exist")
        } else {
            format!("looked for {file} and {stem}.local")
        };
        let help = match crate::diag::nearest(stem, stems) {
            Some(near) => format!("{looked_for}; did you mean `{near}`?"),
            None => looked_for,
        };
        ReadFailure::NotRead {
            reference: vec![reference],
            diagnostics: vec![diagnostic.help(help)],
        }
    }

    /// Each file, with its `.local` behind it where that exists and is not
    /// in the list anyway.
    fn with_locals(&mut self, files: Vec<String>) -> Vec<String> {
        let mut all = Vec::with_capacity(files.len());
        for file in &files {
            all.push(file.clone());
            let local = local_of(file).filter(|local| !files.contains(local));
            all.extend(local.filter(|local| self.is_there(local)));
        }
        all
    }

    /// Appends a file's `before`, the file and its `after`, each in the same
    /// way. `chain` holds the files that lead here. As in the reference this is
    /// found out once for each file, so a file that was met inside of a loop
    /// first lacks what the loop left out ever after
    /// (`testdata/config/include-loop-remembered`).
    fn expand(
        &mut self,
        file: &str,
        chain: &mut Vec<String>,
        order: &mut Vec<String>,
    ) -> Result<(), ReadFailure> {
        let parsed = self.parse(file);
        if let Some(expanded) = self.expanded.get(file)
            && order.len() <= MAX_FILES
        {
            order.extend_from_slice(expanded);
            return Ok(());
        }
        let parsed = match &*parsed {
            Ok(parsed) => parsed,
            Err(ReadFailure::NotRead { .. }) => {
                order.push(file.to_owned());
                return Ok(());
            }
            Err(broken) => return Err(broken.clone()),
        };
        chain.push(file.to_owned());
        if chain.len() > MAX_CHAIN {
            return Err(self.endless_includes(chain));
        }
        if order.len() > MAX_FILES {
            let message = format!("more than {MAX_FILES} files are included");
            let help = "two files that include the same others double them at each level";
            return Err(too_many_includes(parsed.first(), message, help));
        }
        let start = order.len();
        self.include_all(&parsed.before, chain, order)?;
        order.push(file.to_owned());
        self.include_all(&parsed.after, chain, order)?;
        chain.pop();
        self.expanded.insert(file.to_owned(), order[start..].into());
        Ok(())
    }

    /// Expands the entries of `before` or `after`, each with its `.local`
    /// behind it, which is read even where the file itself is missing. An entry
    /// that led here is skipped, its `.local` too; the file itself is not looked
    /// for, so that a file that includes itself is applied twice, as it is by
    /// the reference.
    fn include_all(
        &mut self,
        includes: &[Include],
        chain: &mut Vec<String>,
        order: &mut Vec<String>,
    ) -> Result<(), ReadFailure> {
        for Include { path, at } in includes {
            let (_, leading) = chain.split_last().expect("the file itself is the last");
            if leading.contains(path) {
                let message = format!("`{path}` includes itself; this inclusion is skipped");
                self.findings.push(
                    Diagnostic::new(&code::INCLUDE_CYCLE, message)
                        .at(*at)
                        .help("take the entry out of `before` or `after`"),
                );
                continue;
            }
            if self.is_there(path) {
                self.expand(path, chain, order)?;
            } else {
                let message = format!("the included file `{path}` does not exist");
                let finding = Diagnostic::new(&code::MISSING_INCLUDE, message)
                    .at(*at)
                    .help("entries are relative to the folder of the file they stand in, and have their extension");
                // Shipped files include some that are there only for changes.
                let is_optional = path.ends_with(".local");
                self.findings.push(match is_optional {
                    true => finding.with_severity(Severity::Note),
                    false => finding,
                });
            }
            let local = local_of(path).filter(|local| includes.iter().all(|i| i.path != *local));
            if let Some(local) = local.filter(|local| self.is_there(local)) {
                self.expand(&local, chain, order)?;
            }
        }
        Ok(())
    }

    /// Says where files that lead back to themselves begin to do so.
    fn endless_includes(&mut self, chain: &[String]) -> ReadFailure {
        let plain: Vec<_> = chain.iter().map(|file| plain_path(file)).collect();
        let again = |at: &usize| plain[at + 1..].contains(&plain[*at]);
        let first = (0..chain.len()).find(again).unwrap_or(0);
        let parsed = self.parse(&chain[first]);
        let at = parsed.as_ref().as_ref().ok().and_then(|parsed| {
            let leads = |include: &&Include| chain.get(first + 1) == Some(&include.path);
            parsed.includes().find(leads).or(parsed.first())
        });
        let help = "a file must not include itself through `..`, and a `.local` file not its own `.conf`, which is read before it anyway";
        too_many_includes(at, "inclusion has no end".to_owned(), help)
    }

    fn parse(&mut self, path: &str) -> ParsedFile {
        if let Some(parsed) = self.parsed.get(path) {
            return parsed.clone();
        }
        let parsed = Rc::new(self.read_file(path));
        self.parsed.insert(path.to_owned(), parsed.clone());
        parsed
    }

    fn read_file(&mut self, path: &str) -> Result<Parsed, ReadFailure> {
        let bytes = match self.files.read(path) {
            Ok(bytes) => bytes,
            Err(error) => return Err(unreadable(path, &error)),
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => return Err(self.not_utf8(path, error)),
        };
        let file = self.sources.add(path, text);
        let ini = read(self.sources.text(file), path, file)?;
        let before = self.includes(path, &ini, "before")?;
        let after = self.includes(path, &ini, "after")?;
        Ok(Parsed { ini, before, after })
    }

    fn not_utf8(&mut self, path: &str, error: std::string::FromUtf8Error) -> ReadFailure {
        let fault = error.utf8_error();
        let at = fault.valid_up_to();
        let bytes = error.into_bytes();
        let byte = bytes[at];
        let reason = match (fault.error_len(), byte) {
            (None, _) => "unexpected end of data",
            (Some(_), 0xc2..=0xf4) => "invalid continuation byte",
            _ => "invalid start byte",
        };
        let reference = format!(
            "Error decoding config file '{path}': 'utf-8' codec can't decode byte {byte:#04x} in position {at}: {reason}"
        );
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let file = self.sources.add(path, shown);
        let message = format!("byte {byte:#04x} is no UTF-8 ({reason}); the file is not used");
        let diagnostic = Diagnostic::new(&code::NOT_UTF8, message)
            .at(Span::new(file, at, at + 1))
            .help("convert the file, for example with `iconv -f latin1 -t utf-8`");
        ReadFailure::NotRead {
            reference: vec![reference],
            diagnostics: vec![diagnostic],
        }
    }

    /// The paths in `before` or `after`, one a line.
    fn includes(
        &self,
        path: &str,
        ini: &Ini,
        option: &str,
    ) -> Result<Vec<Include>, InterpolationError> {
        let lookup = Lookup::new(ini, "INCLUDES", &NoVars, None);
        let Some(value) = lookup.get(option)? else {
            return Ok(Vec::new());
        };
        let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        let include = |(entry, at)| Include {
            path: join(folder, entry),
            at,
        };
        Ok(entries(&value).map(include).collect())
    }
}

/// The non-empty lines of a value and where they stand.
fn entries(value: &Traced) -> impl Iterator<Item = (&str, Span)> {
    let text = value.as_str();
    text.split('\n')
        .filter(|line| !line.is_empty())
        .map(|line| {
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            (line, value.span(start..start + line.len()))
        })
}

/// `path`, or below `folder` where it is relative.
fn join(folder: &str, path: &str) -> String {
    if path.starts_with('/') {
        path.to_owned()
    } else {
        [folder, "/", path].concat()
    }
}

/// `x.local` for `x.conf`, or for any other extension.
fn local_of(path: &str) -> Option<String> {
    let name_start = path.rfind('/').map_or(0, |at| at + 1);
    let name = &path[name_start..];
    let dot = name.rfind('.').filter(|&at| at > 0).unwrap_or(name.len());
    let local = [&path[..name_start + dot], ".local"].concat();
    (local != path).then_some(local)
}

/// Inclusion that the reference follows until its stack is full.
fn too_many_includes(at: Option<&Include>, message: String, help: &str) -> ReadFailure {
    let diagnostic = Diagnostic::new(&code::INCLUDE_CYCLE, message).with_severity(Severity::Error);
    let diagnostic = diagnostic.help(help);
    ReadFailure::Broken {
        reference: "maximum recursion depth exceeded while calling a Python object".to_owned(),
        diagnostic: Box::new(match at {
            Some(include) => diagnostic.at(include.at),
            None => diagnostic,
        }),
    }
}

/// A path without its `.` and `..`, as if no folder were a link.
fn plain_path(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts
}

fn unreadable(path: &str, error: &FileError) -> ReadFailure {
    let reference = format!("Error decoding config file '{path}': {error}");
    let message = format!("`{path}` cannot be read: {error}");
    let help = match error {
        FileError::Refused(_) => "check its permissions and those of the folders above it",
        FileError::TooLarge => "a configuration file is rarely above 1 MB; is it the right one?",
        _ => "put a plain file in its place",
    };
    ReadFailure::NotRead {
        reference: vec![reference],
        diagnostics: vec![Diagnostic::new(&code::UNREADABLE_FILE, message).help(help)],
    }
}
