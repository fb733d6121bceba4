//! Single requests: as curl, and as an `.http` file for the editors that send them.

use super::bash;
use super::body::Part;
use super::escape::{self, bash as literal};
use super::plan::{API_KEY, Flow, POOL_KEY, Request, SecretsAs, Slot};

/// A request of a flow, without a language.
struct Single<'a> {
    /// What it does, as a comment.
    what: &'static str,
    method: &'static str,
    /// Before and after the job's id; without a second part there is none.
    url: (String, Option<String>),
    header: &'a str,
    scheme: &'a str,
    key: &'static str,
    body: Option<&'a [Part]>,
}

fn of_flow(flow: &Flow) -> Vec<Single<'_>> {
    let bearer = |what, method, url, body| Single {
        what,
        method,
        url,
        header: "Authorization",
        scheme: "Bearer ",
        key: API_KEY,
        body,
    };
    let job = |(before, after): (String, String)| (before, Some(after));
    let submit = (escape::url(&flow.address.jobs()), None);
    vec![
        bearer("Submit the job. The reply is its id, in quotes.", "POST", submit, Some(&flow.parts)),
        bearer("Start it: put its id into JOB_ID first.", "POST", job(flow.start_url_around()), None),
        bearer("How far it has come, and where its results are.", "GET", job(flow.job_url_around()), None),
        bearer("Cancel it.", "DELETE", job(flow.job_url_around()), None),
    ]
}

fn of_pool<'a>(request: &'a Request, body: Option<&'a [Part]>) -> Single<'a> {
    Single {
        what: "Ask the pool service.",
        method: request.method.name(),
        url: (request.url.clone(), None),
        header: &request.header,
        scheme: &request.scheme,
        key: POOL_KEY,
        body,
    }
}

fn body_of(request: &Request) -> Option<Vec<Part>> {
    request.body.as_ref().map(|body| vec![Part::Text(body.clone())])
}

/// The command for bash that prints a public document, as a service's own description is.
///
/// ```
/// use poolwise::script::fetch_command;
/// assert_eq!(fetch_command("https://host/it's"), r"curl -sS --globoff 'https://host/it'\''s'");
/// ```
#[must_use]
pub fn fetch_command(url: &str) -> String {
    format!("curl -sS --globoff {}", literal(&escape::url(url)))
}

/// The four requests of a job, as curl commands for bash.
pub(super) fn flow_curl(flow: &Flow, slots: &[Slot]) -> String {
    curl(&of_flow(flow), slots, true)
}

/// One pool operation as a curl command for bash.
pub(super) fn pool_curl(request: &Request, slots: &[Slot]) -> String {
    let body = body_of(request);
    curl(&[of_pool(request, body.as_deref())], slots, false)
}

fn curl(requests: &[Single<'_>], slots: &[Slot], has_job: bool) -> String {
    let mut text = String::from("# For bash, with curl 7.55 or later.\n");
    for slot in slots {
        match &slot.value {
            Some(value) => text.push_str(&format!("{}={}\n", slot.name, literal(value.reveal()))),
            None => text.push_str(&format!(": \"${{{0}:?set it first}}\"\n", slot.name)),
        }
    }
    let has_slot = |part: &Part| matches!(part, Part::Secret(_));
    if requests.iter().any(|request| request.body.is_some_and(|body| body.iter().any(has_slot))) {
        text.push_str(bash::JSON_TEXT);
    }
    for request in requests {
        text.push_str(&format!("\n# {}\n", request.what));
        if let Some(body) = request.body {
            text.push_str(bash::body_function(body).trim_start());
            text.push_str("body | ");
        }
        let url = match &request.url {
            (before, Some(after)) => format!("{}\"$JOB_ID\"{}", literal(before), literal(after)),
            (url, None) => literal(url),
        };
        let start = format!("{}: {}", request.header, request.scheme);
        // The key goes through a pipe, so that no list of processes shows it.
        text.push_str(&format!(
            "curl --globoff --request {} {url} \\\n  --header @<(printf '%s%s\\n' {} \"${}\")",
            request.method,
            literal(&start),
            request.key
        ));
        match request.body {
            Some(_) => {
                text.push_str(" \\\n  --header 'Content-Type: application/json' --data-binary @-\n");
            }
            None if matches!(request.method, "GET" | "DELETE") => text.push('\n'),
            None => text.push_str(" \\\n  --header 'Content-Type:' --data-binary ''\n"),
        }
        if has_job && request.body.is_some() {
            text.push_str("\nJOB_ID='put the id here'\n");
        }
    }
    text
}

/// The four requests of a job as an `.http` file.
pub(super) fn flow_http(flow: &Flow, slots: &[Slot]) -> String {
    http(&of_flow(flow), slots, true)
}

/// One pool operation as an `.http` file.
pub(super) fn pool_http(request: &Request, slots: &[Slot]) -> String {
    let body = body_of(request);
    http(&[of_pool(request, body.as_deref())], slots, false)
}

/// A secret cannot be escaped when such a file is sent: an account key or a signature needs none.
fn http(requests: &[Single<'_>], slots: &[Slot], has_job: bool) -> String {
    let mut text = String::from(
        "# For the REST clients of Visual Studio Code and Visual Studio.\n\
         # A secret from the environment is put into the body as it is: it must hold no quote and no backslash.\n",
    );
    for slot in slots {
        let value = match &slot.value {
            None => format!("{{{{$processEnv {}}}}}", slot.name),
            Some(value) if slot.is_header => value.reveal().replace(['\r', '\n'], ""),
            Some(value) => {
                let mut json = String::new();
                escape::json_ascii(value.reveal(), &mut json);
                json
            }
        };
        text.push_str(&format!("@{} = {value}\n", slot.name));
    }
    if has_job {
        text.push_str("@JOB_ID = put-the-id-here\n");
    }
    for request in requests {
        let url = match &request.url {
            (before, Some(after)) => format!("{before}{{{{JOB_ID}}}}{after}"),
            (url, None) => url.clone(),
        };
        text.push_str(&format!(
            "\n### {}\n{} {url}\n{}: {}{{{{{}}}}}\nAccept: application/json\n",
            request.what, request.method, request.header, request.scheme, request.key
        ));
        match request.body {
            None if request.method == "POST" => text.push_str("Content-Length: 0\n"),
            None => {}
            Some(body) => {
                text.push_str("Content-Type: application/json\n\n");
                for part in body {
                    match part {
                        Part::Text(json) => text.push_str(json),
                        Part::Secret(name) => text.push_str(&format!("{{{{{name}}}}}")),
                    }
                }
                text.push('\n');
            }
        }
    }
    text
}

/// How a single request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestForm {
    /// curl commands for bash.
    Curl,
    /// An `.http` file.
    HttpFile,
}

impl RequestForm {
    /// Both, in tab order.
    pub const ALL: [Self; 2] = [Self::Curl, Self::HttpFile];

    /// A file name's ending, without its dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Curl => "sh",
            Self::HttpFile => "http",
        }
    }
}

/// The secrets of a flow without its pool.
pub(super) fn flow_slots(flow: &Flow, secrets: SecretsAs) -> Vec<Slot> {
    let in_body = flow.body_secrets.iter().map(|s| Slot::new(&s.name, &s.secret, secrets, false));
    core::iter::once(Slot::new(API_KEY, &flow.api_key, secrets, true)).chain(in_body).collect()
}
