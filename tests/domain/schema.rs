//! A JSON schema made of a service's swagger, as an oracle: it accepts what `request` writes, and refuses exactly what
//! `check` finds fault with, as far as a schema can say it.

use jsonschema::Validator;
use poolwise::request::swagger::import;
use poolwise::request::wire::{self, Json};
use poolwise::request::{
    BaseProblem, BlobProblem, ConnectionProblem, Draft, InputForm, NamedReference, ParameterDraft,
    ParameterProblem, ParameterState, ParameterType, PoolProblem, Ports, PortsProblem, Problem, Reference,
    ReferenceKind, RunOn, SasProblem, What, check,
};
use poolwise::units::{Secret, Timestamp};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const CLASSIC: &str = include_str!("golden/swagger/classic-reconstructed.json");
const MANY: &str = include_str!("golden/swagger/many-ports.json");
const SOURCE_PAGE: &str = include_str!("golden/source_page_body.json");

/// 2026-01-01.
const NOW: Timestamp = Timestamp::from_ms(1_767_225_600_000);

/// What a reference leads to.
fn definition<'s>(swagger: &'s Value, schema: &'s Value) -> &'s Value {
    match schema["$ref"].as_str() {
        Some(reference) => swagger.pointer(reference.trim_start_matches('#')).expect("a definition"),
        None => schema,
    }
}

/// The schema of a batch request's body. The swagger's own definitions and references stand in it; added is what
/// Swagger 2.0 cannot say and the facts do: which members a reference to a blob has, that unused parts are `null`,
/// that `Input` and `Inputs` exclude each other, that unknown names are refused, and `AzureBatchPoolId`.
fn schema_of(swagger: &str) -> Validator {
    let swagger: Value = serde_json::from_str(swagger).expect("JSON");
    let mut definitions = swagger["definitions"].clone();
    let request = swagger["definitions"]["BatchExecutionRequest"]["properties"].clone();
    let named = |member: &str| request[member]["$ref"].as_str().and_then(|name| name.rsplit('/').next());
    for list in ["Inputs", "Outputs", "GlobalParameters"].into_iter().filter_map(named) {
        definitions[list]["additionalProperties"] = json!(false);
    }
    let parameters = named("GlobalParameters").expect("parameters");
    let is_filled_in = |name: &str| {
        !definition(&swagger, &swagger["definitions"][parameters]["properties"][name])["default"].is_null()
    };
    let required: Vec<String> =
        texts(&definitions[parameters]["required"]).into_iter().filter(|name| !is_filled_in(name)).collect();
    let properties = definitions[parameters]["properties"].as_object_mut().expect("parameters");
    for (name, schema) in properties {
        let without_null = json!({ "allOf": [schema.clone()], "pattern": "^[^\\u0000]*$" });
        *schema = match required.contains(name) {
            true => without_null,
            false => json!({ "anyOf": [without_null, { "type": "null" }] }),
        };
    }
    definitions[parameters]["required"] = json!(required);
    let text = json!({ "type": "string", "pattern": "\\S" });
    let nothing = json!({ "type": "null" });
    definitions["AzureBlobDataReference"] = json!({
        "type": "object",
        "properties": { "RelativeLocation": text },
        "required": ["RelativeLocation"],
        "oneOf": [
            { "properties": { "ConnectionString": text, "BaseLocation": nothing, "SasBlobToken": nothing },
              "required": ["ConnectionString"] },
            { "properties": { "ConnectionString": nothing, "BaseLocation": text, "SasBlobToken": text },
              "required": ["BaseLocation", "SasBlobToken"] },
        ],
    });
    let count = |list: &Value| list["properties"].as_object().map_or(0, Map::len);
    let inputs = named("Inputs").map_or(Value::Null, |name| definitions[name].clone());
    let outputs = named("Outputs").map_or(Value::Null, |name| definitions[name].clone());
    let with = |member: &str| json!({ "required": [member] });
    let mut rules = vec![json!({ "$ref": "#/definitions/BatchExecutionRequest" })];
    rules.push(json!({ "not": { "required": ["Input", "Inputs"] } }));
    if count(&inputs) != 1 {
        rules.push(json!({ "not": with("Input") }));
    }
    if !texts(&inputs["required"]).is_empty() {
        rules.push(json!({ "anyOf": [with("Input"), with("Inputs")] }));
    }
    if !texts(&outputs["required"]).is_empty() {
        rules.push(with("Outputs"));
    }
    if !required.is_empty() {
        rules.push(with("GlobalParameters"));
    }
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": definitions,
        "type": "object",
        "properties": {
            "Input": { "$ref": "#/definitions/AzureBlobDataReference" },
            "AzureBatchPoolId": { "type": "string", "allOf": [{ "pattern": "\\S" }, { "pattern": "^\\P{Cc}*$" }] },
        },
        "allOf": rules,
    });
    jsonschema::validator_for(&schema).expect("a schema")
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whether a schema can see this problem in the body.
fn is_seen(problem: &Problem) -> bool {
    match &problem.what {
        What::Name(_) => true,
        What::Ports(found) => match found {
            PortsProblem::MissingInput { is_required, .. } => *is_required,
            PortsProblem::SingleForPorts { .. }
            | PortsProblem::TooManyInputs
            | PortsProblem::MissingOutput { .. }
            | PortsProblem::Mixed => true,
            PortsProblem::NoInput | PortsProblem::NoOutput | PortsProblem::SameBlob { .. } => false,
        },
        What::Parameter(found) => {
            !matches!(found, ParameterProblem::NumberChanges { .. } | ParameterProblem::EmptyWhereRequired)
        }
        What::Connection(found) => *found == ConnectionProblem::Empty,
        What::Base(found) => *found == BaseProblem::Empty,
        What::Path(found) => *found == BlobProblem::Empty,
        What::Sas(found) => *found == SasProblem::Empty,
        What::Pool(found) => matches!(found, PoolProblem::Empty | PoolProblem::ControlCharacter),
        What::Address(_) | What::ApiKey(_) | What::UnknownMember { .. } => false,
    }
}

