//! The body as it stands on screen: secrets under a name each, so that the text can be edited without showing them.

use core::ops::Range;

use crate::request::Draft;
use crate::request::repair::Repair;
use crate::request::wire::{self, Json, holds_secret};
use crate::units::Secret;

/// The body's text as shown.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Screen {
    /// The text.
    pub text: String,
    /// What stands in it for secrets.
    pub masks: Vec<Mask>,
    /// How many different secrets the body holds, shown or not.
    pub secrets: usize,
}

/// What is shown in place of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    /// The text shown, such as `•••INPUT1_ACCOUNT_KEY•••`; unique in the body.
    pub shown: String,
    /// The secret.
    pub secret: Secret,
}

const EDGE: &str = "•••";

/// The body of a draft as it is shown. A placeholder such as `<Key>` is no secret, and stays.
///
/// ```
/// use poolwise::job_form::{example, screen, set_text, unmasked};
/// use poolwise::request::{FieldId, ReferencePart, wire};
/// let mut draft = example();
/// let connection = "AccountName=sampleaccount;AccountKey=a2V5".to_owned();
/// set_text(&mut draft, FieldId::Input(0, ReferencePart::Connection), connection);
/// let shown = screen(&draft, false);
/// assert!(!shown.text.contains("a2V5") && shown.text.contains("•••INPUT_ACCOUNT_KEY•••"));
/// assert_eq!(unmasked(&shown.text, &shown.masks), wire::pretty(&wire::body(&draft)));
/// ```
#[must_use]
pub fn screen(draft: &Draft, with_secrets: bool) -> Screen {
    let body = wire::body(draft);
    let (masked, found) = wire::with_placeholders(&body, &|name| format!("{EDGE}{name}{EDGE}"));
    let (plain, secret): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|one| is_placeholder(one.secret.reveal()));
    let secrets = secret.len();
    if with_secrets {
        return Screen { text: wire::pretty(&body), masks: Vec::new(), secrets };
    }
    let mask =
        |one: wire::Placeholder| Mask { shown: format!("{EDGE}{}{EDGE}", one.name), secret: one.secret };
    let plain: Vec<Mask> = plain.into_iter().map(mask).collect();
    Screen {
        text: unmasked(&wire::pretty(&masked), &plain),
        masks: secret.into_iter().map(mask).collect(),
        secrets,
    }
}

/// A text that was shown, its secrets put back, each escaped as inside a JSON string.
#[must_use]
pub fn unmasked(text: &str, masks: &[Mask]) -> String {
    masks.iter().fold(text.to_owned(), |text, mask| {
        let quoted = wire::compact(&Json::String(mask.secret.reveal().to_owned()));
        text.replace(&mask.shown, quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default())
    })
}

/// Whether telling a repair of this text would give a piece of a secret away: it lies inside one, or there is one in
/// what stood there, of which a shortened excerpt may show the end without its name.
#[must_use]
pub fn tells_secret(text: &str, repair: &Repair) -> bool {
    is_inside_secret(text, &repair.span)
        || [&repair.before, &repair.after].into_iter().any(|part| holds_secret(part))
        || text.get(repair.span.clone()).is_some_and(holds_secret)
}

/// Whether the part of a text stands inside the value of a secret, so that showing it would give a piece of it away.
fn is_inside_secret(text: &str, part: &Range<usize>) -> bool {
    const LONGEST: usize = 4_000;
    let before: String = text.get(..part.start).unwrap_or_default().chars().rev().take(LONGEST).collect();
    let before: String = before.chars().rev().collect::<String>().to_ascii_lowercase();
    let last = ["accountkey", "sig", "sharedaccesskey", "password", "bearer"]
        .into_iter()
        .filter_map(|name| before.rfind(name).map(|at| at.saturating_add(name.len())))
        .max();
    let Some(value) = last.and_then(|at| before.get(at..)) else { return false };
    // What ends a value ends the secret: a semicolon of the connection string, a quote, the next field of a query.
    let value = value.replace("&lt;", "").replace("&amp;", "&");
    !value.contains([';', '"', '&', ','])
}

/// Whether a text is only the place of a secret, such as `<Key>` or a hole of many jobs.
pub(super) fn is_placeholder(secret: &str) -> bool {
    let secret = secret.trim();
    [('<', '>'), ('{', '}')]
        .into_iter()
        .any(|(open, close)| secret.starts_with(open) && secret.ends_with(close))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::repair::repair;

    /// A key that its semicolon, written as an entity or meant, cuts in two: the excerpt of the whole string ended in
    /// the rest of the key.
    #[test]
    fn no_excerpt_of_a_repair_ends_in_a_key() {
        let key = "a2V5a2V5".repeat(11);
        let bearer = format!("Authorization: Bearer {key}==");
        for text in [
            format!("{{'ConnectionString': 'AccountName=a;AccountKey=&lt;{key}'}}"),
            format!(
                "{{“ConnectionString”: “AccountName=a;EndpointSuffix=core.windows.net;AccountKey={key}”}}"
            ),
            format!("{{'SasBlobToken': '?sv=2020-02-10&sp=r&sig={key}'}}"),
            format!(
                "wget --post-data='{{\"GlobalParameters\": {{}}}}' --header='{bearer}' 'https://host/jobs'"
            ),
            format!("POST /jobs HTTP/1.1\n{bearer}\n\n{{\"GlobalParameters\": {{}}}}"),
            format!("api_key = '{key}=='\nbody = {{\"GlobalParameters\": {{}}}}"),
            format!("Primary key: {key}==\nRequest body:\n{{\"GlobalParameters\": {{}}}}"),
        ] {
            let repaired = repair(&text, &[]);
            assert!(repaired.repairs.iter().any(|one| tells_secret(&text, one)), "{text}");
            for one in repaired.repairs.iter().filter(|one| !tells_secret(&text, one)) {
                assert!(!one.before.contains("a2V5") && !one.after.contains("a2V5"), "{}", one.before);
            }
        }
    }
}
