use super::draft::{InputForm, ParameterState, ReferenceKind};
use super::ports::ParameterType;

/// A choice that links, menus and messages to workers name by a short word. The words stay: old links hold them.
pub trait Keyed: Copy + PartialEq + Default + 'static {
    /// Every choice with its word.
    const KEYS: &'static [(Self, &'static str)];

    /// Its word.
    #[must_use]
    fn key(self) -> &'static str {
        Self::KEYS.iter().find(|(choice, _)| *choice == self).map_or("", |(_, key)| key)
    }

    /// The choice of a word; the usual one where no choice has it.
    #[must_use]
    fn of_key(word: &str) -> Self {
        Self::KEYS.iter().find(|(_, key)| *key == word).map(|(choice, _)| *choice).unwrap_or_default()
    }
}

impl Keyed for InputForm {
    const KEYS: &'static [(Self, &'static str)] =
        &[(Self::Single, "single"), (Self::Named, "named"), (Self::Without, "none")];
}

impl Keyed for ReferenceKind {
    const KEYS: &'static [(Self, &'static str)] =
        &[(Self::AccountKey, "key"), (Self::Sas, "sas"), (Self::Mixed, "both")];
}

impl Keyed for ParameterState {
    const KEYS: &'static [(Self, &'static str)] =
        &[(Self::Omit, "omit"), (Self::Null, "null"), (Self::Value, "value")];
}

impl Keyed for ParameterType {
    const KEYS: &'static [(Self, &'static str)] = &[
        (Self::Text, "text"),
        (Self::Integer, "integer"),
        (Self::Number, "number"),
        (Self::Boolean, "boolean"),
        (Self::Json, "json"),
    ];
}
