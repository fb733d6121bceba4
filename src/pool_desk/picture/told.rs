//! What is told, and the names of what can be practised.

use super::super::desk::Desk;
use super::log::is_bad;
use super::{Alert, Look, Tone};
use crate::emulator::{Asked, Fault, Situation};
use crate::service::{JobList, JobView, Notice, notice_sentence};
use crate::units::MS_PER_SECOND;
use crate::words::PracticeWords;

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
                Notice::PoolIdle { .. } => Tone::Warning,
                _ => Tone::Good,
            };
            let sentence = notice_sentence(notice, job_of(notice), look.language, look.figures);
            Alert { sentence, tone }
        })
        .collect();
    if failed > MOST_JOBS_TOLD {
        let sentence = look.words().jobs_failed.with(&[("count", &look.counted(failed))]);
        alerts.push(Alert { sentence, tone: Tone::Bad });
    }
    if notices.iter().any(|notice| ends(&notice)) && desk.session().jobs_listed(JobList::Open) == 0 {
        let counts = desk.session().job_counts();
        let (finished, trouble) = (look.counted(counts.finished), look.counted(counts.trouble));
        let sentence = look.words().jobs_ended.with(&[("finished", &finished), ("trouble", &trouble)]);
        alerts.push(Alert { sentence, tone: Tone::Good });
    }
    alerts
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
