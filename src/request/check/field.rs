use core::fmt;

/// A field of the form; positions count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldId {
    /// The service's address.
    Service,
    /// The API key.
    ApiKey,
    /// How inputs are sent, and the list of them.
    Inputs,
    /// A part of one input.
    Input(usize, ReferencePart),
    /// The list of outputs.
    Outputs,
    /// A part of one output.
    Output(usize, ReferencePart),
    /// The list of parameters.
    Parameters,
    /// The name of one parameter.
    ParameterName(usize),
    /// The value of one parameter.
    ParameterValue(usize),
    /// The pool's id.
    PoolId,
    /// The body as JSON.
    Body,
}

/// A part of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferencePart {
    /// The port's name.
    Name,
    /// Account key or SAS.
    Kind,
    /// The connection string.
    Connection,
    /// The base.
    Base,
    /// The path.
    Path,
    /// The SAS token.
    Token,
}

impl ReferencePart {
    const fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Connection => "connection",
            Self::Base => "base",
            Self::Path => "path",
            Self::Token => "token",
        }
    }
}

impl fmt::Display for FieldId {
    /// Its id in the page: stable, unique, made of letters, digits and hyphens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => f.write_str("service"),
            Self::ApiKey => f.write_str("api-key"),
            Self::Inputs => f.write_str("inputs"),
            Self::Input(at, part) => write!(f, "input-{at}-{}", part.id()),
            Self::Outputs => f.write_str("outputs"),
            Self::Output(at, part) => write!(f, "output-{at}-{}", part.id()),
            Self::Parameters => f.write_str("parameters"),
            Self::ParameterName(at) => write!(f, "parameter-{at}-name"),
            Self::ParameterValue(at) => write!(f, "parameter-{at}-value"),
            Self::PoolId => f.write_str("pool-id"),
            Self::Body => f.write_str("body"),
        }
    }
}
