//! How often to ask: faster while something changes, slower out of sight, backing off from errors.

use crate::service::meter::LONGEST_PAUSE_MS;
use crate::units::{MS_PER_MINUTE, MS_PER_SECOND, Random};

/// How long a request may take.
pub(super) const GIVE_UP_AFTER_MS: u64 = 30 * MS_PER_SECOND;
/// How long the machine waits for a host that has not said that it gave up.
pub(super) const OVERDUE_AFTER_MS: u64 = GIVE_UP_AFTER_MS + 5 * MS_PER_SECOND;
/// Real time between two readings of a service whose time is hastened.
pub(super) const LEAST_PAUSE_MS: u64 = 250;
/// Requests at once for which a user does not wait.
pub(super) const MOST_BACKGROUND: usize = 4;
/// Requests at once in all; a browser opens six connections to a host over HTTP/1.1.
pub(super) const MOST_IN_FLIGHT: usize = 6;
/// Submissions and starts at once, so that readings keep room.
pub(super) const MOST_SENDING: usize = 3;
/// Jobs, counted from the oldest, that are read as often as running ones: they are the next to run.
pub(super) const MOST_NEAR: usize = 40;
/// Jobs that one refresh reads at once.
pub(super) const MOST_REFRESHED: usize = 1_000;
/// Jobs that had ended at an earlier visit and are read once more by themselves; others when they are looked at.
pub(super) const MOST_READ_AGAIN: usize = 100;
/// How far apart they are read.
pub(super) const READ_AGAIN_EVERY_MS: u64 = 250;
/// How much later than a service asked for it is asked again at most, so that many pages do not come back in step.
pub(super) const LATEST_BACK_MS: u64 = 5 * MS_PER_SECOND;
/// How long a service says that it does not know a job or a pool before that is believed: one of several machines that
/// answer may be behind.
pub(super) const MISSING_FOR_GOOD_MS: u64 = MS_PER_MINUTE;
/// How often a request that is safe to repeat is sent.
pub(super) const MOST_ATTEMPTS: u32 = 5;

/// What the pace depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene {
    /// A pool is changing, or something is in doubt.
    pub(super) changing: bool,
    /// VMs may be on the bill, a job is followed, or an alarm or an autopilot waits.
    pub(super) running: bool,
    /// The tab is hidden.
    pub(super) hidden: bool,
    /// Failures in a row.
    pub(super) failures: u32,
}

/// Milliseconds until pools are read again: never above 60 s while a pool runs.
pub(super) fn pool_pause_ms(scene: Scene, random: &mut Random) -> u64 {
    let calm = match (scene.changing, scene.running) {
        (true, _) => 5 * MS_PER_SECOND,
        (false, true) => 20 * MS_PER_SECOND,
        (false, false) => 60 * MS_PER_SECOND,
    };
    let seen = if scene.hidden { calm.saturating_mul(3) } else { calm };
    let most = if scene.running || scene.failures == 0 { LONGEST_PAUSE_MS } else { 5 * MS_PER_MINUTE };
    jittered(backed_off(seen, scene.failures).min(most), random)
}

/// Milliseconds until a job is read again: the more jobs there are, the less often each.
pub(super) fn job_pause_ms(open_jobs: usize, hidden: bool, failures: u32, random: &mut Random) -> u64 {
    let share = u64::try_from(open_jobs).unwrap_or(u64::MAX).saturating_mul(250);
    let calm = share.max(5 * MS_PER_SECOND);
    let seen = if hidden { calm.saturating_mul(3) } else { calm };
    jittered(backed_off(seen, failures).min(10 * MS_PER_MINUTE), random)
}

/// Milliseconds until a request that failed is sent again, or a service is asked again that turned requests away.
pub(super) fn retry_ms(attempt: u32, random: &mut Random) -> u64 {
    jittered(backed_off(2 * MS_PER_SECOND, attempt).min(60 * MS_PER_SECOND), random)
}

/// Milliseconds for which a service is left alone that has turned requests away so often in a row, and perhaps said for
/// how long.
pub(super) fn rest_ms(times: u32, asked_ms: Option<u64>, random: &mut Random) -> u64 {
    let own = retry_ms(times.saturating_sub(1), random);
    let asked = asked_ms.map(|asked| asked.saturating_add(random.below(LATEST_BACK_MS + 1)));
    asked.unwrap_or_default().max(own)
}

const fn backed_off(ms: u64, failures: u32) -> u64 {
    let doublings = if failures < 10 { failures } else { 10 };
    ms.saturating_mul(1 << doublings)
}

/// Between 80 and 100 %, so that many pages do not ask in step, and a cap stays a cap.
const fn jittered(ms: u64, random: &mut Random) -> u64 {
    ms - random.below(ms / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Seed;

    #[test]
    fn never_above_a_minute_while_a_pool_runs() {
        let mut random = Random::new(Seed(3));
        for failures in 0..40 {
            for (changing, hidden) in [(false, false), (false, true), (true, false), (true, true)] {
                let scene = Scene { changing, running: true, hidden, failures };
                let pause = pool_pause_ms(scene, &mut random);
                assert!((4_000..=60_000).contains(&pause), "{scene:?}: {pause}");
            }
        }
    }

    #[test]
    fn a_service_that_asks_for_time_gets_it_and_a_little_more() {
        let mut random = Random::new(Seed(3));
        let asked: Vec<u64> = (0..20).map(|_| rest_ms(1, Some(90_000), &mut random)).collect();
        assert!(asked.iter().all(|ms| (90_000..=90_000 + LATEST_BACK_MS).contains(ms)), "{asked:?}");
        assert!(asked.iter().any(|ms| *ms != 90_000 && *ms != asked[0]), "not in step: {asked:?}");
        assert!(rest_ms(1, Some(0), &mut random) >= 1_600, "no time at all is none");
    }

    #[test]
    fn a_service_that_says_no_time_is_asked_less_and_less_often() {
        let mut random = Random::new(Seed(3));
        let rests: Vec<u64> = (1..9).map(|times| rest_ms(times, None, &mut random)).collect();
        for (times, ms) in (1u32..).zip(&rests) {
            let most = (2_000u64 << (times - 1)).min(60_000);
            assert!((most * 4 / 5..=most).contains(ms), "{rests:?}");
        }
    }
}
