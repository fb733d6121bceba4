use poolwise::request::wire::{self, Expected, Json, ShapeProblem};
use poolwise::request::{
    ConnectionProblem, Draft, Extra, InputForm, ParameterDraft, ParameterState, ParameterType, PortsProblem,
    Reference, ReferenceKind, RunOn, Setting, Severity, What, check,
};
use poolwise::units::Secret;

use super::{KEY, NOW, SERVICE, named, sound, with_key, with_sas};

const SOURCE_PAGE: &str = include_str!("../golden/source_page_body.json");

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

/// Source: the source page's example, ms.date 04/19/2017, its five errors of print corrected.
#[test]
fn the_source_pages_example_is_written_and_read() {
    let account = |file: &str, end: &str| Reference {
        connection: Secret::new(format!(
            "DefaultEndpointsProtocol=https;BlobEndpoint=https://sampleaccount.blob.core.windows.net/;\
             TableEndpoint=https://sampleaccount.table.core.windows.net/;\
             QueueEndpoint=https://sampleaccount.queue.core.windows.net/;\
             FileEndpoint=https://{file}.file.core.windows.net/;AccountName=sampleaccount;AccountKey=<Key>{end}"
        )),
        ..Reference::default()
    };
    let input = Reference {
        path: "testint/AdultCensusIncomeBinaryClassificationDataset.csv".to_owned(),
        ..account("zhguiml", ";")
    };
    let output =
        Reference { path: "testintoutput/testint_results.csv".to_owned(), ..account("sampleaccount", "") };
    let draft = Draft {
        service: SERVICE.to_owned(),
        input_form: InputForm::Single,
        inputs: vec![named("input1", input)],
        outputs: vec![named("output1", output)],
        run_on: RunOn::Pool,
        pool_id: "8dfc151b0d3e446497b845f3b29ef53b".to_owned(),
        ..Draft::default()
    };
    assert_eq!(wire::pretty(&wire::body(&draft)), SOURCE_PAGE.trim_end());
    assert_eq!(wire::from_text(SOURCE_PAGE, &draft), Ok(draft.clone()));
    let checked = check(&draft, None, NOW);
    assert!(checked.job.is_some());
    let warnings: Vec<_> = checked.of(Severity::Warning).map(|p| p.what.clone()).collect();
    let other = ConnectionProblem::EndpointOtherAccount {
        setting: Setting::FileEndpoint,
        found: "zhguiml".to_owned(),
        account: "sampleaccount".to_owned(),
    };
    assert_eq!(
        warnings,
        [other, ConnectionProblem::KeyPlaceholder, ConnectionProblem::KeyPlaceholder].map(What::Connection)
    );
}

#[test]
fn the_pool_is_the_whole_difference() {
    let pool = sound();
    let classic = Draft { run_on: RunOn::Classic, ..pool.clone() };
    let mut body = wire::body(&pool);
    let members = body.as_object_mut().unwrap();
    assert_eq!(members.keys().next_back().map(String::as_str), Some("AzureBatchPoolId"));
    members.shift_remove("AzureBatchPoolId");
    assert_eq!(body, wire::body(&classic));
    let back = wire::from_body(&body, &pool).unwrap();
    assert_eq!((back.run_on, back.pool_id.as_str()), (RunOn::Classic, pool.pool_id.as_str()));
}

