#!/usr/bin/env python3
# Runs a batch job for every line of a file of bodies, a few at once, downloads and resizes the pool.
# Needs Python 3.8 or later, nothing else.
# A second run goes on where the first stopped, by the records in the folder of results. Delete those,
# *.job and *.done, to send every line again.
# Exit codes: 0 every job finished and was downloaded; 1 some did not; 2 not set up.
# 7 the pool was not resized. It is left alone while a job may still run on it; what was refused does not.
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import shutil
import threading

FIRST_WAIT_MS = 2000
LONGEST_WAIT_MS = 60000
GIVE_UP_AFTER_MS = 86400000
TRIES = 8
CHANGE_MS = 1800000  # how long a pool may be changing, and answers 409
SILENCE_MS = 300000  # a download that brings nothing for as long has broken off

if hasattr(sys.stdout, 'reconfigure'):  # what a console cannot show is no reason to stop
    sys.stdout.reconfigure(errors='backslashreplace')

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


JOBS_URL = 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0'
FOLDER = 'results'
STATES = ['NotStarted', 'Running', 'Failed', 'Cancelled', 'Finished']
ENDS = {'Failed': (3, 'failed'), 'Cancelled': (4, 'was cancelled'), 'Canceled': (4, 'was cancelled')}
RESUBMIT = ('A job that is submitted and not started runs nothing: to submit it again is safe,\n'
            'and may count as one more transaction.')
RUNNING = {}  # jobs that were submitted and have not been seen to end, and what they do
DOES = {'Running': 'goes on.', 'Finished': 'has finished; its results may not all be downloaded.'}
UNDONE = []  # what else is told when the script is stopped
NOT_RUN = 9  # no exit code: what was refused runs nothing, and the script ends with 1


def job_url(job):
    return 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/' + job + '?api-version=2.0'


def start_url(job):
    return 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/' + job + '/start?api-version=2.0'


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


def watch(job, line, gone=1):
    """Asks until the job has ended, or the limit is reached."""
    name = job_name(job, line)
    wait_ms, waited_ms, last = FIRST_WAIT_MS, 0, None
    while True:
        status, reply = bes(AGAIN_READ, 'GET', job_url(job))
        if not done(status):
            return fail(gone if status == 404 else 1, name + ': its status was not told:', said(status, reply))
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


def run(body, line, text):
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
    remember(job, line, text)
    RUNNING[job, line] = 'was submitted; it is unknown whether it was started.'
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


UNDONE.append('The pool was not resized. It is billed until it is.')


def resize():
    UNDONE[0] = 'It is unknown whether the pool was resized. It is billed until it is.'
    # While the pool is still changing it answers 409.
    status, reply = ask((409, 429, 503), send, 'POST', 'https://pools.example.com/account/pools/8dfc151b0d3e446497b845f3b29ef53b/resize?api-version=2017-05-01.5.0', 'Authorization', 'Bearer ' + POOL_KEY, '{"targetDedicatedNodes":0}')
    if in_doubt(status):
        return fail(7, 'It is unknown whether the pool was resized. It is billed until it is.', said(status, reply))
    if not done(status):
        return fail(7, 'The pool was not resized. It is billed until it is.', said(status, reply))
    tell('The pool is being resized.')
    return 0


BODIES = 'bodies.ndjson'
AT_ONCE = 4
SECRETS = {'INPUT1_ACCOUNT_KEY': INPUT1_ACCOUNT_KEY, 'OUTPUT1_SAS_SIGNATURE': OUTPUT1_SAS_SIGNATURE}
TWICE = 'A second run would submit this line again.'
GONE = 10  # no exit code: the service no longer knows the job of an earlier run
UNDONE.append('A second run goes on from here.')


def fill_in(line):
    """The body, with the secrets that stand in the file as \u0000NAME\u0000."""
    return re.sub(r'\\u0000([A-Z0-9_]+)\\u0000', lambda slot: json_text(SECRETS[slot.group(1)]), line)


def record(line, ending):
    """The name of the file that tells a second run what became of a line."""
    return os.path.join(FOLDER, '%06d%s' % (line, ending))


