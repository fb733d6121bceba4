use serde_json::Value;

/// The members of a job body.
///
/// **Source**: facts B.3, the service's swagger and the source page (verified).
pub(super) const ROOT: [&str; 5] = ["Input", "Inputs", "Outputs", "GlobalParameters", "AzureBatchPoolId"];
/// The members of a blob reference.
///
/// **Source**: facts B.4 (verified).
pub(super) const BLOB: [&str; 4] = ["ConnectionString", "RelativeLocation", "BaseLocation", "SasBlobToken"];

/// What an object is in a job body, and so which keys belong in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The body itself.
    Root,
    /// `Inputs` or `Outputs`: its keys are the service's own port names.
    Ports,
    /// A blob reference.
    Blob,
    /// `GlobalParameters`: its keys are the service's own parameter names.
    Parameters,
    /// Anything else.
    Other,
}

impl Role {
    /// The keys that belong here; none where the service or the user names them.
    const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Root => &ROOT,
            Self::Blob => &BLOB,
            Self::Ports | Self::Parameters | Self::Other => &[],
        }
    }

    /// What the value of `key` is.
    pub(super) fn of_member(self, key: &str) -> Self {
        match self {
            Self::Root => match self.meant(key) {
                Some("Input") => Self::Blob,
                Some("Inputs" | "Outputs") => Self::Ports,
                Some("GlobalParameters") => Self::Parameters,
                _ => Self::Other,
            },
            Self::Ports => Self::Blob,
            Self::Blob | Self::Parameters | Self::Other => Self::Other,
        }
    }

    /// The service's key that `key` is, or is a misspelling of; `None` where two are as near, or none is near.
    pub(super) fn meant(self, key: &str) -> Option<&'static str> {
        const LONGEST: usize = 32;
        let keys = self.keys();
        if keys.is_empty() || key.len() > LONGEST {
            return None;
        }
        if let Some(exact) = keys.iter().find(|known| **known == key) {
            return Some(exact);
        }
        // `output1` is a port's name, and no slip of `Outputs`.
        if key.ends_with(|last: char| last.is_ascii_digit()) {
            return None;
        }
        let typed = plain(key);
        let mut distances: Vec<(usize, &'static str)> = keys
            .iter()
            .map(|known| (distance(&typed, &plain(known)), *known))
            .filter(|(far, known)| *far <= allowed(known))
            .collect();
        distances.sort_unstable();
        match distances.as_slice() {
            [(nearest, _), (next, _), ..] if nearest == next => None,
            [(_, known), ..] => Some(known),
            [] => None,
        }
    }
}

/// Whether a value can be what the service has under `key`: a misspelling is believed only then.
pub(super) fn fits(key: &str, value: &Value) -> bool {
    let members_are = |fit: fn(&Value) -> bool| match value {
        Value::Object(members) => members.values().all(|member| member.is_null() || fit(member)),
        other => other.is_null(),
    };
    match key {
        "Input" => members_are(Value::is_string),
        "Inputs" | "Outputs" => members_are(Value::is_object),
        "GlobalParameters" => value.is_object() || value.is_null(),
        _ => value.is_string() || value.is_null(),
    }
}

/// Whether every member of a body can be what the service has under its name.
pub(super) fn is_sound_body(body: &Value) -> bool {
    body.as_object().is_some_and(|members| {
        members.iter().all(|(key, value)| !ROOT.contains(&key.as_str()) || fits(key, value))
    })
}

/// Whether blanks cannot be part of the value under `key`, so that those before a line break fall with it.
pub(super) fn is_free_of_blanks(role: Role, key: &str) -> bool {
    matches!(role.meant(key), Some("ConnectionString" | "BaseLocation" | "SasBlobToken" | "AzureBatchPoolId"))
}

/// Lower case without the marks that other conventions put between words.
fn plain(key: &str) -> Vec<char> {
    key.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '\u{a0}')).flat_map(char::to_lowercase).collect()
}

const fn allowed(known: &str) -> usize {
    if known.len() < 8 { 1 } else { 2 }
}

/// Insertions, deletions, substitutions and swaps of neighbours between two short texts.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut left_previous = None;
    for (row, &from) in left.iter().enumerate() {
        let mut current = Vec::with_capacity(above.len());
        let mut last = row.saturating_add(1);
        current.push(last);
        let mut right_previous = None;
        for (column, &to) in right.iter().enumerate() {
            let cell = |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX);
            let substituted = cell(&above, column).saturating_add(usize::from(from != to));
            let deleted = cell(&above, column.saturating_add(1)).saturating_add(1);
            let mut best = substituted.min(deleted).min(last.saturating_add(1));
            if from != to && left_previous == Some(to) && right_previous == Some(from) {
                best = best.min(cell(&before, column.saturating_sub(1)).saturating_add(1));
            }
            current.push(best);
            last = best;
            right_previous = Some(to);
        }
        before = core::mem::replace(&mut above, current);
        left_previous = Some(from);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(role: Role, key: &str, expected: Option<&str>) {
        assert_eq!(role.meant(key), expected, "{key}");
    }

    #[test]
    fn finds_the_key_that_is_meant() {
        check(Role::Root, "GolbalParameters", Some("GlobalParameters"));
        check(Role::Root, "globalparameters", Some("GlobalParameters"));
        check(Role::Root, "Global Parameters", Some("GlobalParameters"));
        check(Role::Root, "Imput", Some("Input"));
        check(Role::Root, "inputs", Some("Inputs"));
        check(Role::Root, "Output", Some("Outputs"));
        check(Role::Root, "azure_batch_pool_id", Some("AzureBatchPoolId"));
        check(Role::Root, "AzureBatchPoolID", Some("AzureBatchPoolId"));
        check(Role::Blob, "ConnetionString", Some("ConnectionString"));
        check(Role::Blob, "SASBlobToken", Some("SasBlobToken"));
        check(Role::Root, "Inputz", None);
        check(Role::Root, "output1", None);
        check(Role::Root, "Inputs2", None);
        check(Role::Root, "Pool", None);
        check(Role::Root, "ConnetionString", None);
        check(Role::Ports, "ConnetionString", None);
        check(Role::Parameters, "Imput", None);
    }

    #[test]
    fn distance_counts_a_swap_as_one() {
        let far = |left: &str, right: &str| distance(&plain(left), &plain(right));
        assert_eq!(far("golbal", "global"), 1);
        assert_eq!(far("", "abc"), 3);
        assert_eq!(far("abc", ""), 3);
        assert_eq!(far("kitten", "sitting"), 3);
        assert_eq!(far("ca", "abc"), 3);
    }
}
