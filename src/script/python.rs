//! Python 3.8 or later, standard library only.

use super::body::Part;
use super::escape::{python as literal, url};
use super::fill::fill;
use super::plan::{Act, Flow, Limits, Plan, Request, Slot, by_line, comment};

const CORE: &str = r##"#!/usr/bin/env python3
# %%what%%
# Needs Python 3.8 or later, nothing else.
%%exits%%
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
%%imports%%
FIRST_WAIT_MS = %%first%%
LONGEST_WAIT_MS = %%longest%%
GIVE_UP_AFTER_MS = %%give_up%%
TRIES = %%tries%%

%%inlined%%
def secret(name, in_header=False):
    """The secret of this name; the script ends when it is not set."""
    value = INLINED.get(name) or os.environ.get(name)
    if not value:
        sys.exit(fail(2, 'Set the environment variable ' + name + ' first.'))
    if in_header and re.search('[\x00-\x1f\x7f]', value):
        sys.exit(fail(2, name + ' holds a line break or another control character.'))
    return value


def fail(code, *lines):
    for line in lines:
        print(line, file=sys.stderr, flush=True)
    return code


def tell(line):
    print(line, flush=True)


%%secrets%%

class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to another place: it is an answer like any other."""

    def redirect_request(self, *args):
        return None


OPENER = urllib.request.build_opener(NoRedirect)

# Which statuses are safe to answer by sending again. 0 means no answer at all.
AGAIN_READ = (0, 408, 429, 500, 502, 503, 504)
AGAIN_DO = (429, 503)


def longer(wait_ms):
    return min(wait_ms + wait_ms // 2 + 1, LONGEST_WAIT_MS)


def send(method, url, header, key, body=None):
    """Status and reply; status 0 and the reason when there was no answer."""
    request = urllib.request.Request(url, method=method)
    request.add_header(header, key.encode('utf-8').decode('latin-1'))
    request.add_header('Accept', 'application/json')
    if body is not None:
        request.data = body.encode('utf-8')
        request.add_header('Content-Type', 'application/json')
    elif method not in ('GET', 'DELETE'):
        request.add_header('Content-Length', '0')
    try:
        with OPENER.open(request, timeout=300) as reply:
            return reply.status, reply.read().decode('utf-8-sig', 'replace')
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode('utf-8-sig', 'replace')
    except Exception as error:
        return 0, str(error)


def ask(again, *request):
    """Sends, and sends again on the statuses in `again`. Status 2xx means done."""
    wait_ms = FIRST_WAIT_MS
    for left in range(TRIES - 1, -1, -1):
        status, reply = send(*request)
        if 200 <= status < 300 or status not in again or left == 0:
            return status, reply
        time.sleep(wait_ms / 1000)
        wait_ms = longer(wait_ms)


def said(status, reply):
    return ('HTTP %d\n%s' % (status, reply)) if status else reply


def done(status):
    return 200 <= status < 300
"##;

const FLOW: &str = r##"

JOBS_URL = %%jobs%%
FOLDER = %%folder%%
STATES = ['NotStarted', 'Running', 'Failed', 'Cancelled', 'Finished']


def job_url(job):
    return %%job_before%% + job + %%job_after%%


def start_url(job):
    return %%start_before%% + job + %%start_after%%


def bes(again, method, url, body=None):
    return ask(again, method, url, 'Authorization', 'Bearer ' + BES_API_KEY, body)


def json_text(text):
    """Text as JSON inside a string, without the quotes."""
    return json.dumps(text)[1:-1]


def member(value, name):
    return value.get(name) if isinstance(value, dict) else None


def text_of(value, name):
    found = member(value, name)
    return found if isinstance(found, str) else ''


def file_name(number, output, location):
    """A file name without anything that a file system could mind."""
    ending = re.search(r'\.[A-Za-z0-9]{1,19}$', location.rsplit('/', 1)[-1])
    name = re.sub(r'[^A-Za-z0-9_-]', '_', output)[:80]
    return '%d-%s%s' % (number, name, ending.group() if ending else '')


def download(job, results):
    """Every result, into a folder of the job's own."""
    into = os.path.join(FOLDER, job)
    code = 0
    for number, (output, blob) in enumerate((results or {}).items(), 1):
        location = text_of(blob, 'RelativeLocation')
        token = text_of(blob, 'SasBlobToken')
        base = text_of(blob, 'BaseLocation').rstrip('/')
        path = urllib.parse.quote(location.lstrip('/'), safe="%/:@!$&'()*+,;=~-._[]", errors='replace')
        address = base + '/' + path + ('?' + token.lstrip('?') if token else '')
        name = os.path.join(into, file_name(number, output, location))
        try:
            os.makedirs(into, exist_ok=True)
            # The address carries its own permission: the key is not sent there.
            with OPENER.open(address, timeout=300) as reply, open(name + '.part', 'wb') as part:
                while True:
                    block = reply.read(1 << 16)
                    if not block:
                        break
                    part.write(block)
                if reply.length:
                    raise OSError('the connection broke off')
            os.replace(name + '.part', name)
            tell('Downloaded ' + name)
        except Exception as error:
            code = fail(6, 'Not downloaded: %s: %s' % (output.encode('ascii', 'backslashreplace').decode(), error))
    return code


