//! Cells that are whole blob URLs, and what opens the blobs that they name.

use std::borrow::Cow;

use crate::request::wire::{Json, masked_text, masked_url, reference_body};
use crate::request::{
    BlobAccount, BlobPath, BlobProblem, BlobUrl, Connection, Reference, Role, Sas, SasProblem, Severity,
    decoded_path,
};
use crate::units::Timestamp;

use super::columns::{LOCATION, put};
use super::problem::ManyProblem;

/// What stands on screen for a secret of a row, as for the other secrets there: dots would be written as escapes.
pub(super) const MASK: &str = "******";

/// What a cell gives to its body.
#[derive(Clone, Debug)]
pub(super) enum Given<'c> {
    /// A text. For an input or output it is the blob's path, and what the template's reference has opens the blob.
    Text(Cow<'c, str>),
    /// A blob that its own token opens.
    Signed(BlobUrl),
}

impl Given<'_> {
    /// What holes are filled with: of a URL its path alone, so that no token strays into other texts.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Signed(url) => &url.path,
        }
    }

    /// The same for a screen, secrets masked.
    pub(super) fn masked(&self) -> Self {
        match self {
            Self::Text(text) => Self::Text(Cow::Owned(masked_text(text).replace('•', "*"))),
            Self::Signed(url) => Self::Signed(masked_url(url, MASK)),
        }
    }

    /// Puts it into a reference of a body. A token takes the place of whatever else would open the blob.
    pub(super) fn fill(&self, reference: &mut Json) {
        match self {
            Self::Text(path) => put(Some(reference), LOCATION, Json::String(path.clone().into_owned())),
            Self::Signed(url) => {
                let mut signed = Reference::default();
                signed.take_blob(url.clone());
                for (name, value) in reference_body(&signed).as_object().into_iter().flatten() {
                    put(Some(reference), name, value.clone());
                }
            }
        }
    }

    /// Why storage or the service would refuse the blob, if it would.
    pub(super) fn doubt(&self, role: Role, line: usize, port: &str) -> Option<ManyProblem> {
        let port = || port.to_owned();
        if let Some(problem) = refused(self.text(), role) {
            return Some(ManyProblem::Path { line, port: port(), problem });
        }
        let Self::Signed(url) = self else { return None };
        let problem = Sas::of_url(url).refused(role)?;
        Some(ManyProblem::Token { line, port: port(), problem })
    }
}

/// Why storage or the service would refuse a path, if it would.
pub(super) fn refused(path: &str, role: Role) -> Option<BlobProblem> {
    let (_, problems) = BlobPath::read(path, role);
    problems.into_iter().find(|problem| problem.severity() == Severity::Error)
}

/// What a cell of an input or output gives to a reference, which is by key where the template's has a connection string.
pub(super) fn given(cell: &str, is_by_key: bool) -> Given<'_> {
    match url_of(cell) {
        Some(Ok(url)) if !url.token.is_empty() => Given::Signed(url),
        Some(Ok(url)) if is_by_key => Given::Text(Cow::Owned(decoded_path(&url.path).into_owned())),
        Some(Ok(url)) => Given::Text(Cow::Owned(url.path)),
        _ => Given::Text(Cow::Borrowed(cell)),
    }
}

/// Whether a cell is a blob's URL with a token.
pub(super) fn is_signed(cell: &str) -> bool {
    matches!(url_of(cell), Some(Ok(url)) if !url.token.is_empty())
}

/// Why the token of a cell that is a signed blob's URL would be refused at `now`, or may be soon.
pub(super) fn untimely(cell: &str, now: Timestamp) -> Option<SasProblem> {
    let url = url_of(cell)?.ok().filter(|url| !url.token.is_empty())?;
    Sas::of_url(&url).untimely(now)
}

/// A cell that is a URL as the form reads it; an error where it is no blob's, nothing where it is a path.
fn url_of(cell: &str) -> Option<Result<BlobUrl, ()>> {
    cell.contains("://").then(|| BlobUrl::split(cell).ok_or(()))
}

/// Why the cell of a line makes no reference that opens a blob; `opened` is the account whose key or token the template
/// has for it.
pub(super) fn problem(
    (line, column, cell): (usize, &str, &str),
    role: Role,
    opened: impl FnOnce() -> Option<BlobAccount>,
) -> Option<ManyProblem> {
    let column = || column.to_owned();
    let url = match url_of(cell)? {
        Ok(url) => url,
        Err(()) => return Some(ManyProblem::NotABlob { line, column: column() }),
    };
    if url.token.is_empty() {
        let (found, opened) = (url.account(), opened());
        let shown = |account: BlobAccount| account.as_str().to_owned();
        return (found.is_none() || found != opened).then(|| ManyProblem::OtherAccount {
            line,
            column: column(),
            found: found.map(shown).unwrap_or_default(),
            opened: opened.map(shown),
        });
    }
    let token = Sas::of_url(&url);
    if token.is_signed() {
        return None;
    }
    Some(match token.refused(role) {
        Some(problem @ SasProblem::HtmlEntity) => ManyProblem::Token { line, port: column(), problem },
        _ => ManyProblem::Unsigned { line, column: column() },
    })
}

/// A member of a reference that is a text and not empty.
fn text<'r>(reference: &'r Json, name: &str) -> Option<&'r str> {
    reference.get(name).and_then(Json::as_str).filter(|text| !text.is_empty())
}

/// Whether a reference opens its blob with an account's key.
pub(super) fn is_by_key(reference: &Json) -> bool {
    text(reference, "ConnectionString").is_some()
}

/// The account that a reference's blob is in.
fn account(reference: &Json) -> Option<BlobAccount> {
    match text(reference, "ConnectionString") {
        Some(connection) => BlobAccount::of(&Connection::parse(connection).blob_endpoint()?),
        None => BlobAccount::of(text(reference, "BaseLocation")?),
    }
}

/// The account that a reference has a key or a token for.
pub(super) fn opened(reference: &Json) -> Option<BlobAccount> {
    let has_one = is_by_key(reference) || text(reference, "SasBlobToken").is_some();
    if has_one { account(reference) } else { None }
}

/// Where a reference's blob is without its path: the account, or whatever the reference says of it.
pub(super) fn home(reference: &Json) -> String {
    let by_members = || without_location(reference).to_string();
    account(reference).map_or_else(by_members, |account| account.as_str().to_owned())
}

/// The members of a reference but for its path.
pub(super) fn without_location(reference: &Json) -> Json {
    let mut others = reference.clone();
    if let Some(members) = others.as_object_mut() {
        members.shift_remove(LOCATION);
    }
    others
}

/// One text for one blob, however it is named.
pub(super) fn identity(home: &str, path: &str, is_by_key: bool) -> String {
    let path = path.trim_start_matches('/');
    let name = if is_by_key { Cow::Borrowed(path) } else { decoded_path(path) };
    [&name, home].join("\n")
}
