//! The page as users set it up for themselves: enlarged, in their own colours, without motion, with more room between
//! letters, by finger, and on paper.

use poolwise::route::Route;
use poolwise::words::{COST, COST_INPUTS, Language, PLANNER, POOLS_PAGE, REQUEST_PAGE, SHELL, TOOLS};
use serde_json::{Value, json};

use crate::harness::{Browser, Page, Site};
use crate::site::{arrive, stand, tag, unfold};

const NONE: Value = Value::Array(Vec::new());

/// Opens everything that unfolds, and every tab in turn; `look` sees each of these states.
fn each_state(page: &Page, route: Route, name: &str, look: &dyn Fn(&str)) {
    look(name);
    unfold(page, route);
    look(&format!("{name}, unfolded"));
    let count = "return [...document.querySelectorAll('[role=tab]')].filter(tab => tab.offsetParent).length";
    let press = "const tab = [...document.querySelectorAll('[role=tab]')].filter(tab => tab.offsetParent)[arguments[0]]; \
                 tab?.click(); return tab?.textContent";
    for at in 0..page.script(count, &NONE).as_u64().unwrap_or_default() {
        let tab = page.script(press, &json!([at]));
        look(&format!("{name}, tab {tab}"));
    }
}

/// Fills a page until it has something to say: bills, problems with a body, a pool.
fn fill(page: &Page, language: Language, route: Route) {
    match route {
        Route::Cost => {
            page.field(COST.of(language).fields.vms.label).fill("3");
            stand(page, route);
        }
        Route::Request => {
            let words = REQUEST_PAGE.of(language);
            let paste = page.field(words.paste_label);
            paste.fill("{“Input”: {'ConnectionString': 'AccountName=x', RelativeLocation: 'a/b.csv'},}");
            page.button(words.paste_fill).click();
            page.find("region", words.repair_what);
        }
        Route::Pools => {
            page.button(POOLS_PAGE.of(language).create_button).click();
            page.find("table", POOLS_PAGE.of(language).pools);
        }
    }
}

/// How many charts are to be seen.
const CHARTS: &str = "return [...document.querySelectorAll('.chart svg:not(:empty)')].filter(one => one.checkVisibility()).length";

/// Every page, filled, in both languages.
fn each_page(browser: &Browser, look: &dyn Fn(&Page, &str)) {
    let site = Site::dist();
    for language in Language::ALL {
        let browser = browser.clone().language(tag(language));
        for route in Route::ALL {
            let page = browser.open(&site, route.segment());
            arrive(&page, language, route);
            let name = format!("{route:?} in {language:?}");
            look(&page, &name);
            fill(&page, language, route);
            each_state(&page, route, &format!("{name}, filled"), &|state| look(&page, state));
            if route == Route::Cost {
                assert!(page.script(CHARTS, &NONE).as_u64() >= Some(3), "no charts were looked at");
                page.field(COST.of(language).fields.vms.label).fill("0");
                look(&page, &format!("{name}, without VMs"));
            }
        }
    }
}

/// What is wider than the window and can be reached only by scrolling it sideways, with how far it sticks out.
const TOO_WIDE: &str = "
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > most + 1)
    .slice(-6).map(one => one.localName + '.' + one.className + ' ' + Math.round(one.getBoundingClientRect().right - most));
";

/// What sticks to the window's edges, and how many of its pixels that takes.
const STUCK: &str = "
  let all = 0;
  const named = [];
  for (const one of document.querySelectorAll('body *')) {
    const { position } = getComputedStyle(one);
    if (position !== 'fixed' && position !== 'sticky') continue;
    const { top, bottom, width, height } = one.getBoundingClientRect();
    // A bar lies across the window; a column beside another one scrolls with what it holds.
    if (width < innerWidth * 0.9 || height > innerHeight * 0.9 || bottom <= 0 || top >= innerHeight) continue;
    all += Math.min(bottom, innerHeight) - Math.max(top, 0);
    named.push(one.className);
  }
  return [all, named.join(' ')];
";

/// Source: WCAG 2.2, 1.4.4 and 1.4.10: 200 % and 400 % of a window of 1280 by 1024 are 640 by 512 and 320 by 256 pixels;
/// nothing but tables and code scrolls in two directions.
#[test]
fn enlarged_to_400_percent_nothing_is_cut() {
    for (width, height) in [(640, 512), (320, 256)] {
        each_page(&Browser::new().viewport(width, height), &|page, state| {
            let wide = page.script(TOO_WIDE, &NONE);
            assert_eq!(wide, json!([]), "{state} at {width} pixels");
            page.script("scrollTo(0, 400)", &NONE);
            let stuck = page.script(STUCK, &NONE);
            let pixels = stuck[0].as_f64().unwrap_or_default();
            let most = f64::from(height) / 2.0;
            assert!(pixels <= most, "{state} at {width} by {height}: {pixels} pixels are bars: {}", stuck[1]);
        });
    }
}

