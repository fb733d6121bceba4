//! Answers as files: CSV for programs and for Excel, Markdown. JSON, which can be read back, is [`super::document`]'s.

mod sheet;
mod text;

use crate::billing::wording::source;
use crate::billing::{Book, Way};
use crate::words::Language;

use super::answer::Answer;
use super::draft::CostDraft;

pub use sheet::{excel, plain_csv};
pub use text::markdown;

/// What is exported: inputs and their answer, under a name; the inputs as they are have none.
#[derive(Clone, Copy, Debug)]
pub struct Exported<'a> {
    /// The scenario's name; empty for the inputs as they are.
    pub name: &'a str,
    /// Its inputs.
    pub draft: &'a CostDraft,
    /// What they cost, and when the jobs are done.
    pub answer: &'a Answer,
}

/// The kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// CSV for programs.
    PlainCsv,
    /// CSV for Excel.
    Excel,
    /// Markdown.
    Markdown,
    /// JSON.
    Json,
    /// The support brief.
    Brief,
}

impl FileKind {
    /// The name under which a file is saved.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PlainCsv => "poolwise-cost.csv",
            Self::Excel => "poolwise-cost-excel.csv",
            Self::Markdown => "poolwise-cost.md",
            Self::Json => "poolwise-cost.json",
            Self::Brief => "poolwise-support-brief.txt",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::PlainCsv | Self::Excel => "text/csv;charset=utf-8",
            Self::Markdown => "text/markdown;charset=utf-8",
            Self::Json => "application/json",
            Self::Brief => "text/plain;charset=utf-8",
        }
    }
}

/// A way's name in files, which never changes.
const fn way_key(way: Way) -> &'static str {
    match way {
        Way::PoolOnPlan => "pool",
        Way::ClassicOnPlan => "classic-on-plan",
        Way::ClassicPayAsYouGo => "classic-pay-as-you-go",
    }
}

/// The day and the source of a book's prices.
fn prices(book: &Book, language: Language) -> (String, &str) {
    (book.date.to_string(), source(&book.pay_as_you_go.origin, language))
}
