use leptos::prelude::*;

use super::state::State;
use crate::cost::{Speaker, Table, compared_inputs, compared_results};
use crate::ui::kit::{Markup, Speech, drawn};
use crate::words::TOOLS;

/// The inputs that differ, and the results with their changes, side by side; nothing while nothing is pinned.
pub(super) fn comparison(state: State, speech: Speech) -> AnyView {
    drawn("comparison", move || {
        let mut tables = Markup::new();
        if state.pins.with(|pins| pins.all().is_empty()) {
            return tables;
        }
        let speaker = Speaker::new(speech.language());
        let words = speech.of(&TOOLS);
        let both = state.with_exported(|all| (compared_inputs(all, speaker), compared_results(all, speaker)));
        if let Some((inputs, results)) = both {
            if inputs.rows.is_empty() {
                tables.leaf("p", &[("class", "quiet")], words.no_differences);
            } else {
                table(&inputs, words.inputs_that_differ, &mut tables);
            }
            table(&results, words.results, &mut tables);
            tables.leaf("p", &[("class", "quiet")], words.change);
        }
        tables
    })
}

fn table(table: &Table, name: &str, into: &mut Markup) {
    into.open("div", &[("class", "compared"), ("tabindex", "0"), ("role", "region"), ("aria-label", name)]);
    into.open("table", &[]);
    into.open("thead", &[]);
    into.open("tr", &[]);
    for head in &table.head {
        into.leaf("th", &[("scope", "col")], head);
    }
    into.close("tr");
    into.close("thead");
    into.open("tbody", &[]);
    for row in &table.rows {
        into.open("tr", &[]);
        into.leaf("th", &[("scope", "row")], &row.head);
        for cell in &row.cells {
            into.open("td", &[]);
            into.text(&cell.text);
            if let Some(change) = &cell.change {
                into.text(" ");
                into.leaf("span", &[("class", "change")], change);
            }
            into.close("td");
        }
        into.close("tr");
    }
    into.close("tbody");
    into.close("table");
    into.close("div");
}
