//! Shared access signatures (SAS): tokens decoded, and whole blob URLs split.

use crate::units::{Secret, Timestamp};

use super::blob::{BlobUrl, Role};
use super::finding::{Finding, Severity, Span};
use super::moment;
use super::url::{Url, percent_decoded};

/// What a SAS opens.
///
/// **Source**: Microsoft, "Create a service SAS" (`sr`) and "Create an account SAS" (`ss`, `srt`) (verified for `b`, `c`
/// and the account's; assumed for the rest).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One blob.
    Blob,
    /// One version of a blob.
    BlobVersion,
    /// One snapshot of a blob.
    BlobSnapshot,
    /// Every blob of a container.
    Container,
    /// Every blob of a directory (hierarchical namespace).
    Directory,
    /// Services of the account.
    Account {
        /// Blobs among them (`ss` holds `b`).
        blobs: bool,
        /// Single objects among them (`srt` holds `o`).
        objects: bool,
    },
    /// A file or a share: no blob at all.
    File,
}

/// What a SAS allows.
///
/// **Source**: the same pages; letters of the account SAS verified, the rest assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// `r`
    Read,
    /// `a`
    Add,
    /// `c`
    Create,
    /// `w`
    Write,
    /// `d`
    Delete,
    /// `x`
    DeleteVersion,
    /// `y`
    DeletePermanently,
    /// `l`
    List,
    /// `t`
    Tags,
    /// `f`
    Find,
    /// `m`
    Move,
    /// `e`
    Execute,
    /// `o`
    Ownership,
    /// `p`: permissions of a directory, or processing of messages.
    Permissions,
    /// `u`
    Update,
    /// `i`
    Immutability,
}

impl Permission {
    /// All of them, in the order that storage writes them.
    pub const ALL: [Self; 16] = [
        Self::Read,
        Self::Add,
        Self::Create,
        Self::Write,
        Self::Delete,
        Self::DeleteVersion,
        Self::DeletePermanently,
        Self::List,
        Self::Tags,
        Self::Find,
        Self::Move,
        Self::Execute,
        Self::Ownership,
        Self::Permissions,
        Self::Update,
        Self::Immutability,
    ];

    /// Its letter in `sp`.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Read => 'r',
            Self::Add => 'a',
            Self::Create => 'c',
            Self::Write => 'w',
            Self::Delete => 'd',
            Self::DeleteVersion => 'x',
            Self::DeletePermanently => 'y',
            Self::List => 'l',
            Self::Tags => 't',
            Self::Find => 'f',
            Self::Move => 'm',
            Self::Execute => 'e',
            Self::Ownership => 'o',
            Self::Permissions => 'p',
            Self::Update => 'u',
            Self::Immutability => 'i',
        }
    }

    fn from_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.letter() == letter)
    }
}

/// What is wrong or remarkable in a SAS token. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SasProblem {
    /// Nothing was typed.
    Empty,
    /// It does not begin with a question mark, so base, path and token make no URL.
    NoQuestionMark,
    /// It is a whole URL; it can be split into base, path and token.
    IsUrl,
    /// It is a connection string or an account key, not a token.
    NotAToken,
    /// White space or a control character stands inside.
    WhiteSpace,
    /// `&amp;` stands inside: copied from the source of a web page.
    HtmlEntity,
    /// A value's percent escape is broken.
    Escape {
        /// The field.
        field: String,
    },
    /// A field twice.
    Duplicate {
        /// The field.
        field: String,
    },
    /// No `sig`, or an empty one.
    NoSignature,
    /// No `sv`.
    NoVersion,
    /// No `sp`, and no stored policy (`si`) that could hold it.
    NoPermissions,
    /// No `se`, and no stored policy (`si`) that could hold it.
    NoExpiry,
    /// A stored policy holds what the token does not say.
    StoredPolicy {
        /// The policy's name.
        name: String,
    },
    /// A letter in `sp` that means nothing known.
    UnknownPermission {
        /// The letter.
        letter: char,
    },
    /// What `sr`, or `ss` and `srt`, say means nothing known, or they are absent.
    UnknownScope,
    /// The account SAS leaves out blobs or single objects.
    AccountLeavesOutBlobs,
    /// The SAS opens a file share, not blobs.
    OpensFiles,
    /// An input that it does not let read.
    CannotRead,
    /// An output that it lets neither write nor create.
    CannotWrite,
    /// A moment cannot be read.
    NotAMoment {
        /// The field, `st` or `se`.
        field: &'static str,
        /// What stands there.
        found: String,
    },
    /// It has expired.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// It expires within the hour.
    ExpiresSoon {
        /// When.
        at: Timestamp,
    },
    /// It is not valid yet.
    NotYetValid {
        /// From when.
        from: Timestamp,
    },
    /// It ends before it begins.
    EndsBeforeStart,
    /// It allows plain `http`.
    HttpAllowed,
    /// It is limited to addresses that the service may not have.
    AddressRange {
        /// The range.
        found: String,
    },
}

