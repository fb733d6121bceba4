//! The built page on a static host: every address, what is missing, what is refused.

use poolwise::route::Route;
use poolwise::words::{COST, COST_INPUTS, Language, SHELL, ShellWords};
use serde_json::json;

use crate::harness::{Browser, Page, Site};
use crate::offline::{plan, wait_for_copy, write_out};

pub(crate) fn tag(language: Language) -> &'static str {
    match language {
        Language::English => "en-GB",
        Language::Swedish => "sv-SE",
    }
}

pub(crate) fn link_name(words: &ShellWords, route: Route) -> &'static str {
    match route {
        Route::Cost => words.cost,
        Route::Request => words.request,
        Route::Pools => words.pools,
    }
}

/// Waits until a page stands: its title, its one visible main heading, its mark in the top bar.
#[track_caller]
pub(crate) fn arrive(page: &Page, language: Language, route: Route) {
    let words = SHELL.of(language);
    let part = match route {
        Route::Cost => words.cost_title,
        Route::Request => words.request_title,
        Route::Pools => words.pools_title,
    };
    page.until("the title", || page.title(), |title| title.contains(part));
    page.until(
        "one main heading",
        || {
            page.try_all("heading")
                .map(|all| all.iter().filter(|heading| heading.state("level") == "1").count())
        },
        |count| *count == Ok(1),
    )
    .expect("it was just counted");
    let bar = page.find("navigation", words.pages);
    assert_eq!(bar.find("link", link_name(words, route)).attribute("aria-current"), "page");
}

/// Waits until everything of a page stands, what starts only when it comes into view, too; on Cost with its charts.
#[track_caller]
pub(crate) fn stand(page: &Page, route: Route) {
    let wait = |what: &str, script: &str| {
        page.until(what, || page.script(script, &json!([])), |is_there| *is_there == true);
    };
    match route {
        Route::Cost => {
            for (part, stands) in
                [("cost-details", CHARTS), ("cost-tools", "return !!document.getElementById('import-text')")]
            {
                page.script("document.getElementById(arguments[0]).scrollIntoView()", &json!([part]));
                wait(part, stands);
            }
            page.script("scrollTo(0, 0)", &json!([]));
        }
        Route::Request => wait("the form", "return !!document.querySelector('#page-request form input')"),
        Route::Pools => wait("the form", "return !!document.getElementById('create-vms')"),
    }
}

/// Opens everything that unfolds, and waits for what stands innermost.
#[track_caller]
pub(crate) fn unfold(page: &Page, route: Route) {
    page.unfold();
    let innermost = match route {
        Route::Cost => "book-paste",
        Route::Request => return,
        Route::Pools => "contract-text",
    };
    let is_there = "return !!document.getElementById(arguments[0])?.checkVisibility()";
    page.until(innermost, || page.script(is_there, &json!([innermost])), |is_there| *is_there == true);
}

/// Whether every chart that comes at once and every one that is simulated is drawn.
const CHARTS: &str = "return ['vms-over-time', 'queue-over-time'].every(id => document.querySelector(`#${id} svg > *`)?.checkVisibility())";

#[test]
fn every_address_opens_in_both_languages_and_fits_a_phone() {
    let site = Site::dist();
    for language in Language::ALL {
        let page = Browser::new().viewport(360, 800).language(tag(language)).blank(&site);
        for route in Route::ALL {
            page.go(route.segment());
            arrive(&page, language, route);
            assert_eq!(page.sideways_scroll(), 0, "{route:?} is wider than a phone in {language:?}");
        }
    }
    let strangers: Vec<_> = site
        .served()
        .into_iter()
        .filter(|served| {
            !served.path.starts_with(&site.base) || !(served.status == 200 || served.status == 301)
        })
        .collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn links_and_history_move_between_pages_without_a_reload() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    let words = SHELL.of(Language::English);
    arrive(&page, Language::English, Route::Cost);
    page.script("window.still = 'here'", &json!([]));
    for route in [Route::Request, Route::Pools] {
        page.find("navigation", words.pages).find("link", link_name(words, route)).click();
        arrive(&page, Language::English, route);
        assert_eq!(page.path(), route.segment());
    }
    page.back();
    arrive(&page, Language::English, Route::Request);
    page.back();
    arrive(&page, Language::English, Route::Cost);
    page.forward();
    arrive(&page, Language::English, Route::Request);
    assert_eq!(page.script("return window.still", &json!([])), "here");
}

