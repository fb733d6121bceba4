use std::sync::{Arc, Mutex};

use leptos::prelude::*;

/// A part of a view that is drawn again when its signals change, behind one type for all such parts: a type for each
/// costs one to three kilobytes of the page.
pub fn follow(draw: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let draw: Arc<Mutex<dyn FnMut() -> AnyView + Send>> = Arc::new(Mutex::new(draw));
    draw.into_any()
}
