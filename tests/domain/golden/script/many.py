#!/usr/bin/env python3
# Runs a batch job for every line of a file of bodies, a few at once, downloads and resizes the pool.
# Needs Python 3.8 or later, nothing else.
# Exit codes: 0 every job finished and was downloaded; 1 some did not; 2 not set up.
# 7 the pool was not resized. It is left alone while a job may still run on it.
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import concurrent.futures
import threading

FIRST_WAIT_MS = 2000
LONGEST_WAIT_MS = 60000
GIVE_UP_AFTER_MS = 86400000
TRIES = 8

INLINED = {}


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


BES_API_KEY = secret('BES_API_KEY', in_header=True)
POOL_KEY = secret('POOL_KEY', in_header=True)
INPUT1_ACCOUNT_KEY = secret('INPUT1_ACCOUNT_KEY')
OUTPUT1_SAS_SIGNATURE = secret('OUTPUT1_SAS_SIGNATURE')


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


JOBS_URL = 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0'
FOLDER = 'results'
STATES = ['NotStarted', 'Running', 'Failed', 'Cancelled', 'Finished']


def job_url(job):
    return 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/' + job + '?api-version=2.0'


def start_url(job):
    return 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/' + job + '/start?api-version=2.0'


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


def resize():
    # While the pool is still changing it answers 409.
    status, reply = ask((409, 429, 503), 'POST', 'https://pools.example.com/account/pools/8dfc151b0d3e446497b845f3b29ef53b/resize?api-version=2017-05-01.5.0', 'Authorization', 'Bearer ' + POOL_KEY, '{"targetDedicatedNodes":0}')
    if not done(status):
        return fail(7, 'The pool was not resized. It is billed until it is.', said(status, reply))
    tell('The pool is being resized.')
    return 0


BODIES = 'bodies.ndjson'
AT_ONCE = 4
SECRETS = {'INPUT1_ACCOUNT_KEY': INPUT1_ACCOUNT_KEY, 'OUTPUT1_SAS_SIGNATURE': OUTPUT1_SAS_SIGNATURE}


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
if 1 in outcomes or 5 in outcomes:
    fail(outcome, 'The pool is left as it is, and billed: jobs may still run on it.')
else:
    resized = resize()
    outcome = outcome or resized
sys.exit(outcome)