#[test]
fn a_path_that_is_none_says_so_and_leads_on() {
    let site = Site::dist();
    let page = Browser::new().blank(&site);
    page.expect_fault("status of 404");
    page.go("nowhere/at/all");
    let words = SHELL.of(Language::English);
    let path = format!("{}nowhere/at/all", site.base);
    page.find("heading", &words.not_found.with(&[("path", &path)]));
    page.link(words.not_found_way_out).click();
    arrive(&page, Language::English, Route::Cost);
}

#[test]
fn a_file_that_does_not_arrive_is_asked_for_again() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    site.refuse(&["request_page"]);
    page.expect_fault("request_page");
    let words = SHELL.of(Language::English);
    page.find("navigation", words.pages).find("link", words.request).click();
    page.see("alert", words.load_failed);
    site.refuse(&[]);
    page.button(words.try_again).click();
    arrive(&page, Language::English, Route::Request);
}

/// Notes whether a page's own style sheet is there when the page's first heading is, and how far things move.
const WATCH_SHEET: &str = "
  window.moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { window.moved += one.value }))
    .observe({ type: 'layout-shift', buffered: true });
  const has = (part) => [...document.styleSheets].some(sheet => sheet.href?.includes(`/${part}-`));
  new MutationObserver(() => {
    if (window.dressed === undefined && document.querySelector('#page-request h1, #page-pools h1'))
      window.dressed = has(location.pathname.split('/').filter(Boolean).pop());
  }).observe(document, { childList: true, subtree: true });
";

/// A page that stood before its style sheet would be drawn bare, and then move.
#[test]
fn a_page_stands_when_its_style_sheet_does() {
    let site = Site::dist();
    for route in [Route::Request, Route::Pools] {
        let name = route.segment();
        let page = Browser::new().blank(&site);
        page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH_SHEET }));
        site.answer_after(&built(name, ".css"), &built(&format!("{name}_page"), "_bg.wasm"));
        page.go(name);
        arrive(&page, Language::English, route);
        let seen = page.script("return [window.dressed, window.moved]", &json!([]));
        assert_eq!(seen[0], true, "{route:?} was drawn without its style sheet");
        // What Chromium's own measure calls good ends at 0.1.
        assert!(seen[1].as_f64().is_some_and(|moved| moved < 0.1), "{route:?} moved by {}", seen[1]);
    }
}

/// A style sheet that did not arrive the first time is asked for again, where the address names the page, too.
#[test]
fn a_style_sheet_that_does_not_arrive_is_asked_for_again() {
    let site = Site::dist();
    site.refuse(&[&built("pools", ".css")]);
    let page = Browser::new().blank(&site);
    page.expect_fault(&built("pools", ".css"));
    page.go("pools");
    let words = SHELL.of(Language::English);
    page.see("alert", words.load_failed);
    site.refuse(&[]);
    page.button(words.try_again).click();
    arrive(&page, Language::English, Route::Pools);
}

#[test]
fn a_page_that_cannot_start_says_so_in_plain_markup() {
    let site = Site::dist();
    site.refuse(&["_bg.wasm"]);
    let page = Browser::new().blank(&site);
    page.expect_fault("_bg.wasm");
    page.expect_fault("Failed to fetch");
    page.go("");
    says_that_it_cannot_start(&page);
}

#[track_caller]
fn says_that_it_cannot_start(page: &Page) {
    let shown =
        || page.script("return document.body.innerText", &json!([])).as_str().unwrap_or_default().to_owned();
    page.until("the sentence", shown, |text| {
        text.contains("could not start") && text.contains("kunde inte starta")
    });
}

