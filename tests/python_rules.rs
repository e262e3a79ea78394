//! Our rules of Python against a live `python3`, on thousands of seeded random
//! inputs each. A failure shows the seed; put it into [`SEED`] to repeat it.

mod support;

use gaoler::python::expression::{self, ExpressionError as Error};
use gaoler::python::{self, PrettyPrinter, Value as PythonValue};
use serde_json::{Value, json};
use std::fmt::Debug;
use support::rng::Rng;
use support::{Oracle, oracle};

/// Where all random input comes from.
const SEED: u64 = 2011;

/// Characters that rules are likely to tell apart, and a few longer pieces.
const PIECES: &[&str] = &[
    "a",
    "b",
    "z",
    "A",
    "0",
    "1",
    "9",
    "_",
    " ",
    "  ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\x0b",
    "\x0c",
    "\x1b",
    "\x1c",
    "\x1f",
    "\0",
    "\x7f",
    "'",
    "\"",
    "\\",
    "\\\\",
    "'\"",
    "[",
    "]",
    "!",
    "^",
    "-",
    "*",
    "?",
    "&",
    "|",
    "~",
    "=",
    ":",
    ";",
    "#",
    "%",
    ",",
    ".",
    "/",
    "+",
    "(",
    ")",
    "{",
    "}",
    "<",
    "\u{80}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "é",
    "ß",
    "漢",
    "😀",
    "\u{301}",
    "\u{200b}",
    "\u{2028}",
    "\u{2029}",
    "\u{3000}",
    "\u{feff}",
    "\u{e000}",
    "\u{10ffff}",
    "٣",
    "²",
    "word",
    "lorem ipsum",
];

/// Compares our answers with Python's, input by input.
fn compare<T: Debug, R: PartialEq + Debug>(
    rule: &str,
    inputs: &[T],
    theirs: Vec<Value>,
    ours: impl Fn(&T) -> R,
    read: impl Fn(&Value) -> R,
) {
    assert_eq!(inputs.len(), theirs.len());
    for (input, theirs) in inputs.iter().zip(&theirs) {
        let (ours, theirs) = (ours(input), read(theirs));
        assert!(
            ours == theirs,
            "{rule}, seed {SEED}\n input: {input:?}\n  ours: {ours:?}\npython: {theirs:?}"
        );
    }
}

/// Random texts.
fn texts(pieces: &[&str], most: usize, count: usize) -> Vec<String> {
    let mut rng = Rng::new(SEED);
    (0..count).map(|_| rng.text(pieces, most)).collect()
}

fn ask(oracle: &mut Oracle, kind: &str, texts: &[String]) -> Vec<Value> {
    oracle.ask_all(kind, texts.iter().map(|text| json!(text)).collect())
}

