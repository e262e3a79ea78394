//! How a program is picked.

use crate::test::Test;

const HELP: &str = "\
gaoler reads a fail2ban configuration exactly as fail2ban does

Usage: gaoler PROGRAM [WORDS]...

Programs:
  client   tests and dumps a configuration, as fail2ban-client does
  server   the same; broken jails are left out (running jails is still to come)
  config   shows the effective configuration and where each value was written

Each program prints its own help with --help. Called as fail2ban-client or
fail2ban-server (by a link), it is that program. --version prints gaoler's version.
";

const GAOLER: &str = env!("CARGO_BIN_EXE_gaoler");

#[test]
fn help_is_a_result_where_it_is_asked_for() {
    for word in ["--help", "-h", "help"] {
        Test::new().args(word).stdout(HELP).run();
    }
}

#[test]
fn without_a_word_help_is_a_complaint() {
    Test::new().stderr(HELP).code(3).run();
}

#[test]
fn the_version_is_gaolers_own() {
    let version = concat!("gaoler ", env!("CARGO_PKG_VERSION"), "\n");
    for word in ["--version", "-V"] {
        Test::new().args(word).stdout(version).run();
    }
}

#[test]
fn a_mistyped_program_gets_the_nearest_one() {
    for (word, near) in [
        ("clent", "client"),
        ("confgi", "config"),
        ("serve", "server"),
    ] {
        Test::new()
            .args(word)
            .stderr(format!(
                "gaoler: there is no program `{word}`; did you mean `{near}`?\n\n{HELP}"
            ))
            .code(3)
            .run();
    }
}

#[test]
fn any_other_word_gets_the_list() {
    for word in ["ban", "CLIENT", "", "x"] {
        Test::new()
            .arg(word)
            .stderr(format!("gaoler: there is no program `{word}`\n\n{HELP}"))
            .code(3)
            .run();
    }
}

#[test]
fn the_first_word_picks_the_program() {
    for program in ["client", "server"] {
        Test::new()
            .args(program)
            .arg("--version")
            .stdout("Fail2Ban v1.1.2.dev1\n")
            .run();
    }
}

#[test]
fn the_name_of_a_link_picks_the_program() {
    for name in ["fail2ban-client", "fail2ban-server"] {
        let test = Test::new().link(name, GAOLER);
        let link = test.path(name);
        test.program(link).args("-V").stdout("1.1.2.1\n").run();
    }
}

#[test]
fn a_link_is_one_program_whatever_the_first_word_is() {
    let test = Test::healthy().link("fail2ban-client", GAOLER);
    let link = test.path("fail2ban-client");
    test.program(link)
        .args("-c etc -s none config --version")
        .stderr(
            "[TIME] fail2ban                [PID]: ERROR   Failed to access socket path: \
             none. Is fail2ban running?\n",
        )
        .code(255)
        .run();
}

#[test]
fn a_link_of_another_name_is_gaoler() {
    let test = Test::new().link("fail2ban", GAOLER);
    let link = test.path("fail2ban");
    test.program(link).args("--help").stdout(HELP).run();
}

#[test]
fn a_link_to_a_link_goes_by_its_own_name() {
    let test = Test::new()
        .link("fail2ban-server", GAOLER)
        .link("other", "fail2ban-server");
    let link = test.path("other");
    test.program(link).args("--help").stdout(HELP).run();
}

#[test]
fn words_that_are_no_utf8_are_only_wrong() {
    use std::os::unix::ffi::OsStringExt;
    let word = std::ffi::OsString::from_vec(vec![b'c', 0xff]);
    Test::new()
        .arg(word)
        .stderr(format!("gaoler: there is no program `c\u{fffd}`\n\n{HELP}"))
        .code(3)
        .run();
}