/// The name of a built file, which has a hash in it.
fn built(stem: &str, ending: &str) -> String {
    let names = std::fs::read_dir(Site::dist_folder()).expect("a built page").flatten();
    let mut names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let is_it = |name: &String| {
        let hash = name.strip_prefix(stem).and_then(|rest| rest.strip_suffix(ending));
        hash.and_then(|hash| hash.strip_prefix('-'))
            .is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    names.find(is_it).unwrap_or_else(|| panic!("no file {stem}-…{ending} was built"))
}

/// Bytes that mean the same and are not those that were built: only a digest tells. The page says so, whatever it was.
#[test]
fn what_was_altered_on_its_way_is_not_run() {
    let site = Site::dist();
    for (stem, ending) in [("boot", ".js"), ("poolwise", ".js"), ("poolwise", "_bg.wasm")] {
        site.alter(&[&built(stem, ending)]);
        let page = Browser::new().blank(&site);
        page.expect_fault("integrity");
        if stem == "poolwise" {
            page.expect_fault("Failed to fetch");
        }
        page.go("");
        says_that_it_cannot_start(&page);
    }
    let words = SHELL.of(Language::English);
    for (stem, ending) in [("request_page", ".js"), ("request_page", "_bg.wasm"), ("request", ".css")] {
        site.alter(&[&built(stem, ending)]);
        let page = Browser::new().open(&site, "");
        arrive(&page, Language::English, Route::Cost);
        page.expect_fault("integrity");
        page.find("navigation", words.pages).find("link", words.request).click();
        page.see("alert", words.load_failed);
    }
    for ending in [".js", "_bg.wasm"] {
        site.alter(&[&built("planner_worker", ending)]);
        let page = Browser::new().blank(&site);
        page.expect_fault("integrity");
        page.go("");
        page.see("alert", COST.of(Language::English).simulation_failed);
    }
}

/// Everything that is imported later has its digest in the page.
#[test]
fn no_script_is_imported_without_its_digest() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    let map = "return JSON.parse(document.querySelector('script[type=importmap]').textContent).integrity";
    let digests = page.script(map, &json!([]));
    let digests = digests.as_object().expect("a list of digests");
    let mut left: Vec<String> = std::fs::read_dir(Site::dist_folder())
        .expect("a built page")
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".js") && !digests.contains_key(&format!("{}{name}", site.base)))
        .collect();
    left.sort();
    // The page's own two have theirs at their elements, workers are told theirs, and the last two have none: a worker's
    // first script, and the keeper of the copy.
    let others =
        ["boot-", "poolwise-", "history_worker-", "many_worker-", "planner_worker-", "worker-", "sw.js"];
    let is_known = |name: &String| others.iter().any(|other| name.starts_with(other));
    assert!(left.iter().all(is_known) && left.len() == others.len(), "{left:?}");
}

/// What hosts that send headers are told is what the page says itself, and more.
#[test]
fn headers_say_what_the_page_says() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    let body = "const done = arguments[0]; fetch(location.href).then(reply => done([
        reply.headers.get('content-security-policy'), reply.headers.get('x-content-type-options'),
        reply.headers.get('referrer-policy'), document.querySelector('meta[http-equiv]').content]))";
    let sent = page.command("POST", "/execute/async", &json!({ "script": body, "args": [] }));
    let policy = format!("{}; frame-ancestors 'none'", sent[3].as_str().unwrap_or_default());
    assert_eq!(sent, json!([policy, "nosniff", "no-referrer", sent[3]]));
    let azure = std::fs::read_to_string(Site::dist_folder().join("staticwebapp.config.json"));
    let azure: serde_json::Value = serde_json::from_str(&azure.expect("a file")).expect("JSON");
    let same = json!({ "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer" });
    assert_eq!(azure["globalHeaders"], same);
}

/// Does everything that is no press of a button: opens all that unfolds, types into every field, twice, and leaves it,
/// chooses every option, presses every tab, radio button and box, twice, and does it with what comes of that. Tells how many
/// it did of each, or nothing where there is more to do than one command has time for.
const DO_EVERYTHING: &str = "
  const done = arguments[0];
  const address = 'https://elsewhere.invalid/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/swagger.json?sig=1';
  const text = 'textarea, input:not([type=checkbox], [type=radio], [type=file], [type=range])';
  const turn = () => new Promise(go => requestAnimationFrame(() => setTimeout(go)));
  const shown = kinds => [...document.querySelectorAll(`main :is(${kinds})`)]
    .filter(one => one.checkVisibility() && !one.readOnly && !one.disabled);
  const named = one => [one.localName, one.type, one.id || one.name + one.textContent, one.name && one.value].join(' ');
  const told = (one, kind) => one.dispatchEvent(new Event(kind, { bubbles: true }));
  const { counts, before } = window.everything ??= { counts: { typed: 0, chosen: 0, pressed: 0 }, before: new Set() };
  const next = kinds => shown(kinds).find(one => {
    const name = one.matches(text) ? one.id : named(one);
    return !before.has(name) && before.add(name);
  });
  const type = field => {
    for (const value of [address, '7']) {
      field.focus();
      field.value = value;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
      told(field, 'change');
      field.blur();
    }
    counts.typed += 1;
  };
  const settle = async () => {
    for (let idle = 0; idle < 2;) {
      const folded = document.querySelectorAll('main details:not([open])');
      folded.forEach(one => { one.open = true });
      const field = next(text);
      if (field) type(field);
      idle = folded.length || field ? 0 : idle + 1;
      if (!field) await turn();
    }
  };
  (async () => {
    for (let round = 0; ; round += 1) {
      if (round === 12) return done(null);
      await settle();
      const press = next('input[type=radio], input[type=checkbox]');
      if (press) {
        press.click();
        await settle();
        // A box that was pressed is as it was.
        if (press.type === 'checkbox' && press.isConnected) press.click();
        counts.pressed += 1;
        continue;
      }
      const list = next('select');
      if (list) {
        const { id, value } = list;
        for (const option of [...list.options].map(one => one.value).concat(value)) {
          const now = id ? document.getElementById(id) : list;
          if (!now?.isConnected) break;
          now.value = option;
          told(now, 'input');
          told(now, 'change');
          counts.chosen += 1;
          await settle();
        }
        continue;
      }
      const tab = next('[role=tab]');
      if (!tab) break;
      tab.click();
      counts.pressed += 1;
    }
    done(counts);
  })().catch(problem => done(String(problem)));
