//! The text with which Microsoft support is asked for a pool account: the first step of the product's own page.
//!
//! **Source**: "Azure Batch service for Studio jobs", 04/19/2017 (verified): support (CSS) is given the subscription id,
//! works out the capacity with the customer, sets how many pools and how many VMs in each the account may have, and
//! returns the Pool service URL and an authorization key. That it is written, in English and with these headings, is ours.

mod say;
mod text;

use crate::share::link::{self, LinkProblem};
use crate::units::{Problem, Quantity};

use super::inputs::Inputs;

pub use say::{brief_problem, brief_words};
pub use text::brief;

/// Characters that a line of the brief may have.
pub const LONGEST_LINE: usize = 200;

/// What the calculator does not know and support needs, in form order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BriefField {
    /// The subscription's id.
    Subscription,
    /// The region of the web services.
    Region,
    /// Who is asking, and how to reach them.
    Contact,
    /// Pools at the same time.
    Pools,
    /// VMs in a pool at most.
    Vms,
    /// Anything else that support should know.
    Note,
}

impl BriefField {
    /// All of them, in form order.
    pub const ALL: [Self; 6] =
        [Self::Subscription, Self::Region, Self::Contact, Self::Pools, Self::Vms, Self::Note];

    /// Its name on the device, which never changes.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Subscription => "subscription",
            Self::Region => "region",
            Self::Contact => "contact",
            Self::Pools => "pools",
            Self::Vms => "vms-per-pool",
            Self::Note => "note",
        }
    }
}

/// What was typed, one text a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefDraft {
    texts: [String; BriefField::ALL.len()],
}

impl Default for BriefDraft {
    fn default() -> Self {
        Self::new(|field| if field == BriefField::Pools { "1".to_owned() } else { String::new() })
    }
}

impl BriefDraft {
    /// A draft from the text of every field.
    #[must_use]
    pub fn new(text: impl FnMut(BriefField) -> String) -> Self {
        Self { texts: BriefField::ALL.map(text) }
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, field: BriefField) -> &str {
        let at = BriefField::ALL.iter().position(|one| *one == field);
        at.and_then(|at| self.texts.get(at)).map_or("", String::as_str)
    }

    /// As text to keep on the device; never part of a link.
    #[must_use]
    pub fn to_kept(&self) -> String {
        link::write(BriefField::ALL.iter().map(|field| (field.key(), self.text(*field))))
    }

    /// From text that was kept.
    ///
    /// # Errors
    /// When the text is none of ours.
    pub fn from_kept(kept: &str) -> Result<Self, LinkProblem> {
        let fields = link::read(kept)?;
        let start = Self::default();
        Ok(Self::new(|field| {
            let found = fields.iter().find(|(key, _)| key == field.key());
            found.map_or_else(|| start.text(field).to_owned(), |(_, text)| text.clone())
        }))
    }

    /// What each field says beside a plan, `None` where it cannot be used; and every problem, in form order: the
    /// subscription's id missing or not of its form, pools or VMs out of their bounds, fewer VMs than the plan's, a line
    /// too long. VMs left empty are the plan's.
    #[must_use]
    pub fn read(&self, inputs: &Inputs) -> (Asked, Vec<BriefFault>) {
        use BriefField as F;
        let mut faults = Vec::new();
        let asked = Asked {
            subscription: kept(&mut faults, F::Subscription, self.subscription()),
            region: kept(&mut faults, F::Region, self.line(F::Region)),
            contact: kept(&mut faults, F::Contact, self.line(F::Contact)),
            pools: kept(&mut faults, F::Pools, self.number(F::Pools, Quantity::Pools)),
            vms: kept(&mut faults, F::Vms, self.vms(inputs)),
            note: kept(&mut faults, F::Note, self.line(F::Note)),
        };
        (asked, faults)
    }

