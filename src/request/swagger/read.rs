use serde_json::{Map, Value, error::Category};

use crate::request::{Parameter, ParameterType, Port, PortList, Ports};

use super::columns::{as_text, choices, columns};
use super::document::{Document, cut};
use super::note::{ImportProblem, Note, Part, Place};
use super::operations::{Location, Operation, body_schema, location, operations, text};
use super::{LONGEST_BYTES, MOST_PORTS};

/// What a `swagger.json` says about a web service.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Imported {
    /// Inputs, outputs and global parameters of a batch job, in document order.
    pub ports: Ports,
    /// The service's address in pieces.
    pub location: Location,
    /// The calls that the service answers, in document order.
    pub operations: Vec<Operation>,
    /// What the document leaves open.
    pub notes: Vec<Note>,
}

/// Reads a web service's `swagger.json`.
///
/// # Errors
/// When the text is longer than [`LONGEST_BYTES`], empty, not JSON, nested deeper than 128 containers, or JSON of
/// another sort: not an object, an OpenAPI 3 document, a resource description, or without any part of a swagger
/// document.
///
/// ```
/// use poolwise::request::swagger::{Note, Part, import};
///
/// let document = r##"{ "swagger": "2.0", "info": { "title": "Census" }, "schemes": ["https"],
///   "host": "ussouthcentral.services.azureml.net", "basePath": "/subscriptions/0/services/1",
///   "paths": { "/jobs?api-version=2.0": { "post": { "parameters": [
///     { "in": "body", "name": "body", "schema": { "$ref": "#/definitions/BatchExecutionRequest" } } ] } } },
///   "definitions": { "BatchExecutionRequest": { "properties": {
///     "Outputs": { "properties": { "output1": {} } } } } } }"##;
/// let imported = import(document).expect("a swagger document");
/// assert_eq!(imported.ports.outputs[0].name, "output1");
/// assert_eq!(imported.operations[0].query.as_deref(), Some("api-version=2.0"));
/// assert_eq!(imported.notes, [Note::Missing(Part::Inputs), Note::Missing(Part::GlobalParameters)]);
/// ```
pub fn import(text: &str) -> Result<Imported, ImportProblem> {
    import_value(&parsed(text)?)
}

/// The same, from JSON that has been read.
///
/// # Errors
/// When it is JSON of another sort, as [`import`] tells it.
pub fn import_value(root: &Value) -> Result<Imported, ImportProblem> {
    let members = swagger(root)?;
    let mut document = Document::new(root);
    if let Some(found) = members.get("swagger").map(as_text) {
        // Some tools write the one version that is known here as a number.
        if !matches!(found.as_str(), "2.0" | "2") {
            document.note(Note::Version { found: cut(&found) });
        }
    }
    let description = members.get("info").and_then(|info| info.get("description")).and_then(Value::as_str);
    let title =
        self::text(&mut document, members.get("info").and_then(|info| info.get("title")), Part::Title);
    let location = location(&mut document, members);
    let operations = operations(&mut document, members);

    let synchronous = synchronous(&mut document, members);
    let batch = batch(&mut document, members);
    let inputs = ports(&mut document, batch.inputs, synchronous.inputs.as_deref(), Part::Inputs);
    let outputs = ports(&mut document, batch.outputs, synchronous.outputs.as_deref(), Part::Outputs);
    if batch.parameters.is_none() && synchronous.parameters.is_some() {
        document.note(Note::FromSynchronousCall(Part::GlobalParameters));
    }
    let parameters =
        parameters(&mut document, batch.parameters.or(synchronous.parameters), synchronous.example);
    let input_columns = columns(&mut document, synchronous.inputs.unwrap_or_default());
    let output_columns = columns(&mut document, synchronous.outputs.unwrap_or_default());
    let is_missing = |part: Part| document.notes.contains(&Note::Missing(part));
    let lists = [Part::Inputs, Part::Outputs, Part::GlobalParameters].into_iter().zip(PortList::ALL);
    let undescribed = lists.filter(|(part, _)| is_missing(*part)).map(|(_, list)| list).collect();
    let description = description.map(str::to_owned);
    Ok(Imported {
        ports: Ports {
            title,
            description,
            undescribed,
            inputs,
            outputs,
            parameters,
            input_columns,
            output_columns,
        },
        location,
        operations,
        notes: document.notes,
    })
}

