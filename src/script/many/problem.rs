use crate::request::{BlobProblem, ParameterType, SasProblem};
use crate::script::problem::ScriptProblem;

/// What is wrong with a table of blob paths. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManyProblem {
    /// The template or a path cannot be written.
    Script(ScriptProblem),
    /// There is no path.
    Empty,
    /// It is a workbook, which is no text.
    Workbook,
    /// The number of jobs is none from 1 to [`super::MOST_JOBS`].
    NoCount,
    /// More rows than [`super::MOST_JOBS`].
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// A quote is opened and never closed.
    OpenQuote {
        /// The line of the quote.
        line: usize,
    },
    /// A row has more or fewer cells than there are columns.
    Cells {
        /// The row's line.
        line: usize,
        /// Its cells.
        found: usize,
        /// The columns.
        expected: usize,
    },
    /// A cell is empty.
    EmptyCell {
        /// The row's line.
        line: usize,
        /// The column.
        column: String,
    },
    /// Two columns have the same name, or one has none.
    Column {
        /// The name.
        name: String,
    },
    /// Rows without names of columns, and more of them than the template has inputs.
    NoHeader,
    /// The column is neither an input, an output, a parameter, nor a hole in the template.
    Unused {
        /// The column.
        column: String,
    },
    /// The same, and a name that is known is all but the same. Names are case sensitive.
    Near {
        /// The column.
        column: String,
        /// The name that may be meant.
        near: String,
    },
    /// A parameter's cell is no value of the parameter's type.
    Value {
        /// The row's line.
        line: usize,
        /// The column.
        column: String,
        /// The type.
        kind: ParameterType,
    },
    /// Two jobs would write the same blob.
    SameOutput {
        /// The output's name.
        output: String,
        /// The first row's line.
        first: usize,
        /// The second row's line.
        second: usize,
    },
    /// Two outputs of one job would write the same blob.
    SameOutputs {
        /// The row's line.
        line: usize,
        /// The one output's name.
        one: String,
        /// The other's.
        other: String,
    },
    /// A job would overwrite the blob that the same or another job reads: a doubt, told once of an output and input.
    Overwrites {
        /// The line that writes it, the first of them.
        writes: usize,
        /// The output's name.
        output: String,
        /// The line that reads it.
        reads: usize,
        /// The input's name; `Input` where it has none.
        input: String,
        /// How many blobs more.
        more: usize,
    },
    /// A hole that nothing fills, which stays as it is: a doubt, told once of each hole.
    Unfilled {
        /// The input, output, parameter or other member that holds it.
        place: String,
        /// Its name, without braces.
        hole: String,
        /// Names that are filled, nearest first.
        known: Vec<String>,
    },
    /// A cell of an input or output names itself, or a cell that names it, and stays as it is: a doubt, told once of a column.
    Circular {
        /// The row's line, the first of them.
        line: usize,
        /// The column.
        column: String,
    },
    /// A cell of an input or output is a URL, but none of a blob.
    NotABlob {
        /// The row's line.
        line: usize,
        /// The column.
        column: String,
    },
    /// A blob's URL without a SAS, and the template has no key or SAS for its account. Told once of each account.
    OtherAccount {
        /// The row's line, the first of them.
        line: usize,
        /// The column.
        column: String,
        /// The account that the blob is in, by its host.
        found: String,
        /// The account that the template's reference opens, if any.
        opened: Option<String>,
    },
    /// A blob's URL with a query that holds no signature: what it asks for cannot be written in a reference.
    Unsigned {
        /// The row's line.
        line: usize,
        /// The column.
        column: String,
    },
    /// A blob's URL with a SAS that storage would refuse: a doubt, unless its signature cannot be read.
    Token {
        /// The row's line.
        line: usize,
        /// The input or output.
        port: String,
        /// Why.
        problem: SasProblem,
    },
    /// Blobs' URLs with a SAS that has expired, is about to, or is not valid yet: a doubt, told once of a column and kind.
    Untimely {
        /// The row's line, the first of them.
        line: usize,
        /// The input or output.
        port: String,
        /// Why, of the first.
        problem: SasProblem,
        /// How many lines more.
        more: usize,
    },
    /// A blob's URL has a signature of its own, which every file that is made holds: a doubt.
    Signature {
        /// The row's line, the first of them.
        line: usize,
        /// The column.
        column: String,
    },
    /// A cell holds another secret, and with it every file that is made: a doubt.
    Secret {
        /// The row's line, the first of them.
        line: usize,
        /// The column.
        column: String,
    },
    /// A path that storage or the service would refuse: a doubt, which keeps no body from being made.
    Path {
        /// The row's line.
        line: usize,
        /// The input or output.
        port: String,
        /// Why.
        problem: BlobProblem,
    },
}
