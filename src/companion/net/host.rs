use axum::http::{HeaderMap, header};

/// Whether a request names this machine as its host, at this port.
///
/// A page of another origin can make its own name point to 127.0.0.1 and then read what it asks for, as far as its
/// browser can tell from itself. Such a request names that other host.
pub(crate) fn is_own_host(headers: &HeaderMap, port: u16) -> bool {
    let mut named = headers.get_all(header::HOST).iter();
    let Some(Ok(host)) = named.next().map(|value| value.to_str()) else { return false };
    let (name, given) = match host.rsplit_once(':') {
        Some((name, digits)) if !digits.ends_with(']') => (name, digits.parse().ok()),
        _ => (host, Some(80)),
    };
    let is_here = matches!(name.to_ascii_lowercase().as_str(), "127.0.0.1" | "localhost" | "[::1]");
    is_here && given == Some(port) && named.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hosts: &[&str], expected: bool) {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, host.parse().unwrap());
        }
        assert_eq!(is_own_host(&headers, 8790), expected, "{hosts:?}");
    }

    #[test]
    fn only_this_machine_by_its_own_names() {
        check(&["127.0.0.1:8790"], true);
        check(&["LocalHost:8790"], true);
        check(&["[::1]:8790"], true);
        for host in [
            "127.0.0.1",
            "[::1]",
            "127.0.0.1:80",
            "rebound.example:8790",
            "127.0.0.1.example:8790",
            ":8790",
            "",
        ] {
            check(&[host], false);
        }
        check(&[], false);
        check(&["127.0.0.1:8790", "rebound.example"], false);
    }
}
