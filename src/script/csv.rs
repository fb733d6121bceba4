use std::borrow::Cow;

/// What an ampersand of a URL is where the URL was copied out of a page's source.
const ENTITY: &str = "&amp;";

/// A row: the line on which it begins (the first is 1) and its cells.
pub(super) type Row = (usize, Vec<String>);

/// Rows of a CSV or a plain list, empty lines left out; a cell may be quoted. Lines end as on any system, with a carriage
/// return alone, too. Semicolons or tabs separate where the first line has them and no comma. The semicolon of a URL's
/// `&amp;` separates nothing.
///
/// # Errors
/// The line of a quote that is never closed: it would take in every row after it.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, usize> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.trim_start().split(['\r', '\n']).next().unwrap_or_default();
    let first =
        if first.contains("://") { Cow::Owned(first.replace(ENTITY, "&")) } else { Cow::Borrowed(first) };
    let separator = [',', ';', '\t'].into_iter().find(|separator| first.contains(*separator)).unwrap_or(',');
    let mut reader = Reader { rows: Vec::new(), cells: Vec::new(), cell: String::new(), begins_at: 1 };
    let (mut line, mut is_quoted, mut quoted_at) = (1_usize, false, 1_usize);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let ends_line = c == '\n' || c == '\r' && characters.peek() != Some(&'\n');
        if ends_line {
            line = line.saturating_add(1);
        }
        match c {
            '"' if is_quoted && characters.peek() == Some(&'"') => {
                characters.next();
                reader.cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if reader.cell.trim().is_empty() => {
                reader.cell.clear();
                (is_quoted, quoted_at) = (true, line);
            }
            c if is_quoted => reader.cell.push(c),
            _ if ends_line => reader.end_row(line),
            c if c == separator && !reader.ends_entity(c) => reader.end_cell(),
            c => reader.cell.push(c),
        }
    }
    if is_quoted {
        return Err(quoted_at);
    }
    reader.end_row(line);
    Ok(reader.rows)
}

struct Reader {
    rows: Vec<Row>,
    cells: Vec<String>,
    cell: String,
    begins_at: usize,
}

impl Reader {
    /// Whether this character ends an HTML entity of a URL.
    fn ends_entity(&self, c: char) -> bool {
        let begun = ENTITY.strip_suffix(c);
        begun.is_some_and(|begun| self.cell.ends_with(begun)) && self.cell.contains("://")
    }

    fn end_cell(&mut self) {
        self.cells.push(core::mem::take(&mut self.cell).trim().to_owned());
    }

    fn end_row(&mut self, next_begins_at: usize) {
        self.end_cell();
        let cells = core::mem::take(&mut self.cells);
        if cells.iter().any(|cell| !cell.is_empty()) {
            self.rows.push((self.begins_at, cells));
        }
        self.begins_at = next_begins_at;
    }
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &[&str])]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(line, cells)| (*line, cells.iter().map(|c| (*c).to_owned()).collect()))
            .collect();
        assert_eq!(rows(text), Ok(expected));
    }

    #[test]
    fn reads_lists_and_tables() {
        check("", &[]);
        check("c/a.csv\r\n\r\n c/b.csv ", &[(1, &["c/a.csv"]), (3, &["c/b.csv"])]);
        check("\u{feff}a;b\n1;2,5\n", &[(1, &["a", "b"]), (2, &["1", "2,5"])]);
        check("\"a \"\"x\"\"\",\"l1\nl2\"\nb,c", &[(1, &["a \"x\"", "l1\nl2"]), (3, &["b", "c"])]);
        check("a;b&amp;c", &[(1, &["a", "b&amp", "c"])]);
        let url = "https://a.b/c/d.csv?sv=1&amp;sr=b&amp;sig=x";
        check(&format!("{url}\n{url}"), &[(1, &[url]), (2, &[url])]);
        check(&format!("{url};d\n{url};e"), &[(1, &[url, "d"]), (2, &[url, "e"])]);
        check("a\t\"\"\n", &[(1, &["a", ""])]);
        check(
            "a;b\r1;2,5\r\r\"x\ry\";3\r4;5",
            &[(1, &["a", "b"]), (2, &["1", "2,5"]), (4, &["x\ry", "3"]), (6, &["4", "5"])],
        );
    }

    #[test]
    fn a_quote_that_is_never_closed_is_no_row() {
        assert_eq!(rows("a\tb\n\"open"), Err(2));
        assert_eq!(rows("a,b\n1,\"l1\nl2\"\n3,\"4\n5,6\n"), Err(4));
    }
}
