//! States, refusals and errors as sentences. The table of words is in [`crate::words`].

use super::address::NotAnAddress;
use super::connection::ConnectionProblem;
use super::error::{Malformed, ServiceError};
use super::http::TransportFailure;
use super::job::JobState;
use super::meter::Unsure;
use super::pool::{AllocationState, PoolState};
use super::rules::Refusal;
use super::session::{Ending, JobView, Notice, PoolView, Presence, Stage};
use super::swagger_url::{SwaggerUrlProblem, SwaggerUrlWarning};
use crate::units::{MS_PER_MINUTE, MS_PER_SECOND, Unit};
use crate::words::{Figures, Language, Phrase, SERVICE, ServiceWords, counted};

fn count(figures: Figures, value: impl Into<crate::units::Decimal>) -> String {
    figures.number(value.into(), 0)
}

fn unknown(words: &ServiceWords, word: &str) -> String {
    if word.is_empty() { words.not_told.to_owned() } else { words.unknown_state.with(&[("word", word)]) }
}

/// What state a pool is in, in a few words.
#[must_use]
pub fn pool_state_words(view: &PoolView, language: Language) -> String {
    let words = SERVICE.of(language);
    let known = match (&view.presence, &view.pool.state, &view.pool.allocation) {
        (Presence::Gone { .. }, _, _) => words.pool_gone,
        (Presence::Leaving, _, _) => words.pool_leaving,
        (_, PoolState::Deleting, _) => words.pool_deleting,
        (_, PoolState::Unknown(word), _) | (_, _, AllocationState::Unknown(word)) => {
            return unknown(words, word);
        }
        (_, _, AllocationState::Resizing) => words.resizing,
        (_, _, AllocationState::Stopping) => words.stopping,
        (_, _, AllocationState::Steady) => words.steady,
    };
    known.to_owned()
}

/// What state a job is in, in a few words.
#[must_use]
pub fn job_state_words(job: &JobView, language: Language) -> String {
    let words = SERVICE.of(language);
    let stage = match (&job.stage, job.state()) {
        (Stage::Watched | Stage::Ended, Some(state)) => return state_words(words, state),
        (Stage::Watched, None) => words.job_not_started,
        (Stage::Ended, None) => words.job_cancelled,
        (Stage::Submitting, _) if !job.was_sent() => words.job_unsent,
        (Stage::Submitting, _) => words.job_submitting,
        (Stage::InDoubt, _) => words.job_in_doubt,
        (Stage::Starting, _) => words.job_starting,
        (Stage::Refused, _) => words.job_refused,
        (Stage::Forgotten, _) => words.job_forgotten,
    };
    stage.to_owned()
}

fn state_words(words: &ServiceWords, state: &JobState) -> String {
    let known = match state {
        JobState::NotStarted => words.job_not_started,
        JobState::Running => words.job_running,
        JobState::Failed => words.job_failed,
        JobState::Cancelled => words.job_cancelled,
        JobState::Finished => words.job_finished,
        JobState::Unknown(word) => return unknown(words, word),
    };
    known.to_owned()
}

/// Why something may not be done now.
#[must_use]
pub fn refusal_sentence(refusal: &Refusal, language: Language) -> String {
    let figures = Figures(language);
    let words = SERVICE.of(language);
    let fixed = match refusal {
        Refusal::TooManyPools { have, allowed } => {
            let (have, allowed) = (words.pools.counted((*have).into(), figures), count(figures, *allowed));
            return words.too_many_pools.with(&[("have", &have), ("allowed", &allowed)]);
        }
        Refusal::TooManyVms { asked, allowed } => {
            let (asked, allowed) = (count(figures, asked.0), count(figures, allowed.0));
            return words.too_many_vms.with(&[("asked", &asked), ("allowed", &allowed)]);
        }
        Refusal::CannotStart { state } => {
            return words.cannot_start.with(&[("state", &state_words(words, state))]);
        }
        Refusal::AlreadyEnded { state } => {
            return words.already_ended.with(&[("state", &state_words(words, state))]);
        }
        Refusal::BeingResized => words.being_resized,
        Refusal::BeingDeleted => words.being_deleted,
        Refusal::NotResizing => words.not_resizing,
        Refusal::NotInContract => words.not_in_contract,
        Refusal::StillAsking => words.still_asking,
        Refusal::NotConnected => words.not_connected,
        Refusal::NoServiceKey => words.no_service_key,
    };
    fixed.to_owned()
}

