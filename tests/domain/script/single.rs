use poolwise::request::wire::Json;
use poolwise::script::{Flow, RequestForm, SecretsAs, flow_requests, pool_request};
use poolwise::service::Call;
use poolwise::units::Secret;
use serde_json::json;

use super::flow::{API_KEY, POOL_KEY, address, finishes, hostile_body, pool_calls, pools, secrets_of};
use super::mock::Mock;
use super::run::Folder;

fn run_bash(text: &str, secrets: &[(String, String)]) -> std::process::Output {
    let folder = Folder::new();
    let mut command = std::process::Command::new("bash");
    let file = folder.0.join("requests.sh");
    std::fs::write(&file, text).unwrap();
    command.arg(&file).current_dir(&folder.0).env_remove("BES_API_KEY").env_remove("POOL_KEY");
    command.envs(secrets.iter().map(|(name, value)| (name, value))).output().unwrap()
}

#[test]
fn curl_sends_each_request_of_a_job() {
    let body = hostile_body();
    for secrets_as in [SecretsAs::Environment, SecretsAs::Inlined] {
        let mock = Mock::start(finishes());
        let flow = Flow::new(&address(&mock), &Secret::new(API_KEY.to_owned()), &body).unwrap();
        let text = flow_requests(&flow, RequestForm::Curl, secrets_as);
        let secrets = if secrets_as == SecretsAs::Inlined { Vec::new() } else { secrets_of(&body) };
        let output = run_bash(&text.replace("put the id here", "j1"), &secrets);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let seen = mock.seen();
        let sent: Vec<_> =
            seen.iter().map(|s| (s.method.as_str(), s.path.rsplit('/').next().unwrap())).collect();
        assert_eq!(
            sent,
            [
                ("POST", "jobs?api-version=2.0"),
                ("POST", "start?api-version=2.0"),
                ("GET", "j1?api-version=2.0"),
                ("DELETE", "j1?api-version=2.0")
            ]
        );
        assert!(seen.iter().all(|seen| seen.headers["authorization"] == format!("Bearer {API_KEY}")));
        assert_eq!(serde_json::from_slice::<Json>(&seen[0].body).unwrap(), body);
    }
}

#[test]
fn curl_asks_the_pool_service() {
    for (call, method, path, _) in pool_calls() {
        let mock = Mock::start(finishes());
        let text = pool_request(&call, &pools(&mock), RequestForm::Curl, SecretsAs::Inlined).unwrap();
        let output = run_bash(&text, &[]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let seen = mock.seen();
        assert_eq!((seen[0].method.as_str(), seen[0].path.split('?').next().unwrap()), (method, path));
        assert_eq!(seen[0].headers["authorization"], format!("Bearer {POOL_KEY}"), "{path}");
        if let Call::ResizePool { .. } = call {
            let body: Json = serde_json::from_slice(&seen[0].body).unwrap();
            assert_eq!(body, json!({"targetDedicatedNodes": 7}));
        }
    }
}

/// What a REST client makes of an `.http` file: variables, then requests split at `###`.
fn requests_of(text: &str, environment: &[(String, String)]) -> Vec<(String, Vec<String>, String)> {
    let value = |name: &str| environment.iter().find(|(known, _)| known == name).unwrap().1.clone();
    let mut variables: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('@')) {
        let (name, given) = line[1..].split_once(" = ").unwrap();
        let from = given.strip_prefix("{{$processEnv ").and_then(|rest| rest.strip_suffix("}}"));
        variables.push((name.to_owned(), from.map_or_else(|| given.to_owned(), value)));
    }
    text.split("\n### ")
        .skip(1)
        .map(|request| {
            let mut filled = request.to_owned();
            for (name, value) in &variables {
                filled = filled.replace(&format!("{{{{{name}}}}}"), value);
            }
            assert!(!filled.contains("{{"), "a hole stays: {filled}");
            let (head, body) = filled.split_once("\n\n").unwrap_or((&filled, ""));
            let mut lines = head.lines().skip(1).map(str::to_owned);
            (lines.next().unwrap(), lines.collect(), body.to_owned())
        })
        .collect()
}

#[test]
fn an_http_file_holds_the_same_requests() {
    let body = hostile_body();
    let mock = Mock::start(finishes());
    let flow = Flow::new(&address(&mock), &Secret::new(API_KEY.to_owned()), &body).unwrap();
    let text = flow_requests(&flow, RequestForm::HttpFile, SecretsAs::Inlined);
    let requests = requests_of(&text, &[]);
    let lines: Vec<_> = requests.iter().map(|request| request.0.split(' ').next().unwrap()).collect();
    assert_eq!(lines, ["POST", "POST", "GET", "DELETE"]);
    assert!(requests.iter().all(|request| request.1.contains(&format!("Authorization: Bearer {API_KEY}"))));
    assert_eq!(serde_json::from_str::<Json>(&requests[0].2).unwrap(), body);
    assert!(requests[2].0.ends_with("/jobs/put-the-id-here?api-version=2.0"), "{}", requests[2].0);

    for (call, method, path, _) in pool_calls() {
        let text = pool_request(&call, &pools(&mock), RequestForm::HttpFile, SecretsAs::Environment).unwrap();
        let requests = requests_of(&text, &[("POOL_KEY".to_owned(), "k".to_owned())]);
        let (line, headers, body) = &requests[0];
        assert!(line.starts_with(&format!("{method} {}{path}?", mock.origin)), "{line}");
        assert!(headers.contains(&"Authorization: Bearer k".to_owned()), "{path}");
        if let Call::ResizePool { .. } = call {
            let body: Json = serde_json::from_str(body).unwrap();
            assert_eq!(body, json!({"targetDedicatedNodes": 7}));
        }
    }
}
