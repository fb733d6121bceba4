//! How fast it is, in real Chromium: the simulation in wasm, a whole plan with the page answering, and typing on a
//! processor slowed four times (or `POOLWISE_SLOWDOWN` times). Prints a line a figure: what, measured, target, and whether
//! it is met; for typing also, to standard error, the slowest fields. Ends with 1 where
//! one is missed: what depends on the machine is asked for, and is no test.
//!
//! `POOLWISE_E2E_DIST` names a built page with `simulation.js` beside it; `POOLWISE_NATIVE`, where set, is what the same
//! simulation printed natively. `scripts/bench` does both.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what cannot be measured is reported by stopping"
)]

mod harness;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use harness::{Browser, Page, Site, slowdown};
use serde_json::{Value, json};

/// 10,000 jobs of random lengths, all at once, on up to 64 VMs that go when the jobs are done.
const PLAN: &str =
    "#1&jobs=10000&length=exponential&minutes=6&keep=until-done&deadline=done&done-hours=24&quota=64";
const PLANNED_JOBS: f64 = 10_000.0 * 64.0 * 100.0;

/// How often each thing is measured.
const ROUNDS: usize = 3;

/// Starts the wasm simulation in a worker and runs it some times; gives each run's seconds and what it found.
const SIMULATE: &str = "
  const worker = new Worker(window.poolwise.worker('simulation'), { type: 'module' });
  const next = () => new Promise((heard, failed) => {
    worker.onmessage = (event) => heard(event.data);
    worker.onerror = () => failed(new Error('the worker stopped'));
  });
  return (async () => {
    await next();
    const seconds = [];
    let found;
    for (let run = 0; run < arguments[0]; run += 1) {
      const began = performance.now();
      worker.postMessage('run');
      found = await next();
      seconds.push((performance.now() - began) / 1000);
    }
    worker.terminate();
    return { seconds, found };
  })()";

/// Notes when a progress bar stands in the page, and every task of the main thread that holds it up.
const WATCH: &str = "
  window.plan = { longest: 0 };
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) {
      if (window.plan.began && task.startTime + task.duration > window.plan.began) window.plan.longest = Math.max(window.plan.longest, task.duration);
    }
  }).observe({ type: 'longtask' });
  addEventListener('DOMContentLoaded', () => {
    new MutationObserver(() => {
      const bar = document.querySelector('#planner-heading ~ * progress');
      if (bar && !window.plan.began) window.plan.began = performance.now();
      if (!bar && window.plan.began && !window.plan.ended) window.plan.ended = performance.now();
    }).observe(document, { childList: true, subtree: true });
  })";

/// When the plan ended; 0 where it has not within four seconds.
const ENDED: &str = "return new Promise((told) => {
    const since = performance.now();
    const look = setInterval(() => {
      if (!window.plan.ended && performance.now() - since < 4000) return;
      clearInterval(look);
      told(window.plan.ended || 0);
    }, 20);
  })";

/// Types into fields in turn, as fast as who types well, and gives the milliseconds of script until each key's changes
/// stand in the DOM. All that a key sets off runs in microtasks, so that some hundred turns of them see its end before
/// the browser draws; where something changes later all the same, the time until then counts, drawing included. What
/// follows only when typing rests is drawn between two keys, in tasks of its own.
const TYPE: &str = "
  const [keys] = arguments;
  const rest = (ms) => new Promise((rested) => setTimeout(rested, ms));
  return (async () => {
    const times = [];
    const channel = new MessageChannel();
    const changes = new MutationObserver(() => {});
    changes.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
    for (const [selector, value] of keys) {
      const field = document.querySelector(selector);
      const done = new Promise((heard) => { channel.port1.onmessage = () => heard(performance.now()); });
      field.focus();
      await rest(20);
      field.value = value;
      const began = performance.now();
      field.dispatchEvent(new Event('input', { bubbles: true }));
      for (let turn = 0; turn < 500; turn += 1) await null;
      const settled = performance.now();
      changes.takeRecords();
      channel.port2.postMessage('after');
      const after = await done;
      times.push((changes.takeRecords().length ? after : settled) - began);
      await rest(130);
    }
    changes.disconnect();
    return times;
  })()";

/// A service's document as published, to be made long.
const DOCUMENT: &str = include_str!("../domain/golden/swagger/classic-reconstructed.json");

