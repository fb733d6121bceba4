//! I1 to I9.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Found, Source, line_of, matching, words};
use crate::{allows, catches, check_sources, read, report, root};

fn starts_with_any(path: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

/// Findings for every whole word of `banned` in the code.
fn find_words(source: &Source, banned: &[&str], why: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for word in banned {
        for at in source.words(word) {
            found.push(Found { line: source.line_of(at), text: format!("`{word}` {why}") });
        }
    }
    found
}

// I1

const SHELL: [&str; 4] = ["src/ui/", "src/main.rs", "src/bin/", "src/companion/"];

fn browser_crates(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    if !starts_with_any(&source.path, &SHELL) {
        let names = ["leptos", "leptos_dom", "reactive_graph", "any_spawner"];
        found.extend(find_words(source, &names, "outside src/ui and the page binaries"));
    }
    if !source.path.starts_with("src/web/") {
        let names =
            ["web_sys", "js_sys", "gloo", "gloo_net", "gloo_timers", "wasm_bindgen", "wasm_bindgen_futures"];
        found.extend(find_words(source, &names, "outside src/web"));
    }
    found
}

#[test]
fn i1_browser_crates_stay_in_their_places() {
    check_sources("I1: only src/ui names leptos, only src/web names the browser's crates", browser_crates);
    catches(browser_crates, "src/billing/bill.rs", 2, "\nuse leptos::prelude::*;");
    catches(browser_crates, "src/ui/kit/field.rs", 1, "use web_sys::Event;");
    catches(browser_crates, "src/ui/kit/field.rs", 1, "use leptos::wasm_bindgen::JsCast;");
    allows(browser_crates, "src/ui/kit/field.rs", "use leptos::prelude::*; // not web_sys");
    allows(browser_crates, "src/web/mod.rs", "use web_sys::Event;");
}

// I2

/// What reads a clock, a random source, storage or the machine.
const OUTSIDE: [&str; 16] = [
    "SystemTime",
    "Instant::now",
    "Date::now",
    "thread_rng",
    "getrandom",
    "RandomState",
    "local_storage",
    "localStorage",
    "session_storage",
    "sessionStorage",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
];

fn outside_world(source: &Source) -> Vec<Found> {
    if starts_with_any(&source.path, &SHELL) || source.path.starts_with("src/web/") {
        return Vec::new();
    }
    find_words(
        source,
        &OUTSIDE,
        "in the pure core: `now` and `Seed` are arguments, the rest belongs to src/web or src/bin",
    )
}

/// Methods of std's floats whose last bits differ between the page and a native build.
const INEXACT: [&str; 24] = [
    "ln", "ln_1p", "log", "log2", "log10", "exp", "exp2", "exp_m1", "powf", "powi", "sin", "cos", "tan",
    "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot", "sin_cos", "gamma",
];

fn inexact_floats(source: &Source) -> Vec<Found> {
    if !starts_with_any(&source.path, &["src/capacity/", "src/emulator/"]) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for name in INEXACT {
        for at in source.words(name) {
            let before = source.code.get(..at).unwrap_or_default().trim_end();
            let after = source.code.get(at + name.len()..).unwrap_or_default().trim_start();
            let method = before.ends_with('.') && after.starts_with('(');
            let path = before.ends_with("f64::") || before.ends_with("f32::");
            if method || path {
                let text = format!("`{name}` of std's floats; take the `libm` crate's");
                found.push(Found { line: source.line_of(at), text });
            }
        }
    }
    found
}

#[test]
fn i2_the_core_is_told_what_time_it_is() {
    let rule = "I2: nothing outside web, ui and bin reads a clock, a random source, storage or the machine";
    check_sources(rule, outside_world);
    catches(outside_world, "src/service/session.rs", 1, "let now = std::time::Instant::now();");
    catches(outside_world, "src/emulator/account.rs", 1, "use std::time::SystemTime;");
    catches(outside_world, "src/share/link.rs", 1, "std::fs::read(x)");
    allows(outside_world, "src/web/clock.rs", "js_sys::Date::now()");
    allows(
        outside_world,
        "src/billing/bill.rs",
        "/// Unlike `Instant::now`, this is told.\nlet instant = 1;",
    );
}

#[test]
fn i2_the_same_bits_everywhere() {
    check_sources(
        "I2: same bits in the page and natively, so logarithms and powers come from libm",
        inexact_floats,
    );
    catches(inexact_floats, "src/capacity/sim.rs", 1, "let x = u.ln();");
    catches(inexact_floats, "src/capacity/sim.rs", 2, "let y = a\n    .powf(2.0);");
    catches(inexact_floats, "src/emulator/vm.rs", 1, "xs.map(f64::exp)");
    allows(inexact_floats, "src/capacity/sim.rs", "let x = -libm::log(u); log(1); let ln = 2; a.sqrt()");
}

// I3

fn is_wire(path: &str) -> bool {
    path.ends_with("/wire.rs") || path.contains("/wire/")
}

fn serde_elsewhere(source: &Source) -> Vec<Found> {
    if is_wire(&source.path) || source.path.starts_with("src/bin/") {
        return Vec::new();
    }
    find_words(
        source,
        &["Serialize", "Deserialize", "serde"],
        "outside a file named wire.rs or a wire folder",
    )
}

#[test]
fn i3_wire_shapes_live_apart() {
    check_sources(
        "I3: wire shapes (serde) live in files named wire.rs or under a wire folder",
        serde_elsewhere,
    );
    catches(serde_elsewhere, "src/request/draft.rs", 1, "#[derive(Clone, serde::Serialize)] struct Draft;");
    catches(serde_elsewhere, "src/request/draft.rs", 1, "use serde::{Deserialize};");
    allows(serde_elsewhere, "src/request/wire.rs", "use serde::{Deserialize};");
    allows(serde_elsewhere, "src/service/wire/pool.rs", "#[derive(Serialize)] struct Pool;");
    allows(serde_elsewhere, "src/share/link.rs", "serde_json::from_str(text)");
}

// I4 and the direction of the code map

/// One module's row of the code map: the modules that it may use, each whole or one part of it.
type Map = BTreeMap<String, BTreeSet<String>>;

const PURE: [&str; 9] =
    ["units", "route", "words", "billing", "capacity", "request", "script", "service", "emulator"];

/// Reads the table under "Code map" in the crate's documentation.
fn code_map(text: &str) -> Map {
    let mut direct = Map::new();
    let mut everything = Vec::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("//! |")) {
        let cells: Vec<&str> = line.trim_end_matches('|').split('|').map(str::trim).collect();
        let [module, _, may_use] = cells.as_slice() else { continue };
        let Some(module) = module.split('`').nth(1) else { continue };
        let mut named: BTreeSet<String> = may_use
            .split('`')
            .skip(1)
            .step_by(2)
            .map(|name| name.trim_start_matches("crate::").to_owned())
            .collect();
        match *may_use {
            "nothing" => {}
            "all" => everything.push(module.to_owned()),
            _ if may_use.contains("the pure modules") => named.extend(PURE.iter().map(ToString::to_string)),
            _ if may_use.contains("service types") => {
                named.insert("service".to_owned());
            }
            _ => assert!(!named.is_empty(), "the code map's row for `{module}` names no module: {may_use}"),
        }
        direct.insert(module.to_owned(), named);
    }
    let modules: Vec<String> = direct.keys().cloned().collect();
    for module in everything {
        direct.insert(module, modules.iter().cloned().collect());
    }
    // What a module may use, its users may use, too; a part (`request::wire`) brings only itself.
    for _ in &modules {
        for module in &modules {
            let reached: BTreeSet<String> =
                direct[module].iter().filter_map(|used| direct.get(used)).flatten().cloned().collect();
            direct.entry(module.clone()).or_default().extend(reached);
        }
    }
    direct
}

