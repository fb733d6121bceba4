use super::draft::{InputForm, ParameterState, ReferenceKind};
use super::ports::ParameterType;

/// A choice that links, menus and messages to workers name by a short word. The words stay: old links hold them.
pub trait Keyed: Copy + Default + 'static {
    /// Every choice.
    const CHOICES: &'static [Self];

    /// Its word.
    #[must_use]
    fn key(self) -> &'static str;

    /// The choice of a word; the usual one where no choice has it.
    #[must_use]
    fn of_key(word: &str) -> Self {
        Self::CHOICES.iter().copied().find(|choice| choice.key() == word).unwrap_or_default()
    }
}

impl Keyed for InputForm {
    const CHOICES: &'static [Self] = &Self::ALL;

    fn key(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Named => "named",
            Self::Without => "none",
        }
    }
}

impl Keyed for ReferenceKind {
    const CHOICES: &'static [Self] = &Self::ALL;

    fn key(self) -> &'static str {
        match self {
            Self::AccountKey => "key",
            Self::Sas => "sas",
            Self::Mixed => "both",
        }
    }
}

impl Keyed for ParameterState {
    const CHOICES: &'static [Self] = &Self::ALL;

    fn key(self) -> &'static str {
        match self {
            Self::Omit => "omit",
            Self::Null => "null",
            Self::Value => "value",
        }
    }
}

impl Keyed for ParameterType {
    const CHOICES: &'static [Self] = &Self::ALL;

    fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Json => "json",
        }
    }
}
