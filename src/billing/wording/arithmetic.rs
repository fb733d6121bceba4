use rust_decimal::Decimal;

use crate::words::{BILLING, Figures, Language};

use super::super::bill::Bill;
use super::super::line::{Count, Line, Per};

/// What makes a ratio of a percentage.
const HUNDREDTH: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// So much of something, with its unit; compute hours to a ten-thousandth.
#[must_use]
pub fn count(count: Count, language: Language) -> String {
    let figures = Figures(language);
    let words = BILLING.of(language);
    let phrase = match count {
        Count::Transactions(1) => return words.count_transaction.to_owned(),
        Count::InstanceDays(1) => return words.count_instance_day.to_owned(),
        Count::Instances(_) => words.count_instances,
        Count::InstanceDays(_) => words.count_instance_days,
        Count::Time(_) => words.count_hours,
        Count::Transactions(_) => words.count_transactions,
    };
    phrase.with(&[("count", &figures.number(count.decimal(), 4))])
}

/// How a line of `bill` comes to its amount, step by step.
///
/// ```
/// use poolwise::billing::{PlanChoice, Purchase, Terms, Tier, Usage, bill, july_2016, wording};
/// use poolwise::units::{BilledTime, JobCount};
/// use poolwise::words::Language;
/// let usage = Usage { compute: BilledTime::from_hours(48), transactions: JobCount(10) };
/// let plan = Purchase::Plan(PlanChoice::one(Tier::S1));
/// let bill = bill(&july_2016(), &Terms::default(), plan, usage, None).unwrap();
/// assert_eq!(
///     wording::line_arithmetic(&bill.lines[1], &bill, Language::English).replace('\u{a0}', " "),
///     "48 h − 25 h included leaves 23 h; 23 h × $2.00 an hour = $46.00",
/// );
/// ```
#[must_use]
pub fn line_arithmetic(line: &Line, bill: &Bill, language: Language) -> String {
    let figures = Figures(language);
    let words = BILLING.of(language);
    let counted = |what| count(what, language);
    let charged = counted(line.charged);
    let mut sum = counted(line.quantity);
    if !line.already_used.decimal().is_zero() {
        sum = sum + " + " + &words.arithmetic_others.with(&[("count", &counted(line.already_used))]);
    }
    let amount = figures.money(line.amount.amount(), bill.currency.code());
    if !line.included.decimal().is_zero() {
        let included = words.arithmetic_included.with(&[("count", &counted(line.included))]);
        if line.charged.decimal().is_zero() {
            let holes = [("sum", &*sum), ("included", &included), ("amount", &amount)];
            return words.arithmetic_within.with(&holes);
        }
        sum = sum + " − " + &included;
    }
    let mut text = if sum == charged {
        String::new()
    } else {
        words.arithmetic_leaves.with(&[("sum", &sum), ("count", &charged)]) + "; "
    };
    let Some(rate) = line.rate else { return text + words.nothing_sold_beyond };
    let per = match line.per {
        Per::Month => words.per_month,
        Per::Day => words.per_day,
        Per::Hour => words.per_hour,
        Per::ThousandTransactions => words.per_thousand,
    };
    let price = figures.money(rate.decimal(), bill.rate_currency.code());
    text = text + &charged + " × " + &per.with(&[("price", &price)]);
    for factor in factors(bill, language) {
        text = text + " × " + &factor;
    }
    text + " = " + &amount
}

/// What every line of a bill is multiplied by beside its own arithmetic.
fn factors(bill: &Bill, language: Language) -> Vec<String> {
    let figures = Figures(language);
    let words = BILLING.of(language);
    let adjustment = bill.adjustment;
    let part = |phrase: crate::words::Phrase, percent: Decimal, factor: Decimal| {
        let (factor, percent) =
            (figures.number(factor * HUNDREDTH, 6), figures.percent(percent * HUNDREDTH, 4));
        phrase.with(&[("factor", &factor), ("percent", &percent)])
    };
    let mut factors = Vec::new();
    if !adjustment.discount().is_zero() {
        let left = Decimal::ONE_HUNDRED - adjustment.discount();
        factors.push(part(words.arithmetic_discount, adjustment.discount(), left));
    }
    if !adjustment.markup().is_zero() {
        let more = Decimal::ONE_HUNDRED + adjustment.markup();
        factors.push(part(words.arithmetic_markup, adjustment.markup(), more));
    }
    if let Some(exchange) = adjustment.exchange() {
        factors.push(words.arithmetic_rate.with(&[
            ("rate", &figures.number(exchange.rate, 6)),
            ("currency", exchange.currency.code()),
            ("base", bill.rate_currency.code()),
        ]));
    }
    factors
}
