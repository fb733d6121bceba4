use crate::units::MS_PER_HOUR;

use super::pool::Keep;
use super::scenario::Rhythm;
use super::workload::HOURS_IN_WEEK;

/// When a pool's rule next wants a VM, at `now_ms` or later: from, and until when (`u64::MAX` for no end).
///
/// A shift that has begun before `now_ms` and is not over counts, from its own beginning.
pub(super) fn next_shift(keep: &Keep, rhythm: Rhythm, vm: u32, now_ms: u64) -> Option<(u64, u64)> {
    match keep {
        Keep::UntilDone { .. } | Keep::AlwaysOn => Some((now_ms, u64::MAX)),
        Keep::Hours { ms } => {
            let last_ms = rhythm.every_ms.saturating_mul(u64::from(rhythm.occurrences.saturating_sub(1)));
            if *ms >= rhythm.every_ms {
                // One occurrence's hours reach into the next one's: the pool never goes.
                let off_ms = last_ms.saturating_add(*ms);
                return (now_ms < off_ms).then_some((0, off_ms));
            }
            let mut on_ms = (now_ms / rhythm.every_ms).saturating_mul(rhythm.every_ms);
            if now_ms >= on_ms.saturating_add(*ms) {
                on_ms = on_ms.saturating_add(rhythm.every_ms);
            }
            (on_ms <= last_ms).then(|| (on_ms, on_ms.saturating_add(*ms)))
        }
        Keep::WeekGrid { vms } => {
            let is_on = |hour: u64| {
                let of_week = usize::try_from(hour % HOURS_IN_WEEK as u64).unwrap_or_default();
                vms.get(of_week).is_some_and(|count| *count > vm)
            };
            let now_hour = now_ms / MS_PER_HOUR;
            let week = HOURS_IN_WEEK as u64;
            let on_hour = (now_hour..now_hour.saturating_add(week)).find(|hour| is_on(*hour))?;
            let off_hour = (on_hour..on_hour.saturating_add(week)).find(|hour| !is_on(*hour));
            let off_ms = off_hour.map_or(u64::MAX, |hour| hour.saturating_mul(MS_PER_HOUR));
            Some((on_hour.saturating_mul(MS_PER_HOUR), off_ms))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = MS_PER_HOUR;

    fn rhythm(every_hours: u64, occurrences: u32) -> Rhythm {
        let every_ms = every_hours * HOUR;
        Rhythm {
            every_ms,
            occurrences,
            counted_jobs: 1,
            counted_ms: 1,
            period_ms: every_ms * u64::from(occurrences),
            continues: true,
            parts: (1, 1),
            shares_period: false,
        }
    }

    #[test]
    fn hours_come_with_each_occurrence() {
        let keep = Keep::Hours { ms: 8 * HOUR };
        assert_eq!(next_shift(&keep, rhythm(24, 3), 0, 0), Some((0, 8 * HOUR)));
        assert_eq!(next_shift(&keep, rhythm(24, 3), 0, 7 * HOUR), Some((0, 8 * HOUR)));
        assert_eq!(next_shift(&keep, rhythm(24, 3), 0, 8 * HOUR), Some((24 * HOUR, 32 * HOUR)));
        assert_eq!(next_shift(&keep, rhythm(24, 3), 0, 56 * HOUR), None);
        assert_eq!(next_shift(&keep, rhythm(6, 4), 0, 20 * HOUR), Some((0, 26 * HOUR)));
        let once = Rhythm {
            every_ms: u64::MAX,
            occurrences: 1,
            counted_jobs: 1,
            counted_ms: 1,
            period_ms: 0,
            continues: false,
            parts: (1, 1),
            shares_period: false,
        };
        assert_eq!(next_shift(&keep, once, 0, 8 * HOUR), None);
    }

    #[test]
    fn a_week_grid_runs_over_the_week_end() {
        let mut vms = Box::new([0; HOURS_IN_WEEK]);
        vms[0] = 2;
        vms[1] = 1;
        vms[167] = 3;
        let keep = Keep::WeekGrid { vms };
        assert_eq!(next_shift(&keep, rhythm(1, 1), 0, 0), Some((0, 2 * HOUR)));
        assert_eq!(next_shift(&keep, rhythm(1, 1), 0, 2 * HOUR), Some((167 * HOUR, 170 * HOUR)));
        assert_eq!(next_shift(&keep, rhythm(1, 1), 1, HOUR), Some((167 * HOUR, 169 * HOUR)));
        assert_eq!(next_shift(&keep, rhythm(1, 1), 2, 169 * HOUR), Some((335 * HOUR, 336 * HOUR)));
        assert_eq!(next_shift(&keep, rhythm(1, 1), 3, 0), None);
        let always = Keep::WeekGrid { vms: Box::new([1; HOURS_IN_WEEK]) };
        assert_eq!(next_shift(&always, rhythm(1, 1), 0, 5 * HOUR + 1), Some((5 * HOUR, u64::MAX)));
    }
}
