/// The most bytes of one record; what is longer is no row of a table of jobs.
const RECORD_MAXIMUM: usize = 16_384;

/// Cuts bytes into records of cells, whatever the chunks in which they come.
///
/// RFC 4180 with any of comma, semicolon and tab (found in the first record), and any line end. Never holds more than
/// one record.
#[derive(Clone, Debug)]
pub(super) struct Records {
    separator: Option<u8>,
    /// The first record as it came, until its separator is known.
    first: Vec<u8>,
    record: Record,
    state: State,
    row: u64,
    is_after_return: bool,
}

/// One row of the table.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// Its number, from 1; empty lines count.
    pub(super) row: u64,
    /// Whether it was too long, or a quote in it was not closed; then its cells are cut.
    pub(super) is_too_long: bool,
    /// Whether commas stand between its cells, where they may stand inside of numbers, too.
    pub(super) is_by_commas: bool,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// After a quote inside quotes: the end of the cell, or half of an escaped quote.
    QuoteInQuotes,
    /// The record is too long: what is left of its line is skipped.
    Skipping,
}

impl Record {
    /// A cell's bytes, from 0; `None` beyond the last.
    pub(super) fn cell(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.bytes.get(start..end).map(<[u8]>::trim_ascii)
    }

    /// How many cells it has, up to the last that is not empty.
    pub(super) fn width(&self) -> usize {
        (0..self.ends.len())
            .rev()
            .find(|at| self.cell(*at).is_some_and(|cell| !cell.is_empty()))
            .map_or(0, |at| at + 1)
    }

    /// All cells.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).filter_map(|at| self.cell(at))
    }

    fn clear(&mut self) {
        self.is_too_long = false;
        self.bytes.clear();
        self.ends.clear();
    }
}

impl Records {
    pub(super) fn new() -> Self {
        Self {
            separator: None,
            first: Vec::new(),
            record: Record::default(),
            state: State::CellStart,
            row: 0,
            is_after_return: false,
        }
    }

    /// What stands between cells, once that is known.
    pub(super) const fn separator(&self) -> Option<u8> {
        self.separator
    }

    /// Takes the next bytes and hands on each record that they complete, empty lines left out.
    pub(super) fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(&Record)) {
        let mut rest = bytes;
        if self.separator.is_none() {
            let needed = (RECORD_MAXIMUM + 1).saturating_sub(self.first.len());
            let (head, tail) = rest.split_at(rest.len().min(needed));
            self.first.extend_from_slice(head);
            rest = tail;
            let Some(separator) = separator(&self.first, false) else { return };
            self.begin(separator, each);
        }
        for byte in rest {
            self.take(*byte, each);
        }
    }

    /// Hands on the last record, if no line end followed it.
    pub(super) fn finish(&mut self, each: &mut dyn FnMut(&Record)) {
        if self.separator.is_none()
            && let Some(separator) = separator(&self.first, true)
        {
            self.begin(separator, each);
        }
        self.record.is_too_long |= self.state == State::Quoted;
        if self.state != State::CellStart || !self.record.ends.is_empty() {
            self.end_record(each);
        }
    }

    fn begin(&mut self, separator: u8, each: &mut dyn FnMut(&Record)) {
        self.separator = Some(separator);
        self.record.is_by_commas = separator == b',';
        let first = core::mem::take(&mut self.first);
        for byte in first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&first) {
            self.take(*byte, each);
        }
    }

    fn take(&mut self, byte: u8, each: &mut dyn FnMut(&Record)) {
        let is_after_return = core::mem::replace(&mut self.is_after_return, byte == b'\r');
        let is_line_end = matches!(byte, b'\n' | b'\r') && self.state != State::Quoted;
        if is_line_end {
            if !(is_after_return && byte == b'\n') {
                self.end_record(each);
            }
            return;
        }
        if self.record.bytes.len() >= RECORD_MAXIMUM || self.record.ends.len() >= RECORD_MAXIMUM {
            self.record.is_too_long = true;
            self.state = State::Skipping;
            return;
        }
        let is_separator = Some(byte) == self.separator;
        self.state = match self.state {
            State::Skipping => State::Skipping,
            State::Quoted if byte == b'"' => State::QuoteInQuotes,
            State::CellStart if byte == b'"' => State::Quoted,
            State::QuoteInQuotes if byte == b'"' => self.push(byte, State::Quoted),
            State::Quoted => self.push(byte, State::Quoted),
            _ if is_separator => {
                self.record.ends.push(self.record.bytes.len());
                State::CellStart
            }
            // Spaces before an opening quote are not part of the cell.
            State::CellStart if byte == b' ' => State::CellStart,
            _ => self.push(byte, State::Plain),
        };
    }

    fn push(&mut self, byte: u8, next: State) -> State {
        self.record.bytes.push(byte);
        next
    }

    fn end_record(&mut self, each: &mut dyn FnMut(&Record)) {
        self.row = self.row.saturating_add(1);
        self.record.row = self.row;
        self.record.ends.push(self.record.bytes.len());
        self.state = State::CellStart;
        if self.record.is_too_long || self.record.cells().any(|cell| !cell.is_empty()) {
            each(&self.record);
        }
        self.record.clear();
    }
}

