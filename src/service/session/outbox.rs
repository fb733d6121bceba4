//! Jobs that have not been sent yet: how many at once, paused, called off.

use std::collections::VecDeque;
use std::sync::Arc;

use super::pace::{MOST_IN_FLIGHT, MOST_SENDING};
use super::requests::Purpose;
use super::view::{JobView, Notice, RequestId, Stage, Ticket};
use super::{MOST_JOBS_AT_ONCE, Session};
use crate::service::connection::ServiceAddress;
use crate::service::endpoint::{Call, JobBody};
use crate::service::pool::PoolId;
use crate::service::rules::Refusal;
use crate::units::Timestamp;

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
    unsent: VecDeque<Ticket>,
    total: usize,
    pub(super) paused: bool,
    pub(super) at_once: Option<u32>,
}

impl Outbox {
    /// Nothing to send, with the limit that the user set.
    pub(super) fn emptied(&self) -> Self {
        Self { at_once: self.at_once, ..Self::default() }
    }
}

impl Session {
    /// How far the sending of jobs has come.
    #[must_use]
    pub fn sending(&self) -> Sending {
        let Outbox { unsent, total, paused, at_once } = &self.outbox;
        Sending { total: *total, unsent: unsent.len(), paused: *paused, at_once: *at_once }
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
        let readable = self.is_readable(service);
        for body in bodies.take(most) {
            let ticket = Ticket(self.next_ticket);
            self.next_ticket += 1;
            self.jobs.insert(JobView {
                ticket,
                service: service.clone(),
                id: None,
                pool: pool.cloned(),
                stage: Stage::Submitting,
                status: None,
                pressed: now,
                changed: now,
                cancelling: false,
                error: None,
                body: Some(body),
                request: None,
                next_check: now,
                failures: 0,
                readable,
                reading: false,
                links_forgotten: false,
                fence: RequestId(0),
            });
            self.outbox.unsent.push_back(ticket);
            self.outbox.total += 1;
        }
    }

    /// Sends what there is room for. The user's other requests go first, and readings keep their room.
    pub(super) fn send_unsent(&mut self, now: Timestamp) {
        while !self.outbox.paused && self.may_send_one_more() {
            let may_go =
                |ticket: &Ticket| self.jobs.get(*ticket).is_none_or(|job| !self.left_alone.has(&job.service));
            let Some(at) = self.outbox.unsent.iter().position(may_go) else { return };
            let Some(ticket) = self.outbox.unsent.get(at).copied() else { return };
            let Some(job) = self.jobs.get(ticket) else {
                self.outbox.unsent.remove(at);
                continue;
            };
            let (service, body) = (job.service.clone(), job.body.clone());
            if !self.has_key_of(&service) {
                self.outbox.paused = true;
                return self.tell(now, Notice::Refused(Refusal::NoServiceKey));
            }
            self.outbox.unsent.remove(at);
            if let Some(body) = body {
                self.send(now, Call::SubmitJob(JobBody::clone(&body)), Purpose::Job(ticket));
            }
        }
    }

    fn may_send_one_more(&self) -> bool {
        let counts = self.jobs.counts();
        let elsewhere = self.outbox.unsent.len() + counts.in_doubt;
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
        let before = self.outbox.unsent.len();
        self.outbox.unsent.retain(|unsent| *unsent != ticket);
        self.outbox.unsent.len() < before
    }

    /// Calls off every job that has not been sent.
    pub(super) fn cancel_unsent(&mut self, now: Timestamp) {
        for ticket in core::mem::take(&mut self.outbox.unsent) {
            self.jobs.change(ticket, |job| {
                job.body = None;
                job.enter(Stage::Ended, now);
            });
        }
        self.outbox.paused = false;
        self.changed = true;
    }
}