";

/// What is brought in from elsewhere: a command in the clipboard, and a file that is dropped, wherever one can be.
const BRING_IN: &str = "
  const command = `curl -X POST 'https://elsewhere.invalid/workspaces/0123456789abcdef0123456789abcdef/services/fedcba9876543210fedcba9876543210/jobs?api-version=2.0' -H 'Authorization: Bearer x' -d '{\"Input\":{\"BaseLocation\":\"https://elsewhere.invalid/\",\"RelativeLocation\":\"a/b.csv\",\"SasBlobToken\":\"?sig=1\"},\"GlobalParameters\":{}}'`;
  const swagger = '{\"swagger\":\"2.0\",\"host\":\"elsewhere.invalid\",\"basePath\":\"/workspaces/0123456789abcdef0123456789abcdef/services/fedcba9876543210fedcba9876543210\",\"schemes\":[\"https\"],\"paths\":{}}';
  const held = (kind, text) => {
    const held = new DataTransfer();
    if (kind === 'text') held.setData('text/plain', text);
    else held.items.add(new File([text], 'swagger.json', { type: 'application/json' }));
    return held;
  };
  let taken = 0;
  for (const field of [...document.querySelectorAll('main textarea')].filter(one => one.checkVisibility() && !one.readOnly)) {
    field.focus();
    const event = new ClipboardEvent('paste', { clipboardData: held('text', command), bubbles: true, cancelable: true });
    if (field.dispatchEvent(event)) { field.value = command; field.dispatchEvent(new Event('input', { bubbles: true })) }
    const drop = new DragEvent('drop', { dataTransfer: held('file', swagger), bubbles: true, cancelable: true });
    if (!field.dispatchEvent(drop)) taken += 1;
  }
  return taken;
";

/// Inputs of a page as a link carries them.
fn link_with_inputs(route: Route) -> &'static str {
    match route {
        Route::Cost => "#1&vms=2&hours=24&pin=!A",
        Route::Request => {
            "#1&service=https%3A%2F%2Felsewhere.invalid%2Fsubscriptions%2F80c77c7674ba4c8c82294c3b2957990c%2F\
             services%2F9fe659022c9747e3b9b7b923c3830623%2Fjobs%3Fapi-version%3D2.0&run=pool&pool=8dfc151b0d3e446497b845f3b29ef53b"
        }
        Route::Pools => "",
    }
}

fn is_quiet(browser: &Browser, keeps_a_copy: bool) {
    let site = Site::dist();
    for route in Route::ALL {
        let page = browser.open(&site, &[route.segment(), link_with_inputs(route)].concat());
        arrive(&page, Language::English, route);
        if keeps_a_copy {
            wait_for_copy(&page, 1);
        }
        stand(&page, route);
        let some = || page.command("POST", "/execute/async", &json!({ "script": DO_EVERYTHING, "args": [] }));
        let did = std::iter::repeat_with(some).take(100).find(|did| !did.is_null()).expect("there is an end");
        // Cost has neither tabs nor boxes.
        let least = [("typed", 8), ("chosen", 4), ("pressed", if route == Route::Cost { 0 } else { 4 })];
        let is_enough = |(what, least): (&str, u64)| did[what].as_u64() >= Some(least);
        assert!(least.into_iter().all(is_enough), "{route:?}: only this was done: {did}");
        let dropped = page.script(BRING_IN, &json!([])).as_u64();
        assert!(route != Route::Request || dropped >= Some(1), "nothing takes what is dropped");
        page.unfold();
        assert!(page.faults().is_empty(), "{route:?}: {:?}", page.faults());
    }
    for served in site.served() {
        let path = served.path.split('?').next().unwrap_or_default();
        let inside = path.strip_prefix(&site.base).expect("within the site");
        let file = if inside.is_empty() || inside.ends_with('/') {
            format!("{inside}index.html")
        } else {
            inside.to_owned()
        };
        let is_ours = Site::dist_folder().join(&file).exists();
        assert!(is_ours && served.method == "GET", "{served:?}");
    }
}

