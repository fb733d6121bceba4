/// How much a finding matters, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The job cannot be sent.
    Error,
    /// The job can be sent, and will probably not do what was meant.
    Warning,
    /// Worth knowing; nothing needs doing.
    Note,
}

/// A part of a text, in bytes, on character boundaries: `start` included, `end` not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The part itself; empty when the text is another one.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Where `part`, a piece borrowed from `text`, stands in it; all of `text` when it is no piece of it.
    pub(super) fn locate(text: &str, part: &str) -> Self {
        let start = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
        match start.checked_add(part.len()) {
            Some(end) if end <= text.len() => Self { start, end },
            _ => Self { start: 0, end: text.len() },
        }
    }
}

/// Something found in a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<P> {
    /// What was found.
    pub problem: P,
    /// Where.
    pub span: Span,
}
