#![expect(clippy::expect_used, reason = "a test whose setting cannot be made has failed")]

use std::borrow::Cow;

use poolwise::billing::wire::{BookProblem, from_text, read, to_text, write};
use poolwise::billing::wording::{book_name, source};
use poolwise::billing::{Book, Currency, Day, Mark, Meters, Origin, Price, Tier, july_2016};
use poolwise::units::{BilledTime, Decimal, Problem};
use poolwise::words::Language;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Source: Microsoft FAQ of July 2016, price table; Azure Retail Prices API (third party) for the daily meters.
#[test]
fn microsofts_book_has_the_prices_of_july_2016() {
    let book = july_2016();
    let rows: Vec<String> = book
        .plans
        .iter()
        .map(|plan| {
            let overage = plan.overage.as_ref().map_or("stops".to_owned(), |overage| {
                format!("{}/{}", overage.per_hour.decimal(), overage.per_thousand.decimal())
            });
            format!(
                "{} {} {} {}h {}t {overage}",
                plan.tier.name(),
                plan.monthly.price.decimal(),
                plan.daily.as_ref().map_or(Decimal::NEGATIVE_ONE, |daily| daily.price.decimal()),
                plan.included.compute.hours(),
                plan.included.transactions,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "Dev/Test 0 0 2h 1000t stops",
            "S1 100 3.23 25h 100000t 2/0.5",
            "S2 1000 32.26 500h 2000000t 1.5/0.25",
            "S3 10000 322.58 12500h 50000000t 1/0.1",
        ]
    );
    let marks: Vec<Option<Mark>> =
        book.plans.iter().map(|plan| plan.daily.as_ref().map(|daily| daily.origin.mark)).collect();
    let third = Some(Mark::VerifiedByThirdParty);
    assert_eq!(marks, [Some(Mark::Inferred), third, third, Some(Mark::Inferred)]);
    assert_eq!(
        (book.pay_as_you_go.per_hour, book.pay_as_you_go.per_thousand),
        (Price::cents(200), Price::cents(50))
    );
}

fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut value: Value = serde_json::from_str(&write(&july_2016())).expect("written as JSON");
    change(&mut value);
    value.to_string()
}

/// The problems of a text, as `path: problem`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let problems = read(text).expect_err("refused");
    let shown: Vec<String> = problems
        .iter()
        .map(|at| {
            let problem = match &at.problem {
                BookProblem::Number(quantity, Problem::TooFine { .. }) => format!("{quantity:?} too fine"),
                BookProblem::Number(quantity, Problem::TooLarge { .. }) => format!("{quantity:?} too large"),
                BookProblem::Number(quantity, Problem::TooSmall { .. }) => format!("{quantity:?} too small"),
                BookProblem::Number(quantity, Problem::NotOneNumber(_)) => format!("{quantity:?} no number"),
                other => format!("{other:?}"),
            };
            format!("{}: {problem}", at.path)
        })
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn every_problem_is_reported_with_its_path() {
    let text = changed(|book| {
        book["id"] = json!("två ord");
        book["currency"] = json!("dollar");
        book["extra"] = json!(1);
        book["plans"][1]["monthly"]["price"] = json!("1e9");
        book["plans"][1]["included"]["transactions"] = json!(-1);
        book["plans"][2]["overage"]["per_compute_hour"] = json!("0.0000001");
        book["plans"][2]["daily"]["mark"] = json!("sure");
        book["plans"][3]["instances_at_most"] = json!(1_001);
        book["plans"][3]["monthly"] = json!(10_000);
        book["pay_as_you_go"]["source"] = json!("");
        book["pay_as_you_go"]["date"] = json!("2016-02-30");
    });
    check(
        &text,
        &[
            "extra: Unknown",
            "id: Id(\"två ord\")",
            "currency: Currency(\"dollar\")",
            "plans[1].monthly.price: Price no number",
            "plans[1].included.transactions: Transactions too small",
            "plans[2].daily.mark: Mark(\"sure\")",
            "plans[2].overage.per_compute_hour: Price too fine",
            "plans[3].instances_at_most: Instances too large",
            "plans[3].monthly: NotAnObject(Number)",
            "pay_as_you_go.source: TextLength { found: 0, most: 500 }",
            "pay_as_you_go.date: Date(\"2016-02-30\")",
        ],
    );
}

