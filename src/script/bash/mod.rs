//! bash and curl: no jq. JSON is read by a small parser in awk.

mod json;

use super::body::Part;
use super::escape::{bash as literal, url};
use super::fill::fill;
use super::holes;
use super::plan::{Act, Flow, Limits, Plan, Request, Slot, by_line};
pub(super) use json::{JSON, JSON_TEXT};

const START: &str = r##"#!/usr/bin/env bash
# %%what%%
# Needs bash 3.2 or later, curl and awk.
%%exits%%
set -u
export LC_ALL=C # bytes, not characters: everything below counts and compares bytes
umask 077

"##;

const LIMITS: &str = "\
first_wait_ms=%%first%%
longest_wait_ms=%%longest%%
give_up_after_ms=%%give_up%%
tries=%%tries%%
change_ms=%%change%% # how long a pool may be changing, and answers 409
silence_s=%%silence_s%% # a download that brings nothing for as long has broken off
";

const CORE: &str = r##"
fail() { # fail EXIT_CODE MESSAGE
  printf '%s\n' "$2" >&2
  exit "$1"
}

need() { # need NAME: an environment variable that must be set
  [ -n "${!1-}" ] || fail 2 "Set the environment variable $1 first."
}

need_plain() { # need_plain NAME: the same, for a key that goes into a header
  need "$1"
  case "${!1}" in *[[:cntrl:]]*) fail 2 "$1 holds a line break or another control character." ;; esac
}

%%needs%%
for program in curl awk mktemp; do
  command -v "$program" >/dev/null || fail 2 "$program is not installed."
done
work=$(mktemp -d) || fail 2 'No temporary folder could be made.'
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
here=$work

pause() { sleep "$(($1 / 1000)).$(printf '%03d' "$(($1 % 1000))")"; }

longer() { # longer WAIT: half as long again, up to the longest
  local next=$(($1 + $1 / 2 + 1))
  [ "$next" -le "$longest_wait_ms" ] || next=$longest_wait_ms
  printf '%s' "$next"
}

quoted() { # quoted TEXT: inside the quotes of a curl configuration
  value=$1 awk 'BEGIN { s = ENVIRON["value"]; for (i = 1; i <= length(s); i++) {
    c = substr(s, i, 1); printf "%s", (c == "\"" || c == "\\") ? "\\" c : c } }'
}

transfer() { # transfer FILE OPTION...: runs curl on $here/config; sets $status, and $asked_ms: how long it is to wait
  local into=$1
  shift
  : >"$into"
  : >"$here/head"
  # On standard input, so that no list of processes shows the key. The status of a refusal that broke off counts.
  status=$(curl --silent --show-error --globoff --connect-timeout 60 "$@" --config - --dump-header "$here/head" \
    --output "$into" --write-out '%{http_code}' <"$here/config" 2>"$here/trouble") ||
    case "$status" in [45]??) ;; *) status=000 ;; esac
  rm -f "$here/config"
  asked_ms=$(awk 'tolower($1) == "retry-after:" { ms = $2 * 1000 } END { print (ms > 600000) ? 600000 : int(ms) }' "$here/head")
}

send() { # send METHOD URL HEADER [BODY_FILE]: sets $status; the reply is in $here/reply
  local method=$1 url=$2 header=$3 body=${4-}
  {
    printf 'header = "%s"\n' "$(quoted "$header")"
    printf 'header = "Accept: application/json"\nheader = "Expect:"\n'
    if [ -n "$body" ]; then
      printf 'header = "Content-Type: application/json"\n'
    elif [ "$method" != GET ] && [ "$method" != DELETE ]; then
      printf 'header = "Content-Type:"\ndata-binary = ""\n'
    fi
  } >"$here/config"
  # The file's path is an argument: only there does Git for Windows translate it.
  transfer "$here/reply" --max-time 300 --request "$method" --url "$url" ${body:+--data-binary "@$body"}
}

ask() { # ask AGAIN COMMAND...: runs it, and again on the statuses in AGAIN
  local again=$1 wait=$first_wait_ms now waited=0 left=$tries
  shift
  while :; do
    "$@"
    case "$status" in 2??) return 0 ;; esac
    case " $again " in *" $status "*) ;; *) return 1 ;; esac
    if [ "$status" = 409 ]; then # a pool that is changing is waited for by time
      [ "$waited" -lt "$change_ms" ] || return 1
    else
      left=$((left - 1))
      [ "$left" -gt 0 ] || return 1
    fi
    now=$wait
    [ "$asked_ms" -le "$now" ] || now=$asked_ms
    pause "$now"
    waited=$((waited + now))
    wait=$(longer "$wait")
  done
}

