//! Signatures of the storage service.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use reqwest::header::{HeaderMap, HeaderValue};
use sha2::Sha256;

use super::VERSION;
use super::place::{AccountKey, Place, encoded};
use crate::request::moment;
use crate::service::write_http_date;
use crate::units::{MS_PER_DAY, MS_PER_MINUTE, Secret, Timestamp};

/// Signs a request with the account's key; `None` where the key is not base64.
///
/// **Source**: "Authorize with Shared Key" (verified with a storage emulator): verb, eleven headers, `x-ms-*` headers in
/// order, and `/account/path`; where the path begins with the account, it stands there twice.
pub(super) fn shared_key(
    key: &AccountKey,
    verb: &str,
    place: &Place,
    headers: &mut HeaderMap,
    now: Timestamp,
) -> Option<()> {
    headers.insert("x-ms-date", HeaderValue::from_str(&write_http_date(now)).ok()?);
    headers.insert("x-ms-version", HeaderValue::from_static(VERSION));
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let length = Some(said("content-length")).filter(|length| *length != "0").unwrap_or_default();
    let mut own: Vec<_> =
        headers.keys().map(|name| name.as_str()).filter(|name| name.starts_with("x-ms-")).collect();
    own.sort_unstable();
    let own: String = own.iter().map(|name| format!("{name}:{}\n", said(name))).collect();
    let (account, path) = (&key.account, &place.address.path);
    let text = format!("{verb}\n\n\n{length}\n\n{}\n\n\n\n\n\n\n{own}/{account}{path}", said("content-type"));
    let signed = format!("SharedKey {account}:{}", signature(key, &text)?);
    let mut value = HeaderValue::from_str(&signed).ok()?;
    value.set_sensitive(true);
    headers.insert("authorization", value);
    Some(())
}

/// A link to one blob that may be read for a day of the practice service's time; empty where the key is not base64.
///
/// DIFFERENCE: where practice time is hastened, a result's link is good for a day of that time, which comes later than one
/// of the store's: pages that follow practice time would else take it for expired within seconds.
///
/// **Source**: "Create a service SAS" for versions from 2018-11-09 to 2020-10-02 (verified with a storage emulator).
pub(super) fn read_only(key: &AccountKey, place: &Place, now: Timestamp, practice: Timestamp) -> Secret {
    // A clock that goes a little ahead of the store's must not make the link wait.
    let from = moment::write(Timestamp::from_ms(now.ms().saturating_sub(5 * MS_PER_MINUTE)));
    let until = moment::write(now.max(practice).after_ms(MS_PER_DAY));
    let resource = format!("/blob/{}/{}", key.account, place.path);
    let text = format!("r\n{from}\n{until}\n{resource}\n\n\n\n{VERSION}\nb\n\n\n\n\n\n");
    let signature = signature(key, &text).unwrap_or_default();
    let escaped = |text: &str| encoded(text).replace('/', "%2F");
    Secret::new(format!(
        "?sv={VERSION}&sr=b&sp=r&st={}&se={}&sig={}",
        escaped(&from),
        escaped(&until),
        escaped(&signature)
    ))
}

fn signature(key: &AccountKey, text: &str) -> Option<String> {
    let key = STANDARD.decode(key.key.reveal().trim()).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(text.as_bytes());
    Some(STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: RFC 4231, test case 2 in base64.
    #[test]
    fn signs_as_the_standard_does() {
        let key = AccountKey { account: String::new(), key: Secret::new("SmVmZQ==".to_owned()) };
        let signed = signature(&key, "what do ya want for nothing?").unwrap();
        assert_eq!(signed, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    }
}