/// A path into the crate: its names from the root down, as far as they can be read.
fn crate_paths(source: &Source) -> Vec<(usize, Vec<String>)> {
    let mut paths = Vec::new();
    for name in ["crate", "poolwise"] {
        for at in source.words(name) {
            let rest = source.code.get(at + name.len()..).unwrap_or_default();
            if rest.trim_start().starts_with("::") {
                let skip = rest.find("::").unwrap_or_default() + 2;
                expand(&source.code, at + name.len() + skip, &[], &mut paths);
            }
        }
    }
    for at in source.words("super") {
        if source.code.get(..at).unwrap_or_default().trim_end().ends_with("::") {
            continue;
        }
        let mut module = source.module();
        if source.is_test_line(source.line_of(at)) {
            module.push("tests".to_owned());
        }
        let mut next = at;
        while source.code.get(next..).is_some_and(|rest| rest.starts_with("super")) {
            module.pop();
            next += "super".len();
            if source.code.get(next..).is_some_and(|rest| rest.starts_with("::")) {
                next += 2;
            }
        }
        expand(&source.code, next, &module, &mut paths);
    }
    paths.sort();
    paths.dedup();
    paths
}

/// Follows `a::b::{c, d::e}` from `at`, with `prefix` before it.
fn expand(code: &str, at: usize, prefix: &[String], paths: &mut Vec<(usize, Vec<String>)>) {
    let start = at + code.get(at..).map_or(0, |rest| rest.len() - rest.trim_start().len());
    let rest = code.get(start..).unwrap_or_default();
    if rest.starts_with('{') {
        let end = matching(code, start).unwrap_or(code.len());
        let mut depth = 0_usize;
        let mut item = start + 1;
        for (offset, byte) in code.bytes().enumerate().take(end + 1).skip(start + 1) {
            match byte {
                b'{' => depth += 1,
                b'}' if offset < end => depth -= 1,
                b',' | b'}' if depth == 0 => {
                    if !code.get(item..offset).unwrap_or_default().trim().is_empty() {
                        expand(code, item, prefix, paths);
                    }
                    item = offset + 1;
                }
                _ => {}
            }
        }
        return;
    }
    let name: String = rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    let mut path = prefix.to_vec();
    if !name.is_empty() && name != "self" {
        path.push(name.clone());
    }
    let after = start + name.len();
    if !name.is_empty() && code.get(after..).is_some_and(|rest| rest.starts_with("::")) {
        return expand(code, after + 2, &path, paths);
    }
    paths.push((line_of(code, start), path));
}

