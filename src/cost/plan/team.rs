//! A plan that several workers share: who simulates which sizes, and what all of them have found together.
//!
//! Every size is one worker's alone, from its first replication to its last, and its row depends on nothing but its
//! size and the seed: the rows are the same, bit for bit, however many workers there are ([`PlanJob`](super::PlanJob)
//! alone included).

use crate::capacity::between;
use crate::units::VmCount;

use super::super::inputs::Inputs;
use super::{Found, REFINEMENTS, all_sizes_of};

/// What one worker is to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The worker's number, from 0.
    pub worker: usize,
    /// The sizes that it simulates.
    pub sizes: Vec<VmCount>,
    /// The present inputs, too, before the sizes.
    pub outlooks: bool,
}

/// The workers of one plan, and what they have found.
#[derive(Clone, Debug)]
pub struct Team {
    percent: u32,
    refinements: u32,
    members: Vec<Member>,
}

#[derive(Clone, Debug, Default)]
struct Member {
    /// Of the orders that it has finished.
    settled: Found,
    /// Of the order that it is at.
    latest: Option<Found>,
}

impl Team {
    /// A team and its first orders, the first worker's before all others. `percent` is how sure a size must be to meet
    /// the deadline; without `all_sizes` the present inputs are all there is to do.
    #[must_use]
    pub fn new(inputs: &Inputs, percent: u32, workers: usize, all_sizes: bool) -> (Self, Vec<Order>) {
        let members = vec![Member::default(); workers.max(1)];
        let mut team = Self { percent, refinements: if all_sizes { 0 } else { REFINEMENTS }, members };
        let sizes = if all_sizes { all_sizes_of(inputs) } else { Vec::new() };
        let orders = team.share(&sizes, true);
        (team, orders)
    }

    /// What a worker has found of its order; the orders that follow from it.
    #[must_use]
    pub fn hear(&mut self, worker: usize, mut found: Found) -> Vec<Order> {
        if let Some(member) = self.members.get_mut(worker) {
            let drawn = member.latest.as_mut().and_then(|latest| latest.timeline.take());
            found.timeline = found.timeline.or(drawn);
            if found.is_finished {
                member.settled.join(found);
                member.latest = None;
            } else {
                member.latest = Some(found);
            }
        }
        if self.members.iter().any(|member| member.latest.is_some()) || self.refinements >= REFINEMENTS {
            return Vec::new();
        }
        self.refinements += 1;
        let more = between(&self.found().rows, self.percent);
        if more.is_empty() {
            self.refinements = REFINEMENTS;
        }
        self.share(&more, false)
    }

    /// What all have found together.
    #[must_use]
    pub fn found(&self) -> Found {
        let mut all = Found::default();
        for member in &self.members {
            all.join(member.settled.clone());
            all.join(member.latest.clone().unwrap_or_default());
        }
        let is_idle = self.members.iter().all(|member| member.latest.is_none());
        all.is_finished = is_idle && self.refinements >= REFINEMENTS;
        all
    }

    /// Deals sizes out in turn: neighbours take about as long as each other.
    fn share(&mut self, sizes: &[VmCount], outlooks: bool) -> Vec<Order> {
        let count = self.members.len();
        let mut orders = Vec::new();
        for (worker, member) in self.members.iter_mut().enumerate() {
            let own: Vec<VmCount> = sizes.iter().copied().skip(worker).step_by(count).collect();
            let outlooks = outlooks && worker == 0;
            if outlooks || !own.is_empty() {
                member.latest = Some(Found::default());
                orders.push(Order { worker, sizes: own, outlooks });
            }
        }
        orders
    }
}

impl Found {
    /// Adds what was found of other sizes.
    fn join(&mut self, other: Self) {
        self.done += other.done;
        self.total += other.total;
        self.outlooks.pool = self.outlooks.pool.take().or(other.outlooks.pool);
        self.outlooks.classic = self.outlooks.classic.take().or(other.outlooks.classic);
        self.rows.extend(other.rows);
        self.rows.sort_by_key(|row| row.vms);
        self.overloaded =
            [self.overloaded, other.overloaded].into_iter().flatten().max_by_key(|(vms, _)| *vms);
        self.stopped += other.stopped;
        self.finishes = self.finishes.take().or(other.finishes);
        self.timeline = self.timeline.take().or(other.timeline);
    }
}
