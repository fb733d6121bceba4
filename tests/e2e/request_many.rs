//! Many jobs on the Request page, pools to choose from and in scripts, and drafts that survive.

use std::borrow::Cow;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use poolwise::share::link::unpacked;
use poolwise::units::Unit;
use poolwise::words::{
    COST, Figures, JOB, Language, MANY, ManyWords, POOL_SCRIPT, POOLS_PAGE, REQUEST_PAGE, RequestPageWords,
    SCRIPT, SHELL, counted,
};
use serde_json::{Value, json};

use crate::harness::{Browser, Page, Site};
use crate::site::tag;

const KEY: &str = "bWFueUFjY291bnRLZXk=";

fn open(site: &Site, language: Language) -> (Page, &'static RequestPageWords, &'static ManyWords) {
    let page = Browser::new().language(tag(language)).open(site, "request/");
    let words = REQUEST_PAGE.of(language);
    page.find("heading", words.heading);
    page.allow_clipboard();
    (page, words, MANY.of(language))
}

/// The form's one input by a real key, and the tab.
fn open_many(site: &Site, language: Language) -> (Page, &'static ManyWords) {
    let (page, ..) = open(site, language);
    let many = to_many(&page, language);
    (page, many)
}

/// The same on a Request page that is open.
pub(crate) fn to_many(page: &Page, language: Language) -> &'static ManyWords {
    let (words, many) = (REQUEST_PAGE.of(language), MANY.of(language));
    let input = page.find("region", &words.input_number.with(&[("number", "1")]));
    let connection = format!("AccountName=manyaccount;AccountKey={KEY}");
    input.find("textbox", words.connection).fill(&connection);
    page.find("tab", many.tab).click();
    page.find("heading", many.file);
    many
}

