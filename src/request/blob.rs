//! Blobs: container and name rules, extensions, and whole blob URLs.

use std::borrow::Cow;

use crate::units::Secret;

use super::finding::Severity;
use super::url::{Url, percent_decoded};

/// What a blob is to the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It is read.
    Input,
    /// It is written.
    Output,
}

/// Extensions that an output may have: datasets, then trained models.
///
/// **Source**: facts B.5, the BES guide of 02/20/2016 (verified).
pub const OUTPUT_EXTENSIONS: [&str; 4] = ["csv", "tsv", "arff", "ilearner"];

/// The most characters in a blob's name.
///
/// **Source**: Microsoft, "Naming and Referencing Containers, Blobs, and Metadata" (verified); the service has a code
/// of its own for it, `BlobNameTooLong` (facts B.8, verified).
pub const LONGEST_NAME: usize = 1_024;

/// The most segments in a blob's name.
///
/// **Source**: the same page (assumed).
const MOST_SEGMENTS: usize = 254;

/// A blob's place in its account: `container/name`. Holding one means that storage takes both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobPath {
    text: String,
    container_start: usize,
    container_end: usize,
}

impl BlobPath {
    /// The path as typed, as the body carries it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The container.
    #[must_use]
    pub fn container(&self) -> &str {
        self.text.get(self.container_start..self.container_end).unwrap_or_default()
    }

    /// The blob's name within its container.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text.get(self.container_end + 1..).unwrap_or_default()
    }

    /// The extension, without its point.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        extension_of(self.name())
    }

    /// Reads a path and says everything that is wrong or remarkable in it; a path comes out when nothing is an error.
    ///
    /// ```
    /// use poolwise::request::{BlobPath, Role};
    /// let (path, problems) = BlobPath::read("testintoutput/testint_results.csv", Role::Output);
    /// assert_eq!(path.unwrap().container(), "testintoutput");
    /// assert!(problems.is_empty());
    /// ```
    #[must_use]
    pub fn read(text: &str, role: Role) -> (Option<Self>, Vec<BlobProblem>) {
        let mut problems = Vec::new();
        if let Some(problem) = not_a_path(text) {
            return (None, vec![problem]);
        }
        let container_start = usize::from(text.starts_with('/'));
        if container_start == 1 {
            problems.push(BlobProblem::LeadingSlash);
        }
        let rest = text.get(container_start..).unwrap_or_default();
        let (container, name) = rest.split_once('/').unwrap_or((rest, ""));
        if name.is_empty() {
            problems.push(BlobProblem::NoContainerOrName);
        } else {
            problems.extend(container_problem(container));
            problems.extend(name_problems(name, role));
        }
        let sound = problems.iter().all(|problem| problem.severity() != Severity::Error);
        let container_end = container_start + container.len();
        (sound.then(|| Self { text: text.to_owned(), container_start, container_end }), problems)
    }
}

/// How a container's name breaks the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContainerRule {
    /// 3 to 63 characters.
    Length,
    /// Lower-case letters, digits and hyphens only.
    Characters,
    /// Capital letters.
    LowerCase,
    /// It begins and ends with a letter or a digit.
    Ends,
    /// No two hyphens in a row.
    Hyphens,
}

/// What is wrong or remarkable in a blob's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobProblem {
    /// Nothing was typed.
    Empty,
    /// It is a whole URL; it can be split.
    IsUrl,
    /// Not both a container and a name.
    NoContainerOrName,
    /// A slash stands first. Both ways occur in Microsoft's samples (facts B.4, verified).
    LeadingSlash,
    /// A container name that storage refuses.
    Container {
        /// The name.
        found: String,
        /// The rule that it breaks.
        rule: ContainerRule,
    },
    /// A name with too many characters.
    NameTooLong {
        /// Characters found.
        found: usize,
    },
    /// A name with too many segments.
    TooManySegments {
        /// Segments found.
        found: usize,
    },
    /// A backslash: storage wants a slash, and `\_` comes from a web page.
    Backslash,
    /// A control character, null among them, or another that is not seen, such as a soft hyphen or a no-break space.
    ControlCharacter,
    /// White space at the beginning or the end.
    WhiteSpace,
    /// A question mark or a number sign, which would end the path in a URL.
    EndsPath {
        /// Which.
        found: char,
    },
    /// An empty segment: two slashes in a row.
    EmptySegment,
    /// A point or a slash last.
    TrailingPointOrSlash,
    /// Percent escapes, as in a URL: a name that really holds percent signs is rare.
    PercentEscape {
        /// The path that they mean.
        meaning: String,
    },
    /// No extension.
    NoExtension {
        /// What the blob is.
        role: Role,
    },
    /// An extension that the service does not take for this.
    Extension {
        /// The extension found, without its point.
        found: String,
        /// What the blob is.
        role: Role,
    },
}

