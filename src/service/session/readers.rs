//! What a page reads of a session.

use super::Session;
use super::pools;
use super::roster::{JobCounts, JobList};
use super::view::{Asking, Creating, Doubt, Entry, JobView, PastPools, PoolView, Presence, Ticket};
use crate::service::connection::{Connection, ServiceAddress};
use crate::service::error::ServiceError;
use crate::service::pool::PoolId;
use crate::service::rules::{Action, Refusal, may};
use crate::units::{Timestamp, VmCount};

impl Session {
    /// What the session is connected to.
    #[must_use]
    pub const fn connection(&self) -> Option<&Connection> {
        self.connection.as_ref()
    }

    /// Every pool that the page knows of, also those that are gone, in order of id.
    pub fn pools(&self) -> impl Iterator<Item = &PoolView> {
        self.pools.values()
    }

    /// Pools that are gone and of which there are too many to list.
    #[must_use]
    pub const fn past_pools(&self) -> &PastPools {
        &self.past
    }

    /// Web services to which jobs were sent that are not over.
    pub fn open_services(&self) -> impl Iterator<Item = &ServiceAddress> {
        self.jobs.open_services()
    }

    /// One pool.
    #[must_use]
    pub fn pool(&self, id: &PoolId) -> Option<&PoolView> {
        self.pools.get(id)
    }

    /// Every job of the page, oldest first.
    pub fn jobs(&self) -> impl Iterator<Item = &JobView> {
        self.jobs.values()
    }

    /// One job.
    #[must_use]
    pub fn job(&self, ticket: Ticket) -> Option<&JobView> {
        self.jobs.get(ticket)
    }

    /// Every job of the page, counted.
    #[must_use]
    pub const fn job_counts(&self) -> JobCounts {
        self.jobs.counts()
    }

    /// The hours (of UTC) in which the jobs of [`JobCounts::submitted`] were, each by its beginning, in order, and how many.
    /// Of jobs of an earlier visit it is the hour in which they were pressed.
    pub fn submitted_by_hour(&self) -> impl Iterator<Item = (Timestamp, u64)> {
        self.jobs.submitted_by_hour()
    }

    /// Jobs that may still use a pool's VMs: running, and the others.
    #[must_use]
    pub fn jobs_on(&self, pool: &PoolId) -> (usize, usize) {
        self.jobs.on_pool(pool)
    }

    /// Jobs of a pool whose submission was not answered: they use no VM, for what was not started does not run.
    #[must_use]
    pub fn in_doubt_on(&self, pool: &PoolId) -> usize {
        self.jobs.in_doubt_on(pool)
    }

    /// How many more jobs the page can follow: those that are over make room.
    #[must_use]
    pub fn job_room(&self) -> usize {
        self.jobs.room()
    }

    /// How many jobs a list has.
    #[must_use]
    pub fn jobs_listed(&self, list: JobList) -> usize {
        self.jobs.listed(list)
    }

    /// At most so many jobs of a list, newest first, from a place in it on, counted from 0.
    #[must_use]
    pub fn jobs_from(&self, list: JobList, first: usize, most: usize) -> Vec<&JobView> {
        self.jobs.page(list, first, most)
    }

    /// The pool that is being created.
    #[must_use]
    pub const fn creating(&self) -> Option<&Creating> {
        self.creating.as_ref()
    }

    /// Creates whose answers were lost, for the user to settle.
    #[must_use]
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }

    /// Pools that may be the one of a doubt, where the service names pools: new in a list since it was asked for.
    pub fn answers_to<'a>(&'a self, doubt: &'a Doubt) -> impl Iterator<Item = &'a PoolId> {
        let is_new = |view: &&PoolView| view.found.is_some_and(|found| found >= doubt.creating.pressed);
        let here = self.pools.values().filter(|view| matches!(view.presence, Presence::Here));
        here.filter(|_| !self.names_pools()).filter(is_new).map(|view| &view.pool.id)
    }

    /// Why the page no longer reads pools by itself; [`Input::PressedRefresh`](super::Input::PressedRefresh) makes it try again.
    #[must_use]
    pub const fn halted(&self) -> Option<&ServiceError> {
        self.halted.as_ref()
    }

    /// Web services that refused their keys; [`Input::PressedRefresh`](super::Input::PressedRefresh) makes the page try them again.
    pub fn shut(&self) -> impl Iterator<Item = (&ServiceAddress, &ServiceError)> {
        self.shut.iter()
    }

    /// When pools were last read whole.
    #[must_use]
    pub const fn last_read(&self) -> Option<Timestamp> {
        self.reading.last
    }

    /// Why pools could not be read the last time.
    #[must_use]
    pub const fn read_error(&self) -> Option<&ServiceError> {
        self.reading.error.as_ref()
    }

    /// The log, oldest first.
    pub fn log(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.log.iter()
    }

    /// Whether anything is on its way.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        !self.flights.is_empty() || !self.waiting.is_empty()
    }

    /// Whether a pool may be created now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn may_create(&self, vms: VmCount) -> Result<(), Refusal> {
        let connection = self.connection.as_ref().ok_or(Refusal::NotConnected)?;
        if self.creating.is_some() {
            return Err(Refusal::StillAsking);
        }
        let here = self.pools.values().filter(|view| matches!(view.presence, Presence::Here)).count();
        let have = u32::try_from(here).unwrap_or(u32::MAX);
        may(Action::CreatePool { have, vms }, connection.pools.quota)
    }

    /// Whether something may be asked of a pool now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn may_ask(&self, pool: &PoolId, what: Asking) -> Result<(), Refusal> {
        let connection = self.connection.as_ref().ok_or(Refusal::NotConnected)?;
        let view = self.pools.get(pool).ok_or(Refusal::NotConnected)?;
        if !matches!(view.presence, Presence::Here) {
            return Err(Refusal::BeingDeleted);
        }
        if view.asking.is_some() {
            return Err(Refusal::StillAsking);
        }
        if !connection.pools.profile.has(pools::operation(what)) {
            return Err(Refusal::NotInContract);
        }
        let pool = &view.pool;
        let action = match what {
            Asking::Resize(target) => Action::ResizePool { pool, target },
            Asking::StopResize => Action::StopResize { pool },
            Asking::Delete => Action::DeletePool { pool },
        };
        may(action, connection.pools.quota)
    }
}
