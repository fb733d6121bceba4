use core::fmt;

use crate::request::address::ServiceAddress;
use crate::request::blob::BlobPath;
use crate::request::connection::Connection;
use crate::request::draft::InputForm;
use crate::request::sas::Sas;
use crate::request::wire::Json;
use crate::units::Secret;

/// A job that can be sent. Only checking makes one, so that holding one proves that nothing in it is an error.
#[derive(Clone, PartialEq)]
pub struct Job {
    pub(super) address: ServiceAddress,
    pub(super) api_key: Secret,
    pub(super) input_form: InputForm,
    pub(super) inputs: Vec<NamedBlob>,
    pub(super) outputs: Vec<NamedBlob>,
    pub(super) pool_id: Option<String>,
    pub(super) body: Json,
}

impl Job {
    /// The service.
    #[must_use]
    pub const fn address(&self) -> &ServiceAddress {
        &self.address
    }

    /// The API key; empty when none was typed.
    #[must_use]
    pub const fn api_key(&self) -> &Secret {
        &self.api_key
    }

    /// How inputs are sent.
    #[must_use]
    pub const fn input_form(&self) -> InputForm {
        self.input_form
    }

    /// The inputs that are sent.
    #[must_use]
    pub fn inputs(&self) -> &[NamedBlob] {
        &self.inputs
    }

    /// The outputs that are sent.
    #[must_use]
    pub fn outputs(&self) -> &[NamedBlob] {
        &self.outputs
    }

    /// The pool that it runs on; `None` when it runs classic.
    #[must_use]
    pub fn pool_id(&self) -> Option<&str> {
        self.pool_id.as_deref()
    }

    /// The body, secrets and all.
    #[must_use]
    pub const fn body(&self) -> &Json {
        &self.body
    }
}

impl fmt::Debug for Job {
    /// Without the body, which holds secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("address", &self.address)
            .field("api_key", &self.api_key)
            .field("input_form", &self.input_form)
            .field("inputs", &self.inputs)
            .field("outputs", &self.outputs)
            .field("pool_id", &self.pool_id)
            .finish_non_exhaustive()
    }
}

/// A checked reference with its port's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBlob {
    pub(super) name: String,
    pub(super) blob: BlobReference,
}

impl NamedBlob {
    /// The port's name; `Input` where it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The blob.
    #[must_use]
    pub const fn blob(&self) -> &BlobReference {
        &self.blob
    }
}

/// A checked reference to a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobReference {
    /// Opened with the account's key.
    AccountKey {
        /// The connection string.
        connection: Connection,
        /// The blob.
        path: BlobPath,
    },
    /// Opened with a SAS.
    Sas {
        /// The account's blob endpoint, as typed.
        base: String,
        /// The blob.
        path: BlobPath,
        /// The token.
        token: Sas,
    },
}

impl BlobReference {
    /// The blob's place in its account.
    #[must_use]
    pub const fn path(&self) -> &BlobPath {
        match self {
            Self::AccountKey { path, .. } | Self::Sas { path, .. } => path,
        }
    }

    /// The blob's URL, without the token.
    #[must_use]
    pub fn url(&self) -> String {
        let (base, path) = match self {
            Self::AccountKey { connection, path } => (connection.blob_endpoint().unwrap_or_default(), path),
            Self::Sas { base, path, .. } => (base.clone(), path),
        };
        format!("{}/{}", base.trim_end_matches('/'), path.as_str().trim_start_matches('/'))
    }
}
