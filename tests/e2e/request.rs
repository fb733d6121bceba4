//! The Request page: from nothing to the source page's body, from its broken sample to the same, and no secret kept.

use poolwise::words::{Language, REQUEST_PAGE, RequestPageWords, SHELL};
use serde_json::{Value, json};

use crate::harness::{Browser, Element, Key, Page, Site};
use crate::site::tag;

const POOL: &str = "8dfc151b0d3e446497b845f3b29ef53b";
/// The body that the source page means, as published: another account's file endpoint, a semicolon at the end.
const BODY: &str = include_str!("../domain/golden/source_page_body.json");
const SAMPLE_ENGLISH: &str = include_str!("../domain/golden/repair/sample.en.txt");
const SAMPLE_SWEDISH: &str = include_str!("../domain/golden/repair/sample.sv.txt");
const PAGE_ENGLISH: &str = include_str!("../domain/golden/repair/source-page.en.md");
const PAGE_SWEDISH: &str = include_str!("../domain/golden/repair/source-page.sv.md");
const SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/\
                       services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0";

fn body() -> Value {
    serde_json::from_str(BODY).expect("the golden body is JSON")
}

fn without_pool(mut body: Value) -> Value {
    body.as_object_mut().expect("a body is an object").remove("AzureBatchPoolId").expect("it has a pool");
    body
}

fn open(site: &Site, language: Language, path: &str) -> (Page, &'static RequestPageWords) {
    let page = Browser::new().language(tag(language)).open(site, path);
    let words = REQUEST_PAGE.of(language);
    page.find("heading", words.heading);
    page.allow_clipboard();
    (page, words)
}

/// The part of the form for the first input or output.
fn first(page: &Page, phrase: poolwise::words::Phrase) -> Element<'_> {
    page.find("region", &phrase.with(&[("number", "1")]))
}

/// Presses Copy and reads what the clipboard holds then.
#[track_caller]
fn copied(page: &Page, words: &RequestPageWords, button: &str) -> Value {
    page.script("return navigator.clipboard.writeText('')", &json!([]));
    page.find("region", words.results).find("button", button).click();
    let text = page.until("the clipboard", || page.clipboard(), |text| !text.is_empty());
    serde_json::from_str(&text).unwrap_or_else(|problem| panic!("no JSON ({problem}): {text}"))
}

/// Pastes from the clipboard, where the focus is.
fn paste_from_clipboard(page: &Page, text: &str) {
    page.script("return navigator.clipboard.writeText(arguments[0])", &json!([text]));
    let key = |kind: &str| {
        json!({ "type": kind, "key": "v", "code": "KeyV", "windowsVirtualKeyCode": 86, "modifiers": 2,
                "commands": if kind == "rawKeyDown" { json!(["Paste"]) } else { json!([]) } })
    };
    page.cdp("Input.dispatchKeyEvent", &key("rawKeyDown"));
    page.cdp("Input.dispatchKeyEvent", &key("keyUp"));
}

