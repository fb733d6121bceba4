//! Requests on their way: sending, repeating, giving up, and handing answers to where they belong.

use super::pace::{
    GIVE_UP_AFTER_MS, MOST_ATTEMPTS, MOST_IN_FLIGHT, MOST_SENDING, OVERDUE_AFTER_MS, retry_ms,
};
use super::view::{Happening, Notice, RequestId, Ticket};
use super::{Effect, Session};
use crate::service::connection::Connection;
use crate::service::endpoint::{Answer, Call, read, request, request_at};
use crate::service::error::{Done, ServiceError};
use crate::service::http::{HttpRequest, Outcome, TransportFailure};
use crate::service::job::JobId;
use crate::service::transcript::{Came, Sent};
use crate::units::{Secret, Timestamp};

/// For whom a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The create that is on its way.
    Create,
    /// Something that was asked of a pool.
    Pool,
    /// One reading of pools.
    Read,
    /// A job.
    Job(Ticket),
}

/// A request that was sent.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub(super) call: Call,
    pub(super) purpose: Purpose,
    pub(super) sent: Timestamp,
    pub(super) attempt: u32,
    /// How long its answer may take.
    pub(super) patience_ms: u64,
    /// Whether an earlier attempt may have been done, whatever this one is answered.
    pub(super) in_doubt: bool,
}

impl Flight {
    /// Whether what was asked for has been done, all attempts taken together.
    pub(super) const fn done(&self, error: &ServiceError) -> Done {
        if self.in_doubt { Done::InDoubt } else { error.effect() }
    }

    pub(super) const fn overdue(&self) -> Timestamp {
        self.sent.after_ms(self.patience_ms)
    }
}

/// A request that waits for room or for its time.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) call: Call,
    pub(super) purpose: Purpose,
    pub(super) not_before: Timestamp,
    pub(super) attempt: u32,
    pub(super) in_doubt: bool,
    /// A user waits for it: it goes out also to a service that is left alone.
    pub(super) is_pressed: bool,
}

impl Waiting {
    pub(super) const fn is_submission(&self) -> bool {
        matches!(self.call, Call::SubmitJob(_) | Call::StartJob(_))
    }
}

impl Session {
    /// Sends what a user waits for, as soon as there is room.
    pub(super) fn ask(&mut self, now: Timestamp, call: Call, purpose: Purpose) {
        self.queue(now, call, purpose, true);
    }

    /// Sends what follows by itself, as soon as there is room and the service may be asked.
    pub(super) fn ask_by_itself(&mut self, now: Timestamp, call: Call, purpose: Purpose) {
        self.queue(now, call, purpose, false);
    }

    /// Starts a job that may have been started before: by a request whose answer nobody waits for any more.
    pub(super) fn start_anew(&mut self, now: Timestamp, id: JobId, ticket: Ticket) {
        let (call, purpose) = (Call::StartJob(id), Purpose::Job(ticket));
        let (attempt, in_doubt, is_pressed) = (0, true, false);
        self.waiting.push_back(Waiting { call, purpose, not_before: now, attempt, in_doubt, is_pressed });
    }

    /// Sends from a moment on what a user waits for, or what follows by itself.
    pub(super) fn queue(&mut self, not_before: Timestamp, call: Call, purpose: Purpose, is_pressed: bool) {
        let (attempt, in_doubt) = (0, false);
        self.waiting.push_back(Waiting { call, purpose, not_before, attempt, in_doubt, is_pressed });
    }

    pub(super) fn send_waiting(&mut self, now: Timestamp) {
        while self.flights.len() < MOST_IN_FLIGHT {
            // What is asked of pools costs money while it waits: it goes before jobs.
            let has_room = self.submissions() < MOST_SENDING;
            let due = |waiting: &Waiting| {
                waiting.not_before <= now
                    && (has_room || !waiting.is_submission())
                    && !self.is_held_back(waiting)
            };
            let of_pools = |waiting: &Waiting| !matches!(waiting.purpose, Purpose::Job(_));
            let next = self
                .waiting
                .iter()
                .position(|waiting| due(waiting) && of_pools(waiting))
                .or_else(|| self.waiting.iter().position(due));
            let Some(Waiting { call, purpose, attempt, in_doubt, .. }) =
                next.and_then(|at| self.waiting.remove(at))
            else {
                return;
            };
            if let Some(id) = self.send(now, call, purpose)
                && let Some(flight) = self.flights.get_mut(&id)
            {
                flight.attempt = attempt;
                flight.in_doubt = in_doubt;
            }
        }
    }

