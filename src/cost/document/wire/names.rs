//! The names of values in a document: they never change.

use crate::billing::{Count, LineKind, Needed, Per, Variable, Verdict, Way, WhyOpen};

pub(super) const fn way(way: Way) -> &'static str {
    match way {
        Way::PoolOnPlan => "pool-on-plan",
        Way::ClassicOnPlan => "classic-on-plan",
        Way::ClassicPayAsYouGo => "classic-pay-as-you-go",
    }
}

pub(super) const fn why_open(why: WhyOpen) -> &'static str {
    match why {
        WhyOpen::PlanIsPaid => "plan-is-paid",
        WhyOpen::PlanToBuy => "plan-to-buy",
        WhyOpen::PlanToChange { .. } => "plan-to-change",
        WhyOpen::ClassicService => "classic-service",
    }
}

pub(super) const fn needed(needed: Needed) -> &'static str {
    match needed {
        Needed::NewServiceForThePool => "new-service-for-the-pool",
        Needed::NewService => "new-service",
        Needed::Plan => "plan",
        Needed::ClassicService => "classic-service",
    }
}

pub(super) const fn line(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Plan(_) => "plan",
        LineKind::ComputeHours => "compute-hours",
        LineKind::Transactions => "transactions",
    }
}

pub(super) const fn unit(count: Count) -> &'static str {
    match count {
        Count::Instances(_) => "instances",
        Count::InstanceDays(_) => "instance-days",
        Count::Time(_) => "compute-hours",
        Count::Transactions(_) => "transactions",
    }
}

pub(super) const fn per(per: Per) -> &'static str {
    match per {
        Per::Month => "instance-month",
        Per::Day => "instance-day",
        Per::Hour => "compute-hour",
        Per::ThousandTransactions => "thousand-transactions",
    }
}

pub(super) const fn variable(variable: Variable) -> &'static str {
    match variable {
        Variable::Jobs => "jobs",
        Variable::MinutesPerJob => "minutes-per-job",
        Variable::Vms => "vms",
        Variable::HoursKept => "hours-kept",
        Variable::Utilization => "utilization",
    }
}

pub(super) const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::First => "first",
        Verdict::Second => "second",
        Verdict::Tie => "tie",
        Verdict::OnlyFirst => "only-first",
        Verdict::OnlySecond => "only-second",
        Verdict::Neither => "neither",
        Verdict::Chance => "chance",
    }
}
