//! What holds of a session and its account, wherever the account is: in the same process or behind a port.

use std::collections::BTreeMap;

use poolwise::service::{
    AllocationState, JobView, Operation, Pool, PoolId, PoolState, Presence, Profile, Session, Stage,
};
use poolwise::units::{BilledTime, MS_PER_SECOND, Timestamp};

/// What is true of an account, by whoever can look into it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Truth {
    pub(crate) pools: BTreeMap<String, PoolTruth>,
    /// Each job's state in the service's word.
    pub(crate) jobs: BTreeMap<String, String>,
    /// VM time by pool, also of pools that are gone, in milliseconds.
    pub(crate) billed: BTreeMap<String, u64>,
}

/// What is true of a pool.
#[derive(Clone, Debug)]
pub(crate) struct PoolTruth {
    pub(crate) created_ms: u64,
    pub(crate) vms: u32,
    pub(crate) target: u32,
    /// Jobs that run on it or wait for it.
    pub(crate) live_jobs: usize,
}

/// The meter's range holds the ledger's figure, at every moment, for each pool and for all of them. A page and a service on
/// a port look at two moments and at two clocks, between which a pool counts at most this much.
///
/// A ledger knows a pool by its name, and so it goes on counting where another is created under the name of one that is
/// gone; there the page only counts the first.
pub(crate) fn meters_hold(
    session: &Session,
    (before, after): (Timestamp, Timestamp),
    slack: BilledTime,
    truth: &Truth,
) {
    let past = session.past_pools();
    let (mut least_of_all, mut most_of_all, mut all) = (past.least, past.most + slack, slack);
    for view in session.pools() {
        let billed = truth.billed.get(view.pool.id.as_str()).copied().unwrap_or_default();
        let billed = BilledTime::from_ms(billed);
        let (least, mut most) = (view.meter.reading(before).least, view.meter.reading(after).most);
        // One of its name may have been created since: its answer is on the way, or was lost.
        let asked_for = session.doubts().iter().map(|doubt| &doubt.creating).chain(session.creating());
        for creating in asked_for.filter(|creating| creating.id == view.pool.id) {
            most = most + creating.meter.reading(after).most;
        }
        assert!(
            least <= billed + slack && billed <= most + past.most + slack,
            "{:?} at {after:?}: {least:?} to {most:?} does not hold {billed:?}, past {past:?}: {:?}",
            view.pool.id,
            view.meter
        );
        all = all + billed + slack;
        least_of_all = least_of_all + least;
        most_of_all = most_of_all + most + slack + slack;
    }
    assert!(
        least_of_all <= all && all <= most_of_all,
        "all pools at {after:?}: {least_of_all:?} to {most_of_all:?} does not hold {all:?}: {:?}",
        session.pools().collect::<Vec<_>>()
    );
}

/// The autopilot acts only where no job lives: none that the page follows, and none that it sent.
pub(crate) fn nothing_lives_on(session: &Session, pool: &PoolId, truth: &Truth) {
    assert_eq!(session.jobs_on(pool), (0, 0), "{pool:?} has jobs");
    let live = truth.pools.get(pool.as_str()).map_or(0, |pool| pool.live_jobs);
    assert_eq!(live, 0, "{pool:?} lives: {truth:?}");
}

/// What a request would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Resize,
    StopResize,
    Delete,
}

/// In which states a pool may be changed, written down without the product's table.
///
/// | | steady | resizing | stopping | unknown | deleting |
/// |---|---|---|---|---|---|
/// | resize | yes | no | no | yes | no |
/// | stop | no | yes | yes | yes | no |
/// | delete | yes | yes | yes | yes | no |
pub(crate) fn may_be_changed(change: Change, pool: &Pool) -> bool {
    if pool.state == PoolState::Deleting {
        return false;
    }
    match (change, &pool.allocation) {
        (Change::Delete, _) | (_, AllocationState::Unknown(_)) => true,
        (Change::Resize, allocation) => *allocation == AllocationState::Steady,
        (Change::StopResize, allocation) => *allocation != AllocationState::Steady,
    }
}

/// Whether a job may have been submitted without the page knowing its name.
fn is_unsure(job: &JobView) -> bool {
    job.id.is_none() && matches!(job.stage, Stage::InDoubt | Stage::Ended)
}

/// How page and account differ about a job that has a name; `over` where every job is to be.
fn differs(job: &JobView, truth: &Truth, over: bool) -> Option<String> {
    let there = job.id.as_ref().map(|id| truth.jobs.get(id.as_str()).map_or("none", String::as_str));
    let told = job.state().map(poolwise::service::JobState::word);
    let agrees = match (&job.stage, there) {
        (Stage::InDoubt, None) => true,
        (Stage::Ended | Stage::Refused, None) => true,
        (Stage::Ended, Some(word)) => told == Some(word),
        // It could not be started: what is submitted and not started never runs.
        (Stage::Refused, Some(word)) => word == "NotStarted",
        (Stage::Forgotten, Some(word)) => word == "none",
        // A job that was put back waits again.
        (Stage::Watched, Some(word)) => !over && told.is_none_or(|told| told == word),
        (Stage::Submitting, None) => false,
        _ => false,
    };
    (!agrees).then(|| format!("{there:?} is shown as {job:?}"))
}

