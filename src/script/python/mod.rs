//! Python 3.8 or later, standard library only.

mod many;

use super::body::Part;
use super::escape::python as literal;
use super::fill::fill;
use super::holes::{self, Dialect, Hole};
use super::plan::{Act, Limits, Plan, Request, Slot, by_line, comment};
use many::{MANY, MANY_THEN_RESIZE};

const DIALECT: Dialect =
    Dialect { literal, again: ["AGAIN_READ", "AGAIN_DO"], before_body: ", ", no_body: "" };

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
CHANGE_MS = %%change%%  # how long a pool may be changing, and answers 409
SILENCE_MS = %%silence%%  # a download that brings nothing for as long has broken off

if hasattr(sys.stdout, 'reconfigure'):  # what a console cannot show is no reason to stop
    sys.stdout.reconfigure(errors='backslashreplace')

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


def asked_ms(headers):
    """How long the service asks to be left alone, at most ten minutes."""
    seconds = headers.get('Retry-After', '')
    return min(int(seconds) * 1000, 600000) if re.fullmatch('[0-9]{1,9}', seconds) else 0


def exchange(request, timeout_s, take):
    """Status, what `take` makes of the reply, and the wait that is asked for; status 0 and the reason without a reply."""
    try:
        with OPENER.open(request, timeout=timeout_s) as reply:
            return reply.status, take(reply), 0
    except urllib.error.HTTPError as error:
        try:
            text = text_in(error)
        except Exception:  # it broke off: the status counts all the same
            text = ''
        return error.code, text, asked_ms(error.headers)
    except Exception as error:
        return 0, 'No answer: %s' % error, 0


def text_in(reply):
    return reply.read().decode('utf-8-sig', 'replace')


def send(method, url, header, key, body=None):
    """One request with text as its reply."""
    request = urllib.request.Request(url, method=method)
    request.add_header(header, key.encode('utf-8').decode('latin-1'))
    request.add_header('Accept', 'application/json')
    if body is not None:
        request.data = body.encode('utf-8')
        request.add_header('Content-Type', 'application/json')
    elif method not in ('GET', 'DELETE'):
        request.add_header('Content-Length', '0')
    return exchange(request, 300, text_in)


def ask(again, attempt, *request):
    """Tries, and tries again on the statuses in `again`. Status 2xx means done."""
    wait_ms, waited_ms, left = FIRST_WAIT_MS, 0, TRIES
    while True:
        status, reply, asked = attempt(*request)
        left -= status != 409  # a pool that is changing is waited for by time
        is_over = waited_ms >= CHANGE_MS if status == 409 else left == 0
        if done(status) or status not in again or is_over:
            return status, reply
        now_ms = max(wait_ms, asked)
        time.sleep(now_ms / 1000)
        waited_ms += now_ms
        wait_ms = longer(wait_ms)


def said(status, reply):
    return ('HTTP %d\n%s' % (status, reply)) if status else reply


def done(status):
    return 200 <= status < 300


def in_doubt(status):
    """Whether what was asked for may have been done all the same; 503 says that it was not."""
    return status in (0, 408) or status >= 500 and status != 503
"##;

const FLOW: &str = r##"

JOBS_URL = %%jobs%%
FOLDER = %%folder%%
STATES = ['NotStarted', 'Running', 'Failed', 'Cancelled', 'Finished']
ENDS = {'Failed': (3, 'failed'), 'Cancelled': (4, 'was cancelled'), 'Canceled': (4, 'was cancelled')}
RESUBMIT = ('A job that is submitted and not started runs nothing: to submit it again is safe,\n'
            'and may count as one more transaction.')
RUNNING = {}  # jobs that were submitted and have not been seen to end, and what they do
DOES = {'Running': 'goes on.', 'Finished': 'has finished; its results may not all be downloaded.'}
UNDONE = []  # what else is told when the script is stopped
NOT_RUN = 9  # no exit code: what was refused runs nothing, and the script ends with 1


def job_url(job):
    return %%job_before%% + job + %%job_after%%


def start_url(job):
    return %%start_before%% + job + %%start_after%%


def job_name(job, line):
    """A job as it is told of; in a loop, with its line."""
    return 'Line %d, job %s' % (line, job) if line else 'Job ' + job


def row(line):
    """What stands before a sentence: in a loop, which line it speaks of."""
    return 'Line %d: ' % line if line else ''


def bes(again, method, url, body=None):
    return ask(again, send, method, url, 'Authorization', 'Bearer ' + BES_API_KEY, body)