pub(crate) fn list(page: &Page, many: &ManyWords, text: &str) {
    let field = page.field(many.table);
    field.focus();
    page.script(
        "const [field, text] = arguments; field.value = text; \
         field.dispatchEvent(new Event('input', { bubbles: true }))",
        &json!([field.reference(), text]),
    );
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Waits until so many bodies can be made.
#[track_caller]
pub(crate) fn bodies(page: &Page, jobs: &str) {
    let count = || {
        let body = "return document.querySelector('.many-count strong')?.textContent ?? ''";
        digits(page.script(body, &json!([])).as_str().unwrap_or_default())
    };
    page.until("the bodies", count, |count| count == jobs);
}

fn lines(file: &[u8]) -> Vec<Value> {
    let text = core::str::from_utf8(file).expect("NDJSON is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

/// The files of a zip by name, as Python reads them.
fn unzipped(zip: &[u8]) -> Vec<(String, Value)> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("poolwise-e2e-{}-{number}.zip", std::process::id()));
    std::fs::write(&path, zip).expect("a zip can be kept");
    let read = "import sys, json, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n\
                json.dump([[i.filename, json.loads(z.read(i))] for i in z.infolist()], sys.stdout)";
    let output = Command::new("python3").args(["-c", read]).arg(&path).output().expect("python3 is needed");
    let _ = std::fs::remove_file(&path);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("Python writes JSON")
}

fn a_list_becomes_files(language: Language) {
    let site = Site::dist();
    let (page, many) = open_many(&site, language);
    list(
        &page,
        many,
        "Input,output1\r\n\"data/a, \"\"1\"\".csv\",results/a.csv\r\ndata/b.csv,results/b.csv\r\n",
    );
    bodies(&page, "2");
    // What storage would refuse is said, and stops nothing.
    list(&page, many, "data/a.csv\nDATA/b.csv\ndata/c.csv\n");
    bodies(&page, "3");
    let doubts = page.see("listitem", "DATA");
    assert!(doubts.contains('2'), "{doubts}");
    // Placeholders by default: in the lines those that the loop fills, in the zip their names.
    page.button(many.make).click();
    let file = lines(&page.download("bodies.ndjson"));
    let paths: Vec<_> = file
        .iter()
        .map(|body| {
            (
                body["Input"]["RelativeLocation"].clone(),
                body["Outputs"]["output1"]["RelativeLocation"].clone(),
            )
        })
        .collect();
    let expected = [("data/a.csv", "1"), ("DATA/b.csv", "2"), ("data/c.csv", "3")]
        .map(|(path, number)| (json!(path), json!(format!("testintoutput/testint_results-{number}.csv"))));
    assert_eq!(paths, expected);
    assert_eq!(
        file[0]["Input"]["ConnectionString"],
        "AccountName=manyaccount;AccountKey=\0INPUT_ACCOUNT_KEY\0"
    );
    page.see("status", &many.ready.counted(3.into(), Figures(language)));
    page.find("radio", many.form_zip).click();
    page.see("paragraph", many.placeholders_zip);
    page.button(many.make).click();
    let zip = unzipped(&page.download("bodies.zip"));
    assert_eq!(
        zip.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["job-1.json", "job-2.json", "job-3.json"]
    );
    assert_eq!(
        zip[2].1["Input"]["ConnectionString"],
        "AccountName=manyaccount;AccountKey=<INPUT_ACCOUNT_KEY>"
    );
    // Inlined by one deliberate click: masked on screen, whole in the file.
    page.find("checkbox", many.inline).click();
    page.see("StaticText", many.inline_warning);
    let on_screen =
        || page.script("return document.querySelector('.many-found pre')?.textContent ?? ''", &json!([]));
    let masked = |text: &Value| text.as_str().is_some_and(|text| text.contains("AccountKey=******"));
    let shown = page.until("the masked body", on_screen, masked);
    assert!(!shown.to_string().contains(KEY), "{shown}");
    page.find("radio", many.form_stored).click();
    page.button(many.make).click();
    let again = unzipped(&page.download("bodies (1).zip"));
    assert_eq!(again[0].1["Input"]["ConnectionString"], format!("AccountName=manyaccount;AccountKey={KEY}"));
    let kept = page.script(
        "return JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage}) + location.href",
        &json!([]),
    );
    assert!(!kept.to_string().contains("bWFue"), "a secret is kept: {kept}");
}

#[test]
fn a_list_becomes_files_in_english() {
    a_list_becomes_files(Language::English);
}

#[test]
fn a_list_becomes_files_in_swedish() {
    a_list_becomes_files(Language::Swedish);
}

#[test]
fn what_is_wrong_with_a_list_is_said_by_row() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, many) = open_many(&site, language);
        let words = SCRIPT.of(language);
        let refused = || page.button(many.make).attribute("aria-disabled");
        page.see("listitem", words.many_empty);
        assert_eq!(refused(), "true");
        list(&page, many, "Input,output1\ndata/a.csv,out/a.csv\ndata/b.csv\n,out/c.csv\n");
        page.see("listitem", &words.many_cells.with(&[("line", "3"), ("found", "1"), ("expected", "2")]));
        page.see("listitem", &words.many_empty_cell.with(&[("line", "4"), ("column", "Input")]));
        list(&page, many, "input,output1\ndata/a.csv,out/a.csv\n");
        page.see("listitem", &words.many_near.with(&[("column", "input"), ("near", "Input")]));
        assert_eq!(refused(), "true");
        list(&page, many, "Input,output1\ndata/a.csv,out/a.csv\ndata/b.csv,out/a.csv\n");
        let same = [("first", "2"), ("second", "3"), ("output", "output1"), ("hole", "{number}")];
        page.see("listitem", &words.many_same_output.with(&same));
        // A blob's URL is taken apart; what the form's key does not open is told with both accounts.
        let (own, other) = ("manyaccount.blob.core.windows.net", "other.blob.core.windows.net");
        list(&page, many, &format!("https://{own}/data/a.csv\nhttps://{other}/data/b.csv\n"));
        let hosts = [("line", "2"), ("column", "Input"), ("found", other), ("opened", own)];
        page.see("listitem", &words.many_other_account.with(&hosts));
        list(
            &page,
            many,
            &format!("https://{own}/data/a.csv\nhttps://{other}/data/b.csv?sv=2&sp=r&sig=cm93U2ln\n"),
        );
        bodies(&page, "2");
        page.see("listitem", &words.many_signature.with(&[("line", "2"), ("column", "Input")]));
        let shown = page
            .script("return document.querySelector('.many-found pre')?.textContent ?? ''", &json!([]))
            .to_string();
        assert!(shown.contains("sig=******") && !shown.contains("cm93U2ln"), "{shown}");
        list(&page, many, "Input,output1\ndata/a.csv,out/a.csv\ndata/b.csv,out/b.csv\n");
        bodies(&page, "2");
        assert_eq!(refused(), "");
        assert_eq!(page.sideways_scroll(), 0);
    }
}

