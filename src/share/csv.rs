//! CSV as programs read it, and as Excel opens it.
//!
//! Text that a spreadsheet would take for a formula is written with an apostrophe before it, in both kinds: a file that
//! came from a link may be opened in a spreadsheet by someone else.

use rust_decimal::Decimal;

use crate::words::Language;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// An exact number, written in digits alone.
    Number(Decimal),
}

impl Cell {
    /// A cell with this text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// For whom a CSV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// For programs (RFC 4180): commas, decimal points, UTF-8 without a mark.
    Plain,
    /// For Excel on a computer of this language: a byte order mark, so that it reads UTF-8; in Swedish semicolons and
    /// decimal commas.
    Excel(Language),
    /// For a sheet in Excel on a computer of this language, through the clipboard: tabs between the cells.
    Sheet(Language),
}

impl Dialect {
    /// What stands between two cells.
    #[must_use]
    pub const fn separator(self) -> char {
        match self {
            Self::Sheet(_) => '\t',
            Self::Excel(Language::Swedish) => ';',
            Self::Plain | Self::Excel(Language::English) => ',',
        }
    }

    const fn decimal_sign(self) -> char {
        match self {
            Self::Excel(Language::Swedish) | Self::Sheet(Language::Swedish) => ',',
            _ => '.',
        }
    }
}

/// Writes rows, each ended by a carriage return and a line feed.
///
/// ```
/// use poolwise::share::csv::{Cell, Dialect, write};
/// use poolwise::words::Language;
/// let rows = [vec![Cell::text("Summa; allt"), Cell::Number("146.50".parse().unwrap())]];
/// assert_eq!(write(&rows, Dialect::Plain), "Summa; allt,146.50\r\n");
/// assert_eq!(write(&rows, Dialect::Excel(Language::Swedish)), "\u{feff}\"Summa; allt\";146,50\r\n");
/// ```
#[must_use]
pub fn write(rows: &[Vec<Cell>], dialect: Dialect) -> String {
    let mut csv = String::new();
    if matches!(dialect, Dialect::Excel(_)) {
        csv.push('\u{feff}');
    }
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                csv.push(dialect.separator());
            }
            match cell {
                Cell::Text(text) => push_text(text, dialect.separator(), &mut csv),
                Cell::Number(number) => push_number(*number, dialect, &mut csv),
            }
        }
        csv.push_str("\r\n");
    }
    csv
}

fn push_number(number: Decimal, dialect: Dialect, csv: &mut String) {
    let sign = dialect.decimal_sign();
    for digit in number.to_string().chars() {
        csv.push(if digit == '.' { sign } else { digit });
    }
}

fn push_text(text: &str, separator: char, csv: &mut String) {
    let formula = is_formula(text);
    let needs_quotes =
        text.contains([separator, '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ');
    if needs_quotes {
        csv.push('"');
    }
    if formula {
        csv.push('\'');
    }
    for letter in text.chars() {
        if letter == '"' {
            csv.push('"');
        }
        csv.push(letter);
    }
    if needs_quotes {
        csv.push('"');
    }
}

/// Whether a spreadsheet would take text for a formula. **Source**: OWASP, "CSV Injection": `=`, `+`, `-`, `@`, tab and
/// carriage return at the beginning; blanks before them are dropped by some, and wide forms are taken for the narrow.
fn is_formula(text: &str) -> bool {
    let begins = |text: &str| {
        text.starts_with([
            '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
        ])
    };
    begins(text)
        || begins(text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}'))
}