#[test]
fn members_stand_in_order_and_unused_parts_are_null() {
    let draft = Draft { extra: Extra(json(r#"{"Zeta": 1}"#).as_object().unwrap().clone()), ..sound() };
    let body = wire::body(&draft);
    let keys: Vec<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["Inputs", "Outputs", "GlobalParameters", "Zeta", "AzureBatchPoolId"]);
    let input = &body["Inputs"]["input1"];
    let keys: Vec<_> = input.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["ConnectionString", "RelativeLocation", "BaseLocation", "SasBlobToken"]);
    assert!(input["BaseLocation"].is_null() && input["SasBlobToken"].is_null());
    assert!(body["Outputs"]["output1"]["ConnectionString"].is_null());
}

#[test]
fn parameters_are_written_by_type_and_state() {
    #[track_caller]
    fn check(kind: ParameterType, state: ParameterState, text: &str, expected: Option<&str>) {
        let parameter = ParameterDraft { name: "p".to_owned(), kind, state, text: text.to_owned() };
        let draft = Draft { parameters: vec![parameter], ..Draft::default() };
        let body = wire::body(&draft);
        assert_eq!(
            body["GlobalParameters"].get("p").map(Json::to_string).as_deref(),
            expected,
            "{kind:?} {text}"
        );
        assert_eq!(wire::from_body(&body, &draft), Ok(draft), "{kind:?} {text}");
    }
    use ParameterState::{Null, Omit, Value};
    check(ParameterType::Text, Value, "true", Some("\"true\""));
    check(ParameterType::Text, Value, "", Some("\"\""));
    check(ParameterType::Text, Omit, "kept", None);
    check(ParameterType::Integer, Null, "7", Some("null"));
    check(ParameterType::Integer, Value, " 7 ", Some("7"));
    check(ParameterType::Number, Value, "1.10", Some("1.1"));
    check(ParameterType::Number, Value, "3", Some("3"));
    check(ParameterType::Boolean, Value, "true", Some("true"));
    check(ParameterType::Json, Value, "[1, 2]", Some("[1,2]"));
    check(ParameterType::Integer, Value, "1.5", Some("\"1.5\""));
}

#[test]
fn unknown_members_survive_both_ways() {
    let text = r#"{"Inputs": {"input1": {"ConnectionString": "a", "RelativeLocation": "b", "BaseLocation": null,
        "SasBlobToken": null, "More": {"x": [1]}}}, "GlobalParameters": {"p": {"q": 1}}, "Later": null, "Also": 2}"#;
    let draft = wire::from_text(text, &Draft::default()).unwrap();
    assert_eq!(wire::body(&draft), json(text));
}

#[test]
fn what_a_body_does_not_carry_stays() {
    let omitted = ParameterDraft {
        name: "later".to_owned(),
        state: ParameterState::Omit,
        text: "kept".to_owned(),
        ..ParameterDraft::default()
    };
    let mut previous = Draft { parameters: vec![omitted.clone()], ..sound() };
    previous.inputs[0].reference.token = Secret::new("?typed=before".to_owned());
    let text = wire::pretty(&wire::body(&previous)).replace("in.csv", "other.csv");
    let draft = wire::from_text(&text, &previous).unwrap();
    assert_eq!(draft.inputs[0].reference.path, "testint/other.csv");
    assert_eq!(draft.inputs[0].reference.token.reveal(), "?typed=before");
    assert_eq!(draft.parameters, [omitted]);
    assert_eq!((draft.service, draft.api_key), (previous.service, previous.api_key));
}

#[test]
fn a_mixed_reference_is_kept_sent_and_reported() {
    let text = r#"{"Outputs": {"o": {"ConnectionString": "a", "RelativeLocation": "abc/d.csv",
        "BaseLocation": "https://x.blob.core.windows.net/", "SasBlobToken": "?sig=s"}}, "GlobalParameters": {}}"#;
    let draft = wire::from_text(text, &Draft::default()).unwrap();
    assert_eq!(draft.outputs[0].reference.kind, ReferenceKind::Mixed);
    assert_eq!(wire::body(&draft), json(text));
    let found = check(&draft, None, NOW).problems;
    assert!(found.iter().any(|p| p.what == What::Ports(PortsProblem::Mixed)));
}

