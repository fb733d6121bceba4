//! What is around every page: addresses, language, theme, sharing, keyboard, and what happens when all else fails.

use poolwise::route::Route;
use poolwise::words::{COST, In, Language, REQUEST_PAGE, SHELL, ShellWords};
use serde_json::json;

use crate::harness::{Browser, Key, Page, Site};
use crate::site::{arrive, link_name, tag};

#[track_caller]
fn root_attribute(page: &Page, name: &str) -> String {
    let body = "return document.documentElement.getAttribute(arguments[0]) ?? ''";
    page.script(body, &json!([name])).as_str().unwrap_or_default().to_owned()
}

/// Presses Tab until this has the focus; a page whose tab order does not lead there fails.
#[track_caller]
pub(crate) fn tab_to(page: &Page, role: &str, name: &str, backwards: bool) {
    const MOST: usize = 200;
    let mut passed = Vec::new();
    for _ in 0..MOST {
        if backwards {
            page.chord(&[Key::Shift, Key::Tab]);
        } else {
            page.press(&[Key::Tab]);
        }
        let focused = page.focused();
        let spoken = focused.spoken();
        if (spoken.role.as_str(), spoken.name.as_str()) == (role, name) {
            return;
        }
        passed.push(format!("{} “{}”", spoken.role, spoken.name));
    }
    panic!("Tab never reached {role} “{name}”, but {}", passed.join(", "));
}

#[test]
fn every_page_opens_by_its_address_with_and_without_a_slash() {
    let site = Site::dist();
    for language in Language::ALL {
        let page = Browser::new().language(tag(language)).blank(&site);
        for (path, route) in [
            ("request", Route::Request),
            ("request/", Route::Request),
            ("pools", Route::Pools),
            ("pools/", Route::Pools),
            ("", Route::Cost),
        ] {
            page.go(path);
            arrive(&page, language, route);
            page.reload();
            arrive(&page, language, route);
            assert_eq!(root_attribute(&page, "lang"), language.tag());
            let bar = page.find("navigation", SHELL.of(language).pages);
            let current =
                bar.all("link").into_iter().filter(|link| !link.attribute("aria-current").is_empty());
            assert_eq!(current.count(), 1);
        }
    }
}

#[test]
fn an_unknown_path_leads_home_in_swedish_too() {
    let site = Site::dist();
    let page = Browser::new().language("sv-SE").blank(&site);
    page.expect_fault("status of 404");
    page.go("ingenstans/");
    page.find("heading", &format!("Det finns ingen sida på {}ingenstans/.", site.base));
    let title = format!("Det finns ingen sida på {}ingenstans/. · Poolwise", site.base);
    page.until("the title", || page.title(), |now| *now == title);
    let bar = page.find("navigation", "Sidor");
    assert!(bar.all("link").iter().all(|link| link.attribute("aria-current").is_empty()));
    page.link("Gå till Kostnad").click();
    arrive(&page, Language::Swedish, Route::Cost);
    assert_eq!(page.path(), "");
    page.back();
    page.find("heading", &format!("Det finns ingen sida på {}ingenstans/.", site.base));
}

/// What was typed on a page stands there after a visit to another, by links, back and forward.
#[test]
fn what_is_typed_stays_while_pages_change() {
    let site = Site::dist();
    for language in Language::ALL {
        let (shell, cost) = (SHELL.of(language), COST.of(language));
        let page = Browser::new().language(tag(language)).open(&site, "");
        arrive(&page, language, Route::Cost);
        page.field(cost.fields.jobs.label).fill("123");
        page.until("the address", || page.path(), |path| path == "#1&jobs=123");
        page.find("navigation", shell.pages).find("link", link_name(shell, Route::Request)).click();
        arrive(&page, language, Route::Request);
        page.find("navigation", shell.pages).find("link", link_name(shell, Route::Pools)).click();
        arrive(&page, language, Route::Pools);
        page.back();
        arrive(&page, language, Route::Request);
        page.back();
        arrive(&page, language, Route::Cost);
        assert_eq!(page.field(cost.fields.jobs.label).value(), "123");
        assert_eq!(page.path(), "#1&jobs=123");
        page.forward();
        page.forward();
        arrive(&page, language, Route::Pools);
    }
}

