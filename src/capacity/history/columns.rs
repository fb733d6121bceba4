use crate::units::{MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND};

use super::records::Record;

/// A column that a history needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HistoryColumn {
    /// When a job was submitted.
    Submitted,
    /// How long it ran.
    Duration,
}

/// Where the columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) submitted: usize,
    pub(super) duration: usize,
    /// What a plain number in the duration's column means, in milliseconds.
    pub(super) unit_ms: u64,
}

/// Names of the submission's column, the surest first, without anything but letters.
const SUBMITTED: [&str; 36] = [
    "submitted",
    "submittedat",
    "submittedon",
    "submittime",
    "submissiontime",
    "submitteddatetime",
    "submit",
    "submission",
    "inskickad",
    "inskickat",
    "inskickadtid",
    "inlämnad",
    "skickad",
    "skickat",
    "created",
    "createdat",
    "createdon",
    "creationtime",
    "createtime",
    "skapad",
    "skapat",
    "queued",
    "queuedat",
    "enqueued",
    "köad",
    "arrival",
    "arrived",
    "ankomst",
    "starttime",
    "started",
    "start",
    "starttid",
    "startad",
    "timestamp",
    "tidpunkt",
    "tidsstämpel",
];

/// Names of the duration's column, the surest first.
const DURATION: [&str; 17] = [
    "duration",
    "varaktighet",
    "runtime",
    "körtid",
    "joblength",
    "jobblängd",
    "length",
    "längd",
    "elapsed",
    "elapsedtime",
    "runningtime",
    "executiontime",
    "processingtime",
    "tidsåtgång",
    "jobduration",
    "jobbtid",
    "",
];

/// What may follow a duration's name.
const UNITS: [(&str, u64); 19] = [
    ("", MS_PER_SECOND),
    ("s", MS_PER_SECOND),
    ("sec", MS_PER_SECOND),
    ("secs", MS_PER_SECOND),
    ("sek", MS_PER_SECOND),
    ("seconds", MS_PER_SECOND),
    ("insecs", MS_PER_SECOND),
    ("inseconds", MS_PER_SECOND),
    ("sekunder", MS_PER_SECOND),
    ("ms", 1),
    ("millis", 1),
    ("milliseconds", 1),
    ("millisekunder", 1),
    ("min", MS_PER_MINUTE),
    ("minutes", MS_PER_MINUTE),
    ("minuter", MS_PER_MINUTE),
    ("h", MS_PER_HOUR),
    ("hours", MS_PER_HOUR),
    ("timmar", MS_PER_HOUR),
];

impl Columns {
    /// Without a header: submitted, then duration in seconds.
    pub(super) const PLAIN: Self = Self { submitted: 0, duration: 1, unit_ms: MS_PER_SECOND };

    /// The columns by a header's names.
    ///
    /// # Errors
    /// The first column that none of the names is for.
    pub(super) fn of(header: &Record) -> Result<Self, HistoryColumn> {
        let names: Vec<String> = header.cells().map(letters).collect();
        let find = |known: &[&str]| known.iter().find_map(|name| names.iter().position(|cell| cell == name));
        let submitted = find(&SUBMITTED).ok_or(HistoryColumn::Submitted)?;
        let durations = DURATION.iter().find_map(|known| {
            names.iter().enumerate().filter(|(at, _)| *at != submitted).find_map(|(at, name)| {
                let unit = name.strip_prefix(known).filter(|unit| !(known.is_empty() && unit.is_empty()))?;
                UNITS.iter().find(|(end, _)| *end == unit).map(|(_, unit_ms)| (at, *unit_ms))
            })
        });
        let (duration, unit_ms) = durations.ok_or(HistoryColumn::Duration)?;
        Ok(Self { submitted, duration, unit_ms })
    }
}

/// A name's letters in lower case: `Duration (ms)` is `durationms`.
fn letters(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}
