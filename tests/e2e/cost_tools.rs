//! The end of the Cost page: scenarios pinned, named, compared and carried by the link; exports to the cent; a damaged
//! document that changes nothing; the brief to Microsoft support.

use poolwise::words::{BRIEF, BRIEF_TEXT, COST, CostWords, Language, SHELL, TOOLS, ToolsWords};
use serde_json::{Value, json};

use crate::harness::{Browser, Key, Page, Site};
use crate::site::tag;

struct Speaker {
    language: Language,
    cost: &'static CostWords,
    words: &'static ToolsWords,
}

impl Speaker {
    const fn of(language: Language) -> Self {
        Self { language, cost: COST.of(language), words: TOOLS.of(language) }
    }

    /// Opens the page and goes down to its end, as a reader does.
    fn open(&self, site: &Site, path: &str) -> Page {
        let page = Browser::new().language(tag(self.language)).open(site, path);
        page.find("heading", self.cost.heading);
        go_down(&page);
        page.find("heading", self.words.scenarios);
        page
    }

    fn type_into(&self, page: &Page, label: &str, text: &str) {
        page.field(label).fill(text);
    }

    fn pin(&self, page: &Page, name: &str) {
        self.type_into(page, self.words.name, name);
        page.button(self.words.pin).click();
        page.button(&self.words.unpin.with(&[("name", name)]));
    }
}

fn go_down(page: &Page) {
    let body =
        "const tools = document.getElementById('cost-tools'); tools?.scrollIntoView(); return Boolean(tools)";
    page.until("the end of the page", || page.script(body, &json!([])), |is_there| *is_there == json!(true));
}

/// The rows of a compared table, by its name: head and cells as they read.
fn compared(page: &Page, name: &str) -> Vec<Vec<String>> {
    let body = "const tables = [...document.querySelectorAll('.compared')]; \
        const found = tables.find(table => table.getAttribute('aria-label') === arguments[0]); \
        return found ? [...found.querySelectorAll('tr')].map(row => \
            [...row.children].map(cell => cell.textContent.replaceAll('\\u00a0', ' ').trim())) : []";
    let rows = page.script(body, &json!([name]));
    let texts = |row: &Value| -> Vec<String> {
        row.as_array()
            .into_iter()
            .flatten()
            .map(|cell| cell.as_str().unwrap_or_default().to_owned())
            .collect()
    };
    rows.as_array().into_iter().flatten().map(texts).collect()
}

/// Waits until a row of a compared table has these cells.
#[track_caller]
fn row(page: &Page, table: &str, head: &str, expected: &[&str]) {
    page.until(
        &format!("“{head}” is {expected:?}"),
        || compared(page, table),
        |rows| {
            rows.iter()
                .any(|row| row.split_first().is_some_and(|(first, rest)| first == head && rest == expected))
        },
    );
}

/// Source: the price page of July 2016: S1 is $100.00 with 25 h, then $2.00 an hour: 4 VMs × 12 h are $146.00, × 6 h
/// stay within, 8 × 6 h are 48 h again.
fn pin_rename_compare(language: Language, [dear, cheap, less]: [&str; 3]) {
    let (site, speaker) = (Site::dist(), Speaker::of(language));
    let words = speaker.words;
    let page = speaker.open(&site, "");
    speaker.pin(&page, "Natt");
    assert!(page.path().is_empty() || page.path().starts_with('#'));
    speaker.type_into(&page, speaker.cost.fields.hours.label, "6");
    let pool = format!(
        "{}: {}",
        speaker.cost.pool.with(&[("plan", "S1")]),
        first_small(poolwise::words::BILLING.of(language).total)
    );
    row(&page, words.results, &pool, &[cheap, &format!("{dear} +{less}")]);
    // A name is what is typed into it, at once, wherever it is shown.
    let scenario = words.name_of.with(&[("number", "1")]);
    speaker.type_into(&page, &scenario, "Dag & natt");
    page.button(&words.go_back.with(&[("name", "Dag & natt")]));
    page.until(
        "the column’s head",
        || compared(&page, words.results),
        |rows| rows.first().is_some_and(|row| row[1..] == [words.now, "Dag & natt"]),
    );
    page.until("the address", || page.path(), |path| path == "#1&hours=6&pin=!Dag%20%26%20natt");
    // Three at most, with the reason.
    speaker.pin(&page, "B2");
    speaker.pin(&page, "C3");
    page.button(words.pin).wait_for_state("disabled", "true");
    page.see("paragraph", words.full);
    // Unpinned, and put back where it was.
    page.button(&words.unpin.with(&[("name", "Dag & natt")])).click();
    page.until("the address", || page.path(), |path| !path.contains("natt"));
    page.button(words.undo).click();
    page.until(
        "the address",
        || page.path(),
        |path| path == "#1&hours=6&pin=!Dag%20%26%20natt&pin=1;hours:6!B2&pin=1;hours:6!C3",
    );
    // Back to it, and from there back again.
    page.button(&words.go_back.with(&[("name", "Dag & natt")])).click();
    page.until("hours", || page.field(speaker.cost.fields.hours.label).value(), |hours| hours == "12");
    row(
        &page,
        words.results,
        &pool,
        &[dear, &format!("{dear} {}", words.same), &format!("{cheap} −{less}"), &format!("{cheap} −{less}")],
    );
    page.button(words.undo).click();
    page.until("hours", || page.field(speaker.cost.fields.hours.label).value(), |hours| hours == "6");
    assert_eq!(page.sideways_scroll(), 0);
}