/// Whoever opens another page does not wait for Cost, nor for its worker; both come with the first visit, in the language
/// chosen meanwhile and with what was typed the last time.
#[test]
fn cost_is_drawn_and_simulated_when_it_is_first_visited() {
    let site = Site::dist();
    let page = Browser::new().language("en").open(&site, "");
    let number = |of: &str| page.script(&format!("return {of}.length"), &json!([])).as_u64();
    let drawn = || number("document.querySelectorAll('#jobs')");
    let workers = || {
        number("performance.getEntriesByType('resource').filter(one => one.name.includes('planner_worker'))")
    };
    arrive(&page, Language::English, Route::Cost);
    page.field(COST.english.fields.jobs.label).fill("123");
    let kept = || page.script("return localStorage.getItem('poolwise.cost')", &json!([]));
    page.until("the draft on this device", kept, |kept| {
        kept.as_str().is_some_and(|it| it.contains("jobs=123"))
    });

    page.go("pools/");
    arrive(&page, Language::English, Route::Pools);
    page.until(
        "all of the page",
        || number("document.querySelectorAll('#create-vms')"),
        |there| *there == Some(1),
    );
    assert_eq!((drawn(), workers()), (Some(0), Some(0)));
    page.field(SHELL.english.language).choose(Language::Swedish.name());
    page.find("navigation", SHELL.swedish.pages).find("link", SHELL.swedish.cost).click();
    arrive(&page, Language::Swedish, Route::Cost);
    assert_eq!(page.field(COST.swedish.fields.jobs.label).value(), "123");
    page.until("what a worker simulates", workers, |asked| *asked > Some(0));
}

#[test]
fn the_language_is_switched_and_kept() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "request");
    arrive(&page, Language::English, Route::Request);
    page.find("heading", REQUEST_PAGE.english.heading);
    for (now, next) in [(Language::English, Language::Swedish), (Language::Swedish, Language::English)] {
        page.field(SHELL.of(now).language).choose(next.name());
        arrive(&page, next, Route::Request);
        page.find("heading", REQUEST_PAGE.of(next).heading);
        page.gone("heading", REQUEST_PAGE.of(now).heading);
        assert_eq!(root_attribute(&page, "lang"), next.tag());
        page.reload();
        arrive(&page, next, Route::Request);
        page.find("heading", REQUEST_PAGE.of(next).heading);
        assert_eq!(root_attribute(&page, "lang"), next.tag());
        page.go("");
        arrive(&page, next, Route::Cost);
        page.field(COST.of(next).fields.jobs.label);
        page.go("request");
        arrive(&page, next, Route::Request);
    }
}

#[test]
fn the_theme_is_switched_and_kept() {
    let site = Site::dist();
    for language in Language::ALL {
        let words = SHELL.of(language);
        let page = Browser::new().language(tag(language)).open(&site, "");
        arrive(&page, language, Route::Cost);
        let ground =
            || page.script("return getComputedStyle(document.documentElement).backgroundColor", &json!([]));
        let light = ground();
        assert_eq!(root_attribute(&page, "data-theme"), "");
        page.field(words.theme).choose(words.theme_dark);
        page.until("the theme", || root_attribute(&page, "data-theme"), |theme| theme == "dark");
        let dark = ground();
        assert_ne!(dark, light);
        page.reload();
        arrive(&page, language, Route::Cost);
        assert_eq!(root_attribute(&page, "data-theme"), "dark");
        assert_eq!(ground(), dark);
        assert_eq!(page.field(words.theme).value(), "dark");
        page.field(words.theme).choose(words.theme_light);
        page.until("the theme", || root_attribute(&page, "data-theme"), |theme| theme == "light");
        assert_eq!(ground(), light);
        page.field(words.theme).choose(words.theme_system);
        page.until("the theme", || root_attribute(&page, "data-theme"), String::is_empty);
        page.reload();
        arrive(&page, language, Route::Cost);
        assert_eq!(root_attribute(&page, "data-theme"), "");
    }
}

#[test]
fn share_copies_the_address() {
    let site = Site::dist();
    for language in Language::ALL {
        let words = SHELL.of(language);
        let page = Browser::new().language(tag(language)).open(&site, "");
        arrive(&page, language, Route::Cost);
        page.allow_clipboard();
        page.field(COST.of(language).fields.vms.label).fill("7");
        page.until("the address", || page.path(), |path| path == "#1&vms=7");
        page.button(words.share).click();
        page.until("the clipboard", || page.clipboard(), |text| *text == site.url("#1&vms=7"));
        page.see("status", words.copied);
    }
}

