//! Whatever people have at hand, pasted: scripts, keys, several jobs, replies.

use poolwise::job_form::{Pasted, Recognized, Refusal, empty, example, paste};
use poolwise::request::{Draft, InputForm, ReferenceKind, RunOn, ServiceAddress, check, wire};
use poolwise::script::{Flow, Options, RequestForm, ScriptLanguage, SecretsAs, flow_requests, flow_script};
use poolwise::units::{Secret, Timestamp};
use serde_json::json;

use crate::script::hostile_body;

const NOW: Timestamp = Timestamp::from_ms(1_500_000_000_000);
const API_KEY: &str =
    "kQ9bX2vZ7n0aTr4Yw1LmS8dF5gH3jK6pQ2eR9tU4iO7zX1cVbN8mA5sD3fG6hJ0kL2qW4eR7tY9uI1oP5aZ3sX==";
const ACCOUNT_KEY: &str =
    "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0YWJjZA==";

/// A sound job whose texts hold what scripts have to escape.
fn draft() -> Draft {
    let body = json!({
        "Inputs": {"input1": {
            "ConnectionString": format!("DefaultEndpointsProtocol=https;AccountName=sampleaccount;AccountKey={ACCOUNT_KEY}"),
            "RelativeLocation": "input/it's \"here\" {år}.csv", "BaseLocation": null, "SasBlobToken": null}},
        "Outputs": {"output1": {
            "ConnectionString": null, "RelativeLocation": "output/r's.csv",
            "BaseLocation": "https://sampleaccount.blob.core.windows.net/",
            "SasBlobToken": "?sv=2017-04-17&sr=b&se=2018-01-01&sig=c2VjcmV0%2Bc2VjcmV0%3D&sp=rw"}},
        "GlobalParameters": {"Text": "two\nlines 'and' \"quotes\" \\ $HOME %d '$HOME' '%d' \"$A\" `x` \u{1f600}", "Number": 1.5},
        "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b"
    });
    let previous = Draft { service: example().service, api_key: Secret::new(API_KEY.to_owned()), ..empty() };
    wire::from_body(&body, &previous).unwrap()
}

fn flow(draft: &Draft) -> Flow {
    let checked = check(draft, None, NOW);
    let job = checked.job.unwrap_or_else(|| panic!("{:?}", checked.problems));
    Flow::new(job.address(), &draft.api_key, job.body()).unwrap()
}

/// Every way in which the page writes a job, named.
fn written(flow: &Flow, secrets: SecretsAs) -> Vec<(String, String)> {
    let options = Options { secrets, ..Options::default() };
    let scripts = ScriptLanguage::ALL
        .into_iter()
        .map(|language| (format!("{language:?}"), flow_script(flow, language, &options).unwrap()));
    let requests =
        RequestForm::ALL.into_iter().map(|form| (format!("{form:?}"), flow_requests(flow, form, secrets)));
    scripts.chain(requests).collect()
}

/// What a body says with its secrets told by their names.
fn named(body: &wire::Json) -> wire::Json {
    wire::with_placeholders(body, &|name| format!("<{name}>")).0
}

/// A script is all that is left of many a job: it gives the whole form back.
#[test]
fn a_script_is_read_back() {
    for (what, text) in written(&flow(&draft()), SecretsAs::Inlined) {
        let Pasted { draft: read, refusal, found_key, .. } = paste(&text, &empty(), &[]);
        let read = read.unwrap_or_else(|| panic!("{what}: {refusal:?}"));
        assert_eq!(wire::body(&read), wire::body(&draft()), "{what}");
        assert_eq!((read.service.as_str(), refusal), (draft().service.as_str(), None), "{what}");
        assert_eq!((read.api_key.reveal(), found_key), (API_KEY, true), "{what}");
    }
}

/// What a script takes from the environment stands in the form under its name, as a placeholder.
#[test]
fn a_script_without_secrets_is_read_back() {
    for (what, text) in written(&flow(&draft()), SecretsAs::Environment) {
        assert!(!text.contains(ACCOUNT_KEY), "{what}");
        let pasted = paste(&text, &empty(), &[]);
        let read = pasted.draft.unwrap_or_else(|| panic!("{what}: {:?}", pasted.refusal));
        assert_eq!(wire::body(&read), named(&wire::body(&draft())), "{what}");
        assert_eq!((read.api_key.is_empty(), pasted.found_key), (true, false), "{what}");
        assert!(pasted.repairs.is_empty() || what == "HttpFile", "{what}: {:?}", pasted.repairs);
    }
}

