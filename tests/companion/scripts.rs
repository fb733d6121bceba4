//! The generated scripts, run for real against `companion serve` and a real blob store: what arrives is what was meant.

#[path = "../domain/script/hostile.rs"]
pub(crate) mod hostile;
#[path = "../domain/script/run.rs"]
#[allow(dead_code, reason = "shared with tests that use all of it")]
mod run;

use poolwise::request::ServiceAddress;
use poolwise::request::wire::with_placeholders;
use poolwise::script::{
    ExitCode, Flow, Limits, Many, Options, PoolAccess, ScriptLanguage, SecretsAs, flow_script, many_script,
    pool_script,
};
use poolwise::service::{Call, PoolId, SwaggerUrl, azure_batch_profile};
use poolwise::units::{Secret, VmCount};
use serde_json::{Value, json};

use crate::process::{CLASSIC, JOB_KEY, POOL_KEY, SERVICE};
use crate::serve::Desk;
use crate::store;
use hostile::hostile;
use run::{Folder, is_mono_aborted, languages, run, until_mono_holds};

const FAST: [&str; 6] = ["--speed", "3600", "--job-seconds", "60", "--provisioning-seconds", "0"];
/// A file's name that breaks what does not escape it.
const NAME: &str = "it's \"quoted\" `id` $(id) %PATH% 100% \u{5e9}\u{5dc}\u{e5}\u{1f600} #1";

fn options() -> Options {
    let limits = Limits {
        first_wait_ms: 10,
        longest_wait_ms: 100,
        give_up_after_ms: 60_000,
        tries: 4,
        ..Limits::default()
    };
    Options { secrets: SecretsAs::Environment, limits, folder: "res'ults $(id)".to_owned() }
}

fn address(desk: &Desk, path: &str) -> ServiceAddress {
    ServiceAddress::read(&format!("{}{path}", desk.origin)).0.unwrap()
}

fn pools(desk: &Desk) -> PoolAccess {
    PoolAccess {
        service_url: format!("{}/azure-batch", desk.origin),
        key: Secret::new(POOL_KEY.to_owned()),
        profile: azure_batch_profile(),
    }
}

fn keyed(path: &str) -> Value {
    json!({ "ConnectionString": store::connection_string(), "RelativeLocation": path, "BaseLocation": null, "SasBlobToken": null })
}

fn signed(path: &str) -> Value {
    json!({ "ConnectionString": null, "RelativeLocation": path, "BaseLocation": store::base(),
        "SasBlobToken": store::sas(path.split('/').next().unwrap(), "rcw") })
}

/// Every secret that a body and the keys need, under the names that its script asks for.
fn secrets(body: &Value) -> Vec<(String, String)> {
    let (_, placeholders) = with_placeholders(body, &str::to_owned);
    let own = placeholders.into_iter().map(|one| (one.name, one.secret.reveal().to_owned()));
    own.chain([("BES_API_KEY", JOB_KEY), ("POOL_KEY", POOL_KEY)].map(|(a, b)| (a.to_owned(), b.to_owned())))
        .collect()
}

#[track_caller]
fn assert_ended(output: &std::process::Output, code: ExitCode, language: ScriptLanguage) {
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(
        output.status.code(),
        Some(code.number()),
        "{language:?}\n{}\n{}",
        said(&output.stdout),
        said(&output.stderr)
    );
}

/// Runs a flow in every language, each against a new service, and looks at what came of it.
fn in_every_language(
    service: &str,
    body: &Value,
    code: ExitCode,
    then: Option<&Call>,
    look: impl Fn(ScriptLanguage, &Desk, &Folder, &std::process::Output),
) {
    let secrets = secrets(body);
    let borrowed: Vec<(&str, &str)> =
        secrets.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for language in languages() {
        until_mono_holds(|| {
            let desk = Desk::new(&FAST);
            if let Some(Call::ResizePool { id, .. }) = then {
                create(&desk, id);
            }
            let flow = Flow::new(&address(&desk, service), &Secret::new(JOB_KEY.to_owned()), body).unwrap();
            let flow = match then {
                Some(call) => flow.then_resize(call, &pools(&desk)).unwrap(),
                None => flow,
            };
            let folder = Folder::new();
            let output =
                run(language, &flow_script(&flow, language, &options()).unwrap(), &folder, &borrowed);
            if is_mono_aborted(&output) {
                return None;
            }
            assert_ended(&output, code, language);
            look(language, &desk, &folder, &output);
            Some(())
        });
    }
}

