//! The table of programs.
