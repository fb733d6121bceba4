//! The Cost page, walked as its user walks it: typed into, read to the cent, shared, damaged, undone.

use poolwise::words::{
    BILLING, COST, CostFieldWords, CostWords, FieldWords, Language, PLANNER, QUANTITY, TOOLS,
};
use serde_json::json;

use crate::harness::{Browser, Element, Page, Site};
use crate::site::tag;

/// One language's words, and how money stands in it.
struct Speaker {
    language: Language,
    words: &'static CostWords,
}

impl Speaker {
    const fn of(language: Language) -> Self {
        Self { language, words: COST.of(language) }
    }

    const fn fields(&self) -> &'static CostFieldWords {
        &self.words.fields
    }

    fn open(&self, site: &Site, path: &str) -> Page {
        let page = Browser::new().language(tag(self.language)).open(site, path);
        page.find("heading", self.words.heading);
        page
    }

    fn pool_on(&self, plan: &str) -> String {
        self.words.pool.with(&[("plan", plan)])
    }

    fn classic_on(&self, plan: &str) -> String {
        self.words.classic_on_plan.with(&[("plan", plan)])
    }

    fn type_into(&self, page: &Page, field: FieldWords, text: &str) {
        page.field(field.label).fill(text);
    }
}

/// The rows of a bill as spoken: what each is for, and its amount; nothing while it is being drawn anew.
fn rows(page: &Page, bill: &str) -> Result<Vec<(String, String)>, String> {
    let regions = page.try_all("region")?;
    let region = regions.iter().find(|region| region.spoken().name == bill);
    let region = region.ok_or_else(|| format!("there is no bill “{bill}”"))?;
    let name = |cells: Vec<Element<'_>>| cells.first().map(|cell| cell.spoken().name.clone());
    let mut read = Vec::new();
    for row in region.try_all("row")? {
        let (head, cell) = (name(row.try_all("rowheader")?), name(row.try_all("cell")?));
        read.push((head.unwrap_or_default(), cell.unwrap_or_default()));
    }
    Ok(read)
}

/// Waits until a row of a bill has this amount, to the cent and with its no-break spaces.
#[track_caller]
fn amount(page: &Page, bill: &str, row: &str, expected: &str) {
    page.until(
        &format!("“{row}” of “{bill}” is {expected}"),
        || rows(page, bill),
        |rows| {
            rows.as_ref().is_ok_and(|rows| rows.iter().any(|(head, cell)| head == row && cell == expected))
        },
    )
    .expect("it was just read");
}

/// Waits until the arithmetic of a bill says this, with plain spaces.
#[track_caller]
fn arithmetic(page: &Page, bill: &str, part: &str) {
    page.until(
        &format!("the arithmetic of “{bill}” says “{part}”"),
        || rows(page, bill),
        |rows| {
            let says = |(_, cell): &(String, String)| cell.replace('\u{a0}', " ").contains(part);
            rows.as_ref().is_ok_and(|rows| rows.iter().any(says))
        },
    )
    .expect("it was just read");
}

#[track_caller]
fn total(page: &Page, speaker: &Speaker, bill: &str, expected: &str) {
    amount(page, bill, BILLING.of(speaker.language).total, expected);
}

/// Source: the price page of 15 July 2016: S1 is $100.00 with 25 h, then $2.00 an hour. 2 VMs × 24 h and 4 VMs × 12 h
/// are both 48 h: $100.00 + 23 × $2.00.
fn the_same_hours_cost_the_same(language: Language, expected: &str, sum: &str) {
    let (site, speaker) = (Site::dist(), Speaker::of(language));
    let page = speaker.open(&site, "");
    speaker.type_into(&page, speaker.fields().jobs, "100");
    for (vms, hours) in [("2", "24"), ("4", "12")] {
        speaker.type_into(&page, speaker.fields().vms, vms);
        speaker.type_into(&page, speaker.fields().hours, hours);
        let link = if vms == "2" { "#1&jobs=100&vms=2&hours=24" } else { "#1&jobs=100" };
        page.until("the address", || page.path(), |path| path == link);
        total(&page, &speaker, &speaker.pool_on("S1"), expected);
        arithmetic(&page, &speaker.pool_on("S1"), sum);
    }
    // The figures follow what is typed: one VM less is 12 h less.
    speaker.type_into(&page, speaker.fields().vms, "3");
    arithmetic(&page, &speaker.pool_on("S1"), "36 h");
}

