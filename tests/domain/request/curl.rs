use poolwise::request::CurlCommand;

#[track_caller]
fn check(text: &str, method: &str, url: &str, key: Option<&str>, body: Option<&str>) {
    let command = CurlCommand::read(text).unwrap();
    assert_eq!(command.method, method, "{text}");
    assert_eq!(command.url.as_deref(), Some(url), "{text}");
    assert_eq!(command.api_key.as_ref().map(|key| key.reveal()), key, "{text}");
    assert_eq!(command.body.as_ref().map(|body| body.reveal()), body, "{text}");
    assert!(!format!("{command:?}").contains("k=="));
}

#[test]
fn reads_every_shell() {
    let (url, key, body) = ("https://host/jobs?api-version=2.0", Some("k=="), Some(r#"{"a": "it's \"b\""}"#));
    check(
        "curl -X POST 'https://host/jobs?api-version=2.0' \\\n  -H 'Authorization: Bearer k==' \\\r\n  -d '{\"a\": \"it'\\''s \\\"b\\\"\"}'",
        "POST",
        url,
        key,
        body,
    );
    check(
        r#"curl "https://host/jobs?api-version=2.0" --header "authorization: bearer k==" --data-raw "{\"a\": \"it's \\\"b\\\"\"}""#,
        "POST",
        url,
        key,
        body,
    );
    check(
        r#"curl.exe --url https://host/jobs?api-version=2.0 -H"Authorization: Bearer k==" --data=$'{"a": "it\'s \\"b\\""}'"#,
        "POST",
        url,
        key,
        body,
    );
    check(
        "curl -sSXPOST ^\r\n  \"https://host/jobs?api-version=2.0\" ^\r\n  -H \"Authorization: Bearer k==\" -d \"{\\\"a\\\": \\\"it's \\\\\\\"b\\\\\\\"\\\"}\"",
        "POST",
        url,
        key,
        body,
    );
    check(
        r#"curl ^"https://host/jobs?api-version=2.0^" -H ^"Authorization: Bearer k==^" --data-raw ^"^{^\^"a^\^": 1^}^""#,
        "POST",
        url,
        key,
        Some(r#"{"a": 1}"#),
    );
    check("curl `\n 'https://host/jobs' `\n -d 'x'", "POST", "https://host/jobs", None, Some("x"));
}

#[test]
fn reads_what_curl_reads() {
    check("$ curl https://host/", "GET", "https://host/", None, None);
    check("curl https://host/ -d a=1 --data b=2", "POST", "https://host/", None, Some("a=1&b=2"));
    check("curl --oauth2-bearer k== -k -L https://host/ | jq .", "GET", "https://host/", Some("k=="), None);
    check("curl -o out.json -u me:pw -- https://host/", "GET", "https://host/", None, None);
    check("curl -H 'Authorization: Bearer $KEY' https://host/", "GET", "https://host/", None, None);
    check("curl -X DELETE https://host/", "DELETE", "https://host/", None, None);
    let file = CurlCommand::read("curl -d @body.json https://host/").unwrap();
    assert_eq!((file.body_file.as_deref(), file.method.as_str()), (Some("body.json"), "POST"));
    for other in ["", "wget https://host", "curling https://host"] {
        assert_eq!(CurlCommand::read(other), None, "{other}");
    }
}

/// As copied out of a terminal, and as documentation writes a long body.
#[test]
fn reads_prompts_and_what_the_shell_hands_over() {
    for prompt in ["user@host:~$ ", "root@box:/# ", "~/jobs % ", "PS C:\\Users\\me> ", "C:\\>"] {
        let text = format!("{prompt}curl -H 'Authorization: Bearer k==' -d '{{}}' https://host/jobs");
        check(&text, "POST", "https://host/jobs", Some("k=="), Some("{}"));
    }
    let (url, body) = ("https://host/jobs", "{\n  \"a\": \"it's $5\"\n}");
    for command in [
        "curl https://host/jobs -d @- <<'EOF'",
        "curl -d @- https://host/jobs <<EOF | cat",
        "curl -d @- <<-\"EOF\" https://host/jobs",
    ] {
        check(&format!("{command}\n{body}\nEOF\necho done"), "POST", url, None, Some(body));
    }
    check("curl https://host/jobs -d @- <<< '{\"a\": 1}'", "POST", url, None, Some("{\"a\": 1}"));
    for other in ["{\"a\": \"$ curl https://host\"}", "see $ or curl"] {
        assert_eq!(CurlCommand::read(other), None, "{other}");
    }
}

/// A command stands among others in real pastes: it ends with its line, and comments are none of it.
#[test]
fn reads_the_command_among_others() {
    let (url, key, body) = ("https://host/jobs", Some("k=="), Some("{\"a\": 1}"));
    let call = "curl -H 'Authorization: Bearer k==' -d '{\"a\": 1}' https://host/jobs";
    for around in [
        format!("# Submit the job, with curl 7.55\n{call}"),
        format!("cd jobs\n{call}\necho done"),
        format!("set -e; cd jobs && {call}; echo done"),
        format!("id=$({call} | tr -d '\"')"),
        format!("curl https://host/jobs\n\n{call}"),
        format!("{call} > reply.json 2>&1"),
        format!("curl https://host/a 2>errors\n{call} >/dev/null"),
        format!("Use this:\n\n$ {call}\n\"8dfc\"\n"),
        "API_KEY=k==\ncurl -H \"Authorization: Bearer ${API_KEY}\" -d '{\"a\": 1}' https://host/jobs".to_owned(),
        "export API_KEY='k==' BODY='{\"a\": 1}'\ncurl -H \"Authorization: Bearer $API_KEY\" -d \"$BODY\" https://host/jobs"
            .to_owned(),
        "$env:KEY = \"k==\"\ncurl.exe -H \"Authorization: Bearer $env:KEY\" -d '{\"a\": 1}' https://host/jobs".to_owned(),
        "cat > job.json <<'EOF'\n{\"a\": 1}\nEOF\ncurl -H 'Authorization: Bearer k==' -d @job.json https://host/jobs"
            .to_owned(),
        "echo '{\"a\": 1}' | curl -H 'Authorization: Bearer k==' -d @- https://host/jobs".to_owned(),
        "curl -H @<(printf '%s%s\\n' 'Authorization: Bearer ' 'k==') -d '{\"a\": 1}' https://host/jobs".to_owned(),
        "curl \\ \n  -H 'Authorization: Bearer k==' \\\t\n -d '{\"a\": 1}' https://host/jobs".to_owned(),
        "curl https://host/jobs\n  -H 'Authorization: Bearer k=='\n  -d '{\"a\": 1}'".to_owned(),
    ] {
        check(&around, "POST", url, key, body);
    }
    check(
        "KEY=a\ncurl -H 'X: $KEY' https://host/$KEY/b?c=1\\&d=2",
        "GET",
        "https://host/a/b?c=1&d=2",
        None,
        None,
    );
    check(
        "curl https://host/jobs -d @- <<EOF\n{\"a\": \"$B\"}\nEOF",
        "POST",
        url,
        None,
        Some("{\"a\": \"$B\"}"),
    );
    for other in
        ["# curl is needed", "curl is a program.\nSo is wget.", "# with curl 7.55\nwget https://host"]
    {
        assert_eq!(CurlCommand::read(other), None, "{other}");
    }
}

#[test]
fn two_jobs_are_two() {
    let text =
        "curl https://host/a -d '{\"a\": 1}'\ncurl https://host/b -d '{\"b\": 2}'\ncurl https://host/c -d ''";
    check(text, "POST", "https://host/a", None, Some("{\"a\": 1}"));
    assert_eq!(CurlCommand::read(text).map(|command| command.bodies), Some(2));
}
