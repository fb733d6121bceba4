//! What is chosen for many jobs, on this device: all but the list, which may hold secrets.

use leptos::prelude::*;

use crate::ui::kit::effect;

use super::Many;
use crate::job_form::ManySettings;
use crate::web::storage::{self, Kept};

impl Many {
    /// Puts back what was chosen last.
    pub(super) fn restore(self) {
        let Some(kept) = storage::load(Kept::ManySettings) else { return };
        let kept = ManySettings::from_kept(&kept, &self.settings().map(|(name, _)| name));
        for (name, text) in self.settings() {
            if let Some(kept) = kept.texts.get(name) {
                text.set(kept.clone());
            }
        }
        self.patterns.set(kept.patterns);
    }

    /// Keeps what is chosen whenever it changes.
    pub(super) fn keep(self) {
        let mut before = None;
        effect(move || {
            let texts = self.settings().into_iter().map(|(name, text)| (name, text.get())).collect();
            let kept = ManySettings { texts, patterns: self.patterns.get() }.to_kept();
            if before.as_ref().is_some_and(|before| *before != kept) {
                storage::save(Kept::ManySettings, Some(&kept));
            }
            before = Some(kept);
        });
    }

    /// What is kept, by its names there.
    fn settings(self) -> [(&'static str, RwSignal<String>); 5] {
        [
            ("by", self.by),
            ("count", self.count),
            ("form", self.form),
            ("once", self.at_once),
            ("tongue", self.tongue),
        ]
    }
}
