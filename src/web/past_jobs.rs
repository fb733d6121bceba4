//! Past jobs kept on the device, under their fingerprint: too many for a link, and nobody else's business.
//!
//! They are in the browser's cache storage, which every page and worker of the app reads. A browser may refuse it; then
//! nothing is kept, and nothing fails.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Cache, CacheStorage, Request, Response};

use super::import::Table;
use crate::capacity::{History, HistorySummary};

const CACHE: &str = "poolwise-past-jobs";
/// How many histories are kept; the oldest goes.
const KEPT_MAXIMUM: u32 = 3;
/// Jobs in one part of what is kept: 1 MiB.
const PART_JOBS: usize = 65_536;

/// Keeps a history; `false` where the browser refuses.
pub async fn keep(history: &History) -> bool {
    try_keep(history).await.is_ok()
}

/// In a worker: the history of a summary, if this device keeps it; read piece by piece.
pub async fn load(summary: &HistorySummary) -> Option<History> {
    let found: Response = stored(summary).await?;
    let blob: Blob = JsFuture::from(found.blob().ok()?).await.ok()?.dyn_into().ok()?;
    let mut jobs = Vec::with_capacity(usize::try_from(summary.jobs).ok()?);
    let is_whole = Table(blob).read(|bytes, _| jobs.extend(History::jobs_of(bytes)));
    is_whole.then(|| History::kept(summary, jobs))?
}

/// Whether this device keeps the history of a summary.
pub async fn has(summary: &HistorySummary) -> bool {
    stored(summary).await.is_some()
}

/// A history as it was kept, in the page's memory.
#[derive(Debug)]
pub struct Held {
    name: String,
    jobs: ArrayBuffer,
}

/// Takes what is kept of a history's jobs into memory, before they are forgotten.
pub async fn hold(summary: &HistorySummary) -> Option<Held> {
    let stored = stored(summary).await?;
    let jobs = JsFuture::from(stored.array_buffer().ok()?).await.ok()?.dyn_into().ok()?;
    Some(Held { name: name(summary), jobs })
}

/// Keeps again what was held.
pub async fn keep_again(held: &Held) {
    if let (Ok(cache), Ok(response)) = (cache().await, Response::new_with_opt_buffer_source(Some(&held.jobs)))
    {
        let _ = JsFuture::from(cache.put_with_str(&held.name, &response)).await;
    }
}

/// Forgets every history.
pub async fn forget() {
    if let Ok(caches) = caches() {
        let _ = JsFuture::from(caches.delete(CACHE)).await;
    }
}

async fn stored(summary: &HistorySummary) -> Option<Response> {
    let cache = cache().await.ok()?;
    JsFuture::from(cache.match_with_str(&name(summary))).await.ok()?.dyn_into().ok()
}

async fn try_keep(history: &History) -> Result<(), JsValue> {
    let cache = cache().await?;
    let name = name(history.summary());
    let kept: Array = JsFuture::from(cache.keys()).await?.dyn_into()?;
    let others: Vec<Request> = kept.iter().filter_map(|request| request.dyn_into().ok()).collect();
    let too_many = kept.length().saturating_add(1).saturating_sub(KEPT_MAXIMUM) as usize;
    for request in others.iter().take(too_many) {
        JsFuture::from(cache.delete_with_request(request)).await?;
    }
    let parts = Array::new();
    let mut jobs = history.to_bytes();
    loop {
        let part: Vec<u8> = jobs.by_ref().take(PART_JOBS).flatten().collect();
        if part.is_empty() {
            break;
        }
        // A blob holds its bytes outside this memory.
        parts.push(
            &Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(part.as_slice()).into()))?.into(),
        );
    }
    let whole = Blob::new_with_blob_sequence(&parts.into())?;
    let response = Response::new_with_opt_blob(Some(&whole))?;
    JsFuture::from(cache.put_with_str(&name, &response)).await.map(drop)
}

async fn cache() -> Result<Cache, JsValue> {
    JsFuture::from(caches()?.open(CACHE)).await?.dyn_into()
}

/// The page's or the worker's.
fn caches() -> Result<CacheStorage, JsValue> {
    js_sys::Reflect::get(&js_sys::global(), &"caches".into())?.dyn_into()
}

/// An address of the app's own: cache storage knows things by address.
fn name(summary: &HistorySummary) -> String {
    format!("/poolwise-past-jobs/{}-{}", summary.jobs, summary.print)
}
