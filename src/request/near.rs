//! Names that are almost the right one.

/// Where the two names differ only in case and white space at the ends, or by so few keystrokes that one is probably
/// the other misspelled; the nearest, the first of equals. Never an exact match.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = found.trim().to_lowercase();
    known
        .into_iter()
        .filter(|name| *name != found)
        .map(|name| (distance(&folded, &name.to_lowercase()), name))
        .filter(|(steps, name)| *steps <= allowance(name))
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, name)| name)
}

/// One slip in a short name, two from eight characters, three from sixteen.
fn allowance(name: &str) -> usize {
    match name.chars().count() {
        0..=2 => 0,
        3..=7 => 1,
        8..=15 => 2,
        _ => 3,
    }
}

/// How many keystrokes apart: insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    // A name is short; more than this is no name, and not near any.
    const LONGEST: usize = 128;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().max(b.len()) > LONGEST {
        return usize::from(a != b) * LONGEST;
    }
    let mut two_back: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut before: Option<char> = None;
    for (i, &from) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(last.len());
        row.push(i + 1);
        for (j, &to) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut best =
                (at(&last, j) + usize::from(from != to)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let previous_to = j.checked_sub(1).and_then(|k| b.get(k)).copied();
            if before == Some(to) && previous_to == Some(from) {
                best = best.min(at(&two_back, j.saturating_sub(1)) + 1);
            }
            row.push(best);
        }
        two_back = core::mem::replace(&mut last, row);
        before = Some(from);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_slip() {
        #[track_caller]
        fn check(found: &str, expected: Option<&str>) {
            let known =
                ["input1", "Input", "GlobalParameters", "ConnectionString", "Append score columns to output"];
            assert_eq!(nearest(found, known), expected, "{found}");
        }
        check("Input1", Some("input1"));
        check("inptu1", Some("input1"));
        check("GolbalParameters", Some("GlobalParameters"));
        check("ConnetionString", Some("ConnectionString"));
        check("append score columns to Output ", Some("Append score columns to output"));
        check("input1", Some("Input"));
        check("something else", None);
        check("", None);
    }

    #[test]
    fn counts_keystrokes() {
        for (a, b, expected) in
            [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3), ("å", "a", 1)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }
}
