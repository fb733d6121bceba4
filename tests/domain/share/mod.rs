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
