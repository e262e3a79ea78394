//! Jails, filters and actions: from files to typed options and to the
//! commands that set a server up.
//!
//! [`load`](load::load) reads a whole tree through a [`Files`](crate::ini::Files)
//! and returns as much as can be had together with what is wrong. Every value
//! is [`Traced`](crate::diag::Traced) text. Nothing here runs a command,
//! compiles a regular expression or knows the time.

pub mod action;
pub mod check;
pub mod commands;
pub mod definition;
pub mod filter;
pub mod jail;
pub mod load;
pub mod logpath;
pub mod option_list;
pub mod options;
mod references;
pub mod refusal;
pub mod server;
pub mod stream;
pub mod tags;
pub mod template;
pub mod value;
