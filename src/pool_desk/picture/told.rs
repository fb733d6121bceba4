//! What is told, and the names of what can be practised.

use super::super::desk::Desk;
use super::log::is_bad;
use super::{Alert, Look, Tone};
use crate::emulator::{Asked, Fault, Situation};
use crate::service::{JobList, JobView, Notice, notice_sentence};
use crate::units::{MS_PER_MINUTE, MS_PER_SECOND};
use crate::words::{POOL_WATCH, PracticeWords};

/// Failed jobs that are told one by one; more are counted.
const MOST_JOBS_TOLD: usize = 2;

/// What is told of these notices. A job that ends well is told by its table, and once the last one has ended.
#[must_use]
pub fn say(notices: &[Notice], desk: &Desk, look: &Look<'_>) -> Vec<Alert> {
    let job_of = |notice: &Notice| match notice {
        Notice::JobEnded(ticket) | Notice::JobRefused(ticket, _) | Notice::JobInDoubt(ticket) => {
            desk.session().job(*ticket)
        }
        _ => None,
    };
    let ends = |notice: &&Notice| matches!(notice, Notice::JobEnded(_));
    let fails = |notice: &&Notice| ends(notice) && job_of(notice).is_some_and(JobView::is_trouble);
    let failed = notices.iter().filter(fails).count();
    let mut alerts: Vec<Alert> = notices
        .iter()
        .filter(|notice| !ends(notice) || (failed <= MOST_JOBS_TOLD && fails(notice)))
        .map(|notice| {
            let tone = match notice {
                notice if is_bad(notice) || fails(&notice) => Tone::Bad,
                Notice::PoolIdle { .. } | Notice::AutopilotPassesOver(..) | Notice::AutopilotUnseen(_) => {
                    Tone::Warning
                }
                _ => Tone::Good,
            };
            let sentence = notice_sentence(notice, job_of(notice), look.language);
            Alert { sentence, tone }
        })
        .collect();
    if failed > MOST_JOBS_TOLD {
        let sentence = look.words().jobs_failed.with(&[("count", &look.counted(failed))]);
        alerts.push(Alert { sentence, tone: Tone::Bad });
    }
    if notices.iter().any(|notice| ends(&notice)) && desk.session().jobs_listed(JobList::Open) == 0 {
        let counts = desk.session().job_counts();
        let sentence = look.words().jobs_ended.with(&[
            ("finished", &look.counted(counts.finished)),
            ("trouble", &look.counted(counts.trouble)),
            ("cancelled", &look.counted(counts.cancelled())),
        ]);
        alerts.push(Alert { sentence, tone: Tone::Good });
    }
    alerts
}

/// The name of what is worth a notification while nobody looks: it costs money, or what guards money has stopped.
/// A later notification of the same name replaces the one before; others stay. `None` for what can wait.
#[must_use]
pub fn notification_name(notice: &Notice) -> Option<String> {
    let (kind, of) = match notice {
        Notice::PoolIdle { pool, .. } => ("idle", pool.as_str()),
        Notice::AutopilotLanded(pool, _)
        | Notice::AutopilotUnseen(pool)
        | Notice::AutopilotGaveUp(pool, _) => ("autopilot", pool.as_str()),
        Notice::SendingStopped(_) => ("stopped", ""),
        Notice::PoolFailed(pool, _) => ("failed", pool.as_str()),
        Notice::PoolInDoubt(pool) => ("in-doubt", pool.as_str()),
        Notice::CreateInDoubt => ("in-doubt", ""),
        Notice::Halted(_) => ("halted", ""),
        Notice::ServiceShut(service, _) => ("shut", service.as_str()),
        _ => return None,
    };
    Some(["poolwise-", kind, " ", of].concat())
}

/// How long pools cannot be read, on the wall's clock, before that is worth a notification: a moment's failure is not.
const UNREAD_MS: u64 = 5 * MS_PER_MINUTE;

/// That pools cannot be read, once that has lasted: what guards them sees nothing.
#[must_use]
pub fn lasting_failure(desk: &Desk) -> Option<Notice> {
    let error = desk.session().read_error()?;
    let since = desk.session().last_read().unwrap_or(desk.began());
    let lasts = desk.now().ms_since(since) >= UNREAD_MS.saturating_mul(desk.speed().factor());
    lasts.then(|| Notice::ReadFailed(error.clone()))
}

/// What leaving the service loses, by whether the device keeps what the next visit must know; nothing where nothing is
/// lost.
#[must_use]
pub fn losses(desk: &Desk, look: &Look<'_>, is_kept: bool) -> Vec<String> {
    let words = POOL_WATCH.of(look.language);
    let unsent = desk.session().sending().unsent;
    let autopilot = desk.session().is_autopilot_needed().then(|| words.loses_autopilot.to_owned());
    let jobs = (unsent > 0).then(|| words.loses_jobs.with(&[("count", &look.counted(unsent))]));
    let refused = desk.refused_jobs();
    let refused = (refused > 0).then(|| words.loses_refused.with(&[("count", &look.counted(refused))]));
    let alone = if is_kept { 0 } else { desk.pools_known_here_alone() };
    let pools = (alone > 0).then(|| words.loses_pools.with(&[("count", &look.counted(alone))]));
    autopilot.into_iter().chain(jobs).chain(refused).chain(pools).collect()
}

/// What a situation is called.
#[must_use]
pub const fn situation_words(situation: Situation, words: &PracticeWords) -> &'static str {
    match situation {
        Situation::Fresh => words.situation_fresh,
        Situation::ManyJobs => words.situation_many_jobs,
        Situation::ForgottenOverTheWeekend => words.situation_forgotten,
        Situation::NearlyFull => words.situation_nearly_full,
        Situation::BadWire => words.situation_bad_wire,
        Situation::WrongClock => words.situation_wrong_clock,
    }
}

/// What a fault does.
#[must_use]
pub fn fault_words(fault: Fault, words: &PracticeWords) -> String {
    let fixed = match fault {
        Fault::Refuse { status, code, .. } => {
            return words.fault_refuse.with(&[("status", &status.to_string()), ("code", code)]);
        }
        Fault::FailAfter { status } => {
            return words.fault_fail_after.with(&[("status", &status.to_string())]);
        }
        Fault::Slow { ms } => {
            return words.fault_slow.with(&[("seconds", &(ms / MS_PER_SECOND).to_string())]);
        }
        Fault::BusyUntil { .. } => words.fault_busy_until,
        Fault::CutOff => words.fault_cut,
        Fault::Malformed => words.fault_malformed,
        Fault::WrongTypes => words.fault_types,
        Fault::LostReply => words.fault_lost_reply,
        Fault::LostRequest => words.fault_lost_request,
        Fault::Blocked => words.fault_blocked,
    };
    fixed.to_owned()
}

/// What an operation does.
#[must_use]
pub const fn operation_words(asked: Option<Asked>, words: &PracticeWords) -> &'static str {
    match asked {
        None => words.fault_any,
        Some(Asked::CreatePool) => words.op_create,
        Some(Asked::ListPools) => words.op_list,
        Some(Asked::GetPool) => words.op_get,
        Some(Asked::ResizePool) => words.op_resize,
        Some(Asked::StopResize) => words.op_stop,
        Some(Asked::DeletePool) => words.op_delete,
        Some(Asked::SubmitJob) => words.op_submit,
        Some(Asked::StartJob) => words.op_start,
        Some(Asked::JobStatus) => words.op_status,
        Some(Asked::CancelJob) => words.op_cancel,
        Some(Asked::Swagger) => words.op_swagger,
    }
}
