//! What the Pools page's autopilot does, as a script that needs no page: wait for jobs, wait a grace period, end the
//! pool's cost, look that it is done.

use crate::service::{Call, Ending, Field, JobId, Operation, PoolId, ServiceAddress};
use crate::units::{MS_PER_SECOND, VmCount};

use super::escape::{bash, python};
use super::fill::fill;
use super::language::ScriptLanguage;
use super::plan::{API_KEY, Limits, Options, POOL_KEY, PoolAccess, Request, Slot, pool_request};
use super::problem::{Place, ScriptProblem, without_null};
use super::{bash as in_bash, python as in_python};
use crate::units::Secret;

/// The end of a pool's cost once jobs are over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Autopilot {
    /// The pool.
    pub pool: PoolId,
    /// The jobs that are waited for, with the web service of each.
    pub jobs: Vec<(ServiceAddress, JobId)>,
    /// Milliseconds from the end of the last of them.
    pub grace_ms: u64,
    /// What is done then.
    pub ending: Ending,
}

/// The languages in which it is written.
pub const AUTOPILOT_LANGUAGES: [ScriptLanguage; 2] = [ScriptLanguage::Bash, ScriptLanguage::Python];

const WHAT: &str = "Waits until jobs are over, waits a while longer, then ends what their pool costs, and looks that it is done.";
const EXITS: [&str; 4] = [
    "It knows only the jobs that are named below: a job that is sent later is not waited for.",
    "Exit codes: 0 done; 1 not understood or not reached, and the pool is left as it is; 2 not set up;",
    "5 the jobs had not ended when the script gave up waiting, and the pool is left as it is;",
    "7 the pool service refused, or did not say whether it accepted; 8 it accepted, and was not seen to be done.",
];

const BASH: &str = r##"
grace_s=%%grace%%
over='%%over%%' # VMs when it is done; gone: the pool has to be gone

jobs() { # a job a line: the variable of its key, and its address
  cat <<'END_OF_JOBS'
%%jobs%%END_OF_JOBS
}

over() { # over KEY_NAME ADDRESS: asks until the job has ended, or the limit is reached
  local wait=$first_wait_ms state last=
  while :; do
    if ask "$again_read" send GET "$2" "Authorization: Bearer ${!1}"; then
      state=$(json state "$here/reply") || { printf 'The status was not understood:\n' >&2; said; return 1; }
    elif [ "$status" = 404 ]; then
      state='no longer known to the service'
    else
      said
      return 1
    fi
    [ "$state" = "$last" ] || printf '%s: %s\n' "${2%%\?*}" "$state"
    last=$state
    case "$state" in Finished | Failed | Cancelled | Canceled | no*) return 0 ;; esac
    [ "$waited" -lt "$give_up_after_ms" ] || return 5
    pause "$wait"
    waited=$((waited + wait))
    wait=$(longer "$wait")
  done
}

end() { # while the pool is still changing it answers 409
%%body%%  ask '409 429 503' send %%method%% %%url%% %%header%%"$POOL_KEY"%%file%% && return 0
  [ "$over" = gone ] && [ "$status" = 404 ]
}

is_done() {
%%check%%}

waited=0
while read -r key address; do
  over "$key" "$address"
  outcome=$?
  if [ "$outcome" -ne 0 ]; then
    printf 'The pool is left as it is, and billed.\n' >&2
    exit "$outcome"
  fi
done <<END_OF_ALL
$(jobs)
END_OF_ALL
printf 'Every job is over.\n'
sleep "$grace_s"
end || {
  told='The pool service refused.'
  in_doubt && told='It is unknown whether the pool service accepted.'
  printf '%s The pool is billed until it is done.\n' "$told" >&2
  said
  exit 7
}
printf 'The pool service has accepted it.\n'
waited=0 wait=$first_wait_ms
until is_done; do
  [ "$waited" -lt "$change_ms" ] || fail 8 'It was not seen to be done: look at the pool.'
  pause "$wait"
  waited=$((waited + wait))
  wait=$(longer "$wait")
done
printf '%s\n' %%said%%
"##;

const BASH_CHECK: &str = r##"  if send %%method%% %%url%% %%header%%"$POOL_KEY" && [ "$status" = 404 ]; then return 0; fi
  [ "$over" != gone ] && [ "${status#2}" != "$status" ] &&
    [ "$(pointer=%%pointer%% json at "$here/reply")" = "$over" ]
"##;

const PYTHON: &str = r##"

GRACE_S = %%grace%%
OVER = %%over%%  # VMs when it is done; None: the pool has to be gone
JOBS = [  # the key of each, and its address
%%jobs%%]
STATES = ['NotStarted', 'Running', 'Failed', 'Cancelled', 'Finished']


