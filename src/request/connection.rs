//! Azure storage connection strings: every form, taken apart without changing a character.

use crate::units::Secret;

use super::finding::{Finding, Severity, Span};
use super::near;
use super::url::Url;

/// The account of the storage emulators.
///
/// **Source**: Microsoft, "Configure Azure Storage connection strings" (verified).
const EMULATOR_ACCOUNT: &str = "devstoreaccount1";
const EMULATOR_BLOB_ENDPOINT: &str = "http://127.0.0.1:10000/devstoreaccount1/";
/// Bytes in an account key.
///
/// **Source**: every key that storage issues is 512 bits (assumed; a warning only).
const KEY_BYTES: usize = 64;

/// A setting that a connection string can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// `DefaultEndpointsProtocol`: `https` or `http`.
    Protocol,
    /// `AccountName`.
    AccountName,
    /// `AccountKey`: the secret, in base64.
    AccountKey,
    /// `EndpointSuffix`: the cloud's domain, such as `core.windows.net`.
    EndpointSuffix,
    /// `BlobEndpoint`.
    BlobEndpoint,
    /// `TableEndpoint`.
    TableEndpoint,
    /// `QueueEndpoint`.
    QueueEndpoint,
    /// `FileEndpoint`.
    FileEndpoint,
    /// `BlobSecondaryEndpoint`.
    BlobSecondaryEndpoint,
    /// `TableSecondaryEndpoint`.
    TableSecondaryEndpoint,
    /// `QueueSecondaryEndpoint`.
    QueueSecondaryEndpoint,
    /// `FileSecondaryEndpoint`.
    FileSecondaryEndpoint,
    /// `DfsEndpoint`: that of Data Lake Storage.
    DfsEndpoint,
    /// `SharedAccessSignature`: a SAS token instead of a key; secret.
    SharedAccessSignature,
    /// `UseDevelopmentStorage=true`: the emulator.
    UseDevelopmentStorage,
    /// `DevelopmentStorageProxyUri`: the emulator behind a proxy.
    DevelopmentStorageProxyUri,
}

impl Setting {
    /// All of them.
    ///
    /// **Source**: Microsoft, "Configure Azure Storage connection strings" (verified).
    pub const ALL: [Self; 16] = [
        Self::Protocol,
        Self::AccountName,
        Self::AccountKey,
        Self::EndpointSuffix,
        Self::BlobEndpoint,
        Self::TableEndpoint,
        Self::QueueEndpoint,
        Self::FileEndpoint,
        Self::BlobSecondaryEndpoint,
        Self::TableSecondaryEndpoint,
        Self::QueueSecondaryEndpoint,
        Self::FileSecondaryEndpoint,
        Self::DfsEndpoint,
        Self::SharedAccessSignature,
        Self::UseDevelopmentStorage,
        Self::DevelopmentStorageProxyUri,
    ];

    /// Its name as Microsoft writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Protocol => "DefaultEndpointsProtocol",
            Self::AccountName => "AccountName",
            Self::AccountKey => "AccountKey",
            Self::EndpointSuffix => "EndpointSuffix",
            Self::BlobEndpoint => "BlobEndpoint",
            Self::TableEndpoint => "TableEndpoint",
            Self::QueueEndpoint => "QueueEndpoint",
            Self::FileEndpoint => "FileEndpoint",
            Self::BlobSecondaryEndpoint => "BlobSecondaryEndpoint",
            Self::TableSecondaryEndpoint => "TableSecondaryEndpoint",
            Self::QueueSecondaryEndpoint => "QueueSecondaryEndpoint",
            Self::FileSecondaryEndpoint => "FileSecondaryEndpoint",
            Self::DfsEndpoint => "DfsEndpoint",
            Self::SharedAccessSignature => "SharedAccessSignature",
            Self::UseDevelopmentStorage => "UseDevelopmentStorage",
            Self::DevelopmentStorageProxyUri => "DevelopmentStorageProxyUri",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.name().eq_ignore_ascii_case(name))
    }

    const fn is_endpoint(self) -> bool {
        matches!(
            self,
            Self::BlobEndpoint
                | Self::TableEndpoint
                | Self::QueueEndpoint
                | Self::FileEndpoint
                | Self::BlobSecondaryEndpoint
                | Self::TableSecondaryEndpoint
                | Self::QueueSecondaryEndpoint
                | Self::FileSecondaryEndpoint
                | Self::DfsEndpoint
        )
    }
}

