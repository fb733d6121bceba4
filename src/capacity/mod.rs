//! Workload, queue simulation, forecast and planner: how long jobs take on a pool or in the classic queue, and how
//! much VM time they use.
//!
//! - [`Scenario`]: a [`Workload`], a [`Place`] and a [`Deadline`] that make sense together, or every
//!   [`ScenarioProblem`].
//! - [`simulate`]: one charge period by chance; [`Replication`] does it a few jobs at a time; [`timeline`] keeps what
//!   a chart shows.
//! - [`forecast`]: many charge periods: percentiles, VM time, the chance of meeting the deadline.
//!
//! Simulated time is whole milliseconds from the first draw on, so that VM time adds up exactly and crosses to
//! billing as it is (I6). Nothing here knows a price: the planner is given one as a function.

mod chance;
mod forecast;
mod history;
mod jobs;
mod outcome;
mod pool;
mod replication;
mod roster;
mod scenario;
mod servers;
mod shifts;
mod sketch;
mod steady;
mod timeline;
mod workload;

pub use forecast::{Chance, Forecast, forecast};
pub use history::{History, HistoryJob};
pub use outcome::{NEVER_MS, Outcome, Usage};
pub use pool::{CLASSIC_JOBS_PER_ENDPOINT, Classic, Keep, Place, Pool, Provisioning, SharedWait};
pub use replication::{Replication, Step, simulate};
pub use scenario::{
    JOB_MAXIMUM_MS, JOBS_MAXIMUM, PERIOD_MAXIMUM_DAYS, SLOTS_MAXIMUM, Scenario, ScenarioField,
    ScenarioProblem,
};
pub use sketch::Sketch;
pub use timeline::{Doing, Point, Span, TIMELINE_POINTS, TIMELINE_SPANS, TIMELINE_VMS, Timeline, timeline};
pub use workload::{Arrivals, Deadline, HOURS_IN_WEEK, JobLength, MS_PER_WEEK, Recurrence, Workload};
