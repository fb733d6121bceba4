//! The copy on the device: the page without a network, and a new release that takes over.

use std::path::{Path, PathBuf};
use std::process::Command;

use poolwise::route::Route;
use poolwise::words::{Language, SHELL};
use serde_json::json;

use crate::harness::{Browser, Page, Site};
use crate::site::{arrive, link_name};

/// Waits until a copy of as many files as the release has stands in the newest cache, and answers for this page.
#[track_caller]
fn wait_for_copy(page: &Page, copies: usize) {
    let body = "const done = arguments[0]; (async () => {
        const names = await caches.keys();
        const newest = names.length > 0 && await caches.open(names[names.length - 1]);
        const kept = newest ? (await newest.keys()).length : 0;
        const { active, waiting, installing } = (await navigator.serviceWorker?.getRegistration()) || {};
        const settled = active?.state === 'activated' && !waiting && !installing && navigator.serviceWorker.controller === active;
        return [names.length, kept > 10, settled];
    })().then(done, problem => done(String(problem)))";
    page.until(
        "a copy of the release",
        || page.command("POST", "/execute/async", &json!({ "script": body, "args": [] })),
        |state| *state == json!([copies, true, true]),
    );
}

fn release(page: &Page) -> String {
    let body = "return document.querySelector('meta[name=release]')?.content || 'first'";
    page.script(body, &json!([])).as_str().unwrap_or_default().to_owned()
}

/// A later release: another page, and its lazily loaded scripts under other names.
fn second_release() -> PathBuf {
    let from = Site::dist_folder();
    let to = std::env::temp_dir().join(format!("poolwise-second-release-{}", std::process::id()));
    let _none_yet = std::fs::remove_dir_all(&to);
    copy(&from, &to);
    let mut page = std::fs::read_to_string(to.join("index.html")).expect("a built page");
    for entry in std::fs::read_dir(&to).expect("a folder").flatten() {
        let name = entry.file_name().into_string().expect("a plain name");
        if name.starts_with("request_page-") && name.ends_with(".js") {
            let renamed = "request_page-0123456789abcdef.js";
            assert!(page.contains(&name), "the page names {name}");
            page = page.replace(&name, renamed);
            std::fs::rename(entry.path(), to.join(renamed)).expect("a name");
        }
    }
    page = page.replace(
        "<meta charset=\"utf-8\">",
        "<meta charset=\"utf-8\"><meta name=\"release\" content=\"second\">",
    );
    for file in ["index.html", "404.html", "request/index.html", "pools/index.html"] {
        std::fs::write(to.join(file), &page).expect("a page");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::copy(root.join("public/sw.js"), to.join("sw.js")).expect("the worker's source");
    let listed =
        Command::new("node").arg(root.join("scripts/list-files")).arg(&to).status().expect("Node.js");
    assert!(listed.success());
    to
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}

fn visit(page: &Page, route: Route) {
    let words = SHELL.of(Language::English);
    page.find("navigation", words.pages).find("link", link_name(words, route)).click();
    arrive(page, Language::English, route);
}

#[test]
fn every_page_works_without_a_network() {
    let site = Site::dist();
    let page = Browser::new().keeping_a_copy().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    wait_for_copy(&page, 1);
    site.cut(true);
    page.go("#1&vms=7");
    page.reload();
    arrive(&page, Language::English, Route::Cost);
    visit(&page, Route::Request);
    visit(&page, Route::Pools);
    for route in Route::ALL {
        page.go(route.segment());
        arrive(&page, Language::English, route);
    }
}

#[test]
fn a_new_release_takes_over_and_leaves_open_tabs_their_files() {
    let site = Site::dist();
    let page = Browser::new().keeping_a_copy().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    wait_for_copy(&page, 1);
    let second = second_release();
    site.turn_to(&second);
    // The open tab never loaded this file, and its host has it no more.
    visit(&page, Route::Request);
    assert_eq!(release(&page), "first");
    page.go("");
    arrive(&page, Language::English, Route::Cost);
    assert_eq!(release(&page), "second");
    wait_for_copy(&page, 2);
    site.cut(true);
    page.reload();
    arrive(&page, Language::English, Route::Cost);
    assert_eq!(release(&page), "second");
    visit(&page, Route::Request);
    let _tidied = std::fs::remove_dir_all(second);
}

#[test]
fn a_host_in_trouble_is_answered_from_the_copy() {
    let site = Site::dist();
    let page = Browser::new().keeping_a_copy().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    wait_for_copy(&page, 1);
    site.refuse(&["/"]);
    page.reload();
    arrive(&page, Language::English, Route::Cost);
}
