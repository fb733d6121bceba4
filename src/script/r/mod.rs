//! R 3.5 or later with the command curl: base R sends no POST, and packages are not always there.

mod json;

use super::body::Part;
use super::escape::r as literal;
use super::fill::fill;
use super::holes::{self, Dialect};
use super::plan::{Act, Plan, by_line, comment};
use json::JSON;

const DIALECT: Dialect =
    Dialect { literal, again: ["again_read", "again_do"], before_body: ", ", no_body: "" };

const CORE: &str = r##"#!/usr/bin/env Rscript
# %%what%%
# Needs R 3.5 or later and the command curl; no packages.
%%exits%%
first_wait_ms <- %%first%%
longest_wait_ms <- %%longest%%
give_up_after_ms <- %%give_up%%
tries <- %%tries%%
change_ms <- %%change%% # how long a pool may be changing, and answers 409
silence_s <- %%silence_s%% # a download that brings nothing for as long has broken off

if (!l10n_info()[["UTF-8"]]) suppressWarnings(Sys.setlocale("LC_CTYPE", "C.UTF-8"))
Sys.umask("077") # the folder for this run holds keys for as long as a request takes

%%inlined%%
fail <- function(code, ...) {
  for (line in c(...)) cat(line, "\n", sep = "", file = stderr())
  invisible(code)
}

end <- function(code) quit(save = "no", status = code)

# The secret of this name; the script ends when it is not set.
secret <- function(name, in_header = FALSE) {
  value <- inlined[[name]]
  if (is.null(value)) value <- Sys.getenv(name)
  if (validUTF8(value)) Encoding(value) <- "UTF-8" else value <- enc2utf8(value)
  if (value == "") end(fail(2, paste0("Set the environment variable ", name, " first.")))
  if (in_header && grepl("[\\x01-\\x1f\\x7f]", value, perl = TRUE, useBytes = TRUE)) {
    end(fail(2, paste0(name, " holds a line break or another control character.")))
  }
  value
}

%%secrets%%
if (Sys.which("curl") == "") end(fail(2, "curl is not installed."))

# Which statuses are safe to answer by sending again. 0 means no answer at all.
again_read <- c(0, 408, 429, 500, 502, 503, 504)
again_do <- c(429, 503)

longer <- function(wait_ms) min(wait_ms + wait_ms %/% 2 + 1, longest_wait_ms)
is_done <- function(reply) reply$status >= 200 && reply$status < 300
said <- function(reply) if (reply$status == 0) reply$text else paste0("HTTP ", reply$status, "\n", reply$text)

write_bytes <- function(text, file) writeBin(charToRaw(enc2utf8(text)), file)

read_text <- function(file) {
  if (!file.exists(file)) return("")
  bytes <- readBin(file, "raw", file.size(file))
  text <- rawToChar(bytes[bytes != as.raw(0)])
  if (validUTF8(text)) Encoding(text) <- "UTF-8"
  sub("^\ufeff", "", text)
}

# One line of a curl configuration.
setting <- function(name, value) {
  value <- gsub("\\", "\\\\", enc2utf8(value), fixed = TRUE)
  paste0(name, " = \"", gsub("\"", "\\\"", value, fixed = TRUE), "\"")
}

# How long the service asks to be left alone, at most ten minutes.
asked_ms <- function(head) {
  found <- regmatches(head, regexec("\nretry-after: *([0-9]+)", head, ignore.case = TRUE, useBytes = TRUE))[[1]]
  if (length(found) == 2) min(as.numeric(found[2]) * 1000, 600000) else 0
}

# Runs curl; its settings are in a file, so that no list of processes shows the key. Status, wait that is asked for, and
# trouble; status 0 when there was no answer.
curl <- function(settings, into) {
  config <- tempfile()
  head <- tempfile()
  trouble <- tempfile()
  on.exit(unlink(c(config, head, trouble)))
  settings <- c("silent", "show-error", "globoff", "connect-timeout = 60", settings, setting("dump-header", head),
    setting("output", into), setting("write-out", "%{http_code}"))
  write_bytes(paste0(settings, "\n", collapse = ""), config)
  found <- suppressWarnings(system2("curl", c("--config", shQuote(config)), stdout = TRUE, stderr = trouble))
  code <- attr(found, "status")
  status <- suppressWarnings(as.integer(found[1]))
  # The status of a refusal that broke off counts all the same.
  if (is.na(status) || (!is.null(code) && code != 0 && status < 400)) status <- 0L
  list(status = status, asked_ms = asked_ms(read_text(head)), text = paste0("No answer: ", read_text(trouble)))
}

