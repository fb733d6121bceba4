//! `repair`, `check`, `bodies` and `script`: the page's façades on files.

use std::collections::BTreeMap;
use std::fs;

use poolwise::job_form;
use poolwise::request::repair::{RepairKind, repair};
use poolwise::request::{ServiceAddress, wire};
use poolwise::script::many::wire::Ask;
use poolwise::script::{
    Flow, Options, RequestForm, ScriptLanguage, SecretsAs, flow_requests, flow_script, many_script,
};
use poolwise::units::Secret;
use poolwise::units::Timestamp;
use serde_json::{Value, json};

use super::{Scratch, command, ends, golden, run_with};

const SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0";
/// 64 bytes of base64.
const KEY: &str = "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5aw==";

/// A body without fault.
fn body() -> Value {
    let reference = |path: &str| {
        json!({
            "ConnectionString": format!("DefaultEndpointsProtocol=https;AccountName=sampleaccount;AccountKey={KEY}"),
            "RelativeLocation": path, "BaseLocation": null, "SasBlobToken": null,
        })
    };
    json!({
        "Inputs": { "input1": reference("abc/in.csv") }, "Outputs": { "output1": reference("abc/out.csv") },
        "GlobalParameters": {}, "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b",
    })
}

/// Source: "Azure Batch service for Studio jobs", 04/19/2017, in English and Swedish.
#[test]
fn the_source_pages_sample_is_repaired_as_on_the_page() {
    for file in [
        "repair/sample.en.txt",
        "repair/sample.sv.txt",
        "repair/source-page.en.md",
        "repair/source-page.sv.md",
    ] {
        let text = fs::read_to_string(golden(file)).unwrap();
        let expected = repair(&text, &[]);
        let ran = ends(&["repair", &golden(file)], "", 0);
        assert_eq!(ran.out, wire::pretty(expected.value.as_ref().unwrap()) + "\n");
        assert!(ran.told.starts_with(&format!("{} repairs\n", expected.repairs.len())), "{}", ran.told);
        assert_eq!(ran.told.lines().count(), expected.repairs.len() + 1);
        let listed = ends(&["repair", "--json"], &text, 0).json();
        assert_eq!(&listed["json"], expected.value.as_ref().unwrap());
        let repairs = listed["repairs"].as_array().unwrap();
        assert_eq!(repairs.len(), expected.repairs.len());
        for (told, done) in repairs.iter().zip(&expected.repairs) {
            assert_eq!((&told["start"], &told["end"]), (&json!(done.span.start), &json!(done.span.end)));
            let before = text.get(..done.span.start).unwrap();
            assert_eq!(told["line"], json!(before.matches('\n').count() + 1));
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            assert_eq!(told["column"], json!(column));
        }
        // Once repaired, nothing is left to repair.
        let again = ends(&["repair"], &ran.out, 0);
        assert_eq!((again.out, again.told.as_str()), (ran.out, "no repair was needed\n"));
    }
}

/// A program that writes the job as an object of its own gives a body with placeholders, never broken pieces of code.
#[test]
fn a_program_gives_its_body() {
    let program = "name = 'north'\nbody = {'Input': {'RelativeLocation': f\"/in/{name}-{day}.csv\", 'ConnectionString': conn}}";
    let ran = ends(&["repair"], program, 0);
    assert_eq!(
        ran.json(),
        json!({"Input": {"RelativeLocation": "/in/north-<day>.csv", "ConnectionString": "<conn>"}})
    );
    assert!(ran.told.starts_with("read from a program"), "{}", ran.told);
    assert_eq!(ends(&["repair", "--json"], program, 0).json()["json"], ran.json());
}

#[test]
fn what_was_repaired_inside_a_secret_is_not_shown() {
    let broken =
        format!("{{'Input': {{'ConnectionString': 'AccountName=a;AccountKey=&lt;{KEY}\n   {KEY}', }},}}");
    for arguments in [&["repair"][..], &["repair", "--json"], &["repair", "--language", "sv"]] {
        let ran = ends(arguments, &broken, 0);
        let list = match arguments.contains(&"--json") {
            true => ran.json()["repairs"].to_string() + &ran.json()["notices"].to_string(),
            false => ran.told,
        };
        assert!(!list.contains(&KEY[..12]), "{list}");
    }
    let inside = ends(&["repair", "--json"], &broken, 0).json();
    assert!(inside["repairs"].as_array().unwrap().iter().any(|repair| repair["is_inside_secret"] == true));
}