fn ports(swagger: &str) -> Ports {
    import(swagger).expect("a swagger document").ports
}

/// Texts that break generators and readers.
fn hostile() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "it's \"both\" `kinds` ‘curly’ “curly”",
        "$(id) `id` %PATH% '@",
        "line\nbreak\r\n\ttab",
        "\u{202e}right to left \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
        "emoji \u{1f600}\u{1f468}\u{200d}\u{1f469}",
        "null\0character",
        "\\u0041 \\n \\",
        "/~1/~0 %2F",
        "x\u{7f}y\u{85}z",
        "true",
        "-1.5e3",
        "{\"a\": 1}",
    ])
    .prop_map(str::to_owned)
}

fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        40 => "[a-c]{3}/[a-z]{1,4}\\.csv",
        4 => hostile(),
        1 => Just(String::new()),
        1 => Just("  ".to_owned()),
    ]
}

fn reference() -> impl Strategy<Value = Reference> {
    let key = format!("AccountName=abc;AccountKey={}a2V5aw==", "a2V5".repeat(20));
    let connection = prop_oneof![40 => Just(key), 4 => hostile(), 1 => Just(String::new())];
    let base = prop_oneof![40 => Just("https://abc.blob.core.windows.net/".to_owned()), 2 => hostile(), 1 => Just(String::new())];
    let token = prop_oneof![40 => Just("?sv=2020-02-10&sr=b&sig=c2ln&se=2030-01-01&sp=rw".to_owned()), 2 => hostile(), 1 => Just(String::new())];
    let kind = prop_oneof![30 => Just(ReferenceKind::AccountKey), 20 => Just(ReferenceKind::Sas), 1 => Just(ReferenceKind::Mixed)];
    (kind, path(), connection, base, token).prop_map(|(kind, path, connection, base, token)| {
        // Both at once are two in the body only where all of them are filled in.
        let kind = match kind {
            ReferenceKind::Mixed if connection.is_empty() || base.is_empty() || token.is_empty() => {
                ReferenceKind::AccountKey
            }
            kind => kind,
        };
        Reference {
            kind,
            connection: Secret::new(connection),
            path,
            base,
            token: Secret::new(token),
            ..Reference::default()
        }
    })
}