# One request with text as its reply.
send <- function(method, url, header, key, body = NULL) {
  into <- tempfile()
  sent <- tempfile()
  on.exit(unlink(c(into, sent)))
  settings <- c("max-time = 300", setting("request", method), setting("url", url),
    setting("header", paste0(header, ": ", key)), setting("header", "Accept: application/json"),
    setting("header", "Expect:"))
  if (!is.null(body)) {
    write_bytes(body, sent)
    settings <- c(settings, setting("header", "Content-Type: application/json"),
      setting("data-binary", paste0("@", sent)))
  } else if (!(method %in% c("GET", "DELETE"))) {
    settings <- c(settings, setting("header", "Content-Type:"), setting("data-binary", ""))
  }
  reply <- curl(settings, into)
  if (reply$status != 0) reply$text <- read_text(into)
  reply
}

# Tries, and tries again on the statuses in `again`. Status 2xx means done.
ask <- function(again, attempt, ...) {
  wait_ms <- first_wait_ms
  waited_ms <- 0
  left <- tries
  repeat {
    reply <- attempt(...)
    is_changing <- reply$status == 409 # waited for by time
    if (!is_changing) left <- left - 1
    is_over <- if (is_changing) waited_ms >= change_ms else left == 0
    if (is_done(reply) || !(reply$status %in% again) || is_over) return(reply)
    now_ms <- max(wait_ms, reply$asked_ms)
    Sys.sleep(now_ms / 1000)
    waited_ms <- waited_ms + now_ms
    wait_ms <- longer(wait_ms)
  }
}
"##;

const FLOW: &str = r##"
jobs_url <- %%jobs%%
folder <- %%folder%%
resubmit <- paste0("A job that is submitted and not started runs nothing: to submit it again is safe,\n",
  "and may count as one more transaction.")
states <- c("NotStarted", "Running", "Failed", "Cancelled", "Finished")

# Jobs that were submitted and have not been seen to end, by the names that they are told of by, and what they do.
doing <- new.env()
does <- c(Running = "goes on.", Finished = "has finished; its results may not all be downloaded.")
undone <- character() # what else is told when the script is stopped
not_run <- 9 # no exit code: what was refused runs nothing, and the script ends with 1

job_url <- function(job) paste0(%%job_before%%, job, %%job_after%%)
# A job as it is told of, and what stands before a sentence: in a loop, with the line.
job_name <- function(job, line) if (line > 0) paste0("Line ", line, ", job ", job) else paste0("Job ", job)
row <- function(line) if (line > 0) paste0("Line ", line, ": ") else ""
start_url <- function(job) paste0(%%start_before%%, job, %%start_after%%)
bes <- function(again, method, url, body = NULL) {
  ask(again, send, method, url, "Authorization", paste0("Bearer ", BES_API_KEY), body)
}
# Whether what was asked for may have been done all the same; 503 says that it was not.
in_doubt <- function(reply) reply$status %in% c(0, 408) || (reply$status >= 500 && reply$status != 503)

# Notes what a job does.
note <- function(name, job, what) doing[[name]] <- paste0(what, " Its status: ", job_url(job))

# Says what goes on when the script is stopped by Ctrl-C.
stopped <- function() {
  for (name in ls(doing)) fail(130, paste0(name, " ", doing[[name]]))
  if (length(ls(doing)) == 0) fail(130, "Stopped. No job that this script started goes on.")
  fail(130, undone)
}

# A file name without anything that a file system could mind.
file_name <- function(number, output, location) {
  ending <- regmatches(location, regexpr("[.][A-Za-z0-9]{1,19}$", location))
  name <- substr(gsub("[^A-Za-z0-9_-]", "_", output, perl = TRUE), 1, 80)
  paste0(number, "-", name, if (length(ending)) ending else "")
}

