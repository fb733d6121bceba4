//! What nobody means well is pasted: nesting without end, tens of megabytes, keys that objects have by nature, halves of
//! characters, the same key twice. The page says what is wrong, stays whole, and still does its work.

use poolwise::route::Route;
use poolwise::words::{COST, COST_INPUTS, Language, POOL_PROFILE, REQUEST_PAGE};
use serde_json::{Value, json};

use crate::harness::{Browser, Page, Site};
use crate::site::arrive;

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
           field.value = text;
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

fn request(page: &Page, text: &Hostile) {
    let words = REQUEST_PAGE.of(LANGUAGE);
    let what = format!("{} pasted into Request", text.name);
    paste(page, "paste", text);
    page.until(
        &what,
        || page.script("return [!!document.querySelector('progress'), !!document.getElementById('paste-report') || document.getElementById('paste').value.length]", &NONE),
        |seen| seen[0] == false,
    );
    if page.script("return !document.getElementById('paste-report')", &NONE) == true {
        page.button(words.paste_fill).click();
    }
    page.until(
        &format!("a word about {what}"),
        || page.script("return document.getElementById('paste-report')?.textContent ?? ''", &NONE),
        |said| said.as_str().is_some_and(|said| said.len() > 20),
    );
    whole(page, &what);
}

#[test]
fn request_survives_hostile_pastes() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "request/");
    arrive(&page, LANGUAGE, Route::Request);
    for text in SMALL {
        request(&page, text);
    }
    // The JSON view.
    for text in SMALL {
        paste(&page, "body", text);
        whole(&page, &format!("{} in the JSON view", text.name));
        let discard = "[...document.querySelectorAll('#body-under button')].pop()?.click()";
        page.script(discard, &NONE);
    }
    // And it still works.
    let words = REQUEST_PAGE.of(LANGUAGE);
    page.button(words.use_example).click();
    page.until(
        "the example",
        || page.field(words.json_label).value(),
        |json| json.contains("AzureBatchPoolId"),
    );
}

#[test]
fn request_survives_fifty_megabytes() {
    let site = Site::dist();
    for text in LARGE {
        let page = Browser::new().open(&site, "request/");
        arrive(&page, LANGUAGE, Route::Request);
        request(&page, text);
        let words = REQUEST_PAGE.of(LANGUAGE);
        page.button(words.use_example).click();
        page.until(
            "the example",
            || page.field(words.json_label).value(),
            |json| json.contains("AzureBatchPoolId"),
        );
    }
}

#[test]
fn cost_survives_hostile_pastes() {
    let site = Site::dist();
    let (cost, editor) = (COST.of(LANGUAGE), COST_INPUTS.of(LANGUAGE));
    for texts in [SMALL.as_slice(), LARGE.as_slice()] {
        let page = Browser::new().open(&site, "");
        arrive(&page, LANGUAGE, Route::Cost);
        page.field(cost.fields.arrive.label).choose(cost.choices.history);
        page.field(cost.fields.length.label).choose(cost.choices.history);
        page.button(editor.choose_file);
        // The other fields for documents stand further down.
        let there = "document.getElementById('cost-tools').scrollIntoView(); \
                     document.querySelectorAll('details').forEach(one => { one.open = true }); \
                     return !!document.getElementById('import-text')";
        page.until("the end of the page", || page.script(there, &NONE), |is_there| *is_there == true);
        for text in texts {
            for field in page
                .script(
                    "return [...document.querySelectorAll('main textarea')].filter(one => one.id).map(one => one.id)",
                    &NONE,
                )
                .as_array()
                .into_iter()
                .flatten()
            {
                let field = field.as_str().unwrap_or_default();
                paste(&page, field, text);
                whole(&page, &format!("{} in {field}", text.name));
            }
        }
        page.field(cost.fields.arrive.label).choose(cost.choices.at_once);
        page.field(cost.fields.length.label).choose(cost.choices.fixed);
        page.field(cost.fields.vms.label).fill("7");
        let bills = "return document.querySelectorAll('.bill').length";
        page.until("the bills", || page.script(bills, &NONE), |count| count.as_u64() >= Some(3));
        whole(&page, "after all of it");
    }
}

#[test]
fn a_contract_survives_hostile_pastes() {
    let site = Site::dist();
    let contract = POOL_PROFILE.of(LANGUAGE);
    for texts in [SMALL.as_slice(), LARGE.as_slice()] {
        let page = Browser::new().open(&site, "pools/");
        arrive(&page, LANGUAGE, Route::Pools);
        // What unfolds is drawn when it does, and has more in it that unfolds.
        let unfold = "document.querySelectorAll('details').forEach(one => { one.open = true }); \
                      return !!document.getElementById('contract-text')?.offsetParent";
        page.until("the field for a contract", || page.script(unfold, &NONE), |is_there| *is_there == true);
        for text in texts {
            paste(&page, "contract-text", text);
            let field = page.field(contract.import_paste);
            field.wait_for_state("invalid", "true");
            whole(&page, text.name);
        }
    }
}
