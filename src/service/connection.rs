//! What the page is connected to: three kinds of service that cannot be confused.

use super::address::{Address, NotAnAddress, is_hex32};
use super::pool::Quota;
use super::profile::Profile;
use crate::units::Secret;

/// Which kind of service answers. Banner, title and colour follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceKind {
    /// The emulator in the page: nothing leaves it and nothing costs.
    Practice,
    /// The companion on this computer.
    Companion,
    /// A service on the network: what is done there costs money.
    Live,
}

/// A key together with the origin for which it was given: it goes nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    origin: String,
    secret: Secret,
}

impl Key {
    /// Binds a key to the origin of an address.
    #[must_use]
    pub fn bound_to(address: &Address, secret: Secret) -> Self {
        Self { origin: address.origin(), secret }
    }

    /// The origin to which it may be sent.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) const fn secret(&self) -> &Secret {
        &self.secret
    }
}

/// The pool service that support named, and how it is spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolService {
    /// The base URL, without a final `/` and without a query.
    pub base_url: String,
    /// The key, bound to that URL's origin.
    pub key: Key,
    /// How it is spoken to.
    pub profile: Profile,
    /// What the account may have.
    pub quota: Quota,
}

/// A web service that runs batch jobs, new or classic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobService {
    /// The service's own address, without `/jobs`.
    pub service_url: String,
    /// Its API key, bound to that URL's origin.
    pub key: Key,
}

/// Everything that the page is connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Which kind of service answers.
    pub kind: ServiceKind,
    /// The pool service.
    pub pools: PoolService,
    /// Where jobs are sent; `None` for managing pools only.
    pub jobs: Option<JobService>,
}

/// Why a connection cannot be made, naming its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionProblem {
    /// The pool service's URL is none.
    PoolServiceUrl(NotAnAddress),
    /// There is no key, or it holds a line break or another control character.
    PoolServiceKey,
    /// The web service's URL is no address.
    JobServiceUrl(NotAnAddress),
    /// The web service's URL does not end in `/services/{32 hex}`.
    JobServiceForm {
        /// The path that was found.
        path: String,
    },
    /// There is no API key, or it holds a control character.
    JobServiceKey,
}

impl PoolService {
    /// A pool service at this URL, with this key.
    ///
    /// # Errors
    /// When the URL is no address, or the key is empty or holds a control character; both at once where both are wrong.
    pub fn at(url: &str, key: &str, profile: Profile, quota: Quota) -> Result<Self, Vec<ConnectionProblem>> {
        let address = Address::read(url);
        let key_is_good = is_key(key);
        match address {
            Ok(address) if key_is_good => {
                let base_url = format!("{}{}", address.origin(), address.path.trim_end_matches('/'));
                let key = Key::bound_to(&address, Secret::new(key.trim().to_owned()));
                Ok(Self { base_url, key, profile, quota })
            }
            Ok(_) => Err(vec![ConnectionProblem::PoolServiceKey]),
            Err(problem) => {
                let mut problems = vec![ConnectionProblem::PoolServiceUrl(problem)];
                if !key_is_good {
                    problems.push(ConnectionProblem::PoolServiceKey);
                }
                Err(problems)
            }
        }
    }
}

impl JobService {
    /// A web service at this URL, with or without `/jobs` or `/swagger.json` behind it, and with or without the path of
    /// a relay before it.
    ///
    /// **Source**: facts B.1 (verified): `/subscriptions/{id}/services/{id}` or `/workspaces/{id}/services/{id}`.
    ///
    /// # Errors
    /// When the URL is no address or of another form, or the key is empty or holds a control character.
    pub fn at(url: &str, key: &str) -> Result<Self, Vec<ConnectionProblem>> {
        let mut problems = Vec::new();
        let place = match Address::read(url) {
            Ok(address) => {
                let base = service_base(&address);
                if base.is_none() {
                    let path = address.path.chars().take(200).collect();
                    problems.push(ConnectionProblem::JobServiceForm { path });
                }
                base.map(|base| (base, address))
            }
            Err(problem) => {
                problems.push(ConnectionProblem::JobServiceUrl(problem));
                None
            }
        };
        if !is_key(key) {
            problems.push(ConnectionProblem::JobServiceKey);
        }
        match place {
            Some((service_url, address)) if problems.is_empty() => {
                Ok(Self { service_url, key: Key::bound_to(&address, Secret::new(key.trim().to_owned())) })
            }
            _ => Err(problems),
        }
    }
}

/// The service's own address; what a relay or a gateway puts before its path stays.
fn service_base(address: &Address) -> Option<String> {
    let segments = address.segments();
    let at = (0..segments.len()).find(|at| {
        matches!(segments.get(*at..), Some([kind, owner, "services", service, ..])
            if matches!(*kind, "subscriptions" | "workspaces") && is_hex32(owner) && is_hex32(service))
    })?;
    let path = segments.get(..at + 4)?.join("/");
    Some(format!("{}/{path}", address.origin()))
}

fn is_key(key: &str) -> bool {
    let key = key.trim();
    !key.is_empty() && key.len() <= 4_096 && key.chars().all(|c| c.is_ascii_graphic() || c == ' ')
}
