//! A price book as one short text, for a link: what JSON says, without its names.

use std::borrow::Cow;

use crate::units::BilledTime;

use super::super::book::{Book, Day, Included, Mark, Meters, Origin, Plan, PlanPrice, Tier};
use super::super::price::{Currency, Price};

/// The version that is written, the text's first line.
const VERSION: &str = "1";
/// The most lines that are read: four plans with an origin for every row have 72.
const LINES_MAXIMUM: usize = 200;

/// A price book as lines: version, id, name, currency, date, pay-as-you-go, then each plan.
///
/// A price is whole millionths, a time whole milliseconds; what is not there is an empty line. An origin is its source,
/// date and mark on three lines, or one empty line for the same as the row before.
///
/// ```
/// use poolwise::billing::{july_2016, wire};
/// let book = july_2016();
/// let text = wire::to_text(&book);
/// assert!(text.len() < 3_000);
/// assert_eq!(wire::from_text(&text), Some(book));
/// ```
#[must_use]
pub fn to_text(book: &Book) -> String {
    let mut writer = Writer { text: VERSION.to_owned(), last: None };
    writer.line(&book.id);
    writer.line(&book.name);
    writer.line(book.currency.code());
    writer.line(&book.date.to_string());
    writer.meters(&book.pay_as_you_go);
    for plan in &book.plans {
        writer.line(plan.tier.name());
        writer.optional(plan.instances_at_most.map(u64::from));
        writer.plan_price(&plan.monthly);
        match &plan.daily {
            Some(daily) => writer.plan_price(daily),
            None => writer.line(""),
        }
        writer.number(plan.included.compute.ms());
        writer.number(plan.included.transactions);
        writer.origin(&plan.included.origin);
        match &plan.overage {
            Some(overage) => writer.meters(overage),
            None => writer.line(""),
        }
    }
    writer.text
}

/// The price book of a text that [`to_text`] wrote; `None` for any other.
#[must_use]
pub fn from_text(text: &str) -> Option<Book> {
    let mut reader = Reader { lines: text.split('\n').take(LINES_MAXIMUM), last: None };
    if reader.line()? != VERSION {
        return None;
    }
    let (id, name) = (reader.text()?, reader.text()?);
    let currency = Currency::read(reader.line()?).ok()?;
    let date = Day::read(reader.line()?)?;
    let per_hour = reader.price()??;
    let pay_as_you_go = reader.meters(per_hour)?;
    let mut plans: Vec<Plan> = Vec::new();
    while let Some(tier) = reader.line() {
        let tier = Tier::from_name(tier)?;
        if plans.last().is_some_and(|before| before.tier >= tier) {
            return None;
        }
        plans.push(reader.plan(tier)?);
    }
    Some(Book { id, name, currency, date, plans, pay_as_you_go })
}

struct Writer<'a> {
    text: String,
    last: Option<&'a Origin>,
}

impl<'a> Writer<'a> {
    fn line(&mut self, line: &str) {
        self.text.push('\n');
        self.text.push_str(line);
    }

    fn number(&mut self, number: u64) {
        self.line(&number.to_string());
    }

    fn optional(&mut self, number: Option<u64>) {
        self.line(&number.map_or_else(String::new, |number| number.to_string()));
    }

    fn origin(&mut self, origin: &'a Origin) {
        if self.last.replace(origin) == Some(origin) {
            return self.line("");
        }
        self.line(&origin.source);
        self.line(&origin.date.to_string());
        self.line(origin.mark.name());
    }

    fn plan_price(&mut self, price: &'a PlanPrice) {
        self.number(price.price.micros());
        self.origin(&price.origin);
    }

    fn meters(&mut self, meters: &'a Meters) {
        self.number(meters.per_hour.micros());
        self.number(meters.per_thousand.micros());
        self.origin(&meters.origin);
    }
}

struct Reader<'a, Lines: Iterator<Item = &'a str>> {
    lines: Lines,
    last: Option<Origin>,
}

impl<'a, Lines: Iterator<Item = &'a str>> Reader<'a, Lines> {
    fn line(&mut self) -> Option<&'a str> {
        self.lines.next()
    }

    fn text(&mut self) -> Option<Cow<'static, str>> {
        self.line().filter(|text| !text.is_empty()).map(|text| Cow::Owned(text.to_owned()))
    }

    /// A number, or an empty line.
    fn number(&mut self) -> Option<Option<u64>> {
        match self.line()? {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        }
    }

    fn price(&mut self) -> Option<Option<Price>> {
        match self.number()? {
            Some(micros) => Price::of_micros(micros).map(Some),
            None => Some(None),
        }
    }

    fn origin(&mut self) -> Option<Origin> {
        let source = self.line()?;
        if !source.is_empty() {
            let date = Day::read(self.line()?)?;
            let name = self.line()?;
            let mark = Mark::ALL.into_iter().find(|mark| mark.name() == name)?;
            self.last = Some(Origin { source: Cow::Owned(source.to_owned()), date, mark });
        }
        self.last.clone()
    }

    fn plan_price(&mut self) -> Option<Option<PlanPrice>> {
        match self.price()? {
            Some(price) => Some(Some(PlanPrice { price, origin: self.origin()? })),
            None => Some(None),
        }
    }

    fn meters(&mut self, per_hour: Price) -> Option<Meters> {
        Some(Meters { per_hour, per_thousand: self.price()??, origin: self.origin()? })
    }

    fn plan(&mut self, tier: Tier) -> Option<Plan> {
        let instances_at_most = match self.number()? {
            Some(most) => Some(u32::try_from(most).ok()?),
            None => None,
        };
        let monthly = self.plan_price()??;
        let daily = self.plan_price()?;
        let compute = BilledTime::from_ms(self.number()??);
        let transactions = self.number()??;
        let included = Included { compute, transactions, origin: self.origin()? };
        let overage = match self.price()? {
            Some(per_hour) => Some(self.meters(per_hour)?),
            None => None,
        };
        Some(Plan { tier, instances_at_most, monthly, daily, included, overage })
    }
}
