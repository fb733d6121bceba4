//! A week's grid as markup: each cell with its place, its name and how full it is.

use crate::cost::Week;
use crate::cost::selection::{DAYS, HOURS, Selection};
use crate::ui::kit::Markup;
use crate::words::CostInputsWords;

/// Hours as rows and days as columns, which fits a phone.
pub(super) fn table(id: &str, week: &Week, selection: Selection, words: &CostInputsWords) -> Markup {
    let mut into = Markup::new();
    into.open("thead", &[]);
    into.open("tr", &[]);
    into.leaf("th", &[("scope", "col"), ("data-at", "all")], words.hour);
    for (day, name) in words.days_short.iter().enumerate() {
        into.open("th", &[("scope", "col"), ("data-at", &format!("d{day}"))]);
        into.leaf("abbr", &[("title", words.days.get(day).copied().unwrap_or_default())], name);
        into.close("th");
    }
    into.close("tr");
    into.close("thead");
    into.open("tbody", &[]);
    let peak = week.peak().max(1);
    for hour in 0..HOURS {
        let clock = format!("{hour:02}");
        into.open("tr", &[]);
        into.leaf("th", &[("scope", "row"), ("data-at", &format!("h{hour}"))], &clock);
        for day in 0..DAYS {
            let value = week.hour(day, hour);
            let shade = (u64::from(value) * 4).div_ceil(u64::from(peak)).to_string();
            let shown = if value == 0 { "·".to_owned() } else { value.to_string() };
            let name = words.days.get(day).copied().unwrap_or_default();
            let label = words.cell.with(&[
                ("day", name),
                ("hour", &format!("{clock}:00")),
                ("value", &value.to_string()),
            ]);
            let is_selected = if selection.has(day, hour) { "true" } else { "false" };
            let place = format!("{day}-{hour}");
            let cell = [
                ("id", &*format!("{id}-{place}")),
                ("data-at", &place),
                ("data-shade", &shade),
                ("aria-label", &label),
                ("aria-selected", is_selected),
                ("data-active", if selection.active == (day, hour) { "yes" } else { "no" }),
            ];
            into.leaf("td", &cell, &shown);
        }
        into.close("tr");
    }
    into.close("tbody");
    into
}
