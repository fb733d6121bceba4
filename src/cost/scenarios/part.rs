//! The pinned scenarios' part of a link.
//!
//! A scenario is one field, `pin`, so that a page that does not know it passes it over: its inputs' own link with `;`
//! and `:` in place of `&` and `=`, then `!` and its name.

use crate::share::link::{self, LinkProblem};

use super::super::draft::CostDraft;
use super::{MOST_PINNED, Pinned};

const FIELD: &str = "pin";

/// The pinned scenarios' part of a fragment as it stands there, unread: `&pin=…&pin=…`, or nothing.
///
/// ```
/// use poolwise::cost::pinned_part;
/// assert_eq!(pinned_part("1&vms=2&pin=!A&hours=3&pin=!B"), "&pin=!A&pin=!B");
/// ```
#[must_use]
pub fn pinned_part(fragment: &str) -> String {
    let mut found = String::new();
    for part in fragment.split('&').filter(|part| part.starts_with("pin=")) {
        found.push('&');
        found.push_str(part);
    }
    found
}

/// The link of inputs, and the part of pinned scenarios as it stands, as one fragment.
#[must_use]
pub fn link_beside(draft: &CostDraft, part: &str) -> String {
    let mut link = draft.to_link();
    if link.is_empty() && !part.is_empty() {
        link.push_str(&link::VERSION.to_string());
    }
    link.push_str(part);
    link
}

pub(super) fn write(pinned: &[Pinned]) -> String {
    let values: Vec<String> = pinned.iter().map(value).collect();
    let written = link::write(values.iter().map(|value| (FIELD, value.as_str())));
    // What `link::write` begins with is the version, which the inputs' link has already.
    written.find('&').and_then(|at| written.get(at..)).unwrap_or_default().to_owned()
}

fn value(pinned: &Pinned) -> String {
    // In the inputs' own link these three are the only characters with a meaning here that may stand unescaped.
    let inputs = pinned.draft.to_link().replace(';', "%3B").replace(':', "%3A").replace('!', "%21");
    let mut value = inputs.replace('&', ";").replace('=', ":");
    value.push('!');
    value.push_str(&pinned.name);
    value
}

pub(super) fn read(fragment: &str) -> Result<Vec<Pinned>, LinkProblem> {
    link::read(fragment)?
        .iter()
        .filter(|(name, _)| name == FIELD)
        .take(MOST_PINNED)
        .map(|(_, value)| {
            let (inputs, name) = value.split_once('!').ok_or(LinkProblem::Damaged)?;
            let draft = CostDraft::from_link(&inputs.replace(';', "&").replace(':', "="))?;
            Ok(Pinned::new(name, &draft))
        })
        .collect()
}
