use serde_json::{Map, Value};

use super::document::{Document, cut};
use super::note::{Note, Part, Place};

/// The pieces of a service's address, as the document writes them; `host` may carry a port.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Location {
    /// `https` or another; the first that the document lists, `https` before others.
    pub scheme: Option<String>,
    /// Host name, with `:443` where the document has it.
    pub host: Option<String>,
    /// Path before every operation's, such as `/workspaces/…/services/…`.
    pub base_path: Option<String>,
}

impl Location {
    /// The address of the service, where the document has all of it.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        let (scheme, host) = (self.scheme.as_ref()?, self.host.as_ref()?);
        Some(format!("{scheme}://{host}{}", self.base_path.as_deref().unwrap_or_default()))
    }
}

/// One call that the service answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its id, such as `submitjob`.
    pub id: Option<String>,
    /// The HTTP method, upper case.
    pub method: &'static str,
    /// The path after the base path, without query.
    pub path: String,
    /// The query that the document writes into the path's key, such as `api-version=2.0`.
    ///
    /// **Source**: facts C (verified): keys of `paths` include the query.
    pub query: Option<String>,
    /// What the document says of it.
    pub summary: Option<String>,
}

const METHODS: [(&str, &str); 7] = [
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("delete", "DELETE"),
    ("patch", "PATCH"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
];
const MOST_OPERATIONS: usize = 1_000;

pub(super) fn location(document: &mut Document<'_>, members: &Map<String, Value>) -> Location {
    let schemes: Vec<&str> = match members.get("schemes") {
        Some(Value::Array(schemes)) => schemes.iter().filter_map(Value::as_str).collect(),
        Some(_) => {
            document.note(Note::WrongKind { place: Place::Part(Part::Schemes) });
            Vec::new()
        }
        None => {
            document.note(Note::Missing(Part::Schemes));
            Vec::new()
        }
    };
    let scheme = schemes.iter().find(|scheme| scheme.eq_ignore_ascii_case("https")).or(schemes.first());
    Location {
        scheme: scheme.map(|scheme| (*scheme).to_owned()),
        host: text(document, members.get("host"), Part::Host),
        base_path: text(document, members.get("basePath"), Part::BasePath),
    }
}

/// A text that the document has to have; otherwise a note.
pub(super) fn text(document: &mut Document<'_>, value: Option<&Value>, part: Part) -> Option<String> {
    match value {
        Some(Value::String(text)) if !text.trim().is_empty() => return Some(text.trim().to_owned()),
        Some(Value::String(_) | Value::Null) | None => document.note(Note::Missing(part)),
        Some(_) => document.note(Note::WrongKind { place: Place::Part(part) }),
    }
    None
}

/// Every operation in document order.
pub(super) fn operations<'d>(document: &mut Document<'d>, members: &'d Map<String, Value>) -> Vec<Operation> {
    let mut found = Vec::new();
    for (key, methods) in paths(document, members) {
        let (path, query) = match key.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (key, None),
        };
        for (name, method) in METHODS {
            let Some(operation) = methods.get(name) else { continue };
            if !operation.is_object() {
                document.note(Note::WrongKind { place: Place::Operation(cut(key)) });
                continue;
            }
            let said = |member: &str| operation.get(member).and_then(Value::as_str).map(str::to_owned);
            found.push(Operation {
                id: said("operationId"),
                method,
                path: path.to_owned(),
                query: query.map(str::to_owned),
                summary: said("summary"),
            });
        }
        if found.len() >= MOST_OPERATIONS {
            break;
        }
    }
    found
}

fn paths<'d>(
    document: &mut Document<'d>,
    members: &'d Map<String, Value>,
) -> Vec<(&'d str, &'d Map<String, Value>)> {
    let mut found = Vec::new();
    match members.get("paths") {
        Some(Value::Object(paths)) => {
            for (key, methods) in paths {
                match methods {
                    Value::Object(methods) => found.push((key.as_str(), methods)),
                    // Vendor extensions may be anything.
                    _ if key.starts_with("x-") => {}
                    _ => document.note(Note::WrongKind { place: Place::Operation(cut(key)) }),
                }
            }
        }
        Some(_) => document.note(Note::WrongKind { place: Place::Part(Part::Paths) }),
        None => document.note(Note::Missing(Part::Paths)),
    }
    found
}

/// The schema of the body that `POST path` takes, and whether there is such an operation at all.
pub(super) fn body_schema<'d>(
    document: &mut Document<'d>,
    members: &'d Map<String, Value>,
    path: &str,
) -> (bool, Option<&'d Value>) {
    let post = members.get("paths").and_then(Value::as_object).and_then(|paths| {
        let (key, methods) = paths.iter().find(|(key, methods)| {
            let written = key.split('?').next().unwrap_or_default();
            written.trim_end_matches('/') == path && methods.get("post").is_some_and(Value::is_object)
        })?;
        Some((key, methods.get("post")?))
    });
    let Some((key, post)) = post else { return (false, None) };
    let parameters = post.get("parameters").and_then(Value::as_array);
    let schema = parameters.and_then(|parameters| {
        parameters.iter().find_map(|parameter| {
            let parameter = document.resolve(parameter, &Place::Operation(cut(key)))?;
            let is_body = parameter.get("in").and_then(Value::as_str) == Some("body");
            is_body.then(|| parameter.get("schema")).flatten()
        })
    });
    (true, schema)
}
