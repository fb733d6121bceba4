//! What a screen reader is told: each thing that happens once, also when the same happens again.

use poolwise::route::Route;
use poolwise::words::{COST, COST_INPUTS, Language, REQUEST_PAGE, SHELL};
use serde_json::json;

use crate::harness::{Browser, Page, Site};
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
