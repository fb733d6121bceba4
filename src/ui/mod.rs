//! The pages, on Leptos.
//!
//! - [`kit`]: fields, buttons, dialogs, tabs: know no domain type and no route.
//! - [`chart`]: geometry and thin SVG, each chart with its table.
//! - `frame`: the top bar, the footer and the containers of the pages.
//! - `part`: a part of the page that is a wasm file of its own.
//! - [`pages`]: one folder a page: `mod.rs` (view), `state.rs` (signals), parts.

#![allow(unreachable_pub, reason = "the component macro writes such an item for every component")]

pub mod chart;
mod frame;
pub mod kit;
pub mod pages;
mod part;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::web::{bridge, clock, page};
use crate::words::Language;

/// Mounts the frame and the page that the address names; ends the skeleton.
pub fn start_frame() {
    if let Some(body) = page::body() {
        mount_to(body, || view! { <frame::Frame /> }).forget();
    }
    page::remove_skeleton();
}

/// Mounts what stands under the Cost page's bills into its container.
pub fn start_cost_details() {
    start_page("cost-details", || view! { <pages::cost_details::CostDetails /> }.into_any());
}

/// Mounts the Cost page's larger inputs, each into its container in the form.
pub fn start_cost_inputs() {
    start_page("input-pattern", || view! { <pages::cost_inputs::Pattern /> }.into_any());
    start_page("input-history", || view! { <pages::cost_inputs::PastJobs /> }.into_any());
    start_page("input-vm-grid", || view! { <pages::cost_inputs::VmGrid /> }.into_any());
    start_page("input-book", || view! { <pages::cost_inputs::PriceBook /> }.into_any());
}

/// Mounts what stands at the end of the Cost page into its container.
pub fn start_cost_tools() {
    start_page("cost-tools", || view! { <pages::cost_tools::CostTools /> }.into_any());
}

/// Mounts the Request page into its container.
pub fn start_request_page() {
    start_page("page-request", || view! { <pages::request::RequestPage /> }.into_any());
}

/// Mounts the Pools page into its container.
pub fn start_pools_page() {
    start_page("page-pools", || view! { <pages::pools::PoolsPage /> }.into_any());
}

/// A page in a wasm file of its own follows the frame's language by its events.
fn start_page(container: &str, page: impl FnOnce() -> AnyView + 'static) {
    let Some(container) = page::container(container) else { return };
    mount_to(container, move || {
        let speech = kit::Speech::new(page::language());
        provide_context(speech);
        bridge::hear(bridge::Event::Language, move |tag| {
            let language = Language::from_tag(tag);
            // Every part in a task of its own: all of them at once would hold up what the user does next.
            spawn_local(async move {
                clock::next_task().await;
                speech.set(language);
            });
        });
        page()
    })
    .forget();
}
