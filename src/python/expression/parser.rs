//! The grammar of arithmetic, evaluated while it is parsed.
//!
//! Python parses the whole text before it evaluates any of it. So the error of
//! an operation is kept as an outcome, which wins only once the text is known
//! to be an expression. Outcomes combine from left to right, as in Python.

use super::Answer;
use super::error::{ExpressionError, Limit};
use super::names::{BUILTINS, INFIX_WORDS, OTHER_WORDS, PREFIX_WORDS};
use super::number::{self, Operator};
use super::token::{Kind, Token, never_closed};

/// Signs that begin an expression which is not arithmetic.
const PREFIX_SIGNS: &[&str] = &["...", "[", "{", "~"];

/// Signs that go on with an expression which is not arithmetic.
const INFIX_SIGNS: &[&str] = &[
    "!=", "&", ".", ":=", "<", "<<", "<=", "==", ">", ">=", ">>", "@", "[", "^", "|",
];

/// How deep parentheses and powers may be nested.
const MAX_DEPTH: usize = 100;

/// What a part of the text comes to when it is evaluated.
type Outcome = Result<Answer, ExpressionError>;

/// An outcome, or why the text cannot be parsed.
type Parsed = Result<Outcome, ExpressionError>;

/// Parses and evaluates all tokens.
pub(super) fn parse(tokens: &[Token]) -> Parsed {
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
    };
    let parsed = parser.list().and_then(|outcome| {
        while parser.kind() == Some(&Kind::Newline) {
            parser.at += 1;
        }
        match parser.kind() {
            Some(Kind::End(None)) => Ok(outcome),
            _ => Err(parser.unexpected(INFIX_WORDS, INFIX_SIGNS)),
        }
    });
    parsed.map_err(|error| prefer_open_bracket(tokens, error))
}