fn from_an_empty_form(language: Language) {
    let site = Site::dist();
    let (page, words) = open(&site, language, "request/");
    page.button(words.clear).click();
    page.until("an empty form", || page.field(words.pool_id).value(), String::is_empty);
    let expected = body();
    let text = |path: &str| expected.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    page.field(words.service_url).fill(SERVICE);
    page.find("radio", words.input_single).click();
    let input = first(&page, words.input_number);
    input.find("textbox", words.connection).fill(&text("/Input/ConnectionString"));
    input.find("textbox", words.path).fill(&text("/Input/RelativeLocation"));
    let output = first(&page, words.output_number);
    output.find("textbox", words.name).fill("output1");
    output.find("textbox", words.connection).fill(&text("/Outputs/output1/ConnectionString"));
    output.find("textbox", words.path).fill(&text("/Outputs/output1/RelativeLocation"));
    let pool = page.field(words.pool_id);
    pool.wait_for_state("invalid", "true");
    pool.fill(POOL);
    pool.wait_for_state("invalid", "false");
    page.see("region", words.can_be_sent);
    // On screen, copied and downloaded: the same job. The page's `<Key>` is no secret, and is shown.
    let shown: Value = serde_json::from_str(&page.field(words.json_label).value()).expect("JSON on screen");
    assert_eq!(shown, expected);
    assert_eq!(copied(&page, words, words.copy), expected);
    page.find("region", words.results).find("button", words.download).click();
    let saved: Value = serde_json::from_slice(&page.download("job.json")).expect("JSON in the file");
    assert_eq!(saved, expected);
    // The classic tab, and classic itself: the same job without the member.
    page.find("tab", words.tab_classic).click();
    page.see("region", words.classic_same);
    assert_eq!(copied(&page, words, words.copy), without_pool(expected.clone()));
    page.find("region", words.results).find("button", words.download).click();
    let saved: Value = serde_json::from_slice(&page.download("job-classic.json")).expect("JSON in the file");
    assert_eq!(saved, without_pool(expected.clone()));
    page.find("tab", words.tab_json).click();
    page.find("radio", words.run_classic).click();
    page.gone("textbox", words.pool_id);
    let shown: Value = serde_json::from_str(&page.field(words.json_label).value()).expect("JSON on screen");
    assert_eq!(shown, without_pool(expected.clone()));
    assert_eq!(copied(&page, words, words.copy), without_pool(expected.clone()));
    // Back on the pool, its id is still there.
    page.find("radio", words.run_pool).click();
    assert_eq!(page.field(words.pool_id).value(), POOL);
    assert_eq!(copied(&page, words, words.copy), expected);
}

#[test]
fn an_empty_form_becomes_the_pages_body_in_english() {
    from_an_empty_form(Language::English);
}

#[test]
fn an_empty_form_becomes_the_pages_body_in_swedish() {
    from_an_empty_form(Language::Swedish);
}

/// How a broken sample gets into the paste field.
enum By {
    Clipboard,
    Button,
}

fn the_broken_sample(language: Language, sample: &str, by: &By, repairs_word: &str) {
    let site = Site::dist();
    let (page, words) = open(&site, language, "request/");
    page.button(words.clear).click();
    page.until("an empty form", || page.field(words.pool_id).value(), String::is_empty);
    page.field(words.paste_label).focus();
    match by {
        By::Clipboard => paste_from_clipboard(&page, sample),
        By::Button => {
            page.cdp("Input.insertText", &json!({ "text": sample }));
            page.button(words.paste_fill).click();
        }
    }
    let headline = format!("{}. {}", words.found_job, words.filled);
    page.see("status", &headline);
    page.until("the pool", || page.field(words.pool_id).value(), |id| id == POOL);
    let expected = body();
    let connection = first(&page, words.input_number).find("textbox", words.connection);
    assert_eq!(Value::String(connection.value()), expected["Input"]["ConnectionString"]);
    let path = first(&page, words.output_number).find("textbox", words.path);
    assert_eq!(path.value(), "testintoutput/testint_results.csv");
    assert_eq!(first(&page, words.output_number).find("textbox", words.name).value(), "output1");
    // Every repair is listed, done, and can be switched off.
    let repairs = page.find("region", words.repair_what);
    let boxes = repairs.all("checkbox");
    page.find("DisclosureTriangle", &format!("{} {repairs_word}", boxes.len()));
    // Three broken strings, two entities, one escape; around a page's JSON also the text before it and after it.
    assert_eq!(boxes.len(), if sample.contains(SERVICE) { 8 } else { 6 });
    assert!(boxes.iter().all(|one| one.state("checked") == "true"));
    let listed = repairs.text();
    for part in ["&lt;", "&gt;", "\\_"] {
        assert!(listed.contains(part), "“{part}” is in no repair: {listed}");
    }
    // The other account is said and not rewritten.
    assert!(connection.value().contains("FileEndpoint=https://zhguiml.file.core.windows.net/"));
    let told = connection.now().description;
    assert!(told.contains("zhguiml"), "the field does not warn: {told}");
    assert_eq!(connection.state("invalid"), "false");
    let problems = page.find("region", words.problems).text();
    assert!(problems.contains("zhguiml"), "{problems}");
    // The sample alone has no address: that is the one error then.
    let whole = sample.contains(SERVICE);
    assert!(problems.contains(if whole { words.can_be_sent } else { words.errors_one }), "{problems}");
    assert_eq!(copied(&page, words, words.copy), expected);
    if whole {
        assert_eq!(page.field(words.service_url).value(), SERVICE);
    }
    // One repair switched off: what it repaired stands there again, and on again, it is gone.
    let rows = repairs.all("row");
    let row = rows.iter().find(|row| row.text().contains("\\_")).expect("it was just read");
    let switch = row.all("checkbox")[0].spoken().name.clone();
    repairs.find("checkbox", &switch).click();
    page.find("checkbox", &switch).wait_for_state("checked", "false");
    let path = || first(&page, words.output_number).find("textbox", words.path).value();
    page.until("the path as published", path, |path| path != "testintoutput/testint_results.csv");
    page.find("checkbox", &switch).click();
    page.find("checkbox", &switch).wait_for_state("checked", "true");
    assert_eq!(copied(&page, words, words.copy), expected);
    page.button(words.bring_back).click();
    page.until("the form before", || page.field(words.pool_id).value(), String::is_empty);
}

