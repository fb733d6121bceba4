//! What the page gives, one tab each.

use leptos::prelude::*;

use super::json::{classic, editor};
use super::many::many;
use super::pool::pool;
use super::scripts::scripts;
use super::state::State;
use super::urls::urls;
use crate::ui::kit::{Speech, Tab, Tabs};
use crate::words::{MANY, POOL_SCRIPT, REQUEST_PAGE};

/// One output: the name of its tab and how it is drawn. To add one, add a row to [`OUTPUTS`].
struct Output {
    tab: &'static str,
    label: fn(Speech) -> &'static str,
    view: fn(State) -> AnyView,
}

static OUTPUTS: [Output; 6] = [
    Output { tab: "json", label: |speech| speech.of(&REQUEST_PAGE).tab_json, view: editor },
    Output { tab: "scripts", label: |speech| speech.of(&REQUEST_PAGE).tab_scripts, view: scripts },
    Output { tab: "many", label: |speech| speech.of(&MANY).tab, view: many },
    Output { tab: "classic", label: |speech| speech.of(&REQUEST_PAGE).tab_classic, view: classic },
    Output { tab: "urls", label: |speech| speech.of(&REQUEST_PAGE).tab_urls, view: urls },
    Output { tab: "pool", label: |speech| speech.of(&POOL_SCRIPT).tab, view: pool },
];

/// The tabs.
#[component]
pub(super) fn Outputs(state: State) -> impl IntoView {
    let speech = Speech::here();
    let tabs = move || {
        OUTPUTS
            .iter()
            .map(|output| Tab { value: output.tab, label: (output.label)(speech).to_owned() })
            .collect::<Vec<Tab>>()
    };
    let panel = move |tab: &'static str| {
        let output = OUTPUTS.iter().find(|output| output.tab == tab);
        output.map_or_else(|| ().into_any(), |output| (output.view)(state))
    };
    view! {
        <Tabs
            id="output"
            label=Signal::derive(move || speech.of(&REQUEST_PAGE).results.to_owned())
            tabs=Signal::derive(tabs)
            chosen=state.tab
            panel=panel
        />
    }
    .into_any()
}