def remember(job, line, text):
    """Records that a line was submitted: its job, and what the line said. Half a record never has its name."""
    part = record(line, '.job.part')
    try:
        os.makedirs(FOLDER, exist_ok=True)
        with open(part, 'w', encoding='utf-8', newline='\n', opener=lambda *how: os.open(*how, 0o600)) as file:
            file.write(job + '\n' + text + '\n')
        os.replace(part, record(line, '.job'))
    except OSError as error:
        fail(1, '%s: its record was not written. %s' % (job_name(job, line), TWICE), str(error))


def recall(line, ending, text):
    """The job of this very line, as an earlier run recorded it; nothing where there is none."""
    if not os.path.exists(record(line, ending)):
        return None
    with open(record(line, ending), encoding='utf-8', errors='replace', newline='\n') as file:
        job, _, rest = file.read().partition('\n')
    return job if rest == text + '\n' and re.fullmatch('[A-Za-z0-9_-]+', job) else None


def settle(line, text, code):
    """What finished is not sent again, what failed or was refused is; anything else is followed by a second run."""
    try:
        if recall(line, '.job', text):
            if code == 0:
                os.replace(record(line, '.job'), record(line, '.done'))
            elif code in (3, 4, NOT_RUN):
                os.remove(record(line, '.job'))
    except OSError as error:
        fail(1, 'Line %d: its record was not changed: %s' % (line, error))


def follow(job, line):
    """A job that an earlier run submitted, from start to results. To start it twice is refused, and does no harm."""
    tell(job_name(job, line) + ': submitted in an earlier run')
    RUNNING[job, line] = 'was submitted; it is unknown whether it was started.'
    status, _ = bes(AGAIN_DO, 'POST', start_url(job))
    if not in_doubt(status):
        RUNNING[job, line] = DOES['Running']
    code = GONE if status == 404 else watch(job, line, GONE)
    if code not in (1, 5):
        del RUNNING[job, line]
    return code


def send_line(number, line):
    try:
        body = fill_in(line)
    except KeyError as name:
        what = 'Line %d was not sent: it names %s, which is no secret of this script.' % (number, name.args[0])
        return fail(NOT_RUN, what)
    return run(body, number, line)


def one(number, line):
    try:
        if recall(number, '.done', line):
            tell('Line %d: finished in an earlier run; it is not sent again.' % number)
            return 0
        job = recall(number, '.job', line)
        code = follow(job, number) if job else send_line(number, line)
        if code == GONE:
            fail(1, 'Line %d: the service no longer knows its job; the line is sent anew.' % number)
            code = send_line(number, line)
        settle(number, line, code)
        return code
    except Exception as error:
        return fail(1, 'Line %d: %s' % (number, error))


def run_all(lines):
    """At most so many at once; lines are read as they are needed, so that the file may be long."""
    outcomes, room = [], threading.Semaphore(AT_ONCE)

    def work(number, line):
        outcomes.append(one(number, line))
        room.release()

    def wait_for_room():
        # On Windows only a wait that ends lets Ctrl-C through.
        while not room.acquire(timeout=1):
            pass

    for number, line in enumerate(lines, 1):
        if line.strip():
            wait_for_room()
            threading.Thread(target=work, args=(number, line.strip()), daemon=True).start()
    for _ in range(AT_ONCE):
        wait_for_room()
    return outcomes


try:
    with open(BODIES, encoding='utf-8-sig') as lines:
        outcomes = run_all(lines)
except (OSError, ValueError) as error:
    sys.exit(fail(2, str(error)))
except KeyboardInterrupt:
    os._exit(stopped())  # without waiting for the threads
tell('%d of %d jobs finished and were downloaded.' % (outcomes.count(0), len(outcomes)))
outcome = 1 if any(outcomes) else 0
if 1 in outcomes or 5 in outcomes:
    fail(outcome, 'The pool is left as it is, and billed: jobs may still run on it.')
else:
    try:
        resized = resize()
    except KeyboardInterrupt:
        sys.exit(stopped())
    outcome = outcome or resized
sys.exit(outcome)