impl BlobProblem {
    /// How much it matters. Input extensions are no documented list: a warning (facts B.5, assumed).
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Empty
            | Self::IsUrl
            | Self::NoContainerOrName
            | Self::Container { .. }
            | Self::NameTooLong { .. }
            | Self::TooManySegments { .. }
            | Self::Backslash
            | Self::ControlCharacter
            | Self::WhiteSpace
            | Self::EndsPath { .. }
            | Self::NoExtension { role: Role::Output }
            | Self::Extension { role: Role::Output, .. } => Severity::Error,
            Self::EmptySegment
            | Self::TrailingPointOrSlash
            | Self::NoExtension { role: Role::Input }
            | Self::Extension { role: Role::Input, .. } => Severity::Warning,
            Self::LeadingSlash | Self::PercentEscape { .. } => Severity::Note,
        }
    }
}

fn not_a_path(text: &str) -> Option<BlobProblem> {
    if text.trim().is_empty() {
        Some(BlobProblem::Empty)
    } else if text.contains("://") {
        Some(BlobProblem::IsUrl)
    } else if text.chars().any(char::is_control) {
        Some(BlobProblem::ControlCharacter)
    } else if text.trim() != text {
        Some(BlobProblem::WhiteSpace)
    } else if holds_invisible(text) {
        Some(BlobProblem::ControlCharacter)
    } else {
        None
    }
}

/// Whether a text holds what nobody sees, or takes for a blank of the keyboard: such a character comes from a page or a
/// document. Joiners belong between emoji, and between letters of scripts that join.
fn holds_invisible(text: &str) -> bool {
    let joins = |letter: Option<char>| letter.is_some_and(|letter| letter >= '\u{600}');
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_invisible = match letter {
            '\u{200c}' | '\u{200d}' => !(joins(before) && joins(letters.peek().copied())),
            // Blanks that are no usual one, the soft hyphen, and marks without width.
            '\u{a0}'
            | '\u{ad}'
            | '\u{2000}'..='\u{200b}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{2060}'
            | '\u{feff}' => true,
            // Marks of the direction of writing.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
            _ => false,
        };
        if is_invisible {
            return true;
        }
        before = Some(letter);
    }
    false
}

/// **Source**: Microsoft, "Naming and Referencing Containers, Blobs, and Metadata" (verified); `$root`, `$web` and
/// `$logs` are containers of storage's own.
fn container_problem(name: &str) -> Option<BlobProblem> {
    if matches!(name, "$root" | "$web" | "$logs") {
        return None;
    }
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let rule = if name.chars().any(char::is_uppercase) {
        ContainerRule::LowerCase
    } else if !name.chars().all(|c| is_plain(c) || c == '-') {
        ContainerRule::Characters
    } else if !(3..=63).contains(&name.len()) {
        ContainerRule::Length
    } else if !name.starts_with(is_plain) || !name.ends_with(is_plain) {
        ContainerRule::Ends
    } else if name.contains("--") {
        ContainerRule::Hyphens
    } else {
        return None;
    };
    Some(BlobProblem::Container { found: name.to_owned(), rule })
}

fn name_problems(name: &str, role: Role) -> Vec<BlobProblem> {
    let mut problems = Vec::new();
    let characters = name.chars().count();
    if characters > LONGEST_NAME {
        problems.push(BlobProblem::NameTooLong { found: characters });
    }
    let segments = name.split('/').count();
    if segments > MOST_SEGMENTS {
        problems.push(BlobProblem::TooManySegments { found: segments });
    }
    if name.contains('\\') {
        problems.push(BlobProblem::Backslash);
    }
    if let Some(found) = name.chars().find(|c| matches!(c, '?' | '#')) {
        problems.push(BlobProblem::EndsPath { found });
    }
    let inner = name.strip_suffix('/').unwrap_or(name);
    if inner.split('/').any(str::is_empty) {
        problems.push(BlobProblem::EmptySegment);
    }
    if name.ends_with(['.', '/']) {
        problems.push(BlobProblem::TrailingPointOrSlash);
    }
    if let Some(meaning) = percent_decoded(name).filter(|meaning| meaning != name) {
        problems.push(BlobProblem::PercentEscape { meaning });
    }
    match extension_of(name) {
        None => problems.push(BlobProblem::NoExtension { role }),
        Some(found) if !OUTPUT_EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(found)) => {
            problems.push(BlobProblem::Extension { found: found.to_owned(), role });
        }
        Some(_) => {}
    }
    problems
}

