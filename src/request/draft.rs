//! A job as typed: raw text per field, nothing trimmed, nothing decided.

use core::fmt;

use crate::units::Secret;

use super::blob::BlobUrl;
use super::ports::ParameterType;
use super::wire::Members;

/// A job as typed. Checking it ([`super::check`]) gives a [`super::Job`] or every problem at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The service's address: any of its URLs.
    pub service: String,
    /// The service's API key. It is in no body, no link and no draft that is stored.
    pub api_key: Secret,
    /// How inputs are sent.
    pub input_form: InputForm,
    /// The inputs; [`InputForm::Single`] sends the first, without its name.
    pub inputs: Vec<NamedReference>,
    /// The outputs.
    pub outputs: Vec<NamedReference>,
    /// The global parameters.
    pub parameters: Vec<ParameterDraft>,
    /// Where the job runs.
    pub run_on: RunOn,
    /// The pool's id, kept while the job runs classic.
    pub pool_id: String,
    /// Members of the body that mean nothing known; they are sent as they came.
    pub extra: Extra,
}

impl Default for Draft {
    /// One unnamed-to-be input and output, classic: where a new form begins.
    fn default() -> Self {
        Self {
            service: String::new(),
            api_key: Secret::default(),
            input_form: InputForm::Named,
            inputs: vec![NamedReference { name: "input1".to_owned(), reference: Reference::default() }],
            outputs: vec![NamedReference { name: "output1".to_owned(), reference: Reference::default() }],
            parameters: Vec::new(),
            run_on: RunOn::Classic,
            pool_id: String::new(),
            extra: Extra::default(),
        }
    }
}

/// How a body names its inputs. Never two ways at once: the service refuses that (`DuplicateInputInBatchCall`).
///
/// **Source**: facts B.3, service error codes and both forms in Microsoft's samples (verified).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum InputForm {
    /// `Input`: one input without a name.
    Single,
    /// `Inputs`: any number, each with its name.
    #[default]
    Named,
    /// Neither: the service has no input port.
    Without,
}

impl InputForm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Single, Self::Named, Self::Without];
}

/// An input or output with its name, case sensitive.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct NamedReference {
    /// The port's name.
    pub name: String,
    /// The blob.
    pub reference: Reference,
}

/// How a reference opens its blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ReferenceKind {
    /// With the account's key: connection string and path.
    #[default]
    AccountKey,
    /// With a SAS: base, path and token.
    Sas,
    /// With both at once, as a pasted body had it: kept, sent as it is, and reported until one is chosen.
    Mixed,
}

impl ReferenceKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::AccountKey, Self::Sas, Self::Mixed];
}

/// A blob reference as typed. What its kind does not use is kept and not sent.
///
/// Its `Debug` shows nothing that was typed: any field may hold a secret pasted into the wrong place.
#[derive(Clone, PartialEq, Default)]
pub struct Reference {
    /// How it opens its blob.
    pub kind: ReferenceKind,
    /// `ConnectionString`.
    pub connection: Secret,
    /// `RelativeLocation`: `container/path/blob.ext`.
    pub path: String,
    /// `BaseLocation`: `https://account.blob.core.windows.net/`.
    pub base: String,
    /// `SasBlobToken`: `?sv=…`.
    pub token: Secret,
    /// Members that mean nothing known.
    pub extra: Extra,
}

impl Reference {
    /// Takes a whole blob URL apart into base, path and token. Without a token of its own, what opens the blob stays as
    /// it was typed: the account's key, or the token already there.
    pub fn take_blob(&mut self, url: BlobUrl) {
        if !url.token.is_empty() || self.connection.is_empty() {
            self.kind = ReferenceKind::Sas;
        }
        if !url.token.is_empty() {
            self.token = url.token;
        }
        self.path = url.path;
        self.base = url.base;
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reference")
            .field("kind", &self.kind)
            .field("connection", &self.connection)
            .field("path_bytes", &self.path.len())
            .field("base_bytes", &self.base.len())
            .field("token", &self.token)
            .field("extra", &self.extra)
            .finish()
    }
}

/// A global parameter as typed.
///
/// Its `Debug` does not show the value: a parameter may well be a password.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ParameterDraft {
    /// Its name, case sensitive.
    pub name: String,
    /// How the value is written in the body.
    pub kind: ParameterType,
    /// Whether and how it is sent.
    pub state: ParameterState,
    /// The value as typed; kept while it is omitted or null.
    pub text: String,
}

impl fmt::Debug for ParameterDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParameterDraft")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("state", &self.state)
            .field("text_bytes", &self.text.len())
            .finish()
    }
}

/// Whether and how a global parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ParameterState {
    /// It is left out: the service uses its default.
    Omit,
    /// It is sent as `null`.
    Null,
    /// It is sent with the value typed.
    #[default]
    Value,
}

impl ParameterState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Omit, Self::Null, Self::Value];
}

/// Where a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum RunOn {
    /// The shared queue: the body has no `AzureBatchPoolId`.
    #[default]
    Classic,
    /// A pool: the body ends with `AzureBatchPoolId`.
    Pool,
}

/// Members of a JSON object that mean nothing known, in their order.
///
/// Its `Debug` shows names only: a value may be secret.
#[derive(Clone, PartialEq, Default)]
pub struct Extra(pub Members);

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}
