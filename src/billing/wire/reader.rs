use std::borrow::Cow;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::units::number::{self, NotOneNumber};
use crate::units::{Problem, Quantity};

use super::super::book::{Book, Day, Included, Mark, Meters, Origin, Plan, PlanPrice, Tier};
use super::super::price::{Currency, Price, billed_hours, steps};
use super::node::{Kind, Node};
use super::{BookProblem, BookProblemAt, FORMAT};

/// The most characters of an id, a name, a source.
const LONGEST_ID: usize = 64;
const LONGEST_NAME: usize = 120;
const LONGEST_SOURCE: usize = 500;

/// A value and its path.
pub(super) struct Place<'a> {
    pub(super) path: String,
    pub(super) node: &'a Node,
}

/// The fields of an object whose names are known, and its path.
struct Fields<'a> {
    path: String,
    fields: &'a [(String, Node)],
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

impl<'a> Fields<'a> {
    /// A field that may be left out or `null`.
    fn optional(&self, name: &str) -> Option<Place<'a>> {
        let (_, node) = self.fields.iter().find(|(field, _)| field == name)?;
        (node.kind() != Kind::Nothing).then(|| Place { path: below(&self.path, name), node })
    }
}

/// Reads places into values; `None` where a problem was noted.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<BookProblemAt>,
}

impl Reader {
    fn note<T>(&mut self, path: String, problem: BookProblem) -> Option<T> {
        self.problems.push(BookProblemAt { path, problem });
        None
    }

