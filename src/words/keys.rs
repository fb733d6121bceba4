//! The words of the sheet of keyboard shortcuts, which `public/keys.js` shows.

use super::In;

/// The table of the sheet of shortcuts.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct KeysWords {
    pub heading: &'static str,
    pub then: &'static str,
    pub sheet: &'static str,
    pub field: &'static str,
    pub fault: &'static str,
    pub undo: &'static str,
    pub share: &'static str,
    pub switch: &'static str,
    pub help: &'static str,
}

/// The words of the sheet of shortcuts.
pub static KEYS: In<KeysWords> = In {
    english: KeysWords {
        heading: "Keyboard shortcuts",
        then: "then",
        sheet: "This list",
        field: "First field of the page",
        fault: "First field at fault",
        undo: "Undo what was removed or replaced",
        share: "Copy a link to this page",
        switch: "Use these shortcuts",
        help: "They are off while you are in a field or a dialog.",
    },
    swedish: KeysWords {
        heading: "Kortkommandon",
        then: "sedan",
        sheet: "Den här listan",
        field: "Sidans första fält",
        fault: "Första fältet med fel",
        undo: "Ångra det som togs bort eller ersattes",
        share: "Kopiera en länk till sidan",
        switch: "Använd kortkommandon",
        help: "De är avstängda medan du är i ett fält eller en dialogruta.",
    },
};
