//! What became of a pasted text.

use crate::request::repair::{Notice, Repair, RepairId, Unreadable};
use crate::request::swagger::{ImportProblem, Imported};
use crate::request::wire::ShapeProblem;
use crate::request::{AddressProblem, Draft};

/// What a pasted text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recognized {
    /// A service's Batch Requests URL, or one of a job.
    BatchRequestsUrl,
    /// A service's Request/Response URL.
    RequestResponseUrl,
    /// A service's swagger URL.
    SwaggerUrl,
    /// A service's address without a call.
    ServiceUrl,
    /// A blob's URL.
    BlobUrl,
    /// A URL of something else.
    OtherUrl,
    /// A service's `swagger.json`.
    SwaggerDocument,
    /// A curl command.
    CurlCommand,
    /// A program that puts a job's JSON together.
    Program,
    /// A job's JSON, or a part of one.
    Job,
    /// What the service answers.
    Reply,
    /// JSON of something else.
    OtherJson,
    /// A pool's id.
    PoolId,
    /// A web service's API key.
    ApiKey,
    /// A storage account's connection string.
    ConnectionString,
    /// A SAS.
    SasToken,
    /// Nothing that is known.
    Unknown,
}

/// Why a text filled nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// There is no text.
    Empty,
    /// It is nothing that a form can be filled from.
    Unknown,
    /// It is a URL, and neither a service's nor a blob's.
    Address(AddressProblem),
    /// It cannot be read as JSON, even with repairs.
    Unreadable(Unreadable),
    /// It is JSON, and no job's.
    Shape(Vec<ShapeProblem>),
    /// It is a JSON object without any member of a job.
    NoJobMembers,
    /// It is a document of a service, and not one that can be read.
    Swagger(ImportProblem),
    /// It is a reply of the service: how a job went, and not what was sent.
    Reply,
    /// It is the body of a Request/Response call, which holds rows where a batch job names a blob: everything else was
    /// taken.
    RowsInBody,
    /// It holds more than one job: the first was taken.
    SeveralJobs {
        /// How many.
        count: usize,
    },
    /// A curl command whose body is in a file, which a page cannot read: its address and key were taken.
    BodyInFile {
        /// The file's name.
        name: String,
    },
}

/// What became of a pasted text.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// What it is.
    pub what: Recognized,
    /// The form filled from it; `None` when nothing was taken.
    pub draft: Option<Draft>,
    /// Why it filled nothing, or not all.
    pub refusal: Option<Refusal>,
    /// Whether a service's address was found around the job.
    pub found_address: bool,
    /// Whether the service's API key was found around the job.
    pub found_key: bool,
    /// What a `swagger.json` says of the service.
    pub service: Option<Box<Imported>>,
    /// Every repair, those that are switched off too.
    pub repairs: Vec<Repair>,
    /// Those among them that lie inside a secret: their before and after are not for the screen.
    pub inside_secrets: Vec<RepairId>,
    /// Repairs that were done and are not listed.
    pub unlisted: usize,
    /// What JSON itself loses.
    pub notices: Vec<Notice>,
}

impl Pasted {
    pub(super) const fn refused(what: Recognized, refusal: Refusal) -> Self {
        Self::plain(what, None, Some(refusal))
    }

    pub(super) const fn filled(what: Recognized, draft: Draft) -> Self {
        Self::plain(what, Some(draft), None)
    }

    /// Read as it stood, with nothing found beside it.
    const fn plain(what: Recognized, draft: Option<Draft>, refusal: Option<Refusal>) -> Self {
        Self {
            what,
            draft,
            refusal,
            found_address: false,
            found_key: false,
            service: None,
            repairs: Vec::new(),
            inside_secrets: Vec::new(),
            unlisted: 0,
            notices: Vec::new(),
        }
    }
}