/// References under names of the service, and sometimes under others, each once; at least `least`.
fn references(known: Vec<String>, least: usize) -> impl Strategy<Value = Vec<NamedReference>> {
    let others = ["", "Input1", "output 1", "in\u{0}"].map(str::to_owned);
    let all: Vec<String> = known.iter().cloned().chain(others).collect();
    let usual = prop::sample::subsequence(known.clone(), known.len());
    let any = prop::sample::subsequence(all.clone(), least..=all.len());
    prop_oneof![8 => usual, 2 => any].prop_flat_map(|names| {
        let count = names.len();
        (Just(names), prop::collection::vec(reference(), count)).prop_map(|(names, references)| {
            names
                .into_iter()
                .zip(references)
                .map(|(name, reference)| NamedReference { name, reference })
                .collect()
        })
    })
}

fn value_of(kind: ParameterType, choices: Vec<String>) -> BoxedStrategy<String> {
    let sound = match kind {
        ParameterType::Text if !choices.is_empty() => prop::sample::select(choices).boxed(),
        ParameterType::Text => "[a-zå ]{0,8}".boxed(),
        ParameterType::Integer => "-?[1-9][0-9]{0,17}".boxed(),
        ParameterType::Number => "-?[1-9][0-9]{0,5}(\\.[0-9]{1,5})?(e[0-9]{1,3})?".boxed(),
        ParameterType::Boolean => "true|false".boxed(),
        ParameterType::Json => "\\[[0-9]{1,3}(,[1-9])*\\]".boxed(),
    };
    let junk = prop_oneof![
        "[a-z]{1,5}",
        "[0-9]{25}",
        "1\\.5",
        Just("[1".to_owned()),
        Just("TRUE".to_owned()),
        hostile()
    ];
    // JSON of another kind than declared is the user's own affair: checking says nothing of it.
    let junk = junk.prop_filter("no JSON", move |text| {
        kind != ParameterType::Json || serde_json::from_str::<Json>(text).is_err()
    });
    prop_oneof![30 => sound, 1 => junk].boxed()
}

/// Parameters as the service declares them, each sent, `null`, omitted or absent, and sometimes one that it has not.
fn parameters(ports: &Ports) -> impl Strategy<Value = Vec<ParameterDraft>> + use<> {
    let state = || prop_oneof![20 => Just(ParameterState::Value), 1 => Just(ParameterState::Null), 1 => Just(ParameterState::Omit)];
    let declared: Vec<BoxedStrategy<Option<ParameterDraft>>> = ports
        .parameters
        .iter()
        .map(|one| {
            let (name, kind) = (one.name.clone(), one.kind);
            let draft = (state(), value_of(kind, one.choices.clone()))
                .prop_map(move |(state, text)| ParameterDraft { name: name.clone(), kind, state, text });
            prop_oneof![30 => draft.prop_map(Some), 1 => Just(None)].boxed()
        })
        .collect();
    let other = (prop::sample::select(vec!["", "query", "Rates", "a\u{0}b"]), state(), hostile()).prop_map(
        |(name, state, text)| ParameterDraft {
            name: name.to_owned(),
            state,
            text,
            ..ParameterDraft::default()
        },
    );
    (declared, prop_oneof![12 => Just(None), 1 => other.prop_map(Some)])
        .prop_map(|(declared, other)| declared.into_iter().chain([other]).flatten().collect())
}

fn draft(swagger: &'static str) -> impl Strategy<Value = Draft> {
    let ports = ports(swagger);
    let names =
        |ports: &[poolwise::request::Port]| ports.iter().map(|port| port.name.clone()).collect::<Vec<_>>();
    let form = prop_oneof![12 => Just(InputForm::Named), 2 => Just(InputForm::Single), 1 => Just(InputForm::Without)];
    let pool = prop_oneof![
        12 => Just("8dfc151b0d3e446497b845f3b29ef53b".to_owned()),
        1 => Just(String::new()),
        1 => Just(" ".to_owned()),
        2 => hostile(),
    ];
    let run_on = prop_oneof![Just(RunOn::Classic), Just(RunOn::Pool)];
    let inputs = references(names(&ports.inputs), 1);
    let outputs = references(names(&ports.outputs), 0);
    (form, inputs, outputs, parameters(&ports), run_on, pool).prop_map(
        |(input_form, inputs, outputs, parameters, run_on, pool_id)| Draft {
            input_form,
            inputs,
            outputs,
            parameters,
            run_on,
            pool_id,
            ..Draft::default()
        },
    )
}

