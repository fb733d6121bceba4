//! `companion relay`: passes a page's requests on to services that refuse pages (CORS).
//!
//! It listens on this machine only, to pages that were named, and only behind a token that each start draws anew and
//! that stands in the path. Each target has a path of its own; nothing else can be reached. Bodies are streamed both
//! ways; redirects are refused, so that a key never leaves for another host.

mod forward;
mod next_link;
mod targets;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use clap::Args;
use futures_util::StreamExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Exit;
use super::net::{Cors, Cut, Line, Origins, Outward, RELAY, Stop, close_after, is_own_host, listen, problem};
use targets::{Target, Targets};

/// Requests that are under way at once; the next one is told to wait.
const MOST_AT_ONCE: usize = 64;

/// The arguments of `companion relay`.
#[derive(Args)]
pub(super) struct Relay {
    /// A service to pass requests on to; https, or http on this machine.
    #[arg(long = "to", value_name = "URL", required = true, num_args = 1..)]
    to: Vec<Target>,
    /// Pages that may ask: their origins, or local (pages of this machine).
    #[arg(long, value_name = "ORIGIN", num_args = 1.., default_value = "local")]
    origin: Vec<Origins>,
    /// The port on this machine; 0 for any that is free.
    #[arg(long, default_value_t = 8791)]
    port: u16,
}

struct Server {
    port: u16,
    cors: Cors,
    targets: Targets,
    outward: Outward,
    places: Arc<Semaphore>,
}

impl Relay {
    pub(super) fn run(self) -> Exit {
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return refuse(&format!("no threads to relay with: {error}")),
        };
        let ended = runtime.block_on(self.relay());
        runtime.shutdown_background();
        ended.unwrap_or_else(|sentence| refuse(&sentence))
    }

    async fn relay(self) -> Result<Exit, String> {
        if self.origin.iter().any(|origin| matches!(origin, Origins::Any | Origins::Off)) {
            return Err(
                "the relay passes keys on: name the pages that may ask, with --origin https://… or local"
                    .to_owned(),
            );
        }
        let port = listen(self.port).await.map_err(|error| {
            format!("port {} cannot be had ({error}); give another with --port", self.port)
        })?;
        let stop = Stop::on_signals().map_err(|error| format!("no signals to stop by: {error}"))?;
        let targets = Targets::new(self.to)?;
        let outward = Outward::new().map_err(|error| format!("no TLS to reach a service: {error}"))?;
        let number = port.number();
        targets.say_where(number);
        let server = Server {
            port: number,
            cors: Cors(self.origin),
            targets,
            outward,
            places: Arc::new(Semaphore::new(MOST_AT_ONCE)),
        };
        let app = Router::new()
            .fallback(answer)
            .with_state(Arc::new(server))
            .into_make_service_with_connect_info::<Cut>();
        let patience = stop.clone();
        let relaying = axum::serve(port, app).with_graceful_shutdown(async move { stop.asked().await });
        tokio::select! {
            ended = relaying => ended.map_err(|error| format!("the relay broke off: {error}"))?,
            () = patience.patience() => {}
        }
        eprintln!("stopped");
        Ok(Exit::Done)
    }
}

fn refuse(sentence: &str) -> Exit {
    eprintln!("error: {sentence}");
    Exit::Refused
}

async fn answer(
    State(server): State<Arc<Server>>,
    ConnectInfo(_): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let method = request.method().as_str().to_owned();
    let found = server.targets.find(request.uri());
    let shown = found
        .as_ref()
        .map_or("(no target)".to_owned(), |found| format!("/…/{}{}", found.target.name, found.path));
    let mut line = Line::begin(&method, &shown);
    let named_origin = request.headers().contains_key(axum::http::header::ORIGIN);
    let origin = server.cors.allowed(request.headers()).cloned();
    let mut response = if !is_own_host(request.headers(), server.port) {
        problem(
            StatusCode::MISDIRECTED_REQUEST,
            "NotThisHost",
            "the relay answers only to 127.0.0.1 and localhost",
        )
    } else if named_origin && origin.is_none() {
        let message = "pages of this origin may not ask; start the relay with --origin and the page’s origin";
        problem(StatusCode::FORBIDDEN, "OriginNotAllowed", message)
    } else if Cors::is_preflight(request.method(), request.headers()) {
        server.cors.preflight(request.headers())
    } else {
        match (found, Arc::clone(&server.places).try_acquire_owned()) {
            (None, _) => {
                let message =
                    "the relay has no target here, or its token is another; copy the address that it printed";
                problem(StatusCode::NOT_FOUND, "NoSuchTarget", message)
            }
            (Some(_), Err(_)) => {
                let mut busy = problem(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "RelayBusy",
                    "64 requests are under way; try again",
                );
                busy.headers_mut().insert("retry-after", HeaderValue::from_static("1"));
                busy
            }
            (Some(found), Ok(place)) => {
                let reply = forward::forward(&server.outward, &found, server.port, &server.targets, request);
                reply.await.map(|body| holding(place, body))
            }
        }
    };
    let headers = response.headers_mut();
    Cors::dress(origin.as_ref(), headers);
    headers.insert(RELAY, HeaderValue::from_static("1"));
    close_after(&mut response);
    line.outcome(response.status().as_u16());
    response
}

/// A reply is under way until its last byte has gone.
fn holding(place: OwnedSemaphorePermit, body: Body) -> Body {
    Body::from_stream(body.into_data_stream().inspect(move |_| {
        let _held_as_long_as_the_stream = &place;
    }))
}