/// Whatever stands in names and values, quotes of every language among them.
#[test]
fn a_script_with_hostile_texts_is_read_back() {
    let mut body = hostile_body();
    body["Inputs"]["input1"]["ConnectionString"] = format!("AccountName=a;AccountKey={ACCOUNT_KEY}").into();
    body["Outputs"]["output1"]["SasBlobToken"] = "?sv=2017&sig=c2VjcmV0%2B%3D&sp=rw".into();
    let (address, _) = ServiceAddress::read(&example().service);
    let flow = Flow::new(&address.unwrap(), &Secret::new(API_KEY.to_owned()), &body).unwrap();
    for (what, text) in written(&flow, SecretsAs::Inlined) {
        let read = paste(&text, &empty(), &[]).draft.unwrap_or_else(|| panic!("{what} gives nothing"));
        assert_eq!(wire::body(&read), body, "{what}");
    }
}

/// Programs of others: a body in one literal, in a verbatim string, joined from pieces.
#[test]
fn programs_of_others_are_read() {
    let expected = json!({"Input": {"ConnectionString": "AccountName=a;AccountKey=<key>",
        "RelativeLocation": "in/it's.csv"}, "GlobalParameters": {}});
    for program in [
        "import requests\nbody = '{\"Input\": {\"ConnectionString\": \"AccountName=a;AccountKey=' + key + '\", ' \\\n  '\"RelativeLocation\": \"in/it\\'s.csv\"}, \"GlobalParameters\": {}}'\n",
        "var body = @\"{\"\"Input\"\": {\"\"ConnectionString\"\": \"\"AccountName=a;AccountKey=\" + key + @\"\"\", \"\"RelativeLocation\"\": \"\"in/it's.csv\"\"}, \"\"GlobalParameters\"\": {}}\";",
        "Invoke-RestMethod -Method Post -Uri $u -Body ('{\"Input\": {\"ConnectionString\": \"AccountName=a;AccountKey=' + $key + '\", \"RelativeLocation\": \"in/it''s.csv\"}, \"GlobalParameters\": {}}')",
    ] {
        let pasted = paste(program, &empty(), &[]);
        assert_eq!(pasted.what, Recognized::Program, "{program}");
        let body = wire::body(&pasted.draft.unwrap());
        for path in ["/Input/ConnectionString", "/Input/RelativeLocation", "/GlobalParameters"] {
            assert_eq!(body.pointer(path), expected.pointer(path), "{program}");
        }
    }
}

/// The command and the file that it sends, as documentation shows them.
#[test]
fn a_command_and_its_file_stand_together() {
    let text = format!(
        "# send it\ncurl -H 'Authorization: Bearer {API_KEY}' -d @job.json {}\n\njob.json:\n{}\n",
        example().service,
        wire::pretty(&wire::body(&example()))
    );
    let pasted = paste(&text, &empty(), &[]);
    assert_eq!((pasted.what, pasted.refusal), (Recognized::CurlCommand, None));
    let read = pasted.draft.unwrap();
    assert_eq!(wire::body(&read), wire::body(&example()));
    assert_eq!((read.service, read.api_key.reveal()), (example().service, API_KEY));
}

#[track_caller]
fn check_key(text: &str, expected: Option<&str>) {
    let pasted = paste(text, &example(), &[]);
    let key = pasted.draft.map(|draft| draft.api_key.reveal().to_owned());
    assert_eq!(key.filter(|key| !key.is_empty()).as_deref(), expected, "{text}");
}

/// The key is taken from wherever it stands around a job, and told nowhere else.
#[test]
fn the_key_beside_a_job_is_taken() {
    let body = wire::pretty(&wire::body(&example()));
    for around in [
        format!("POST {} HTTP/1.1\nAuthorization: Bearer {API_KEY}\nHost: x\n\n{body}", example().service),
        format!("wget --header='Authorization: Bearer {API_KEY}' --post-data='{body}' {}", example().service),
        format!("API key: {API_KEY}\n\n{body}"),
        format!("api_key = \"{API_KEY}\"  # keep it safe\n{body}"),
        format!("PRIMARY KEY\n{API_KEY}\n\nREQUEST BODY\n{body}"),
        format!("headers = {{'Authorization': ('Bearer ' + '{API_KEY}')}}\n{body}"),
    ] {
        check_key(&around, Some(API_KEY));
        let pasted = paste(&around, &example(), &[]);
        assert!(pasted.found_key, "{around}");
        assert_eq!(wire::body(&pasted.draft.unwrap()), wire::body(&example()), "{around}");
    }
    for around in [
        format!("const string apiKey = \"abc123\"; // Replace this\n{body}"),
        format!("Authorization: Bearer {{{{BES_API_KEY}}}}\n\n{body}"),
        format!("Authorization: Bearer <your key>\n\n{body}"),
    ] {
        check_key(&around, None);
    }
}

