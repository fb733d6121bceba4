//! A number for each hour of the week: a table to move and type in, to drag over, and to fill by presets.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::before::Before;
use super::table::table;
use super::{tell, told};
use crate::cost::selection::{DAYS, HOURS, Selection, changed};
use crate::cost::{CostField, Week};
use crate::ui::kit::{Button, FieldProblem, NumberField, Speech, announce, follow};
use crate::units::{Problem, Quantity};
use crate::web::{bridge, touch};
use crate::words::{COST_INPUTS, CostInputsWords};

/// When in the week jobs arrive.
#[component]
pub fn Pattern() -> impl IntoView {
    let ids = ["pattern", "pattern-label", "pattern-help", "pattern-value"];
    WeekGrid::new(CostField::Pattern, Quantity::HourWeight, ids).view()
}

/// How many VMs a pool has in each hour of the week.
#[component]
pub fn VmGrid() -> impl IntoView {
    let ids = ["vm-grid", "vm-grid-label", "vm-grid-help", "vm-grid-value"];
    let grid = WeekGrid::new(CostField::VmGrid, Quantity::Vms, ids);
    // A size that is picked in the planner is that of the busiest hour.
    bridge::hear(bridge::Event::CostVms, move |vms| {
        if let (true, Ok(peak)) = (grid.is_asked.get_untracked(), vms.parse()) {
            grid.put(&grid.week.with_untracked(|week| week.scaled_to(peak)));
        }
    });
    grid.view()
}

#[derive(Clone, Copy)]
struct WeekGrid {
    field: CostField,
    quantity: Quantity,
    /// Of the table, its label, its help, and the number to set.
    ids: [&'static str; 4],
    is_asked: RwSignal<bool>,
    week: Memo<Week>,
    before: Before,
    selection: RwSignal<Selection>,
    /// What is typed into the table since the selection moved.
    typed: RwSignal<String>,
    value: RwSignal<String>,
    problem: RwSignal<Option<Problem>>,
}

impl WeekGrid {
    fn new(field: CostField, quantity: Quantity, ids: [&'static str; 4]) -> Self {
        let (text, is_asked) = told(field);
        let week = Memo::new(move |_| {
            text.with(|text| Week::read(text, quantity)).unwrap_or_else(|_| Week::new([0; DAYS * HOURS]))
        });
        let undo_id = if field == CostField::Pattern { "pattern-undo" } else { "vm-grid-undo" };
        let usual = week.with_untracked(Week::peak).to_string();
        Self {
            field,
            quantity,
            ids,
            is_asked,
            week,
            before: Before::new(field, text, [undo_id, ids[0]]),
            selection: RwSignal::new(Selection::one(0, 8)),
            typed: RwSignal::new(String::new()),
            value: RwSignal::new(usual),
            problem: RwSignal::new(None),
        }
    }

    fn is_pattern(self) -> bool {
        self.field == CostField::Pattern
    }

    fn put(self, week: &Week) {
        self.problem.set(None);
        tell(self.field, &week.to_text());
    }

    /// Puts a whole week in the place of what was typed, and says what that sums up to.
    fn fill(self, week: &Week, speech: Speech) {
        self.problem.set(None);
        self.before.replace(&week.to_text());
        announce(&untrack(|| sum(week, self.is_pattern(), speech)));
    }

    fn select(self, selection: Selection) {
        self.typed.set(String::new());
        self.problem.set(None);
        self.selection.set(selection);
    }

    /// Puts what was typed into the selected hours, or says why it cannot be put there.
    fn set_to(self, typed: &str) {
        match self.quantity.read(typed) {
            Ok(value) => {
                let value = value.to_u32().unwrap_or_default();
                self.put(&self.week.with_untracked(|week| self.selection.get_untracked().set(week, value)));
            }
            Err(problem) => self.problem.set(Some(problem)),
        }
    }

    fn key(self, event: &KeyboardEvent) {
        let key = event.key();
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let is_digit = key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_digit());
        if is_digit {
            self.typed.update(|typed| typed.push_str(&key));
            let typed = self.typed.get_untracked();
            self.value.set(typed.trim_start_matches('0').to_owned());
            self.set_to(&typed);
        } else if key == "Delete" || key == "Backspace" {
            self.typed.set(String::new());
            self.set_to("0");
        } else if let Some(moved) = self.selection.get_untracked().moved(&key, event.shift_key()) {
            self.select(moved);
        } else {
            return;
        }
        event.prevent_default();
    }

    fn view(self) -> AnyView {
        let body = follow(move || if self.is_asked.get() { self.body() } else { ().into_any() });
        view! { <div class="week-grid">{body}</div> }.into_any()
    }

