//! Tests of `poolwise::cost`: from the text of the fields to bills, as the page and the command line do it.

use poolwise::billing::{Currency, NotBilled, Way, july_2016, wire};
use poolwise::cost::{
    Answer, CostDraft, CostField, Fault, Kind, Outlooks, PoolTime, answer, choice, field_said, outlooks,
};
use poolwise::share;
use poolwise::units::{BilledTime, Decimal};
use poolwise::words::{COST, Language};
use proptest::prelude::*;

fn draft(texts: &[(CostField, &str)]) -> CostDraft {
    texts.iter().fold(CostDraft::default(), |draft, (field, text)| draft.with(*field, text))
}

fn answered(draft: &CostDraft) -> Answer {
    let inputs = draft.check().expect("no fault");
    answer(&july_2016(), &inputs, &outlooks(&inputs, 20))
}

#[track_caller]
fn check(texts: &[(CostField, &str)], expected: [&str; 3]) {
    let answer = answered(&draft(texts));
    let totals = answer.comparison.expect("billed").offers.map(|offer| match offer.bill {
        Ok(bill) => bill.total.to_string(),
        Err(NotBilled::Stopped { .. }) => "stopped".to_owned(),
        Err(other) => format!("{other:?}"),
    });
    assert_eq!(totals, expected, "{texts:?}");
}

use CostField as F;

/// Source: "Azure Batch service for Studio jobs", 04/19/2017: 2 VMs for 24 hours and 4 VMs for 12 hours are both
/// billed 48 compute hours. On an otherwise unused S1: $100 + 23 h × $2.
#[test]
fn the_source_pages_two_pools_cost_the_same() {
    for (vms, hours) in [("2", "24"), ("4", "12")] {
        let answer = answered(&draft(&[(F::Vms, vms), (F::Hours, hours)]));
        assert_eq!(answer.pool_time, PoolTime::Exact(BilledTime::from_hours(48)));
        let pool = answer.comparison.unwrap().offers[0].clone();
        assert_eq!(pool.way, Way::PoolOnPlan);
        assert_eq!(pool.bill.unwrap().total.to_string(), "146.00");
    }
}

/// Source: Microsoft FAQ 06/02/2017: 3,100 jobs of 500 rows × 0.72 s at $2 an hour and $0.50 per 1,000 are $621.55;
/// 1,000,000 calls × 0.72 s are $900.
#[test]
fn the_faqs_examples() {
    let rows = [
        (F::Jobs, "3,100"),
        (F::Jobs, "3100"),
        (F::Length, choice::ROWS),
        (F::Rows, "500"),
        (F::Seconds, "0,72"),
    ];
    check(&rows, ["146.00", "670.00", "621.55"]);
    let daily = [
        (F::Repeat, choice::DAY),
        (F::Jobs, "100"),
        (F::Days, "31"),
        (F::Length, choice::ROWS),
        (F::Rows, "500"),
        (F::Seconds, "0.72"),
        (F::Keep, choice::HOURS),
        (F::Hours, "0"),
    ];
    check(&daily, ["100.00", "670.00", "621.55"]);
    let million = [
        (F::Jobs, "1 000 000"),
        (F::Length, choice::ROWS),
        (F::Rows, "1"),
        (F::Seconds, "0.72"),
        (F::Hours, "0"),
    ];
    check(&million, ["550.00", "900.00", "900.00"]);
}

#[test]
fn dev_test_stops_over_its_quantities() {
    check(&[(F::Plan, "Dev/Test")], ["stopped", "stopped", "80.20"]);
    check(&[(F::Plan, "Dev/Test"), (F::Jobs, "10"), (F::Hours, "0.5")], ["0.00", "0.00", "2.01"]);
}

#[test]
fn the_open_points_are_switches() {
    check(
        &[(F::PoolTransactions, choice::NO), (F::Jobs, "200000"), (F::Minutes, "0")],
        ["146.00", "150.00", "100.00"],
    );
    check(&[(F::PoolJobTime, choice::YES)], ["226.00", "130.00", "80.20"]);
    check(&[(F::PartialHours, choice::HOUR), (F::Hours, "11.25")], ["146.00", "130.00", "80.20"]);
    check(&[(F::OtherHours, "25")], ["196.00", "180.00", "80.20"]);
    check(&[(F::Period, choice::DAYS), (F::Days, "31")], ["146.13", "130.13", "80.20"]);
    check(&[(F::Discount, "10"), (F::Currency, "sek"), (F::Rate, "10")], ["1314.00", "1170.00", "721.80"]);
}

