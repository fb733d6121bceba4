use crate::billing::Tier;
use crate::units::Quantity;

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number of the bounds table.
    Number(Quantity),
    /// One of a few values.
    OneOf(&'static [&'static str]),
    /// A currency's three letters.
    Currency,
    /// A number of the bounds table for each hour of the week ([`Week`](super::Week)).
    Week(Quantity),
    /// Past jobs, or what is known of them ([`PastJobs`](crate::capacity::PastJobs)).
    History,
    /// A price book of the user's own ([`billing::wire::to_text`](crate::billing::wire::to_text)); empty for
    /// Microsoft's.
    Book,
}

/// The question that a group of fields answers, in form order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// What do you have?
    Have,
    /// What runs?
    Work,
    /// By when?
    Deadline,
    /// On what? The pool.
    Pool,
    /// And if classic?
    Classic,
    /// At which prices?
    Prices,
    /// What is assumed where the documents say nothing?
    Assumed,
}

impl Group {
    /// All of them, in form order.
    pub const ALL: [Self; 7] =
        [Self::Have, Self::Work, Self::Deadline, Self::Pool, Self::Classic, Self::Prices, Self::Assumed];
}

/// Every input of the Cost page, in form order.
///
/// A field's key is its name in links and files and never changes; its default is text as a user would type it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "named for what stands in them; their labels and help are in `words::COST`")]
pub enum CostField {
    Jobs,
    Repeat,
    Length,
    Minutes,
    Median,
    P95,
    Rows,
    Seconds,
    Arrive,
    Window,
    Pattern,
    History,
    Deadline,
    DoneHours,
    StartPercent,
    StartMinutes,
    Vms,
    Keep,
    Hours,
    Grace,
    VmGrid,
    JobsPerVm,
    Provision,
    ProvisionSpread,
    Release,
    Quota,
    Endpoints,
    Wait,
    WaitMinimum,
    WaitTypical,
    WaitMaximum,
    Services,
    Paid,
    PaidInstances,
    Book,
    Plan,
    Instances,
    Period,
    Days,
    Discount,
    Markup,
    Currency,
    Rate,
    PoolTransactions,
    PoolJobTime,
    PartialHours,
    OtherHours,
    OtherTransactions,
}

/// The values of the fields that choose.
pub mod choice {
    /// Yes.
    pub const YES: &str = "yes";
    /// No.
    pub const NO: &str = "no";
    /// None of them.
    pub const NONE: &str = "none";
    /// Once.
    pub const ONCE: &str = "once";
    /// Every day.
    pub const DAY: &str = "day";
    /// Every week.
    pub const WEEK: &str = "week";
    /// Every month.
    pub const MONTH: &str = "month";
    /// All jobs the same length.
    pub const FIXED: &str = "fixed";
    /// Exponential lengths.
    pub const EXPONENTIAL: &str = "exponential";
    /// Lognormal lengths.
    pub const LOGNORMAL: &str = "lognormal";
    /// Rows × seconds per row.
    pub const ROWS: &str = "rows";
    /// All at once.
    pub const AT_ONCE: &str = "at-once";
    /// At equal distances.
    pub const EVENLY: &str = "evenly";
    /// Each at a moment of its own.
    pub const RANDOM: &str = "random";
    /// By hours of the week.
    pub const WEEKLY: &str = "weekly";
    /// As past jobs did.
    pub const HISTORY: &str = "history";
    /// All done within some hours.
    pub const DONE: &str = "done";
    /// A share of the jobs start within some minutes.
    pub const START: &str = "start";
    /// For so many hours.
    pub const HOURS: &str = "hours";
    /// Until the jobs are done.
    pub const UNTIL_DONE: &str = "until-done";
    /// Through the whole charge period.
    pub const ALWAYS: &str = "always";
    /// By a grid of the week's hours.
    pub const WEEK_GRID: &str = "week-grid";
    /// As the user assumes.
    pub const ASSUMED: &str = "assumed";
    /// Both kinds.
    pub const BOTH: &str = "both";
    /// New (Resource Manager) services.
    pub const NEW: &str = "new";
    /// Classic services.
    pub const CLASSIC: &str = "classic";
    /// By the daily meter.
    pub const DAYS: &str = "days";
    /// To the millisecond.
    pub const EXACT: &str = "exact";
    /// Up to the whole minute.
    pub const MINUTE: &str = "minute";
    /// Up to the whole hour.
    pub const HOUR: &str = "hour";
}

