//! Names that mean something to Python itself.

use crate::python::space::is_letter;
use unicode_general_category::{GeneralCategory, get_general_category};

/// Words that begin an expression.
pub(super) const PREFIX_WORDS: &[&str] =
    &["False", "None", "True", "await", "lambda", "not", "yield"];

/// Words that join expressions.
pub(super) const INFIX_WORDS: &[&str] = &["and", "for", "if", "in", "is", "not", "or"];

/// Words that have no place in arithmetic.
pub(super) const OTHER_WORDS: &[&str] = &[
    "as", "assert", "async", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "from", "global", "import", "nonlocal", "pass", "raise", "return", "try", "while",
    "with",
];

/// Functions and types that any Python expression may name.
pub(super) const BUILTINS: &[&str] = &[
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "copyright",
    "credits",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];

/// Whether the character may begin a name.
pub(super) fn begins_name(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic() || c == '_';
    }
    is_letter(c)
}

/// Whether the character may go on with a name.
pub(super) fn continues_name(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    begins_name(c)
        || matches!(
            get_general_category(c),
            GeneralCategory::NonspacingMark
                | GeneralCategory::SpacingMark
                | GeneralCategory::DecimalNumber
                | GeneralCategory::ConnectorPunctuation
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        for list in [PREFIX_WORDS, INFIX_WORDS, OTHER_WORDS, BUILTINS] {
            assert!(list.is_sorted());
        }
    }
}