impl SasProblem {
    /// How much it matters. A permission that is wanting is a warning: that reading, writing or creating is what the
    /// service needs is assumed (facts B.4).
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Empty
            | Self::NoQuestionMark
            | Self::IsUrl
            | Self::NotAToken
            | Self::WhiteSpace
            | Self::HtmlEntity
            | Self::Escape { .. }
            | Self::Duplicate { .. }
            | Self::NoSignature
            | Self::OpensFiles
            | Self::EndsBeforeStart => Severity::Error,
            Self::NoVersion
            | Self::NoPermissions
            | Self::NoExpiry
            | Self::UnknownScope
            | Self::AccountLeavesOutBlobs
            | Self::CannotRead
            | Self::CannotWrite
            | Self::NotAMoment { .. }
            | Self::Expired { .. }
            | Self::ExpiresSoon { .. }
            | Self::NotYetValid { .. }
            | Self::HttpAllowed
            | Self::AddressRange { .. } => Severity::Warning,
            Self::StoredPolicy { .. } | Self::UnknownPermission { .. } => Severity::Note,
        }
    }
}

/// One field of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, such as `sp`.
    pub name: String,
    /// Its value, percent escapes decoded.
    pub value: Secret,
    /// Where the whole field stands.
    pub span: Span,
}

/// A SAS token taken apart.
///
/// Parsing never fails; [`Sas::findings`] says what is wrong for one use at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sas {
    fields: Vec<Field>,
    shape: Vec<Finding<SasProblem>>,
    whole: Span,
}

/// A token that expires sooner than this is worth a warning: the job may wait longer in the queue.
const SOON_MS: u64 = crate::units::MS_PER_HOUR;

/// More pieces make no token: whatever was pasted here is something else, and may be megabytes of it.
const MOST_PIECES: usize = 200;

