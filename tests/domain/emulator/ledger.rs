//! What is billed.

use std::collections::BTreeMap;

use poolwise::emulator::{FaultPlan, JobTimes, Settings, Spread, VmPhase};
use poolwise::service::{Answer, Call, PoolId, azure_batch_profile, source_page_profile};
use poolwise::units::{BilledTime, MS_PER_HOUR, MS_PER_MINUTE, Random, Seed, VmCount};

use super::{Desk, job, swagger};

/// Source: the source page, billing examples: 2 VMs for 24 hours are 48 compute hours, "regardless of how many jobs ran";
/// 4 VMs for 12 hours are 48 as well.
#[test]
fn two_vms_for_a_day_cost_what_four_cost_for_half_a_day() {
    for profile in [source_page_profile(), azure_batch_profile()] {
        for (vms, hours, jobs) in [(2, 24, 0), (2, 24, 5), (4, 12, 0)] {
            let mut desk = Desk::instant(profile.clone());
            let pool = desk.create("examples", vms);
            for _ in 0..jobs {
                let Ok(Answer::Submitted(id)) = desk.ask(&Call::SubmitJob(job(Some(&pool)))) else {
                    panic!("submit")
                };
                assert_eq!(desk.ask(&Call::StartJob(id)), Ok(Answer::Accepted));
            }
            desk.wait(hours * MS_PER_HOUR);
            assert_eq!(desk.ask(&Call::DeletePool(pool.clone())), Ok(Answer::Accepted));
            desk.wait(100 * MS_PER_HOUR);
            assert_eq!(desk.account.ledger().billed(&pool, desk.now), BilledTime::from_hours(48));
            assert_eq!(desk.account.ledger().total(desk.now), BilledTime::from_hours(48));
        }
    }
}

/// Source: the source page: "Billing for the VMs starts when provisioning is finished and stops when they have been
/// deleted."
#[test]
fn the_bill_begins_after_provisioning_and_ends_after_deleting() {
    let settings = Settings {
        provisioning: Spread::exactly(6 * MS_PER_MINUTE),
        releasing: Spread::exactly(2 * MS_PER_MINUTE),
        ..Settings::instant(azure_batch_profile())
    };
    let mut desk = Desk::new(settings, FaultPlan::default());
    let pool = desk.create("late", 3);
    desk.wait(6 * MS_PER_MINUTE);
    assert_eq!(desk.account.ledger().total(desk.now), BilledTime::ZERO);
    desk.wait(10 * MS_PER_MINUTE);
    assert_eq!(desk.account.ledger().total(desk.now), BilledTime::from_ms(30 * MS_PER_MINUTE));
    assert_eq!(desk.ask(&Call::ResizePool { id: pool, target: VmCount(0) }), Ok(Answer::Accepted));
    desk.wait(MS_PER_HOUR);
    assert_eq!(desk.account.ledger().total(desk.now), BilledTime::from_ms(36 * MS_PER_MINUTE));
}

#[test]
fn a_vm_that_was_never_provisioned_is_never_billed() {
    let settings =
        Settings { provisioning: Spread::exactly(MS_PER_HOUR), ..Settings::instant(azure_batch_profile()) };
    let mut desk = Desk::new(settings, FaultPlan::default());
    let pool = desk.create("hasty", 5);
    desk.wait(MS_PER_MINUTE);
    assert_eq!(desk.ask(&Call::DeletePool(pool)), Ok(Answer::Accepted));
    desk.wait(100 * MS_PER_HOUR);
    assert_eq!(desk.account.ledger().total(desk.now), BilledTime::ZERO);
    assert!(desk.account.pools().is_empty());
}

/// VM time counted anew from what can be seen of each VM, without the ledger.
#[derive(Default)]
struct Recount(BTreeMap<PoolId, u64>);

impl Recount {
    /// Lets so much time pass, from one event to the next.
    fn wait(&mut self, desk: &mut Desk, ms: u64) {
        let until = desk.now.after_ms(ms);
        loop {
            let next = desk.account.next_event().map_or(until, |at| at.min(until));
            let ms = next.ms_since(desk.now);
            for pool in desk.account.pools() {
                let sight = desk.account.sight(&pool.id).expect("it is listed");
                let billed = sight.vms.iter().filter(|(phase, _)| *phase != VmPhase::Provisioning).count();
                *self.0.entry(pool.id).or_default() += ms * u64::try_from(billed).expect("a few");
            }
            desk.wait(ms);
            if next == until {
                return;
            }
        }
    }
}

/// By chance: creates, resizes, resizes that are stopped, deletions, the same names again, and jobs meanwhile.
#[test]
fn the_ledger_is_what_can_be_counted_by_looking_at_every_vm() {
    for seed in 0..40 {
        let mut random = Random::new(Seed(seed));
        let settings = Settings {
            provisioning: Spread { least_ms: 0, most_ms: 8 * MS_PER_MINUTE },
            releasing: Spread { least_ms: 0, most_ms: 2 * MS_PER_MINUTE },
            job_times: JobTimes::Exponential { mean_ms: 4 * MS_PER_MINUTE },
            ..Settings::instant(azure_batch_profile())
        };
        let mut desk = Desk::new(settings, FaultPlan::default());
        let (mut recount, mut done) = (Recount::default(), 0);
        for _ in 0..120 {
            let id = PoolId::read(["a", "b", "c"][usize::try_from(random.below(3)).expect("small")]);
            let id = id.expect("a name");
            let vms = VmCount(u32::try_from(random.below(8)).expect("small"));
            let call = match random.below(7) {
                0 | 1 => Call::CreatePool { id, vms, swagger: swagger() },
                2 | 3 => Call::ResizePool { id, target: vms },
                4 => Call::StopResize(id),
                5 => Call::DeletePool(id),
                _ => Call::SubmitJob(job(Some(&id))),
            };
            match desk.ask(&call) {
                Ok(Answer::Submitted(id)) => assert_eq!(desk.ask(&Call::StartJob(id)), Ok(Answer::Accepted)),
                answer => done += usize::from(answer.is_ok()),
            }
            recount.wait(&mut desk, random.below(6 * MS_PER_MINUTE));
            for (id, ms) in &recount.0 {
                let billed = desk.account.ledger().billed(id, desk.now);
                assert_eq!(billed, BilledTime::from_ms(*ms), "seed {seed}: {id:?}");
            }
        }
        assert!(done > 20 && recount.0.len() == 3, "seed {seed}: {done} done");
        assert_eq!(desk.account.ledger().total(desk.now), BilledTime::from_ms(recount.0.values().sum()));
    }
}
