//! Tests of `poolwise::share`.

mod zip;

use poolwise::share::link::{self, LinkProblem};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_link_gives_back_what_it_was_given(fields in prop::collection::vec(("[^\\x00]{0,12}", "(?s).{0,40}"), 0..6)) {
        let written = link::write(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        prop_assert!(written.is_ascii());
        prop_assert!(!written.contains([' ', '#', '"', '<', '>']));
        prop_assert_eq!(link::read(&written), Ok(fields));
    }

    #[test]
    fn no_fragment_makes_the_reader_panic(fragment in "(?s).{0,80}") {
        let _ = link::read(&fragment);
        let _ = link::read(&format!("1&{fragment}"));
    }

    #[test]
    fn a_cut_link_is_read_up_to_the_cut_or_said_to_be_damaged(cut in 0_usize..40) {
        let whole = link::write([("vms", "4"), ("note", "å b"), ("hours", "12.5")]);
        match link::read(whole.get(..cut).unwrap_or(&whole)) {
            Ok(fields) => prop_assert!(fields.len() <= 3),
            Err(problem) => prop_assert_eq!(problem, LinkProblem::Damaged),
        }
    }
}

proptest! {
    #[test]
    fn a_packed_link_gives_back_what_it_was_given(fields in prop::collection::vec(("[^\\x00]{0,12}", "(?s).{0,300}"), 0..9)) {
        let written = link::write(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let packed = link::packed(&written);
        prop_assert_eq!(packed.starts_with(link::PACKED), written.len() > link::PACK_ABOVE);
        prop_assert!(packed.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_&=.~,:;*!%".contains(&byte)));
        let unpacked = link::unpacked(&packed).expect("it was just packed");
        prop_assert_eq!(link::read(&unpacked), Ok(fields));
    }

    /// A cut packed link is never taken for a shorter one.
    #[test]
    fn a_cut_packed_link_is_damaged(cut in 0.0..1.0_f64) {
        let long: String = (0..300).map(|number| format!("{},", number * number)).collect();
        let whole = link::write([("grid", long.as_str())]);
        let packed = link::packed(&whole);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short text")]
        let cut = (2.0 + cut * (packed.len() as f64 - 3.0)) as usize;
        match link::unpacked(&packed[..cut]) {
            Err(problem) => prop_assert_eq!(problem, LinkProblem::Damaged),
            // The last letter may hold nothing but the compressor's padding.
            Ok(fragment) => prop_assert!(cut == packed.len() - 1 && fragment == whole),
        }
    }

    #[test]
    fn no_packed_fragment_makes_the_reader_panic(fragment in "[A-Za-z0-9_-]{0,200}", any in "(?s).{0,80}") {
        let _ = link::unpacked(&format!("2&{fragment}"));
        let _ = link::unpacked(&format!("2&{any}"));
    }
}

/// What earlier versions wrote is read for ever; the packed ones were written by zlib, as Chromium does.
#[test]
fn old_links_stay_readable() {
    let check = |fragment: &str, expected: &[(&str, &str)]| {
        let unpacked = link::unpacked(fragment).expect("readable");
        let expected: Vec<(String, String)> =
            expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(link::read(&unpacked), Ok(expected), "{fragment}");
    };
    check("1&vms=2&hours=24", &[("vms", "2"), ("hours", "24")]);
    check("1&note=a%20b+c", &[("note", "a b c")]);
    check("2&M1Qryy22NQEA", &[("vms", "4")]);
    let night = [&"0.".repeat(8), &"4.".repeat(9), &"0.".repeat(7)].map(String::as_str).concat();
    let grid = night.repeat(7);
    check(
        "2&M1RLL8pMsTXQQ4UmGBBdxah6JKiWl1-SaqvqbKzqaKpqZJAEAA",
        &[("grid", &grid[..grid.len() - 17]), ("note", "å b")],
    );
}

/// A few bytes that would fill the memory are refused before they do.
#[test]
fn a_bomb_is_refused() {
    let bomb = link::write([("note", "x".repeat(link::LONGEST * 50).as_str())]);
    let packed = link::packed(&bomb);
    assert!(packed.len() < link::LONGEST / 2, "{}", packed.len());
    assert!(matches!(link::unpacked(&packed), Err(LinkProblem::TooLong { .. })));
    let long = format!("2&{}", "A".repeat(link::LONGEST));
    assert_eq!(link::unpacked(&long), Err(LinkProblem::TooLong { found: long.len() }));
    for damaged in ["2&", "2&A", "2&AAAA=", "2&????", "2&AAAA&x=1"] {
        assert_eq!(link::unpacked(damaged), Err(LinkProblem::Damaged), "{damaged}");
    }
}

#[test]
fn what_is_no_link_is_said_to_be_none() {
    assert_eq!(link::read(""), Ok(vec![]));
    assert_eq!(link::read("main"), Err(LinkProblem::Damaged));
    assert_eq!(link::read("1&vms"), Err(LinkProblem::Damaged));
    assert_eq!(link::read("1&vms=%4"), Err(LinkProblem::Damaged));
    assert_eq!(link::read("1&vms=%ff"), Err(LinkProblem::Damaged));
    assert_eq!(link::read("0&vms=1"), Err(LinkProblem::Damaged));
    assert_eq!(link::read("2&vms=1"), Err(LinkProblem::TooNew { found: 2 }));
    let long = format!("1&a={}", "x".repeat(link::LONGEST));
    assert_eq!(link::read(&long), Err(LinkProblem::TooLong { found: long.len() }));
}
