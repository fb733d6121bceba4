//! The Pools page while nobody looks: autopilot and idle alarm, many jobs on their way, a list of which only a part is
//! made, and jobs that come from the Request page. In practice, with a clock of its own.

use poolwise::units::Unit;
use poolwise::words::{
    Language, MANY, POOL_CONNECT, POOL_PROFILE, POOL_WATCH, POOLS_PAGE, PoolWatchWords, PoolsPageWords,
    REQUEST_PAGE, SERVICE, SHELL, counted,
};
use serde_json::json;

use crate::harness::{Browser, Element, Key, Page, Site};
use crate::pools::{cell, hasten};
use crate::site::tag;

type Words = (&'static PoolsPageWords, &'static PoolWatchWords);

fn open(site: &Site, language: Language) -> (Page, Words) {
    let page = Browser::new().language(tag(language)).open(site, "pools/");
    let words = (POOLS_PAGE.of(language), POOL_WATCH.of(language));
    page.find("heading", words.0.create);
    page.see("paragraph", words.0.no_pools);
    page.allow_clipboard();
    (page, words)
}

/// Presses it where nothing that sticks to the window's edge covers it.
#[track_caller]
fn press(page: &Page, element: &Element<'_>) {
    page.script("arguments[0].scrollIntoView({ block: 'center' })", &json!([element.reference()]));
    element.click();
}

#[track_caller]
pub(crate) fn speed(page: &Page, words: &PoolsPageWords, factor: &str) {
    let name = words.speed_of.with(&[("factor", factor)]);
    let radio = page.find("group", words.speed).find("radio", &name);
    press(page, &radio);
    page.find("radio", &name).wait_for_state("checked", "true");
}

/// A pool of two VMs that stands ready; its id.
#[track_caller]
pub(crate) fn pool(page: &Page, words: &PoolsPageWords) -> String {
    page.button(words.create_button).click();
    hasten(page, words);
    cell(page, words, words.vms, |vms| vms == "2");
    // Only the pool's own name carries its id.
    let title = || page.script("return document.querySelector('.row-name')?.title ?? ''", &json!([]));
    page.until("the pool’s id", title, |id| id.as_str().is_some_and(|id| id.len() == 32))
        .as_str()
        .expect("a text")
        .to_owned()
}

/// Sends practice jobs to the pool.
#[track_caller]
pub(crate) fn send(page: &Page, words: &PoolsPageWords, count: &str) {
    page.field(words.send_count).fill(count);
    press(page, &page.find("region", words.send).find("button", words.send_button));
}

fn text(page: &Page, selector: &str) -> String {
    let read = "return document.querySelector(arguments[0])?.innerText ?? ''";
    page.script(read, &json!([selector])).as_str().unwrap_or_default().replace('\u{a0}', " ")
}

/// Waits until the pool's autopilot says what it does.
#[track_caller]
fn does(page: &Page, what: impl Fn(&str) -> bool) -> String {
    page.until("what the autopilot does", || text(page, ".autopilot-does"), |text| what(text))
}

/// Whether the page asks before it is left.
pub(crate) fn asks_before_leaving(page: &Page) -> bool {
    let ask = "const event = new Event('beforeunload', { cancelable: true }); dispatchEvent(event); return event.defaultPrevented";
    page.script(ask, &json!([])) == true
}

fn minutes_of(count: u32, language: Language) -> String {
    counted(count.into(), Unit::Minutes, language)
}

/// What stands before the first hole of a phrase.
fn begin(phrase: poolwise::words::Phrase) -> &'static str {
    phrase.0.split('{').next().unwrap_or_default()
}

