/// A part of a swagger document that a job needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// `info.title`.
    Title,
    /// `host`.
    Host,
    /// `basePath`.
    BasePath,
    /// `schemes`.
    Schemes,
    /// `paths`.
    Paths,
    /// The operation that submits a job: `POST /jobs`.
    SubmitOperation,
    /// The description of the body that submits a job.
    BatchRequest,
    /// The inputs of that body.
    Inputs,
    /// The outputs of that body.
    Outputs,
    /// The global parameters of that body.
    GlobalParameters,
}

impl Part {
    /// All of them, in the order of the document.
    pub const ALL: [Self; 10] = [
        Self::Title,
        Self::Host,
        Self::BasePath,
        Self::Schemes,
        Self::Paths,
        Self::SubmitOperation,
        Self::BatchRequest,
        Self::Inputs,
        Self::Outputs,
        Self::GlobalParameters,
    ];
}

/// Where in the document, in the reader's terms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A part of the document.
    Part(Part),
    /// The input port of this name.
    Input(String),
    /// The output port of this name.
    Output(String),
    /// The global parameter of this name.
    Parameter(String),
    /// The columns of the port of this name.
    Columns(String),
    /// The operation under this path.
    Operation(String),
}

/// What the document leaves open or says in an unknown way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// The document says a version other than 2.0.
    Version {
        /// What it says.
        found: String,
    },
    /// A part is not there.
    Missing(Part),
    /// Something is not of the kind that it has to be, and was passed over.
    WrongKind {
        /// Where.
        place: Place,
    },
    /// The names come from the description of the synchronous call, since that of the batch request has none.
    FromSynchronousCall(Part),
    /// A reference leads outside the document.
    ReferenceOutside {
        /// Where.
        place: Place,
        /// The reference.
        reference: String,
    },
    /// A reference leads nowhere.
    ReferenceMissing {
        /// Where.
        place: Place,
        /// The reference.
        reference: String,
    },
    /// References lead round in a circle, or through more than 32 steps.
    ReferenceCircle {
        /// Where.
        place: Place,
        /// The reference at which reading stopped.
        reference: String,
    },
    /// A parameter has no type, or one that is not known: it is taken as text.
    UnknownType {
        /// The parameter.
        parameter: String,
        /// What the document says; `None` when nothing.
        found: Option<String>,
    },
    /// A parameter's default is not of its own type, or not among its own choices.
    DefaultDoesNotFit {
        /// The parameter.
        parameter: String,
    },
    /// There are more than are read.
    TooMany {
        /// Of what.
        part: Part,
        /// How many there are.
        found: usize,
        /// How many are kept.
        kept: usize,
    },
    /// Columns beyond [`MOST_COLUMNS`](super::MOST_COLUMNS) were passed over.
    TooManyColumns,
}

/// Why a text gives nothing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportProblem {
    /// It is longer than [`LONGEST_BYTES`](super::LONGEST_BYTES).
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// It is empty.
    Empty,
    /// It is not JSON.
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// It nests deeper than 128 containers.
    TooDeep,
    /// It is a page in HTML: a portal's or a sign-in page was saved instead of the document.
    Html,
    /// It is JSON, but no object.
    NotAnObject,
    /// It is an OpenAPI document of version 3.
    OpenApi3,
    /// It is the service's resource description from Resource Manager, which names the document's address.
    ResourceDescription,
    /// It is another JSON object: it has neither `swagger` nor `paths` nor `definitions`.
    NotSwagger,
}