#[test]
fn the_broken_sample_is_repaired_in_english() {
    the_broken_sample(Language::English, SAMPLE_ENGLISH, &By::Clipboard, "repairs");
}

#[test]
fn the_broken_sample_is_repaired_in_swedish() {
    the_broken_sample(Language::Swedish, SAMPLE_SWEDISH, &By::Clipboard, "rättningar");
}

#[test]
fn the_broken_sample_in_its_whole_page_is_repaired() {
    assert!(PAGE_ENGLISH.contains(SERVICE) && PAGE_SWEDISH.contains(SERVICE));
    the_broken_sample(Language::English, PAGE_ENGLISH, &By::Button, "repairs");
    the_broken_sample(Language::Swedish, PAGE_SWEDISH, &By::Button, "rättningar");
}

/// What the browser keeps of the page: storage, address, history.
fn kept(page: &Page) -> String {
    let body = "return [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), location.href, \
                JSON.stringify(history.state), document.cookie, document.title].join('\\n')";
    page.script(body, &json!([])).as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_secret_is_in_no_link_and_no_storage() {
    const SECRETS: [&str; 3] = ["walkApiKey0123456789==", "d2Fsa0FjY291bnRLZXk=", "walkSignature42"];
    let site = Site::dist();
    for language in Language::ALL {
        let (page, words) = open(&site, language, "request/");
        page.button(words.clear).click();
        page.until("an empty form", || page.field(words.pool_id).value(), String::is_empty);
        page.field(words.service_url).fill(SERVICE);
        page.field(words.api_key).fill(SECRETS[0]);
        assert_eq!(page.field(words.api_key).attribute("type"), "password");
        let input = first(&page, words.input_number);
        let connection = input.find("textbox", words.connection);
        connection.fill(&format!("AccountName=walkaccount;AccountKey={}", SECRETS[1]));
        assert_eq!(connection.attribute("type"), "password");
        input.find("textbox", words.path).fill("in/rows.csv");
        let output = first(&page, words.output_number);
        output.find("radio", words.with_sas).click();
        first(&page, words.output_number).find("textbox", words.base).focus();
        paste_from_clipboard(
            &page,
            &format!(
                "https://walkaccount.blob.core.windows.net/out/done.csv?sv=2015-04-05&sr=b&sp=rw&sig={}",
                SECRETS[2]
            ),
        );
        let token = first(&page, words.output_number).find("textbox", words.token);
        page.until("the token", || token.value(), |token| token.contains(SECRETS[2]));
        page.field(words.pool_id).fill(POOL);
        page.until("the address", || page.path(), |path| path.contains(POOL));
        let all = page.until("what is kept", || kept(&page), |all| all.matches(POOL).count() >= 2);
        assert!(all.contains("walkaccount") && all.contains("done.csv"), "{all}");
        for secret in SECRETS {
            assert!(!all.contains(secret), "“{secret}” is kept: {all}");
            assert!(!all.contains(&secret.replace('=', "%3D")), "“{secret}” is kept: {all}");
        }
        // Masked on screen, whole in the copy; the key of the service is in neither.
        let shown = page.field(words.json_label).value();
        assert!(
            shown.contains("walkaccount") && SECRETS.iter().all(|secret| !shown.contains(secret)),
            "{shown}"
        );
        let whole = copied(&page, words, words.copy_secrets).to_string();
        assert!(whole.contains(SECRETS[1]) && whole.contains(SECRETS[2]) && !whole.contains(SECRETS[0]));
        page.reload();
        page.until("the form", || page.field(words.pool_id).value(), |id| id == POOL);
        assert_eq!(page.field(words.api_key).value(), "");
        let connection = first(&page, words.input_number).find("textbox", words.connection).value();
        assert!(connection.contains("walkaccount") && !connection.contains(SECRETS[1]), "{connection}");
        assert!(
            site.served().iter().all(|served| SECRETS.iter().all(|secret| !served.path.contains(secret)))
        );
        // And a link made by someone else opens the same form.
        let (elsewhere, _) = open(&site, language, &page.path());
        assert_eq!(elsewhere.field(words.pool_id).value(), POOL);
        assert_eq!(elsewhere.field(words.service_url).value(), SERVICE);
    }
}

#[test]
fn form_and_json_are_one_job() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, words) = open(&site, language, "request/");
        let editor = page.field(words.json_label);
        editor.focus();
        page.chord(&[Key::Control, Key::Letter('a')]);
        page.cdp(
            "Input.insertText",
            &json!({ "text": BODY.replace(POOL, "00000000000000000000000000000001") }),
        );
        let pool = || page.field(words.pool_id).value();
        page.until("the pool in the form", pool, |id| id == "00000000000000000000000000000001");
        page.chord(&[Key::Control, Key::Letter('a')]);
        page.cdp("Input.insertText", &json!({ "text": "{ \"Input\": " }));
        editor.wait_for_state("invalid", "true");
        page.see("region", words.json_unread);
        assert_eq!(pool(), "00000000000000000000000000000001");
        page.button(words.json_discard).click();
        page.until(
            "the form's JSON",
            || page.field(words.json_label).value(),
            |text| text.contains("\"AzureBatchPoolId\": \"00000000000000000000000000000001\""),
        );
        page.field(words.pool_id).fill(POOL);
        assert_eq!(copied(&page, words, words.copy), body());
    }
}