# Which statuses are safe to answer by sending again. 000 means no answer at all.
again_read='000 408 429 500 502 503 504'
again_do='429 503'

in_doubt() { # whether what was asked for may have been done all the same; 503 says that it was not
  case "$status" in 503) return 1 ;; 000 | 408 | 5??) return 0 ;; *) return 1 ;; esac
}

why() { # the status, or why there was no answer
  if [ "$status" = 000 ]; then cat "$here/trouble"; else printf 'HTTP %s\n' "$status"; fi >&2
}

said() { # the same, and what the service said
  why
  [ "$status" = 000 ] || cat "$here/reply" >&2
  printf '\n' >&2
}
"##;

const FLOW: &str = r##"
bearer="Authorization: Bearer $BES_API_KEY"
resubmit='A job that is submitted and not started runs nothing: to submit it again is safe,
and may count as one more transaction.'
row='' # what stands before a sentence: in a loop, which line it speaks of
name=Job # what stands before a job's id
numbered='' # what stands before it in the name of its folder

fetch() { # fetch ADDRESS FILE: one try at a result
  # The address carries its own permission: the key is not sent there.
  printf 'url = "%s"\n' "$(quoted "$1")" >"$here/config"
  transfer "$2" --proto '=http,https' --speed-limit 1 --speed-time "$silence_s"
}

download() { # download JOB_ID: every result of the status reply, into a folder of the job's own
  local into=$folder/$numbered$1 file address worst=0
  mkdir -p -- "$into" || return 6
  json outputs "$here/reply" >"$here/outputs" || return 6
  while IFS=$'\t' read -r file address; do
    if [ -z "$address" ]; then
      printf 'Not downloaded: %s: its address is neither http nor https.\n' "$into/$file" >&2
      worst=6
    elif ask "$again_read" fetch "$address" "$into/$file.part" && mv -f -- "$into/$file.part" "$into/$file"; then
      printf 'Downloaded %s\n' "$into/$file"
    else
      printf 'Not downloaded: %s: ' "$into/$file" >&2
      why
      worst=6
    fi
    rm -f -- "$into/$file.part"
  done <"$here/outputs"
  return "$worst"
}

going='' # the job that was submitted and has not been seen to end
does=''  # what it does
undone='' # what else is told when the script is stopped
not_run=9 # no exit code: what was refused runs nothing, and the script ends with 1

stopped() {
  if [ -n "$going" ]; then
    printf 'Job %s %s Its status: %s\n' "$going" "$does" "$(job_url "$going")" >&2
  else
    printf 'Stopped. No job that this script started goes on.\n' >&2
  fi
  [ -z "$undone" ] || printf '%s\n' "$undone" >&2
  exit 130
}
trap stopped INT TERM

watch() { # watch JOB_ID: asks until the job has ended, or the limit is reached
  local id=$1 wait=$first_wait_ms waited=0 state last=
  while :; do
    ask "$again_read" send GET "$(job_url "$id")" "$bearer" || {
      printf '%s %s: its status was not told:\n' "$name" "$id" >&2
      said
%%untold%%      return 1
    }
    state=$(json state "$here/reply") || {
      printf '%s %s: the status was not understood:\n' "$name" "$id" >&2
      said
      return 1
    }
    [ "$state" = "$last" ] || printf '%s %s: %s\n' "$name" "$id" "$state"
    last=$state
    case "$state" in
      Finished)
        does='has finished; its results may not all be downloaded.'
        download "$id"
        return
        ;;
      Running) does='goes on.' ;;
      Failed) printf '%s %s failed: %s\n' "$name" "$id" "$(json details "$here/reply")" >&2; return 3 ;;
      Cancelled | Canceled) printf '%s %s was cancelled: %s\n' "$name" "$id" "$(json details "$here/reply")" >&2; return 4 ;;
    esac
    if [ "$waited" -ge "$give_up_after_ms" ]; then
      printf '%s %s has not ended; it goes on. Its status: %s\n' "$name" "$id" "$(job_url "$id")" >&2
      return 5
    fi
    pause "$wait"
    waited=$((waited + wait))
    wait=$(longer "$wait")
  done
}

