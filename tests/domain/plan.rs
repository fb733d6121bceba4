//! Tests of `poolwise::cost::plan`: what the planner's worker finds, and its messages.

use poolwise::billing::july_2016;
use poolwise::capacity::{cheapest, overload};
use poolwise::chart::Chart;
use poolwise::cost::plan::{Found, Order, PlanJob, Team, wire};
use poolwise::cost::{
    CostDraft, CostField as F, Outlooks, SEED, Speaker, answer, choice, cost_chart, distribution_chart,
    finish_chart, outlooks, pareto_chart, queue_chart, vms_chart,
};
use poolwise::units::VmCount;
use poolwise::wire::Message;
use poolwise::words::Language;

fn draft(texts: &[(F, &str)]) -> CostDraft {
    texts.iter().fold(CostDraft::default(), |draft, (field, text)| draft.with(*field, text))
}

/// Runs the job to its end, step by step; the timeline of any message is kept.
fn planned(draft: &CostDraft, budget: u64) -> Found {
    let inputs = draft.check().expect("no fault");
    let mut job = PlanJob::new(july_2016(), inputs, SEED, 95, true);
    let (mut timeline, mut done) = (None, 0);
    for _ in 0..1_000_000 {
        let goes_on = job.step(budget);
        let mut found = job.found(!goes_on);
        assert!(found.done >= done && found.done <= found.total, "{} of {}", found.done, found.total);
        done = found.done;
        timeline = timeline.or(found.timeline.take());
        if !goes_on {
            found.timeline = timeline;
            return found;
        }
    }
    panic!("it does not end");
}

/// 400 jobs of 6 minutes, a deadline of 12 hours: 4 VMs take 10 hours, 3 take 13.4.
#[test]
fn the_size_in_use_costs_what_the_page_says() {
    for keep in [choice::HOURS, choice::UNTIL_DONE, choice::ALWAYS] {
        let draft = draft(&[(F::Keep, keep), (F::Quota, "8")]);
        let found = planned(&draft, 1_000);
        assert_eq!(found.rows.len(), 8);
        for row in &found.rows {
            let draft = draft.clone().with(F::Vms, &row.vms.0.to_string());
            let inputs = draft.check().unwrap();
            let answer = answer(&july_2016(), &inputs, &outlooks(&inputs, 1));
            let offers = answer.comparison.expect("billed").offers;
            assert_eq!(row.cost_mean, offers[0].bill.as_ref().unwrap().total, "{keep} {:?}", row.vms);
        }
    }
}

#[test]
fn the_cheapest_size_meets_the_deadline() {
    let found = planned(&draft(&[(F::Keep, choice::UNTIL_DONE), (F::Quota, "64")]), 1_000_000);
    let best = cheapest(&found.rows, 95).expect("a size");
    assert!(best.vms >= VmCount(4), "3 VMs take longer than 12 hours: {best:?}");
    let timeline = found.timeline.expect("few jobs");
    assert!(!timeline.spans.is_empty() && !timeline.points.is_empty());
    assert_eq!(found.finishes.expect("finishes").counts, [1], "nothing is left to chance");
}

#[test]
fn chance_gives_a_distribution_that_refines() {
    let texts =
        [(F::Length, choice::EXPONENTIAL), (F::Jobs, "60"), (F::Quota, "6"), (F::Keep, choice::UNTIL_DONE)];
    let found = planned(&draft(&texts), 500);
    let distribution = found.finishes.as_ref().expect("finishes");
    assert!(distribution.counts.len() > 5);
    assert_eq!(distribution.counts.iter().sum::<u64>(), 400);
    let pool = found.outlooks.pool.as_ref().expect("an outlook");
    assert_eq!((pool.replications, pool.is_certain), (400, false));
    // The same seed, however it is cut into steps.
    assert_eq!(found, planned(&draft(&texts), 50_000));
}

/// A team of so many workers, whose messages come back in the order of their numbers.
fn planned_by(workers: usize, draft: &CostDraft, budget: u64) -> Found {
    let inputs = draft.check().expect("no fault");
    let (mut team, orders) = Team::new(&inputs, 95, workers, true);
    let job = |order: Order| {
        (order.worker, PlanJob::of_sizes(july_2016(), inputs.clone(), SEED, &order.sizes, order.outlooks))
    };
    let mut jobs: Vec<(usize, PlanJob)> = orders.into_iter().map(job).collect();
    while !jobs.is_empty() {
        for (worker, mut present) in std::mem::take(&mut jobs) {
            let goes_on = present.step(budget);
            let orders = team.hear(worker, present.found(!goes_on));
            assert!(!team.found().is_finished || (!goes_on && orders.is_empty() && jobs.is_empty()));
            if goes_on {
                jobs.push((worker, present));
            }
            jobs.extend(orders.into_iter().map(job));
        }
    }
    let found = team.found();
    assert!(found.is_finished);
    found
}

/// However many workers share a plan: the same rows, bit for bit, as of one job alone.
#[test]
fn workers_find_together_what_one_finds_alone() {
    for texts in [
        &[(F::Length, choice::EXPONENTIAL), (F::Jobs, "60"), (F::Quota, "6"), (F::Keep, choice::UNTIL_DONE)]
            [..],
        &[(F::Length, choice::LOGNORMAL), (F::Jobs, "3"), (F::Quota, "200"), (F::DoneHours, "0.2")],
        &[(F::Repeat, choice::DAY), (F::Minutes, "60"), (F::Keep, choice::ALWAYS), (F::Quota, "20")],
        &[(F::Plan, "Dev/Test"), (F::Quota, "3")],
        &[(F::Vms, "0"), (F::Quota, "5")],
    ] {
        let draft = draft(texts);
        let alone = planned(&draft, 5_000);
        for workers in [1, 2, 3] {
            assert_eq!(planned_by(workers, &draft, 5_000), alone, "{workers} workers, {texts:?}");
        }
    }
}

