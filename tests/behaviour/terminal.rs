//! Colour: only on a terminal, and not where `NO_COLOR` says so.

use crate::test::Test;

const GAOLER: &str = env!("CARGO_BIN_EXE_gaoler");
const ESCAPE: char = '\u{1b}';

/// A test whose finding is drawn with its source line.
fn finding() -> Test {
    Test::healthy().append("etc/jail.conf", "bantme = 1\n")
}

/// The same on a terminal of its own, made by `script`; nothing where there is
/// no such program.
fn on_a_terminal() -> Option<Test> {
    let script = std::process::Command::new("script")
        .arg("--version")
        .output();
    if script.is_err() {
        eprintln!("left out: there is no `script` to make a terminal");
        return None;
    }
    Some(
        finding()
            .program("script")
            .args("-qec")
            .arg(format!("{GAOLER} client -c etc -t"))
            .arg("/dev/null")
            .any_stdout(),
    )
}

#[test]
fn a_pipe_gets_no_colour() {
    let outcome = finding()
        .args("client -c etc -t")
        .any_stdout()
        .any_stderr()
        .run();
    assert!(!outcome.stderr.contains(ESCAPE), "{:?}", outcome.stderr);
    assert!(outcome.stderr.contains("did you mean `bantime`?"));
}

#[test]
fn a_terminal_gets_colour() {
    let Some(test) = on_a_terminal() else { return };
    let outcome = test.run();
    assert!(outcome.stdout.contains(ESCAPE), "{:?}", outcome.stdout);
    assert!(outcome.stdout.contains("did you mean `bantime`?"));
}

#[test]
fn no_color_is_honoured() {
    let Some(test) = on_a_terminal() else { return };
    let outcome = test.env("NO_COLOR", "1").run();
    assert!(!outcome.stdout.contains(ESCAPE), "{:?}", outcome.stdout);
    assert!(outcome.stdout.contains("did you mean `bantime`?"));
}

#[test]
fn an_empty_no_color_means_nothing() {
    let Some(test) = on_a_terminal() else { return };
    let outcome = test.env("NO_COLOR", "").run();
    assert!(outcome.stdout.contains(ESCAPE), "{:?}", outcome.stdout);
}