    /// Sends at once; `None` where the contract cannot.
    pub(super) fn send(&mut self, now: Timestamp, call: Call, purpose: Purpose) -> Option<RequestId> {
        let connection = self.connection.as_ref()?;
        let made = match &purpose {
            Purpose::Job(ticket) => request_at(&call, connection, &self.jobs.get(*ticket)?.service),
            Purpose::Create | Purpose::Pool | Purpose::Read => request(&call, connection),
        };
        let Ok(http) = made else {
            self.tell(now, Notice::CannotAsk);
            self.never_sent(&call, &purpose);
            return None;
        };
        let id = RequestId(self.next_request);
        self.next_request += 1;
        if let Purpose::Job(ticket) = &purpose {
            self.jobs.change(*ticket, |job| job.request = Some(id));
        }
        self.note(now, Happening::Asked { request: id, sent: Box::new(Sent::of(&http)) });
        let patience_ms = OVERDUE_AFTER_MS.saturating_mul(self.haste);
        let flight = Flight { call, purpose, sent: now, attempt: 0, patience_ms, in_doubt: false };
        self.flights.insert(id, flight);
        self.effects.push(Effect::Send { request: id, http, give_up_after_ms: GIVE_UP_AFTER_MS });
        Some(id)
    }

    /// Takes a request off the wire. A job whose status was being read can be read again.
    fn landed(&mut self, id: RequestId) -> Option<Flight> {
        let flight = self.flights.remove(&id)?;
        if let (Call::JobStatus(_), Purpose::Job(ticket)) = (&flight.call, &flight.purpose) {
            self.jobs.change(*ticket, |job| job.reading = false);
        }
        Some(flight)
    }

    pub(super) fn reply(&mut self, now: Timestamp, id: RequestId, outcome: &Outcome) {
        let flight = self.landed(id);
        let late = flight.is_none();
        let given_up = || {
            let at = self.given_up.iter().position(|(other, _)| *other == id)?;
            self.given_up.remove(at).map(|(_, flight)| flight)
        };
        let Some(flight) = flight.or_else(given_up) else { return };
        let Some(connection) = &self.connection else { return };
        let answer = read(&flight.call, connection, outcome, now);
        let error = answer.as_ref().err().cloned();
        let took_ms = now.ms_since(flight.sent);
        let keys: Vec<&Secret> = connection.keys().collect();
        let came = outcome.as_ref().ok().map(|reply| Box::new(Came::of(reply, &keys)));
        self.note(now, Happening::Answered { request: id, took_ms, error, came });
        match answer {
            answer if !late => self.settle(now, id, flight, answer),
            Ok(answer) => self.late_answer(now, id, &flight, answer),
            Err(error) if error.is_busy() => self.leave_alone(now, &flight, &error),
            Err(_) => {}
        }
    }

    /// An answer that came after it was given up: it can settle a doubt, and nothing else.
    fn late_answer(&mut self, now: Timestamp, id: RequestId, flight: &Flight, answer: Answer) {
        match (&flight.purpose, answer) {
            (Purpose::Create, Answer::PoolCreated(pool)) => self.doubt_was_created(now, id, pool),
            (Purpose::Job(ticket), Answer::Submitted(job)) => self.doubt_was_submitted(now, *ticket, job),
            _ => {}
        }
    }

    pub(super) fn give_up_overdue(&mut self, now: Timestamp) {
        let overdue: Vec<RequestId> =
            self.flights.iter().filter(|(_, flight)| flight.overdue() <= now).map(|(id, _)| *id).collect();
        for id in overdue {
            let Some(flight) = self.landed(id) else { continue };
            let error = ServiceError::Transport(TransportFailure::TimedOut);
            let took_ms = now.ms_since(flight.sent);
            let gave_up = Some(error.clone());
            self.note(now, Happening::Answered { request: id, took_ms, error: gave_up, came: None });
            if matches!(flight.call, Call::CreatePool { .. } | Call::SubmitJob(_)) {
                self.given_up.push_back((id, flight.clone()));
                if self.given_up.len() > 50 {
                    self.given_up.pop_front();
                }
            }
            self.settle(now, id, flight, Err(error));
        }
    }

