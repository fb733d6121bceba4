//! Reading past jobs.

use poolwise::capacity::history_wire::Imported;
use poolwise::capacity::{
    HistoryColumn, HistoryImport, HistoryReader, RowProblem, history_problem, simulate,
};
use poolwise::units::{Seed, Timestamp};
use poolwise::words::Language;
use proptest::prelude::*;

use super::{jobs, pool, scenario, until_done};

fn read(text: &[u8], chunk: usize) -> HistoryImport {
    let mut reader = HistoryReader::new();
    text.chunks(chunk.max(1)).for_each(|bytes| reader.feed(bytes));
    reader.finish()
}

/// The jobs, and each problem with its row and column.
#[track_caller]
fn check(text: &str, expected: &[(u64, u64)], problems: &[(u64, Option<u32>, RowProblem)]) {
    let import = read(text.as_bytes(), 5);
    let found: Vec<(u64, u64)> =
        import.history.jobs().iter().map(|job| (job.after_ms, job.length_ms)).collect();
    assert_eq!(found, expected, "{text}");
    let noted: Vec<_> =
        import.problems.iter().map(|noted| (noted.row, noted.column, noted.problem.clone())).collect();
    assert_eq!(noted, problems, "{text}");
}

#[test]
fn headers_name_the_columns() {
    let two = [(0, 60_000), (1_000, 90_000)];
    check("submitted,duration\n5,60\n6,90\n", &two, &[]);
    check("Job;Duration (s);Submitted At\na;60;5\nb;90;6\n", &two, &[]);
    check("Körtid (min)\tInskickad\n1\t5\n1,5\t6\n", &two, &[]);
    check("jobb;skapad;varaktighet_ms\nx;5;60000\nx;6;90000", &two, &[]);
    check("\"createdOn\",\"durationMinutes\"\n\"5\",\"1\"\n\"6\",\"1,5\"\n", &two, &[]);
    check("timestamp,seconds\n5,60\n6,90\n", &two, &[]);
    check("5\t60\n6\t90\n", &two, &[]);
    check("2017-04-19 08:00;0:01:00\n2017-04-19 08:00:01;0:01:30\n", &two, &[]);
}

#[test]
fn jobs_come_in_order_of_submission() {
    check("7,1\n5,2\n7,3\n", &[(0, 2_000), (2_000, 1_000), (2_000, 3_000)], &[]);
    let import = read(b"2017-04-19T08:30:00Z,1\n", 100);
    assert_eq!(import.history.first(), Timestamp::from_ms(1_492_590_600_000));
}

#[test]
fn each_problem_has_its_row_and_column() {
    let not_a_moment = |found: &str| RowProblem::NotAMoment { found: found.to_owned() };
    let not_a_duration = |found: &str| RowProblem::NotADuration { found: found.to_owned(), unit_ms: 1_000 };
    let missing = |column| RowProblem::CellMissing { column };
    check(
        "id,submitted,duration\n1,today,5\n2,3,five\n\n4,1\n5,,\n6,2017-01-01,1\n7,8,9\n8,9,200000:00:00\n9,2,-1",
        &[(0, 9_000)],
        &[
            (2, Some(2), not_a_moment("today")),
            (3, Some(3), not_a_duration("five")),
            (5, Some(3), missing(HistoryColumn::Duration)),
            (6, Some(2), missing(HistoryColumn::Submitted)),
            (6, Some(3), missing(HistoryColumn::Duration)),
            (7, Some(2), RowProblem::MixedMoments { found: "2017-01-01".to_owned() }),
            (9, Some(3), RowProblem::TooLong { found_ms: 720_000_000_000 }),
            (10, Some(3), not_a_duration("-1")),
        ],
    );
    let no_column =
        |column, found: &str| [(1, None, RowProblem::ColumnMissing { column, found: found.to_owned() })];
    check("name,duration\na,5\n", &[], &no_column(HistoryColumn::Submitted, "name, duration"));
    check("submitted;first, name\n5;a\n", &[], &no_column(HistoryColumn::Duration, "submitted, first, name"));
    check("", &[], &[]);
    let utf16 = read(b"\xFF\xFEs\0u\0b\0,\0\n\0", 3);
    assert_eq!(utf16.problems[0].problem, RowProblem::Utf16);
    // A sheet saved as it is: a zip archive, or what came before it.
    for start in [b"PK\x03\x04\x14\x00\x06\x00,\n\x00\"", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1,\n\x00\""] {
        let workbook = read(start, 3);
        let told = workbook.problems.iter().map(|problem| problem.problem.clone()).collect::<Vec<_>>();
        assert_eq!((told, workbook.history.jobs().len()), (vec![RowProblem::Workbook], 0));
        let said = history_problem(&workbook.problems[0], Language::English);
        assert!(said.starts_with("The file is a workbook"), "it is no matter of a row: {said}");
    }
}

/// Sentences as the page shows them, with what was read beside them.
#[track_caller]
fn check_said(text: &str, expected: &[(u64, u64)], said: &[&str]) {
    let import = read(text.as_bytes(), 5);
    let found: Vec<(u64, u64)> =
        import.history.jobs().iter().map(|job| (job.after_ms, job.length_ms)).collect();
    assert_eq!(found, expected, "{text}");
    let language = Language::English;
    let problems: Vec<String> =
        import.problems.iter().map(|problem| history_problem(problem, language)).collect();
    assert_eq!(problems, said, "{text}");
    let told = Imported::new(&import, String::new(), true, true, true, 0).import();
    assert_eq!(told.problems, import.problems, "through the worker");
}