#[test]
fn shapes_that_are_no_book_are_refused() {
    check("", &[": Empty"]);
    check("{\"format\": }", &[": NotJson { line: 1, column: 12 }"]);
    check("[]", &[": NotAnObject(List)"]);
    check("null", &[": NotAnObject(Nothing)"]);
    check(&"[".repeat(100_001), &[": TooLong { found: 100001 }"]);
    check(&"[".repeat(90_000), &[": NotJson { line: 1, column: 128 }"]);
    check(
        "{}",
        &[
            "format: Missing",
            "id: Missing",
            "name: Missing",
            "currency: Missing",
            "date: Missing",
            "plans: Missing",
            "pay_as_you_go: Missing",
        ],
    );
    check(
        &changed(|book| book["format"] = json!("poolwise price book 2")),
        &["format: Format(\"poolwise price book 2\")"],
    );
    check(&changed(|book| book["plans"] = json!({})), &["plans: NotAList(Object)"]);
    check(&changed(|book| book["name"] = json!(true)), &["name: NotText(Truth)"]);
    check(&changed(|book| book["name"] = json!("a\nb")), &["name: ControlCharacters"]);
    check(&changed(|book| book["plans"][1]["plan"] = json!("S4")), &["plans[1].plan: Tier(\"S4\")"]);
    check(&changed(|book| book["plans"][2]["plan"] = json!("S1")), &["plans[2]: TierTwice(S1)"]);
    check(
        &changed(|book| book["plans"][1]["monthly"]["price"] = json!(null)),
        &["plans[1].monthly.price: NotANumber(Nothing)"],
    );
    let twice = write(&july_2016()).replacen("{", "{ \"id\": \"other\",", 1);
    check(&twice, &["id: Twice"]);
    let gone = changed(|book| {
        book["plans"][1].as_object_mut().expect("an object").remove("overage");
    });
    check(&gone, &["plans[1].overage: Missing"]);
}

#[test]
fn numbers_may_be_numbers_and_optional_fields_left_out() {
    let text = changed(|book| {
        book["plans"][1]["monthly"]["price"] = json!(100);
        book["plans"][2]["overage"]["per_thousand_transactions"] = json!(0.25);
        book["plans"][2]["included"]["compute_hours"] = json!(500.0);
        let plan = book["plans"][3].as_object_mut().expect("an object");
        plan.remove("daily");
        plan.remove("instances_at_most");
        let plans = book["plans"].as_array_mut().expect("a list");
        plans.reverse();
    });
    let mut expected = july_2016();
    expected.plans[3].daily = None;
    assert_eq!(read(&text), Ok(expected));
}

fn any_origin() -> impl Strategy<Value = Origin> {
    let date = (2000_u16..2200, 1_u8..=12, 1_u8..=28)
        .prop_map(|(year, month, day)| Day::read(&format!("{year}-{month:02}-{day:02}")).expect("a day"));
    ("[!-~åäö”]([ -~åäö”]{0,40}[!-~])?", date, prop::sample::select(Mark::ALL.to_vec()))
        .prop_map(|(source, date, mark)| Origin { source: Cow::Owned(source), date, mark })
}

fn any_price() -> impl Strategy<Value = Price> {
    (0_i64..=1_000_000_000_000).prop_map(|micros| Price::new(Decimal::new(micros, 6)).expect("within bounds"))
}

fn any_meters() -> impl Strategy<Value = Meters> {
    (any_price(), any_price(), any_origin()).prop_map(|(per_hour, per_thousand, origin)| Meters {
        per_hour,
        per_thousand,
        origin,
    })
}

