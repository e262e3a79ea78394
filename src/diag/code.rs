//! The table of diagnostic codes. Codes are stable; message texts may improve.

use super::diagnostic::Severity::{self, Error, Note, Warning};

/// A kind of finding.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// The stable code, such as `C012`.
    pub id: &'static str,
    /// A short name in kebab case.
    pub name: &'static str,
    /// The usual severity.
    pub severity: Severity,
    /// Why it matters, in a sentence or two.
    pub explain: &'static str,
}

macro_rules! codes {
    ($($constant:ident $id:literal $name:literal $severity:ident $explain:literal;)*) => {
        $(
            #[doc = $explain]
            pub static $constant: Code =
                Code { id: $id, name: $name, severity: $severity, explain: $explain };
        )*
        /// Every code, in the order of its number.
        pub const CODES: &[&Code] = &[$(&$constant),*];
    };
}

codes! {
    UNREADABLE_FILE "I001" "unreadable-file" Error
        "A file is there but cannot be read: no permission, a folder or a device in its place, or far too large.";
    NOT_UTF8 "I002" "not-utf8" Error
        "fail2ban reads its configuration as UTF-8 and gives up at the first byte that is none.";
    NO_SECTION_HEADER "I003" "no-section-header" Error
        "Something stands before the first `[section]` of a file; nothing of the file can be used.";
    NOT_AN_OPTION "I004" "not-an-option" Error
        "A line is neither `[section]` nor `option = value` nor an indented continuation of a value.";
    DUPLICATE_SECTION "I005" "duplicate-section" Error
        "A section stands twice in one file; fail2ban refuses the file.";
    DUPLICATE_OPTION "I006" "duplicate-option" Error
        "An option stands twice in one section of one file; fail2ban refuses the file.";
    MISSING_INCLUDE "I007" "missing-include" Warning
        "A file named in `before` or `after` does not exist; fail2ban skips it without a word.";
    INCLUDE_CYCLE "I008" "include-cycle" Warning
        "A file includes itself, directly or through others; the inner inclusion is skipped.";
    NO_CONFIG_FILE "I009" "no-config-file" Error
        "None of the files that could define this part of the configuration exists.";
    CONTROL_CHARACTER "I010" "control-character" Warning
        "A NUL byte or another control character stands in the file, most likely by accident.";
    CARRIAGE_RETURN "I011" "carriage-return" Note
        "A line ends in a carriage return. Before a newline it is dropped; alone it ends the line.";
    DANGLING_LINK "I012" "dangling-link" Warning
        "A symbolic link points to a file that does not exist; it is treated as if it were not there.";
    UNKNOWN_VARIABLE "I020" "unknown-variable" Error
        "`%(name)s` names an option that is neither in this section nor in `[DEFAULT]`.";
    ENDLESS_VARIABLE "I021" "endless-variable" Error
        "`%(name)s` leads back to itself, or through more than ten others.";
    BAD_PERCENT "I022" "bad-percent" Error
        "`%` begins a variable; a percent sign that is meant as such must be doubled.";
    TOO_LARGE "I023" "too-large" Error
        "A value grows beyond every sensible size when its variables or tags are put in.";
    NO_CONFIG_DIR "C001" "no-config-dir" Error
        "The configuration directory does not exist.";
    UNKNOWN_OPTION "C002" "unknown-option" Warning
        "Nothing reads this option: no such option exists and no other value refers to it.";
    UNKNOWN_SECTION "C003" "unknown-section" Warning
        "Nothing reads this section.";
    BAD_NUMBER "C004" "bad-number" Warning
        "A whole number is wanted; fail2ban drops the value and sends `None` to the server.";
    BAD_BOOLEAN "C005" "bad-boolean" Warning
        "fail2ban takes `1`, `on`, `true` and `yes` for true and every other text for false, typing errors included.";
    BAD_TIME "C006" "bad-time" Warning
        "A time is a number of seconds or numbers with units such as `1d 12h`; the server refuses anything else at start.";
    BAD_ADDRESS "C007" "bad-address" Warning
        "An entry of `ignoreip` is neither an address nor a network, name or file.";
    BAD_CHOICE "C008" "bad-choice" Warning
        "The option takes one of a few words, and this is none of them.";
    BAD_OPTION_LIST "C009" "bad-option-list" Error
        "The text between `[` and `]` behind a filter or action is no list of `option=value`.";
    MISSING_FILTER "C010" "missing-filter" Error
        "The jail names a filter that has no file.";
    MISSING_ACTION "C011" "missing-action" Error
        "The jail names an action that has no file.";
    NO_FILTER "C012" "no-filter" Warning
        "The jail has no filter.";
    NO_ACTION "C013" "no-action" Warning
        "The jail has no action: it finds offenders and does nothing.";
    ENDLESS_TAG "C014" "endless-tag" Error
        "`<tag>` leads back to the option it stands in.";
    NO_LOG_FILE "C015" "no-log-file" Error
        "No file matches any `logpath` of the jail; fail2ban does not start.";
    NO_GLOB_MATCH "C016" "no-glob-match" Note
        "No file matches this line of `logpath`, though another line has matches.";
    BAD_LOG_MODE "C017" "bad-log-mode" Warning
        "The word behind a log path is `head` or `tail`; the server refuses any other.";
    BAD_QUOTING "C018" "bad-quoting" Error
        "`journalmatch` is split like a shell command line, and a quote or backslash has no end.";
    MISSING_SECTION "C019" "missing-section" Warning
        "A section that options are read from does not exist.";
    NO_REGEX "C020" "no-failregex" Warning
        "The jail has no failregex: it can never find anything.";
    BAD_VALUE "C021" "bad-value" Error
        "A value cannot be used where it stands.";
    UNUSED_PARAMETER "C022" "unused-parameter" Warning
        "The filter or action is given a parameter that it never uses.";
    TOO_MANY_LOG_FILES "C023" "too-many-log-files" Warning
        "A pattern of `logpath` matches more files than a jail can watch.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_unique_and_explained() {
        for (index, code) in CODES.iter().enumerate() {
            let twin = CODES[..index]
                .iter()
                .find(|other| other.id >= code.id && other.id[..1] == code.id[..1]);
            assert!(twin.is_none(), "{} is out of order", code.id);
            assert!(CODES[..index].iter().all(|other| other.name != code.name));
            assert!(code.explain.ends_with('.'), "{}", code.id);
        }
    }
}
