//! What nobody means well is pasted: nesting without end, tens of megabytes, keys that objects have by nature, halves of
//! characters, the same key twice. The page says what is wrong, stays whole, and still does its work.

use poolwise::route::Route;
use poolwise::words::{
    COST, COST_INPUTS, JOB, Language, PASTING, POOL_PROFILE, Phrase, REPAIR, REQUEST_PAGE, TOOLS,
};
use serde_json::{Value, json};

use crate::harness::{Browser, Page, Site};
use crate::site::{arrive, stand, unfold};

const NONE: Value = Value::Array(Vec::new());
const LANGUAGE: Language = Language::English;

/// Text made in the page, where megabytes cost no wire: JavaScript that gives it.
struct Hostile {
    name: &'static str,
    script: &'static str,
}

const DEEP: Hostile = Hostile { name: "100,000 levels", script: "'['.repeat(100000) + ']'.repeat(100000)" };
const DEEP_OBJECTS: Hostile = Hostile {
    name: "100,000 objects inside one another",
    script: "'{\"Inputs\":'.repeat(100000) + '1' + '}'.repeat(100000)",
};
const OPEN: Hostile = Hostile { name: "100,000 brackets never closed", script: "'{\"a\":['.repeat(50000)" };
const NATURE: Hostile = Hostile {
    name: "keys that objects have by nature",
    script: r#"'{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"Inputs":{"__proto__":{"ConnectionString":"a","RelativeLocation":"b/c.csv","polluted":1},"toString":{"RelativeLocation":"b/c.csv"}},"GlobalParameters":{"hasOwnProperty":"x","valueOf":1}}'"#,
};
const HALVES: Hostile = Hostile {
    name: "halves of characters",
    script: r#"'{"Input":{"RelativeLocation":"a/\ud83d.csv"},"GlobalParameters":{"\udc00":"' + '\ud800' + '"}}'"#,
};
const TWICE: Hostile = Hostile {
    name: "the same key twice",
    script: r#"'{"Input":{"RelativeLocation":"a/b.csv","RelativeLocation":"a/c.csv"},"GlobalParameters":{"a":1,"a":2},"format":"poolwise cost","format":"x","name":"a","name":"b"}'"#,
};
const NULLS: Hostile = Hostile { name: "null characters", script: r"'\u0000'.repeat(5000) + '{\u0000}'" };
const WIDE: Hostile = Hostile {
    name: "50 MB of members",
    script: r#"'{"GlobalParameters":{' + Array.from({ length: 2500000 }, (_, at) => '"a' + at + '":"b' + at + '"').join() + '}}'"#,
};
const LONG: Hostile = Hostile { name: "50 MB in one word", script: "'{\"a\":\"' + 'x'.repeat(50e6) + '\"}'" };
const NOISE: Hostile = Hostile { name: "50 MB of lines", script: "'a,b;c\\t\"d\\n'.repeat(5e6)" };

const SMALL: [&Hostile; 7] = [&DEEP, &DEEP_OBJECTS, &OPEN, &NATURE, &HALVES, &TWICE, &NULLS];
const LARGE: [&Hostile; 3] = [&WIDE, &LONG, &NOISE];

/// Pastes a hostile text where the field is, as the clipboard would: a paste event, and where that is not taken, the text
/// in the field. Comes back when the page has answered.
#[track_caller]
fn paste(page: &Page, field: &str, text: &Hostile) {
    let body = format!(
        "const done = arguments[arguments.length - 1];
         const field = document.getElementById(arguments[0]);
         const text = {};
         field.focus();
         const board = new DataTransfer();
         board.setData('text/plain', text);
         const event = new ClipboardEvent('paste', {{ clipboardData: board, bubbles: true, cancelable: true }});
         if (field.dispatchEvent(event)) {{
           // As much as the browser lets a user paste there.
           field.value = field.maxLength > 0 ? text.slice(0, field.maxLength) : text;
           field.dispatchEvent(new Event('input', {{ bubbles: true }}));
         }}
         setTimeout(() => done(true), 0);",
        text.script
    );
    page.command("POST", "/execute/async", &json!({ "script": body, "args": [field] }));
}

/// The page is whole: no overlay, no pollution, and its own work is still done.
#[track_caller]
fn whole(page: &Page, what: &str) {
    let broken = "return [document.getElementById('panic') && 'a panic', ({}).polluted && 'a polluted prototype', \
                  document.querySelectorAll('*').length > 60000 && 'too many elements'].filter(Boolean)";
    assert_eq!(page.script(broken, &NONE), json!([]), "{what}");
}

