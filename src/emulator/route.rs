//! What a request asks for, by the same profile that made it.

use super::fault::Asked;
use super::settings::Settings;
use super::wire::{self, Found};
use crate::service::{Address, HttpRequest, Method, Operation, PoolId, is_hex32};

/// A request as understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Understood {
    pub(super) asked: Asked,
    /// In which of the account's contracts.
    pub(super) contract: usize,
    /// The pool or job in the path.
    pub(super) id: Option<String>,
    /// What the body holds where a pool template has holes.
    pub(super) found: Found,
    /// The service of a job, as `/subscriptions/…/services/…`.
    pub(super) service: String,
}

/// Why a request is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misunderstood {
    /// No such path.
    NoPath,
    /// The path is there, the verb is not.
    NoVerb,
    /// The API version is missing or another.
    Version,
    /// The body is not what the template says.
    Body,
}

pub(super) fn understand(
    request: &HttpRequest,
    address: &Address,
    settings: &Settings,
) -> Result<Understood, Misunderstood> {
    match address.segments().as_slice() {
        [kind @ ("subscriptions" | "workspaces"), owner, "services", service, rest @ ..]
            if is_hex32(owner) && is_hex32(service) =>
        {
            let service = format!("/{kind}/{owner}/services/{service}");
            job_request(request, address, service, rest)
        }
        _ => pool_request(request, address, settings),
    }
}

/// **Source**: facts B.2 (verified).
fn job_request(
    request: &HttpRequest,
    address: &Address,
    service: String,
    rest: &[&str],
) -> Result<Understood, Misunderstood> {
    let (asked, id) = match (request.method, rest) {
        (Method::Get, ["swagger.json"]) => (Asked::Swagger, None),
        (Method::Post, ["jobs"]) => (Asked::SubmitJob, None),
        (Method::Post, ["jobs", id, "start"]) => (Asked::StartJob, Some(*id)),
        (Method::Get, ["jobs", id]) => (Asked::JobStatus, Some(*id)),
        (Method::Delete, ["jobs", id]) => (Asked::CancelJob, Some(*id)),
        (_, ["swagger.json" | "jobs"] | ["jobs", _] | ["jobs", _, "start"]) => {
            return Err(Misunderstood::NoVerb);
        }
        _ => return Err(Misunderstood::NoPath),
    };
    if asked != Asked::Swagger && !has_query(&address.query, "api-version", crate::service::JOBS_API_VERSION)
    {
        return Err(Misunderstood::Version);
    }
    Ok(Understood { asked, contract: 0, id: id.map(str::to_owned), found: Found::default(), service })
}

fn pool_request(
    request: &HttpRequest,
    address: &Address,
    settings: &Settings,
) -> Result<Understood, Misunderstood> {
    let contract = settings.contract_of(&address.path);
    let (base_path, profile) = settings.contract(contract);
    let path = address.path.strip_prefix(base_path).ok_or(Misunderstood::NoPath)?;
    let mut nearest = Misunderstood::NoPath;
    for (operation, template) in &profile.operations {
        let (template_path, query) = template.path.split_once('?').unwrap_or((&template.path, ""));
        let Some(id) = match_path(template_path, path) else { continue };
        if template.method != request.method {
            nearest = Misunderstood::NoVerb;
            continue;
        }
        if !query_matches(query, &address.query, &profile.api_version) {
            return Err(Misunderstood::Version);
        }
        let found = match &template.body {
            Some(body) => wire::found_in(&request.body, body).ok_or(Misunderstood::Body)?,
            None => Found::default(),
        };
        let id = id.or_else(|| found.pool_id.clone());
        return Ok(Understood { asked: asked(*operation), contract, id, found, service: String::new() });
    }
    Err(nearest)
}

const fn asked(operation: Operation) -> Asked {
    match operation {
        Operation::Create => Asked::CreatePool,
        Operation::List => Asked::ListPools,
        Operation::Get => Asked::GetPool,
        Operation::Resize => Asked::ResizePool,
        Operation::StopResize => Asked::StopResize,
        Operation::Delete => Asked::DeletePool,
    }
}

/// `None` for another path; `Some(None)` for a path without a pool id.
#[expect(clippy::option_option, reason = "whether it matches and what it names are two answers")]
fn match_path(template: &str, path: &str) -> Option<Option<String>> {
    let parts =
        |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (template, path) = (parts(template), parts(path));
    if template.len() != path.len() {
        return None;
    }
    let mut id = None;
    for (wanted, part) in template.iter().zip(path) {
        match wanted.split_once("{poolId}") {
            Some((before, after)) => {
                id = Some(part.strip_prefix(before)?.strip_suffix(after)?.to_owned());
            }
            None if *wanted != part => return None,
            None => {}
        }
    }
    Some(id)
}

fn query_matches(template: &str, query: &str, api_version: &str) -> bool {
    template.split('&').filter(|pair| pair.contains("{apiVersion}")).all(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        has_query(query, name, api_version)
    })
}

fn has_query(query: &str, name: &str, value: &str) -> bool {
    query.split('&').any(|pair| pair.split_once('=') == Some((name, value)))
}

/// After which pool a later page of a list goes on.
///
/// By name and not by count, so that a pool that is deleted between two pages hides no other.
pub(super) fn goes_on_after(query: &str) -> Option<PoolId> {
    query.split('&').find_map(|pair| pair.strip_prefix("after=")).and_then(PoolId::read)
}
