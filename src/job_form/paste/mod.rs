//! Anything that is pasted, to a filled form.

mod alone;
mod call;
mod found;
mod json;
mod place;

pub use found::{Pasted, Recognized, Refusal};
pub use json::{paste_service, read_service};

use crate::request::Draft;
use crate::request::repair::RepairId;

/// Recognizes a pasted text and fills the form from it: any URL of a service, a blob's URL, a curl command, a script, a
/// job's JSON however broken, alone or inside a whole page, a pool's id or a secret alone. What the text does not say
/// stays as it was in `previous`.
///
/// ```
/// use poolwise::job_form::{example, paste, Recognized};
/// let pasted = paste("”AzureBatchPoolId” ”: &quot;8dfc151b0d3e446497b845f3b29ef53c&quot;,", &example(), &[]);
/// assert_eq!(pasted.what, Recognized::Job);
/// let draft = pasted.draft.unwrap();
/// assert_eq!(draft.pool_id, "8dfc151b0d3e446497b845f3b29ef53c");
/// assert_eq!(draft.outputs, example().outputs);
/// ```
#[must_use]
pub fn paste(text: &str, previous: &Draft, switched_off: &[RepairId]) -> Pasted {
    let plain = text.trim_start_matches('\u{feff}').trim();
    if plain.is_empty() {
        return Pasted::refused(Recognized::Unknown, Refusal::Empty);
    }
    if let Some(address) = place::one_address(plain) {
        return place::url(address, previous);
    }
    if let Some(pasted) = alone::one_value(plain, previous) {
        return pasted;
    }
    // Inside a job's own texts may stand what looks like a program's.
    let called = match json::begins_object(plain) {
        true => call::of_object(plain, previous),
        false => call::of_program(plain, previous, switched_off),
    };
    if let Some(pasted) = called {
        return pasted;
    }
    if let Some(pasted) = json::several(plain, previous) {
        return pasted;
    }
    json::json(&call::with_variables(text), previous, switched_off, Recognized::Job)
}