fn direction(source: &Source, map: &Map) -> Vec<Found> {
    let module = source.module();
    let Some(own) = module.first() else { return Vec::new() };
    let Some(may) = map.get(own) else {
        if starts_with_any(&source.path, &["src/bin/"]) {
            return Vec::new();
        }
        return vec![Found { line: 1, text: format!("`{own}` has no row in the code map of src/lib.rs") }];
    };
    let mut found = Vec::new();
    for (line, path) in crate_paths(source) {
        let Some(first) = path.first() else { continue };
        let part = path.iter().take(2).map(String::as_str).collect::<Vec<_>>().join("::");
        if first == own || !map.contains_key(first) || may.contains(first) || may.contains(&part) {
            continue;
        }
        found.push(Found { line, text: format!("`{own}` must not use `{part}`; it may use {may:?}") });
    }
    found
}

#[test]
fn i4_modules_use_only_what_the_code_map_allows() {
    let map = code_map(&read("src/lib.rs"));
    for module in [
        "units", "words", "billing", "capacity", "request", "script", "service", "emulator", "share", "web",
        "ui",
    ] {
        assert!(map.contains_key(module), "the code map of src/lib.rs has no row for `{module}`");
    }
    for (from, to) in [
        ("service", "emulator"),
        ("billing", "capacity"),
        ("billing", "request"),
        ("capacity", "billing"),
        ("capacity", "request"),
        ("request", "billing"),
        ("request", "capacity"),
        ("script", "emulator"),
        ("emulator", "web"),
        ("share", "web"),
        ("web", "ui"),
        ("units", "words"),
    ] {
        assert!(!map[from].contains(to), "the code map lets `{from}` use `{to}`");
    }
    check_sources("I4: the direction of the code map in src/lib.rs", |source| direction(source, &map));

    let rule = |source: &Source| direction(source, &map);
    catches(rule, "src/service/session.rs", 1, "use crate::emulator::Account;");
    catches(rule, "src/billing/bill.rs", 2, "\nuse crate::{units::Money, capacity::Forecast};");
    catches(rule, "src/billing/bill.rs", 1, "fn f(x: crate::request::Draft) {}");
    catches(rule, "src/billing/bill.rs", 1, "use super::super::capacity;");
    catches(rule, "src/billing/mod.rs", 1, "use super::{capacity::Run};");
    catches(rule, "src/service/rules.rs", 1, "use crate::request::draft::Draft;");
    catches(rule, "src/unlisted/mod.rs", 1, "");
    allows(rule, "src/service/rules.rs", "use crate::request::wire::Job;");
    allows(rule, "src/emulator/mod.rs", "use crate::service::Pool; use crate::units::{Money, Seed};");
    allows(rule, "src/billing/bill.rs", "use super::book::Price;\n#[cfg(test)]\nmod tests { use super::*; }");
    allows(rule, "src/bin/companion.rs", "use poolwise::emulator::Account;");
}

// I5

