//! JSON in awk.

/// `json_text`: a text as JSON inside a string.
pub(in crate::script) const JSON_TEXT: &str = r##"
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
pub(in crate::script) const JSON: &str = r##"
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
