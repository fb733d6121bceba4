//! Word tables: both languages say the same with the same holes.

use std::collections::BTreeSet;

use crate::source::{Found, Source, matching};
use crate::{allows, catches, report, sources};

/// The `{holes}` of a phrase.
fn holes(text: &str) -> BTreeSet<String> {
    // `\u{a0}` is a character, no hole.
    text.replace("\\u{", "")
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .filter(|name| {
            !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        })
        .collect()
}

/// A field's literals within one language's block, in order.
#[derive(Debug)]
struct Entry {
    field: String,
    line: usize,
    text: String,
}

/// The block after `at`: up to the comma, or the closing bracket, that ends it.
fn block(source: &Source, at: usize) -> (usize, usize) {
    let mut end = at;
    let bytes = source.code.as_bytes();
    while end < bytes.len() {
        match bytes[end] {
            b'{' | b'(' | b'[' => {
                end = matching(&source.code, end).map_or(bytes.len(), |closing| closing + 1)
            }
            b',' | b'}' | b')' | b']' => break,
            _ => end += 1,
        }
    }
    (at, end)
}

fn entries(source: &Source, (start, end): (usize, usize)) -> Vec<Entry> {
    source
        .literals
        .iter()
        .filter(|literal| (start..end).contains(&literal.at))
        .map(|literal| {
            let before = source.code.get(start..literal.at).unwrap_or_default();
            let field = before
                .rsplit_once(':')
                .map(|(before, _)| {
                    before.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
                })
                .and_then(|name| name.map(ToOwned::to_owned))
                .unwrap_or_default();
            Entry { field, line: literal.line, text: literal.text.clone() }
        })
        .collect()
}