/// Text alone at twice its size, as a browser's setting does it.
#[test]
fn text_of_twice_the_size_fits() {
    each_page(&Browser::new().viewport(1280, 900).text_size(32), &|page, state| {
        let size = "return getComputedStyle(document.documentElement).fontSize";
        assert_eq!(page.script(size, &NONE), "32px", "{state}");
        assert_eq!(page.script(TOO_WIDE, &NONE), json!([]), "{state}");
    });
}

/// Source: WCAG 2.2, 1.4.12: lines 1.5, paragraphs 2, letters 0.12, words 0.16 times the font's size.
#[test]
fn more_room_between_letters_cuts_nothing() {
    let spaced = "
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }');
      document.adoptedStyleSheets = [sheet];
    ";
    let cut = "
      return [...document.querySelectorAll('button, a, label, summary, th, td, h1, h2, h3, dt, dd, legend')]
        .filter(one => one.checkVisibility() && !one.matches('.skip') && getComputedStyle(one).clipPath === 'none')
        .filter(one => { const { overflowX, overflowY } = getComputedStyle(one);
          return overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1 || overflowY === 'hidden' && one.scrollHeight > one.clientHeight + 1 })
        .map(one => one.localName + '.' + one.className + ' ' + one.textContent.slice(0, 40));
    ";
    each_page(&Browser::new().viewport(360, 800), &|page, state| {
        page.script(spaced, &NONE);
        assert_eq!(page.script(TOO_WIDE, &NONE), json!([]), "{state}");
        assert_eq!(page.script(cut, &NONE), json!([]), "{state}");
    });
}

/// What is drawn and what is chosen can be told apart in the user's own colours, light and dark.
#[test]
fn the_users_own_colours_leave_everything_to_be_seen() {
    let unseen = "
      const probe = document.body.appendChild(document.createElement('span'));
      const colour = name => { probe.style.color = name; return getComputedStyle(probe).color };
      const [ground, ink] = [colour('Canvas'), colour('CanvasText')];
      probe.remove();
      const seen = one => one.checkVisibility() && one.getBoundingClientRect().width > 0;
      const bad = [];
      if (!matchMedia('(forced-colors: active)').matches) bad.push('the colours are not forced');
      for (const one of document.querySelectorAll('svg text')) {
        if (seen(one) && ![ink, 'rgb(0, 0, 0)'].includes(getComputedStyle(one).fill) && getComputedStyle(one).fill !== ink) bad.push('text in a chart: ' + getComputedStyle(one).fill);
      }
      for (const one of document.querySelectorAll('svg :is(path, line, rect, circle, polyline)')) {
        const { fill, stroke } = getComputedStyle(one);
        if (seen(one) && [fill, stroke].every(part => part === ground || part === 'none')) bad.push('a mark in a chart has the colour of the ground');
      }
      for (const one of document.querySelectorAll('input:not([type=hidden], [type=file]), select, textarea, .button')) {
        const style = getComputedStyle(one);
        if (seen(one) && (style.borderTopStyle === 'none' || style.borderTopColor === ground) && !one.closest('.bar') && style.appearance === 'none') bad.push('no edge: ' + one.id + one.textContent.slice(0, 20));
      }
      for (const list of document.querySelectorAll('[role=tablist]')) {
        const edges = [...list.querySelectorAll('[role=tab]')].map(tab => [tab.getAttribute('aria-selected'), getComputedStyle(tab).borderBottomColor]);
        const chosen = edges.find(([is]) => is === 'true')?.[1];
        if (edges.some(([is, edge]) => is !== 'true' && edge === chosen)) bad.push('the chosen tab looks like the others: ' + edges.join(' '));
      }
      const links = [...document.querySelectorAll('.bar-pages a')].map(one => [one.ariaCurrent, getComputedStyle(one).borderBottomColor]);
      if (new Set(links.map(([, edge]) => edge)).size < 2) bad.push('the page that is shown is not marked: ' + links);
      return [...new Set(bad)];
    ";
    for browser in [Browser::new().forced_colors(), Browser::new().forced_colors().dark()] {
        each_page(&browser, &|page, state| {
            assert_eq!(page.script(unseen, &NONE), json!([]), "{state}");
        });
    }
}