pub(crate) fn any_book() -> impl Strategy<Value = Book> {
    let plan = (
        any_price(),
        any_origin(),
        0_u64..10_000_000_000_000,
        prop::option::of(any_meters()),
        0_u64..1_000_000_000,
    );
    let plans = prop::collection::vec((plan, prop::option::of(1_u32..=1_000), prop::bool::ANY), 4);
    (plans, any_meters(), "[A-Za-z0-9._-]{1,64}", prop::sample::subsequence(vec![0_usize, 1, 2, 3], 0..=4))
        .prop_map(|(plans, pay_as_you_go, id, kept)| {
            let mut book = july_2016();
            for (to, ((price, origin, steps, overage, transactions), most, daily)) in
                book.plans.iter_mut().zip(plans)
            {
                to.monthly.price = price;
                to.monthly.origin = origin;
                to.included.compute = BilledTime::from_ms(steps * 360);
                to.included.transactions = transactions;
                to.overage = overage;
                to.instances_at_most = most;
                to.daily = to.daily.take().filter(|_| daily);
            }
            book.plans.retain(|plan| {
                kept.contains(&Tier::ALL.iter().position(|tier| *tier == plan.tier).expect("a tier"))
            });
            book.id = Cow::Owned(id);
            book.pay_as_you_go = pay_as_you_go;
            book.currency = Currency::read("SEK").expect("a code");
            book
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is written is read back as it was.
    #[test]
    fn books_round_trip(book in any_book()) {
        prop_assert_eq!(from_text(&to_text(&book)), Some(book.clone()));
        prop_assert_eq!(read(&write(&book)), Ok(book));
    }

    /// A cut or changed text is another book or none; it never makes the reader panic.
    #[test]
    fn any_lines_are_a_book_or_none(book in any_book(), at in 0_usize..80, put in "[0-9a-zA-Z/ -]{0,12}", text in "(?s).{0,60}") {
        let _ = from_text(&text);
        let whole = to_text(&book);
        let mut lines: Vec<&str> = whole.split('\n').collect();
        let at = at % lines.len();
        if let Some(other) = from_text(&lines[..at].join("\n")) {
            // Only whole plans can be missing.
            prop_assert!(other.plans.len() < book.plans.len());
        }
        lines[at] = &put;
        if let Some(read) = from_text(&lines.join("\n")) {
            prop_assert_eq!(from_text(&to_text(&read)), Some(read));
        }
    }

    /// No text makes the reader panic.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}", cut in 0_usize..3_000, put in "[\\[\\]{}\",:0-9a-z]{0,3}") {
        let _ = read(&text);
        let mut book = write(&july_2016());
        let at = (0..=cut.min(book.len())).rev().find(|at| book.is_char_boundary(*at)).unwrap_or(0);
        book.insert_str(at, &put);
        let _ = read(&book);
    }
}

/// The built-in book's file stays in English, whatever language the page speaks; another book's texts stay as they are.
#[test]
fn the_built_in_book_is_told_in_the_users_language() {
    let book = july_2016();
    assert_eq!(book_name(&book, false, Language::English), book.name);
    assert_eq!(book_name(&book, false, Language::Swedish), "Microsoft, 15 juli 2016");
    let origins = book.plans.iter().flat_map(|plan| {
        let daily = plan.daily.iter().map(|daily| &daily.origin);
        daily.chain([&plan.monthly.origin, &plan.included.origin])
    });
    for origin in origins.chain([&book.pay_as_you_go.origin]) {
        assert_eq!(source(origin, Language::English), origin.source);
        assert_ne!(source(origin, Language::Swedish), origin.source);
    }
    // Other prices under the same name are not passed off as Microsoft's.
    let mut own = book;
    own.currency = Currency::read("SEK").unwrap();
    assert_eq!(book_name(&own, true, Language::English), "Microsoft’s book of 15 July 2016, changed");
    own.name = "Ours".into();
    own.pay_as_you_go.origin.source = "Our contract".into();
    assert_eq!(book_name(&own, true, Language::Swedish), "Ours");
    assert_eq!(source(&own.pay_as_you_go.origin, Language::Swedish), "Our contract");
}