#[test]
fn the_skip_link_leads_past_the_bar() {
    let site = Site::dist();
    for (language, path) in [(Language::English, "#1&jobs=100"), (Language::Swedish, "request/")] {
        let route = if path.starts_with('#') { Route::Cost } else { Route::Request };
        let page = Browser::new().language(tag(language)).open(&site, path);
        arrive(&page, language, route);
        page.press(&[Key::Tab]);
        let skip = page.focused();
        assert_eq!(
            (skip.spoken().role.as_str(), skip.spoken().name.as_str()),
            ("link", SHELL.of(language).skip)
        );
        let [left, top, width, height] = skip.place();
        assert!(left >= 0.0 && top >= 0.0 && width > 24.0 && height >= 24.0, "it cannot be seen");
        page.press(&[Key::Enter]);
        page.until("the focus", || page.focused().spoken().role.clone(), |role| role == "main");
        assert_eq!(page.path(), path);
        // The next stop is inside.
        page.press(&[Key::Tab]);
        let inside = "return document.querySelector('main').contains(document.activeElement)";
        assert_eq!(page.script(inside, &json!([])), true);
    }
}

#[test]
fn the_keyboard_alone_reaches_every_page() {
    let site = Site::dist();
    let (shell, cost) = (SHELL.of(Language::English), COST.of(Language::English));
    let page = Browser::new().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    tab_to(&page, "textbox", cost.fields.jobs.label, false);
    page.chord(&[Key::Control, Key::Letter('a')]);
    page.type_text("3100");
    assert_eq!(page.field(cost.fields.jobs.label).value(), "3100");
    page.until("the address", || page.path(), |path| path == "#1&jobs=3100");
    // A group that is folded away opens with the keyboard, and what is in it is reached.
    tab_to(&page, "DisclosureTriangle", cost.classic_group, false);
    page.press(&[Key::Enter]);
    tab_to(&page, "textbox", cost.fields.endpoints.label, false);
    tab_to(&page, "link", shell.request, true);
    page.press(&[Key::Enter]);
    arrive(&page, Language::English, Route::Request);
    assert_eq!(page.focused().spoken().role, "main");
    tab_to(&page, "textbox", REQUEST_PAGE.english.paste_label, false);
    page.type_text("x");
    assert_eq!(page.field(REQUEST_PAGE.english.paste_label).value(), "x");
    tab_to(&page, "link", shell.pools, true);
    page.press(&[Key::Enter]);
    arrive(&page, Language::English, Route::Pools);
    tab_to(&page, "link", shell.cost, true);
    page.press(&[Key::Enter]);
    arrive(&page, Language::English, Route::Cost);
    assert_eq!(page.field(cost.fields.jobs.label).value(), "3100");
}

#[test]
fn a_panic_is_said_and_takes_nothing_away() {
    let site = Site::dist();
    for language in Language::ALL {
        let (words, cost) = (SHELL.of(language), COST.of(language));
        let page = Browser::new().language(tag(language)).open(&site, "");
        arrive(&page, language, Route::Cost);
        page.allow_clipboard();
        page.field(cost.fields.jobs.label).fill("4321");
        page.until("the address", || page.path(), |path| path == "#1&jobs=4321");
        page.expect_fault("unreachable");
        page.script("window.dispatchEvent(new CustomEvent('poolwise:rehearse-panic'))", &json!([]));
        let overlay = page.find("alertdialog", words.panic_title);
        assert!(overlay.text().contains(words.panic_text), "{}", overlay.text());
        assert_eq!(page.focused().spoken().name, words.reload);
        // Nothing behind it can be reached.
        assert_eq!(page.try_all("textbox").map(|all| all.len()), Ok(0));
        overlay.find("button", words.panic_copy).click();
        page.find("button", words.panic_copied);
        let report = page.clipboard();
        let version = format!("Poolwise {}\n", env!("CARGO_PKG_VERSION"));
        assert!(report.starts_with(&version) && report.contains("src/ui/frame.rs:"), "{report}");
        assert!(!report.contains("4321"), "it holds what was typed: {report}");
        page.button(words.reload).click();
        page.gone("alertdialog", words.panic_title);
        arrive(&page, language, Route::Cost);
        assert_eq!(page.field(cost.fields.jobs.label).value(), "4321");
    }
}

