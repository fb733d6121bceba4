use core::ops::Range;

use serde_json::Value;

use super::reader::{Care, Reader, Report, Stop};
use super::report::{Expected, Problem, Repair, RepairId, RepairKind, Repaired, Unreadable, excerpt};
use super::source::{Shell, Source};
use super::{LONGEST_BYTES, find, keys};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads pasted text as JSON, mending what can be mended without guessing what is meant.
///
/// `switched_off` are repairs of an earlier reading of the same text that are not to be done. Where JSON cannot be had
/// without one, the result says so.
///
/// # Errors
/// [`Repaired::value`] is a problem when the text is longer than [`LONGEST_BYTES`], nests deeper than
/// [`DEEPEST`](super::DEEPEST), holds nothing that looks like JSON, is damaged where no repair is known, or needs a
/// repair that is switched off.
///
/// ```
/// use poolwise::request::repair::{RepairKind, repair};
///
/// let pasted = "{ “AzureBatchPoolId” ”: &quot;8dfc151b0d3e446497b845f3b29ef53b&quot;, }";
/// let repaired = repair(pasted, &[]);
/// let body = repaired.value.expect("JSON after repairs");
/// assert_eq!(body["AzureBatchPoolId"], "8dfc151b0d3e446497b845f3b29ef53b");
/// assert!(repaired.repairs.iter().any(|repair| repair.id.kind == RepairKind::SurplusComma));
///
/// let comma = repaired.repairs.last().expect("a repair").id;
/// assert!(repair(pasted, &[comma]).value.is_err());
/// ```
#[must_use]
pub fn repair(text: &str, switched_off: &[RepairId]) -> Repaired {
    if text.len() > LONGEST_BYTES {
        let problem = Unreadable::at(text, 0, Problem::TooLong { bytes: text.len() });
        return Repaired { value: Err(problem), repairs: Vec::new(), unlisted: 0, notices: Vec::new() };
    }
    let mut off = switched_off.to_vec();
    off.sort_unstable();
    let mut attempt = match read(Source::new(text, 0, text.len()), Care::Strict, &off, Report::default()) {
        attempt @ Attempt { value: Ok(_), .. } => unwrapped(attempt, text, &off),
        _ => behind_mark(text, &off).unwrap_or_else(|| best(text, &off)),
    };
    attempt.value = attempt.value.and_then(|value| match left_out(text, &attempt.report) {
        Some(at) => Err(Stop { at, problem: Problem::Expected(Expected::End) }),
        None => Ok(value),
    });
    let Attempt { value, mut report, .. } = attempt;
    report.repairs.sort_by_key(|repair| (repair.id.start, repair.id.kind));
    Repaired {
        value: value.map_err(|stop| Unreadable::at(text, stop.at, stop.problem)),
        repairs: report.repairs,
        unlisted: report.unlisted,
        notices: report.notices,
    }
}

/// One reading from one place.
struct Attempt {
    value: Result<Value, Stop>,
    report: Report,
    reached: usize,
}

impl Attempt {
    fn is_job(&self) -> bool {
        let Ok(Value::Object(members)) = &self.value else { return false };
        keys::ROOT.iter().any(|key| members.contains_key(*key))
    }
}

fn read(source: Source<'_>, care: Care, off: &[RepairId], report: Report) -> Attempt {
    let started = source.at;
    let mut reader = Reader::new(source, care, off, report);
    let value = reader.document();
    let value = match value {
        Ok(value) if care != Care::Strict => around(&mut reader, started).map(|()| value),
        other => other,
    };
    Attempt { value, reached: reader.source.at, report: reader.report }
}

/// A reading that mends; where it ends with braces missing, a second one that lets the keys say where they belong. A
/// name of the user's own that is also one of the service's shows in what the second one then has to mend elsewhere.
fn mended(source: Source<'_>, off: &[RepairId]) -> Attempt {
    let first = read(source, Care::Tolerant, off, Report::default());
    if !first.report.braces_missing_at_end {
        return first;
    }
    let second = read(source, Care::ByName, off, Report::default());
    let is_better = match &second.value {
        Ok(body) => second.report.braces <= first.report.braces && keys::is_sound_body(body),
        Err(stop) => matches!(stop.problem, Problem::SwitchedOff(_)),
    };
    if is_better { second } else { first }
}

/// An object or a list as it stands behind a byte order mark, the mark listed: nothing in it is to be mended.
fn behind_mark(text: &str, off: &[RepairId]) -> Option<Attempt> {
    let json = text.strip_prefix(BYTE_ORDER_MARK)?;
    let start = text.len().saturating_sub(json.len());
    let id = RepairId { start: 0, kind: RepairKind::ByteOrderMark };
    if off.binary_search(&id).is_ok() {
        return None;
    }
    let mut attempt = read(Source::new(text, start, text.len()), Care::Strict, off, Report::default());
    if !matches!(attempt.value, Ok(Value::Object(_) | Value::Array(_))) {
        return None;
    }
    let before = excerpt(BYTE_ORDER_MARK.encode_utf8(&mut [0; 4]));
    let mark = Repair { id, span: 0..start, times: 1, before, after: String::new(), applied: true };
    attempt.report.repairs.push(mark);
    Some(attempt)
}

