use std::str::FromStr;

use axum::http::Uri;

use super::super::net::say;
use crate::service::Address;
use crate::units::Secret;

/// A service to pass requests on to.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) address: Address,
    /// Its part of the relay's path: the host, told apart where two are equal.
    pub(super) name: String,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let address = Address::read(text).map_err(|_not_an_address| {
            "not a service’s address: write https://host/path, or http:// for a service on this machine"
                .to_owned()
        })?;
        if !address.query.is_empty() {
            return Err("a target is an address without a query".to_owned());
        }
        let port = address.port.map_or(String::new(), |port| format!("-{port}"));
        let name = format!("{}{port}", address.host.trim_matches(['[', ']']).replace(':', "."));
        Ok(Self { address, name })
    }
}

impl Target {
    /// The target's own address, without a `/` at its end.
    pub(super) fn base(&self) -> String {
        format!("{}{}", self.address.origin(), self.address.path.trim_end_matches('/'))
    }
}

/// Where a request is to go.
pub(super) struct Found<'a> {
    pub(super) target: &'a Target,
    /// The path behind the target's own, with its `/`; empty for none.
    pub(super) path: String,
    pub(super) query: Option<String>,
}

/// Every target, behind the token of this start.
pub(super) struct Targets {
    token: Secret,
    targets: Vec<Target>,
}

impl Targets {
    /// # Errors
    /// When the machine has no chance to draw a token from.
    pub(super) fn new(mut targets: Vec<Target>) -> Result<Self, String> {
        let mut bytes = [0_u8; 24];
        getrandom::fill(&mut bytes).map_err(|error| format!("no chance to draw a token from: {error}"))?;
        let token = Secret::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
        let mut taken: Vec<String> = Vec::new();
        for target in &mut targets {
            let own = target.name.clone();
            let mut count = 1;
            while taken.contains(&target.name) {
                count += 1;
                target.name = format!("{own}-{count}");
            }
            taken.push(target.name.clone());
        }
        Ok(Self { token, targets })
    }

    /// What there is to paste.
    pub(super) fn say_where(&self, port: u16) {
        for target in &self.targets {
            say(&format!("{}  is relayed at", target.base()));
            say(&format!("    {}", self.relayed(port, target)));
        }
        say("Use these addresses in the page in place of the services’ own; the keys stay the same.");
        say("Stop with Ctrl-C.");
    }

    /// A target's address here.
    pub(super) fn relayed(&self, port: u16, target: &Target) -> String {
        format!("http://127.0.0.1:{port}/{}/{}", self.token.reveal(), target.name)
    }

    /// The target that a path names behind the right token.
    pub(super) fn find(&self, uri: &Uri) -> Option<Found<'_>> {
        let mut parts = uri.path().strip_prefix('/')?.splitn(3, '/');
        let (token, name, rest) = (parts.next()?, parts.next()?, parts.next());
        if !is_same(token, self.token.reveal()) {
            return None;
        }
        let target = self.targets.iter().find(|target| target.name == name)?;
        let path = rest.map_or(String::new(), |rest| format!("/{rest}"));
        (!climbs(&path)).then(|| Found { target, path, query: uri.query().map(str::to_owned) })
    }
}

/// Whether a path would leave the target's own, however its dots and slashes are written.
///
/// **Source**: the URL standard (verified): `%2e` is a dot, and `\` a slash, in addresses of http and https.
fn climbs(path: &str) -> bool {
    let plain = path.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "\\");
    plain.split(['/', '\\']).any(|part| matches!(part, "." | ".."))
}

/// Compares without telling by its time how far two texts agree.
fn is_same(given: &str, expected: &str) -> bool {
    let differs = given.bytes().zip(expected.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    given.len() == expected.len() && differs == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_behind_the_token_only() {
        let urls = [
            "https://a.example/service/",
            "https://a.example/other",
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
            "https://a.example-2/",
            "https://a.example/third",
        ];
        let targets = Targets::new(urls.iter().map(|url| url.parse().unwrap()).collect()).unwrap();
        let names: Vec<_> = targets.targets.iter().map(|target| target.name.as_str()).collect();
        assert_eq!(
            names,
            ["a.example", "a.example-2", "127.0.0.1-9000", "..1-9000", "a.example-2-2", "a.example-3",]
        );
        let token = targets.token.reveal();
        let find = |path: &str| {
            let found = targets.find(&path.parse().unwrap())?;
            Some((found.target.base(), found.path, found.query))
        };
        let to = |base: &str, path: &str, query: Option<&str>| {
            Some((base.to_owned(), path.to_owned(), query.map(str::to_owned)))
        };
        assert_eq!(
            find(&format!("/{token}/a.example/pools/p?x=1")),
            to("https://a.example/service", "/pools/p", Some("x=1"))
        );
        assert_eq!(find(&format!("/{token}/a.example-2")), to("https://a.example/other", "", None));
        assert_eq!(find(&format!("/{token}/127.0.0.1-9000/")), to("http://127.0.0.1:9000", "/", None));
        for path in [
            "/a.example/pools".to_owned(),
            format!("/{}0/a.example/pools", &token[1..]),
            format!("/{}/a.example/pools", &token[1..]),
            format!("/{token}"),
            format!("/{token}/b.example/"),
            format!("/{token}/a.example/../x"),
            format!("/{token}/a.example/%2E%2e/x"),
            format!("/{token}/a.example/x/..%2Fx"),
            format!("/{token}/a.example/x/%2e.%5Cx"),
            format!("/{token}/a.example/x%5c..%5cx"),
        ] {
            assert_eq!(find(&path), None, "{path}");
        }
        for path in ["/x/..\\y", "/..\\", "/%2e%2e\\x", "/.", "/x/.."] {
            assert!(climbs(path), "{path}");
        }
        for path in ["", "/", "/a%2Fb", "/a..b/...", "/%252e%252e/"] {
            assert!(!climbs(path), "{path}");
        }
    }

    #[test]
    fn only_services_can_be_targets() {
        for wrong in ["http://a.example", "a.example", "https://u@a.example", "https://a.example/?x=1", ""] {
            assert!(Target::from_str(wrong).is_err(), "{wrong}");
        }
    }
}
