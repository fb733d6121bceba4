//! The top bar, the footer, and a container for each page.

use leptos::prelude::*;

use super::kit::{CopyButton, LiveRegion, Option_, Select, Speech, announce, effect, follow};
use super::pages::cost::CostPage;
use super::part::Part;
use crate::route::Route;
use crate::web::storage::Kept;
use crate::web::{bridge, dialog, keys, page, storage};
use crate::words::{Language, SHELL, ShellWords};

/// The frame around every page.
#[component]
pub(super) fn Frame() -> impl IntoView {
    let speech = Speech::new(page::language());
    provide_context(speech);
    let route = RwSignal::new(page::route());
    follow_history(route);
    bridge::hear(bridge::Event::Rehearsal, |_| rehearse_panic());
    keys::tell_words();
    let (alarms, mark) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    bridge::hear(bridge::Event::PoolsTitle, move |told| {
        let (count, name) = told.split_once('\n').unwrap_or_default();
        alarms.set(count.to_owned());
        mark.set(name.to_owned());
    });
    effect(move || {
        let words = speech.of(&SHELL);
        let plain = title(words, route.get());
        let marked = match mark.get() {
            mark if mark.is_empty() || route.get() != Some(Route::Pools) => plain,
            mark => [&mark, " · ", &plain].concat(),
        };
        page::set_title(&match alarms.get() {
            count if count.is_empty() => marked,
            count => words.alarm_title.with(&[("count", &count), ("title", &marked)]),
        });
    });
    let not_cost = Signal::derive(move || route.get() != Some(Route::Cost));
    // Drawn when it is first visited: whoever opens another page does not wait for it.
    let is_cost_there = Memo::new(move |there| there == Some(&true) || route.get() == Some(Route::Cost));
    let cost =
        follow(move || if is_cost_there.get() { view! { <CostPage /> }.into_any() } else { ().into_any() });
    let not_found =
        follow(move || if route.get().is_none() { view! { <NotFound /> }.into_any() } else { ().into_any() });

    view! {
        <a
            class="skip"
            href="#main"
            on:click=move |event| {
                event.prevent_default();
                page::focus("main");
            }
        >
            {speech.word(&SHELL, |words| words.skip)}
        </a>
        <TopBar route />
        <main id="main" tabindex="-1">
            <div hidden=not_cost>{cost}</div>
            <Elsewhere route own=Route::Request module="request_page" container="page-request" />
            <Elsewhere route own=Route::Pools module="pools_page" container="page-pools" />
            {not_found}
        </main>
        <Footer />
        <LiveRegion />
    }
    .into_any()
}

#[component]
fn TopBar(route: RwSignal<Option<Route>>) -> impl IntoView {
    let speech = Speech::here();
    let base = page::base();
    let links = Route::ALL.map(|own| {
        let name = Signal::derive(move || page_name(speech.of(&SHELL), own));
        let current = Signal::derive(move || (route.get() == Some(own)).then(|| "page".to_owned()));
        view! {
            <li>
                <a href=own.path(&base) aria-current=current>
                    {name}
                </a>
            </li>
        }
    });
    // Cost asks for no secrets, so none is left out there.
    let title = Signal::derive(move || {
        (route.get() == Some(Route::Request)).then(|| speech.of(&SHELL).share_title.to_owned())
    });
    let answers = Signal::derive(move || {
        (route.get() != Some(Route::Cost)).then(|| speech.of(&SHELL).shared.to_owned())
    });
    view! {
        <header class="bar">
            <a class="bar-name" href=base.clone()>
                {speech.word(&SHELL, |words| words.name)}
            </a>
            <nav aria-label=speech.word(&SHELL, |words| words.pages)>
                <ul class="bar-pages">{links.collect_view()}</ul>
            </nav>
            <div class="bar-tools">
                <LanguageSelect />
                <ThemeSelect />
                <CopyButton
                    text=page::address
                    label=speech.label(&SHELL, |words| words.share)
                    title
                    answers
                />
            </div>
        </header>
    }
    .into_any()
}

#[component]
fn LanguageSelect() -> impl IntoView {
    let speech = Speech::here();
    let options = Language::ALL
        .map(|language| Option_ { value: language.tag(), label: language.name().to_owned() })
        .to_vec();
    let chosen = move |tag: String| {
        let language = Language::from_tag(&tag);
        page::set_language(language);
        storage::save(Kept::Language, Some(language.tag()));
        speech.set(language);
        bridge::tell(bridge::Event::Language, language.tag());
    };
    view! {
        <Select
            id="language"
            label=speech.label(&SHELL, |words| words.language)
            options
            value=Signal::derive(move || speech.language().tag().to_owned())
            chosen
            quiet=true
        />
    }
    .into_any()
}

