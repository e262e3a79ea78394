//! Which options and sections the values of some files refer to, as far as
//! that can be told without evaluating them: for findings about what nothing
//! reads.

use super::tags::find_tag;
use crate::ini::Ini;
use crate::map::Set;
use crate::python::lower;

/// Names that stand in values as `%(name)s` or `<name>`, in lower case.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Whole names, each also without the section or `known/` before it.
    names: Set<String>,
    /// What names begin with whose rest is only put together later, such as
    /// `mdre-` of `<mdre-<mode>>`.
    beginnings: Set<String>,
}

impl References {
    /// Those in all values of some files, replaced ones included.
    pub(super) fn of(ini: &Ini) -> References {
        let mut references = References::default();
        let sections = ini.sections.values().chain([&ini.defaults]);
        for entry in sections.flat_map(|section| section.options.values()) {
            for setting in entry.history() {
                references.add(setting.value.as_str());
            }
        }
        references
    }

    /// Takes in a name that is read in another way.
    pub(super) fn insert(&mut self, name: &str) {
        self.names.insert(name.to_owned());
    }

    /// Whether something may refer to an option.
    pub(super) fn has(&self, option: &str) -> bool {
        self.names.contains(option) || self.begins(option)
    }

    /// Whether something may refer to an option of a section.
    pub(super) fn has_section(&self, section: &str) -> bool {
        let inside = format!("{}/", section.to_lowercase());
        self.names.iter().any(|name| name.starts_with(&inside)) || self.begins(&inside)
    }

    fn begins(&self, name: &str) -> bool {
        self.beginnings
            .iter()
            .any(|begin| name.starts_with(&**begin))
    }

    /// Takes in the names in a text.
    pub(super) fn add(&mut self, text: &str) {
        for (at, _) in text.match_indices("%(") {
            if let Some(end) = text[at..].find(')') {
                self.add_name(&text[at + 2..at + end]);
            }
        }
        let mut from = 0;
        while let Some(tag) = find_tag(text, from) {
            from = tag.start + 1;
            self.add_name(&text[tag.start + 1..tag.end - 1]);
        }
        for (at, _) in text.match_indices('<') {
            let inside = &text[at + 1..];
            let end = inside.find(['<', '>', ' ', '%']).unwrap_or(inside.len());
            if end > 0 && (inside[end..].starts_with('<') || inside[end..].starts_with("%(")) {
                self.beginnings.insert(inside[..end].to_lowercase());
            }
        }
    }

    fn add_name(&mut self, name: &str) {
        let lower = lower(name);
        if self.names.contains(&*lower) {
            return;
        }
        let last = lower.rsplit('/').next().unwrap_or_default();
        let last = last.split('?').next().unwrap_or_default();
        self.names.insert(last.to_owned());
        self.names.insert(lower.into_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_values() {
        let mut references = References::default();
        references.add("%(a)s <b> <known/c> <re-<mode>> %(x/D)s <e?family=inet6> <S/f>");
        for name in ["a", "b", "c", "mode", "d", "e", "f"] {
            assert!(references.has(name), "{name}");
        }
        assert!(references.has_section("x") && references.has_section("S"));
        assert!(!references.has("g") && !references.has_section("g"));
    }

    #[test]
    fn names_may_be_put_together_later() {
        let mut references = References::default();
        references.add("<re-<mode>> <lt_<logtype>/line> <of-%(x)s> a < b<c> <<d>>");
        for name in ["re-normal", "re-", "of-y", "c", "d"] {
            assert!(references.has(name), "{name}");
        }
        assert!(references.has_section("lt_file"));
        assert!(!references.has("r") && !references.has("other"));
        assert!(!references.has_section("other"));
    }
}
