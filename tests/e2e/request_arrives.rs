//! What arrives on the Request page, and how it is put right: a service's document fetched, a curl command, repairs in
//! the form and in the JSON.

use std::io::{BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, Sender, channel};

use poolwise::words::{Language, REQUEST_PAGE, RequestPageWords};
use serde_json::{Value, json};

use crate::harness::{Browser, Key, Page, Site, read_message};
use crate::site::tag;

const POOL: &str = "8dfc151b0d3e446497b845f3b29ef53b";
const OWNER: &str = "80c77c7674ba4c8c82294c3b2957990c";
const HOST: &str = "https://ussouthcentral.services.azureml.net";

fn service(owner: &str) -> String {
    format!("{HOST}/subscriptions/{owner}/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0")
}

fn words(page: &Page, language: Language) -> &'static RequestPageWords {
    let words = REQUEST_PAGE.of(language);
    page.find("heading", words.heading);
    page.allow_clipboard();
    words
}

fn pasted(page: &Page, words: &RequestPageWords, text: &str) {
    page.field(words.paste_label).focus();
    page.cdp("Input.insertText", &json!({ "text": text }));
    page.button(words.paste_fill).click();
}

/// What the page says of the last paste.
fn report(page: &Page) -> String {
    let said = page.script("return document.querySelector('#paste-report')?.innerText ?? ''", &json!([]));
    said.as_str().unwrap_or_default().to_owned()
}

/// A body as it is copied, which need not be one that the service takes.
fn copied(page: &Page, words: &RequestPageWords) -> Value {
    page.script("return navigator.clipboard.writeText('')", &json!([]));
    page.find("region", words.results).find("button", words.copy).click();
    let text = page.until("the clipboard", || page.clipboard(), |text| !text.is_empty());
    serde_json::from_str(&text).unwrap_or_else(|problem| panic!("no JSON ({problem}): {text}"))
}

#[test]
fn a_body_that_is_refused_is_copied_with_its_label() {
    let site = Site::dist();
    for language in Language::ALL {
        let page = Browser::new().language(tag(language)).open(&site, "request/");
        let words = words(&page, language);
        let label = || page.find("region", words.results).text();
        page.until("a body that is taken", label, |shown| !shown.contains(words.body_invalid));
        page.button(words.clear).click();
        page.until("its label", label, |shown| shown.contains(words.body_invalid));
        assert!(copied(&page, words).get("Outputs").is_some());
        assert!(label().contains(words.body_invalid));
    }
}

/// Added by hand, repaired by a press, typed as broken JSON, and pasted as a command.
#[test]
fn a_job_by_hand_by_repair_and_by_command() {
    let site = Site::dist();
    let language = Language::English;
    let page = Browser::new().language(tag(language)).open(&site, "request/");
    let words = words(&page, language);
    page.button(words.clear).click();
    page.until("an empty form", || page.field(words.pool_id).value(), String::is_empty);
    page.find("radio", words.input_named).click();
    page.button(words.add_input).click();
    page.find("region", &words.input_number.with(&[("number", "2")]));
    page.button(words.add_output).click();
    let second = page.find("region", &words.output_number.with(&[("number", "2")]));
    assert_eq!(second.find("textbox", words.name).value(), "output2");
    let body = copied(&page, words);
    assert!(body.pointer("/Inputs/input2").is_some() && body.pointer("/Outputs/output2").is_some(), "{body}");

    // Hyphens in a subscription's id: the repair is offered, and pressed.
    page.field(words.service_url).fill(&service("80c77c76-74ba-4c8c-8229-4c3b2957990c"));
    page.field(words.service_url).wait_for_state("invalid", "true");
    page.find("region", words.problems).find("button", words.repair_it).click();
    page.until(
        "the id without hyphens",
        || page.field(words.service_url).value(),
        |url| *url == service(OWNER),
    );

    // JSON that is none stays none until it is repaired, and takes nothing from the form.
    page.field(words.json_label).focus();
    page.chord(&[Key::Control, Key::Letter('a')]);
    let broken = format!("{{'Outputs': {{}}, 'AzureBatchPoolId': '{POOL}',}}");
    page.cdp("Input.insertText", &json!({ "text": broken }));
    page.see("region", words.json_unread);
    assert_eq!(page.field(words.pool_id).value(), "");
    page.button(words.json_repair).click();
    page.until("the pool", || page.field(words.pool_id).value(), |id| id == POOL);
    assert!(report(&page).contains(words.found_job), "{}", report(&page));

    // A command out of a terminal, its body handed over by the shell.
    let command = format!(
        "me@box:~$ curl -X POST '{}' -H 'Authorization: Bearer walkKey==' -d @- <<'EOF'\n{{\"Outputs\": {{}}, \
         \"GlobalParameters\": {{\"q\": \"select \"a\" from t\"}}, \"AzureBatchPoolId\": \"of the command\"}}\nEOF",
        service(OWNER)
    );
    pasted(&page, words, &command);
    page.until("the pool", || page.field(words.pool_id).value(), |id| id == "of the command");
    assert!(report(&page).contains(words.found_curl), "{}", report(&page));
    assert_eq!(page.field(words.api_key).value(), "walkKey==");
    assert_eq!(copied(&page, words)["GlobalParameters"]["q"], "select \"a\" from t");
}

