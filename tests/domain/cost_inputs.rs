//! Tests of the Cost page's larger inputs: week grids, past jobs, price books of the user's own.

use poolwise::billing::{NotBilled, Price, Way, july_2016, wire};
use poolwise::capacity::{
    History, HistoryJob, HistoryReader, PAST_JOBS_LONGEST, PastJobs, history_wire::Imported,
};
use poolwise::cost::{
    Answer, Arrive, CostDraft, CostField as F, Fault, Figure, JobLength, Measure, NoAxis, PoolTime, Week,
    WeekProblem, answer, break_even, choice, figures, outlooks,
};
use poolwise::units::{BilledTime, JobCount, Quantity, Timestamp};
use poolwise::wire::Message;
use proptest::prelude::*;
use rust_decimal::prelude::ToPrimitive;

pub(crate) fn any_week(quantity: Quantity) -> impl Strategy<Value = Week> {
    let most = quantity.bound().maximum.to_u32().unwrap();
    let run = (prop_oneof![0..=3_u32, 0..=most], 1_usize..60);
    prop::collection::vec(run, 1..20).prop_map(|runs| {
        let mut hours = runs.into_iter().flat_map(|(value, count)| std::iter::repeat_n(value, count));
        Week::new(std::array::from_fn(|_| hours.next().unwrap_or_default()))
    })
}

pub(crate) fn any_past_jobs() -> impl Strategy<Value = PastJobs> {
    let job = (0_u64..3_000_000, 0_u64..900_000, prop::sample::select(vec![1_u64, 1_000]));
    let jobs = prop::collection::vec(job, 1..700);
    (jobs, 0_u64..2_000_000_000_000, prop::bool::ANY).prop_map(|(jobs, first, is_missing)| {
        let of = |(after, length, unit)| HistoryJob { after_ms: after * 1_000, length_ms: length * unit };
        let history = History::new(Timestamp::from_ms(first), jobs.into_iter().map(of).collect());
        PastJobs { history, is_missing }
    })
}

fn draft(texts: &[(F, &str)]) -> CostDraft {
    texts.iter().fold(CostDraft::default(), |draft, (field, text)| draft.with(*field, text))
}

fn answered(draft: &CostDraft) -> Answer {
    let inputs = draft.check().expect("no fault");
    answer(&inputs.book, &inputs, &outlooks(&inputs, 20))
}

