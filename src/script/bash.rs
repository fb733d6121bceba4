//! bash and curl: no jq. JSON is read by a small parser in awk.

use super::body::Part;
use super::escape::{bash as literal, url};
use super::fill::fill;
use super::holes;
use super::plan::{Act, Flow, Limits, Plan, Request, Slot, by_line};

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

why() { # the status, or why there was no answer
  if [ "$status" = 000 ]; then cat "$here/trouble"; else printf 'HTTP %s\n' "$status"; fi >&2
}

said() { # the same, and what the service said
  why
  [ "$status" = 000 ] || cat "$here/reply" >&2
  printf '\n' >&2
}
"##;

/// `json_text`: a text as JSON inside a string.
pub(super) const JSON_TEXT: &str = r##"
json_text() { # json_text TEXT: as JSON inside a string, without the quotes
  value=$1 awk 'BEGIN {
    for (i = 1; i < 32; i++) escape[sprintf("%c", i)] = sprintf("\\u%04x", i)
    escape["\""] = "\\\""; escape["\\"] = "\\\\"
    s = ENVIRON["value"]
    for (i = 1; i <= length(s); i++) { c = substr(s, i, 1); printf "%s", (c in escape) ? escape[c] : c }
  }'
}
"##;

/// `json`: a reader of replies.
pub(super) const JSON: &str = r##"
json() { # json WANT FILE: reads a reply; WANT is id, state, details, outputs, or at (the number at $pointer)
  awk -v want="$1" '
    function refuse() { bad = 1; exit 1 }
    function space() { while (p <= n && index(" \t\r\n", substr(s, p, 1))) p++ }
    function hex(at,  i, digit, v) {
      for (i = 0; i < 4; i++) {
        digit = index("0123456789abcdef", tolower(substr(s, at + i, 1)))
        if (digit == 0 || at + i > n) refuse()
        v = v * 16 + digit - 1
      }
      return v
    }
    function utf8(u) {
      if (u == 0) return "?"
      if (u < 128) return sprintf("%c", u)
      if (u < 2048) return sprintf("%c%c", 192 + int(u / 64), 128 + u % 64)
      if (u < 65536) return sprintf("%c%c%c", 224 + int(u / 4096), 128 + int(u / 64) % 64, 128 + u % 64)
      return sprintf("%c%c%c%c", 240 + int(u / 262144), 128 + int(u / 4096) % 64, 128 + int(u / 64) % 64, 128 + u % 64)
    }
    function point(  u, low) {
      u = hex(p); p += 4
      if (u >= 55296 && u < 56320 && substr(s, p, 2) == "\\u") {
        low = hex(p + 2); p += 6
        u = 65536 + (u - 55296) * 1024 + low - 56320
      }
      return utf8(u)
    }
    function text(  out, c) {
      for (p++; p <= n; ) {
        c = substr(s, p, 1); p++
        if (c == "\"") return out ""
        if (c == "\\") {
          c = substr(s, p, 1); p++
          if (c == "u") c = point()
          else if (c in plain) c = plain[c]
          else refuse()
        }
        out = out c
      }
      refuse()
    }
    function member(path, depth,  name) {
      if (substr(s, p, 1) != "\"") refuse()
      name = text(); space()
      if (substr(s, p, 1) != ":") refuse()
      p++
      if (path == SUBSEP "Results") names[++outputs] = name
      gsub(SUBSEP, " ", name)
      value(path SUBSEP name, depth)
    }
    function value(path, depth,  c, end, at) {
      if (depth > 100) refuse()
      space(); c = substr(s, p, 1)
      if (c == "\"") { found[path] = text(); is_text[path] = 1; space(); return }
      if (c == "{" || c == "[") {
        end = (c == "{") ? "}" : "]"
        p++; space()
        if (substr(s, p, 1) == end) { p++; space(); return }
        for (at = 0; ; at++) {
          space()
          if (end == "}") member(path, depth + 1); else value(path SUBSEP at, depth + 1)
          c = substr(s, p, 1); p++
          if (c == end) { space(); return }
          if (c != ",") refuse()
        }
      }
      for (at = p; p <= n && index("+-.0123456789abcdefghijklmnopqrstuvwxyzE", substr(s, p, 1)); ) p++
      if (at == p) refuse()
      c = substr(s, at, p - at)
      if (c != "null") found[path] = c
      space()
    }
    function encoded(t,  i, c, out) { # what no URL holds as it is
      for (i = 1; i <= length(t); i++) {
        c = substr(t, i, 1)
        out = out ((c in code) && index("\"<>\\^`{|}#? ", c) + (code[c] < 33) + (code[c] > 126) ? sprintf("%%%02X", code[c]) : c)
      }
      return out
    }
    function file(name, location) { # a file name without anything that a file system could mind
      sub(/^.*\//, "", location)
      if (!match(location, /\.[A-Za-z0-9]+$/) || RLENGTH > 20) location = ""; else location = substr(location, RSTART)
      gsub(/[^A-Za-z0-9_-]/, "_", name)
      return substr(name, 1, 80) location
    }
    BEGIN {
      plain["\""] = "\""; plain["\\"] = "\\"; plain["/"] = "/"; plain["b"] = "\b"; plain["f"] = "\f"
      plain["n"] = "\n"; plain["r"] = "\r"; plain["t"] = "\t"
      for (p = 1; p < 256; p++) code[sprintf("%c", p)] = p
    }
    { s = s $0 "\n" }
    END {
      if (bad) exit 1
      n = length(s); p = (substr(s, 1, 3) == "\357\273\277") ? 4 : 1
      value("", 0)
      if (bad || p <= n) exit 1
      if (want == "id") {
        if (!is_text[""] || found[""] !~ /^[A-Za-z0-9_-]+$/) exit 1
        printf "%s", found[""]
      } else if (want == "state") {
        split("NotStarted Running Failed Cancelled Finished", word, " ")
        c = found[SUBSEP "StatusCode"]
        if (c == "" || (!is_text[SUBSEP "StatusCode"] && c !~ /[0-9]/)) exit 1
        printf "%s", (!is_text[SUBSEP "StatusCode"] && c ~ /^[0-4]$/) ? word[c + 1] : c
      } else if (want == "at") {
        c = ENVIRON["pointer"]; gsub(/\n/, SUBSEP, c)
        if (found[c] !~ /^[0-9]+$/) exit 1
        printf "%s", found[c]
      } else if (want == "details") {
        printf "%s", found[SUBSEP "Details"]
      } else for (at = 1; at <= outputs; at++) {
        c = SUBSEP "Results" SUBSEP names[at]
        base = found[c SUBSEP "BaseLocation"]; location = found[c SUBSEP "RelativeLocation"]
        token = found[c SUBSEP "SasBlobToken"]
        name = file(names[at], location)
        gsub(/[ \t\r\n]/, "", token); gsub(/[ \t\r\n]/, "", base)
        sub(/\/+$/, "", base); sub(/^\/+/, "", location)
        if (token != "" && token !~ /^\?/) token = "?" token
        c = (tolower(base) ~ /^https?:\/\/[^\/]/) ? base "/" encoded(location) token : "" # no other address is a result
        printf "%d-%s\t%s\n", at, name, c
      }
    }' "$2"
}
"##;

const FLOW: &str = r##"
bearer="Authorization: Bearer $BES_API_KEY"

fetch() { # fetch ADDRESS FILE: one try at a result
  # The address carries its own permission: the key is not sent there.
  printf 'url = "%s"\n' "$(quoted "$1")" >"$here/config"
  transfer "$2" --proto '=http,https' --speed-limit 1 --speed-time "$silence_s"
}

download() { # download JOB_ID: every result of the status reply, into a folder of the job's own
  local into=$folder/$1 name address worst=0
  mkdir -p -- "$into" || return 6
  json outputs "$here/reply" >"$here/outputs" || return 6
  while IFS=$'\t' read -r name address; do
    if [ -z "$address" ]; then
      printf 'Not downloaded: %s: its address is neither http nor https.\n' "$name" >&2
      worst=6
    elif ask "$again_read" fetch "$address" "$into/$name.part" && mv -f -- "$into/$name.part" "$into/$name"; then
      printf 'Downloaded %s\n' "$into/$name"
    else
      printf 'Not downloaded: %s: ' "$name" >&2
      why
      worst=6
    fi
    rm -f -- "$into/$name.part"
  done <"$here/outputs"
  return "$worst"
}

watch() { # watch JOB_ID: asks until the job has ended, or the limit is reached
  local id=$1 wait=$first_wait_ms waited=0 state last=
  while :; do
    ask "$again_read" send GET "$(job_url "$id")" "$bearer" || { said; return 1; }
    state=$(json state "$here/reply") || { printf 'The status was not understood:\n' >&2; said; return 1; }
    [ "$state" = "$last" ] || printf 'Job %s: %s\n' "$id" "$state"
    last=$state
    case "$state" in
      Finished) download "$id"; return ;;
      Failed) printf 'Job %s failed: %s\n' "$id" "$(json details "$here/reply")" >&2; return 3 ;;
      Cancelled | Canceled) printf 'Job %s was cancelled: %s\n' "$id" "$(json details "$here/reply")" >&2; return 4 ;;
    esac
    if [ "$waited" -ge "$give_up_after_ms" ]; then
      printf 'Job %s has not ended; it goes on. Its status: %s\n' "$id" "$(job_url "$id")" >&2
      return 5
    fi
    pause "$wait"
    waited=$((waited + wait))
    wait=$(longer "$wait")
  done
}

