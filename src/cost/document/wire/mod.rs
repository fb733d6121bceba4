//! The shape of a document, in the order in which it is written.

mod bill;
mod break_even;
mod names;
mod outlook;
mod planner;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::billing::{Book, Variable};

use super::super::answer::{Answer, PoolTime};
use super::super::break_even as axis;
use super::super::draft::{self, CostDraft};
use super::super::field::CostField;
use super::super::outlook::SEED;
use super::super::plan::Found;
use super::super::scenarios::Pins;
use super::{FORMAT, VERSION};
use bill::WayOut;
use break_even::BreakEvenOut;
use outlook::PlaceOut;
use planner::PlannerOut;

/// Writes a document; see [`super::export`].
pub(super) fn write(
    draft: &CostDraft,
    pins: &Pins,
    book: &Book,
    answered: Option<(&Answer, Option<(&Found, u32)>)>,
) -> String {
    let document = Document {
        format: FORMAT,
        version: VERSION,
        inputs: InputsOut(draft),
        pins: pins
            .all()
            .iter()
            .map(|pin| PinOut { name: pin.name(), inputs: InputsOut(pin.draft()) })
            .collect(),
        results: answered.map(|(answer, planned)| Results::of(book, answer, planned)),
    };
    // Text, numbers and lists only: nothing that could fail to be written.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    inputs: InputsOut<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pins: Vec<PinOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    results: Option<Results>,
}

#[derive(Serialize)]
struct PinOut<'a> {
    name: &'a str,
    inputs: InputsOut<'a>,
}

/// Every field by its key, as a link would have it; what no field can hold is left out.
struct InputsOut<'a>(&'a CostDraft);

impl Serialize for InputsOut<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for field in CostField::ALL {
            if let Some(text) = draft::plain(field, self.0.text(field)) {
                map.serialize_entry(field.key(), &text)?;
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Results {
    seed: u64,
    price_book: BookOut,
    jobs_in_period: u64,
    pool_time: PoolTimeOut,
    ways: Vec<WayOut>,
    verdict: VerdictOut,
    outlooks: OutlooksOut,
    break_evens: Vec<BreakEvenOut>,
    planner: Option<PlannerOut>,
}

#[derive(Serialize)]
struct BookOut {
    id: String,
    name: String,
    date: String,
    currency: String,
}

/// `ms` is `null` while only a simulation can tell.
#[derive(Serialize)]
struct PoolTimeOut {
    known_by: &'static str,
    ms: Option<u64>,
    compute_hours: Option<String>,
}

/// The open ways that add least, and what the source page's decision table says.
#[derive(Serialize)]
struct VerdictOut {
    cheapest: Vec<&'static str>,
    decision_table: DecisionOut,
}

#[derive(Serialize)]
struct DecisionOut {
    says: &'static str,
    many_jobs: bool,
    at_once: bool,
    throughput: bool,
}

#[derive(Serialize)]
struct OutlooksOut {
    pool: PlaceOut,
    classic: PlaceOut,
}

impl Results {
    fn of(book: &Book, answer: &Answer, planned: Option<(&Found, u32)>) -> Self {
        let inputs = &answer.inputs;
        let comparison = answer.comparison.as_ref();
        let decision = inputs.decision();
        let break_evens = Variable::ALL.into_iter().map(|variable| {
            let found = axis::break_even(book, inputs, variable);
            BreakEvenOut::of(variable, found)
        });
        Self {
            seed: SEED.0,
            price_book: BookOut {
                id: book.id.to_string(),
                name: book.name.to_string(),
                date: book.date.to_string(),
                currency: book.currency.code().to_owned(),
            },
            jobs_in_period: answer.jobs.0,
            pool_time: pool_time(answer.pool_time),
            ways: comparison
                .into_iter()
                .flat_map(|all| all.offers.iter())
                .map(|offer| WayOut::of(offer, inputs.plan))
                .collect(),
            verdict: VerdictOut {
                cheapest: comparison
                    .into_iter()
                    .flat_map(|all| all.cheapest.iter().copied())
                    .map(names::way)
                    .collect(),
                decision_table: DecisionOut {
                    says: if decision.is_pool() { "pool" } else { "classic" },
                    many_jobs: decision.many_jobs,
                    at_once: decision.at_once,
                    throughput: decision.throughput,
                },
            },
            outlooks: OutlooksOut {
                pool: PlaceOut::of(&answer.pool),
                classic: PlaceOut::of(&answer.classic),
            },
            break_evens: break_evens.collect(),
            planner: planned.map(|(found, percent)| PlannerOut::of(found, percent)),
        }
    }
}

fn pool_time(time: PoolTime) -> PoolTimeOut {
    let (known_by, billed) = match time {
        PoolTime::Exact(billed) => ("arithmetic", Some(billed)),
        PoolTime::Simulated(billed) => ("simulation", Some(billed)),
        PoolTime::Pending => ("nothing-yet", None),
    };
    PoolTimeOut {
        known_by,
        ms: billed.map(|billed| billed.ms()),
        compute_hours: billed.map(|billed| billed.hours().to_string()),
    }
}
