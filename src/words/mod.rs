//! Every sentence that a user can read, one typed table a language.
//!
//! A table is a struct of `&'static str` and [`Phrase`] fields with one constant a language, so that a missing
//! translation does not compile. Tables are per part of the product, so that a page carries only its own words.
//! Numbers and money inside a sentence come ready-made from [`Figures`].
//!
//! To add a sentence: add a field to the table of its part, and both languages.

mod billing;
mod book_notes;
mod break_even;
mod brief;
mod capacity;
mod companion;
mod cost;
mod cost_inputs;
mod cost_tools;
mod document;
mod duration;
mod figures;
mod history;
mod json_kind;
mod keys;
mod language;
mod many;
mod markup;
mod overload;
mod pasting;
mod phrase;
mod planner;
mod pool_connect;
mod pool_profile;
mod pool_script;
mod pool_watch;
mod pools_page;
mod practice;
mod price_book;
mod quantity;
mod repair;
mod request;
mod request_page;
mod script;
mod service;
mod shell;
mod swagger;

pub use billing::{BILLING, BillingWords};
pub use book_notes::{BOOK_NOTES, BookNotesWords};
pub use break_even::{BREAK_EVEN, BreakEvenWords};
pub use brief::{BRIEF, BRIEF_TEXT, BriefText, BriefWords};
pub use capacity::{CAPACITY, CapacityWords};
pub use companion::{COMPANION, CompanionWords};
pub use cost::{COST, CostChoiceWords, CostFieldWords, CostWords, FieldWords};
pub use cost_inputs::{COST_INPUTS, CostInputsWords};
pub use cost_tools::{TOOLS, ToolsWords};
pub use document::{DOCUMENT, DocumentWords};
pub use duration::duration;
pub use figures::Figures;
pub use history::{HISTORY, HistoryWords};
pub use json_kind::{JSON_KIND, JsonKindWords};
pub use keys::{KEYS, KeysWords};
pub use language::Language;
pub use many::{MANY, ManyWords};
pub use markup::{Markup, push_escaped};
pub use overload::{OVERLOAD, OverloadWords};
pub use pasting::{PASTING, PastingWords};
pub use phrase::Phrase;
pub use planner::{PLANNER, PlannerWords};
pub use pool_connect::{POOL_CONNECT, PoolConnectWords};
pub use pool_profile::{POOL_PROFILE, PoolProfileWords};
pub use pool_script::{POOL_SCRIPT, PoolScriptWords};
pub use pool_watch::{POOL_WATCH, PoolWatchWords};
pub use pools_page::{POOLS_PAGE, PoolsPageWords};
pub use practice::{PRACTICE, PracticeWords};
pub use price_book::{PRICE_BOOK, PriceBookWords};
pub use quantity::{Noun, QUANTITY, QuantityWords, counted, quantity_problem, unit};
pub use repair::{REPAIR, RepairWords};
pub use request::{
    ADDRESS, AddressWords, BLOB, BlobWords, CONNECTION, ConnectionWords, JOB, JobWords, REQUEST_LABEL,
    RequestLabels, SAS, SasWords,
};
pub use request_page::{REQUEST_PAGE, RequestPageWords};
pub use script::{SCRIPT, ScriptWords};
pub use service::{SERVICE, ServiceWords};
pub use shell::{SHELL, ShellWords};
pub use swagger::{SWAGGER, SwaggerWords};

/// A table in every language; [`In::of`] picks one.
#[derive(Clone, Copy, Debug)]
pub struct In<T> {
    /// English.
    pub english: T,
    /// Swedish.
    pub swedish: T,
}

impl<T> In<T> {
    /// The table in `language`.
    pub const fn of(&self, language: Language) -> &T {
        match language {
            Language::English => &self.english,
            Language::Swedish => &self.swedish,
        }
    }
}
