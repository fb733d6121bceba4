//! The services' side of the JSON (I3).

use serde_json::{Map, Value, json};

use super::errand::ResultLink;
use super::job::{JobRecord, Phase};
use crate::service::{Address, AllocationState, Field, Hole, JobState, Pool, PoolState, Profile, write_utc};
use crate::units::{MS_PER_DAY, Timestamp};

/// A document that is going out.
pub(super) type Json = Value;

/// A text as a document.
pub(super) fn text(text: &str) -> Json {
    Value::String(text.to_owned())
}

/// A document as it is sent.
pub(super) fn bytes(document: &Json) -> Vec<u8> {
    serde_json::to_vec(document).unwrap_or_default()
}

/// What a pool request's body holds where its template has holes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Found {
    pub(super) pool_id: Option<String>,
    pub(super) vm_count: Option<u32>,
    pub(super) swagger_url: Option<String>,
}

/// Reads a body against its template; `None` where a hole's place is empty or of another type.
pub(super) fn found_in(body: &[u8], template: &str) -> Option<Found> {
    let template: Value = serde_json::from_str(template).ok()?;
    let body: Value = serde_json::from_slice(body).ok()?;
    let mut found = Found::default();
    walk(&template, &body, &mut found).then_some(found)
}

fn walk(template: &Value, body: &Value, found: &mut Found) -> bool {
    match template {
        Value::String(text) => match Hole::ALL.into_iter().find(|hole| text.contains(hole.written())) {
            Some(Hole::VmCount) => {
                found.vm_count = body.as_u64().and_then(|count| u32::try_from(count).ok());
                found.vm_count.is_some()
            }
            Some(Hole::PoolId) => {
                found.pool_id = between(text, Hole::PoolId, body);
                found.pool_id.is_some()
            }
            Some(Hole::SwaggerUrl) => {
                found.swagger_url = between(text, Hole::SwaggerUrl, body);
                found.swagger_url.is_some()
            }
            Some(Hole::ApiVersion) | None => true,
        },
        Value::Array(items) => {
            items.iter().enumerate().all(|(at, item)| walk(item, body.get(at).unwrap_or(&Value::Null), found))
        }
        Value::Object(members) => {
            members.iter().all(|(name, member)| walk(member, body.get(name).unwrap_or(&Value::Null), found))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

fn between(template: &str, hole: Hole, body: &Value) -> Option<String> {
    let (before, after) = template.split_once(hole.written())?;
    body.as_str()?.strip_prefix(before)?.strip_suffix(after).map(str::to_owned)
}

/// A pool as the profile says that it is written.
pub(super) fn pool_json(pool: &Pool, profile: &Profile, server: &dyn Fn(Timestamp) -> Timestamp) -> Value {
    let words = &profile.words;
    let state = match &pool.state {
        PoolState::Active => &words.active,
        PoolState::Deleting => &words.deleting,
        PoolState::Unknown(word) => word,
    };
    let allocation = match &pool.allocation {
        AllocationState::Steady => &words.steady,
        AllocationState::Resizing => &words.resizing,
        AllocationState::Stopping => &words.stopping,
        AllocationState::Unknown(word) => word,
    };
    let moment = |at: Option<Timestamp>| at.map_or(Value::Null, |at| json!(write_utc(server(at))));
    let mut written = Value::Object(Map::new());
    for (field, pointer) in &profile.fields {
        let value = match field {
            Field::Id => json!(pool.id.as_str()),
            Field::State => json!(state),
            Field::Allocation => json!(allocation),
            Field::AllocationSince => moment(pool.allocation_since),
            Field::CurrentVms => pool.current_vms.map_or(Value::Null, |vms| json!(vms.0)),
            Field::TargetVms => pool.target_vms.map_or(Value::Null, |vms| json!(vms.0)),
            Field::ResizeErrors if pool.resize_errors.is_empty() => continue,
            Field::ResizeErrors => {
                let error = |(code, message): (&String, &String)| json!({ "code": code, "message": message });
                pool.resize_errors.iter().map(|e| error((&e.code, &e.message))).collect()
            }
            Field::Created => moment(pool.created),
            Field::SwaggerUrl => json!(pool.swagger_url),
        };
        put(&mut written, pointer, value);
    }
    written
}

/// One page of a list.
pub(super) fn list_json(pools: Vec<Value>, next: Option<String>, profile: &Profile) -> Value {
    let mut written = Value::Object(Map::new());
    put(&mut written, &profile.list_items, Value::Array(pools));
    if let (Some(pointer), Some(next)) = (&profile.list_next, next) {
        put(&mut written, pointer, json!(next));
    }
    written
}

/// The reply to create, where it names the pool.
pub(super) fn created_json(id: &str, pointer: &str) -> Value {
    let mut written = Value::Object(Map::new());
    put(&mut written, pointer, json!(id));
    written
}

/// Puts a value where a pointer says, making objects and arrays on the way.
fn put(root: &mut Value, pointer: &str, value: Value) {
    let mut place = root;
    for part in pointer.split('/').skip(1) {
        let name = part.replace("~1", "/").replace("~0", "~");
        place = match name.parse::<usize>() {
            Ok(index) if index < 100 => {
                if !place.is_array() {
                    *place = Value::Array(Vec::new());
                }
                let Value::Array(items) = place else { return };
                while items.len() <= index {
                    items.push(Value::Null);
                }
                let Some(item) = items.get_mut(index) else { return };
                item
            }
            _ => {
                if !place.is_object() {
                    *place = Value::Object(Map::new());
                }
                let Value::Object(members) = place else { return };
                members.entry(name).or_insert(Value::Null)
            }
        };
    }
    *place = value;
}

/// What a submitted body asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AskedJob {
    pub(super) pool_id: Option<String>,
    pub(super) outputs: Vec<(String, Option<String>)>,
    pub(super) run_ms: Option<u64>,
    pub(super) us_per_row: Option<u64>,
    /// The names in which a fault may be asked for.
    pub(super) names: String,
}

/// What is wrong with a submitted body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadJob {
    /// `RequestBodyInvalid`.
    NotAnObject,
    /// `DuplicateInputInBatchCall`.
    BothInputs,
    /// `InvalidOutputOverrideName`: outputs are not an object of references.
    Outputs,
    /// The pool id is no text.
    PoolId,
}

/// Reads a job's body.
///
/// DIFFERENCE: two global parameters decide how long a practice job runs: `practice.rows` (without it, the rows of its
/// inputs where the host reads them) and `practice.secondsPerRow`. The real service would refuse parameters that it
/// does not know.
///
/// **Source**: facts B.3 (verified).
pub(super) fn asked_job(body: &[u8]) -> Result<AskedJob, BadJob> {
    let value: Value = serde_json::from_slice(body).map_err(|_not_json| BadJob::NotAnObject)?;
    let members = value.as_object().ok_or(BadJob::NotAnObject)?;
    let given = |name: &str| members.get(name).filter(|value| !value.is_null());
    if given("Input").is_some() && given("Inputs").is_some() {
        return Err(BadJob::BothInputs);
    }
    let pool_id = match given("AzureBatchPoolId") {
        None => None,
        Some(id) => Some(id.as_str().ok_or(BadJob::PoolId)?.to_owned()),
    };
    let mut names = String::new();
    let mut location = |reference: &Value| {
        let path = reference.get("RelativeLocation").and_then(Value::as_str).map(str::to_owned);
        names.push_str(path.as_deref().unwrap_or_default());
        names.push(' ');
        path
    };
    if let Some(input) = given("Input") {
        location(input);
    }
    for input in given("Inputs").and_then(Value::as_object).into_iter().flat_map(Map::values) {
        location(input);
    }
    let outputs = match given("Outputs") {
        None => Vec::new(),
        Some(outputs) => {
            let outputs = outputs.as_object().ok_or(BadJob::Outputs)?;
            outputs.iter().map(|(name, reference)| (name.clone(), location(reference))).collect()
        }
    };
    let number = |name: &str| {
        let value = given("GlobalParameters")?.get(name)?;
        value
            .as_str()
            .map_or_else(|| Some(value.to_string()), |text| Some(text.to_owned()))?
            .parse::<f64>()
            .ok()
    };
    let seconds_per_row = number("practice.secondsPerRow");
    let run_ms = number("practice.rows").zip(seconds_per_row).map(|(rows, s)| whole_ms(rows * s));
    let us_per_row = seconds_per_row.map(|s| whole_ms(s * 1_000.0));
    Ok(AskedJob { pool_id, outputs, run_ms, us_per_row, names })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held between 0 and 30 days first"
)]
fn whole_ms(seconds: f64) -> u64 {
    let most = 30.0 * 86_400.0;
    let seconds = if seconds.is_finite() { seconds.clamp(0.0, most) } else { 0.0 };
    (seconds * 1_000.0) as u64
}

