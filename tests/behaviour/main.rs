//! The real program in a temporary folder: what it prints and how it ends.
//!
//! ```text
//! test      one run: files, words, and what must come of it
//! limits    time and memory of a run
//! programs  how a program is picked
//! client    gaoler client: dump, test, messages
//! findings  gaoler client -t: what is wrong, where, and what to do
//! terminal  colour
//! config    gaoler config: the configuration and where it comes from
//! embedded  the configuration that is built in
//! hostile   files that no one should have
//! ```
//!
//! What is expected is written by hand. Paths of the temporary folder are
//! shown as `[DIR]`, times of log lines as `[TIME]`, process numbers as `[PID]`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests touch files, start programs and say what they left out"
)]

mod client;
mod config;
mod embedded;
mod findings;
mod hostile;
mod limits;
mod programs;
mod terminal;
mod test;
