//! Page and command agree: what the page exports is what `companion plan` prints, and what the planner's worker
//! finds in wasm is what the same code finds natively, to the last bit.

use std::process::Command;

use poolwise::cost::plan::{PlanJob, wire};
use poolwise::cost::{CostDraft, SEED};
use poolwise::units::VmCount;
use poolwise::wire::Message;
use poolwise::words::{Figures, Language, TOOLS};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use crate::harness::{Browser, Page, Site};
use crate::site::tag;

/// Inputs of every kind: certain and left to chance, once and recurring, on every plan, in another currency.
const LINKS: [&str; 5] = [
    "1&vms=2&hours=24&jobs=100",
    "1&jobs=120&length=exponential&minutes=7.5&keep=until-done&provision=10&provision-spread=4&release=2&quota=9",
    "1&jobs=60&repeat=day&length=lognormal&arrive=random&window=6&deadline=start&wait=assumed&jobs-per-vm=3&days=7",
    "1&services=classic&plan=Dev%2FTest&jobs=900&length=rows&seconds=0.333333&partial-hours=hour&keep=always",
    "1&jobs=333&currency=SEK&rate=10.523417&discount=12.5&paid=S2&plan=S3&period=days&pool-job-time=yes&length=exponential",
];

/// What `companion plan` prints for a link, whether there is a size that meets the deadline or none (exit code 4).
fn planned(link: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_companion"))
        .args(["plan", "--link", link])
        .output()
        .expect("the companion starts");
    assert!(
        matches!(output.status.code(), Some(0 | 4)),
        "{link}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

const TO_THE_PLANNER: &str = "
  const details = document.getElementById('cost-details');
  if (details) details.scrollIntoView();
  return Boolean(details && details.querySelector('#planner-heading'));
";

const TO_THE_TOOLS: &str = "
  const tools = document.getElementById('cost-tools');
  if (tools) tools.scrollIntoView();
  return Boolean(tools && tools.querySelector('.exports button'));
";

#[test]
fn what_the_page_exports_is_what_the_command_prints() {
    let site = Site::dist();
    for (at, link) in LINKS.into_iter().enumerate() {
        let language = Language::ALL[at % 2];
        let words = TOOLS.of(language);
        let page = Browser::new().language(tag(language)).open(&site, &format!("#{link}"));
        // The planner plans when it is scrolled to, and the exports come when they are.
        page.until(
            "the planner",
            || page.script(TO_THE_PLANNER, &json!([])),
            |is_there| *is_there == json!(true),
        );
        page.until(
            "the end of the page",
            || page.script(TO_THE_TOOLS, &json!([])),
            |has_buttons| *has_buttons == json!(true),
        );
        let copy = words.copy_of.with(&[("kind", words.json)]);
        let expected = planned(link);
        // Its simulation may still be running when the button is there.
        let exported = page.until(
            "the export has a plan",
            || {
                page.button(&copy).click();
                page.clipboard()
            },
            |text| !text.contains("\"planner\": null"),
        );
        let differs = exported.lines().zip(expected.lines()).find(|(one, other)| one != other);
        assert!(exported == expected, "{link}: the page and the command differ, first here: {differs:?}");
    }
}

const ASK: &str = "
  const worker = new Worker(window.poolwise.worker('planner_worker'), { type: 'module' });
  const question = arguments[0];
  window.heard = [];
  worker.onerror = event => window.heard.push('failed: ' + event.message);
  worker.onmessage = event => {
    if (event.data === 'ready') worker.postMessage(question); else window.heard.push(event.data);
  };
";

/// What a worker of the page says, up to the message that `is_last`.
fn heard(page: &Page, question: &str, is_last: impl Fn(&str) -> bool) -> Vec<String> {
    page.script(ASK, &json!([question]));
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let all = page.until(
        "the worker's last message",
        || page.script("return window.heard", &json!([])),
        |value| texts(value).last().is_some_and(|text| is_last(text) || text.starts_with("failed")),
    );
    texts(&all)
}

#[test]
fn the_worker_and_the_native_planner_find_the_same_bits() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    for link in LINKS {
        let inputs = CostDraft::from_link(link).expect("a link").check().expect("no fault");
        let sizes = [1, 2, 3, 5, 8];
        let start =
            wire::Start { id: 7, link: link.to_owned(), seed: SEED.0, sizes: sizes.to_vec(), outlooks: true };
        let messages: Vec<Value> = heard(&page, &start.to_json(), |text| text.contains("\"finished\":true"))
            .iter()
            .map(|text| serde_json::from_str(text).unwrap_or_else(|_| panic!("{link}: {text}")))
            .collect();
        let mut found = messages.last().cloned().expect("a message");
        // The timeline goes with the first message that has outlooks.
        found["timeline"] = messages
            .iter()
            .map(|message| message["timeline"].clone())
            .find(|one| !one.is_null())
            .unwrap_or(Value::Null);
        let sizes: Vec<VmCount> = sizes.into_iter().map(VmCount).collect();
        let mut job = PlanJob::of_sizes((*inputs.book).clone(), inputs.clone(), SEED, &sizes, true);
        while job.step(100_000) {}
        let native: Value =
            serde_json::from_str(&wire::found_to_json(7, &job.found(true))).expect("a message");
        let members = native.as_object().expect("an object");
        assert!(members.len() > 8, "{members:?}");
        for (name, value) in members {
            assert_eq!(&found[name], value, "{link}: {name}");
        }
        // A bare link asks for its outlooks alone.
        let outlooks = heard(&page, link, |text| text.starts_with(link));
        let mut job = PlanJob::of_sizes((*inputs.book).clone(), inputs, SEED, &[], true);
        while job.step(100_000) {}
        let native = wire::outlooks_to_text(link, &job.found(true).outlooks);
        assert_eq!(outlooks.last(), Some(&native), "{link}");
    }
}

/// Currencies with a sign of their own, with one that several have, and with none.
const CURRENCIES: [&str; 19] = [
    "USD", "EUR", "GBP", "SEK", "NOK", "DKK", "BRL", "CZK", "INR", "JPY", "KRW", "PLN", "RUB", "AUD", "CAD",
    "MXN", "NZD", "CHF", "AED",
];

/// Dollars, too: beside list prices in US dollars they are no `$`.
const SHARED: [&str; 4] = ["AUD", "CAD", "MXN", "NZD"];

/// What the page writes itself, so that nobody waits for Intl, is what Intl would write.
#[test]
fn figures_and_days_are_written_as_the_browsers_intl_writes_them() {
    const INTL: &str = "return arguments[0].map(([of, tag, options, value]) => of === 'day'
        ? new Intl.DateTimeFormat(tag, options).format(new Date(value))
        : new Intl.NumberFormat(tag, options).format(value))";
    let mut asked: Vec<Value> = Vec::new();
    let mut expected: Vec<String> = Vec::new();
    let mut ask = |of: &str, language, options: Value, value: String, written: String| {
        asked.push(json!([of, tag(language), options, value]));
        expected.push(written);
    };
    let mantissas: [i64; 12] = [
        0,
        5,
        -5,
        45,
        995,
        1_005,
        12_345,
        -99_995,
        1_000_000,
        123_456_789,
        -7_654_321_055,
        999_999_999_999_995,
    ];
    for language in Language::ALL {
        let figures = Figures(language);
        for (mantissa, scale) in
            mantissas.iter().flat_map(|mantissa| (0..=6).map(move |scale| (*mantissa, scale)))
        {
            let value = Decimal::new(mantissa, scale);
            for decimals in [0, 1, 2, 4] {
                // What is rounded to nothing has no sign here, and keeps it there.
                let rounded = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
                let text = if rounded.is_zero() { "0".to_owned() } else { value.to_string() };
                let most = json!({ "maximumFractionDigits": decimals });
                ask("number", language, most, text.clone(), figures.number(value, decimals));
                let exactly = json!({ "minimumFractionDigits": decimals, "maximumFractionDigits": decimals });
                ask("number", language, exactly, text.clone(), figures.fixed(value, decimals));
            }
            for currency in CURRENCIES {
                let digits = value.normalize().scale().max(2);
                let money = |digits: u32| {
                    // Where a sign would be that of several, Intl is asked for the code.
                    let display = if SHARED.contains(&currency) { "code" } else { "narrowSymbol" };
                    json!({
                        "style": "currency", "currency": currency, "currencyDisplay": display,
                        "minimumFractionDigits": digits, "maximumFractionDigits": digits,
                    })
                };
                ask("number", language, money(digits), value.to_string(), figures.money(value, currency));
                let whole = value.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
                let text = if whole.is_zero() { "0".to_owned() } else { value.to_string() };
                ask("number", language, money(0), text, figures.whole_money(value, currency));
            }
            let percent = json!({ "style": "percent", "maximumFractionDigits": 1 });
            let ratio = Decimal::new(mantissa, scale + 3).round_dp(3);
            if !ratio.is_zero() {
                ask("number", language, percent, ratio.to_string(), figures.percent(ratio, 1));
            }
        }
        for month in 1..=12 {
            let day = format!("2016-{month:02}-0{}", month % 9 + 1);
            let options = json!({ "dateStyle": "long", "timeZone": "UTC" });
            ask("day", language, options, day.clone(), figures.day(&day));
        }
    }
    let page = Browser::new().blank(&Site::dist());
    let written = page.script(INTL, &json!([asked]));
    for ((asked, expected), written) in asked.iter().zip(expected).zip(written.as_array().expect("a list")) {
        assert_eq!(written.as_str(), Some(expected.as_str()), "{asked}");
    }
}

