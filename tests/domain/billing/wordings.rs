use poolwise::billing::wire::read;
use poolwise::billing::{
    Adjustment, Currency, Exchange, NotBilled, PlanChoice, Purchase, Ratio, Scenario, Services, Terms, Tier,
    Variable, Way, access, bill, break_even, july_2016, wording,
};
use poolwise::units::{Decimal, JobCount, MS_PER_HOUR, MS_PER_MINUTE, VmCount};
use poolwise::words::{BILLING, BREAK_EVEN, Language, PRICE_BOOK, Phrase};

use super::{hours, ms, plan, usage};

const BOTH: [Language; 2] = [Language::English, Language::Swedish];

#[track_caller]
fn check(said: impl Fn(Language) -> Vec<String>, english: &[&str], swedish: &[&str]) {
    for (language, expected) in BOTH.into_iter().zip([english, swedish]) {
        let said: Vec<String> =
            said(language).into_iter().map(|sentence| sentence.replace('\u{a0}', " ")).collect();
        assert_eq!(said, expected);
    }
}

#[test]
fn lines_say_their_arithmetic() {
    let sek = Exchange { currency: Currency::read("SEK").expect("a code"), rate: Decimal::new(95, 1) };
    let terms = Terms {
        other_use: usage(hours(10), 0),
        adjustment: Adjustment::new(Decimal::TEN, Decimal::new(25, 0), Some(sek)).expect("within bounds"),
        ..Terms::default()
    };
    let two = Purchase::Plan(plan(Tier::S1, 2));
    let bill = bill(&july_2016(), &terms, two, usage(hours(48), 1), None).expect("billed");
    check(
        |language| {
            let line = |line| wording::line_arithmetic(line, &bill, language);
            bill.lines.iter().map(line).collect()
        },
        &[
            "2 inst. × $100.00 a month × 0.9 (discount 10%) × 1.25 (markup 25%) × 9.5 SEK per USD = kr 2,137.50",
            "48 h + 10 h used by other services − 50 h included leaves 8 h; 8 h × $2.00 an hour × 0.9 (discount 10%) × 1.25 (markup 25%) × 9.5 SEK per USD = kr 171.00",
            "1 transaction, within 200,000 transactions included: kr 0.00",
        ],
        &[
            "2 inst. × 100,00 $ per månad × 0,9 (rabatt 10 %) × 1,25 (påslag 25 %) × 9,5 SEK per USD = 2 137,50 kr",
            "48 h + 10 h som andra tjänster använder − 50 h som ingår ger 8 h; 8 h × 2,00 $ per timme × 0,9 (rabatt 10 %) × 1,25 (påslag 25 %) × 9,5 SEK per USD = 171,00 kr",
            "1 transaktion, inom 200 000 transaktioner som ingår: 0,00 kr",
        ],
    );
}

#[test]
fn reasons_say_the_way_out() {
    let dev_test = Purchase::Plan(plan(Tier::DevTest, 1));
    let used = usage(ms(2 * MS_PER_HOUR + MS_PER_MINUTE * 30), 1_001);
    let stopped = bill(&july_2016(), &Terms::default(), dev_test, used, None).expect_err("stopped");
    check(
        |language| vec![wording::not_billed(&stopped, language)],
        &[
            "Dev/Test stops: 2.5 h used, 2 h included and 1,001 transactions used, 1,000 transactions included. Its services would stand still until the next period; choose a larger plan or run less",
        ],
        &[
            "Dev/Test stoppas: 2,5 h används, 2 h ingår och 1 001 transaktioner används, 1 000 transaktioner ingår. Tjänsterna skulle stå stilla till nästa period; välj en större plan eller kör mindre",
        ],
    );
    let many = NotBilled::TooManyInstances { asked: plan(Tier::S1, 1_001), at_most: 1_000 };
    check(
        |language| vec![wording::not_billed(&many, language)],
        &["1,001 instances of S1 are too many; at most 1,000. Choose fewer, or a larger plan"],
        &["1 001 instanser av S1 är för många; högst 1 000. Välj färre eller en större plan"],
    );
    let two = plan(Tier::S1, 2);
    check(
        |language| {
            Way::ALL
                .into_iter()
                .flat_map(|way| {
                    let paid = Some(plan(Tier::S2, 1));
                    let services = if way == Way::PoolOnPlan { Services::Classic } else { Services::New };
                    wording::access(&access(way, services, two, paid), two, language)
                })
                .collect()
        },
        &[
            "Takes a new (Resource Manager) web service to tie the pool to its plan. Classic services can then run on the pool too",
            "Takes a plan: 2 × S1",
            "Open: S2, which is paid, would be changed for 2 × S1",
            "Takes the service published as a classic one: pay-as-you-go cannot pay for a new service",
        ],
        &[
            "Kräver en ny (Resource Manager-baserad) webbtjänst som knyter poolen till sin plan. Sedan kan även klassiska tjänster köras på poolen",
            "Kräver en plan: 2 × S1",
            "Tillgängligt: S2, som är betald, byts mot 2 × S1",
            "Kräver att tjänsten publiceras som klassisk: en ny tjänst kan inte betalas per användning",
        ],
    );
}

