use std::sync::{Arc, Mutex};

use leptos::prelude::*;

use crate::web::clock::wake_after_ms;

/// A part of a view that is drawn again when its signals change, behind one type for all such parts: a type for each
/// costs one to three kilobytes of the page.
pub fn follow(draw: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let draw: Arc<Mutex<dyn FnMut() -> AnyView + Send>> = Arc::new(Mutex::new(draw));
    draw.into_any()
}

/// What is done now, and again when its signals have changed, behind one type for all of them, as with [`follow`].
pub fn effect(act: impl FnMut() + 'static) {
    let act: Box<dyn FnMut()> = Box::new(act);
    Effect::new(act);
}

/// A part of a page that is drawn a moment after the others, in a task of its own: the browser compiles code when it first
/// runs, and a large page drawn at once would hold up what the user does.
pub fn later(draw: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let turn = RwSignal::new(false);
    let alarm = wake_after_ms(0, move || {
        let _ = turn.try_set(true);
    });
    let alarm = StoredValue::new_local(alarm);
    on_cleanup(move || drop(alarm.try_update_value(Option::take)));
    follow(move || if turn.get() { draw() } else { ().into_any() })
}

/// What a signal says, a moment later: what follows it is drawn in a task of its own.
pub fn a_task_later<T>(source: RwSignal<T>) -> RwSignal<T>
where
    T: Clone + Send + Sync + 'static,
{
    let copy = RwSignal::new(source.get_untracked());
    let alarm = StoredValue::new_local(None);
    Effect::watch(
        move || source.track(),
        move |(), _, _| {
            let take = move || {
                if let Some(now) = source.try_get_untracked() {
                    let _ = copy.try_set(now);
                }
            };
            alarm.set_value(wake_after_ms(0, take));
        },
        false,
    );
    copy
}
