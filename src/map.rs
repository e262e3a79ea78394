//! Maps with a fast hash function.
//!
//! The keys are names in the administrator's own files: nobody gains by
//! making them collide, and the standard library's keyed hash took an eighth
//! of the time to load a configuration.

use rustc_hash::FxBuildHasher;

/// Values by key, in the order in which the keys were first inserted.
pub type OrderedMap<K, V> = indexmap::IndexMap<K, V, FxBuildHasher>;

/// A map with room for so many values.
pub fn ordered_map<K, V>(capacity: usize) -> OrderedMap<K, V> {
    OrderedMap::with_capacity_and_hasher(capacity, FxBuildHasher)
}

/// Values by key, in no order.
pub type Map<K, V> = std::collections::HashMap<K, V, FxBuildHasher>;

/// Keys, in no order.
pub type Set<K> = std::collections::HashSet<K, FxBuildHasher>;
