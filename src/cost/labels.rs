//! The words of fields, groups and values, by the field's own row of the table.

use crate::billing::Currency;
use crate::words::{CostWords, FieldWords, Phrase};

use super::field::{CostField, Group, choice};

/// A field's label and help beside prices in this currency, which some name.
///
/// ```
/// use poolwise::cost::{CostDraft, CostField, field_said};
/// use poolwise::words::{COST, Language};
/// let words = COST.of(Language::English);
/// let [label, help] = field_said(words, CostField::Rate, CostDraft::default().book_currency());
/// assert_eq!((label.as_str(), help.as_str()), ("1 USD is", "In that currency: your own rate."));
/// ```
#[must_use]
pub fn field_said(words: &CostWords, field: CostField, book: Currency) -> [String; 2] {
    let said = field_words(words, field);
    [said.label, said.help].map(|text| Phrase(text).with(&[("book", book.code())]))
}

const fn field_words(words: &CostWords, field: CostField) -> FieldWords {
    let fields = &words.fields;
    match field {
        CostField::Jobs => fields.jobs,
        CostField::Repeat => fields.repeat,
        CostField::Length => fields.length,
        CostField::Minutes => fields.minutes,
        CostField::Median => fields.median,
        CostField::P95 => fields.p95,
        CostField::Rows => fields.rows,
        CostField::Seconds => fields.seconds,
        CostField::Arrive => fields.arrive,
        CostField::Window => fields.window,
        CostField::Pattern => fields.pattern,
        CostField::History => fields.history,
        CostField::Deadline => fields.deadline,
        CostField::DoneHours => fields.done_hours,
        CostField::StartPercent => fields.start_percent,
        CostField::StartMinutes => fields.start_minutes,
        CostField::Vms => fields.vms,
        CostField::Keep => fields.keep,
        CostField::Hours => fields.hours,
        CostField::Grace => fields.grace,
        CostField::VmGrid => fields.vm_grid,
        CostField::JobsPerVm => fields.jobs_per_vm,
        CostField::Provision => fields.provision,
        CostField::ProvisionSpread => fields.provision_spread,
        CostField::Release => fields.release,
        CostField::Quota => fields.quota,
        CostField::Endpoints => fields.endpoints,
        CostField::Wait => fields.wait,
        CostField::WaitMinimum => fields.wait_minimum,
        CostField::WaitTypical => fields.wait_typical,
        CostField::WaitMaximum => fields.wait_maximum,
        CostField::Services => fields.services,
        CostField::Paid => fields.paid,
        CostField::PaidInstances => fields.paid_instances,
        CostField::Book => fields.book,
        CostField::Plan => fields.plan,
        CostField::Instances => fields.instances,
        CostField::Period => fields.period,
        CostField::Days => fields.days,
        CostField::Discount => fields.discount,
        CostField::Markup => fields.markup,
        CostField::Currency => fields.currency,
        CostField::Rate => fields.rate,
        CostField::PoolTransactions => fields.pool_transactions,
        CostField::PoolJobTime => fields.pool_job_time,
        CostField::PartialHours => fields.partial_hours,
        CostField::OtherHours => fields.other_hours,
        CostField::OtherTransactions => fields.other_transactions,
    }
}

/// The label of a value that a field may have; a plan's name is the same in every language.
#[must_use]
pub fn choice_label(words: &CostWords, field: CostField, value: &'static str) -> &'static str {
    let choices = &words.choices;
    match value {
        choice::MONTH if field == CostField::Period => choices.month_price,
        choice::YES => choices.yes,
        choice::NO => choices.no,
        choice::NONE => choices.none,
        choice::ONCE => choices.once,
        choice::DAY => choices.day,
        choice::WEEK => choices.week,
        choice::MONTH => choices.month,
        choice::FIXED => choices.fixed,
        choice::EXPONENTIAL => choices.exponential,
        choice::LOGNORMAL => choices.lognormal,
        choice::ROWS => choices.rows,
        choice::AT_ONCE => choices.at_once,
        choice::EVENLY => choices.evenly,
        choice::RANDOM => choices.random,
        choice::WEEKLY => choices.weekly,
        choice::HISTORY => choices.history,
        choice::WEEK_GRID => choices.week_grid,
        choice::DONE => choices.done,
        choice::START => choices.start,
        choice::HOURS => choices.hours,
        choice::UNTIL_DONE => choices.until_done,
        choice::ALWAYS => choices.always,
        choice::ASSUMED => choices.assumed,
        choice::BOTH => choices.both,
        choice::NEW => choices.new,
        choice::CLASSIC => choices.classic,
        choice::DAYS => choices.days,
        choice::EXACT => choices.exact,
        choice::MINUTE => choices.minute,
        choice::HOUR => choices.hour,
        plan => plan,
    }
}

/// The question that a group of fields answers.
#[must_use]
pub const fn group_label(words: &CostWords, group: Group) -> &'static str {
    match group {
        Group::Have => words.have,
        Group::Work => words.work,
        Group::Deadline => words.deadline,
        Group::Pool => words.pool_group,
        Group::Classic => words.classic_group,
        Group::Prices => words.prices,
        Group::Assumed => words.assumed_group,
    }
}
