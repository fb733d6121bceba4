use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::kit::effect;
use leptos::task::spawn_local;

use crate::billing::Currency;
use crate::cost::{Answer, CostDraft, CostField, FieldFault, Outlooks, answer, link_beside, pinned_part};
use crate::route::Route;
use crate::share::link::{self, LinkProblem};
use crate::web::storage::{self, Kept};
use crate::web::{bridge, keep, packing, page};

/// The Cost page's signals: the text of every field, and what one pure façade makes of them.
#[derive(Clone, Copy)]
pub(super) struct State {
    texts: StoredValue<Vec<RwSignal<String>>>,
    /// The text of all fields at once.
    pub(super) draft: Memo<CostDraft>,
    /// The currency of the prices, which labels name.
    pub(super) book_currency: Memo<Currency>,
    /// What a worker has simulated, and for which draft's link.
    pub(super) outlooks: RwSignal<(String, Outlooks)>,
    pub(super) outcome: Memo<Outcome>,
    /// What was wrong with the link by which the page was opened, if anything.
    pub(super) link_problem: RwSignal<Option<LinkProblem>>,
    /// The draft before "start over", for undo.
    pub(super) before_reset: RwSignal<Option<CostDraft>>,
    /// The pinned scenarios as their part of the link, carried along unread.
    pub(super) pins: RwSignal<String>,
    /// The fragment that the draft was last written down or read as.
    written: StoredValue<String>,
}

/// What the façade makes of the draft.
#[derive(Clone, PartialEq)]
pub(super) struct Outcome {
    /// The last answer that there was; stale when `faults` is not empty.
    pub(super) answer: Option<Arc<Answer>>,
    /// What is wrong with which field, in form order.
    pub(super) faults: Vec<FieldFault>,
}

impl State {
    /// The state that the address, or else this device, holds.
    pub(super) fn new() -> Self {
        let (draft, pins, link_problem) = opening();
        let texts: Vec<RwSignal<String>> =
            CostField::ALL.iter().map(|field| RwSignal::new(draft.text(*field).to_owned())).collect();
        let texts = StoredValue::new(texts);
        let draft = Memo::new(move |_| {
            let texts = texts.get_value();
            let mut texts = texts.iter();
            CostDraft::new(|_| texts.next().map(|text| text.get()).unwrap_or_default())
        });
        let outlooks = RwSignal::new((String::new(), Outlooks::default()));
        let outcome = Memo::new(move |last: Option<&Outcome>| match draft.with(CostDraft::check) {
            Ok(inputs) => {
                let simulated = outlooks.with(|(link, outlooks)| {
                    let fits = draft.with(|draft| draft.to_link() == *link);
                    if fits { outlooks.clone() } else { Outlooks::default() }
                });
                let answer = answer(&inputs.book, &inputs, &simulated);
                Outcome { answer: Some(Arc::new(answer)), faults: Vec::new() }
            }
            Err(faults) => Outcome { answer: last.and_then(|last| last.answer.clone()), faults },
        });
        let state = Self {
            texts,
            draft,
            book_currency: Memo::new(move |_| draft.with(CostDraft::book_currency)),
            outlooks,
            outcome,
            link_problem: RwSignal::new(link_problem),
            before_reset: RwSignal::new(None),
            pins: RwSignal::new(pins),
            written: StoredValue::new(String::new()),
        };
        state.keep();
        state.follow_address();
        state
    }

    /// The signal of a field's text.
    pub(super) fn text(self, field: CostField) -> RwSignal<String> {
        let at = CostField::ALL.iter().position(|one| *one == field).unwrap_or_default();
        self.texts.with_value(|texts| texts.get(at).copied()).unwrap_or_else(|| RwSignal::new(String::new()))
    }

    /// Whether the answer is older than the last key.
    pub(super) fn is_stale(self) -> bool {
        self.outcome.with(|outcome| !outcome.faults.is_empty())
    }

    /// Whether there is no answer, not even an older one.
    pub(super) fn has_no_answer(self) -> Signal<bool> {
        Signal::derive(move || self.outcome.with(|outcome| outcome.answer.is_none()))
    }

    /// Puts a whole draft into the fields.
    pub(super) fn fill(self, draft: &CostDraft) {
        for field in CostField::ALL {
            self.text(field).set(draft.text(field).to_owned());
        }
    }

    /// Back to the defaults, with the way back kept.
    pub(super) fn reset(self) {
        self.before_reset.set(Some(self.draft.get_untracked()));
        self.fill(&CostDraft::default());
    }

    /// Back to what stood before "start over".
    pub(super) fn undo_reset(self) {
        if let Some(draft) = self.before_reset.get_untracked() {
            self.fill(&draft);
        }
        self.before_reset.set(None);
    }

    /// Inputs and pinned scenarios as one fragment.
    fn link(self) -> String {
        self.draft.with(|draft| self.pins.with(|pins| link_beside(draft, pins)))
    }

    /// Reads the address again, after the user edited it or went back.
    pub(super) fn follow_address(self) {
        let fragment = page::fragment();
        if page::route() != Some(Route::Cost) || fragment == self.written.get_value() {
            return;
        }
        if fragment.starts_with(link::PACKED) {
            spawn_local(async move {
                match packing::turn(&fragment).await {
                    Some(plain) => self.follow(&plain),
                    None => self.link_problem.set(Some(LinkProblem::Damaged)),
                }
            });
        } else if !fragment.is_empty() {
            self.follow(&fragment);
        }
    }

    fn follow(self, fragment: &str) {
        match CostDraft::from_link(fragment) {
            Ok(draft) => {
                self.link_problem.set(None);
                self.fill(&draft);
                bridge::tell(bridge::Event::CostPins, &pinned_part(fragment));
            }
            Err(problem) => self.link_problem.set(Some(problem)),
        }
    }

    /// Keeps the draft on the device, and in the address once typing has settled.
    fn keep(self) {
        let touched = StoredValue::new(false);
        effect(move || {
            let link = self.link();
            if !touched.get_value() {
                touched.set_value(true);
                return;
            }
            let written = move |fragment: &str| self.written.set_value(fragment.to_owned());
            keep::keep(Kept::CostDraft, Route::Cost, link, link::PACK_ABOVE, written);
        });
    }
}

/// The inputs and the pinned scenarios of the address, or else of this device. A packed link is read when the page
/// stands: [`State::follow_address`].
fn opening() -> (CostDraft, String, Option<LinkProblem>) {
    let mut problem = None;
    keep::catch_up(Kept::CostDraft, Route::Cost);
    let fragment = page::fragment();
    let is_plain = !fragment.is_empty() && !fragment.starts_with(link::PACKED);
    if page::route() == Some(Route::Cost) && is_plain {
        match CostDraft::from_link(&fragment) {
            Ok(draft) => return (draft, pinned_part(&fragment), None),
            Err(found) => problem = Some(found),
        }
    }
    let kept = storage::load(Kept::CostDraft).unwrap_or_default();
    (CostDraft::from_link(&kept).unwrap_or_default(), pinned_part(&kept), problem)
}
