//! The copy on the device: the page without a network, and a new release that takes over.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use poolwise::route::Route;
use poolwise::units::Unit;
use poolwise::words::{Language, REQUEST_PAGE, SHELL, counted};
use serde_json::json;

use crate::harness::{Browser, Page, Site};
use crate::request_many::{bodies, list, to_many};
use crate::site::{arrive, link_name};

/// Waits until a copy of as many files as the release has stands in the newest cache, and answers for this page.
#[track_caller]
pub(crate) fn wait_for_copy(page: &Page, copies: usize) {
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

/// A later release: another page, the worker that runs others and a lazily loaded script under other names, another icon.
pub(crate) fn second_release() -> PathBuf {
    let from = Site::dist_folder();
    let to = temporary("second-release");
    copy(&from, &to);
    let mut page = std::fs::read_to_string(to.join("index.html")).expect("a built page");
    for entry in std::fs::read_dir(&to).expect("a folder").flatten() {
        let name = entry.file_name().into_string().expect("a plain name");
        let stem = ["request_page-", "worker-"].into_iter().find(|stem| name.starts_with(stem));
        if let Some(stem) = stem.filter(|_| name.ends_with(".js")) {
            let renamed = format!("{stem}0123456789abcdef.js");
            assert!(page.contains(&name), "the page names {name}");
            page = page.replace(&name, &renamed);
            std::fs::rename(entry.path(), to.join(&renamed)).expect("a name");
        }
    }
    append(&to.join("worker-0123456789abcdef.js"), "// second");
    append(&to.join("icon.svg"), "<!-- second -->");
    page = page.replace(
        "<meta charset=\"utf-8\">",
        "<meta charset=\"utf-8\"><meta name=\"release\" content=\"second\">",
    );
    // The names in the import map are others: so is its digest in the policy, which stands here as in the headers.
    let digest = import_map_digest(&page);
    let old = import_map_digest(&std::fs::read_to_string(from.join("index.html")).expect("a built page"));
    page = page.replace(&old, &digest);
    let headers = std::fs::read_to_string(to.join("_headers")).expect("a list of headers");
    std::fs::write(to.join("_headers"), headers.replace(&old, &digest)).expect("a list of headers");
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

/// A folder of this one test.
fn temporary(name: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("poolwise-{name}-{}-{number}", std::process::id()))
}

fn append(file: &Path, text: &str) {
    let mut content = std::fs::read_to_string(file).expect("a text");
    content.push_str(text);
    std::fs::write(file, content).expect("a text");
}

/// As the policy names what stands in the page.
fn import_map_digest(page: &str) -> String {
    let start = "<script type=\"importmap\">";
    let map = page.split_once(start).and_then(|(_, rest)| rest.split_once("</script>"));
    let (map, _) = map.expect("an import map");
    let digest = "process.stdout.write(require('crypto').createHash('sha256').update(process.argv[1]).digest('base64'))";
    let digest = Command::new("node").args(["-e", digest, map]).output().expect("Node.js");
    String::from_utf8(digest.stdout).expect("base64")
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

/// What a file of the page is, whoever answers for it.
fn read(page: &Page, address: &str) -> String {
    let body = "const done = arguments[1]; fetch(arguments[0]).then(reply => reply.text()).then(done, problem => done(String(problem)))";
    let text = page.command("POST", "/execute/async", &json!({ "script": body, "args": [address] }));
    text.as_str().unwrap_or_default().to_owned()
}

/// Cost's planner simulates, in a worker of its own.
pub(crate) fn plan(page: &Page) {
    page.script("document.querySelector('#cost-details').scrollIntoView()", &json!([]));
    let four = counted(4.into(), Unit::Vms, Language::English);
    page.see("paragraph", &four);
}

/// Request makes the bodies of two jobs, and writes a script.
pub(crate) fn write_out(page: &Page) {
    let many = to_many(page, Language::English);
    list(page, many, "data/a.csv\ndata/b.csv");
    bodies(page, "2");
    page.button(many.make).click();
    page.button(many.save_again);
    page.find("tab", REQUEST_PAGE.of(Language::English).tab_scripts).click();
    let code =
        || page.script("return document.querySelector('.code-block code')?.textContent ?? ''", &json!([]));
    page.until("a script", code, |text| text.as_str().is_some_and(|text| text.contains("curl")));
}

#[test]
fn every_page_works_without_a_network() {
    let site = Site::dist();
    let page = Browser::new().keeping_a_copy().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    wait_for_copy(&page, 1);
    site.cut(true);
    page.go("#1&quota=6");
    page.reload();
    arrive(&page, Language::English, Route::Cost);
    plan(&page);
    visit(&page, Route::Request);
    write_out(&page);
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
    page.go("#1&quota=6");
    page.reload();
    arrive(&page, Language::English, Route::Cost);
    assert_eq!(release(&page), "second");
    // What has the same name in both releases, and what has not.
    assert!(read(&page, &site.url("icon.svg")).ends_with("<!-- second -->"));
    let worker = page.script("return window.poolwise.worker('planner_worker')", &json!([]));
    assert!(read(&page, worker.as_str().unwrap_or_default()).ends_with("// second"));
    plan(&page);
    visit(&page, Route::Request);
    write_out(&page);
    let _tidied = std::fs::remove_dir_all(second);
}

#[test]
fn a_copy_that_breaks_off_leaves_the_one_before_and_is_made_again() {
    let site = Site::dist();
    let page = Browser::new().keeping_a_copy().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    wait_for_copy(&page, 1);
    let second = second_release();
    site.turn_to(&second);
    // It is another file than the first release's: the browser has no copy of its own.
    site.refuse(&["request_page-"]);
    page.go("");
    arrive(&page, Language::English, Route::Cost);
    assert_eq!(release(&page), "second");
    let broken_off = || site.served().iter().any(|served| served.status == 503);
    page.until("a file that does not arrive", broken_off, |is| *is);
    wait_for_copy(&page, 1);
    site.cut(true);
    page.reload();
    arrive(&page, Language::English, Route::Cost);
    assert_eq!(release(&page), "first");
    site.cut(false);
    site.refuse(&[]);
    page.reload();
    arrive(&page, Language::English, Route::Cost);
    wait_for_copy(&page, 2);
    site.cut(true);
    page.reload();
    arrive(&page, Language::English, Route::Cost);
    assert_eq!(release(&page), "second");
    let _tidied = std::fs::remove_dir_all(second);
}

/// Without a copy on the device, a tab of the release before asks for what its host has no more.
#[test]
fn a_page_whose_files_are_gone_is_loaded_anew() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    let second = second_release();
    site.turn_to(&second);
    page.expect_fault("request_page");
    let words = SHELL.of(Language::English);
    page.find("navigation", words.pages).find("link", words.request).click();
    page.see("alert", words.load_failed);
    page.button(words.reload).click();
    arrive(&page, Language::English, Route::Request);
    assert_eq!(release(&page), "second");
    let _tidied = std::fs::remove_dir_all(second);
}

#[test]
fn it_can_be_installed() {
    let site = Site::dist();
    let page = Browser::new().keeping_a_copy().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    wait_for_copy(&page, 1);
    let errors = page.cdp("Page.getInstallabilityErrors", &json!({}));
    assert_eq!(errors["installabilityErrors"], json!([]));
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
