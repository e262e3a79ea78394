//! What fail2ban accepts without a word although it cannot be meant: bad
//! times, unknown options, doubtful bytes. Findings about regular expressions
//! and dates are made where those are compiled.

use super::action::{Action, CommandAction};
use super::commands::split_words;
use super::jail::Jail;
use super::load::Start;
use super::logpath;
use super::options::{self, ACTION, FILTER, JAIL, Kind, OptionRow, SERVER, THREAD};
use super::references::References;
use super::value::{Options, Value};
use crate::diag::{Diagnostic, SourceMap, Span, Traced, code, nearest};
use crate::ini::{Ini, Section};
use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Arc;

/// Finds what is wrong with a configuration although fail2ban takes it.
#[derive(Default)]
pub struct Checker {
    findings: Vec<Diagnostic>,
    /// The files' sections that were looked through already, by their header.
    seen: HashSet<Span>,
}

/// Control characters, and carriage returns: one finding of each kind a file.
fn doubtful_bytes(file: crate::diag::FileId, text: &str, findings: &mut Vec<Diagnostic>) {
    let is_doubtful = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if let Some((at, c)) = text.char_indices().find(|&(_, c)| is_doubtful(c)) {
        let message = format!("control character U+{:04X}", u32::from(c));
        findings.push(
            Diagnostic::new(&code::CONTROL_CHARACTER, message)
                .at(Span::new(file, at, at + c.len_utf8()))
                .help("remove it; was the file damaged?"),
        );
    }
    let Some(at) = text.find('\r') else { return };
    let (message, help) = if text[at..].starts_with("\r\n") {
        (
            "lines end in CR LF; the carriage returns are dropped",
            "convert the file with `sed -i 's/\\r$//' FILE`",
        )
    } else {
        (
            "a carriage return without a newline ends this line",
            "put a newline in its place",
        )
    };
    findings.push(
        Diagnostic::new(&code::CARRIAGE_RETURN, message)
            .at(Span::new(file, at, at + 1))
            .help(help),
    );
}

impl Checker {
    /// Looks at the texts that were read, and gives up what was found.
    pub fn finish(mut self, sources: &SourceMap) -> Vec<Diagnostic> {
        for (file, text) in sources.iter() {
            doubtful_bytes(file, text, &mut self.findings);
        }
        self.findings
    }

    /// Looks at the server's settings and at the sections of all jails,
    /// enabled or not.
    pub fn start(&mut self, start: &Start) {
        self.server(start);
        self.jail_sections(&start.jail_ini);
    }

    fn server(&mut self, configuration: &Start) {
        for (name, value) in &configuration.server.options {
            if let (Some(row), Some(text)) = (options::find(SERVER, name), value.source()) {
                self.value(row, text);
            }
        }
        let ini = &configuration.server_ini;
        let known: HashSet<&str> = SERVER.iter().chain(THREAD).map(|row| row.name).collect();
        let used = References::of(ini);
        for (name, section) in ini.visible() {
            let table = match &**name {
                "Definition" => SERVER,
                "Thread" => THREAD,
                "INCLUDES" => continue,
                _ => {
                    self.unknown_section(name, section, &["Definition", "Thread", "INCLUDES"]);
                    continue;
                }
            };
            self.unknown_options(name, section, table, &used);
        }
        self.mistyped_defaults(&ini.defaults, &known, &used);
    }

    /// Options of jails that nothing reads.
    fn jail_sections(&mut self, ini: &Ini) {
        let used = References::of(ini);
        let known: HashSet<&str> = JAIL.iter().map(|row| row.name).collect();
        for (name, section) in ini.visible() {
            if &**name == "INCLUDES" {
                self.include_options(section);
            } else {
                self.unknown_options(name, section, JAIL, &used);
                self.enabled(section);
            }
        }
        self.enabled(&ini.defaults);
        self.mistyped_defaults(&ini.defaults, &known, &used);
    }

