//! What the compiler does not see missing: a variant in the list of all, a sentence that nobody says, a section of
//! `FACTS.md` that a source names, a page or a wasm file that the scripts do not know.

use std::collections::{BTreeMap, BTreeSet};

use poolwise::route::Route;

use crate::source::{Found, Source, matching, words};
use crate::{allows, catches, check_sources, read, report, sources};

/// The names at the outermost level of an enum's body, without attributes and what they hold.
fn variants(body: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut name = String::new();
    for letter in body.chars() {
        match letter {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => names.push(std::mem::take(&mut name)),
            _ if depth == 0 && (letter.is_alphanumeric() || letter == '_') => name.push(letter),
            _ => {}
        }
    }
    names.push(name);
    names.retain(|name| !name.is_empty());
    names
}

/// The bracketed text that opens at or after `at`.
fn inside(code: &str, at: usize, open: char) -> Option<(usize, &str)> {
    let start = at + code.get(at..)?.find(open)?;
    let end = matching(code, start)?;
    Some((end, code.get(start + 1..end)?))
}

/// Variants that their enum's `ALL` leaves out: they would never be read, offered or tested.
fn left_out(source: &Source) -> Vec<Found> {
    let code = &source.code;
    let mut found = Vec::new();
    for at in words(code, "const ALL: [Self") {
        let before = code.get(..at).unwrap_or_default();
        let Some(head) = before.rfind("impl ") else { continue };
        let name: String = before[head + 5..]
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect();
        let Some(of) = words(code, &format!("enum {name}")).first().copied() else { continue };
        let list = code[at..].find('=').and_then(|equals| inside(code, at + equals, '['));
        let (Some((_, body)), Some((_, list))) = (inside(code, of, '{'), list) else { continue };
        for variant in variants(body) {
            if words(list, &format!("Self::{variant}")).is_empty() {
                let text = format!("`{name}::{variant}` is not in `{name}::ALL`");
                found.push(Found { line: source.line_of(at), text });
            }
        }
    }
    found
}

#[test]
fn a_list_of_all_holds_all() {
    check_sources("lists: `ALL` holds every variant of its enum", left_out);
    let sample = |all: &str| {
        format!(
            "enum Way {{\n /// Over.\n #[default]\n Over,\n Under {{ depth: u8 }},\n}}\nimpl Way {{\n pub const ALL: [Self; 2] = [{all}];\n}}"
        )
    };
    catches(left_out, "src/x.rs", 8, &sample("Self::Over, Self::Overdue"));
    allows(left_out, "src/x.rs", &sample("Self::Over, Self::Under { depth: 1 }"));
}

/// The names by which code can come to a table's fields: its type, its static, and those of the tables that hold it.
fn names_of(table: &str, tables: &[Source]) -> BTreeSet<String> {
    let mut names = BTreeSet::from([table.to_owned()]);
    for source in tables {
        for at in words(&source.code, "pub static") {
            let rest = &source.code[at + "pub static ".len()..];
            let Some((name, rest)) = rest.split_once(':') else { continue };
            let of = rest.split('=').next().unwrap_or_default();
            if !words(of, table).is_empty() {
                names.insert(name.to_owned());
            }
        }
        for at in words(&source.code, "pub struct") {
            let Some((_, body)) = inside(&source.code, at, '{') else { continue };
            let holder = name_at(&source.code, at + "pub struct ".len());
            if holder != table && !words(body, table).is_empty() {
                names.extend(names_of(&holder, tables));
            }
        }
    }
    names
}

fn name_at(code: &str, at: usize) -> String {
    code[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The part of the product that a file belongs to: a page, a part of `ui`, a module of the core.
fn part_of(path: &str) -> &str {
    let depth = match path {
        _ if path.starts_with("src/ui/pages/") => 4,
        _ if path.starts_with("src/ui/") => 3,
        _ => 2,
    };
    path.match_indices('/').nth(depth - 1).map_or(path, |(at, _)| &path[..=at])
}

/// What may read a table: the files that name it, and those of the same part, to which its words are handed.
fn readers<'a>(table: &str, tables: &[Source], code: &'a [Source]) -> Vec<&'a Source> {
    let names = names_of(table, tables);
    let is_named = |source: &Source| names.iter().any(|name| !words(&source.code, name).is_empty());
    let (within, outside): (Vec<&Source>, Vec<&Source>) =
        code.iter().partition(|source| source.path.starts_with("src/words/"));
    let parts: BTreeSet<&str> =
        outside.iter().filter(|source| is_named(source)).map(|source| part_of(&source.path)).collect();
    let is_near = |source: &&&Source| parts.contains(part_of(&source.path));
    let own = within.into_iter().filter(|source| is_named(source));
    outside.iter().filter(is_near).copied().chain(own).collect()
}

