//! Python's two kinds of number and the operations on them.

use super::error::{ExpressionError, Limit};
use crate::python::repr_float;
use std::fmt;

/// A number; it prints as Python prints it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number.
    Int(i128),
    /// A number with a fraction, even if that is zero.
    Float(f64),
}

/// A binary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Power,
}

impl Operator {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::FloorDivide => "//",
            Operator::Modulo => "%",
            Operator::Power => "**",
        }
    }
}

impl Number {
    /// The number as a fraction, rounded where it has more than 53 bits.
    pub fn as_f64(self) -> f64 {
        match self {
            Number::Int(number) => number as f64,
            Number::Float(number) => number,
        }
    }

    pub(super) fn negate(self) -> Result<Number, ExpressionError> {
        match self {
            Number::Int(number) => whole(number.checked_neg()),
            Number::Float(number) => Ok(Number::Float(-number)),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Number::Int(number) => number.fmt(f),
            Number::Float(number) => f.write_str(&repr_float(number)),
        }
    }
}

/// The result of an operation: whole only if both numbers are.
pub(super) fn apply(
    operator: Operator,
    left: Number,
    right: Number,
) -> Result<Number, ExpressionError> {
    match (left, right) {
        (Number::Int(left), Number::Int(right)) => apply_int(operator, left, right),
        _ => apply_float(operator, left.as_f64(), right.as_f64()).map(Number::Float),
    }
}

fn apply_int(operator: Operator, left: i128, right: i128) -> Result<Number, ExpressionError> {
    match operator {
        Operator::Add => whole(left.checked_add(right)),
        Operator::Subtract => whole(left.checked_sub(right)),
        Operator::Multiply => whole(left.checked_mul(right)),
        Operator::Divide if right == 0 => Err(ExpressionError::Arithmetic("division by zero")),
        Operator::Divide => Ok(Number::Float(quotient(left, right))),
        Operator::FloorDivide if right == 0 => Err(ExpressionError::Arithmetic(
            "integer division or modulo by zero",
        )),
        Operator::FloorDivide => whole(left.checked_div(right).map(|truncated| {
            let below = left % right != 0 && (left < 0) != (right < 0);
            truncated - i128::from(below)
        })),
        Operator::Modulo if right == 0 => {
            Err(ExpressionError::Arithmetic("integer modulo by zero"))
        }
        Operator::Modulo => {
            let rest = left.wrapping_rem(right);
            let other_side = rest != 0 && (rest < 0) != (right < 0);
            Ok(Number::Int(if other_side { rest + right } else { rest }))
        }
        Operator::Power if right < 0 => {
            apply_float(operator, left as f64, right as f64).map(Number::Float)
        }
        Operator::Power => whole(match left {
            0 | 1 if right > 0 => Some(left),
            -1 => Some(if right % 2 == 0 { 1 } else { -1 }),
            _ => u32::try_from(right)
                .ok()
                .and_then(|right| left.checked_pow(right)),
        }),
    }
}

fn whole(number: Option<i128>) -> Result<Number, ExpressionError> {
    number
        .map(Number::Int)
        .ok_or(ExpressionError::Limit(Limit::Size))
}

/// The quotient of whole numbers, rounded once. Python does not round the two
/// numbers first, which would give another result when they are large.
fn quotient(left: i128, right: i128) -> f64 {
    const EXACT: u128 = 1 << f64::MANTISSA_DIGITS;
    let (size, divisor) = (left.unsigned_abs(), right.unsigned_abs());
    if size <= EXACT && divisor <= EXACT {
        return left as f64 / right as f64;
    }
    let mut bits = size / divisor;
    let mut rest = size % divisor;
    let mut exponent = 0;
    // 64 bits are more than a fraction holds. Numbers have at most 128 bits,
    // so neither doubling overflows.
    while bits >> 64 == 0 && rest != 0 {
        rest *= 2;
        bits = bits * 2 + u128::from(rest >= divisor);
        rest %= divisor;
        exponent -= 1;
    }
    // A rest only matters for a tie, which its bit breaks.
    let rounded = (bits | u128::from(rest != 0)) as f64 * 2_f64.powi(exponent);
    if (left < 0) == (right < 0) {
        rounded
    } else {
        -rounded
    }
}

fn apply_float(operator: Operator, left: f64, right: f64) -> Result<f64, ExpressionError> {
    let by_zero = |message| match right == 0.0 {
        true => Err(ExpressionError::Arithmetic(message)),
        false => Ok(()),
    };
    match operator {
        Operator::Add => Ok(left + right),
        Operator::Subtract => Ok(left - right),
        Operator::Multiply => Ok(left * right),
        Operator::Divide => by_zero("float division by zero").map(|()| left / right),
        Operator::FloorDivide => {
            by_zero("float floor division by zero").map(|()| floor_divide(left, right).0)
        }
        Operator::Modulo => by_zero("float modulo").map(|()| floor_divide(left, right).1),
        Operator::Power => power(left, right),
    }
}

/// Floored quotient and the rest, which has the sign of the divisor.
fn floor_divide(left: f64, right: f64) -> (f64, f64) {
    let mut rest = left % right;
    let mut quotient = (left - rest) / right;
    if rest == 0.0 {
        rest = rest.copysign(right);
    } else if (right < 0.0) != (rest < 0.0) {
        rest += right;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (0_f64.copysign(left / right), rest);
    }
    // The division above may be off by a rounding.
    let floor = quotient.floor();
    let floor = if quotient - floor > 0.5 {
        floor + 1.0
    } else {
        floor
    };
    (floor, rest)
}

fn power(left: f64, right: f64) -> Result<f64, ExpressionError> {
    if left == 0.0 && right < 0.0 {
        return Err(ExpressionError::Arithmetic(
            "0.0 cannot be raised to a negative power",
        ));
    }
    let finite = left.is_finite() && right.is_finite();
    if finite && left < 0.0 && right.fract() != 0.0 {
        // Python goes on with complex numbers.
        let (left, right) = (repr_float(left), repr_float(right));
        return Err(ExpressionError::Unsupported(
            format!("({left})**{right}").into(),
        ));
    }
    let result = left.powf(right);
    if finite && result.is_infinite() {
        return Err(ExpressionError::Arithmetic(
            "(34, 'Numerical result out of range')",
        ));
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_quotients_are_rounded_once() {
        // Seen in Python: both numbers would be rounded to the same fraction.
        assert_eq!(
            quotient(9_007_199_254_740_993, 9_007_199_254_740_995),
            0.9999999999999998
        );
        assert_eq!(quotient(-(10_i128.pow(38)), 3), -3.333_333_333_333_333_4e37);
        assert_eq!(quotient(1, i128::MAX), 5.877_471_754_111_438e-39);
        assert_eq!(quotient(i128::MIN, i128::MIN), 1.0);
    }

    #[test]
    fn the_smallest_number_is_no_panic() {
        let minus_one = Number::Int(-1);
        for operator in [Operator::FloorDivide, Operator::Modulo, Operator::Multiply] {
            let result = apply(operator, Number::Int(i128::MIN), minus_one);
            match operator {
                Operator::Modulo => assert_eq!(result, Ok(Number::Int(0))),
                _ => assert_eq!(result, Err(ExpressionError::Limit(Limit::Size))),
            }
        }
        assert!(Number::Int(i128::MIN).negate().is_err());
    }
}
