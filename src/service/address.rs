//! Addresses: only as much of a URL as decides where a key may go.

/// A web address in parts.
///
/// `host` is lower case; `port` is absent where it is the scheme's own; `path` begins with `/`; `query` is without `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Whether the scheme is https; else it is http.
    pub secure: bool,
    /// The host, lower case.
    pub host: String,
    /// The port, where it is not the scheme's own.
    pub port: Option<u16>,
    /// The path.
    pub path: String,
    /// The query, without its question mark.
    pub query: String,
}

/// Why a text is not an address to which a key may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAnAddress {
    /// Nothing was given.
    Empty,
    /// It is no http or https URL.
    NotAUrl {
        /// What was given, cut to 200 characters.
        found: String,
    },
    /// It names a user or password before the host, where a host can be disguised.
    HasUser,
    /// It is plain http to a host that is not this computer.
    NotSecure {
        /// The host.
        host: String,
    },
}

impl Address {
    /// Reads an address. A fragment is dropped; plain http is read only for this computer.
    ///
    /// # Errors
    /// See [`NotAnAddress`].
    pub fn read(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotAnAddress::Empty);
        }
        let not_a_url = || NotAnAddress::NotAUrl { found: text.chars().take(200).collect() };
        let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '<' | '>' | '"');
        if text.contains(strange) {
            return Err(not_a_url());
        }
        let (scheme, rest) = text.split_once("://").ok_or_else(not_a_url)?;
        let secure = scheme.eq_ignore_ascii_case("https");
        if !secure && !scheme.eq_ignore_ascii_case("http") {
            return Err(not_a_url());
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        if authority.contains('@') {
            return Err(NotAnAddress::HasUser);
        }
        let (host, port) = host_and_port(authority, secure).ok_or_else(not_a_url)?;
        let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
        let path = if path.is_empty() { "/" } else { path };
        let address = Self { secure, host, port, path: path.to_owned(), query: query.to_owned() };
        if !secure && !address.is_loopback() {
            return Err(NotAnAddress::NotSecure { host: address.host });
        }
        Ok(address)
    }

    /// Scheme, host and port: what a key is bound to.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        match self.port {
            Some(port) => format!("{scheme}://{}:{port}", self.host),
            None => format!("{scheme}://{}", self.host),
        }
    }

    /// Whether the host is this computer.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let ipv4 = self.host.strip_prefix("127.").is_some_and(|rest| {
            rest.split('.').count() == 3 && rest.split('.').all(|part| part.parse::<u8>().is_ok())
        });
        ipv4 || matches!(self.host.as_str(), "localhost" | "[::1]")
    }

    /// The path's parts, without empty ones.
    #[must_use]
    pub fn segments(&self) -> Vec<&str> {
        self.path.split('/').filter(|part| !part.is_empty()).collect()
    }
}

fn host_and_port(authority: &str, secure: bool) -> Option<(String, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']')?;
            let port = if after.is_empty() { None } else { Some(after.strip_prefix(':')?) };
            (format!("[{inside}]"), port)
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host.to_owned(), Some(port)),
            None => (authority.to_owned(), None),
        },
    };
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '[' | ']' | ':');
    if host.is_empty() || !host.chars().all(named) {
        return None;
    }
    let port = match port {
        None | Some("") => None,
        Some(digits) => Some(digits.parse::<u16>().ok()?),
    };
    let own = if secure { 443 } else { 80 };
    Some((host.to_ascii_lowercase(), port.filter(|port| *port != own)))
}

/// Whether a text is 32 hexadecimal digits: how the services write subscription and service ids.
///
/// **Source**: facts B.1, the source page's sample URL (verified).
#[must_use]
pub fn is_hex32(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(&str, &str), NotAnAddress>) {
        let found = Address::read(text).map(|address| (address.origin(), address.path));
        assert_eq!(found, expected.map(|(origin, path)| (origin.to_owned(), path.to_owned())), "{text}");
    }

    #[test]
    fn reads_what_decides_where_a_key_goes() {
        check("https://A.example/x?y#z", Ok(("https://a.example", "/x")));
        check("https://a.example:443", Ok(("https://a.example", "/")));
        check("http://127.0.0.1:8080/x", Ok(("http://127.0.0.1:8080", "/x")));
        check("http://[::1]:8080/x", Ok(("http://[::1]:8080", "/x")));
        check("http://localhost", Ok(("http://localhost", "/")));
        check("", Err(NotAnAddress::Empty));
        check("https://a@b.example/", Err(NotAnAddress::HasUser));
        check("http://a.example/", Err(NotAnAddress::NotSecure { host: "a.example".to_owned() }));
        check(
            "http://127.0.0.1.example/",
            Err(NotAnAddress::NotSecure { host: "127.0.0.1.example".to_owned() }),
        );
        for text in
            ["pools", "ftp://a.example", "https://", "https://a b", "https://a.example:x/", "https://a\\b"]
        {
            check(text, Err(NotAnAddress::NotAUrl { found: text.to_owned() }));
        }
    }
}