    fn object<'a>(&mut self, place: &Place<'a>, known: &[&str]) -> Option<Fields<'a>> {
        let Node::Object(fields) = place.node else {
            return self.note(place.path.clone(), BookProblem::NotAnObject(place.node.kind()));
        };
        for (at, (name, _)) in fields.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let name: String = name.chars().take(LONGEST_ID).collect();
                self.note::<()>(below(&place.path, &name), BookProblem::Unknown);
            } else if fields.iter().take(at).any(|(earlier, _)| earlier == name) {
                self.note::<()>(below(&place.path, name), BookProblem::Twice);
            }
        }
        Some(Fields { path: place.path.clone(), fields })
    }

    fn field<'a>(&mut self, fields: &Fields<'a>, name: &str) -> Option<Place<'a>> {
        let path = below(&fields.path, name);
        match fields.fields.iter().find(|(field, _)| field == name) {
            Some((_, node)) => Some(Place { path, node }),
            None => self.note(path, BookProblem::Missing),
        }
    }

    fn text(&mut self, fields: &Fields<'_>, name: &str, most: usize) -> Option<(String, String)> {
        let place = self.field(fields, name)?;
        let Node::Text(text) = place.node else {
            return self.note(place.path, BookProblem::NotText(place.node.kind()));
        };
        let text = text.trim();
        let found = text.chars().count();
        if found == 0 || found > most {
            return self.note(place.path, BookProblem::TextLength { found, most });
        }
        if text.chars().any(char::is_control) {
            return self.note(place.path, BookProblem::ControlCharacters);
        }
        Some((place.path, text.to_owned()))
    }

    /// Text that means something of ours, or a problem that quotes it.
    fn meaning<T>(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
        problem: fn(String) -> BookProblem,
    ) -> Option<T> {
        let (path, text) = self.text(fields, name, LONGEST_ID)?;
        match read(&text) {
            Some(value) => Some(value),
            None => self.note(path, problem(text)),
        }
    }

    fn number<T>(
        &mut self,
        place: Place<'_>,
        quantity: Quantity,
        hold: impl FnOnce(Decimal) -> Result<T, Problem>,
    ) -> Option<T> {
        let (Node::Number(text) | Node::Text(text)) = place.node else {
            return self.note(place.path, BookProblem::NotANumber(place.node.kind()));
        };
        let shaped = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
        let read = match Decimal::from_str(text) {
            Ok(value) if shaped => hold(value),
            _ => {
                let found = text.chars().take(number::LONGEST).collect();
                Err(Problem::NotOneNumber(NotOneNumber::NotANumber { found }))
            }
        };
        match read {
            Ok(value) => Some(value),
            Err(problem) => self.note(place.path, BookProblem::Number(quantity, problem)),
        }
    }

    fn price(&mut self, fields: &Fields<'_>, name: &str) -> Option<Price> {
        let place = self.field(fields, name)?;
        self.number(place, Quantity::Price, Price::new)
    }

    fn date(&mut self, fields: &Fields<'_>) -> Option<Day> {
        self.meaning(fields, "date", Day::read, BookProblem::Date)
    }

    fn origin(&mut self, fields: &Fields<'_>) -> Option<Origin> {
        let source = self.text(fields, "source", LONGEST_SOURCE);
        let date = self.date(fields);
        let mark = |name: &str| Mark::ALL.into_iter().find(|mark| mark.name() == name);
        let mark = self.meaning(fields, "mark", mark, BookProblem::Mark);
        Some(Origin { source: Cow::Owned(source?.1), date: date?, mark: mark? })
    }

    fn plan_price(&mut self, place: &Place<'_>) -> Option<PlanPrice> {
        let fields = self.object(place, &["price", "source", "date", "mark"])?;
        let price = self.price(&fields, "price");
        let origin = self.origin(&fields);
        Some(PlanPrice { price: price?, origin: origin? })
    }

    fn meters(&mut self, place: &Place<'_>) -> Option<Meters> {
        let known = ["per_compute_hour", "per_thousand_transactions", "source", "date", "mark"];
        let fields = self.object(place, &known)?;
        let per_hour = self.price(&fields, "per_compute_hour");
        let per_thousand = self.price(&fields, "per_thousand_transactions");
        let origin = self.origin(&fields);
        Some(Meters { per_hour: per_hour?, per_thousand: per_thousand?, origin: origin? })
    }

    fn included(&mut self, place: &Place<'_>) -> Option<Included> {
        let fields = self.object(place, &["compute_hours", "transactions", "source", "date", "mark"])?;
        let hours = self.field(&fields, "compute_hours");
        let compute = hours.and_then(|hours| self.number(hours, Quantity::ComputeHours, billed_hours));
        let jobs = self.field(&fields, "transactions");
        let transactions = jobs.and_then(|jobs| self.whole(jobs, Quantity::Transactions));
        let origin = self.origin(&fields);
        Some(Included { compute: compute?, transactions: transactions?, origin: origin? })
    }

    fn whole(&mut self, place: Place<'_>, quantity: Quantity) -> Option<u64> {
        self.number(place, quantity, |value| quantity.hold(value).map(|held| steps(held, 0)))
    }

    fn plan(&mut self, place: &Place<'_>) -> Option<Plan> {
        let known = ["plan", "instances_at_most", "monthly", "daily", "included", "overage"];
        let fields = self.object(place, &known)?;
        let tier = self.meaning(&fields, "plan", Tier::from_name, BookProblem::Tier);
        let most = fields.optional("instances_at_most").map(|place| self.whole(place, Quantity::Instances));
        let monthly = self.field(&fields, "monthly").and_then(|place| self.plan_price(&place));
        let daily = fields.optional("daily").map(|place| self.plan_price(&place));
        let included = self.field(&fields, "included").and_then(|place| self.included(&place));
        let overage = match self.field(&fields, "overage")? {
            Place { node: Node::Nothing, .. } => None,
            place => Some(self.meters(&place)?),
        };
        Some(Plan {
            tier: tier?,
            instances_at_most: match most {
                Some(most) => Some(u32::try_from(most?).unwrap_or(u32::MAX)),
                None => None,
            },
            monthly: monthly?,
            daily: match daily {
                Some(daily) => Some(daily?),
                None => None,
            },
            included: included?,
            overage,
        })
    }

    fn plans(&mut self, place: &Place<'_>) -> Option<Vec<Plan>> {
        let Node::List(items) = place.node else {
            return self.note(place.path.clone(), BookProblem::NotAList(place.node.kind()));
        };
        let mut plans: Vec<Plan> = Vec::new();
        for (at, node) in items.iter().enumerate() {
            let path = format!("{}[{at}]", place.path);
            let Some(plan) = self.plan(&Place { path: path.clone(), node }) else { continue };
            if plans.iter().any(|earlier| earlier.tier == plan.tier) {
                self.note::<()>(path, BookProblem::TierTwice(plan.tier));
            }
            plans.push(plan);
        }
        plans.sort_by_key(|plan| plan.tier);
        Some(plans)
    }

    pub(super) fn book(&mut self, place: Place<'_>) -> Option<Book> {
        let known = ["format", "id", "name", "currency", "date", "plans", "pay_as_you_go"];
        let fields = self.object(&place, &known)?;
        let format = |found: &str| (found == FORMAT).then_some(());
        let format = self.meaning(&fields, "format", format, BookProblem::Format);
        let id = self.meaning(&fields, "id", read_id, BookProblem::Id);
        let name = self.text(&fields, "name", LONGEST_NAME);
        let code = |code: &str| Currency::read(code).ok();
        let currency = self.meaning(&fields, "currency", code, BookProblem::Currency);
        let date = self.date(&fields);
        let plans = self.field(&fields, "plans").and_then(|place| self.plans(&place));
        let pay_as_you_go = self.field(&fields, "pay_as_you_go").and_then(|place| self.meters(&place));
        format?;
        Some(Book {
            id: Cow::Owned(id?),
            name: Cow::Owned(name?.1),
            currency: currency?,
            date: date?,
            plans: plans?,
            pay_as_you_go: pay_as_you_go?,
        })
    }
}

fn read_id(id: &str) -> Option<String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    id.bytes().all(fits).then(|| id.to_owned())
}
