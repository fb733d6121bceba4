//! The one address in a reply that the page follows itself: where the next page of a list is.

/// Makes a list's `…nextLink` lead through the relay, where it leads to the target; all else stays as it came, byte by
/// byte. `None` when there is nothing to change.
///
/// **Source**: facts A.4 (verified for Azure Batch): `odata.nextLink`, followed as it is.
pub(super) fn relayed(body: &[u8], target: &str, relay: &str) -> Option<Vec<u8>> {
    const NAME: &str = "nextLink\"";
    let text = std::str::from_utf8(body).ok()?;
    let name = text.find(NAME)? + NAME.len();
    let rest = text.get(name..)?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let at = text.len() - value.len();
    // JSON may write "/" as "\/".
    let written = [target.to_owned(), target.replace('/', "\\/")];
    let own = written.iter().find(|own| {
        value.strip_prefix(own.as_str()).is_some_and(|rest| rest.starts_with(['/', '?', '"', '\\']))
    })?;
    let mut changed = body.get(..at)?.to_vec();
    changed.extend_from_slice(relay.as_bytes());
    changed.extend_from_slice(body.get(at + own.len()..)?);
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: Option<&str>) {
        let found = relayed(body.as_bytes(), "https://a.example/pool", "http://127.0.0.1:1/t/a.example");
        assert_eq!(found.map(|body| String::from_utf8(body).unwrap()).as_deref(), expected, "{body}");
    }

    #[test]
    fn only_the_next_link_is_changed() {
        check(
            r#"{"value":["https://a.example/pool"],"odata.nextLink" : "https://a.example/pool/pools?after=x"}"#,
            Some(
                r#"{"value":["https://a.example/pool"],"odata.nextLink" : "http://127.0.0.1:1/t/a.example/pools?after=x"}"#,
            ),
        );
        check(
            r#"{"nextLink":"https:\/\/a.example\/pool\/pools"}"#,
            Some(r#"{"nextLink":"http://127.0.0.1:1/t/a.example\/pools"}"#),
        );
        check(r#"{"nextLink":"https://a.example/pools"}"#, None);
        check(r#"{"nextLink":"https://b.example/pool/x"}"#, None);
        check(r#"{"nextLink":null,"x":"https://a.example/pool/"}"#, None);
        check(r#"{"x":1}"#, None);
        check("nextLink\"", None);
    }
}
