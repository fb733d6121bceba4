//! The parts of a job's body that name blobs (I3).

use serde_json::{Map, Value};

use super::Trouble;
use crate::service::JobBody;
use crate::units::Secret;

/// A reference to a blob, as it was sent.
pub(super) struct Named {
    /// The input's or output's name; empty for the single input.
    pub(super) name: String,
    pub(super) connection: Secret,
    pub(super) path: String,
    pub(super) base: String,
    pub(super) token: Secret,
}

/// What a job reads, writes and is told.
pub(super) struct Work {
    pub(super) inputs: Vec<Named>,
    pub(super) outputs: Vec<Named>,
    /// The global parameters as CSV.
    pub(super) parameters: String,
}

/// **Source**: facts B.3, B.4 (verified).
pub(super) fn work(body: &JobBody) -> Result<Work, Trouble> {
    let body: Value = serde_json::from_slice(body.bytes()).unwrap_or_default();
    let given = |name: &str| body.get(name).filter(|value| !value.is_null());
    let all = |name: &str, code| -> Result<Vec<Named>, Trouble> {
        let members = given(name).and_then(Value::as_object).into_iter().flatten();
        members.map(|(name, reference)| named(name, reference, code)).collect()
    };
    let mut inputs = all("Inputs", "InvalidBlob")?;
    if let Some(input) = given("Input") {
        inputs.push(named("", input, "InvalidBlob")?);
    }
    let outputs = all("Outputs", "InvalidBlob")?;
    let parameters = given("GlobalParameters").and_then(Value::as_object);
    Ok(Work { inputs, outputs, parameters: csv(parameters) })
}

fn named(name: &str, reference: &Value, code: &'static str) -> Result<Named, Trouble> {
    let text = |member: &str| match reference.get(member) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => {
            Err(Trouble::new(code, format!("The {member} of the blob reference {name} is not a text.")))
        }
    };
    Ok(Named {
        name: name.to_owned(),
        connection: Secret::new(text("ConnectionString")?),
        path: text("RelativeLocation")?,
        base: text("BaseLocation")?,
        token: Secret::new(text("SasBlobToken")?),
    })
}

fn csv(parameters: Option<&Map<String, Value>>) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut csv = String::from("Name,Value\r\n");
    for (name, value) in parameters.into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), quoted);
        csv.push_str(&format!("{},{value}\r\n", quoted(name)));
    }
    csv
}