/// Pastes a text into the Request page; gives the milliseconds until the report stands, and those of the longest task
/// that held the page up until a moment after.
const IMPORT: &str = "
  const [text] = arguments;
  const rest = (ms) => new Promise((rested) => setTimeout(rested, ms));
  return (async () => {
    let longest = 0;
    const watch = new PerformanceObserver((list) => {
      for (const task of list.getEntries()) if (task.startTime >= began) longest = Math.max(longest, task.duration);
    });
    await rest(300);
    const held = new DataTransfer();
    held.setData('text/plain', text);
    const began = performance.now();
    watch.observe({ type: 'longtask' });
    const pasted = new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true });
    document.querySelector('#paste').dispatchEvent(pasted);
    while (!document.querySelector('.paste .notice')) await rest(4);
    const filled = performance.now() - began;
    await rest(800);
    return [filled, longest];
  })()";

fn main() -> ExitCode {
    let site = Site::dist();
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|one| one == name);
    if is_asked("simulation") {
        simulation(&site);
    }
    if is_asked("plan") {
        plan(&site);
    }
    for (name, typing) in
        [("cost", typing_on_cost as fn(&Site)), ("request", typing_on_request), ("pools", typing_on_pools)]
    {
        if is_asked("typing") || is_asked(&format!("typing-{name}")) {
            typing(&site);
        }
    }
    if is_asked("tasks") {
        tasks(&site);
    }
    if is_asked("import") {
        import(&site, 50);
        import(&site, 1_000);
    }
    if IS_MISSED.load(Ordering::Relaxed) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Whether a target was missed.
static IS_MISSED: AtomicBool = AtomicBool::new(false);

fn row(what: &str, measured: &str, target: &str, is_met: bool) {
    IS_MISSED.fetch_or(!is_met, Ordering::Relaxed);
    println!("{what}|{measured}|{target}|{}", if is_met { "met" } else { "MISSED" });
}

/// The largest of each: what a user may meet.
fn worst(rounds: &[(f64, f64)]) -> (f64, f64) {
    rounds.iter().fold((0.0, 0.0), |worst, round| (round.0.max(worst.0), round.1.max(worst.1)))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|one| one.as_f64().expect("a number")).collect()
}

fn simulation(site: &Site) {
    let page = Browser::new().open(site, "");
    let ran = page.script(SIMULATE, &json!([100]));
    // The quickest, as natively: what else the machine did only ever adds.
    let quickest = numbers(&ran["seconds"]).into_iter().fold(f64::INFINITY, f64::min);
    let found: Vec<f64> =
        ran["found"].as_str().expect("text").split(' ').map(|one| one.parse().expect("a number")).collect();
    let rate = found[0] / quickest / 1e6;
    let rate_text = format!("{rate:.1} million jobs/s");
    row("Simulation in wasm, 16 VMs, exponential times", &rate_text, "at least 15", rate >= 15.0);
    let Ok(native) = std::env::var("POOLWISE_NATIVE") else { return };
    let (native_rate, native_found) = native.split_once(' ').expect("a rate and what was found");
    let ratio = native_rate.parse::<f64>().expect("a number") / rate;
    let ratio_text = format!("{ratio:.2} × native's {native_rate} million");
    row("Its time against native", &ratio_text, "at most 1.6", ratio <= 1.6);
    let is_equal = ran["found"].as_str().is_some_and(|found| found.ends_with(native_found));
    row("Its results against native", if is_equal { "equal" } else { "unequal" }, "equal", is_equal);
}

fn plan(site: &Site) {
    let plans: Vec<(f64, f64)> = (0..ROUNDS).map(|_| one_plan(site)).collect();
    let (seconds, longest) = worst(&plans);
    let rate = PLANNED_JOBS / seconds / 1e6;
    let text = format!("{seconds:.2} s, {rate:.0} million jobs/s");
    row("Plan of 10,000 jobs × 64 sizes × 100 replications", &text, "under 5 s", seconds < 5.0);
    row("Longest task of the page meanwhile", &format!("{longest:.0} ms"), "at most 50 ms", longest <= 50.0);
}

/// A plan's seconds, and the milliseconds of the longest task that held the page up meanwhile.
fn one_plan(site: &Site) -> (f64, f64) {
    let page = Browser::new().blank(site);
    page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH }));
    page.go(PLAN);
    page.until(
        "the page",
        || page.script("return !!document.querySelector('main input')", &json!([])),
        |is| *is == true,
    );
    page.script("document.querySelector('#cost-details').scrollIntoView()", &json!([]));
    let ended = || page.script(ENDED, &json!([])).as_f64().filter(|time| *time > 0.0);
    let ended = (0..30).find_map(|_| ended()).expect("the plan ends within a minute or two");
    let began = page.script("return window.plan.began", &json!([])).as_f64().expect("a time");
    let longest = page.script("return window.plan.longest", &json!([])).as_f64().unwrap_or_default();
    ((ended - began) / 1000.0, longest)
}