#[test]
fn a_hundred_thousand_bodies_with_progress_and_cancel() {
    let site = Site::dist();
    let (page, many) = open_many(&site, Language::English);
    page.find("radio", many.by_count).click();
    page.field(many.count).fill("100001");
    page.field(many.count).wait_for_state("invalid", "true");
    page.field(many.count).fill("100000");
    page.find("radio", many.form_zip).click();
    bodies(&page, "100000");
    // Frames are counted meanwhile: the page stays usable.
    page.script(
        "let last = performance.now(); window.longestFrame = 0; \
         const frame = () => { const now = performance.now(); \
           window.longestFrame = Math.max(window.longestFrame, now - last); last = now; requestAnimationFrame(frame); }; \
         requestAnimationFrame(frame)",
        &json!([]),
    );
    page.button(many.make).click();
    let done = || {
        digits(
            page.script("return String(document.querySelector('.many progress')?.value ?? '')", &json!([]))
                .as_str()
                .unwrap_or_default(),
        )
    };
    page.until("progress", done, |done| done.parse().is_ok_and(|done: u32| done > 0));
    page.button(many.cancel).click();
    page.see("paragraph", many.cancelled);
    page.button(many.make).click();
    let zip = page.download("bodies.zip");
    assert!(zip.starts_with(b"PK\x03\x04"));
    let files = unzipped(&zip);
    assert_eq!(files.len(), 100_000);
    let (name, last) = &files[99_999];
    assert_eq!(
        (name.as_str(), &last["Outputs"]["output1"]["RelativeLocation"]),
        ("job-100000.json", &json!("testintoutput/testint_results-100000.csv"))
    );
    page.see("paragraph", "bodies.zip");
    let longest = page.script("return window.longestFrame", &json!([])).as_f64().unwrap_or(f64::MAX);
    assert!(longest < 1_000.0, "a frame took {longest} ms");
    // The same as lines, from a file of 100,000 paths, which is held and not shown.
    let paths: String = (1..=100_000).map(|at| format!("data/folder/file {at}.csv\n")).collect();
    let file = std::env::temp_dir().join(format!("poolwise-paths-{}.csv", std::process::id()));
    std::fs::write(&file, paths).expect("a list can be kept");
    page.find("radio", many.by_table).click();
    page.field(many.table);
    let body = "return document.getElementById('many-file')";
    let input = page.script(body, &json!([]));
    let node = page.cdp("DOM.getDocument", &json!({ "depth": 0 }));
    let found =
        page.cdp("DOM.querySelector", &json!({ "nodeId": node["root"]["nodeId"], "selector": "#many-file" }));
    assert!(!input.is_null());
    page.cdp("DOM.setFileInputFiles", &json!({ "files": [file], "nodeId": found["nodeId"] }));
    page.see("paragraph", many.held.with(&[("size", "2.5")]).split("2.5").next().unwrap_or_default());
    bodies(&page, "100000");
    page.find("radio", many.form_lines).click();
    page.button(many.make).click();
    let made = lines(&page.download("bodies.ndjson"));
    let _ = std::fs::remove_file(&file);
    assert_eq!(made.len(), 100_000);
    assert_eq!(made[99_999]["Input"]["RelativeLocation"], "data/folder/file 100000.csv");
}

