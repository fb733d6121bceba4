//! Jobs: start, watch, cancel. No service lists jobs, so each is followed by its own id.

use super::Session;
use super::pace::{
    MISSING_FOR_GOOD_MS, MOST_BACKGROUND, MOST_NEAR, MOST_READ_AGAIN, MOST_REFRESHED, READ_AGAIN_EVERY_MS,
    job_pause_ms,
};
use super::requests::{Flight, Purpose};
use super::view::{JobView, Notice, RequestId, Stage, Ticket};
use crate::service::connection::{JobService, ServiceAddress};
use crate::service::endpoint::{Answer, Call};
use crate::service::error::{Done, ServiceError};
use crate::service::job::{JobId, JobState, JobStatus};
use crate::service::rules::Refusal;
use crate::units::{MS_PER_MINUTE, Timestamp};

/// When a job is looked at again of which no request can be made.
const NO_REQUEST_MS: u64 = 10 * MS_PER_MINUTE;

impl Session {
    pub(super) fn has_key_of(&self, service: &ServiceAddress) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.job_service(service).is_some())
    }

    /// Whether the status of jobs of a service can be read now.
    pub(super) fn is_readable(&self, service: &ServiceAddress) -> bool {
        self.has_key_of(service) && !self.shut.contains_key(service) && !self.left_alone.has(service)
    }

    /// Jobs whose service has a key again go on where they were.
    pub(super) fn change_services(&mut self, now: Timestamp, services: Vec<JobService>) {
        let Some(connection) = &mut self.connection else { return };
        connection.jobs = services;
        let connection = &*connection;
        let jobs = &self.jobs;
        let has_key = |ticket: Ticket| {
            jobs.get(ticket).is_some_and(|job| connection.job_service(&job.service).is_some())
        };
        self.waiting.retain(|waiting| match (&waiting.call, &waiting.purpose) {
            (Call::JobStatus(_), Purpose::Job(ticket)) => has_key(*ticket),
            _ => true,
        });
        self.shut.retain(|address, _| connection.job_service(address).is_none());
        let under_way = |ticket: Ticket| {
            let this = Purpose::Job(ticket);
            self.waiting.iter().any(|waiting| waiting.purpose == this)
                || self.flights.values().any(|flight| flight.purpose == this)
        };
        let to_start: Vec<(Ticket, JobId)> = self
            .jobs
            .values()
            .filter(|job| job.stage == Stage::Starting && connection.job_service(&job.service).is_some())
            .filter(|job| !under_way(job.ticket))
            .filter_map(|job| Some((job.ticket, job.id.clone()?)))
            .collect();
        for (ticket, id) in to_start {
            self.start_anew(now, id, ticket);
        }
        self.check_jobs_at(now);
        self.read_links(now);
    }

    /// Reads ended jobs from an earlier visit once more, the newest few: where their results are is not remembered.
    pub(super) fn read_links(&mut self, now: Timestamp) {
        let may = |job: &&JobView| job.has_forgotten_links() && self.has_key_of(&job.service);
        let newest: Vec<Ticket> =
            self.jobs.values().rev().filter(may).take(MOST_READ_AGAIN).map(|job| job.ticket).collect();
        let mut at = now;
        for ticket in newest {
            at = at.after_ms(READ_AGAIN_EVERY_MS);
            self.read_ended(at, ticket, false);
        }
    }

    /// The user looks at a job: the links of an ended one are read anew where they are not known.
    pub(super) fn opened(&mut self, now: Timestamp, ticket: Ticket) {
        let forgotten = self.jobs.get(ticket).is_some_and(JobView::has_forgotten_links);
        if forgotten && self.jobs.get(ticket).is_some_and(|job| self.has_key_of(&job.service)) {
            self.read_ended(now, ticket, true);
        }
    }

    /// A link of an ended job is over: the service is asked for another.
    pub(super) fn link_ended(&mut self, now: Timestamp, ticket: Ticket) {
        let is_ended = |job: &JobView| job.stage == Stage::Ended && self.has_key_of(&job.service);
        if self.jobs.get(ticket).is_some_and(is_ended) {
            self.read_ended(now, ticket, true);
        }
    }

    fn read_ended(&mut self, at: Timestamp, ticket: Ticket, is_pressed: bool) {
        let Some(id) = self.jobs.get(ticket).and_then(|job| job.id.clone()) else { return };
        let this = Purpose::Job(ticket);
        match self.waiting.iter_mut().find(|waiting| waiting.purpose == this) {
            Some(waiting) => {
                waiting.not_before = waiting.not_before.min(at);
                waiting.is_pressed |= is_pressed;
            }
            None => self.queue(at, Call::JobStatus(id), this, is_pressed),
        }
    }

    /// A job that waits for its turn is not sent; one that the service has is cancelled there.
    pub(super) fn cancel_job(&mut self, now: Timestamp, ticket: Ticket) {
        let Some(job) = self.jobs.get(ticket).filter(|job| job.is_open() && !job.cancelling) else {
            return;
        };
        let (id, has_key) = (job.id.clone(), self.has_key_of(&job.service));
        match id {
            Some(_) if !has_key => self.tell(now, Notice::Refused(Refusal::NoServiceKey)),
            Some(id) => {
                self.jobs.change(ticket, |job| job.cancelling = true);
                self.ask(now, Call::CancelJob(id), Purpose::Job(ticket));
            }
            None => {
                let before = self.waiting.len();
                self.waiting.retain(|waiting| waiting.purpose != Purpose::Job(ticket));
                let waited = self.waiting.len() < before;
                let unsent = self.take_from_outbox(ticket);
                let in_doubt = self.jobs.get(ticket).is_some_and(|job| job.stage == Stage::InDoubt);
                if waited || unsent || in_doubt {
                    self.give_up(now, ticket);
                } else {
                    // It is on its way: it is cancelled as soon as the service has named it.
                    self.jobs.change(ticket, |job| job.cancelling = true);
                }
            }
        }
    }

    pub(super) fn job_settled(
        &mut self,
        now: Timestamp,
        ticket: Ticket,
        request: RequestId,
        flight: &Flight,
        answer: Result<Answer, ServiceError>,
    ) {
        match (&flight.call, answer) {
            (Call::SubmitJob(_), Ok(Answer::Submitted(id))) => self.submitted(now, ticket, id),
            (Call::SubmitJob(_), Err(error)) => self.not_submitted(now, ticket, error),
            (Call::StartJob(_), Ok(_)) => self.started(now, ticket),
            // It was started before: an answer was lost, and the repetition found it running.
            (Call::StartJob(_), Err(error)) if error.has_code("CannotStartJob") => self.started(now, ticket),
            (Call::StartJob(_), Err(error)) => {
                if flight.done(&error) == Done::InDoubt {
                    self.started(now, ticket);
                } else {
                    self.refused(now, ticket, error);
                }
            }
            (Call::CancelJob(_), answer) => self.cancelled(now, ticket, answer),
            (Call::JobStatus(_), Ok(Answer::Status(status))) => self.job_told(now, ticket, request, status),
            (Call::JobStatus(_), Err(error)) => self.job_unread(now, ticket, request, error),
            _ => {}
        }
    }

    fn submitted(&mut self, now: Timestamp, ticket: Ticket, id: JobId) {
        let named = id.clone();
        let cancelling = self.jobs.change(ticket, |job| {
            job.id = Some(named);
            job.body = None;
            job.error = None;
            job.enter(if job.cancelling { Stage::Watched } else { Stage::Starting }, now);
            job.cancelling
        });
        let Some(cancelling) = cancelling else { return };
        self.changed = true;
        self.outbox.went_well();
        let call = if cancelling { Call::CancelJob(id) } else { Call::StartJob(id) };
        self.ask_by_itself(now, call, Purpose::Job(ticket));
    }

    /// A submission that was given up had been answered after all.
    pub(super) fn doubt_was_submitted(&mut self, now: Timestamp, ticket: Ticket, id: JobId) {
        if self.jobs.get(ticket).is_some_and(|job| job.stage == Stage::InDoubt) {
            self.submitted(now, ticket, id);
        }
    }

    fn not_submitted(&mut self, now: Timestamp, ticket: Ticket, error: ServiceError) {
        self.stop_sending_for(now, &error);
        let cancelling = self.jobs.get(ticket).is_some_and(|job| job.cancelling);
        match error.effect() {
            _ if cancelling => return self.give_up(now, ticket),
            Done::NotDone if error.is_busy() => return self.put_back(now, ticket, Some(error)),
            Done::NotDone => return self.refused(now, ticket, error),
            Done::InDoubt => {}
        }
        let known = self.jobs.change(ticket, |job| {
            job.error = Some(error);
            job.enter(Stage::InDoubt, now);
        });
        if known.is_some() {
            self.tell(now, Notice::JobInDoubt(ticket));
        }
    }

    fn refused(&mut self, now: Timestamp, ticket: Ticket, error: ServiceError) {
        let said = error.clone();
        let known = self.jobs.change(ticket, |job| {
            job.error = Some(error);
            job.enter(Stage::Refused, now);
        });
        if known.is_some() {
            self.tell(now, Notice::JobRefused(ticket, said));
        }
    }

    /// The key of its web service was forgotten meanwhile. What the service has stays as it is there.
    pub(super) fn job_never_sent(&mut self, ticket: Ticket, call: &Call) {
        self.jobs.change(ticket, |job| match call {
            Call::SubmitJob(_) => job.stage = Stage::Refused,
            _ => job.cancelling = false,
        });
    }

    fn started(&mut self, now: Timestamp, ticket: Ticket) {
        let fence = RequestId(self.next_request);
        if self.jobs.get(ticket).is_some_and(|job| job.stage == Stage::Starting) {
            self.changed = true;
            self.jobs.change(ticket, |job| {
                job.fence = fence;
                job.enter(Stage::Watched, now);
            });
        }
    }

    fn cancelled(&mut self, now: Timestamp, ticket: Ticket, answer: Result<Answer, ServiceError>) {
        let fence = RequestId(self.next_request);
        let error = answer.err();
        let known = self.jobs.change(ticket, |job| {
            job.cancel_failed = error.is_some();
            if error.is_some() {
                job.cancelling = false;
            } else {
                job.fence = fence;
            }
            job.error.clone_from(&error);
            job.next_check = now;
        });
        if let Some((error, ())) = error.zip(known) {
            self.tell(now, Notice::CancelFailed(ticket, error));
        }
    }

    fn job_told(&mut self, now: Timestamp, ticket: Ticket, request: RequestId, status: JobStatus) {
        let runs = status.state == JobState::Running;
        let pause = self.job_pause(ticket, runs, 0);
        let ended = self.jobs.change(ticket, |job| {
            if request >= job.fence && job.stage == Stage::Ended && status.state.is_final() {
                // It was read once more for its links.
                job.error = None;
                job.status = Some(status);
                job.links_forgotten = false;
                return false;
            }
            if request < job.fence || job.stage != Stage::Watched {
                return false;
            }
            job.fence = request;
            job.failures = 0;
            job.missing = None;
            job.cancel_failed &= job.state() == Some(&status.state);
            if !job.cancel_failed {
                job.error = None;
            }
            job.next_check = now.after_ms(pause);
            let ended = status.state.is_final();
            job.status = Some(status);
            if ended {
                job.enter(Stage::Ended, now);
            }
            ended
        });
        if ended == Some(true) {
            self.look_at_the_next(now);
            self.tell(now, Notice::JobEnded(ticket));
        }
    }

    /// Where one job has ended, another moves up: it is read soon.
    fn look_at_the_next(&mut self, now: Timestamp) {
        if let Some(next) = self.jobs.open().iter().nth(MOST_NEAR.saturating_sub(1)).copied() {
            self.jobs.change(next, |job| job.next_check = job.next_check.min(now));
        }
    }

    fn job_unread(&mut self, now: Timestamp, ticket: Ticket, request: RequestId, error: ServiceError) {
        let failures = self.jobs.get(ticket).map_or(0, |job| job.failures.saturating_add(1));
        let pause = self.job_pause(ticket, true, failures);
        self.jobs.change(ticket, |job| {
            if request < job.fence {
                return;
            }
            job.failures = failures;
            job.next_check = now.after_ms(pause);
            if matches!(error, ServiceError::NotFound(_)) && job.stage == Stage::Watched {
                let missing = *job.missing.get_or_insert(now);
                if now.ms_since(missing) >= MISSING_FOR_GOOD_MS {
                    job.enter(Stage::Forgotten, now);
                }
            }
            if !job.cancel_failed {
                job.error = Some(error);
            }
        });
    }

    /// Jobs that run, and the oldest of those that wait, are read often; those far behind in the queue seldom.
    fn job_pause(&mut self, ticket: Ticket, runs: bool, failures: u32) -> u64 {
        let open = self.jobs.open();
        let near = runs || open.iter().take(MOST_NEAR).any(|near| *near == ticket);
        let share = if near { open.len().min(MOST_NEAR) } else { open.len() };
        job_pause_ms(share, self.hidden, failures, &mut self.random).max(self.least_pause_ms())
    }

    /// Reads jobs anew: all of them, or the oldest of very many; the others follow at their own pace.
    pub(super) fn check_jobs_at(&mut self, now: Timestamp) {
        let soon: Vec<Ticket> = self.jobs.open().iter().take(MOST_REFRESHED).copied().collect();
        for ticket in soon {
            self.jobs.change(ticket, |job| job.next_check = job.next_check.min(now));
        }
    }

    pub(super) fn next_job_check(&self) -> Option<(Timestamp, Ticket)> {
        self.jobs.next_check(|service| self.is_readable(service))
    }

    pub(super) fn read_jobs(&mut self, now: Timestamp) {
        while self.flights.len() < MOST_BACKGROUND {
            let Some((_, ticket)) = self.next_job_check().filter(|(due, _)| *due <= now) else { return };
            let id = self.jobs.change(ticket, |job| {
                job.reading = true;
                job.id.clone()
            });
            let Some(id) = id.flatten() else { return };
            if self.send(now, Call::JobStatus(id), Purpose::Job(ticket)).is_none() {
                // No request can be made of it: it is not tried at every turn.
                let later = now.after_ms(NO_REQUEST_MS);
                self.jobs.change(ticket, |job| (job.reading, job.next_check) = (false, later));
                return;
            }
        }
    }
}

impl JobView {
    /// Whether it ended before this visit, so that where its results are is not known here.
    fn has_forgotten_links(&self) -> bool {
        self.stage == Stage::Ended && self.id.is_some() && self.links_forgotten
    }

    pub(super) const fn enter(&mut self, stage: Stage, now: Timestamp) {
        self.stage = stage;
        self.changed = now;
    }

    /// Whether its submission has been sent, as against waiting for its turn.
    #[must_use]
    pub const fn was_sent(&self) -> bool {
        self.request.is_some()
    }

    /// How far the service says that it has come.
    #[must_use]
    pub fn state(&self) -> Option<&JobState> {
        self.status.as_ref().map(|status| &status.state)
    }
}