#[track_caller]
fn agree(schema: &Validator, ports: &Ports, draft: &Draft) -> bool {
    let body = wire::body(draft);
    let checked = check(draft, Some(ports), NOW);
    let seen: Vec<&Problem> = checked.problems.iter().filter(|problem| is_seen(problem)).collect();
    let refused: Vec<String> =
        schema.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(seen.is_empty(), refused.is_empty(), "checked: {seen:?}\nschema: {refused:?}\nbody: {body}");
    seen.is_empty()
}

#[test]
fn schema_and_check_agree_over_many_drafts() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    for swagger in [CLASSIC, MANY] {
        let (schema, ports) = (schema_of(swagger), ports(swagger));
        let mut runner = TestRunner::deterministic();
        let drafts = draft(swagger);
        let (mut accepted, mut refused) = (0, 0);
        for _ in 0..300 {
            let draft = drafts.new_tree(&mut runner).expect("a draft").current();
            *(if agree(&schema, &ports, &draft) { &mut accepted } else { &mut refused }) += 1;
        }
        assert!(accepted > 40 && refused > 40, "both occur: {accepted} accepted, {refused} refused");
    }
}

/// Microsoft's own samples send numbers and Booleans as text, and `check` lets them: what the swagger types more
/// strictly is the only thing in which it is not a schema.
#[test]
fn numbers_as_text_are_let_through() {
    let sound = |kind: ParameterType, text: &str| {
        let parameter = ParameterDraft {
            name: "Append score columns to output".to_owned(),
            kind,
            text: text.to_owned(),
            ..ParameterDraft::default()
        };
        let draft = Draft {
            inputs: Vec::new(),
            outputs: Vec::new(),
            input_form: InputForm::Without,
            parameters: vec![parameter],
            ..Draft::default()
        };
        let problems = check(&draft, Some(&ports(CLASSIC)), NOW).problems;
        let is_parameter = |problem: &&Problem| matches!(problem.what, What::Parameter(_));
        (problems.iter().find(is_parameter).is_none(), schema_of(CLASSIC).is_valid(&wire::body(&draft)))
    };
    assert_eq!(sound(ParameterType::Boolean, "true"), (true, true));
    assert_eq!(sound(ParameterType::Text, "true"), (true, false));
    assert_eq!(sound(ParameterType::Text, "perhaps"), (false, false));
    assert_eq!(sound(ParameterType::Boolean, "perhaps"), (false, false));
}

/// Leaves out members that are `null`: unused parts may be left out or `null` (facts B.3, verified).
fn without_nulls(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let kept = members.iter().filter(|(_, value)| !value.is_null());
            Json::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect())
        }
        other => other.clone(),
    }
}

/// Source: facts B.3 and B.4: Microsoft's portal sample and BES guide of 02/20/2016, the source page of 04/19/2017, the
/// Data Factory guide's and the PowerShell module's bodies by their shape.
const BODIES: [&str; 7] = [
    r#"{ "Inputs": { "input1": { "ConnectionString": "DefaultEndpointsProtocol=https;AccountName=ACCOUNT;AccountKey=KEY",
        "RelativeLocation": "mycontainer/input1datablob.csv", "BaseLocation": null, "SasBlobToken": null } },
      "Outputs": { "output1": { "ConnectionString": "DefaultEndpointsProtocol=https;AccountName=ACCOUNT;AccountKey=KEY",
        "RelativeLocation": "mycontainer/output1results.csv", "BaseLocation": null, "SasBlobToken": null } },
      "GlobalParameters": { "Append score columns to output": "true" },
      "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b" }"#,
    r#"{ "Input": { "ConnectionString": "DefaultEndpointsProtocol=https;AccountName=mystorageacct;AccountKey=Dx9WbMIThAvXRQWap/aLnxT9LV5txxw==",
        "RelativeLocation": "/mycontainer/mydatablob.csv", "BaseLocation": null, "SasBlobToken": null },
      "Outputs": null, "GlobalParameters": null }"#,
    r#"{ "Input": { "ConnectionString": "AccountName=a;AccountKey=k==", "RelativeLocation": "c/in.csv" }, "GlobalParameters": {} }"#,
    r#"{ "Input": { "RelativeLocation": "c/in.csv", "BaseLocation": "https://mystorageaccount.blob.core.windows.net/",
        "SasBlobToken": "?sv=2013-08-15&sr=b&sig=ABCD&st=2015-04-04T05%3A39%3A55Z&se=2015-04-05T05%3A44%3A55Z&sp=r" },
      "Outputs": { "model": { "RelativeLocation": "c/m.ilearner", "BaseLocation": "https://mystorageaccount.blob.core.windows.net/",
        "SasBlobToken": "?sv=2013-08-15&sr=c&sig=ABCD&sp=rw" } } , "GlobalParameters": {} }"#,
    r#"{ "GlobalParameters": { "Trees": 100, "Rate": 0.2, "Shuffle": true, "Query": "select 1", "Columns": ["a", 1], "Nothing": null } }"#,
    r#"{ "Inputs": {}, "Outputs": {}, "GlobalParameters": {} }"#,
    SOURCE_PAGE,
];

