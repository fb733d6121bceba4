//! Past jobs, and reading them from a CSV file or a pasted table.
//!
//! - [`records`]: bytes, in chunks, to records of cells.
//! - [`cells`]: a cell to a moment or a duration.
//! - [`columns`]: a header to the columns that matter.
//! - [`reader`]: all of it, row by row.

mod cells;
mod columns;
mod jobs;
mod reader;
mod records;

pub use columns::HistoryColumn;
pub use jobs::{History, HistoryJob};
pub use reader::{
    HISTORY_PROBLEMS_KEPT, HISTORY_ROWS_MAXIMUM, HistoryImport, HistoryProblem, HistoryReader, RowProblem,
};
