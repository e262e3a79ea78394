//! The seed of a run.

/// The seed that `GAOLER_SEED` names, or else this one.
pub(crate) fn or(seed: u64) -> u64 {
    match std::env::var("GAOLER_SEED") {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|error| panic!("GAOLER_SEED: {text}: {error}")),
        Err(_) => seed,
    }
}