/// The JSON and the scripts are drawn in pieces, of which a key changes one: what is seen is what is there, whatever changed
/// before.
#[test]
fn what_is_seen_of_json_and_scripts_is_what_is_there() {
    let site = Site::dist();
    let (page, words) = open(&site, Language::English, "request/");
    let both = "return [document.getElementById('body').value + '\\n', document.querySelector('.json-lines').textContent]";
    let is_seen = |holds: &'static str| {
        let is_same = move |both: &Value| {
            both[0] == both[1] && both[1].as_str().is_some_and(|seen| seen.contains(holds))
        };
        page.until(holds, || page.script(both, &json!([])), is_same);
    };
    is_seen("AzureBatchPoolId");
    page.field(words.paste_label).focus();
    page.cdp("Input.insertText", &json!({ "text": many_parameters() }));
    page.button(words.paste_fill).click();
    is_seen("value 59 of a long form");
    let fill = "const field = document.getElementById(arguments[0]); field.value = arguments[1];\
                field.dispatchEvent(new Event('input', { bubbles: true }))";
    let drawn = || page.script("return !!document.getElementById('parameter-59-value')", &json!([]));
    page.until("every field", drawn, |is| *is == true);
    for (at, text) in [(0, "the first"), (30, "one between"), (59, "<the> & \"last\"")] {
        page.script(fill, &json!([format!("parameter-{at}-value"), text]));
        is_seen(if at == 59 { "<the> & \\\"last\\\"" } else { text });
    }
    page.script("document.getElementById('output-scripts').click()", &json!([]));
    let shown = "return document.querySelector('.code-block code').textContent";
    for (language, sign) in
        [("bash", "#!/usr/bin/env bash"), ("csharp", "using System"), ("python", "import"), ("curl", "curl")]
    {
        let choose = "const menu = document.getElementById('script-language'); menu.value = arguments[0];\
                      menu.dispatchEvent(new Event('change', { bubbles: true }))";
        page.script(choose, &json!([language]));
        let seen = page.until(
            language,
            || page.script(shown, &json!([])),
            |seen| seen.as_str().is_some_and(|seen| seen.contains(sign)),
        );
        page.script("return navigator.clipboard.writeText('')", &json!([]));
        page.find("region", words.results).find("button", words.copy).click();
        let copied = page.until("the clipboard", || page.clipboard(), |text| !text.is_empty());
        assert_eq!(seen, json!(copied), "{language}");
    }
    page.script("document.getElementById('output-json').click()", &json!([]));
    page.button(words.bring_back).click();
    is_seen("AzureBatchPoolId");
}

