use poolwise::request::ServiceAddress;
use poolwise::request::wire::{Json, with_placeholders};
use poolwise::script::{
    ExitCode, Flow, Limits, Options, PoolAccess, ScriptLanguage, SecretsAs, flow_script, pool_script,
};
use poolwise::service::{Call, PoolId, SwaggerUrl, azure_batch_profile, source_page_profile};
use poolwise::units::{Secret, VmCount};
use serde_json::json;

use super::hostile::hostile;
use super::mock::{Mock, Scenario, Seen};
use super::run::{Folder, is_mono_aborted, languages, quick_languages, run, until_mono_holds};

const PATH: &str = "/workspaces/afbd553b9bac4c95be3d040998943a4f/services/26a3afce1767461ab6e73d5a206fbd62";
pub(super) const API_KEY: &str = "k\"e\\y'+/$(id)`id`%PATH%==";
pub(super) const POOL_KEY: &str = "pool 'key' \"quoted\" \\back";

pub(super) const FINISHED: &str = r#" { "Extra": [1, {"StatusCode": "Failed"}, [], {}, -1.5e3, true],
    "StatusCode" : "F\u0069nished",	"Results": { "output1" :
    {"ConnectionString":null,"RelativeLocation":"blob/out \"put\"\u00e5#1.csv","BaseLocation":"ORIGIN/",
     "SasBlobToken":"?sv=1&sig=a%2Fb%3D&sp=r"},
    "../\u00e5 'two'\n$(id)": {"RelativeLocation":"\/blob\/two.ilearner", "BaseLocation": "ORIGIN", "SasBlobToken":null}
    }, "Details": null } "#;

pub(super) fn finishes() -> Scenario {
    Scenario {
        statuses: vec![
            "{\"StatusCode\":\"NotStarted\",\"Results\":null,\"Details\":null}".to_owned(),
            "\u{feff}{\"StatusCode\":1}".to_owned(),
            FINISHED.to_owned(),
        ],
        busy: 0,
        together: 0,
        submit: (200, "\n\"ID\"\r\n".to_owned()),
        pools: vec!["{\"id\":\"p\"}"],
        resize: 202,
        blob: 200,
        faults: Vec::new(),
        of_body: Vec::new(),
    }
}

pub(super) fn ends(status: &str) -> Scenario {
    Scenario { statuses: vec![status.to_owned()], ..finishes() }
}

pub(super) fn address(mock: &Mock) -> ServiceAddress {
    ServiceAddress::read(&format!("{}{PATH}", mock.origin)).0.unwrap()
}

pub(super) fn options(folder: &str, secrets: SecretsAs) -> Options {
    let limits = Limits {
        first_wait_ms: 1,
        longest_wait_ms: 3,
        give_up_after_ms: 20,
        tries: 4,
        longest_silence_ms: 300_000,
    };
    Options { secrets, limits, folder: folder.to_owned() }
}

pub(super) fn pools(mock: &Mock) -> PoolAccess {
    PoolAccess {
        service_url: format!("{}/account", mock.origin),
        key: Secret::new(POOL_KEY.to_owned()),
        profile: azure_batch_profile(),
    }
}

pub(super) fn to_zero() -> Call {
    Call::ResizePool { id: PoolId::read("8dfc151b0d3e446497b845f3b29ef53b").unwrap(), target: VmCount(0) }
}

/// A body with a hostile text in every name and value, and secrets in the middle of texts.
pub(crate) fn hostile_body() -> Json {
    let mut parameters = serde_json::Map::new();
    for (at, text) in hostile().into_iter().enumerate() {
        parameters.insert(format!("{at}"), Json::String(text.clone()));
        parameters.insert(format!("{at} {text}"), json!([text, {"nested": text}, 1.5, -3, true, null]));
    }
    json!({
        "Inputs": {"input1": {
            "ConnectionString": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a\"\\'$(id)\u{e5}\u{1f600}=;X=1",
            "RelativeLocation": "c/it's \"here\" \\ \u{5d0}.csv", "BaseLocation": null, "SasBlobToken": null}},
        "Outputs": {"output1": {"ConnectionString": null, "RelativeLocation": "c/o.csv",
            "BaseLocation": "https://a.blob.core.windows.net/",
            "SasBlobToken": "?sv=2017&sig=s'`%2B\\\"\u{7}\t%3D&sp=rw"}},
        "GlobalParameters": parameters,
        "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b"
    })
}