/// Fields of words tables that no code reads.
fn unsaid(tables: &[Source], code: &[Source]) -> Vec<(String, Found)> {
    let mut found = Vec::new();
    for source in tables {
        for at in words(&source.code, "pub struct") {
            let Some((_, body)) = inside(&source.code, at, '{') else { continue };
            let start = body.as_ptr() as usize - source.code.as_ptr() as usize;
            let mut read_there = BTreeSet::new();
            for reader in readers(&name_at(&source.code, at + "pub struct ".len()), tables, code) {
                let parts = reader.code.split('.').skip(1);
                read_there.extend(parts.map(|part| name_at(part.trim_start(), 0)));
            }
            for field in words(body, "pub") {
                let name = name_at(body, field + 4);
                let is_field = body[field + 4 + name.len()..].starts_with(':');
                if is_field && !read_there.contains(&name) {
                    let text = format!("`{name}` is said nowhere: use it, or take it away in both languages");
                    found.push((source.path.clone(), Found { line: source.line_of(start + field), text }));
                }
            }
        }
    }
    found
}

#[test]
fn every_sentence_is_said() {
    let tables = sources(&["src/words"]);
    report("words: each is said somewhere", &unsaid(&tables, &sources(&["src"])));
    let table = "pub struct W {\n pub said: u8,\n pub unsaid: u8,\n pub part: Part,\n}\npub struct Part {\n pub handed: u8,\n pub lost: u8,\n}\npub static WORDS: In<W> = 1;";
    let tables = [Source::new("src/words/x.rs", table)];
    let code = [
        Source::new("src/a/b.rs", "WORDS\n  .said.with(1); unsaid; words.part"),
        Source::new("src/a/c/d.rs", "part.handed"),
        Source::new("src/far/e.rs", "other.unsaid other.lost"),
    ];
    let found = unsaid(&tables, &code);
    assert_eq!(found.iter().map(|(_, found)| found.line).collect::<Vec<_>>(), [3, 8]);
}

/// Sections of `FACTS.md`, such as `B.7`, that a comment names and the file does not have.
fn sourceless(source: &Source, sections: &BTreeSet<String>) -> Vec<Found> {
    let mut found = Vec::new();
    for comment in &source.comments {
        let Some((_, named)) = comment.text.split_once("facts ") else { continue };
        let names = named
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
            .map(|name| name.trim_end_matches('.'));
        for name in names.filter(|name| is_section(name)) {
            if !sections.contains(name) {
                let text = format!("FACTS.md has no section {name}");
                found.push(Found { line: comment.line, text });
            }
        }
    }
    found
}

/// `C`, or `B.7`.
fn is_section(name: &str) -> bool {
    let (letter, number) = name.split_once('.').unwrap_or((name, "1"));
    letter.len() == 1
        && letter.chars().all(|letter| letter.is_ascii_uppercase())
        && !number.is_empty()
        && number.chars().all(|digit| digit.is_ascii_digit())
}

fn sections() -> BTreeSet<String> {
    let heads = |line: &str| {
        line.trim_start_matches('#')
            .split_whitespace()
            .next()
            .map(|word| word.trim_end_matches('.').to_owned())
    };
    read("FACTS.md").lines().filter(|line| line.starts_with("##")).filter_map(heads).collect()
}

#[test]
fn every_fact_that_is_named_is_written_down() {
    let known = sections();
    assert!(known.contains("B.7") && known.contains("C"), "{known:?}");
    let mut findings = Vec::new();
    for source in sources(&["src", "tests", "fuzz"]) {
        findings.extend(sourceless(&source, &known).into_iter().map(|found| (source.path.clone(), found)));
    }
    report("sources: FACTS.md has each section that a comment names", &findings);
    catches(
        |source| sourceless(source, &known),
        "src/x.rs",
        1,
        "/// **Source**: facts B.1 and B.77 (verified).",
    );
    allows(
        |source| sourceless(source, &known),
        "src/x.rs",
        "/// **Source**: facts D.1–D.2, a page (S1 is none of them); facts C.",
    );
}

/// The texts in double quotes between two marks.
fn quoted<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let part = text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(part, _)| part);
    part.split('"').skip(1).step_by(2).collect()
}

