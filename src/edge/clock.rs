//! The time of day.

/// The local time as fail2ban's log lines begin: `2026-11-21 03:05:17,566`.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place where the clock is read"
)]
pub fn log_stamp() -> String {
    let now = chrono::Local::now();
    now.format("%Y-%m-%d %H:%M:%S,%3f").to_string()
}