fn parsed(text: &str) -> Result<Value, ImportProblem> {
    if text.len() > LONGEST_BYTES {
        return Err(ImportProblem::TooLong { bytes: text.len() });
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(ImportProblem::Empty);
    }
    if text.starts_with('<') {
        return Err(ImportProblem::Html);
    }
    serde_json::from_str(text).map_err(|error| {
        let is_too_deep =
            error.classify() == Category::Syntax && error.to_string().starts_with("recursion limit");
        if is_too_deep {
            ImportProblem::TooDeep
        } else {
            ImportProblem::NotJson { line: error.line(), column: error.column() }
        }
    })
}

/// The document's members, where it is a swagger document at all.
fn swagger(root: &Value) -> Result<&Map<String, Value>, ImportProblem> {
    let members = root.as_object().ok_or(ImportProblem::NotAnObject)?;
    let has = |member: &str| members.contains_key(member);
    if has("swagger") || (!has("openapi") && (has("paths") || has("definitions"))) {
        Ok(members)
    } else if has("openapi") {
        Err(ImportProblem::OpenApi3)
    } else if members.get("properties").is_some_and(|properties| properties.get("swaggerLocation").is_some())
    {
        Err(ImportProblem::ResourceDescription)
    } else {
        Err(ImportProblem::NotSwagger)
    }
}

type Properties<'d> = Vec<(&'d str, &'d Value)>;

/// What the synchronous call says: names again, the columns of their rows, and an example.
#[derive(Default)]
struct Synchronous<'d> {
    inputs: Option<Properties<'d>>,
    outputs: Option<Properties<'d>>,
    parameters: Option<&'d Map<String, Value>>,
    example: Option<&'d Value>,
}

/// What the batch request says.
#[derive(Default)]
struct Batch<'d> {
    inputs: Option<&'d Map<String, Value>>,
    outputs: Option<&'d Map<String, Value>>,
    parameters: Option<&'d Map<String, Value>>,
}

/// **Source**: facts C: the definitions' names, and `example` of the request (verified).
fn synchronous<'d>(document: &mut Document<'d>, members: &'d Map<String, Value>) -> Synchronous<'d> {
    let mut found = Synchronous::default();
    let request =
        body_schema(document, members, "/execute").1.or_else(|| document.definition("ExecutionRequest"));
    let place = Place::Part(Part::Inputs);
    if let Some(request) = request.and_then(|request| document.resolve(request, &place)) {
        found.example = request.get("example");
        for (name, schema) in document.properties(request, &place) {
            match name {
                "Inputs" => {
                    let inputs = document.resolve(schema, &place);
                    found.inputs = inputs.map(|inputs| document.properties(inputs, &place));
                }
                "GlobalParameters" => {
                    found.parameters = document.resolve(schema, &Place::Part(Part::GlobalParameters));
                }
                _ => {}
            }
        }
    }
    let place = Place::Part(Part::Outputs);
    let results =
        document.definition("ExecutionResults").and_then(|results| document.resolve(results, &place));
    if let Some(results) = results {
        let outputs = document.properties(results, &place).into_iter().find(|(name, _)| *name == "Results");
        let outputs = outputs.and_then(|(_, schema)| document.resolve(schema, &place));
        found.outputs = outputs.map(|outputs| document.properties(outputs, &place));
    }
    found
}

fn batch<'d>(document: &mut Document<'d>, members: &'d Map<String, Value>) -> Batch<'d> {
    let mut found = Batch::default();
    let (is_there, schema) = body_schema(document, members, "/jobs");
    if !is_there {
        document.note(Note::Missing(Part::SubmitOperation));
    }
    let Some(request) = schema.or_else(|| document.definition("BatchExecutionRequest")) else {
        document.note(Note::Missing(Part::BatchRequest));
        return found;
    };
    let place = Place::Part(Part::BatchRequest);
    let Some(request) = document.resolve(request, &place) else { return found };
    for (name, schema) in document.properties(request, &place) {
        match name {
            "Inputs" => found.inputs = document.resolve(schema, &Place::Part(Part::Inputs)),
            "Outputs" => found.outputs = document.resolve(schema, &Place::Part(Part::Outputs)),
            "GlobalParameters" => {
                found.parameters = document.resolve(schema, &Place::Part(Part::GlobalParameters));
            }
            _ => {}
        }
    }
    found
}