/// What is served says something of itself before, and without, any script.
#[test]
fn without_scripts_there_is_a_skeleton_a_reason_and_a_policy() {
    let site = Site::dist();
    let page = Browser::new().blank(&site);
    page.cdp("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    for path in ["", "request/", "pools/"] {
        page.go(path);
        for part in ["please switch JavaScript on", "slå på JavaScript", "Poolwise"] {
            page.until(
                part,
                || {
                    page.try_all("StaticText")
                        .map(|all| all.iter().any(|text| text.spoken().name.contains(part)))
                },
                |is_there| *is_there == Ok(true),
            )
            .expect("it was just read");
        }
        let document = page.cdp("DOM.getDocument", &json!({ "depth": 0 }));
        let html =
            page.cdp("DOM.getOuterHTML", &json!({ "backendNodeId": document["root"]["backendNodeId"] }));
        let html = html["outerHTML"].as_str().unwrap_or_default().to_owned();
        for part in [
            "<noscript>",
            "id=\"skeleton\"",
            "http-equiv=\"Content-Security-Policy\"",
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ] {
            assert!(html.contains(part), "{path}: “{part}” is not in the page");
        }
        assert!(!html.contains("'unsafe-inline'") && !html.contains("'unsafe-eval'"), "{path}");
        // The name in the bar is in sight: a page that is blank until its wasm runs has none.
        let name = page.try_all("banner").ok().and_then(|all| all.into_iter().next()).map(|bar| bar.place());
        assert!(name.is_some_and(|[_, top, _, height]| top < 10.0 && height > 20.0), "{name:?}");
    }
    page.cdp("Emulation.setScriptExecutionDisabled", &json!({ "value": false }));
    page.go("");
    arrive(&page, Language::English, Route::Cost);
    assert_eq!(page.script("return document.getElementById('skeleton')", &json!([])), json!(null));
    // Nothing blank was painted before the skeleton stood.
    let paints = "return performance.getEntriesByType('paint').map(paint => paint.startTime)";
    let paints = page.script(paints, &json!([]));
    assert!(paints[0].is_number() && paints[0] == paints[1], "{paints}");
}

#[test]
fn the_footer_says_whose_prices_and_since_when_the_service_is_gone() {
    let site = Site::dist();
    for (language, parts) in [
        (
            Language::English,
            [
                "Prices as of 15 July 2016, from ",
                "31 August 2024",
                "not a Microsoft product",
                "sends nothing anywhere",
            ],
        ),
        (
            Language::Swedish,
            [
                "Priser per 15 juli 2016, från ",
                "31 augusti 2024",
                "ingen Microsoftprodukt",
                "skickar ingenting",
            ],
        ),
    ] {
        let page = Browser::new().language(tag(language)).open(&site, "");
        for route in Route::ALL {
            page.go(route.segment());
            arrive(&page, language, route);
            let said = page.find("contentinfo", "").text();
            for part in parts {
                assert!(said.contains(part), "“{part}” is not in {said}");
            }
        }
    }
}

/// Long figures, open groups and messages fit a phone, too.
#[test]
fn a_phone_is_wide_enough_for_long_figures_and_messages() {
    let site = Site::dist();
    for language in Language::ALL {
        let words = COST.of(language);
        let page = Browser::new().viewport(360, 800).language(tag(language)).open(
            &site,
            "#1&jobs=999999999&minutes=99999&vms=64&hours=999&plan=S3&instances=100&currency=SEK&rate=9.123456&wait=assumed",
        );
        arrive(&page, language, Route::Cost);
        for group in [words.have, words.classic_group, words.assumed_group] {
            // What gets the focus is not under the answer bar.
            page.find("DisclosureTriangle", group).focus();
            page.find("DisclosureTriangle", group).click();
        }
        page.field(words.fields.endpoints.label);
        assert_eq!(page.sideways_scroll(), 0, "filled, in {language:?}");
        page.field(words.fields.hours.label).fill("999,999");
        page.field(words.fields.hours.label).wait_for_state("invalid", "true");
        page.field(words.fields.minutes.label).fill("a word that is no number at all");
        page.field(words.fields.minutes.label).wait_for_state("invalid", "true");
        assert_eq!(page.sideways_scroll(), 0, "at fault, in {language:?}");
    }
}

/// Each language is its own: no word of the frame is left in the other.
#[test]
fn nothing_of_the_frame_is_left_in_the_other_language() {
    let site = Site::dist();
    let frame = |words: &'static ShellWords| {
        [
            words.skip,
            words.cost,
            words.request,
            words.pools,
            words.footer_retired,
            words.footer_private,
            words.share,
        ]
    };
    let In { english, swedish } = &SHELL;
    for (language, others) in [(Language::English, frame(swedish)), (Language::Swedish, frame(english))] {
        let page = Browser::new().language(tag(language)).open(&site, "");
        arrive(&page, language, Route::Cost);
        let texts = page.try_all("StaticText").unwrap_or_default();
        assert!(texts.len() > 50, "only {} texts", texts.len());
        for text in texts {
            let name = &text.spoken().name;
            assert!(!others.contains(&name.as_str()), "“{name}” in {language:?}");
        }
    }
}
