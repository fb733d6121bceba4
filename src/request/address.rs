//! Service addresses: any URL of a web service, recognized, and every other one derived from it.

use super::finding::Severity;
use super::near;
use super::url::Url;

/// The two kinds of web service, told by the address.
///
/// **Source**: facts B.1 (verified).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceKind {
    /// Classic: `/workspaces/{workspace}/services/{endpoint}`.
    Classic,
    /// New, based on Resource Manager: `/subscriptions/{subscription}/services/{service}`.
    New,
}

impl ServiceKind {
    /// The path segment before the first id.
    #[must_use]
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Classic => "workspaces",
            Self::New => "subscriptions",
        }
    }
}

/// A region that serves web services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// How hosts begin there.
    pub prefix: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether the host was seen in public code, or is derived from the host of the management service.
    pub is_verified: bool,
}

/// The regions known.
///
/// **Source**: facts B.10; each row says whether it is verified.
pub const REGIONS: [Region; 6] = [
    Region { prefix: "ussouthcentral", name: "South Central US", is_verified: true },
    Region { prefix: "europewest", name: "West Europe", is_verified: true },
    Region { prefix: "asiasoutheast", name: "Southeast Asia", is_verified: true },
    Region { prefix: "uswestcentral", name: "West Central US", is_verified: true },
    Region { prefix: "japaneast", name: "Japan East", is_verified: false },
    Region { prefix: "germanycentral", name: "Germany Central", is_verified: false },
];

/// The version that every derived URL asks for.
///
/// **Source**: facts B.1 (verified).
pub const API_VERSION: &str = "2.0";

/// Characters in a workspace, subscription, service or endpoint id.
const ID_DIGITS: usize = 32;

/// A web service's address. Holding one means that jobs can be sent to it: `https`, or `http` on this machine, and two
/// ids of 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAddress {
    /// Scheme and host in lower case, the port unless it is the scheme's own.
    origin: String,
    host: String,
    /// What a relay puts before the service's own path; empty or `/…`.
    prefix: String,
    kind: ServiceKind,
    owner: String,
    service: String,
}

impl ServiceAddress {
    /// Recognizes an address and says everything that is wrong or remarkable in it; an address comes out when nothing
    /// is an error. White space around it is ignored.
    ///
    /// ```
    /// use poolwise::request::{ServiceAddress, ServiceKind};
    /// let (address, problems) = ServiceAddress::read(
    ///     "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/\
    ///      services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0",
    /// );
    /// let address = address.unwrap();
    /// assert_eq!(address.kind(), ServiceKind::New);
    /// assert_eq!(address.region().unwrap().name, "South Central US");
    /// assert!(address.start("j1").ends_with("/jobs/j1/start?api-version=2.0"));
    /// assert!(problems.is_empty());
    /// ```
    #[must_use]
    pub fn read(text: &str) -> (Option<Self>, Vec<AddressProblem>) {
        let text = text.trim();
        if text.is_empty() {
            return (None, vec![AddressProblem::Empty]);
        }
        let Some(url) = Url::split(text).filter(|url| url.has_sound_host() && url.has_sound_port()) else {
            return (None, vec![not_a_url(text)]);
        };
        let mut problems = host_problems(&url);
        let Some(place) = Place::find(url.path) else {
            let page = is_page_for_people(&url);
            problems.push(if page { AddressProblem::PageForPeople } else { AddressProblem::NoIds });
            return (None, problems);
        };
        problems.extend(illegal_character(place.prefix));
        problems.extend(place.id_problems(text));
        problems.extend(place.tail_problem());
        problems.extend(version_problem(url.query));
        let sound = problems.iter().all(|problem| problem.severity() != Severity::Error);
        (sound.then(|| place.address(&url)), problems)
    }

    /// Classic or new.
    #[must_use]
    pub const fn kind(&self) -> ServiceKind {
        self.kind
    }