/// Every field of a page that text is typed into and that stands there now; each by its id, which outlives being drawn
/// anew. The JSON view takes a whole document, and is typed into by itself.
const FIELDS: &str = "
  document.querySelectorAll('details').forEach(one => { one.open = true });
  const kinds = 'textarea, input:not([type=checkbox], [type=radio], [type=file], [type=range], [type=date])';
  const is_meant = one => one.id && one.id !== 'body' && one.checkVisibility() && !one.readOnly && !one.disabled;
  return [...document.querySelectorAll(`main :is(${kinds})`)].filter(is_meant).map(one => `#${CSS.escape(one.id)}`);
";

fn fields(page: &Page) -> Vec<String> {
    let found = page.script(FIELDS, &json!([]));
    found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A field and the text that a key leaves in it.
type Typed = (String, String);

/// Two keys for each field, and enough of them to speak of 95 %. Every field of Cost takes such numbers, or one of such
/// currencies: inputs that cannot be used are not computed with.
fn keys(fields: &[String]) -> Vec<Typed> {
    let key = |key: usize| {
        let field = fields[key % fields.len()].clone();
        let currencies = ["EUR", "SEK", "NOK"];
        let value = match field.as_str() {
            "#currency" => currencies[key % currencies.len()].to_owned(),
            // Two parameters of one name are a problem.
            named if named.ends_with("-name") => format!("name {key}"),
            _ => (key * 7 % 23 + 5).to_string(),
        };
        (field, value)
    };
    (0..(2 * fields.len()).max(48)).map(key).collect()
}

fn typing_on_cost(site: &Site) {
    let page = Browser::new().open(site, "");
    page.until("the form", || has(&page, "#jobs"), |is| *is);
    for (part, stands) in [("cost-details", "#cost-details svg"), ("cost-tools", "#import-text")] {
        page.script("document.getElementById(arguments[0]).scrollIntoView()", &json!([part]));
        page.until(stands, || has(&page, stands), |is| *is);
    }
    let all = fields(&page);
    typed(&format!("Typing on Cost, {} fields", all.len()), &page, &keys(&all));
    let faulty = page.script(
        "return [...document.querySelectorAll('main [aria-invalid=true]')].map((one) => one.id)",
        &json!([]),
    );
    let is_brief = |id: &Value| id.as_str().is_some_and(|id| id.starts_with("brief-"));
    assert!(faulty.as_array().is_some_and(|ids| ids.iter().all(is_brief)), "not usable: {faulty}");
}

fn typing_on_request(site: &Site) {
    let page = Browser::new().open(site, &format!("request/#{}", request_link()));
    page.until("the form", || has(&page, "#page-request form input"), |is| *is);
    page.until("50 parameters", || count(&page, "[id^='parameter-'][id$='-state']"), |drawn| *drawn == 50);
    let all = fields(&page);
    let what = format!("Typing on Request, {} fields, 50 parameters, JSON shown", all.len());
    typed(&what, &page, &keys(&all));
    let page = Browser::new().open(site, &format!("request/#{}", request_link()));
    page.until("50 parameters", || count(&page, "[id^='parameter-'][id$='-state']"), |drawn| *drawn == 50);
    let json = page.script("return document.getElementById('body').value", &json!([]));
    let json = json.as_str().unwrap_or_default();
    let text = |key: usize| ("#body".to_owned(), json.replace("\"v7\"", &format!("\"v7{key}\"")));
    let texts: Vec<Typed> = (0..48).map(text).collect();
    typed("Typing on Request, in the JSON of 50 parameters", &page, &texts);
    let mark = "[...document.querySelectorAll('#page-request input')].filter((input) => /^v\\d+$/.test(input.value))\
                .forEach((input, at) => { input.dataset.measured = at; })";
    page.script(mark, &json!([]));
    page.until("50 parameters", || has(&page, "[data-measured='49']"), |is| *is);
    let some = ["[data-measured='0']", "[data-measured='25']", "[data-measured='49']"].map(str::to_owned);
    page.script("document.querySelector('#output-scripts').click()", &json!([]));
    page.until("the menu", || has(&page, "#script-language"), |is| *is);
    let languages = page.script(
        "return [...document.querySelector('#script-language').options].map((option) => option.value)",
        &json!([]),
    );
    for language in languages.as_array().expect("a list") {
        let language = language.as_str().expect("text");
        let choose = "const menu = document.querySelector('#script-language'); menu.value = arguments[0]; \
                      menu.dispatchEvent(new Event('change', { bubbles: true }))";
        page.script(choose, &json!([language]));
        page.until("the script", || has(&page, ".code-block code span"), |is| *is);
        typed(&format!("Typing on Request, 50 parameters, {language} shown"), &page, &keys(&some));
    }
}

fn typing_on_pools(site: &Site) {
    let page = Browser::new().open(site, "pools/");
    page.until("the form", || has(&page, "#create-vms"), |is| *is);
    // What unfolds has more in it that unfolds.
    let _ = fields(&page);
    page.until("the field for a contract", || has(&page, "#contract-text"), |is| *is);
    let all = fields(&page);
    typed(&format!("Typing on Pools, {} fields", all.len()), &page, &keys(&all));
}

/// What users do first on each page: how it is done, and what stands afterwards.
const STEPS: [(&str, &str, &str); 7] = [
    (
        "what stands under the bills",
        "document.getElementById('cost-details').scrollIntoView()",
        "document.querySelector('#cost-details svg')",
    ),
    (
        "what stands at the end of Cost",
        "document.getElementById('cost-tools').scrollIntoView()",
        "document.getElementById('import-text')",
    ),
    (
        "Request for the first time",
        "document.querySelectorAll('.bar-pages a')[1].click()",
        "document.querySelector('#page-request form input')",
    ),
    (
        "a job pasted",
        "const held = new DataTransfer(); held.setData('text/plain', arguments[0]); document.getElementById('paste')\
         .dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true }));\
         document.getElementById('paste').value = arguments[0]; document.getElementById('paste').dispatchEvent(new Event('input', { bubbles: true }))",
        "document.getElementById('paste-report')",
    ),
    (
        "Pools for the first time",
        "document.querySelectorAll('.bar-pages a')[2].click()",
        "document.getElementById('create-vms')",
    ),
    (
        "everything on Pools unfolded",
        "document.querySelectorAll('#page-pools details').forEach(one => { one.open = true })",
        "document.getElementById('contract-text')",
    ),
    (
        "another language",
        "const menu = document.querySelector('.bar-tools select'); menu.value = menu.value === 'sv' ? 'en' : 'sv';\
         menu.dispatchEvent(new Event('change', { bubbles: true }))",
        "document.documentElement.lang === 'sv'",
    ),
];

/// The broken sample of the product's own page.
const SAMPLE: &str = include_str!("../domain/golden/repair/source-page.en.md");

/// The milliseconds of the longest task that holds the page up while something is done, and until a moment after.
fn longest_task(page: &Page, act: &str, stands: &str) -> f64 {
    let body = format!(
        "const done = arguments[arguments.length - 1];
         const rest = (ms) => new Promise((rested) => setTimeout(rested, ms));
         let longest = 0;
         const note = (tasks) => tasks.forEach((task) => {{ longest = Math.max(longest, task.duration) }});
         const watch = new PerformanceObserver((list) => note(list.getEntries()));
         watch.observe({{ type: 'longtask' }});
         {act};
         (async () => {{
           while (!({stands})) await rest(4);
           await rest(800);
           note(watch.takeRecords());
           watch.disconnect();
           done(longest);
         }})()"
    );
    let found = page.command("POST", "/execute/async", &json!({ "script": body, "args": [SAMPLE] }));
    found.as_f64().unwrap_or(f64::INFINITY)
}

/// The least of some rounds, each in a browser of its own: what else the machine did only ever adds.
fn tasks(site: &Site) {
    let mut least = [f64::INFINITY; STEPS.len()];
    for _ in 0..ROUNDS {
        let page = Browser::new().open(site, "");
        page.until("the form", || has(&page, "#jobs"), |is| *is);
        for (least, (_, act, stands)) in least.iter_mut().zip(STEPS) {
            *least = least.min(longest_task(&page, act, stands));
        }
    }
    for (longest, (what, _, _)) in least.iter().zip(STEPS) {
        let figure = if *longest > 0.0 { format!("{longest:.0} ms") } else { "under 50 ms".to_owned() };
        row(&format!("Longest task: {what}"), &figure, "at most 50 ms", *longest <= 50.0);
    }
}

/// A whole job with 50 parameters.
fn request_link() -> String {
    let service = "https%3A%2F%2Fussouthcentral.services.azureml.net%2Fsubscriptions%2F80c77c7674ba4c8c82294c3b2957990c%2F\
                   services%2F9fe659022c9747e3b9b7b923c3830623%2Fjobs%3Fapi-version%3D2.0";
    let blob = |list: &str, name: &str| {
        let connection = "AccountName%3Dsampleaccount%3BAccountKey%3D%3CKey%3E";
        format!(
            "&{list}0.kind=key&{list}0.name={name}&{list}0.connection={connection}&{list}0.path=in%2F{name}.csv"
        )
    };
    let parameter =
        |at| format!("&p{at}.state=value&p{at}.type=text&p{at}.name=parameter%20{at}&p{at}.value=v{at}");
    let parameters: String = (0..50).map(parameter).collect();
    let (input, output) = (blob("i", "input1"), blob("o", "output1"));
    format!(
        "1&input=named&service={service}{input}{output}{parameters}&run=pool&pool=8dfc151b0d3e446497b845f3b29ef53b"
    )
}

/// A document of 5 MB: so many parameters, and columns for the rest.
fn document(parameters: usize) -> String {
    let mut document: Value = serde_json::from_str(DOCUMENT).expect("JSON");
    let named = |(at, kind): (usize, &&str)| {
        (format!("parameter {at}"), json!({ "type": kind, "description": "what it is for, in a few words" }))
    };
    let kinds = ["string", "integer", "number", "boolean"];
    let parameters: serde_json::Map<String, Value> =
        kinds.iter().cycle().take(parameters).enumerate().map(named).collect();
    document["definitions"]["GlobalParameters"] = json!({ "type": "object", "properties": parameters });
    for table in 0.. {
        let text = document.to_string();
        if text.len() >= 5_000_000 {
            return text;
        }
        let column =
            |at| (format!("column {at} of many"), json!({ "type": "string", "description": "a column" }));
        let columns: serde_json::Map<String, Value> = (0..10_000).map(column).collect();
        document["definitions"][format!("table{table}")] = json!({ "type": "object", "properties": columns });
    }
    String::new()
}

fn import(site: &Site, parameters: usize) {
    let text = document(parameters);
    let one = || {
        let page = Browser::new().open(site, "request/");
        page.until("the form", || has(&page, "#paste"), |is| *is);
        let found = numbers(&page.script(IMPORT, &json!([text])));
        page.until(
            "all parameters",
            || count(&page, "[id^='parameter-'][id$='-state']"),
            |drawn| *drawn == parameters,
        );
        (found[0], found[1])
    };
    let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| one()).collect();
    let (filled, longest) = worst(&rounds);
    let what = format!("Swagger of 5 MB with {parameters} parameters: from paste to form");
    row(&what, &format!("{filled:.0} ms"), "under 1,000 ms", filled < 1_000.0);
    row(
        "Longest task of the page meanwhile",
        &format!("{longest:.0} ms"),
        "at most 100 ms",
        longest <= 100.0,
    );
}

