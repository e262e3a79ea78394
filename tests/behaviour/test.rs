//! One run of the program, written down fluently.

use crate::limits::Limits;
use pretty_assertions::assert_eq;
use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::thread;
use tempfile::TempDir;

/// What the program prints where a test says nothing else: nothing.
const NOTHING: &str = "";

/// A run of the program in its own folder. Standard output and error are
/// expected to be empty and the exit code to be 0 unless the test says more.
pub(crate) struct Test {
    folder: TempDir,
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(&'static str, &'static str)>,
    limits: Limits,
    stdout: Option<String>,
    stderr: Option<String>,
    code: i32,
}

/// What a run came to, paths, times and process numbers made alike.
pub(crate) struct Outcome {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Test {
    pub(crate) fn new() -> Test {
        let folder = TempDir::new().expect("a folder can be made");
        Test {
            folder,
            program: PathBuf::from(env!("CARGO_BIN_EXE_gaoler")),
            arguments: Vec::new(),
            environment: Vec::new(),
            limits: Limits::default(),
            stdout: Some(NOTHING.to_owned()),
            stderr: Some(NOTHING.to_owned()),
            code: 0,
        }
    }

    /// A small configuration in `etc` without a finding: jail `good` with
    /// filter `plain` and action `note`.
    pub(crate) fn healthy() -> Test {
        Test::new()
            .file("etc/fail2ban.conf", "[Definition]\n")
            .file(
                "etc/jail.conf",
                "\
[DEFAULT]
action = note
logpath = [DIR]/a.log
[good]
enabled = true
filter = plain
",
            )
            .file(
                "etc/filter.d/plain.conf",
                "[Definition]\nfailregex = ^bad <HOST>$\n",
            )
            .file(
                "etc/action.d/note.conf",
                "[Definition]\nactionban = echo <ip>\n",
            )
            .file("a.log", "")
    }

    /// The path of something in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file, with the folders above it. `[DIR]` in it is the folder's path.
    pub(crate) fn file(self, name: &str, content: &str) -> Test {
        let content = content.replace("[DIR]", &self.folder_name());
        self.bytes(name, content.as_bytes())
    }

    /// The same with any bytes, which are left as they are.
    pub(crate) fn bytes(self, name: &str, content: &[u8]) -> Test {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is below the folder"))
            .expect("folders can be made");
        fs::write(path, content).expect("a file can be written");
        self
    }

    /// Puts text behind what is in a file.
    pub(crate) fn append(self, name: &str, content: &str) -> Test {
        let before = fs::read_to_string(self.path(name)).expect("it was written");
        self.file(name, &(before + content))
    }

    /// A symbolic link.
    pub(crate) fn link(self, name: &str, target: impl AsRef<Path>) -> Test {
        std::os::unix::fs::symlink(target, self.path(name)).expect("a link can be made");
        self
    }

    /// Anything else that is to be done in the folder.
    pub(crate) fn prepare(self, work: impl FnOnce(&Path)) -> Test {
        work(self.folder.path());
        self
    }

    /// Words for the program, separated by blanks.
    pub(crate) fn args(mut self, words: &str) -> Test {
        self.arguments = words.split_whitespace().map(OsString::from).collect();
        self
    }

    /// One more word, blanks and all.
    pub(crate) fn arg(mut self, word: impl Into<OsString>) -> Test {
        self.arguments.push(word.into());
        self
    }

    /// Another program in place of the real one: a link to it, or one that
    /// starts it.
    pub(crate) fn program(mut self, program: impl Into<PathBuf>) -> Test {
        self.program = program.into();
        self
    }

    /// A variable of the environment.
    pub(crate) fn env(mut self, name: &'static str, value: &'static str) -> Test {
        self.environment.push((name, value));
        self
    }

    /// Other bounds than usual.
    pub(crate) fn limits(mut self, limits: Limits) -> Test {
        self.limits = limits;
        self
    }

    /// Exactly this on standard output.
    pub(crate) fn stdout(mut self, expected: impl Into<String>) -> Test {
        self.stdout = Some(expected.into());
        self
    }