    /// The workspace (classic) or subscription (new).
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The endpoint (classic) or service (new).
    ///
    /// **Source**: facts B.1: in classic addresses it is the endpoint's id, not the web service's (verified).
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The host, in lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The region, told by the host; `None` for a region or host that is not known.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        let prefix = azureml_prefix(&self.host)?;
        REGIONS.into_iter().find(|region| region.prefix == prefix)
    }

    /// The service itself, without a slash at the end; what every URL below begins with.
    #[must_use]
    pub fn base(&self) -> String {
        let Self { origin, prefix, owner, service, .. } = self;
        format!("{origin}{prefix}/{}/{owner}/services/{service}", self.kind.segment())
    }

    /// Batch Requests: `POST` submits a job.
    #[must_use]
    pub fn jobs(&self) -> String {
        format!("{}/jobs?api-version={API_VERSION}", self.base())
    }

    /// One job: `GET` its status, `DELETE` cancels it.
    #[must_use]
    pub fn job(&self, id: &str) -> String {
        format!("{}/jobs/{id}?api-version={API_VERSION}", self.base())
    }

    /// `POST` starts a submitted job.
    #[must_use]
    pub fn start(&self, id: &str) -> String {
        format!("{}/jobs/{id}/start?api-version={API_VERSION}", self.base())
    }

    /// Request/Response: one call, one answer.
    #[must_use]
    pub fn execute(&self) -> String {
        format!("{}/execute?api-version={API_VERSION}&details=true", self.base())
    }

    /// The service's description; readable without a key. What a pool is created with, for a new service.
    #[must_use]
    pub fn swagger(&self) -> String {
        format!("{}/swagger.json", self.base())
    }
}

/// Which id of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressId {
    /// `/workspaces/{…}`.
    Workspace,
    /// `/subscriptions/{…}`.
    Subscription,
    /// `/services/{…}`.
    Service,
}

/// What is wrong or remarkable in an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressProblem {
    /// Nothing was typed.
    Empty,
    /// It is no URL.
    NotAUrl,
    /// It is a URL without its `https://`; this is it with.
    NoScheme {
        /// The address with its scheme.
        repaired: String,
    },
    /// It is a whole `curl` command; pasting splits it.
    IsCurl,
    /// The scheme is neither `https` nor `http`.
    Scheme {
        /// The scheme.
        found: String,
    },
    /// Plain `http` to another machine: the key would travel in the clear.
    HttpElsewhere,
    /// Something stands before an `@`.
    HasUser,
    /// A page that is made for people: of Studio, a portal or help.
    PageForPeople,
    /// Neither `/workspaces/{id}/services/{id}` nor `/subscriptions/{id}/services/{id}`.
    NoIds,
    /// Before the service's own path, a character that no URL may hold as it is.
    ///
    /// **Source**: RFC 3986, section 2 (verified).
    IllegalCharacter {
        /// The character.
        found: char,
        /// How a URL writes it.
        escaped: String,
    },
    /// An id with hyphens; this is the address without them.
    Hyphens {
        /// Which id.
        id: AddressId,
        /// The whole address, every such id without hyphens.
        repaired: String,
    },
    /// An id that is not 32 hexadecimal digits.
    IdShape {
        /// Which id.
        id: AddressId,
        /// What stands there.
        found: String,
    },
    /// Something after the service's id that is no call of its.
    UnknownCall {
        /// The rest of the path.
        found: String,
    },
    /// Another version than 2.0; every URL here asks for 2.0.
    ApiVersion {
        /// The version.
        found: String,
    },
    /// A host that is not Microsoft's: a relay, API Management, the companion.
    OtherHost {
        /// The host.
        found: String,
    },
    /// This machine.
    Loopback,
    /// A Microsoft host whose region is not known.
    UnknownRegion {
        /// How the host begins.
        found: String,
        /// The known region that it is near or turns around, when it is.
        near: Option<&'static str>,
    },
}