/// A job's status, told at a moment.
///
/// **Source**: facts B.6 (verified): results only when finished, as read-only links of about a day; assumed: of a day
/// from when they are told.
pub(super) fn status_json(job: &JobRecord, queued_is_running: bool, now: Timestamp) -> Value {
    let word = job.told(queued_is_running).word();
    let results = match &job.phase {
        Phase::Ended { state: JobState::Finished, .. } if job.links.is_none() => {
            let unnamed = [("output1".to_owned(), None)];
            let outputs = if job.outputs.is_empty() { unnamed.as_slice() } else { job.outputs.as_slice() };
            Value::Object(
                outputs
                    .iter()
                    .map(|(name, path)| (name.clone(), link(job, name, path.as_deref(), now)))
                    .collect(),
            )
        }
        Phase::Ended { state: JobState::Finished, .. } => written_links(job),
        _ => Value::Null,
    };
    json!({ "StatusCode": word, "Results": results, "Details": job.details })
}

/// DIFFERENCE: a job that names no outputs leaves none, since there is no workspace with storage of its own.
fn written_links(job: &JobRecord) -> Value {
    let links = job.links.iter().flatten();
    let written = |link: &ResultLink| {
        json!({
            "ConnectionString": null,
            "RelativeLocation": link.path,
            "BaseLocation": link.base,
            "SasBlobToken": link.token.reveal(),
        })
    };
    let links: Map<String, Value> = links.map(|link| (link.output.clone(), written(link))).collect();
    if links.is_empty() { Value::Null } else { Value::Object(links) }
}

