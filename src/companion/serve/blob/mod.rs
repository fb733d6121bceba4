//! The blob store that jobs name: their inputs are read from it, their results written to it, over HTTP.
//!
//! DIFFERENCE: a practice job has no model. Output number *n* is input number *n* as it is (the last input where there
//! are fewer), and without inputs a CSV of the global parameters as they arrived.

mod place;
mod sign;
mod wire;

use axum::http::StatusCode;
use bytes::Bytes;
use futures_util::StreamExt as _;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Body, Method, Response};

use super::super::net::{Outward, real_now};
use super::clock::Clock;
use crate::emulator::{Errand, ErrandDone, ResultLink, Step};
use crate::service::JobBody;
use crate::units::Timestamp;
use place::{Access, Place};
use wire::{Named, Work, work};

/// The version of the storage service that is asked for.
///
/// **Source**: "Versioning for the Azure Storage services" (verified): from 2019-12-12 on a blob of up to 5,000 MiB is
/// written by one request, before of up to 256 MiB.
const VERSION: &str = "2019-12-12";

/// What keeps a job from its blobs: the service's code, and a sentence without a secret.
///
/// **Source**: facts B.8 (verified): the codes. Which one stands for which case is ours (assumed).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    code: &'static str,
    message: String,
}

impl Trouble {
    fn new(code: &'static str, message: String) -> Self {
        Self { code, message }
    }
}

/// The blob stores that jobs name.
#[derive(Clone)]
pub(super) struct BlobStore(Outward);

impl BlobStore {
    pub(super) const fn new(outward: Outward) -> Self {
        Self(outward)
    }

    /// Does what a job asks for.
    pub(super) async fn run(&self, errand: &Errand, clock: &Clock) -> ErrandDone {
        let done = match errand.step {
            Step::ReadInputs => self.read(&errand.body).await.map(|rows| ErrandDone::Read { rows }),
            Step::WriteResults => self.write(&errand.body, clock).await.map(ErrandDone::Written),
        };
        done.unwrap_or_else(|Trouble { code, message }| ErrandDone::Failed { code, message })
    }

    /// Reads every input to its end and counts rows, the header aside; looks at the outputs' references, too, so that
    /// a job does not run in vain.
    async fn read(&self, body: &JobBody) -> Result<Option<u64>, Trouble> {
        let Work { inputs, outputs, .. } = work(body)?;
        for output in &outputs {
            Place::of(output)?;
        }
        let mut rows = None;
        for input in &inputs {
            let place = Place::of(input)?;
            let mut stream = self.get(&place).await?.bytes_stream();
            let (mut breaks, mut last) = (0_u64, None);
            while let Some(chunk) = stream.next().await {
                let chunk = chunk.map_err(|error| unreachable(&place, &error))?;
                breaks += u64::try_from(chunk.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(0);
                last = chunk.last().copied().or(last);
            }
            let lines = breaks + u64::from(last.is_some_and(|byte| byte != b'\n'));
            rows = Some(rows.unwrap_or(0) + lines.saturating_sub(1));
        }
        Ok(rows)
    }

    async fn write(&self, body: &JobBody, clock: &Clock) -> Result<Vec<ResultLink>, Trouble> {
        let Work { inputs, outputs, parameters } = work(body)?;
        let mut links = Vec::new();
        for (at, output) in outputs.iter().enumerate() {
            let to = Place::of(output)?;
            match inputs.get(at).or_else(|| inputs.last()) {
                Some(input) => self.copy(&Place::of(input)?, &to).await?,
                None => {
                    let length = u64::try_from(parameters.len()).unwrap_or(u64::MAX);
                    self.put(&to, length, Body::from(parameters.clone())).await?;
                }
            }
            links.push(link(output, &to, clock.now()));
        }
        Ok(links)
    }

    /// Passes a blob through without holding it.
    async fn copy(&self, from: &Place, to: &Place) -> Result<(), Trouble> {
        let reply = self.get(from).await?;
        match reply.content_length() {
            Some(length) => self.put(to, length, Body::wrap_stream(reply.bytes_stream())).await,
            None => {
                let whole: Bytes = reply.bytes().await.map_err(|error| unreachable(from, &error))?;
                let length = u64::try_from(whole.len()).unwrap_or(u64::MAX);
                self.put(to, length, Body::from(whole)).await
            }
        }
    }

    async fn get(&self, place: &Place) -> Result<Response, Trouble> {
        let reply = self.send(Method::GET, place, HeaderMap::new(), None).await?;
        match reply.status() {
            StatusCode::OK => Ok(reply),
            StatusCode::NOT_FOUND => Err(Trouble::new(
                "BlobNotFound",
                format!("The blob {} does not exist in its storage account.", place.shown),
            )),
            status => Err(refused(place, status)),
        }
    }

    async fn put(&self, place: &Place, length: u64, body: Body) -> Result<(), Trouble> {
        let mut headers = HeaderMap::new();
        headers.insert("x-ms-blob-type", HeaderValue::from_static("BlockBlob"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        let reply = self.send(Method::PUT, place, headers, Some(body)).await?;
        match reply.status() {
            status if status.is_success() => Ok(()),
            StatusCode::NOT_FOUND => Err(Trouble::new(
                "ContainerValidationFailed",
                format!("The container of {} does not exist; create it before the job runs.", place.shown),
            )),
            status => Err(refused(place, status)),
        }
    }

    async fn send(
        &self,
        method: Method,
        place: &Place,
        mut headers: HeaderMap,
        body: Option<Body>,
    ) -> Result<Response, Trouble> {
        let mut url = place.url.clone();
        match &place.access {
            Access::Key(key) => {
                sign::shared_key(key, method.as_str(), place, &mut headers, real_now())
                    .ok_or_else(|| place::bad_connection(&place.shown))?;
            }
            Access::Sas(token) => {
                headers.insert("x-ms-version", HeaderValue::from_static(VERSION));
                token.add_to(&mut url);
            }
        }
        let mut request = self.0.request(method, &place.address, &url).headers(headers);
        if let Some(body) = body {
            request = request.body(body);
        }
        request.send().await.map_err(|error| unreachable(place, &error))
    }
}

/// A result's link: read-only for a day where the key can sign one, else with the token that the job brought.
///
/// DIFFERENCE: a job that brought a SAS gets that one back in its results' links, which may let write and last longer than
/// a day; only an account key can sign another.
///
/// **Source**: facts B.6 (verified): results are read-only links of about a day.
fn link(output: &Named, place: &Place, practice: Timestamp) -> ResultLink {
    let token = match &place.access {
        Access::Key(key) => sign::read_only(key, place, real_now(), practice),
        Access::Sas(token) => token.as_query(),
    };
    ResultLink {
        output: output.name.clone(),
        base: place.base.clone(),
        path: place::encoded(&place.path),
        token,
    }
}

fn refused(place: &Place, status: StatusCode) -> Trouble {
    let status = status.as_u16();
    Trouble::new("InvalidBlob", format!("The storage account refused {} with status {status}.", place.shown))
}

fn unreachable(place: &Place, error: &reqwest::Error) -> Trouble {
    let how = if error.is_timeout() { "did not answer in time" } else { "could not be reached" };
    Trouble::new("InvalidBlob", format!("The storage account of {} {how}.", place.shown))
}
