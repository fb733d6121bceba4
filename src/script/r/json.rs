//! JSON in R.

pub(super) const JSON: &str = r##"
# Text as JSON inside a string, without the quotes.
json_text <- function(text) {
  escaped <- function(code) {
    if (code > 65535) {
      code <- code - 65536
      sprintf("\\u%04x\\u%04x", 55296L + code %/% 1024L, 56320L + code %% 1024L)
    } else if (code < 32 || code > 126 || code == 34 || code == 92) {
      sprintf("\\u%04x", code)
    } else {
      intToUtf8(code)
    }
  }
  paste0(vapply(utf8ToInt(text), function(code) escaped(as.integer(code)), ""), collapse = "")
}

# JSON as text, number, logical, NULL or list; NULL for anything that is no JSON. An object is a list with names.
parsed <- function(text) {
  codes <- utf8ToInt(text)
  at <- 1L
  refuse <- function() stop("no JSON")
  peek <- function() if (at <= length(codes)) codes[at] else -1L
  take <- function() {
    code <- peek()
    if (is.na(code) || code < 0) refuse()
    at <<- at + 1L
    code
  }
  space <- function() while (peek() %in% c(9L, 10L, 13L, 32L)) at <<- at + 1L
  hex <- function() {
    digits <- intToUtf8(c(take(), take(), take(), take()))
    if (!grepl("^[0-9A-Fa-f]{4}$", digits)) refuse()
    strtoi(digits, 16L)
  }
  escape <- function() {
    code <- take()
    plain <- match(code, utf8ToInt("\"\\/bfnrt"))
    if (!is.na(plain)) return(c(34L, 92L, 47L, 8L, 12L, 10L, 13L, 9L)[plain])
    if (code != 117L) refuse()
    code <- hex()
    if (code >= 55296L && code < 56320L && peek() == 92L && at < length(codes) && codes[at + 1L] == 117L) {
      at <<- at + 2L
      code <- 65536L + (code - 55296L) * 1024L + hex() - 56320L
    }
    if (code == 0L || (code >= 55296L && code < 57344L)) 65533L else code
  }
  string <- function() {
    read <- integer()
    repeat {
      code <- take()
      if (code == 34L) return(if (length(read) == 0) "" else intToUtf8(read))
      read[length(read) + 1L] <- if (code == 92L) escape() else code
    }
  }
  group <- function(end, depth) {
    values <- list()
    keys <- character()
    space()
    if (peek() == end) {
      at <<- at + 1L
      return(values)
    }
    repeat {
      space()
      if (end == 125L) {
        if (take() != 34L) refuse()
        keys <- c(keys, string())
        space()
        if (take() != 58L) refuse()
      }
      values <- c(values, list(value(depth + 1)))
      code <- take()
      if (code == end) break
      if (code != 44L) refuse()
    }
    if (end == 125L) names(values) <- keys
    values
  }
  word <- function() {
    start <- at
    while (intToUtf8(max(peek(), 1L)) %in% c(letters, "E", 0:9, "+", "-", ".")) at <<- at + 1L
    if (at == start) refuse()
    found <- intToUtf8(codes[start:(at - 1L)])
    if (found == "null") return(NULL)
    if (found %in% c("true", "false")) return(found == "true")
    number <- suppressWarnings(as.numeric(found))
    if (is.na(number)) refuse() else number
  }
  value <- function(depth) {
    if (depth > 100) refuse()
    space()
    first <- peek()
    if (first %in% c(34L, 91L, 123L)) at <<- at + 1L
    read <- if (first == 34L) string() else if (first == 123L) group(125L, depth) else if (first == 91L) group(93L, depth) else word()
    space()
    read
  }
  tryCatch({
    read <- value(0)
    if (at <= length(codes)) refuse()
    read
  }, error = function(problem) NULL)
}

member <- function(value, name) if (is.list(value) && name %in% names(value)) value[[name]] else NULL

text_of <- function(value, name) {
  found <- member(value, name)
  if (is.character(found)) found else ""
}
"##;
