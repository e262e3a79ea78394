//! The nearest known name for a mistyped one.

/// The candidate with the fewest typing errors between it and `name`, if
/// there are few enough to mean it: one for every three characters, two at
/// least for names of five and more.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let allowed = (length / 3).max(if length >= 5 { 2 } else { 1 });
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Damerau-Levenshtein distance (optimal string alignment): insertions,
/// deletions, replacements and swaps of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // Far apart in length is far apart; this also bounds the work.
    if a.len().abs_diff(b.len()) > 8 || a.len() > 64 {
        return usize::MAX;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if swapped {
                best = best.min(before_last[j - 2] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(name: &str, expected: Option<&str>) {
        let known = ["bantime", "findtime", "failregex", "maxretry", "port"];
        assert_eq!(nearest(name, known), expected);
    }

    #[test]
    fn typing_errors_find_the_known_name() {
        case("bantme", Some("bantime"));
        case("failregx", Some("failregex"));
        case("faliregex", Some("failregex"));
        case("max_retry", Some("maxretry"));
        case("prot", Some("port"));
    }

    #[test]
    fn other_words_find_nothing() {
        case("colour", None);
        case("x", None);
        case("", None);
        case(&"bantime".repeat(100_000), None);
    }
}