#[test]
fn a_pool_kept_until_done_is_billed_what_the_simulation_uses() {
    // 400 jobs of 6 minutes on 4 VMs: 10 hours on each, and 5 minutes of grace.
    let settled = answered(&draft(&[(F::Keep, choice::UNTIL_DONE)]));
    assert_eq!(settled.pool_time, PoolTime::Simulated(BilledTime::from_ms(4 * (600 + 5) * 60_000)));
    let outlook = settled.pool.unwrap().unwrap();
    assert_eq!(outlook.finish_ms_p95, Some(600 * 60_000));
    assert_eq!(outlook.chance.unwrap().estimate.to_string(), "1");
    // Before the simulation has come: not known yet.
    let inputs = draft(&[(F::Keep, choice::UNTIL_DONE)]).check().unwrap();
    let pending = answer(&july_2016(), &inputs, &Outlooks::default());
    assert_eq!(pending.pool_time, PoolTime::Pending);
    assert_eq!(pending.comparison, None);
}

/// Jobs that run when the kept hours end keep their VMs, which are billed until they are deleted: ten hours each, not the
/// hour for which they were asked (facts A.2). Hours that reach into the next occurrence's are not billed twice.
#[test]
fn a_pool_is_billed_until_its_vms_are_deleted() {
    let hours = |link: &str| {
        let inputs = CostDraft::from_link(link).unwrap().check().unwrap();
        let told = [Outlooks::default(), outlooks(&inputs, 400)].map(|outlooks| {
            let answer = answer(&july_2016(), &inputs, &outlooks);
            match answer.pool_time {
                PoolTime::Exact(time) | PoolTime::Simulated(time) => time.hours().normalize().to_string(),
                PoolTime::Pending => "pending".to_owned(),
            }
        });
        told.join(", then ")
    };
    assert_eq!(hours("1&jobs=40&minutes=600&hours=1&vms=40"), "40, then 400");
    assert_eq!(hours("1&hours=9.99"), "39.96, then 40");
    let grid = "1&keep=week-grid&vm-grid=4.0*167&repeat=week&jobs=40&minutes=600";
    assert!(hours(grid).starts_with("20, then 2"), "{}", hours(grid));
    assert_ne!(hours(grid), "20, then 20");
    // Where all is done in time, arithmetic says all.
    assert_eq!(hours("1"), "48, then 48");
    assert_eq!(hours("1&partial-hours=hour&hours=11.2&release=3"), "48, then 48");
    assert_eq!(hours("1&repeat=day&hours=30&vms=1&jobs=10"), "720, then 720");
    assert_eq!(hours("1&repeat=day&hours=48&vms=1&jobs=10"), "720, then 720");
    assert_eq!(hours("1&repeat=day&hours=24&vms=1&jobs=20&release=6"), "720, then 720");
    assert_eq!(hours("1&repeat=day&hours=24&vms=1&jobs=20&provision=6"), "719.9, then 719.9");
    // Provisioning never takes less than no time: the typical time is not the mean then.
    let spread = hours("1&provision=10&provision-spread=60");
    assert!(spread.starts_with("47.3333333333, then 46."), "{spread}");
}

#[test]
fn every_fault_is_reported_at_once_in_form_order() {
    let faulty =
        draft(&[(F::Currency, "kr"), (F::Vms, "-1"), (F::Jobs, "1,500"), (F::Rate, "0"), (F::Minutes, "")]);
    let faults = faulty.check().unwrap_err();
    let fields: Vec<CostField> = faults.iter().map(|fault| fault.field).collect();
    assert_eq!(fields, [F::Jobs, F::Minutes, F::Vms, F::Currency]);
    assert!(matches!(faults[3].fault, Fault::Currency(_)));
    // A field without a meaning beside the others is not asked.
    assert!(draft(&[(F::Rows, "many"), (F::Grace, "-5"), (F::WaitMinimum, "x")]).check().is_ok());
}

#[test]
fn verdicts_hold_at_most_25_words() {
    for language in Language::ALL {
        for texts in [
            &[][..],
            &[(F::Plan, "Dev/Test")],
            &[(F::Jobs, "0"), (F::Hours, "0")],
            &[(F::Jobs, "1000"), (F::Minutes, "60"), (F::Vms, "10"), (F::Hours, "100")],
            &[(F::Services, choice::NEW), (F::Plan, "Dev/Test")],
        ] {
            let answer = answered(&draft(texts));
            let speaker = poolwise::cost::Speaker::new(language);
            let verdict = speaker.verdict(&answer).expect("billed");
            assert!(verdict.split_whitespace().count() <= 25, "{verdict}");
            assert!(!verdict.contains('{'), "{verdict}");
        }
    }
}