/// The separator of a table by its first line that is not empty: the tab, semicolon or comma that stands outside
/// quotes, in this order, since the later ones stand inside cells of the earlier. `None` while that line is not
/// complete.
fn separator(first: &[u8], is_all: bool) -> Option<u8> {
    let mut is_quoted = false;
    let mut found = [false; 3];
    let mut is_complete = is_all || first.len() > RECORD_MAXIMUM;
    let mut has_text = false;
    for byte in first {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted && has_text => {
                is_complete = true;
                break;
            }
            b'\t' if !is_quoted => found[0] = true,
            b';' if !is_quoted => found[1] = true,
            b',' if !is_quoted => found[2] = true,
            _ => {}
        }
        has_text |= !byte.is_ascii_whitespace();
    }
    let [tab, semicolon, _] = found;
    let separator = if tab {
        b'\t'
    } else if semicolon {
        b';'
    } else {
        b','
    };
    is_complete.then_some(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(u64, &[&str])]) {
        for chunk in [1, 2, 3, 7, text.len().max(1)] {
            let mut records = Records::new();
            let mut found: Vec<(u64, Vec<String>)> = Vec::new();
            let mut keep = |record: &Record| {
                let cells = record.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
                found.push((record.row, cells));
            };
            text.as_bytes().chunks(chunk).for_each(|bytes| records.feed(bytes, &mut keep));
            records.finish(&mut keep);
            let found: Vec<(u64, Vec<&str>)> =
                found.iter().map(|(row, cells)| (*row, cells.iter().map(String::as_str).collect())).collect();
            let expected: Vec<(u64, Vec<&str>)> =
                expected.iter().map(|(row, cells)| (*row, cells.to_vec())).collect();
            assert_eq!(found, expected, "in chunks of {chunk}");
        }
    }

    #[test]
    fn cuts_tables_of_every_make() {
        check("a,b\n1,2\n", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("\u{feff}a;b\r\n1,5;2\r\n\r\n3;4", &[(1, &["a", "b"]), (2, &["1,5", "2"]), (4, &["3", "4"])]);
        check("a\tb;c\r1\t2\r", &[(1, &["a", "b;c"]), (2, &["1", "2"])]);
        check("a, \"b,\"\"\nc\" \n,\n", &[(1, &["a", "b,\"\nc"])]);
        check("\n\na;b\n", &[(3, &["a", "b"])]);
        check("", &[]);
        check("alone", &[(1, &["alone"])]);
        check("a,b\n1,\"open\n2,3\n", &[(1, &["a", "b"]), (2, &["1", "open\n2,3"])]);
    }

    #[test]
    fn a_quote_left_open_costs_one_record_not_the_file() {
        let mut text = String::from("a,b\n\"open,1\n");
        text.extend((0..4_000).map(|row| format!("{row},{row}\n")));
        let (mut records, mut rows, mut cut) = (Records::new(), 0, 0);
        let mut keep = |record: &Record| {
            rows += 1;
            cut += u32::from(record.is_too_long);
        };
        records.feed(text.as_bytes(), &mut keep);
        records.finish(&mut keep);
        assert_eq!(cut, 1);
        assert!(rows > 1_000, "{rows}");
    }
}
