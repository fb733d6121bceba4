use leptos::prelude::*;
use leptos::task::spawn_local;

use super::drawing::{Drawing, is_shown};
use super::keeping::Keeping;
use super::more::More;
use super::rows::Rows;
use super::terms::Terms;
use crate::emulator::Situation;
use crate::pool_desk::{
    Alert, Confirmation, Deed, Desk, Errand, Filter, LogFilter, Look, Picture, Speed, Tone, say,
};
use crate::service::{Input, Notice, PoolId};
use crate::ui::kit::{Speech, announce, effect};
use crate::units::Seed;
use crate::web::clock::{Alarm, next_task, now, wake_after_ms};
use crate::web::{exchange, page, sight};
use crate::words::Language;

/// The shortest pause between two steps.
const SHORTEST_PAUSE_MS: u64 = 60;
/// How long practice may hold up the page at a time: what is shown takes its part of a frame, too.
const BUDGET_MS: u64 = 6;
/// Blocks of jobs that are written down at a time.
const BLOCKS: usize = 2;
/// How often what is shown moves on by itself.
const TICK_MS: u64 = 1_000;
/// Sentences of what happened that stay on the page.
const MOST_SAID: usize = 3;

/// The Pools page's signals: the desk, and its picture in parts.
#[derive(Clone, Copy)]
pub(super) struct State {
    desk: StoredValue<Desk>,
    alarm: StoredValue<Option<Alarm>, LocalStorage>,
    pub(super) terms: Terms,
    pub(super) speech: Speech,
    pub(super) speed: RwSignal<String>,
    pub(super) selected: RwSignal<Option<PoolId>>,
    pub(super) jobs_filter: RwSignal<String>,
    /// How many jobs stand before the first in view.
    pub(super) jobs_first: RwSignal<usize>,
    pub(super) log_filter: RwSignal<String>,
    /// What is about to be done, and the new size as typed.
    pub(super) deed: RwSignal<Option<(PoolId, Deed)>>,
    pub(super) confirmation: RwSignal<Option<Confirmation>>,
    /// Everything but the tables.
    pub(super) shown: RwSignal<Shown>,
    pub(super) pools: RwSignal<Rows>,
    pub(super) jobs: RwSignal<Rows>,
    pub(super) log: RwSignal<Rows>,
    /// What happened, newest first, each in the language that it was said in.
    pub(super) said: RwSignal<Vec<(Language, Alert)>>,
    pub(super) more: More,
    /// Counts connections, so that forms begin anew with each.
    pub(super) visit: RwSignal<u32>,
    pub(super) drawing: Drawing,
}

/// The parts of a picture that are no table; each reader takes its own part by [`State::part`].
pub(super) type Shown = Option<Box<Picture>>;

impl State {
    /// The page in practice, in an account without pools.
    pub(super) fn new(speech: Speech) -> Self {
        let began = now();
        let mut desk = Desk::new(began, Seed(began.ms()));
        desk.practise(began, Situation::Fresh);
        let terms = Terms::kept(began);
        let state = Self {
            desk: StoredValue::new(desk),
            alarm: StoredValue::new_local(None),
            terms,
            speech,
            speed: RwSignal::new(Speed::Real.key().to_owned()),
            selected: RwSignal::new(None),
            jobs_filter: RwSignal::new("all".to_owned()),
            jobs_first: RwSignal::new(0),
            log_filter: RwSignal::new("all".to_owned()),
            deed: RwSignal::new(None),
            confirmation: RwSignal::new(None),
            shown: RwSignal::new(None),
            pools: RwSignal::new(Vec::new()),
            jobs: RwSignal::new(Vec::new()),
            log: RwSignal::new(Vec::new()),
            said: RwSignal::new(Vec::new()),
            more: More::new(),
            visit: RwSignal::new(0),
            drawing: Drawing::new(),
        };
        effect(move || {
            let _ = state.speech.language();
            state.terms.tier.track();
            state.selected.track();
            state.jobs_filter.track();
            state.jobs_first.track();
            state.log_filter.track();
            state.more.log_text.track();
            state.more.log_most.track();
            state.more.log_open.track();
            state.deed.track();
            untrack(move || state.publish());
        });
        terms.follow(state);
        sight::on_change(move || {
            let is_hidden = sight::is_hidden();
            state.press(if is_hidden { Input::TabHidden } else { Input::TabShown });
            if is_hidden {
                // It may be the last that the page hears.
                super::keeping::remember(state, usize::MAX);
            }
        });
        page::before_leaving(move || super::leave::loses(state));
        if sight::is_hidden() {
            // A tab that was opened out of sight hears of no change.
            state.press(Input::TabHidden);
        }
        state.step(|_| ());
        state
    }

    /// Reads the desk.
    pub(super) fn read<T>(self, pick: impl FnOnce(&Desk) -> T) -> T {
        self.desk.with_value(pick)
    }

    /// Changes the desk without anything to show.
    pub(super) fn change<T: Default>(self, act: impl FnOnce(&mut Desk) -> T) -> T {
        self.desk.try_update_value(act).unwrap_or_default()
    }

    /// Does something at the desk and shows what came of it.
    pub(super) fn step(self, act: impl FnOnce(&mut Desk)) {
        self.act(act);
        self.publish();
        self.schedule();
    }

