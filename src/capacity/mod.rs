//! Workload, queue simulation, forecast and planner: how long jobs take on a pool or in the classic queue, and how
//! much VM time they use.
//!
//! - [`Scenario`]: a [`Workload`], a [`Place`] and a [`Deadline`] that make sense together, or every
//!   [`ScenarioProblem`].
//! - [`simulate`]: one charge period by chance; [`Replication`] does it a few jobs at a time; [`timeline`] keeps what
//!   a chart shows.
//! - [`forecast`]: many charge periods: percentiles, VM time, the chance of meeting the deadline.
//! - [`overload`]: when the queue would grow for ever.
//! - [`Planner`]: the same for pools of many sizes, step by step; [`cheapest`] and [`front`] choose among them.
//! - [`HistoryReader`]: past jobs from a CSV file or a pasted table, chunk by chunk.
//!
//! Simulated time is whole milliseconds from the first draw on, so that VM time adds up exactly and crosses to
//! billing as it is (I6). Nothing here knows a price: the planner is given one as a function.

mod chance;
mod forecast;
mod history;
mod jobs;
mod measure;
mod outcome;
mod overload;
mod planner;
mod pool;
mod problem;
mod replication;
mod roster;
mod say;
mod scenario;
mod servers;
mod shifts;
mod sketch;
mod steady;
mod timeline;
mod workload;

pub use forecast::{Chance, Forecast, forecast};
pub use history::wire as history_wire;
pub use history::{
    HISTORY_PREVIEW_ROWS, HISTORY_PROBLEMS_KEPT, HISTORY_ROWS_MAXIMUM, History, HistoryColumn, HistoryImport,
    HistoryJob, HistoryPreview, HistoryProblem, HistoryReader, HistorySummary, PAST_JOBS_LONGEST, PastJobs,
    PreviewRow, RowProblem,
};
pub use measure::measure;
pub use outcome::{NEVER_MS, Outcome, Usage};
pub use overload::{Needed, Overload, overload};
pub use planner::{
    LADDER_SIZES, Part, PlanRow, PlannedSize, Planner, Progress, between, cheapest, front, ladder, plan_rows,
};
pub use pool::{CLASSIC_JOBS_PER_ENDPOINT, Classic, Keep, Place, Pool, Provisioning, SharedWait};
pub use problem::{ScenarioField, ScenarioProblem};
pub use replication::{Replication, Step, simulate};
pub use say::{history_problem, more_history_problems, overload_sentence, scenario_problem};
pub use scenario::{JOB_MAXIMUM_MS, JOBS_MAXIMUM, PERIOD_MAXIMUM_DAYS, SLOTS_MAXIMUM, Scenario};
pub use sketch::Sketch;
pub use timeline::{Doing, Point, Span, TIMELINE_POINTS, TIMELINE_SPANS, TIMELINE_VMS, Timeline, timeline};
pub use workload::{Arrivals, Deadline, HOURS_IN_WEEK, JobLength, MS_PER_WEEK, Recurrence, Workload};