/// A form that was changed while its JSON could not be read is not lost when the JSON is one again.
#[test]
fn json_over_a_changed_form_can_be_taken_back() {
    let site = Site::dist();
    let language = Language::English;
    let page = Browser::new().language(tag(language)).open(&site, "request/");
    let words = words(&page, language);
    let typed = |text: &str| {
        page.field(words.json_label).focus();
        page.chord(&[Key::Control, Key::Letter('a')]);
        page.cdp("Input.insertText", &json!({ "text": text }));
    };
    typed("{ \"Outputs\": ");
    page.see("region", words.json_unread);
    page.field(words.pool_id).fill("typed meanwhile");
    typed("{ \"Outputs\": {}, \"AzureBatchPoolId\": \"of the JSON\" }");
    page.until("the JSON's pool", || page.field(words.pool_id).value(), |id| id == "of the JSON");
    page.see("status", words.json_over_form);
    page.button(words.bring_back).click();
    page.until("the form's pool", || page.field(words.pool_id).value(), |id| id == "typed meanwhile");

    // So is one that is repaired over it.
    typed("{ \"Outputs\": {}, \"AzureBatchPoolId\": \"repaired\", ");
    page.see("region", words.json_unread);
    page.field(words.pool_id).fill("typed again");
    page.button(words.json_repair).click();
    page.until("the repaired pool", || page.field(words.pool_id).value(), |id| id == "repaired");
    page.see("status", words.json_over_form);
    page.button(words.bring_back).click();
    page.until("the form's pool", || page.field(words.pool_id).value(), |id| id == "typed again");
}

/// A page's own address is told for what it is, and takes nothing from the form.
#[test]
fn a_page_to_read_fills_nothing() {
    let site = Site::dist();
    for language in Language::ALL {
        let page = Browser::new().language(tag(language)).open(&site, "request/");
        let words = words(&page, language);
        let before = copied(&page, words);
        pasted(&page, words, "https://learn.microsoft.com/en-us/azure/machine-learning/");
        page.until("the report", || report(&page), |said| said.contains(words.found_other_url));
        assert_eq!(copied(&page, words), before);
    }
}

#[cfg(feature = "companion")]
mod fetched {
    use poolwise::words::Language;

    use super::{OWNER, pasted, report, words};
    use crate::harness::{Browser, Site};
    use crate::process::{Companion, SERVICE};
    use crate::site::tag;

    fn host(companion: &Companion) -> String {
        companion.origin().trim_start_matches("http://").to_owned()
    }

    /// From a companion, which lets pages read; from one that does not; from a host that has none.
    #[test]
    fn a_description_is_fetched_or_the_way_to_it_told() {
        let language = Language::Swedish;
        let site = Site::dist();
        let open = Companion::serve(&[]);
        let closed = Companion::serve(&["--cors", "off"]);
        let page = Browser::new()
            .language(tag(language))
            .also(&host(&open))
            .also(&host(&closed))
            .open(&site, "request/");
        let words = words(&page, language);
        page.button(words.clear).click();
        pasted(&page, words, &format!("{}{SERVICE}/jobs?api-version=2.0", open.origin()));
        page.button(words.fetch_swagger).click();
        let filled = format!("{}. {}", words.found_swagger, words.filled);
        page.until("the description", || report(&page), |said| said.contains(&filled));
        page.button(words.forget_service);

        page.expect_fault("CORS policy");
        page.expect_fault("net::ERR_FAILED");
        pasted(&page, words, &format!("{}{SERVICE}/jobs?api-version=2.0", closed.origin()));
        page.button(words.fetch_swagger).click();
        let told = page.see("alert", words.fetch_failed);
        let command = format!("curl -sS --globoff '{}{SERVICE}/swagger.json'", closed.origin());
        assert!(told.contains(&command), "{told}");
        // The document, fetched otherwise and pasted, does the same.
        let document = r#"{"swagger":"2.0","paths":{"/jobs":{"post":{}}}}"#;
        pasted(&page, words, document);
        page.until("the pasted description", || report(&page), |said| said.contains(&filled));
        page.gone("alert", words.fetch_failed);

        page.expect_fault("404");
        let missing = format!("{}/subscriptions/{OWNER}/services/{OWNER}/jobs", site.origin());
        pasted(&page, words, &missing);
        page.button(words.fetch_swagger).click();
        page.see("alert", &words.fetch_status.with(&[("status", "404")]));
    }
}

