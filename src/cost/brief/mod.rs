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

    /// What the fields say beside a plan, or every problem at once, in form order. VMs left empty are the plan's.
    ///
    /// # Errors
    /// When the subscription's id is missing or not of its form; when pools or VMs are out of their bounds, or the VMs
    /// fewer than the plan's; when a line is too long.
    pub fn check(&self, inputs: &Inputs) -> Result<Asked, Vec<BriefFault>> {
        let mut faults = Vec::new();
        let mut fail = |field, problem| faults.push(BriefFault { field, problem });
        let subscription = self.subscription().unwrap_or_else(|problem| {
            fail(BriefField::Subscription, problem);
            String::new()
        });
        let number = |field, quantity: Quantity| {
            let text = self.text(field);
            if field == BriefField::Vms && text.trim().is_empty() {
                return Ok(inputs.pool.vms.0.max(1));
            }
            let read = quantity.read(text).map_err(|problem| BriefProblem::Number(problem, quantity))?;
            let count = u32::try_from(read).unwrap_or(u32::MAX);
            let needed = inputs.pool.vms.0;
            match field {
                BriefField::Vms if count < needed => Err(BriefProblem::TooFewVms { found: count, needed }),
                _ => Ok(count),
            }
        };
        let mut lines = Vec::new();
        for field in [BriefField::Region, BriefField::Contact, BriefField::Note] {
            let line = one_line(self.text(field));
            let found = line.chars().count();
            if found > LONGEST_LINE {
                fail(field, BriefProblem::TooLong { found });
            }
            lines.push(line);
        }
        let pools = number(BriefField::Pools, Quantity::Pools);
        let vms = number(BriefField::Vms, Quantity::VmQuota);
        let [region, contact, note] = lines.try_into().unwrap_or_default();
        match (pools, vms) {
            (Ok(pools), Ok(vms)) if faults.is_empty() => {
                Ok(Asked { subscription, region, contact, pools, vms, note })
            }
            (pools, vms) => {
                for (field, read) in [(BriefField::Pools, pools), (BriefField::Vms, vms)] {
                    faults.extend(read.err().map(|problem| BriefFault { field, problem }));
                }
                faults.sort_by_key(|fault| fault.field);
                Err(faults)
            }
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

/// What is asked of support, every field of it usable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The subscription's id: 32 hexadecimal digits as 8-4-4-4-12, in lower case.
    pub subscription: String,
    /// The region; may be empty.
    pub region: String,
    /// Who asks; may be empty.
    pub contact: String,
    /// Pools at the same time.
    pub pools: u32,
    /// VMs in a pool at most.
    pub vms: u32,
    /// A note; may be empty.
    pub note: String,
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
