//! What a document says, as a message between a worker that read it and the page: all of [`Imported`] but the calls,
//! and of the columns of a port as many as are shown.
//!
//! Shape: `{"title":"…","inputs":[["input1",null,true]],"outputs":[…],"parameters":[…],"location":["https","…","…"],
//! "notes":[{"Missing":7}],"undescribed":[0],"columns":[[["input1",["age"]]],[]]}`. Parts, lists and types are numbers,
//! by their order in `ALL`.

use serde::{Deserialize, Serialize};

use crate::request::{Column, Columns, Parameter, ParameterType, Port, PortList, Ports};

use super::{COLUMNS_SHOWN, Imported, Location, Note, Part, Place};

#[derive(Serialize, Deserialize)]
struct Wire {
    title: Option<String>,
    description: Option<String>,
    inputs: Vec<PortWire>,
    outputs: Vec<PortWire>,
    parameters: Vec<ParameterWire>,
    location: [Option<String>; 3],
    notes: Vec<NoteWire>,
    undescribed: Vec<usize>,
    columns: [Vec<ColumnsWire>; 2],
}

/// A port's name, and the names of its columns.
type ColumnsWire = (String, Vec<String>);

/// Name, description, whether it is required.
type PortWire = (String, Option<String>, bool);

/// Name, type, choices, whether it is required; default, description, example.
type ParameterWire = (String, usize, Vec<String>, bool, [Option<String>; 3]);

#[derive(Serialize, Deserialize)]
enum NoteWire {
    Version(String),
    Missing(usize),
    WrongKind(PlaceWire),
    FromSynchronousCall(usize),
    ReferenceOutside(PlaceWire, String),
    ReferenceMissing(PlaceWire, String),
    ReferenceCircle(PlaceWire, String),
    UnknownType(String, Option<String>),
    DefaultDoesNotFit(String),
    TooMany(usize, usize, usize),
    TooManyColumns,
}

#[derive(Serialize, Deserialize)]
enum PlaceWire {
    Part(usize),
    Input(String),
    Output(String),
    Parameter(String),
    Columns(String),
    Operation(String),
}

/// As a message.
#[must_use]
pub fn imported_to_json(imported: &Imported) -> String {
    let Imported { ports, location, notes, .. } = imported;
    let columns = |columns: &[Columns]| {
        let names = |port: &Columns| {
            port.columns.iter().map(|column| column.name.clone()).take(COLUMNS_SHOWN + 1).collect()
        };
        columns.iter().map(|port| (port.port.clone(), names(port))).collect()
    };
    let list = |list: &PortList| PortList::ALL.iter().position(|known| known == list);
    let port = |port: &Port| (port.name.clone(), port.description.clone(), port.required);
    let parameter = |parameter: &Parameter| {
        let Parameter { name, kind, choices, default, description, example, required } = parameter.clone();
        let kind = ParameterType::ALL.iter().position(|known| *known == kind).unwrap_or_default();
        (name, kind, choices, required, [default, description, example])
    };
    let Location { scheme, host, base_path } = location.clone();
    let wire = Wire {
        title: ports.title.clone(),
        description: ports.description.clone(),
        inputs: ports.inputs.iter().map(port).collect(),
        outputs: ports.outputs.iter().map(port).collect(),
        parameters: ports.parameters.iter().map(parameter).collect(),
        location: [scheme, host, base_path],
        notes: notes.iter().cloned().map(note_to_wire).collect(),
        undescribed: ports.undescribed.iter().filter_map(list).collect(),
        columns: [columns(&ports.input_columns), columns(&ports.output_columns)],
    };
    serde_json::to_string(&wire).unwrap_or_default()
}

