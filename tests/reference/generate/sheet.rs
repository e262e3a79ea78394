//! A file as sections and options, and the many ways to write it down.

use crate::random::Random;

/// A configuration file before it is written.
pub(crate) struct Sheet {
    /// Below the base directory.
    pub(crate) path: String,
    /// In order; a fault may put the same name in twice.
    pub(crate) sections: Vec<Section>,
    /// Lines in front of everything, as they are.
    pub(crate) preface: String,
}

/// A section and its options, in order.
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) options: Vec<(String, String)>,
}

impl Sheet {
    pub(crate) fn new(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            sections: Vec::new(),
            preface: String::new(),
        }
    }

    /// The section of this name, new at the end if there is none.
    pub(crate) fn section(&mut self, name: &str) -> &mut Section {
        let found = self
            .sections
            .iter()
            .position(|section| section.name == name);
        let index = found.unwrap_or_else(|| {
            self.sections.push(Section {
                name: name.to_owned(),
                options: Vec::new(),
            });
            self.sections.len() - 1
        });
        &mut self.sections[index]
    }

    /// Sets an option; a second time changes it.
    pub(crate) fn set(&mut self, section: &str, key: &str, value: impl Into<String>) {
        let options = &mut self.section(section).options;
        let value = value.into();
        match options.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => options.push((key.to_owned(), value)),
        }
    }

    /// The text, written in one of many ways that mean the same, and at times in one that
    /// does not: a changed indentation makes an option part of the value above it.
    pub(crate) fn render(&self, random: &mut Random) -> String {
        let mut pen = Pen {
            text: self.preface.clone(),
            margin: if random.chance(12) {
                random.between(1, 3)
            } else {
                0
            },
            sloppy: random.below(150) == 0,
        };
        for section in &self.sections {
            pen.noise(random);
            pen.header(random, &section.name);
            for (key, value) in &section.options {
                pen.option(random, key, value);
            }
        }
        if pen.sloppy {
            // What is now part of an `ignoreip` must not meet V60.
            pen.text = pen.text.replace(['\t', '\u{a0}'], " ");
        }
        if random.chance(5) {
            pen.text = pen.text.replace('\n', "\r\n");
        }
        if random.chance(5) {
            pen.text.truncate(pen.text.trim_end().len());
        }
        pen.text
    }
}

/// Writes one file.
struct Pen {
    text: String,
    margin: usize,
    sloppy: bool,
}

const COMMENTS: &[&str] = &[
    "# note",
    "; note",
    "#",
    "   # indented",
    "\t;",
    "# [section]",
    "# a = b",
];

impl Pen {
    fn header(&mut self, random: &mut Random, name: &str) {
        let margin = if random.chance(5) { " " } else { "" };
        let behind = if random.chance(5) {
            *random.pick(&[" ; c", " # c", "x", "  "])
        } else {
            ""
        };
        // An indented header would be text of the value above it.
        let margin = if self.text.is_empty() { margin } else { "" };
        self.text += &format!("{margin}[{name}]{behind}\n");
    }

    fn option(&mut self, random: &mut Random, key: &str, value: &str) {
        self.noise(random);
        let margin = if self.sloppy {
            random.between(0, 3)
        } else {
            self.margin
        };
        let key = match random.below(20) {
            0 => key.to_uppercase(),
            1 => capitalised(key),
            _ => key.to_owned(),
        };
        let sign = *random.pick(&[" = ", " = ", " = ", "=", " =", "= ", " : ", ": ", "\t=\t"]);
        self.text += &format!("{}{key}{sign}", " ".repeat(margin));
        let mut lines = value.split('\n');
        let first = lines.next().unwrap_or_default();
        if !first.is_empty() && value.contains('\n') && key != "filter" && random.chance(25) {
            // All lines below the key: a value that begins with an empty line.
            self.text += "\n";
            self.continued(random, margin, first);
        } else {
            self.text += first;
            self.end(random);
        }
        for line in lines {
            self.continued(random, margin, line);
        }
    }

    fn continued(&mut self, random: &mut Random, margin: usize, line: &str) {
        if random.chance(8) {
            self.text += *random.pick(&["# between\n", "    # between\n", "\n", "   \n", ";\n"]);
        }
        let margin = margin + random.between(1, 6);
        let tab = if random.chance(5) { "\t" } else { "" };
        self.text += &format!("{}{tab}{line}", " ".repeat(margin));
        self.end(random);
    }

    fn end(&mut self, random: &mut Random) {
        if random.chance(6) {
            self.text += *random.pick(&[" ; note", "\t;", " ;; x = y", "  "]);
        }
        self.text += "\n";
    }

    fn noise(&mut self, random: &mut Random) {
        if random.chance(8) {
            self.text += "\n";
        }
        if random.chance(8) {
            self.text += *random.pick(COMMENTS);
            self.text += "\n";
        }
    }
}

fn capitalised(key: &str) -> String {
    let mut letters = key.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
