//! Places that run one job at a time, known only by the moment at which each is free again.
//!
//! First in, first out: every job takes the place that is free first. Which place it is does not matter for any
//! start or finish, so that none has a name here; [`super::roster`] names them, where VMs come and go.

use std::collections::VecDeque;

/// The moments at which places are free, least first.
pub(super) trait Servers {
    /// When the next place is free.
    fn earliest_ms(&self) -> u64;

    /// The place that was free first is free again at `free_ms`.
    fn replace_earliest(&mut self, free_ms: u64);

    /// All places again, each free at its moment of `free_ms`.
    fn reset(&mut self, free_ms: &[u64]);
}

/// One place.
#[derive(Clone, Debug, Default)]
pub(super) struct Single(u64);

impl Servers for Single {
    #[inline]
    fn earliest_ms(&self) -> u64 {
        self.0
    }

    #[inline]
    fn replace_earliest(&mut self, free_ms: u64) {
        self.0 = free_ms;
    }

    fn reset(&mut self, free_ms: &[u64]) {
        self.0 = free_ms.iter().copied().min().unwrap_or(u64::MAX);
    }
}

/// Places for jobs of equal length, which finish in the order of their start: a ring of finishes, beside the sorted
/// places that have not run any job yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Rings {
    fresh: VecDeque<u64>,
    used: VecDeque<u64>,
}

impl Servers for Rings {
    #[inline]
    fn earliest_ms(&self) -> u64 {
        let fresh = self.fresh.front().copied().unwrap_or(u64::MAX);
        fresh.min(self.used.front().copied().unwrap_or(u64::MAX))
    }

    #[inline]
    fn replace_earliest(&mut self, free_ms: u64) {
        let used = self.used.front().copied().unwrap_or(u64::MAX);
        if self.fresh.front().is_some_and(|fresh| *fresh <= used) {
            self.fresh.pop_front();
        } else {
            self.used.pop_front();
        }
        self.used.push_back(free_ms);
    }

    fn reset(&mut self, free_ms: &[u64]) {
        let mut sorted = free_ms.to_vec();
        sorted.sort_unstable();
        self.fresh = sorted.into();
        self.used.clear();
    }
}

/// Places for jobs of any length: a flat binary heap whose least entry is replaced in place.
#[derive(Clone, Debug, Default)]
pub(super) struct Heap {
    /// An odd number of entries, so that every parent has two children; an added entry is never free.
    free_ms: Vec<u64>,
}

impl Servers for Heap {
    #[inline]
    fn earliest_ms(&self) -> u64 {
        self.free_ms.first().copied().unwrap_or(u64::MAX)
    }

    #[inline]
    fn replace_earliest(&mut self, free_ms: u64) {
        let heap = self.free_ms.as_mut_slice();
        let mut hole = 0;
        loop {
            let left = 2 * hole + 1;
            let Some(&[first, second]) = heap.get(left..).and_then(<[u64]>::first_chunk::<2>) else { break };
            // Without a branch: which child is less is a coin toss that no processor predicts.
            let child = left + usize::from(second < first);
            let least = first.min(second);
            if least >= free_ms {
                break;
            }
            if let Some(slot) = heap.get_mut(hole) {
                *slot = least;
            }
            hole = child;
        }
        if let Some(slot) = heap.get_mut(hole) {
            *slot = free_ms;
        }
    }

    fn reset(&mut self, free_ms: &[u64]) {
        self.free_ms.clear();
        self.free_ms.extend_from_slice(free_ms);
        // Sorted is a heap.
        self.free_ms.sort_unstable();
        if self.free_ms.len().is_multiple_of(2) {
            self.free_ms.push(u64::MAX);
        }
    }
}
