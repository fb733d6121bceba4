/// What a web service takes and gives: the names and types of its inputs, outputs and global parameters.
///
/// It comes from the service's `swagger.json`. Names are case sensitive and kept exactly as the service writes them;
/// order is the document's.
///
/// **Source**: facts B.3, service error codes ("case sensitivity applies") and the Data Factory guide (verified).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Ports {
    /// The service's title, where it has one.
    pub title: Option<String>,
    /// What it says of itself, where it says anything.
    pub description: Option<String>,
    /// The lists that the document leaves out: empty here, and not known to be empty.
    pub undescribed: Vec<PortList>,
    /// The input ports.
    pub inputs: Vec<Port>,
    /// The output ports.
    pub outputs: Vec<Port>,
    /// The global parameters.
    pub parameters: Vec<Parameter>,
    /// The columns of the inputs, where the synchronous call describes them.
    pub input_columns: Vec<Columns>,
    /// The columns of the outputs, where the synchronous call describes them.
    pub output_columns: Vec<Columns>,
}

impl Ports {
    /// Whether the document says what stands in a list.
    #[must_use]
    pub fn describes(&self, list: PortList) -> bool {
        !self.undescribed.contains(&list)
    }
}

/// A list of what a service takes or gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PortList {
    /// The inputs.
    Inputs,
    /// The outputs.
    Outputs,
    /// The global parameters.
    Parameters,
}

impl PortList {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Inputs, Self::Outputs, Self::Parameters];
}

/// The columns of one port, in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Columns {
    /// The port's name.
    pub port: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// One column of a port's rows.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Column {
    /// Its name in the header row.
    pub name: String,
    /// Its type as the document writes it: `string`, `integer`, `number`, `boolean`.
    pub kind: Option<String>,
    /// The type's closer form: `double`, `int32`, `date-time`.
    pub format: Option<String>,
    /// The only values that it may have, as text.
    pub choices: Vec<String>,
}

/// One input or output port.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Port {
    /// Its name, case sensitive.
    pub name: String,
    /// What the service says about it.
    pub description: Option<String>,
    /// Whether the service lists it as required.
    pub required: bool,
}

/// One global parameter of a web service.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Parameter {
    /// Its name, case sensitive; may hold spaces.
    pub name: String,
    /// The type that the service declares.
    pub kind: ParameterType,
    /// The values that the service lists as the only ones, as text; empty when it lists none.
    pub choices: Vec<String>,
    /// The value that the service uses when the parameter is omitted, as text.
    pub default: Option<String>,
    /// What the service says about it.
    pub description: Option<String>,
    /// A value that the service gives as an example, as text.
    pub example: Option<String>,
    /// Whether a job without it is refused.
    pub required: bool,
}

/// The type of a global parameter, which decides how its value is written in the body.
///
/// **Source**: facts B.3: the official C# class has strings only, the swagger document types them (verified); strings
/// are the safest (assumed).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ParameterType {
    /// Any text; a JSON string.
    #[default]
    Text,
    /// A whole number; a JSON number.
    Integer,
    /// A number; a JSON number.
    Number,
    /// True or false; a JSON Boolean.
    Boolean,
    /// Anything else that JSON can hold (an array, an object), typed as JSON.
    Json,
}

impl ParameterType {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 5] = [Self::Text, Self::Integer, Self::Number, Self::Boolean, Self::Json];
}