/// DIFFERENCE: without a blob store, the link opens nothing; its signature is not one.
fn link(job: &JobRecord, name: &str, path: Option<&str>, at: Timestamp) -> Value {
    let own = format!("outputs/{}/{name}.csv", job.id.as_str());
    let moment = |at: Timestamp| write_utc(at).replace(':', "%3A");
    let until = moment(at.after_ms(MS_PER_DAY));
    json!({
        "ConnectionString": null,
        "RelativeLocation": path.unwrap_or(&own),
        "BaseLocation": "https://practice.blob.core.windows.net/",
        "SasBlobToken": format!("?sv=2013-08-15&sr=b&sig=PRACTICE&st={}&se={until}&sp=r", moment(at)),
    })
}

/// An error in Azure Batch's shape.
///
/// **Source**: facts A.4 (verified).
pub(super) fn batch_error(code: &str, message: &str) -> Value {
    json!({ "code": code, "message": { "lang": "en-us", "value": message } })
}

/// An error in the batch job API's shape.
///
/// **Source**: facts B.8 (verified).
pub(super) fn bes_error(class: &str, code: &str, message: &str) -> Value {
    json!({ "error": { "code": class, "message": message, "details": [{ "code": code, "message": message }] } })
}

/// JSON of other types than anybody expects, for any reply.
pub(super) fn other_types(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(other_types),
        Value::Array(items) => items.iter_mut().for_each(other_types),
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) => *value = json!([{ "unexpected": true }]),
    }
}

/// The description of a practice service: one input, one output.
///
/// DIFFERENCE: shorter than a real one; it describes the batch operations and no scoring.
///
/// **Source**: facts C (verified): title, `x-endpoint-name`, `host` with a port, paths that hold their query.
pub(super) fn swagger_json(address: &Address, service: &str) -> Value {
    let (scheme, own) = if address.secure { ("https", 443) } else { ("http", 80) };
    let host = format!("{}:{}", address.host, address.port.unwrap_or(own));
    let operation = |id: &str, summary: &str| json!({ "operationId": id, "summary": summary, "responses": { "200": { "description": "" } } });
    let reference = json!({ "$ref": "#/definitions/AzureBlobDataReference" });
    json!({
        "swagger": "2.0",
        "info": { "version": "2.0", "title": "Practice: Adult Census Income [Predictive Exp.]", "description": "A practice service.", "x-endpoint-name": "default" },
        "host": host,
        "basePath": service,
        "schemes": [scheme],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": {
            "/swagger.json": { "get": operation("getSwaggerDocument", "Get swagger API document for the web service") },
            "/jobs?api-version=2.0": { "post": operation("submitjob", "Submit an asynchronous job to execute the web service") },
            "/jobs/{jobId}/start?api-version=2.0": { "post": operation("startjob", "Start running a job") },
            "/jobs/{jobId}?api-version=2.0": { "get": operation("getjobstatus", "Get the status for a given job"), "delete": operation("canceljob", "Cancel a job") },
        },
        "definitions": {
            "BatchExecutionRequest": { "type": "object", "properties": {
                "Inputs": { "$ref": "#/definitions/BatchInputs" },
                "GlobalParameters": { "$ref": "#/definitions/GlobalParameters" },
                "Outputs": { "$ref": "#/definitions/BatchOutputs" } } },
            "BatchInputs": { "type": "object", "properties": { "input1": reference } },
            "BatchOutputs": { "type": "object", "properties": { "output1": reference } },
            "GlobalParameters": { "type": "object", "properties": {} },
            "AzureBlobDataReference": { "type": "object", "properties": {
                "ConnectionString": { "type": "string" }, "RelativeLocation": { "type": "string" },
                "BaseLocation": { "type": "string" }, "SasBlobToken": { "type": "string" } } },
        },
        "securityDefinitions": { "api_key": { "type": "apiKey", "name": "Authorization", "in": "header" } },
    })
}