/// A host on a port that answers a request for a service's document only when it is told to.
struct Late {
    host: String,
    /// What was asked, each with its header.
    asked: Receiver<String>,
    answer: Sender<()>,
}

impl Late {
    fn start() -> Self {
        const DOCUMENT: &str = r#"{"swagger":"2.0","paths":{"/jobs":{"post":{}}}}"#;
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let host = listener.local_addr().expect("it is bound").to_string();
        let ((tells, asked), (answer, may_answer)) = (channel(), channel());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let Ok(reading) = stream.try_clone() else { continue };
                // A browser may open a connection that it does not use.
                let Ok(Some(asked)) = read_message(&mut BufReader::new(reading)) else { continue };
                if tells.send(format!("{asked:?}")).is_err() || may_answer.recv().is_err() {
                    return;
                }
                let length = DOCUMENT.len();
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
                     Access-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n{DOCUMENT}"
                );
            }
        });
        Self { host, asked, answer }
    }

    fn jobs(&self) -> String {
        format!("http://{}/subscriptions/{OWNER}/services/{OWNER}/jobs?api-version=2.0", self.host)
    }

    fn swagger(&self) -> String {
        format!("http://{}/subscriptions/{OWNER}/services/{OWNER}/swagger.json", self.host)
    }
}

/// The form was turned to another service while its document was on the way: names of the one must not fill the other.
#[test]
fn a_description_that_comes_too_late_fills_nothing() {
    let (site, late) = (Site::dist(), Late::start());
    let page = Browser::new().also(&late.host).open(&site, "request/");
    let words = words(&page, Language::English);
    page.button(words.clear).click();
    pasted(&page, words, &late.jobs());
    page.field(words.api_key).fill("notForADocument==");
    page.button(words.fetch_swagger).click();
    page.button(words.fetching);
    let asked = late.asked.recv().expect("the page asks");
    assert!(asked.contains("GET ") && asked.contains("/swagger.json"), "{asked}");
    assert!(!asked.contains("notForADocument") && !asked.contains("authorization"), "{asked}");
    page.field(words.service_url).fill(&service(OWNER));
    page.button(words.fetch_swagger);
    late.answer.send(()).expect("the host waits");
    let came =
        || page.script("return performance.getEntriesByName(arguments[0]).length", &json!([late.swagger()]));
    page.until("the answer", came, |entries| *entries == 1);
    assert!(!report(&page).contains(words.found_swagger), "{}", report(&page));
    assert_eq!(page.field(words.service_url).value(), service(OWNER));
    // Asked again for the service that it is of, it fills the form.
    page.field(words.service_url).fill(&late.jobs());
    page.button(words.fetch_swagger).click();
    late.asked.recv().expect("the page asks again");
    late.answer.send(()).expect("the host waits");
    page.until("the description", || report(&page), |said| said.contains(words.found_swagger));
}

/// A host that takes the request and says nothing, met by a page whose half a minute is a moment.
#[test]
fn a_description_that_does_not_come_is_given_up_with_a_way_on() {
    let hurry = "const real = window.setTimeout; \
                 window.setTimeout = (call, ms, ...more) => real(call, ms >= 30_000 ? 50 : ms, ...more);";
    let (site, late) = (Site::dist(), Late::start());
    let page = Browser::new().also(&late.host).blank(&site);
    page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": hurry }));
    page.go("request/");
    let words = words(&page, Language::English);
    page.button(words.clear).click();
    pasted(&page, words, &late.jobs());
    page.button(words.fetch_swagger).click();
    let told = page.see("alert", words.fetch_slow);
    assert!(told.contains(&format!("curl -sS --globoff '{}'", late.swagger())), "{told}");
    page.button(words.fetch_swagger);
}