    /// The same for what happens by itself: what came of it is shown soon.
    fn step_by_itself(self, act: impl FnOnce(&mut Desk)) {
        self.act(act);
        self.show_soon();
        self.schedule();
    }

    fn act(self, act: impl FnOnce(&mut Desk)) {
        let mut errands = Vec::new();
        self.desk.update_value(|desk| {
            act(desk);
            errands = desk.take_errands();
        });
        self.run(errands);
    }

    /// Another service answers from now on: what was chosen and told of the one before is over.
    pub(super) fn begin_anew(self, act: impl FnOnce(&mut Desk)) {
        self.selected.set(None);
        self.deed.set(None);
        self.jobs_first.set(0);
        self.said.set(Vec::new());
        self.more.begin_anew();
        self.step(|desk| {
            act(desk);
            self.terms.begin_anew(desk.now());
        });
        self.visit.update(|visit| *visit = visit.wrapping_add(1));
    }

    /// Something was pressed.
    pub(super) fn press(self, input: Input) {
        self.step(|desk| desk.press(now(), input));
    }

    fn schedule(self) {
        let due = self.read(|desk| desk.wake_in_ms(now()));
        let tick = (!sight::is_hidden() && is_shown()).then_some(TICK_MS);
        let pause = [due, tick].into_iter().flatten().min().map(|ms| ms.clamp(SHORTEST_PAUSE_MS, 60_000));
        self.alarm.set_value(pause.and_then(|ms| {
            let ms = u32::try_from(ms).unwrap_or(u32::MAX);
            wake_after_ms(ms, move || {
                let woken = now();
                let until = woken.after_ms(BUDGET_MS);
                self.step_by_itself(|desk| desk.wake_within(woken, &mut || now() < until));
            })
        }));
    }

    fn run(self, errands: Vec<Errand>) {
        let (mut notices, mut remembers) = (Vec::new(), false);
        for errand in errands {
            match errand {
                Errand::Tell(notice) => notices.push(notice),
                Errand::Remember => remembers = true,
                Errand::Send { request, http, give_up_after_ms } => spawn_local(async move {
                    // To send several, or one after much was read, would be a long task.
                    next_task().await;
                    let outcome = exchange::exchange(http, give_up_after_ms).await;
                    self.step_by_itself(|desk| desk.press(now(), Input::ReplyArrived { request, outcome }));
                }),
            }
        }
        if remembers {
            super::keeping::remember(self, BLOCKS);
        }
        self.tell(&notices);
    }

    fn tell(self, notices: &[Notice]) {
        // The autopilot of a pool whose list another tab keeps is that tab's: there it may be on.
        let is_ours = |notice: &&Notice| {
            !matches!(notice, Notice::AutopilotForgotten(_))
                || self.more.keeping.get_untracked() != Keeping::Elsewhere
        };
        let notices: Vec<Notice> = notices.iter().filter(is_ours).cloned().collect();
        super::watch::notify(self, &notices);
        // What stands on the page for as long as it is so is not written there a second time.
        let stands = |notice: &&Notice| {
            matches!(notice, Notice::ReadFailed(_) | Notice::Halted(_) | Notice::SendingStopped(_))
        };
        let (standing, rest): (Vec<&Notice>, Vec<&Notice>) = notices.iter().partition(stands);
        let sentences = |notices: Vec<&Notice>| {
            let notices: Vec<Notice> = notices.into_iter().cloned().collect();
            self.look(|look| self.read(|desk| say(&notices, desk, look)))
        };
        let (standing, rest) = (sentences(standing), sentences(rest));
        if !rest.is_empty() {
            self.add_said(rest);
        } else if let Some(alert) = standing.first() {
            announce(&alert.sentence);
        }
    }

    /// Tells one sentence.
    pub(super) fn say(self, sentence: String, tone: Tone) {
        self.add_said(vec![Alert { sentence, tone }]);
    }

    fn add_said(self, alerts: Vec<Alert>) {
        let sentences: Vec<&str> = alerts.iter().map(|alert| alert.sentence.as_str()).collect();
        announce(&sentences.join(" "));
        let language = self.speech.language_untracked();
        self.said.update(|said| {
            said.splice(0..0, alerts.into_iter().rev().map(|alert| (language, alert)));
            said.truncate(MOST_SAID);
        });
    }

    /// What the user looks at, untracked.
    pub(super) fn look<T>(self, with: impl FnOnce(&Look<'_>) -> T) -> T {
        let language = self.speech.language_untracked();
        let selected = self.selected.get_untracked();
        with(&Look {
            tier: self.terms.tier(),
            periods: self.terms.periods(),
            selected: selected.as_ref(),
            jobs: Filter::from_key(&self.jobs_filter.get_untracked()),
            jobs_first: self.jobs_first.get_untracked(),
            log: LogFilter::from_key(&self.log_filter.get_untracked()),
            log_text: &self.more.log_text.get_untracked(),
            log_most: self.more.log_most.get_untracked(),
            language,
            zone_ms: sight::zone_ms(),
        })
    }

    /// A part of what is shown, which changes only when it does.
    pub(super) fn part<T: Clone + Default + PartialEq + Send + Sync + 'static>(
        self,
        pick: fn(&Picture) -> &T,
    ) -> Memo<T> {
        Memo::new(move |_| {
            self.shown.with(|shown| shown.as_ref().map(|picture| pick(picture).clone()).unwrap_or_default())
        })
    }
}
