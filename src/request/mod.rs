//! Job draft, blob references, service addresses, swagger, repair, wire.
//!
//! Text as typed is a [`Draft`]. A draft becomes the body that is sent ([`wire::body`]) in any state of completeness, and a
//! body becomes a draft again ([`wire::from_body`]), so that form and JSON are two views of one job.

pub mod moment;
pub mod wire;

mod address;
mod blob;
mod check;
mod connection;
mod curl;
mod draft;
mod finding;
mod near;
mod ports;
mod sas;
mod say;
mod url;

pub use address::{API_VERSION, AddressId, AddressProblem, REGIONS, Region, ServiceAddress, ServiceKind};
pub use blob::{
    BaseProblem, BlobPath, BlobProblem, BlobUrl, ContainerRule, LONGEST_NAME, OUTPUT_EXTENSIONS, Role,
    base_problems, decoded_path,
};
pub use check::{
    ApiKeyProblem, BlobReference, Checked, FieldId, Job, NameProblem, NamedBlob, ParameterProblem,
    PoolProblem, PortsProblem, Problem, ReferencePart, What, check, repaired,
};
pub use connection::{Cloud, Connection, ConnectionProblem, Pair, Setting};
pub use curl::CurlCommand;
pub use draft::{
    Draft, Extra, InputForm, NamedReference, ParameterDraft, ParameterState, Reference, ReferenceKind, RunOn,
};
pub use finding::{Finding, Severity, Span};
pub use ports::{Parameter, ParameterType, Port, Ports};
pub use sas::{Field, Permission, Sas, SasProblem, Scope};
pub use say::{
    cloud_label, field_label, parameter_type_label, permission_label, request_problem, scope_label,
    severity_label, shape_problem,
};

pub mod repair;
pub mod swagger;
