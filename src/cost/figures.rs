//! The figures of an answer as one flat list, for whatever sets answers side by side or writes them down.

use rust_decimal::Decimal;

use crate::billing::{Bill, Currency, LineKind, NotBilled, Offer, Way};
use crate::units::{Money, quotient};
use crate::words::{BILLING, COST, Language, TOOLS, duration};

use super::answer::{Answer, PoolTime};
use super::outlook::Outlook;
use super::say::Speaker;

/// What a figure measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is what its key and its label in `words::TOOLS` say")]
pub enum Measure {
    Plan,
    ComputeHours,
    Transactions,
    Total,
    PaidAnyway,
    Added,
    PerJob,
    WaitP50,
    WaitP95,
    DoneP50,
    DoneP95,
    InTime,
    Billed,
    Useful,
    Idle,
    Releasing,
    Provisioning,
    Utilization,
}

impl Measure {
    /// Its name in files, which never changes.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::ComputeHours => "compute-hours",
            Self::Transactions => "transactions",
            Self::Total => "total",
            Self::PaidAnyway => "paid-anyway",
            Self::Added => "added",
            Self::PerJob => "added-per-job",
            Self::WaitP50 => "wait-p50",
            Self::WaitP95 => "wait-p95",
            Self::DoneP50 => "done-p50",
            Self::DoneP95 => "done-p95",
            Self::InTime => "in-time",
            Self::Billed => "vm-billed",
            Self::Useful => "vm-useful",
            Self::Idle => "vm-idle",
            Self::Releasing => "vm-releasing",
            Self::Provisioning => "vm-provisioning",
            Self::Utilization => "vm-utilization",
        }
    }

    /// Its name in the user's language.
    #[must_use]
    pub const fn label(self, language: Language) -> &'static str {
        let (cost, billing, words) = (COST.of(language), BILLING.of(language), TOOLS.of(language));
        match self {
            Self::Plan => words.plan,
            Self::ComputeHours => billing.line_hours,
            Self::Transactions => billing.line_transactions,
            Self::Total => billing.total,
            Self::PaidAnyway => billing.paid_anyway,
            Self::Added => billing.added,
            Self::PerJob => cost.per_job,
            Self::WaitP50 => words.wait_p50,
            Self::WaitP95 => words.wait_p95,
            Self::DoneP50 => words.done_p50,
            Self::DoneP95 => words.done_p95,
            Self::InTime => cost.in_time,
            Self::Billed => words.billed,
            Self::Useful => words.useful,
            Self::Idle => words.idle,
            Self::Releasing => words.releasing,
            Self::Provisioning => words.provisioning,
            Self::Utilization => cost.utilization,
        }
    }
}

/// A figure's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Money.
    Money(Money, Currency),
    /// Milliseconds on the clock.
    Time(u64),
    /// Milliseconds of VMs, all together.
    VmTime(u64),
    /// A share of 0–1.
    Share(f64),
    /// It never happens: jobs for which no VM comes any more.
    Never,
    /// A simulation is still to tell.
    Pending,
    /// There is no bill, for this reason.
    NotBilled(NotBilled),
    /// The jobs cannot be run so at all.
    Impossible,
}

/// One figure of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Of which way.
    pub way: Way,
    /// What it measures.
    pub measure: Measure,
    /// How much.
    pub value: Value,
}

