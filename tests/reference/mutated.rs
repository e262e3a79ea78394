//! Variants of Debian's configuration: local files, option lists and includes that use its
//! real options, made from a seed when the tests run.
//!
//! What would meet a known difference of the two versions (`rows`) is left out: `blocktype`
//! and other conditional options in option lists (V28, which also excludes one jail), names
//! that are part of `datepattern` (V26), `journalmatch` without log files (V34).

use std::fs;
use std::path::Path;

use crate::package::{CONFIGURATION, Package};
use crate::random::Random;
use crate::seeds::{self, Family};
use crate::trees::{self, Tree};

/// The first seed unless `GAOLER_SEED` says another one.
const SEED: u64 = 3_000_000;

/// How many variants unless `GAOLER_MUTATED` says another number.
const VARIANTS: u64 = 300;

/// Of 100 variants, so many must load.
const LOADED: usize = 40;

/// A filter or an action.
struct Definition {
    /// As a jail names it.
    name: String,
    /// Below the base directory.
    path: String,
    text: String,
    /// Names of options with their sections.
    options: Vec<(String, String)>,
}

/// What there is to be changed.
struct Debian {
    jails: Vec<String>,
    filters: Vec<Definition>,
    actions: Vec<Definition>,
    /// Other files and their texts.
    others: Vec<(String, String)>,
}

impl Debian {
    fn read(base: &Path) -> Self {
        let filters = definitions(base, "filter.d");
        let actions = definitions(base, "action.d");
        let others: Vec<(String, String)> = [
            "jail.conf",
            "fail2ban.conf",
            "paths-common.conf",
            "paths-debian.conf",
        ]
        .iter()
        .map(|&path| (path.to_owned(), read(&base.join(path))))
        .collect();
        let jails = options(&others[0].1)
            .into_iter()
            .map(|(section, _)| section)
            .filter(|name| !matches!(&**name, "DEFAULT" | "INCLUDES" | "pass2allow-ftp"));
        let mut jails: Vec<String> = jails.collect();
        jails.dedup();
        Self {
            jails,
            filters,
            actions,
            others,
        }
    }

    /// Whether an option may be set in an option list.
    fn may_be_argument(&self, key: &str) -> bool {
        let conditional = |definition: &Definition| {
            let mut options = definition.options.iter();
            options.any(|(section, name)| section.contains('?') && name == key)
        };
        (key == "datepattern" || !"datepattern".contains(key))
            && !self.actions.iter().any(conditional)
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn definitions(base: &Path, folder: &str) -> Vec<Definition> {
    let entries = trees::subfolders_and_files(&base.join(folder)).expect("it was unpacked");
    let files = entries.iter().filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "conf")
    });
    files
        .map(|path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let text = read(path);
            Definition {
                path: format!("{folder}/{name}.conf"),
                name: name.into_owned(),
                options: options(&text),
                text,
            }
        })
        .collect()
}

/// Sections and names of the options of a file.
fn options(text: &str) -> Vec<(String, String)> {
    let mut section = String::new();
    let mut options = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            name.trim_end_matches(']').clone_into(&mut section);
        } else if let Some((key, _)) = line.split_once('=') {
            let key = key.trim_end();
            let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
            if !key.is_empty() && key.chars().all(plain) {
                options.push((section.clone(), key.to_lowercase()));
            }
        }
    }
    options
}

/// Makes one variant.
struct Mutation<'a> {
    debian: &'a Debian,
    random: Random,
    tree: Tree,
    /// The jails that are enabled.
    jails: Vec<String>,
    /// What the jails name, so that changes are seen.
    filters: Vec<&'a Definition>,
    actions: Vec<&'a Definition>,
}

fn tree(debian: &Debian, seed: u64) -> Tree {
    let mut random = Random::new(seed);
    let jails: Vec<String> = (0..random.between(1, 3))
        .map(|_| random.pick(&debian.jails).clone())
        .collect();
    let mut filters: Vec<&Definition> = debian
        .filters
        .iter()
        .filter(|filter| jails.contains(&filter.name))
        .collect();
    filters.push(random.pick(&debian.filters));
    let default = debian
        .actions
        .iter()
        .filter(|action| action.name == "iptables-multiport" || action.name == "iptables");
    let mut actions: Vec<&Definition> = default.collect();
    actions.push(random.pick(&debian.actions));
    actions.push(random.pick(&debian.actions));
    let mut mutation = Mutation {
        debian,
        random,
        tree: Tree::default(),
        jails,
        filters,
        actions,
    };
    mutation.all();
    mutation.tree
}

