//! Jobs: submit, start, watch, cancel. No service lists jobs, so each is followed by its own id.

use super::pace::{MOST_BACKGROUND, job_pause_ms};
use super::requests::{Flight, Purpose};
use super::view::{JobView, Notice, RequestId, Stage, Ticket};
use super::{MOST_JOBS_AT_ONCE, Session};
use crate::service::connection::{JobService, ServiceAddress};
use crate::service::endpoint::{Answer, Call, JobBody};
use crate::service::error::{Done, ServiceError};
use crate::service::job::{JobId, JobState, JobStatus};
use crate::service::pool::PoolId;
use crate::service::rules::Refusal;
use crate::units::Timestamp;

impl Session {
    pub(super) fn submit(
        &mut self,
        now: Timestamp,
        service: &ServiceAddress,
        body: &JobBody,
        pool: Option<&PoolId>,
        copies: u32,
    ) {
        if !self.has_key_of(service) {
            return self.tell(now, Notice::Refused(Refusal::NoServiceKey));
        }
        for _ in 0..copies.min(MOST_JOBS_AT_ONCE) {
            let ticket = Ticket(self.next_ticket);
            self.next_ticket += 1;
            let job = JobView {
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
                body: Some(body.clone()),
                request: None,
                next_check: now,
                failures: 0,
                fence: RequestId(0),
            };
            self.jobs.insert(ticket, job);
            self.ask(now, Call::SubmitJob(body.clone()), Purpose::Job(ticket));
        }
    }

