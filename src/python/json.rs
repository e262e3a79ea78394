//! `json.dumps` of a dict of texts.

use super::repr::push_hex;

/// A JSON object as `json.dumps(dict)` writes it: ASCII only, in the order of
/// the pairs. A dict has each key once, and so must the pairs.
pub fn dumps(pairs: &[(&str, &str)]) -> String {
    let mut out = String::from("{");
    for (index, (key, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        push_text(&mut out, key);
        out.push_str(": ");
        push_text(&mut out, value);
    }
    out.push('}');
    out
}

fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            _ => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    push_hex(out, 'u', 4, u32::from(*unit));
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(pairs: &[(&str, &str)], expected: &str) {
        assert_eq!(dumps(pairs), expected);
    }

    #[test]
    fn separators_have_a_blank() {
        case(&[], "{}");
        case(&[("a", "1"), ("b", "two")], r#"{"a": "1", "b": "two"}"#);
    }

    #[test]
    fn all_but_printable_ascii_is_escaped() {
        case(&[("a\"\\", "\n\r\t\x08\x0c")], r#"{"a\"\\": "\n\r\t\b\f"}"#);
        case(&[("/'", "\0\x1f\x7f")], r#"{"/'": "\u0000\u001f\u007f"}"#);
        case(&[("é", "漢😀")], r#"{"\u00e9": "\u6f22\ud83d\ude00"}"#);
    }
}
