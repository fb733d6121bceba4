//! What the page is connected to: three kinds of service that cannot be confused.

use std::sync::Arc;

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

    /// The key itself, for the storage of this tab alone, where the user asked that it survive a reload.
    #[must_use]
    pub const fn reveal_for_this_tab(&self) -> &Secret {
        &self.secret
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

/// Where a web service is, without `/jobs`: what a job keeps of where it was sent. Cheap to clone.
///
/// **Source**: facts B.1 (verified): `/subscriptions/{id}/services/{id}` or `/workspaces/{id}/services/{id}`; a relay on
/// this computer may have a path of its own before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceAddress(Arc<str>);

/// A web service that runs batch jobs, new or classic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobService {
    /// The service's own address.
    pub address: ServiceAddress,
    /// Its API key, bound to that address's origin.
    pub key: Key,
}

/// Everything that the page is connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Which kind of service answers.
    pub kind: ServiceKind,
    /// The pool service.
    pub pools: PoolService,
    /// Where jobs can be sent, each with its own key; none for managing pools only.
    pub jobs: Vec<JobService>,
}

impl Connection {
    pub(super) fn keys(&self) -> impl Iterator<Item = &Secret> {
        core::iter::once(&self.pools.key).chain(self.jobs.iter().map(|service| &service.key)).map(Key::secret)
    }

    /// The web service at an address, where its key is here.
    #[must_use]
    pub fn job_service(&self, address: &ServiceAddress) -> Option<&JobService> {
        self.jobs.iter().find(|service| service.address == *address)
    }
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

impl ConnectionProblem {
    /// Whether it is of a key, as against of an address.
    #[must_use]
    pub const fn is_of_key(&self) -> bool {
        matches!(self, Self::PoolServiceKey | Self::JobServiceKey)
    }
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

impl ServiceAddress {
    /// Reads an address, with or without `/jobs` or `/swagger.json` behind it.
    ///
    /// # Errors
    /// When the text is no address to which a key may go, or of another form.
    pub fn read(url: &str) -> Result<Self, ConnectionProblem> {
        Self::of(&Address::read(url).map_err(ConnectionProblem::JobServiceUrl)?)
    }

    fn of(address: &Address) -> Result<Self, ConnectionProblem> {
        let segments = address.segments();
        let owned = |part: &&str| matches!(*part, "subscriptions" | "workspaces");
        // Only a relay on this computer puts a path of its own before the service's.
        let at = segments.iter().position(owned).filter(|at| *at == 0 || address.is_loopback());
        let (before, service) = segments.split_at(at.unwrap_or_default());
        match service {
            [kind @ ("subscriptions" | "workspaces"), owner, "services", service, ..]
                if is_hex32(owner) && is_hex32(service) =>
            {
                let before: String = before.iter().flat_map(|part| ["/", part]).collect();
                let base = format!("{}{before}/{kind}/{owner}/services/{service}", address.origin());
                Ok(Self(Arc::from(base)))
            }
            _ => Err(ConnectionProblem::JobServiceForm { path: address.path.chars().take(200).collect() }),
        }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a classic service (`/workspaces/…`), which no plan of a pool pays for.
    #[must_use]
    pub fn is_classic(&self) -> bool {
        self.0.contains("/workspaces/")
    }
}

impl JobService {
    /// A web service at this URL, with or without `/jobs` or `/swagger.json` behind it.
    ///
    /// # Errors
    /// When the URL is no address or of another form, or the key is empty or holds a control character.
    pub fn at(url: &str, key: &str) -> Result<Self, Vec<ConnectionProblem>> {
        let mut problems = Vec::new();
        let read = Address::read(url).map_err(ConnectionProblem::JobServiceUrl);
        let place = read.and_then(|address| ServiceAddress::of(&address).map(|service| (service, address)));
        if !is_key(key) {
            problems.push(ConnectionProblem::JobServiceKey);
        }
        match place {
            Ok((service, address)) if problems.is_empty() => {
                let key = Key::bound_to(&address, Secret::new(key.trim().to_owned()));
                Ok(Self { address: service, key })
            }
            Ok(_) => Err(problems),
            Err(problem) => {
                problems.insert(0, problem);
                Err(problems)
            }
        }
    }
}

fn is_key(key: &str) -> bool {
    let key = key.trim();
    !key.is_empty() && key.len() <= 4_096 && key.chars().all(|c| c.is_ascii_graphic() || c == ' ')
}
