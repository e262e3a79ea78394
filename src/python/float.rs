//! `repr(float)`: the shortest digits that give the number again.

use std::fmt::Write;

/// The number as Python prints it.
pub fn repr_float(number: f64) -> String {
    let mut out = String::new();
    push_float(&mut out, number);
    out
}

/// Appends the number as Python prints it: `5400.0`, `1e+16`, `inf`.
pub fn push_float(out: &mut String, number: f64) {
    if !number.is_finite() {
        out.push_str(match number {
            _ if number.is_nan() => "nan",
            _ if number > 0.0 => "inf",
            _ => "-inf",
        });
        return;
    }
    let (digits, exponent) = shortest(number.abs());
    let point = exponent + 1;
    if number.is_sign_negative() {
        out.push('-');
    }
    // Writing to a `String` cannot fail.
    let _ = match usize::try_from(point) {
        _ if !(-4..16).contains(&exponent) => {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            let sign = if exponent < 0 { '-' } else { '+' };
            write!(
                out,
                "{first}{dot}{rest}e{sign}{:02}",
                exponent.unsigned_abs()
            )
        }
        Ok(0) | Err(_) => {
            let zeros = point.unsigned_abs() as usize;
            write!(out, "0.{:0<zeros$}{digits}", "")
        }
        Ok(point) if point < digits.len() => {
            write!(out, "{}.{}", &digits[..point], &digits[point..])
        }
        Ok(point) => write!(out, "{digits:0<point$}.0"),
    };
}

/// The fewest digits that give the number again, and the decimal exponent of
/// the first one.
fn shortest(number: f64) -> (String, i32) {
    let count = split(&format!("{number:e}")).0.len();
    // There may be two such texts equally near to the number. Python takes the
    // even one, and so does formatting with a given number of digits.
    split(&format!("{number:.*e}", count.saturating_sub(1)))
}

/// The digits and the exponent of Rust's scientific form.
fn split(text: &str) -> (String, i32) {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    (digits.replace('.', ""), exponent.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(number: f64, expected: &str) {
        assert_eq!(repr_float(number), expected);
    }

    #[test]
    fn numbers_of_common_size_have_a_point() {
        case(0.0, "0.0");
        case(-0.0, "-0.0");
        case(5400.0, "5400.0");
        case(15_778_800.0, "15778800.0");
        case(0.1 + 0.2, "0.30000000000000004");
        case(0.0001, "0.0001");
        case(-192_042_203_074_057.63, "-192042203074057.62");
        case(123_000.0, "123000.0");
        case(0.00123, "0.00123");
        case(9_999_999_999_999_998.0, "9999999999999998.0");
    }

    #[test]
    fn large_and_small_numbers_have_an_exponent() {
        case(1e16, "1e+16");
        case(1.2345678901234568e16, "1.2345678901234568e+16");
        case(-0.00001, "-1e-05");
        case(1.5e300, "1.5e+300");
        case(5e-324, "5e-324");
    }

    #[test]
    fn some_are_no_numbers() {
        case(f64::INFINITY, "inf");
        case(f64::NEG_INFINITY, "-inf");
        case(f64::NAN, "nan");
    }
}