const PLANS: [&str; 4] = [Tier::DevTest.name(), Tier::S1.name(), Tier::S2.name(), Tier::S3.name()];
const PAID: [&str; 5] = [choice::NONE, PLANS[0], PLANS[1], PLANS[2], PLANS[3]];

/// Monday to Friday, 8 to 17.
const OFFICE_HOURS_WEIGHTS: &str = "0*8.1*9.0*15.1*9.0*15.1*9.0*15.1*9.0*15.1*9.0*55";
/// The same hours, with as many VMs as the field beside them has at first.
const OFFICE_HOURS_VMS: &str = "0*8.4*9.0*15.4*9.0*15.4*9.0*15.4*9.0*15.4*9.0*55";

struct Row {
    key: &'static str,
    group: Group,
    kind: Kind,
    default: &'static str,
}

impl CostField {
    /// All of them, in form order.
    pub const ALL: [Self; 48] = [
        Self::Services,
        Self::Paid,
        Self::PaidInstances,
        Self::Jobs,
        Self::Repeat,
        Self::Length,
        Self::Minutes,
        Self::Median,
        Self::P95,
        Self::Rows,
        Self::Seconds,
        Self::Arrive,
        Self::Window,
        Self::Pattern,
        Self::History,
        Self::Deadline,
        Self::DoneHours,
        Self::StartPercent,
        Self::StartMinutes,
        Self::Vms,
        Self::Keep,
        Self::Hours,
        Self::Grace,
        Self::VmGrid,
        Self::JobsPerVm,
        Self::Provision,
        Self::ProvisionSpread,
        Self::Release,
        Self::Quota,
        Self::Endpoints,
        Self::Wait,
        Self::WaitMinimum,
        Self::WaitTypical,
        Self::WaitMaximum,
        Self::Book,
        Self::Plan,
        Self::Instances,
        Self::Period,
        Self::Days,
        Self::Discount,
        Self::Markup,
        Self::Currency,
        Self::Rate,
        Self::PoolTransactions,
        Self::PoolJobTime,
        Self::PartialHours,
        Self::OtherHours,
        Self::OtherTransactions,
    ];

