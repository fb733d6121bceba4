use std::borrow::Cow;

use rust_decimal::Decimal;

use super::markup::Markup;
use crate::words::Figures;

/// The figures behind a chart: what its readout says place by place, its table, and its CSV file.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    /// A name for each column, with its unit; the first is the x axis.
    pub columns: Vec<String>,
    /// The same for programs, where it is more than the name, such as a currency; empty where it is not.
    pub plain_columns: Vec<String>,
    /// By rising place.
    pub rows: Vec<Row>,
}

/// One place of a chart.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Row {
    /// Where on the x axis.
    pub at: f64,
    /// Heights of the crosshair's dots.
    pub heights: Vec<f64>,
    /// One a column.
    pub cells: Vec<Cell>,
    /// Worth a line of its own to the eye: a break-even, the present value.
    pub is_marked: bool,
}

/// A figure of a row. Numbers are put into words only when they are read: a chart has hundreds of rows, of which a
/// reader sees one, and a browser's number format costs more than the figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// As people and as programs read it; empty for programs where there is no number.
    Told {
        /// For people.
        shown: String,
        /// For programs: plain digits.
        plain: String,
    },
    /// A number with its unit for people, with all its decimals for programs.
    Number {
        /// The number.
        value: Decimal,
        /// Decimals for people, at most.
        most: u32,
        /// What stands after it for people; may be empty.
        unit: &'static str,
    },
    /// An amount of money in a currency.
    Money {
        /// How much.
        amount: Decimal,
        /// The currency's three letters.
        currency: String,
    },
}

impl Cell {
    /// As people read it.
    #[must_use]
    pub fn shown(&self, figures: Figures) -> Cow<'_, str> {
        match self {
            Self::Told { shown, .. } => Cow::Borrowed(shown),
            Self::Number { value, most, unit: "" } => Cow::Owned(figures.number(*value, *most)),
            Self::Number { value, most, unit } => {
                Cow::Owned(format!("{} {unit}", figures.number(*value, *most)))
            }
            Self::Money { amount, currency } => Cow::Owned(figures.money(*amount, currency)),
        }
    }

    /// As programs read it: plain digits.
    #[must_use]
    pub fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Told { plain, .. } => Cow::Borrowed(plain),
            Self::Number { value, .. } => Cow::Owned(value.to_string()),
            Self::Money { amount, .. } => Cow::Owned(amount.to_string()),
        }
    }
}

impl Table {
    /// The row whose place is nearest; the first of two that are as near.
    #[must_use]
    pub fn nearest(&self, at: f64) -> Option<usize> {
        let distance = |row: &Row| (row.at - at).abs();
        self.rows
            .iter()
            .enumerate()
            .min_by(|(_, one), (_, other)| distance(one).total_cmp(&distance(other)))
            .map(|(place, _)| place)
    }

    /// A row in one line: the place, then each name with its figure.
    #[must_use]
    pub fn sentence(&self, row: usize, figures: Figures) -> String {
        let Some(row) = self.rows.get(row) else { return String::new() };
        let mut line = String::new();
        for (at, (name, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
            let figure = cell.shown(figures);
            if figure.is_empty() {
                continue;
            }
            if !line.is_empty() {
                line.push_str(" · ");
            }
            if at > 0 {
                line.push_str(name);
                line.push_str(": ");
            }
            line.push_str(&figure);
        }
        line
    }

    /// Head and body as the content of a `table` element.
    #[must_use]
    pub fn markup(&self, figures: Figures) -> String {
        let mut markup = Markup::default();
        markup.text("<thead><tr>");
        for column in &self.columns {
            markup.text("<th scope=\"col\">").escaped(column).text("</th>");
        }
        markup.text("</tr></thead><tbody>");
        for row in &self.rows {
            markup.text(if row.is_marked { "<tr class=\"marked\">" } else { "<tr>" });
            for (at, cell) in row.cells.iter().enumerate() {
                let (open, close) = if at == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
                markup.text(open).escaped(&cell.shown(figures)).text(close);
            }
            markup.text("</tr>");
        }
        markup.text("</tbody>");
        markup.0
    }

    /// The table as RFC 4180 has it: commas, CR LF, quotes where a cell needs them, plain digits.
    ///
    /// A text cell that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut csv = String::new();
        let head = if self.plain_columns.is_empty() { &self.columns } else { &self.plain_columns };
        line(&mut csv, head.iter().map(|name| Cow::Borrowed(name.as_str())));
        for row in &self.rows {
            line(&mut csv, row.cells.iter().map(Cell::plain));
        }
        csv
    }
}

fn line<'a>(csv: &mut String, cells: impl Iterator<Item = Cow<'a, str>>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            csv.push(',');
        }
        let is_number = cell.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte));
        let guard = if !is_number && cell.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        if cell.contains([',', '"', '\r', '\n']) {
            csv.push('"');
            csv.push_str(guard);
            csv.push_str(&cell.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(guard);
            csv.push_str(&cell);
        }
    }
    csv.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Figures, Language};

    const FIGURES: Figures = Figures(Language::English);

    fn table() -> Table {
        let row = |at: f64, cost: &str| Row {
            at,
            cells: vec![
                Cell::Told { shown: format!("{at} jobs"), plain: at.to_string() },
                Cell::Told { shown: format!("${cost}"), plain: cost.to_owned() },
            ],
            ..Row::default()
        };
        Table {
            columns: vec!["Jobs".to_owned(), "Pool, \"S1\"".to_owned()],
            plain_columns: Vec::new(),
            rows: vec![row(0.0, "100.00"), row(10.0, "-5.5"), row(30.0, "=1+1")],
        }
    }

    #[test]
    fn the_nearest_row_answers() {
        let nearest = |at| table().nearest(at);
        assert_eq!(
            (nearest(-3.0), nearest(4.0), nearest(6.0), nearest(1e9)),
            (Some(0), Some(0), Some(1), Some(2))
        );
        assert_eq!(Table::default().nearest(1.0), None);
    }

    #[test]
    fn reads_aloud_and_as_csv() {
        assert_eq!(table().sentence(0, FIGURES), "0 jobs · Pool, \"S1\": $100.00");
        assert_eq!(table().sentence(9, FIGURES), "");
        let markup = table().markup(FIGURES);
        assert!(markup.starts_with("<thead><tr><th scope=\"col\">Jobs</th>"), "{markup}");
        assert!(markup.contains("<tr><th scope=\"row\">0 jobs</th><td>$100.00</td></tr>"), "{markup}");
        assert_eq!(table().csv(), "Jobs,\"Pool, \"\"S1\"\"\"\r\n0,100.00\r\n10,-5.5\r\n30,'=1+1\r\n");
    }
    #[test]
    fn numbers_are_written_when_they_are_read() {
        let number = |unit| Cell::Number { value: Decimal::new(12_345_678, 3), most: 1, unit };
        assert_eq!((&*number("").shown(FIGURES), &*number("").plain()), ("12,345.7", "12345.678"));
        assert_eq!((&*number("h").shown(FIGURES), &*number("h").plain()), ("12,345.7 h", "12345.678"));
        let money = Cell::Money { amount: Decimal::new(100, 0), currency: "USD".to_owned() };
        assert_eq!((&*money.shown(FIGURES), &*money.plain()), ("$100.00", "100"));
    }
}
