use super::{In, Phrase};

/// What is wrong with a table of past jobs.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct HistoryWords {
    pub row: Phrase,
    pub row_and_column: Phrase,
    pub more_problems: Phrase,
    pub submitted: &'static str,
    pub duration: &'static str,
    pub column_missing: Phrase,
    pub cell_missing: Phrase,
    pub not_a_moment: Phrase,
    pub not_a_duration: Phrase,
    pub milliseconds: &'static str,
    pub seconds: &'static str,
    pub minutes: &'static str,
    pub hours: &'static str,
    pub two_readings: Phrase,
    pub too_many_cells: Phrase,
    pub row_job_too_long: Phrase,
    pub mixed_moments: Phrase,
    pub row_too_long: &'static str,
    pub too_many_rows: Phrase,
    pub utf16: &'static str,
    pub workbook: &'static str,
}

/// What is wrong with a table of past jobs.
pub static HISTORY: In<HistoryWords> = In {
    english: HistoryWords {
        row: Phrase("Row {row}: {problem}"),
        row_and_column: Phrase("Row {row}, column {column}: {problem}"),
        more_problems: Phrase("and {count} more"),
        submitted: "submitted",
        duration: "duration",
        column_missing: Phrase(
            "no column is named “{column}”, or a word for it; found: {found}. Name the columns “submitted” and “duration”, or leave out the header",
        ),
        cell_missing: Phrase("“{column}” is empty; the row is left out"),
        not_a_moment: Phrase("“{found}” is not a time of submission; write 2017-04-19T08:30:00Z, or seconds"),
        not_a_duration: Phrase("“{found}” is not a duration; write {unit}, or h:mm:ss"),
        milliseconds: "milliseconds",
        seconds: "seconds",
        minutes: "minutes",
        hours: "hours",
        two_readings: Phrase("“{found}” can mean two numbers; write {fraction} or {thousands}"),
        too_many_cells: Phrase(
            "the row goes on to column {found}, beyond column {expected}; quote a number with a decimal comma, or name every column in a header",
        ),
        row_job_too_long: Phrase("a job of {found} is too long; the longest is {maximum}"),
        mixed_moments: Phrase(
            "“{found}” is written differently from the rows before it; use dates or seconds, not both",
        ),
        row_too_long: "the row is too long; look for a quote that is not closed",
        too_many_rows: Phrase("more than {maximum} rows; this one and all after it are left out"),
        utf16: "The file is UTF-16; save it as UTF-8",
        workbook: "The file is a workbook (of Excel, for one); save its sheet as CSV, or copy the table and paste it",
    },
    swedish: HistoryWords {
        row: Phrase("Rad {row}: {problem}"),
        row_and_column: Phrase("Rad {row}, kolumn {column}: {problem}"),
        more_problems: Phrase("och {count} till"),
        submitted: "inskickad",
        duration: "varaktighet",
        column_missing: Phrase(
            "ingen kolumn heter ”{column}” eller något liknande; de heter: {found}. Kalla kolumnerna ”inskickad” och ”varaktighet”, eller utelämna rubrikraden",
        ),
        cell_missing: Phrase("”{column}” är tom; raden utelämnas"),
        not_a_moment: Phrase("”{found}” är ingen tidpunkt; skriv 2017-04-19T08:30:00Z, eller sekunder"),
        not_a_duration: Phrase("”{found}” är ingen varaktighet; skriv {unit}, eller h:mm:ss"),
        milliseconds: "millisekunder",
        seconds: "sekunder",
        minutes: "minuter",
        hours: "timmar",
        two_readings: Phrase("”{found}” kan vara två olika tal; skriv {fraction} eller {thousands}"),
        too_many_cells: Phrase(
            "raden går till kolumn {found}, längre än kolumn {expected}; sätt citattecken om ett tal med decimalkomma, eller ge varje kolumn ett namn i en rubrikrad",
        ),
        row_job_too_long: Phrase("ett jobb på {found} är för långt; högst {maximum}"),
        mixed_moments: Phrase(
            "”{found}” är skrivet på ett annat sätt än raderna före; använd datum eller sekunder, inte båda",
        ),
        row_too_long: "raden är för lång; leta efter ett citattecken som inte är avslutat",
        too_many_rows: Phrase("fler än {maximum} rader; den här och alla efter den utelämnas"),
        utf16: "Filen är UTF-16; spara den som UTF-8",
        workbook: "Filen är en arbetsbok (till exempel från Excel); spara bladet som CSV, eller kopiera tabellen och klistra in den",
    },
};