/// A pool by script, too: in the first language, which is enough of what other tests try in all.
fn create(desk: &Desk, id: &PoolId) {
    let (swagger, _) = SwaggerUrl::read(&format!("{}{SERVICE}/swagger.json", desk.origin)).unwrap();
    let call = Call::CreatePool { id: id.clone(), vms: VmCount(2), swagger };
    let folder = Folder::new();
    let script = pool_script(&call, &pools(desk), ScriptLanguage::Bash, SecretsAs::Environment).unwrap();
    let output = run(ScriptLanguage::Bash, &script, &folder, &[("POOL_KEY", POOL_KEY)]);
    assert_ended(&output, ExitCode::Done, ScriptLanguage::Bash);
}

async fn pool(desk: &Desk, id: &PoolId) -> Value {
    let url = format!("{}/azure-batch/pools/{}?api-version=2017-05-01.5.0", desk.origin, id.as_str());
    let key = crate::process::bearer(POOL_KEY);
    crate::process::ask(&crate::process::client(), "GET", &url, &[("authorization", &key)], "").await.json()
}

/// Blobs with hostile names and every byte in them: by key and by SAS, on a pool, which is at zero in the end.
#[test]
fn blobs_arrive_byte_for_byte_and_the_pool_goes_to_zero() {
    let every: Vec<u8> = (0..=255).cycle().take(70_000).chain(hostile().concat().bytes()).collect();
    let (input, first, second) =
        (format!("scripts/in {NAME}.csv"), format!("scripts/out {NAME}.csv"), "scripts/two.csv");
    crate::process::run(async {
        store::create_container("scripts").await;
        store::put(&input, &every).await;
    });
    let id = PoolId::read("8dfc151b0d3e446497b845f3b29ef53b").unwrap();
    let body = json!({
        "Inputs": { "input1": keyed(&input) },
        "Outputs": { "output1": keyed(&first), "output2": signed(second) },
        "AzureBatchPoolId": id.as_str(),
    });
    let to_zero = Call::ResizePool { id: id.clone(), target: VmCount(0) };
    in_every_language(SERVICE, &body, ExitCode::Done, Some(&to_zero), |language, desk, folder, _| {
        let files = folder.files("res'ults $(id)");
        assert_eq!(files.len(), 2, "{language:?}: {files:?}");
        for (name, content) in &files {
            assert!(*content == every, "{language:?}: {name} is another: {} bytes", content.len());
        }
        crate::process::run(async {
            for path in [first.as_str(), second] {
                assert!(store::get(path).await.as_deref() == Ok(every.as_slice()), "{language:?}: {path}");
                store::put(path, b"to be written again").await;
            }
            assert_eq!(pool(desk, &id).await["targetDedicatedNodes"], 0, "{language:?}");
        });
    });
}

/// Hostile values arrive at the service as they were written: the job without inputs writes down what it was told.
#[test]
fn hostile_values_arrive() {
    let mut parameters = serde_json::Map::new();
    for (at, text) in hostile().into_iter().enumerate() {
        parameters.insert(format!("{at} {}", text.chars().take(40).collect::<String>()), json!(text));
    }
    parameters.insert("ten kilobytes".to_owned(), json!("\u{1f600}'\"\\`$(id)%PATH%\u{202e}".repeat(400)));
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut expected = "Name,Value\r\n".to_owned();
    for (name, value) in &parameters {
        expected.push_str(&format!("{},{}\r\n", quoted(name), quoted(value.as_str().unwrap())));
    }
    crate::process::run(store::create_container("values"));
    let body = json!({ "GlobalParameters": parameters, "Outputs": { "o'ut \"1\"": keyed("values/p.csv") } });
    in_every_language(CLASSIC, &body, ExitCode::Done, None, |language, _, folder, _| {
        let files = folder.files("res'ults $(id)");
        assert_eq!(files.len(), 1, "{language:?}");
        assert_eq!(String::from_utf8_lossy(&files[0].1), expected, "{language:?}");
    });
}