fn an_autopilot(language: Language) {
    let site = Site::dist();
    let (page, (words, watch)) = open(&site, language);
    let id = pool(&page, words);
    let named = |phrase: poolwise::words::Phrase| phrase.with(&[("pool", &id)]);
    speed(&page, words, "1");
    press(&page, &page.find("button", &format!("{}…", &id[..8])));
    assert!(!asks_before_leaving(&page), "nothing is lost yet");
    page.field(watch.autopilot_minutes).fill("60");
    press(&page, &page.find("checkbox", watch.autopilot));
    page.see("paragraph", &named(watch.autopilot_armed));
    does(&page, |text| text.starts_with(begin(watch.autopilot_acts)));
    assert!(asks_before_leaving(&page), "leaving now would leave the pool to itself");
    // A new job calls it off.
    send(&page, words, "3");
    page.see("paragraph", &named(SERVICE.of(language).told_autopilot_off));
    does(&page, |text| text.starts_with(begin(watch.autopilot_waits)));
    // The same without the page: once the service has named every job.
    let in_bash = page.button(&watch.autopilot_script.with(&[("language", "bash")]));
    let copied = || {
        press(&page, &in_bash);
        page.clipboard()
    };
    let script = page.until("the script", copied, |script| script.contains("grace_s=3600"));
    assert_eq!(script.matches("/jobs/").count(), 3, "{script}");
    assert!(script.contains(&id) && script.contains("resize") && !script.contains("practice-"), "{script}");
    // Jobs end, the hour passes, the pool goes to zero, is looked at, and that is reported.
    speed(&page, words, "3600");
    cell(&page, words, words.vms, |vms| vms == "0");
    page.see("paragraph", &named(SERVICE.of(language).told_autopilot_zero));
    does(&page, |text| text == watch.autopilot_rests);
    assert!(!asks_before_leaving(&page), "a pool at zero needs no autopilot");
    assert!(site.served().iter().all(|served| served.method == "GET"), "practice is sent nowhere");
}

#[test]
fn an_autopilot_waits_acts_looks_and_reports_in_english() {
    an_autopilot(Language::English);
}

#[test]
fn an_autopilot_waits_acts_looks_and_reports_in_swedish() {
    an_autopilot(Language::Swedish);
}

#[test]
fn an_idle_pool_is_told_of_in_the_title_and_the_minutes_are_kept() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, (words, watch)) = open(&site, language);
        let plain = [SERVICE.of(language).practice, SHELL.of(language).pools_title, SHELL.of(language).name]
            .join(" · ");
        assert_eq!(page.title(), plain);
        let minutes = page.field(watch.alarm_minutes);
        minutes.fill("90");
        let id = pool(&page, words);
        let badge = SHELL.of(language).alarm_title.with(&[("count", "1"), ("title", &plain)]);
        page.until("the badge", || page.title(), |title| *title == badge);
        let idle =
            SERVICE.of(language).told_idle.with(&[("pool", &id), ("minutes", &minutes_of(90, language))]);
        page.see("paragraph", &idle);
        // A job ends it; the alarm of a pool in use is no more.
        speed(&page, words, "60");
        send(&page, words, "50");
        page.until("no badge", || page.title(), |title| *title == plain);
        page.reload();
        page.find("heading", words.create);
        assert_eq!(page.field(watch.alarm_minutes).value(), "90", "it is kept on the device");
        page.field(watch.alarm_minutes).fill("");
        pool(&page, words);
        speed(&page, words, "3600");
        let hours = || crate::pools::meter(&page, words, words.vm_hours);
        page.until("hours without an alarm", hours, |hours| *hours > 10.0);
        assert_eq!(page.title(), plain, "empty is never");
    }
}

/// Plan and charge period are told once: days go by while nobody looks, and a reload moves no end.
#[test]
fn the_meters_plan_and_period_outlive_a_reload() {
    let site = Site::dist();
    let (page, (words, _)) = open(&site, Language::English);
    let kept = || page.script("return localStorage.getItem('poolwise.meter')", &json!([]));
    let opened = || page.find_like("DisclosureTriangle", words.assumed).click();
    assert_eq!(kept(), json!(null), "what everyone begins with");
    opened();
    page.field(words.plan).choose("S2 · $1.50 a VM hour over 500 h");
    page.field(words.period).fill("12");
    page.until("it is kept", kept, |kept| kept.as_str().is_some_and(|kept| kept.starts_with("S2 12 ")));
    page.reload();
    page.find("heading", words.create);
    opened();
    assert_eq!([words.plan, words.period].map(|name| page.field(name).value()), ["S2", "12"]);
    // Told two days and a half ago.
    let earlier = "const at = `S3 12 ${Date.now() - 2.5 * 86400000}`; localStorage.setItem('poolwise.meter', at); return at";
    let earlier = page.script(earlier, &json!([]));
    for _ in 0..2 {
        page.reload();
        page.find("heading", words.create);
        opened();
        assert_eq!([words.plan, words.period].map(|name| page.field(name).value()), ["S3", "10"]);
        assert_eq!(kept(), earlier);
    }
}

