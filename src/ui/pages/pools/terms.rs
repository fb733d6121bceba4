//! The plan and the charge period that the meter counts by, kept from visit to visit.

use leptos::prelude::*;

use super::state::State;
use crate::billing::Tier;
use crate::pool_desk::{Desk, MeterTerms, Periods};
use crate::ui::kit::effect;
use crate::units::{Quantity, Timestamp};
use crate::web::clock::now;
use crate::web::storage::{self, Kept};

/// What stands in the meter's fields, and since when.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub(super) tier: RwSignal<String>,
    pub(super) days: RwSignal<String>,
    /// When days were told, by the desk's clock, and how many were left.
    period: StoredValue<(Timestamp, u64)>,
    /// The same by the real clock, where anyone told them.
    told: StoredValue<Option<(Timestamp, u64)>>,
}

impl Terms {
    /// Those of the last visit.
    pub(super) fn kept(now: Timestamp) -> Self {
        let kept = storage::load(Kept::MeterTerms).and_then(|kept| MeterTerms::from_text(&kept, now));
        let kept = kept.unwrap_or(MeterTerms { tier: Tier::S1, told: None });
        let days_left = kept.days_left(now);
        Self {
            tier: RwSignal::new(kept.tier.name().to_owned()),
            days: RwSignal::new(days_left.to_string()),
            period: StoredValue::new(kept.told.unwrap_or((now, days_left))),
            told: StoredValue::new(kept.told),
        }
    }

    /// Hears and keeps what is typed and chosen.
    pub(super) fn follow(self, state: State) {
        // What stands there at first is known already: to tell it anew would move the period's end.
        let before = StoredValue::new(self.days.get_untracked());
        effect(move || {
            let days = self.days.get();
            if before.with_value(|before| *before == days) {
                return;
            }
            before.set_value(days.clone());
            if let Ok(days) = Quantity::ChargeDays.read(&days) {
                let days_left = u64::try_from(days).unwrap_or_default();
                self.period.set_value((state.read(Desk::now), days_left));
                self.told.set_value(Some((now(), days_left)));
                untrack(move || {
                    self.keep();
                    state.publish();
                });
            }
        });
        effect(move || {
            self.tier.track();
            untrack(move || self.keep());
        });
    }

    /// The desk's clock is the real one again.
    pub(super) fn begin_anew(self, now: Timestamp) {
        self.period.update_value(|period| *period = self.told.get_value().unwrap_or((now, period.1)));
    }

    pub(super) fn tier(self) -> Tier {
        Tier::from_name(&self.tier.get_untracked()).unwrap_or(Tier::S1)
    }

    pub(super) fn periods(self) -> Periods {
        let (told, days_left) = self.period.get_value();
        Periods::told(told, days_left)
    }

    /// Keeps them for the next visit, unless they are what everyone begins with.
    fn keep(self) {
        let terms = MeterTerms { tier: self.tier(), told: self.told.get_value() };
        let is_usual = terms.tier == Tier::S1 && terms.told.is_none();
        storage::save(Kept::MeterTerms, (!is_usual).then(|| terms.to_text()).as_deref());
    }
}