/// What went wrong, what to do next, and what the service itself said.
#[must_use]
pub fn error_sentence(error: &ServiceError, language: Language) -> String {
    let figures = Figures(language);
    let words = SERVICE.of(language);
    let with_status = |phrase: Phrase, status: u16| phrase.with(&[("status", &status.to_string())]);
    let mut sentence = match error {
        ServiceError::Unauthorized(_) => words.unauthorized.to_owned(),
        ServiceError::Forbidden(_) => words.forbidden.to_owned(),
        ServiceError::NotFound(_) => words.not_found.to_owned(),
        ServiceError::Conflict(_) => conflict(words, error).to_owned(),
        ServiceError::Refused { status, .. } => with_status(words.refused, *status),
        ServiceError::Throttled { .. } => words.throttled.to_owned(),
        ServiceError::Unavailable { .. } => words.unavailable.to_owned(),
        ServiceError::ServerFailed { status, .. } => with_status(words.server_failed, *status),
        ServiceError::UnexpectedStatus(status) => with_status(words.unexpected_status, *status),
        ServiceError::Malformed(Malformed::NotJson) => words.not_json.to_owned(),
        ServiceError::Malformed(Malformed::Field { pointer }) => {
            words.field_missing.with(&[("pointer", pointer)])
        }
        ServiceError::Malformed(Malformed::JobId) => words.no_job_id.to_owned(),
        ServiceError::Malformed(Malformed::TooLong) => words.too_long.to_owned(),
        ServiceError::Transport(TransportFailure::Unreachable) => words.unreachable.to_owned(),
        ServiceError::Transport(TransportFailure::CutOff) => words.cut_off.to_owned(),
        ServiceError::Transport(TransportFailure::TimedOut) => words.timed_out.to_owned(),
    };
    if let Some(ms) = error.retry_after_ms() {
        add(&mut sentence, &words.wait.with(&[("seconds", &count(figures, ms / MS_PER_SECOND))]));
    }
    if let Some(said) = error.said() {
        let detail = said.details.first().map(|(_, text)| text).filter(|text| !text.is_empty());
        let message = detail.or(said.message.as_ref());
        match (&said.code, message) {
            (Some(code), Some(message)) => {
                add(&mut sentence, &words.service_said_code.with(&[("code", code), ("message", message)]));
            }
            (Some(message), None) | (None, Some(message)) => {
                add(&mut sentence, &words.service_said.with(&[("message", message)]));
            }
            (None, None) => {}
        }
        if let Some(id) = &said.request_id {
            add(&mut sentence, &words.request_id.with(&[("id", id)]));
        }
    }
    sentence
}

fn conflict(words: &ServiceWords, error: &ServiceError) -> &'static str {
    let known = [
        ("PoolBeingResized", words.conflict_resized),
        ("PoolBeingDeleted", words.conflict_deleted),
        ("PoolQuotaReached", words.conflict_quota),
        ("PoolExists", words.conflict_exists),
    ];
    known.iter().find(|(code, _)| error.has_code(code)).map_or(words.conflict, |(_, sentence)| sentence)
}

fn add(sentence: &mut String, more: &str) {
    sentence.push(' ');
    sentence.push_str(more);
}

/// Why an address cannot be used.
#[must_use]
pub fn address_sentence(problem: &NotAnAddress, language: Language) -> String {
    let words = SERVICE.of(language);
    match problem {
        NotAnAddress::Empty => words.url_empty.to_owned(),
        NotAnAddress::NotAUrl { found } => words.url_not_a_url.with(&[("found", found)]),
        NotAnAddress::HasUser => words.url_has_user.to_owned(),
        NotAnAddress::NotSecure { host } => words.url_not_secure.with(&[("host", host)]),
    }
}

/// Why a swagger URL cannot tie a pool to a plan.
#[must_use]
pub fn swagger_sentence(problem: &SwaggerUrlProblem, language: Language) -> String {
    let words = SERVICE.of(language);
    match problem {
        SwaggerUrlProblem::Address(problem) => address_sentence(problem, language),
        SwaggerUrlProblem::Classic => words.swagger_classic.to_owned(),
        SwaggerUrlProblem::NotTheDocument { instead } => {
            words.swagger_not_the_document.with(&[("instead", instead)])
        }
        SwaggerUrlProblem::OtherForm { path } => words.swagger_other_form.with(&[("path", path)]),
    }
}

/// What is unusual about a swagger URL that is used all the same.
#[must_use]
pub fn swagger_warning_sentence(warning: &SwaggerUrlWarning, language: Language) -> String {
    let SwaggerUrlWarning::UnknownHost { host } = warning;
    SERVICE.of(language).swagger_unknown_host.with(&[("host", host)])
}

/// Why a connection cannot be made.
#[must_use]
pub fn connection_sentence(problem: &ConnectionProblem, language: Language) -> String {
    let words = SERVICE.of(language);
    match problem {
        ConnectionProblem::PoolServiceUrl(problem) | ConnectionProblem::JobServiceUrl(problem) => {
            address_sentence(problem, language)
        }
        ConnectionProblem::PoolServiceKey | ConnectionProblem::JobServiceKey => words.key_missing.to_owned(),
        ConnectionProblem::JobServiceForm { path } => words.job_service_form.with(&[("path", path)]),
    }
}

/// Why a meter shows a range.
#[must_use]
pub const fn unsure_sentence(unsure: Unsure, language: Language) -> &'static str {
    let words = SERVICE.of(language);
    match unsure {
        Unsure::Changing => words.unsure_changing,
        Unsure::NotWatched => words.unsure_not_watched,
        Unsure::FoundRunning => words.unsure_found,
        Unsure::FoundUndated => words.unsure_undated,
        Unsure::NeverRead => words.unsure_never_read,
        Unsure::NotCounted => words.unsure_not_counted,
    }
}

