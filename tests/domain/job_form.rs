//! Tests of `poolwise::job_form`.

use poolwise::job_form::{
    Recognized, Refusal, connection_summary, empty, example, from_link, is_masked, parameter_summary, paste,
    port_summary, screen, set_text, split_pasted, text, to_link, unmasked, without_secrets,
};
use poolwise::request::repair::RepairKind;
use poolwise::request::{
    AddressProblem, Draft, FieldId, InputForm, ParameterDraft, ParameterProblem, ParameterState,
    ParameterType, ReferenceKind, ReferencePart, Role, RunOn, Severity, What, check, repaired, wire,
};
use poolwise::units::{Secret, Timestamp};
use poolwise::words::Language;
use proptest::prelude::*;

const PAGE_SV: &str = include_str!("golden/repair/source-page.sv.md");
const PAGE_EN: &str = include_str!("golden/repair/source-page.en.md");
const SAMPLE_SV: &str = include_str!("golden/repair/sample.sv.txt");
const SAMPLE_EN: &str = include_str!("golden/repair/sample.en.txt");
const BODY: &str = include_str!("golden/repair/sample.body.json");
const NOW: Timestamp = Timestamp::from_ms(1_500_000_000_000);

/// Source: the page's sample; corrected, it differs from what the page means only in the account `zhguiml` and the
/// semicolon that it leaves at the end of one connection string.
#[test]
fn the_example_is_the_pages_corrected() {
    let expected = BODY
        .replace("https://zhguiml.file", "https://sampleaccount.file")
        .replace("AccountKey=<Key>;\"", "AccountKey=<Key>\"");
    let expected: wire::Json = expected.parse().unwrap();
    assert_eq!(wire::body(&example()), expected);
    let checked = check(&example(), None, NOW);
    assert_eq!(checked.of(Severity::Error).count(), 0, "{:?}", checked.problems);
}

/// Source: the page's sample, broken as published, alone and in its whole page, both languages.
#[test]
fn the_pages_sample_fills_the_form() {
    for pasted_text in [SAMPLE_SV, SAMPLE_EN, PAGE_SV, PAGE_EN] {
        let pasted = paste(pasted_text, &empty(), &[]);
        let draft = pasted.draft.unwrap();
        assert_eq!(pasted.what, Recognized::Job);
        assert_eq!(wire::body(&draft), BODY.parse::<wire::Json>().unwrap());
        assert_eq!((draft.run_on, draft.pool_id.as_str()), (RunOn::Pool, "8dfc151b0d3e446497b845f3b29ef53b"));
        assert_eq!(draft.outputs[0].reference.path, "testintoutput/testint_results.csv");
        let warned = check(&draft, None, NOW).problems.into_iter().any(|problem| {
            format!("{:?}", problem.what).contains("zhguiml") && problem.severity() == Severity::Warning
        });
        assert!(warned, "the other account is said, and not rewritten");
    }
    for page in [PAGE_SV, PAGE_EN] {
        let pasted = paste(page, &empty(), &[]);
        assert!(pasted.found_address);
        assert_eq!(pasted.draft.unwrap().service, example().service);
    }
}

#[test]
fn a_repair_switched_off_leaves_the_form() {
    let pasted = paste(SAMPLE_SV, &empty(), &[]);
    let entity = pasted.repairs.iter().find(|repair| repair.id.kind == RepairKind::Entity).unwrap().id;
    let again = paste(SAMPLE_SV, &empty(), &[entity]);
    assert!(again.repairs.iter().any(|repair| repair.id == entity && !repair.applied));
    let connection = again.draft.unwrap().inputs[0].reference.connection.reveal().to_owned();
    assert!(connection.contains("&lt;Key"), "{connection}");
    let comma = "{\"AzureBatchPoolId\": \"a\",}";
    let needed = paste(comma, &empty(), &[]).repairs[0].id;
    let refused = paste(comma, &empty(), &[needed]);
    assert!(
        refused.draft.is_none() && matches!(refused.refusal, Some(Refusal::Unreadable(_))),
        "{refused:?}"
    );
    assert!(refused.repairs.iter().any(|repair| repair.id == needed && !repair.applied));
}