/// The ring around what has the focus is there in the user's own colours, too.
#[test]
fn the_focus_is_seen_in_the_users_own_colours() {
    let site = Site::dist();
    for browser in [Browser::new(), Browser::new().forced_colors(), Browser::new().forced_colors().dark()] {
        for route in Route::ALL {
            let page = browser.open(&site, route.segment());
            arrive(&page, Language::English, route);
            for _ in 0..25 {
                page.press(&[crate::harness::Key::Tab]);
                let ring = page.script(
                    "const one = document.activeElement; if (one === document.body) return 'none';\
                     const { outlineStyle, outlineWidth } = getComputedStyle(one);\
                     return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 ? '' : one.outerHTML.slice(0, 120)",
                    &NONE,
                );
                assert!(ring == "" || ring == "none", "{route:?}: no ring around {ring}");
            }
        }
    }
}

/// Who asked for no motion gets none: no transition, no animation, no smooth scrolling.
#[test]
fn without_motion_nothing_moves() {
    let moving = "
      const long = times => times.split(',').some(time => parseFloat(time) > (time.includes('ms') ? 10 : 0.01));
      const all = [...document.querySelectorAll('*')].flatMap(one => [[one, getComputedStyle(one)], [one, getComputedStyle(one, '::before')], [one, getComputedStyle(one, '::after')]]);
      // What changes at once and changes back moves nothing.
      return [...new Set(all.filter(([, style]) => !/^step/.test(style.animationTimingFunction)).filter(([, style]) => long(style.transitionDuration) || style.animationName !== 'none' && long(style.animationDuration) || style.scrollBehavior === 'smooth')
        .map(([one]) => one.localName + '.' + one.className))];
    ";
    each_page(&Browser::new().reduced_motion(), &|page, state| {
        assert_eq!(page.script(moving, &NONE), json!([]), "{state}");
    });
}

/// What is pressed and smaller than 24 by 24 pixels. A link in a sentence is exempt, and so is what has room around it: a
/// circle as wide, around the middle of a link or of a grid's cell, meets no other target and no other such circle. What
/// looks like a control has its size all the same.
const SMALL: &str = "
  const places = one => [one, ...(one.labels ?? [])].map(it => it.getBoundingClientRect()).filter(it => it.width > 0);
  const size = one => [Math.max(...places(one).map(it => it.width)), Math.max(...places(one).map(it => it.height))];
  const controls = 'button, summary, select, input:not([type=hidden], [type=file]), textarea, [role=tab], [role=slider], nav a, .button';
  const others = 'a[href], [role=grid] :is(td, th)';
  const all = [...document.querySelectorAll(`${controls}, ${others}`)]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && !one.closest('[inert]') && size(one)[0] > 1);
  const small = all.filter(one => size(one).some(it => it < 23.5));
  const isInSentence = one => {
    const rest = one.matches('a') ? (one.closest('p, li, dd, td') ?? one).cloneNode(true) : null;
    rest?.querySelectorAll('a').forEach(it => it.remove());
    return /\\p{L}/u.test(rest?.textContent ?? '');
  };
  const middle = one => { const { x, y, width, height } = one.getBoundingClientRect(); return [x + width / 2, y + height / 2] };
  const hasRoom = one => {
    const [x, y] = middle(one);
    return all.every(other => {
      if (other === one || other.contains(one) || one.contains(other)) return true;
      const { left, right, top, bottom } = other.getBoundingClientRect();
      const away = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
      const [otherX, otherY] = middle(other);
      return away >= 12 && (!small.includes(other) || Math.hypot(otherX - x, otherY - y) >= 24);
    });
  };
  return small.filter(one => one.matches(controls) || !isInSentence(one) && !hasRoom(one))
    .map(one => one.localName + '.' + one.className + ' “' + (one.textContent || one.id).trim().slice(0, 40) + '” ' + size(one).map(Math.round));
";

/// Source: WCAG 2.2, 2.5.8: targets of at least 24 by 24 pixels.
#[test]
fn every_target_is_large_enough_for_a_finger() {
    let look = |page: &Page, state: &str| assert_eq!(page.script(SMALL, &NONE), json!([]), "{state}");
    let browser = Browser::new().viewport(360, 800);
    each_page(&browser, &look);
    let site = Site::dist();
    let page = browser.open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    let cost = COST.of(Language::English);
    page.field(cost.fields.keep.label).choose(cost.choices.week_grid);
    page.find("grid", COST_INPUTS.of(Language::English).grid);
    look(&page, "the grid of a week");
    page.expect_fault("status of 404");
    page.go("nowhere");
    page.link(SHELL.of(Language::English).not_found_way_out);
    look(&page, "a path that is none");
}

/// A scenario to be held against the inputs.
fn to_print(route: Route) -> &'static str {
    if route == Route::Cost { "#1&quota=6&pin=1;vms:2!A" } else { "" }
}

