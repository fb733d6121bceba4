use crate::billing::Way;
use crate::capacity::scenario_problem;
use crate::cost::{Answer, Outlook, Speaker};
use crate::ui::kit::Markup;
use crate::units::BilledTime;
use crate::words::{COST, duration};

/// The class of what holds the room of a text that the simulation will bring, and is not seen.
pub(super) const AWAITED: &str = "awaited";
/// The same where nothing was said before: as tall as it will most likely be.
pub(super) const TWO_LINES: &str = "awaited two-lines";
const THREE_LINES: &str = "awaited three-lines";
/// What stands there then: an empty text would be another frame.
pub(super) const NO_TEXT: &str = "\u{a0}";

/// When a way's jobs are done, whether in time, and how its VM time is spent.
pub(super) struct When<'a> {
    pub(super) way: Way,
    pub(super) answer: &'a Answer,
    /// What was known of the way before a simulation that is still under way.
    pub(super) known: Option<&'a Outlook>,
    pub(super) speaker: Speaker,
}

impl When<'_> {
    pub(super) fn write(&self, into: &mut Markup) {
        let words = COST.of(self.speaker.language);
        into.open("dl", &[("class", "when")]);
        match self.answer.outlook(self.way) {
            Err(problems) => {
                let sentences: Vec<String> = problems
                    .iter()
                    .map(|problem| scenario_problem(*problem, self.speaker.language))
                    .collect();
                into.leaf("dt", &[], words.done);
                into.leaf("dd", &[], &sentences.join(" "));
            }
            Ok(outlook) => self.rows(outlook, into),
        }
        into.close("dl");
    }

    /// The rows: as simulated, or what was known before, out of sight: then nothing below moves when the simulation
    /// brings the next, and the two differ in texts and classes alone.
    fn rows(&self, simulated: Option<&Outlook>, into: &mut Markup) {
        let (words, inputs) = (COST.of(self.speaker.language), &self.answer.inputs);
        let shown = simulated.or(self.known);
        let mut row = |head: &str, lines: &'static str, text: &dyn Fn(&Outlook) -> String| {
            let class = match (simulated, shown) {
                (Some(_), _) => "",
                (None, Some(_)) => AWAITED,
                (None, None) => lines,
            };
            let text = shown.map_or_else(|| NO_TEXT.to_owned(), text);
            into.leaf("dt", &[], head);
            into.open("dd", &[]);
            into.marked("span", class, &text);
            if head == words.done {
                let class = if simulated.is_some() { "known" } else { "pending" };
                into.marked("span", class, words.pending);
            }
            into.close("dd");
        };
        row(words.waits, TWO_LINES, &|outlook| self.range(outlook.wait_ms_p50, outlook.wait_ms_p95));
        row(words.done, AWAITED, &|outlook| self.range(outlook.finish_ms_p50, outlook.finish_ms_p95));
        if simulated.map_or(inputs.deadline.is_some(), |outlook| outlook.chance.is_some()) {
            row(words.in_time, AWAITED, &|outlook| {
                let chance = outlook.chance.as_ref();
                chance.map_or_else(|| NO_TEXT.to_owned(), |chance| self.speaker.ratio(chance.estimate))
            });
        }
        if self.way == Way::PoolOnPlan {
            row(words.vm_hours, THREE_LINES, &|outlook| self.spent(outlook));
            row(words.utilization, AWAITED, &|outlook| self.speaker.ratio(outlook.usage.utilization()));
        }
        if !simulated.map_or(inputs.is_certain(), |outlook| outlook.is_certain) {
            row(words.by_chance, AWAITED, &|outlook| {
                let count = self.speaker.figures().number(outlook.replications.into(), 0);
                words.simulated.with(&[("count", &count)])
            });
        }
    }

    fn range(&self, p50: Option<u64>, p95: Option<u64>) -> String {
        let words = COST.of(self.speaker.language);
        let written = |ms: u64| duration(ms, self.speaker.language);
        match (p50, p95) {
            (Some(p50), Some(p95)) if p50 == p95 => written(p50),
            (Some(p50), Some(p95)) => words.p50_p95.with(&[("p50", &written(p50)), ("p95", &written(p95))]),
            (Some(p50), None) => words.p50_never.with(&[("p50", &written(p50))]),
            (None, _) => words.never.to_owned(),
        }
    }

    fn spent(&self, outlook: &Outlook) -> String {
        let usage = &outlook.usage;
        let hours = |time: BilledTime| self.speaker.figures().number(time.hours(), 1);
        COST.of(self.speaker.language).hours_spent.with(&[
            ("useful", &hours(usage.useful)),
            ("idle", &hours(usage.idle)),
            ("releasing", &hours(usage.releasing)),
            ("provisioning", &hours(usage.provisioning)),
        ])
    }
}