#[test]
fn break_evens_are_sentences() {
    let scenario = Scenario {
        vms: VmCount(2),
        kept: hours(24),
        jobs: JobCount(1_000),
        per_job: ms(7 * MS_PER_MINUTE),
        plan: PlanChoice::one(Tier::S1),
        paid: None,
    };
    let ways = (Way::PoolOnPlan, Way::ClassicPayAsYouGo);
    let said = |scenario: Scenario, variable| {
        move |language| {
            let spans =
                break_even(&july_2016(), &Terms::default(), &scenario, ways, variable).expect("priced");
            wording::break_even(&spans, ways, variable, language)
        }
    };
    check(
        said(Scenario { jobs: JobCount(300), ..scenario }, Variable::MinutesPerJob),
        &[
            "Below 14.585 minutes: classic queue, pay-as-you-go costs less",
            "At 14.585 minutes: both cost the same",
            "Above 14.585 minutes: pool on plan costs less",
        ],
        &[
            "Under 14,585 minuter: klassisk kö utan plan kostar mindre",
            "Vid 14,585 minuter: båda kostar lika mycket",
            "Över 14,585 minuter: pool på plan kostar mindre",
        ],
    );
    // 100 + (2 h − 25) × 2 = 1,000 × 7/60 × 2 + 0.5.
    check(
        said(scenario, Variable::HoursKept),
        &[
            "Below ≈ 45.9583 hours: pool on plan costs less",
            "At ≈ 45.9583 hours: both cost the same",
            "Above ≈ 45.9583 hours: classic queue, pay-as-you-go costs less",
        ],
        &[
            "Under ≈ 45,9583 timmar: pool på plan kostar mindre",
            "Vid ≈ 45,9583 timmar: båda kostar lika mycket",
            "Över ≈ 45,9583 timmar: klassisk kö utan plan kostar mindre",
        ],
    );
    let dev_test = Scenario { plan: plan(Tier::DevTest, 1), kept: hours(1), ..scenario };
    check(
        said(dev_test, Variable::Vms),
        &[
            "Up to 2 VMs: pool on plan costs less",
            "From 3 VMs: only classic queue, pay-as-you-go runs; the plan of the other has stopped",
        ],
        &[
            "Till och med 2 virtuella datorer: pool på plan kostar mindre",
            "Från 3 virtuella datorer: bara klassisk kö utan plan går att köra; det andra alternativets plan har stoppats",
        ],
    );
}

#[test]
fn places_have_units() {
    for (at, variable, expected) in [
        (Ratio::whole(1), Variable::Jobs, "1 job"),
        (Ratio::whole(0), Variable::Jobs, "0 jobs"),
        (Ratio::whole(1), Variable::Vms, "1 VM"),
        (Ratio::new(1, 3).expect("a ratio"), Variable::HoursKept, "≈ 0.3333 hours"),
        (Ratio::new(1, 8).expect("a ratio"), Variable::Utilization, "12.5%"),
        (Ratio::new(2, 3).expect("a ratio"), Variable::Utilization, "≈ 66.67%"),
    ] {
        let said = wording::place(at, variable, Language::English);
        assert_eq!(said.replace('\u{a0}', " "), expected);
    }
}

#[test]
fn book_problems_name_their_place() {
    let text = r#"{"format": "x", "id": "å", "name": 1, "currency": "kr", "date": "now", "plans": [{"plan": "S9"}]}"#;
    let problems = read(text).expect_err("refused");
    let said: Vec<String> = problems.iter().map(|at| wording::book_problem(at, Language::English)).collect();
    assert_eq!(
        said,
        [
            "format: “x” is not a format that can be read; it is “poolwise price book 1”",
            "id: “å” is not an id; use letters a–z, digits, dot, hyphen and underscore",
            "name: a number where text is needed, in quotes",
            "currency: “kr” is not a currency code; write three letters such as USD",
            "date: “now” is not a date; write one such as 2016-07-15",
            "plans[0].plan: “S9” is not a plan; it is one of Dev/Test, S1, S2, S3",
            "plans[0].monthly: missing; every price book has this field",
            "plans[0].included: missing; every price book has this field",
            "plans[0].overage: missing; every price book has this field",
            "pay_as_you_go: missing; every price book has this field",
        ]
    );
}

/// Every phrase has the same holes in both languages, and every sentence is translated.
#[test]
fn languages_have_the_same_holes() {
    let fields = |language| -> Vec<(String, Vec<String>)> {
        let table =
            format!("{:?} {:?} {:?}", BILLING.of(language), BREAK_EVEN.of(language), PRICE_BOOK.of(language));
        let named = table.split(": Phrase(\"").collect::<Vec<_>>();
        let mut fields = Vec::new();
        for pair in named.windows(2) {
            let name = pair[0].rsplit([' ', '{']).next().unwrap_or_default().to_owned();
            let text = pair[1].split("\")").next().unwrap_or_default().to_owned();
            let leaked: &'static str = Box::leak(text.into_boxed_str());
            let mut holes: Vec<String> = Phrase(leaked).holes().into_iter().map(str::to_owned).collect();
            holes.sort();
            fields.push((name, holes));
        }
        fields
    };
    let english = fields(Language::English);
    assert!(english.len() > 30, "the table's phrases are found: {}", english.len());
    assert_eq!(english, fields(Language::Swedish));
}