#[test]
fn a_body_of_another_shape_changes_nothing() {
    #[track_caller]
    fn check(text: &str, expected: &[ShapeProblem]) {
        assert_eq!(wire::from_text(text, &sound()), Err(expected.to_vec()), "{text}");
    }
    let wrong = |path: &str, expected| ShapeProblem::WrongType { path: path.to_owned(), expected };
    check("{\n  \"a\": }", &[ShapeProblem::NotJson { line: 2, column: 8 }]);
    check("[]", &[ShapeProblem::NotAnObject]);
    check("{} {}", &[ShapeProblem::NotJson { line: 1, column: 4 }]);
    check(
        "{\"Outputs\": {\n\"o\": {},\n\"o\": {}}}",
        &[ShapeProblem::DuplicateMember { name: "o".to_owned(), line: 3 }],
    );
    check(r#"{"Input": {}, "Inputs": {}}"#, &[ShapeProblem::BothInputForms]);
    check(
        r#"{"Inputs": 1, "Outputs": {"o": {"RelativeLocation": 2}}, "AzureBatchPoolId": 3}"#,
        &[
            wrong("Inputs", Expected::Object),
            wrong("Outputs.o.RelativeLocation", Expected::Text),
            wrong("AzureBatchPoolId", Expected::Text),
        ],
    );
    check(r#"{"GlobalParameters": []}"#, &[wrong("GlobalParameters", Expected::Object)]);
}

#[test]
fn null_parts_are_parts_left_out() {
    let text = r#"{"Input": null, "Inputs": null, "Outputs": null, "GlobalParameters": null, "AzureBatchPoolId": null}"#;
    let draft = wire::from_text(text, &sound()).unwrap();
    assert_eq!(
        (draft.input_form, draft.outputs.len(), draft.run_on),
        (InputForm::Without, 0, RunOn::Classic)
    );
    assert_eq!(wire::body(&draft), json(r#"{"GlobalParameters": {}}"#));
}

#[test]
fn masks_hide_secrets_and_nothing_else() {
    let mut draft = sound();
    draft.parameters.push(ParameterDraft {
        name: "store".to_owned(),
        text: format!("AccountName=x; accountkey = {KEY};Rest=1"),
        ..ParameterDraft::default()
    });
    let body = wire::body(&draft);
    let masked = wire::compact(&wire::masked(&body));
    assert!(!masked.contains(KEY) && !masked.contains("c2VjcmV0"), "{masked}");
    for kept in [
        "sampleaccount",
        "testint/in.csv",
        "sp=rw",
        "se=2026-02-01",
        "Rest=1",
        "8dfc151b0d3e446497b845f3b29ef53b",
    ] {
        assert!(masked.contains(kept), "{kept}: {masked}");
    }
    assert!(!masked.contains("null\"") && wire::compact(&body).contains(KEY));
}

#[test]
fn placeholders_have_names_of_their_own() {
    let mut draft = sound();
    draft.inputs.push(named("input-2", with_key("testint/b.csv")));
    draft.inputs.push(named("input 2", with_sas("testint/c.csv", "r")));
    draft.inputs[2].reference.token = Secret::new("?sv=1&sig=other".to_owned());
    let body = wire::body(&draft);
    let (shown, placeholders) = wire::with_placeholders(&body, &|name| format!("<{name}>"));
    let names: Vec<_> = placeholders.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["INPUT1_ACCOUNT_KEY", "INPUT_2_SAS_SIGNATURE", "OUTPUT1_SAS_SIGNATURE"]);
    let text = wire::compact(&shown);
    assert!(
        text.contains("AccountKey=<INPUT1_ACCOUNT_KEY>") && text.contains("&sig=<OUTPUT1_SAS_SIGNATURE>&")
    );
    // Put back, they give the body again.
    let back = placeholders.iter().fold(text, |t, p| t.replace(&format!("<{}>", p.name), p.secret.reveal()));
    assert_eq!(json(&back), body);
}

/// The parameters of a reader of databases or blobs are named so in the Studio; a table's key column opens nothing.
#[test]
fn a_parameter_that_is_named_as_a_secret_is_one() {
    let parameters = serde_json::json!({
        "Account key": "a b", "Database server password": "p", "api key": "p", "Key column": "id",
        "Password": "{password}", "pwd": "", "Maximum secret": 3, "Note": "pwd=x",
    });
    let body = serde_json::json!({ "GlobalParameters": parameters });
    let (shown, placeholders) = wire::with_placeholders(&body, &|name| format!("<{name}>"));
    let expected = serde_json::json!({
        "Account key": "<PARAMETER_ACCOUNT_KEY>",
        "Database server password": "<PARAMETER_DATABASE_SERVER_PASSWORD>",
        // One secret, one variable.
        "api key": "<PARAMETER_DATABASE_SERVER_PASSWORD>",
        "Key column": "id", "Password": "{password}", "pwd": "", "Maximum secret": 3,
        "Note": "pwd=<GLOBALPARAMETERS_SECRET>",
    });
    assert_eq!(shown["GlobalParameters"], expected);
    let secrets: Vec<_> = placeholders.iter().map(|one| one.secret.reveal()).collect();
    assert_eq!(secrets, ["a b", "p", "x"]);
    assert_eq!(wire::masked(&body)["GlobalParameters"]["Account key"], "••••••");
}

/// A key that was pasted without its name, or cut off its string by a stray semicolon, is masked all the same.
#[test]
fn what_stands_in_a_secret_field_and_means_nothing_known_is_masked() {
    #[track_caller]
    fn check(member: &str, text: &str, expected: &str) {
        let body = serde_json::json!({"Input": {member: text}});
        assert_eq!(wire::masked(&body)["Input"][member], expected, "{text}");
    }
    check("ConnectionString", "c2VjcmV0c2VjcmV0==", "••••••");
    check(
        "ConnectionString",
        "AccountName=a;AccountKey=c2Vj;cmV0==;",
        "AccountName=a;AccountKey=••••••;••••••;",
    );
    check("ConnectionString", "AcountKey=c2Vj;AccountName=a", "••••••;AccountName=a");
    check(
        "ConnectionString",
        "SharedAccessSignature=sv=1&sig=x;AccountName=a",
        "SharedAccessSignature=sv=1&sig=••••••;AccountName=a",
    );
    check("SasBlobToken", "?sv=1&sig=x&sp=r", "?sv=1&sig=••••••&sp=r");
    check("SasBlobToken", "c2VjcmV0", "••••••");
    check("BaseLocation", "https://a/?sig=x", "https://a/?sig=••••••");
    check("RelativeLocation", "abc/sig.csv", "abc/sig.csv");
}

#[test]
fn names_of_secrets_are_known_and_names_like_them_are_not() {
    for name in [
        "password",
        "Passwd",
        "DB_PASSWD",
        "pass",
        "nyckel",
        "storageKey",
        "Storage key",
        "token",
        "PIN",
        "lösen",
        "Losen",
        "anslutningssträng",
        "Databasens anslutningssträng",
        "connection string",
        "Database connection string",
        "connectionString",
    ] {
        assert!(wire::names_secret(name), "{name}");
    }
    for name in [
        "key",
        "partitionKey",
        "continuationToken",
        "compass",
        "bypass",
        "partitionsnyckel",
        "inlösen",
        "spin",
        "pin code",
        "Connection",
        "string",
        "passenger",
        "",
    ] {
        assert!(!wire::names_secret(name), "{name}");
    }
}

/// The reference's own member is masked by what stands in it: its account stays.
#[test]
fn a_references_connection_string_is_no_secret_as_a_whole() {
    assert!(!wire::names_secret("ConnectionString"));
    let body = serde_json::json!({ "Input": { "ConnectionString": "AccountName=a;AccountKey=a2V5" } });
    assert_eq!(wire::masked(&body)["Input"]["ConnectionString"], "AccountName=a;AccountKey=••••••");
}

/// An account's key alone is a secret whatever its parameter is called.
#[test]
fn a_key_alone_is_a_secret_under_any_name() {
    const KEY: &str =
        "kQ9bX2vZ7n0aTr4Yw1LmS8dF5gH3jK6pQ2eR9tU4iO7zX1cVbN8mA5sD3fG6hJ0kL2qW4eR7tY9uI1oP5aZ3sA==";
    let almost = [&KEY[1..], "abc/in.csv", "8dfc151b0d3e446497b845f3b29ef53b"];
    let body = serde_json::json!({ "GlobalParameters": { "store": KEY, "list": [KEY], "others": almost } });
    let (written, secrets) = wire::with_placeholders(&body, &|name| format!("<{name}>"));
    let expected = serde_json::json!({
        "GlobalParameters": { "store": "<PARAMETER_STORE>", "list": ["<PARAMETER_STORE>"], "others": almost },
    });
    assert_eq!(written, expected);
    assert_eq!(secrets.len(), 1);
}