#[test]
fn a_cleared_list_comes_back_and_what_is_chosen_survives_a_reload() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, many) = open_many(&site, language);
        let words = REQUEST_PAGE.of(language);
        list(&page, many, "data/a.csv\ndata/b.csv");
        bodies(&page, "2");
        page.button(many.clear_list).click();
        page.until("the focus", || page.focused().spoken().name.clone(), |name| name == words.undo);
        page.button(words.undo).click();
        bodies(&page, "2");
        page.gone("button", words.undo);
        page.find("radio", many.by_count).click();
        page.field(many.count).fill("250");
        page.find("radio", many.form_zip).click();
        let kept = || page.script("return localStorage.getItem('poolwise.many') ?? ''", &json!([]));
        let is_all = |kept: &str| kept.contains("count=250") && kept.contains("form=zip");
        page.until("it is kept", kept, |kept| kept.as_str().is_some_and(is_all));
        assert!(!kept().to_string().contains("data/a.csv"), "a list may hold secrets: it stays in memory");
        page.reload();
        page.find("heading", words.heading);
        page.find("tab", many.tab).click();
        page.find("radio", many.by_count).wait_for_state("checked", "true");
        assert_eq!(page.field(many.count).value(), "250");
        page.find("radio", many.form_zip).wait_for_state("checked", "true");
    }
}

/// A hand that goes on to the next field while the list is read must find it where it was.
#[test]
fn nothing_moves_while_the_list_is_read_again() {
    let site = Site::dist();
    let (page, many) = open_many(&site, Language::English);
    page.find("radio", many.by_count).click();
    page.field(many.count).fill("120");
    bodies(&page, "120");
    let (count, zip) = (page.field(many.count), page.find("radio", many.form_zip));
    let seen = page.script(
        "const [field, mark, text] = arguments; \
         const said = () => document.querySelector('#many-found').textContent; \
         const places = new Set(), sentences = new Set(); \
         field.value = text; \
         field.dispatchEvent(new Event('input', { bubbles: true })); \
         return new Promise(done => { \
           const look = () => { \
             places.add(Math.round(mark.getBoundingClientRect().top + scrollY)); \
             sentences.add(said().split('…')[0]); \
             if (document.querySelector('.many-count strong')?.textContent.includes(text)) \
               done([[...places], [...sentences]]); \
             else requestAnimationFrame(look); }; \
           requestAnimationFrame(look); })",
        &json!([count.reference(), zip.reference(), "250"]),
    );
    let looking = many.looking.trim_end_matches('…');
    let said: Vec<&str> = seen[1].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(said.contains(&looking), "it is said that the list is read: {said:?}");
    assert_eq!(seen[0].as_array().map(Vec::len), Some(1), "places of the next field: {seen}");
}

#[test]
fn the_count_carries_over_to_cost() {
    let site = Site::dist();
    for language in Language::ALL {
        let cost = COST.of(language);
        let page = Browser::new().language(tag(language)).open(&site, "");
        page.field(cost.fields.vms.label).fill("7");
        page.until("the address", || page.path(), |path| path == "#1&vms=7");
        let (words, many) = (REQUEST_PAGE.of(language), MANY.of(language));
        page.find("navigation", SHELL.of(language).pages).find("link", SHELL.of(language).request).click();
        page.find("heading", words.heading);
        page.find("tab", many.tab).click();
        list(&page, many, "data/a.csv\ndata/b.csv\ndata/c.csv");
        bodies(&page, "3");
        let jobs = counted(3.into(), Unit::Jobs, language);
        page.link(&many.to_cost.with(&[("jobs", &jobs)])).click();
        page.until("the jobs", || page.field(cost.fields.jobs.label).value(), |jobs| jobs == "3");
        assert_eq!(page.field(cost.fields.vms.label).value(), "7");
        page.back();
        page.find("heading", words.heading);
    }
}

