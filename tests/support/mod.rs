//! A live `python3` that tests ask about Python's rules, and seeded random
//! input to ask about.

pub(crate) mod rng;

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock};

/// A running `python3` that answers requests in order. It ends when its input
/// does, which is with this program.
pub(crate) struct Oracle {
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    /// Starts Python, or gives nothing where it is not installed.
    fn start() -> Option<Oracle> {
        #[expect(clippy::disallowed_methods, reason = "the oracle is a process")]
        let mut command = Command::new("python3");
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/support/python_oracle.py"
        );
        command
            .args(["-I", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let requests = child.stdin.take()?;
        let answers = BufReader::new(child.stdout.take()?);
        Some(Oracle { requests, answers })
    }

    /// The answer to one request; see `python_oracle.py` for the kinds.
    pub(crate) fn ask(&mut self, request: Value) -> Value {
        let kind = request["kind"].clone();
        writeln!(self.requests, "{request}").expect("python3 should read requests");
        let mut answer = String::new();
        self.answers
            .read_line(&mut answer)
            .expect("python3 should write text");
        assert!(
            !answer.is_empty(),
            "python3 gave up on a request of kind {kind}"
        );
        serde_json::from_str(&answer).expect("python3 should write JSON")
    }

    /// The answers to many inputs of one kind.
    pub(crate) fn ask_all(&mut self, kind: &str, inputs: Vec<Value>) -> Vec<Value> {
        let count = inputs.len();
        let mut answer = self.ask(serde_json::json!({ "kind": kind, "inputs": inputs }));
        let Value::Array(answers) = answer["answers"].take() else {
            panic!("no answers to requests of kind {kind}");
        };
        assert_eq!(answers.len(), count);
        answers
    }

    /// Whether this is the Python whose version our rules follow; others have
    /// newer Unicode tables and other words for some errors.
    pub(crate) fn is_python_3_11(&mut self) -> bool {
        let version = self.ask(serde_json::json!({ "kind": "version" }));
        let same = version["python"] == serde_json::json!([3, 11]);
        if !same {
            note(&format!(
                "left out: Python is {}, not 3.11",
                version["python"]
            ));
        }
        same
    }
}

/// The one oracle of this test program. Without `python3` there is none, which
/// is a failure where `CI` is `true`.
pub(crate) fn oracle() -> Option<MutexGuard<'static, Oracle>> {
    static ORACLE: OnceLock<Option<Mutex<Oracle>>> = OnceLock::new();
    let oracle = ORACLE.get_or_init(|| Oracle::start().map(Mutex::new));
    let Some(oracle) = oracle else {
        #[expect(clippy::disallowed_methods, reason = "tests know where they run")]
        let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!in_ci, "python3 is needed for this test");
        note("left out: there is no python3 to compare with");
        return None;
    };
    // A test that failed while it held the oracle was between two requests.
    Some(
        oracle
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()),
    )
}

/// Says something that the test harness does not hide.
fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
