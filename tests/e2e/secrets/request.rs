use poolwise::route::Route;
use poolwise::words::{Language, MANY, POOL_SCRIPT, REQUEST_PAGE, SCRIPT, SHELL};
use serde_json::json;

use super::*;
use crate::harness::{Page, Site};
use crate::site::arrive;

pub(super) fn fill_request(page: &Page, language: Language) {
    let words = REQUEST_PAGE.of(language);
    page.find("heading", words.heading);
    press(page, &page.button(words.clear));
    page.until("an empty form", || page.field(words.pool_id).value(), String::is_empty);
    put(page, &page.field(words.service_url), &format!("{SERVICE}/jobs?api-version=2.0&sig={ADDRESS_SIG}"));
    put(page, &page.field(words.api_key), &format!("{API_KEY}+/="));
    let input = first(page, words.input_number);
    let connection = format!(
        "DefaultEndpointsProtocol=https;AccountName=walkaccount;AccountKey={INPUT_KEY}+/=;EndpointSuffix=core.windows.net"
    );
    put(page, &input.find("textbox", words.connection), &connection);
    put(page, &input.find("textbox", words.path), &format!("in/rows.csv?sv=2015-04-05&sig={PATH_SIG}"));
    press(page, &first(page, words.output_number).find("radio", words.with_sas));
    let output = || first(page, words.output_number);
    let base = format!("https://walkaccount.blob.core.windows.net/?sv=2015-04-05&sig={BASE_SIG}%3D");
    put(page, &output().find("textbox", words.base), &base);
    put(page, &output().find("textbox", words.path), "out/done.csv");
    let token = format!("?sv=2015-04-05&sr=c&sp=rw&se=2030-01-01T00%3A00%3A00Z&sig={OUTPUT_SIG}%3D");
    put(page, &output().find("textbox", words.token), &token);
    press(page, &page.button(words.add_parameter));
    let parameter = || first(page, words.parameter_number);
    put(page, &parameter().find("textbox", words.name), "Database");
    parameter().find("combobox", words.parameter_state).choose(words.send_value);
    let value = format!("AccountName=walkaccount;AccountKey={PARAMETER_KEY}==");
    put(page, &parameter().find("combobox", words.parameter_value), &value);
    press(page, &page.button(words.add_parameter));
    let named = || page.find("region", &words.parameter_number.with(&[("number", "2")]));
    put(page, &named().find("textbox", words.name), "Database password");
    named().find("combobox", words.parameter_state).choose(words.send_value);
    put(page, &named().find("combobox", words.parameter_value), NAMED_KEY);
    put(page, &page.field(words.pool_id), POOL);
    page.until("the address", || page.path(), |path| path.contains('#'));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, step by step")]
fn a_request_leaves_no_secret_anywhere() {
    let site = Site::dist();
    let language = Language::English;
    let (words, scripts, many) = (REQUEST_PAGE.of(language), SCRIPT.of(language), MANY.of(language));
    let page = open(&site, "request/", language, &[]);
    fill_request(&page, language);
    let walk = Walk::new(&page);
    walk.spotless("typed");
    press(&page, &page.button(SHELL.of(language).share));
    page.see("status", SHELL.of(language).shared);
    walk.spotless("shared");

    // Copied and saved with secrets, because that is what the buttons say; shown on request, and hidden again.
    let results = || page.find("region", words.results);
    press(&page, &results().find("button", words.copy_secrets));
    walk.asked("copied", INPUT_KEY);
    press(&page, &results().find("button", words.download_secrets));
    walk.asked("saved", OUTPUT_SIG);
    let json_field = || page.field(words.json_label).value();
    assert_eq!(held(&json_field()), Vec::<&str>::new(), "the JSON tells before it is asked");
    press(&page, &page.find("checkbox", words.show_secrets));
    page.until("it is shown", json_field, |text| text.contains(INPUT_KEY));
    // On screen it stands as text, since it was asked for; nowhere else.
    walk.clean("shown", &|place, _| place == "text");
    press(&page, &page.find("checkbox", words.show_secrets));
    page.until("it is hidden", json_field, |text| !text.contains(INPUT_KEY));
    walk.clean("hidden again", &|place, _| place == "text");
    walk.spotless("hidden");

    // Every script, masked, inlined, masked again.
    press(&page, &page.find("tab", words.tab_scripts));
    let inline = || page.find("checkbox", scripts.inline_secrets);
    inline();
    let languages = || results().find("combobox", scripts.languages);
    let choices = languages().all("option");
    let names: Vec<String> = choices.iter().map(|one| one.spoken().name.clone()).collect();
    assert!(names.len() >= 8, "{names:?}");
    for name in &names {
        languages().choose(name);
        page.find("region", name);
        press(&page, &results().find("button", SHELL.of(language).copy));
        walk.spotless(&format!("{name} as placeholders"));
    }
    press(&page, &inline());
    inline().wait_for_state("checked", "true");
    for name in &names {
        languages().choose(name);
        page.find("region", name);
        walk.spotless(&format!("{name} inlined, on screen"));
    }
    press(&page, &results().find("button", SHELL.of(language).copy));
    walk.asked("an inlined script, copied", API_KEY);
    press(&page, &results().find("button", SHELL.of(language).download));
    walk.asked("an inlined script, saved", API_KEY);
    press(&page, &inline());
    inline().wait_for_state("checked", "false");
    walk.spotless("masked again");

    // Many jobs, with placeholders and inlined.
    press(&page, &page.find("tab", many.tab));
    put(&page, &page.field(many.table), "data/a.csv\ndata/b.csv\n");
    page.until(
        "two bodies",
        || page.script("return document.querySelector('.many-count strong')?.textContent ?? ''", &json!([])),
        |text| text.as_str().is_some_and(|text| text.contains('2')),
    );
    let make = || {
        let ready = || page.button(many.make).attribute("aria-disabled");
        page.until("a file can be made", ready, String::is_empty);
        press(&page, &page.button(many.make));
    };
    make();
    page.button(many.save_again);
    walk.spotless("many bodies");
    press(&page, &page.find("checkbox", many.inline));
    page.see("paragraph", many.inline_warning);
    make();
    walk.asked("many bodies, inlined", INPUT_KEY);
    // What was asked for the file was not asked for the script beside it.
    page.find("checkbox", scripts.inline_secrets).wait_for_state("checked", "false");
    press(&page, &page.find("checkbox", many.inline));

    // The other tabs; a curl command, broken JSON and an unknown member; back and undone.
    for tab in [words.tab_classic, words.tab_urls, POOL_SCRIPT.of(language).tab, words.tab_json] {
        press(&page, &page.find("tab", tab));
        page.find("tab", tab).wait_for_state("selected", "true");
        walk.spotless(tab);
    }
    let curl = format!(
        "curl -X POST '{SERVICE}/jobs?api-version=2.0' -H 'Authorization: Bearer {PASTED_API_KEY}' -d \
         '{{\"Input\":{{\"ConnectionString\":\"AccountName=a;AccountKey={PASTED_KEY}==\",\"RelativeLocation\":\"a/b.csv\"}}}}'"
    );
    let broken = format!(
        "“Input”: {{ ConnectionString: 'AccountName=a;AccountKey={BROKEN_KEY}&quot;==', 'RelativeLocation': 'a/b.csv', }}"
    );
    for (name, text) in [("curl", &curl), ("broken JSON", &broken)] {
        put(&page, &page.field(words.paste_label), text);
        press(&page, &page.button(words.paste_fill));
        page.until("it is read", || page.field(words.paste_label).value(), String::is_empty);
        walk.spotless(name);
        press(&page, &page.button(words.bring_back));
        walk.spotless(&format!("{name}, undone"));
    }
    let editor = page.field(words.json_label);
    put(
        &page,
        &editor,
        &format!(
            "{{\"Input\":{{\"ConnectionString\":\"AccountName=a;AccountKey={MEMBER_KEY}==\",\"RelativeLocation\":\"a/b.csv\"}},\"Webhook\":\"https://x/?sig={MEMBER_KEY}\"}}"
        ),
    );
    // While it is being typed it stands as it is typed, and is coloured so; nowhere else.
    walk.clean("typed as JSON", &|place, marker| place == "text" && marker == MEMBER_KEY);
    page.field(words.service_url).focus();
    page.until("it is masked", json_field, |text| !text.contains(MEMBER_KEY));
    walk.clean("left", &|place, marker| place == "text" && marker == MEMBER_KEY);
    walk.spotless("masked after it was typed");

    // The other pages, another language, back, forward, and a new document.
    page.field(SHELL.of(language).language).choose(Language::Swedish.name());
    arrive(&page, Language::Swedish, Route::Request);
    walk.spotless("in Swedish");
    page.field(SHELL.of(Language::Swedish).language).choose(Language::English.name());
    for (name, route) in [("cost", Route::Cost), ("pools", Route::Pools), ("request", Route::Request)] {
        let shell = SHELL.of(language);
        let bar = page.find("navigation", shell.pages);
        press(&page, &bar.find("link", crate::site::link_name(shell, route)));
        arrive(&page, language, route);
        walk.spotless(name);
    }
    page.back();
    arrive(&page, language, Route::Pools);
    page.forward();
    arrive(&page, language, Route::Request);
    walk.spotless("back and forward");
    page.reload();
    page.until("the form", || page.field(words.service_url).value(), |url| url.contains("/services/"));
    let fields =
        "return [...document.querySelectorAll('input,textarea')].map(field => field.value).join('\\n')";
    let typed = page.script(fields, &json!([]));
    assert_eq!(held(typed.as_str().unwrap_or_default()), Vec::<&str>::new(), "a secret survives a reload");
    walk.spotless("reloaded");
    nothing_sent_or_said(&page, &site);
}