fn first_small(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[test]
fn scenarios_are_pinned_named_and_compared_in_english() {
    pin_rename_compare(Language::English, ["$146.00", "$100.00", "$46.00"]);
}

#[test]
fn scenarios_are_pinned_named_and_compared_in_swedish() {
    pin_rename_compare(Language::Swedish, ["146,00 $", "100,00 $", "46,00 $"]);
}

/// What a link holds stands in another browser exactly; a reload and another page lose nothing.
#[test]
fn a_link_opens_inputs_and_pinned_scenarios() {
    let (site, speaker) = (Site::dist(), Speaker::of(Language::English));
    let link = "#1&vms=8&hours=6&pin=!Night%2C%20%3D1%2B1&pin=1;hours:6;keep:until-done!Half";
    let page = speaker.open(&site, link);
    let stands = |page: &Page| {
        page.button(&speaker.words.go_back.with(&[("name", "Night, =1+1")]));
        page.button(&speaker.words.go_back.with(&[("name", "Half")]));
        row(page, speaker.words.inputs_that_differ, "VMs in the pool (On a pool)", &["8", "4", "4"]);
        row(
            page,
            speaker.words.inputs_that_differ,
            "Hours kept (On a pool)",
            &["6 h", "12 h", "does not apply"],
        );
        // Kept until done is simulated: 4 × (10 h + 5 min).
        row(
            page,
            speaker.words.results,
            "Pool on S1: VM hours, billed",
            &["48 h", "48 h the same", "40.33 h −7.67 h"],
        );
    };
    stands(&page);
    assert_eq!(page.path(), link);
    page.reload();
    go_down(&page);
    stands(&page);
    // The device keeps it, too, when the address says nothing.
    page.go("");
    go_down(&page);
    stands(&page);
    // A cut scenario is said and left out; the inputs are there.
    let cut = speaker.open(&site, "#1&vms=8&pin=1;vms:9");
    cut.see("alert", speaker.words.damaged);
    assert_eq!(cut.field(speaker.cost.fields.vms.label).value(), "8");
}

fn exports(language: Language, total_cell: &str) {
    let (site, speaker) = (Site::dist(), Speaker::of(language));
    let words = speaker.words;
    let page = speaker.open(&site, "#1&vms=2&hours=24&pin=1;hours:6!%3DSUM%281%29");
    row(
        &page,
        words.inputs_that_differ,
        &format!("{} ({})", speaker.cost.fields.vms.label, speaker.cost.pool_group),
        &["2", "4"],
    );
    let done = COST.of(language).pending;
    page.until(
        "what is simulated",
        || compared(&page, words.results),
        // What is simulated stands in rows of its own, which come with the simulation of every scenario.
        |rows| rows.iter().any(|row| row[0].contains("95")) && rows.iter().flatten().all(|cell| cell != done),
    );
    let download = |kind: &str, name: &str| {
        page.button(&words.download_of.with(&[("kind", kind)])).click();
        String::from_utf8(page.download(name)).expect("UTF-8")
    };
    let excel = download(words.excel, "poolwise-cost-excel.csv");
    assert!(excel.starts_with('\u{feff}') && excel.ends_with("\r\n"));
    assert!(excel.contains(total_cell), "{excel}");
    assert!(excel.contains("'=SUM(1)") && !excel.contains("\n=SUM"));
    let csv = download(words.csv, "poolwise-cost.csv");
    assert!(csv.starts_with("scenario,part,item,way,value,unit\r\n"));
    assert!(csv.contains("\r\n,result,total,pool,146.00,USD\r\n"), "{csv}");
    assert!(csv.contains("\r\n'=SUM(1),result,total,pool,100.00,USD\r\n"), "{csv}");
    let markdown = download(words.markdown, "poolwise-cost.md");
    assert!(markdown.contains("| \\=SUM(1) |"), "{markdown}");
    assert!(markdown.trim_end().ends_with(&format!("<{}>", page.url())), "{markdown}");
    let json = download(words.json, "poolwise-cost.json");
    let document: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(document["inputs"]["vms"], "2");
    // The clipboard has the same, with tabs for a sheet.
    page.allow_clipboard();
    let copied = |kind: &str| {
        page.button(&words.copy_of.with(&[("kind", kind)])).click();
        page.button(SHELL.of(language).copied);
        let text = page.clipboard();
        page.button(&words.copy_of.with(&[("kind", kind)]));
        text
    };
    assert_eq!(copied(words.json), json);
    assert_eq!(copied(words.markdown).trim_end(), markdown.trim_end());
    let sheet = copied(words.excel);
    assert!(sheet.lines().all(|line| line.split('\t').count() == 5), "{sheet}");

    // Read back: the same inputs, and the way back.
    speaker.type_into(&page, speaker.cost.fields.vms.label, "7");
    let set = "const field = document.getElementById('import-text'); field.value = arguments[0]; \
        field.dispatchEvent(new Event('input', { bubbles: true }))";
    page.script(set, &json!([json]));
    page.button(words.import_take).click();
    page.see("paragraph", words.imported);
    page.until("VMs", || page.field(speaker.cost.fields.vms.label).value(), |vms| vms == "2");
    // By keyboard: it stands where the scenarios are.
    page.button(words.undo).focus();
    page.press(&[Key::Enter]);
    page.until("VMs", || page.field(speaker.cost.fields.vms.label).value(), |vms| vms == "7");

    // Damaged: nothing changes, and each reason is said.
    for (broken, reason) in [
        (json.replace("\"2\"", "\"-2\""), "inputs.vms"),
        (json.get(..json.len() / 2).unwrap_or_default().to_owned(), ""),
        (json.replace("poolwise cost", "something else"), "format"),
        (String::new(), ""),
    ] {
        page.script(set, &json!([broken]));
        page.button(words.import_take).click();
        page.see("paragraph", words.import_refused);
        page.see("listitem", reason);
        assert_eq!(page.field(speaker.cost.fields.vms.label).value(), "7");
        assert!(page.path().starts_with("#1&vms=7&hours=24&pin="), "{}", page.path());
    }
}

#[test]
fn exports_hold_the_bills_and_are_read_back_in_english() {
    exports(Language::English, ",Pool on S1,Total,146.00,USD\r\n");
}

#[test]
fn exports_hold_the_bills_and_are_read_back_in_swedish() {
    exports(Language::Swedish, ";Pool på S1;Summa;146,00;USD\r\n");
}

/// Source: the product's own page: support is given the subscription's id, and works out pools and VMs.
#[test]
fn the_brief_is_made_from_the_plan_and_stays_on_the_device() {
    const ID: &str = "80c77c76-74ba-4c8c-8229-4c3b2957990c";
    let (site, speaker) = (Site::dist(), Speaker::of(Language::Swedish));
    let words = BRIEF.of(Language::Swedish);
    let page = speaker.open(&site, "#1&vms=8");
    let text = || page.find("group", words.text).text();
    assert!(text().contains(BRIEF_TEXT.to_be_filled_in) && text().contains("VMs in a pool, at most: 8"));
    // A field that is there is said, whatever the others lack.
    assert!(text().contains("Pools at the same time, at most: 1"));
    let told = || page.script("return document.querySelector('.brief-text').textContent", &json!([]));
    page.until("why there is nothing to send", told, |told| {
        told.as_str().is_some_and(|told| told.contains(words.refused))
    });
    // Without its hyphens it is no id yet, and what it would be is offered.
    let field = page.field(words.subscription.label);
    field.fill(&ID.replace('-', ""));
    field.wait_for_state("invalid", "true");
    page.button(&words.use_this.with(&[("id", ID)])).click();
    field.wait_for_state("invalid", "false");
    page.until("the text", text, |text| text.contains(&format!("Subscription ID: {ID}")));
    page.field(words.vms.label).fill("4");
    page.field(words.vms.label).wait_for_state("invalid", "true");
    page.field(words.vms.label).fill("12");
    page.field(words.region.label).fill("South Central US");
    page.until("the text", text, |text| {
        text.contains("VMs in a pool, at most: 12")
            && text.contains("Region of the web services: South Central US")
    });
    page.button(SHELL.of(Language::Swedish).download).click();
    let saved = String::from_utf8(page.download("poolwise-support-brief.txt")).expect("UTF-8");
    let plain = |text: &str| text.replace('\u{a0}', " ").trim_end().to_owned();
    assert_eq!(plain(&saved), plain(&text()));
    assert!(saved.starts_with(BRIEF_TEXT.subject) && saved.contains("- Jobs: 400"), "{saved}");
    // In no link and in no other export; but here again tomorrow.
    assert!(!page.url().contains("80c77c76"), "{}", page.url());
    go_down(&page);
    page.button(&speaker.words.download_of.with(&[("kind", "JSON")])).click();
    let json = String::from_utf8(page.download("poolwise-cost.json")).expect("UTF-8");
    assert!(!json.contains("80c77c76") && !json.contains("South Central"));
    page.reload();
    go_down(&page);
    page.until("what was kept", || page.field(words.subscription.label).value(), |id| id == ID);
    page.button(words.forget).click();
    page.until("what was forgotten", || page.field(words.subscription.label).value(), String::is_empty);
    page.reload();
    go_down(&page);
    page.find("heading", words.heading);
    assert_eq!(page.field(words.subscription.label).value(), "");
}

/// On paper: no controls, the bills, every input with what stands in it, and the address that opens it again.
#[test]
fn paper_has_the_bills_the_inputs_and_the_link() {
    let (site, speaker) = (Site::dist(), Speaker::of(Language::English));
    let page = speaker.open(&site, "#1&vms=2&hours=24&pin=!A");
    page.button(&speaker.words.go_back.with(&[("name", "A")]));
    page.cdp("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    page.script("dispatchEvent(new Event('beforeprint'))", &json!([]));
    let body = "const shown = node => node.getClientRects().length > 0; \
        return { buttons: [...document.querySelectorAll('button')].filter(shown).length, \
            nav: [...document.querySelectorAll('nav, .pin-form, .pins, .exports, .brief, .read-back, textarea')].filter(shown).length, \
            bills: [...document.querySelectorAll('.bill')].filter(shown).length, \
            vms: shown(document.getElementById('vms')), \
            link: document.querySelector('.printed-from').innerText, \
            wide: document.documentElement.scrollWidth - document.documentElement.clientWidth }";
    let paper = page.script(body, &json!([]));
    assert_eq!(
        (&paper["buttons"], &paper["nav"], &paper["bills"]),
        (&json!(0), &json!(0), &json!(3)),
        "{paper}"
    );
    assert_eq!((&paper["vms"], &paper["wide"]), (&json!(true), &json!(0)), "{paper}");
    assert!(paper["link"].as_str().is_some_and(|link| link.contains(&page.url())), "{paper}");
}

/// A figure that the last key changed is marked; the same figures drawn again are not.
#[test]
fn what_the_last_key_changed_is_marked() {
    let (site, speaker) = (Site::dist(), Speaker::of(Language::English));
    let page = Browser::new().language("en").open(&site, "");
    page.find("heading", speaker.cost.heading);
    let marked = || {
        let body = "return [...document.querySelectorAll('.changed')].map(cell => \
            cell.closest('.bill').dataset.way + ' ' + cell.parentElement.firstChild.textContent)";
        page.script(body, &json!([]))
    };
    assert_eq!(marked(), json!([]));
    speaker.type_into(&page, speaker.cost.fields.hours.label, "1");
    page.until("what is marked", marked, |marked| *marked == json!(["pool Compute hours", "pool Total"]));
    page.field(speaker.cost.fields.vms.label).fill("x");
    page.until("what is marked", marked, |marked| *marked == json!([]));
}

/// The file does not arrive: it is said, and asked for again.
#[test]
fn a_part_that_does_not_arrive_is_asked_for_again() {
    let (site, speaker) = (Site::dist(), Speaker::of(Language::English));
    let page = Browser::new().language("en").open(&site, "");
    page.find("heading", speaker.cost.heading);
    site.refuse(&["cost_tools"]);
    page.expect_fault("cost_tools");
    go_down(&page);
    page.see("alert", SHELL.of(Language::English).load_failed);
    site.refuse(&[]);
    page.button(SHELL.of(Language::English).try_again).click();
    page.find("heading", speaker.words.scenarios);
}
