//! A panic becomes the overlay of `public/boot.js`, which is plain script: a module that panicked cannot be trusted.

use crate::words::SHELL;

/// Stands between the parts of the event's detail: no sentence holds it, and JSON would cost its writer's bytes.
pub(super) const SEPARATOR: &str = "\u{1f}";

/// Makes every panic show the overlay, with a report that names the place and holds nothing that was typed.
pub fn show_overlay_on_panic() {
    std::panic::set_hook(Box::new(|info| {
        let words = SHELL.of(super::page::language());
        let place = info.location().map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
        let report = format!("Poolwise {}\n{place}\n{}", env!("CARGO_PKG_VERSION"), super::page::path());
        let detail = [
            words.panic_title,
            words.panic_text,
            words.reload,
            words.panic_copy,
            words.panic_copied,
            &report,
        ];
        super::bridge::tell(super::bridge::Event::Panic, &detail.join(SEPARATOR));
    }));
}