def wait_until(is_over, most_ms):
    """Asks with growing waits; says whether it came about within the limit."""
    wait_ms, waited_ms = FIRST_WAIT_MS, 0
    while not is_over():
        if waited_ms >= most_ms:
            return False
        time.sleep(wait_ms / 1000)
        waited_ms += wait_ms
        wait_ms = longer(wait_ms)
    return True


def job_is_over(key, address):
    status, reply = ask(AGAIN_READ, send, 'GET', address, 'Authorization', 'Bearer ' + key)
    if status == 404:
        return True
    try:
        state = json.loads(reply)['StatusCode'] if done(status) else None
    except (ValueError, KeyError, TypeError):
        state = None
    if isinstance(state, int) and not isinstance(state, bool) and 0 <= state < len(STATES):
        state = STATES[state]
    if not isinstance(state, str) or not state:
        fail(1, said(status, reply), 'The pool is left as it is, and billed.')
        sys.exit(1)
    return state in ('Finished', 'Failed', 'Cancelled', 'Canceled')


def end():
    # While the pool is still changing it answers 409.
    status, reply = ask((409, 429, 503), send, %%method%%, %%url%%, %%header%%, %%scheme%% + POOL_KEY%%body%%)
    if not done(status) and not (OVER is None and status == 404):
        told = 'It is unknown whether the pool service accepted.' if in_doubt(status) else 'The pool service refused.'
        sys.exit(fail(7, told + ' The pool is billed until it is done.', said(status, reply)))


def is_done():
%%check%%

for key, address in JOBS:
    if not wait_until(lambda: job_is_over(key, address), GIVE_UP_AFTER_MS):
        sys.exit(fail(5, address + ' has not ended.', 'The pool is left as it is, and billed.'))
tell('Every job is over.')
time.sleep(GRACE_S)
end()
tell('The pool service has accepted it.')
if not wait_until(is_done, CHANGE_MS):
    sys.exit(fail(8, 'It was not seen to be done: look at the pool.'))
tell(%%said%%)
"##;

const PYTHON_CHECK: &str = r##"    status, reply, _ = send(%%method%%, %%url%%, %%header%%, %%scheme%% + POOL_KEY)
    if status == 404:
        return True
    try:
        found = json.loads(reply) if done(status) else None
        for name in %%pointer%%:
            found = found[name]
    except (ValueError, KeyError, TypeError):
        return False
    return OVER is not None and found == OVER
"##;

/// The script. Its key of the pool service is `POOL_KEY`; that of the jobs' web service `BES_API_KEY`, of a second one
/// `BES_API_KEY_2`.
///
/// ```
/// use poolwise::script::{Autopilot, Options, PoolAccess, ScriptLanguage, autopilot_script};
/// use poolwise::service::{Ending, PoolId, azure_batch_profile};
/// use poolwise::units::Secret;
/// let access = PoolAccess {
///     service_url: "https://pools.example".to_owned(), key: Secret::default(), profile: azure_batch_profile(),
/// };
/// let pool = PoolId::read("p").unwrap();
/// let autopilot = Autopilot { pool, jobs: Vec::new(), grace_ms: 60_000, ending: Ending::ToZero };
/// let script = autopilot_script(&autopilot, &access, ScriptLanguage::Bash, &Options::default()).unwrap();
/// assert!(script.contains("grace_s=60"));
/// ```
///
/// # Errors
/// When the contract cannot end the pool's cost so, or the language is none of [`AUTOPILOT_LANGUAGES`].
pub fn autopilot_script(
    autopilot: &Autopilot,
    pools: &PoolAccess,
    language: ScriptLanguage,
    options: &Options,
) -> Result<String, ScriptProblem> {
    let id = autopilot.pool.clone();
    let (call, over) = match autopilot.ending {
        Ending::ToZero => (Call::ResizePool { id: id.clone(), target: VmCount(0) }, Some(0)),
        Ending::Delete => (Call::DeletePool(id.clone()), None),
    };
    let request = pool_request(&call, pools)?;
    let check = check(id, over, pools)?;
    let services = services(autopilot);
    let keys = services.iter().map(|(_, key)| Slot::new(key, &Secret::default(), options.secrets, true));
    let pool_key = Slot::new(POOL_KEY, &pools.key, options.secrets, true);
    let slots: Vec<Slot> = keys.chain(core::iter::once(pool_key)).collect();
    let script = Script { autopilot, services, request, check, over, limits: options.limits.within_bounds() };
    match language {
        ScriptLanguage::Bash => Ok(script.bash(&slots)),
        ScriptLanguage::Python => Ok(script.python(&slots)),
        other => Err(ScriptProblem::NoAutopilot(other)),
    }
}

