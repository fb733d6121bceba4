//! Tests of `poolwise::request::swagger`.

use poolwise::request::swagger::wire::{imported_from_json, imported_to_json};
use poolwise::request::swagger::{
    COLUMNS_SHOWN, ImportProblem, Imported, MOST_PORTS, Note, Part, Place, import,
};
use poolwise::request::{Column, Columns, Parameter, ParameterType, Port, PortList};
use proptest::prelude::*;
use serde_json::{Value, json};

const CLASSIC: &str = include_str!("golden/swagger/classic-reconstructed.json");

#[track_caller]
fn imported(document: &Value) -> Imported {
    let imported = import(&document.to_string()).unwrap_or_default();
    // What a worker read arrives as it was, but for what the page does not show: the calls, and more of the columns
    // than the names of the first.
    let named = |columns: &Columns| {
        let names = columns.columns.iter().take(COLUMNS_SHOWN + 1);
        let named = names.map(|column| Column { name: column.name.clone(), ..Column::default() }).collect();
        Columns { port: columns.port.clone(), columns: named }
    };
    let mut shown = Imported { operations: Vec::new(), ..imported.clone() };
    for columns in [&mut shown.ports.input_columns, &mut shown.ports.output_columns] {
        *columns = columns.iter().map(named).collect();
    }
    assert_eq!(imported_from_json(&imported_to_json(&imported)), Some(shown));
    imported
}

fn port(name: &str) -> Port {
    Port { name: name.to_owned(), description: None, required: false }
}

fn column(name: &str, kind: &str, format: Option<&str>) -> Column {
    Column {
        name: name.to_owned(),
        kind: Some(kind.to_owned()),
        format: format.map(str::to_owned),
        choices: Vec::new(),
    }
}

/// A document whose only gap is what `change` makes of it.
fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut document: Value = CLASSIC.parse().unwrap_or_default();
    change(&mut document);
    document
}

/// Source: facts C: paths, operation ids, definitions and types of a real classic service.
#[test]
fn a_classic_service() {
    let service = import(CLASSIC).unwrap_or_default();
    assert_eq!(service.notes, []);
    assert_eq!(service.ports.title.as_deref(), Some("Reconstructed classic web service"));
    assert_eq!(service.ports.inputs, [port("input")]);
    assert_eq!(service.ports.outputs, [port("output1")]);
    assert_eq!(
        service.ports.parameters,
        [Parameter {
            name: "Append score columns to output".to_owned(),
            kind: ParameterType::Boolean,
            example: Some("true".to_owned()),
            ..Parameter::default()
        }]
    );
    assert_eq!(
        service.location.url().as_deref(),
        Some(
            "https://ussouthcentral.services.azureml.net:443/workspaces/00000000000000000000000000000000/services/11111111111111111111111111111111"
        )
    );
    let operations: Vec<(&str, &str, Option<&str>, Option<&str>)> = service
        .operations
        .iter()
        .map(|operation| {
            (operation.method, operation.path.as_str(), operation.query.as_deref(), operation.id.as_deref())
        })
        .collect();
    let version = Some("api-version=2.0");
    assert_eq!(
        operations,
        [
            ("GET", "/swagger.json", None, Some("getSwaggerDocument")),
            ("POST", "/execute", Some("api-version=2.0&format=swagger"), Some("execute")),
            ("POST", "/jobs", version, Some("submitjob")),
            ("GET", "/jobs/{jobId}", version, Some("getjobstatus")),
            ("DELETE", "/jobs/{jobId}", version, Some("canceljob")),
            ("POST", "/jobs/{jobId}/start", version, Some("startjob")),
        ]
    );
    let columns = vec![
        column("j1", "string", None),
        column("j1_age", "integer", None),
        column("ground", "integer", None),
    ];
    assert_eq!(service.ports.input_columns, [Columns { port: "input".to_owned(), columns }]);
    let columns = vec![column("j1", "string", None), column("Scored Labels", "number", Some("double"))];
    assert_eq!(service.ports.output_columns, [Columns { port: "output1".to_owned(), columns }]);
}

#[test]
fn a_service_without_inputs() {
    let document = changed(|document| {
        for (definition, member) in [("BatchExecutionRequest", "Inputs"), ("ExecutionRequest", "Inputs")] {
            document["definitions"][definition]["properties"]
                .as_object_mut()
                .map(|members| members.remove(member));
        }
    });
    let service = imported(&document);
    assert_eq!(service.notes, [Note::Missing(Part::Inputs)]);
    assert_eq!(service.ports.inputs, []);
    assert_eq!(service.ports.outputs, [port("output1")]);
}