fn past(jobs: &[(u64, u64)]) -> PastJobs {
    let jobs =
        jobs.iter().map(|(after_ms, length_ms)| HistoryJob { after_ms: *after_ms, length_ms: *length_ms });
    PastJobs::new(History::new(Timestamp::from_ms(0), jobs.collect()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn weeks_round_trip(week in any_week(Quantity::HourWeight)) {
        let text = week.to_text();
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_digit() || b".*".contains(&byte)), "{}", text);
        prop_assert_eq!(Week::read(&text, Quantity::HourWeight), Ok(week));
    }

    /// Any text is a week or a problem, and a week has one text.
    #[test]
    fn any_runs_are_a_week_or_none(text in "[0-9*.]{0,40}", any in "(?s).{0,30}") {
        let _ = Week::read(&any, Quantity::Vms);
        if let Ok(week) = Week::read(&text, Quantity::Vms) {
            prop_assert_eq!(Week::read(&week.to_text(), Quantity::Vms), Ok(week));
        }
    }

    /// With the jobs while that is short; without them, all that can be counted is still the same.
    #[test]
    fn past_jobs_round_trip(past in any_past_jobs(), cut in 0_usize..5_000) {
        let text = past.to_text();
        prop_assert!(text.len() <= PAST_JOBS_LONGEST);
        let read = PastJobs::read(&text).expect("just written");
        prop_assert_eq!(read.history.summary(), past.history.summary());
        prop_assert_eq!(read.is_missing, past.is_missing);
        prop_assert_eq!(read.to_text(), text.as_str());
        if read.history.has_jobs() {
            prop_assert_eq!(&read.history, &past.history);
        }
        // A cut text is another history or none, never the same with fewer jobs.
        if let Some(other) = text.get(..cut.min(text.len() - 1)).and_then(PastJobs::read) {
            prop_assert!(!other.history.has_jobs());
        }
        let bytes: Vec<u8> = past.history.to_bytes().flatten().collect();
        let back = History::from_bytes(past.history.summary(), &bytes);
        prop_assert_eq!(back.as_ref(), Some(&past.history));
        prop_assert_eq!(History::from_bytes(past.history.summary(), &bytes[16..]), None);
    }

    #[test]
    fn any_text_is_past_jobs_or_none(text in "!?[0-9.,~]{0,60}", any in "(?s).{0,40}") {
        let _ = (PastJobs::read(&text), PastJobs::read(&any));
    }

    /// What the worker tells arrives.
    #[test]
    fn imports_round_trip(text in "(submitted[,;\t]duration\n)?([0-9x:.,;\t\"\n TZ-]{0,12}\n?){0,20}") {
        let mut reader = HistoryReader::new();
        reader.feed(text.as_bytes());
        let import = reader.finish();
        let told = Imported::new(&import, "t".to_owned(), true, false, true, 7);
        let heard = Imported::from_json(&told.to_json()).expect("just written");
        prop_assert_eq!(&heard, &told);
        let read = heard.import();
        prop_assert_eq!(read.problems, import.problems);
        prop_assert_eq!(read.problem_count, import.problem_count);
        prop_assert_eq!(read.preview, import.preview);
    }

    /// What a grid is billed is what a simulation with jobs that take no time uses: the arithmetic is that of the VMs.
    #[test]
    fn a_grids_bill_is_its_vms_time(
        runs in prop::collection::vec((0..=4_u32, 2_usize..40), 2..12),
        provision in 0_u32..60, release in 0_u32..60, days in 1_u32..=31,
    ) {
        let mut hours = runs.into_iter().flat_map(|(value, count)| std::iter::repeat_n(value, count));
        let week = Week::new(std::array::from_fn(|_| hours.next().unwrap_or_default()));
        prop_assume!(week.peak() > 0);
        // A VM that is still being released when it is wanted again is wanted late: no such short breaks here.
        let breaks = week.hours().chunk_by(|a, b| a == b).filter(|run| run.len() < 2).count();
        prop_assume!(breaks == 0 && week.hours()[0] == week.hours()[167]);
        let draft = draft(&[
            (F::Keep, choice::WEEK_GRID), (F::VmGrid, &week.to_text()), (F::Jobs, "1"), (F::Minutes, "0"),
            (F::Repeat, choice::DAY), (F::Provision, &provision.to_string()), (F::Release, &release.to_string()),
            (F::Days, &days.to_string()),
        ]);
        let answer = answered(&draft);
        let Ok(Some(outlook)) = &answer.pool else { return Ok(()) };
        prop_assert_eq!(answer.pool_time, PoolTime::Exact(outlook.usage.billed));
    }
}

/// Four VMs on five days from 8 to 17, thirty days from a Monday: 22 such days.
#[test]
fn a_week_grid_is_billed_by_its_hours() {
    let answer = answered(&draft(&[(F::Keep, choice::WEEK_GRID), (F::Repeat, choice::DAY), (F::Jobs, "10")]));
    assert_eq!(answer.pool_time, PoolTime::Exact(BilledTime::from_hours(22 * 9 * 4)));
    assert_eq!(answer.inputs.pool.vms.0, 4);
    let always = draft(&[(F::Keep, choice::WEEK_GRID), (F::VmGrid, "2*168"), (F::Provision, "30")]);
    let hours = 2 * 30 * 24 - 1;
    assert_eq!(answered(&always).pool_time, PoolTime::Exact(BilledTime::from_hours(hours)));
    // An axis of the jobs there is, none of hours.
    let inputs = always.check().unwrap();
    assert!(break_even(&july_2016(), &inputs, poolwise::billing::Variable::Jobs).is_ok());
    assert_eq!(
        break_even(&july_2016(), &inputs, poolwise::billing::Variable::Vms).map(drop),
        Err(NoAxis::WeekGrid)
    );
}