#[test]
fn the_same_vm_hours_cost_the_same_in_english() {
    the_same_hours_cost_the_same(
        Language::English,
        "$146.00",
        "48 h − 25 h included leaves 23 h; 23 h × $2.00 an hour = $46.00",
    );
}

#[test]
fn the_same_vm_hours_cost_the_same_in_swedish() {
    the_same_hours_cost_the_same(
        Language::Swedish,
        "146,00\u{a0}$",
        "48 h − 25 h som ingår ger 23 h; 23 h × 2,00 $ per timme = 46,00 $",
    );
}

/// Source: Microsoft's pricing FAQ: $0.50 per 1,000 transactions and $2.00 an hour. 3,100 jobs of 500 rows × 0.72 s are
/// 310 h: $1.55 + $620.00 as they go, $100.00 + 285 × $2.00 on S1.
fn rows_times_seconds(language: Language, seconds: &str, as_they_go: &str, on_s1: &str, million: &str) {
    let (site, speaker) = (Site::dist(), Speaker::of(language));
    let page = speaker.open(&site, "");
    speaker.type_into(&page, speaker.fields().jobs, "3 100");
    page.field(speaker.fields().length.label).choose(speaker.words.choices.rows);
    speaker.type_into(&page, speaker.fields().rows, "500");
    speaker.type_into(&page, speaker.fields().seconds, seconds);
    assert_eq!(page.field(speaker.fields().seconds.label).value(), seconds);
    total(&page, &speaker, speaker.words.pay_as_you_go, as_they_go);
    total(&page, &speaker, &speaker.classic_on("S1"), on_s1);
    // A million jobs of one row: 200 h and 1,000 thousands.
    speaker.type_into(&page, speaker.fields().jobs, "1 000 000");
    speaker.type_into(&page, speaker.fields().rows, "1");
    total(&page, &speaker, speaker.words.pay_as_you_go, million);
}

#[test]
fn rows_times_seconds_in_english() {
    rows_times_seconds(Language::English, "0.72", "$621.55", "$670.00", "$900.00");
}

#[test]
fn rows_times_seconds_in_swedish() {
    rows_times_seconds(Language::Swedish, "0,72", "621,55\u{a0}$", "670,00\u{a0}$", "900,00\u{a0}$");
}

/// `1,500` is 1.5 to one half of the world and 1500 to the other: asked, never guessed.
fn a_number_with_two_readings(
    language: Language,
    [small, large]: [&str; 2],
    [of_small, of_large]: [&str; 2],
) {
    let (site, speaker) = (Site::dist(), Speaker::of(language));
    let page = speaker.open(&site, "");
    let pool = speaker.pool_on("S1");
    let (hours, jobs) = (speaker.fields().hours, speaker.fields().jobs);
    for (reading, value, expected) in [(small, "1.5", of_small), (large, "1500", of_large)] {
        speaker.type_into(&page, hours, "1,500");
        let field = page.field(hours.label);
        field.wait_for_state("invalid", "true");
        let question = QUANTITY.of(language).ambiguous.with(&[("found", "1,500")]);
        assert!(field.now().description.starts_with(&question), "{}", field.now().description);
        page.button(small);
        page.button(large);
        page.button(reading).click();
        page.until("what is typed", || page.field(hours.label).value(), |typed| typed == value);
        page.field(hours.label).wait_for_state("invalid", "false");
        page.gone("button", small);
        assert_eq!(page.focused().spoken().name, hours.label);
        total(&page, &speaker, &pool, expected);
    }
    // Jobs come whole: the smaller reading is refused in turn, with the reason.
    speaker.type_into(&page, jobs, "1,500");
    page.button(small).click();
    page.field(jobs.label).wait_for_state("invalid", "true");
    page.gone("button", small);
    speaker.type_into(&page, jobs, "1,500");
    page.button(large).click();
    page.until("what is typed", || page.field(jobs.label).value(), |typed| typed == "1500");
    page.field(jobs.label).wait_for_state("invalid", "false");
}

/// 4 VMs × 1.5 h stay within S1's 25 h; 4 × 1,500 h are 5,975 h beyond them.
#[test]
fn a_number_with_two_readings_is_asked_in_english() {
    a_number_with_two_readings(Language::English, ["Use 1.5", "Use 1,500"], ["$100.00", "$12,050.00"]);
}

