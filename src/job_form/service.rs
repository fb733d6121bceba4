use crate::request::swagger::Imported;
use crate::request::{
    Draft, InputForm, NamedReference, Parameter, ParameterDraft, ParameterState, Port, PortList,
    ServiceAddress,
};

/// The form with the names and types that a service's `swagger.json` gives.
///
/// What was typed for a name that the service has stays there; what stood under another name moves, in order, to the
/// names that had nothing. Nothing is thrown away: what finds no place stays at the end of its list.
#[must_use]
pub fn fill_from_service(previous: &Draft, imported: &Imported) -> Draft {
    let mut draft = previous.clone();
    let location = imported.location.url();
    if let Some(address) = location.and_then(|url| ServiceAddress::read(&url).0) {
        draft.service = address.jobs();
    }
    let ports = &imported.ports;
    if !ports.inputs.is_empty() {
        let was_single = draft.input_form == InputForm::Single && ports.inputs.len() == 1;
        draft.input_form = if was_single { InputForm::Single } else { InputForm::Named };
        draft.inputs = named(&ports.inputs, draft.inputs);
    } else if ports.describes(PortList::Inputs) {
        draft.input_form = InputForm::Without;
    }
    if !ports.outputs.is_empty() {
        draft.outputs = named(&ports.outputs, draft.outputs);
    }
    let known = |name: &str| ports.parameters.iter().any(|parameter| parameter.name == name);
    let (mut typed, others): (Vec<ParameterDraft>, Vec<ParameterDraft>) =
        draft.parameters.into_iter().partition(|typed| known(&typed.name));
    draft.parameters = ports
        .parameters
        .iter()
        .map(|parameter| match typed.iter().position(|typed| typed.name == parameter.name) {
            Some(at) => ParameterDraft { kind: parameter.kind, ..typed.remove(at) },
            None => new_parameter(parameter),
        })
        .collect();
    draft.parameters.extend(typed);
    draft.parameters.extend(others);
    draft
}

fn named(ports: &[Port], typed: Vec<NamedReference>) -> Vec<NamedReference> {
    let is_port = |name: &str| ports.iter().any(|port| port.name == name);
    let (mut same, others): (Vec<NamedReference>, Vec<NamedReference>) =
        typed.into_iter().partition(|typed| is_port(&typed.name));
    let mut others = others.into_iter();
    let mut list: Vec<NamedReference> = Vec::with_capacity(ports.len());
    for port in ports {
        let found = same.iter().position(|typed| typed.name == port.name).map(|at| same.remove(at));
        let reference = found.or_else(|| others.next()).map(|typed| typed.reference).unwrap_or_default();
        list.push(NamedReference { name: port.name.clone(), reference });
    }
    list.extend(same);
    // An empty line of the form's own is no loss.
    list.extend(others.filter(|typed| typed.reference != NamedReference::default().reference));
    list
}

/// Omitted where the service asks for nothing. An example is no value: it is shown beside the field, and not sent.
fn new_parameter(parameter: &Parameter) -> ParameterDraft {
    let text = parameter.default.clone().unwrap_or_default();
    let state = if parameter.required { ParameterState::Value } else { ParameterState::Omit };
    ParameterDraft { name: parameter.name.clone(), kind: parameter.kind, state, text }
}