run() { # run BODY_FILE: one job from submit to results
  local id
  ask "$again_do" send POST "$jobs_url" "$bearer" "$1" || {
    if in_doubt; then
      printf '%sIt is unknown whether the job was submitted.\n%s\n' "$row" "$resubmit" >&2
      said
      return 1
    fi
    printf '%sThe job was not submitted.\n' "$row" >&2
    said
    return "$not_run"
  }
  id=$(json id "$here/reply") || { printf '%sThe reply holds no job id.\n' "$row" >&2; said; return 1; }
  printf '%s %s: submitted\n' "$name" "$id"
%%remember%%  going=$id does='was submitted; it is unknown whether it was started.'
  ask "$again_do" send POST "$(start_url "$id")" "$bearer" || {
    if in_doubt; then
      printf '%s %s: it is unknown whether it was started. Its status is asked for.\n' "$name" "$id" >&2
      said
    else
      printf '%s %s was not started.\n' "$name" "$id" >&2
      said
      going=''
      return "$not_run"
    fi
  }
  in_doubt || does='goes on.'
  watch "$id"
}
"##;

/// What a single job has in the places where a loop keeps records for a second run.
const ONCE: [(&str, &str); 2] = [("untold", ""), ("remember", "")];
const RECORDED: [(&str, &str); 2] = [
    ("untold", "      [ \"$status\" != 404 ] || return \"$if_gone\"\n"),
    ("remember", "  remember \"$id\" \"$line\"\n"),
];

const RESIZE: &str = r##"
undone='The pool was not resized. It is billed until it is.'

resize() { # while the pool is still changing it answers 409
  going='' undone='It is unknown whether the pool was resized. It is billed until it is.'
%%body%%  ask '409 429 503' send %%method%% %%url%% %%header%%"$POOL_KEY"%%file%% || {
    if in_doubt; then
      printf 'It is unknown whether the pool was resized. It is billed until it is.\n' >&2
    else
      printf 'The pool was not resized. It is billed until it is.\n' >&2
    fi
    said
    return 7
  }
  printf 'The pool is being resized.\n'
}
"##;

const ONE: &str = r##"
body >"$work/body"
run "$work/body"
outcome=$?
[ "$outcome" -ne "$not_run" ] || outcome=1
"##;

const ONE_THEN_RESIZE: &str = r##"case "$outcome" in
  1 | 5) printf 'The pool is left as it is, and billed.\n' >&2 ;; # a job may still be running on it
  *) resize || { [ "$outcome" -ne 0 ] || outcome=7; } ;;
esac
"##;

const MANY: &str = r##"
bodies=%%bodies%%
at_once=%%at_once%%

stop() { # the jobs that were submitted are no longer asked about
  kill $(jobs -p) 2>/dev/null
  printf 'Stopped. The jobs that were submitted go on. A second run goes on from here.\n' >&2
  [ -z "$undone" ] || printf '%s\n' "$undone" >&2
  exit 130
}
trap stop INT TERM

fill_in() { # fill_in LINE: the secrets, which stand in the file as \u0000NAME\u0000; or the name that is none, and fails
  printf '%s\n' "$1" | awk -v secrets=' %%secrets%% ' '
    function json_text(s,  i, c, out) {
      for (i = 1; i <= length(s); i++) { c = substr(s, i, 1); out = out ((c in escape) ? escape[c] : c) }
      return out
    }
    BEGIN {
      for (i = 1; i < 32; i++) escape[sprintf("%c", i)] = sprintf("\\u%04x", i)
      escape["\""] = "\\\""; escape["\\"] = "\\\\"
      mark = "\\u0000"
    }
    {
      s = $0
      while (at = index(s, mark)) {
        body = body substr(s, 1, at - 1)
        s = substr(s, at + 6); at = index(s, mark)
        name = substr(s, 1, at ? at - 1 : 40); s = substr(s, at + 6)
        if (!at || !index(secrets, " " name " ")) { printf "%s", name; exit 1 }
        body = body json_text(ENVIRON[name])
      }
      printf "%s", body s
    }'
}

gone=10 # no exit code: the service no longer knows the job of an earlier run
record='' # the name, without its ending, of the file that tells a second run what became of a line
if_gone=1 # what it means that the service does not know a job

remember() { # remember JOB_ID LINE: records that it was submitted; half a record never has its name
  mkdir -p -- "$folder" && printf '%s\n%s\n' "$1" "$2" >"$record.job.part" &&
    mv -f -- "$record.job.part" "$record.job" ||
    printf '%s %s: its record was not written. A second run would submit this line again.\n' "$name" "$1" >&2
}