fn text_of(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

fn texts_of(value: &Value) -> Vec<String> {
    let items = value
        .as_array()
        .unwrap_or_else(|| panic!("no list: {value}"));
    items.iter().map(text_of).collect()
}

/// What was returned, or the class and message of what was raised.
fn attempt(value: &Value) -> Result<&Value, (String, String)> {
    match value.get("ok") {
        Some(ok) => Ok(ok),
        None => Err((text_of(&value["error"]), text_of(&value["message"]))),
    }
}

#[test]
fn every_character_is_classified_alike() {
    let Some(mut oracle) = oracle() else { return };
    if !oracle.is_python_3_11() {
        return;
    }
    let answer = oracle.ask(json!({ "kind": "characters" }));
    let check = |property: &str, ours: fn(char) -> bool| {
        let ranges = answer[property].as_array().unwrap();
        let mut theirs = vec![false; 0x11_0000];
        for range in ranges {
            let [low, high] = [0, 1].map(|end| range[end].as_u64().unwrap() as usize);
            theirs[low..=high].fill(true);
        }
        for c in '\0'..=char::MAX {
            assert_eq!(
                ours(c),
                theirs[c as usize],
                "{property}: U+{:04X}",
                c as u32
            );
        }
    };
    check("isspace", python::is_space);
    check("space", python::is_space);
    check("word", python::is_word);
    check("printable", python::is_printable);
    let digits = answer["digits"].as_array().unwrap();
    let ours: Vec<Value> = ('\0'..=char::MAX)
        .filter_map(|c| python::decimal_digit(c).map(|digit| json!([c as u32, digit])))
        .collect();
    assert_eq!(&ours, digits);
}

#[test]
fn texts_are_shown_alike() {
    let Some(mut oracle) = oracle() else { return };
    let inputs = texts(PIECES, 12, 20_000);
    let theirs = ask(&mut oracle, "repr", &inputs);
    compare(
        "repr",
        &inputs,
        theirs,
        |text| python::repr_str(text),
        text_of,
    );
}

#[test]
fn texts_are_stripped_alike() {
    let Some(mut oracle) = oracle() else { return };
    let inputs = texts(PIECES, 6, 20_000);
    let theirs = ask(&mut oracle, "strip", &inputs);
    let ours = |text: &String| {
        [
            python::strip(text),
            python::lstrip(text),
            python::rstrip(text),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    compare("strip", &inputs, theirs, ours, texts_of);
}

#[test]
fn lines_end_alike() {
    let Some(mut oracle) = oracle() else { return };
    let inputs = texts(PIECES, 12, 10_000);
    let theirs = ask(&mut oracle, "lines", &inputs);
    let ours = |text: &String| python::split_lines(text).map(str::to_owned).collect();
    compare("splitlines", &inputs, theirs, ours, texts_of);
}

#[test]
fn whole_numbers_are_read_alike() {
    let Some(mut oracle) = oracle() else { return };
    let pieces = [
        "0",
        "1",
        "7",
        "9",
        "00",
        "1234567890",
        "_",
        "+",
        "-",
        " ",
        "\n",
        "\x0b",
        "\x1c",
        "\x1f",
        "\u{85}",
        "\u{a0}",
        "\u{3000}",
        "٣",
        "𝟙",
        "²",
        "x",
        ".",
        "e",
        "\0",
    ];
    let mut inputs = texts(&pieces, 5, 30_000);
    inputs.extend(texts(&["0", "1", "9", "_"], 40, 2_000));
    inputs.extend([4299, 4300, 4301].map(|count| format!(" -{}", "9".repeat(count))));
    let theirs = ask(&mut oracle, "int", &inputs);
    compare(
        "int",
        &inputs,
        theirs,
        |text| python::parse_int(text),
        |answer| attempt(answer).ok().map(text_of),
    );
}

#[test]
fn fractions_are_shown_alike() {
    let Some(mut oracle) = oracle() else { return };
    let mut rng = Rng::new(SEED);
    let mut numbers: Vec<f64> = (0..10_000).map(|_| f64::from_bits(rng.next())).collect();
    numbers.extend((0..5_000).map(|_| rng.below(1_000_000_000) as f64 / 1000.0));
    numbers.extend((-330..310).map(|exponent| 10_f64.powi(exponent)));
    let inputs: Vec<String> = numbers.iter().map(|number| format!("{number:e}")).collect();
    let theirs = ask(&mut oracle, "float", &inputs);
    compare(
        "repr(float)",
        &numbers,
        theirs,
        |&number| python::repr_float(number),
        text_of,
    );
}

#[test]
fn json_is_written_alike() {
    let Some(mut oracle) = oracle() else { return };
    let mut rng = Rng::new(SEED);
    let inputs: Vec<Vec<(String, String)>> = (0..5_000)
        .map(|_| {
            // The index keeps the keys apart.
            let pair = |index| {
                (
                    format!("{index}{}", rng.text(PIECES, 4)),
                    rng.text(PIECES, 8),
                )
            };
            (0..3).map(pair).collect()
        })
        .collect();
    let theirs = oracle.ask_all("json", inputs.iter().map(|pairs| json!(pairs)).collect());
    let ours = |pairs: &Vec<(String, String)>| {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(key, value)| (&**key, &**value))
            .collect();
        python::dumps(&pairs)
    };
    compare("json.dumps", &inputs, theirs, ours, text_of);
}

#[test]
fn words_are_split_alike() {
    let Some(mut oracle) = oracle() else { return };
    let mut inputs = texts(
        &["a", "b", " ", "\t", "\n", "'", "\"", "\\", "#", "=", "+"],
        10,
        30_000,
    );
    inputs.extend(texts(PIECES, 10, 10_000));
    let theirs = ask(&mut oracle, "shlex", &inputs);
    let ours = |text: &String| {
        python::shlex::split(text).map_err(|error| ("ValueError".to_owned(), error.to_string()))
    };
    compare("shlex.split", &inputs, theirs, ours, |answer| {
        attempt(answer).map(texts_of)
    });
}

#[test]
fn names_match_alike() {
    let Some(mut oracle) = oracle() else { return };
    let mut rng = Rng::new(SEED);
    let parts = [
        "a", "b", "c", "z", "*", "?", "[", "]", "!", "^", "-", "\\", "&", "|", "~", ".", "\n",
    ];
    let names = [
        "a", "b", "c", "z", "!", "^", "-", "\\", "]", "[", "&", ".", "\n", "漢",
    ];
    let mut inputs: Vec<(String, String)> = Vec::new();
    for round in 0..60_000 {
        let pattern = match round % 3 {
            0 => rng.text(&parts, 8),
            1 => format!("[{}]", rng.text(&parts, 8)),
            _ => format!("a*[{}]*", rng.text(&parts[6..], 6)),
        };
        inputs.push((rng.text(&names, 4), pattern));
    }
    let theirs = oracle.ask_all("fnmatch", inputs.iter().map(|pair| json!(pair)).collect());
    let ours = |(name, pattern): &(String, String)| python::fnmatch(name, pattern);
    compare("fnmatch", &inputs, theirs, ours, |answer| {
        answer.as_bool().unwrap()
    });
}

#[test]
fn values_are_printed_alike() {
    let Some(mut oracle) = oracle() else { return };
    let mut rng = Rng::new(SEED);
    let mut inputs: Vec<(PythonValue<'static>, usize, usize)> = Vec::new();
    for round in 0..6_000 {
        // Python wants a width above 0.
        let width = [1, 10, 20, 40, 80, 1000][round % 6];
        inputs.push((random_value(&mut rng, 3), width, rng.below(6)));
    }
    for _ in 0..200 {
        let commands = (0..4).map(|_| rng.text(PIECES, 400).into()).collect();
        inputs.push((PythonValue::List(commands), 1000, 2));
    }
    let jobs = inputs.iter().map(|(value, width, indent)| {
        json!({ "value": to_json(value), "width": width, "indent": indent })
    });
    let theirs = oracle.ask_all("pprint", jobs.collect());
    let ours = |(value, width, indent): &(PythonValue<'static>, usize, usize)| {
        let printer = PrettyPrinter {
            width: *width,
            indent: *indent,
        };
        vec![value.to_string(), printer.format(value)]
    };
    compare("pprint", &inputs, theirs, ours, texts_of);
}

/// A value with at most so many levels of lists and dicts.
fn random_value(rng: &mut Rng, levels: usize) -> PythonValue<'static> {
    let kinds = if levels == 0 { 6 } else { 10 };
    match rng.below(kinds) {
        0 => PythonValue::None,
        1 => PythonValue::Bool(rng.below(2) == 0),
        2 => PythonValue::Int(format!("{}", rng.next() as i64).into()),
        3..6 => rng.text(PIECES, 12).into(),
        6..9 => {
            let count = rng.below(6);
            PythonValue::List((0..count).map(|_| random_value(rng, levels - 1)).collect())
        }
        _ => {
            let texts = rng.below(2) == 0;
            // The index keeps the keys apart. Text and number keys do not mix,
            // as Python would order those by where they are in memory.
            let key = |rng: &mut Rng, index: i64| match texts {
                true => PythonValue::from(format!("{}{index}", rng.text(PIECES, 3))),
                false => PythonValue::from((rng.below(40) as i64 - 20) * 10 + index),
            };
            let count = rng.below(6) as i64;
            let pairs = (0..count).map(|index| (key(rng, index), random_value(rng, levels - 1)));
            PythonValue::Dict(pairs.collect())
        }
    }
}

fn to_json(value: &PythonValue<'_>) -> Value {
    match value {
        PythonValue::None => Value::Null,
        PythonValue::Bool(flag) => json!(flag),
        PythonValue::Int(digits) => json!({ "int": digits }),
        PythonValue::Str(text) => json!(text),
        PythonValue::List(items) => items.iter().map(to_json).collect(),
        PythonValue::Dict(pairs) => {
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(key, value)| [to_json(key), to_json(value)])
                .collect();
            json!({ "dict": pairs })
        }
    }
}

#[test]
fn arithmetic_comes_to_the_same() {
    let Some(mut oracle) = oracle() else { return };
    if !oracle.is_python_3_11() {
        return;
    }
    let tidy = [
        "0",
        "1",
        "2",
        "3",
        "7",
        "10",
        "1.5",
        ".25",
        "2.",
        "1e3",
        "86400",
        "2629800.0",
        "31557600.0",
        "9007199254740993",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        " + ",
        " - ",
        " * ",
        "/ ",
        " ** 2",
        "**-1",
        "**0.5",
        "(",
        ")",
        "-",
        "(1+2)",
    ];
    let wild = [
        "0", "1", "9", "00", "_", ".", "e", "e+", "x", "0x", "0b", "0o", "j", " ", " ", "\n", "\t",
        "\x0c", "+", "-", "*", "/", "//", "%", "**", "(", ")", "(", ")", ",", "abc", "é", "€",
        "\u{a0}", "٣", "#", "\\", "\\\n", "'", "\"", ";", ":", "=", "!", "$", "?", "[", "]", "{",
        "}", "\x1c", "if", "or", "None", "max", "\u{301}",
    ];
    let mut inputs = texts(&tidy, 9, 60_000);
    inputs.extend(texts(&wild, 6, 60_000));
    let theirs = ask(&mut oracle, "eval", &inputs);
    let mut compared = 0;
    for (input, theirs) in inputs.iter().zip(&theirs) {
        let ours = expression::evaluate(input);
        // What we do not evaluate may be anything in Python.
        let ours_only = matches!(ours, Err(Error::Unsupported(_) | Error::Limit(_)));
        if ours_only || theirs.get("slow").is_some() {
            continue;
        }
        compared += 1;
        let ours = ours
            .map(|answer| answer.to_string())
            .map_err(|error| (class_of(&error).to_owned(), error.python_message()));
        let theirs = attempt(theirs).map(text_of);
        let same = ours == theirs || is_other_wording(input, &ours, &theirs);
        assert!(
            same,
            "eval, seed {SEED}\n input: {input:?}\n  ours: {ours:?}\npython: {theirs:?}"
        );
    }
    assert!(compared > 80_000, "only {compared} were compared");
}

/// Python's class of an error.
fn class_of(error: &Error) -> &'static str {
    match error {
        Error::Syntax { message, .. } if message == "unexpected indent" => "IndentationError",
        Error::Syntax { .. } => "SyntaxError",
        Error::NullByte => "ValueError",
        Error::UndefinedName(_) => "NameError",
        Error::Arithmetic(message) if message.starts_with("(34") => "OverflowError",
        Error::Arithmetic(_) => "ZeroDivisionError",
        Error::NotCallable(_) => "TypeError",
        Error::Unsupported(_) | Error::Limit(_) => "",
    }
}