fn unlike_holes(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    let english = source.words("english:");
    let swedish = source.words("swedish:");
    let pairs: Vec<(usize, usize)> = english
        .iter()
        .filter(|at| !source.is_test_line(source.line_of(**at)))
        .filter_map(|at| swedish.iter().find(|other| *other > at).map(|other| (*at, *other)))
        .collect();
    for (english, swedish) in pairs {
        let ours = entries(source, block(source, english + "english:".len()));
        let theirs = entries(source, block(source, swedish + "swedish:".len()));
        if ours.len() != theirs.len() {
            let text = format!("{} texts in English, {} in Swedish", ours.len(), theirs.len());
            found.push(Found { line: source.line_of(swedish), text });
        }
        for (english, swedish) in ours.iter().zip(&theirs) {
            if english.field != swedish.field {
                let text = format!("`{}` stands where English has `{}`", swedish.field, english.field);
                found.push(Found { line: swedish.line, text });
                break;
            }
            if holes(&english.text) != holes(&swedish.text) {
                let text = format!(
                    "`{}` has the holes {:?} in Swedish, {:?} in English",
                    swedish.field,
                    holes(&swedish.text),
                    holes(&english.text)
                );
                found.push(Found { line: swedish.line, text });
            }
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_holes() {
    let mut findings = Vec::new();
    let mut tables = 0;
    for source in sources(&["src/words"]) {
        tables += source.words("swedish:").len();
        findings.extend(unlike_holes(&source).into_iter().map(|found| (source.path.clone(), found)));
    }
    assert!(tables > 2, "no word tables found");
    report("words: the same field has the same holes in both languages", &findings);

    let table = |swedish: &str| {
        format!(
            "static S: In<W> = In {{\n english: W {{ a: \"x\", b: Phrase(\"{{n}} of {{m}}\") }},\n swedish: W {{ {swedish} }},\n}};"
        )
    };
    let path = "src/words/x.rs";
    catches(unlike_holes, path, 3, &table("a: \"y\", b: Phrase(\"{n} av\")"));
    catches(unlike_holes, path, 3, &table("a: \"y\", b: Phrase(\"{n} av {antal}\")"));
    catches(unlike_holes, path, 3, &table("b: Phrase(\"{n} av {m}\"), a: \"y\""));
    catches(unlike_holes, path, 3, &table("b: Phrase(\"{n} av {m}\")"));
    allows(unlike_holes, path, &table("a: \"y\", b: Phrase(\"av {m}, {n}\")"));
    catches(unlike_holes, path, 1, "In { english: Phrase(\"{a}\"), swedish: Phrase(\"b\") }");
}

/// A sentence that is the same in both languages, and long enough to be one, was not translated.
fn untranslated(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    for (english, swedish) in source.words("english:").into_iter().zip(source.words("swedish:")) {
        let ours = entries(source, block(source, english + "english:".len()));
        let theirs = entries(source, block(source, swedish + "swedish:".len()));
        for (english, swedish) in ours.iter().zip(&theirs) {
            if english.text == swedish.text && english.text.split_whitespace().count() > 3 {
                found.push(Found {
                    line: swedish.line,
                    text: format!("“{}” in both languages", swedish.text),
                });
            }
        }
    }
    found
}

#[test]
fn swedish_is_swedish() {
    let mut findings = Vec::new();
    for source in sources(&["src/words"]) {
        findings.extend(untranslated(&source).into_iter().map(|found| (source.path.clone(), found)));
    }
    report("words: a sentence is written in both languages", &findings);
    let same = "In {\n english: \"This is a whole sentence\",\n swedish: \"This is a whole sentence\" }";
    catches(untranslated, "src/words/x.rs", 3, same);
    allows(
        untranslated,
        "src/words/x.rs",
        "In { english: \"Azure ML Studio\", swedish: \"Azure ML Studio\" }",
    );
}

/// Nouns in the plural, as they stand after a number, in both languages.
const PLURALS: &str = "VMs|VM hours|bodies|braces|bytes|cells|characters|columns|days|decimals|endpoints|\
    errors|hours|inputs|instance days|instances|jobs|minutes|paths|periods|charge periods|places|points|pools|repairs|\
    rows|scenarios|seconds|segments|sizes|transactions|values|wait|run|warnings|datorer|virtuella datorer|celler|\
    debiteringsperioder|decimaler|instanser|klamrar|kolumner|minuter|pooler|procentenheter|rader|rättningar|sekunder|\
    slutpunkter|storlekar|sökvägar|timmar|transaktioner|varningar|VM-timmar|värden";

/// Fields whose number is never 1 where they are said.
const NEVER_ONE: [(&str, &str); 5] = [
    (
        "it is over a limit",
        "book_text_length body_cut book_too_long document_too_long hand_over_too_many handed_too_many jobs_failed large \
         many_too_many name_too_long on_device period too_deep too_long too_many_columns too_many_instances \
         too_many_jobs too_many_rows too_many_segments too_many_slots too_many_vms",
    ),
    (
        "another field says one",
        "count_instance_days count_transactions errors_many repairs repairs_many warnings_many",
    ),
    (
        "it is more than there are",
        "overload_endpoints overload_endpoints_full overload_vms overload_vms_full single_for_ports",
    ),
    ("shorter times are said in hours", "left_days"),
    ("a simulation has many", "cancelled finished range_progress running simulated_range"),
];

/// A number that stands before a plural whatever it is says “1 VMs”.
fn plurals(source: &Source) -> Vec<Found> {
    let is_plural = |after: &str| {
        PLURALS.split('|').any(|noun| {
            let rest = after.strip_prefix(noun);
            rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '-'))
        })
    };
    let says = |text: &str| text.match_indices("} ").any(|(at, _)| is_plural(&text[at + 2..]));
    let is_never_one =
        |field: &str| NEVER_ONE.iter().any(|(_, fields)| fields.split_whitespace().any(|name| name == field));
    ["english:", "swedish:"]
        .into_iter()
        .flat_map(|language| source.words(language).into_iter().map(move |at| at + language.len()))
        .flat_map(|at| entries(source, block(source, at)))
        .filter(|entry| says(&entry.text) && !is_never_one(&entry.field))
        .map(|entry| Found { line: entry.line, text: format!("`{}`: “{}”", entry.field, entry.text) })
        .collect()
}

#[test]
fn one_is_never_said_in_the_plural() {
    let mut findings = Vec::new();
    for source in sources(&["src/words"]) {
        findings.extend(plurals(&source).into_iter().map(|found| (source.path.clone(), found)));
    }
    report(
        "words: a number and its noun come from `counted`, or the number stands after the noun",
        &findings,
    );
    let path = "src/words/x.rs";
    let table = |text: &str| format!("In {{\n english: W {{ a: Phrase(\"{text}\") }},\n swedish: W {{}} }}");
    catches(plurals, path, 2, &table("Stops {vms} VMs, {money} an hour."));
    allows(plurals, path, &table("Stops {vms}, {money} an hour; VMs: {vms}"));
}