def parsed(text):
    """The value; None for a text that is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


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


def result_url(blob):
    """The address of a result, with its permission; nothing where it is no address of a server."""
    def encoded(text, more=''):
        return urllib.parse.quote(text, safe="%/:@!$&'()*+,;=~-._[]" + more, errors='replace')

    base = text_of(blob, 'BaseLocation').strip().rstrip('/')
    token = text_of(blob, 'SasBlobToken').strip().lstrip('?')
    location = encoded(text_of(blob, 'RelativeLocation').lstrip('/'))
    if not re.match('https?://[^/]', base, re.IGNORECASE):
        return None
    return encoded(base) + '/' + location + ('?' + encoded(token, '?') if token else '')


def fetch(address, name):
    """One try at a result. A partly written file never has the result's name."""
    def take(reply):
        shutil.copyfileobj(reply, part)
        if reply.length:
            raise OSError('the connection broke off')

    try:
        with open(name + '.part', 'wb') as part:
            # The address carries its own permission: the key is not sent there.
            answer = exchange(address, SILENCE_MS / 1000, take)
        if done(answer[0]):
            os.replace(name + '.part', name)
        return answer
    finally:
        if os.path.exists(name + '.part'):
            os.remove(name + '.part')


def download(job, line, results):
    """Every result, into a folder of the job's own."""
    into = os.path.join(FOLDER, '%06d-%s' % (line, job) if line else job)
    code = 0
    for number, (output, blob) in enumerate(results.items(), 1):
        name = os.path.join(into, file_name(number, output, text_of(blob, 'RelativeLocation')))
        address = result_url(blob)
        status, why = 0, 'its address is neither http nor https.'
        try:
            if address:
                os.makedirs(into, exist_ok=True)
                status, reply = ask(AGAIN_READ, fetch, address, name)
                why = 'HTTP %d' % status if status else reply
        except OSError as error:
            why = error
        if done(status):
            tell('Downloaded ' + name)
        else:
            code = fail(6, 'Not downloaded: %s: %s' % (name, why))
    return code


def watch(job, line%%gone%%):
    """Asks until the job has ended, or the limit is reached."""
    name = job_name(job, line)
    wait_ms, waited_ms, last = FIRST_WAIT_MS, 0, None
    while True:
        status, reply = bes(AGAIN_READ, 'GET', job_url(job))
        if not done(status):
            return fail(%%untold%%, name + ': its status was not told:', said(status, reply))
        found = parsed(reply)
        state = member(found, 'StatusCode')
        if isinstance(state, (int, float)) and not isinstance(state, bool):
            state = STATES[int(state)] if state in range(len(STATES)) else str(state)
        if not isinstance(state, str) or not state:
            return fail(1, name + ': the status was not understood:', said(status, reply))
        if state != last:
            tell('%s: %s' % (name, state))
        last = state
        RUNNING[job, line] = DOES.get(state, RUNNING[job, line])
        if state == 'Finished':
            results = member(found, 'Results')
            return download(job, line, results if isinstance(results, dict) else {})
        if state in ENDS:
            code, what = ENDS[state]
            return fail(code, '%s %s: %s' % (name, what, text_of(found, 'Details')))
        if waited_ms >= GIVE_UP_AFTER_MS:
            return fail(5, '%s has not ended; it goes on. Its status: %s' % (name, job_url(job)))
        time.sleep(wait_ms / 1000)
        waited_ms += wait_ms
        wait_ms = longer(wait_ms)


def run(%%of%%):
    """One job from submit to results; in a loop, that of a line."""
    status, reply = bes(AGAIN_DO, 'POST', JOBS_URL, body)
    if in_doubt(status):
        return fail(1, row(line) + 'It is unknown whether the job was submitted.', RESUBMIT, said(status, reply))
    if not done(status):
        return fail(NOT_RUN, row(line) + 'The job was not submitted.', said(status, reply))
    job = parsed(reply)
    if not isinstance(job, str) or not re.fullmatch('[A-Za-z0-9_-]+', job):
        return fail(1, row(line) + 'The reply holds no job id.', said(status, reply))
    name = job_name(job, line)
    tell(name + ': submitted')
