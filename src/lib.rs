//! gaoler reads an existing `/etc/fail2ban` exactly as fail2ban does.
//!
//! The folders of this crate are steps of one data flow, lowest first; a
//! module may use its own folder and lower ones (`tests/layers.rs` checks it):
//!
//! | layer | folder | job |
//! |---|---|---|
//! | 0 | [`diag`] | what is wrong and where: sources, spans, diagnostics |
//! | 0 | [`python`] | Python's rules for text that fail2ban's behaviour rests on |
//! | 0 | [`time`] | fail2ban's time words |
//! | 1 | [`ini`] | fail2ban's file dialect: lines, layers, includes, `%(x)s` |
//! | 2 | [`config`] | jails, filters, actions, and the commands they come to |
//! | 6 | [`edge`] | the only code that touches the world |
//! | 7 | [`client`], [`show`] | one folder a program |
//! | 8 | [`programs`] | the table of programs |
//!
//! Nothing below `edge` reads a file, a clock or the environment: text goes
//! in and values come out.

pub mod diag;
pub mod map;
pub mod python;
pub mod time;

pub mod ini;

pub mod config;

pub mod edge;

pub mod client;
pub mod show;

pub mod programs;
