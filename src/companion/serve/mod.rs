//! `companion serve`: the practice account on a port, and the page beside it.
//!
//! One emulator with a real clock answers the pool service in both built-in contracts, and the batch job API of any
//! new or classic service; with a blob store, jobs read and write real blobs. What it is it says itself, in a header of
//! every reply and in the document `/companion`.

mod blob;
mod clock;
mod faults;
mod options;
mod page;
mod practice;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;

use super::Exit;
use super::net::{COMPANION, Cors, Cut, Line, Port, Stop, close_after, is_own_host, listen, problem};
pub(super) use options::Serve;
use page::Site;
use practice::Practice;

/// What every request is answered from.
struct Server {
    port: u16,
    cors: Cors,
    practice: Arc<Practice>,
    site: Site,
}

impl Serve {
    pub(super) fn run(self) -> Exit {
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return refuse(&format!("no threads to serve with: {error}")),
        };
        let ended = runtime.block_on(self.serve());
        // What still waits for another machine is let go.
        runtime.shutdown_background();
        ended.unwrap_or_else(|sentence| refuse(&sentence))
    }

    async fn serve(self) -> Result<Exit, String> {
        let port = listen(self.port).await.map_err(|error| {
            format!("port {} cannot be had ({error}); give another with --port", self.port)
        })?;
        let stop = Stop::on_signals().map_err(|error| format!("no signals to stop by: {error}"))?;
        let site = Site::of(&self.dist);
        let practice = Arc::new(Practice::new(&self, stop.clone())?);
        self.say_where(port.number(), site.base().await.as_deref(), &practice);
        let server =
            Server { port: port.number(), cors: Cors(self.cors), practice: Arc::clone(&practice), site };
        tokio::spawn(practice.attend());
        serve_until(port, Arc::new(server), stop).await
    }
}

fn refuse(sentence: &str) -> Exit {
    eprintln!("error: {sentence}");
    Exit::Refused
}

async fn serve_until(port: Port, server: Arc<Server>, stop: Stop) -> Result<Exit, String> {
    let app = Router::new().fallback(answer).with_state(server).into_make_service_with_connect_info::<Cut>();
    let patience = stop.clone();
    let serving = axum::serve(port, app).with_graceful_shutdown(async move { stop.asked().await });
    tokio::select! {
        ended = serving => ended.map_err(|error| format!("the server broke off: {error}"))?,
        () = patience.patience() => {}
    }
    eprintln!("stopped");
    Ok(Exit::Done)
}

async fn answer(
    State(server): State<Arc<Server>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let mut line = Line::begin(request.method().as_str(), request.uri().path());
    if !is_own_host(request.headers(), server.port) {
        let message = "this server answers only to 127.0.0.1 and localhost";
        line.outcome("421 another host’s name");
        return problem(StatusCode::MISDIRECTED_REQUEST, "NotThisHost", message);
    }
    let origin = server.cors.allowed(request.headers()).cloned();
    let is_preflight = Cors::is_preflight(request.method(), request.headers());
    let mut response = if is_preflight {
        server.cors.preflight(request.headers())
    } else if Practice::is_asked(request.uri().path()) {
        server.practice.answer(request, cut.clone()).await
    } else {
        server.site.answer(request).await
    };
    let headers = response.headers_mut();
    Cors::dress(origin.as_ref(), headers);
    headers.insert(COMPANION, HeaderValue::from_static("practice"));
    close_after(&mut response);
    if cut.is_cut() {
        line.outcome("connection cut");
    } else {
        line.outcome(response.status().as_u16());
    }
    response
}

/// A method that neither the page nor the service has.
fn no_such_verb(method: &Method) -> Response {
    problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "UnsupportedHttpVerb",
        &format!("{method} is not asked of this path"),
    )
}

fn empty() -> Response {
    Response::new(Body::empty())
}