#[test]
fn sizes_that_cannot_keep_up_say_so() {
    // 400 jobs of 60 minutes a day are 400 hours a day: 16.7 VMs.
    let texts = [(F::Repeat, choice::DAY), (F::Minutes, "60"), (F::Keep, choice::ALWAYS), (F::Quota, "20")];
    let draft = draft(&texts);
    let found = planned(&draft, 1_000_000);
    let (vms, found_overload) = found.overloaded.expect("overloaded");
    assert_eq!(vms, VmCount(16));
    let at_16 = draft.with(F::Vms, "16").check().unwrap().pool_scenario().unwrap();
    assert_eq!(Some(found_overload), overload(&at_16));
    assert!(found.rows.iter().all(|row| row.vms > VmCount(16)));
}

#[test]
fn a_plan_that_stops_has_no_rows() {
    let found = planned(&draft(&[(F::Plan, "Dev/Test"), (F::Quota, "3")]), 1_000_000);
    assert_eq!((found.rows.len(), found.stopped), (0, 3));
}

#[test]
fn messages_come_back_as_they_were() {
    for texts in [
        &[(F::Length, choice::LOGNORMAL), (F::Jobs, "50"), (F::Quota, "5"), (F::Wait, choice::ASSUMED)][..],
        &[(F::Repeat, choice::DAY), (F::Minutes, "60"), (F::Quota, "20"), (F::Keep, choice::ALWAYS)],
        // Kept an hour for ten hours of jobs: most are never run.
        &[(F::Hours, "1"), (F::Quota, "4")],
        &[(F::Vms, "0")],
    ] {
        let found = planned(&draft(texts), 100_000);
        let (id, mut read) = wire::found_from_json(&wire::found_to_json(7, &found)).expect("a message");
        if let (Some(read), Some(sent)) = (&mut read.timeline, &found.timeline) {
            read.outcome = sent.outcome.clone();
        }
        assert_eq!((id, &read), (7, &found));
        let told = wire::outlooks_to_text("1&vms=0", &found.outlooks);
        assert_eq!(wire::outlooks_from_text(&told), Some(("1&vms=0".to_owned(), found.outlooks)));
    }
    let start =
        wire::Start { id: 3, link: "1&vms=4".to_owned(), seed: u64::MAX, sizes: vec![1, 64], outlooks: true };
    assert_eq!(wire::Start::from_json(&start.to_json()), Some(start));
    for damaged in ["", "{}", "[]", "null", "{\"id\":1}", "[\"a\",[1],null]"] {
        assert_eq!(wire::found_from_json(damaged), None);
        assert_eq!(wire::Start::from_json(damaged), None);
    }
    assert_eq!(wire::outlooks_from_text("1&vms=4"), None);
    assert_eq!(wire::outlooks_from_text("1&vms=4\n1 2 x\n").unwrap().1, Outlooks::default());
}

/// Charts of a plan in both languages: every row has a figure for each column, and every mark lies in the plot.
#[test]
fn charts_are_whole() {
    let usual =
        draft(&[(F::Length, choice::EXPONENTIAL), (F::Jobs, "60"), (F::Quota, "6"), (F::Provision, "5")]);
    let never_done = usual.clone().with(F::Arrive, choice::WEEKLY).with(F::Hours, "12");
    for (draft, is_done) in [(usual, true), (never_done, false)] {
        charts_of_a_plan_are_whole(&draft, is_done);
    }
}

fn charts_of_a_plan_are_whole(draft: &CostDraft, is_done: bool) {
    let found = planned(draft, 100_000);
    let inputs = draft.check().unwrap();
    for language in Language::ALL {
        let speaker = Speaker::new(language);
        let currency = july_2016().currency;
        let timeline = found.timeline.as_ref().expect("few jobs");
        // Where no size gets the jobs done, there is no finish to draw.
        let charts: [(Option<Chart>, bool); 6] = [
            (Some(cost_chart(&found.rows, &inputs, currency, speaker)), true),
            (finish_chart(&found.rows, &inputs, currency, speaker), is_done),
            (pareto_chart(&found.rows, &inputs, currency, speaker), is_done),
            (Some(vms_chart(timeline, speaker)), true),
            (Some(queue_chart(timeline, speaker)), true),
            (is_done.then(|| distribution_chart(found.finishes.as_ref().unwrap(), speaker)), is_done),
        ];
        for (chart, is_there) in charts {
            assert_eq!(chart.is_some(), is_there);
            let Some(chart) = chart else { continue };
            assert!(!chart.table.rows.is_empty(), "{}", chart.label);
            for row in &chart.table.rows {
                assert_eq!(row.cells.len(), chart.table.columns.len());
                assert!(row.at >= chart.x.from && row.at <= chart.x.to * 1.02, "{} {}", chart.label, row.at);
                assert!(row.heights.iter().all(|height| (chart.y.from..=chart.y.to).contains(height)));
            }
            for (x, y) in chart.series.iter().flat_map(|series| &series.points) {
                assert!(*x <= chart.x.to * 1.02 && *y <= chart.y.to, "{} {x} {y}", chart.label);
            }
            assert!((chart.y.from - 0.0).abs() < 1e-12, "{}", chart.label);
        }
    }
}
