//! `estimate` and `plan`: the page's façade and the command agree to the last bit.

use poolwise::billing::july_2016;
use poolwise::capacity::{History, HistoryJob, PastJobs};
use poolwise::cost::document;
use poolwise::cost::plan::{Found, PlanJob};
use poolwise::cost::{CostDraft, CostField as F, Kind, Pins, SEED, answer, choice};
use poolwise::units::{Decimal, Random, Seed, Timestamp};
use serde_json::{Value, json};

use super::{Scratch, ends, run};

fn draft(texts: &[(F, &str)]) -> CostDraft {
    texts.iter().fold(CostDraft::default(), |draft, (field, text)| draft.with(*field, text))
}

fn document_of(draft: &CostDraft) -> String {
    document::export_inputs(draft, &july_2016())
}

/// What the page's worker finds, and the document that the page exports of it.
fn by_the_page(draft: &CostDraft, percent: u32, all_sizes: bool) -> (String, Found) {
    let inputs = draft.check().expect("no fault");
    let book = (*inputs.book).clone();
    let mut job = PlanJob::new(book.clone(), inputs.clone(), SEED, percent, all_sizes);
    // The page's worker looks at its clock between steps of another size: that changes nothing.
    while job.step(777) {}
    let found = job.found(true);
    let answer = answer(&book, &inputs, &found.outlooks);
    let planned = all_sizes.then_some((&found, percent));
    (document::export(draft, &Pins::default(), &book, &answer, planned), found)
}

fn one_of(texts: &[&str], random: &mut Random) -> String {
    let at = usize::try_from(random.below(texts.len() as u64)).expect("a place");
    texts[at].to_owned()
}

/// Drafts of every kind, small enough to be simulated in a moment.
fn any_drafts(count: u64) -> Vec<CostDraft> {
    let mut random = Random::new(Seed(20_160_715));
    let mut drafts = Vec::new();
    while (drafts.len() as u64) < count {
        let draft = CostDraft::new(|field| match (field, field.kind()) {
            (F::Jobs, _) => random.below(10).to_string(),
            (F::Vms | F::Quota, _) => (1 + random.below(4)).to_string(),
            (F::Length, _) if random.below(3) > 0 => choice::FIXED.to_owned(),
            (F::Repeat, _) if random.below(8) > 0 => choice::ONCE.to_owned(),
            (F::Minutes | F::Median, _) => {
                Decimal::new(1 + random.below(200_000).cast_signed(), 4).to_string()
            }
            (_, Kind::Number(quantity)) => {
                let bound = quantity.bound();
                let digits = Decimal::new(random.below(300_000).cast_signed(), bound.decimals);
                digits.clamp(bound.minimum, bound.maximum).to_string()
            }
            (_, Kind::OneOf(choices)) => one_of(choices, &mut random),
            (_, Kind::Week(_) | Kind::History | Kind::Book) => field.default_text().to_owned(),
            (_, Kind::Currency) => one_of(&["USD", "SEK"], &mut random),
        });
        if draft.check().is_ok() {
            drafts.push(draft);
        }
    }
    drafts
}

#[test]
fn the_command_and_the_page_agree_to_the_last_bit() {
    let mut simulated = 0;
    for draft in any_drafts(14) {
        let (expected, found) = by_the_page(&draft, 0, false);
        simulated += u32::from(found.outlooks.pool.is_some());
        let ran = ends(&["estimate"], document_of(&draft), 0);
        assert_eq!(ran.out, expected, "{}", draft.to_link());
        assert_eq!(ran.told, "");
    }
    assert!(simulated > 8, "most drafts can be simulated: {simulated}");
}

#[test]
fn the_plan_and_the_page_agree_to_the_last_bit() {
    let (mut chosen, mut not) = (0, 0);
    // Chance may leave out an end, and another field in the form is another chance: both are added.
    let within = |hours| draft(&[(F::Jobs, "2"), (F::Vms, "1"), (F::Quota, "2"), (F::DoneHours, hours)]);
    let ends_of_it = [within("12"), within("0.0001")];
    for (at, draft) in any_drafts(6).iter().chain(&ends_of_it).enumerate() {
        let percent = [95, 50, 100, 1][at % 4];
        let (expected, _) = by_the_page(draft, percent, true);
        let ran = run(&["plan", "--percent", &percent.to_string()], document_of(draft));
        assert_eq!(ran.out, expected, "{}", draft.to_link());
        let has_size = !ran.json()["results"]["planner"]["chosen_vms"].is_null();
        assert_eq!((ran.code, ran.told.is_empty()), if has_size { (0, true) } else { (4, false) }, "{ran:?}");
        *(if has_size { &mut chosen } else { &mut not }) += 1;
    }
    assert!(chosen > 0 && not > 0, "both ends are met: {chosen}, {not}");
}

