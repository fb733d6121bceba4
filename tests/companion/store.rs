//! A caller of the blob store that signs for itself, so that what the companion signs is checked by another hand.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::process::{Reply, ask, azurite, client};

/// Source: Azurite's documentation: the account of every storage emulator.
pub(crate) const ACCOUNT: &str = "devstoreaccount1";
/// Source: the same; no secret.
pub(crate) const KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const VERSION: &str = "2021-12-02";

/// The connection string of the running store.
pub(crate) fn connection_string() -> String {
    format!(
        "DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={}/{ACCOUNT};",
        azurite()
    )
}

/// The base of its SAS references.
pub(crate) fn base() -> String {
    format!("{}/{ACCOUNT}/", azurite())
}

fn sign(text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(KEY).unwrap()).unwrap();
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

pub(crate) fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A signature for everything in a container, far into the future, for these permissions.
pub(crate) fn sas(container: &str, permissions: &str) -> String {
    let (until, resource) = ("2099-01-01T00:00:00Z", format!("/blob/{ACCOUNT}/{container}"));
    let text = format!("{permissions}\n\n{until}\n{resource}\n\n\n\n{VERSION}\nc\n\n\n\n\n\n\n");
    let signature = encoded(&sign(&text)).replace('/', "%2F");
    format!("?sv={VERSION}&sr=c&sp={permissions}&se={}&sig={signature}", encoded(until))
}

async fn call(method: &str, path: &str, query: &str, canonical: &str, body: &[u8]) -> Reply {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    let length = if body.is_empty() { String::new() } else { body.len().to_string() };
    let own = format!("x-ms-blob-type:BlockBlob\nx-ms-date:{date}\nx-ms-version:{VERSION}\n");
    let text = format!(
        "{method}\n\n\n{length}\n\n\n\n\n\n\n\n\n{own}/{ACCOUNT}/{ACCOUNT}/{}{canonical}",
        encoded(path)
    );
    let signed = format!("SharedKey {ACCOUNT}:{}", sign(&text));
    let url = format!("{}{}{query}", base(), encoded(path));
    let request = client()
        .request(method.parse().unwrap(), url)
        .header("x-ms-blob-type", "BlockBlob")
        .header("x-ms-date", date)
        .header("x-ms-version", VERSION)
        .header("authorization", signed)
        .body(body.to_vec());
    let reply = request.send().await.unwrap();
    let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
    Reply { status, headers, body: reply.bytes().await.unwrap().to_vec() }
}

pub(crate) async fn create_container(name: &str) {
    let reply = call("PUT", name, "?restype=container", "\nrestype:container", b"").await;
    assert!([201, 409].contains(&reply.status), "{reply:?}");
}

pub(crate) async fn put(path: &str, content: &[u8]) {
    let reply = call("PUT", path, "", "", content).await;
    assert_eq!(reply.status, 201, "{reply:?}");
}

/// The blob, or the store's status.
pub(crate) async fn get(path: &str) -> Result<Vec<u8>, u16> {
    let reply = call("GET", path, "", "", b"").await;
    if reply.status == 200 { Ok(reply.body) } else { Err(reply.status) }
}

/// What a result's link opens.
pub(crate) async fn open(link: &serde_json::Value) -> Reply {
    let part = |name: &str| link[name].as_str().unwrap().to_owned();
    let url = [part("BaseLocation"), part("RelativeLocation"), part("SasBlobToken")].concat();
    ask(&client(), "GET", &url, &[], "").await
}