#[test]
fn a_missing_input_stops_every_script_with_the_services_words() {
    crate::process::run(store::create_container("missing"));
    let body = json!({
        "Input": keyed("missing/nothing.csv"),
        "Outputs": { "output1": keyed("missing/out.csv") },
    });
    in_every_language(SERVICE, &body, ExitCode::Failed, None, |language, _, folder, output| {
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            error.contains("BlobNotFound") && error.contains("missing/nothing.csv"),
            "{language:?}: {error}"
        );
        assert!(folder.files("res'ults $(id)").is_empty(), "{language:?}");
    });
}

/// Many jobs from a list: each reads its own blob and writes its own.
#[test]
fn the_loop_runs_every_job_of_a_list() {
    let paths: Vec<String> = (0..5).map(|at| format!("many/in {at} it's $(id) \u{e5}.csv")).collect();
    crate::process::run(async {
        store::create_container("many").await;
        for path in &paths {
            store::put(path, path.as_bytes()).await;
        }
    });
    let mut template = json!({
        "Inputs": { "input1": keyed("") },
        "Outputs": { "output1": keyed("many/out/{input1.name}.csv") },
    });
    template["Inputs"]["input1"]["RelativeLocation"] = Value::Null;
    let many = Many::new(&template, &paths.join("\n")).unwrap();
    let file: String = many.lines(SecretsAs::Environment).map(|line| line + "\n").collect();
    let secrets = secrets(&template);
    let secrets: Vec<(&str, &str)> =
        secrets.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let in_language = |language| {
        let desk = Desk::new(&FAST);
        let folder = Folder::new();
        std::fs::write(folder.0.join("bodies.ndjson"), &file).unwrap();
        let flow = Flow::new(&address(&desk, SERVICE), &Secret::default(), &template).unwrap();
        let script = many_script(&flow, "bodies.ndjson", 2, language, &options()).unwrap();
        let output = run(language, &script, &folder, &secrets);
        if is_mono_aborted(&output) {
            return None;
        }
        assert_ended(&output, ExitCode::Done, language);
        crate::process::run(async {
            for path in &paths {
                let out = path.replace("many/in", "many/out/in");
                assert_eq!(store::get(&out).await, Ok(path.clone().into_bytes()), "{language:?}: {out}");
                store::put(&out, b"to be written again").await;
            }
        });
        assert_eq!(
            folder.files("res'ults $(id)").len(),
            2 * paths.len(),
            "{language:?}: each with its record"
        );

        // Run again, as if one job's results had not all come: that one is followed, and nothing is run.
        let results = folder.0.join("res'ults $(id)");
        std::fs::rename(results.join("000002.done"), results.join("000002.job")).unwrap();
        let output = run(language, &script, &folder, &secrets);
        if is_mono_aborted(&output) {
            return None;
        }
        assert_ended(&output, ExitCode::Done, language);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains("5 of 5 jobs finished"), "{language:?}: {said}");
        for (what, times) in [("submitted in an earlier run", 1), ("finished in an earlier run", 4)] {
            assert_eq!(said.matches(what).count(), times, "{language:?}: {said}");
        }
        crate::process::run(async {
            for path in &paths {
                let out = path.replace("many/in", "many/out/in");
                assert_eq!(
                    store::get(&out).await,
                    Ok(b"to be written again".to_vec()),
                    "{language:?}: {out}"
                );
            }
        });
        Some(())
    };
    languages().into_iter().for_each(|language| until_mono_holds(|| in_language(language)));
}
