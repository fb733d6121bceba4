#!/usr/bin/env bash
# Runs a batch job for every line of a file of bodies, a few at once, downloads and resizes the pool.
# Needs bash 3.2 or later, curl and awk.
# A second run goes on where the first stopped, by the records in the folder of results. Delete those,
# *.job and *.done, to send every line again.
# Exit codes: 0 every job finished and was downloaded; 1 some did not; 2 not set up.
# 7 the pool was not resized. It is left alone while a job may still run on it; what was refused does not.
set -u
export LC_ALL=C # bytes, not characters: everything below counts and compares bytes
umask 077

first_wait_ms=2000
longest_wait_ms=60000
give_up_after_ms=86400000
tries=8
change_ms=1800000 # how long a pool may be changing, and answers 409
silence_s=300 # a download that brings nothing for as long has broken off

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

need_plain BES_API_KEY
need_plain POOL_KEY
need INPUT1_ACCOUNT_KEY
need OUTPUT1_SAS_SIGNATURE
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

json_text() { # json_text TEXT: as JSON inside a string, without the quotes
  value=$1 awk 'BEGIN {
    for (i = 1; i < 32; i++) escape[sprintf("%c", i)] = sprintf("\\u%04x", i)
    escape["\""] = "\\\""; escape["\\"] = "\\\\"
    s = ENVIRON["value"]
    for (i = 1; i <= length(s); i++) { c = substr(s, i, 1); printf "%s", (c in escape) ? escape[c] : c }
  }'
}

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

jobs_url='https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0'
job_url() { printf '%s%s%s' 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/' "$1" '?api-version=2.0'; }
start_url() { printf '%s%s%s' 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/' "$1" '/start?api-version=2.0'; }
folder='results'

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
      [ "$status" != 404 ] || return "$if_gone"
      return 1
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
  remember "$id" "$line"
  going=$id does='was submitted; it is unknown whether it was started.'
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

undone='The pool was not resized. It is billed until it is.'

resize() { # while the pool is still changing it answers 409
  going='' undone='It is unknown whether the pool was resized. It is billed until it is.'
  printf '%s' '{"targetDedicatedNodes":0}' >"$work/body"
  ask '409 429 503' send POST 'https://pools.example.com/account/pools/8dfc151b0d3e446497b845f3b29ef53b/resize?api-version=2017-05-01.5.0' 'Authorization: Bearer '"$POOL_KEY" "$work/body" || {
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

bodies='bodies.ndjson'
at_once=4

stop() { # the jobs that were submitted are no longer asked about
  kill $(jobs -p) 2>/dev/null
  printf 'Stopped. The jobs that were submitted go on. A second run goes on from here.\n' >&2
  [ -z "$undone" ] || printf '%s\n' "$undone" >&2
  exit 130
}
trap stop INT TERM

fill_in() { # fill_in LINE: the secrets, which stand in the file as \u0000NAME\u0000; or the name that is none, and fails
  printf '%s\n' "$1" | awk -v secrets=' INPUT1_ACCOUNT_KEY OUTPUT1_SAS_SIGNATURE ' '
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
if [ "$running" -gt 0 ]; then
  printf 'The pool is left as it is, and billed: jobs may still run on it.\n' >&2
else
  trap stopped INT TERM
  resize || { [ "$outcome" -ne 0 ] || outcome=7; }
fi
exit "$outcome"
