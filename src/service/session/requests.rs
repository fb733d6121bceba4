//! Requests on their way: sending, repeating, giving up, and handing answers to where they belong.

use super::pace::{GIVE_UP_AFTER_MS, MOST_ATTEMPTS, MOST_IN_FLIGHT, OVERDUE_AFTER_MS, retry_ms};
use super::view::{Happening, Notice, RequestId, Ticket};
use super::{Effect, Session};
use crate::service::endpoint::{Answer, Call, read, request};
use crate::service::error::{Done, ServiceError};
use crate::service::http::{Outcome, TransportFailure};
use crate::units::{Random, Timestamp};

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
}

impl Flight {
    pub(super) const fn overdue(&self) -> Timestamp {
        self.sent.after_ms(OVERDUE_AFTER_MS)
    }
}

/// A request that waits for room or for its time.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) call: Call,
    pub(super) purpose: Purpose,
    pub(super) not_before: Timestamp,
    pub(super) attempt: u32,
}

impl Session {
    /// Sends what a user waits for, as soon as there is room.
    pub(super) fn ask(&mut self, now: Timestamp, call: Call, purpose: Purpose) {
        self.waiting.push_back(Waiting { call, purpose, not_before: now, attempt: 0 });
    }

    pub(super) fn send_waiting(&mut self, now: Timestamp) {
        while self.flights.len() < MOST_IN_FLIGHT {
            // What is asked of pools costs money while it waits: it goes before jobs.
            let due = |waiting: &Waiting| waiting.not_before <= now;
            let of_pools = |waiting: &Waiting| !matches!(waiting.purpose, Purpose::Job(_));
            let next = self
                .waiting
                .iter()
                .position(|waiting| due(waiting) && of_pools(waiting))
                .or_else(|| self.waiting.iter().position(due));
            let Some(Waiting { call, purpose, attempt, .. }) = next.and_then(|at| self.waiting.remove(at))
            else {
                return;
            };
            self.send(now, call, purpose, attempt);
        }
    }

    /// Sends at once; `None` where the contract cannot.
    pub(super) fn send(
        &mut self,
        now: Timestamp,
        call: Call,
        purpose: Purpose,
        attempt: u32,
    ) -> Option<RequestId> {
        let made = request(&call, self.connection.as_ref()?);
        let Ok(http) = made else {
            self.tell(now, Notice::CannotAsk);
            self.never_sent(&call, &purpose);
            return None;
        };
        let id = RequestId(self.next_request);
        self.next_request += 1;
        if let Purpose::Job(ticket) = &purpose
            && let Some(job) = self.jobs.get_mut(ticket)
        {
            job.request = Some(id);
        }
        let url = http.url.split('?').next().unwrap_or_default().to_owned();
        self.note(now, Happening::Asked { request: id, method: http.method.name(), url });
        self.flights.insert(id, Flight { call, purpose, sent: now, attempt });
        self.effects.push(Effect::Send { request: id, http, give_up_after_ms: GIVE_UP_AFTER_MS });
        Some(id)
    }

    pub(super) fn reply(&mut self, now: Timestamp, id: RequestId, outcome: &Outcome) {
        let flight = self.flights.remove(&id);
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
        self.note(now, Happening::Answered { request: id, took_ms, error });
        if late {
            if let Ok(answer) = answer {
                self.late_answer(now, id, &flight, answer);
            }
        } else {
            self.settle(now, id, flight, answer);
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
            let Some(flight) = self.flights.remove(&id) else { continue };
            let error = ServiceError::Transport(TransportFailure::TimedOut);
            let took_ms = now.ms_since(flight.sent);
            self.note(now, Happening::Answered { request: id, took_ms, error: Some(error.clone()) });
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
        if let Err(error @ ServiceError::Unauthorized(_)) = &answer
            && self.halted.is_none()
        {
            self.halted = Some(error.clone());
            self.tell(now, Notice::Halted(error.clone()));
        }
        let again = answer.as_ref().err().and_then(|error| again_after_ms(&flight, error, &mut self.random));
        if let Some(ms) = again {
            let Flight { call, purpose, attempt, .. } = flight;
            let not_before = now.after_ms(ms);
            self.waiting.push_back(Waiting { call, purpose, not_before, attempt: attempt.saturating_add(1) });
            return;
        }
        match flight.purpose.clone() {
            Purpose::Create => self.create_settled(now, id, answer),
            Purpose::Pool => self.pool_settled(now, &flight, answer),
            Purpose::Read => self.read_settled(now, id, &flight, answer),
            Purpose::Job(ticket) => self.job_settled(now, ticket, id, &flight, answer),
        }
    }
}

/// Whether, and after how long, a request may be sent again by itself.
///
/// Readings are not repeated here: the next round reads again. What has an effect is repeated when the service says
/// that it was not done, or when doing it twice is doing it once.
fn again_after_ms(flight: &Flight, error: &ServiceError, random: &mut Random) -> Option<u64> {
    let own_pace = match flight.call {
        Call::ListPools { .. } | Call::GetPool(_) | Call::JobStatus(_) | Call::Swagger => true,
        Call::CreatePool { .. }
        | Call::ResizePool { .. }
        | Call::StopResize(_)
        | Call::DeletePool(_)
        | Call::SubmitJob(_)
        | Call::StartJob(_)
        | Call::CancelJob(_) => false,
    };
    if own_pace || !error.may_pass() || flight.attempt.saturating_add(1) >= MOST_ATTEMPTS {
        return None;
    }
    // A job that was started already says so, and runs once.
    let twice_is_once = matches!(flight.call, Call::DeletePool(_) | Call::CancelJob(_) | Call::StartJob(_));
    let safe = twice_is_once || error.effect() == Done::NotDone;
    safe.then(|| retry_ms(flight.attempt, error.retry_after_ms(), random))
}