#[track_caller]
fn check_url(text: &str, expected: Recognized) {
    let pasted = paste(text, &empty(), &[]);
    assert_eq!(pasted.what, expected);
    assert_eq!(pasted.draft.map(|draft| draft.service).as_deref(), Some(text.trim()));
}

#[test]
fn urls() {
    let service = "https://europewest.services.azureml.net/workspaces/afbd553b9bac4c95be3d040998943a4f/services/\
                   26a3afce1767461ab6e73d5a206fbd62";
    check_url(&format!("{service}/jobs?api-version=2.0"), Recognized::BatchRequestsUrl);
    check_url(&format!("  {service}/jobs/abc/start?api-version=2.0\n"), Recognized::BatchRequestsUrl);
    check_url(&format!("{service}/execute?api-version=2.0&details=true"), Recognized::RequestResponseUrl);
    check_url(&format!("{service}/swagger.json"), Recognized::SwaggerUrl);
    check_url(service, Recognized::ServiceUrl);
    let hyphens = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c76-74ba-4c8c-8229-4c3b2957990c/\
                   services/9fe659022c9747e3b9b7b923c3830623/jobs";
    check_url(hyphens, Recognized::BatchRequestsUrl);

    let blob = paste("https://acct.blob.core.windows.net/in/a.csv?sv=1&sig=x", &empty(), &[]);
    let reference = &blob.draft.unwrap().inputs[0].reference;
    assert_eq!((blob.what, reference.kind), (Recognized::BlobUrl, ReferenceKind::Sas));
    assert_eq!(reference.token.reveal(), "?sv=1&sig=x");

    for nothing in ["https://example.com/", "hello", "12", "", "   "] {
        let pasted = paste(nothing, &example(), &[]);
        assert!(pasted.draft.is_none() && pasted.refusal.is_some(), "{nothing}: {pasted:?}");
    }
}

/// A page's URL is no blob's, and a blob's is no service's: none overwrites what it is not.
#[test]
fn urls_of_something_else() {
    let ids = "80c77c7674ba4c8c82294c3b2957990c";
    for (url, problem) in [
        (
            format!(
                "https://studio.azureml.net/apihelp/workspaces/{ids}/webservices/{ids}/endpoints/{ids}/jobs"
            ),
            AddressProblem::PageForPeople,
        ),
        (
            "https://learn.microsoft.com/en-us/azure/machine-learning/studio".to_owned(),
            AddressProblem::PageForPeople,
        ),
        (format!("https://ussouthcentral.services.azureml.net/subscriptions/{ids}"), AddressProblem::NoIds),
        ("https://example.com/a/b/c".to_owned(), AddressProblem::NoIds),
    ] {
        let pasted = paste(&url, &example(), &[]);
        assert_eq!((pasted.what, pasted.draft), (Recognized::OtherUrl, None), "{url}");
        assert_eq!(pasted.refusal, Some(Refusal::Address(problem)), "{url}");
    }
    for blob in [
        "https://acct.blob.core.windows.net/in/services/a.csv?sv=1&sig=x",
        "https://acct.blob.core.chinacloudapi.cn/in/a.csv",
        "https://data.example.com/in/a.csv?sv=1&sig=x",
        "http://127.0.0.1:10000/devstoreaccount1/in/a.csv",
    ] {
        let pasted = paste(blob, &empty(), &[]);
        let draft = pasted.draft.unwrap();
        assert_eq!((pasted.what, draft.service.as_str()), (Recognized::BlobUrl, ""), "{blob}");
        assert!(draft.inputs[0].reference.path.ends_with("a.csv"), "{blob}");
        let curled = paste(&format!("curl '{blob}' -o a.csv"), &empty(), &[]);
        assert_eq!((curled.what, curled.draft), (Recognized::BlobUrl, Some(draft)), "{blob}");
    }
}

