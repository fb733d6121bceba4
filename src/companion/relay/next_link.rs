//! The one address in a reply that the page follows itself: where the next page of a list is.

use crate::service::Address;

/// Makes a list's `…nextLink` lead through the relay, where it leads to the target; all else stays as it came, byte by
/// byte. `None` when there is nothing to change.
///
/// **Source**: facts A.4 (verified for Azure Batch): `odata.nextLink`, followed as it is.
pub(super) fn relayed(body: &[u8], target: &Address, relay: &str) -> Option<Vec<u8>> {
    const NAME: &str = "nextLink\"";
    let text = std::str::from_utf8(body).ok()?;
    let name = text.find(NAME)? + NAME.len();
    let value = text.get(name..)?.trim_start().strip_prefix(':')?.trim_start();
    let at = text.len() - value.len();
    let mut documents = serde_json::Deserializer::from_str(value).into_iter::<String>();
    let link = documents.next()?.ok()?;
    let end = at + documents.byte_offset();
    let own = Address::read(&link).ok().filter(|link| link.origin() == target.origin())?;
    let path = own.path.strip_prefix(target.path.trim_end_matches('/'))?;
    if !(path.is_empty() || path.starts_with('/')) {
        return None;
    }
    let query = if own.query.is_empty() { String::new() } else { format!("?{}", own.query) };
    let through = serde_json::to_vec(&format!("{relay}{path}{query}")).ok()?;
    Some([body.get(..at)?, &through, body.get(end..)?].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: Option<&str>) {
        let target = Address::read("https://a.example/pool").unwrap();
        let found = relayed(body.as_bytes(), &target, "http://127.0.0.1:1/t/a.example");
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
            Some(r#"{"nextLink":"http://127.0.0.1:1/t/a.example/pools"}"#),
        );
        check(
            r#"{"nextLink":"HTTPS://A.Example:443/pool/pools?a=\u0026&b" ,"x":1}"#,
            Some(r#"{"nextLink":"http://127.0.0.1:1/t/a.example/pools?a=&&b" ,"x":1}"#),
        );
        check(
            r#"{"nextLink":"https://a.example/pool?x"}"#,
            Some(r#"{"nextLink":"http://127.0.0.1:1/t/a.example?x"}"#),
        );
        check(r#"{"nextLink":"https://a.example:444/pool/x"}"#, None);
        check(r#"{"nextLink":"https://a.example/pools/x"}"#, None);
        check(r#"{"nextLink":"https://a.example/pools"}"#, None);
        check(r#"{"nextLink":"https://b.example/pool/x"}"#, None);
        check(r#"{"nextLink":null,"x":"https://a.example/pool/"}"#, None);
        check(r#"{"x":1}"#, None);
        check("nextLink\"", None);
    }
}