#[test]
fn every_example_body_comes_back_as_it_was() {
    for text in BODIES {
        let body: Json = serde_json::from_str(text).expect("JSON");
        for previous in [Draft::default(), poolwise::job_form::example(), poolwise::job_form::empty()] {
            let read =
                wire::from_text(text, &previous).unwrap_or_else(|problems| panic!("{problems:?}: {text}"));
            let written = wire::body(&read);
            let mut expected = without_nulls(&body);
            // A list without entries is a list left out; the parameters are always there, and a null one is sent.
            let members = expected.as_object_mut().expect("a body");
            members.retain(|name, list| name == "GlobalParameters" || *list != json!({}));
            members.entry("GlobalParameters").or_insert_with(|| json!({}));
            if let Some(sent) = body["GlobalParameters"].as_object() {
                members["GlobalParameters"] = json!(sent);
            }
            let mut kept = without_nulls(&written);
            kept["GlobalParameters"] = written["GlobalParameters"].clone();
            assert_eq!(kept, expected, "{text}");
            // Once written, it is written the same for ever.
            let again = wire::from_text(&wire::pretty(&written), &previous).expect("our own");
            assert_eq!(wire::pretty(&wire::body(&again)), wire::pretty(&written));
        }
    }
}

/// Source: facts B.2, B.6 and B.8: replies of Microsoft's guide, client and error list.
#[test]
fn every_example_reply_comes_back_as_it_was() {
    assert_eq!(
        wire::job_id("\"539d0bc2fde945b6ac986b851d0000f0\"").as_deref(),
        Some("539d0bc2fde945b6ac986b851d0000f0")
    );
    for text in [
        r#"{ "StatusCode": "Finished", "Results": { "output1": { "ConnectionString": null,
            "RelativeLocation": "outputs/dataOutput.csv", "BaseLocation": "https://mystorageaccount.blob.core.windows.net/",
            "SasBlobToken": "?sv=2013-08-15&sr=b&sig=ABCD&st=2015-04-04T05%3A39%3A55Z&se=2015-04-05T05%3A44%3A55Z&sp=r" } },
          "Details": null }"#,
        r#"{ "StatusCode": "NotStarted", "Results": null, "Details": null }"#,
        r#"{ "StatusCode": "Failed", "Results": null, "Details": "Module Score Model failed." }"#,
    ] {
        let reply: Json = serde_json::from_str(text).expect("JSON");
        assert_eq!(wire::JobStatus::read(&reply).expect("a status").write(), reply);
    }
    let error: Json = serde_json::from_str(
        r#"{ "error": { "code": "BadArgument", "message": "Invalid argument provided.",
            "details": [ { "code": "BatchJobInputsNotSpecified", "message": "The following required input(s) were not specified with the request: input1. Please ensure all input data is specified and try again." } ] } }"#,
    )
    .expect("JSON");
    let read = wire::service_error(&error).expect("an error");
    assert_eq!(
        (read.code.as_deref(), read.details[0].code.as_deref()),
        (Some("BadArgument"), Some("BatchJobInputsNotSpecified"))
    );
    assert!(read.details[0].message.as_ref().expect("a sentence").ends_with("and try again."));
}
