//! Numbers, links, documents and price books of the Cost page.

use poolwise::billing::july_2016;
use poolwise::billing::wire as book_wire;
use poolwise::billing::wording::book_problem;
use poolwise::cost::plan::wire as plan_wire;
use poolwise::cost::{BriefDraft, CostDraft, Pins, document as documents};
use poolwise::job_form;
use poolwise::share::link as links;
use poolwise::share::roster::Roster;
use poolwise::units::{Quantity, number as numbers};
use poolwise::words::{Figures, Language, quantity_problem};

use super::{said, text};

/// Any text is a number or is refused; what was read is written and read again as itself.
pub(super) fn number(bytes: &[u8]) {
    let text = text(bytes);
    if let Ok(value) = numbers::read(&text) {
        assert_eq!(numbers::read(&value.to_string()), Ok(value), "{text:?}");
    }
    for quantity in Quantity::ALL {
        match quantity.read(&text) {
            Ok(value) => {
                for language in Language::ALL {
                    assert!(!Figures(language).number(value, 6).is_empty());
                }
            }
            Err(problem) => {
                said(None, |language| quantity_problem(&problem, &quantity.bound(), language));
            }
        }
    }
}

/// Any fragment is fields or is refused; fields, a draft and scenarios are written and read again as themselves.
pub(super) fn link(bytes: &[u8]) {
    let text = text(bytes);
    let plain = links::unpacked(&text);
    if let Ok(fields) = links::read(&text) {
        let fragment = links::write(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        // Writing may be longer than what was read; only beyond the limit may it be refused.
        if fragment.len() <= links::LONGEST {
            assert_eq!(links::read(&fragment), Ok(fields), "{text:?}");
        }
    }
    for fragment in plain.iter().map(|plain| plain.as_ref()).chain([text.as_ref()]) {
        if let Ok(draft) = CostDraft::from_link(fragment) {
            let again = CostDraft::from_link(&draft.to_link());
            assert!(draft.to_link().len() > links::LONGEST || again.as_ref() == Ok(&draft), "{fragment:?}");
            let _ = draft.check();
        }
        if let Ok(pins) = Pins::from_link(fragment) {
            let part = pins.to_part();
            let all = [links::write([]), part].concat();
            assert!(
                all.len() > links::LONGEST || Pins::from_link(&all).as_ref() == Ok(&pins),
                "{fragment:?}"
            );
        }
        if let Ok(Some(draft)) = job_form::from_link(fragment) {
            let _ = job_form::to_link(&draft);
        }
        let _ = (Roster::from_text(fragment), BriefDraft::from_kept(fragment));
    }
}

/// Any text is a document of the Cost page or is refused with sentences; what was read is written and read again.
pub(super) fn document(bytes: &[u8]) {
    let text = text(bytes);
    match documents::import(&text) {
        Ok(imported) => {
            let book = imported.draft.book().unwrap_or_else(july_2016);
            let written = documents::export_inputs(&imported.draft, &book);
            let again = documents::import(&written).expect("what was written");
            // A grid is written shorter than it was typed, and means the same.
            assert_eq!(again.draft.check(), imported.draft.check(), "{text:?}");
            assert!(again.passed_over.is_empty(), "{:?}", again.passed_over);
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason: {text:?}");
            for problem in &problems {
                said(None, |language| documents::document_problem(problem, language));
            }
        }
    }
    // What workers and pages tell each other is text from outside, too.
    if let Some((id, found)) = plan_wire::found_from_json(&text) {
        assert!(plan_wire::found_from_json(&plan_wire::found_to_json(id, &found)).is_some(), "{text:?}");
    }
    let _ = (plan_wire::range_from_json(&text), plan_wire::outlooks_from_text(&text));
}

/// Any text is a price book or is refused with sentences; what was read is written and read again, long and short.
pub(super) fn book(bytes: &[u8]) {
    let text = text(bytes);
    match book_wire::read(&text) {
        Ok(book) => {
            assert_eq!(book_wire::read(&book_wire::write(&book)).as_ref(), Ok(&book), "{text:?}");
            assert_eq!(book_wire::from_text(&book_wire::to_text(&book)), Some(book), "{text:?}");
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason: {text:?}");
            for problem in &problems {
                said(None, |language| book_problem(problem, language));
            }
        }
    }
    if let Some(book) = book_wire::from_text(&text) {
        assert_eq!(book_wire::from_text(&book_wire::to_text(&book)), Some(book), "{text:?}");
    }
}