    const fn row(self) -> Row {
        use Group as G;
        use choice as c;
        let number = Kind::Number;
        let (key, group, kind, default) = match self {
            Self::Services => ("services", G::Have, Kind::OneOf(&[c::BOTH, c::NEW, c::CLASSIC]), c::BOTH),
            Self::Paid => ("paid", G::Have, Kind::OneOf(&PAID), c::NONE),
            Self::PaidInstances => ("paid-instances", G::Have, number(Quantity::Instances), "1"),
            Self::Jobs => ("jobs", G::Work, number(Quantity::Jobs), "400"),
            Self::Repeat => ("repeat", G::Work, Kind::OneOf(&[c::ONCE, c::DAY, c::WEEK, c::MONTH]), c::ONCE),
            Self::Length => {
                let lengths = &[c::FIXED, c::ROWS, c::EXPONENTIAL, c::LOGNORMAL, c::HISTORY];
                ("length", G::Work, Kind::OneOf(lengths), c::FIXED)
            }
            Self::Minutes => ("minutes", G::Work, number(Quantity::MinutesPerJob), "6"),
            Self::Median => ("median", G::Work, number(Quantity::MinutesPerJob), "5"),
            Self::P95 => ("p95", G::Work, number(Quantity::MinutesPerJob), "15"),
            Self::Rows => ("rows", G::Work, number(Quantity::RowsPerJob), "500"),
            Self::Seconds => ("seconds", G::Work, number(Quantity::SecondsPerRow), "0.72"),
            Self::Arrive => {
                let arrivals = &[c::AT_ONCE, c::EVENLY, c::RANDOM, c::WEEKLY, c::HISTORY];
                ("arrive", G::Work, Kind::OneOf(arrivals), c::AT_ONCE)
            }
            Self::Window => ("window", G::Work, number(Quantity::WindowHours), "8"),
            Self::Pattern => ("pattern", G::Work, Kind::Week(Quantity::HourWeight), OFFICE_HOURS_WEIGHTS),
            Self::History => ("history", G::Work, Kind::History, ""),
            Self::Deadline => ("deadline", G::Deadline, Kind::OneOf(&[c::NONE, c::DONE, c::START]), c::DONE),
            Self::DoneHours => ("done-hours", G::Deadline, number(Quantity::DeadlineHours), "12"),
            Self::StartPercent => ("start-percent", G::Deadline, number(Quantity::DeadlinePercent), "95"),
            Self::StartMinutes => ("start-minutes", G::Deadline, number(Quantity::DeadlineMinutes), "5"),
            Self::Vms => ("vms", G::Pool, number(Quantity::Vms), "4"),
            Self::Keep => {
                ("keep", G::Pool, Kind::OneOf(&[c::HOURS, c::UNTIL_DONE, c::ALWAYS, c::WEEK_GRID]), c::HOURS)
            }
            Self::Hours => ("hours", G::Pool, number(Quantity::HoursKept), "12"),
            Self::Grace => ("grace", G::Pool, number(Quantity::GraceMinutes), "5"),
            Self::VmGrid => ("vm-grid", G::Pool, Kind::Week(Quantity::Vms), OFFICE_HOURS_VMS),
            Self::JobsPerVm => ("jobs-per-vm", G::Pool, number(Quantity::JobsPerVm), "1"),
            Self::Provision => ("provision", G::Pool, number(Quantity::ProvisionMinutes), "0"),
            Self::ProvisionSpread => ("provision-spread", G::Pool, number(Quantity::ProvisionMinutes), "0"),
            Self::Release => ("release", G::Pool, number(Quantity::ReleaseMinutes), "0"),
            Self::Quota => ("quota", G::Pool, number(Quantity::VmQuota), "64"),
            Self::Endpoints => ("endpoints", G::Classic, number(Quantity::Endpoints), "1"),
            Self::Wait => ("wait", G::Classic, Kind::OneOf(&[c::NONE, c::ASSUMED]), c::NONE),
            Self::WaitMinimum => ("wait-min", G::Classic, number(Quantity::WaitMinutes), "0"),
            Self::WaitTypical => ("wait-typical", G::Classic, number(Quantity::WaitMinutes), "10"),
            Self::WaitMaximum => ("wait-max", G::Classic, number(Quantity::WaitMinutes), "120"),
            Self::Book => ("book", G::Prices, Kind::Book, ""),
            Self::Plan => ("plan", G::Prices, Kind::OneOf(&PLANS), Tier::S1.name()),
            Self::Instances => ("instances", G::Prices, number(Quantity::Instances), "1"),
            Self::Period => ("period", G::Prices, Kind::OneOf(&[c::MONTH, c::DAYS]), c::MONTH),
            Self::Days => ("days", G::Prices, number(Quantity::ChargeDays), "30"),
            Self::Discount => ("discount", G::Prices, number(Quantity::DiscountPercent), "0"),
            Self::Markup => ("markup", G::Prices, number(Quantity::MarkupPercent), "0"),
            Self::Currency => ("currency", G::Prices, Kind::Currency, "USD"),
            Self::Rate => ("rate", G::Prices, number(Quantity::ExchangeRate), "1"),
            Self::PoolTransactions => {
                ("pool-transactions", G::Assumed, Kind::OneOf(&[c::YES, c::NO]), c::YES)
            }
            Self::PoolJobTime => ("pool-job-time", G::Assumed, Kind::OneOf(&[c::NO, c::YES]), c::NO),
            Self::PartialHours => {
                ("partial-hours", G::Assumed, Kind::OneOf(&[c::EXACT, c::MINUTE, c::HOUR]), c::EXACT)
            }
            Self::OtherHours => ("other-hours", G::Assumed, number(Quantity::ComputeHours), "0"),
            Self::OtherTransactions => {
                ("other-transactions", G::Assumed, number(Quantity::Transactions), "0")
            }
        };
        Row { key, group, kind, default }
    }

    /// Its name in links and files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.row().key
    }

    /// The field of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// The question that it belongs to.
    #[must_use]
    pub const fn group(self) -> Group {
        self.row().group
    }

    /// What may stand in it.
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.row().kind
    }

    /// What stands in it at first: a night of work that neither way wins by far.
    #[must_use]
    pub const fn default_text(self) -> &'static str {
        self.row().default
    }
}