#[test]
fn a_number_with_two_readings_is_asked_in_swedish() {
    a_number_with_two_readings(
        Language::Swedish,
        ["Använd 1,5", "Använd 1\u{a0}500"],
        ["100,00\u{a0}$", "12\u{a0}050,00\u{a0}$"],
    );
}

/// What cannot be used is said at its field; everything else stays, and the old figures are marked.
fn refusals(language: Language, expected: [&str; 2], cases: [(&str, &str); 5]) {
    let (site, speaker) = (Site::dist(), Speaker::of(language));
    let page = speaker.open(&site, "#1&jobs=100&vms=2&hours=24");
    let pool = speaker.pool_on("S1");
    let jobs = page.field(speaker.fields().jobs.label);
    let others = || {
        [speaker.fields().vms, speaker.fields().hours, speaker.fields().minutes]
            .map(|field| (page.field(field.label).value(), page.field(field.label).state("invalid")))
    };
    total(&page, &speaker, &pool, expected[0]);
    let before = others();
    assert!(before.iter().all(|(_, invalid)| invalid == "false"), "{before:?}");
    for (typed, sentence) in cases {
        jobs.fill(typed);
        page.until(
            &format!("the message for “{typed}”"),
            || jobs.now().description.replace('\u{a0}', " "),
            |description| description.starts_with(sentence),
        );
        assert_eq!(jobs.attribute("aria-invalid"), "true");
        assert_eq!(jobs.state("invalid"), "true");
        let target = jobs.attribute("aria-describedby").split(' ').next().unwrap_or_default().to_owned();
        let body = "return document.getElementById(arguments[0]).textContent";
        let told = page.script(body, &json!([target]));
        assert!(told.as_str().unwrap_or_default().replace('\u{a0}', " ").contains(sentence), "{told}");
        page.see("paragraph", speaker.words.stale);
        // One digit before it was too large, it was 100,000,000 jobs.
        let last = if typed.len() == 10 { expected[1] } else { expected[0] };
        total(&page, &speaker, &pool, last);
        assert_eq!(others(), before);
    }
    let marked = "return document.querySelector('.is-stale [data-way=pool]') !== null";
    assert_eq!(page.script(marked, &json!([])), true);
    jobs.fill("200");
    jobs.wait_for_state("invalid", "false");
    let said =
        || page.try_all("paragraph").map(|all| all.iter().filter_map(Element::try_text).collect::<Vec<_>>());
    page.until("the figures are fresh", said, |said| {
        said.as_ref().is_ok_and(|said| said.iter().all(|text| text != speaker.words.stale))
    })
    .expect("it was just read");
    assert_eq!(page.script(marked, &json!([])), false);
}

#[test]
fn what_cannot_be_used_is_said_at_its_field_in_english() {
    refusals(
        Language::English,
        ["$146.00", "$50,096.00"],
        [
            ("abc", "“abc” is not a number; type digits, with a decimal point or comma"),
            ("", "empty; type a number from 0 to 1,000,000,000"),
            ("2.5", "2.5 is not a whole number; type a number without decimals"),
            ("-1", "-1 is too small; the smallest is 0 jobs"),
            ("1000000001", "1,000,000,001 is too large; the largest is 1,000,000,000 jobs"),
        ],
    );
}

#[test]
fn what_cannot_be_used_is_said_at_its_field_in_swedish() {
    refusals(
        Language::Swedish,
        ["146,00\u{a0}$", "50\u{a0}096,00\u{a0}$"],
        [
            ("abc", "”abc” är inget tal; skriv siffror, med decimalkomma eller punkt"),
            ("", "tomt; skriv ett tal från 0 till 1 000 000 000"),
            ("2,5", "2,5 är inget heltal; skriv ett tal utan decimaler"),
            ("-1", "−1 är för litet; minst 0 jobb"),
            ("1000000001", "1 000 000 001 är för stort; högst 1 000 000 000 jobb"),
        ],
    );
}