/// Every figure of an answer, way by way: the lines of its bill, what that adds up to, when its jobs are done, and how
/// a pool's VM time is spent.
///
/// ```
/// use poolwise::billing::{Way, july_2016};
/// use poolwise::cost::{CostDraft, Measure, Outlooks, answer, figures};
/// let inputs = CostDraft::from_link("1&vms=2&hours=24").unwrap().check().unwrap();
/// let figures = figures(&answer(&july_2016(), &inputs, &Outlooks::default()));
/// let total = figures.iter().find(|figure| figure.measure == Measure::Total).unwrap();
/// assert_eq!((total.way, total.value.plain()), (Way::PoolOnPlan, Some("146.00".parse().unwrap())));
/// ```
#[must_use]
pub fn figures(answer: &Answer) -> Vec<Figure> {
    let mut found = Vec::new();
    for way in Way::ALL {
        let mut push = |measure, value| found.push(Figure { way, measure, value });
        let offers = answer.comparison.as_ref().map(|comparison| &comparison.offers);
        match offers.and_then(|offers| offers.iter().find(|offer| offer.way == way)) {
            None => push(Measure::Total, Value::Pending),
            Some(offer) => match &offer.bill {
                Err(why) => push(Measure::Total, Value::NotBilled(why.clone())),
                Ok(bill) => money(offer, bill, &mut push),
            },
        }
        match answer.outlook(way) {
            Err(_) => push(Measure::DoneP95, Value::Impossible),
            Ok(None) => push(Measure::DoneP95, Value::Pending),
            Ok(Some(outlook)) => time(outlook, &mut push),
        }
        if way == Way::PoolOnPlan {
            vm_time(answer, &mut push);
        }
    }
    found
}

fn money(offer: &Offer, bill: &Bill, push: &mut dyn FnMut(Measure, Value)) {
    for line in &bill.lines {
        let measure = match line.kind {
            LineKind::Plan(_) => Measure::Plan,
            LineKind::ComputeHours => Measure::ComputeHours,
            LineKind::Transactions => Measure::Transactions,
        };
        push(measure, Value::Money(line.amount, bill.currency));
    }
    push(Measure::Total, Value::Money(bill.total, bill.currency));
    push(Measure::PaidAnyway, Value::Money(bill.paid_anyway, bill.currency));
    push(Measure::Added, Value::Money(bill.added, bill.currency));
    if let Some(per_job) = offer.added_per_job {
        push(Measure::PerJob, Value::Money(per_job, bill.currency));
    }
}

fn time(outlook: &Outlook, push: &mut dyn FnMut(Measure, Value)) {
    let ever = |ms: Option<u64>| ms.map_or(Value::Never, Value::Time);
    push(Measure::WaitP50, ever(outlook.wait_ms_p50));
    push(Measure::WaitP95, ever(outlook.wait_ms_p95));
    push(Measure::DoneP50, ever(outlook.finish_ms_p50));
    push(Measure::DoneP95, ever(outlook.finish_ms_p95));
    if let Some(chance) = &outlook.chance {
        push(Measure::InTime, Value::Share(chance.estimate));
    }
}

/// What the bill counts, and how the simulation spends it: where provisioning varies, or parts of hours are billed
/// whole, the parts add up to the simulation's hours and not quite to the bill's.
fn vm_time(answer: &Answer, push: &mut dyn FnMut(Measure, Value)) {
    let Ok(outlook) = &answer.pool else { return };
    if let PoolTime::Exact(billed) | PoolTime::Simulated(billed) = answer.pool_time {
        push(Measure::Billed, Value::VmTime(billed.ms()));
    }
    if let Some(outlook) = outlook {
        let usage = &outlook.usage;
        push(Measure::Useful, Value::VmTime(usage.useful.ms()));
        push(Measure::Idle, Value::VmTime(usage.idle.ms()));
        push(Measure::Releasing, Value::VmTime(usage.releasing.ms()));
        push(Measure::Provisioning, Value::VmTime(usage.provisioning.ms()));
        push(Measure::Utilization, Value::Share(usage.utilization()));
    }
}

impl Value {
    /// The bare number, for a file: money as on the bill, hours and shares to a millionth; `None` where it is none.
    #[must_use]
    pub fn plain(&self) -> Option<Decimal> {
        match self {
            Self::Money(money, _) => Some(money.amount()),
            Self::Time(ms) | Self::VmTime(ms) => Some(quotient((*ms).into(), 3_600_000, 6)),
            Self::Share(share) => Some(millionths(*share)),
            Self::Never | Self::Pending | Self::NotBilled(_) | Self::Impossible => None,
        }
    }

