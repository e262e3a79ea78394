//! What reading a configuration costs: whole processes, paired with the real
//! fail2ban in one run, and alone with more and more jails.
//!
//! ```text
//! cargo bench --bench load
//! ```
//!
//! Prints tables; asserts only that both programs do the same work. Times are
//! medians. Each pair of runs follows directly on the one before, the two
//! programs taking turns in going first, so that what else the machine does
//! meets both; ratios are the medians of the pairs' ratios.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark touches files, starts programs and prints its results"
)]

#[path = "../tests/support/package.rs"]
#[expect(clippy::print_stderr, reason = "it says what is left out")]
mod package;

use package::{CONFIGURATION, Package};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Pairs of runs; `GAOLER_PAIRS` sets another number.
const PAIRS: usize = 15;
/// Runs for each number of jails.
const RUNS: usize = 7;

/// What a process took.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
    /// The most memory that was resident at a time, in KiB.
    memory: i64,
}

/// Runs a program to its end, without output.
#[expect(clippy::zombie_processes, reason = "`wait` waits for it")]
fn cost(command: &mut Command) -> Cost {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    let child = command.spawn().expect("the program starts");
    let (status, usage) = wait(child.id());
    let wall = start.elapsed();
    assert_eq!(status, 0, "{command:?} ended with status {status}");
    let time = |time: libc::timeval| {
        let micros = time.tv_sec * 1_000_000 + time.tv_usec;
        Duration::from_micros(u64::try_from(micros).expect("times are not negative"))
    };
    Cost {
        wall,
        cpu: time(usage.ru_utime) + time(usage.ru_stime),
        memory: usage.ru_maxrss,
    }
}

/// Waits for a process; the answer has what it alone used.
#[expect(unsafe_code, reason = "the standard library has no wait4")]
fn wait(process: u32) -> (i32, libc::rusage) {
    let process = i32::try_from(process).expect("a process number");
    let mut status = 0;
    // SAFETY: all bits zero are a valid `rusage`, which has only numbers in it,
    // and both pointers are to live values of the right types.
    let usage = unsafe {
        let mut usage = std::mem::zeroed();
        let ended = libc::wait4(process, &raw mut status, 0, &raw mut usage);
        assert_eq!(ended, process);
        usage
    };
    (status, usage)
}

/// The value in the middle.
fn median<T: Copy + PartialOrd>(values: impl IntoIterator<Item = T>) -> T {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_by(|a, b| a.partial_cmp(b).expect("all can be compared"));
    values[values.len() / 2]
}

fn row(name: &str, costs: &[Cost]) {
    println!(
        "{name:<22} {:>10.1} {:>10.1} {:>10.1}",
        median(costs.iter().map(|cost| cost.wall)).as_secs_f64() * 1e3,
        median(costs.iter().map(|cost| cost.cpu)).as_secs_f64() * 1e3,
        median(costs.iter().map(|cost| cost.memory)) as f64 / 1024.0,
    );
}

fn heading(title: &str, first: &str) {
    println!("\n{title}\n");
    println!(
        "{first:<22} {:>10} {:>10} {:>10}",
        "wall ms", "CPU ms", "peak MiB"
    );
}

fn gaoler(base: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gaoler"));
    command.args(["client", "-d", "-c"]).arg(base);
    command
}

fn fail2ban(package: &Package, base: &Path) -> Command {
    let mut command = Command::new("python3");
    command
        .arg(package.at("usr/bin/fail2ban-client"))
        .args(["-d", "-c"])
        .arg(base)
        .env("PYTHONPATH", package.at("usr/lib/python3/dist-packages"));
    command
}

/// How many lines a program prints.
fn lines(mut command: Command) -> usize {
    let output = command.output().expect("the program starts");
    output.stdout.split(|&byte| byte == b'\n').count() - 1
}

fn paired(package: &Package) {
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let base = folder.path();
    copy(&package.at(CONFIGURATION), base);
    fs::write(base.join("jail.local"), "[DEFAULT]\nenabled = true\n").expect("it can be written");
    // This also makes Python keep its compiled modules.
    let dumped = [lines(gaoler(base)), lines(fail2ban(package, base))];
    assert_eq!(dumped[0], dumped[1], "the dumps differ in length");
    let pairs = std::env::var("GAOLER_PAIRS").map_or(PAIRS, |text| text.parse().expect("a number"));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for pair in 0..pairs {
        if pair % 2 == 0 {
            ours.push(cost(&mut gaoler(base)));
        }
        theirs.push(cost(&mut fail2ban(package, base)));
        if pair % 2 == 1 {
            ours.push(cost(&mut gaoler(base)));
        }
    }
    let floor = |name: &str, words: &[&str]| -> Vec<Cost> {
        (0..pairs)
            .map(|_| cost(Command::new(name).args(words)))
            .collect()
    };
    heading(
        &format!(
            "Debian's configuration, all jails enabled, dumped: {} commands, {pairs} pairs",
            dumped[0]
        ),
        "",
    );
    row("gaoler", &ours);
    row("fail2ban", &theirs);
    row("python3 -c pass", &floor("python3", &["-c", "pass"]));
    row("true", &floor("true", &[]));
    let ratio = |of: fn(&Cost) -> f64| median(ours.iter().zip(&theirs).map(|(a, b)| of(b) / of(a)));
    println!(
        "{:<22} {:>10.1} {:>10.1} {:>10.1}",
        "fail2ban / gaoler",
        ratio(|cost| cost.wall.as_secs_f64()),
        ratio(|cost| cost.cpu.as_secs_f64().max(1e-6)),
        ratio(|cost| cost.memory as f64),
    );
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("it was unpacked") {
        let from = entry.expect("it was unpacked").path();
        let to = to.join(from.file_name().expect("an entry has a name"));
        if from.is_dir() {
            fs::create_dir(&to).expect("it can be written");
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("it can be written");
        }
    }
}

/// Jails that share the filters we ship.
fn jails(count: usize) -> String {
    let filters = [
        "sshd",
        "sshd[mode=aggressive]",
        "postfix",
        "dovecot",
        "qmail-smtp",
    ];
    let mut text = "[DEFAULT]\nbackend = systemd\n".to_owned();
    for number in 0..count {
        let filter = filters[number % filters.len()];
        text += &format!(
            "[jail-{number}]\nenabled = true\nfilter = {filter}\nmaxretry = {}\nport = {}\n",
            1 + number % 9,
            1 + number % 60_000,
        );
    }
    text
}

fn growing() {
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let base = folder.path().join("fail2ban");
    let exported = Command::new(env!("CARGO_BIN_EXE_gaoler"))
        .args(["config", "--export"])
        .arg(&base)
        .stdout(Stdio::null())
        .status();
    assert!(exported.expect("gaoler runs").success());
    heading("gaoler alone, jails of our own filters, dumped", "jails");
    for count in [10, 100, 1_000, 10_000] {
        fs::write(base.join("jail.local"), jails(count)).expect("it can be written");
        let costs: Vec<Cost> = (0..RUNS).map(|_| cost(&mut gaoler(&base))).collect();
        row(&count.to_string(), &costs);
        let wall = median(costs.iter().map(|cost| cost.wall)).as_secs_f64();
        println!("{:<22} {:>10.1}", "  µs a jail", wall * 1e6 / count as f64);
    }
}

fn main() {
    match Package::get("the comparison with fail2ban") {
        Some(package) => paired(package),
        None => println!("not compared with fail2ban, see above"),
    }
    growing();
}
