use crate::service::CannotAsk;

use super::language::ScriptLanguage;

/// Where a text stands that no script can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The job's body: a name or a value in it.
    Body,
    /// A key.
    Key,
    /// The folder for results.
    Folder,
    /// The file with bodies.
    BodiesFile,
    /// The list of blob paths.
    Paths,
    /// An address.
    Url,
}

/// Why no script can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptProblem {
    /// A null character (U+0000), which no shell and no environment variable can hold.
    NullCharacter {
        /// Where it stands.
        place: Place,
    },
    /// The autopilot is not written in this language.
    NoAutopilot(ScriptLanguage),
    /// The folder for results is empty.
    NoFolder,
    /// The address or the key of the pool service cannot be used.
    PoolService,
    /// The pool operation cannot be asked for.
    CannotAsk(CannotAsk),
}

/// Refuses a null character.
pub(super) fn without_null(text: &str, place: Place) -> Result<(), ScriptProblem> {
    if text.contains('\0') { Err(ScriptProblem::NullCharacter { place }) } else { Ok(()) }
}