run() { # run BODY_FILE: one job from submit to results
  local id
  ask "$again_do" send POST "$jobs_url" "$bearer" "$1" || { printf 'The job was not submitted.\n' >&2; said; return 1; }
  id=$(json id "$here/reply") || { printf 'The reply holds no job id.\n' >&2; said; return 1; }
  printf 'Job %s: submitted\n' "$id"
  ask "$again_do" send POST "$(start_url "$id")" "$bearer" || { printf 'Job %s was not started.\n' "$id" >&2; said; return 1; }
  watch "$id"
}
"##;

const RESIZE: &str = r##"
resize() { # while the pool is still changing it answers 409
%%body%%  ask '409 429 503' send %%method%% %%url%% %%header%%"$POOL_KEY"%%file%% || {
    printf 'The pool was not resized. It is billed until it is.\n' >&2; said; return 7; }
  printf 'The pool is being resized.\n'
}
"##;

const ONE: &str = r##"
body >"$work/body"
run "$work/body"
outcome=$?
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
  printf 'Stopped. The jobs that were submitted go on.\n' >&2
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

fill_and_run() { # fill_and_run LINE_NUMBER LINE
  fill_in "$2" >"$here/body" || {
    printf 'Line %s was not sent: it names %s, which is no secret of this script.\n' "$1" "$(cat "$here/body")" >&2
    return 1
  }
  run "$here/body"
}