/// The browser may take its time to refuse a copy: the button is gone by then, and the whole page was, too.
#[test]
fn a_copy_that_is_refused_late_finds_its_button_gone() {
    let site = Site::dist();
    let (page, words) = open(&site, Language::English, "request");
    let late = "navigator.clipboard.writeText = () => new Promise((_, refuse) => { window.refuse = refuse })";
    page.script(late, &json!([]));
    page.find("region", words.results).find("button", words.copy).click();
    page.until("a copy", || page.script("return !!window.refuse", &json!([])), |there| *there == true);
    page.find("tab", words.tab_urls).click();
    page.gone("button", words.download);
    page.script("window.refuse(new Error())", &json!([]));
    page.see("status", SHELL.of(Language::English).copy_refused);
    page.find("tab", words.tab_json).click();
    page.find("region", words.results).find("button", words.copy);
}

#[test]
fn a_phone_is_wide_enough_for_a_repaired_page() {
    let site = Site::dist();
    for (language, sample) in [(Language::English, PAGE_ENGLISH), (Language::Swedish, PAGE_SWEDISH)] {
        let page = Browser::new().viewport(360, 800).language(tag(language)).open(&site, "request/");
        let words = REQUEST_PAGE.of(language);
        page.find("heading", words.heading);
        page.field(words.paste_label).focus();
        page.cdp("Input.insertText", &json!({ "text": sample }));
        page.button(words.paste_fill).click();
        page.find("region", words.repair_what);
        assert_eq!(page.sideways_scroll(), 0, "repaired, in {language:?}");
        for tab in [words.tab_classic, words.tab_urls] {
            // What gets the focus is not under the answer bar.
            page.find("tab", tab).focus();
            page.find("tab", tab).click();
            page.find("tab", tab).wait_for_state("selected", "true");
            assert_eq!(page.sideways_scroll(), 0, "{tab}, in {language:?}");
        }
    }
}

/// A body with so many parameters that its link is packed.
fn many_parameters() -> String {
    let mut body = body();
    for at in 0..60 {
        body["GlobalParameters"][format!("parameter number {at}")] =
            json!(format!("value {at} of a long form"));
    }
    body.to_string()
}