    pub(super) fn has_key_of(&self, service: &ServiceAddress) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.job_service(service).is_some())
    }

    /// Jobs whose service has a key again go on where they were.
    pub(super) fn change_services(&mut self, now: Timestamp, services: Vec<JobService>) {
        let Some(connection) = &mut self.connection else { return };
        connection.jobs = services;
        let connection = &*connection;
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
            self.ask(now, Call::StartJob(id), Purpose::Job(ticket));
        }
        self.check_jobs_at(now);
    }

    /// A job that waits for its turn is not sent; one that the service has is cancelled there.
    pub(super) fn cancel_job(&mut self, now: Timestamp, ticket: Ticket) {
        let has_key = self.jobs.get(&ticket).is_some_and(|job| self.has_key_of(&job.service));
        let Some(job) = self.jobs.get_mut(&ticket).filter(|job| job.is_open() && !job.cancelling) else {
            return;
        };
        match &job.id {
            Some(_) if !has_key => self.tell(now, Notice::Refused(Refusal::NoServiceKey)),
            Some(id) => {
                job.cancelling = true;
                let call = Call::CancelJob(id.clone());
                self.ask(now, call, Purpose::Job(ticket));
            }
            None => {
                let before = self.waiting.len();
                self.waiting.retain(|waiting| waiting.purpose != Purpose::Job(ticket));
                if self.waiting.len() < before {
                    job.enter(Stage::Ended, now);
                } else {
                    // It is on its way: it is cancelled as soon as the service has named it.
                    job.cancelling = true;
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
        let Some(job) = self.jobs.get_mut(&ticket) else { return };
        self.changed = true;
        job.id = Some(id.clone());
        job.body = None;
        job.error = None;
        let call = if job.cancelling {
            job.enter(Stage::Watched, now);
            Call::CancelJob(id)
        } else {
            job.enter(Stage::Starting, now);
            Call::StartJob(id)
        };
        self.ask(now, call, Purpose::Job(ticket));
    }

    /// A submission that was given up had been answered after all.
    pub(super) fn doubt_was_submitted(&mut self, now: Timestamp, ticket: Ticket, id: JobId) {
        if self.jobs.get(&ticket).is_some_and(|job| job.stage == Stage::InDoubt) {
            self.submitted(now, ticket, id);
        }
    }

    fn not_submitted(&mut self, now: Timestamp, ticket: Ticket, error: ServiceError) {
        if error.effect() == Done::NotDone {
            return self.refused(now, ticket, error);
        }
        if let Some(job) = self.jobs.get_mut(&ticket) {
            job.error = Some(error);
            job.enter(Stage::InDoubt, now);
            self.tell(now, Notice::JobInDoubt(ticket));
        }
    }

    fn refused(&mut self, now: Timestamp, ticket: Ticket, error: ServiceError) {
        if let Some(job) = self.jobs.get_mut(&ticket) {
            job.error = Some(error.clone());
            job.body = None;
            job.enter(Stage::Refused, now);
            self.tell(now, Notice::JobRefused(ticket, error));
        }
    }

    /// The key of its web service was forgotten meanwhile. What the service has stays as it is there.
    pub(super) fn job_never_sent(&mut self, ticket: Ticket, call: &Call) {
        let Some(job) = self.jobs.get_mut(&ticket) else { return };
        match call {
            Call::SubmitJob(_) => {
                job.stage = Stage::Refused;
                job.body = None;
            }
            _ => job.cancelling = false,
        }
    }

    fn started(&mut self, now: Timestamp, ticket: Ticket) {
        let fence = RequestId(self.next_request);
        if let Some(job) = self.jobs.get_mut(&ticket).filter(|job| job.stage == Stage::Starting) {
            self.changed = true;
            job.fence = fence;
            job.enter(Stage::Watched, now);
        }
    }

    fn cancelled(&mut self, now: Timestamp, ticket: Ticket, answer: Result<Answer, ServiceError>) {
        let fence = RequestId(self.next_request);
        let Some(job) = self.jobs.get_mut(&ticket) else { return };
        match answer {
            Ok(_) => {
                job.fence = fence;
                job.error = None;
            }
            Err(error) => {
                job.cancelling = false;
                job.error = Some(error);
            }
        }
        job.next_check = now;
    }

    fn job_told(&mut self, now: Timestamp, ticket: Ticket, request: RequestId, status: JobStatus) {
        let pause = self.job_pause(0);
        let Some(job) = self.jobs.get_mut(&ticket) else { return };
        if request < job.fence || job.stage != Stage::Watched {
            return;
        }
        job.fence = request;
        job.failures = 0;
        job.error = None;
        job.next_check = now.after_ms(pause);
        let ended = status.state.is_final();
        job.status = Some(status);
        if ended {
            job.enter(Stage::Ended, now);
            self.tell(now, Notice::JobEnded(ticket));
        }
    }

    fn job_unread(&mut self, now: Timestamp, ticket: Ticket, request: RequestId, error: ServiceError) {
        let failures = self.jobs.get(&ticket).map_or(0, |job| job.failures.saturating_add(1));
        let pause = self.job_pause(failures);
        let Some(job) = self.jobs.get_mut(&ticket).filter(|job| request >= job.fence) else { return };
        job.failures = failures;
        job.next_check = now.after_ms(error.retry_after_ms().map_or(pause, |asked| asked.max(pause)));
        if matches!(error, ServiceError::NotFound(_)) && job.stage == Stage::Watched {
            job.enter(Stage::Forgotten, now);
        }
        job.error = Some(error);
    }

    fn job_pause(&mut self, failures: u32) -> u64 {
        let open = self.jobs.values().filter(|job| job.is_open()).count();
        job_pause_ms(open, self.hidden, failures, &mut self.random).max(self.least_pause_ms())
    }

    pub(super) fn check_jobs_at(&mut self, now: Timestamp) {
        for job in self.jobs.values_mut().filter(|job| job.stage == Stage::Watched) {
            job.next_check = job.next_check.min(now);
        }
    }

    fn being_read(&self) -> impl Iterator<Item = Ticket> {
        self.flights.values().filter_map(|flight| match (&flight.call, &flight.purpose) {
            (Call::JobStatus(_), Purpose::Job(ticket)) => Some(*ticket),
            _ => None,
        })
    }

    fn next_to_read(&self) -> Option<(Timestamp, Ticket, JobId)> {
        let reading: Vec<Ticket> = self.being_read().collect();
        self.jobs
            .values()
            .filter(|job| job.stage == Stage::Watched && !reading.contains(&job.ticket))
            .filter(|job| self.has_key_of(&job.service) && !self.shut.contains_key(&job.service))
            .filter_map(|job| Some((job.next_check, job.ticket, job.id.clone()?)))
            .min_by_key(|(due, ticket, _)| (*due, *ticket))
    }

    pub(super) fn next_job_check(&self) -> Option<Timestamp> {
        self.next_to_read().map(|(due, _, _)| due)
    }

    pub(super) fn read_jobs(&mut self, now: Timestamp) {
        while self.flights.len() < MOST_BACKGROUND {
            let Some((_, ticket, id)) = self.next_to_read().filter(|(due, _, _)| *due <= now) else { return };
            if self.send(now, Call::JobStatus(id), Purpose::Job(ticket)).is_none() {
                return;
            }
        }
    }
}

impl JobView {
    const fn enter(&mut self, stage: Stage, now: Timestamp) {
        self.stage = stage;
        self.changed = now;
    }

    /// How far the service says that it has come.
    #[must_use]
    pub fn state(&self) -> Option<&JobState> {
        self.status.as_ref().map(|status| &status.state)
    }
}
