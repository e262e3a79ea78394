//! Texts with references and tags.

use crate::random::Random;

/// Parameters of filters and actions, for option lists and `[Init]`.
///
/// None is part of the word `datepattern` (V26).
pub(crate) const ARGUMENTS: &[&str] = &["mode", "kind", "port", "colour", "level", "x.y", "z-1"];

/// Options with a conditional form. They are never given in an option list (V28), nor is a
/// jail's option called so.
pub(crate) const CONDITIONAL: &[&str] = &["blocktype", "family-name", "cmd"];

/// Own variables of a file, in the order of definition: each refers to earlier ones only, so
/// that there is no loop unless a fault makes one.
pub(crate) const VARIABLES: &[&str] = &["v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7"];

const WORDS: &[&str] = &[
    "alpha",
    "beta",
    "^x",
    "y$",
    r"\S+",
    r"\d{1,3}",
    "(?:a|b)",
    "[a-z]",
    "a;b",
    "#hash",
    "'",
    "\"",
    "it's",
    r"back\slash",
    "ünï",
    "☃",
    "a, b",
    "=",
    ":",
    "<",
    ">",
    "< >",
    "[",
    "]",
    "<ip>",
    "<F-USER>",
    "</F-USER>",
    "<nowhere>",
    "?",
    "*",
    "a = b",
    "\u{a0}",
    "\t",
    "%%",
    "%%(x)s",
    "1",
    "0",
    "-5",
    "<matches>",
    "<a/b>",
    "{^LN-BEG}",
    "$x",
    "`x`",
    "\\n",
    "<HOST>",
];

/// What a text may refer to.
#[derive(Clone, Default)]
pub(crate) struct Scope {
    /// For `%(name)s` and `<name>`.
    pub(crate) names: Vec<String>,
    /// Only for `<name>`.
    pub(crate) tags: Vec<String>,
    /// Whether a doubled percent sign may be used. It may not where the text is looked up a
    /// second time through `known` or an option list, except as a fault.
    pub(crate) percent: bool,
}

impl Scope {
    pub(crate) fn new(names: &[&str]) -> Self {
        Self {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            tags: Vec::new(),
            percent: true,
        }
    }

    pub(crate) fn with_tags(mut self, tags: &[&str]) -> Self {
        self.tags.extend(tags.iter().map(|&tag| tag.to_owned()));
        self
    }

    pub(crate) fn without_percent(mut self) -> Self {
        self.percent = false;
        self
    }
}

/// One line of one to five pieces.
pub(crate) fn line(random: &mut Random, scope: &Scope) -> String {
    let pieces: Vec<String> = (0..random.between(1, 5))
        .map(|_| piece(random, scope))
        .collect();
    pieces.join(*random.pick(&[" ", " ", ""]))
}

/// Up to four lines.
pub(crate) fn lines(random: &mut Random, scope: &Scope) -> String {
    let lines: Vec<String> = (0..random.between(1, 4))
        .map(|_| line(random, scope))
        .collect();
    lines.join("\n")
}

/// A line that may serve as a failregex.
pub(crate) fn regex(random: &mut Random, scope: &Scope) -> String {
    format!("^{} <HOST>$", line(random, scope))
}

/// A value of an option list, with its quotes.
pub(crate) fn argument(random: &mut Random, scope: &Scope) -> String {
    let text = line(random, scope);
    let plain = || text.replace([',', ']', '"', '\'', '[', ' ', '\t', '\u{a0}'], "");
    match random.below(10) {
        0..5 => format!("\"{}\"", text.replace('"', "")),
        5..7 => format!("'{}'", text.replace('\'', "")),
        7 => String::new(),
        _ => plain(),
    }
}

fn piece(random: &mut Random, scope: &Scope) -> String {
    let reference = |random: &mut Random, names: &[String]| random.pick(names).clone();
    match random.below(100) {
        0..22 if !scope.names.is_empty() => format!("%({})s", reference(random, &scope.names)),
        22..36 if !scope.names.is_empty() => format!("<{}>", reference(random, &scope.names)),
        36..48 if !scope.tags.is_empty() => format!("<{}>", reference(random, &scope.tags)),
        48..51 if !scope.names.is_empty() => {
            format!("%({})s", reference(random, &scope.names).to_uppercase())
        }
        51..53 => "%(__name__)s".to_owned(),
        53..55 if !scope.tags.is_empty() => {
            // A tag made of tags; also the only word that a piece may be glued to.
            format!(
                "<{}-<{}>>",
                random.pick(ARGUMENTS),
                reference(random, &scope.tags)
            )
        }
        _ => {
            let word = *random.pick(WORDS);
            let allowed = scope.percent || !word.contains('%');
            if allowed { word } else { "word" }.to_owned()
        }
    }
}
