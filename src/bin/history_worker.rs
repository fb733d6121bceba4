//! The Web Worker that reads past jobs from a table of any length, and keeps them on the device.

use poolwise::capacity::history_wire::{Imported, Progress};
use poolwise::capacity::{HistoryReader, PastJobs};
use poolwise::web::import::{Table, memory_bytes};
use poolwise::web::{past_jobs, worker};
use poolwise::wire::Message;

fn main() {
    worker::listen_for_tables(|table| worker::spawn(import(table)));
}

/// Reads to the end; the page cancels by ending the worker.
async fn import(table: Table) {
    let mut reader = HistoryReader::new();
    let all = table.bytes();
    let is_whole = table.read(|bytes, done| {
        reader.feed(bytes);
        worker::say(&Progress { done, all, jobs: reader.jobs_so_far() as u64 }.to_text());
    });
    let import = reader.finish();
    let past = PastJobs::new(import.history.clone());
    let text = past.to_text();
    // What the text holds in full needs no keeping.
    let is_in_text = PastJobs::read(&text).is_some_and(|read| read.history.has_jobs());
    let is_kept = is_in_text || past_jobs::keep(&past.history).await;
    worker::say(&Imported::new(&import, text, is_whole, is_in_text, is_kept, memory_bytes()).to_json());
}