/// A browser's first figure by Intl costs a slow machine a quarter of a second: at the start, or at the key that writes a
/// currency.
#[test]
fn no_figure_waits_for_intl() {
    const COUNTS: &str = "window.intl = [];
      for (const name of ['NumberFormat', 'DateTimeFormat', 'PluralRules', 'RelativeTimeFormat']) {
        Intl[name] = new Proxy(Intl[name], {
          construct(target, given) { window.intl.push(name); return Reflect.construct(target, given); },
        });
      }";
    let site = Site::dist();
    let page = Browser::new().blank(&site);
    page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": COUNTS }));
    let asked_of_intl = |link: &str| {
        page.go("request/");
        page.go(link);
        let total = "return document.querySelector('.bill .total .amount')?.textContent ?? ''";
        let amount = || page.script(total, &json!([])).as_str().unwrap_or_default().to_owned();
        page.until("the first bill", amount, |amount| !amount.is_empty());
        page.script("return window.intl.length", &json!([])).as_u64()
    };
    assert_eq!(asked_of_intl(""), Some(0));
    assert_eq!(asked_of_intl("#1&jobs=333&currency=SEK&rate=10.5"), Some(0));
    // It would be noticed.
    let noticed = "new Intl.NumberFormat('sv'); return window.intl.length";
    assert_eq!(page.script(noticed, &json!([])), json!(1));
}