#[test]
fn many_jobs_are_sent_with_progress_pause_and_calling_off() {
    let site = Site::dist();
    let (page, (words, watch)) = open(&site, Language::English);
    pool(&page, words);
    speed(&page, words, "1");
    send(&page, words, "400");
    let bar = "return document.querySelector('.sending progress')?.value ?? -1";
    let sent = || page.script(bar, &json!([])).as_i64().unwrap_or(-1);
    page.until("some are sent", sent, |sent| *sent > 5);
    assert!(asks_before_leaving(&page), "jobs that are not sent are lost by leaving");
    press(&page, &page.button(watch.pause));
    page.button(watch.resume);
    page.until("it says so", || text(&page, ".sending"), |text| text.contains("Paused: "));
    let stopped = sent();
    // Practice time goes on, and nothing is sent.
    let clock = || text(&page, ".service-clock");
    let before = clock();
    page.until("time goes on", clock, |now| *now != before);
    let then = clock();
    page.until("time goes on", clock, |now| *now != then);
    assert_eq!(sent(), stopped);
    press(&page, &page.button(watch.resume));
    page.until("it goes on", sent, |sent| *sent > stopped);
    // The list is virtual: of 400 rows few are made, and scrolling makes others.
    let rows = || {
        let read = "const rows = [...document.querySelectorAll('[data-table=jobs] tbody tr[aria-rowindex]')]; \
                    const place = row => row?.getAttribute('aria-rowindex'); \
                    return [rows.length, place(rows[0]), place(rows.at(-1))].join(' ')";
        page.script(read, &json!([])).as_str().unwrap_or_default().to_owned()
    };
    let count = "return document.querySelector('[data-table=jobs]').getAttribute('aria-rowcount')";
    assert_eq!(page.script(count, &json!([])), "401");
    page.until("the newest", rows, |rows| *rows == "60 2 61");
    page.script(
        "const list = document.getElementById('job-list'); list.scrollTop = list.scrollHeight",
        &json!([]),
    );
    page.until("the oldest", rows, |rows| *rows == "60 342 401");
    page.script("document.getElementById('job-list').scrollTop = 0", &json!([]));
    page.until("the newest again", rows, |rows| *rows == "60 2 61");
    // On paper the room for the others is left out, and which are there is said.
    page.cdp("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    let paper = "return [[...document.querySelectorAll('#job-list .room')].filter(one => one.checkVisibility()).length, \
                 [...document.querySelectorAll('.print-only')].find(one => one.checkVisibility())?.innerText ?? '']";
    let said = watch.jobs_printed.with(&[("first", "1"), ("last", "60"), ("total", "400")]);
    page.until("what is printed", || page.script(paper, &json!([])), |paper| *paper == json!([0, said]));
    page.cdp("Emulation.setEmulatedMedia", &json!({ "media": "" }));
    press(&page, &page.find_like("button", begin(watch.cancel_unsent)));
    page.gone("progressbar", watch.sending);
    page.field(words.filter).choose(words.filter_ended);
    let listed = || page.script(count, &json!([])).as_str().and_then(|text| text.parse::<i64>().ok());
    page.until("those that were called off", listed, |listed| listed.is_some_and(|count| count > 200));
}

/// Chooses a pool in the list.
#[track_caller]
fn choose(page: &Page, id: &str) {
    press(page, &page.find("button", &format!("{}…", &id[..8])));
}

/// The wait and the end in the autopilot's fields, and whether it is on.
fn set(page: &Page) -> String {
    let read = "const value = (id) => document.getElementById(id)?.value;
        return [value('autopilot-minutes'), value('autopilot-ending'), document.getElementById('autopilot')?.checked].join(' ')";
    page.script(read, &json!([])).as_str().unwrap_or_default().to_owned()
}

/// A number that is being typed deleted the pool: 60 on its way to 90 is 6, and then nothing.
#[test]
fn an_autopilot_takes_what_was_typed_when_the_field_is_left() {
    let site = Site::dist();
    let language = Language::English;
    let (page, (words, watch)) = open(&site, language);
    let id = pool(&page, words);
    speed(&page, words, "1");
    choose(&page, &id);
    page.field(watch.autopilot_minutes).fill("60");
    page.field(watch.autopilot_ending).choose(watch.ending_delete);
    press(&page, &page.find("checkbox", watch.autopilot));
    page.see("paragraph", &watch.autopilot_armed.with(&[("pool", &id)]));
    let acts = begin(watch.autopilot_acts);
    let soon = |minutes: u32| minutes_of(minutes, language);
    let is_far = |text: &str| text.starts_with(acts) && !text.contains(&soon(6)) && !text.contains(" 0 s");
    does(&page, is_far);
    page.field(watch.autopilot_minutes).focus();
    page.press(&[Key::End, Key::Backspace, Key::Backspace]);
    // An empty field is no wait, and says so.
    page.field(watch.autopilot_minutes).wait_for_state("invalid", "true");
    page.press(&[Key::Tab]);
    does(&page, is_far);
    page.field(watch.autopilot_minutes).focus();
    page.type_text("90");
    page.press(&[Key::Tab]);
    does(&page, |text| {
        text.starts_with(acts) && (text.contains("1 h 29 min") || text.contains("1 h 30 min"))
    });
    assert_eq!(set(&page), "90 delete true");
    // What cannot be read keeps nobody from turning it off, and from nothing else.
    page.field(watch.autopilot_minutes).fill("1e9x");
    press(&page, &page.find("checkbox", watch.autopilot));
    page.see("paragraph", &watch.autopilot_disarmed.with(&[("pool", &id)]));
    does(&page, str::is_empty);
    press(&page, &page.find("checkbox", watch.autopilot));
    page.until("the box as it is", || set(&page), |set| set == "1e9x delete false");
    does(&page, str::is_empty);
    assert_eq!(page.focused().attribute("id"), "autopilot-minutes");
}

/// The fields showed what was last typed for another pool.
#[test]
fn an_autopilots_fields_are_those_of_its_pool() {
    let site = Site::dist();
    let (page, (words, watch)) = open(&site, Language::English);
    let first = pool(&page, words);
    page.button(words.create_button).click();
    let ids = || {
        let read = "return [...document.querySelectorAll('.row-name')].map(name => name.title).join(' ')";
        page.script(read, &json!([])).as_str().unwrap_or_default().to_owned()
    };
    let both = page.until("two pools", ids, |ids| ids.split(' ').count() == 2);
    let second = both.split(' ').find(|id| *id != first).expect("another pool").to_owned();
    speed(&page, words, "1");
    choose(&page, &first);
    page.until("the usual", || set(&page), |set| set == "15 zero false");
    page.field(watch.autopilot_minutes).fill("60");
    page.field(watch.autopilot_ending).choose(watch.ending_delete);
    press(&page, &page.find("checkbox", watch.autopilot));
    page.see("paragraph", &watch.autopilot_armed.with(&[("pool", &first)]));
    choose(&page, &second);
    page.until("the usual", || set(&page), |set| set == "15 zero false");
    page.field(watch.autopilot_minutes).fill("5");
    choose(&page, &first);
    page.until("its own", || set(&page), |set| set == "60 delete true");
}

/// What the page asks about before a service is left.
#[test]
fn leaving_an_autopilot_asks_first() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, (words, watch)) = open(&site, language);
        let id = pool(&page, words);
        speed(&page, words, "1");
        press(&page, &page.find("button", &format!("{}…", &id[..8])));
        press(&page, &page.find("checkbox", watch.autopilot));
        page.see("paragraph", &watch.autopilot_armed.with(&[("pool", &id)]));
        page.script("document.getElementById('situation').closest('details').open = true", &json!([]));
        press(&page, &page.button(words.begin));
        let dialog = page.find("dialog", watch.leave);
        assert!(dialog.text().contains(watch.loses_autopilot), "{}", dialog.text());
        dialog.find("button", watch.leave_stay).click();
        page.gone("dialog", watch.leave);
        page.find("checkbox", watch.autopilot).wait_for_state("checked", "true");
        press(&page, &page.button(words.begin));
        page.find("dialog", watch.leave).find("button", watch.leave_go).click();
        page.see("paragraph", begin(words.began));
        assert!(!asks_before_leaving(&page), "nothing is left to lose");
    }
}