recall() { # recall LINE: sets $past to what an earlier run recorded of this very line: done, job (then $job) or nothing
  local text
  for past in done job; do
    [ -e "$record.$past" ] || continue
    [ -r "$record.$past" ] || { past=unread; return; }
    job='' text=''
    { IFS= read -r job && IFS= read -r text; } <"$record.$past"
    case "$job" in '' | *[!A-Za-z0-9_-]*) continue ;; esac
    [ "$text" != "$1" ] || return
  done
  past=''
}

settle() { # settle LINE OUTCOME: what finished is not sent again, what failed or was refused is; else it is followed
  recall "$1"
  [ "$past" = job ] || return 0
  case "$2" in
    0) mv -f -- "$record.job" "$record.done" ;;
    3 | 4 | "$not_run") rm -f -- "$record.job" ;;
  esac || printf '%sits record was not changed.\n' "$row" >&2
}

follow() { # follow JOB_ID: a job that an earlier run submitted; to start it twice is refused, and does no harm
  printf '%s %s: submitted in an earlier run\n' "$name" "$1"
  ask "$again_do" send POST "$(start_url "$1")" "$bearer"
  [ "$status" != 404 ] || return "$gone"
  if_gone=$gone
  watch "$1"
}

fill_and_run() { # fill_and_run LINE_NUMBER LINE
  fill_in "$2" >"$here/body" || {
    printf 'Line %s was not sent: it names %s, which is no secret of this script.\n' "$1" "$(cat "$here/body")" >&2
    return "$not_run"
  }
  line=$2 if_gone=1
  run "$here/body"
}

one() { # one NUMBER LINE_NUMBER LINE: in a folder of its own; leaves its exit code beside it
  local code=1
  here=$work/$1 name="Line $2, job" numbered=$(printf '%06d-' "$2")
  if mkdir "$here"; then
    if [ "$past" = job ]; then follow "$job"; else fill_and_run "$2" "$3"; fi
    code=$?
    if [ "$code" -eq "$gone" ]; then
      printf '%sthe service no longer knows its job; the line is sent anew.\n' "$row" >&2
      fill_and_run "$2" "$3"
      code=$?
    fi
    settle "$3" "$code"
  fi
  printf '%s' "$code" >"$work/outcome-$1"
  rm -rf "$here"
}

[ -r "$bodies" ] || fail 2 "There is no file $bodies."
number=0 line_number=0
while IFS= read -r line || [ -n "$line" ]; do
  line_number=$((line_number + 1))
  line=${line%$'\r'}
  [ -n "$line" ] || continue
  number=$((number + 1))
  row="Line $line_number: " record=$folder/$(printf '%06d' "$line_number")
  recall "$line"
  case "$past" in
    done)
      printf '%sfinished in an earlier run; it is not sent again.\n' "$row"
      printf 0 >"$work/outcome-$number"
      ;;
    unread)
      printf '%sits record cannot be read.\n' "$row" >&2
      printf 1 >"$work/outcome-$number"
      ;;
    *)
      while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do pause 50; done
      one "$number" "$line_number" "$line" </dev/null &
      ;;
  esac
done <"$bodies"
wait
done_well=0 running=0
for outcome in "$work"/outcome-*; do
  [ -e "$outcome" ] || continue
  case "$(cat "$outcome")" in
    0) done_well=$((done_well + 1)) ;;
    1 | 5) running=$((running + 1)) ;; # or may still run
  esac
done
printf '%s of %s jobs finished and were downloaded.\n' "$done_well" "$number"
outcome=0
[ "$done_well" -eq "$number" ] || outcome=1
"##;

const MANY_THEN_RESIZE: &str = r##"if [ "$running" -gt 0 ]; then
  printf 'The pool is left as it is, and billed: jobs may still run on it.\n' >&2
else
  trap stopped INT TERM
  resize || { [ "$outcome" -ne 0 ] || outcome=7; }
fi
"##;

const POOL: &str = r##"
%%body%%if ask "$again" send %%method%% %%url%% %%header%%"$POOL_KEY"%%file%%; then
  printf 'HTTP %s\n' "$status" >&2
  cat "$work/reply"
else
  said
  exit 1
fi
"##;