/// Who comes to the form's end by keys alone, or drags the scroll bar to the end, finds all that stands under the bills.
#[test]
fn what_stands_under_the_bills_starts_from_the_forms_end_and_from_below() {
    let (site, language) = (Site::dist(), Language::English);
    let by_keys = "document.getElementById('start-over').focus()";
    let to_the_end = "window.scrollTo(0, document.documentElement.scrollHeight)";
    let up_again = "document.getElementById('cost-details').scrollIntoView({ block: 'end' })";
    for [exports, break_even] in [[by_keys, by_keys], [to_the_end, up_again]] {
        let page = Speaker::of(language).open(&site, "");
        let headings = "return [...document.querySelectorAll('h2')].map(heading => heading.textContent)";
        for (heading, way) in
            [(TOOLS.of(language).exports, exports), (PLANNER.of(language).break_even, break_even)]
        {
            let stands = || {
                // What comes makes the page longer: its end is somewhere else then.
                page.script(way, &json!([]));
                page.script(headings, &json!([])).as_array().is_some_and(|all| all.contains(&json!(heading)))
            };
            page.until(&format!("“{heading}” after {way}"), stands, |stands| *stands);
        }
    }
}

/// A pool above its quota is told there; a bill of no job wins nothing.
#[test]
fn a_pool_above_its_quota_is_told() {
    for language in Language::ALL {
        let (site, speaker) = (Site::dist(), Speaker::of(language));
        let page = speaker.open(&site, "#1&quota=2&vms=2");
        let (vms, quota) = (speaker.fields().vms.label, speaker.fields().quota.label);
        let told = speaker.words.over_quota;
        let description = || page.field(quota).now().description;
        assert!(!description().contains(told), "{}", description());
        page.field(vms).fill("5");
        page.until("the warning", description, |description| description.contains(told));
        page.field(vms).fill("2");
        page.until("no warning", description, |description| !description.contains(told));
        let badges =
            || page.script("return document.querySelectorAll('.badge:not(.closed)').length", &json!([]));
        page.until("a badge", badges, |badges| *badges == json!(1));
        speaker.type_into(&page, speaker.fields().jobs, "0");
        page.until("no badge", badges, |badges| *badges == json!(0));
    }
}

/// Source: Microsoft's pricing page: Dev/Test includes 2 h and sells nothing beyond; the service stops.
#[test]
fn a_plan_that_sells_nothing_more_stops() {
    for language in Language::ALL {
        let (site, speaker) = (Site::dist(), Speaker::of(language));
        let page = speaker.open(&site, "");
        page.field(speaker.fields().plan.label).choose("Dev/Test");
        for bill in [speaker.pool_on("Dev/Test"), speaker.classic_on("Dev/Test")] {
            page.find("region", &bill);
            page.until(
                "the bill is none",
                || page.find("region", &bill).try_text().unwrap_or_default(),
                |text| text.contains(speaker.words.stopped) && text.contains("Dev/Test"),
            );
            let rows = rows(&page, &bill).unwrap_or_default();
            assert!(rows.is_empty(), "{bill} has amounts: {rows:?}");
        }
    }
}

#[test]
fn a_draft_survives_a_reload_and_travels_as_a_link() {
    let (site, speaker) = (Site::dist(), Speaker::of(Language::English));
    let page = speaker.open(&site, "");
    speaker.type_into(&page, speaker.fields().vms, "2");
    speaker.type_into(&page, speaker.fields().hours, "24");
    speaker.type_into(&page, speaker.fields().jobs, "3 100");
    page.field(speaker.fields().length.label).choose(speaker.words.choices.rows);
    speaker.type_into(&page, speaker.fields().seconds, "0,5");
    let link = "#1&jobs=3100&length=rows&seconds=0.5&vms=2&hours=24";
    page.until("the address", || page.path(), |path| path == link);
    let stands = |page: &Page| {
        for (field, text) in [
            (speaker.fields().jobs, "3100"),
            (speaker.fields().rows, "500"),
            (speaker.fields().seconds, "0.5"),
            (speaker.fields().vms, "2"),
            (speaker.fields().hours, "24"),
        ] {
            assert_eq!(page.field(field.label).value(), text, "{}", field.label);
        }
        assert_eq!(page.field(speaker.fields().length.label).value(), "rows");
        // The 346th job on each VM begins in the 24 hours and ends 100 s after them.
        total(page, &speaker, &speaker.pool_on("S1"), "$146.11");
        // 3,100 × 250 s are 215.2778 h.
        total(page, &speaker, speaker.words.pay_as_you_go, "$432.11");
    };
    page.reload();
    stands(&page);
    // The device keeps it, too, when the address says nothing.
    page.go("request");
    page.go("");
    stands(&page);
    let elsewhere = speaker.open(&site, link);
    stands(&elsewhere);
    assert_eq!(elsewhere.path(), link);
}

