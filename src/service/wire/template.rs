//! Templates with their holes filled.

use serde_json::{Number, Value};

use crate::service::profile::Hole;

/// What fills each hole; `None` for holes that the operation does not have.
pub(crate) struct Filling<'a> {
    pub(crate) pool_id: Option<&'a str>,
    pub(crate) vm_count: Option<u32>,
    pub(crate) swagger_url: Option<&'a str>,
    pub(crate) api_version: &'a str,
}

impl Filling<'_> {
    fn text(&self, hole: Hole) -> String {
        match hole {
            Hole::PoolId => self.pool_id.unwrap_or_default().to_owned(),
            Hole::VmCount => self.vm_count.map(|count| count.to_string()).unwrap_or_default(),
            Hole::SwaggerUrl => self.swagger_url.unwrap_or_default().to_owned(),
            Hole::ApiVersion => self.api_version.to_owned(),
        }
    }
}

/// A path with its holes filled, percent-encoded.
pub(crate) fn fill_path(template: &str, filling: &Filling<'_>) -> String {
    Hole::ALL.into_iter().fold(template.to_owned(), |path, hole| {
        if path.contains(hole.written()) {
            path.replace(hole.written(), &encoded(&filling.text(hole)))
        } else {
            path
        }
    })
}

/// A body with its holes filled; `None` where the template is not JSON.
pub(crate) fn fill_body(template: &str, filling: &Filling<'_>) -> Option<Vec<u8>> {
    let mut body: Value = serde_json::from_str(template).ok()?;
    fill(&mut body, filling);
    serde_json::to_vec(&body).ok()
}

/// Everything that a body writes like a hole: `{` letters `}` in its strings, and known holes in its members' names, which
/// are never filled and so end in `:`.
pub(crate) fn body_holes(template: &str) -> Vec<String> {
    let mut holes = Vec::new();
    if let Ok(body) = serde_json::from_str::<Value>(template) {
        find_holes(&body, &mut holes);
    }
    holes
}

fn find_holes(value: &Value, holes: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let names = text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name);
            let names =
                names.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic()));
            holes.extend(names.map(|name| ["{", name, "}"].concat()));
        }
        Value::Array(items) => items.iter().for_each(|item| find_holes(item, holes)),
        Value::Object(members) => {
            for (name, member) in members {
                if Hole::ALL.into_iter().any(|hole| name.contains(hole.written())) {
                    holes.push([name, ":"].concat());
                }
                find_holes(member, holes);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn fill(value: &mut Value, filling: &Filling<'_>) {
    match value {
        Value::String(text) if text == Hole::VmCount.written() => {
            *value = filling.vm_count.map_or(Value::Null, |count| Value::Number(Number::from(count)));
        }
        Value::String(text) => {
            for hole in Hole::ALL {
                if text.contains(hole.written()) {
                    *text = text.replace(hole.written(), &filling.text(hole));
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, filling)),
        Value::Object(members) => members.values_mut().for_each(|member| fill(member, filling)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn encoded(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}