    /// Exactly this on standard error.
    pub(crate) fn stderr(mut self, expected: impl Into<String>) -> Test {
        self.stderr = Some(expected.into());
        self
    }

    /// Anything on standard output: the test looks at it itself.
    pub(crate) fn any_stdout(mut self) -> Test {
        self.stdout = None;
        self
    }

    /// Anything on standard error.
    pub(crate) fn any_stderr(mut self) -> Test {
        self.stderr = None;
        self
    }

    /// This exit code.
    pub(crate) fn code(mut self, expected: i32) -> Test {
        self.code = expected;
        self
    }

    /// Runs the program and compares.
    #[track_caller]
    pub(crate) fn run(&self) -> Outcome {
        let outcome = self.outcome();
        let expected = |text: &Option<String>, found: &str| match text {
            Some(text) => text.clone(),
            None => found.to_owned(),
        };
        let stdout = expected(&self.stdout, &outcome.stdout);
        let stderr = expected(&self.stderr, &outcome.stderr);
        assert_eq!(outcome.stderr, stderr, "standard error");
        assert_eq!(outcome.stdout, stdout, "standard output");
        assert_eq!(outcome.code, self.code, "exit code");
        outcome
    }

    /// Runs the program; only that it ends by itself and within its limits is
    /// looked at.
    #[track_caller]
    pub(crate) fn outcome(&self) -> Outcome {
        let mut command = self.limits.command(&self.program);
        command
            .args(&self.arguments)
            .current_dir(self.folder.path())
            .env_remove("NO_COLOR")
            .env("RUST_BACKTRACE", "0")
            .envs(self.environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("sh starts");
        let (stdout, stderr) = self.read(&mut child);
        let status = child.wait().expect("it was started");
        let code = status.code();
        assert!(
            code.is_some() && code != Some(101),
            "ended by signal {:?} or a panic, code {code:?}:\n{stderr}",
            status.signal()
        );
        Outcome {
            stdout,
            stderr,
            code: code.unwrap_or(-1),
        }
    }

    /// Everything that the program prints, within its time.
    #[track_caller]
    fn read(&self, child: &mut Child) -> (String, String) {
        let stdout = self.reader(child.stdout.take().expect("it was piped"));
        let stderr = self.reader(child.stderr.take().expect("it was piped"));
        let texts = stdout
            .recv_timeout(self.limits.wall)
            .and_then(|out| Ok((out, stderr.recv_timeout(self.limits.wall)?)));
        texts.unwrap_or_else(|_| {
            child.kill().expect("it was started");
            panic!("did not end within {:?}", self.limits.wall)
        })
    }

    fn reader(&self, mut pipe: impl Read + Send + 'static) -> mpsc::Receiver<String> {
        let (sender, receiver) = mpsc::channel();
        let folder = self.folder_name();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            pipe.read_to_end(&mut bytes).expect("the pipe can be read");
            let text = String::from_utf8_lossy(&bytes).replace(&folder, "[DIR]");
            // Nobody listens any more where the time is over.
            _ = sender.send(without_times(&text));
        });
        receiver
    }

    fn folder_name(&self) -> String {
        self.folder.path().display().to_string()
    }
}

/// Log lines without what differs from run to run:
/// `[TIME] fail2ban                [PID]: ERROR   …`.
fn without_times(text: &str) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        let stamp = "0000-00-00 00:00:00,000";
        let shape = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "0");
        let is_log = line
            .get(..stamp.len())
            .is_some_and(|start| shape(start) == stamp);
        let number = line.find(" [").zip(line.find("]: "));
        match number.filter(|_| is_log) {
            Some((open, close)) => {
                let (name, rest) = (&line[stamp.len()..open], &line[close..]);
                format!("[TIME]{name} [PID{rest}")
            }
            None => line.to_owned(),
        }
    });
    lines.collect()
}

#[test]
fn log_lines_are_made_alike() {
    let line = "2026-11-21 03:05:17,566 fail2ban                [1234]: ERROR   x [1]: y\nother\n";
    assert_eq!(
        without_times(line),
        "[TIME] fail2ban                [PID]: ERROR   x [1]: y\nother\n"
    );
}