/// The bills as they stand, without the marks of what the last key has changed.
const BILLS: &str =
    "return document.querySelector('.bills').innerHTML.replaceAll(/(?<=amount) changed( again)?/g, '')";

/// A key writes its figures into the bills that stand: they must be those of a page that is opened with the same inputs.
#[test]
fn bills_that_were_written_into_are_those_of_a_page_opened_anew() {
    let site = Site::dist();
    let english = Speaker::of(Language::English);
    let (page, other) = (english.open(&site, ""), english.open(&site, ""));
    let fields = english.fields();
    let read = |page: &Page| page.script(BILLS, &json!([])).as_str().unwrap_or_default().to_owned();
    let inputs = [
        (fields.jobs, "401", "#1&jobs=401"),
        (fields.jobs, "4017", "#1&jobs=4017"),
        (fields.minutes, "9", "#1&jobs=4017&minutes=9"),
        (fields.instances, "2", "#1&jobs=4017&minutes=9&instances=2"),
        (fields.discount, "100", "#1&jobs=4017&minutes=9&instances=2&discount=100"),
        (fields.discount, "0", "#1&jobs=4017&minutes=9&instances=2"),
        (fields.vms, "1", "#1&jobs=4017&minutes=9&vms=1&instances=2"),
        (fields.vms, "7", "#1&jobs=4017&minutes=9&vms=7&instances=2"),
        (fields.jobs, "1", "#1&jobs=1&minutes=9&vms=7&instances=2"),
    ];
    for (at, (field, text, link)) in inputs.into_iter().enumerate() {
        english.type_into(&page, field, text);
        page.until("the address", || page.path(), |path| path == link);
        // Another query, another page: the address alone would be taken over by the one that is there.
        other.go(&format!("?{at}{link}"));
        other.find("heading", english.words.heading);
        let is_whole = |bills: &String| !bills.is_empty() && !bills.contains("class=\"pending\"");
        let fresh = other.until("its bills", || read(&other), is_whole);
        page.until(&format!("the bills of {link}"), || read(&page), |bills| *bills == fresh);
    }
}

/// Keys in quick succession leave the rows where they are: what is marked in them, or read by a screen reader, stays.
#[test]
fn a_figure_that_changes_is_the_same_cell() {
    let site = Site::dist();
    let english = Speaker::of(Language::English);
    let page = english.open(&site, "");
    amount(&page, &english.pool_on("S1"), BILLING.of(english.language).total, "$146.00");
    let body = "return (async () => {
        const type = async (text) => {
          const field = document.querySelector('#jobs');
          field.value = text;
          field.dispatchEvent(new Event('input', { bubbles: true }));
          for (let turn = 0; turn < 500; turn += 1) await null;
        };
        await type('500');
        const cell = document.querySelector('.bill:last-child .total td');
        const before = [cell.textContent, cell.className];
        await type('600');
        return [...before, cell.isConnected, cell.textContent, cell.className];
      })()";
    let seen = page.script(body, &json!([]));
    let marks = ["amount changed", "amount changed again"].map(|mark| json!(mark));
    assert_eq!([&seen[0], &seen[2], &seen[3]], [&json!("$100.25"), &json!(true), &json!("$120.30")]);
    assert!(marks.contains(&seen[1]) && marks.contains(&seen[4]) && seen[1] != seen[4], "{seen}");
}

/// Types into a field, and gives the places where two headings stood before it and until the simulation had its say, and
/// for how many frames that was waited for.
const WATCH_HEADINGS: &str = "return (async () => {
    const heads = [document.querySelector('#results h2'), document.querySelector('#decision-heading')];
    const pending = () => document.querySelectorAll('.when .pending').length;
    const places = new Set();
    const look = () => places.add(heads.map((head) => Math.round(head.getBoundingClientRect().top + scrollY)).join());
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    while (pending()) await frame();
    look();
    const field = document.querySelector('#jobs');
    field.value = arguments[0];
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await frame();
    let waits = 0;
    for (; pending(); waits += 1) {
      look();
      await frame();
    }
    return [[...places], waits];
  })()";