/// The alarm was seen only while the Pools page was the one shown, and each notification replaced the one before.
#[test]
fn an_alarm_is_seen_from_every_page() {
    let site = Site::dist();
    let language = Language::English;
    let (page, (words, _)) = open(&site, language);
    let stub = "window.notes = []; window.Notification = class { \
                static permission = 'granted'; \
                constructor(title, options) { window.notes.push([title, options.body, options.tag].join('|')); } }";
    page.script(stub, &json!([]));
    let id = pool(&page, words);
    page.script("document.querySelector('.bar-pages a').click()", &json!([]));
    let badge =
        SHELL.of(language).alarm_title.0.split("{title}").next().expect("it begins").replace("{count}", "1");
    page.until(
        "the badge on Cost",
        || page.title(),
        |title| title.starts_with(&badge) && title.contains(SHELL.of(language).cost_title),
    );
    let notes =
        || page.script("return window.notes.join('\\n')", &json!([])).as_str().unwrap_or_default().to_owned();
    let idle = begin(SERVICE.of(language).told_idle);
    page.until("a notification", notes, |notes| {
        notes.contains(idle) && notes.contains(&format!("poolwise-idle {id}"))
    });
}

/// A job made for a pool went to the classic queue unless the pool was chosen a second time.
#[test]
fn a_job_made_for_a_pool_runs_on_that_pool() {
    let site = Site::dist();
    let language = Language::English;
    let (page, (words, watch)) = open(&site, language);
    let form = REQUEST_PAGE.of(language);
    let id = pool(&page, words);
    press(&page, &page.link(SHELL.of(language).request));
    page.find("heading", form.heading);
    let input = page.find("region", &form.input_number.with(&[("number", "1")]));
    input.find("textbox", form.connection).fill("AccountName=manyaccount;AccountKey=bWFueUFjY291bnRLZXk=");
    page.field(form.pool_id).fill(&id);
    press(&page, &page.link(watch.hand_over));
    page.find("heading", watch.handed);
    assert_eq!(page.script("return document.getElementById('handed-pool').value", &json!([])), json!(id));
    press(&page, &page.button(&watch.handed_send.with(&[("count", "1")])));
    let states = || text(&page, "[data-table=jobs]");
    page.until("it runs there", states, |text| {
        text.contains(&id[..8]) && text.contains(SERVICE.of(language).job_finished)
    });
}

