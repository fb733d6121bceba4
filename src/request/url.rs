//! An absolute URL taken apart, borrowed and unchanged: just what addresses and endpoints need.

/// The parts of an absolute URL, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Url<'a> {
    pub(super) scheme: &'a str,
    /// What stands before an `@` in the host part.
    pub(super) user: Option<&'a str>,
    pub(super) host: &'a str,
    /// Digits, or whatever stands after the colon.
    pub(super) port: Option<&'a str>,
    /// With its leading slash, or empty.
    pub(super) path: &'a str,
    /// After the question mark.
    pub(super) query: Option<&'a str>,
}

impl<'a> Url<'a> {
    /// Takes a URL apart; `None` when it is not `scheme://host…` or holds white space or control characters.
    pub(super) fn split(text: &'a str) -> Option<Self> {
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return None;
        }
        let (scheme, rest) = text.split_once("://")?;
        let scheme_shaped = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        let rest = rest.split('#').next().unwrap_or_default();
        let (before_query, query) = match rest.split_once('?') {
            Some((before, query)) => (before, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = before_query.split_at(before_query.find('/').unwrap_or(before_query.len()));
        let (user, host_and_port) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let (host, port) = host_and_port_of(host_and_port);
        (scheme_shaped && !host.is_empty()).then_some(Self { scheme, user, host, port, path, query })
    }

    pub(super) fn is_https(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("https")
    }

    pub(super) fn is_http(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("http")
    }

    /// Whether the host is this very machine.
    pub(super) fn is_loopback(&self) -> bool {
        let host = self.host.to_ascii_lowercase();
        host == "localhost"
            || host.ends_with(".localhost")
            || host == "[::1]"
            || (host.starts_with("127.") && is_ipv4(&host))
    }

    /// Whether the port is absent or a number from 1 to 65,535.
    pub(super) fn has_sound_port(&self) -> bool {
        self.port.is_none_or(|port| {
            port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|n| n > 0)
        })
    }

    /// Whether the host is written as letters, digits, hyphens and points, or as an address in brackets.
    pub(super) fn has_sound_host(&self) -> bool {
        match self.host.strip_prefix('[') {
            Some(address) => address
                .strip_suffix(']')
                .is_some_and(|a| a.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.'))),
            None => self.host.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            }),
        }
    }

    /// Scheme, host and port as written, without a trailing slash.
    pub(super) fn origin(&self) -> String {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}", self.scheme, self.host)
    }

    /// The storage account that this endpoint belongs to: the first label of `account.blob.…`, or the first segment of
    /// the path where the host is an address (the emulator); `None` for a custom domain.
    pub(super) fn storage_account(&self) -> Option<&'a str> {
        if self.is_path_style() {
            return self.path.split('/').nth(1).filter(|account| !account.is_empty());
        }
        let mut labels = self.host.split('.');
        let account = labels.next()?;
        let service = labels.find(|label| !is_zone(label))?;
        let is_service = ["blob", "table", "queue", "file", "dfs", "web"]
            .iter()
            .any(|known| service.eq_ignore_ascii_case(known));
        is_service.then(|| account.strip_suffix("-secondary").unwrap_or(account))
    }

    /// Whether the account stands in the path: the emulator, and any host that is a bare address.
    pub(super) fn is_path_style(&self) -> bool {
        self.is_loopback() || is_ipv4(self.host) || self.host.starts_with('[')
    }
}

fn host_and_port_of(text: &str) -> (&str, Option<&str>) {
    let after_bracket = text.find(']').unwrap_or(0);
    match text.rfind(':') {
        Some(colon) if colon >= after_bracket => {
            let (host, port) = text.split_at(colon);
            (host, port.strip_prefix(':'))
        }
        _ => (text, None),
    }
}

fn is_ipv4(host: &str) -> bool {
    host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok())
}

/// Accounts of the newer DNS zones are named `account.z12.blob.…`.
fn is_zone(label: &str) -> bool {
    label
        .strip_prefix('z')
        .is_some_and(|digits| (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Text with `%41` written as `A`; `None` where an escape is broken or the result is no UTF-8.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_url_apart() {
        let url = Url::split("https://me@host.example:8443/a/b?c=d&e#f").unwrap();
        assert_eq!(
            url,
            Url {
                scheme: "https",
                user: Some("me"),
                host: "host.example",
                port: Some("8443"),
                path: "/a/b",
                query: Some("c=d&e"),
            }
        );
        assert_eq!(url.origin(), "https://host.example:8443");
        assert_eq!(Url::split("http://[::1]:10000/x").unwrap().host, "[::1]");
        for text in ["", "host/path", "://host", "https://", "https://a b/", "1x://host"] {
            assert_eq!(Url::split(text), None, "{text:?}");
        }
    }

    #[test]
    fn knows_the_account_of_an_endpoint() {
        #[track_caller]
        fn check(url: &str, expected: Option<&str>) {
            assert_eq!(Url::split(url).unwrap().storage_account(), expected, "{url}");
        }
        check("https://acct.blob.core.windows.net/", Some("acct"));
        check("https://acct-secondary.blob.core.windows.net/", Some("acct"));
        check("https://acct.z12.blob.storage.azure.net/", Some("acct"));
        check("https://acct.file.core.chinacloudapi.cn", Some("acct"));
        check("http://127.0.0.1:10000/devstoreaccount1", Some("devstoreaccount1"));
        check("http://localhost:10000/devstoreaccount1/c", Some("devstoreaccount1"));
        check("https://data.example.com/", None);
        check("http://127.0.0.1:10000", None);
    }

    #[test]
    fn decodes_percent_escapes() {
        assert_eq!(percent_decoded("2015-04-05T05%3A44%3A55Z").as_deref(), Some("2015-04-05T05:44:55Z"));
        assert_eq!(percent_decoded("a+b%2B%C3%A5").as_deref(), Some("a+b+å"));
        for broken in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(percent_decoded(broken), None, "{broken}");
        }
    }
}
