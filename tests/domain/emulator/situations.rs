//! Ready-made situations.

use poolwise::emulator::{Emulator, Situation};
use poolwise::service::{AllocationState, azure_batch_profile};
use poolwise::units::{BilledTime, MS_PER_HOUR, Seed, Timestamp, VmCount};

fn account(situation: Situation) -> (Emulator, Timestamp) {
    let now = Timestamp::from_ms(1_500_000_000_000);
    (situation.account(azure_batch_profile(), now, Seed(5)), now)
}

#[test]
fn the_weekend_has_cost_what_eight_vms_cost() {
    let (account, now) = account(Situation::ForgottenOverTheWeekend);
    let billed = account.ledger().total(now);
    let (least, most) = (BilledTime::from_hours(8 * 61), BilledTime::from_hours(8 * 62));
    assert!(least < billed && billed < most, "{billed:?}");
    assert_eq!(account.pools()[0].current_vms, Some(VmCount(8)));
    assert!(account.jobs().iter().all(|(_, state)| state.is_final()));
    assert_eq!(account.jobs().len(), 40);
}

#[test]
fn each_situation_is_what_it_says() {
    assert_eq!(account(Situation::Fresh).0.pools(), []);
    let ready = account(Situation::ManyJobs).0.pools();
    assert_eq!(
        (ready[0].allocation.clone(), ready[0].current_vms),
        (AllocationState::Steady, Some(VmCount(10)))
    );
    let full = account(Situation::NearlyFull).0.pools();
    let growing = full.iter().filter(|pool| pool.allocation == AllocationState::Resizing).count();
    assert_eq!((full.len(), growing), (3, 1));
    let (slow, now) = account(Situation::WrongClock);
    assert_eq!(slow.settings().skew_ms, -240_000);
    assert_eq!(slow.pools()[0].current_vms, Some(VmCount(4)));
    assert!(slow.ledger().total(now) > BilledTime::from_hours(1));
}

/// Same seed, same account, also after a day.
#[test]
fn a_seed_replays() {
    for situation in Situation::ALL {
        let after_a_day = || {
            let (mut account, now) = account(situation);
            account.advance(now.after_ms(24 * MS_PER_HOUR));
            format!("{account:?}")
        };
        assert_eq!(after_a_day(), after_a_day(), "{situation:?}");
    }
}