# The address of a result, with its permission; NULL where it is no address of a server.
result_url <- function(blob) {
  bytes <- as.integer(charToRaw(enc2utf8(sub("^/+", "", text_of(blob, "RelativeLocation")))))
  is_plain <- bytes > 32 & bytes < 127 & !(bytes %in% utf8ToInt("\"<>\\^`{|}#?"))
  path <- ifelse(is_plain, vapply(bytes, function(byte) rawToChar(as.raw(byte)), ""), sprintf("%%%02X", bytes))
  token <- sub("^[?]+", "", trimws(text_of(blob, "SasBlobToken")))
  base <- sub("/+$", "", trimws(text_of(blob, "BaseLocation")))
  if (!grepl("^https?://[^/]", base, ignore.case = TRUE)) return(NULL)
  paste0(base, "/", paste0(path, collapse = ""), if (token != "") paste0("?", token))
}

# One try at a result.
fetch <- function(url, part) {
  # The address carries its own permission: the key is not sent there.
  curl(c(setting("url", url), setting("proto", "=http,https"), "speed-limit = 1", paste0("speed-time = ", silence_s)), part)
}

# A partly written file never has the result's name. Across file systems only a copy is possible: it lies beside it first.
keep <- function(part, name) {
  if (suppressWarnings(file.rename(part, name))) return(TRUE)
  beside <- paste0(name, ".part")
  on.exit(unlink(beside))
  suppressWarnings(file.copy(part, beside, overwrite = TRUE) && file.rename(beside, name))
}

# Every result, into a folder of the job's own.
download <- function(job, line, results) {
  into <- file.path(folder, paste0(if (line > 0) sprintf("%06d-", as.integer(line)), job))
  code <- 0
  for (number in seq_along(results)) {
    blob <- results[[number]]
    name <- file.path(into, file_name(number, names(results)[number], text_of(blob, "RelativeLocation")))
    url <- result_url(blob)
    if (is.null(url)) {
      code <- fail(6, paste0("Not downloaded: ", name, ": its address is neither http nor https."))
      next
    }
    part <- tempfile()
    reply <- ask(again_read, fetch, url, part)
    dir.create(into, recursive = TRUE, showWarnings = FALSE)
    if (is_done(reply) && keep(part, name)) {
      cat("Downloaded ", name, "\n", sep = "")
    } else {
      why <- if (reply$status == 0) reply$text else paste0("HTTP ", reply$status)
      code <- fail(6, paste0("Not downloaded: ", name, ": ", why))
    }
    unlink(part)
  }
  code
}

# Submits and starts a job, in a loop that of a line. Gives what is known of it; a number when it is not waited for.
start <- function(%%of%%) {
  reply <- bes(again_do, "POST", jobs_url, body)
  if (in_doubt(reply)) return(fail(1, paste0(row(line), "It is unknown whether the job was submitted."), resubmit, said(reply)))
  if (!is_done(reply)) return(fail(not_run, paste0(row(line), "The job was not submitted."), said(reply)))
  job <- parsed(reply$text)
  if (!is.character(job) || !grepl("^[A-Za-z0-9_-]+$", job)) {
    return(fail(1, paste0(row(line), "The reply holds no job id."), said(reply)))
  }
  name <- job_name(job, line)
  cat(name, ": submitted\n", sep = "")
%%remember%%  note(name, job, "was submitted; it is unknown whether it was started.")
  reply <- bes(again_do, "POST", start_url(job))
  if (in_doubt(reply)) {
    fail(1, paste0(name, ": it is unknown whether it was started. Its status is asked for."), said(reply))
  } else if (!is_done(reply)) {
    rm(list = name, envir = doing)
    return(fail(not_run, paste0(name, " was not started."), said(reply)))
  } else {
    note(name, job, does[["Running"]])
  }
  list2env(list(job = job, line = line, name = name, %%more%%last = "", wait_ms = first_wait_ms, waited_ms = 0, due = 0), parent = emptyenv())
}

# Asks once. Gives the exit code when the job has ended, or the limit is reached; NULL while it goes on.
look <- function(work) {
  code <- outcome_of(work)
  if (!is.null(code) && !(code %in% c(1, 5))) rm(list = work$name, envir = doing)
  code
}

