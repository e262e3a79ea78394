//! Cuts a text down to the parts that a failure needs.

/// Leaves runs of parts (lines, characters) out of a text, long runs first,
/// and keeps what `accepts` takes. The answer is the last text that it took.
pub(crate) fn without_parts(mut parts: Vec<&str>, mut accepts: impl FnMut(&str) -> bool) -> String {
    let mut run = parts.len().next_power_of_two();
    while run > 0 {
        let mut start = 0;
        while start < parts.len() {
            let mut fewer = parts.clone();
            fewer.drain(start..parts.len().min(start + run));
            if accepts(&fewer.concat()) {
                parts = fewer;
            } else {
                start += run;
            }
        }
        run /= 2;
    }
    parts.concat()
}

/// The lines of a text, with their ends.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}