def watch(job):
    """Asks until the job has ended, or the limit is reached."""
    wait_ms, waited_ms, last = FIRST_WAIT_MS, 0, None
    while True:
        status, reply = bes(AGAIN_READ, 'GET', job_url(job))
        if not done(status):
            return fail(1, said(status, reply))
        try:
            found = json.loads(reply)
        except ValueError:
            found = None
        state = member(found, 'StatusCode')
        if isinstance(state, int) and not isinstance(state, bool) and 0 <= state < len(STATES):
            state = STATES[state]
        if not isinstance(state, str) or not state:
            return fail(1, 'The status was not understood:', said(status, reply))
        if state != last:
            tell('Job %s: %s' % (job, state))
        last = state
        if state == 'Finished':
            results = member(found, 'Results')
            return download(job, results if isinstance(results, dict) else {})
        if state in ('Failed', 'Cancelled'):
            what = 'failed' if state == 'Failed' else 'was cancelled'
            return fail(STATES.index(state) + 1, 'Job %s %s: %s' % (job, what, text_of(found, 'Details')))
        if waited_ms >= GIVE_UP_AFTER_MS:
            return fail(5, 'Job %s has not ended; it goes on. Its status: %s' % (job, job_url(job)))
        time.sleep(wait_ms / 1000)
        waited_ms += wait_ms
        wait_ms = longer(wait_ms)


def run(body):
    """One job from submit to results."""
    status, reply = bes(AGAIN_DO, 'POST', JOBS_URL, body)
    if not done(status):
        return fail(1, 'The job was not submitted.', said(status, reply))
    try:
        job = json.loads(reply)
    except ValueError:
        job = None
    if not isinstance(job, str) or not re.fullmatch('[A-Za-z0-9_-]+', job):
        return fail(1, 'The reply holds no job id.', said(status, reply))
    tell('Job %s: submitted' % job)
    status, reply = bes(AGAIN_DO, 'POST', start_url(job))
    if not done(status):
        return fail(1, 'Job %s was not started.' % job, said(status, reply))
    return watch(job)
"##;

const RESIZE: &str = r##"

def resize():
    # While the pool is still changing it answers 409.
    status, reply = ask((409, 429, 503), %%method%%, %%url%%, %%header%%, %%scheme%% + POOL_KEY%%body%%)
    if not done(status):
        return fail(7, 'The pool was not resized. It is billed until it is.', said(status, reply))
    tell('The pool is being resized.')
    return 0
"##;

const ONE: &str = r##"

BODY = ''.join([
%%body%%])
outcome = run(BODY)
"##;

const ONE_THEN_RESIZE: &str = r##"if outcome in (1, 5):  # a job may still be running on it
    fail(outcome, 'The pool is left as it is, and billed.')
else:
    resized = resize()
    outcome = outcome or resized
"##;

const MANY: &str = r##"

BODIES = %%bodies%%
AT_ONCE = %%at_once%%
SECRETS = {%%dictionary%%}


def fill_in(line):
    """The body, with the secrets that stand in the file as \u0000NAME\u0000."""
    return re.sub(r'\\u0000([A-Z0-9_]+)\\u0000', lambda slot: json_text(SECRETS[slot.group(1)]), line)


def one(line):
    try:
        return run(fill_in(line))
    except Exception as error:
        return fail(1, 'A line was not sent: %s' % error)


def run_all(lines):
    """At most so many at once; lines are read as they are needed, so that the file may be long."""
    outcomes, room = [], threading.Semaphore(AT_ONCE)

    def settle(future):
        outcomes.append(future.result())
        room.release()

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for line in lines:
            line = line.strip()
            if line:
                room.acquire()
                pool.submit(one, line).add_done_callback(settle)
    return outcomes


try:
    with open(BODIES, encoding='utf-8-sig') as lines:
        outcomes = run_all(lines)
except OSError as error:
    sys.exit(fail(2, str(error)))
tell('%d of %d jobs finished and were downloaded.' % (outcomes.count(0), len(outcomes)))
outcome = 1 if any(outcomes) else 0
"##;

const MANY_THEN_RESIZE: &str = r##"if 1 in outcomes or 5 in outcomes:
    fail(outcome, 'The pool is left as it is, and billed: jobs may still run on it.')
else:
    resized = resize()
    outcome = outcome or resized
"##;

const POOL: &str = r##"