impl AddressProblem {
    /// How much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Empty
            | Self::NotAUrl
            | Self::NoScheme { .. }
            | Self::IsCurl
            | Self::Scheme { .. }
            | Self::HttpElsewhere
            | Self::HasUser
            | Self::PageForPeople
            | Self::NoIds
            | Self::IllegalCharacter { .. }
            | Self::Hyphens { .. }
            | Self::IdShape { .. } => Severity::Error,
            Self::UnknownCall { .. }
            | Self::ApiVersion { .. }
            | Self::UnknownRegion { near: Some(_), .. } => Severity::Warning,
            Self::OtherHost { .. } | Self::Loopback | Self::UnknownRegion { near: None, .. } => {
                Severity::Note
            }
        }
    }
}

/// The service's place in a path.
struct Place<'a> {
    prefix: &'a str,
    kind: ServiceKind,
    owner: &'a str,
    service: &'a str,
    tail: &'a str,
}

impl<'a> Place<'a> {
    /// The last `/workspaces/` or `/subscriptions/` that `/services/` follows: a relay may put anything before it.
    fn find(path: &'a str) -> Option<Self> {
        let folded = path.to_ascii_lowercase();
        let at = |kind: ServiceKind| folded.rfind(&format!("/{}/", kind.segment())).map(|at| (at, kind));
        let (at, kind) =
            [at(ServiceKind::Classic), at(ServiceKind::New)].into_iter().flatten().max_by_key(|f| f.0)?;
        let prefix = path.get(..at)?;
        let mut rest = path.get(at + 1..)?.splitn(5, '/');
        let (_, owner, services, service) = (rest.next()?, rest.next()?, rest.next()?, rest.next()?);
        let found = services.eq_ignore_ascii_case("services") && !owner.is_empty() && !service.is_empty();
        found.then(|| Self { prefix, kind, owner, service, tail: rest.next().unwrap_or_default() })
    }

    fn id_problems(&self, text: &str) -> Vec<AddressProblem> {
        let owner = match self.kind {
            ServiceKind::Classic => AddressId::Workspace,
            ServiceKind::New => AddressId::Subscription,
        };
        let without_hyphens =
            |id: &str| Some(id.replace('-', "")).filter(|plain| is_id(plain) && plain != id);
        // Every id is repaired at once, so that repairs of the same text never undo each other.
        let repaired = [self.owner, self.service].into_iter().fold(text.to_owned(), |text, id| {
            without_hyphens(id).map_or(text.clone(), |plain| text.replace(id, &plain))
        });
        [(owner, self.owner), (AddressId::Service, self.service)]
            .into_iter()
            .filter(|(_, found)| !is_id(found))
            .map(|(id, found)| {
                if without_hyphens(found).is_some() {
                    AddressProblem::Hyphens { id, repaired: repaired.clone() }
                } else {
                    AddressProblem::IdShape { id, found: found.chars().take(60).collect() }
                }
            })
            .collect()
    }

    fn tail_problem(&self) -> Option<AddressProblem> {
        let tail = self.tail.trim_end_matches('/');
        let segments: Vec<&str> = tail.split('/').collect();
        let is_known = match segments.as_slice() {
            [] | ["" | "jobs" | "execute" | "score" | "swagger.json"] | ["jobs", _] => true,
            ["jobs", _, call] => *call == "start",
            _ => false,
        };
        (!is_known).then(|| AddressProblem::UnknownCall { found: tail.chars().take(60).collect() })
    }

    fn address(&self, url: &Url<'_>) -> ServiceAddress {
        let scheme = url.scheme.to_ascii_lowercase();
        let host = url.host.to_ascii_lowercase();
        let own_port = if url.is_https() { "443" } else { "80" };
        let port =
            url.port.filter(|port| *port != own_port).map(|port| format!(":{port}")).unwrap_or_default();
        ServiceAddress {
            origin: format!("{scheme}://{host}{port}"),
            host,
            prefix: self.prefix.to_owned(),
            kind: self.kind,
            owner: self.owner.to_owned(),
            service: self.service.to_owned(),
        }
    }
}