#[test]
fn the_loop_is_a_script_that_may_resize_the_pool() {
    let site = Site::dist();
    let (page, words, many) = open(&site, Language::English);
    let pools = &POOL_SCRIPT.english;
    page.find("tab", many.tab).click();
    page.field(many.at_once).fill("3");
    let script = || {
        page.script(
            "return [...document.querySelectorAll('.many pre')].at(-1)?.textContent ?? ''",
            &json!([]),
        )
    };
    let holds = |parts: &'static [&'static str]| {
        move |text: &Value| text.as_str().is_some_and(|text| parts.iter().all(|part| text.contains(part)))
    };
    page.until("the loop", script, holds(&["at_once=3", "bodies.ndjson"]));
    page.field(many.at_once).fill("0");
    page.field(many.at_once).wait_for_state("invalid", "true");
    page.field(many.at_once).fill("3");
    for (language, part) in [("Python", "import"), ("JavaScript", "import"), ("bash", "#!/usr/bin/env bash")]
    {
        let menus: Vec<_> = page.try_all("combobox").unwrap_or_default();
        let menu =
            menus.iter().find(|menu| menu.attribute("id") == "many-language").expect("the menu is there");
        menu.choose(language);
        page.until("the language", script, |text| text.as_str().is_some_and(|text| text.contains(part)));
    }
    page.find("checkbox", pools.resize_after).click();
    page.see("paragraph", pools.needs_service);
    page.field(pools.service_url).fill("https://pools.example/account");
    page.until(
        "the resize",
        script,
        holds(&["https://pools.example/account/pools/8dfc151b0d3e446497b845f3b29ef53b/resize", "POOL_KEY"]),
    );
    // Classic: there is no pool to be resized.
    let classic = page.find("radio", words.run_classic);
    classic.focus();
    classic.click();
    page.gone("checkbox", pools.resize_after);
    page.until("no resize", script, |text| {
        text.as_str().is_some_and(|text| text.contains("at_once=3") && !text.contains("POOL_KEY"))
    });
    let on_pool = page.find("radio", words.run_pool);
    on_pool.focus();
    on_pool.click();
    // The one job's script does the same, and each operation is a script of its own.
    page.find("tab", words.tab_scripts).click();
    page.find("checkbox", pools.resize_after).wait_for_state("checked", "true");
    page.see("region", "/resize");
    page.find("tab", pools.tab).click();
    for (operation, part) in [
        (pools.list, "GET 'https://pools.example/account/pools"),
        (pools.get, "GET 'https://pools.example/account/pools/8dfc"),
        (pools.resize, "/resize"),
        (pools.delete, "DELETE 'https://pools.example/account/pools/8dfc"),
        (pools.create, "POST 'https://pools.example/account/pools?"),
    ] {
        page.field(pools.operation).choose(operation);
        page.see("region", part);
    }
}

#[test]
fn a_pool_is_chosen_from_those_last_seen() {
    const NEW_SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/0123456789abcdef0123456789abcdef/\
                               services/fedcba9876543210fedcba9876543210/swagger.json";
    let site = Site::dist();
    for language in Language::ALL {
        let (pools, words, request) =
            (POOLS_PAGE.of(language), POOL_SCRIPT.of(language), REQUEST_PAGE.of(language));
        let page = Browser::new().language(tag(language)).open(&site, "pools/");
        page.field(pools.vm_count).fill("2");
        page.field(pools.swagger).fill(NEW_SERVICE);
        page.button(pools.create_button).click();
        let kept = || page.script("return localStorage.getItem('poolwise.pools') ?? ''", &json!([]));
        let text = page.until("the pool is known", kept, |kept| {
            kept.as_str().is_some_and(|kept| kept.contains("p0.vms=2"))
        });
        let text = text.as_str().unwrap_or_default();
        let id =
            text.split("p0.id=").nth(1).and_then(|rest| rest.split('&').next()).expect("a pool has an id");
        page.find("navigation", SHELL.of(language).pages).find("link", SHELL.of(language).request).click();
        page.find("heading", request.heading);
        let vms = counted(2.into(), Unit::Vms, language);
        page.field(words.known).choose(&words.known_vms.with(&[("id", id), ("vms", &vms)]));
        page.until("the pool’s id", || page.field(request.pool_id).value(), |typed| typed == id);
        page.see("paragraph", words.known_practice);
        // At zero VMs the job would wait: a warning in the strip and at the field.
        let zero = JOB.of(language).pool_no_vms;
        assert!(!page.find("region", request.problems).text().contains(zero));
        // Only the Request page now: nothing else writes the list.
        page.go("request/");
        page.find("heading", request.heading);
        let empty = text.replace("p0.vms=2", "p0.vms=0");
        page.script("localStorage.setItem('poolwise.pools', arguments[0])", &json!([empty]));
        page.reload();
        page.until(
            "the warning",
            || page.find("region", request.problems).text(),
            |said| said.contains(zero),
        );
        assert!(page.field(request.pool_id).now().description.contains(zero));
        page.find("radio", request.run_classic).click();
        page.until(
            "no warning",
            || page.find("region", request.problems).text(),
            |said| !said.contains(zero),
        );
    }
}