outcome_of <- function(work) {
  job <- work$job
  name <- work$name
  reply <- bes(again_read, "GET", job_url(job))
  if (!is_done(reply)) return(fail(%%untold%%, paste0(name, ": its status was not told:"), said(reply)))
  found <- parsed(reply$text)
  state <- member(found, "StatusCode")
  if (is.numeric(state)) state <- if (state %in% 0:4) states[state + 1] else as.character(state)
  if (!is.character(state) || state == "") return(fail(1, paste0(name, ": the status was not understood:"), said(reply)))
  if (state != work$last) cat(name, ": ", state, "\n", sep = "")
  work$last <- state
  if (state %in% names(does)) note(name, job, does[[state]])
  if (state == "Finished") {
    results <- member(found, "Results")
    return(download(job, work$line, if (is.list(results)) results else list()))
  }
  if (state == "Failed") return(fail(3, paste0(name, " failed: ", text_of(found, "Details"))))
  if (state %in% c("Cancelled", "Canceled")) return(fail(4, paste0(name, " was cancelled: ", text_of(found, "Details"))))
  if (work$waited_ms >= give_up_after_ms) {
    return(fail(5, paste0(name, " has not ended; it goes on. Its status: ", job_url(job))))
  }
  NULL
}

# Counts the next wait.
waited <- function(work) {
  work$waited_ms <- work$waited_ms + work$wait_ms
  work$wait_ms <- longer(work$wait_ms)
}
"##;

/// What a single job has in the places where a loop keeps records for a second run.
const ONCE: [(&str, &str); 4] = [("untold", "1"), ("of", "body, line = 0"), ("remember", ""), ("more", "")];
const RECORDED: [(&str, &str); 4] = [
    ("untold", "if (reply$status == 404) work$if_gone else 1"),
    ("of", "body, line, text"),
    ("remember", "  remember(job, line, text)\n"),
    ("more", "text = text, if_gone = 1,\n    "),
];

const RESIZE: &str = r##"
undone <- "The pool was not resized. It is billed until it is."

resize <- function() {
  undone <<- "It is unknown whether the pool was resized. It is billed until it is."
  # While the pool is still changing it answers 409.
  reply <- ask(c(409, 429, 503), send, %%method%%, %%url%%, %%header%%, paste0(%%scheme%%, POOL_KEY)%%body%%)
  if (in_doubt(reply)) {
    return(fail(7, "It is unknown whether the pool was resized. It is billed until it is.", said(reply)))
  }
  if (!is_done(reply)) return(fail(7, "The pool was not resized. It is billed until it is.", said(reply)))
  cat("The pool is being resized.\n")
  0
}
"##;

const ONE: &str = r##"
# One job from submit to results.
run <- function(body) {
  work <- start(body)
  if (is.numeric(work)) return(1)
  repeat {
    code <- look(work)
    if (!is.null(code)) return(code)
    Sys.sleep(work$wait_ms / 1000)
    waited(work)
  }
}

body <- paste0(
%%body%%)
outcome <- tryCatch(run(body), interrupt = function(stopping) end(stopped()))
"##;

/// One thread is enough: a job is waited for, not worked on.
const MANY: &str = r##"
bodies <- %%bodies%%
at_once <- %%at_once%%
secrets <- list(%%dictionary%%)
gone <- 10 # no exit code: the service no longer knows the job of an earlier run
undone <- c(undone, "A second run goes on from here.")

# The body, with the secrets that stand in the file as \u0000NAME\u0000.
fill_in <- function(line) {
  pieces <- strsplit(line, "\\u0000", fixed = TRUE)[[1]]
  for (at in 2 * seq_len(length(pieces) %/% 2)) {
    if (is.null(secrets[[pieces[at]]])) stop("it names ", pieces[at], ", which is no secret of this script.")
    pieces[at] <- json_text(secrets[[pieces[at]]])
  }
  paste0(pieces, collapse = "")
}

# The name of the file that tells a second run what became of a line.
record <- function(line, ending) file.path(folder, sprintf("%06d%s", as.integer(line), ending))

# Records that a line was submitted: its job, and what the line said. Half a record never has its name.
remember <- function(job, line, text) {
  part <- record(line, ".job.part")
  dir.create(folder, recursive = TRUE, showWarnings = FALSE)
  is_kept <- tryCatch(suppressWarnings({
    write_bytes(paste0(job, "\n", text, "\n"), part)
    file.rename(part, record(line, ".job"))
  }), error = function(problem) FALSE)
  if (!is_kept) {
    twice <- ": its record was not written. A second run would submit this line again."
    fail(1, paste0(job_name(job, line), twice), part)
  }
}

