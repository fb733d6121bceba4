//! Keyboard shortcuts are plain script (`public/keys.js`), fetched when the page stands; only their words are here.

use super::bridge::{self, Event};
use super::page;
use crate::words::{KEYS, SHELL};

/// Tells the script the words of its sheet whenever it asks, in the language of the moment.
pub fn tell_words() {
    bridge::hear(Event::KeysAsked, |_| {
        let (words, shell) = (KEYS.of(page::language()), SHELL.of(page::language()));
        let detail = [
            words.heading,
            words.then,
            words.sheet,
            shell.cost,
            shell.request,
            shell.pools,
            words.field,
            words.fault,
            words.undo,
            words.share,
            words.switch,
            words.help,
            shell.close,
        ];
        bridge::tell(Event::Keys, &detail.join(super::panic::SEPARATOR));
    });
}