#[test]
fn a_new_retraining_service_with_several_outputs() {
    let document = changed(|document| {
        document["basePath"] = json!(
            "/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623"
        );
        document["definitions"]["BatchOutputs"] = json!({
            "required": ["trained model"],
            "properties": {
                "evaluation": { "$ref": "#/definitions/AzureBlobDataReference", "description": "metrics" },
                "trained model": { "$ref": "#/definitions/AzureBlobDataReference" },
                "Outputs": { "$ref": "#/definitions/AzureBlobDataReference" }
            }
        });
        document["definitions"]["AzureBlobDataReference"]["description"] = json!("a blob");
    });
    let service = imported(&document);
    assert_eq!(service.notes, []);
    let outputs: Vec<(&str, Option<&str>, bool)> = service
        .ports
        .outputs
        .iter()
        .map(|port| (port.name.as_str(), port.description.as_deref(), port.required))
        .collect();
    assert_eq!(
        outputs,
        [
            ("evaluation", Some("metrics"), false),
            ("trained model", Some("a blob"), true),
            ("Outputs", Some("a blob"), false)
        ]
    );
    assert!(service.location.base_path.is_some_and(|path| path.starts_with("/subscriptions/")));
}

#[test]
fn parameters_of_every_type() {
    let document = changed(|document| {
        document["definitions"]["GlobalParameters"] = json!({
            "required": ["Server"],
            "properties": {
                "Server": { "type": "string", "description": "database server", "default": "acme", "example": "x" },
                "Rows": { "type": "integer", "default": 12 },
                "Threshold": { "type": "number", "default": 0.5, "enum": [0.5, 1] },
                "Mode": { "type": "string", "enum": ["fast", "exact"], "default": "fast" },
                "List": { "type": "array", "default": [1, 2] },
                "None": {},
                "Odd": { "type": "file" },
                "Several": { "type": ["string", "null"] },
                "Wrong": { "type": "integer", "default": "twelve" },
                "Outside": { "type": "string", "enum": ["a"], "default": "b" },
                "Null": { "type": "string", "default": null },
                "__proto__": { "type": "string" },
                "constructor": { "$ref": "#/definitions/GlobalParameters/properties/Rows" },
                "Text": "string"
            }
        });
    });
    let service = imported(&document);
    let found: Vec<(&str, ParameterType, Option<&str>)> = service
        .ports
        .parameters
        .iter()
        .map(|parameter| (parameter.name.as_str(), parameter.kind, parameter.default.as_deref()))
        .collect();
    use ParameterType::{Integer, Json, Number, Text};
    assert_eq!(
        found,
        [
            ("Server", Text, Some("acme")),
            ("Rows", Integer, Some("12")),
            ("Threshold", Number, Some("0.5")),
            ("Mode", Text, Some("fast")),
            ("List", Json, Some("[1,2]")),
            ("None", Text, None),
            ("Odd", Text, None),
            ("Several", Text, None),
            ("Wrong", Integer, Some("twelve")),
            ("Outside", Text, Some("b")),
            ("Null", Text, None),
            ("__proto__", Text, None),
            ("constructor", Integer, Some("12")),
            ("Text", Text, None),
        ]
    );
    let unknown = |parameter: &str, found: Option<&str>| Note::UnknownType {
        parameter: parameter.to_owned(),
        found: found.map(str::to_owned),
    };
    assert_eq!(
        service.notes,
        [
            unknown("None", None),
            unknown("Odd", Some("file")),
            unknown("Several", Some("[\"string\",\"null\"]")),
            Note::DefaultDoesNotFit { parameter: "Wrong".to_owned() },
            Note::DefaultDoesNotFit { parameter: "Outside".to_owned() },
            Note::WrongKind { place: Place::Parameter("Text".to_owned()) },
        ]
    );
    let server = service.ports.parameters.first().cloned().unwrap_or_default();
    assert!(server.required);
    assert_eq!(server.description.as_deref(), Some("database server"));
    assert_eq!(server.example.as_deref(), Some("x"));
    let mode = service.ports.parameters.get(3).cloned().unwrap_or_default();
    assert_eq!(mode.choices, ["fast", "exact"]);
}

