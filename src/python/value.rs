//! The Python values that a command to the server is made of.

use super::repr::push_repr;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// A Python value; texts may be borrowed from the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A whole number of any size in decimal digits, as [`super::parse_int`] gives it.
    Int(Cow<'a, str>),
    /// A text.
    Str(Cow<'a, str>),
    /// A list.
    List(Vec<Value<'a>>),
    /// A dict, in the order of insertion.
    Dict(Vec<(Value<'a>, Value<'a>)>),
}

impl Value<'_> {
    /// Appends `repr(value)`.
    pub fn push_repr(&self, out: &mut String) {
        self.push(out, false);
    }

    /// Appends the value in source form; with `sorted`, the keys of dicts are
    /// in `pprint`'s order.
    pub(super) fn push(&self, out: &mut String, sorted: bool) {
        match self {
            Value::None => out.push_str("None"),
            Value::Bool(true) => out.push_str("True"),
            Value::Bool(false) => out.push_str("False"),
            Value::Int(digits) => out.push_str(digits),
            Value::Str(text) => push_repr(out, text),
            Value::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    item.push(out, sorted);
                }
                out.push(']');
            }
            Value::Dict(pairs) => {
                out.push('{');
                for (index, (key, value)) in in_order(pairs, sorted).into_iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    key.push(out, sorted);
                    out.push_str(": ");
                    value.push(out, sorted);
                }
                out.push('}');
            }
        }
    }
}

/// The pairs of a dict, sorted by key where that is asked for.
pub(super) fn in_order<'v, 'a>(
    pairs: &'v [(Value<'a>, Value<'a>)],
    sorted: bool,
) -> Vec<&'v (Value<'a>, Value<'a>)> {
    let mut ordered: Vec<_> = pairs.iter().collect();
    if sorted {
        ordered.sort_by(|(a, _), (b, _)| compare(a, b));
    }
    ordered
}

/// The order of keys in `pprint`: their own where Python has one, else by the
/// name of the type (`<class 'NoneType'>` before `<class 'int'>`).
fn compare(a: &Value<'_>, b: &Value<'_>) -> Ordering {
    match (a, b) {
        // Python orders texts by code point, which is the order of UTF-8.
        (Value::Str(a), Value::Str(b)) => a.cmp(b),
        (Value::List(a), Value::List(b)) => {
            let different = a
                .iter()
                .zip(b)
                .map(|(a, b)| compare(a, b))
                .find(|o| o.is_ne());
            different.unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        _ => match (digits(a), digits(b)) {
            (Some(a), Some(b)) => compare_digits(a, b),
            _ => rank(a).cmp(&rank(b)),
        },
    }
}

fn rank(value: &Value<'_>) -> u8 {
    match value {
        Value::None => 0,
        Value::Dict(_) => 1,
        Value::Bool(_) | Value::Int(_) => 2,
        Value::List(_) => 3,
        Value::Str(_) => 4,
    }
}

/// A number's digits; a truth value is a number in Python.
fn digits<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::Bool(true) => Some("1"),
        Value::Bool(false) => Some("0"),
        Value::Int(digits) => Some(digits),
        _ => None,
    }
}

fn compare_digits(a: &str, b: &str) -> Ordering {
    let by_size = |a: &str, b: &str| a.len().cmp(&b.len()).then_with(|| a.cmp(b));
    match (a.strip_prefix('-'), b.strip_prefix('-')) {
        (None, None) => by_size(a, b),
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => by_size(b, a),
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.push_repr(&mut out);
        f.write_str(&out)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Str(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Str(Cow::Owned(text))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Int(Cow::Owned(number.to_string()))
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Value::Bool(flag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(value: Value<'_>, expected: &str) {
        assert_eq!(value.to_string(), expected);
    }

    #[test]
    fn commands_print_as_python_prints_them() {
        case(
            Value::List(vec![
                "set".into(),
                "sshd".into(),
                "maxretry".into(),
                5.into(),
            ]),
            "['set', 'sshd', 'maxretry', 5]",
        );
        case(
            Value::List(vec![
                true.into(),
                false.into(),
                Value::None,
                Value::List(vec![]),
            ]),
            "[True, False, None, []]",
        );
        case(
            Value::Dict(vec![
                ("stacksize".into(), 128.into()),
                (1.into(), "it's".into()),
            ]),
            r#"{'stacksize': 128, 1: "it's"}"#,
        );
        case(Value::Dict(vec![]), "{}");
    }

    #[test]
    fn a_number_may_have_any_size() {
        case(
            Value::Int("123456789012345678901234567890".into()),
            "123456789012345678901234567890",
        );
        case(i64::MIN.into(), "-9223372036854775808");
    }

    #[test]
    fn keys_are_sorted_only_when_asked() {
        let dict = Value::Dict(vec![
            ("b".into(), 1.into()),
            (10.into(), 2.into()),
            ("a".into(), 3.into()),
            (Value::None, 4.into()),
            ((-3).into(), 5.into()),
            (true.into(), 6.into()),
            ((-12).into(), 7.into()),
        ]);
        let mut sorted = String::new();
        dict.push(&mut sorted, true);
        assert_eq!(
            sorted,
            "{None: 4, -12: 7, -3: 5, True: 6, 10: 2, 'a': 3, 'b': 1}"
        );
        case(
            dict,
            "{'b': 1, 10: 2, 'a': 3, None: 4, -3: 5, True: 6, -12: 7}",
        );
    }
}