#[track_caller]
fn check_alone(text: &str, what: Recognized, expected: impl Fn(&mut Draft)) {
    let pasted = paste(text, &empty(), &[]);
    let mut draft = empty();
    expected(&mut draft);
    assert_eq!((pasted.what, pasted.refusal), (what, None), "{text}");
    assert!(pasted.draft.as_ref() == Some(&draft), "{text}: {:?}", pasted.draft);
}

/// One value that has its own field goes there.
#[test]
fn one_value_alone_goes_into_its_field() {
    check_alone(" 8dfc151b0d3e446497b845f3b29ef53b\n", Recognized::PoolId, |draft| {
        draft.pool_id = "8dfc151b0d3e446497b845f3b29ef53b".to_owned();
        draft.run_on = RunOn::Pool;
    });
    check_alone(API_KEY, Recognized::ApiKey, |draft| draft.api_key = Secret::new(API_KEY.to_owned()));
    check_alone(&format!("API key: {API_KEY}"), Recognized::ApiKey, |draft| {
        draft.api_key = Secret::new(API_KEY.to_owned());
    });
    let connection = format!("DefaultEndpointsProtocol=https;AccountName=acct;AccountKey={ACCOUNT_KEY}");
    check_alone(&connection, Recognized::ConnectionString, |draft| {
        for reference in draft.inputs.iter_mut().chain(&mut draft.outputs).map(|named| &mut named.reference) {
            reference.connection = Secret::new(connection.clone());
        }
    });
    check_alone("?sv=2017-04-17&sr=b&sig=c2VjcmV0&sp=r", Recognized::SasToken, |draft| {
        draft.inputs[0].reference.kind = ReferenceKind::Sas;
        draft.inputs[0].reference.token = Secret::new("?sv=2017-04-17&sr=b&sig=c2VjcmV0&sp=r".to_owned());
    });
}

/// What is typed elsewhere already is not overwritten by one account.
#[test]
fn a_connection_string_overwrites_only_the_first_input() {
    let pasted = paste("AccountName=other;AccountKey=a2V5", &example(), &[]);
    let (draft, before) = (pasted.draft.unwrap(), example());
    assert_eq!(draft.inputs[0].reference.connection.reveal(), "AccountName=other;AccountKey=a2V5");
    assert_eq!(draft.outputs, before.outputs);
    let without = Draft { input_form: InputForm::Without, inputs: Vec::new(), ..empty() };
    let pasted = paste("?sv=1&sig=x", &without, &[]);
    assert_eq!(pasted.draft.map(|draft| (draft.input_form, draft.inputs.len())), Some((InputForm::Named, 1)));
}

/// A job's own text may hold what looks like another job, a key, or a service's address: it stays the job's.
#[test]
fn what_a_jobs_texts_say_is_the_jobs() {
    let inner = "{\"Inputs\": {\"evil\": {\"RelativeLocation\": \"x/y.csv\"}}, \"GlobalParameters\": {\"depth\": \"3\"}}";
    let mut body = wire::body(&example());
    body["GlobalParameters"] =
        json!({"settings": inner, "note": format!("Bearer {API_KEY}"), "next": example().service});
    let whole = wire::pretty(&body);
    for text in [whole.clone(), body.to_string(), whole.replacen("\n}", ",\n}", 1)] {
        let pasted = paste(&text, &empty(), &[]);
        assert_eq!((pasted.what, pasted.refusal), (Recognized::Job, None), "{text}");
        assert!(!pasted.found_address && !pasted.found_key, "{text}");
        let draft = pasted.draft.unwrap();
        assert_eq!(wire::body(&draft), body, "{text}");
        assert_eq!((draft.service.as_str(), draft.api_key.reveal()), ("", ""), "{text}");
    }
}