/// What is not there at once: the planner's sizes and the scenarios, and a script.
fn unfold_for_paper(page: &Page, language: Language, route: Route) {
    let show = |id: &str| page.script("document.getElementById(arguments[0]).scrollIntoView()", &json!([id]));
    match route {
        Route::Cost => {
            page.field(COST.of(language).fields.vms.label).fill("2");
            show("cost-details");
            page.find("heading", PLANNER.of(language).planner);
            show("cost-tools");
            page.button(&TOOLS.of(language).go_back.with(&[("name", "A")]));
        }
        Route::Request => {
            let words = REQUEST_PAGE.of(language);
            page.field(words.service_url).fill(
                "https://ussouthcentral.services.azureml.net/workspaces/0123456789abcdef0123456789abcdef/services/fedcba9876543210fedcba9876543210",
            );
            page.find("tab", words.tab_scripts).click();
            page.until(
                "a script",
                || {
                    page.script(
                        "return [...document.querySelectorAll('[role=tabpanel] pre')].map(one => one.textContent).join()",
                        &NONE,
                    )
                },
                |script| script.as_str().is_some_and(|script| script.contains("/jobs")),
            );
        }
        Route::Pools => {}
    }
}

/// On paper every page stands whole: nothing sticks out, nothing is scrolled away, charts can be read, no control that
/// cannot be pressed, and ink is dark also where the screen was not.
#[test]
fn every_page_prints() {
    let site = Site::dist();
    let told = "
      const wide = [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && !one.closest('svg'))
        .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(-4).map(one => 'sticks out: ' + one.localName + '.' + one.className);
      const hidden = [...document.querySelectorAll('pre, .table-scroll, textarea')].filter(one => one.checkVisibility())
        .filter(one => one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2).map(one => 'scrolled away: ' + one.localName + '.' + one.className + '#' + one.id);
      const letters = [...document.querySelectorAll('.chart svg text')].filter(one => one.checkVisibility()).flatMap(one => {
        const svg = one.closest('svg');
        const [inner, outer] = [one, svg].map(it => it.getBoundingClientRect());
        const points = parseFloat(getComputedStyle(one).fontSize) * outer.width / svg.viewBox.baseVal.width * 0.75;
        return [...(points < 7 ? ['small: ' + points] : []), ...(inner.left < outer.left - 1 || inner.right > outer.right + 1 ? ['cut off: ' + one.textContent] : [])];
      });
      const pressed = [...document.querySelectorAll('button:not(.row-name, [role=tab][aria-selected=true]), .bar nav, input[type=file]')].filter(one => one.checkVisibility()).slice(0, 4).map(one => 'a control: ' + one.textContent.trim());
      const stuck = [...document.querySelectorAll('body *')].filter(one => ['fixed', 'sticky'].includes(getComputedStyle(one).position) && one.checkVisibility()).map(one => 'sticks: ' + one.className);
      const ink = getComputedStyle(document.body).color.match(/\\d+/g).slice(0, 3).map(Number);
      const pale = ink.some(part => part > 110) ? ['pale ink: ' + ink] : [];
      return [...new Set([...wide, ...hidden, ...letters, ...pressed, ...stuck, ...pale])];
    ";
    for (browser, language) in
        [(Browser::new(), Language::English), (Browser::new().dark(), Language::Swedish)]
    {
        let browser = browser.language(tag(language));
        for route in Route::ALL {
            let page = browser.open(&site, &[route.segment(), to_print(route)].concat());
            arrive(&page, language, route);
            fill(&page, language, route);
            unfold_for_paper(&page, language, route);
            // A4 without its margins, at 96 pixels an inch.
            page.cdp(
                "Emulation.setDeviceMetricsOverride",
                &json!({ "width": 688, "height": 1000, "deviceScaleFactor": 1, "mobile": false }),
            );
            page.cdp("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
            page.script("dispatchEvent(new Event('beforeprint'))", &NONE);
            page.until(
                "the sheet for paper",
                || page.script("return getComputedStyle(document.querySelector('.bar nav')).display", &NONE),
                |display| display == "none",
            );
            assert_eq!(page.script(told, &NONE), json!([]), "{route:?}");
            let nameless = "return [...document.querySelectorAll('[data-table=pools] tbody th')].filter(one => !one.innerText.trim()).length";
            assert_eq!(page.script(nameless, &NONE), json!(0), "{route:?}");
            let pdf = page.cdp("Page.printToPDF", &json!({ "preferCSSPageSize": true }));
            assert!(pdf["data"].as_str().is_some_and(|data| data.len() > 10_000), "{route:?} prints nothing");
        }
    }
}
