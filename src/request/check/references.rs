use crate::request::blob::{BlobPath, Role, base_problems};
use crate::request::connection::Connection;
use crate::request::draft::{Draft, InputForm, NamedReference, Reference, ReferenceKind};
use crate::request::ports::{Port, PortList, Ports};
use crate::request::sas::Sas;
use crate::units::Timestamp;

use super::field::{FieldId, ReferencePart};
use super::job::{BlobReference, NamedBlob};
use super::problem::{PortsProblem, What};
use super::{Problems, name};

/// The member of the body that is an input without a name: what the page calls it.
const SINGLE: &str = "Input";

/// The inputs that are sent, each with its blob where it is sound.
pub(super) fn inputs(
    draft: &Draft,
    ports: Option<&Ports>,
    now: Timestamp,
    problems: &mut Problems,
) -> Vec<Option<NamedBlob>> {
    let ports = ports.filter(|ports| ports.describes(PortList::Inputs)).map(|ports| ports.inputs.as_slice());
    let found = input_list_problems(draft, ports);
    problems.extend(FieldId::Inputs, found.into_iter().map(What::Ports));
    let (sent, is_named) = match draft.input_form {
        InputForm::Single => (draft.inputs.get(..1).unwrap_or_default(), false),
        InputForm::Named => (draft.inputs.as_slice(), true),
        InputForm::Without => (&[][..], false),
    };
    let mut list = List { role: Role::Input, now, problems };
    sent.iter().enumerate().map(|(at, one)| list.one(at, one, is_named.then_some((sent, ports)))).collect()
}

/// The outputs, each with its blob where it is sound.
pub(super) fn outputs(
    draft: &Draft,
    ports: Option<&Ports>,
    now: Timestamp,
    inputs: &[Option<NamedBlob>],
    problems: &mut Problems,
) -> Vec<Option<NamedBlob>> {
    let ports =
        ports.filter(|ports| ports.describes(PortList::Outputs)).map(|ports| ports.outputs.as_slice());
    if draft.outputs.is_empty() {
        problems.push(FieldId::Outputs, What::Ports(PortsProblem::NoOutput));
    }
    for port in ports.unwrap_or_default().iter().filter(|port| port.required) {
        if !draft.outputs.iter().any(|named| named.name == port.name) {
            let missing = PortsProblem::MissingOutput { name: port.name.clone() };
            problems.push(FieldId::Outputs, What::Ports(missing));
        }
    }
    let mut blobs: Vec<Option<NamedBlob>> = Vec::with_capacity(draft.outputs.len());
    for (at, one) in draft.outputs.iter().enumerate() {
        let mut list = List { role: Role::Output, now, problems };
        let blob = list.one(at, one, Some((&draft.outputs, ports)));
        if let Some(blob) = &blob {
            let same = |other: &&NamedBlob| other.blob.url() == blob.blob.url();
            let output = blobs.iter().flatten().find(same).map(|other| (other, false));
            let input = || inputs.iter().flatten().find(same).map(|other| (other, true));
            if let Some((other, is_input)) = output.or_else(input) {
                let what = PortsProblem::SameBlob { other: other.name.clone(), is_input };
                problems.push(FieldId::Output(at, ReferencePart::Path), What::Ports(what));
            }
        }
        blobs.push(blob);
    }
    blobs
}

fn input_list_problems(draft: &Draft, ports: Option<&[Port]>) -> Vec<PortsProblem> {
    let mut problems = Vec::new();
    if draft.input_form != InputForm::Without && draft.inputs.is_empty() {
        problems.push(PortsProblem::NoInput);
    }
    let Some(ports) = ports else { return problems };
    let missing =
        |port: &Port| PortsProblem::MissingInput { name: port.name.clone(), is_required: port.required };
    match draft.input_form {
        InputForm::Single if ports.is_empty() => problems.push(PortsProblem::TooManyInputs),
        InputForm::Single if ports.len() > 1 => {
            problems.push(PortsProblem::SingleForPorts { ports: ports.len() });
        }
        InputForm::Single => {}
        InputForm::Named if ports.is_empty() && !draft.inputs.is_empty() => {
            problems.push(PortsProblem::TooManyInputs);
        }
        InputForm::Named => {
            let is_named = |port: &&Port| draft.inputs.iter().any(|named| named.name == port.name);
            problems.extend(ports.iter().filter(|port| !is_named(port)).map(missing));
        }
        InputForm::Without => problems.extend(ports.iter().map(missing)),
    }
    problems
}