    /// Nothing else is read of a jail that a mistyped word leaves disabled.
    fn enabled(&mut self, section: &Section) {
        let entry = section.options.get("enabled");
        if let Some(entry) = entry.filter(|entry| !entry.value.as_str().contains('%')) {
            self.boolean("enabled", &entry.value);
        }
    }

    fn include_options(&mut self, section: &Section) {
        for (key, entry) in &section.options {
            if !["before", "after"].contains(&&**key) {
                let message = format!("unknown option `{key}` in section `[INCLUDES]`");
                self.findings.push(
                    Diagnostic::new(&code::UNKNOWN_OPTION, message)
                        .at(entry.key)
                        .help("there are `before` and `after`"),
                );
            }
        }
    }

    fn unknown_section(&mut self, name: &str, section: &Section, known: &[&str]) {
        if !self.seen.insert(section.header) {
            return;
        }
        let message = format!("nothing reads section `[{name}]`");
        let finding = Diagnostic::new(&code::UNKNOWN_SECTION, message).at(section.header);
        let near = known
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))
            .copied()
            .or_else(|| nearest(name, known.iter().copied()));
        self.findings.push(match near {
            Some(near) => finding.help(format!("did you mean `[{near}]`?")),
            None => finding.help("remove it, or correct its name"),
        });
    }

    /// Own options of a section that are neither known nor referred to.
    fn unknown_options(
        &mut self,
        name: &str,
        section: &Section,
        table: &'static [OptionRow],
        used: &References,
    ) {
        for (key, entry) in &section.options {
            let base = key.split('?').next().unwrap_or(key);
            let is_read = options::find(table, base).is_some() || used.has(base);
            if is_read || key.starts_with("known/") || entry.key == Span::BUILT_IN {
                continue;
            }
            let message = format!("unknown option `{base}` in section `[{name}]`");
            let finding = Diagnostic::new(&code::UNKNOWN_OPTION, message).at(entry.key);
            let near = nearest(base, table.iter().map(|row| row.name));
            self.findings.push(match near {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help("no such option exists, and no other value refers to it"),
            });
        }
    }

    /// In `[DEFAULT]`, variables for later use are usual; only what looks like
    /// a mistyped option is reported.
    fn mistyped_defaults(&mut self, defaults: &Section, known: &HashSet<&str>, used: &References) {
        for (key, entry) in &defaults.options {
            // `action_mw`, `banaction_allports`: variants that users choose from.
            let is_variant = key
                .match_indices('_')
                .any(|(at, _)| known.contains(&key[..at]));
            if is_variant || known.contains(&**key) || used.has(key) {
                continue;
            }
            let mut names: Vec<&str> = known.iter().copied().collect();
            names.sort_unstable();
            // `action_mw` is one of several actions to choose from.
            let is_variant = |near: &&str| {
                let rest = key.strip_prefix(near);
                rest.is_some_and(|rest| rest.starts_with('_'))
            };
            if let Some(near) = nearest(key, names).filter(|near| !is_variant(near)) {
                let message = format!("unknown option `{key}` in section `[DEFAULT]`");
                self.findings.push(
                    Diagnostic::new(&code::UNKNOWN_OPTION, message)
                        .at(entry.key)
                        .help(format!("did you mean `{near}`?")),
                );
            }
        }
    }

    /// Looks at a jail that can be used.
    pub fn jail(&mut self, jail: &Jail) {
        for (name, value) in &jail.options {
            let Some(row) = options::find(JAIL, name) else {
                continue;
            };
            if let Some(text) = value.source() {
                self.value(row, text);
            }
        }
        self.times(jail);
        self.log_modes(jail);
        if let Some(filter) = &jail.filter {
            let ini = &filter.definition.ini;
            self.definition_sections(ini, FILTER, &[]);
        }
        if let Ok(filter_options) = &jail.filter_options {
            self.options_of(filter_options, FILTER);
            self.failregex(jail, filter_options);
        }
        for action in &jail.actions {
            if let Action::Commands(action) = action {
                self.action(action);
            }
        }
    }

    fn failregex(&mut self, jail: &Jail, filter_options: &Options) {
        let has = |options: &Options| {
            let value = options.get("failregex").and_then(Value::source);
            value.is_some_and(|text| !text.as_str().trim().is_empty())
        };
        if jail.filter.is_some() && !has(&jail.options) && !has(filter_options) {
            let name = jail.name.as_str();
            let message = format!("jail `{name}` has no failregex and never finds anything");
            self.findings.push(
                Diagnostic::new(&code::NO_REGEX, message)
                    .at(jail.name.span(0..name.len()))
                    .help("set `failregex` in the filter or the jail"),
            );
        }
    }

    fn action(&mut self, action: &CommandAction) {
        // What the server reads of an action beside its commands.
        let ini = &action.definition.ini;
        self.definition_sections(ini, ACTION, &["timeout", "name", "actname"]);
        if let Ok(options) = &action.options {
            self.options_of(options, ACTION);
            if let Some(timeout) = options.get("timeout").and_then(Value::source) {
                self.time("timeout", timeout);
            }
        }
    }

    fn options_of(&mut self, options: &Options, table: &'static [OptionRow]) {
        for (name, value) in options {
            if let (Some(row), Some(text)) = (options::find(table, name), value.source()) {
                self.value(row, text);
            }
        }
    }

    /// Options of a filter or action that nothing reads.
    fn definition_sections(&mut self, ini: &Ini, table: &'static [OptionRow], also_read: &[&str]) {
        let mut used = References::of(ini);
        also_read.iter().for_each(|name| used.insert(name));
        for (name, section) in ini.visible() {
            match &**name {
                "INCLUDES" => self.include_options(section),
                "Definition" | "Init" => {
                    if self.seen.insert(section.header) {
                        self.unknown_options(name, section, table, &used);
                    }
                }
                _ => {
                    if !used.has_section(name) {
                        self.unknown_section(name, section, &["Definition", "Init", "INCLUDES"]);
                    }
                }
            }
        }
    }

    fn value(&mut self, row: &OptionRow, text: &Arc<Traced>) {
        match row.kind {
            Kind::Time => self.time(row.name, text),
            Kind::Bool => self.boolean(row.name, text),
            Kind::Choice(words) => self.choice(row.name, text, words),
            Kind::Addresses => self.addresses(text),
            // Bad numbers are reported where they are converted.
            Kind::Int | Kind::Text | Kind::Regexes | Kind::Command => {}
        }
    }

    fn time(&mut self, option: &str, text: &Traced) {
        if let Err(error) = crate::time::parse_seconds(text.as_str()) {
            let message = format!("`{}` is no time for `{option}`: {error}", text.as_str());
            self.findings.push(
                Diagnostic::new(&code::BAD_TIME, message)
                    .at(text.span(0..text.len()))
                    .help(format!("for example `{option} = 10m` or `1d 12h`; the server refuses the jail's setting at start")),
            );
        }
    }

    fn boolean(&mut self, option: &str, text: &Traced) {
        let words = ["1", "on", "true", "yes", "0", "off", "false", "no"];
        let lower = text.as_str().to_lowercase();
        if !words.contains(&&*lower) {
            let message = format!("`{}` is taken for false", text.as_str());
            self.findings.push(
                Diagnostic::new(&code::BAD_BOOLEAN, message)
                    .at(text.span(0..text.len()))
                    .help(format!("write `{option} = true` or `{option} = false`")),
            );
        }
    }

    fn choice(&mut self, option: &str, text: &Traced, words: &[&str]) {
        // A backend may have parameters; a log level may be a number.
        let plain = text.as_str().split('[').next().unwrap_or_default();
        let known = words.iter().any(|word| word.eq_ignore_ascii_case(plain));
        if known || (option == "loglevel" && super::server::is_log_level(plain)) {
            return;
        }
        let message = format!("`{option}` cannot be `{}`", text.as_str());
        let finding = Diagnostic::new(&code::BAD_CHOICE, message).at(text.span(0..text.len()));
        let help = match nearest(&plain.to_lowercase(), words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", words.join(", ")),
        };
        self.findings.push(finding.help(help));
    }

    fn addresses(&mut self, text: &Traced) {
        for word in split_words(text.as_str()) {
            let at = word.as_ptr() as usize - text.as_str().as_ptr() as usize;
            if let Some(reason) = bad_address(word) {
                let message = format!("`{word}` is {reason}");
                self.findings.push(
                    Diagnostic::new(&code::BAD_ADDRESS, message)
                        .at(text.span(at..at + word.len()))
                        .help("an entry is an address, a network such as `192.0.2.0/24`, a host name or `file:PATH`"),
                );
            }
        }
    }

    /// A ban that is over before the failures are forgotten, and so on, is
    /// left to the linter; here only a window that can hold nothing.
    fn times(&mut self, jail: &Jail) {
        let Some(text) = jail.options.get("findtime").and_then(Value::source) else {
            return;
        };
        let seconds = crate::time::parse_seconds(text.as_str());
        if seconds.is_ok_and(|seconds| seconds.as_f64() <= 0.0) {
            let message = format!("`findtime` of `{}` can hold no failure", text.as_str());
            self.findings.push(
                Diagnostic::new(&code::BAD_TIME, message)
                    .at(text.span(0..text.len()))
                    .help("for example `findtime = 10m`"),
            );
        }
    }

    fn log_modes(&mut self, jail: &Jail) {
        let Some(text) = jail.options.get("logpath").and_then(Value::source) else {
            return;
        };
        if jail.reads_journal() {
            return;
        }
        for pattern in logpath::patterns(text) {
            let mode = pattern.mode.to_lowercase();
            if !["head", "tail"].contains(&&*mode) {
                let at = if pattern.mode_at.is_empty() {
                    pattern.path_at
                } else {
                    pattern.mode_at
                };
                let message = format!(
                    "`{}` behind a log path is neither `head` nor `tail`",
                    pattern.mode
                );
                self.findings.push(
                    Diagnostic::new(&code::BAD_LOG_MODE, message)
                        .at(text.span(at))
                        .help("one path a line; a path with blanks needs ` head` or ` tail` behind it"),
                );
            }
        }
    }
}