/// How the pool is read, and where its number of VMs is; `None` where the contract cannot.
fn check(
    id: PoolId,
    over: Option<u32>,
    pools: &PoolAccess,
) -> Result<Option<(Request, Vec<String>)>, ScriptProblem> {
    let pointer = pools.profile.fields.get(&Field::CurrentVms);
    if !pools.profile.has(Operation::Get) || (over.is_some() && pointer.is_none()) {
        return Ok(None);
    }
    without_null(pointer.map_or("", String::as_str), Place::Url)?;
    let part = |part: &str| part.replace("~1", "/").replace("~0", "~");
    let parts = pointer.into_iter().flat_map(|pointer| pointer.split('/').skip(1)).map(part).collect();
    Ok(Some((pool_request(&Call::GetPool(id), pools)?, parts)))
}

/// Each web service once, with the variable of its key.
fn services(autopilot: &Autopilot) -> Vec<(&ServiceAddress, String)> {
    let mut services: Vec<(&ServiceAddress, String)> = Vec::new();
    for (service, _) in &autopilot.jobs {
        if !services.iter().any(|(known, _)| *known == service) {
            let number = services.len().saturating_add(1);
            let name = if number == 1 { API_KEY.to_owned() } else { format!("{API_KEY}_{number}") };
            services.push((service, name));
        }
    }
    services
}

struct Script<'a> {
    autopilot: &'a Autopilot,
    services: Vec<(&'a ServiceAddress, String)>,
    request: Request,
    check: Option<(Request, Vec<String>)>,
    over: Option<u32>,
    limits: Limits,
}

impl Script<'_> {
    /// Each job's key and address.
    fn jobs(&self) -> impl Iterator<Item = (&str, String)> {
        self.autopilot.jobs.iter().map(|(service, id)| {
            let key = self.services.iter().find(|(known, _)| *known == service);
            let version = crate::service::JOBS_API_VERSION;
            let url = format!("{}/jobs/{}?api-version={version}", service.as_str(), id.as_str());
            (key.map_or(API_KEY, |(_, key)| key.as_str()), super::escape::url(&url))
        })
    }

    const fn said(&self) -> &'static str {
        match (&self.check, self.over) {
            (None, _) => "The contract cannot read the pool: whether it is done is not known here.",
            (Some(_), Some(_)) => "The pool has no VMs any more: it costs nothing now.",
            (Some(_), None) => "The pool is gone: it costs nothing now.",
        }
    }

    fn bash(&self, slots: &[Slot]) -> String {
        let jobs: String = self.jobs().map(|(key, url)| format!("{key} {url}\n")).collect();
        let check = self.check.as_ref().map_or("  true\n".to_owned(), |(request, pointer)| {
            let pointer: String = pointer.iter().flat_map(|part| ["\n", part]).collect();
            let mut values = in_bash::request_values(request, "  ").to_vec();
            values.push(("pointer", bash(&pointer)));
            filled(BASH_CHECK, &values)
        });
        let mut values = in_bash::request_values(&self.request, "  ").to_vec();
        values.extend([
            ("grace", (self.autopilot.grace_ms / MS_PER_SECOND).to_string()),
            ("over", self.over.map_or("gone".to_owned(), |vms| vms.to_string())),
            ("jobs", jobs),
            ("check", check),
            ("said", bash(self.said())),
        ]);
        let head = in_bash::head(WHAT, &EXITS, slots, self.limits);
        [head.as_str(), in_bash::JSON, &filled(BASH, &values)].concat()
    }

    fn python(&self, slots: &[Slot]) -> String {
        let jobs: String =
            self.jobs().map(|(key, url)| format!("    ({key}, {}),\n", python(&url))).collect();
        let check = self.check.as_ref().map_or("    return True\n".to_owned(), |(request, pointer)| {
            let names: String = pointer.iter().map(|part| format!("{}, ", python(part))).collect();
            let mut values = in_python::request_values(request).to_vec();
            values.push(("pointer", format!("({names})")));
            filled(PYTHON_CHECK, &values)
        });
        let mut values = in_python::request_values(&self.request).to_vec();
        values.extend([
            ("grace", (self.autopilot.grace_ms / MS_PER_SECOND).to_string()),
            ("over", self.over.map_or("None".to_owned(), |vms| vms.to_string())),
            ("jobs", jobs),
            ("check", check),
            ("said", python(self.said())),
        ]);
        let head = in_python::head(WHAT, &EXITS, "", slots, self.limits);
        [head, filled(PYTHON, &values)].concat()
    }
}

fn filled(template: &str, values: &[(&'static str, String)]) -> String {
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fill(template, &values)
}