/// From a message; `None` when it is none.
#[must_use]
pub fn imported_from_json(json: &str) -> Option<Imported> {
    let wire: Wire = serde_json::from_str(json).ok()?;
    let port = |(name, description, required)| Port { name, description, required };
    let parameter = |(name, kind, choices, required, [default, description, example]): ParameterWire| {
        let kind = ParameterType::ALL.get(kind).copied().unwrap_or_default();
        Parameter { name, kind, choices, default, description, example, required }
    };
    let [scheme, host, base_path] = wire.location;
    let [input_columns, output_columns] = wire.columns;
    let column = |name| Column { name, ..Column::default() };
    let columns = |ports: Vec<ColumnsWire>| {
        let port =
            |(port, names): ColumnsWire| Columns { port, columns: names.into_iter().map(column).collect() };
        ports.into_iter().map(port).collect()
    };
    Some(Imported {
        ports: Ports {
            title: wire.title,
            description: wire.description,
            undescribed: wire
                .undescribed
                .into_iter()
                .filter_map(|at| PortList::ALL.get(at).copied())
                .collect(),
            inputs: wire.inputs.into_iter().map(port).collect(),
            outputs: wire.outputs.into_iter().map(port).collect(),
            parameters: wire.parameters.into_iter().map(parameter).collect(),
            input_columns: columns(input_columns),
            output_columns: columns(output_columns),
        },
        location: Location { scheme, host, base_path },
        notes: wire.notes.into_iter().filter_map(note_from_wire).collect(),
        ..Imported::default()
    })
}

fn number(part: Part) -> usize {
    Part::ALL.iter().position(|known| *known == part).unwrap_or_default()
}

fn part(number: usize) -> Option<Part> {
    Part::ALL.get(number).copied()
}

fn note_to_wire(note: Note) -> NoteWire {
    use NoteWire as W;
    match note {
        Note::Version { found } => W::Version(found),
        Note::Missing(part) => W::Missing(number(part)),
        Note::WrongKind { place } => W::WrongKind(place_to_wire(place)),
        Note::FromSynchronousCall(part) => W::FromSynchronousCall(number(part)),
        Note::ReferenceOutside { place, reference } => W::ReferenceOutside(place_to_wire(place), reference),
        Note::ReferenceMissing { place, reference } => W::ReferenceMissing(place_to_wire(place), reference),
        Note::ReferenceCircle { place, reference } => W::ReferenceCircle(place_to_wire(place), reference),
        Note::UnknownType { parameter, found } => W::UnknownType(parameter, found),
        Note::DefaultDoesNotFit { parameter } => W::DefaultDoesNotFit(parameter),
        Note::TooMany { part, found, kept } => W::TooMany(number(part), found, kept),
        Note::TooManyColumns => W::TooManyColumns,
    }
}

fn note_from_wire(wire: NoteWire) -> Option<Note> {
    use NoteWire as W;
    Some(match wire {
        W::Version(found) => Note::Version { found },
        W::Missing(number) => Note::Missing(part(number)?),
        W::WrongKind(place) => Note::WrongKind { place: place_from_wire(place)? },
        W::FromSynchronousCall(number) => Note::FromSynchronousCall(part(number)?),
        W::ReferenceOutside(place, reference) => {
            Note::ReferenceOutside { place: place_from_wire(place)?, reference }
        }
        W::ReferenceMissing(place, reference) => {
            Note::ReferenceMissing { place: place_from_wire(place)?, reference }
        }
        W::ReferenceCircle(place, reference) => {
            Note::ReferenceCircle { place: place_from_wire(place)?, reference }
        }
        W::UnknownType(parameter, found) => Note::UnknownType { parameter, found },
        W::DefaultDoesNotFit(parameter) => Note::DefaultDoesNotFit { parameter },
        W::TooMany(number, found, kept) => Note::TooMany { part: part(number)?, found, kept },
        W::TooManyColumns => Note::TooManyColumns,
    })
}

fn place_to_wire(place: Place) -> PlaceWire {
    match place {
        Place::Part(part) => PlaceWire::Part(number(part)),
        Place::Input(name) => PlaceWire::Input(name),
        Place::Output(name) => PlaceWire::Output(name),
        Place::Parameter(name) => PlaceWire::Parameter(name),
        Place::Columns(name) => PlaceWire::Columns(name),
        Place::Operation(name) => PlaceWire::Operation(name),
    }
}

fn place_from_wire(wire: PlaceWire) -> Option<Place> {
    Some(match wire {
        PlaceWire::Part(number) => Place::Part(part(number)?),
        PlaceWire::Input(name) => Place::Input(name),
        PlaceWire::Output(name) => Place::Output(name),
        PlaceWire::Parameter(name) => Place::Parameter(name),
        PlaceWire::Columns(name) => Place::Columns(name),
        PlaceWire::Operation(name) => Place::Operation(name),
    })
}