#[test]
fn references_of_every_kind() {
    let input = || Place::Input("input".to_owned());
    let to = |reference: &str| {
        let document = changed(|document| {
            document["definitions"]["BatchInputs"]["properties"]["input"] = json!({ "$ref": reference })
        });
        let service = imported(&document);
        assert_eq!(service.ports.inputs, [port("input")], "{reference}");
        service.notes
    };
    assert_eq!(to("#/definitions/AzureBlobDataReference"), []);
    assert_eq!(to("#/paths/~1jobs~1%7BjobId%7D~1start%3Fapi-version=2.0/post"), []);
    assert_eq!(
        to("#/definitions/gone"),
        [Note::ReferenceMissing { place: input(), reference: "#/definitions/gone".to_owned() }]
    );
    assert_eq!(
        to("other.json#/a"),
        [Note::ReferenceOutside { place: input(), reference: "other.json#/a".to_owned() }]
    );
    let circle = "#/definitions/BatchInputs/properties/input";
    assert_eq!(to(circle), [Note::ReferenceCircle { place: input(), reference: circle.to_owned() }]);
    let long = changed(|document| {
        for step in 0..100 {
            document["definitions"][format!("step{step}")] =
                json!({ "$ref": format!("#/definitions/step{}", step + 1) });
        }
        document["definitions"]["BatchInputs"] = json!({ "$ref": "#/definitions/step0" });
    });
    assert!(matches!(
        imported(&long).notes.as_slice(),
        [Note::ReferenceCircle { .. }, Note::FromSynchronousCall(Part::Inputs)]
    ));
}

#[test]
fn composed_schemas() {
    let document = changed(|document| {
        document["definitions"]["BatchOutputs"] = json!({
            "allOf": [
                { "properties": { "a": {}, "b": {} } },
                { "$ref": "#/definitions/More" },
                { "$ref": "#/definitions/BatchOutputs" }
            ],
            "properties": { "d": {} }
        });
        document["definitions"]["More"] = json!({ "allOf": [{ "properties": { "b": {}, "c": {} } }] });
    });
    let outputs = imported(&document).ports.outputs;
    let mut names: Vec<&str> = outputs.iter().map(|port| port.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["a", "b", "c", "d"]);
}

#[test]
fn what_is_missing_is_said() {
    let gap = |change: fn(&mut Value)| imported(&changed(change)).notes;
    let without = |document: &mut Value, member: &str| {
        document.as_object_mut().map(|members| members.remove(member));
    };
    assert_eq!(
        gap(|document| document["swagger"] = json!("1.2")),
        [Note::Version { found: "1.2".to_owned() }]
    );
    assert_eq!(gap(|document| document["swagger"] = json!(2.0)), []);
    assert_eq!(gap(|document| document["swagger"] = json!(2)), []);
    assert_eq!(
        gap(|document| document["host"] = json!(7)),
        [Note::WrongKind { place: Place::Part(Part::Host) }]
    );
    assert_eq!(gap(|document| document["info"] = json!([])), [Note::Missing(Part::Title)]);
    let mut document = changed(|_| ());
    for member in ["host", "basePath", "schemes", "paths"] {
        without(&mut document, member);
    }
    let service = imported(&document);
    assert_eq!(
        service.notes,
        [
            Note::Missing(Part::Schemes),
            Note::Missing(Part::Host),
            Note::Missing(Part::BasePath),
            Note::Missing(Part::Paths),
            Note::Missing(Part::SubmitOperation),
        ]
    );
    assert_eq!(service.ports.inputs, [port("input")]);
    assert_eq!(service.location.url(), None);
    let mut document = changed(|_| ());
    document["definitions"]["BatchExecutionRequest"] = json!({});
    let service = imported(&document);
    assert_eq!(
        service.notes,
        [
            Note::FromSynchronousCall(Part::Inputs),
            Note::FromSynchronousCall(Part::Outputs),
            Note::FromSynchronousCall(Part::GlobalParameters),
        ]
    );
    assert_eq!(service.ports.outputs, [port("output1")]);
}

#[test]
fn other_texts_are_named() {
    #[track_caller]
    fn check(text: &str, expected: ImportProblem) {
        assert_eq!(import(text), Err(expected), "{text:.60}");
    }
    check("", ImportProblem::Empty);
    check(" \n", ImportProblem::Empty);
    check("<!DOCTYPE html><html>", ImportProblem::Html);
    check("{\n \"swagger\" \"2.0\" }", ImportProblem::NotJson { line: 2, column: 12 });
    check("[]", ImportProblem::NotAnObject);
    check("{}", ImportProblem::NotSwagger);
    check("{\"openapi\":\"3.0.1\",\"paths\":{}}", ImportProblem::OpenApi3);
    check("{\"properties\":{\"swaggerLocation\":\"https://x\"}}", ImportProblem::ResourceDescription);
    check(&"[".repeat(100_000), ImportProblem::TooDeep);
    check(&" ".repeat(17 * 1024 * 1024), ImportProblem::TooLong { bytes: 17 * 1024 * 1024 });
    assert!(import(&format!("\u{feff}{CLASSIC}")).is_ok());
}