/// A comma before three digits is asked about, as in the form's fields; thousands beyond doubt are read.
#[test]
fn thousands_are_never_guessed() {
    check_said(
        "submitted,duration (ms)\n1,\"12,345\"\n2,\"1,234,567\"\n3,\"1,5\"\n4,five\n\"5,000\",1\n",
        &[(0, 1_234_567), (1_000, 2)],
        &[
            "Row 2, column 2: “12,345” can mean two numbers; write 12.345 or 12345",
            "Row 5, column 2: “five” is not a duration; write milliseconds, or h:mm:ss",
            "Row 6, column 1: “5,000” can mean two numbers; write 5 or 5000",
        ],
    );
    check_said(
        "inskickad;körtid\n1;1,234\n2;60,125\n",
        &[],
        &[
            "Row 2, column 2: “1,234” can mean two numbers; write 1.234 or 1234",
            "Row 3, column 2: “60,125” can mean two numbers; write 60.125 or 60125",
        ],
    );
}

/// Where the other lengths of a column tell what a comma is, one before three digits is that, too: most rows of a Swedish
/// export would be left out.
#[test]
fn a_column_tells_what_its_commas_are() {
    check_said(
        "inskickad;körtid\n1;1,234\n2;0,125\n3;1:00:00,250\nx;2,345\n",
        &[(0, 1_234), (1_000, 125), (2_000, 3_600_250)],
        &["Row 5, column 1: “x” is not a time of submission; write 2017-04-19T08:30:00Z, or seconds"],
    );
    check_said(
        "submitted;duration (ms)\n1;12,345\n2;1,234,567\n3;1,234.5\n",
        &[(0, 12_345), (1_000, 1_234_567), (2_000, 1_235)],
        &[],
    );
    let rows: String = (1..=300).map(|at| format!("{at};7,{at:03}\n")).collect();
    let import = read(format!("inskickad;körtid (min)\n{rows}301;1,5\n302;nej\n").as_bytes(), 1_000);
    assert_eq!((import.history.len(), import.problem_count), (301, 1));
    assert_eq!(import.problems.len(), 1);
    let shown: Vec<_> = import.preview.unwrap().rows.iter().map(|row| row.length_ms).collect();
    assert_eq!(shown.first(), Some(&Some(420_060)));
}

/// A decimal comma that is not quoted cuts a number in two, which shows in a cell too many.
#[test]
fn a_cell_too_many_is_told() {
    let cells = "the row goes on to column 3, beyond column 2; quote a number with a decimal comma, or name every column in a header";
    check_said(
        "submitted,duration\n1,90,5\n2,60,\n3,70, ,\n",
        &[(0, 60_000), (1_000, 70_000)],
        &[&format!("Row 2: {cells}")],
    );
    check_said("1,90,5\n2,60\n", &[(0, 60_000)], &[&format!("Row 1: {cells}")]);
    check_said("1;90;done\n2;60\n", &[(0, 90_000), (1_000, 60_000)], &[]);
}

#[test]
fn problems_are_kept_to_twenty_and_all_counted() {
    let mut text = String::from("submitted,duration\n");
    text.extend((0..1_000).map(|row| format!("{row},x\n")));
    let import = read(text.as_bytes(), 4_096);
    assert_eq!((import.problems.len(), import.problem_count), (20, 1_000));
}

#[test]
fn a_long_history_replays() {
    let mut text = String::from("submitted;duration\n");
    text.extend((0..20_000).map(|row| format!("{};{}\n", row * 10, 5 + row % 9)));
    let import = read(text.as_bytes(), 64 * 1_024);
    assert_eq!(import.history.len(), 20_000);
    let total: u64 = import.history.jobs().iter().map(|job| job.length_ms).sum();
    let workload = poolwise::capacity::Workload {
        history: Some(import.history.into()),
        ..jobs(0, poolwise::capacity::JobLength::History, poolwise::capacity::Arrivals::History)
    };
    let outcome = simulate(&scenario(workload, pool(2, until_done()), None), Seed(1));
    assert_eq!((outcome.jobs, outcome.usage.useful.ms()), (20_000, total));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any bytes are read or refused, and the chunks in which they come change nothing.
    #[test]
    fn hostile_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), chunk in 1_usize..50) {
        prop_assert_eq!(read(&bytes, chunk), read(&bytes, bytes.len()));
    }

    #[test]
    fn hostile_tables_never_panic(text in "(submitted[,;\t]duration\n)?([0-9:.,;\t\"\r\n TZ+-]{0,12}\n?){0,20}", chunk in 1_usize..50) {
        let import = read(text.as_bytes(), chunk);
        prop_assert!(import.problems.len() as u64 <= import.problem_count);
        prop_assert_eq!(import, read(text.as_bytes(), text.len()));
    }

    /// What a table says is what is read.
    #[test]
    fn written_rows_read_back(given in proptest::collection::vec((0_u64..9_000_000, 0_u64..9_000_000), 1..30)) {
        let text: String = given
            .iter()
            .map(|(at, length)| format!("{}.{:03};{}.{:03}\n", at / 1_000, at % 1_000, length / 1_000, length % 1_000))
            .collect();
        let import = read(text.as_bytes(), 11);
        let mut expected = given;
        expected.sort_by_key(|job| job.0);
        let first = expected[0].0;
        let found: Vec<(u64, u64)> =
            import.history.jobs().iter().map(|job| (job.after_ms + first, job.length_ms)).collect();
        prop_assert_eq!(found, expected);
    }
}