/// Pastes into Request, where no report of an earlier text stands, and waits for what is to be said of this one.
fn request(page: &Page, text: &Hostile, telling: &str) {
    let words = REQUEST_PAGE.of(LANGUAGE);
    let what = format!("{} pasted into Request", text.name);
    let report = "return document.getElementById('paste-report')?.textContent ?? ''";
    assert_eq!(page.script(report, &NONE), "", "a report of an earlier text");
    paste(page, "paste", text);
    let settled = "return !document.querySelector('progress')";
    page.until(&what, || page.script(settled, &NONE), |is| *is == true);
    if page.script("return !document.getElementById('paste-report')", &NONE) == true {
        page.button(words.paste_fill).click();
    }
    page.until(
        &format!("“{telling}” of {what}"),
        || page.script(report, &NONE),
        |said| said.as_str().is_some_and(|said| said.contains(telling)),
    );
    whole(page, &what);
}

/// What a phrase ends with, after its last hole.
fn end(phrase: Phrase) -> String {
    phrase.0.rsplit('}').next().unwrap_or_default().to_owned()
}

/// The page with nothing in it but the example.
fn anew(page: &Page) {
    page.go("");
    page.script("localStorage.clear()", &NONE);
    page.go("request/");
    arrive(page, LANGUAGE, Route::Request);
}

fn still_works(page: &Page) {
    let words = REQUEST_PAGE.of(LANGUAGE);
    page.button(words.use_example).click();
    page.until(
        "the example",
        || page.field(words.json_label).value(),
        |json| json.contains("AzureBatchPoolId"),
    );
}

#[test]
fn request_survives_hostile_pastes() {
    let site = Site::dist();
    let page = Browser::new().blank(&site);
    let repair = REPAIR.of(LANGUAGE);
    // What is said of each, and of no other.
    let telling = [
        (&DEEP, end(repair.too_deep)),
        (&DEEP_OBJECTS, end(repair.too_deep)),
        (&OPEN, end(repair.too_deep)),
        (&NATURE, REQUEST_PAGE.of(LANGUAGE).found_job.to_owned()),
        // A browser hands them over as characters that stand for them.
        (&HALVES, REQUEST_PAGE.of(LANGUAGE).found_job.to_owned()),
        (&TWICE, "RelativeLocation".to_owned()),
        (&NULLS, REQUEST_PAGE.of(LANGUAGE).found_nothing.to_owned()),
    ];
    for (text, telling) in telling {
        anew(&page);
        request(&page, text, &telling);
    }
    still_works(&page);
}

#[test]
fn the_json_view_says_what_is_wrong() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "request/");
    arrive(&page, LANGUAGE, Route::Request);
    let words = REQUEST_PAGE.of(LANGUAGE);
    let said = || page.script("return document.getElementById('body-under').textContent", &NONE);
    let field = || page.field(words.json_label);
    for text in [&DEEP, &DEEP_OBJECTS, &OPEN, &TWICE, &NULLS] {
        paste(&page, "body", text);
        whole(&page, &format!("{} in the JSON view", text.name));
        field().wait_for_state("invalid", "true");
        page.until(text.name, said, |said| {
            said.as_str().is_some_and(|said| said.contains(words.json_unread))
        });
        // As it was before: what is said of the next is said of it.
        let discard = "[...document.querySelectorAll('#body-under button')].pop().click()";
        page.script(discard, &NONE);
        field().wait_for_state("invalid", "false");
    }
    // Strange names and half characters are a job all the same, which the form shows.
    for (text, telling) in [(&NATURE, "toString"), (&HALVES, "\u{fffd}")] {
        paste(&page, "body", text);
        page.until(text.name, || field().value(), |json| json.contains(telling));
        whole(&page, &format!("{} in the JSON view", text.name));
    }
    // Too long for a field of many lines, and of one.
    let too_long = PASTING.of(LANGUAGE).too_long.0.rsplit('}').next().unwrap_or_default();
    for (id, label) in [("body", words.json_label), ("service", words.service_url)] {
        still_works(&page);
        let before = page.field(label).value();
        paste(&page, id, &LONG);
        page.see("alert", too_long);
        assert_eq!(page.field(label).value(), before, "{label}");
        whole(&page, &format!("50 MB in {label}"));
        page.reload();
        arrive(&page, LANGUAGE, Route::Request);
    }
    still_works(&page);
}