one() { # one NUMBER LINE_NUMBER LINE: in a folder of its own; leaves its exit code beside it
  here=$work/$1
  mkdir "$here" && fill_and_run "$2" "$3"
  printf '%s' "$?" >"$work/outcome-$1"
  rm -rf "$here"
}

[ -r "$bodies" ] || fail 2 "There is no file $bodies."
number=0 line_number=0
while IFS= read -r line || [ -n "$line" ]; do
  line_number=$((line_number + 1))
  line=${line%$'\r'}
  [ -n "$line" ] || continue
  while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do pause 50; done
  number=$((number + 1))
  one "$number" "$line_number" "$line" </dev/null &
done <"$bodies"
wait
done_well=0 running=0
for outcome in "$work"/outcome-*; do
  [ -e "$outcome" ] || continue
  case "$(cat "$outcome")" in
    0) done_well=$((done_well + 1)) ;;
    1 | 5) running=$((running + 1)) ;; # refused, or perhaps still running
  esac
done
printf '%s of %s jobs finished and were downloaded.\n' "$done_well" "$number"
outcome=0
[ "$done_well" -eq "$number" ] || outcome=1
"##;

const MANY_THEN_RESIZE: &str = r##"if [ "$running" -gt 0 ]; then
  printf 'The pool is left as it is, and billed: jobs may still run on it.\n' >&2
else
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
            script.push_str(&flow_parts(flow, plan));
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
            script.push_str(&flow_parts(flow, plan));
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

fn flow_parts(flow: &Flow, plan: &Plan<'_>) -> String {
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
    script.push_str(FLOW);
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