/// A bracket that is never closed explains a syntax error best. Python tells
/// so too, unless it gives up on the same line before it comes to the end.
fn prefer_open_bracket(tokens: &[Token], error: ExpressionError) -> ExpressionError {
    match (tokens.last().map(|token| &token.kind), &error) {
        (Some(&Kind::End(Some((bracket, line)))), ExpressionError::Syntax { .. }) => {
            ExpressionError::syntax(never_closed(bracket), line)
        }
        _ => error,
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn kind(&self) -> Option<&Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    /// Reads the sign if it comes next.
    fn take(&mut self, sign: &str) -> bool {
        let comes = matches!(self.kind(), Some(&Kind::Sign(next)) if next == sign);
        self.at += usize::from(comes);
        comes
    }

    /// Reads an operator if one of these comes next.
    fn take_operator(&mut self, operators: &[Operator]) -> Option<Operator> {
        operators
            .iter()
            .copied()
            .find(|operator| self.take(operator.sign()))
    }

    /// Sums with commas between them.
    fn list(&mut self) -> Parsed {
        let first = self.sum()?;
        if !matches!(self.kind(), Some(Kind::Sign(","))) {
            return Ok(first);
        }
        let mut items = vec![first];
        while self.take(",") && self.begins_expression() {
            items.push(self.sum()?);
        }
        Ok(items
            .into_iter()
            .collect::<Result<_, _>>()
            .map(Answer::Tuple))
    }

    /// Whether something other than the end of a list comes next.
    fn begins_expression(&self) -> bool {
        !matches!(
            self.kind(),
            None | Some(Kind::Newline | Kind::End(_) | Kind::Stop(_) | Kind::Sign(")" | ","))
        )
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        while let Some(operator) = self.take_operator(&[Operator::Add, Operator::Subtract]) {
            let right = self.product()?;
            left = combine(operator, left, right);
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        const PRODUCT: &[Operator] = &[
            Operator::Multiply,
            Operator::Divide,
            Operator::FloorDivide,
            Operator::Modulo,
        ];
        let mut left = self.signed()?;
        while let Some(operator) = self.take_operator(PRODUCT) {
            let right = self.signed()?;
            left = combine(operator, left, right);
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed {
        let mut signs = Vec::new();
        while let Some(sign) = self.take_operator(&[Operator::Add, Operator::Subtract]) {
            signs.push(sign);
        }
        let value = self.power()?;
        Ok(value.and_then(|value| {
            signs
                .into_iter()
                .rev()
                .try_fold(value, |value, sign| match value {
                    Answer::Number(number) if sign == Operator::Subtract => {
                        number.negate().map(Answer::Number)
                    }
                    Answer::Number(_) => Ok(value),
                    Answer::Tuple(_) => Err(ExpressionError::Unsupported(
                        format!("{}tuple", sign.sign()).into(),
                    )),
                })
        }))
    }

    fn power(&mut self) -> Parsed {
        let left = self.primary()?;
        if !self.take("**") {
            return Ok(left);
        }
        let right = self.deeper(Parser::signed)?;
        Ok(combine(Operator::Power, left, right))
    }

    /// A number, name or parentheses, and calls of it.
    fn primary(&mut self) -> Parsed {
        let mut value = self.atom()?;
        while self.take("(") {
            let arguments = match self.take(")") {
                true => Ok(Answer::Tuple(Vec::new())),
                false => self.inside_parentheses()?,
            };
            value = value.and_then(|value| {
                arguments?;
                Err(ExpressionError::NotCallable(value.type_name()))
            });
        }
        Ok(value)
    }

    fn atom(&mut self) -> Parsed {
        if self.take("(") {
            return match self.take(")") {
                true => Ok(Ok(Answer::Tuple(Vec::new()))),
                false => self.inside_parentheses(),
            };
        }
        let value = match self.kind() {
            Some(Kind::Number(number)) => Ok(Answer::Number(*number)),
            Some(Kind::Name(name)) if !is_keyword(name) => Err(named(name)),
            Some(Kind::Quote(quote)) => {
                return Err(ExpressionError::Unsupported(quote.to_string().into()));
            }
            _ => return Err(self.unexpected(PREFIX_WORDS, PREFIX_SIGNS)),
        };
        self.at += 1;
        Ok(value)
    }

    /// What follows an opening parenthesis, with the closing one.
    fn inside_parentheses(&mut self) -> Parsed {
        let value = self.deeper(Parser::list)?;
        match self.take(")") {
            true => Ok(value),
            false => Err(self.unexpected(INFIX_WORDS, INFIX_SIGNS)),
        }
    }

    /// Parses one level deeper.
    fn deeper(&mut self, parse: fn(&mut Self) -> Parsed) -> Parsed {
        if self.depth == MAX_DEPTH {
            return Err(ExpressionError::Limit(Limit::Depth(MAX_DEPTH)));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// The error for the next token, which Python may have a use for here.
    fn unexpected(&self, words: &[&str], signs: &[&str]) -> ExpressionError {
        let Some(token) = self.tokens.get(self.at) else {
            return ExpressionError::syntax("invalid syntax", 0);
        };
        match &token.kind {
            Kind::Name(word) if words.contains(&&**word) => {
                ExpressionError::Unsupported(word.clone().into())
            }
            // A point only means something before the name of an attribute.
            Kind::Sign(".") if !self.name_follows() => {
                ExpressionError::syntax("invalid syntax", token.line)
            }
            Kind::Sign(sign) if signs.contains(sign) => {
                ExpressionError::Unsupported((*sign).into())
            }
            Kind::Stop(message) => ExpressionError::syntax(message.clone(), token.line),
            _ => ExpressionError::syntax("invalid syntax", token.line),
        }
    }

    fn name_follows(&self) -> bool {
        let next = self.tokens.get(self.at + 1);
        next.is_some_and(|next| matches!(next.kind, Kind::Name(_)))
    }
}

fn is_keyword(name: &str) -> bool {
    [PREFIX_WORDS, INFIX_WORDS, OTHER_WORDS]
        .iter()
        .any(|list| list.contains(&name))
}

fn named(name: &str) -> ExpressionError {
    match BUILTINS.contains(&name) {
        true => ExpressionError::Unsupported(name.to_owned().into()),
        false => ExpressionError::UndefinedName(name.to_owned()),
    }
}

fn combine(operator: Operator, left: Outcome, right: Outcome) -> Outcome {
    match (left?, right?) {
        (Answer::Number(left), Answer::Number(right)) => {
            number::apply(operator, left, right).map(Answer::Number)
        }
        (left, right) => Err(ExpressionError::Unsupported(
            format!(
                "{} {} {}",
                left.type_name(),
                operator.sign(),
                right.type_name()
            )
            .into(),
        )),
    }
}
