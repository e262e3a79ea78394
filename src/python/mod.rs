//! Python's rules for text that fail2ban's behaviour rests on.
//!
//! fail2ban is a Python program, so what a configuration means depends on what
//! Python takes for white space, a number, a word in quotes or a match of a
//! glob. Text comes in, values and text go out; there is no I/O, and nothing
//! here knows fail2ban. The rules are those of CPython 3.11 with its Unicode 14
//! tables; `tests/python_rules.rs` holds them against a live `python3`.

pub mod expression;
mod float;
mod fnmatch;
mod int;
mod json;
mod lines;
mod pprint;
mod repr;
pub mod shlex;
mod space;
mod value;

pub use float::{push_float, repr_float};
pub use fnmatch::{fnmatch, has_magic};
pub use int::{decimal_digit, parse_int};
pub use json::dumps;
pub use lines::{SplitLines, split_lines};
pub use pprint::PrettyPrinter;
pub use repr::{is_printable, push_repr, repr_str};
pub use space::{is_space, is_word, lower, lstrip, rstrip, strip};
pub use value::Value;