fn count(page: &Page, selector: &str) -> usize {
    let counted = page.script("return document.querySelectorAll(arguments[0]).length", &json!([selector]));
    counted.as_u64().and_then(|counted| usize::try_from(counted).ok()).unwrap_or_default()
}

fn has(page: &Page, selector: &str) -> bool {
    page.script("return !!document.querySelector(arguments[0])", &json!([selector])) == true
}

fn typed(what: &str, page: &Page, keys: &[Typed]) {
    let slowdown = slowdown();
    page.cdp("Emulation.setCPUThrottlingRate", &json!({ "rate": slowdown }));
    // A few at a time: a script may not run for long. Every key of every round counts, as every key of a user's does.
    let some = |keys: &[Typed]| numbers(&page.script(TYPE, &json!([keys])));
    let mut times: Vec<f64> = (0..ROUNDS).flat_map(|_| keys.chunks(12).flat_map(some)).collect();
    page.cdp("Emulation.setCPUThrottlingRate", &json!({ "rate": 1.0 }));
    let mut slowest: Vec<(f64, &str)> =
        times.iter().zip(keys.iter().cycle()).map(|(time, (field, _))| (*time, field.as_str())).collect();
    slowest.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (time, field) in slowest.iter().take(12) {
        eprintln!("{field}: {time:.1} ms");
    }
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() * percent).div_ceil(100) - 1];
    let text = format!("{:.1} ms (half {:.1}, slowest {:.1})", at(95), at(50), at(100));
    row(
        &format!("{what}, processor slowed {slowdown} times, 95 % of keys"),
        &text,
        "at most 16 ms",
        at(95) <= 16.0,
    );
}
