//! The two profiles that come with the page.

use std::collections::BTreeMap;

use super::http::Method;
use super::profile::{Field, Operation, Profile, StateWords, Template};

/// The operations that the source page names, and nothing else: create, resize, delete.
///
/// Neither list nor get: the page shows what it created itself, and the meter is a range.
///
/// **Source**: facts A.2 (verified): the three operations, and create's two inputs. Names of members, paths and verbs
/// are ours (assumed); `Authorization: Bearer` is inferred (facts A.4).
///
/// ```
/// use poolwise::service::{source_page_profile, Operation};
/// let profile = source_page_profile();
/// assert!(profile.problems().is_empty());
/// assert!(!profile.has(Operation::List));
/// ```
#[must_use]
pub fn source_page_profile() -> Profile {
    let operations = [
        (
            Operation::Create,
            template(Method::Post, "/pools", Some(r#"{"vmCount":"{vmCount}","swaggerUrl":"{swaggerUrl}"}"#)),
        ),
        (
            Operation::Resize,
            template(Method::Post, "/pools/{poolId}/resize", Some(r#"{"vmCount":"{vmCount}"}"#)),
        ),
        (Operation::Delete, template(Method::Delete, "/pools/{poolId}", None)),
    ];
    Profile {
        name: "Source page".to_owned(),
        base_url: String::new(),
        auth_header: "Authorization".to_owned(),
        auth_scheme: "Bearer".to_owned(),
        api_version: String::new(),
        operations: BTreeMap::from(operations),
        fields: fields(&[(Field::Id, "/id")]),
        list_items: String::new(),
        list_next: None,
        created_id: Some("/id".to_owned()),
        words: batch_words(),
    }
}

/// Azure Batch's names for pools.
///
/// **Source**: facts A.4, the Azure Batch specification 2017-05-01.5.0 (verified there; that the pool service speaks
/// it is assumed: facts A.3). The swagger URL as metadata, and no VM size, are ours (assumed): the source page's create
/// has exactly two inputs.
///
/// ```
/// use poolwise::service::{azure_batch_profile, Operation};
/// let profile = azure_batch_profile();
/// assert!(profile.problems().is_empty());
/// assert!(profile.has(Operation::List));
/// ```
#[must_use]
pub fn azure_batch_profile() -> Profile {
    let version = "api-version={apiVersion}";
    let create = concat!(
        r#"{"id":"{poolId}","targetDedicatedNodes":"{vmCount}","#,
        r#""metadata":[{"name":"swaggerUrl","value":"{swaggerUrl}"}]}"#
    );
    let resize = r#"{"targetDedicatedNodes":"{vmCount}"}"#;
    let at = |method, path: &str, body| template(method, &format!("{path}?{version}"), body);
    let operations = [
        (Operation::Create, at(Method::Post, "/pools", Some(create))),
        (Operation::List, at(Method::Get, "/pools", None)),
        (Operation::Get, at(Method::Get, "/pools/{poolId}", None)),
        (Operation::Resize, at(Method::Post, "/pools/{poolId}/resize", Some(resize))),
        (Operation::StopResize, at(Method::Post, "/pools/{poolId}/stopresize", None)),
        (Operation::Delete, at(Method::Delete, "/pools/{poolId}", None)),
    ];
    Profile {
        name: "Azure Batch names".to_owned(),
        base_url: String::new(),
        auth_header: "Authorization".to_owned(),
        auth_scheme: "Bearer".to_owned(),
        api_version: "2017-05-01.5.0".to_owned(),
        operations: BTreeMap::from(operations),
        fields: fields(&[
            (Field::Id, "/id"),
            (Field::State, "/state"),
            (Field::Allocation, "/allocationState"),
            (Field::AllocationSince, "/allocationStateTransitionTime"),
            (Field::CurrentVms, "/currentDedicatedNodes"),
            (Field::TargetVms, "/targetDedicatedNodes"),
            (Field::ResizeErrors, "/resizeErrors"),
            (Field::Created, "/creationTime"),
            (Field::SwaggerUrl, "/metadata/0/value"),
        ]),
        list_items: "/value".to_owned(),
        list_next: Some("/odata.nextLink".to_owned()),
        created_id: None,
        words: batch_words(),
    }
}

/// **Source**: facts A.4 (verified for Azure Batch).
fn batch_words() -> StateWords {
    StateWords {
        active: "active".to_owned(),
        deleting: "deleting".to_owned(),
        steady: "steady".to_owned(),
        resizing: "resizing".to_owned(),
        stopping: "stopping".to_owned(),
    }
}

fn template(method: Method, path: &str, body: Option<&str>) -> Template {
    Template { method, path: path.to_owned(), body: body.map(str::to_owned) }
}

fn fields(pointers: &[(Field, &str)]) -> BTreeMap<Field, String> {
    pointers.iter().map(|(field, pointer)| (*field, (*pointer).to_owned())).collect()
}