/// What is simulated comes later than the bills: its rows keep their room, on a wide screen and on a narrow one.
#[test]
fn nothing_moves_while_the_simulation_is_awaited() {
    let site = Site::dist();
    let english = Speaker::of(Language::English);
    // Of many jobs less is said of the pool.
    for ((width, height), before, after) in
        [((1440, 900), "400", "401"), ((360, 800), "400", "401"), ((1440, 900), "4001", "4002")]
    {
        let page = Browser::new().language("en").viewport(width, height);
        let page = page.open(&site, &format!("#1&jobs={before}"));
        amount(&page, &english.pool_on("S1"), BILLING.of(english.language).total, "$146.00");
        let seen = page.script(WATCH_HEADINGS, &json!([after]));
        assert!(seen[1].as_u64() > Some(0), "the simulation was waited for: {seen}");
        assert_eq!(seen[0].as_array().map(Vec::len), Some(1), "places of the headings: {seen}");
    }
}

#[test]
fn a_damaged_link_says_so_and_changes_nothing() {
    for (language, damaged) in
        [(Language::English, "#1&jobs=5&vms"), (Language::Swedish, "#1&jobs=%E"), (Language::English, "#x")]
    {
        let (site, speaker) = (Site::dist(), Speaker::of(language));
        let page = speaker.open(&site, "");
        speaker.type_into(&page, speaker.fields().jobs, "77");
        page.until("the address", || page.path(), |path| path == "#1&jobs=77");
        page.go(damaged);
        page.see("alert", speaker.words.damaged_link);
        assert_eq!(page.field(speaker.fields().jobs.label).value(), "77");
        page.reload();
        page.see("alert", speaker.words.damaged_link);
        assert_eq!(page.field(speaker.fields().jobs.label).value(), "77");
        let newcomer = speaker.open(&site, damaged);
        newcomer.see("alert", speaker.words.damaged_link);
        assert_eq!(newcomer.field(speaker.fields().jobs.label).value(), "400");
    }
    let speaker = Speaker::of(Language::English);
    let site = Site::dist();
    let page = speaker.open(&site, "#9&jobs=5");
    page.see("alert", speaker.words.newer_link);
    assert_eq!(page.field(speaker.fields().jobs.label).value(), "400");
}

#[test]
fn starting_over_can_be_undone() {
    for language in Language::ALL {
        let (site, speaker) = (Site::dist(), Speaker::of(language));
        let page = speaker.open(&site, "#1&jobs=100&vms=2&hours=24");
        let values = || {
            [speaker.fields().jobs, speaker.fields().vms, speaker.fields().hours]
                .map(|field| page.field(field.label).value())
        };
        assert_eq!(values(), ["100", "2", "24"]);
        page.button(speaker.words.reset).click();
        page.until("the start", values, |values| *values == ["400", "4", "12"]);
        page.see("status", speaker.words.reset_done);
        page.until("the address", || page.path(), String::is_empty);
        page.button(speaker.words.undo).click();
        page.until("what stood there", values, |values| *values == ["100", "2", "24"]);
        page.until("the address", || page.path(), |path| path == "#1&jobs=100&vms=2&hours=24");
        page.gone("button", speaker.words.undo);
    }
}

/// On a phone the answer is a line along the bottom edge: who wins, at what, and when all is done; and whether it is old.
#[test]
fn the_answer_in_one_line_says_when_and_whether_it_is_old() {
    for language in Language::ALL {
        let (site, speaker) = (Site::dist(), Speaker::of(language));
        let page = Browser::new().language(tag(language)).viewport(360, 740).open(&site, "");
        page.find("heading", speaker.words.heading);
        let line = || {
            let said = page.script("return document.querySelector('.answer-bar').innerText", &json!([]));
            said.as_str().unwrap_or_default().to_owned()
        };
        let before = |holes: poolwise::words::Phrase| holes.with(&[("answer", ""), ("time", "1\u{a0}h")]);
        page.until("when all is done", line, |line| line.ends_with(&before(speaker.words.done_after)));
        speaker.type_into(&page, speaker.fields().jobs, "-5");
        let old = before(speaker.words.before_change);
        page.until("that it is old", line, |line| line.starts_with(&old) && line.len() > old.len());
        speaker.type_into(&page, speaker.fields().jobs, "400");
        page.until("a new answer", line, |line| line.ends_with(&before(speaker.words.done_after)));
    }
}