/// A long form makes a short link, which opens the same form: here, elsewhere, and after going back.
#[test]
fn a_long_form_makes_a_short_link() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, words) = open(&site, language, "request/");
        page.field(words.paste_label).focus();
        page.cdp("Input.insertText", &json!({ "text": many_parameters() }));
        page.button(words.paste_fill).click();
        let path = page.until("a packed address", || page.path(), |path| path.contains("#2&"));
        assert!(path.len() < 3_000, "{} bytes: {path}", path.len());
        let last = |page: &Page| {
            page.script("return document.querySelector('#parameter-59-value')?.value ?? ''", &json!([]))
        };
        let is_there = |value: &Value| *value == "value 59 of a long form";
        page.until("the last parameter", || last(&page), is_there);
        page.reload();
        page.until("the last parameter again", || last(&page), is_there);
        assert_eq!(page.path(), path);
        assert_eq!(
            copied(&page, words, words.copy)["GlobalParameters"]["parameter number 7"],
            "value 7 of a long form"
        );
        let (elsewhere, words) = open(&site, language, &path);
        elsewhere.until("the same form elsewhere", || last(&elsewhere), is_there);
        // What is cut off says so, and leaves the form alone.
        let (cut, _) = open(&site, language, &path[..path.len() - 60]);
        cut.see("alert", words.damaged_link);
    }
}

/// A thousand parameters are drawn step by step, and every one of them in the end.
#[test]
fn a_long_list_is_drawn_to_its_end() {
    let site = Site::dist();
    let (page, words) = open(&site, Language::English, "request/");
    let parameters: serde_json::Map<String, Value> =
        (0..1_000).map(|at| (format!("p{at}"), json!(format!("v{at}")))).collect();
    page.field(words.paste_label).focus();
    page.cdp("Input.insertText", &json!({ "text": json!({ "GlobalParameters": parameters }).to_string() }));
    page.button(words.paste_fill).click();
    let count = "return document.querySelectorAll('[id^=parameter-][id$=-value]').length";
    page.until("a thousand parameters", || page.script(count, &json!([])), |count| *count == 1_000);
    page.button(words.bring_back).click();
    page.until("none of them", || page.script(count, &json!([])), |count| *count == 0);
}

/// A token that is valid when it is typed runs out while the page stands open: what is left is counted down, and its end
/// is an error without a key pressed. The browser's clock is put forward.
#[test]
fn a_token_runs_out_while_the_page_stands() {
    let site = Site::dist();
    let page = Browser::new().language(tag(Language::English)).blank(&site);
    let clock = "window.ahead = 0; const real = Date.now; Date.now = () => real() + window.ahead";
    page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": clock }));
    page.go("request/");
    let words = REQUEST_PAGE.of(Language::English);
    page.find("heading", words.heading);
    first(&page, words.output_number).find("radio", words.with_sas).click();
    let end =
        page.script("return new Date(Date.now() + 7200000).toISOString().slice(0, 19) + 'Z'", &json!([]));
    let end = end.as_str().expect("a moment").to_owned();
    let token = format!("?sv=2020-02-10&sr=b&sp=rw&se={end}&sig=c2lnbmF0dXJl");
    first(&page, words.output_number).find("textbox", words.token).fill(&token);
    let problems = || page.find("region", words.problems).text();
    let under = || {
        let said =
            page.script("return document.querySelector('#output-0-token-under').textContent", &json!([]));
        said.as_str().unwrap_or_default().to_owned()
    };
    page.until("what is left", under, |said| said.contains("119 min") || said.contains("120 min"));
    assert!(!problems().contains("expired"), "{}", problems());
    page.script("window.ahead = 3600000", &json!([]));
    page.until("an hour less", under, |said| said.contains("59 min") || said.contains("60 min"));
    page.script("window.ahead = 10800000", &json!([]));
    page.until("its end", problems, |said| said.contains("expired"));
}