%%remember%%    RUNNING[job, line] = 'was submitted; it is unknown whether it was started.'
    status, reply = bes(AGAIN_DO, 'POST', start_url(job))
    if in_doubt(status):
        fail(1, name + ': it is unknown whether it was started. Its status is asked for.', said(status, reply))
    elif not done(status):
        del RUNNING[job, line]
        return fail(NOT_RUN, name + ' was not started.', said(status, reply))
    else:
        RUNNING[job, line] = DOES['Running']
    code = watch(job, line)
    if code not in (1, 5):
        del RUNNING[job, line]
    return code


def stopped():
    """Says what goes on when the script is stopped by Ctrl-C."""
    running = dict(RUNNING)
    for (job, line), does in running.items():
        fail(130, '%s %s Its status: %s' % (job_name(job, line), does, job_url(job)))
    if not running:
        fail(130, 'Stopped. No job that this script started goes on.')
    return fail(130, *UNDONE)
"##;

/// What a single job has in the places where a loop keeps records for a second run.
const ONCE: [(&str, &str); 4] = [("gone", ""), ("untold", "1"), ("of", "body, line=0"), ("remember", "")];
const RECORDED: [(&str, &str); 4] = [
    ("gone", ", gone=1"),
    ("untold", "gone if status == 404 else 1"),
    ("of", "body, line, text"),
    ("remember", "    remember(job, line, text)\n"),
];

const RESIZE: &str = r##"

UNDONE.append('The pool was not resized. It is billed until it is.')


def resize():
    UNDONE[0] = 'It is unknown whether the pool was resized. It is billed until it is.'
    # While the pool is still changing it answers 409.
    status, reply = ask((409, 429, 503), send, %%method%%, %%url%%, %%header%%, %%scheme%% + POOL_KEY%%body%%)
    if in_doubt(status):
        return fail(7, 'It is unknown whether the pool was resized. It is billed until it is.', said(status, reply))
    if not done(status):
        return fail(7, 'The pool was not resized. It is billed until it is.', said(status, reply))
    tell('The pool is being resized.')
    return 0
"##;

const ONE: &str = r##"

BODY = ''.join([
%%body%%])
try:
    outcome = run(BODY)
    outcome = 1 if outcome == NOT_RUN else outcome
%%then%%except KeyboardInterrupt:
    sys.exit(stopped())
sys.exit(outcome)
"##;

const ONE_THEN_RESIZE: &str = r##"    if outcome in (1, 5):  # a job may still be running on it
        fail(outcome, 'The pool is left as it is, and billed.')
    else:
        resized = resize()
        outcome = outcome or resized
"##;

const POOL: &str = r##"

status, reply = ask(%%again%%, send, %%method%%, %%url%%, %%header%%, %%scheme%% + POOL_KEY%%body%%)
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
            script.push_str(&DIALECT.flow(&fill(FLOW, &ONCE), RESIZE, flow, plan));
            let then = if flow.resize.is_some() { ONE_THEN_RESIZE } else { "" };
            script.push_str(&fill(ONE, &[("body", &body(&flow.parts)), ("then", then)]));
        }
        Act::Many { flow, bodies, at_once } => {
            script.push_str(&DIALECT.flow(&fill(FLOW, &RECORDED), RESIZE, flow, plan));
            let names = flow.body_secrets.iter();
            let dictionary: Vec<String> =
                names.map(|secret| format!("'{}': {}", secret.name, secret.name)).collect();
            script.push_str(&DIALECT.many(MANY, bodies, at_once, dictionary.join(", ")));
            if flow.resize.is_some() {
                script.push_str(MANY_THEN_RESIZE);
            }
            script.push_str("sys.exit(outcome)\n");
        }
        Act::Pool(request) => script.push_str(&DIALECT.request(POOL, request)),
    }
    script
}

fn start(plan: &Plan<'_>) -> String {
    let imports = match plan.act {
        Act::Many { .. } => "import shutil\nimport threading\n",
        Act::Flow(_) => "import shutil\n",
        Act::Pool(_) => "",
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
    holes::start(
        CORE,
        limits,
        &[
            ("what", what),
            ("exits", &comment("# ", exits)),
            ("imports", imports),
            ("inlined", &inlined),
            ("secrets", &secrets.concat()),
        ],
    )
}

fn body(parts: &[Part]) -> String {
    let line = |part: Part| match part {
        Part::Text(text) => format!("    {},\n", literal(&text)),
        Part::Secret(name) => format!("    json_text({name}),\n"),
    };
    by_line(parts).into_iter().map(line).collect()
}

/// What stands in a template for one request to the pool service.
pub(super) fn request_values(request: &Request) -> Vec<Hole> {
    DIALECT.of_request(request)
}