fn kit_stays_general(source: &Source) -> Vec<Found> {
    if !source.path.starts_with("src/ui/kit") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (line, path) in crate_paths(source) {
        let ours: Vec<&str> = path.iter().map(String::as_str).collect();
        match ours.as_slice() {
            [] | ["units" | "words" | "web", ..] | ["ui", "kit", ..] | ["ui"] => {}
            ["ui", ..]
            | [
                "billing" | "capacity" | "request" | "script" | "service" | "emulator" | "share" | "route",
                ..,
            ] => {
                found.push(Found { line, text: format!("the kit must not know `{}`", ours.join("::")) });
            }
            _ => {}
        }
    }
    found
}

#[test]
fn i5_the_kit_knows_no_domain() {
    check_sources("I5: ui::kit imports nothing of ours but units, words and web", kit_stays_general);
    catches(kit_stays_general, "src/ui/kit/field.rs", 1, "use crate::billing::Bill;");
    catches(kit_stays_general, "src/ui/kit/field.rs", 1, "use crate::ui::pages::cost;");
    catches(kit_stays_general, "src/ui/kit/field.rs", 1, "use super::super::chart::Axis;");
    allows(kit_stays_general, "src/ui/kit/field.rs", "use crate::units::Bound; use super::Button;");
}

// I6

/// Where money is counted.
const MONEY: [&str; 4] = ["src/billing/", "src/units/money.rs", "src/service/meter", "src/emulator/ledger"];

/// The functions through which an amount becomes a place in a chart, and is never read back.
const CHART_PLACES: [(&str, &str); 3] = [
    ("src/units/money.rs", "fn chart_height"),
    ("src/billing/exact.rs", "fn chart_place"),
    // A JSON reader is handed floats, and keeps their digits as text.
    ("src/billing/wire/node.rs", "fn visit_f64"),
];

fn floating_money(source: &Source) -> Vec<Found> {
    if !starts_with_any(&source.path, &MONEY) {
        return Vec::new();
    }
    let allowed: Vec<(usize, usize)> = CHART_PLACES
        .iter()
        .filter(|(path, _)| *path == source.path)
        .flat_map(|(_, name)| source.words(name))
        .filter_map(|at| {
            let open = at + source.code.get(at..)?.find('{')?;
            Some((source.line_of(at), source.line_of(matching(&source.code, open)?)))
        })
        .collect();
    let mut found = find_words(source, &["f64", "f32"], "where money is counted");
    found.retain(|found| {
        let chart = allowed.iter().any(|(first, last)| (*first..=*last).contains(&found.line));
        !chart && !source.is_test_line(found.line)
    });
    found
}

#[test]
fn i6_no_money_in_floating_point() {
    check_sources("I6: no money and no billed time in floating point", floating_money);
    catches(floating_money, "src/billing/bill.rs", 1, "let total: f64 = 0.0;");
    catches(floating_money, "src/service/meter.rs", 1, "fn cost(x: f32) {}");
    allows(
        floating_money,
        "src/billing/bill.rs",
        "// not f64\n#[cfg(test)]\nmod tests { const X: f64 = 1.0; }",
    );
    allows(floating_money, "src/capacity/sim.rs", "let wait: f64 = 0.0;");
}

// I7

fn browser_dependencies(manifest: &str) -> Vec<Found> {
    let browser = ["leptos", "web-sys", "js-sys", "gloo", "wasm-bindgen"];
    let lines: Vec<&str> = manifest.lines().collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let name = line.trim_start_matches("[dependencies.").trim_end_matches(']');
        let is_browser = browser.iter().any(|crate_name| name.starts_with(crate_name));
        if !is_browser || line.trim_start().starts_with('#') {
            continue;
        }
        let optional = if line.starts_with("[dependencies.") {
            lines
                .iter()
                .skip(number + 1)
                .take_while(|line| !line.starts_with('['))
                .any(|line| line.trim() == "optional = true")
        } else {
            !line.contains('=') || line.contains("optional = true")
        };
        if !optional {
            found.push(Found { line: number + 1, text: format!("`{line}` is not optional") });
        }
    }
    found
}

#[test]
fn i7_the_core_builds_without_the_browser() {
    let findings: Vec<_> = browser_dependencies(&read("Cargo.toml"))
        .into_iter()
        .map(|found| ("Cargo.toml".to_owned(), found))
        .collect();
    report("I7: --no-default-features compiles no browser crate, so each is optional", &findings);
    assert_eq!(browser_dependencies("[dependencies]\nleptos = \"0.8\"\n").len(), 1);
    assert_eq!(
        browser_dependencies("[dependencies.web-sys]\nversion = \"0.3\"\n\n[x]\noptional = true").len(),
        1
    );
    assert!(
        browser_dependencies(
            "leptos = { version = \"1\", optional = true }\n[dependencies.web-sys]\noptional = true"
        )
        .is_empty()
    );
}

