//! What a view must not hold: sentences, inline style, colours, scripts, effects of a type of their own.

use crate::source::{Found, Source};
use crate::{allows, catches, check_sources};

/// Names and signs that are the same in every language.
const SAME_EVERYWHERE: [&str; 0] = [];

/// Attributes whose text a user reads or hears.
const SPOKEN: [&str; 9] = [
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
    "alt",
    "label",
    "placeholder",
    "title",
    "summary",
];

fn is_word(text: &str) -> bool {
    let mut run = 0;
    for letter in text.chars() {
        run = if letter.is_alphabetic() { run + 1 } else { 0 };
        if run == 2 {
            return !SAME_EVERYWHERE.contains(&text);
        }
    }
    false
}

/// A sentence by its looks: a capital, small letters, a space, and more words.
fn is_sentence(text: &str) -> bool {
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let capital = first.chars().next().is_some_and(char::is_uppercase);
    let small = first.chars().skip(1).all(char::is_lowercase);
    let second = words.next().is_some_and(|word| word.chars().next().is_some_and(char::is_lowercase));
    capital && small && second
}

fn is_shell(path: &str) -> bool {
    path.starts_with("src/ui/") || path.starts_with("src/bin/") || path == "src/main.rs"
}

fn is_native(path: &str) -> bool {
    path.contains("companion")
}

fn bare_words(source: &Source) -> Vec<Found> {
    if !is_shell(&source.path) || is_native(&source.path) {
        return Vec::new();
    }
    let views = source.macro_bodies("view");
    let mut found = Vec::new();
    for literal in source.literals.iter().filter(|literal| !source.is_test_line(literal.line)) {
        let inside = views.iter().any(|(start, end)| (*start..*end).contains(&literal.at));
        let before = source.code.get(..literal.at).unwrap_or_default().trim_end();
        let attribute =
            before.rsplit("#[").next().is_some_and(|text| before.contains("#[") && !text.contains(']'));
        if attribute {
            continue;
        }
        let child = inside && is_child(before);
        let spoken = inside
            && before.strip_suffix('=').is_some_and(|before| {
                let name = before.rsplit([' ', '\n', '<']).next().unwrap_or_default().trim();
                SPOKEN.contains(&name.trim_start_matches("attr:").trim_start_matches("prop:"))
            });
        if (child || spoken) && is_word(&literal.text) || is_sentence(&literal.text) {
            found
                .push(Found {
                    line: literal.line, text: format!("“{}” belongs to src/words", literal.text)
                });
        }
    }
    found
}

/// Whether a literal after `before` is text of its own in a view, rather than a value in an expression.
fn is_child(before: &str) -> bool {
    let last = before.chars().next_back();
    let opened = before.strip_suffix('{').is_some_and(|before| {
        let before = before.trim_end();
        before.ends_with('>') && !before.ends_with("=>")
    });
    match last {
        Some('>') => !before.ends_with("=>") && !before.ends_with("->") && !before.ends_with(" >"),
        Some('}') => true,
        Some('{') => opened,
        _ => false,
    }
}

#[test]
fn every_sentence_stands_in_words() {
    check_sources("words: what a user reads stands in src/words, in both languages", bare_words);
    let page = "src/ui/pages/cost/mod.rs";
    catches(bare_words, page, 1, "view! { <p>\"Total\"</p> }");
    catches(bare_words, page, 2, "view! { <p>{total}\n \" a month\"</p> }");
    catches(bare_words, page, 1, "view! { <p>{\"Total\"}</p> }");
    catches(bare_words, page, 1, "view! { <button aria-label=\"Close\"/> }");
    catches(bare_words, page, 1, "let text = \"Nothing to show\";");
    allows(bare_words, page, "view! { <p class=\"total\" aria-live=\"polite\">{words.total}\" · \"</p> }");
    allows(bare_words, page, "view! { <p class=move || if x { \"is-on\" } else { \"is-off\" }/> }");
    allows(bare_words, page, "#[expect(missing_docs, reason = \"Each is itself\")] fn f() {}");
    allows(bare_words, "src/words/shell.rs", "\"Nothing to show\"");
}

