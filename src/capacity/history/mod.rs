mod jobs;

pub use jobs::{History, HistoryJob};
