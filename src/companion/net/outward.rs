use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};

use crate::service::Address;

const CONNECT: Duration = Duration::from_secs(10);
/// How long the other side may be silent.
const SILENCE: Duration = Duration::from_secs(100);

/// The way to other machines: no redirect is followed, no cookie kept, and this machine is never asked through a proxy.
#[derive(Clone)]
pub(crate) struct Outward {
    abroad: Client,
    here: Client,
}

impl Outward {
    /// # Errors
    /// When no TLS can be had.
    pub(crate) fn new() -> Result<Self, reqwest::Error> {
        let builder =
            || Client::builder().redirect(Policy::none()).connect_timeout(CONNECT).read_timeout(SILENCE);
        Ok(Self { abroad: builder().build()?, here: builder().no_proxy().build()? })
    }

    /// A request to this address.
    pub(crate) fn request(&self, method: reqwest::Method, address: &Address, url: &str) -> RequestBuilder {
        let client = if address.is_loopback() { &self.here } else { &self.abroad };
        client.request(method, url)
    }
}