fn inline_style(source: &Source) -> Vec<Found> {
    if !is_shell(&source.path) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (start, end) in source.macro_bodies("view") {
        let body = source.code.get(start..end).unwrap_or_default();
        for (at, _) in body.match_indices("style") {
            let before = body.get(..at).unwrap_or_default();
            let after = body.get(at + "style".len()..).unwrap_or_default();
            let own_word = before.ends_with([' ', '\n']) || before.ends_with("attr:");
            if own_word && after.starts_with('=') {
                let text = "`style=` is dropped by the content policy; `style:width=` works".to_owned();
                found.push(Found { line: source.line_of(start + at), text });
            } else if before.ends_with('<') && after.starts_with(['>', ' ']) {
                let text = "`<style>` is refused by the content policy; use style/".to_owned();
                found.push(Found { line: source.line_of(start + at), text });
            }
        }
        for (at, _) in body.match_indices("<script") {
            let text = "a script in a view; use public/ or a module".to_owned();
            found.push(Found { line: source.line_of(start + at), text });
        }
    }
    found
}

#[test]
fn views_hold_no_inline_style() {
    check_sources("style: no style= and no script in a view", inline_style);
    let page = "src/ui/kit/meter.rs";
    catches(inline_style, page, 1, "view! { <p style=\"width: 1px\"/> }");
    catches(inline_style, page, 2, "view! { <p\n style=move || x/> }");
    catches(inline_style, page, 1, "view! { <style>\"a{}\"</style> }");
    catches(inline_style, page, 1, "view! { <script></script> }");
    allows(inline_style, page, "let style = 1; view! { <p class=\"style\" style:width=move || x/> }");
}

fn colour_in_code(source: &Source) -> Vec<Found> {
    if !is_shell(&source.path) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for literal in source.literals.iter().filter(|literal| !source.is_test_line(literal.line)) {
        let text = literal.text.trim();
        let digits = text.strip_prefix('#').unwrap_or_default();
        let hex = [3, 6, 8].contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let function = ["rgb(", "rgba(", "hsl(", "oklch("].iter().any(|function| text.contains(function));
        if hex || function {
            found.push(Found {
                line: literal.line,
                text: format!("“{text}”: colours are tokens, in style/tokens*.css"),
            });
        }
    }
    found
}

#[test]
fn views_hold_no_colour() {
    check_sources("style: no colour in Rust code", colour_in_code);
    catches(colour_in_code, "src/ui/chart/line.rs", 1, "view! { <path fill=\"#1a2b3c\"/> }");
    catches(colour_in_code, "src/ui/chart/line.rs", 1, "let c = \"rgb(0 0 0)\";");
    allows(colour_in_code, "src/ui/chart/line.rs", "view! { <a href=\"#main\" class=\"line\"/> }");
}

fn own_effect(source: &Source) -> Vec<Found> {
    if !is_shell(&source.path) || source.path == "src/ui/kit/follow.rs" {
        return Vec::new();
    }
    let found = source.code.match_indices("Effect::new(").map(|(at, _)| Found {
        line: source.line_of(at),
        text: "`kit::effect` does it; each further type of effect is a kilobyte of the page".to_owned(),
    });
    found.collect()
}

#[test]
fn all_effects_are_of_one_type() {
    check_sources("effects: kit::effect, not Effect::new", own_effect);
    catches(own_effect, "src/ui/frame.rs", 1, "Effect::new(move || tell());");
    catches(
        own_effect,
        "src/ui/pages/cost/mod.rs",
        2,
        "let a = 1;\nEffect::new(move |before: Option<u8>| a);",
    );
    allows(own_effect, "src/ui/frame.rs", "effect(move || tell());");
}