#[test]
fn every_kind_of_repair_has_its_name() {
    let names: Vec<String> = RepairKind::ALL.iter().map(|kind| format!("{kind:?}")).collect();
    assert!(names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic())), "{names:?}");
    let list = ends(&["repair", "--json"], "{a: 1,, b: None}", 0).json();
    let kinds: Vec<&str> =
        list["repairs"].as_array().unwrap().iter().map(|repair| repair["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["unquoted", "surplus-comma", "unquoted", "literal"]);
}

#[test]
fn what_cannot_be_repaired_is_told_by_its_place() {
    let ran = ends(&["repair"], "no JSON here at all", 1);
    assert_eq!(ran.out, "");
    assert!(ran.told.starts_with("error: "), "{}", ran.told);
    let json = ends(&["repair", "--json"], "no JSON here at all", 1).json();
    assert_eq!(json["json"], Value::Null);
    assert!(json["problem"]["message"].is_string());
    let twice = ends(&["repair"], r#"{"a": "AccountKey=c2VjcmV0", "a": 1}"#, 0);
    assert!(twice.told.contains("“a”") && !twice.told.contains("c2VjcmV0"), "{}", twice.told);
}

#[test]
fn a_sound_body_is_said_to_be_sound() {
    let ran = ends(&["check"], body().to_string(), 0);
    assert!(ran.out.ends_with("nothing is wrong\n"), "{}", ran.out);
    let ran = ends(&["check", "--json", "--service", SERVICE], body().to_string(), 0);
    assert_eq!(ran.json()["counts"]["error"], 0);
    let swedish = ends(&["check", "--language", "sv"], body().to_string(), 0);
    assert!(swedish.out.ends_with("inget är fel\n"), "{}", swedish.out);
}

#[test]
fn every_error_names_its_place_in_the_body() {
    let mut wrong = body();
    wrong["Inputs"]["input1"]["RelativeLocation"] = json!("");
    wrong["Outputs"]["output1"]["RelativeLocation"] = json!("abc/out.txt");
    wrong["AzureBatchPoolId"] = json!("");
    let ran = ends(&["check", "--json"], wrong.to_string(), 1).json();
    let errors: Vec<(&str, &str)> = ran["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|problem| problem["severity"] == "error")
        .map(|problem| (problem["path"].as_str().unwrap(), problem["field"].as_str().unwrap()))
        .collect();
    assert_eq!(
        errors,
        [
            ("Inputs.input1.RelativeLocation", "input-0-path"),
            ("Outputs.output1.RelativeLocation", "output-0-path"),
            ("AzureBatchPoolId", "pool-id"),
        ]
    );
    let text = ends(&["check"], wrong.to_string(), 1).out;
    assert!(text.contains("error: Inputs.input1.RelativeLocation: "), "{text}");
    assert!(text.ends_with("errors: 3, warnings: 0\n"), "{text}");
}

#[test]
fn a_swagger_file_decides_the_names() {
    let swagger = golden("swagger/classic-reconstructed.json");
    let ran = ends(&["check", "--swagger", &swagger, "--json"], body().to_string(), 1).json();
    let messages = ran["problems"].to_string();
    // The document's ports are another service's: it names `input` and asks for its own.
    assert!(messages.contains("Inputs.input1"), "{messages}");
    let no_swagger = ends(&["check", "--swagger", &golden("source_page_body.json")], body().to_string(), 1);
    assert!(no_swagger.told.starts_with("error: swagger: "), "{}", no_swagger.told);
}

#[test]
fn a_shape_that_is_no_body_is_refused() {
    for (text, part) in [
        ("{ \"a\": }", "this is not JSON: line 1, column 8 cannot be read"),
        ("[]", "JSON, but no object in braces"),
        (r#"{"Input": {}, "Inputs": {}}"#, "error: Inputs: "),
        (r#"{"Inputs": 1}"#, "error: Inputs: "),
        (r#"{"Outputs": {"o": {}, "o": {}}}"#, "error: o: "),
    ] {
        let ran = ends(&["check"], text, 1);
        assert!(ran.out.contains(part), "{text}: {}", ran.out);
    }
    let hint = ends(&["check"], "{ \"a\": }", 1).out;
    assert!(hint.contains("note: companion repair may read it"), "{hint}");
}

#[test]
fn what_expires_is_held_against_the_moment_given() {
    let mut body = body();
    body["Outputs"]["output1"] = json!({
        "ConnectionString": null, "RelativeLocation": "abc/out.csv",
        "BaseLocation": "https://sampleaccount.blob.core.windows.net/",
        "SasBlobToken": "?sv=2020-02-10&sr=b&sig=c2VjcmV0&se=2026-02-01&sp=rw",
    });
    let sound = ends(&["check", "--at", "2026-01-01"], body.to_string(), 0).out;
    assert!(!sound.contains("expired"), "{sound}");
    let expired = ends(&["check", "--at", "2026-02-02"], body.to_string(), 0).out;
    assert!(expired.contains("warning: Outputs.output1.SasBlobToken: the token expired"), "{expired}");
    assert!(!expired.contains("c2VjcmV0"), "{expired}");
}

fn flow(body: &Value, key: &str) -> Flow {
    let address = ServiceAddress::read(SERVICE).0.unwrap();
    Flow::new(&address, &Secret::new(key.to_owned()), body).unwrap()
}

const TONGUES: [(&str, ScriptLanguage); 6] = [
    ("bash", ScriptLanguage::Bash),
    ("powershell", ScriptLanguage::PowerShell),
    ("python", ScriptLanguage::Python),
    ("csharp", ScriptLanguage::CSharp),
    ("r", ScriptLanguage::R),
    ("javascript", ScriptLanguage::JavaScript),
];

#[test]
fn scripts_are_the_pages_scripts() {
    // The form's order of members is the body's.
    let draft = wire::from_text(&body().to_string(), &job_form::empty()).unwrap();
    let body = wire::body(&draft);
    for (name, language) in TONGUES {
        let ran = ends(&["script", name, "--service", SERVICE], body.to_string(), 0);
        assert_eq!(ran.out, flow_script(&flow(&body, ""), language, &Options::default()).unwrap());
        assert!(!ran.out.contains(&KEY[..20]), "{name}");
        assert_eq!(ran.told, "");
        let mut command =
            command(&["script", name, "--service", SERVICE, "--inline-secrets", "--folder", "out"]);
        let inlined = run_with(
            {
                command.env("BES_API_KEY", "key-of-the-service==");
                command
            },
            body.to_string().as_bytes(),
        );
        let options = Options { secrets: SecretsAs::Inlined, folder: "out".to_owned(), ..Options::default() };
        assert_eq!(
            inlined.out,
            flow_script(&flow(&body, "key-of-the-service=="), language, &options).unwrap()
        );
        assert!(inlined.out.contains(&KEY[..20]) && inlined.out.contains("key-of-the-service"), "{name}");
    }
    for (name, form) in [("curl", RequestForm::Curl), ("http", RequestForm::HttpFile)] {
        let ran = ends(&["script", name, "--service", SERVICE], body.to_string(), 0);
        assert_eq!(ran.out, flow_requests(&flow(&body, ""), form, SecretsAs::Environment));
    }
}

/// The loop over a file of bodies is the page's, in every language.
#[test]
fn a_loop_over_bodies_is_the_pages_loop() {
    let body = body();
    for (name, language) in TONGUES {
        let arguments =
            ["script", name, "--service", SERVICE, "--bodies", "bod'ies.ndjson", "--at-once", "7"];
        let ran = ends(&arguments, body.to_string(), 0);
        let expected = many_script(&flow(&body, ""), "bod'ies.ndjson", 7, language, &Options::default());
        assert_eq!(ran.out, expected.unwrap(), "{name}");
    }
    for (tongue, arguments) in [
        ("bash", &["--at-once", "7"][..]),
        ("bash", &["--bodies", "b", "--at-once", "0"]),
        ("curl", &["--bodies", "b"]),
    ] {
        let arguments = [&["script", tongue, "--service", SERVICE], arguments].concat();
        assert_eq!(run_with(command(&arguments), body.to_string().as_bytes()).code, 2, "{arguments:?}");
    }
}

/// Bodies of a file carry their pool: a script that reads them when it runs cannot say another.
#[test]
fn a_pool_is_written_into_bodies_and_not_said_beside_them() {
    let pool = "0123456789abcdef0123456789abcdef";
    let beside = ["script", "python", "--service", SERVICE, "--bodies", "b", "--pool", pool];
    let refused = ends(&beside, body().to_string(), 2);
    assert!(refused.out.is_empty() && refused.told.contains("--pool"), "{refused:?}");

    for body in [body(), json!({ "Inputs": body()["Inputs"], "Outputs": body()["Outputs"] })] {
        let template = Scratch::file(body.to_string());
        let ran = ends(&["bodies", template.path(), "--pool", pool], "abc/a.csv\nabc/b.csv", 0);
        let pools: Vec<Value> = ran
            .out
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["AzureBatchPoolId"].clone())
            .collect();
        assert_eq!(pools, [json!(pool), json!(pool)]);
    }
}

/// A carriage return alone ends a line, as in lists of old programs.
#[test]
fn a_list_whose_lines_end_in_a_carriage_return_is_a_job_a_line() {
    let template = Scratch::file(body().to_string());
    let of = |list: &str| ends(&["bodies", template.path(), "-"], list, 0).out;
    assert_eq!(of("abc/a.csv\rabc/b.csv\r"), of("abc/a.csv\nabc/b.csv\n"));
    assert_eq!(of("input1\rabc/a.csv\rabc/b.csv").lines().count(), 2);
}

/// The lines of a list are those that the page's worker makes of the same template.
#[test]
fn bodies_of_a_list_are_the_pages_bodies() {
    let template = Scratch::file(body().to_string());
    let list = "abc/a.csv\r\nabc/it's \"b\" \u{e5}.csv\n";
    let draft = wire::from_text(&body().to_string(), &job_form::empty()).unwrap();
    for inlined in [false, true] {
        let ask = Ask {
            id: 1,
            language: "en".to_owned(),
            body: job_form::template(&draft, &BTreeMap::new()),
            parameters: Vec::new(),
            table: Some(list.to_owned()),
            count: 0,
            make: Some("lines".to_owned()),
            inlined,
        };
        let (mut bundle, mut file) = (ask.answer(Timestamp::from_ms(0)).1.unwrap(), Vec::new());
        while bundle.step(1, &mut file) {}
        let option: &[&str] = if inlined { &["--inline-secrets"] } else { &[] };
        let ran = ends(&[&["bodies", template.path()], option].concat(), list, 0);
        assert_eq!(ran.out.as_bytes(), file);
        assert_eq!((ran.out.contains(&KEY[..20]), ran.told.as_str()), (inlined, ""));
        assert!(ran.out.contains("abc/out-2.csv"), "each writes its own: {}", ran.out);
    }
}

#[test]
fn a_list_that_is_wrong_makes_no_body_and_one_in_doubt_is_told() {
    let template = Scratch::file(body().to_string());
    let bodies = ["bodies", template.path()];
    let wrong = ends(&bodies, "input1,other\nin/a.csv,1", 1);
    assert!(wrong.out.is_empty() && wrong.told.starts_with("error: list: "), "{wrong:?}");
    let listed = ends(&[&bodies[..], &["--json"]].concat(), "", 1).json();
    assert_eq!(listed["problems"][0]["path"], "list");

    let doubted = "in/a.csv\nC/b.csv";
    let ran = ends(&bodies, doubted, 0);
    assert!(ran.out.lines().count() == 2 && ran.told.starts_with("warning: list: "), "{ran:?}");
    let listed: Value =
        serde_json::from_str(&ends(&[&bodies[..], &["--json"]].concat(), doubted, 0).told).unwrap();
    assert_eq!(listed["problems"][0]["severity"], "warning");
    assert_eq!(ends(&["bodies", "no-such-file"], "in/a.csv", 3).out, "");
}

/// The script is the output as ever; what was found is one object beside it.
#[test]
fn a_script_tells_programs_what_was_found() {
    let found = |arguments: &[&str], input: &str| -> Value {
        let arguments = [&["script", "bash", "--json", "--service", SERVICE], arguments].concat();
        let ran = ends(&arguments, input, 0);
        assert!(ran.out.starts_with("#!/usr/bin/env bash"));
        serde_json::from_str(&ran.told).unwrap()
    };
    let text = fs::read_to_string(golden("repair/source-page.sv.md")).unwrap();
    let page = found(&[], &text);
    let repairs = page["repairs"].as_array().unwrap();
    assert_eq!(repairs.len(), repair(&text, &[]).repairs.len());
    assert!(repairs.iter().all(|one| one["kind"].is_string() && one["message"].is_string()), "{page}");

    assert_eq!(
        found(&[], &body().to_string()),
        json!({ "repairs": [], "unlisted": 0, "notices": [], "problems": [] })
    );
    let mut wrong = body();
    wrong["Inputs"]["input1"]["RelativeLocation"] = json!("");
    let problems = &found(&["--inline-secrets"], &wrong.to_string())["problems"];
    assert_eq!((&problems[0]["path"], &problems[0]["severity"]), (&json!("BES_API_KEY"), &json!("note")));
    let last = (&problems[1]["path"], &problems[1]["severity"]);
    assert_eq!(last, (&json!("Inputs.input1.RelativeLocation"), &json!("error")));
}

/// A key in the environment is not written unless that is asked for.
#[test]
fn secrets_stay_placeholders_unless_asked() {
    let mut command = command(&["script", "python", "--service", SERVICE]);
    command.env("BES_API_KEY", "key-of-the-service==");
    let ran = run_with(command, body().to_string().as_bytes());
    assert!(ran.code == 0 && !ran.out.contains("key-of-the-service"));
    let without =
        ends(&["script", "python", "--service", SERVICE, "--inline-secrets"], body().to_string(), 0);
    assert!(without.told.contains("BES_API_KEY"), "{}", without.told);
    assert!(without.out.contains("secret('BES_API_KEY'"));
}

#[test]
fn whatever_is_pasted_becomes_a_script() {
    let page = ends(&["script", "bash", &golden("repair/source-page.sv.md")], "", 0);
    assert!(page.out.contains("80c77c7674ba4c8c82294c3b2957990c"));
    assert!(page.told.starts_with("repairs in the body: "), "{}", page.told);
    let curl = format!("curl -X POST '{SERVICE}' -H 'Authorization: Bearer abc==' -d '{}'", body());
    let script = ends(&["script", "python"], &curl, 0).out;
    assert!(script.contains("9fe659022c9747e3b9b7b923c3830623") && !script.contains("abc=="));
    let classic = ends(
        &["script", "python", "--service", SERVICE, "--pool", "0123456789abcdef0123456789abcdef"],
        body().to_string(),
        0,
    );
    assert!(classic.out.contains("0123456789abcdef0123456789abcdef"));
}

#[test]
fn the_pool_is_resized_at_the_end_when_asked() {
    let at = "https://pools.example.org/account";
    let arguments = ["script", "bash", "--service", SERVICE, "--then-resize-at", at];
    let ran = ends(&arguments, body().to_string(), 0);
    assert!(
        ran.out.contains("https://pools.example.org/account/pools/8dfc151b0d3e446497b845f3b29ef53b/resize"),
        "{}",
        ran.out
    );
    let mut classic = body();
    classic.as_object_mut().unwrap().remove("AzureBatchPoolId");
    let none = ends(&arguments, classic.to_string(), 1);
    assert!(none.told.starts_with("error: AzureBatchPoolId: "), "{}", none.told);
    let no_url =
        ends(&["script", "bash", "--service", SERVICE, "--then-resize-at", "nowhere"], body().to_string(), 1);
    assert!(no_url.told.starts_with("error: then-resize-at: "), "{}", no_url.told);
}

#[test]
fn a_script_of_an_invalid_body_is_labelled() {
    let mut wrong = body();
    wrong["Inputs"]["input1"]["RelativeLocation"] = json!("");
    let ran = ends(&["script", "bash", "--service", SERVICE], wrong.to_string(), 0);
    assert!(ran.out.starts_with("#!/usr/bin/env bash"));
    assert!(ran.told.contains("error: Inputs.input1.RelativeLocation: "), "{}", ran.told);
    for (arguments, input, part) in [
        (&["script", "bash"][..], body().to_string(), "error: service: no address"),
        (&["script", "bash", "--service", "ftp://x/"], body().to_string(), "error: service: "),
        (&["script", "bash", "--service", SERVICE, "--folder", " "], body().to_string(), "error: folder: "),
        (&["script", "bash", "--service", SERVICE], "{\"x\": 1}".to_owned(), "no job"),
        (
            &["script", "bash", "--service", SERVICE],
            "{\"Inputs\": {\"a\\u0000\": {}}}".to_owned(),
            "error: body: ",
        ),
        (&["script", "bash", "--service", SERVICE], "curl -d @body.json https://x/".to_owned(), "body.json"),
    ] {
        let ran = ends(arguments, input, 1);
        assert!(ran.out.is_empty() && ran.told.contains(part), "{arguments:?}: {ran:?}");
    }
}

/// A script sends what `check` has looked at: no input that stands on the page's empty form only.
#[test]
fn a_script_of_a_part_of_a_body_holds_that_part() {
    let part = r#"{ "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b" }"#;
    assert_eq!(ends(&["check", "--json"], part, 0).json()["counts"]["error"], 0);
    let ran = ends(&["script", "python", "--service", SERVICE], part, 0);
    assert!(
        ran.out.contains("8dfc151b0d3e446497b845f3b29ef53b") && !ran.out.contains("input1"),
        "{}",
        ran.out
    );
    assert_eq!(ran.told, "");
}

/// What the page's form begins with is a pool without an id: nobody has asked for one.
#[test]
fn a_part_without_a_pool_gets_none() {
    let part = r#"{ "GlobalParameters": { "a": "1" } }"#;
    let ran = ends(&["script", "python", "--service", SERVICE], part, 0);
    assert!(!ran.out.contains("AzureBatchPoolId"), "{}", ran.out);
    assert_eq!(ran.told, "");
    let template = Scratch::file(part);
    let bodies = ends(&["bodies", template.path()], "a\n2\n3", 0);
    assert!(bodies.out.lines().count() == 2 && !bodies.out.contains("AzureBatchPoolId"), "{bodies:?}");
}

/// What JSON itself loses is lost in the script: it is told as `repair` tells it.
#[test]
fn a_script_tells_what_json_loses() {
    let doubled = r#"{"Outputs":{"o1":{"RelativeLocation":"abc/1.csv"}},"Outputs":{"o2":{"RelativeLocation":"abc/2.csv"}},"GlobalParameters":{"n":12345678901234567890123}}"#;
    let arguments = ["script", "bash", "--service", SERVICE];
    let told = ends(&arguments, doubled, 0).told;
    let repaired = ends(&["repair"], doubled, 0).told;
    let notices: Vec<&str> = repaired.lines().skip(1).collect();
    assert!(notices.len() == 2 && notices.iter().all(|notice| told.contains(notice)), "{told}\n{repaired}");
    let found: Value =
        serde_json::from_str(&ends(&[&arguments[..], &["--json"]].concat(), doubled, 0).told).unwrap();
    let kinds: Vec<&Value> =
        found["notices"].as_array().unwrap().iter().map(|notice| &notice["kind"]).collect();
    assert_eq!(kinds, ["duplicate-key", "number-rounded"]);
    assert!(found["notices"][0]["message"].as_str().unwrap().contains("“Outputs”"), "{found}");
}