/// A list of references with the siblings and ports that its names are held to.
type Siblings<'a> = (&'a [NamedReference], Option<&'a [Port]>);

struct List<'a> {
    role: Role,
    now: Timestamp,
    problems: &'a mut Problems,
}

impl List<'_> {
    fn one(
        &mut self,
        at: usize,
        named: &NamedReference,
        siblings: Option<Siblings<'_>>,
    ) -> Option<NamedBlob> {
        if let Some((siblings, ports)) = siblings {
            let names: Vec<&str> = siblings.iter().map(|sibling| sibling.name.as_str()).collect();
            let known: Option<Vec<&str>> =
                ports.map(|ports| ports.iter().map(|port| port.name.as_str()).collect());
            // Without any port the list itself is the problem, not each of its names.
            let known = known.as_deref().filter(|known| !known.is_empty());
            let found = name(at, &names, known);
            self.problems.extend(self.field(at, ReferencePart::Name), found.map(What::Name));
        }
        let blob = self.blob(at, &named.reference)?;
        // The one that is sent without a name keeps the name that it had in another form, which the page does not show.
        let name = if siblings.is_some() { named.name.as_str() } else { SINGLE };
        Some(NamedBlob { name: name.to_owned(), blob })
    }

    fn blob(&mut self, at: usize, reference: &Reference) -> Option<BlobReference> {
        match reference.kind {
            ReferenceKind::AccountKey => {
                let connection = self.connection(at, reference);
                let path = self.path(at, reference)?;
                connection.is_usable().then_some(BlobReference::AccountKey { connection, path })
            }
            ReferenceKind::Sas => {
                let found = base_problems(&reference.base, &reference.path);
                self.problems.extend(self.field(at, ReferencePart::Base), found.into_iter().map(What::Base));
                let path = self.path(at, reference);
                let token = self.token(at, reference);
                Some(BlobReference::Sas { base: reference.base.clone(), path: path?, token })
            }
            ReferenceKind::Mixed => {
                self.problems.push(self.field(at, ReferencePart::Kind), What::Ports(PortsProblem::Mixed));
                self.connection(at, reference);
                self.path(at, reference);
                None
            }
        }
    }

    fn connection(&mut self, at: usize, reference: &Reference) -> Connection {
        let connection = Connection::parse(reference.connection.reveal());
        let field = self.field(at, ReferencePart::Connection);
        for finding in connection.findings() {
            self.problems.push_at(field, What::Connection(finding.problem.clone()), finding.span);
        }
        connection
    }

    fn path(&mut self, at: usize, reference: &Reference) -> Option<BlobPath> {
        let (path, found) = BlobPath::read(&reference.path, self.role);
        self.problems.extend(self.field(at, ReferencePart::Path), found.into_iter().map(What::Path));
        path
    }

    fn token(&mut self, at: usize, reference: &Reference) -> Sas {
        let token = Sas::parse(reference.token.reveal());
        let field = self.field(at, ReferencePart::Token);
        for finding in token.findings(self.role, self.now) {
            self.problems.push_at(field, What::Sas(finding.problem), finding.span);
        }
        token
    }

    const fn field(&self, at: usize, part: ReferencePart) -> FieldId {
        match self.role {
            Role::Input => FieldId::Input(at, part),
            Role::Output => FieldId::Output(at, part),
        }
    }
}
