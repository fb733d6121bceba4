//! The loop over many jobs, a thread for each that runs, and its records.

pub(super) const MANY: &str = r##"

BODIES = %%bodies%%
AT_ONCE = %%at_once%%
SECRETS = {%%dictionary%%}
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
"##;

pub(super) const MANY_THEN_RESIZE: &str = r##"if 1 in outcomes or 5 in outcomes:
    fail(outcome, 'The pool is left as it is, and billed: jobs may still run on it.')
else:
    try:
        resized = resize()
    except KeyboardInterrupt:
        sys.exit(stopped())
    outcome = outcome or resized
"##;