/// The script.
pub(super) fn write(plan: &Plan<'_>) -> String {
    let mut script = start(plan);
    match plan.act {
        Act::Flow(flow) => {
            script.push_str(JSON_TEXT);
            script.push_str(JSON);
            script.push_str(&flow_parts(flow, plan, ONCE));
            script.push_str(&body_function(&flow.parts));
            script.push_str(ONE);
            if flow.resize.is_some() {
                script.push_str(ONE_THEN_RESIZE);
            }
            script.push_str("exit \"$outcome\"\n");
        }
        Act::Many { flow, bodies, at_once } => {
            script.push_str(JSON_TEXT);
            script.push_str(JSON);
            script.push_str(&flow_parts(flow, plan, RECORDED));
            let at_once = at_once.to_string();
            let names: Vec<&str> = flow.body_secrets.iter().map(|secret| secret.name.as_str()).collect();
            script.push_str(&fill(
                MANY,
                &[("bodies", &literal(bodies)), ("at_once", &at_once), ("secrets", &names.join(" "))],
            ));
            if flow.resize.is_some() {
                script.push_str(MANY_THEN_RESIZE);
            }
            script.push_str("exit \"$outcome\"\n");
        }
        Act::Pool(request) => {
            let again = if request.method == crate::service::Method::Get { "read" } else { "do" };
            script.push_str(&format!("again=$again_{again}\n"));
            script.push_str(&request_filled(POOL, request, ""));
        }
    }
    script
}

fn start(plan: &Plan<'_>) -> String {
    head(plan.what(), &plan.exits(), &plan.slots, plan.limits)
}

/// What every script begins with: its settings, its secrets, and how it asks.
pub(super) fn head(what: &str, exits: &[&str], slots: &[Slot], limits: Limits) -> String {
    let mut script = fill(START, &[("what", what), ("exits", &super::plan::comment("# ", exits))]);
    for Slot { name, value, .. } in slots {
        if let Some(value) = value {
            script.push_str(&format!("export {name}={}\n", literal(value.reveal())));
        }
    }
    script.push_str(&holes::start(LIMITS, limits, &[]));
    let mut needs = Vec::new();
    for slot in slots {
        needs.push(format!("{} {}", if slot.is_header { "need_plain" } else { "need" }, slot.name));
    }
    script.push_str(&fill(CORE, &[("needs", &needs.join("\n"))]));
    script
}

fn flow_parts(flow: &Flow, plan: &Plan<'_>, places: [(&str, &str); 2]) -> String {
    let (before, after) = flow.job_url_around();
    let (start_before, start_after) = flow.start_url_around();
    // A folder that begins with a hyphen is no option, and a slash at its end is not doubled.
    let folder = match plan.folder.strip_prefix('-') {
        Some(_) => format!("./{}", plan.folder),
        None => plan.folder.to_owned(),
    };
    let mut script = format!(
        "\njobs_url={}\njob_url() {{ printf '%s%s%s' {} \"$1\" {}; }}\n\
         start_url() {{ printf '%s%s%s' {} \"$1\" {}; }}\nfolder={}\n",
        literal(&url(&flow.address.jobs())),
        literal(&before),
        literal(&after),
        literal(&start_before),
        literal(&start_after),
        literal(&folder)
    );
    script.push_str(&fill(FLOW, &places));
    if let Some(request) = &flow.resize {
        script.push_str(&request_filled(RESIZE, request, "  "));
    }
    script
}

fn request_filled(template: &str, request: &Request, indent: &str) -> String {
    let values = request_values(request, indent);
    fill(template, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// What stands in a template for one request to the pool service.
pub(super) fn request_values(request: &Request, indent: &str) -> [(&'static str, String); 5] {
    let header = literal(&format!("{}: {}", request.header, request.scheme));
    let body = request.body.as_ref();
    let file = if body.is_some() { " \"$work/body\"" } else { "" };
    let body = body.map(|body| format!("{indent}printf '%s' {} >\"$work/body\"\n", literal(body)));
    [
        ("body", body.unwrap_or_default()),
        ("method", request.method.name().to_owned()),
        ("url", literal(&request.url)),
        ("header", header),
        ("file", file.to_owned()),
    ]
}

/// `body`: writes the body, its secrets as JSON.
pub(super) fn body_function(parts: &[Part]) -> String {
    let mut script = String::from("\nbody() {\n");
    let mut text = String::new();
    let flush = |text: &mut String, script: &mut String| {
        if !text.is_empty() {
            script.push_str(&format!("  printf '%s' {}\n", literal(text)));
            text.clear();
        }
    };
    for part in by_line(parts) {
        match part {
            Part::Text(line) => text.push_str(&line),
            Part::Secret(name) => {
                flush(&mut text, &mut script);
                script.push_str(&format!("  json_text \"${name}\"\n"));
            }
        }
    }
    flush(&mut text, &mut script);
    script.push_str("}\n");
    script
}
