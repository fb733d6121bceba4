//! Tests of what every part says alike: lengths of time, and numbers with their nouns.

use poolwise::service::{Notice, PoolId, Refusal, notice_sentence, refusal_sentence};
use poolwise::units::{Decimal, Problem, Quantity, Unit, VmCount};
use poolwise::words::{Language, counted, duration, quantity_problem, unit};
use proptest::prelude::*;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

fn english(ms: u64) -> String {
    duration(ms, Language::English).replace('\u{a0}', " ")
}

/// The number and the length of each unit that a length of time is written in.
fn parts(written: &str) -> Vec<(Decimal, u64)> {
    let words: Vec<&str> = written.split(' ').collect();
    words
        .chunks(2)
        .map(|pair| {
            let length = match pair[1] {
                "s" => SECOND,
                "min" => MINUTE,
                "h" => HOUR,
                "day" | "days" => DAY,
                other => panic!("{other} in {written}"),
            };
            (pair[0].replace(',', "").parse().expect("a number"), length)
        })
        .collect()
}

#[test]
fn a_length_of_time_is_rounded_before_its_unit_is_chosen() {
    assert_eq!(english(59_800), "1 min");
    assert_eq!(english(3_599_600), "1 h");
    assert_eq!(english(86_370_000), "1 day");
    assert_eq!(english(59_400), "59 s");
    assert_eq!(english(3_599_400), "59 min 59 s");
    assert_eq!(english(86_369_000), "23 h 59 min");
}

proptest! {
    /// No part reaches the next unit (no `60 s`, no `24 h`), and what is written is what it was, but for rounding.
    #[test]
    fn a_length_of_time_carries(
        ms in prop_oneof![
            0..2 * MINUTE,
            0..2 * HOUR,
            0..3 * DAY,
            0..1_000 * DAY,
            (1_u64..200, 1_u64..1_000).prop_map(|(hours, before)| hours * HOUR - before),
            (1_u64..30, 1_u64..60_000).prop_map(|(days, before)| days * DAY - before),
        ],
    ) {
        let written = english(ms);
        let parts = parts(&written);
        for (number, length) in &parts {
            let next = [(SECOND, 60_u64), (MINUTE, 60), (HOUR, 24)].into_iter().find(|(unit, _)| unit == length);
            let reaches = next.is_some_and(|(_, many)| *number >= Decimal::from(many));
            prop_assert!(!reaches, "{ms} ms: {written}");
        }
        let told: Decimal = parts.iter().map(|(number, length)| number * Decimal::from(*length)).sum();
        let smallest = match parts[0].1 {
            _ if ms < 10 * SECOND => 10,
            SECOND | MINUTE => SECOND,
            HOUR => MINUTE,
            _ => HOUR,
        };
        let off = (told - Decimal::from(ms)).abs();
        prop_assert!(off * Decimal::TWO <= Decimal::from(smallest), "{ms} ms: {written}");
    }
}

/// What is said of one: with every unit that has a name, and in the sentences that a small pool meets.
#[test]
fn one_is_said_in_the_singular() {
    let said = |of: Unit, language: Language| counted(Decimal::ONE, of, language);
    let english: Vec<String> = Quantity::ALL.map(|it| said(it.bound().unit, Language::English)).into();
    for quantity in Quantity::ALL {
        let of = quantity.bound().unit;
        if !matches!(of, Unit::Percent | Unit::Money | Unit::Plain) {
            assert_ne!(
                said(of, Language::English),
                format!("1 {}", unit(of, Language::English)),
                "{quantity:?}"
            );
        }
    }
    for wanted in ["1 VM", "1 hour", "1 minute", "1 second", "1 day", "1 job", "1 row", "1 instance", "1"] {
        assert!(english.iter().any(|it| it == wanted), "{wanted} in {english:?}");
    }
    assert_eq!(said(Unit::Vms, Language::Swedish), "1 virtuell dator");
    assert_eq!(said(Unit::Days, Language::Swedish), "1 dygn");
    let half = |language| counted(Decimal::new(5, 1), Unit::Hours, language);
    assert_eq!([half(Language::English), half(Language::Swedish)], ["0.5 hours", "0,5 timmar"]);

    let bound = Quantity::Instances.bound();
    let small = Problem::TooSmall { found: Decimal::ZERO, bound };
    let sentence = quantity_problem(&small, &bound, Language::English);
    assert_eq!(sentence, "0 is too small; the smallest is 1 instance");

    let pool = PoolId::read("nightly").expect("an id");
    let steady = |language| notice_sentence(&Notice::PoolSteady(pool.clone(), VmCount(1)), None, language);
    assert_eq!(steady(Language::English), "Pool nightly has 1 VM.");
    assert_eq!(steady(Language::Swedish), "Pool nightly har 1 virtuell dator.");
    let idle = Notice::PoolIdle { pool: pool.clone(), idle_ms: MINUTE };
    let idle = notice_sentence(&idle, None, Language::English);
    assert!(idle.contains("for 1 minute."), "{idle}");
    let full = Refusal::TooManyPools { have: 1, allowed: 1 };
    let full = refusal_sentence(&full, Language::English);
    assert!(full.starts_with("the account has 1 pool and may have 1;"), "{full}");
}