/// Whether two errors differ only in ways that we know of.
fn is_other_wording(
    input: &str,
    ours: &Result<String, (String, String)>,
    theirs: &Result<String, (String, String)>,
) -> bool {
    let (Err((our_class, ours)), Err((their_class, theirs))) = (ours, theirs) else {
        return false;
    };
    // Python composes the letters and marks of a name.
    let composed =
        our_class == "NameError" && our_class == their_class && input.contains('\u{301}');
    // For a text with several faults Python may tell of another one.
    let is_syntax = |class: &str| matches!(class, "SyntaxError" | "IndentationError");
    let is_general = ["invalid syntax", "was never closed", "unexpected indent"]
        .iter()
        .any(|general| ours.contains(general));
    let other_fault = is_general && is_syntax(our_class) && is_syntax(their_class);
    // `2(*3)` is a call to Python, if not one that works.
    let spread = theirs.contains(" argument after *");
    composed || other_fault || spread
}

#[test]
fn no_text_makes_a_time_panic() {
    let pieces = [
        "1",
        "0",
        "7",
        ".",
        "_",
        "d",
        "mo",
        "h",
        "year",
        "x",
        "e",
        " ",
        "\n",
        "\r",
        "\t",
        "\x0c",
        "\u{a0}",
        "(",
        ")",
        "[",
        "}",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "**",
        ",",
        "#",
        "'",
        "\"\"\"",
        "\\",
        "\0",
        "é",
        "ſ",
        "٣",
        "€",
        "99999999999999999999",
        "0x",
        "170141183460469231731687303715884105727",
    ];
    for text in texts(&pieces, 12, 100_000) {
        let _ = gaoler::time::parse_seconds(&text);
    }
}

#[test]
fn ini_texts_are_answered() {
    let Some(mut oracle) = oracle() else { return };
    let mut ini = |text: &str| ask(&mut oracle, "ini", &[text.to_owned()]).remove(0);
    assert_eq!(
        ini("[DEFAULT]\na = 1\n[A]\r\nB: x ; note\r\n  y\n\n[C]\n"),
        json!({ "ok": {
            "default": [["a", "1"]],
            "sections": [["A", [["b", "x\ny"]]], ["C", []]],
        }})
    );
    let error = ini("[A]\n[A]\n");
    assert_eq!(error["error"], "DuplicateSectionError");
    assert_eq!(
        error["message"],
        "While reading from 'PATH' [line  2]: section 'A' already exists"
    );
}