/// Without a token, a blob's URL tells where the blob is, and takes no key away.
#[test]
fn a_blobs_url_without_a_token_keeps_the_key() {
    let mut draft = example();
    let before = draft.inputs[0].reference.clone();
    assert_eq!(before.kind, ReferenceKind::AccountKey);
    let field = FieldId::Input(0, ReferencePart::Path);
    assert!(split_pasted(&mut draft, field, "https://sampleaccount.blob.core.windows.net/new/b.csv"));
    let after = &draft.inputs[0].reference;
    assert_eq!((after.kind, after.path.as_str()), (ReferenceKind::AccountKey, "new/b.csv"));
    assert_eq!(wire::body(&draft)["Input"]["ConnectionString"], before.connection.reveal());
}

/// A sentence, a request line or a list around one address.
#[test]
fn an_address_in_a_sentence() {
    let service = example().service;
    for text in [
        format!("POST {service}"),
        format!("The url is {service}."),
        format!("url: {service}, key: later"),
        format!("{service}."),
        format!("{service};"),
    ] {
        let pasted = paste(&text, &empty(), &[]);
        assert_eq!((pasted.what, pasted.refusal), (Recognized::BatchRequestsUrl, None), "{text}");
        assert_eq!(pasted.draft.unwrap().service, service, "{text}");
    }
}

/// An address as a chat or a browser's bar gives it: without its scheme, in quotes or brackets.
#[test]
fn urls_as_they_are_copied() {
    let bare = "ussouthcentral.services.azureml.net/workspaces/afbd553b9bac4c95be3d040998943a4f/services/\
                26a3afce1767461ab6e73d5a206fbd62/jobs?api-version=2.0";
    check_url(bare, Recognized::BatchRequestsUrl);
    let found = check(&paste(bare, &empty(), &[]).draft.unwrap(), None, NOW).problems;
    assert!(found.iter().any(|problem| problem.field == FieldId::Service), "a repair is offered: {found:?}");
    let whole = format!("https://{bare}");
    for (before, after) in [("\"", "\""), ("<", ">"), ("'", "'"), ("`", "`"), ("\u{201d}", "\u{201d}")] {
        let pasted = paste(&format!("{before}{whole}{after}"), &empty(), &[]);
        assert_eq!(pasted.what, Recognized::BatchRequestsUrl, "{before}");
        assert_eq!(pasted.draft.unwrap().service, whole, "{before}");
    }
}

#[test]
fn curl_commands() {
    let command = format!(
        "curl -X POST '{}' -H 'Authorization: Bearer abc123==' -H 'Content-Type: application/json' -d '{}'",
        example().service,
        BODY.replace('\n', " ")
    );
    let pasted = paste(&command, &empty(), &[]);
    let draft = pasted.draft.unwrap();
    assert_eq!(pasted.what, Recognized::CurlCommand);
    assert_eq!((draft.service.as_str(), draft.api_key.reveal()), (example().service.as_str(), "abc123=="));
    assert_eq!(wire::body(&draft), BODY.parse::<wire::Json>().unwrap());

    let from_file = paste(&format!("curl -d @job.json {}", example().service), &empty(), &[]);
    assert_eq!(from_file.refusal, Some(Refusal::BodyInFile { name: "job.json".to_owned() }));
    assert_eq!(from_file.draft.unwrap().service, example().service);
}