/// As the source page and the storage emulator have it, and as the portal gives one with a SAS.
#[test]
fn a_connection_string_with_an_endpoint_is_one() {
    for text in [
        format!(
            "DefaultEndpointsProtocol=https;BlobEndpoint=https://sampleaccount.blob.core.windows.net/;\
             QueueEndpoint=https://sampleaccount.queue.core.windows.net/;AccountName=sampleaccount;AccountKey={ACCOUNT_KEY}"
        ),
        format!(
            "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={ACCOUNT_KEY};\
             BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;"
        ),
        "BlobEndpoint=https://sampleaccount.blob.core.windows.net/;SharedAccessSignature=sv=2017-04-17&ss=b&sig=c2VjcmV0"
            .to_owned(),
    ] {
        let pasted = paste(&text, &empty(), &[]);
        assert_eq!((pasted.what, pasted.refusal), (Recognized::ConnectionString, None), "{text}");
        assert_eq!(pasted.draft.unwrap().inputs[0].reference.connection.reveal(), text);
    }
}

/// PowerShell escapes with a backtick, and what it starts wants a backslash as well.
#[test]
fn a_body_in_powershells_quotes_is_whole() {
    let body =
        json!({"Inputs": {"i1": {"RelativeLocation": "cont/my file.csv"}}, "GlobalParameters": {"a": "x y"}});
    for (escaped, call) in [
        ("`\"", "curl.exe -X POST \"URL\" -d \"BODY\""),
        ("\\`\"", "curl.exe -X POST \"URL\" -d \"BODY\""),
        ("`\"", "Invoke-RestMethod -Uri \"URL\" -Method Post -Body \"BODY\""),
    ] {
        let call =
            call.replace("URL", &example().service).replace("BODY", &body.to_string().replace('"', escaped));
        let pasted = paste(&call, &empty(), &[]);
        assert_eq!(pasted.refusal, None, "{call}");
        let draft = pasted.draft.unwrap();
        assert_eq!(draft.service, example().service, "{call}");
        assert_eq!(draft.inputs[0].reference.path, "cont/my file.csv", "{call}");
        assert_eq!(wire::body(&draft)["GlobalParameters"], body["GlobalParameters"], "{call}");
    }
}

/// The headers of a call are no part of the job beside them.
#[test]
fn headers_are_not_taken_for_a_body() {
    for call in [
        "requests.post(\"URL\", headers={\"Authorization\": \"Bearer KEY\"}, json={\"Inputs\": {\"i1\": {\"RelativeLocation\": \"c/a.csv\"}}, \"GlobalParameters\": {}})",
        "h = 1; requests.post(\"URL\", json={\"Inputs\": {\"i1\": {\"RelativeLocation\": \"c/a.csv\"}}, \"GlobalParameters\": {}}, headers = {\"Authorization\": \"Bearer KEY\"})",
    ] {
        let call = call.replace("URL", &example().service).replace("KEY", API_KEY);
        let pasted = paste(&call, &empty(), &[]);
        assert!(pasted.found_address && pasted.found_key, "{call}");
        let body = wire::body(&pasted.draft.unwrap());
        let names: Vec<&String> =
            body.as_object().unwrap().keys().filter(|name| *name != "Outputs").collect();
        assert!(
            names
                .iter()
                .all(|name| ["Inputs", "GlobalParameters", "AzureBatchPoolId"].contains(&name.as_str())),
            "{names:?}"
        );
        assert_eq!(body["Inputs"]["i1"]["RelativeLocation"], "c/a.csv", "{call}");
    }
}

/// Several jobs are several: the form takes the first, and says so.
#[test]
fn several_jobs_are_counted_and_the_first_is_taken() {
    let first = wire::body(&example());
    let mut second = first.clone();
    second["AzureBatchPoolId"] = "00000000000000000000000000000000".into();
    let (one, two) = (first.to_string(), second.to_string());
    for text in [
        format!("{one}\n{two}\n"),
        format!("{one} {two}"),
        format!("{one}{two}"),
        format!("{one},\n{two}"),
        format!("[{one}, {two}]"),
        format!("{}\n\n{}", wire::pretty(&first), wire::pretty(&second)),
    ] {
        let pasted = paste(&text, &empty(), &[]);
        assert_eq!(pasted.refusal, Some(Refusal::SeveralJobs { count: 2 }), "{text}");
        assert_eq!(wire::body(&pasted.draft.unwrap()), first, "{text}");
    }
    let alone = paste(&format!("[{one}]"), &empty(), &[]);
    assert_eq!((alone.what, alone.refusal), (Recognized::Job, None));
    assert_eq!(wire::body(&alone.draft.unwrap()), first);
    let commands = format!("curl -d '{one}' https://host/jobs\ncurl -d '{two}' https://host/jobs\n");
    let pasted = paste(&commands, &empty(), &[]);
    assert_eq!(pasted.refusal, Some(Refusal::SeveralJobs { count: 2 }));
}

