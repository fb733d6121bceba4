use crate::billing::Tier;
use crate::units::Quantity;

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number of the bounds table.
    Number(Quantity),
    /// One of a few values.
    OneOf(&'static [&'static str]),
}

/// The plans, by name.
const PLANS: [&str; 4] = [Tier::DevTest.name(), Tier::S1.name(), Tier::S2.name(), Tier::S3.name()];

/// Every input of the Cost page.
///
/// A field's key is its name in links and files and never changes; its default is text as a user would type it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CostField {
    /// How many jobs in the charge period.
    Jobs,
    /// Whether a job's length is typed in minutes, or as rows and seconds per row.
    Length,
    /// Minutes per job.
    Minutes,
    /// Rows per job.
    Rows,
    /// Seconds per row.
    Seconds,
    /// VMs in the pool.
    Vms,
    /// Hours that the pool is kept.
    Hours,
    /// Which plan.
    Plan,
    /// Instances of the plan.
    Instances,
}

impl CostField {
    /// All of them, in form order.
    pub const ALL: [Self; 9] = [
        Self::Jobs,
        Self::Length,
        Self::Minutes,
        Self::Rows,
        Self::Seconds,
        Self::Vms,
        Self::Hours,
        Self::Plan,
        Self::Instances,
    ];

    /// [`CostField::Length`]: minutes per job.
    pub const BY_MINUTES: &'static str = "minutes";
    /// [`CostField::Length`]: rows × seconds per row.
    pub const BY_ROWS: &'static str = "rows";

    /// Its name in links and files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Jobs => "jobs",
            Self::Length => "length",
            Self::Minutes => "minutes",
            Self::Rows => "rows",
            Self::Seconds => "seconds",
            Self::Vms => "vms",
            Self::Hours => "hours",
            Self::Plan => "plan",
            Self::Instances => "instances",
        }
    }

    /// The field of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// What may stand in it.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Jobs => Kind::Number(Quantity::Jobs),
            Self::Length => Kind::OneOf(&[Self::BY_MINUTES, Self::BY_ROWS]),
            Self::Minutes => Kind::Number(Quantity::MinutesPerJob),
            Self::Rows => Kind::Number(Quantity::RowsPerJob),
            Self::Seconds => Kind::Number(Quantity::SecondsPerRow),
            Self::Vms => Kind::Number(Quantity::Vms),
            Self::Hours => Kind::Number(Quantity::HoursKept),
            Self::Plan => Kind::OneOf(&PLANS),
            Self::Instances => Kind::Number(Quantity::Instances),
        }
    }

    /// What stands in it at first: a night of work that neither way wins by far.
    #[must_use]
    pub const fn default_text(self) -> &'static str {
        match self {
            Self::Jobs => "400",
            Self::Length => Self::BY_MINUTES,
            Self::Minutes => "6",
            Self::Rows => "500",
            Self::Seconds => "0.72",
            Self::Vms => "4",
            Self::Hours => "12",
            Self::Plan => Tier::S1.name(),
            Self::Instances => "1",
        }
    }
}