fn extension_of(name: &str) -> Option<&str> {
    let last = name.rsplit('/').next()?;
    last.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| !extension.is_empty())
}

/// A blob's URL split into the three parts of a SAS reference, so that putting them together gives the URL again.
///
/// **Source**: facts B.4: a result's URL is `BaseLocation` + `RelativeLocation` + `SasBlobToken` (verified).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobUrl {
    /// Scheme, host and port, and the account where it stands in the path; ends with a slash.
    pub base: String,
    /// `container/name`, percent escapes as written.
    pub path: String,
    /// The query with its question mark; empty when there is none.
    pub token: Secret,
}

impl BlobUrl {
    /// Splits an absolute blob URL, with or without a SAS token, also of an emulator; `None` when it is none.
    ///
    /// ```
    /// use poolwise::request::BlobUrl;
    /// let url = BlobUrl::split("https://acct.blob.core.windows.net/in/a%20b.csv?sv=1&sig=x").unwrap();
    /// assert_eq!((url.base.as_str(), url.path.as_str()), ("https://acct.blob.core.windows.net/", "in/a%20b.csv"));
    /// assert_eq!(url.token.reveal(), "?sv=1&sig=x");
    /// ```
    #[must_use]
    pub fn split(text: &str) -> Option<Self> {
        let url = Url::split(text.trim())?;
        if !(url.is_https() || url.is_http())
            || url.user.is_some()
            || !url.has_sound_host()
            || !url.has_sound_port()
        {
            return None;
        }
        let mut base = format!("{}/", url.origin());
        let mut path = url.path.strip_prefix('/')?;
        if url.is_path_style() {
            let (account, rest) = path.split_once('/')?;
            base.push_str(account);
            base.push('/');
            path = rest;
        }
        let (container, name) = path.split_once('/')?;
        if container.is_empty() || name.is_empty() {
            return None;
        }
        let token = url.query.map(|query| format!("?{query}")).unwrap_or_default();
        Some(Self { base, path: path.to_owned(), token: Secret::new(token) })
    }
}

impl BlobUrl {
    /// Splits a URL that is a blob's and no other's: on the host of a storage account or of an emulator, or signed.
    /// [`BlobUrl::split`] takes any URL apart that has two segments.
    #[must_use]
    pub fn recognize(text: &str) -> Option<Self> {
        let url = Url::split(text.trim())?;
        let is_signed = || url.query.is_some_and(|query| query.split('&').any(|one| one.starts_with("sig=")));
        let is_storage = url.storage_account().is_some() || is_signed();
        is_storage.then(|| Self::split(text)).flatten()
    }

    /// The account that the blob is in.
    #[must_use]
    pub fn account(&self) -> Option<BlobAccount> {
        BlobAccount::of(&self.base)
    }
}

/// The blob's own `container/name` for its path in a URL: percent escapes decoded. A path whose escapes are broken, or
/// mean a control character, which no name may hold, stays as it is.
///
/// A reference with the account's key wants the name itself, one with a SAS the URL's path.
///
/// **Source**: facts B.4 (assumed for the key).
///
/// ```
/// use poolwise::request::decoded_path;
/// assert_eq!(decoded_path("in/a%20b%2520.csv"), "in/a b%20.csv");
/// assert_eq!(decoded_path("in/100%.csv"), "in/100%.csv");
/// ```
#[must_use]
pub fn decoded_path(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let meaning = percent_decoded(path).filter(|meaning| !meaning.contains(char::is_control));
    meaning.map_or(Cow::Borrowed(path), Cow::Owned)
}