/// A job from the Request page, then a list of them: in the page's memory, sent here with a limit.
#[test]
fn jobs_come_from_the_request_page() {
    let site = Site::dist();
    let language = Language::English;
    let (words, watch, form) = (POOLS_PAGE.of(language), POOL_WATCH.of(language), REQUEST_PAGE.of(language));
    let page = Browser::new().language(tag(language)).open(&site, "request/");
    let input = page.find("region", &form.input_number.with(&[("number", "1")]));
    input.find("textbox", form.connection).fill("AccountName=manyaccount;AccountKey=bWFueUFjY291bnRLZXk=");
    press(&page, &page.link(watch.hand_over));
    page.find("heading", watch.handed);
    page.see("paragraph", &watch.handed_what.with(&[("count", "1")]));
    let handed = || page.find("region", watch.handed);
    let to_classic = || {
        let connect = POOL_CONNECT.of(language);
        handed().find("combobox", connect.submit_to).choose(connect.classic_queue);
    };
    to_classic();
    handed().find("textbox", POOL_CONNECT.of(language).submit_count).fill("3");
    press(&page, &page.button(&watch.handed_send.with(&[("count", "3")])));
    let tracked = || text(&page, "[aria-labelledby=jobs-heading] .section-head .quiet");
    page.until("three jobs", tracked, |counts| counts.contains(" 3: ") || counts.contains(" 3. "));

    // A list of 120 rows, each with its own body.
    page.back();
    page.find("heading", form.heading);
    let many = MANY.of(language);
    press(&page, &page.find("tab", many.tab));
    press(&page, &page.find("radio", many.by_count));
    page.field(many.count).fill("120");
    press(&page, &page.button(&watch.hand_over_many.with(&[("count", "120")])));
    page.find("heading", watch.handed);
    page.see("paragraph", &watch.handed_what.with(&[("count", "120")]));
    // Dropped by mistake, they come back.
    press(&page, &page.button(watch.handed_drop));
    page.gone("heading", watch.handed);
    page.until(
        "the focus",
        || page.focused().spoken().name.clone(),
        |name| *name == POOL_PROFILE.of(language).undo,
    );
    page.press(&[Key::Enter]);
    page.see("paragraph", &watch.handed_what.with(&[("count", "120")]));
    to_classic();
    handed().find("textbox", watch.at_once).fill("7");
    press(&page, &page.button(&watch.handed_send.with(&[("count", "120")])));
    page.until("all of them", tracked, |counts| counts.contains(" 123: ") || counts.contains(" 123. "));
    // The bodies differ, the account's key is in none that is shown, and nothing of it is stored.
    hasten(&page, words);
    page.script("document.querySelector('details.log').open = true", &json!([]));
    page.field(POOL_CONNECT.of(language).log_search).fill("/jobs");
    let kept = "return JSON.stringify([localStorage, sessionStorage])";
    assert!(!page.script(kept, &json!([])).as_str().expect("text").contains("bWFueUFjY291bnRLZXk"));
    // With at most seven not over at a time, all are sent at last.
    page.until(
        "all are sent",
        || page.script("return !!document.querySelector('.sending')", &json!([])),
        |is_sending| *is_sending == false,
    );
    let states = || text(&page, "[data-table=jobs]");
    page.until("they run", states, |text| text.contains(SERVICE.of(language).job_finished));
}