/// What is told. `job` is the sentence of the job's state where the notice is of a job.
#[must_use]
pub fn notice_sentence(notice: &Notice, job: Option<&JobView>, language: Language) -> String {
    let figures = Figures(language);
    let words = SERVICE.of(language);
    let error = |error: &ServiceError| error_sentence(error, language);
    let of_pool = |phrase: Phrase, pool: &super::PoolId| phrase.with(&[("pool", pool.as_str())]);
    let sized = |phrase: Phrase, pool: &super::PoolId, vms: crate::units::VmCount| {
        phrase.with(&[("pool", pool.as_str()), ("vms", &counted(vms.0.into(), Unit::Vms, language))])
    };
    let state = || job.map(|job| job_state_words(job, language)).unwrap_or_default();
    match notice {
        Notice::PoolCreated(pool) => of_pool(words.told_created, pool),
        Notice::ResizeAccepted(pool, vms) => sized(words.told_resize, pool, *vms),
        Notice::PoolSteady(pool, vms) => sized(words.told_steady, pool, *vms),
        Notice::ResizeStopped(pool) => of_pool(words.told_stopped, pool),
        Notice::DeleteAccepted(pool) => of_pool(words.told_delete, pool),
        Notice::PoolGone(pool) => of_pool(words.told_gone, pool),
        Notice::CreateInDoubt => words.told_create_in_doubt.to_owned(),
        Notice::PoolInDoubt(pool) => of_pool(words.told_pool_in_doubt, pool),
        Notice::Refused(refusal) => refusal_sentence(refusal, language),
        Notice::CreateFailed(why) => words.told_create_failed.with(&[("error", &error(why))]),
        Notice::PoolFailed(pool, why) => {
            words.told_pool_failed.with(&[("pool", pool.as_str()), ("error", &error(why))])
        }
        Notice::ReadFailed(why) => words.told_read_failed.with(&[("error", &error(why))]),
        Notice::ServiceShut(service, why) => {
            words.told_service_shut.with(&[("service", service.as_str()), ("error", &error(why))])
        }
        Notice::Halted(why) => words.told_halted.with(&[("error", &error(why))]),
        Notice::JobEnded(ticket) => {
            words.told_job_ended.with(&[("job", &count(figures, ticket.0)), ("state", &state())])
        }
        Notice::JobRefused(ticket, why) => {
            words.told_job_refused.with(&[("job", &count(figures, ticket.0)), ("error", &error(why))])
        }
        Notice::JobInDoubt(ticket) => words.told_job_in_doubt.with(&[("job", &count(figures, ticket.0))]),
        Notice::CancelFailed(ticket, why) => {
            words.told_cancel_failed.with(&[("job", &count(figures, ticket.0)), ("error", &error(why))])
        }
        Notice::SendingStopped(why) => words.told_sending_stopped.with(&[("error", &error(why))]),
        Notice::PoolIdle { pool, idle_ms } => {
            let minutes = counted((idle_ms / MS_PER_MINUTE).into(), Unit::Minutes, language);
            words.told_idle.with(&[("pool", pool.as_str()), ("minutes", &minutes)])
        }
        Notice::CannotAsk => words.told_cannot_ask.to_owned(),
        Notice::AutopilotActs(..)
        | Notice::AutopilotCalledOff(_)
        | Notice::AutopilotPassesOver(..)
        | Notice::AutopilotLanded(..)
        | Notice::AutopilotUnseen(_)
        | Notice::AutopilotGaveUp(..)
        | Notice::AutopilotForgotten(_) => autopilot_sentence(notice, words, figures),
    }
}

fn autopilot_sentence(notice: &Notice, words: &ServiceWords, figures: Figures) -> String {
    let counted = |phrase: Phrase, pool: &super::PoolId, number: String| {
        phrase.with(&[("pool", pool.as_str()), ("count", &number)])
    };
    let (phrase, pool) = match notice {
        Notice::AutopilotPassesOver(pool, jobs) => {
            let jobs = count(figures, u64::try_from(*jobs).unwrap_or(u64::MAX));
            return counted(words.told_autopilot_passes_over, pool, jobs);
        }
        Notice::AutopilotGaveUp(pool, times) => {
            return counted(words.told_autopilot_gave_up, pool, count(figures, *times));
        }
        Notice::AutopilotActs(pool, Ending::ToZero) => (words.told_autopilot, pool),
        Notice::AutopilotActs(pool, Ending::Delete) => (words.told_autopilot_deletes, pool),
        Notice::AutopilotCalledOff(pool) => (words.told_autopilot_off, pool),
        Notice::AutopilotLanded(pool, Ending::ToZero) => (words.told_autopilot_zero, pool),
        Notice::AutopilotLanded(pool, Ending::Delete) => (words.told_autopilot_gone, pool),
        Notice::AutopilotUnseen(pool) => (words.told_autopilot_unseen, pool),
        Notice::AutopilotForgotten(pool) => (words.told_autopilot_forgotten, pool),
        _ => return String::new(),
    };
    phrase.with(&[("pool", pool.as_str())])
}
