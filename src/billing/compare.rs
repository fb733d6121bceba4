use crate::units::{BilledTime, JobCount, Money, quotient};

use super::bill::{Bill, bill};
use super::book::Book;
use super::cheapest::{CheapestPlan, cheapest_plan};
use super::line::{NotBilled, PlanChoice, Purchase};
use super::terms::{Stay, Terms, Usage, pool_time};

/// A way to run and pay for the jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// On a pool of VMs, whose hours a plan pays.
    PoolOnPlan,
    /// In the classic queue, from a new service, whose compute time a plan pays.
    ClassicOnPlan,
    /// In the classic queue, from a classic service, paid as it goes.
    ClassicPayAsYouGo,
}

impl Way {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::PoolOnPlan, Self::ClassicOnPlan, Self::ClassicPayAsYouGo];

    /// What pays for it, given the plan.
    #[must_use]
    pub const fn purchase(self, plan: PlanChoice) -> Purchase {
        match self {
            Self::PoolOnPlan | Self::ClassicOnPlan => Purchase::Plan(plan),
            Self::ClassicPayAsYouGo => Purchase::PayAsYouGo,
        }
    }
}

/// The generation of the web services that somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Services {
    /// Classic only: these are paid as they go.
    Classic,
    /// New (Resource Manager) only: these are paid by a plan.
    New,
    /// Both.
    Both,
}

impl Services {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Classic, Self::New, Self::Both];

    const fn has_new(self) -> bool {
        matches!(self, Self::New | Self::Both)
    }

    const fn has_classic(self) -> bool {
        matches!(self, Self::Classic | Self::Both)
    }
}

/// What is to be run, and what there is to run it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The VMs of the pool and how long each is kept.
    pub pool: Vec<Stay>,
    /// Run time of all jobs together.
    pub job_time: BilledTime,
    /// Jobs submitted.
    pub jobs: JobCount,
    /// The plan to price.
    pub plan: PlanChoice,
    /// Which services there are.
    pub services: Services,
    /// The plan that is paid already.
    pub paid: Option<PlanChoice>,
}

impl Question {
    /// What one way uses in the charge period.
    #[must_use]
    pub fn usage(&self, way: Way, terms: &Terms) -> Usage {
        match way {
            Way::PoolOnPlan => {
                let pool = pool_time(&self.pool, terms.partial_hours);
                let again = if terms.pool_job_time_is_charged { self.job_time } else { BilledTime::ZERO };
                let jobs = if terms.pool_jobs_are_transactions { self.jobs } else { JobCount(0) };
                Usage { compute: pool + again, transactions: jobs }
            }
            Way::ClassicOnPlan | Way::ClassicPayAsYouGo => {
                Usage { compute: self.job_time, transactions: self.jobs }
            }
        }
    }
}

/// Why a way is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhyOpen {
    /// There are new services and the plan is paid already.
    PlanIsPaid,
    /// There are new services; the plan would be bought for this.
    PlanToBuy,
    /// There are new services and another plan is paid; it would be changed for this one.
    PlanToChange {
        /// The plan that is paid.
        from: PlanChoice,
    },
    /// There are classic services, which are paid as they go.
    ClassicService,
}

/// What a way takes that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Needed {
    /// A new (Resource Manager) service to tie the pool to its plan; classic services can then run on the pool too.
    NewServiceForThePool,
    /// The service deployed as a new one: a plan cannot pay for a classic service.
    NewService,
    /// The plan that pays for a new service.
    Plan,
    /// The service published as a classic one: pay-as-you-go cannot pay for a new service.
    ClassicService,
}

/// Whether a way can be taken with what there is.
///
/// **Source**: facts D.2–D.3. A pool needs a new service and its plan (page of 04/19/2017, verified). That
/// pay-as-you-go is for classic services and plans for new ones is assumed from the FAQ of July 2016.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// It can.
    Open(WhyOpen),
    /// It cannot; what it would take, in order.
    Closed(Vec<Needed>),
}

/// Whether a way is open to who has these services and has paid for this plan.
///
/// ```
/// use poolwise::billing::{Access, Needed, PlanChoice, Services, Tier, Way, access};
/// let plan = PlanChoice::one(Tier::S1);
/// assert_eq!(
///     access(Way::PoolOnPlan, Services::Classic, plan, None),
///     Access::Closed(vec![Needed::NewServiceForThePool, Needed::Plan]),
/// );
/// ```
#[must_use]
pub fn access(way: Way, services: Services, plan: PlanChoice, paid: Option<PlanChoice>) -> Access {
    match way {
        Way::ClassicPayAsYouGo if services.has_classic() => Access::Open(WhyOpen::ClassicService),
        Way::ClassicPayAsYouGo => Access::Closed(vec![Needed::ClassicService]),
        Way::PoolOnPlan | Way::ClassicOnPlan if services.has_new() => Access::Open(match paid {
            Some(paid) if paid == plan => WhyOpen::PlanIsPaid,
            Some(from) => WhyOpen::PlanToChange { from },
            None => WhyOpen::PlanToBuy,
        }),
        Way::PoolOnPlan | Way::ClassicOnPlan => {
            let service =
                if way == Way::PoolOnPlan { Needed::NewServiceForThePool } else { Needed::NewService };
            let mut needed = vec![service];
            if paid != Some(plan) {
                needed.push(Needed::Plan);
            }
            Access::Closed(needed)
        }
    }
}