/// The cloud that an account lives in, told by its domain.
///
/// **Source**: Microsoft's national clouds guide (assumed).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cloud {
    /// `core.windows.net`.
    Global,
    /// `core.chinacloudapi.cn`.
    China,
    /// `core.usgovcloudapi.net`.
    UsGovernment,
    /// `core.cloudapi.de`.
    Germany,
    /// This machine.
    Emulator,
    /// A domain of someone's own.
    Other,
}

impl Cloud {
    fn from_domain(domain: &str) -> Self {
        let domain = domain.trim_end_matches('.').to_ascii_lowercase();
        let under = |suffix: &str| {
            domain == suffix || domain.strip_suffix(suffix).is_some_and(|before| before.ends_with('.'))
        };
        if under("core.windows.net") || under("storage.azure.net") {
            Self::Global
        } else if under("core.chinacloudapi.cn") {
            Self::China
        } else if under("core.usgovcloudapi.net") {
            Self::UsGovernment
        } else if under("core.cloudapi.de") {
            Self::Germany
        } else {
            Self::Other
        }
    }
}

/// What is wrong or remarkable in a connection string. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionProblem {
    /// Nothing was typed.
    Empty,
    /// A piece between semicolons is no `name=value`.
    NotAPair,
    /// It holds `&lt;`, `&gt;`, `&amp;` or `&quot;`: copied from the source of a web page.
    HtmlEntity,
    /// A line break or another control character stands inside.
    ControlCharacter,
    /// A value begins, ends or is broken by white space.
    WhiteSpace {
        /// The setting.
        setting: Setting,
    },
    /// A name that storage does not know.
    UnknownName {
        /// The known name that it is near, when it is.
        near: Option<&'static str>,
    },
    /// The same name twice; the first is used here.
    Duplicate {
        /// The setting.
        setting: Setting,
    },
    /// A name without a value.
    EmptyValue {
        /// The setting.
        setting: Setting,
    },
    /// No `AccountName`.
    MissingAccount,
    /// Neither `AccountKey` nor `SharedAccessSignature`.
    MissingKey,
    /// The account's name breaks the rule: 3 to 24 lower-case letters and digits.
    AccountShape {
        /// The name.
        found: String,
    },
    /// The key is still a placeholder such as `<Key>`.
    KeyPlaceholder,
    /// The key is no base64.
    KeyNotBase64,
    /// The key is base64 of another length than a key has.
    KeyLength {
        /// Bytes found.
        bytes: usize,
    },
    /// An endpoint is no `https://` or `http://` URL.
    EndpointNotUrl {
        /// The setting.
        setting: Setting,
    },
    /// An endpoint speaks `http` on another machine.
    EndpointHttp {
        /// The setting.
        setting: Setting,
    },
    /// An endpoint belongs to another account than `AccountName` says. It is never rewritten.
    EndpointOtherAccount {
        /// The setting.
        setting: Setting,
        /// The endpoint's account.
        found: String,
        /// What `AccountName` says.
        account: String,
    },
    /// The protocol is neither `https` nor `http`.
    ProtocolUnknown,
    /// The protocol is `http`.
    ProtocolHttp,
    /// The endpoint suffix is no cloud of Microsoft's.
    SuffixUnknown {
        /// The suffix.
        found: String,
    },
    /// The endpoint suffix is no domain.
    SuffixShape,
    /// It points at a storage emulator, which the service cannot reach.
    Emulator,
    /// `UseDevelopmentStorage` is something else than `true`.
    DevelopmentNotTrue,
    /// It holds a SAS instead of a key; whether the service takes that is not documented.
    SasInside,
}