impl Sas {
    /// Takes a token apart, with or without its question mark.
    ///
    /// ```
    /// use poolwise::request::{Permission, Sas, Scope};
    /// let sas = Sas::parse("?sv=2013-08-15&sr=b&sig=ABCD&se=2015-04-05T05%3A44%3A55Z&sp=r");
    /// assert_eq!(sas.scope(), Some(Scope::Blob));
    /// assert_eq!(sas.permissions(), [Permission::Read]);
    /// assert!(sas.expires().is_some());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let whole = Span { start: 0, end: text.len() };
        let mut sas = Self { fields: Vec::new(), shape: Vec::new(), whole };
        let trimmed = text.trim();
        if let Some(problem) = not_a_token(trimmed) {
            sas.found(problem, whole);
            return sas;
        }
        if let Some((at, c)) = trimmed.char_indices().find(|(_, c)| c.is_whitespace() || c.is_control()) {
            let at = at + Span::locate(text, trimmed).start;
            sas.found(SasProblem::WhiteSpace, Span { start: at, end: at + c.len_utf8() });
        }
        if let Some(at) = text.find("&amp;") {
            sas.found(SasProblem::HtmlEntity, Span { start: at, end: at + "&amp;".len() });
        }
        let query = match trimmed.strip_prefix('?') {
            Some(query) => query,
            None => {
                sas.found(SasProblem::NoQuestionMark, Span { start: 0, end: 0 });
                trimmed
            }
        };
        let pieces = || query.split('&').filter(|piece| !piece.is_empty());
        if pieces().nth(MOST_PIECES).is_some() {
            sas.found(SasProblem::NotAToken, whole);
            return sas;
        }
        for piece in pieces() {
            sas.take_field(text, piece);
        }
        sas
    }

    /// The token of a blob's URL.
    #[must_use]
    pub fn of_url(url: &BlobUrl) -> Self {
        Self::parse(url.token.reveal())
    }

    /// Whether it holds a signature: without one it opens nothing.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.value("sig").is_some_and(|signature| !signature.is_empty())
    }

    /// Why storage would refuse it for this use at any moment, if it would: the first finding that is an error, or that
    /// it does not let the blob be read or written.
    #[must_use]
    pub fn refused(&self, role: Role) -> Option<SasProblem> {
        // No finding of these depends on the moment.
        let mut findings =
            self.findings(role, Timestamp::from_ms(0)).into_iter().map(|finding| finding.problem);
        let is_against = |problem: &SasProblem| {
            let is_use = matches!(problem, SasProblem::CannotRead | SasProblem::CannotWrite);
            is_use || problem.severity() == Severity::Error
        };
        findings.find(is_against)
    }

    /// Why storage would refuse it at `now`, or may before a job's turn comes, if its times are why.
    #[must_use]
    pub fn untimely(&self, now: Timestamp) -> Option<SasProblem> {
        let mut first = None;
        self.find_in_time(now, &mut |problem, _| {
            let is_of_now = matches!(
                problem,
                SasProblem::Expired { .. } | SasProblem::ExpiresSoon { .. } | SasProblem::NotYetValid { .. }
            );
            if is_of_now && first.is_none() {
                first = Some(problem);
            }
        });
        first
    }

    /// The fields in the order written.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The storage version, `sv`.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.value("sv")
    }

    /// What it opens; `None` when the token does not say, or says something unknown.
    #[must_use]
    pub fn scope(&self) -> Option<Scope> {
        match (self.value("sr"), self.value("ss"), self.value("srt")) {
            (Some("b"), ..) => Some(Scope::Blob),
            (Some("bv"), ..) => Some(Scope::BlobVersion),
            (Some("bs"), ..) => Some(Scope::BlobSnapshot),
            (Some("c"), ..) => Some(Scope::Container),
            (Some("d"), ..) => Some(Scope::Directory),
            (Some("f" | "s"), ..) => Some(Scope::File),
            (None, Some(services), Some(types)) => {
                Some(Scope::Account { blobs: services.contains('b'), objects: types.contains('o') })
            }
            _ => None,
        }
    }

    /// What it allows, in storage's order, each once.
    #[must_use]
    pub fn permissions(&self) -> Vec<Permission> {
        let letters = self.value("sp").unwrap_or_default();
        Permission::ALL.into_iter().filter(|permission| letters.contains(permission.letter())).collect()
    }

    /// When it begins; `None` when it has always been valid, or the moment cannot be read.
    #[must_use]
    pub fn starts(&self) -> Option<Timestamp> {
        self.value("st").and_then(moment::read)
    }

    /// When it ends; `None` when the token does not say, or the moment cannot be read.
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        self.value("se").and_then(moment::read)
    }

    /// Milliseconds that are left of it at `now`; zero when it has expired, `None` when it does not say.
    #[must_use]
    pub fn left_ms(&self, now: Timestamp) -> Option<u64> {
        self.expires().map(|at| at.ms_since(now))
    }

    /// The stored access policy, `si`.
    #[must_use]
    pub fn policy(&self) -> Option<&str> {
        self.value("si")
    }

    /// Everything that is wrong or remarkable for this use at this moment.
    #[must_use]
    pub fn findings(&self, role: Role, now: Timestamp) -> Vec<Finding<SasProblem>> {
        let mut findings = self.shape.clone();
        if self.fields.is_empty() {
            return findings;
        }
        let mut found = |problem: SasProblem, field: &str| {
            let span = self.fields.iter().find(|f| f.name == field).map_or(self.whole, |f| f.span);
            findings.push(Finding { problem, span });
        };
        if !self.is_signed() {
            found(SasProblem::NoSignature, "sig");
        }
        if self.value("sv").is_none_or(str::is_empty) {
            found(SasProblem::NoVersion, "sv");
        }
        if let Some(name) = self.policy() {
            found(SasProblem::StoredPolicy { name: name.to_owned() }, "si");
        }
        self.find_in_scope(&mut found);
        self.find_in_permissions(role, &mut found);
        self.find_in_time(now, &mut found);
        if self.value("spr").is_some_and(|protocols| protocols.split(',').any(|one| one == "http")) {
            found(SasProblem::HttpAllowed, "spr");
        }
        if let Some(range) = self.value("sip") {
            found(SasProblem::AddressRange { found: range.to_owned() }, "sip");
        }
        findings
    }

    fn find_in_scope(&self, found: &mut impl FnMut(SasProblem, &str)) {
        match self.scope() {
            None => found(SasProblem::UnknownScope, "sr"),
            Some(Scope::Account { blobs, objects }) if !blobs || !objects => {
                found(SasProblem::AccountLeavesOutBlobs, if blobs { "srt" } else { "ss" });
            }
            Some(Scope::File) => found(SasProblem::OpensFiles, "sr"),
            Some(_) => {}
        }
    }

    fn find_in_permissions(&self, role: Role, found: &mut impl FnMut(SasProblem, &str)) {
        let Some(letters) = self.value("sp").filter(|letters| !letters.is_empty()) else {
            if self.policy().is_none() {
                found(SasProblem::NoPermissions, "sp");
            }
            return;
        };
        for letter in letters.chars().filter(|letter| Permission::from_letter(*letter).is_none()) {
            found(SasProblem::UnknownPermission { letter }, "sp");
        }
        let allows = |wanted: &[char]| letters.contains(wanted);
        match role {
            Role::Input if !allows(&['r']) => found(SasProblem::CannotRead, "sp"),
            Role::Output if !allows(&['w', 'c']) => found(SasProblem::CannotWrite, "sp"),
            Role::Input | Role::Output => {}
        }
    }

    fn find_in_time(&self, now: Timestamp, found: &mut impl FnMut(SasProblem, &str)) {
        for field in ["st", "se"] {
            if let Some(text) = self.value(field).filter(|text| moment::read(text).is_none()) {
                found(SasProblem::NotAMoment { field, found: text.to_owned() }, field);
            }
        }
        match (self.starts(), self.expires()) {
            (Some(from), Some(at)) if at <= from => found(SasProblem::EndsBeforeStart, "se"),
            (_, Some(at)) if at <= now => found(SasProblem::Expired { at }, "se"),
            (Some(from), _) if from > now => found(SasProblem::NotYetValid { from }, "st"),
            (_, Some(at)) if at.ms_since(now) < SOON_MS => found(SasProblem::ExpiresSoon { at }, "se"),
            _ => {}
        }
        if self.value("se").is_none_or(str::is_empty) && self.policy().is_none() {
            found(SasProblem::NoExpiry, "se");
        }
    }

    fn found(&mut self, problem: SasProblem, span: Span) {
        self.shape.push(Finding { problem, span });
    }

    fn take_field(&mut self, text: &str, piece: &str) {
        let span = Span::locate(text, piece);
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        if self.fields.iter().any(|field| field.name == name) {
            self.found(SasProblem::Duplicate { field: known_or_dots(name) }, span);
        }
        let value = percent_decoded(value).unwrap_or_else(|| {
            self.found(SasProblem::Escape { field: known_or_dots(name) }, span);
            value.to_owned()
        });
        self.fields.push(Field { name: name.to_owned(), value: Secret::new(value), span });
    }

    /// A field's value, the first of several. The signature is asked for by presence only.
    fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.value.reveal())
    }
}

/// A field's name for a problem: what is not a short word may be a piece of a secret.
fn known_or_dots(name: &str) -> String {
    let is_word = !name.is_empty() && name.len() <= 5 && name.bytes().all(|b| b.is_ascii_lowercase());
    if is_word { name.to_owned() } else { "…".to_owned() }
}

fn not_a_token(text: &str) -> Option<SasProblem> {
    if text.is_empty() || text == "?" {
        Some(SasProblem::Empty)
    } else if text.contains("://") && Url::split(text).is_some() {
        Some(SasProblem::IsUrl)
    } else if !text.contains('=') || text.to_ascii_lowercase().contains("accountkey=") {
        Some(SasProblem::NotAToken)
    } else {
        None
    }
}