/// One way and all that is known of its cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which way.
    pub way: Way,
    /// What it uses.
    pub usage: Usage,
    /// Its bill, or why there is none.
    pub bill: Result<Bill, NotBilled>,
    /// What is added per job, to a millionth of the currency; `None` without a bill or without jobs, and where jobs are
    /// left undone.
    pub added_per_job: Option<Money>,
    /// It is known that jobs would be left undone: it is never among the cheapest ([`Comparison::leaving_undone`]).
    pub leaves_undone: bool,
    /// Whether it can be taken.
    pub access: Access,
    /// The cheapest plan and instance count for this usage; `None` for pay-as-you-go, and where the book has no plan.
    pub cheapest_plan: Option<CheapestPlan>,
}

impl Offer {
    /// Its bill, where it is open, has one, and does the jobs as far as is known: these are the ways to choose from.
    #[must_use]
    pub fn in_question(&self) -> Option<&Bill> {
        let is_open = matches!(self.access, Access::Open(_)) && !self.leaves_undone;
        self.bill.as_ref().ok().filter(|_| is_open)
    }

    /// The cheapest plan for this usage, where it is another than the chosen one and its bill is lower by a cent at least;
    /// where the chosen one has no bill, the cheapest that has.
    #[must_use]
    pub fn better_plan(&self, chosen: PlanChoice) -> Option<&CheapestPlan> {
        let better = self.cheapest_plan.as_ref().filter(|better| better.plan != chosen)?;
        let is_lower = self.bill.as_ref().map_or(true, |bill| better.bill.total < bill.total);
        is_lower.then_some(better)
    }
}

/// Three ways side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The ways, in [`Way::ALL`] order.
    pub offers: [Offer; 3],
    /// The ways in question ([`Offer::in_question`]) that add least on their bills; more than one in a tie, none where no
    /// way is in question.
    pub cheapest: Vec<Way>,
}

impl Comparison {
    /// The same where it is known whether the pool and whether classic processing would leave jobs undone: their bills
    /// stand, as the cheapest they do not.
    #[must_use]
    pub fn leaving_undone(mut self, pool: bool, classic: bool) -> Self {
        for (offer, is_undone) in self.offers.iter_mut().zip([pool, classic, classic]) {
            if is_undone {
                offer.leaves_undone = true;
                offer.added_per_job = None;
            }
        }
        self.cheapest = cheapest(&self.offers);
        self
    }
}

/// Prices the three ways for one question.
///
/// ```
/// use poolwise::billing::{PlanChoice, Question, Services, Stay, Terms, Tier, Way, compare, july_2016};
/// use poolwise::units::{BilledTime, JobCount, Money, VmCount};
/// let question = Question {
///     pool: vec![Stay { vms: VmCount(2), kept: BilledTime::from_hours(24) }],
///     job_time: BilledTime::from_hours(310),
///     jobs: JobCount(3_100),
///     plan: PlanChoice::one(Tier::S1),
///     services: Services::Both,
///     paid: None,
/// };
/// let comparison = compare(&july_2016(), &Terms::default(), &question);
/// assert_eq!(comparison.cheapest, [Way::PoolOnPlan]);
/// ```
#[must_use]
pub fn compare(book: &Book, terms: &Terms, question: &Question) -> Comparison {
    let offers = Way::ALL.map(|way| offer(book, terms, question, way));
    Comparison { cheapest: cheapest(&offers), offers }
}

/// Of two ways with the same amount on their bills none is cheaper, whatever was rounded away.
fn cheapest(offers: &[Offer; 3]) -> Vec<Way> {
    let added = |offer: &Offer| offer.in_question().map(|bill| bill.added);
    let least = offers.iter().filter_map(added).min();
    offers.iter().filter(|offer| least.is_some() && added(offer) == least).map(|offer| offer.way).collect()
}

fn offer(book: &Book, terms: &Terms, question: &Question, way: Way) -> Offer {
    let usage = question.usage(way, terms);
    let bill = bill(book, terms, way.purchase(question.plan), usage, question.paid);
    Offer {
        way,
        usage,
        leaves_undone: false,
        added_per_job: bill.as_ref().ok().and_then(|bill| per_job(bill.added, question.jobs)),
        access: access(way, question.services, question.plan, question.paid),
        cheapest_plan: match way {
            Way::ClassicPayAsYouGo => None,
            Way::PoolOnPlan | Way::ClassicOnPlan => cheapest_plan(book, terms, usage, question.paid),
        },
        bill,
    }
}

/// A mean to be read, not a line of a bill: at most six decimals, so that a tenth of a cent a job stays visible.
fn per_job(added: Money, jobs: JobCount) -> Option<Money> {
    let cents = added.rounded().amount().mantissa();
    (jobs.0 > 0).then(|| Money::new(quotient(cents, jobs.0.saturating_mul(100), 6)))
}
