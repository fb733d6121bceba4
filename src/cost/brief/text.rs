//! The brief itself, in English: that is what support reads.

use crate::billing::wording::plan_name;
use crate::billing::{Services, Way};
use crate::units::Unit;
use crate::words::{BRIEF_TEXT, COST, Language, counted};

use super::super::answer::Answer;
use super::super::draft::CostDraft;
use super::super::field::{CostField, Group};
use super::super::figures::{Figure, Measure, Value, figures};
use super::super::labels::field_said;
use super::super::say::Speaker;
use super::super::scenarios::field_text;
use super::Asked;

/// What is said of the pool itself; whose VMs and quota are asked for under a heading of their own.
const POOL: [CostField; 7] = [
    CostField::Keep,
    CostField::Hours,
    CostField::Grace,
    CostField::JobsPerVm,
    CostField::Provision,
    CostField::ProvisionSpread,
    CostField::Release,
];

/// The text to send to Microsoft support, in English whatever the page speaks: what is asked for, the expected load,
/// and what it rests on. `speaker` must speak English; a placeholder stands for each field that is missing or cannot be used.
///
/// ```
/// use poolwise::billing::july_2016;
/// use poolwise::cost::{BriefDraft, BriefField, CostDraft, Outlooks, Speaker, answer, brief};
/// use poolwise::words::Language;
/// let draft = CostDraft::from_link("1&vms=8").unwrap();
/// let inputs = draft.check().unwrap();
/// let answer = answer(&july_2016(), &inputs, &Outlooks::default());
/// let id = "80c77c76-74ba-4c8c-8229-4c3b2957990c";
/// let asked = BriefDraft::new(|field| match field {
///     BriefField::Subscription => id.to_owned(),
///     BriefField::Pools => "1".to_owned(),
///     _ => String::new(),
/// });
/// let (asked, _) = asked.read(&inputs);
/// let speaker = Speaker::new(Language::English);
/// let text = brief(&asked, &draft, &answer, speaker);
/// assert!(text.contains("Subscription ID: 80c77c76-74ba-4c8c-8229-4c3b2957990c"));
/// assert!(text.contains("VMs in a pool, at most: 8"));
/// ```
#[must_use]
pub fn brief(asked: &Asked, draft: &CostDraft, answer: &Answer, speaker: Speaker) -> String {
    let words = &BRIEF_TEXT;
    let mut letter = Letter { text: String::new(), draft, speaker };
    for line in [words.subject, "", words.greeting, "", words.request, ""] {
        letter.line(line);
    }
    letter.who(asked);

    letter.heading(words.capacity);
    for (label, count) in [(words.pools, asked.pools), (words.vms, asked.vms)] {
        let count = count.map_or_else(|| words.to_be_filled_in.to_owned(), |count| letter.number(count));
        letter.item(label, &count);
    }

    letter.heading(words.load);
    let is_load = |field: &CostField| matches!(field.group(), Group::Work | Group::Deadline);
    letter.fields(CostField::ALL.into_iter().filter(is_load));
    let jobs = speaker.figures().number(answer.jobs.0.into(), 0);
    let days = counted(answer.inputs.days.into(), Unit::Days, Language::English);
    let in_period = words.in_period.with(&[("jobs", &jobs), ("days", &days)]);
    letter.bullet(&in_period);

    letter.heading(words.pool);
    letter.fields(POOL.into_iter());
    letter.forecast(answer);

    letter.heading(words.billing);
    let plan = plan_name(answer.inputs.plan, Language::English);
    letter.bullet(&words.plan.with(&[("plan", &plan)]));
    letter.bullet(match answer.inputs.services {
        Services::New => words.services_new,
        Services::Classic => words.services_classic,
        Services::Both => words.services_both,
    });

    for line in ["", words.reply, "", words.estimate] {
        letter.line(line);
    }
    letter.text
}

struct Letter<'a> {
    text: String,
    draft: &'a CostDraft,
    speaker: Speaker,
}

impl Letter<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(heading);
    }

    fn bullet(&mut self, sentence: &str) {
        self.line(&format!("- {sentence}"));
    }

    fn item(&mut self, label: &str, value: &str) {
        self.line(&format!("- {label}: {value}"));
    }

    fn number(&self, count: u32) -> String {
        self.speaker.figures().number(count.into(), 0)
    }

    /// For which subscription, and who asks.
    fn who(&mut self, asked: &Asked) {
        let words = &BRIEF_TEXT;
        let lines = [
            (words.subscription, &asked.subscription),
            (words.region, &asked.region),
            (words.contact, &asked.contact),
            (words.note, &asked.note),
        ];
        for (label, value) in lines {
            let value = value.as_deref().unwrap_or(words.to_be_filled_in);
            if !value.is_empty() {
                self.line(&format!("{label}: {value}"));
            }
        }
    }

    /// The inputs that have a meaning, each by its English label.
    fn fields(&mut self, fields: impl Iterator<Item = CostField>) {
        let (draft, speaker) = (self.draft, self.speaker);
        for field in fields.filter(|field| draft.asks(*field)) {
            let [label, _] = field_said(COST.of(Language::English), field, draft.book_currency());
            self.item(&label, &field_text(draft, field, speaker));
        }
    }

    /// What the pool would do, as far as it is known.
    fn forecast(&mut self, answer: &Answer) {
        let found = figures(answer);
        for measure in [Measure::Billed, Measure::DoneP95, Measure::InTime, Measure::Utilization] {
            let is_it = |figure: &&Figure| figure.way == Way::PoolOnPlan && figure.measure == measure;
            if let Some(figure) = found.iter().find(is_it).filter(|figure| figure.value != Value::Pending) {
                self.item(measure.label(Language::English), &figure.value.text(self.speaker));
            }
        }
    }
}
