//! What the page gives, one tab each.

use leptos::prelude::*;

use super::json::{classic, editor};
use super::scripts::scripts;
use super::state::State;
use super::urls::urls;
use crate::ui::kit::{Speech, Tab, Tabs};
use crate::words::{REQUEST_PAGE, RequestPageWords};

/// One output: the name of its tab and how it is drawn. To add one, add a row to [`OUTPUTS`].
struct Output {
    tab: &'static str,
    label: fn(&RequestPageWords) -> &'static str,
    view: fn(State) -> AnyView,
}

static OUTPUTS: [Output; 4] = [
    Output { tab: "json", label: |words| words.tab_json, view: editor },
    Output { tab: "scripts", label: |words| words.tab_scripts, view: scripts },
    Output { tab: "classic", label: |words| words.tab_classic, view: classic },
    Output { tab: "urls", label: |words| words.tab_urls, view: urls },
];

/// The tabs.
#[component]
pub(super) fn Outputs(state: State) -> impl IntoView {
    let speech = Speech::here();
    let tabs = move || {
        let words = speech.of(&REQUEST_PAGE);
        OUTPUTS
            .iter()
            .map(|output| Tab { value: output.tab, label: (output.label)(words).to_owned() })
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