/// Whether it is 32 hexadecimal digits, as ids of services, workspaces, subscriptions and pools are.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == ID_DIGITS && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn not_a_url(text: &str) -> AddressProblem {
    let is_curl = text
        .split_whitespace()
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("curl") || word.eq_ignore_ascii_case("curl.exe"));
    if is_curl {
        return AddressProblem::IsCurl;
    }
    let repaired = format!("https://{}", text.trim_start_matches('/'));
    let has_services = text.to_ascii_lowercase().contains("/services/");
    if !text.contains("://")
        && has_services
        && Url::split(&repaired).is_some_and(|url| url.host.contains('.'))
    {
        return AddressProblem::NoScheme { repaired };
    }
    AddressProblem::NotAUrl
}

fn illegal_character(path: &str) -> Option<AddressProblem> {
    let found = path.chars().find(|c| matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'))?;
    Some(AddressProblem::IllegalCharacter { found, escaped: format!("%{:02X}", u32::from(found)) })
}

fn host_problems(url: &Url<'_>) -> Vec<AddressProblem> {
    let mut problems = Vec::new();
    if url.user.is_some() {
        problems.push(AddressProblem::HasUser);
    }
    let host = url.host.to_ascii_lowercase();
    if !url.is_https() && !url.is_http() {
        problems.push(AddressProblem::Scheme { found: url.scheme.to_owned() });
    } else if url.is_loopback() {
        problems.push(AddressProblem::Loopback);
    } else if url.is_http() {
        problems.push(AddressProblem::HttpElsewhere);
    } else if let Some(prefix) = azureml_prefix(&host) {
        if !REGIONS.iter().any(|region| region.prefix == prefix) {
            problems
                .push(AddressProblem::UnknownRegion { found: prefix.to_owned(), near: near_region(prefix) });
        }
    } else if !is_page_for_people(url) {
        problems.push(AddressProblem::OtherHost { found: host });
    }
    problems
}

/// `ussouthcentral` of `ussouthcentral.services.azureml.net`.
fn azureml_prefix(host: &str) -> Option<&str> {
    let prefix = host.strip_suffix(".services.azureml.net").or(host.strip_suffix(".services.azureml.de"))?;
    (!prefix.is_empty()).then_some(prefix)
}

/// Azure says `westeurope` and `southcentralus`, these hosts `europewest` and `ussouthcentral`.
fn near_region(found: &str) -> Option<&'static str> {
    let letters = |name: &str| {
        let mut letters: Vec<char> = name.chars().collect();
        letters.sort_unstable();
        letters
    };
    let turned = REGIONS.iter().find(|region| letters(region.prefix) == letters(found));
    turned.map(|region| region.prefix).or_else(|| near::nearest(found, REGIONS.map(|region| region.prefix)))
}

fn is_page_for_people(url: &Url<'_>) -> bool {
    let host = url.host.to_ascii_lowercase();
    let path = url.path.to_ascii_lowercase();
    matches!(
        host.as_str(),
        "services.azureml.net"
            | "studio.azureml.net"
            | "portal.azure.com"
            | "ml.azure.com"
            | "learn.microsoft.com"
            | "docs.microsoft.com"
            | "azure.microsoft.com"
    ) || host.ends_with(".studio.azureml.net")
        || (host.ends_with(".azureml.net") && path.contains("/apihelp/"))
}

fn version_problem(query: Option<&str>) -> Option<AddressProblem> {
    let version = query?.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.eq_ignore_ascii_case("api-version").then_some(value)
    })?;
    (version != API_VERSION).then(|| AddressProblem::ApiVersion { found: version.chars().take(40).collect() })
}