/// JSON inside a JSON string, as programs print what they send.
fn unwrapped(attempt: Attempt, text: &str, off: &[RepairId]) -> Attempt {
    let Ok(Value::String(inside)) = &attempt.value else { return attempt };
    let inner = read(Source::new(inside, 0, inside.len()), Care::Strict, &[], Report::default());
    if !inner.is_job() || !inner.report.notices.is_empty() {
        return attempt;
    }
    let start = text.len().saturating_sub(text.trim_start().len());
    let id = RepairId { start, kind: RepairKind::Wrapped };
    let applied = off.binary_search(&id).is_err();
    let quoted = text.trim();
    let span = start..start.saturating_add(quoted.len());
    let (before, after) = (excerpt(quoted), excerpt(inside.trim()));
    let repair = Repair { id, span, times: 1, before, after, applied };
    let mut chosen = if applied { inner } else { attempt };
    chosen.report.repairs.push(repair);
    chosen
}

/// The first reading that is a job body; otherwise the first that is JSON at all; otherwise why the likeliest is not.
///
/// A reading that breaks off claims its object to the end: what stands inside it is a part, and never the whole.
fn best(text: &str, off: &[RepairId]) -> Attempt {
    const READINGS: usize = 4;
    const LEAST: usize = 1 << 20;
    let mut budget = text.len().saturating_mul(READINGS).saturating_add(LEAST);
    let mut fallback: Option<Attempt> = None;
    let mut refused: Option<Attempt> = None;
    let mut claimed: Vec<Range<usize>> = Vec::new();
    let mut read_well: Vec<Range<usize>> = Vec::new();
    for (place, candidate) in find::candidates(text).enumerate() {
        let begins = find::begin(candidate);
        let is_inside = |part: &Range<usize>| part.start < begins && begins < part.end;
        let is_part = find::is_value_of_key(text, begins) && !read_well.iter().any(is_inside);
        if claimed.iter().any(is_inside) || is_part {
            continue;
        }
        let attempt = mended(candidate, off);
        budget = budget.saturating_sub(attempt.reached.saturating_sub(candidate.at));
        let alone =
            place == 0 && attempt.report.repairs.iter().all(|repair| repair.id.kind != RepairKind::TextAfter);
        let too_deep = matches!(attempt.value, Err(Stop { problem: Problem::TooDeep, .. })) && place == 0;
        let switched_off = matches!(attempt.value, Err(Stop { problem: Problem::SwitchedOff(_), .. }));
        if attempt.is_job() || (attempt.value.is_ok() && alone) || switched_off || too_deep {
            return attempt;
        }
        let read_to = attempt.value.is_ok().then_some(attempt.reached);
        read_well.extend(read_to.map(|end| begins..end));
        claimed.extend(find::claim(candidate, place == 0, read_to));
        if attempt.value.is_ok() {
            fallback.get_or_insert(attempt);
        } else if refused.as_ref().is_none_or(|known| attempt.reached > known.reached) {
            refused = Some(attempt);
        }
        if budget == 0 {
            break;
        }
    }
    fallback.or(refused).unwrap_or_else(|| Attempt {
        value: Err(Stop { at: 0, problem: Problem::NoJson }),
        report: Report::default(),
        reached: 0,
    })
}

/// Where something stands after a body that is of it, or a second one: it is not to be left out.
fn left_out(text: &str, report: &Report) -> Option<usize> {
    let span = |kind| report.repairs.iter().find(|repair| repair.id.kind == kind).map(|one| one.span.clone());
    let begins_text = span(RepairKind::TextBefore).is_none();
    find::more_of_a_body(text, span(RepairKind::TextAfter)?, begins_text)
}

/// Lists what stood before and after the JSON, and what it was wrapped in.
fn around(reader: &mut Reader<'_>, started: usize) -> Result<(), Stop> {
    let source = reader.source;
    let text = source.text;
    let mut before = 0..started;
    if text.starts_with(BYTE_ORDER_MARK) {
        let length = BYTE_ORDER_MARK.len_utf8();
        list(reader, RepairKind::ByteOrderMark, 0..length, 1)?;
        before.start = length;
    }
    let kind = |range: &Range<usize>| match text.get(range.clone()).unwrap_or_default().trim() {
        "" => None,
        mark if mark.lines().count() == 1 && (mark.starts_with("```") || mark.starts_with("~~~")) => {
            Some(RepairKind::CodeFence)
        }
        _ if source.shell != Shell::No => Some(RepairKind::ShellArgument),
        _ if range.start == source.at => Some(RepairKind::TextAfter),
        _ => Some(RepairKind::TextBefore),
    };
    if let Some(kind) = kind(&before) {
        list(reader, kind, before, 1)?;
    }
    if source.tags_skipped > 0 {
        list(reader, RepairKind::Tags, source.first_tag.0..source.first_tag.1, source.tags_skipped)?;
    }
    let after = source.at..text.len();
    if let Some(kind) = kind(&after) {
        list(reader, kind, after, 1)?;
    }
    Ok(())
}

fn list(reader: &mut Reader<'_>, kind: RepairKind, span: Range<usize>, times: usize) -> Result<(), Stop> {
    let start = span.start;
    let applied = !reader.is_off(kind, start);
    let before = excerpt(reader.source.text.get(span.clone()).unwrap_or_default().trim());
    let id = RepairId { start, kind };
    reader.list(Repair { id, span, times, before, after: String::new(), applied });
    if applied { Ok(()) } else { Err(Stop { at: start, problem: Problem::SwitchedOff(kind) }) }
}
