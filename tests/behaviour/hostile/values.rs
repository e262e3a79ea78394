//! Variables and tags that lead nowhere, in circles or to too much text.

use super::{bad, broken, evil, usable};

#[test]
fn a_variable_that_is_not_there() {
    broken(
        evil("[Definition]\nfailregex = ^x %(hots)s$\nhost = <HOST>\n"),
        "\
error[I020]: `%(hots)s` in `failregex` of `[Definition]` names no option of this section or `[DEFAULT]`
 --> etc/filter.d/evil.conf:2:16
  |
2 | failregex = ^x %(hots)s$
  |                ^^^^^^^^
  |
  = help: did you mean `%(host)s`?
",
    );
}

#[test]
fn variables_that_lead_back() {
    broken(
        bad("findtime = %(a)s\na = 1%(b)s\nb = %(a)s\n"),
        "\
error[I021]: variables in `findtime` of `[bad]` nest more than 10 deep
  --> etc/jail.conf:12:5
   |
12 | b = %(a)s
   |     ^^^^^
   |
   = help: look for an option that refers to itself, also by way of others or of `known/`
",
    );
}

#[test]
fn a_percent_sign_alone() {
    broken(
        evil("[Definition]\nfailregex = ^100% <HOST>$\n"),
        "\
error[I022]: a single `%` in `failregex` of `[Definition]`
 --> etc/filter.d/evil.conf:2:17
  |
2 | failregex = ^100% <HOST>$
  |                 ^
  |
  = help: write `%%` for a percent sign
",
    );
    broken(
        evil("[Definition]\nfailregex = %(host <HOST>$\n"),
        "\
error[I022]: `%(` in `failregex` of `[Definition]` has no name with `)s` behind it
 --> etc/filter.d/evil.conf:2:13
  |
2 | failregex = %(host <HOST>$
  |             ^^
  |
  = help: write `%(name)s` for a variable, `%%(` for a percent sign and a bracket
",
    );
}

/// `levels` options that each stand for the next one twenty times.
fn bomb(levels: usize, refer: impl Fn(usize) -> String) -> String {
    let mut text = format!("[Definition]\nfailregex = {}\n", refer(0));
    for level in 0..levels {
        text.push_str(&format!("v{level} = {}\n", refer(level + 1).repeat(20)));
    }
    text + &format!("v{levels} = xxxxxxxxxx\n")
}

#[test]
fn variables_that_grow_exponentially() {
    broken(
        evil(bomb(9, |level| format!("%(v{level})s"))),
        "error[I023]: `failregex` of `[Definition]` grows too large\n  --> etc/filter.d/evil.conf:11:…",
    );
    broken(
        bad(&format!(
            "{}findtime = %(v0)s\n",
            bomb(8, |level| format!("%(v{level})s")).replace("[Definition]\nfailregex", "bantime")
        )),
        "error[I023]: `findtime` of `[bad]` grows too large\n  --> etc/jail.conf:…",
    );
}

#[test]
fn tags_that_grow_exponentially() {
    broken(
        evil(bomb(30, |level| format!("<v{level}>"))),
        "error[I023]: `failregex` grows too large while its tags are put in\n --> etc/filter.d/evil.conf:…",
    );
}

/// A megabyte that a thousand options stand for.
#[test]
fn a_long_value_many_times() {
    let options = |reference: &str| -> String {
        let lines = (0..1_000).map(|n| format!("o{n} = {reference}\n"));
        lines.collect()
    };
    let long = "x".repeat(1_000_000);
    broken(
        evil(format!(
            "[Definition]\nfailregex = x\nv = {long}\n{}",
            options("%(v)s")
        )),
        "error[I023]: the values up to `o15` are too large together\n --> etc/filter.d/evil.conf:3:5\n…",
    );
    broken(
        evil(format!(
            "[Definition]\nfailregex = x\n[Init]\nv = {long}\n{}",
            options("%(v)s")
        )),
        "error[I023]: the values up to `o15` are too large together\n --> etc/filter.d/evil.conf:4:5\n…",
    );
    broken(
        evil(format!(
            "[Definition]\nfailregex = x\nv = {long}\n{}",
            options("<v>")
        )),
        "error[I023]: `o16` grows too large while its tags are put in\n  --> etc/filter.d/evil.conf:20:7\n…",
    );
}

/// Each tag that is put in copies the whole value.
#[test]
fn many_tags_in_a_long_value() {
    let tags: String = (0..20_000).map(|n| format!("<o{n}>")).collect();
    let options: String = (0..20_000).map(|n| format!("o{n} = y\n")).collect();
    broken(
        evil(format!(
            "[Definition]\nfailregex = {}{tags}\n{options}",
            "x".repeat(3_000_000)
        )),
        "error[I023]: `failregex` grows too large while its tags are put in\n --> etc/filter.d/evil.conf:2:…",
    );
}

#[test]
fn ten_thousand_levels_of_tags() {
    let mut text = "[Definition]\nfailregex = <v0>\n".to_owned();
    for level in 0..10_000 {
        text.push_str(&format!("v{level} = <v{}>\n", level + 1));
    }
    broken(
        evil(text + "v10000 = x\n"),
        "error[I023]: `v9` grows too large while its tags are put in\n  --> etc/filter.d/evil.conf:…",
    );
    let nested = format!("{}{}", "<a".repeat(10_000), ">".repeat(10_000));
    usable(evil(format!("[Definition]\nfailregex = {nested}\n")), "");
    usable(
        evil(format!(
            "[Definition]\nfailregex = {}\n",
            "<".repeat(1_000_000)
        )),
        "",
    );
}

#[test]
fn tags_that_lead_back() {
    broken(
        evil("[Definition]\nfailregex = ^<a> <HOST>$\na = <b>\nb = x<a>\n"),
        "\
error[C014]: `<a>` in `failregex` leads back to itself
 --> etc/filter.d/evil.conf:4:6
  |
4 | b = x<a>
  |      ^^^
  |
  = help: break the circle; `<known/name>` means the value that `[Init]` gives
",
    );
}