status, reply = ask(%%again%%, %%method%%, %%url%%, %%header%%, %%scheme%% + POOL_KEY%%body%%)
if not done(status):
    sys.exit(fail(1, said(status, reply)))
fail(0, 'HTTP %d' % status)
sys.stdout.buffer.write(reply.encode('utf-8'))
"##;

/// The script.
pub(super) fn write(plan: &Plan<'_>) -> String {
    let mut script = start(plan);
    match plan.act {
        Act::Flow(flow) => {
            script.push_str(&flow_parts(flow, plan));
            script.push_str(&fill(ONE, &[("body", &body(&flow.parts))]));
            if flow.resize.is_some() {
                script.push_str(ONE_THEN_RESIZE);
            }
            script.push_str("sys.exit(outcome)\n");
        }
        Act::Many { flow, bodies, at_once } => {
            script.push_str(&flow_parts(flow, plan));
            let names = flow.body_secrets.iter();
            let dictionary: Vec<String> =
                names.map(|secret| format!("'{}': {}", secret.name, secret.name)).collect();
            let values = [
                ("bodies", literal(bodies)),
                ("at_once", at_once.to_string()),
                ("dictionary", dictionary.join(", ")),
            ];
            script.push_str(&fill(MANY, &values.each_ref().map(|(name, value)| (*name, value.as_str()))));
            if flow.resize.is_some() {
                script.push_str(MANY_THEN_RESIZE);
            }
            script.push_str("sys.exit(outcome)\n");
        }
        Act::Pool(request) => script.push_str(&request_filled(POOL, request)),
    }
    script
}

fn start(plan: &Plan<'_>) -> String {
    let imports = match plan.act {
        Act::Many { .. } => "import concurrent.futures\nimport threading\n",
        Act::Flow(_) | Act::Pool(_) => "",
    };
    head(plan.what(), &plan.exits(), imports, &plan.slots, plan.limits)
}

/// What every script begins with: its settings, its secrets, and how it asks.
pub(super) fn head(what: &str, exits: &[&str], imports: &str, slots: &[Slot], limits: Limits) -> String {
    let inlined: Vec<String> = slots
        .iter()
        .filter_map(|slot| {
            slot.value.as_ref().map(|value| format!("    '{}': {},\n", slot.name, literal(value.reveal())))
        })
        .collect();
    let inlined = if inlined.is_empty() {
        "INLINED = {}\n\n".to_owned()
    } else {
        format!("INLINED = {{\n{}}}\n\n", inlined.concat())
    };
    let secrets: Vec<String> = slots
        .iter()
        .map(|slot| {
            let in_header = if slot.is_header { ", in_header=True" } else { "" };
            format!("{0} = secret('{0}'{in_header})\n", slot.name)
        })
        .collect();
    fill(
        CORE,
        &[
            ("what", what),
            ("exits", &comment("# ", exits)),
            ("imports", imports),
            ("first", &limits.first_wait_ms.to_string()),
            ("longest", &limits.longest_wait_ms.to_string()),
            ("give_up", &limits.give_up_after_ms.to_string()),
            ("tries", &limits.tries.to_string()),
            ("inlined", &inlined),
            ("secrets", &secrets.concat()),
        ],
    )
}

fn flow_parts(flow: &Flow, plan: &Plan<'_>) -> String {
    let (job_before, job_after) = flow.job_url_around();
    let (start_before, start_after) = flow.start_url_around();
    let values = [
        ("jobs", literal(&url(&flow.address.jobs()))),
        ("folder", literal(plan.folder)),
        ("job_before", literal(&job_before)),
        ("job_after", literal(&job_after)),
        ("start_before", literal(&start_before)),
        ("start_after", literal(&start_after)),
    ];
    let mut script = fill(FLOW, &values.each_ref().map(|(name, value)| (*name, value.as_str())));
    if let Some(request) = &flow.resize {
        script.push_str(&request_filled(RESIZE, request));
    }
    script
}

fn request_filled(template: &str, request: &Request) -> String {
    let values = request_values(request);
    fill(template, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// What stands in a template for one request to the pool service.
pub(super) fn request_values(request: &Request) -> [(&'static str, String); 6] {
    let again = if request.method == crate::service::Method::Get { "AGAIN_READ" } else { "AGAIN_DO" };
    let body = request.body.as_ref().map(|body| format!(", {}", literal(body))).unwrap_or_default();
    [
        ("again", again.to_owned()),
        ("method", literal(request.method.name())),
        ("url", literal(&request.url)),
        ("header", literal(&request.header)),
        ("scheme", literal(&request.scheme)),
        ("body", body),
    ]
}

fn body(parts: &[Part]) -> String {
    let line = |part: Part| match part {
        Part::Text(text) => format!("    {},\n", literal(&text)),
        Part::Secret(name) => format!("    json_text({name}),\n"),
    };
    by_line(parts).into_iter().map(line).collect()
}