#[test]
fn the_scripts_know_every_page_and_every_wasm_file() {
    let pages: Vec<&str> =
        Route::ALL.iter().map(|route| route.segment()).filter(|path| !path.is_empty()).collect();
    let (finish, list) = (read("scripts/finish-dist"), read("scripts/list-files"));
    assert_eq!(quoted(&finish, "const routes = [", "]"), pages, "routes in scripts/finish-dist");
    let all: Vec<&str> = Route::ALL.iter().map(|route| route.segment()).collect();
    assert_eq!(quoted(&list, "const routes = [", "]"), all, "routes in scripts/list-files");
    for script in ["scripts/list-files", "scripts/weigh"] {
        let copies = format!("({})", pages.join("|"));
        assert!(read(script).contains(&copies), "{script} takes {copies} for copies of the first page");
    }

    let page = read("index.html");
    let mut linked: Vec<&str> =
        page.split("data-bin=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    linked.retain(|name| *name != "poolwise");
    linked.sort_unstable();
    let mut named = quoted(&finish, "const modules = [", "]");
    named.sort_unstable();
    assert_eq!(named, linked, "modules in scripts/finish-dist, and the binaries of index.html");
}

/// Fields of Cost that no answer depends on.
fn unread(fields: &Source, inputs: &Source) -> Vec<Found> {
    let Some(at) = words(&fields.code, "enum CostField").first().copied() else { return Vec::new() };
    let body = inside(&fields.code, at, '{').map_or("", |(_, body)| body);
    let is_unread = |name: &String| {
        inputs.words(&format!("CostField::{name}")).is_empty()
            && inputs.words(&format!("F::{name}")).is_empty()
    };
    let names = variants(body).into_iter().filter(is_unread);
    names
        .map(|name| Found {
            line: fields.line_of(at),
            text: format!("src/cost/inputs.rs reads no `CostField::{name}`"),
        })
        .collect()
}

#[test]
fn every_field_of_cost_is_read() {
    let source = |path: &str| Source::new(path, &read(path));
    let (fields, inputs) = (source("src/cost/field.rs"), source("src/cost/inputs.rs"));
    let found =
        unread(&fields, &inputs).into_iter().map(|found| (fields.path.clone(), found)).collect::<Vec<_>>();
    report("cost: each input changes the answer", &found);
    let two = Source::new("x.rs", "enum CostField { Jobs, Vms }");
    assert_eq!(unread(&two, &Source::new("y.rs", "CostField::Jobs CostField::VmsMore")).len(), 1);
    assert!(unread(&fields, &two).len() > 40, "the fields are found");
}

/// How often each name stands in code, but for where it is only passed on.
fn used_names(all: &[Source]) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for source in all {
        let used = source.code.split(';').filter(|statement| {
            !statement.trim_start().starts_with("pub use ") && !statement.contains("\npub use ")
        });
        let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
        for name in used.flat_map(|statement| statement.split(|letter| !is_of_name(letter))) {
            *names.entry(name.to_owned()).or_default() += 1;
        }
    }
    names
}

/// Public functions whose name stands nowhere else: nobody calls them.
fn uncalled(source: &Source, names: &BTreeMap<String, usize>) -> Vec<Found> {
    let mut found = Vec::new();
    for at in words(&source.code, "fn") {
        let before = source.code.get(..at).unwrap_or_default();
        let head = before.rsplit(['\n', ';', '{', '}']).next().unwrap_or_default();
        let name = name_at(&source.code, at + "fn ".len());
        let is_called = names.get(&name).is_some_and(|count| *count > 1);
        if !words(head, "pub").is_empty() && !name.is_empty() && !is_called {
            found.push(Found { line: source.line_of(at), text: format!("`{name}` is called nowhere") });
        }
    }
    found
}

#[test]
fn every_public_function_is_called() {
    let names = used_names(&sources(&["src", "tests", "fuzz"]));
    check_sources("public functions: each is called, if only by a test", |source| uncalled(source, &names));
    let with = |user: &'static str| {
        move |source: &Source| uncalled(source, &used_names(&[source.clone(), Source::new("src/y.rs", user)]))
    };
    catches(with("mod x;\npub use x::{one, two};"), "src/x.rs", 1, "pub const fn one() {}");
    allows(with("use x::one;"), "src/x.rs", "pub const fn one() {}\nfn two() {}");
}

/// Tests where none is run: nothing under these folders is compiled without the browser.
fn untried(source: &Source) -> Vec<Found> {
    if !["src/ui/", "src/web/", "src/bin/", "src/main.rs"].iter().any(|place| source.path.starts_with(place))
    {
        return Vec::new();
    }
    let at = words(&source.code, "cfg(test)");
    at.into_iter()
        .map(|at| Found { line: source.line_of(at), text: "a test that nobody runs".to_owned() })
        .collect()
}

#[test]
fn no_test_stands_where_none_is_run() {
    check_sources("tests: the core's stand beside it, the page's in tests/e2e", untried);
    catches(untried, "src/ui/kit/field.rs", 2, "fn f() {}\n#[cfg(test)]\nmod tests {}");
    allows(untried, "src/units/money.rs", "#[cfg(test)]\nmod tests {}");
}
