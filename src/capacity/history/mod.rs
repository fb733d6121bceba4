//! Past jobs, and reading them from a CSV file or a pasted table.
//!
//! - [`records`]: bytes, in chunks, to records of cells.
//! - [`cells`]: a cell to a moment or a duration.
//! - [`columns`]: a header to the columns that matter.
//! - [`reader`]: all of it, row by row.
//! - [`wire`]: what a worker that reads them tells the page.
//! - [`past`]: past jobs as one text, with the jobs or without.

mod cells;
mod columns;
mod jobs;
mod past;
mod reader;
mod records;
pub mod wire;

pub use columns::HistoryColumn;
pub use jobs::{History, HistoryJob, HistorySummary};
pub use past::{PAST_JOBS_LONGEST, PastJobs};
pub use reader::{
    HISTORY_PREVIEW_ROWS, HISTORY_PROBLEMS_KEPT, HISTORY_ROWS_MAXIMUM, HistoryImport, HistoryPreview,
    HistoryProblem, HistoryReader, PreviewRow, RowProblem,
};