    /// What the bare number counts, in files: a currency's code, `h` or nothing.
    #[must_use]
    pub fn unit(&self) -> String {
        match self {
            Self::Money(_, currency) => currency.code().to_owned(),
            Self::Time(_) | Self::VmTime(_) => "h".to_owned(),
            _ => String::new(),
        }
    }

    /// The word that stands in files where there is no number; `None` where there is one.
    #[must_use]
    pub const fn word(&self) -> Option<&'static str> {
        match self {
            Self::Never => Some("never"),
            Self::Pending => Some("pending"),
            Self::NotBilled(NotBilled::Stopped { .. }) => Some("stopped"),
            Self::NotBilled(NotBilled::TimeUnknown { .. }) => Some("unknown"),
            Self::NotBilled(_) => Some("not-sold"),
            Self::Impossible => Some("impossible"),
            Self::Money(..) | Self::Time(_) | Self::VmTime(_) | Self::Share(_) => None,
        }
    }

    /// In the user's language.
    #[must_use]
    pub fn text(&self, speaker: Speaker) -> String {
        let words = TOOLS.of(speaker.language);
        match self {
            Self::Money(money, currency) => speaker.money(*money, *currency),
            Self::Time(ms) => duration(*ms, speaker.language),
            Self::VmTime(ms) => vm_hours(*ms, speaker),
            Self::Share(share) => speaker.ratio(*share),
            Self::Never => words.never.to_owned(),
            Self::Pending => COST.of(speaker.language).pending.to_owned(),
            Self::NotBilled(NotBilled::Stopped { .. }) => COST.of(speaker.language).stopped.to_owned(),
            Self::NotBilled(NotBilled::TimeUnknown { .. }) => words.none.to_owned(),
            Self::NotBilled(_) => words.not_sold.to_owned(),
            Self::Impossible => words.impossible.to_owned(),
        }
    }

    /// How this differs from a value that it is held against, with its sign; `None` where there is nothing to subtract.
    #[must_use]
    pub fn change_from(&self, base: &Self, speaker: Speaker) -> Option<String> {
        let signed = |is_more: bool, is_same: bool, size: String| match (is_same, is_more) {
            (true, _) => TOOLS.of(speaker.language).same.to_owned(),
            (false, true) => ["+", &size].concat(),
            (false, false) => ["\u{2212}", &size].concat(),
        };
        match (base, self) {
            (Self::Money(before, currency), Self::Money(after, other)) if currency == other => {
                let size = Money::new((after.amount() - before.amount()).abs());
                Some(signed(after > before, after == before, speaker.money(size, *currency)))
            }
            (Self::Time(before), Self::Time(after)) => {
                let size = duration(after.abs_diff(*before), speaker.language);
                Some(signed(after > before, after == before, size))
            }
            (Self::VmTime(before), Self::VmTime(after)) => {
                let size = vm_hours(after.abs_diff(*before), speaker);
                Some(signed(after > before, after == before, size))
            }
            (Self::Share(before), Self::Share(after)) => {
                let difference = millionths(*after) - millionths(*before);
                let points = (difference.abs() * Decimal::ONE_HUNDRED).round_dp(1);
                let size = TOOLS.of(speaker.language).points.counted(points, speaker.figures());
                Some(signed(difference.is_sign_positive(), difference.is_zero(), size))
            }
            _ => None,
        }
    }
}

fn vm_hours(ms: u64, speaker: Speaker) -> String {
    format!("{}\u{a0}h", speaker.figures().number(quotient(ms.into(), 3_600_000, 6), 2))
}

/// A share as a decimal of six digits, through whole millionths.
fn millionths(share: f64) -> Decimal {
    #[expect(clippy::cast_possible_truncation, reason = "a share of 0–1, in millionths")]
    let millionths = libm::round(share * 1_000_000.0) as i64;
    Decimal::new(millionths, 6).normalize()
}
