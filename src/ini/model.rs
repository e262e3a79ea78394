//! Sections and options, of one file or of several put together.

use crate::diag::{Span, Traced};
use crate::map::OrderedMap;
use std::sync::Arc;

/// One setting of one option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where the option's name was written.
    pub key: Span,
    /// The raw value: not interpolated, without comments.
    pub value: Arc<Traced>,
    /// The setting that this one replaced, from an earlier file.
    pub previous: Option<Arc<Entry>>,
}

impl Entry {
    /// This setting and those it replaced, the newest first.
    pub fn history(&self) -> impl Iterator<Item = &Entry> {
        std::iter::successors(Some(self), |entry| entry.previous.as_deref())
    }
}

/// A section: its options in the order they first appeared, keys lower-case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Where the name stands in the (first) header.
    pub header: Span,
    /// The options.
    pub options: OrderedMap<Arc<str>, Entry>,
}

impl Section {
    /// A section without options.
    pub fn new(header: Span) -> Section {
        Section {
            header,
            options: OrderedMap::default(),
        }
    }

    /// Sets an option; a setting that is there already becomes its history.
    pub fn set(&mut self, key: Arc<str>, mut entry: Entry) {
        match self.options.entry(key) {
            indexmap::map::Entry::Occupied(mut slot) => {
                entry.previous = Some(Arc::new(slot.get().clone()));
                slot.insert(entry);
            }
            indexmap::map::Entry::Vacant(slot) => {
                slot.insert(entry);
            }
        }
    }
}

/// `[DEFAULT]` and the other sections, in the order they first appeared. Many
/// names include the same files, so sections that only one file has are shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ini {
    /// `[DEFAULT]`.
    pub defaults: Arc<Section>,
    /// All others; names are case-sensitive.
    pub sections: OrderedMap<Arc<str>, Arc<Section>>,
}

/// Sections whose name begins so hold the values that later files replaced;
/// `%(known/x)s` reads them.
pub(super) const KNOWN: &str = "KNOWN/";

impl Default for Ini {
    fn default() -> Self {
        Ini {
            defaults: Arc::new(Section::new(Span::BUILT_IN)),
            sections: OrderedMap::default(),
        }
    }
}

impl Ini {
    /// Lays one file over what was read before: its values win, option by
    /// option. Values that it replaces are kept in the hidden section
    /// `KNOWN/<section>`, and `[name?condition]` becomes options
    /// `option?condition` of `[name]`.
    pub fn merge(&mut self, file: &Ini) {
        if self.defaults.options.is_empty() {
            self.defaults = file.defaults.clone();
        } else if !file.defaults.options.is_empty() {
            let defaults = Arc::make_mut(&mut self.defaults);
            for (key, entry) in &file.defaults.options {
                defaults.set(key.clone(), entry.clone());
            }
        }
        for (name, section) in &file.sections {
            match split_condition(name) {
                Some((base, condition)) => {
                    let mut renamed = Section::new(section.header);
                    for (key, entry) in &section.options {
                        let key = format!("{key}{condition}").into();
                        renamed.options.insert(key, entry.clone());
                    }
                    self.merge_section(&base.into(), &Arc::new(renamed));
                }
                None => self.merge_section(name, section),
            }
        }
    }

    fn merge_section(&mut self, name: &Arc<str>, new: &Arc<Section>) {
        let Some(section) = self.sections.get_mut(name) else {
            self.sections.insert(name.clone(), new.clone());
            return;
        };
        let section = Arc::make_mut(section);
        let mut replaced = Section::new(section.header);
        for (key, entry) in &new.options {
            if let Some(old) = section.options.get(key) {
                replaced.options.insert(key.clone(), old.clone());
            }
            section.set(key.clone(), entry.clone());
        }
        let known: Arc<str> = format!("{KNOWN}{name}").into();
        let known = self
            .sections
            .entry(known)
            .or_insert_with(|| Arc::new(Section::new(replaced.header)));
        Arc::make_mut(known).options.extend(replaced.options);
    }

    /// The sections that files define, without those that hold replaced values.
    pub fn visible(&self) -> impl Iterator<Item = (&Arc<str>, &Section)> {
        let sections = self.sections.iter();
        sections
            .map(|(name, section)| (name, &**section))
            .filter(|(name, _)| !name.starts_with(KNOWN))
    }

    /// A section's own option, else that of `[DEFAULT]`; none where the
    /// section does not exist.
    pub fn entry(&self, section: &str, option: &str) -> Option<&Entry> {
        let own = self.section(section)?.options.get(option);
        own.or_else(|| self.defaults.options.get(option))
    }

    /// A section, or `[DEFAULT]` by that name.
    pub fn section(&self, name: &str) -> Option<&Section> {
        match name {
            "DEFAULT" => Some(&self.defaults),
            _ => self.sections.get(name).map(|section| &**section),
        }
    }
}

/// `name?condition` into `name` and `?condition`; the name has only word
/// characters.
pub(crate) fn split_condition(name: &str) -> Option<(&str, &str)> {
    let at = name.bytes().position(|byte| byte == b'?')?;
    let (base, condition) = name.split_at(at);
    let fits = !base.is_empty() && base.chars().all(crate::python::is_word);
    (fits && condition.len() > 1).then_some((base, condition))
}
