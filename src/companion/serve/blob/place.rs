use super::Trouble;
use super::wire::Named;
use crate::request::{Connection, decoded_path};
use crate::service::Address;
use crate::units::Secret;

/// An account's name and key.
pub(super) struct AccountKey {
    pub(super) account: String,
    pub(super) key: Secret,
}

/// A shared access signature, without its question mark.
pub(super) struct Token(Secret);

/// What opens a blob.
pub(super) enum Access {
    Key(AccountKey),
    Sas(Token),
}

/// Where a blob is, and what opens it.
pub(super) struct Place {
    /// The whole address without a token, each part of the path encoded.
    pub(super) url: String,
    pub(super) address: Address,
    pub(super) access: Access,
    /// The store's address as results name it, with a `/` at its end.
    pub(super) base: String,
    /// `container/name`, without a `/` before it.
    pub(super) path: String,
    /// How a sentence names the blob: nothing that opens it.
    pub(super) shown: String,
}

impl Token {
    fn read(text: &Secret) -> Option<Self> {
        let token = text.reveal().trim().trim_start_matches('?');
        let is_sound = token.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        (is_sound && !token.is_empty()).then(|| Self(Secret::new(token.to_owned())))
    }

    pub(super) fn add_to(&self, url: &mut String) {
        url.push('?');
        url.push_str(self.0.reveal());
    }

    pub(super) fn as_query(&self) -> Secret {
        Secret::new(format!("?{}", self.0.reveal()))
    }
}

impl Place {
    /// **Source**: facts B.4 (verified): a connection string for account keys, a base and a token for SAS. Base, path and
    /// token of the latter are the blob's URL, whose path is escaped already.
    pub(super) fn of(named: &Named) -> Result<Self, Trouble> {
        let path = named.path.trim().trim_start_matches('/').to_owned();
        let shown = if path.is_empty() { format!("reference {}", named.name) } else { path.clone() };
        if path.split_once('/').is_none_or(|(container, name)| container.is_empty() || name.is_empty()) {
            let message = format!("The RelativeLocation “{shown}” is not container/name.");
            return Err(Trouble::new("InputBlobRelativeLocationInvalid", message));
        }
        let (base, access) = if named.connection.reveal().trim().is_empty() {
            let token = Token::read(&named.token).ok_or_else(|| {
                let message = format!("The reference to {shown} has neither a connection string nor a SAS.");
                Trouble::new("MissingInputBlobInformation", message)
            })?;
            (named.base.trim().to_owned(), Access::Sas(token))
        } else {
            opened(&named.connection, &shown)?
        };
        let path = match access {
            Access::Sas(_) if named.connection.reveal().trim().is_empty() => decoded_path(&path).into_owned(),
            _ => path,
        };
        let base = format!("{}/", base.trim_end_matches('/'));
        let url = format!("{base}{}", encoded(&path));
        let address = Address::read(&url).map_err(|_not_an_address| {
            let message =
                format!("The store of {shown} has no address that is asked: https, or http on this machine.");
            Trouble::new("InvalidBlob", message)
        })?;
        Ok(Self { url, address, access, base, path, shown })
    }
}

fn opened(text: &Secret, shown: &str) -> Result<(String, Access), Trouble> {
    let connection = Connection::parse(text.reveal().trim());
    let bad = || bad_connection(shown);
    let base = connection.blob_endpoint().ok_or_else(bad)?;
    if let Some(token) = connection.sas() {
        return Ok((base, Access::Sas(Token::read(&token).ok_or_else(bad)?)));
    }
    let account = connection.account().ok_or_else(bad)?.to_owned();
    let key = connection.key().ok_or_else(bad)?;
    Ok((base, Access::Key(AccountKey { account, key })))
}

pub(super) fn bad_connection(shown: &str) -> Trouble {
    let message = format!("The connection string of {shown} names no account, or no key in base64.");
    Trouble::new("InvalidBlobConnectionString", message)
}

/// A path with everything encoded that is not unreserved, part by part.
pub(super) fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