    fn body(self) -> AnyView {
        let speech = Speech::here();
        let [id, label_id, help_id, _] = self.ids;
        let word = move |pick: fn(&CostInputsWords) -> [&'static str; 2]| {
            Signal::derive(move || {
                let [pattern, grid] = pick(speech.of(&COST_INPUTS));
                if self.is_pattern() { pattern } else { grid }
            })
        };
        let html = Signal::derive(move || {
            let words = speech.of(&COST_INPUTS);
            self.week.with(|week| table(id, week, self.selection.get(), words)).into_html()
        });
        let active = Signal::derive(move || {
            let (day, hour) = self.selection.get().active;
            format!("{id}-{day}-{hour}")
        });
        let pressed = move |place: Option<String>, keeps: bool| {
            let Some(selection) = place.as_deref().and_then(Selection::of_place) else { return };
            let before = self.selection.get_untracked();
            self.select(if keeps { before.reaching(selection) } else { selection });
        };
        view! {
            <p id=label_id class="editor-label">{word(|words| [words.pattern, words.grid])}</p>
            <p class="field-help">{word(|words| [words.pattern_help, words.grid_help])}</p>
            <table
                id=id
                role="grid"
                tabindex="0"
                aria-labelledby=label_id
                aria-describedby=help_id
                aria-multiselectable="true"
                aria-activedescendant=active
                inner_html=html
                on:keydown=move |event| self.key(&event)
                on:pointerdown=move |event| pressed(touch::place(&event), event.shift_key())
                on:pointerover=move |event| {
                    if event.buttons() == 1 && event.pointer_type() == "mouse" {
                        pressed(touch::place(&event), true);
                    }
                }
            ></table>
            <p id=help_id class="field-help">{word(|words| [words.grid_keys, words.grid_keys])}</p>
            {self.setter(speech)}
            {self.presets(speech)}
            {self.before.view(speech)}
            <p class="editor-sum">
                {Signal::derive(move || self.week.with(|week| sum(week, self.is_pattern(), speech)))}
            </p>
        }
        .into_any()
    }

    /// The number for the selected hours, for those who cannot type into a table.
    fn setter(self, speech: Speech) -> AnyView {
        let [_, _, _, id] = self.ids;
        let label = Signal::derive(move || {
            let words = speech.of(&COST_INPUTS);
            (if self.is_pattern() { words.weight } else { words.value }).to_owned()
        });
        let quantity = self.quantity;
        let problem = Signal::derive(move || {
            let sentence = speech.quantity_problem(&self.problem.get()?, &quantity.bound());
            Some(FieldProblem { sentence, ..FieldProblem::default() })
        });
        view! {
            <div class="week-set">
                <NumberField id label unit=Signal::derive(String::new) value=self.value problem />
                <Button
                    label=speech.label(&COST_INPUTS, |words| words.set)
                    pressed=move || self.set_to(&self.value.get_untracked())
                />
            </div>
        }
        .into_any()
    }

    fn presets(self, speech: Speech) -> AnyView {
        type Preset = (fn(&CostInputsWords) -> &'static str, fn(usize, usize) -> bool);
        const PRESETS: [Preset; 5] = [
            (|words| words.office_hours, |day, hour| day < 5 && (8..17).contains(&hour)),
            (|words| words.nights, |_, hour| !(6..20).contains(&hour)),
            (|words| words.weekend, |day, _| day >= 5),
            (|words| words.all_hours, |_, _| true),
            (|words| words.no_hours, |_, _| false),
        ];
        let fill = move |is_on: fn(usize, usize) -> bool| {
            let value = self.quantity.read(&self.value.get_untracked()).ok().and_then(|value| value.to_u32());
            let value = value.filter(|value| *value > 0).unwrap_or(1);
            let week = self.week.with_untracked(|week| {
                changed(week, |day, hour, _| if is_on(day, hour) { value } else { 0 })
            });
            self.fill(&week, speech);
        };
        let presets = PRESETS
            .into_iter()
            .map(|(pick, is_on)| small(speech.label(&COST_INPUTS, pick), move || fill(is_on)))
            .collect::<Vec<AnyView>>();
        let copy = move |last: usize| {
            let (day, _) = self.selection.get_untracked().active;
            let week = self.week.with_untracked(|week| {
                changed(week, |other, hour, old| if other <= last { week.hour(day, hour) } else { old })
            });
            self.fill(&week, speech);
        };
        let copy_label = move |last: usize| {
            Signal::derive(move || {
                let words = speech.of(&COST_INPUTS);
                let phrase = if last < DAYS - 1 { words.copy_to_weekdays } else { words.copy_to_all };
                let (day, _) = self.selection.get().active;
                phrase.with(&[("day", words.days.get(day).copied().unwrap_or_default())])
            })
        };
        let copies = [4, DAYS - 1].map(|last| small(copy_label(last), move || copy(last)));
        view! {
            <div class="row" role="group" aria-label=speech.word(&COST_INPUTS, |words| words.presets)>
                {presets}
            </div>
            <div class="row">{copies.into_iter().collect_view()}</div>
        }
        .into_any()
    }
}

/// What a week comes to: VM hours, or hours with jobs.
fn sum(week: &Week, is_pattern: bool, speech: Speech) -> String {
    let words = speech.of(&COST_INPUTS);
    let figures = speech.figures();
    let hours = week.hours();
    let all: u64 = hours.iter().copied().map(u64::from).sum();
    let peak = week.peak();
    let number = |value: u64| figures.number(value.into(), 0);
    match (is_pattern, all) {
        (true, 0) => words.pattern_empty.to_owned(),
        (false, 0) => words.grid_empty.to_owned(),
        (false, _) => words.grid_sum.with(&[("hours", &number(all)), ("peak", &number(peak.into()))]),
        (true, _) => {
            let busy = hours.iter().filter(|hour| **hour > 0).count() as u64;
            let share = Decimal::from(peak).checked_div(Decimal::from(all)).unwrap_or_default();
            let share = figures.percent(share, 1);
            words.pattern_sum.with(&[("hours", &number(busy)), ("share", &share)])
        }
    }
}

fn small(label: Signal<String>, pressed: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="button small" on:click=move |_| pressed()>
            {label}
        </button>
    }
    .into_any()
}