/// A storage account as the addresses of its blobs tell it: two addresses of one account are equal, whatever their
/// scheme and capitals, that of its secondary and that of Data Lake Storage among them. Accounts of one name in two clouds
/// differ. A domain of someone's own is an account by itself.
///
/// **Source**: Microsoft, "Configure Azure Storage connection strings" for the endpoints (verified), "Multi-protocol access
/// on Azure Data Lake Storage" for `dfs` (assumed).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlobAccount(String);

impl BlobAccount {
    /// The account of a blob endpoint or a base; `None` when it is no `https://` or `http://` URL with a host.
    ///
    /// ```
    /// use poolwise::request::BlobAccount;
    /// let account = BlobAccount::of("https://acct.blob.core.windows.net/").unwrap();
    /// assert_eq!(account.as_str(), "acct.blob.core.windows.net");
    /// assert_eq!(BlobAccount::of("http://ACCT-secondary.blob.core.windows.net:80"), Some(account));
    /// ```
    #[must_use]
    pub fn of(endpoint: &str) -> Option<Self> {
        let url = Url::split(endpoint.trim())?;
        if !(url.is_https() || url.is_http()) || !url.has_sound_host() || !url.has_sound_port() {
            return None;
        }
        let usual = if url.is_https() { "443" } else { "80" };
        let port = url.port.filter(|port| *port != usual).map(|port| format!(":{port}")).unwrap_or_default();
        let host = url.host.to_ascii_lowercase();
        let Some(account) = url.storage_account().map(str::to_ascii_lowercase) else {
            return Some(Self(host + &port));
        };
        if url.is_path_style() {
            return Some(Self(format!("{host}{port}/{account}")));
        }
        let (_, domain) = host.split_once('.').unwrap_or_default();
        let domain =
            domain.strip_prefix("dfs.").map_or_else(|| domain.to_owned(), |rest| format!("blob.{rest}"));
        Some(Self(format!("{account}.{domain}{port}")))
    }

    /// Its blobs' host, without a scheme: `acct.blob.core.windows.net`. Nothing in it is secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is wrong or remarkable in the base of a SAS reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseProblem {
    /// Nothing was typed.
    Empty,
    /// It is no `https://` or `http://` URL with a host.
    NotAUrl,
    /// It is a whole blob URL; it can be split.
    IsBlobUrl,
    /// It has a query, or something before an `@`.
    HasQuery,
    /// Plain `http` to another machine.
    Http,
    /// It points at a storage emulator, which the service cannot reach.
    Emulator,
    /// The host is none of Azure's blob endpoints.
    OtherHost {
        /// The host.
        found: String,
    },
    /// Neither it ends, nor the path begins, with a slash: put together they make no URL.
    NoSlash,
    /// It ends and the path begins with a slash: put together they have two.
    TwoSlashes,
}

impl BaseProblem {
    /// How much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Empty | Self::NotAUrl | Self::IsBlobUrl | Self::HasQuery | Self::NoSlash => Severity::Error,
            Self::Http | Self::Emulator | Self::TwoSlashes => Severity::Warning,
            Self::OtherHost { .. } => Severity::Note,
        }
    }
}

/// Everything that is wrong or remarkable in the base of a SAS reference, beside the path that follows it.
#[must_use]
pub fn base_problems(base: &str, path: &str) -> Vec<BaseProblem> {
    if base.trim().is_empty() {
        return vec![BaseProblem::Empty];
    }
    let Some(url) = Url::split(base)
        .filter(|url| (url.is_https() || url.is_http()) && url.has_sound_host() && url.has_sound_port())
    else {
        return vec![BaseProblem::NotAUrl];
    };
    if BlobUrl::split(base).is_some() {
        return vec![BaseProblem::IsBlobUrl];
    }
    let mut problems = Vec::new();
    if url.query.is_some() || url.user.is_some() || base.contains('#') {
        problems.push(BaseProblem::HasQuery);
    }
    if url.is_path_style() {
        problems.push(BaseProblem::Emulator);
    } else if url.is_http() {
        problems.push(BaseProblem::Http);
    }
    if !url.is_path_style() && url.storage_account().is_none() {
        problems.push(BaseProblem::OtherHost { found: url.host.to_owned() });
    }
    match (base.ends_with('/'), path.starts_with('/')) {
        (false, false) if !path.is_empty() => problems.push(BaseProblem::NoSlash),
        (true, true) => problems.push(BaseProblem::TwoSlashes),
        _ => {}
    }
    problems
}