impl ConnectionProblem {
    /// How much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Empty
            | Self::NotAPair
            | Self::HtmlEntity
            | Self::ControlCharacter
            | Self::Duplicate { .. }
            | Self::EmptyValue { .. }
            | Self::MissingAccount
            | Self::MissingKey
            | Self::AccountShape { .. }
            | Self::EndpointNotUrl { .. }
            | Self::ProtocolUnknown
            | Self::SuffixShape
            | Self::DevelopmentNotTrue => Severity::Error,
            Self::WhiteSpace { .. }
            | Self::UnknownName { .. }
            | Self::KeyPlaceholder
            | Self::KeyNotBase64
            | Self::KeyLength { .. }
            | Self::EndpointHttp { .. }
            | Self::EndpointOtherAccount { .. }
            | Self::ProtocolHttp
            | Self::Emulator
            | Self::SasInside => Severity::Warning,
            Self::SuffixUnknown { .. } => Severity::Note,
        }
    }
}

/// One `name=value` of a connection string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The name as written; it is case insensitive.
    pub name: String,
    /// What the name means, when it is known.
    pub setting: Option<Setting>,
    /// The value as written, equals signs and all.
    pub value: Secret,
    /// Where the whole pair stands.
    pub span: Span,
    /// Where the value stands.
    pub value_span: Span,
}

/// A connection string taken apart: pairs in the order written, and everything found in them.
///
/// Parsing never fails; whether the string can be used is [`Connection::is_usable`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    pairs: Vec<Pair>,
    findings: Vec<Finding<ConnectionProblem>>,
}

/// More pieces make no connection string: whatever was pasted here is something else, and may be megabytes of it.
const MOST_PIECES: usize = 200;

