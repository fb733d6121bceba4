//! The Request page's Web Worker: looks at a table of blob paths, makes the file of bodies piece by piece, and reads long
//! documents of services.

use poolwise::job_form::read_service;
use poolwise::request::swagger::wire::imported_to_json;
use poolwise::script::Bundle;
use poolwise::script::many::wire::{Answer, Ask, Told};
use poolwise::web::parts::{Parts, hand_over};
use poolwise::web::{clock, worker};
use poolwise::wire::Message;

/// Bodies between two looks at the clock.
const STEP_JOBS: usize = 100;
/// Milliseconds between two messages.
const PACE_MS: u64 = 100;
/// Bytes that go to the browser at once.
const PIECE_BYTES: usize = 1 << 20;

/// What begins a message that is a text to be read as a service's document.
const READ: &str = "read ";

fn main() {
    worker::listen(|message| {
        if let Some(text) = message.strip_prefix(READ) {
            let read = read_service(text).map(|imported| imported_to_json(&imported));
            return worker::say(&read.unwrap_or_default());
        }
        let Some(ask) = Ask::from_json(message) else { return };
        let (found, bundle) = ask.answer(clock::now());
        worker::say(&Answer { id: ask.id, told: Told::Checked(found) }.to_json());
        if let Some(bundle) = bundle {
            make(ask.id, bundle);
        }
    });
}

/// Makes the file to its end; the page cancels by ending the worker.
fn make(id: u32, mut bundle: Bundle) {
    let file = Parts::new();
    let (mut piece, mut bytes) = (Vec::with_capacity(PIECE_BYTES.saturating_mul(2)), 0_u64);
    let mut told = clock::now();
    let mut goes_on = true;
    while goes_on {
        goes_on = bundle.step(STEP_JOBS, &mut piece);
        if piece.len() >= PIECE_BYTES || !goes_on {
            bytes = bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            if !file.push(&piece) {
                worker::fall("the browser takes no more bytes");
            }
            piece.clear();
        }
        if !goes_on || clock::now().ms_since(told) >= PACE_MS {
            told = clock::now();
            worker::say(&Answer { id, told: Told::Made(bundle.done(), bundle.jobs(), bytes) }.to_json());
        }
    }
    hand_over(&file, "application/octet-stream");
}
