//! CSV, Markdown and their goldens.

use std::path::PathBuf;

use poolwise::billing::july_2016;
use poolwise::cost::{
    Answer, CostDraft, Exported, Outlooks, Speaker, answer, excel, markdown, outlooks, plain_csv,
};
use poolwise::share::csv::{Cell, Dialect, write};
use poolwise::share::markdown::Document;
use poolwise::units::Decimal;
use poolwise::words::Language;
use proptest::prelude::*;

#[track_caller]
pub(super) fn check_golden(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/domain/golden/outputs").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(golden == text, "{name} differs; set BLESS=1 and read the change");
}

const LINK: &str = "https://poolwise.example/#1&pin=1;hours:6;plan:S2!%3DHYPERLINK%281%29%20%7C%20a";
const NAME: &str = "=HYPERLINK(1) | a";

fn with_exported<T>(use_them: impl Fn(&[Exported<'_>]) -> T) -> T {
    let drafts = ["", "1&hours=6&plan=S2&paid=S1"].map(|link| CostDraft::from_link(link).unwrap());
    let answers: Vec<Answer> = drafts
        .iter()
        .map(|draft| {
            let inputs = draft.check().unwrap();
            answer(&july_2016(), &inputs, &outlooks(&inputs, 20))
        })
        .collect();
    let all: Vec<Exported<'_>> = ["", NAME]
        .iter()
        .zip(&drafts)
        .zip(&answers)
        .map(|((name, draft), answer)| Exported { name, draft, answer })
        .collect();
    use_them(&all)
}

#[test]
fn exports_are_their_goldens() {
    with_exported(|all| check_golden("cost.csv", &plain_csv(all)));
    for language in Language::ALL {
        let speaker = Speaker::new(language);
        let tag = language.tag();
        with_exported(|all| {
            let excel = |dialect| excel(all, dialect, speaker);
            check_golden(&format!("excel.{tag}.csv"), &excel(Dialect::Excel(language)));
            check_golden(&format!("sheet.{tag}.txt"), &excel(Dialect::Sheet(language)));
        });
        with_exported(|all| {
            check_golden(&format!("cost.{tag}.md"), &markdown(all, LINK, speaker));
        });
        with_exported(|all| {
            check_golden(&format!("single.{tag}.md"), &markdown(&all[..1], LINK, speaker));
        });
    }
}

/// What is not known yet is said, not left empty.
#[test]
fn what_is_still_simulated_is_said_to_be() {
    let draft = CostDraft::from_link("1&keep=until-done").unwrap();
    let answer = answer(&july_2016(), &draft.check().unwrap(), &Outlooks::default());
    let all = [Exported { name: "", draft: &draft, answer: &answer }];
    let csv = plain_csv(&all);
    assert!(csv.contains("result,total,pool,pending,"), "{csv}");
    let speaker = Speaker::new(Language::English);
    assert!(markdown(&all, "", speaker).contains("Simulating"));
}

/// Nothing is money, too.
#[test]
fn all_money_in_a_csv_has_its_cents() {
    with_exported(|all| {
        for row in read_csv(&plain_csv(all), ',').iter().filter(|row| row[5] == "USD") {
            let (_, cents) = row[4].split_once('.').unwrap_or_default();
            assert!(cents.len() >= 2, "{row:?}");
        }
    });
}

/// Reads a CSV as a spreadsheet does: cells by separator, quotes doubled.
fn read_csv(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = rows.last_mut().unwrap().last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\r' if !quoted && letters.peek() == Some(&'\n') => {
                letters.next();
                rows.push(vec![String::new()]);
            }
            letter if letter == separator && !quoted => rows.last_mut().unwrap().push(String::new()),
            letter => cell.push(letter),
        }
    }
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last row ends, too");
    rows
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        "(?s)[=+@\\-;,\"'\r\n\tåa ]{0,8}".prop_map(Cell::Text),
        "(?s).{0,12}".prop_map(Cell::Text),
        (any::<i64>(), 0_u32..6).prop_map(|(digits, scale)| Cell::Number(Decimal::new(digits, scale))),
    ]
}

proptest! {
    /// Whatever stands in the cells, the file has the same rows and cells, and none that is a formula.
    #[test]
    fn a_csv_reads_back_and_holds_no_formula(
        rows in prop::collection::vec(prop::collection::vec(any_cell(), 1..4), 0..4),
    ) {
        for dialect in [
            Dialect::Plain,
            Dialect::Excel(Language::English),
            Dialect::Excel(Language::Swedish),
            Dialect::Sheet(Language::Swedish),
        ] {
            let written = write(&rows, dialect);
            let mark = matches!(dialect, Dialect::Excel(_));
            let text = if mark { written.strip_prefix('\u{feff}').unwrap() } else { &written };
            let read = read_csv(text, dialect.separator());
            prop_assert_eq!(read.len(), rows.len());
            for (cells, row) in read.iter().zip(&rows) {
                prop_assert_eq!(cells.len(), row.len());
                for (read, cell) in cells.iter().zip(row) {
                    match cell {
                        Cell::Text(text) => {
                            prop_assert!(!read.trim_start().starts_with(['=', '+', '-', '@']), "{read:?}");
                            prop_assert_eq!(read.strip_prefix('\'').filter(|rest| rest == text).unwrap_or(read), text);
                        }
                        Cell::Number(number) => {
                            prop_assert_eq!(read.replace(',', "."), number.to_string());
                        }
                    }
                }
            }
        }
    }

    /// However a table's cells look, it has its rows and its columns when it is rendered.
    #[test]
    fn a_markdown_table_keeps_its_shape(cells in prop::collection::vec("(?s)[|\\\\`*_<>a\n\r#\\[\\]&-]{0,8}", 6)) {
        let mut document = Document::new();
        let head = ["a", "b"].map(str::to_owned);
        let rows: Vec<Vec<String>> = cells.chunks(2).map(<[String]>::to_vec).collect();
        document.table(&head, &rows, true);
        let text = document.into_text();
        let lines: Vec<&str> = text.trim_end().lines().collect();
        prop_assert_eq!(lines.len(), 5);
        for line in &lines {
            let mut bars = 0;
            let mut escaped = false;
            for letter in line.chars() {
                if letter == '|' && !escaped {
                    bars += 1;
                }
                escaped = letter == '\\' && !escaped;
            }
            prop_assert_eq!(bars, 3, "{}", line);
            prop_assert!(!line.contains('<'), "{}", line);
        }
    }
}

#[test]
fn markdown_at_the_beginning_of_a_line_is_text() {
    let mut document = Document::new();
    document.list(["# a", "1. b", "- c", "> d", "12) e", "=== f", "1.5 h"]);
    assert_eq!(
        document.into_text(),
        "- \\# a\n- 1\\. b\n- \\- c\n- \\> d\n- 12\\) e\n- \\=== f\n- 1.5 h\n\n"
    );
}
