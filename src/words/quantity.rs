use rust_decimal::Decimal;

use crate::units::number::NotOneNumber;
use crate::units::{Problem, Unit};

use super::{Figures, In, Language, Phrase};

/// More than any number that is counted in a sentence is written with.
const MOST_DECIMALS: u32 = 6;

/// The name of what is counted. Swedish and English have two forms: for one, and for any other number, none and fractions
/// included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noun {
    /// Beside 1.
    pub one: &'static str,
    /// Beside any other number, and where it stands alone.
    pub many: &'static str,
}

impl Noun {
    /// A number with the form that belongs to it: `1 VM`, `2 VMs`.
    #[must_use]
    pub fn counted(self, count: Decimal, figures: Figures) -> String {
        let name = if count == Decimal::ONE { self.one } else { self.many };
        let number = figures.number(count, MOST_DECIMALS);
        if name.is_empty() { number } else { format!("{number} {name}") }
    }
}

/// What is said of a number that cannot be used, and the names of units.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct QuantityWords {
    pub empty: Phrase,
    pub not_a_number: Phrase,
    pub ambiguous: Phrase,
    pub use_this: Phrase,
    pub too_small: Phrase,
    pub too_large: Phrase,
    pub too_fine: Phrase,
    pub not_whole: Phrase,
    pub vms: Noun,
    pub hours: Noun,
    pub minutes: Noun,
    pub seconds: Noun,
    pub days: Noun,
    pub jobs: Noun,
    pub rows: Noun,
    pub instances: Noun,
    pub compute_hours: Noun,
    pub transactions: Noun,
}

/// The words for quantities.
pub static QUANTITY: In<QuantityWords> = In {
    english: QuantityWords {
        empty: Phrase("empty; type a number from {minimum} to {maximum}"),
        not_a_number: Phrase("“{found}” is not a number; type digits, with a decimal point or comma"),
        ambiguous: Phrase("“{found}” can mean two numbers; which one?"),
        use_this: Phrase("Use {number}"),
        too_small: Phrase("{found} is too small; the smallest is {minimum}"),
        too_large: Phrase("{found} is too large; the largest is {maximum}"),
        too_fine: Phrase("{found} has too many decimals; at most {decimals} here"),
        not_whole: Phrase("{found} is not a whole number; type a number without decimals"),
        vms: Noun { one: "VM", many: "VMs" },
        hours: Noun { one: "hour", many: "hours" },
        minutes: Noun { one: "minute", many: "minutes" },
        seconds: Noun { one: "second", many: "seconds" },
        days: Noun { one: "day", many: "days" },
        jobs: Noun { one: "job", many: "jobs" },
        rows: Noun { one: "row", many: "rows" },
        instances: Noun { one: "instance", many: "instances" },
        compute_hours: Noun { one: "compute hour", many: "compute hours" },
        transactions: Noun { one: "transaction", many: "transactions" },
    },
    swedish: QuantityWords {
        empty: Phrase("tomt; skriv ett tal från {minimum} till {maximum}"),
        not_a_number: Phrase("”{found}” är inget tal; skriv siffror, med decimalkomma eller punkt"),
        ambiguous: Phrase("”{found}” kan vara två olika tal; vilket menas?"),
        use_this: Phrase("Använd {number}"),
        too_small: Phrase("{found} är för litet; minst {minimum}"),
        too_large: Phrase("{found} är för stort; högst {maximum}"),
        too_fine: Phrase("{found} har för många decimaler; högst {decimals} här"),
        not_whole: Phrase("{found} är inget heltal; skriv ett tal utan decimaler"),
        vms: Noun { one: "virtuell dator", many: "virtuella datorer" },
        hours: Noun { one: "timme", many: "timmar" },
        minutes: Noun { one: "minut", many: "minuter" },
        seconds: Noun { one: "sekund", many: "sekunder" },
        days: Noun { one: "dygn", many: "dygn" },
        jobs: Noun { one: "jobb", many: "jobb" },
        rows: Noun { one: "rad", many: "rader" },
        instances: Noun { one: "instans", many: "instanser" },
        compute_hours: Noun { one: "beräkningstimme", many: "beräkningstimmar" },
        transactions: Noun { one: "transaktion", many: "transaktioner" },
    },
};

const fn noun(unit: Unit, language: Language) -> Noun {
    let words = QUANTITY.of(language);
    match unit {
        Unit::Vms => words.vms,
        Unit::Hours => words.hours,
        Unit::Minutes => words.minutes,
        Unit::Seconds => words.seconds,
        Unit::Days => words.days,
        Unit::Jobs => words.jobs,
        Unit::Rows => words.rows,
        Unit::Instances => words.instances,
        Unit::Percent => Noun { one: "%", many: "%" },
        Unit::ComputeHours => words.compute_hours,
        Unit::Transactions => words.transactions,
        Unit::Money | Unit::Plain => Noun { one: "", many: "" },
    }
}

/// The name of a unit, in the plural; empty for money and bare counts, which stand alone.
#[must_use]
pub const fn unit(unit: Unit, language: Language) -> &'static str {
    noun(unit, language).many
}

/// A number with its unit: `1 VM`, `2 VMs`, `1.5 hours`.
///
/// ```
/// use poolwise::units::Unit;
/// use poolwise::words::{Language, counted};
/// let written = |count: u32| counted(count.into(), Unit::Vms, Language::Swedish);
/// assert_eq!([written(1), written(2)], ["1 virtuell dator", "2 virtuella datorer"]);
/// let all = |language| counted(100.into(), Unit::Percent, language);
/// assert_eq!([all(Language::English), all(Language::Swedish)], ["100%", "100\u{a0}%"]);
/// ```
#[must_use]
pub fn counted(count: Decimal, of: Unit, language: Language) -> String {
    let figures = Figures(language);
    if of == Unit::Percent {
        return figures.percent(count / Decimal::ONE_HUNDRED, MOST_DECIMALS);
    }
    noun(of, language).counted(count, figures)
}

/// Why a typed number cannot be used: what was found, what is allowed, the way out.
#[must_use]
pub fn quantity_problem(problem: &Problem, bound: &crate::units::Bound, language: Language) -> String {
    let figures = Figures(language);
    let words = QUANTITY.of(language);
    let number = |bound: Decimal| figures.number(bound, MOST_DECIMALS);
    let with_unit = |number: Decimal| counted(number, bound.unit, language);
    match problem {
        Problem::NotOneNumber(NotOneNumber::Empty) => {
            words.empty.with(&[("minimum", &number(bound.minimum)), ("maximum", &number(bound.maximum))])
        }
        Problem::NotOneNumber(NotOneNumber::NotANumber { found }) => {
            words.not_a_number.with(&[("found", found)])
        }
        Problem::NotOneNumber(NotOneNumber::Ambiguous { found, .. }) => {
            words.ambiguous.with(&[("found", found)])
        }
        Problem::TooSmall { found, .. } => words
            .too_small
            .with(&[("found", &figures.number(*found, 10)), ("minimum", &with_unit(bound.minimum))]),
        Problem::TooLarge { found, .. } => words
            .too_large
            .with(&[("found", &figures.number(*found, 10)), ("maximum", &with_unit(bound.maximum))]),
        Problem::TooFine { found, .. } if bound.decimals == 0 => words
            .not_whole
            .with(&[("found", &figures.number(*found, 28)), ("unit", unit(bound.unit, language))]),
        Problem::TooFine { found, .. } => words.too_fine.with(&[
            ("found", &figures.number(*found, 28)),
            ("decimals", &figures.number(bound.decimals.into(), 0)),
        ]),
    }
}