/// A text in several lines is one value: no control takes its breaks away, however it came there.
#[test]
fn the_lines_of_a_parameter_stay() {
    let site = Site::dist();
    let (page, words) = open(&site, Language::English, "request/");
    let sent = || copied(&page, words, words.copy)["GlobalParameters"]["Query"].clone();
    page.field(words.paste_label).focus();
    paste_from_clipboard(&page, "{\"GlobalParameters\": {\"Query\": \"select *\\nfrom t\"}}");
    let parameter = || page.find("region", &words.parameter_number.with(&[("number", "1")]));
    let value = || page.field(words.parameter_value);
    page.until("two lines", || value().value(), |text| text == "select *\nfrom t");
    value().focus();
    page.press(&[Key::End]);
    page.cdp("Input.insertText", &json!({ "text": " where x" }));
    page.until("what is sent", sent, |text| text.as_str().is_some_and(|text| text.ends_with(" where x")));
    assert_eq!(sent().as_str().map(|text| text.lines().count()), Some(2));
    // Into a value of one line, where the cursor is.
    page.button(words.clear).click();
    page.button(words.add_parameter).click();
    parameter().find("textbox", words.name).fill("Query");
    value().fill("ab");
    value().focus();
    page.press(&[Key::Home, Key::Right]);
    paste_from_clipboard(&page, "1\r\n2");
    page.until("the cursor in it", || page.focused().value(), |text| text == "a1\n2b");
    page.until("what is sent", sent, |text| text == "a1\n2b");
}

/// One paste tells the key, too; and says so.
#[test]
fn a_script_fills_the_form_with_its_key() {
    let site = Site::dist();
    let key = "kQ9bX2vZ7n0aTr4Yw1LmS8dF5gH3jK6pQ2eR9tU4iO7zX1cVbN8mA5sD3fG6hJ0kL2qW4eR7tY9uI1oP5aZ3sX==";
    for language in Language::ALL {
        let (page, words) = open(&site, language, "request/");
        page.button(words.clear).click();
        page.field(words.paste_label).focus();
        let script = format!(
            "# Submit\ncurl -H 'Authorization: Bearer {key}' -d '{{\"AzureBatchPoolId\": \"{POOL}\"}}' '{SERVICE}'\n"
        );
        paste_from_clipboard(&page, &script);
        page.see("status", &format!("{}. {} {}", words.found_curl, words.filled, words.key_too));
        assert_eq!(page.field(words.service_url).value(), SERVICE);
        assert_eq!(page.field(words.pool_id).value(), POOL);
        page.field(words.paste_label).focus();
        paste_from_clipboard(
            &page,
            &format!("{{\"AzureBatchPoolId\": \"{POOL}\"}}\n{{\"AzureBatchPoolId\": \"a\"}}"),
        );
        page.see("status", &format!("{}. {}", words.found_job, words.filled_partly));
        let report = page.script("return document.getElementById('paste-report').innerText", &json!([]));
        assert!(
            report.as_str().is_some_and(|said| said.contains(&words.refused_several.with(&[("count", "2")])))
        );
    }
}

/// A whole blob URL pasted over a path that it leaves as it was: every part holds its own piece.
#[test]
fn a_blob_url_over_its_own_path_splits() {
    let site = Site::dist();
    let (page, words) = open(&site, Language::English, "request/");
    let output = || first(&page, words.output_number);
    output().find("radio", words.with_sas).click();
    output().find("textbox", words.path).fill("out/done.csv");
    let base = "https://walkaccount.blob.core.windows.net/";
    for round in ["first", "second"] {
        output().find("textbox", words.path).focus();
        page.chord(&[Key::Control, Key::Letter('a')]);
        paste_from_clipboard(&page, &format!("{base}out/done.csv?sv=2015-04-05&sr=b&sp=rw&sig={round}"));
        let part = |name: &str| output().find("textbox", name).value();
        page.until("the token", || part(words.token), |token| token.contains(round));
        page.until("the path alone", || part(words.path), |path| path == "out/done.csv");
        assert_eq!(part(words.base), base);
    }
}