impl Mutation<'_> {
    fn all(&mut self) {
        const PLACES: &[&[&str]] = &[
            &["jail.local"],
            &["jail.d/site.conf"],
            &["jail.d/a.conf", "jail.local"],
            &["jail.local", "jail.d/z.local"],
        ];
        let places = *self.random.pick(PLACES);
        for (index, place) in places.iter().enumerate() {
            let text = self.jail_file(index + 1 == places.len());
            self.tree.add(*place, text);
        }
        for filter in self.filters.clone() {
            if self.random.chance(40) {
                self.local(filter, "filter.d");
            }
        }
        for action in self.actions.clone() {
            if self.random.chance(30) {
                self.local(action, "action.d");
            }
        }
        if self.random.chance(15) {
            let definition = self.any_definition();
            self.rearrange(definition.0, &definition.1);
        }
        if self.random.chance(15) {
            self.damage();
        }
        if self.random.chance(10) {
            let text = "[Definition]\nloglevel = %(known/loglevel)s\ndbpurgeage = 2d\n";
            let path = *self.random.pick(&["fail2ban.local", "fail2ban.d/x.conf"]);
            self.tree.add(path, text);
        }
    }

    fn any_definition(&mut self) -> (String, String) {
        let definition = if self.random.chance(70) {
            *self.random.pick(&self.filters)
        } else {
            *self.random.pick(&self.actions)
        };
        (definition.path.clone(), definition.text.clone())
    }

    /// A value of one to three words, some of which refer to real options.
    fn value(&mut self) -> String {
        const WORDS: &[&str] = &[
            "%(__name__)s",
            "<HOST>",
            "<ip>",
            "<name>",
            "<port>",
            "<chain>",
            "<known/chain>",
            "<mode>",
            "<mdre-<mode>>",
            "<_daemon>",
            "<Definition/failregex>",
            "<Init/chain>",
            "<DEFAULT/_daemon>",
            "<bantime>",
            "<findtime>",
            "<F-USER>x</F-USER>",
            "word",
            "two words",
            "^x$",
            "%%d",
            "80,443",
            "[a-z]",
            "it's",
            "a;b",
            "ünï",
        ];
        // Most files have only some of these, and do not load with the others.
        const VARIABLES: &[&str] = &[
            "%(port)s",
            "%(default/port)s",
            "%(sshd_log)s",
            "%(syslog_authpriv)s",
            "%(mode)s",
        ];
        let mut words: Vec<&str> = (0..self.random.between(1, 3))
            .map(|_| *self.random.pick(WORDS))
            .collect();
        if self.random.chance(3) {
            words[0] = *self.random.pick(VARIABLES);
        }
        words.join(*self.random.pick(&[" ", "", "|"]))
    }

    /// A value that may be made of the former one.
    fn changed(&mut self, key: &str) -> String {
        match self.random.below(10) {
            0..2 => format!("%(known/{key})s{}", self.value()),
            4 => format!("<known/{key}>{}", self.value()),
            5 => format!("%(known/{key})s\n    ^{} <HOST>$", self.value()),
            6 => String::new(),
            7 if self.random.chance(8) => format!("%({key})s"),
            _ => self.value(),
        }
    }

    /// An option list for a definition, or nothing.
    fn arguments(&mut self, definition: &Definition) -> String {
        const COMMON: &[&str] = &[
            "mode",
            "port",
            "protocol",
            "chain",
            "name",
            "logging",
            "maxlines",
            "failregex",
            "logtype",
            "bantime",
            "_daemon",
            "actname",
            "usedns",
        ];
        if self.random.chance(35) {
            return String::new();
        }
        let mut list = Vec::new();
        for _ in 0..self.random.between(1, 3) {
            let key = if self.random.chance(50) && !definition.options.is_empty() {
                self.random.pick(&definition.options).1.clone()
            } else {
                (*self.random.pick(COMMON)).to_owned()
            };
            if self.debian.may_be_argument(&key) {
                let value = self.value();
                let value = match self.random.below(4) {
                    0 => value.replace([',', ']', '['], ""),
                    1 => format!("'{}'", value.replace('\'', "")),
                    2 => (*self.random.pick(&["aggressive", "ddos", "normal", "1", ""])).to_owned(),
                    _ => format!("\"{value}\""),
                };
                list.push(format!("{key}={value}"));
            }
        }
        format!("[{}]", list.join(*self.random.pick(&[", ", ",", "]["])))
    }

    fn jail_file(&mut self, last: bool) -> String {
        const DEFAULTS: &[(&str, &[&str])] = &[
            (
                "banaction",
                &["nftables", "ufw", "pf", "%(banaction_allports)s", "dummy"],
            ),
            (
                "action",
                &[
                    "%(action_mw)s",
                    "%(action_mwl)s",
                    "%(action_)s",
                    "%(action_xarf)s",
                ],
            ),
            ("mode", &["aggressive", "ddos", "normal", "none"]),
            (
                "backend",
                &["auto", "polling", "systemd", "%(sshd_backend)s"],
            ),
            ("port", &["0:1024", "ssh,%(known/port)s"]),
            ("chain", &["DOCKER", "%(default/protocol)s"]),
            ("protocol", &["udp", "tcp,udp"]),
            ("usedns", &["no", "raw"]),
            ("maxretry", &["7", "x", "%(maxlines)s"]),
            ("destemail", &["a@example.org", "%(sender)s"]),
            ("ignoreip", &["127.0.0.1/8 ::1", "192.0.2.1,192.0.2.2"]),
            ("sshd_log", &["/nonexistent/x.log", "%(syslog_daemon)s"]),
            ("failregex", &["^all <HOST>$", "%(known/failregex)s"]),
            ("bantime.increment", &["true", "no"]),
            (
                "filter",
                &["%(__name__)s", "%(__name__)s[mode=%(mode)s, logging=x]"],
            ),
        ];
        let mut text = String::new();
        if self.random.chance(10) {
            let before =
                self.random
                    .pick(&["paths-arch.conf", "paths-common.conf", "missing.conf"]);
            text += &format!("[INCLUDES]\nbefore = {before}\n");
        }
        if self.random.chance(50) {
            text += "[DEFAULT]\n";
            for (key, values) in DEFAULTS {
                if self.random.chance(12) {
                    text += &format!("{key} = {}\n", self.random.pick(values));
                }
            }
        }
        let mut jails = self.jails.clone();
        jails.sort();
        jails.dedup();
        for jail in jails {
            text += &format!("[{jail}]\nenabled = true\n");
            self.jail(&mut text, last);
        }
        text
    }

    fn jail(&mut self, text: &mut String, last: bool) {
        if self.random.chance(35) {
            let filter = *self.random.pick(&self.filters);
            *text += &format!("filter = {}{}\n", filter.name, self.arguments(filter));
        }
        if self.random.chance(45) {
            *text += "action =";
            for _ in 0..self.random.between(1, 3) {
                const SHORTCUTS: &[&str] = &["%(action_)s", "%(action_mwl)s", "%(known/action)s"];
                let action = *self.random.pick(&self.actions);
                let list = self.arguments(action);
                let item = match self.random.below(4) {
                    0 => (*self.random.pick(SHORTCUTS)).to_owned(),
                    1 => format!("%(banaction)s{list}"),
                    _ => format!("{}{list}", action.name),
                };
                *text += &format!(" {item}\n   ");
            }
            *text += "\n";
        }
        const KEYS: &[&str] = &[
            "maxretry",
            "port",
            "failregex",
            "ignoreregex",
            "datepattern",
            "prefregex",
            "maxlines",
            "_daemon",
            "mode",
            "findtime",
            "bantime",
            "usedns",
            "protocol",
            "chain",
            "__prefix_line",
            "logpath",
        ];
        for key in KEYS {
            if self.random.chance(6) {
                *text += &format!("{key} = {}\n", self.changed(key));
            }
        }
        if self.random.chance(15) {
            let backend = self
                .random
                .pick(&["auto", "polling", "systemd", "%(syslog_backend)s"]);
            *text += &format!("backend = {backend}\n");
        }
        if last && !text.contains("\nlogpath = ") && self.random.chance(10) {
            *text += "journalmatch = %(known/journalmatch)s\n    _A=b + \"_C=d e\"\n";
            *text += "logpath = %(fail2ban_confpath)s/jail.conf tail\n";
        }
    }

    /// A local file beside a filter or an action.
    fn local(&mut self, definition: &Definition, folder: &str) {
        let name = &definition.name;
        let path = match self.random.below(6) {
            0 => format!("{folder}/{name}.d/x.conf"),
            1 => format!("{folder}/{name}.d/x.local"),
            _ => format!("{folder}/{name}.local"),
        };
        let mut text = String::new();
        if self.random.chance(15) {
            text += &format!("[INCLUDES]\n{}\n", self.includes());
        }
        let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
        for (section, key) in &definition.options {
            if section == "INCLUDES" || !self.random.chance(35) {
                continue;
            }
            match sections.iter_mut().find(|(name, _)| name == section) {
                Some((_, keys)) if keys.contains(&&**key) => {}
                Some((_, keys)) => keys.push(key),
                None => sections.push((section, vec![key])),
            }
        }
        for (section, keys) in sections {
            text += &format!("[{section}]\n");
            for key in keys {
                text += &format!("{key} = {}\n", self.changed(key));
            }
        }
        self.tree.add(path, text);
    }

    /// An option for `[INCLUDES]`.
    fn includes(&mut self) -> &'static str {
        const INCLUDES: &[&str] = &[
            "before = common.conf",
            "before = common.conf\n    botsearch-common.conf",
            "before = apache-common.conf\nafter = common.conf",
            "before = missing.conf",
            "before = ../paths-common.conf",
            "before = sshd.conf",
            "after = exim-common.conf\n    common.local",
            "before = iptables.conf\n    firewallcmd-common.conf",
            "after = selinux-common.conf",
            "",
        ];
        self.random.pick::<&str>(INCLUDES)
    }

    /// The file itself with other includes.
    fn rearrange(&mut self, path: String, text: &str) {
        let includes = self.includes();
        let lines = text.lines().map(|line| {
            if line.starts_with("before =") {
                includes
            } else {
                line
            }
        });
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        self.tree.add(path, text);
    }

    /// One file with a few lines changed for the worse.
    fn damage(&mut self) {
        let (path, text) = if self.random.chance(70) {
            self.any_definition()
        } else {
            self.random.pick(&self.debian.others).clone()
        };
        let mut lines: Vec<String> = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .map(str::to_owned)
            .collect();
        for _ in 0..self.random.between(1, 3) {
            if lines.len() < 2 {
                break;
            }
            let at = self.random.below(lines.len() - 1);
            match self.random.below(7) {
                0 => drop(lines.remove(at)),
                1 => lines.swap(at, at + 1),
                2 => lines[at].insert(0, ' '),
                3 => lines[at] = lines[at].trim_start().to_owned(),
                4 => lines.insert(at, lines[at].clone()),
                5 => lines.truncate(at + 1),
                _ => {
                    let middle = lines[at].chars().count() / 2;
                    lines[at] = lines[at].chars().take(middle).collect();
                }
            }
        }
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        self.tree.files.retain(|(other, _)| *other != path);
        self.tree.add(path, text);
    }
}

#[test]
fn variants_of_debian() {
    let Some(package) = Package::get("variants of Debian's configuration") else {
        return;
    };
    let base = trees::scratch();
    trees::copy(&package.at(CONFIGURATION), base.path());
    // The version of the program is not what is compared.
    let path = base.path().join("jail.conf");
    trees::write(&path, read(&path).replace("%(fail2ban_version)s", "tests"));
    let debian = Debian::read(base.path());
    let first = seeds::number("GAOLER_SEED", SEED);
    let seeds: Vec<u64> = (first..first + seeds::number("GAOLER_MUTATED", VARIANTS)).collect();
    let family = Family {
        package,
        name: "variant",
        below: Some(base.path()),
        tree: &|seed| tree(&debian, seed),
        sample: 5,
    };
    let outcomes = family.check_all(&seeds);
    let loaded = seeds::tell("variants of Debian's configuration", &outcomes);
    assert!(
        loaded * 100 >= seeds.len() * LOADED,
        "only {loaded} of {} load",
        seeds.len()
    );
}