#[test]
fn json_that_is_no_job_fills_nothing() {
    let shape = paste(r#"{"Inputs": 5, "Outputs": []}"#, &example(), &[]);
    assert!(shape.draft.is_none());
    assert!(matches!(shape.refusal, Some(Refusal::Shape(problems)) if problems.len() == 2));
    assert_eq!(paste(r#"{"a": 1}"#, &example(), &[]).refusal, Some(Refusal::NoJobMembers));
    assert!(paste("[1, 2]", &example(), &[]).draft.is_none());
}

/// A file's mark is no part of what stands in it: what follows is recognized as without it.
#[test]
fn what_stands_behind_a_byte_order_mark_is_recognized_as_without_it() {
    let jobs = r#"{"Outputs":{"a":{}}} {"Outputs":{"b":{}}}"#;
    let texts = [
        jobs,
        "8dfc151b0d3e446497b845f3b29ef53c",
        r#"{"Inputs":{"a":{}},"GlobalParameters":{"note":"body = {'Input': {'RelativeLocation': 'in/a.csv'}}"}}"#,
        "",
    ];
    for text in texts {
        let (marked, plain) =
            (paste(&format!("\u{feff}{text}"), &example(), &[]), paste(text, &example(), &[]));
        let both =
            [&marked, &plain].map(|pasted| (pasted.what, pasted.draft.clone(), pasted.refusal.clone()));
        assert_eq!(both[0], both[1], "{text}");
    }
}

#[test]
fn a_part_changes_what_it_names_and_unknown_members_survive() {
    let pasted = paste(r#"{"GlobalParameters": {"Seed": 7}, "New": [1]}"#, &example(), &[]);
    let body = wire::body(&pasted.draft.unwrap());
    assert_eq!(body["GlobalParameters"]["Seed"], 7);
    assert_eq!(body["New"][0], 1);
    assert_eq!(body["Outputs"], wire::body(&example())["Outputs"]);
    assert_eq!(body["AzureBatchPoolId"], example().pool_id);
}

const SWAGGER: &str = include_str!("golden/swagger/classic-reconstructed.json");

#[test]
fn a_swagger_document_names_ports_and_parameters() {
    let pasted = paste(SWAGGER, &example(), &[]);
    assert_eq!(pasted.what, Recognized::SwaggerDocument);
    let (draft, imported) = (pasted.draft.unwrap(), pasted.service.unwrap());
    let names: Vec<&str> = draft.outputs.iter().map(|named| named.name.as_str()).collect();
    let ports: Vec<&str> = imported.ports.outputs.iter().map(|port| port.name.as_str()).collect();
    assert_eq!(names, ports);
    assert_eq!(draft.outputs[0].reference, example().outputs[0].reference, "what was typed stays");
    assert_eq!(draft.parameters.len(), imported.ports.parameters.len());
    assert!(draft.service.ends_with("/jobs?api-version=2.0") && draft.service != example().service);
    let other = paste(r#"{"openapi": "3.0.0", "paths": {}}"#, &example(), &[]);
    assert!(matches!(other.refusal, Some(Refusal::Swagger(_))), "{other:?}");
}

#[test]
fn fields_hold_what_is_put_into_them() {
    let mut draft = example();
    draft.parameters.push(ParameterDraft::default());
    let parts = [
        ReferencePart::Name,
        ReferencePart::Connection,
        ReferencePart::Base,
        ReferencePart::Path,
        ReferencePart::Token,
    ];
    let mut fields = vec![
        FieldId::Service,
        FieldId::ApiKey,
        FieldId::PoolId,
        FieldId::ParameterName(0),
        FieldId::ParameterValue(0),
    ];
    fields.extend(parts.map(|part| FieldId::Input(0, part)));
    fields.extend(parts.map(|part| FieldId::Output(0, part)));
    for (at, field) in fields.iter().enumerate() {
        set_text(&mut draft, *field, format!(" {at} "));
    }
    for (at, field) in fields.iter().enumerate() {
        assert_eq!(text(&draft, *field), format!(" {at} "), "{field}");
    }
    set_text(&mut draft, FieldId::Output(9, ReferencePart::Path), "x".to_owned());
    assert_eq!(text(&draft, FieldId::Output(9, ReferencePart::Path)), "");
}

#[test]
fn only_a_secret_is_masked_not_its_place() {
    let field = FieldId::Input(0, ReferencePart::Connection);
    let mut draft = example();
    for (typed, expected) in [
        ("", false),
        ("AccountName=a;AccountKey=<Key>", false),
        ("AccountName=a;AccountKey=a2V5", true),
        ("AccountName=a;SharedAccessSignature=sv=1&sig=x", true),
        ("DefaultEndpointsProtocol=https;AccountName=a", false),
        ("a2V5a2V5a2V5a2V5==", true),
    ] {
        set_text(&mut draft, field, typed.to_owned());
        assert_eq!(is_masked(&draft, field), expected, "{typed}");
    }
    assert!(!is_masked(&draft, FieldId::ApiKey) && !is_masked(&draft, FieldId::PoolId));

    let (mut draft, value) = (example(), FieldId::ParameterValue(0));
    draft.parameters = vec![ParameterDraft { name: "Account key".to_owned(), ..ParameterDraft::default() }];
    for (typed, expected) in [("", false), ("{key}", false), ("a2V5", true)] {
        set_text(&mut draft, value, typed.to_owned());
        assert_eq!(is_masked(&draft, value), expected, "{typed}");
    }
    // What the body's text masks inside a value is not shown beside it either.
    let mut other = draft.clone();
    other.parameters = vec![ParameterDraft { name: "Source".to_owned(), ..ParameterDraft::default() }];
    for (typed, expected) in [
        ("Server=tcp:x;User ID=a;Password=pw;", true),
        ("https://a.blob.core.windows.net/c/b.csv?sv=2017&sig=a2V5%3D", true),
        (r#"{"password": "pw"}"#, true),
        ("AccountName=a;AccountKey=<Key>", false),
        ("a plain text", false),
        ("", false),
    ] {
        set_text(&mut other, value, typed.to_owned());
        assert_eq!(is_masked(&other, value), expected, "{typed}");
        let is_read_as_json = typed.starts_with('{');
        assert!(is_read_as_json || screen(&other, false).masks.len() == usize::from(expected), "{typed}");
    }
    assert!(!screen(&draft, false).text.contains("a2V5") && screen(&draft, false).secrets == 1);
    set_text(&mut draft, FieldId::ParameterName(0), "Key column".to_owned());
    assert!(!is_masked(&draft, value) && screen(&draft, false).text.contains("a2V5"));
}

#[test]
fn a_whole_blob_url_splits_and_an_earlier_token_stays() {
    let mut draft = example();
    let path = FieldId::Output(0, ReferencePart::Path);
    assert!(split_pasted(&mut draft, path, "https://acct.blob.core.windows.net/out/r.csv?sv=1&sig=x"));
    assert!(split_pasted(&mut draft, path, "https://acct.blob.core.windows.net/out/s.csv"));
    let reference = &draft.outputs[0].reference;
    assert_eq!((reference.path.as_str(), reference.token.reveal()), ("out/s.csv", "?sv=1&sig=x"));
    assert_eq!(reference.base, "https://acct.blob.core.windows.net/");
    assert!(!split_pasted(&mut draft, path, "out/s.csv"));
    assert!(!split_pasted(&mut draft, FieldId::Output(0, ReferencePart::Name), "https://a.b/c/d"));
}

const SECRET: &str = "U0VDUkVU";

/// Every place into which a secret can be typed or pasted, right or wrong.
fn with_secrets() -> Draft {
    let mut draft = example();
    draft.api_key = Secret::new(SECRET.to_owned());
    draft.service.push_str(&format!("&code={SECRET}"));
    let key = format!(
        "AccountName=sampleaccount;AccountKey={SECRET};SharedAccessSignature=sv=1&sig={SECRET};{SECRET}"
    );
    for one in draft.inputs.iter_mut().chain(&mut draft.outputs) {
        one.reference.connection = Secret::new(key.clone());
        one.reference.token = Secret::new(format!("?sv=1&sig={SECRET}"));
        one.reference.base = format!("https://user:{SECRET}@acct.blob.core.windows.net/");
        one.reference.path = format!("in/a.csv?sig={SECRET}");
        one.reference.extra.0.insert("Key".to_owned(), SECRET.into());
    }
    draft.extra.0.insert("Password".to_owned(), SECRET.into());
    for (name, text) in [("Database password", SECRET.to_owned()), ("Place", format!("x?sig={SECRET}"))] {
        draft.parameters.push(ParameterDraft { name: name.to_owned(), text, ..ParameterDraft::default() });
    }
    draft
}

#[test]
fn no_secret_is_in_a_link() {
    let link = to_link(&with_secrets());
    assert!(!link.contains(SECRET), "{link}");
    let endpoint = format!(
        "AccountName=a;BlobEndpoint=https://a.blob.core.windows.net/?sig={SECRET};AccountKey={SECRET}"
    );
    let mut draft = example();
    draft.inputs[0].reference.connection = Secret::new(endpoint);
    let link = to_link(&draft);
    assert!(!link.contains(SECRET) && link.contains("AccountName%3Da;AccountKey%3D%3CKey%3E"), "{link}");
}

/// What the body masks is in no link: a member of a JSON value, a name that sounds secret in Swedish.
#[test]
fn no_secret_of_a_parameter_is_in_a_link() {
    for (name, kind, text) in [
        ("ok", ParameterType::Json, "{\"password\": \"Sommar2017\"}"),
        ("ok", ParameterType::Json, " [{\"deep\": {\"apiKey\": \"Sommar2017\"}}]"),
        ("Lösenord", ParameterType::Text, "Sommar2017"),
        ("DATABASENS LÖSENORD", ParameterType::Text, "Sommar2017"),
        ("API-nyckel", ParameterType::Text, "Sommar2017"),
    ] {
        let mut draft = example();
        let parameter = ParameterDraft {
            name: name.to_owned(),
            kind,
            text: text.to_owned(),
            ..ParameterDraft::default()
        };
        draft.parameters = vec![parameter];
        let told = without_secrets(&draft).parameters.remove(0);
        assert_eq!((told.name.as_str(), told.text.as_str()), (name, ""));
        assert!(!screen(&draft, false).text.contains("Sommar"), "{name}");
    }
    let mut draft = example();
    let text = "{\"depth\": 3}".to_owned();
    draft.parameters = vec![ParameterDraft {
        name: "ok".to_owned(),
        kind: ParameterType::Json,
        text,
        ..ParameterDraft::default()
    }];
    assert_eq!(without_secrets(&draft).parameters, draft.parameters);
}

const KEY: &str = "kQ9bX2vZ7n0aTr4Yw1LmS8dF5gH3jK6pQ2eR9tU4iO7zX1cVbN8mA5sD3fG6hJ0kL2qW4eR7tY9uI1oP5aZ3sX==";

/// Whoever is in a hurry pastes into the field that is there: what holds a secret is kept nowhere, whatever its field is for.
#[test]
fn no_secret_in_the_wrong_field_is_in_a_link() {
    let secrets = [
        KEY.to_owned(),
        KEY.trim_end_matches('=').to_owned(),
        format!("Bearer {KEY}"),
        format!("DefaultEndpointsProtocol=https;AccountName=acct1;AccountKey={KEY}"),
        format!("sv=2015-04-05&sr=b&sig={SECRET}&sp=r"),
        format!("cont/in.csv&sv=2015-04-05&sig={SECRET}"),
        format!("cont/in.csv#sig={SECRET}"),
        format!("https://acct1.blob.core.windows.net/cont/in.csv?sv=2015-04-05&sig={SECRET}"),
    ];
    for secret in secrets {
        let mut wrong = vec![FieldId::Service, FieldId::PoolId];
        for part in [ReferencePart::Name, ReferencePart::Base, ReferencePart::Path] {
            wrong.extend([FieldId::Input(0, part), FieldId::Output(0, part)]);
        }
        for field in wrong {
            let mut draft = example();
            draft.input_form = InputForm::Named;
            set_text(&mut draft, field, secret.clone());
            let link = to_link(&draft);
            assert!(!link.contains(SECRET) && !link.contains(&KEY[..20]), "{field}: {link}");
        }
        let mut draft = example();
        draft.parameters.push(ParameterDraft {
            name: secret.clone(),
            text: secret,
            ..ParameterDraft::default()
        });
        let link = to_link(&draft);
        assert!(!link.contains(SECRET) && !link.contains(&KEY[..20]), "{link}");
    }
}

/// What is wrong with a path is still wrong after a reload: cut short, it would be another blob's, and sound.
#[test]
fn a_path_that_is_wrong_stays_as_it_was_typed() {
    for path in ["cont/data.csv#sheet/x.csv", "mycontainer/batch#3/in.csv", "cont/what?.csv", "a b/c.csv"] {
        let mut draft = example();
        set_text(&mut draft, FieldId::Input(0, ReferencePart::Path), path.to_owned());
        let back = from_link(&to_link(&draft)).expect("a link").expect("a form");
        assert_eq!(back.inputs[0].reference.path, path);
    }
}

/// Names and ids that only look long are no keys: they stay.
#[test]
fn long_names_are_no_secrets() {
    for name in [
        "testint/AdultCensusIncomeBinaryClassificationDataset2.csv",
        "8dfc151b0d3e446497b845f3b29ef53b",
        "8dfc151b-0d3e-4464-97b8-45f3b29ef53b",
        "subscriptions/80C77C7674BA4C8C82294C3B2957990C",
        "container/2016-07-15T10:00:00Z/Model_V2_ForEurope2024_Run3a.csv",
        "Resultat%20f%C3%B6r%20Sverige%202016/Kvartal3.csv",
        "MyModelV2ForEurope2024Run3aWithAllTheFeatures",
    ] {
        assert!(!wire::holds_secret(name), "{name}");
    }
}

#[test]
fn a_link_gives_the_form_back() {
    let mut draft = with_secrets();
    draft.input_form = InputForm::Named;
    draft.run_on = RunOn::Classic;
    draft.inputs.push(draft.outputs[0].clone());
    draft.inputs[1].reference.kind = ReferenceKind::Sas;
    draft.parameters.push(ParameterDraft {
        name: "Random seed".to_owned(),
        kind: ParameterType::Integer,
        state: ParameterState::Omit,
        text: "7 & 8=9".to_owned(),
    });
    let back = from_link(&to_link(&draft)).unwrap().unwrap();
    assert_eq!(back, without_secrets(&draft));
    assert_eq!(from_link(""), Ok(None));
    assert_eq!(from_link("1&vms=4"), Ok(None), "another page's link");
    assert!(from_link("1&input").is_err());
    assert_eq!(from_link("1&input=named&i99999999999.name=x&q=1").unwrap().unwrap().inputs.len(), 0);
}

#[test]
fn the_screen_hides_secrets_and_gives_them_back() {
    let mut draft = with_secrets();
    draft.extra.0.clear();
    for one in draft.inputs.iter_mut().chain(&mut draft.outputs) {
        one.reference.extra.0.clear();
        one.reference.path = "in/a.csv".to_owned();
        one.reference.connection = Secret::new(format!("AccountName=a;AccountKey={SECRET}\\\"x;Q=1"));
    }
    draft.parameters.clear();
    draft.outputs[0].reference.kind = ReferenceKind::Sas;
    draft.outputs[0].reference.base = "https://a.blob.core.windows.net/".to_owned();
    let shown = screen(&draft, false);
    assert!(!shown.text.contains(SECRET), "{}", shown.text);
    assert_eq!(shown.secrets, 3, "key, signature, and a setting that nobody knows");
    assert_eq!(unmasked(&shown.text, &shown.masks), wire::pretty(&wire::body(&draft)));
    assert!(screen(&draft, true).text.contains(SECRET));
    assert_eq!(
        (screen(&example(), false).secrets, screen(&example(), false).text.contains("<Key>")),
        (0, true)
    );
}

#[test]
fn a_repair_inside_a_key_is_known() {
    let body = "{\"Outputs\": {\"o\": {\"ConnectionString\": \"AccountName=a;AccountKey=abc\n   def;BlobEndpoint=\n  https://b.blob.core.windows.net/\"}}}";
    for pasted_text in [body.to_owned(), format!("curl 'https://host/x' -d '{body}'")] {
        let pasted = paste(&pasted_text, &empty(), &[]);
        let broken: Vec<bool> = pasted
            .repairs
            .iter()
            .filter(|repair| repair.id.kind == RepairKind::BrokenLine)
            .map(|repair| pasted.inside_secrets.contains(&repair.id))
            .collect();
        assert_eq!(broken, [true, false], "{:?}", pasted.repairs);
    }
    assert_eq!(paste(SAMPLE_SV, &empty(), &[]).inside_secrets.len(), 2, "the two places of the key");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn reading_any_text_never_panics(text in "\\PC{0,200}", fragment in "1(&[a-z0-9.]{0,8}=[a-z%0-9]{0,8}){0,6}") {
        let _ = paste(&text, &example(), &[]);
        if let Ok(Some(draft)) = from_link(&fragment) {
            prop_assert_eq!(from_link(&to_link(&draft)).unwrap().unwrap_or_else(|| without_secrets(&example())), draft);
        }
    }
}

#[test]
fn a_masked_connection_says_whose_it_is_and_nothing_of_its_key() {
    let said = |typed: &str, language| connection_summary(typed, language);
    let english = said("AccountName=sampleaccount;AccountKey=U0VDUkVU", Language::English).unwrap();
    assert_eq!(english, "Account sampleaccount (Azure), with a key of length 8");
    let swedish = said("AccountName=sampleaccount;AccountKey=<Key>", Language::Swedish).unwrap();
    assert_eq!(swedish, "Konto sampleaccount (Azure), nyckeln återstår att skriva");
    assert_eq!(said("nothing", Language::English), None);
}

/// What a service says of its ports and parameters stands beside their fields; an example is shown and not sent.
#[test]
fn what_the_service_says_is_shown() {
    let document = r#"{"swagger":"2.0","paths":{"/jobs":{"post":{"parameters":[{"in":"body","schema":{"properties":{
        "Inputs":{"properties":{"people":{"description":"one row a person"}}},
        "Outputs":{"properties":{"scored":{}}},
        "GlobalParameters":{"required":["Seed","Label"],"properties":{
            "Seed":{"type":"integer","example":7},"Label":{"type":"string"},"Rate":{"type":"number","enum":[0.5,1]}}}
        }}}]}}},"definitions":{"ExecutionRequest":{"properties":{"Inputs":{"properties":{"people":{"items":{"properties":{
        "age":{"type":"integer"},"city":{"type":"string"}}}}}}}}}}"#;
    let pasted = paste(document, &empty(), &[]);
    let ports = pasted.service.unwrap().ports;
    let said = |name, role| port_summary(name, role, Some(&ports), Language::English);
    assert_eq!(said("people", Role::Input).as_deref(), Some("one row a person · columns: age, city"));
    assert_eq!(said("scored", Role::Output), None);
    let seed = parameter_summary("Seed", Some(&ports), Language::English);
    assert_eq!(seed.as_deref(), Some("required · example: 7"));
    let mut draft = pasted.draft.unwrap();
    assert_eq!(draft.parameters[0].text, "");
    let found = |draft: &Draft| -> Vec<ParameterProblem> {
        let problems = check(draft, Some(&ports), NOW).problems.into_iter();
        problems
            .filter_map(|one| if let What::Parameter(found) = one.what { Some(found) } else { None })
            .collect()
    };
    assert_eq!(
        found(&draft),
        [ParameterProblem::NotOfType { kind: ParameterType::Integer }, ParameterProblem::EmptyWhereRequired]
    );
    draft.parameters[0].text = "7".to_owned();
    draft.parameters[1].text = "x".to_owned();
    draft.parameters[2] = ParameterDraft {
        state: ParameterState::Value,
        text: "0.50".to_owned(),
        ..draft.parameters[2].clone()
    };
    assert_eq!(found(&draft), []);
}

/// A slip that was typed into the JSON is put right in the form, too.
#[test]
fn an_unknown_member_that_is_nearly_known_is_repaired() {
    let body = r#"{"Outputs":{"o":{"ConnectionString":"c","RelativeLocaton":"a/b.csv"}},"AzureBatchPoolID":"p","output1":{}}"#;
    let mut draft = wire::from_text(body, &empty()).unwrap();
    let mut repairs = 0;
    while let Some(next) = check(&draft, None, NOW)
        .problems
        .iter()
        .filter(|problem| matches!(problem.what, What::UnknownMember { .. }))
        .find_map(|problem| repaired(problem, &draft))
    {
        draft = next;
        repairs += 1;
    }
    assert_eq!(repairs, 2);
    assert_eq!((draft.run_on, draft.pool_id.as_str()), (RunOn::Pool, "p"));
    assert_eq!(draft.outputs[0].reference.path, "a/b.csv");
    assert!(draft.extra.0.contains_key("output1"));
}