/// Source: "Azure Batch service for Studio jobs", 04/19/2017: 2 VMs for 24 hours are billed 48 compute hours. On an
/// otherwise unused S1: $100 + 23 h × $2.
#[test]
fn a_file_standard_input_and_a_link_say_the_same() {
    let draft = draft(&[(F::Vms, "2"), (F::Hours, "24")]);
    let file = Scratch::file(document_of(&draft));
    let from_file = ends(&["estimate", file.path()], "", 0);
    assert_eq!(from_file.json()["results"]["ways"][0]["bill"]["total"], "146.00");
    for (arguments, input) in [
        (vec!["estimate"], document_of(&draft)),
        (vec!["estimate", "-"], document_of(&draft)),
        (vec!["estimate", "--link", "https://example.org/#1&vms=2&hours=24"], String::new()),
        (vec!["estimate", "--link", "1&vms=2&hours=24"], String::new()),
        // What it printed is a document again.
        (vec!["estimate"], from_file.out.clone()),
        (vec!["estimate"], format!("\u{feff}{}", document_of(&draft).replace('\n', "\r\n"))),
    ] {
        assert_eq!(ends(&arguments, input, 0).out, from_file.out, "{arguments:?}");
    }
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(document_of(&draft).encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(ends(&["estimate"], utf16, 0).out, from_file.out);
}

#[test]
fn examples_are_what_the_commands_take() {
    for command in ["estimate", "plan"] {
        let example = ends(&[command, "--example"], "", 0).out;
        assert_eq!(document::import(&example).unwrap().draft, CostDraft::default());
        let printed = ends(&[command], &example, 0).json();
        assert_eq!(printed["results"]["planner"].is_null(), command == "estimate");
    }
}

#[test]
fn a_limit_is_held_or_not() {
    let example = document_of(&CostDraft::default());
    // Pay-as-you-go is the cheapest: 40 h × $2 + 400 × $0.0005.
    let within = ends(&["estimate", "--at-most", "80.20"], &example, 0);
    assert_eq!(within.told, "");
    let over = ends(&["estimate", "--at-most", "80,19"], &example, 4);
    assert_eq!(over.told.replace('\u{a0}', " "), "the cheapest way adds $80.20, more than $80.19\n");
    assert_eq!(over.out, within.out);
    let none_open = document_of(&draft(&[(F::Services, choice::NEW), (F::Plan, "Dev/Test")]));
    let said = ends(&["estimate", "--at-most", "1000"], none_open, 4).told;
    assert!(said.contains("no way is open"), "{said}");
}

#[test]
fn no_size_is_an_answer_too() {
    let late = document_of(&draft(&[(F::DoneHours, "1"), (F::Quota, "3")]));
    let ran = ends(&["plan", "--language", "sv"], late, 4);
    assert!(ran.told.starts_with("ingen poolstorlek upp till 3"), "{}", ran.told);
    assert_eq!(ran.json()["results"]["planner"]["rows"].as_array().unwrap().len(), 3);
}

#[test]
fn what_is_wrong_names_its_field() {
    let wrong = json!({
        "format": "poolwise cost", "version": 1, "notes": 1,
        "inputs": { "vms": "-1", "plan": "S9", "jobs": [1], "minutes": "1,500" },
    })
    .to_string();
    for command in ["estimate", "plan"] {
        let ran = ends(&[command], &wrong, 1);
        assert_eq!(ran.out, "");
        assert_eq!(
            ran.told,
            "error: inputs.jobs: a list where text or a number is needed\n\
             error: inputs.plan: “S9” is not a choice here; it is one of Dev/Test, S1, S2, S3\n\
             error: inputs.minutes: “1,500” can mean two numbers; which one?\n\
             error: inputs.vms: -1 is too small; the smallest is 0 VMs\n"
        );
        let ran = ends(&[command, "--json"], &wrong, 1);
        assert_eq!(ran.told, "");
        let problems = ran.json()["problems"].clone();
        let fields: Vec<&Value> =
            problems.as_array().unwrap().iter().map(|problem| &problem["field"]).collect();
        assert_eq!(fields, ["jobs", "plan", "minutes", "vms"]);
        assert_eq!(problems[3]["path"], "inputs.vms");
    }
    let swedish = ends(&["estimate", "--language", "sv-SE"], &wrong, 1).told;
    assert!(
        swedish.contains("fel: inputs.jobs: en lista där det ska vara text eller ett tal\n"),
        "{swedish}"
    );
    let passed_over = ends(
        &["estimate"],
        wrong
            .replace("\"vms\":\"-1\"", "\"vm\":1")
            .replace("S9", "S2")
            .replace("[1]", "1")
            .replace("1,500", "15"),
        0,
    );
    assert_eq!(
        passed_over.told,
        "notes is not known here and was passed over\ninputs.vm is not known here and was passed over\n"
    );
}

/// A link holds what is known of past jobs, not the jobs: only the device that read them can simulate them.
#[test]
fn past_jobs_that_are_elsewhere_are_told() {
    let jobs =
        (0..40).map(|at| HistoryJob { after_ms: at * 60_000, length_ms: 90_000 + at % 7 * 30_000 }).collect();
    let past = PastJobs::new(History::new(Timestamp::from_ms(0), jobs)).to_text();
    let with = |text: &str| draft(&[(F::Length, choice::HISTORY), (F::History, text)]);
    let here = with(&past);
    assert_eq!(ends(&["estimate"], document_of(&here), 0).out, by_the_page(&here, 0, false).0);
    let elsewhere = with(past.split('~').next().unwrap());
    let ran = ends(&["estimate"], document_of(&elsewhere), 0);
    assert!(ran.told.contains("past jobs"), "{}", ran.told);
    assert!(ran.json()["results"]["outlooks"]["pool"]["outlook"].is_null());
    assert_eq!(ran.out, by_the_page(&elsewhere, 0, false).0);
}

#[test]
fn links_that_are_damaged_are_refused() {
    for (link, part) in [
        ("https://example.org/#1&vms", "damaged"),
        ("https://example.org/", "damaged"),
        ("9&vms=2", "newer version"),
        ("2&AAAA", "damaged"),
    ] {
        let ran = ends(&["estimate", "--link", link], "", 1);
        assert!(ran.told.contains(part), "{link}: {}", ran.told);
        assert_eq!(ran.out, "");
    }
    let out_of_bounds = ends(&["plan", "--link", "1&vms=99999"], "", 1);
    assert!(
        out_of_bounds.told.starts_with("error: inputs.vms: 99,999 is too large"),
        "{}",
        out_of_bounds.told
    );
}