# The job of this very line, as an earlier run recorded it; NULL where there is none.
recall <- function(line, ending, text) {
  if (!file.exists(record(line, ending))) return(NULL)
  found <- strsplit(read_text(record(line, ending)), "\n", fixed = TRUE)[[1]]
  if (length(found) == 2 && grepl("^[A-Za-z0-9_-]+$", found[1]) && found[2] == text) found[1]
}

# What finished is not sent again, what failed or was refused is; anything else is followed by a second run.
settle <- function(line, text, code) tryCatch({
  if (is.null(recall(line, ".job", text))) return(NULL)
  job <- record(line, ".job")
  is_settled <- TRUE
  if (code == 0) is_settled <- suppressWarnings(file.rename(job, record(line, ".done")))
  if (code %in% c(3, 4, not_run)) is_settled <- suppressWarnings(file.remove(job))
  if (!is_settled) stop(job)
}, error = function(problem) fail(1, paste0(row(line), "its record was not changed: ", conditionMessage(problem))))

# A job that an earlier run submitted: it is started, and followed. To start it twice is refused, and does no harm.
follow <- function(job, line, text) {
  name <- job_name(job, line)
  cat(name, ": submitted in an earlier run\n", sep = "")
  note(name, job, "was submitted; it is unknown whether it was started.")
  reply <- bes(again_do, "POST", start_url(job))
  if (reply$status == 404) {
    rm(list = name, envir = doing)
    return(gone)
  }
  if (!in_doubt(reply)) note(name, job, does[["Running"]])
  list2env(list(job = job, line = line, name = name, text = text, if_gone = gone, last = "",
    wait_ms = first_wait_ms, waited_ms = 0, due = 0), parent = emptyenv())
}

# Sends a line. Gives what `start` does.
send_line <- function(line, text) {
  work <- not_run
  tryCatch({
    body <- fill_in(text)
    work <- 1 # from here on it may have been sent
    work <- start(body, line, text)
  }, error = function(problem) {
    what <- if (work == not_run) " was not sent: " else ": "
    fail(work, paste0("Line ", line, what, conditionMessage(problem)))
  })
  work
}

# Sends a line whose job of an earlier run is gone.
send_anew <- function(line, text) {
  fail(1, paste0(row(line), "the service no longer knows its job; the line is sent anew."))
  send_line(line, text)
}

# Goes on with a line where an earlier run stopped. Gives what `start` does, or 0 for what has finished.
begin <- function(line, text) tryCatch({
  if (!is.null(recall(line, ".done", text))) {
    cat(row(line), "finished in an earlier run; it is not sent again.\n", sep = "")
    return(0)
  }
  job <- recall(line, ".job", text)
  if (is.null(job)) return(send_line(line, text))
  work <- follow(job, line, text)
  if (identical(work, gone)) send_anew(line, text) else work
}, error = function(problem) fail(1, paste0(row(line), conditionMessage(problem))))

# Counts a line that is over, by its code.
count_in <- function(line, text, code) {
  settle(line, text, code)
  if (code == 0) finished <<- finished + 1
  if (code %in% c(1, 5)) unsure <<- TRUE
}

# The next body of the file; NULL at its end.
next_body <- function() {
  repeat {
    line <- readLines(lines, n = 1, warn = FALSE, encoding = "UTF-8")
    if (length(line) == 0) return(NULL)
    line_number <<- line_number + 1
    line <- trimws(sub("^\ufeff", "", line))
    if (line != "") return(line)
  }
}

now <- function() proc.time()[["elapsed"]]

lines <- tryCatch(suppressWarnings(file(bodies, "r")), error = function(problem) NULL)
if (is.null(lines)) end(fail(2, paste0("There is no file ", bodies, ".")))
line_number <- 0
running <- list()
count <- 0
finished <- 0
unsure <- FALSE
tryCatch({
  line <- next_body()
  while (!is.null(line) || length(running) > 0) {
    # At most so many at once; lines are read as they are needed, so that the file may be long.
    while (!is.null(line) && length(running) < at_once) {
      count <- count + 1
      work <- begin(line_number, line)
      if (is.numeric(work)) count_in(line_number, line, work) else running[[length(running) + 1]] <- work
      line <- next_body()
    }
    for (work in running[vapply(running, function(work) work$due <= now(), TRUE)]) {
      code <- look(work)
      if (is.null(code)) {
        work$due <- now() + work$wait_ms / 1000
        waited(work)
        next
      }
      running <- Filter(function(other) !identical(other, work), running)
      if (code == gone) {
        code <- send_anew(work$line, work$text)
        if (!is.numeric(code)) running[[length(running) + 1]] <- code
      }
      if (is.numeric(code)) count_in(work$line, work$text, code)
    }
    if (length(running) > 0 && (is.null(line) || length(running) >= at_once)) {
      Sys.sleep(max(0, min(vapply(running, function(work) work$due, 0)) - now()))
    }
  }
}, interrupt = function(stopping) end(stopped()))
close(lines)
cat(finished, " of ", count, " jobs finished and were downloaded.\n", sep = "")
outcome <- if (finished == count) 0 else 1
"##;