pub(super) fn secrets_of(body: &Json) -> Vec<(String, String)> {
    let (_, placeholders) = with_placeholders(body, &str::to_owned);
    let mut secrets: Vec<_> =
        placeholders.into_iter().map(|p| (p.name, p.secret.reveal().to_owned())).collect();
    assert!(secrets.len() >= 2, "the body has secrets");
    secrets.push(("BES_API_KEY".to_owned(), API_KEY.to_owned()));
    secrets.push(("POOL_KEY".to_owned(), POOL_KEY.to_owned()));
    secrets
}

fn borrowed(secrets: &[(String, String)]) -> Vec<(&str, &str)> {
    secrets.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

pub(super) fn posts<'a>(seen: &'a [Seen], last: &str) -> Vec<&'a Seen> {
    let of_path = |seen: &Seen| seen.path.split('?').next().is_some_and(|path| path.ends_with(last));
    seen.iter().filter(|seen| seen.method == "POST" && of_path(seen)).collect()
}

#[track_caller]
pub(super) fn assert_ended(output: &std::process::Output, code: ExitCode, language: ScriptLanguage) {
    assert_eq!(
        output.status.code(),
        Some(code.number()),
        "{language:?}\n{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The body arrives as it is, whatever stands in it; keys arrive; results are downloaded without the key.
#[track_caller]
fn check_whole_flow(secrets_as: SecretsAs) {
    let body = hostile_body();
    let secrets = secrets_of(&body);
    for language in languages() {
        until_mono_holds(|| {
            let mock = Mock::start(Scenario { busy: 2, ..finishes() });
            let folder = Folder::new();
            let flow = Flow::new(&address(&mock), &Secret::new(API_KEY.to_owned()), &body).unwrap();
            let flow = flow.then_resize(&to_zero(), &pools(&mock)).unwrap();
            let into = "r\u{e9}s 'ults' $(id)";
            let script = flow_script(&flow, language, &options(into, secrets_as)).unwrap();
            assert!(script.is_ascii(), "{language:?}");
            let environment =
                if secrets_as == SecretsAs::Environment { borrowed(&secrets) } else { Vec::new() };
            let output = run(language, &script, &folder, &environment);
            if is_mono_aborted(&output) {
                return None;
            }
            assert_ended(&output, ExitCode::Done, language);

            let seen = mock.seen();
            let submits = posts(&seen, "/jobs");
            assert_eq!(submits.len(), 3, "{language:?}: twice busy, then done");
            for submit in submits {
                let arrived: Json = serde_json::from_slice(&submit.body).unwrap();
                assert_eq!(arrived, body, "{language:?}");
                assert_eq!(submit.headers["authorization"], format!("Bearer {API_KEY}"), "{language:?}");
                assert!(submit.headers["content-type"].starts_with("application/json"), "{language:?}");
            }
            assert_eq!(posts(&seen, "/start").len(), 3, "{language:?}");
            let resizes = posts(&seen, "/resize");
            assert_eq!(resizes.len(), 3, "{language:?}");
            assert_eq!(resizes[0].headers["authorization"], format!("Bearer {POOL_KEY}"), "{language:?}");
            let resize: Json = serde_json::from_slice(&resizes[0].body).unwrap();
            assert_eq!(resize, json!({"targetDedicatedNodes": 0}), "{language:?}");
            assert_eq!(
                resizes[0].path,
                "/account/pools/8dfc151b0d3e446497b845f3b29ef53b/resize?api-version=2017-05-01.5.0"
            );
            let blobs: Vec<_> = seen.iter().filter(|seen| seen.path.starts_with("/blob/")).collect();
            assert!(blobs.iter().all(|blob| !blob.headers.contains_key("authorization")), "{language:?}");
            assert!(
                !seen.iter().any(|seen| seen.path.contains("stolen")),
                "{language:?}: a redirect was followed"
            );
            let job = format!("{:032x}", 1);
            let one = "/blob/out%20%22put%22%C3%A5%231.csv?sv=1&sig=a%2Fb%3D&sp=r";
            let expected = [(one, "1-output1.csv"), ("/blob/two.ilearner", "2-___")];
            let files = folder.files(into);
            assert_eq!(files.len(), 2, "{language:?}: {files:?}");
            for ((path, name), (found, content)) in expected.iter().zip(&files) {
                assert!(found.starts_with(&format!("{job}/{name}")), "{language:?}: {found}");
                assert_eq!(content, format!("rows of {path}\u{1}\r\n\u{e5}").as_bytes(), "{language:?}");
            }
            assert!(files[1].0.ends_with(".ilearner"), "{language:?}: {}", files[1].0);
            Some(())
        });
    }
}

#[test]
fn whole_flow_with_secrets_from_the_environment() {
    check_whole_flow(SecretsAs::Environment);
}

#[test]
fn whole_flow_with_inlined_secrets() {
    check_whole_flow(SecretsAs::Inlined);
}

pub(super) fn simple_body() -> Json {
    json!({"GlobalParameters": {}})
}

#[track_caller]
pub(super) fn check_end(scenario: &Scenario, expected: ExitCode, said: &str, resizes: usize) {
    check_end_in(&languages(), scenario, expected, said, resizes);
}

#[track_caller]
fn check_end_in(
    languages: &[ScriptLanguage],
    scenario: &Scenario,
    expected: ExitCode,
    said: &str,
    resizes: usize,
) {
    for language in languages.iter().copied() {
        until_mono_holds(|| {
            let mock = Mock::start(scenario.clone());
            let folder = Folder::new();
            let flow = Flow::new(&address(&mock), &Secret::default(), &simple_body()).unwrap();
            let flow = flow.then_resize(&to_zero(), &pools(&mock)).unwrap();
            let script = flow_script(&flow, language, &options("out", SecretsAs::Environment)).unwrap();
            let output = run(language, &script, &folder, &[("BES_API_KEY", "a"), ("POOL_KEY", "b")]);
            if is_mono_aborted(&output) {
                return None;
            }
            assert_ended(&output, expected, language);
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(error.contains(said), "{language:?} does not say {said}: {error}");
            assert_eq!(posts(&mock.seen(), "/resize").len(), resizes, "{language:?}");
            Some(())
        });
    }
}

#[test]
fn stops_on_failed_with_the_details() {
    let status = r#"{"StatusCode":"Failed","Results":null,"Details":"Error 0085: \"row\" 7"}"#;
    check_end(&ends(status), ExitCode::Failed, "Error 0085: \"row\" 7", 1);
    let numbered = ends(r#"{"StatusCode":2,"Details":"as a number"}"#);
    check_end(&numbered, ExitCode::Failed, "as a number", 1);
}

#[test]
fn stops_on_cancelled() {
    let status = r#"{"StatusCode" : "Cancelled", "Details":"by \u00e5 user"}"#;
    check_end(&ends(status), ExitCode::Cancelled, "was cancelled: by", 1);
}

#[test]
fn gives_up_at_the_limit_and_leaves_the_pool_alone() {
    check_end(&ends(r#"{"StatusCode":"Running"}"#), ExitCode::GaveUp, "has not ended", 0);
}

#[test]
fn a_refused_submit_shows_the_reply() {
    let refused = Scenario {
        submit: (400, r#"{"error":{"code":"BadArgument","message":"No input1"}}"#.to_owned()),
        ..finishes()
    };
    check_end(&refused, ExitCode::Refused, "No input1", 0);
    let redirected = Scenario { submit: (302, String::new()), ..finishes() };
    check_end(&redirected, ExitCode::Refused, "302", 0);
}

#[test]
fn a_reply_that_is_no_id_is_refused() {
    for reply in ["\"../../x\"", "\"\"", "{}", "ID", "\"ID", "", "\"a\" \"b\"", "\"a\\nb\""] {
        let scenario = Scenario { submit: (200, reply.to_owned()), ..finishes() };
        let tried = if reply == "\"../../x\"" { languages() } else { quick_languages() };
        check_end_in(&tried, &scenario, ExitCode::Refused, "The reply holds no job id.", 0);
    }
}

#[test]
fn a_status_that_is_no_json_is_refused() {
    for status in [
        "<html>",
        "{\"StatusCode\":\"Finished\"",
        "[]",
        "{\"StatusCode\":null}",
        "{\"StatusCode\":\"Fini\\xshed\"}",
    ] {
        let tried = if status == "<html>" { languages() } else { quick_languages() };
        check_end_in(&tried, &ends(status), ExitCode::Refused, "was not understood", 0);
    }
}

#[test]
fn a_download_that_fails_is_said() {
    let scenario = Scenario { statuses: vec![FINISHED.to_owned()], blob: 403, ..finishes() };
    check_end(&scenario, ExitCode::NotDownloaded, "Not downloaded", 1);
}

#[test]
fn a_pool_that_is_not_resized_is_said() {
    let scenario = Scenario {
        statuses: vec![r#"{"StatusCode":"Finished","Results":{}}"#.to_owned()],
        resize: 403,
        ..finishes()
    };
    check_end(&scenario, ExitCode::NotResized, "It is billed until it is.", 1);
}

#[test]
fn a_secret_that_is_missing_or_breaks_a_header_ends_it_before_anything_is_sent() {
    for language in languages() {
        for (secrets, said) in [
            (vec![], "Set the environment variable BES_API_KEY first."),
            (vec![("BES_API_KEY", "a\r\nX: y")], "BES_API_KEY holds a line break"),
        ] {
            let mock = Mock::start(finishes());
            let folder = Folder::new();
            let flow = Flow::new(&address(&mock), &Secret::default(), &simple_body()).unwrap();
            let script = flow_script(&flow, language, &options("out", SecretsAs::Environment)).unwrap();
            let output = run(language, &script, &folder, &secrets);
            assert_ended(&output, ExitCode::NotSetUp, language);
            assert!(String::from_utf8_lossy(&output.stderr).contains(said), "{language:?}");
            assert!(mock.seen().is_empty(), "{language:?}");
        }
    }
}

#[test]
fn a_service_that_is_not_there_is_said() {
    for language in languages() {
        let address = ServiceAddress::read(&format!("http://127.0.0.1:9{PATH}")).0.unwrap();
        let flow = Flow::new(&address, &Secret::default(), &simple_body()).unwrap();
        let script = flow_script(&flow, language, &options("out", SecretsAs::Environment)).unwrap();
        until_mono_holds(|| {
            let output = run(language, &script, &Folder::new(), &[("BES_API_KEY", "a")]);
            if is_mono_aborted(&output) {
                return None;
            }
            assert_ended(&output, ExitCode::Refused, language);
            assert!(output.stderr.len() > 30, "{language:?} says why");
            Some(())
        });
    }
}

/// Each call to the pool service, the request that it is, and the status of its reply.
pub(super) fn pool_calls() -> [(Call, &'static str, &'static str, u16); 6] {
    let id = PoolId::read("p-1").unwrap();
    let (swagger, _) = SwaggerUrl::read(&format!(
        "https://ussouthcentral.services.azureml.net/subscriptions/{0}/services/{0}/swagger.json",
        "80c77c7674ba4c8c82294c3b2957990c"
    ))
    .unwrap();
    let create = Call::CreatePool { id: id.clone(), vms: VmCount(3), swagger };
    [
        (create, "POST", "/account/pools", 201),
        (Call::ListPools { page: None }, "GET", "/account/pools", 200),
        (Call::GetPool(id.clone()), "GET", "/account/pools/p-1", 200),
        (Call::ResizePool { id: id.clone(), target: VmCount(7) }, "POST", "/account/pools/p-1/resize", 202),
        (Call::StopResize(id.clone()), "POST", "/account/pools/p-1/stopresize", 202),
        (Call::DeletePool(id), "DELETE", "/account/pools/p-1", 202),
    ]
}

#[test]
fn every_pool_operation() {
    let calls = pool_calls();
    for language in languages() {
        let is_quick = quick_languages().contains(&language);
        for profile in [azure_batch_profile(), source_page_profile()] {
            // What starts slowly tries the calls with most to write: create and list.
            let tried = if is_quick { calls.len() } else { 2 };
            for (call, method, path, code) in calls.iter().take(tried) {
                until_mono_holds(|| {
                    let mock = Mock::start(finishes());
                    let access = PoolAccess { profile: profile.clone(), ..pools(&mock) };
                    let Ok(script) = pool_script(call, &access, language, SecretsAs::Environment) else {
                        // The source page knows three operations.
                        assert!(matches!(
                            call,
                            Call::ListPools { .. } | Call::GetPool(_) | Call::StopResize(_)
                        ));
                        return Some(());
                    };
                    let output = run(language, &script, &Folder::new(), &[("POOL_KEY", POOL_KEY)]);
                    if is_mono_aborted(&output) {
                        return None;
                    }
                    assert_ended(&output, ExitCode::Done, language);
                    let seen = mock.seen();
                    assert_eq!(seen.len(), 1, "{language:?}");
                    let sent = (seen[0].method.as_str(), seen[0].path.split('?').next().unwrap());
                    assert_eq!(sent, (*method, *path), "{language:?}");
                    assert_eq!(
                        seen[0].headers["authorization"],
                        format!("Bearer {POOL_KEY}"),
                        "{language:?}"
                    );
                    assert!(String::from_utf8_lossy(&output.stderr).contains(&format!("HTTP {code}")));
                    if let Call::ResizePool { .. } = call {
                        let body: Json = serde_json::from_slice(&seen[0].body).unwrap();
                        assert!(
                            body.as_object().unwrap().values().any(|value| value == 7),
                            "{language:?}: {body}"
                        );
                    }
                    if let Call::ListPools { .. } = call {
                        assert_eq!(
                            output.stdout.trim_ascii(),
                            "{\"value\":[{\"id\":\"\u{e5}\"}]}".as_bytes()
                        );
                    }
                    Some(())
                });
            }
        }
    }
}