fn any_text(field: CostField) -> BoxedStrategy<String> {
    match field.kind() {
        Kind::Number(quantity) => {
            let bound = quantity.bound();
            (0_i64..2_000_000)
                .prop_map(move |digits| {
                    Decimal::new(digits, bound.decimals).clamp(bound.minimum, bound.maximum).to_string()
                })
                .boxed()
        }
        Kind::OneOf(choices) => prop::sample::select(choices).prop_map(str::to_owned).boxed(),
        Kind::Currency => prop::sample::select(&["USD", "SEK", "EUR"][..]).prop_map(str::to_owned).boxed(),
        Kind::Week(quantity) => {
            crate::cost_inputs::any_week(quantity).prop_map(|week| week.to_text()).boxed()
        }
        Kind::History => crate::cost_inputs::any_past_jobs().prop_map(|past| past.to_text()).boxed(),
        Kind::Book => prop_oneof![
            Just(String::new()),
            crate::billing::books::any_book().prop_map(|book| wire::to_text(&book)),
        ]
        .boxed(),
    }
}

pub(crate) fn any_draft() -> impl Strategy<Value = CostDraft> {
    let texts: Vec<BoxedStrategy<String>> = F::ALL.iter().map(|field| any_text(*field)).collect();
    texts.prop_map(|texts| {
        let mut texts = texts.into_iter();
        CostDraft::new(|_| texts.next().unwrap_or_default())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A link restores every input.
    #[test]
    fn a_link_gives_back_the_draft(draft in any_draft()) {
        let link = draft.to_link();
        let back = CostDraft::from_link(&link).unwrap();
        prop_assert_eq!(back.to_link(), link.as_str());
        let packed = share::link::packed(&link);
        prop_assert_eq!(share::link::unpacked(&packed), Ok(link.as_str().into()));
        match (draft.check(), back.check()) {
            (Ok(before), Ok(after)) => prop_assert_eq!(before, after),
            (before, after) => prop_assert_eq!(before.is_err(), after.is_err()),
        }
    }

    /// Whatever is typed, in whichever field, is answered or refused at its field, and nothing panics.
    #[test]
    fn any_text_in_any_field_is_answered_or_refused(
        draft in any_draft(), at in 0..F::ALL.len(), text in "(?s).{0,24}",
    ) {
        let typed = draft.with(F::ALL[at], &text);
        let _ = CostDraft::from_link(&typed.to_link()).unwrap();
        match typed.check() {
            Err(faults) => prop_assert!(faults.iter().all(|fault| typed.asks(fault.field))),
            Ok(inputs) if inputs.jobs.0 < 2_000 && inputs.pool.vms.0 < 100 => {
                let _ = answer(&july_2016(), &inputs, &Outlooks::default());
            }
            Ok(_) => {}
        }
    }
}

/// The rate is from the currency of the prices, whatever that is: asked, named and used where the bill's is another.
#[test]
fn a_rate_is_from_the_books_own_currency() {
    let mut book = july_2016();
    book.currency = Currency::read("EUR").unwrap();
    let with_book = |texts: &[(F, &str)]| draft(texts).with(F::Book, &wire::to_text(&book));
    let said =
        |draft: &CostDraft, field: F| field_said(COST.of(Language::English), field, draft.book_currency());
    #[track_caller]
    fn check_bill(draft: &CostDraft, asks: bool, currency: &str, total: &str) {
        assert_eq!(draft.asks(F::Rate), asks);
        let inputs = draft.check().unwrap();
        let bill =
            answer(&inputs.book, &inputs, &Outlooks::default()).comparison.unwrap().offers[0].bill.clone();
        let bill = bill.unwrap();
        assert_eq!((bill.currency.code(), bill.total.to_string().as_str()), (currency, total));
    }
    let swedish = with_book(&[(F::Vms, "2"), (F::Hours, "24"), (F::Currency, "SEK"), (F::Rate, "11")]);
    check_bill(&swedish, true, "SEK", "1606.00");
    assert_eq!(said(&swedish, F::Rate)[0], "1 EUR is");
    assert_eq!(said(&swedish, F::Currency)[1], "Three letters. List prices are in EUR.");
    check_bill(&swedish.clone().with(F::Currency, "eur "), false, "EUR", "146.00");
    check_bill(&swedish.clone().with(F::Currency, "USD"), true, "USD", "1606.00");
    let dollars = draft(&[(F::Vms, "2"), (F::Hours, "24"), (F::Rate, "11")]);
    check_bill(&dollars, false, "USD", "146.00");
    check_bill(&dollars.clone().with(F::Currency, "EUR"), true, "EUR", "1606.00");
    assert_eq!(said(&dollars, F::Rate)[0], "1 USD is");
}
