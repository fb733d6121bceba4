//! Jobs that have not been sent yet: how many at once, paused, stopped by what would go wrong with all, called off.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pace::{MOST_IN_FLIGHT, MOST_SENDING};
use super::requests::Purpose;
use super::view::{JobView, Notice, Stage, Ticket};
use super::{MOST_JOBS_AT_ONCE, Session};
use crate::service::connection::ServiceAddress;
use crate::service::endpoint::{Call, JobBody};
use crate::service::error::{Done, ServiceError};
use crate::service::pool::PoolId;
use crate::service::rules::Refusal;
use crate::units::Timestamp;

/// So many jobs turned down in a row are no matter of one job.
const MOST_TURNED_DOWN: u32 = 3;

/// How far the sending of many jobs has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Sending {
    /// Jobs that were to be sent, since there was last nothing to send.
    pub total: usize,
    /// Those of them that have not been sent.
    pub unsent: usize,
    /// Whether they wait for the user.
    pub paused: bool,
    /// At most so many jobs are sent and not over at a time; `None` for no limit.
    pub at_once: Option<u32>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Outbox {
    /// By web service, so that one that is left alone costs no walk through its jobs.
    unsent: BTreeMap<ServiceAddress, BTreeSet<Ticket>>,
    total: usize,
    paused: bool,
    /// What would go wrong with the next job, too; the user goes on when it is put right.
    stopped: Option<ServiceError>,
    turned_down: u32,
    pub(super) at_once: Option<u32>,
}

impl Outbox {
    /// Nothing to send, with the limit that the user set.
    pub(super) fn emptied(&self) -> Self {
        Self { at_once: self.at_once, ..Self::default() }
    }

    fn unsent(&self) -> usize {
        self.unsent.values().map(BTreeSet::len).sum()
    }

    fn put_in(&mut self, service: &ServiceAddress, ticket: Ticket) {
        self.unsent.entry(service.clone()).or_default().insert(ticket);
        self.total = self.total.max(self.unsent());
    }

    /// Whether a job was in it; it is no more. With the last one goes what stopped them.
    fn take_out(&mut self, service: &ServiceAddress, ticket: Ticket) -> bool {
        let Some(tickets) = self.unsent.get_mut(service) else { return false };
        let was_in = tickets.remove(&ticket);
        if tickets.is_empty() {
            self.unsent.remove(service);
        }
        if self.unsent.is_empty() {
            self.resume();
        }
        was_in
    }

    pub(super) const fn pause(&mut self) {
        self.paused = true;
    }

    pub(super) fn resume(&mut self) {
        (self.paused, self.stopped, self.turned_down) = (false, None, 0);
    }

    /// A job was taken.
    pub(super) const fn went_well(&mut self) {
        self.turned_down = 0;
    }

    /// Whether what went wrong with one submission would go wrong with the next one, too: nothing answers, the address or
    /// the key is wrong, or one job after the other is turned down.
    fn is_stopped_by(&mut self, error: &ServiceError) -> bool {
        match error {
            ServiceError::Unauthorized(_) | ServiceError::Forbidden(_) | ServiceError::NotFound(_) => true,
            error if error.effect() == Done::InDoubt => true,
            error if error.is_busy() => false,
            _ => {
                self.turned_down = self.turned_down.saturating_add(1);
                self.turned_down >= MOST_TURNED_DOWN
            }
        }
    }
}

impl Session {
    /// How far the sending of jobs has come.
    #[must_use]
    pub fn sending(&self) -> Sending {
        let Outbox { total, paused, at_once, .. } = self.outbox;
        Sending { total, unsent: self.outbox.unsent(), paused, at_once }
    }

    /// What stopped the sending of jobs; [`Input::PressedResumeSending`](super::Input::PressedResumeSending) goes on.
    #[must_use]
    pub const fn sending_stopped(&self) -> Option<&ServiceError> {
        self.outbox.stopped.as_ref()
    }

    /// Takes jobs into the outbox, in this order; they are sent as there is room.
    pub(super) fn submit(
        &mut self,
        now: Timestamp,
        service: &ServiceAddress,
        bodies: impl Iterator<Item = Arc<JobBody>>,
        pool: Option<&PoolId>,
    ) {
        if !self.has_key_of(service) {
            return self.tell(now, Notice::Refused(Refusal::NoServiceKey));
        }
        if self.outbox.unsent.is_empty() {
            self.outbox = self.outbox.emptied();
        }
        let most = usize::try_from(MOST_JOBS_AT_ONCE).unwrap_or(usize::MAX).min(self.jobs.room());
        for body in bodies.take(most) {
            let ticket = Ticket(self.next_ticket);
            self.next_ticket += 1;
            let job = JobView::new(ticket, service.clone(), pool.cloned(), Stage::Submitting, now);
            self.jobs.insert(JobView { body: Some(body), ..job });
            self.outbox.total += 1;
            self.outbox.put_in(service, ticket);
        }
    }

