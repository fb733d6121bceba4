use crate::request::address::AddressProblem;
use crate::request::blob::{BaseProblem, BlobProblem};
use crate::request::connection::ConnectionProblem;
use crate::request::finding::{Severity, Span};
use crate::request::ports::ParameterType;
use crate::request::sas::SasProblem;

use super::field::FieldId;

/// Something wrong or remarkable in a draft, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field.
    pub field: FieldId,
    /// What was found. Nothing in it is secret.
    pub what: What,
    /// Where in the field's text, when it is a part of it.
    pub span: Option<Span>,
}

impl Problem {
    /// How much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.what.severity()
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// In the address.
    Address(AddressProblem),
    /// In the API key.
    ApiKey(ApiKeyProblem),
    /// In a name of a port or parameter.
    Name(NameProblem),
    /// In a connection string.
    Connection(ConnectionProblem),
    /// In a base.
    Base(BaseProblem),
    /// In a path.
    Path(BlobProblem),
    /// In a SAS token.
    Sas(SasProblem),
    /// Among inputs and outputs.
    Ports(PortsProblem),
    /// In a parameter's value.
    Parameter(ParameterProblem),
    /// In the pool's id.
    Pool(PoolProblem),
    /// A member of the body that means nothing known; it is sent as it is.
    UnknownMember {
        /// The member's name.
        name: String,
        /// The known name that it is near, when it is.
        near: Option<&'static str>,
    },
}

impl What {
    /// How much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Address(problem) => problem.severity(),
            Self::ApiKey(problem) => problem.severity(),
            Self::Name(_) => Severity::Error,
            Self::Connection(problem) => problem.severity(),
            Self::Base(problem) => problem.severity(),
            Self::Path(problem) => problem.severity(),
            Self::Sas(problem) => problem.severity(),
            Self::Ports(problem) => problem.severity(),
            Self::Parameter(problem) => problem.severity(),
            Self::Pool(problem) => problem.severity(),
            Self::UnknownMember { .. } => Severity::Warning,
        }
    }
}

/// What is wrong or remarkable in an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApiKeyProblem {
    /// None was typed; scripts then ask for it.
    Empty,
    /// It holds what a header cannot carry: white space, control or non-ASCII characters.
    NotForAHeader,
    /// It begins with `Bearer`, which is added when it is sent.
    BeginsWithBearer,
}

impl ApiKeyProblem {
    /// How much it matters.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Empty => Severity::Note,
            Self::NotForAHeader | Self::BeginsWithBearer => Severity::Error,
        }
    }
}

/// What is wrong in a name. Names are case sensitive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// It is empty.
    Empty,
    /// It holds a control character, null among them.
    ControlCharacter,
    /// An earlier one has the same name.
    Duplicate {
        /// The name.
        found: String,
    },
    /// The service has no such port or parameter.
    Unknown {
        /// The name.
        found: String,
        /// The one that it is near, when it is.
        near: Option<String>,
    },
}

/// What is wrong or remarkable among inputs and outputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortsProblem {
    /// No input where the form says that there are some.
    NoInput,
    /// The service takes several inputs, or none: `Input` sends one without a name.
    SingleForPorts {
        /// How many the service has.
        ports: usize,
    },
    /// An input port that no input names.
    MissingInput {
        /// The port.
        name: String,
        /// Whether the service requires it.
        is_required: bool,
    },
    /// The service has no input port, and inputs are sent.
    TooManyInputs,
    /// No output: the service then chooses names in the workspace's own storage.
    NoOutput,
    /// A required output port that no output names.
    MissingOutput {
        /// The port.
        name: String,
    },
    /// Connection string and SAS at once: which the service uses is not documented.
    Mixed,
    /// The same blob as an earlier output, or as an input that it would overwrite.
    SameBlob {
        /// The other field's name.
        other: String,
        /// What the other is.
        is_input: bool,
    },
}

impl PortsProblem {
    /// How much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::NoInput
            | Self::SingleForPorts { .. }
            | Self::MissingInput { is_required: true, .. }
            | Self::MissingOutput { .. }
            | Self::TooManyInputs
            | Self::Mixed
            | Self::SameBlob { is_input: false, .. } => Severity::Error,
            Self::MissingInput { is_required: false, .. } | Self::SameBlob { is_input: true, .. } => {
                Severity::Warning
            }
            Self::NoOutput => Severity::Note,
        }
    }
}

/// What is wrong or remarkable in a parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterProblem {
    /// The text is no value of the type chosen.
    NotOfType {
        /// The type.
        kind: ParameterType,
    },
    /// The number has more digits than JSON keeps; this is what is sent.
    NumberChanges {
        /// The number sent.
        sent: String,
    },
    /// It holds a null character.
    NullCharacter,
    /// The service declares another type, and the value is none of it.
    NotOfDeclaredType {
        /// The declared type.
        kind: ParameterType,
    },
    /// The service lists the values that it takes, and this is none.
    NotAChoice {
        /// The values.
        choices: Vec<String>,
    },
    /// The service requires it, and it is omitted or absent.
    Missing {
        /// The parameter's name.
        name: String,
    },
    /// The service requires it, and it is sent as `null`.
    NullWhereRequired,
    /// The service requires it, and it is sent as an empty text.
    EmptyWhereRequired,
}

impl ParameterProblem {
    /// How much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::NotOfType { .. } | Self::NullCharacter | Self::Missing { .. } => Severity::Error,
            Self::NumberChanges { .. }
            | Self::NotOfDeclaredType { .. }
            | Self::NotAChoice { .. }
            | Self::NullWhereRequired
            | Self::EmptyWhereRequired => Severity::Warning,
        }
    }
}

/// What is wrong or remarkable in a pool's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PoolProblem {
    /// It is empty.
    Empty,
    /// It holds a control character, null among them.
    ControlCharacter,
    /// White space at an end is sent too.
    WhiteSpace,
    /// It is not 32 hexadecimal digits, as in Microsoft's one sample. It is sent as it is.
    ///
    /// **Source**: facts A.2 (verified as a sample, assumed as a rule).
    NotLikeTheSample,
    /// It was last seen without VMs: the job would wait until it is resized. Only who has seen the pool can say so.
    NoVms,
}

impl PoolProblem {
    /// How much it matters.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Empty | Self::ControlCharacter => Severity::Error,
            Self::WhiteSpace | Self::NoVms => Severity::Warning,
            Self::NotLikeTheSample => Severity::Note,
        }
    }
}
