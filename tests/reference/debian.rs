//! Debian's configuration: as it is, and with its jails and actions switched on.

use std::fs;

use crate::compare::{compare, report};
use crate::package::{CONFIGURATION, Package};
use crate::parallel;
use crate::rows::Row;
use crate::trees;
use crate::ways::{DUMP, EACH, Way};

/// What is added to Debian's files in a case.
struct Addition {
    name: String,
    jail_local: String,
    rows: &'static [Row],
}

/// The jail `pass2allow-ftp` sets the plain `blocktype` in an option list.
const PASS2ALLOW: &[Row] = &[Row::V28 {
    jail: "pass2allow-ftp",
    action: "iptables-multiport",
    before: "['blocktype?family=inet6', 'REJECT --reject-with icmp6-port-unreachable']",
    after: "['blocktype?family=inet6', 'RETURN']",
}];

/// Compares Debian's tree with each `jail.local`.
#[track_caller]
fn check(package: &'static Package, additions: &[Addition], ways: &[Way]) {
    let results = parallel::each(additions, |addition| {
        let base = trees::scratch();
        trees::copy(&package.at(CONFIGURATION), base.path());
        trees::write(&base.path().join("jail.local"), &addition.jail_local);
        compare(package, &addition.name, base.path(), addition.rows, ways)
    });
    let differences: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    report(&differences);
}

/// The jails of Debian's `jail.conf`.
fn jails(package: &Package) -> Vec<String> {
    let text =
        fs::read_to_string(package.at(CONFIGURATION).join("jail.conf")).expect("it was unpacked");
    text.lines()
        .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
        .filter(|name| !matches!(*name, "DEFAULT" | "INCLUDES"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn as_shipped() {
    let Some(package) = Package::get("Debian's configuration") else {
        return;
    };
    let jail_local = String::new();
    check(
        package,
        &[Addition {
            name: "debian".to_owned(),
            jail_local,
            rows: &[],
        }],
        EACH,
    );
}

#[test]
fn each_jail_alone() {
    let Some(package) = Package::get("Debian's jails") else {
        return;
    };
    let jails = jails(package);
    assert!(jails.len() > 80, "only {} jails found", jails.len());
    let additions: Vec<_> = jails
        .iter()
        .map(|jail| Addition {
            name: format!("debian jail {jail}"),
            // Debian enables sshd.
            jail_local: if jail == "sshd" {
                String::new()
            } else {
                format!("[sshd]\nenabled = false\n[{jail}]\nenabled = true\n")
            },
            rows: if jail == "pass2allow-ftp" {
                PASS2ALLOW
            } else {
                &[]
            },
        })
        .collect();
    check(package, &additions, DUMP);
}

#[test]
fn all_jails_at_once() {
    let Some(package) = Package::get("all of Debian's jails") else {
        return;
    };
    let jail_local = "[DEFAULT]\nenabled = true\n".to_owned();
    check(
        package,
        &[Addition {
            name: "debian all jails".to_owned(),
            jail_local,
            rows: PASS2ALLOW,
        }],
        EACH,
    );
}

#[test]
fn actions_crossed_with_shortcuts() {
    const BANACTIONS: &[&str] = &[
        "dummy",
        "firewallcmd-rich-rules",
        "hostsdeny",
        "iptables-allports",
        "iptables-ipset-proto6",
        "iptables-multiport",
        "nftables[type=multiport]",
        "pf[actiontype=<multiport>]",
        "shorewall",
        "ufw[application=x, blocktype=\"reject\"]",
    ];
    const SHORTCUTS: &[&str] = &[
        "action_",
        "action_blocklist_de",
        "action_mw",
        "action_mwl",
        "action_xarf",
    ];
    let Some(package) = Package::get("Debian's actions") else {
        return;
    };
    let mut additions = Vec::new();
    for banaction in BANACTIONS {
        for shortcut in SHORTCUTS {
            // The agent has the version of fail2ban in it by default.
            additions.push(Addition {
                name: format!("debian {banaction} {shortcut}"),
                jail_local: format!(
                    "[DEFAULT]\n\
                     banaction = {banaction}\n\
                     action = %({shortcut})s\n\
                     fail2ban_agent = tests\n\
                     blocklist_de_apikey = key\n\
                     [nginx-http-auth]\nenabled = true\n\
                     [postfix]\nenabled = true\nbackend = systemd\n",
                ),
                rows: &[],
            });
        }
    }
    check(package, &additions, DUMP);
}