/// How page and account differ at rest, for nobody to find: every job and every pool is what the page shows, and what the page
/// cannot know of is accounted for. `over` where every job is to have ended.
pub(crate) fn differences(session: &Session, truth: &Truth, profile: &Profile, over: bool) -> Vec<String> {
    let (reads_back, lists) = (profile.reads_back(), profile.has(Operation::List));
    let mut found: Vec<String> = session.jobs().filter_map(|job| differs(job, truth, over)).collect();
    let named = |id: &String| session.jobs().any(|job| job.id.as_ref().is_some_and(|own| own.as_str() == id));
    let nameless: Vec<_> = truth.jobs.iter().filter(|(id, _)| !named(id)).collect();
    let unsure = session.jobs().filter(|job| is_unsure(job)).count();
    if nameless.len() > unsure || nameless.iter().any(|(_, word)| *word != "NotStarted") {
        found.push(format!("{nameless:?} are unknown, and {unsure} unsure"));
    }
    for view in session.pools() {
        let there = truth.pools.get(view.pool.id.as_str());
        let is_here = matches!(view.presence, Presence::Here);
        let agrees = match there {
            None => !is_here || !reads_back,
            Some(there) if reads_back => {
                let vms = |vms: Option<poolwise::units::VmCount>| vms.map(|vms| vms.0);
                is_here
                    && vms(view.pool.current_vms) == Some(there.vms)
                    && vms(view.pool.target_vms) == Some(there.target)
            }
            Some(_) => true,
        };
        if !agrees || view.asking.is_some() {
            found.push(format!("{there:?} is shown as {view:?}"));
        }
    }
    let known = |id: &&String| session.pools().any(|view| view.pool.id.as_str() == *id);
    let unknown: Vec<_> = truth.pools.keys().filter(|id| !known(id)).collect();
    if (lists && !unknown.is_empty()) || unknown.len() > session.doubts().len() {
        found.push(format!("{unknown:?} are unknown, doubts: {:?}", session.doubts()));
    }
    found
}

/// Which of the pools that the page does not know each doubt is about: by when each was created, as support could tell.
pub(crate) fn settled_by_support(
    session: &Session,
    truth: &Truth,
    slack_ms: u64,
) -> Vec<poolwise::service::Input> {
    use poolwise::service::{DoubtAnswer, Input};
    let known = |id: &str| session.pools().any(|view| view.pool.id.as_str() == id);
    let unknown: Vec<_> = truth.pools.iter().filter(|(id, _)| !known(id)).collect();
    let created: Vec<_> = unknown.iter().map(|(_, pool)| (pool.created_ms, pool.target)).collect();
    let windows: Vec<_> = session
        .doubts()
        .iter()
        .map(|doubt| {
            // What a tab had sent when it closed may arrive for as long as a request may take.
            let last = doubt.since.max(doubt.creating.pressed.after_ms(30 * MS_PER_SECOND));
            let first = doubt.creating.pressed.ms().saturating_sub(slack_ms);
            (first..=last.ms().saturating_add(slack_ms), doubt.creating.vms.0)
        })
        .collect();
    let fits = fitted(&created, &windows);
    let matched = fits.iter().flatten().count();
    assert_eq!(matched, unknown.len(), "pools that fit no doubt: {unknown:?}; {:?}", session.doubts());
    let settled = |(doubt, fit): (&poolwise::service::Doubt, &Option<usize>)| {
        let id = fit.and_then(|at| PoolId::read(unknown[at].0));
        let answer = id.map_or(DoubtAnswer::DoesNotExist, DoubtAnswer::Exists);
        Input::SettledDoubt { request: doubt.request, answer }
    };
    session.doubts().iter().zip(&fits).map(settled).collect()
}

/// For each window the pool that fits it, as many as can be: each pool, the oldest first, takes of the windows that hold it
/// the one that closes first. In whatever order windows take pools, one may take the only pool of another.
fn fitted(created: &[(u64, u32)], windows: &[(std::ops::RangeInclusive<u64>, u32)]) -> Vec<Option<usize>> {
    let mut fits = vec![None; windows.len()];
    let mut oldest_first: Vec<usize> = (0..created.len()).collect();
    oldest_first.sort_by_key(|at| created[*at]);
    for at in oldest_first {
        let (ms, target) = created[at];
        let open = (0..windows.len())
            .filter(|window| fits[*window].is_none())
            .filter(|window| windows[*window].0.contains(&ms) && windows[*window].1 == target)
            .min_by_key(|window| *windows[*window].0.end());
        if let Some(window) = open {
            fits[window] = Some(at);
        }
    }
    fits
}

#[test]
fn a_doubt_takes_no_pool_that_only_another_can_have_made() {
    // As it was: two creates of three VMs, eleven seconds apart, and the younger pool's name stood first.
    let windows = [(663_871..=697_871, 3), (674_653..=708_653, 3), (759_212..=793_212, 0)];
    assert_eq!(fitted(&[(676_700, 3), (665_967, 3)], &windows), [Some(1), Some(0), None]);
    assert_eq!(fitted(&[(676_700, 3)], &windows), [Some(0), None, None]);
    assert_eq!(fitted(&[(676_700, 4)], &windows), [None, None, None]);
}

/// Runs a seed; whatever stops it, its seed is told.
pub(crate) fn told_by_seed<T>(seed: u64, run: impl FnOnce() -> T) -> T {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or_else(|stopped| {
        eprintln!("that was seed {seed}");
        std::panic::resume_unwind(stopped)
    })
}
