use leptos::prelude::*;

use crate::units::{Bound, Decimal, Problem};
use crate::words::{Figures, In, Language, quantity_problem};

/// The language that the page speaks now, as a signal in context: words and figures follow it.
#[derive(Clone, Copy, Debug)]
pub struct Speech {
    language: RwSignal<Language>,
}

impl Speech {
    /// Starts in a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language: RwSignal::new(language) }
    }

    /// The speech of the page around this component; English where none was provided.
    #[must_use]
    pub fn here() -> Self {
        use_context::<Self>().unwrap_or_else(|| Self::new(Language::English))
    }

    /// Changes the language.
    pub fn set(self, language: Language) {
        self.language.set(language);
    }

    /// The language, tracked.
    #[must_use]
    pub fn language(self) -> Language {
        self.language.get()
    }

    /// The language, for an event handler.
    #[must_use]
    pub fn language_untracked(self) -> Language {
        self.language.get_untracked()
    }

    /// The words of a table in the language, tracked.
    #[must_use]
    pub fn of<T>(self, table: &'static In<T>) -> &'static T {
        table.of(self.language())
    }

    /// One word of a table, for a view that follows the language; a string as every label is, since each further type
    /// of signal weighs 2 KB.
    pub fn word<T: Sync + 'static>(
        self,
        table: &'static In<T>,
        pick: fn(&T) -> &'static str,
    ) -> Signal<String> {
        self.label(table, pick)
    }

    /// One word of a table as the label of a part of the kit.
    pub fn label<T: Sync + 'static>(
        self,
        table: &'static In<T>,
        pick: fn(&T) -> &'static str,
    ) -> Signal<String> {
        Signal::derive(move || pick(self.of(table)).to_owned())
    }

    /// Figures in the language, tracked.
    #[must_use]
    pub fn figures(self) -> Figures {
        Figures(self.language())
    }

    /// A number with at most so many decimals.
    #[must_use]
    pub fn number(self, value: Decimal, most: u32) -> String {
        self.figures().number(value, most)
    }

    /// Why a typed number cannot be used.
    #[must_use]
    pub fn quantity_problem(self, problem: &Problem, bound: &Bound) -> String {
        quantity_problem(problem, bound, self.language())
    }
}
