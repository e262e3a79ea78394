//! Lines that no file should have.

use super::{FILTER_PLACE, broken, evil, nothing_left, usable};
use crate::test::Test;

#[test]
fn a_section_without_its_bracket() {
    broken(
        evil("[Definition\nfailregex = ^x <HOST>$\n"),
        "\
error[I003]: this line is no complete `[section]`
 --> etc/filter.d/evil.conf:1:1
  |
1 | [Definition
  | ^^^^^^^^^^^
  |
  = help: write the name between `[` and `]`
",
    );
    broken(
        evil("[Definition]\nfailregex = ^x <HOST>$\n[Init\n"),
        "\
error[I004]: this line is no complete `[section]`
 --> etc/filter.d/evil.conf:3:1
  |
3 | [Init
  | ^^^^^
  |
  = help: write the name between `[` and `]`
",
    );
    nothing_left(
        Test::healthy().append("etc/jail.conf", "[other\n"),
        "\
error[I004]: this line is no complete `[section]`
 --> etc/jail.conf:7:1
  |
7 | [other
  | ^^^^^^
  |
  = help: write the name between `[` and `]`
",
    );
}

#[test]
fn a_line_before_any_section() {
    let finding = "\
error[I003]: this line stands before the first `[section]`
 --> etc/filter.d/evil.conf:2:1
  |
2 | failregex = ^x <HOST>$
  | ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: put a header such as `[DEFAULT]` or `[Definition]` above it
";
    broken(
        evil("# evil\nfailregex = ^x <HOST>$\n[Definition]\n"),
        finding,
    );
    nothing_left(
        Test::healthy().file("etc/jail.d/a.conf", "enabled = true\n"),
        &finding
            .replace("filter.d/evil.conf:2", "jail.d/a.conf:1")
            .replace("2 | failregex = ^x <HOST>$", "1 | enabled = true")
            .replace(&"^".repeat(22), &"^".repeat(14)),
    );
}

#[test]
fn a_byte_order_mark() {
    broken(
        evil("\u{feff}[Definition]\nfailregex = ^x <HOST>$\n"),
        "\
error[I003]: the file begins with a byte order mark, which hides its first line
 --> etc/filter.d/evil.conf:1:1
  |
1 | \u{feff}[Definition]
  | ^^^^^^^^^^^^
  |
  = help: save the file as UTF-8 without BOM
",
    );
}

#[test]
fn bytes_that_are_no_utf8() {
    let case = |bytes: &[u8], byte: &str, reason: &str| {
        let filter = [b"[Definition]\nfailregex = \xc3\xa4", bytes, b"\n"].concat();
        let shown = String::from_utf8_lossy(bytes).into_owned();
        broken(
            evil(filter),
            &format!(
                "{FILTER_PLACE}  = help: its files below filter.d cannot be read, see there
error[I002]: byte {byte} is no UTF-8 ({reason}); the file is not used
 --> etc/filter.d/evil.conf:2:14
  |
2 | failregex = ä{shown}
  |              ^
  |
  = help: convert the file, for example with `iconv -f latin1 -t utf-8`
"
            ),
        );
    };
    case(b"\xff", "0xff", "invalid start byte");
    case(b"\xe4x", "0xe4", "invalid continuation byte");
}

#[test]
fn bytes_that_are_no_text() {
    usable(
        evil("[Definition]\nfailregex = ^x\0 <HOST>$\n"),
        "\
warning[I010]: control character U+0000
 --> etc/filter.d/evil.conf:2:15
  |
2 | failregex = ^x␀ <HOST>$
  |               ^
  |
  = help: remove it; was the file damaged?
",
    );
    usable(evil("[Definition]\r\nfailregex = ^x <HOST>$\r\n"), "");
    usable(evil("[Definition]\rfailregex = ^x <HOST>$\r"), "");
    broken(
        evil(vec![0; 1_000_000]),
        "error[I003]: this line stands before the first `[section]`\n --> etc/filter.d/evil.conf:1:1\n…",
    );
}