impl Connection {
    /// Takes a connection string apart.
    ///
    /// ```
    /// use poolwise::request::Connection;
    /// let parsed = Connection::parse("AccountKey=a2V5;accountname=sampleaccount");
    /// assert_eq!(parsed.account(), Some("sampleaccount"));
    /// assert_eq!(parsed.blob_endpoint().as_deref(), Some("https://sampleaccount.blob.core.windows.net/"));
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut connection = Self { pairs: Vec::new(), findings: Vec::new() };
        let whole = Span { start: 0, end: text.len() };
        if text.trim().is_empty() {
            connection.found(ConnectionProblem::Empty, whole);
            return connection;
        }
        connection.find_foreign_characters(text);
        let pieces = || text.split(';').filter(|piece| !piece.trim().is_empty());
        if pieces().nth(MOST_PIECES).is_some() {
            connection.found(ConnectionProblem::NotAPair, whole);
            return connection;
        }
        for piece in pieces() {
            connection.take_piece(text, piece);
        }
        connection.find_in_values();
        connection.find_missing(whole);
        connection.findings.sort_by_key(|finding| finding.span.start);
        connection
    }

    /// The pairs in the order written.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// What was found, in the order of the text.
    #[must_use]
    pub fn findings(&self) -> &[Finding<ConnectionProblem>] {
        &self.findings
    }

    /// Whether nothing that was found is an error.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.findings.iter().all(|finding| finding.problem.severity() != Severity::Error)
    }

    /// The account: `AccountName`, else the emulator's, else the one that the blob endpoint belongs to.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        let named = self.value(Setting::AccountName).filter(|name| !name.is_empty());
        let emulated = || self.is_development_storage().then_some(EMULATOR_ACCOUNT);
        let of_endpoint =
            || self.value(Setting::BlobEndpoint).and_then(Url::split).and_then(|url| url.storage_account());
        named.or_else(emulated).or_else(of_endpoint)
    }

    /// The account key, when there is one.
    #[must_use]
    pub fn key(&self) -> Option<Secret> {
        self.value(Setting::AccountKey).filter(|key| !key.is_empty()).map(|key| Secret::new(key.to_owned()))
    }

    /// The SAS token that stands instead of a key, when there is one.
    #[must_use]
    pub fn sas(&self) -> Option<Secret> {
        self.value(Setting::SharedAccessSignature)
            .filter(|sas| !sas.is_empty())
            .map(|sas| Secret::new(sas.to_owned()))
    }

    /// Where the account's blobs are, with a slash at the end: `BlobEndpoint`, else built from the protocol, the
    /// account and the suffix as storage clients build it.
    #[must_use]
    pub fn blob_endpoint(&self) -> Option<String> {
        if let Some(endpoint) = self.value(Setting::BlobEndpoint).filter(|endpoint| !endpoint.is_empty()) {
            return Some(format!("{}/", endpoint.trim_end_matches('/')));
        }
        if self.is_development_storage() {
            return Some(EMULATOR_BLOB_ENDPOINT.to_owned());
        }
        let account = self.value(Setting::AccountName)?;
        let protocol = self.value(Setting::Protocol).unwrap_or("https").to_ascii_lowercase();
        let suffix = self.value(Setting::EndpointSuffix).unwrap_or("core.windows.net");
        Some(format!("{protocol}://{account}.blob.{suffix}/"))
    }

    /// The cloud that the blobs are in.
    #[must_use]
    pub fn cloud(&self) -> Option<Cloud> {
        let endpoint = self.blob_endpoint()?;
        let url = Url::split(&endpoint)?;
        Some(if url.is_path_style() { Cloud::Emulator } else { Cloud::from_domain(url.host) })
    }

    fn value(&self, setting: Setting) -> Option<&str> {
        self.pairs.iter().find(|pair| pair.setting == Some(setting)).map(|pair| pair.value.reveal().trim())
    }

    fn is_development_storage(&self) -> bool {
        self.value(Setting::UseDevelopmentStorage).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    fn found(&mut self, problem: ConnectionProblem, span: Span) {
        self.findings.push(Finding { problem, span });
    }

    fn find_foreign_characters(&mut self, text: &str) {
        for (at, c) in text.char_indices().filter(|(_, c)| c.is_control()).take(1) {
            self.found(ConnectionProblem::ControlCharacter, Span { start: at, end: at + c.len_utf8() });
        }
        let entities = ["&lt;", "&gt;", "&amp;", "&quot;"];
        if let Some((at, entity)) =
            entities.iter().find_map(|entity| text.find(entity).map(|at| (at, entity)))
        {
            self.found(ConnectionProblem::HtmlEntity, Span { start: at, end: at + entity.len() });
        }
    }

    fn take_piece(&mut self, text: &str, piece: &str) {
        let span = Span::locate(text, piece.trim());
        let Some((name, value)) = piece.split_once('=').filter(|(name, _)| !name.trim().is_empty()) else {
            self.found(ConnectionProblem::NotAPair, span);
            return;
        };
        let name = name.trim();
        let setting = Setting::from_name(name);
        let value_span = Span::locate(text, value);
        match setting {
            None => {
                let near = near::nearest(name, Setting::ALL.map(Setting::name));
                self.found(ConnectionProblem::UnknownName { near }, Span::locate(text, name));
            }
            Some(setting) if self.pairs.iter().any(|pair| pair.setting == Some(setting)) => {
                self.found(ConnectionProblem::Duplicate { setting }, span);
            }
            Some(setting) if value.trim().is_empty() => {
                self.found(ConnectionProblem::EmptyValue { setting }, span);
            }
            Some(setting) if value.contains(char::is_whitespace) => {
                self.found(ConnectionProblem::WhiteSpace { setting }, value_span);
            }
            Some(_) => {}
        }
        let value = Secret::new(value.to_owned());
        // A blank at the end is the value's, and so the pair's.
        let span = Span::locate(text, piece.trim_start());
        self.pairs.push(Pair { name: name.to_owned(), setting, value, span, value_span });
    }

    fn find_in_values(&mut self) {
        let account = self.account().unwrap_or_default().to_owned();
        let mut problems = Vec::new();
        for pair in &self.pairs {
            let value = pair.value.reveal().trim();
            if let Some(setting) = pair.setting.filter(|_| !value.is_empty()) {
                let found = if setting.is_endpoint() {
                    endpoint_problems(setting, value, &account)
                } else {
                    value_problem(setting, value).into_iter().collect()
                };
                problems.extend(found.into_iter().map(|problem| Finding { problem, span: pair.value_span }));
            }
        }
        self.findings.append(&mut problems);
        if self.cloud() == Some(Cloud::Emulator) {
            let at = self.pairs.iter().find(|pair| {
                matches!(pair.setting, Some(Setting::BlobEndpoint | Setting::UseDevelopmentStorage))
            });
            let span = at.map(|pair| pair.span).unwrap_or_default();
            self.found(ConnectionProblem::Emulator, span);
        }
    }

    fn find_missing(&mut self, whole: Span) {
        let has = |setting| self.pairs.iter().any(|pair: &Pair| pair.setting == Some(setting));
        let development = self.is_development_storage() || has(Setting::UseDevelopmentStorage);
        let (has_sas, has_key) = (has(Setting::SharedAccessSignature), has(Setting::AccountKey));
        let has_account = has(Setting::AccountName) || (has_sas && self.account().is_some());
        if !development && !has_account {
            self.found(ConnectionProblem::MissingAccount, whole);
        }
        if !development && !has_sas && !has_key {
            self.found(ConnectionProblem::MissingKey, whole);
        }
    }
}