#[test]
fn nothing_is_sent_until_it_is_asked_for() {
    is_quiet(&Browser::new(), false);
}

/// What keeps the copy on the device stands between the page and the network.
#[test]
fn a_page_that_keeps_a_copy_sends_nothing_either() {
    is_quiet(&Browser::new().keeping_a_copy(), true);
}

#[test]
fn the_content_policy_is_in_force() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    page.expect_fault("content policy refused script-src");
    page.expect_fault("violates the following Content Security Policy");
    let body = "const script = document.createElement('script'); script.textContent = 'window.broken = true'; \
                document.head.append(script); return window.broken === undefined";
    assert_eq!(page.script(body, &json!([])), true);
}

/// A host that sends no headers of the page's own: the page has the policy that stands in it, and its workers do their work.
#[test]
fn the_content_policy_is_in_force_without_headers() {
    let site = Site::dist();
    site.send_no_headers();
    let page = Browser::new().blank(&site);
    for fault in [
        "content policy refused script-src",
        "content policy refused connect-src",
        "violates the following Content Security Policy directive",
        "Refused to connect because it violates",
    ] {
        page.expect_fault(fault);
    }
    for route in Route::ALL {
        page.go(route.segment());
        arrive(&page, Language::English, route);
        stand(&page, route);
        assert_eq!(
            page.command("POST", "/execute/async", &json!({ "script": TRY_TO_LEAVE, "args": [] })),
            json!([]),
            "{route:?}"
        );
        match route {
            Route::Cost => {
                plan(&page);
                read_past_jobs(&page);
            }
            Route::Request => write_out(&page),
            Route::Pools => {}
        }
    }
}

/// What a page must not be able to do, whatever was brought into it; tells what it could.
const TRY_TO_LEAVE: &str = "
  const done = arguments[0];
  const refused = new Set();
  addEventListener('securitypolicyviolation', event => refused.add(event.effectiveDirective));
  (async () => {
    const could = [];
    const sent = (await fetch(location.href)).headers.get('content-security-policy');
    if (sent !== null) could.push('be told its policy by a header');
    const script = document.createElement('script');
    script.textContent = 'window.broken = true';
    document.head.append(script);
    if (window.broken !== undefined) could.push('run a script that stands in it');
    // Nothing but a service that a user names is spoken with, and nothing without encryption.
    await fetch('http://elsewhere.invalid/').then(() => could.push('speak with another host'), () => {});
    await new Promise(go => setTimeout(go));
    for (const one of ['script-src-elem', 'connect-src']) if (!refused.has(one)) could.push('pass ' + one);
    done(could);
  })().catch(problem => done([String(problem)]));
";

/// A worker of its own reads a table of past jobs.
fn read_past_jobs(page: &Page) {
    let (cost, editor) = (COST.of(Language::English), COST_INPUTS.of(Language::English));
    page.field(cost.fields.arrive.label).choose(cost.choices.history);
    page.field(cost.fields.length.label).choose(cost.choices.history);
    page.find("DisclosureTriangle", editor.paste).click();
    page.field(editor.history).fill("submitted;duration (min)\n2017-04-19 08:00;1,5\n2017-04-19 10:00;3");
    page.button(editor.read_pasted).click();
    page.see("status", "2 jobs in 2 h");
}

/// A preload that does not match its use is fetched twice, and says nothing.
#[test]
fn nothing_is_fetched_twice() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "request");
    arrive(&page, Language::English, Route::Request);
    // Chromium asks for the icon twice: for the tab, and for the manifest.
    let mut paths: Vec<String> = site
        .served()
        .into_iter()
        .map(|served| served.path)
        .filter(|path| !path.ends_with("icon.svg"))
        .collect();
    paths.sort();
    let all = paths.len();
    let repeated: Vec<String> =
        paths.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect();
    assert!(repeated.is_empty(), "{repeated:?}");
    assert!(all > 10, "only {all} requests were seen");
}
