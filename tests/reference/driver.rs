//! Asks the real program, through the Python processes of `driver.py`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::package::Package;
use crate::program::Answer;

/// How many drivers may work at the same time.
pub(crate) const DRIVERS: usize = 2;

/// Asks the real program, with `folder` as its working directory.
///
/// # Panics
///
/// If the driver cannot be started or ends.
pub(crate) fn ask(package: &Package, folder: &Path, arguments: &[&str]) -> Answer {
    static READY: [Mutex<Option<Driver>>; DRIVERS] = [const { Mutex::new(None) }; DRIVERS];
    static TURN: AtomicUsize = AtomicUsize::new(0);

    // Any free driver will do; when both are busy, wait for one, each in its turn.
    let free = READY.iter().find_map(|slot| slot.try_lock().ok());
    let mut slot = free.unwrap_or_else(|| {
        let turn = TURN.fetch_add(1, Ordering::Relaxed) % DRIVERS;
        // A panic while asking leaves a driver out of step, hence `take` below.
        READY[turn].lock().unwrap_or_else(PoisonError::into_inner)
    });
    let mut driver = slot.take().unwrap_or_else(|| Driver::start(package));
    let answer = driver.ask(folder, arguments);
    *slot = Some(driver);
    answer
}

/// A running `driver.py`. It ends when its standard input is closed, at the latest together
/// with the tests.
struct Driver {
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    _process: Child,
}

impl Driver {
    fn start(package: &Package) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/driver.py");
        let mut process = Command::new("python3")
            .arg(script)
            .arg(package.at("usr/lib/python3/dist-packages"))
            // UTF-8 whatever the locale of the tests is.
            .env("PYTHONUTF8", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 runs");
        Self {
            questions: process.stdin.take().expect("it was piped"),
            answers: BufReader::new(process.stdout.take().expect("it was piped")),
            _process: process,
        }
    }

    fn ask(&mut self, folder: &Path, arguments: &[&str]) -> Answer {
        let question = json!({ "folder": folder, "arguments": arguments });
        writeln!(self.questions, "{question}").expect("the driver listens");
        let mut line = String::new();
        self.answers
            .read_line(&mut line)
            .expect("the driver answers");
        let answer: Value = serde_json::from_str(&line).expect("the driver answers in JSON");
        Answer {
            status: answer["status"].as_i64().expect("a status"),
            stdout: bytes(&answer["stdout"]),
            stderr: bytes(&answer["stderr"]),
        }
    }
}

/// The bytes that `driver.py` wrote as Latin-1 text.
fn bytes(text: &Value) -> Vec<u8> {
    let text = text.as_str().expect("a text");
    text.chars()
        .map(|c| u8::try_from(c).expect("Latin-1"))
        .collect()
}