/// Why a word of `ignoreip` can be no address, network, name or file.
fn bad_address(word: &str) -> Option<&'static str> {
    if word.starts_with("file:") || word.parse::<IpAddr>().is_ok() {
        return None;
    }
    if let Some((address, mask)) = word.split_once('/') {
        let Ok(address) = address.parse::<IpAddr>() else {
            return Some("no network: the part before `/` is no address");
        };
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let is_length = mask.parse::<u8>().is_ok_and(|length| length <= bits);
        let is_mask = mask.parse::<IpAddr>().is_ok();
        return (!is_length && !is_mask)
            .then_some("no network: the part behind `/` is no length or mask");
    }
    if word.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return Some("no address");
    }
    let is_label = |label: &str| {
        let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        !label.is_empty() && label.chars().all(fits)
    };
    let name = word.strip_suffix('.').unwrap_or(word);
    (!name.split('.').all(is_label)).then_some("neither an address nor a host name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_ignoreip() {
        for good in [
            "127.0.0.1/8",
            "::1",
            "10.0.0.0/255.0.0.0",
            "fe80::/10",
            "host",
            "host.example.org",
            "file:/etc/allowed",
            "xn--bcher-kva.example",
        ] {
            assert_eq!(bad_address(good), None, "{good}");
        }
        for bad in [
            "10.0.0.256",
            "10.0.0/33x",
            "1.2.3.4/33",
            "::1/129",
            "a..b",
            "a,b",
            "host:22",
            "1.2.3",
        ] {
            assert!(bad_address(bad).is_some(), "{bad}");
        }
    }
}
