//! Up to three pinned scenarios beside the inputs as they are: in the link, and held against each other.
//!
//! In a link each is one field after the inputs': `1&vms=2&pin=1;vms:8;hours:6!Night%20run`. The Cost page carries these
//! fields along without reading them ([`pinned_part`]).

mod differ;
mod part;

use crate::share::link::LinkProblem;

use super::draft::CostDraft;

pub use differ::{Difference, differences, field_text};
pub use part::{link_beside, pinned_part};

/// Scenarios that can be pinned at once.
pub const MOST_PINNED: usize = 3;
/// Characters that a scenario's name may have.
pub const LONGEST_NAME: usize = 40;

/// A pinned scenario: inputs under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    name: String,
    draft: CostDraft,
}

impl Pinned {
    /// Inputs under a name. Line breaks and other control characters of the name become spaces; what is longer than
    /// [`LONGEST_NAME`] is cut off. Texts that a link cannot hold are at their default.
    #[must_use]
    pub fn new(name: &str, draft: &CostDraft) -> Self {
        let name = name.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
        Self {
            name: name.take(LONGEST_NAME).collect(),
            draft: CostDraft::from_link(&draft.to_link()).unwrap_or_default(),
        }
    }

    /// Its name as typed; may be empty.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its inputs.
    #[must_use]
    pub const fn draft(&self) -> &CostDraft {
        &self.draft
    }
}

/// The pinned scenarios, in the order in which they were pinned: [`MOST_PINNED`] at most.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Pins(Vec<Pinned>);

impl Pins {
    /// The pinned scenarios of a fragment; beyond [`MOST_PINNED`] they are left out.
    ///
    /// # Errors
    /// When the fragment is no link of ours, or one of its scenarios is cut off or of a later version.
    ///
    /// ```
    /// use poolwise::cost::{CostDraft, Pinned, Pins};
    /// let mut pins = Pins::default();
    /// pins.pin(Pinned::new("Night run", &CostDraft::from_link("1&vms=8&hours=6").unwrap()));
    /// assert_eq!(pins.to_part(), "&pin=1;vms:8;hours:6!Night%20run");
    /// assert_eq!(Pins::from_link(&format!("1{}", pins.to_part())), Ok(pins));
    /// ```
    pub fn from_link(fragment: &str) -> Result<Self, LinkProblem> {
        part::read(fragment).map(Self)
    }

    /// The scenarios as the part of a link behind the inputs' fields; empty without any.
    #[must_use]
    pub fn to_part(&self) -> String {
        part::write(&self.0)
    }

    /// The whole fragment of inputs and pinned scenarios.
    #[must_use]
    pub fn beside(&self, draft: &CostDraft) -> String {
        link_beside(draft, &self.to_part())
    }

    /// The scenarios in order.
    #[must_use]
    pub fn all(&self) -> &[Pinned] {
        &self.0
    }

    /// Whether there is no room for another.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.0.len() >= MOST_PINNED
    }

    /// Pins a scenario behind the others; `false` where there is no room.
    pub fn pin(&mut self, pinned: Pinned) -> bool {
        let has_room = !self.is_full();
        if has_room {
            self.0.push(pinned);
        }
        has_room
    }

    /// Takes the scenario at this place away.
    pub fn unpin(&mut self, at: usize) -> Option<Pinned> {
        (at < self.0.len()).then(|| self.0.remove(at))
    }

    /// Puts a scenario that was taken away back to its place; `false` where there is no room.
    pub fn put_back(&mut self, at: usize, pinned: Pinned) -> bool {
        let has_room = !self.is_full();
        if has_room {
            self.0.insert(at.min(self.0.len()), pinned);
        }
        has_room
    }

    /// Gives the scenario at this place another name.
    pub fn rename(&mut self, at: usize, name: &str) {
        if let Some(pinned) = self.0.get_mut(at) {
            *pinned = Pinned::new(name, &pinned.draft);
        }
    }

    /// The name to show for the scenario at this place: its own, or a letter where it has none.
    #[must_use]
    pub fn shown_name(&self, at: usize) -> &str {
        let name = self.0.get(at).map_or("", |pinned| pinned.name.trim());
        if name.is_empty() { LETTERS.get(at).copied().unwrap_or_default() } else { name }
    }

    /// The first letter that no scenario is called.
    #[must_use]
    pub fn next_name(&self) -> &'static str {
        let is_free = |letter: &&&str| self.0.iter().all(|pinned| pinned.name.trim() != **letter);
        LETTERS.iter().find(is_free).copied().unwrap_or_default()
    }
}

const LETTERS: [&str; MOST_PINNED] = ["A", "B", "C"];
