//! What is billed.

use poolwise::emulator::{FaultPlan, Settings, Spread};
use poolwise::service::{Answer, Call, azure_batch_profile, source_page_profile};
use poolwise::units::{BilledTime, MS_PER_HOUR, MS_PER_MINUTE, VmCount};

use super::{Desk, job};

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