/// The ports that the batch request has, or else those that the synchronous call names.
fn ports<'d>(
    document: &mut Document<'d>,
    described: Option<&'d Map<String, Value>>,
    otherwise: Option<&[(&'d str, &'d Value)]>,
    part: Part,
) -> Vec<Port> {
    let Some(described) = described else {
        let Some(otherwise) = otherwise.filter(|ports| !ports.is_empty()) else {
            document.note(Note::Missing(part));
            return Vec::new();
        };
        document.note(Note::FromSynchronousCall(part));
        let otherwise = kept(document, otherwise.to_vec(), part);
        return otherwise
            .into_iter()
            .map(|(name, _)| Port { name: name.to_owned(), description: None, required: false })
            .collect();
    };
    let properties = document.properties(described, &Place::Part(part));
    let properties = kept(document, properties, part);
    let mut ports = Vec::new();
    for (name, schema) in properties {
        let place = match part {
            Part::Inputs => Place::Input(name.to_owned()),
            _ => Place::Output(name.to_owned()),
        };
        let said = said(schema).or_else(|| document.resolve(schema, &place).and_then(description));
        ports.push(Port {
            name: name.to_owned(),
            description: said.map(str::to_owned),
            required: is_required(described, name),
        });
    }
    ports
}

/// What stands beside a reference counts before what it leads to.
fn said(schema: &Value) -> Option<&str> {
    schema.as_object().and_then(description)
}

fn description(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("description").and_then(Value::as_str).filter(|said| !said.trim().is_empty())
}

fn is_required(schema: &Map<String, Value>, name: &str) -> bool {
    schema
        .get("required")
        .and_then(Value::as_array)
        .is_some_and(|names| names.iter().take(MOST_PORTS).any(|required| required.as_str() == Some(name)))
}

fn kept<'d>(document: &mut Document<'d>, mut properties: Properties<'d>, part: Part) -> Properties<'d> {
    let found = properties.len();
    if found > MOST_PORTS {
        document.note(Note::TooMany { part, found, kept: MOST_PORTS });
        properties.truncate(MOST_PORTS);
    }
    properties
}

fn parameters<'d>(
    document: &mut Document<'d>,
    schema: Option<&'d Map<String, Value>>,
    example: Option<&'d Value>,
) -> Vec<Parameter> {
    let part = Part::GlobalParameters;
    let Some(schema) = schema else {
        document.note(Note::Missing(part));
        return Vec::new();
    };
    let examples = example.and_then(|example| example.get("GlobalParameters"));
    let properties = document.properties(schema, &Place::Part(part));
    let mut parameters = Vec::new();
    for (name, property) in kept(document, properties, part) {
        let mut parameter =
            Parameter { name: name.to_owned(), required: is_required(schema, name), ..Parameter::default() };
        if let Some(described) = document.resolve(property, &Place::Parameter(name.to_owned())) {
            describe(document, &mut parameter, described);
            parameter.description = said(property).or_else(|| description(described)).map(str::to_owned);
        }
        let example = examples.and_then(|examples| examples.get(name)).filter(|example| !example.is_null());
        parameter.example = parameter.example.or_else(|| example.map(as_text));
        parameters.push(parameter);
    }
    parameters
}

fn describe(document: &mut Document<'_>, parameter: &mut Parameter, schema: &Map<String, Value>) {
    let name = || cut(&parameter.name);
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => known_type(kind),
        _ => None,
    };
    if kind.is_none() {
        let found = schema.get("type").map(|kind| cut(&as_text(kind)));
        document.note(Note::UnknownType { parameter: name(), found });
    }
    let choices = choices(schema);
    let default = schema.get("default").filter(|default| !default.is_null());
    if let Some(default) = default {
        let is_choice = choices.is_empty() || choices.contains(&as_text(default));
        if !is_choice || kind.is_some_and(|kind| !is_of_type(kind, default)) {
            document.note(Note::DefaultDoesNotFit { parameter: name() });
        }
    }
    let example =
        schema.get("example").or_else(|| schema.get("x-example")).filter(|example| !example.is_null());
    parameter.kind = kind.unwrap_or_default();
    parameter.choices = choices;
    parameter.default = default.map(as_text);
    parameter.example = example.map(as_text);
}

/// **Source**: Swagger 2.0 specification, "Data Types" (verified).
fn known_type(kind: &str) -> Option<ParameterType> {
    match kind {
        "string" => Some(ParameterType::Text),
        "integer" => Some(ParameterType::Integer),
        "number" => Some(ParameterType::Number),
        "boolean" => Some(ParameterType::Boolean),
        "array" | "object" => Some(ParameterType::Json),
        _ => None,
    }
}

fn is_of_type(kind: ParameterType, value: &Value) -> bool {
    match kind {
        ParameterType::Text => value.is_string(),
        ParameterType::Integer => value.is_i64() || value.is_u64(),
        ParameterType::Number => value.is_number(),
        ParameterType::Boolean => value.is_boolean(),
        ParameterType::Json => value.is_array() || value.is_object(),
    }
}