#[test]
fn what_was_removed_comes_back() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, words, _) = open(&site, language);
        let removed = POOL_SCRIPT.of(language).removed;
        page.button(words.add_parameter).click();
        page.find("region", &words.parameter_number.with(&[("number", "1")]))
            .find("textbox", words.name)
            .fill("Seed");
        for (name, number) in [("Seed", words.parameter_number), ("output1", words.output_number)] {
            let number = number.with(&[("number", "1")]);
            let remove = page.button(&words.remove_named.with(&[("name", name)]));
            // What has the focus is not under the top bar.
            remove.focus();
            remove.click();
            page.gone("region", &number);
            page.see("status", &removed.with(&[("name", name)]));
            page.until(
                "the way back has the focus",
                || page.focused().spoken().name.clone(),
                |name| name == words.undo,
            );
            page.button(words.undo).click();
            assert_eq!(page.find("region", &number).find("textbox", words.name).value(), name);
            page.gone("button", words.undo);
        }
    }
}

/// Types into the field of a label, and reloads before anything can settle: by script, so that no driver's pause lies
/// between.
const TYPE_AND_RELOAD: &str = "const [label, text] = arguments; \
     const field = [...document.querySelectorAll('label')].find(one => one.textContent.trim() === label).control; \
     field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); \
     return new Promise(done => setTimeout(() => { done(); setTimeout(() => location.reload(), 0) }, 30))";

#[test]
fn the_last_keys_survive_a_reload() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "#1&vms=7");
    let cost = &COST.english;
    page.field(cost.fields.jobs.label);
    page.script(TYPE_AND_RELOAD, &json!([cost.fields.jobs.label, "321"]));
    page.until("the jobs", || page.field(cost.fields.jobs.label).value(), |jobs| jobs == "321");
    assert_eq!(page.field(cost.fields.vms.label).value(), "7");
    page.until(
        "the address",
        || page.path(),
        |path| path == "#1&jobs=321&vms=7" || path == "#1&vms=7&jobs=321",
    );
    let (page, words, _) = open(&site, Language::English);
    page.field(words.pool_id).fill("first pool");
    // The body that this form holds makes a long link: it is packed.
    let link = || {
        let path = page.path();
        let fragment = path.split_once('#').map(|(_, fragment)| fragment.to_owned()).unwrap_or_default();
        unpacked(&fragment).map(Cow::into_owned).unwrap_or_default()
    };
    page.until("the address", link, |link| link.contains("pool=first%20pool"));
    page.script(TYPE_AND_RELOAD, &json!([words.pool_id, "second pool"]));
    page.until("the pool", || page.field(words.pool_id).value(), |id| id == "second pool");
    let second = page.until("the address", link, |link| link.contains("pool=second%20pool"));
    // A link from elsewhere is not overruled by what was typed before it.
    page.go(&format!("request/#{}", second.replace("second%20pool", "third%20pool")));
    page.until("the pool", || page.field(words.pool_id).value(), |id| id == "third pool");
}

#[test]
fn the_last_keys_survive_a_panic() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    let (cost, shell) = (&COST.english, &SHELL.english);
    page.expect_fault("");
    let jobs = page.field(cost.fields.jobs.label);
    page.script(
        "const [field, text] = arguments; field.value = text; \
         field.dispatchEvent(new Event('input', { bubbles: true })); \
         return new Promise(done => setTimeout(() => { \
           window.dispatchEvent(new CustomEvent('poolwise:rehearse-panic')); done() }, 30))",
        &json!([jobs.reference(), "654"]),
    );
    page.find("alertdialog", shell.panic_title);
    page.button(shell.reload).click();
    page.until("the jobs", || page.field(cost.fields.jobs.label).value(), |jobs| jobs == "654");
}

