//! What a screen reader is told: each thing that happens once, also when the same happens again.

use poolwise::route::Route;
use poolwise::units::Unit;
use poolwise::words::{
    COST, COST_INPUTS, Language, POOL_WATCH, POOLS_PAGE, REQUEST_PAGE, SERVICE, SHELL, counted,
};
use serde_json::json;

use crate::harness::{Browser, Key, Page, Site};
use crate::pools::confirm;
use crate::pools_watch::{pool, send};
use crate::site::{arrive, tag};

/// Writes down each line that is added to the region, and each text that another live region comes to have.
const LISTEN: &str = "
  const live = document.getElementById('live');
  window.said = [];
  window.elsewhere = [];
  const spoken = '[role=status], [role=alert], [aria-live]';
  new MutationObserver(changes => {
    for (const change of changes) {
      const element = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      const region = element?.closest(spoken);
      if (region === live) for (const line of change.addedNodes) window.said.push(line.textContent);
      else if (region) window.elsewhere.push(region.textContent);
      for (const added of change.addedNodes) {
        const found = added.nodeType === 1 && !region ? [added, ...added.querySelectorAll(spoken)].find(one => one.matches(spoken)) : null;
        if (found) window.elsewhere.push(found.textContent);
      }
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
";

/// Does something, and waits until exactly this was said of it, and nothing of that anywhere else.
#[track_caller]
fn says(page: &Page, act: impl Fn(), sentence: &str) {
    page.script("window.said = []; window.elsewhere = []", &json!([]));
    act();
    page.until(sentence, || page.script("return window.said", &json!([])), |said| *said != json!([]));
    let a_moment =
        "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))";
    page.script(a_moment, &json!([]));
    assert_eq!(page.script("return window.said", &json!([])), json!([sentence]));
    let again = "return window.elsewhere.filter(text => text.includes(arguments[0]))";
    assert_eq!(
        page.script(again, &json!([sentence])),
        json!([]),
        "“{sentence}” is said by another region, too"
    );
}

#[test]
fn each_thing_is_said_once_and_again_when_it_happens_again() {
    let site = Site::dist();
    for language in Language::ALL {
        let page = Browser::new().language(tag(language)).open(&site, "");
        arrive(&page, language, Route::Cost);
        page.allow_clipboard();
        page.script(LISTEN, &json!([]));
        let (shell, cost, inputs) = (SHELL.of(language), COST.of(language), COST_INPUTS.of(language));
        for _ in 0..2 {
            says(&page, || page.button(shell.share).click(), shell.copied);
            page.button(shell.share);
        }
        page.field(cost.fields.keep.label).choose(cost.choices.week_grid);
        page.find("grid", inputs.grid);
        for _ in 0..2 {
            says(&page, || page.button(inputs.no_hours).click(), inputs.grid_empty);
        }
        says(&page, || page.button(cost.reset).click(), cost.reset_done);

        page.go(Route::Request.segment());
        arrive(&page, language, Route::Request);
        page.script(LISTEN, &json!([]));
        let request = REQUEST_PAGE.of(language);
        for _ in 0..2 {
            says(&page, || page.button(request.clear).click(), request.cleared);
        }
        says(&page, || page.button(request.bring_back).click(), request.brought_back);
    }
}

/// How often each of these was said so far, by the region and by others.
fn times(page: &Page, sentences: &[String]) -> Vec<[u64; 2]> {
    let body = "const times = (all, part) => all.map(text => text.replaceAll('\\u00a0', ' ').split(part).length - 1).reduce((sum, one) => sum + one, 0);
                return arguments[0].map(part => part.replaceAll('\\u00a0', ' ')).map(part => [times(window.said, part), times(window.elsewhere, part)])";
    let found = page.script(body, &json!([sentences]));
    serde_json::from_value(found).expect("pairs of counts")
}

/// What happens to a pool by itself comes in between what was asked for: each is said all the same, and once.
#[test]
fn what_happens_to_a_pool_is_said_once() {
    let site = Site::dist();
    for (language, resize) in [(Language::English, "Resize"), (Language::Swedish, "Ändra storlek")] {
        let page = Browser::new().language(tag(language)).open(&site, Route::Pools.segment());
        arrive(&page, language, Route::Pools);
        let (words, watch, service) =
            (POOLS_PAGE.of(language), POOL_WATCH.of(language), SERVICE.of(language));
        // Not before it is asked for.
        page.field(watch.alarm_minutes).fill("");
        page.script(LISTEN, &json!([]));
        let id = pool(&page, words);
        let vms = |count: u32| counted(count.into(), Unit::Vms, language);
        let is_said = |sentence: String| {
            page.until(&sentence, || times(&page, core::slice::from_ref(&sentence)), |times| times[0][0] > 0);
            sentence
        };
        let named = |phrase: poolwise::words::Phrase, vms: &str| phrase.with(&[("pool", &id), ("vms", vms)]);
        let mut said =
            vec![is_said(named(service.told_created, "")), is_said(named(service.told_steady, &vms(2)))];
        confirm(&page, words, words.resize, words.confirm_resize, Some("4"), resize);
        said.push(is_said(named(service.told_resize, &vms(4))));
        said.push(is_said(named(service.told_steady, &vms(4))));
        send(&page, words, "3");
        said.push(is_said(words.sent.with(&[("count", "3"), ("pool", &id)])));
        let counts = [("finished", "3"), ("trouble", "0"), ("cancelled", "0")];
        said.push(is_said(words.jobs_ended.with(&counts)));
        // At the number that was meant, not at its first digit.
        page.field(watch.alarm_minutes).fill("20");
        page.press(&[Key::Enter]);
        // How long it has been idle by then is the clock's affair.
        let alarm = service.told_idle.0.split("{minutes}").next().unwrap_or_default();
        said.push(is_said(alarm.replace("{pool}", &id)));
        assert_eq!(times(&page, &said), vec![[1, 0]; said.len()], "{said:#?}");
    }
}
