//! A batch job, from text as typed to the body that is sent, and back.
//!
//! - [`Draft`]: raw text per field. [`check()`] makes it a [`Job`], or says every [`Problem`] at once in form order, each
//!   naming its [`FieldId`]; [`repaired`] applies the ways out that need no knowledge of the user's.
//! - [`wire`]: a draft in any state becomes the body ([`wire::body`]), a body a draft again ([`wire::from_text`]), so that
//!   form and JSON are two views of one job; secrets masked for the screen ([`wire::masked`]); the service's replies.
//! - [`Connection`], [`Sas`], [`BlobPath`], [`BlobUrl`]: storage references, taken apart without changing a character.
//! - [`ServiceAddress`]: any URL of a web service, and every other one derived from it. [`CurlCommand`]: a pasted call.
//!   [`objects_of_program`], [`object_in_code`]: a job that a program puts together.
//! - [`Ports`]: what a service takes and gives, from its swagger document.
//! - [`request_problem`] and the labels: all of it in words.
//!
//! Nothing that a problem quotes is secret, and nothing here is rewritten unless the user accepts a repair.
//! Knows nothing about prices, queues or how a request travels.

pub mod moment;
pub mod wire;

mod address;
mod blob;
mod check;
mod code;
mod connection;
mod curl;
mod draft;
mod finding;
mod keyed;
mod literals;
mod near;
mod ports;
mod sas;
mod say;
mod shell;
mod url;

pub(crate) use address::is_id;
pub use address::{API_VERSION, AddressId, AddressProblem, REGIONS, Region, ServiceAddress, ServiceKind};
pub use blob::{
    BaseProblem, BlobAccount, BlobPath, BlobProblem, BlobUrl, ContainerRule, LONGEST_NAME, OUTPUT_EXTENSIONS,
    Role, base_problems, decoded_path,
};
pub use check::{
    ApiKeyProblem, BlobReference, Checked, FieldId, Job, NameProblem, NamedBlob, ParameterProblem,
    PoolProblem, PortsProblem, Problem, ReferencePart, What, check, repaired,
};
pub use code::object_in_code;
pub use connection::{Cloud, Connection, ConnectionProblem, Pair, Setting};
pub use curl::CurlCommand;
pub use draft::{
    Draft, Extra, InputForm, NamedReference, ParameterDraft, ParameterState, Reference, ReferenceKind, RunOn,
};
pub use finding::{Finding, Severity, Span};
pub use keyed::Keyed;
pub use literals::{objects_of_program, text_of_name};
pub use near::nearest as nearest_name;
pub use ports::{Column, Columns, Parameter, ParameterType, Port, PortList, Ports};
pub use sas::{Field, Permission, Sas, SasProblem, Scope};
pub use say::{
    address_problem, blob_problem, cloud_label, field_label, parameter_type_label, permission_label,
    request_problem, sas_problem, sas_summary, scope_label, severity_label, shape_problem,
};

pub mod repair;
pub mod swagger;