const MANY_THEN_RESIZE: &str = r##"if (unsure) {
  fail(outcome, "The pool is left as it is, and billed: jobs may still run on it.")
} else {
  resized <- tryCatch(resize(), interrupt = function(stopping) end(stopped()))
  if (outcome == 0) outcome <- resized
}
"##;

const ONE_THEN_RESIZE: &str = r##"if (outcome %in% c(1, 5)) {
  fail(outcome, "The pool is left as it is, and billed.") # a job may still be running on it
} else {
  resized <- tryCatch(resize(), interrupt = function(stopping) end(stopped()))
  if (outcome == 0) outcome <- resized
}
"##;

const POOL: &str = r##"
reply <- ask(%%again%%, send, %%method%%, %%url%%, %%header%%, paste0(%%scheme%%, POOL_KEY)%%body%%)
if (!is_done(reply)) end(fail(1, said(reply)))
fail(0, paste0("HTTP ", reply$status))
cat(reply$text)
"##;

/// The script.
pub(super) fn write(plan: &Plan<'_>) -> String {
    let mut script = start(plan);
    match plan.act {
        Act::Flow(flow) => {
            script.push_str(JSON);
            script.push_str(&DIALECT.flow(&fill(FLOW, &ONCE), RESIZE, flow, plan));
            script.push_str(&fill(ONE, &[("body", &body(&flow.parts))]));
            if flow.resize.is_some() {
                script.push_str(ONE_THEN_RESIZE);
            }
            script.push_str("end(outcome)\n");
        }
        Act::Many { flow, bodies, at_once } => {
            script.push_str(JSON);
            script.push_str(&DIALECT.flow(&fill(FLOW, &RECORDED), RESIZE, flow, plan));
            let names = flow.body_secrets.iter();
            let dictionary: Vec<String> = names.map(|secret| format!("{0} = {0}", secret.name)).collect();
            script.push_str(&DIALECT.many(MANY, bodies, at_once, dictionary.join(", ")));
            if flow.resize.is_some() {
                script.push_str(MANY_THEN_RESIZE);
            }
            script.push_str("end(outcome)\n");
        }
        Act::Pool(request) => script.push_str(&DIALECT.request(POOL, request)),
    }
    script
}

fn start(plan: &Plan<'_>) -> String {
    let inlined: Vec<String> = plan
        .slots
        .iter()
        .filter_map(|slot| {
            let value = slot.value.as_ref()?;
            Some(format!("  {} = {}", slot.name, literal(value.reveal())))
        })
        .collect();
    let inlined = if inlined.is_empty() {
        "inlined <- list()\n".to_owned()
    } else {
        format!("inlined <- list(\n{}\n)\n", inlined.join(",\n"))
    };
    let secrets = plan.slots.iter().map(|slot| {
        let in_header = if slot.is_header { ", in_header = TRUE" } else { "" };
        format!("{0} <- secret(\"{0}\"{in_header})\n", slot.name)
    });
    holes::start(
        CORE,
        plan.limits,
        &[
            ("what", plan.what()),
            ("exits", &comment("# ", &plan.exits())),
            ("inlined", &inlined),
            ("secrets", &secrets.collect::<String>()),
        ],
    )
}

fn body(parts: &[Part]) -> String {
    let line = |part: &Part| match part {
        Part::Text(text) => format!("  {}", literal(text)),
        Part::Secret(name) => format!("  json_text({name})"),
    };
    let lines: Vec<String> = by_line(parts).iter().map(line).collect();
    format!("{}\n", lines.join(",\n"))
}