// I8

/// The files that read a secret, and what for: a request that needs it, the text that the user asked for, or judging
/// what was typed. Anything else must not.
const REVEALS: &[(&str, &str)] = &[
    ("src/units/secret.rs", "defines it"),
    ("src/pool_desk/desk.rs", "connects to the practice account, whose keys open nothing"),
    ("src/pool_desk/live.rs", "reads when a result's link ends"),
    ("src/pool_desk/wire.rs", "keeps keys for one tab, where the user asked for it"),
    ("src/ui/pages/pools/job.rs", "links to and copies the result's link that the user asked for"),
    ("src/web/exchange.rs", "sends the request's headers to their own origin"),
    ("src/job_form/fields.rs", "puts what was typed back into its field"),
    ("src/job_form/link.rs", "takes secrets out of what is linked and stored"),
    ("src/job_form/paste/call.rs", "reads a pasted command's body"),
    ("src/job_form/say.rs", "says how long a key is"),
    ("src/job_form/screen.rs", "masks secrets on screen, and puts them back into edited text"),
    ("src/request/check/mod.rs", "judges an API key as typed"),
    ("src/request/check/references.rs", "judges connection strings and tokens as typed"),
    ("src/request/check/remedy.rs", "moves what stands in the wrong field to the right one"),
    ("src/request/connection.rs", "judges a connection string as typed"),
    ("src/request/curl.rs", "joins the parts of a pasted command's body"),
    ("src/request/sas.rs", "judges a token as typed"),
    ("src/request/wire/body.rs", "writes the body that the service needs"),
    ("src/request/wire/mask.rs", "tells equal secrets apart to mask them"),
    ("src/script/bash/mod.rs", "writes a secret that the user asked to have inlined"),
    ("src/script/csharp/mod.rs", "writes a secret that the user asked to have inlined"),
    ("src/script/javascript.rs", "writes a secret that the user asked to have inlined"),
    ("src/script/many/mod.rs", "writes a secret that the user asked to have inlined"),
    ("src/script/plan.rs", "refuses a key that no script can hold"),
    ("src/script/powershell/mod.rs", "writes a secret that the user asked to have inlined"),
    ("src/script/python/mod.rs", "writes a secret that the user asked to have inlined"),
    ("src/script/r/mod.rs", "writes a secret that the user asked to have inlined"),
    ("src/script/single.rs", "writes a secret that the user asked to have inlined"),
    ("src/service/endpoint.rs", "writes the Authorization header"),
    ("src/service/job.rs", "joins a result's address, itself a secret"),
    ("src/service/transcript.rs", "takes the key out of what the log keeps"),
    ("src/service/wire/redact.rs", "takes keys out of what the log keeps"),
    ("src/emulator/account.rs", "compares a practice key, as the service does"),
    ("src/emulator/wire.rs", "writes a result's link into the job's status, as the service does"),
    ("src/companion/relay/targets.rs", "says the token once at the start, and compares it"),
    ("src/companion/serve/blob/place.rs", "takes a reference apart to open its blob"),
    ("src/companion/serve/blob/sign.rs", "signs a request with the account's key"),
    ("src/companion/serve/practice.rs", "says the practice keys once at the start, and compares one"),
];

fn secret_shown(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    for (line, text) in source.code.lines().enumerate() {
        let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for wrong in [
            "Display for Secret",
            "Serialize for Secret",
            "Deref for Secret",
            "ToString for Secret",
            "AsRef<str> for Secret",
            "From<Secret> for String",
        ] {
            if squeezed.contains("impl") && squeezed.contains(wrong) {
                found.push(Found { line: line + 1, text: format!("`{squeezed}` shows a secret") });
            }
        }
    }
    for at in words(&source.code, "struct Secret") {
        let before = source.code.get(..at).unwrap_or_default();
        let attributes = before.rsplit(['}', ';']).next().unwrap_or_default();
        for wrong in ["Debug", "Serialize", "Display"] {
            if !words(attributes, wrong).is_empty() {
                found.push(Found { line: source.line_of(at), text: format!("`Secret` derives `{wrong}`") });
            }
        }
    }
    found
}