#[test]
fn every_password_stands_in_a_form() {
    let site = Site::dist();
    let (page, words, _) = open(&site, Language::English);
    page.field(words.api_key).fill("secret");
    let input = page.find("region", &words.input_number.with(&[("number", "1")]));
    input.find("textbox", words.connection).fill(&format!("AccountName=manyaccount;AccountKey={KEY}"));
    let passwords = || {
        page.script(
            "return [...document.querySelectorAll('input[type=password]')].map(field => field.form !== null)",
            &json!([]),
        )
    };
    page.until("two passwords", passwords, |all| *all == json!([true, true]));
}

/// A document of 5 MB: columns, and parameters with many choices.
fn large_document() -> String {
    let columns: serde_json::Map<String, Value> = (0..20_000)
        .map(|at| {
            let column = json!({ "type": "number", "format": "double", "x-nullable": true,
                "description": format!("The value of column {at}, as the experiment writes it and in the table's own units") });
            (format!("Column number {at}"), column)
        })
        .collect();
    let parameters: serde_json::Map<String, Value> = (0..50)
        .map(|at| {
            let choices: Vec<String> =
                (0..1_000).map(|choice| format!("choice {choice} of the parameter number {at}")).collect();
            (format!("Parameter {at}"), json!({ "type": "string", "enum": choices, "default": choices[1] }))
        })
        .collect();
    let blob = json!({ "type": "object" });
    let document = json!({
        "swagger": "2.0", "info": { "title": "A large service" }, "schemes": ["https"],
        "host": "ussouthcentral.services.azureml.net:443",
        "basePath": "/workspaces/afbd553b9bac4c95be3d040998943a4f/services/26a3afce1767461ab6e73d5a206fbd62",
        "paths": {
            "/execute?api-version=2.0&format=swagger": { "post": { "parameters": [
                { "in": "body", "name": "b", "schema": { "$ref": "#/definitions/ExecutionRequest" } }] } },
            "/jobs?api-version=2.0": { "post": { "parameters": [
                { "in": "body", "name": "b", "schema": { "$ref": "#/definitions/BatchExecutionRequest" } }] } } },
        "definitions": {
            "ExecutionRequest": { "properties": { "Inputs": { "properties": { "rows": { "type": "array",
                "items": { "$ref": "#/definitions/rowsItem" } } } } } },
            "rowsItem": { "properties": columns },
            "BatchExecutionRequest": { "properties": {
                "Inputs": { "properties": { "rows": blob } }, "Outputs": { "properties": { "scores": blob } },
                "GlobalParameters": { "properties": parameters } } } }
    });
    document.to_string()
}

/// The sentence that it is being read stands while a worker reads it; frames go on meanwhile.
#[test]
fn a_large_document_is_read_without_freezing_the_page() {
    let text = large_document();
    assert!(text.len() > 5_000_000, "{}", text.len());
    let file = std::env::temp_dir().join(format!("poolwise-swagger-{}.json", std::process::id()));
    std::fs::write(&file, text).expect("a document can be kept");
    let site = Site::dist();
    let (page, words, _) = open(&site, Language::English);
    page.script(
        "window.progress = 0; new MutationObserver(() => { \
           if (document.querySelector('.paste progress')) window.progress += 1; \
         }).observe(document.body, { childList: true, subtree: true })",
        &json!([]),
    );
    let node = page.cdp("DOM.getDocument", &json!({ "depth": 0 }));
    let input = page
        .cdp("DOM.querySelector", &json!({ "nodeId": node["root"]["nodeId"], "selector": "#paste-file" }));
    page.cdp("DOM.setFileInputFiles", &json!({ "files": [file], "nodeId": input["nodeId"] }));
    page.see("status", words.found_swagger);
    let _ = std::fs::remove_file(&file);
    assert!(page.script("return window.progress", &json!([])).as_u64().is_some_and(|seen| seen > 0));
    page.find("region", &words.parameter_number.with(&[("number", "50")]));
    assert_eq!(
        page.script("return document.querySelectorAll('.paste progress').length", &json!([])),
        json!(0)
    );
    page.see("region", "A large service");
    page.button(words.bring_back).click();
    page.gone("region", &words.parameter_number.with(&[("number", "50")]));
}