    fn settle(
        &mut self,
        now: Timestamp,
        id: RequestId,
        flight: Flight,
        answer: Result<Answer, ServiceError>,
    ) {
        match &answer {
            Ok(_) => self.was_served(&flight),
            Err(error @ ServiceError::Unauthorized(_)) if id >= self.asked_anew => {
                self.key_refused(now, &flight.purpose, error);
            }
            Err(error) if error.is_busy() => self.leave_alone(now, &flight, error),
            Err(_) => {}
        }
        if let Err(error) = &answer
            && is_repeated(&flight, error)
        {
            return self.repeat(now, flight, error);
        }
        match flight.purpose.clone() {
            Purpose::Create => self.create_settled(now, id, answer),
            Purpose::Pool => self.pool_settled(now, &flight, answer),
            Purpose::Read => self.read_settled(now, id, &flight, answer),
            Purpose::Job(ticket) => self.job_settled(now, ticket, id, &flight, answer),
        }
    }
}

impl Session {
    /// A service that is busy is asked again when its rest is over, however often; anything else is tried a few times.
    fn repeat(&mut self, now: Timestamp, flight: Flight, error: &ServiceError) {
        let in_doubt = flight.done(error) == Done::InDoubt;
        let Flight { call, purpose, attempt, .. } = flight;
        let (not_before, attempt) = if error.is_busy() {
            (now, attempt)
        } else {
            (now.after_ms(retry_ms(attempt, &mut self.random)), attempt.saturating_add(1))
        };
        let is_pressed = false;
        self.waiting.push_back(Waiting { call, purpose, not_before, attempt, in_doubt, is_pressed });
    }

    /// The pool service and each web service have keys of their own: one that is refused stops only its own readings.
    fn key_refused(&mut self, now: Timestamp, purpose: &Purpose, error: &ServiceError) {
        match purpose {
            Purpose::Job(ticket) => {
                let Some(service) = self.jobs.get(*ticket).map(|job| job.service.clone()) else { return };
                if self.shut.insert(service.clone(), error.clone()).is_none() {
                    self.tell(now, Notice::ServiceShut(service, error.clone()));
                }
                // What was to be sent there waits for a key that is right.
                self.stop_sending(now, error);
            }
            Purpose::Create | Purpose::Pool | Purpose::Read => {
                if self.halted.is_none() {
                    self.halted = Some(error.clone());
                    self.tell(now, Notice::Halted(error.clone()));
                }
            }
        }
    }
}

impl Session {
    /// Takes note of a question that the page asked for itself, so that the log has every request. What an origin that
    /// is never read answered is not known: then both error and reply are absent.
    pub fn note_aside(&mut self, at: Timestamp, http: &HttpRequest, took_ms: u64, outcome: Option<&Outcome>) {
        let request = RequestId(self.next_request);
        self.next_request += 1;
        let error = outcome.and_then(|outcome| outcome.as_ref().err()).copied();
        let came = outcome.and_then(|outcome| outcome.as_ref().ok());
        let keys: Vec<&Secret> = self.connection.iter().flat_map(Connection::keys).collect();
        let came = came.map(|reply| Box::new(Came::of(reply, &keys)));
        let error = error.map(ServiceError::Transport);
        self.note(at, Happening::Asked { request, sent: Box::new(Sent::of(http)) });
        self.note(at.after_ms(took_ms), Happening::Answered { request, took_ms, error, came });
    }
}

/// Whether a request is sent again by itself.
///
/// Readings are not repeated here: the next round reads again. Deleting, cancelling and starting twice is doing it once
/// (a job that was started says so). A job that the service turned away because it is busy goes back into the outbox.
/// What creates or resizes a pool costs money by the hour: only a user sends it again.
fn is_repeated(flight: &Flight, error: &ServiceError) -> bool {
    let is_safe = matches!(flight.call, Call::DeletePool(_) | Call::CancelJob(_) | Call::StartJob(_));
    let attempts_left = flight.attempt.saturating_add(1) < MOST_ATTEMPTS;
    is_safe && (error.is_busy() || (error.may_pass() && attempts_left))
}