fn secret_read(source: &Source) -> Vec<Found> {
    if REVEALS.iter().any(|(path, _)| *path == source.path) {
        return Vec::new();
    }
    let mut found = find_words(
        source,
        &["reveal"],
        "reads a secret; if this file must, it stands in REVEALS in tests/tidy/invariants.rs",
    );
    found.retain(|found| !source.is_test_line(found.line));
    found
}

#[test]
fn i8_no_secret_is_shown() {
    check_sources("I8: a secret has no Display, no Serialize, no derived Debug", secret_shown);
    check_sources("I8: a secret is read only where a request or an asked-for snippet needs it", secret_read);
    for (path, _) in REVEALS {
        assert!(root().join(path).exists(), "REVEALS names {path}, which is gone");
        let source = Source::new(path, &read(path));
        assert!(!source.words("reveal").is_empty(), "REVEALS names {path}, which reads no secret any more");
    }
    catches(secret_shown, "src/units/secret.rs", 1, "impl fmt::Display for Secret {");
    catches(secret_shown, "src/units/secret.rs", 1, "impl serde::Serialize for Secret {");
    catches(secret_shown, "src/units/secret.rs", 2, "#[derive(Clone, Debug)]\npub struct Secret(String);");
    allows(
        secret_shown,
        "src/units/secret.rs",
        "#[derive(Clone)]\npub struct Secret(String);\nimpl fmt::Debug for Secret {",
    );
    catches(secret_read, "src/share/link.rs", 1, "write(key.reveal());");
    allows(secret_read, "src/share/link.rs", "#[cfg(test)]\nmod tests {\n  key.reveal();\n}");
}

// I9

/// The price book's data: every row is one of these literals, and each carries where it comes from.
const PRICE_DATA: &str = "src/billing/july_2016.rs";
const ROWS: [&str; 3] = ["PlanPrice", "Included", "Meters"];

/// Whether `at` starts a struct literal of this name rather than its definition, a pattern or a return type.
fn literal_body(source: &Source, name: &str, at: usize) -> Option<(usize, usize)> {
    let before = source.code.get(..at).unwrap_or_default().trim_end();
    let rest = source.code.get(at + name.len()..).unwrap_or_default();
    if !rest.trim_start().starts_with('{')
        || ["struct", "impl", "for", "->"].iter().any(|word| before.ends_with(word))
    {
        return None;
    }
    let open = at + name.len() + rest.find('{')?;
    Some((open, matching(&source.code, open)?))
}

fn unsourced_prices(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    let mut need = |name: &str, fields: &[&str]| {
        for at in source.words(name) {
            let Some((open, end)) = literal_body(source, name, at) else { continue };
            let body = source.code.get(open..end).unwrap_or_default();
            for field in fields {
                if words(body, field).is_empty() {
                    found.push(Found {
                        line: source.line_of(at),
                        text: format!("`{name}` without `{field}`"),
                    });
                }
            }
            for literal in source.literals.iter().filter(|literal| (open..end).contains(&literal.at)) {
                if literal.text.trim().is_empty() {
                    found.push(Found { line: literal.line, text: format!("`{name}` with an empty text") });
                }
            }
        }
    };
    need("Origin", &["source", "date", "mark"]);
    for row in ROWS {
        need(row, &["origin"]);
    }
    found
}

#[test]
fn i9_every_price_names_its_source() {
    let text = read(PRICE_DATA);
    let book = Source::new(PRICE_DATA, &text);
    let findings: Vec<_> =
        unsourced_prices(&book).into_iter().map(|found| (PRICE_DATA.to_owned(), found)).collect();
    report("I9: every price carries its source, date and mark", &findings);
    let rows = |name: &str| {
        book.words(name).into_iter().filter(|at| literal_body(&book, name, *at).is_some()).count()
    };
    assert!(
        rows("Origin") > 1 && ROWS.iter().all(|row| rows(row) > 0),
        "{PRICE_DATA} holds no rows any more"
    );
    assert!(text.contains("**Source**"), "{PRICE_DATA} says nothing of its source");

    catches(unsourced_prices, PRICE_DATA, 1, "Origin { source: X, date: Y }");
    catches(unsourced_prices, PRICE_DATA, 1, "let x = PlanPrice { price: p };");
    catches(unsourced_prices, PRICE_DATA, 1, "Origin { source: Cow::Borrowed(\"\"), date: Y, mark: Z }");
    allows(
        unsourced_prices,
        PRICE_DATA,
        "struct Origin { mark: Mark }\nfn f() -> Meters { Meters { origin: FAQ } }",
    );
}