#[component]
fn ThemeSelect() -> impl IntoView {
    let speech = Speech::here();
    let theme = RwSignal::new(page::theme().unwrap_or_else(|| "system".to_owned()));
    let options = move || {
        let words = speech.of(&SHELL);
        [("system", words.theme_system), ("light", words.theme_light), ("dark", words.theme_dark)]
            .map(|(value, label)| Option_ { value, label: label.to_owned() })
            .to_vec()
    };
    let chosen = move |chosen: String| {
        let fixed = (chosen != "system").then_some(chosen.as_str());
        page::set_theme(fixed);
        storage::save(Kept::Theme, fixed);
        theme.set(chosen);
    };
    view! {
        <Select
            id="theme"
            label=speech.label(&SHELL, |words| words.theme)
            options=Signal::derive(options)
            value=theme
            chosen
            quiet=true
        />
    }
    .into_any()
}

/// The container of a page that is a wasm file of its own: started when its route is first visited.
#[component]
fn Elsewhere(
    route: RwSignal<Option<Route>>,
    own: Route,
    module: &'static str,
    container: &'static str,
) -> impl IntoView {
    let part = Part::new(module);
    effect(move || {
        if route.get() == Some(own) {
            part.start();
        }
    });
    let is_elsewhere = Signal::derive(move || route.get() != Some(own));
    let speech = Speech::here();
    // A page that did not arrive has no heading of its own.
    let heading = follow(move || {
        if part.has_failed() {
            view! { <h1 class="hidden-label">{title(speech.of(&SHELL), Some(own))}</h1> }.into_any()
        } else {
            ().into_any()
        }
    });
    view! {
        <div hidden=is_elsewhere>
            {heading}
            {part.view(container)}
        </div>
    }
    .into_any()
}

#[component]
fn NotFound() -> impl IntoView {
    let speech = Speech::here();
    view! {
        <div class="notice">
            <h1>{Signal::derive(move || speech.of(&SHELL).not_found.with(&[("path", &page::path())]))}</h1>
            <p>
                <a href=page::base()>{speech.word(&SHELL, |words| words.not_found_way_out)}</a>
            </p>
        </div>
    }
    .into_any()
}

#[component]
fn Footer() -> impl IntoView {
    let speech = Speech::here();
    view! {
        <footer class="footer">
            <p>{speech.word(&SHELL, |words| words.footer_what)}</p>
            <p>{Signal::derive(move || super::pages::cost::prices_as_of(speech))}</p>
            <p>{speech.word(&SHELL, |words| words.footer_retired)}</p>
            <p>{speech.word(&SHELL, |words| words.footer_private)}</p>
        </footer>
    }
    .into_any()
}

/// Follows links, back and forward: the address bar is the truth, the signal its echo.
fn follow_history(route: RwSignal<Option<Route>>) {
    let arrived = move || {
        let now = page::route();
        if route.get_untracked() != now {
            // A question that stays open out of sight would leave nothing on the other page that can be pressed.
            if dialog::close_all() {
                page::focus("main");
            }
            route.set(now);
            announce(&title(SHELL.of(page::language()), now));
        }
        bridge::tell(bridge::Event::Shown, now.map_or("", Route::segment));
    };
    page::on_history(arrived);
    page::on_own_link(move |path, fragment| {
        let address = if fragment.is_empty() { path.to_owned() } else { format!("{path}#{fragment}") };
        page::push_path(&address);
        arrived();
        page::focus("main");
    });
}

fn title(words: &ShellWords, route: Option<Route>) -> String {
    let page = match route {
        Some(Route::Cost) => words.cost_title.to_owned(),
        Some(Route::Request) => words.request_title.to_owned(),
        Some(Route::Pools) => words.pools_title.to_owned(),
        None => words.not_found.with(&[("path", &page::path())]),
    };
    format!("{page} · {}", words.name)
}

const fn page_name(words: &ShellWords, route: Route) -> &'static str {
    match route {
        Route::Cost => words.cost,
        Route::Request => words.request,
        Route::Pools => words.pools,
    }
}

#[expect(
    clippy::panic,
    reason = "the overlay for panics is tried with a real one, when a test or a curious user asks"
)]
fn rehearse_panic() {
    panic!("rehearsed");
}