fn value_problem(setting: Setting, value: &str) -> Option<ConnectionProblem> {
    match setting {
        Setting::AccountName if !is_account_name(value) => {
            Some(ConnectionProblem::AccountShape { found: value.to_owned() })
        }
        Setting::AccountKey => key_problem(value),
        Setting::Protocol if value.eq_ignore_ascii_case("http") => Some(ConnectionProblem::ProtocolHttp),
        Setting::Protocol if !value.eq_ignore_ascii_case("https") => Some(ConnectionProblem::ProtocolUnknown),
        Setting::EndpointSuffix if !is_domain(value) => Some(ConnectionProblem::SuffixShape),
        Setting::EndpointSuffix if Cloud::from_domain(value) == Cloud::Other => {
            Some(ConnectionProblem::SuffixUnknown { found: value.to_owned() })
        }
        Setting::SharedAccessSignature => Some(ConnectionProblem::SasInside),
        Setting::UseDevelopmentStorage if !value.eq_ignore_ascii_case("true") => {
            Some(ConnectionProblem::DevelopmentNotTrue)
        }
        _ => None,
    }
}

fn endpoint_problems(setting: Setting, value: &str, account: &str) -> Vec<ConnectionProblem> {
    let Some(url) = Url::split(value)
        .filter(|url| (url.is_https() || url.is_http()) && url.has_sound_host() && url.has_sound_port())
    else {
        return vec![ConnectionProblem::EndpointNotUrl { setting }];
    };
    let other = url.storage_account().filter(|found| !found.eq_ignore_ascii_case(account));
    let other = other.filter(|_| !account.is_empty()).map(|found| ConnectionProblem::EndpointOtherAccount {
        setting,
        found: found.to_owned(),
        account: account.to_owned(),
    });
    let is_open = url.is_http() && !url.is_loopback();
    other.into_iter().chain(is_open.then_some(ConnectionProblem::EndpointHttp { setting })).collect()
}

fn key_problem(key: &str) -> Option<ConnectionProblem> {
    let is_placeholder = (key.starts_with('<') && key.ends_with('>'))
        || (key.starts_with('{') && key.ends_with('}'))
        || (key.starts_with('[') && key.ends_with(']'))
        || ["key", "accountkey", "your_key", "youraccountkey"]
            .iter()
            .any(|word| key.eq_ignore_ascii_case(word));
    if is_placeholder {
        return Some(ConnectionProblem::KeyPlaceholder);
    }
    match base64_bytes(key) {
        None => Some(ConnectionProblem::KeyNotBase64),
        Some(KEY_BYTES) => None,
        Some(bytes) => Some(ConnectionProblem::KeyLength { bytes }),
    }
}

/// How many bytes a base64 text holds; `None` when it is none.
fn base64_bytes(text: &str) -> Option<usize> {
    let body = text.strip_suffix("==").or(text.strip_suffix('=')).unwrap_or(text);
    let padding = text.len() - body.len();
    let sound = text.len().is_multiple_of(4)
        && body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'));
    sound.then(|| text.len() / 4 * 3 - padding.min(text.len() / 4 * 3))
}

/// **Source**: Microsoft's storage REST reference, `^[a-z0-9]+$`, 3 to 24 characters (verified).
fn is_account_name(name: &str) -> bool {
    (3..=24).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

fn is_domain(text: &str) -> bool {
    text.contains('.')
        && text
            .split('.')
            .all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
}