    /// A field on one line.
    fn line(&self, field: BriefField) -> Result<String, BriefProblem> {
        let line = one_line(self.text(field));
        let found = line.chars().count();
        if found > LONGEST_LINE { Err(BriefProblem::TooLong { found }) } else { Ok(line) }
    }

    fn number(&self, field: BriefField, quantity: Quantity) -> Result<u32, BriefProblem> {
        let read =
            quantity.read(self.text(field)).map_err(|problem| BriefProblem::Number(problem, quantity))?;
        Ok(u32::try_from(read).unwrap_or(u32::MAX))
    }

    /// The VMs in a pool, which are the plan's at least.
    fn vms(&self, inputs: &Inputs) -> Result<u32, BriefProblem> {
        let needed = inputs.pool.vms.0;
        if self.text(BriefField::Vms).trim().is_empty() {
            return Ok(needed.max(1));
        }
        match self.number(BriefField::Vms, Quantity::VmQuota)? {
            found if found < needed => Err(BriefProblem::TooFewVms { found, needed }),
            found => Ok(found),
        }
    }

    /// The subscription's id in its hyphen form, in lower case.
    fn subscription(&self) -> Result<String, BriefProblem> {
        let typed = self.text(BriefField::Subscription).trim();
        if typed.is_empty() {
            return Err(BriefProblem::NoSubscription);
        }
        let plain = typed.to_ascii_lowercase();
        let digits: String = plain.chars().filter(char::is_ascii_hexdigit).collect();
        let hyphened = hyphened(&digits);
        match hyphened {
            Some(hyphened) if hyphened == plain => Ok(hyphened),
            reading => {
                let only_marks =
                    plain.chars().all(|letter| letter.is_ascii_hexdigit() || "-{}() ".contains(letter));
                let reading = reading.filter(|_| only_marks);
                Err(BriefProblem::NoSubscriptionId {
                    found: one_line(typed).chars().take(60).collect(),
                    reading,
                })
            }
        }
    }
}

/// What is asked of support, each field being `None` where it is missing or cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The subscription's id: 32 hexadecimal digits as 8-4-4-4-12, in lower case.
    pub subscription: Option<String>,
    /// The region; may be empty.
    pub region: Option<String>,
    /// Who asks; may be empty.
    pub contact: Option<String>,
    /// Pools at the same time.
    pub pools: Option<u32>,
    /// VMs in a pool at most.
    pub vms: Option<u32>,
    /// A note; may be empty.
    pub note: Option<String>,
}

/// What is wrong with a field of the brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BriefProblem {
    /// There is no subscription id: support can do nothing without it.
    NoSubscription,
    /// It is no subscription id.
    NoSubscriptionId {
        /// What was found, at most 60 characters of it.
        found: String,
        /// The id that it would be with its hyphens set, where it has the digits of one and nothing else.
        reading: Option<String>,
    },
    /// A number cannot be used.
    Number(Problem, Quantity),
    /// Fewer VMs than the plan has in its pool.
    TooFewVms {
        /// How many.
        found: u32,
        /// How many the plan has.
        needed: u32,
    },
    /// More than [`LONGEST_LINE`] characters.
    TooLong {
        /// How many.
        found: usize,
    },
}

/// A field that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefFault {
    /// Which field.
    pub field: BriefField,
    /// What is wrong with it.
    pub problem: BriefProblem,
}

/// What was read of a field, with what is wrong noted among the faults.
fn kept<T>(faults: &mut Vec<BriefFault>, field: BriefField, read: Result<T, BriefProblem>) -> Option<T> {
    read.map_err(|problem| faults.push(BriefFault { field, problem })).ok()
}

/// 32 digits as 8-4-4-4-12.
fn hyphened(digits: &str) -> Option<String> {
    if digits.len() != 32 {
        return None;
    }
    let mut id = String::with_capacity(36);
    for (at, digit) in digits.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            id.push('-');
        }
        id.push(digit);
    }
    Some(id)
}

/// Text on one line: control characters are blanks, blanks are one, none at the ends.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
