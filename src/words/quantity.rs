use crate::units::number::NotOneNumber;
use crate::units::{Problem, Unit};

use super::{Figures, In, Language, Phrase};

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
    pub vms: &'static str,
    pub hours: &'static str,
    pub minutes: &'static str,
    pub seconds: &'static str,
    pub days: &'static str,
    pub jobs: &'static str,
    pub rows: &'static str,
    pub instances: &'static str,
    pub compute_hours: &'static str,
    pub transactions: &'static str,
}

/// The words for quantities.
pub static QUANTITY: In<QuantityWords> = In {
    english: QuantityWords {
        empty: Phrase("empty; type a number from {minimum} to {maximum}"),
        not_a_number: Phrase("“{found}” is not a number; type digits, with a decimal point or comma"),
        ambiguous: Phrase("“{found}” can mean two numbers; which one?"),
        use_this: Phrase("Use {number}"),
        too_small: Phrase("{found} is too small; the smallest is {minimum} {unit}"),
        too_large: Phrase("{found} is too large; the largest is {maximum} {unit}"),
        too_fine: Phrase("{found} has too many decimals; at most {decimals} here"),
        not_whole: Phrase("{found} is not a whole number; type {unit} without decimals"),
        vms: "VMs",
        hours: "hours",
        minutes: "minutes",
        seconds: "seconds",
        days: "days",
        jobs: "jobs",
        rows: "rows",
        instances: "instances",
        compute_hours: "compute hours",
        transactions: "transactions",
    },
    swedish: QuantityWords {
        empty: Phrase("tomt; skriv ett tal från {minimum} till {maximum}"),
        not_a_number: Phrase("”{found}” är inget tal; skriv siffror, med decimalkomma eller punkt"),
        ambiguous: Phrase("”{found}” kan vara två olika tal; vilket menas?"),
        use_this: Phrase("Använd {number}"),
        too_small: Phrase("{found} är för litet; minst {minimum} {unit}"),
        too_large: Phrase("{found} är för stort; högst {maximum} {unit}"),
        too_fine: Phrase("{found} har för många decimaler; högst {decimals} här"),
        not_whole: Phrase("{found} är inget heltal; skriv {unit} utan decimaler"),
        vms: "virtuella datorer",
        hours: "timmar",
        minutes: "minuter",
        seconds: "sekunder",
        days: "dygn",
        jobs: "jobb",
        rows: "rader",
        instances: "instanser",
        compute_hours: "beräkningstimmar",
        transactions: "transaktioner",
    },
};

/// The name of a unit, in the plural; empty for money and bare counts, which stand alone.
#[must_use]
pub const fn unit(unit: Unit, language: Language) -> &'static str {
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
        Unit::Percent => "%",
        Unit::ComputeHours => words.compute_hours,
        Unit::Transactions => words.transactions,
        Unit::Money | Unit::Plain => "",
    }
}

/// Why a typed number cannot be used: what was found, what is allowed, the way out.
#[must_use]
pub fn quantity_problem(
    problem: &Problem,
    bound: &crate::units::Bound,
    language: Language,
    figures: &dyn Figures,
) -> String {
    let words = QUANTITY.of(language);
    let minimum = figures.number(bound.minimum, 6);
    let maximum = figures.number(bound.maximum, 6);
    let unit = unit(bound.unit, language);
    let sentence = match problem {
        Problem::NotOneNumber(NotOneNumber::Empty) => {
            words.empty.with(&[("minimum", &minimum), ("maximum", &maximum)])
        }
        Problem::NotOneNumber(NotOneNumber::NotANumber { found }) => {
            words.not_a_number.with(&[("found", found)])
        }
        Problem::NotOneNumber(NotOneNumber::Ambiguous { found, .. }) => {
            words.ambiguous.with(&[("found", found)])
        }
        Problem::TooSmall { found, .. } => words.too_small.with(&[
            ("found", &figures.number(*found, 10)),
            ("minimum", &minimum),
            ("unit", unit),
        ]),
        Problem::TooLarge { found, .. } => words.too_large.with(&[
            ("found", &figures.number(*found, 10)),
            ("maximum", &maximum),
            ("unit", unit),
        ]),
        Problem::TooFine { found, .. } if bound.decimals == 0 => {
            words.not_whole.with(&[("found", &figures.number(*found, 28)), ("unit", unit)])
        }
        Problem::TooFine { found, .. } => words.too_fine.with(&[
            ("found", &figures.number(*found, 28)),
            ("decimals", &figures.number(bound.decimals.into(), 0)),
        ]),
    };
    sentence.trim_end().to_owned()
}