#[test]
fn request_survives_fifty_megabytes() {
    let site = Site::dist();
    let telling = [
        (&WIDE, end(JOB.of(LANGUAGE).body_too_many)),
        (&LONG, REQUEST_PAGE.of(LANGUAGE).found_other_json.to_owned()),
        (&NOISE, REQUEST_PAGE.of(LANGUAGE).refused_unknown.to_owned()),
    ];
    for (text, telling) in telling {
        let page = Browser::new().open(&site, "request/");
        arrive(&page, LANGUAGE, Route::Request);
        request(&page, text, &telling);
        still_works(&page);
    }
}

/// The fields of Cost that take a document, and how each is read.
fn open_documents(page: &Page) -> [(&'static str, &'static str); 3] {
    let (cost, editor, tools) = (COST.of(LANGUAGE), COST_INPUTS.of(LANGUAGE), TOOLS.of(LANGUAGE));
    stand(page, Route::Cost);
    page.field(cost.fields.arrive.label).choose(cost.choices.history);
    page.field(cost.fields.length.label).choose(cost.choices.history);
    page.button(editor.choose_file);
    unfold(page, Route::Cost);
    let there =
        "return ['import-text', 'history-paste', 'book-paste'].every(id => document.getElementById(id))";
    page.until("every field", || page.script(there, &NONE), |is_there| *is_there == true);
    [
        ("import-text", tools.import_take),
        ("history-paste", editor.read_pasted),
        ("book-paste", editor.book_read),
    ]
}

/// Everything that the page says is wrong.
fn complaints(page: &Page) -> String {
    let said = "return [...document.querySelectorAll('.field-problem, .notice.bad, .notice[role=alert], [role=alert]')]\
                .map(one => one.textContent.trim()).join('\\n')";
    page.script(said, &NONE).as_str().unwrap_or_default().to_owned()
}

#[test]
fn cost_says_what_is_wrong_with_hostile_pastes() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    for text in SMALL.into_iter().chain(LARGE) {
        arrive(&page, LANGUAGE, Route::Cost);
        for (field, button) in open_documents(&page) {
            let what = format!("{} in {field}", text.name);
            let before = complaints(&page);
            paste(&page, field, text);
            if complaints(&page) == before {
                page.button(button).click();
            }
            page.until(&what, || complaints(&page), |said| *said != before && said.len() > before.len());
            whole(&page, &what);
        }
        let cost = COST.of(LANGUAGE);
        page.field(cost.fields.arrive.label).choose(cost.choices.at_once);
        page.field(cost.fields.length.label).choose(cost.choices.fixed);
        page.field(cost.fields.vms.label).fill("7");
        let bills = "return document.querySelectorAll('.bill').length";
        page.until("the bills", || page.script(bills, &NONE), |count| count.as_u64() >= Some(3));
        page.reload();
    }
}

/// Every field of every page takes every small text and 50 MB, and the page stays whole.
#[test]
fn every_field_survives_hostile_pastes() {
    let site = Site::dist();
    for route in Route::ALL {
        let page = Browser::new().open(&site, route.segment());
        arrive(&page, LANGUAGE, route);
        stand(&page, route);
        unfold(&page, route);
        let fields = "return [...document.querySelectorAll('main :is(textarea, input:not([type=checkbox], [type=radio], [type=file]))')]\
                      .filter(one => one.id && one.checkVisibility()).map(one => one.id)";
        let all = || page.script(fields, &NONE).as_array().cloned().unwrap_or_default();
        page.until("its fields", all, |all| all.len() >= 8);
        for field in all() {
            let field = field.as_str().unwrap_or_default();
            // What one text brings about may take a field away.
            let is_there =
                || page.script("return !!document.getElementById(arguments[0])", &json!([field])) == true;
            for text in SMALL.into_iter().chain([&LONG]) {
                if is_there() {
                    paste(&page, field, text);
                    whole(&page, &format!("{} in {field} of {route:?}", text.name));
                }
            }
        }
    }
}

#[test]
fn a_contract_survives_hostile_pastes() {
    let site = Site::dist();
    let contract = POOL_PROFILE.of(LANGUAGE);
    for texts in [SMALL.as_slice(), LARGE.as_slice()] {
        let page = Browser::new().open(&site, "pools/");
        arrive(&page, LANGUAGE, Route::Pools);
        unfold(&page, Route::Pools);
        for text in texts {
            paste(&page, "contract-text", text);
            let field = page.field(contract.import_paste);
            field.wait_for_state("invalid", "true");
            whole(&page, text.name);
        }
    }
}