#[test]
fn what_is_no_job_is_called_by_its_name() {
    for reply in [
        json!({"StatusCode": 4, "Results": {"output1": {"RelativeLocation": "a/b.csv"}}, "Details": null}),
        json!({"error": {"code": "BadArgument", "message": "Invalid argument provided."}}),
    ] {
        let pasted = paste(&reply.to_string(), &example(), &[]);
        assert_eq!((pasted.what, pasted.draft), (Recognized::Reply, None), "{reply}");
        assert_eq!(pasted.refusal, Some(Refusal::Reply), "{reply}");
    }
    let other = paste("{\"name\": \"app\", \"version\": 1}", &example(), &[]);
    assert_eq!((other.what, other.refusal), (Recognized::OtherJson, Some(Refusal::NoJobMembers)));
}

/// A Request/Response body holds the rows themselves: names and parameters are taken, and what to do with the rows is said.
#[test]
fn rows_in_a_body_are_told() {
    for input in [json!({"ColumnNames": ["a", "b"], "Values": [["1", "2"]]}), json!([{"a": "1", "b": "2"}])] {
        let body = json!({"Inputs": {"sensor": input}, "GlobalParameters": {"Seed": 7}});
        let pasted = paste(&body.to_string(), &empty(), &[]);
        assert_eq!(pasted.refusal, Some(Refusal::RowsInBody), "{body}");
        let draft = pasted.draft.unwrap();
        assert_eq!(draft.inputs[0].name, "sensor");
        assert!(draft.inputs[0].reference.extra.0.is_empty());
        assert_eq!(wire::body(&draft)["GlobalParameters"]["Seed"], 7);
    }
}

/// Shells, scripts and `.http` files of a megabyte that repeat what a reader could come back to again and again.
#[test]
fn a_long_text_is_read_once() {
    let call = "curl https://host/jobs -d '{}'\n";
    for part in [
        "\n",
        "<(",
        "$(",
        "<< A ",
        "|",
        "; ",
        "\\ ",
        "$A",
        "${A}",
        "A=1 ",
        "'",
        "\"",
        "`",
        "^",
        "tee a b <<< x\n",
        "# curl ://\n",
        "$ curl",
        "> a ",
        "{{A}}",
        "@A=1\n{{A}}",
        "@A = {{A}}\n",
        "bearer ",
        "api key",
        "'{'A",
        "'{' + A + ",
        "\"{\" & A = '1",
        "A='1'\n'{' A ",
        "{} ",
        "{},",
        "[",
        "'{\\u",
        "{Input: (",
        "{Input={a+",
        "Inputs = a + \n",
        "/*{Input:",
    ] {
        let text = [call, &part.repeat((1 << 20) / part.len())].concat();
        let pasted = paste(&text, &empty(), &[]);
        assert!(pasted.draft.is_some() || pasted.refusal.is_some(), "{part}");
        let alone = paste(&part.repeat((1 << 17) / part.len()), &empty(), &[]);
        assert!(alone.draft.is_some() || alone.refusal.is_some(), "{part}");
    }
}

/// R breaks a long text into pieces: what one begins with is text, whatever it looks like.
#[test]
fn every_piece_of_a_long_text_is_read() {
    for length in 270..300 {
        let mut body = wire::body(&draft());
        let text = format!("{}$x %s '$y' \"$z\" %d", "a".repeat(length));
        body["GlobalParameters"]["Text"] = text.into();
        let (address, _) = ServiceAddress::read(&example().service);
        let flow = Flow::new(&address.unwrap(), &Secret::new(API_KEY.to_owned()), &body).unwrap();
        for (what, text) in written(&flow, SecretsAs::Inlined) {
            let read = paste(&text, &empty(), &[]).draft.unwrap_or_else(|| panic!("{what} gives nothing"));
            assert_eq!(wire::body(&read), body, "{what}, {length}");
        }
    }
}