/// Every part may be of any kind; reading ends, says so, and never panics.
#[test]
fn any_part_may_be_of_any_kind() {
    fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
        found.push(at.clone());
        match value {
            Value::Object(members) => members.iter().for_each(|(key, value)| {
                pointers(value, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }),
            Value::Array(values) => {
                values
                    .iter()
                    .enumerate()
                    .for_each(|(place, value)| pointers(value, format!("{at}/{place}"), found));
            }
            _ => {}
        }
    }
    let document: Value = CLASSIC.parse().unwrap_or_default();
    let mut found = Vec::new();
    pointers(&document, String::new(), &mut found);
    assert!(found.len() > 100);
    for (place, pointer) in found.iter().enumerate() {
        let others =
            [json!(null), json!(7), json!("x"), json!([]), json!({}), json!([[{}]]), json!({ "$ref": "#" })];
        let other = &others[place % others.len()];
        let mut document = document.clone();
        if let Some(part) = document.pointer_mut(pointer) {
            *part = other.clone();
        }
        let _ = import(&document.to_string());
    }
}

#[test]
fn a_hostile_document_is_read_within_bounds() {
    let wide: serde_json::Map<String, Value> =
        (0..3_000).map(|number| (format!("p{number}"), json!({ "$ref": "#/definitions/rows" }))).collect();
    let columns: serde_json::Map<String, Value> =
        (0..5_000).map(|number| (format!("c{number}"), json!({ "type": "string" }))).collect();
    let again: Vec<Value> = (0..200).map(|_| json!({ "$ref": "#/definitions/again" })).collect();
    let document = changed(|document| {
        let definitions = &mut document["definitions"];
        definitions["rows"] = json!({ "type": "array", "items": { "$ref": "#/definitions/row" } });
        definitions["row"] = json!({ "properties": columns });
        definitions["ExecutionInputs"] = json!({ "properties": wide });
        definitions["BatchInputs"] = json!({ "properties": wide });
        definitions["again"] = json!({ "allOf": again });
        definitions["BatchOutputs"] = json!({ "allOf": again });
    });
    let service = imported(&document);
    assert_eq!(service.ports.inputs.len(), MOST_PORTS);
    assert!(service.notes.contains(&Note::TooMany { part: Part::Inputs, found: 3_000, kept: MOST_PORTS }));
    let kept: usize = service.ports.input_columns.iter().map(|port| port.columns.len()).sum();
    assert!(kept <= poolwise::request::swagger::MOST_COLUMNS, "{kept}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No text makes the import panic.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}", at in 0..CLASSIC.len(), length in 0_usize..200) {
        let _ = import(&text);
        let damaged: String = CLASSIC.char_indices().filter(|(place, _)| !(at..at + length).contains(place)).map(|(_, ch)| ch).collect();
        let _ = import(&damaged);
    }

    /// Port and parameter names come back exactly as the document writes them, in its order.
    #[test]
    fn names_are_kept(names in proptest::collection::hash_set("\\PC{1,12}", 0..8)) {
        let names: Vec<String> = names.into_iter().collect();
        let members = |schema: Value| Value::Object(names.iter().map(|name| (name.clone(), schema.clone())).collect());
        let document = changed(|document| {
            document["definitions"]["BatchInputs"] = json!({ "properties": members(json!({})) });
            document["definitions"]["GlobalParameters"] = json!({ "properties": members(json!({ "type": "string" })) });
        });
        let service = imported(&document);
        let inputs: Vec<&String> = service.ports.inputs.iter().map(|port| &port.name).collect();
        prop_assert_eq!(inputs, names.iter().collect::<Vec<_>>());
        let parameters: Vec<&String> = service.ports.parameters.iter().map(|parameter| &parameter.name).collect();
        prop_assert_eq!(parameters, names.iter().collect::<Vec<_>>());
    }
}

/// What the document does not describe is not known to be empty.
#[test]
fn lists_that_are_left_out_are_not_empty() {
    let document = json!({"swagger": "2.0", "paths": {"/jobs": {"post": {}}}});
    let ports = imported(&document).ports;
    assert_eq!(ports.undescribed, PortList::ALL);
    let described = json!({
        "swagger": "2.0",
        "definitions": {"BatchExecutionRequest": {"properties": {
            "Inputs": {"properties": {}}, "Outputs": {"properties": {"o": {}}},
            "GlobalParameters": {"properties": {}}
        }}}
    });
    assert_eq!(imported(&described).ports.undescribed, []);
}

/// Source: Swagger 2.0 specification, "Parameters Definitions Object": an operation may refer to its parameters.
#[test]
fn a_parameter_of_an_operation_may_be_a_reference() {
    let document = json!({
        "swagger": "2.0",
        "paths": {"/jobs": {"post": {"parameters": [{"$ref": "#/parameters/Version"}, {"$ref": "#/parameters/Body"}]}}},
        "parameters": {
            "Version": {"in": "query", "name": "api-version"},
            "Body": {"in": "body", "name": "body", "schema": {"properties": {"Outputs": {"properties": {"scored": {}}}}}}
        }
    });
    assert_eq!(imported(&document).ports.outputs, [port("scored")]);
}