    /// Takes a job into the outbox once more that was not taken, or may not have been.
    pub(super) fn send_again(&mut self, now: Timestamp, ticket: Ticket) {
        if self.jobs.get(ticket).is_some_and(JobView::can_be_sent_again) {
            if self.outbox.unsent.is_empty() {
                self.outbox = self.outbox.emptied();
            }
            self.outbox.total += 1;
            self.put_back(now, ticket, None);
        }
    }

    pub(super) fn send_refused_again(&mut self, now: Timestamp) {
        let refused = |job: &&JobView| job.stage == Stage::Refused;
        let tickets: Vec<Ticket> = self.jobs.in_trouble().filter(refused).map(|job| job.ticket).collect();
        for ticket in tickets {
            self.send_again(now, ticket);
        }
    }

    /// A job that was not taken waits for its turn; `error` is why, where the service will take it later.
    pub(super) fn put_back(&mut self, now: Timestamp, ticket: Ticket, error: Option<ServiceError>) {
        let service = self.jobs.change(ticket, |job| {
            (job.request, job.error, job.cancelling) = (None, error, false);
            job.enter(Stage::Submitting, now);
            job.service.clone()
        });
        if let Some(service) = service {
            self.outbox.put_in(&service, ticket);
        }
    }

    /// A submission failed: the jobs behind it are kept from the same fate.
    pub(super) fn stop_sending_for(&mut self, now: Timestamp, error: &ServiceError) {
        if self.outbox.is_stopped_by(error) {
            self.stop_sending(now, error);
        }
    }

    /// The user says when it goes on.
    pub(super) fn stop_sending(&mut self, now: Timestamp, error: &ServiceError) {
        if self.outbox.unsent.is_empty() {
            return;
        }
        self.outbox.pause();
        if self.outbox.stopped.replace(error.clone()).is_none() {
            self.tell(now, Notice::SendingStopped(error.clone()));
        }
    }

    /// Sends what there is room for. The user's other requests go first, and readings keep their room.
    pub(super) fn send_unsent(&mut self, now: Timestamp) {
        while !self.outbox.paused && self.may_send_one_more() {
            let Some((ticket, service)) = self.next_unsent() else { return };
            if !self.has_key_of(&service) {
                self.outbox.pause();
                return self.tell(now, Notice::Refused(Refusal::NoServiceKey));
            }
            self.outbox.take_out(&service, ticket);
            if let Some(body) = self.jobs.get(ticket).and_then(|job| job.body.clone()) {
                self.send(now, Call::SubmitJob(JobBody::clone(&body)), Purpose::Job(ticket));
            }
        }
    }

    /// The oldest job that waits for its turn at a service that may be asked.
    fn next_unsent(&self) -> Option<(Ticket, ServiceAddress)> {
        let may_go = self.outbox.unsent.iter().filter(|(service, _)| !self.left_alone.has(service));
        let firsts = may_go.filter_map(|(service, tickets)| Some((*tickets.first()?, service)));
        firsts.min().map(|(ticket, service)| (ticket, service.clone()))
    }

    fn may_send_one_more(&self) -> bool {
        let counts = self.jobs.counts();
        let elsewhere = self.outbox.unsent() + counts.in_doubt;
        let sent_and_open = self.jobs.open().len().saturating_sub(elsewhere);
        let most = self.outbox.at_once.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        sent_and_open < most && self.flights.len() < MOST_IN_FLIGHT && self.submissions() < MOST_SENDING
    }

    /// Submissions and starts on their way.
    pub(super) fn submissions(&self) -> usize {
        let is_one = |call: &Call| matches!(call, Call::SubmitJob(_) | Call::StartJob(_));
        self.flights.values().filter(|flight| is_one(&flight.call)).count()
    }

    /// Whether a job was still in the outbox; it is sent no more.
    pub(super) fn take_from_outbox(&mut self, ticket: Ticket) -> bool {
        self.jobs.get(ticket).is_some_and(|job| self.outbox.take_out(&job.service, ticket))
    }

    /// Calls off every job that has not been sent.
    pub(super) fn cancel_unsent(&mut self, now: Timestamp) {
        for ticket in core::mem::take(&mut self.outbox.unsent).into_values().flatten() {
            self.give_up(now, ticket);
        }
        self.outbox.resume();
        self.changed = true;
    }

    /// Gives up every job whose submission was not answered.
    pub(super) fn give_up_in_doubt(&mut self, now: Timestamp) {
        let in_doubt = |job: &&JobView| job.stage == Stage::InDoubt;
        let tickets: Vec<Ticket> = self.jobs.in_trouble().filter(in_doubt).map(|job| job.ticket).collect();
        for ticket in tickets {
            self.give_up(now, ticket);
        }
    }

    /// A job that was not sent, or that was submitted and never started, does not run.
    pub(super) fn give_up(&mut self, now: Timestamp, ticket: Ticket) {
        self.jobs.change(ticket, |job| {
            job.body = None;
            job.enter(Stage::Ended, now);
        });
    }
}