#[test]
fn a_weekly_pattern_brings_jobs_in_its_hours_alone() {
    let friday_night = "0*118.1*2.0*48";
    let answer = answered(&draft(&[
        (F::Arrive, choice::WEEKLY),
        (F::Pattern, friday_night),
        (F::Jobs, "50"),
        (F::Keep, choice::UNTIL_DONE),
    ]));
    let outlook = answer.pool.unwrap().unwrap();
    let hour = 3_600_000;
    // Monday 00:00 + 118 h is Friday 22:00; 50 jobs of 6 minutes on 4 VMs take at most 1.3 hours longer than they come.
    assert!(outlook.finish_ms_p50.unwrap() > 118 * hour && outlook.finish_ms_p95.unwrap() < 122 * hour);
    assert!(!outlook.is_certain);
}

#[test]
fn past_jobs_are_replayed_and_billed_to_the_millisecond() {
    let text = past(&[(0, 90_000), (60_000, 30_500), (3_600_000, 10)]).to_text();
    let replay = [(F::Arrive, choice::HISTORY), (F::Length, choice::HISTORY), (F::History, &text)];
    let answer = answered(&draft(&replay));
    assert_eq!((answer.jobs, answer.inputs.jobs), (JobCount(3), JobCount(3)));
    assert_eq!(answer.inputs.arrive, Arrive::History);
    let classic = answer.classic.clone().unwrap().unwrap();
    assert!(classic.is_certain);
    assert_eq!(classic.finish_ms_p95, Some(3_600_010));
    assert_eq!(answer.inputs.length.of_jobs(JobCount(3)), Some(BilledTime::from_ms(120_510)));
    // The same by the summary alone: everything but whether and when they are done.
    let summary = text.split('~').next().unwrap();
    for (text, is_refused) in [(summary.to_owned(), false), (format!("!{summary}"), true)] {
        let far = draft(&replay).with(F::History, &text);
        let inputs = far.check().unwrap();
        assert!(inputs.lacks_jobs() && inputs.is_history_missing == is_refused);
        let known = answered(&far);
        let bills = |answer: &Answer| {
            let offers = &answer.comparison.as_ref().unwrap().offers;
            offers.iter().map(|offer| offer.bill.clone().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(bills(&known), bills(&answer), "{text}");
        assert_eq!(known.pool.as_ref().is_err(), is_refused);
        assert!(known.pool.is_err() || known.pool == Ok(None));
    }
    // The jobs that were kept elsewhere make it whole; another history's do not.
    let inputs = draft(&replay).with(F::History, summary).check().unwrap();
    assert!(inputs.clone().with_history(past(&[(0, 1)]).history).is_none());
    let whole = inputs.with_history(PastJobs::read(&text).unwrap().history).unwrap();
    assert_eq!(Some(whole), draft(&replay).check().ok());
}

/// Past jobs that are elsewhere keep a pool that lives until its jobs are done from being billed, and nothing else.
#[test]
fn without_its_jobs_a_pool_that_is_kept_until_they_are_done_has_no_price() {
    let text = past(&[(0, 90_000), (60_000, 30_500), (3_600_000, 10)]).to_text();
    let summary = text.split('~').next().unwrap();
    let of = |length: &str, history: &str| {
        answered(&draft(&[
            (F::Keep, choice::UNTIL_DONE),
            (F::Arrive, choice::HISTORY),
            (F::Length, length),
            (F::History, history),
        ]))
    };
    // Lengths that are drawn have an average without the jobs, too.
    for length in [choice::HISTORY, choice::LOGNORMAL] {
        let (here, elsewhere) = (of(length, &text), of(length, &format!("!{summary}")));
        let [here, elsewhere_bills] =
            [&here, &elsewhere].map(|answer| answer.comparison.as_ref().expect("three bills"));
        let tier = elsewhere.inputs.plan.tier;
        assert_eq!(elsewhere_bills.offers[0].bill, Err(NotBilled::TimeUnknown { tier }), "{length}");
        assert_eq!(elsewhere_bills.offers[1..], here.offers[1..], "{length}");
        assert!(!elsewhere_bills.cheapest.is_empty());
        let total = |figure: &Figure| (figure.way, figure.measure) == (Way::PoolOnPlan, Measure::Total);
        let word = figures(&elsewhere).iter().find(|figure| total(figure)).unwrap().value.word();
        assert_eq!(word, Some("unknown"));
    }
    // Until it is known where they are, it may still come.
    assert_eq!(of(choice::HISTORY, summary).comparison, None);
}

/// Lengths that are drawn have an average without the jobs, and so have break-evens.
#[test]
fn break_evens_of_drawn_lengths_need_no_past_jobs() {
    let text = past(&[(0, 90_000); 1_000]).to_text();
    let elsewhere = format!("!{}", text.split('~').next().unwrap());
    let of = |history: &str| {
        let of_field = [(F::Arrive, choice::HISTORY), (F::Length, choice::LOGNORMAL), (F::History, history)];
        let inputs = draft(&of_field).check().expect("no fault");
        break_even(&july_2016(), &inputs, poolwise::billing::Variable::HoursKept).map(|found| found.pairings)
    };
    assert!(of(&text).is_ok());
    assert_eq!(of(&elsewhere), of(&text));
}

#[test]
fn lengths_of_past_jobs_are_drawn_for_other_arrivals() {
    let text = past(&[(0, 60_000), (1, 180_000)]).to_text();
    let answer = answered(&draft(&[(F::Length, choice::HISTORY), (F::History, &text), (F::Jobs, "1000")]));
    assert_eq!(answer.inputs.length, JobLength::History { jobs: 2, total_ms: 240_000 });
    let offers = answer.comparison.unwrap().offers;
    let go = offers.iter().find(|offer| offer.way == Way::ClassicPayAsYouGo).unwrap();
    // 1,000 × 2 minutes at $2 an hour, and 1,000 transactions.
    assert_eq!(go.bill.as_ref().unwrap().total.to_string(), "67.17");
    assert!(!answer.pool.unwrap().unwrap().is_certain);
}

#[test]
fn what_is_missing_or_unreadable_is_a_fault_of_its_field() {
    #[track_caller]
    fn check(texts: &[(F, &str)], field: F, fault: Fault) {
        let faults = draft(texts).check().expect_err("a fault");
        assert_eq!(
            faults.iter().map(|fault| (fault.field, fault.fault.clone())).collect::<Vec<_>>(),
            [(field, fault)]
        );
    }
    check(&[(F::Arrive, choice::HISTORY)], F::History, Fault::NoHistory);
    check(&[(F::Length, choice::HISTORY), (F::History, "3.0.x")], F::History, Fault::NoHistory);
    check(&[(F::Book, "1\nours")], F::Book, Fault::NoBook);
    let short = Fault::Week(WeekProblem::NotAWeek { found: 7 });
    check(&[(F::Keep, choice::WEEK_GRID), (F::VmGrid, "1*7")], F::VmGrid, short.clone());
    check(&[(F::Arrive, choice::WEEKLY), (F::Pattern, "1*7")], F::Pattern, short);
    // What is not asked is not checked; what no field can hold is in no link.
    assert!(draft(&[(F::Pattern, "x"), (F::VmGrid, "x"), (F::History, "x")]).check().is_ok());
    assert_eq!(draft(&[(F::Pattern, "x"), (F::Book, "x"), (F::History, "x")]).to_link(), "");
}

#[test]
fn a_book_of_ones_own_prices_everything_and_travels() {
    let mut book = july_2016();
    book.plans[1].monthly.price = Price::whole(60);
    book.pay_as_you_go.per_hour = Price::whole(4);
    let own = draft(&[(F::Book, &wire::to_text(&book))]);
    let totals = |draft: &CostDraft| {
        let offers = answered(draft).comparison.unwrap().offers;
        offers.map(|offer| offer.bill.map(|bill| bill.total.to_string()).unwrap_or_default())
    };
    assert_eq!(totals(&CostDraft::default()), ["146.00", "130.00", "80.20"]);
    assert_eq!(totals(&own), ["106.00", "90.00", "160.20"]);
    let back = CostDraft::from_link(&own.to_link()).unwrap();
    assert_eq!(back.book(), Some(book));
}

/// A table of a million rows is in a worker's memory once, and its text is its summary.
#[test]
fn a_long_history_is_a_short_text() {
    let jobs =
        (0..100_000).map(|at| HistoryJob { after_ms: at * 2_000, length_ms: 1_000 + at % 7 }).collect();
    let past = PastJobs::new(History::new(Timestamp::from_ms(0), jobs));
    let text = past.to_text();
    assert!(text.len() < 80, "{text}");
    assert!(!PastJobs::read(&text).unwrap().history.has_jobs());
}
