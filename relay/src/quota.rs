//! How many of something one holder and everybody together may have: allocations, TCP connections.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// A count in all and per holder.
pub(crate) struct Quota<K: Eq + Hash + Clone> {
    in_all_max: usize,
    per_holder_max: usize,
    held: Mutex<Held<K>>,
}

struct Held<K> {
    in_all: usize,
    by_holder: HashMap<K, usize>,
}

/// The right to hold one; given back when dropped.
pub(crate) struct Permit<K: Eq + Hash + Clone> {
    quota: Arc<Quota<K>>,
    holder: K,
}

impl<K: Eq + Hash + Clone> Quota<K> {
    pub(crate) fn new(in_all_max: usize, per_holder_max: usize) -> Arc<Self> {
        let held = Mutex::new(Held { in_all: 0, by_holder: HashMap::new() });
        Arc::new(Self { in_all_max, per_holder_max, held })
    }

    /// One more for this holder, if there is room.
    pub(crate) fn take(self: &Arc<Self>, holder: K) -> Option<Permit<K>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let by_holder = held.by_holder.get(&holder).copied().unwrap_or(0);
        if held.in_all >= self.in_all_max || by_holder >= self.per_holder_max {
            return None;
        }
        held.in_all += 1;
        held.by_holder.insert(holder.clone(), by_holder + 1);
        Some(Permit { quota: Arc::clone(self), holder })
    }
}

impl<K: Eq + Hash + Clone> Drop for Permit<K> {
    fn drop(&mut self) {
        let mut held = self.quota.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.in_all -= 1;
        if let Some(count) = held.by_holder.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                held.by_holder.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p23_nobody_holds_more_than_their_share_and_all_together_no_more_than_the_whole() {
        let quota = Quota::new(3, 2);
        let first = quota.take("ana").unwrap();
        let _second = quota.take("ana").unwrap();
        assert!(quota.take("ana").is_none(), "her share is used up");
        let _third = quota.take("rui").unwrap();
        assert!(quota.take("eva").is_none(), "the whole is used up");
        drop(first);
        assert!(quota.take("eva").is_some());
    }

    #[test]
    fn a_holder_of_nothing_is_forgotten() {
        let quota = Quota::new(3, 2);
        drop(quota.take("ana"));
        assert!(quota.held.lock().unwrap().by_holder.is_empty());
    }
}
