use std::collections::BTreeSet;

use crate::billing::wire::Node;

use super::super::draft::CostDraft;
use super::super::field::{self, CostField};
use super::super::scenarios::{MOST_PINNED, Pinned, Pins};
use super::{DocumentProblem, DocumentProblemAt, FORMAT, LONGEST, VERSION};

/// The most names of unknown fields that are kept, and the most characters of a text that is quoted.
const KEPT: usize = 100;
const QUOTED: usize = 40;

/// What a document holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The inputs, every one of them one that the form accepts; at its default where the document does not have it.
    pub draft: CostDraft,
    /// The pinned scenarios; those beyond [`MOST_PINNED`](super::super::MOST_PINNED) are passed over.
    pub pins: Pins,
    /// The places of fields that are not known here, the first hundred of them: they are passed over.
    pub passed_over: Vec<String>,
}

/// Reads a document's inputs and pinned scenarios. `results` are passed over: they follow from the inputs.
///
/// A value is text as a user would type it, or a JSON number. A byte order mark in front is passed over.
///
/// # Errors
/// When the text is no document of ours, or holds an input that the form would refuse: every problem, those of the
/// document's shape before those of its inputs, which come in form order.
///
/// ```
/// use poolwise::cost::{CostField, document};
/// let document = r#"{ "format": "poolwise cost", "version": 1, "inputs": { "vms": 2, "colour": "red" } }"#;
/// let imported = document::import(document).unwrap();
/// assert_eq!(imported.draft.text(CostField::Vms), "2");
/// assert_eq!(imported.passed_over, ["inputs.colour"]);
/// let problems = document::import(&document.replace("2,", "-2,")).unwrap_err();
/// assert_eq!((problems[0].path.as_str(), problems[0].field), ("inputs.vms", Some(CostField::Vms)));
/// ```
pub fn import(text: &str) -> Result<Imported, Vec<DocumentProblemAt>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > LONGEST {
        return Err(whole(DocumentProblem::TooLong { found: text.len() }));
    }
    if text.trim().is_empty() {
        return Err(whole(DocumentProblem::Empty));
    }
    let root: Node = serde_json::from_str(text)
        .map_err(|error| whole(DocumentProblem::NotJson { line: error.line(), column: error.column() }))?;
    let mut reader = Reader::default();
    match reader.document(&root) {
        Some((draft, pins)) if reader.problems.is_empty() => {
            Ok(Imported { draft, pins, passed_over: reader.passed_over })
        }
        _ => Err(reader.problems),
    }
}

fn whole(problem: DocumentProblem) -> Vec<DocumentProblemAt> {
    vec![DocumentProblemAt { path: String::new(), field: None, problem }]
}

#[derive(Default)]
struct Reader {
    problems: Vec<DocumentProblemAt>,
    passed_over: Vec<String>,
}

impl Reader {
    fn note(&mut self, path: &str, field: Option<CostField>, problem: DocumentProblem) {
        self.problems.push(DocumentProblemAt { path: path.to_owned(), field, problem });
    }

    /// The fields of an object; those that are not known are passed over, those that are there twice noted.
    fn object<'a>(
        &mut self,
        path: &str,
        node: &'a Node,
        is_known: impl Fn(&str) -> bool,
    ) -> Option<&'a [(String, Node)]> {
        let Node::Object(fields) = node else {
            self.note(path, None, DocumentProblem::NotAnObject(node.kind()));
            return None;
        };
        let mut seen = BTreeSet::new();
        let mut twice = BTreeSet::new();
        for (name, _) in fields {
            let is_new = seen.insert(name.as_str());
            if is_known(name) {
                if !is_new && twice.insert(name.as_str()) {
                    self.note(&below(path, name), CostField::from_key(name), DocumentProblem::Twice);
                }
            } else if is_new && self.passed_over.len() < KEPT {
                self.passed_over.push(below(path, &quoted(name)));
            }
        }
        Some(fields)
    }

    fn document(&mut self, root: &Node) -> Option<(CostDraft, Pins)> {
        let known = ["format", "version", "inputs", "pins", "results"];
        let fields = self.object("", root, |name| known.contains(&name))?;
        let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, node)| node);
        let texts = [("format", FORMAT.to_owned()), ("version", VERSION.to_string())];
        for (name, expected) in texts {
            let found = match field(name) {
                None => {
                    self.note(name, None, DocumentProblem::Missing);
                    return None;
                }
                Some(Node::Text(text) | Node::Number(text)) if *text == expected => continue,
                Some(Node::Text(text) | Node::Number(text)) => quoted(text),
                Some(other) => {
                    self.note(name, None, DocumentProblem::NotText(other.kind()));
                    return None;
                }
            };
            let problem = if name == "format" { DocumentProblem::Format } else { DocumentProblem::Version };
            self.note(name, None, problem(found));
            return None;
        }
        let draft = self.inputs("inputs", field("inputs"));
        let pins = field("pins").map(|pins| self.pins(pins)).unwrap_or_default();
        draft.map(|draft| (draft, pins))
    }

    fn pins(&mut self, pins: &Node) -> Pins {
        let mut found = Pins::default();
        let Node::List(pins) = pins else {
            self.note("pins", None, DocumentProblem::NotAList(pins.kind()));
            return found;
        };
        for (at, pin) in pins.iter().enumerate() {
            let path = format!("pins[{at}]");
            if at >= MOST_PINNED {
                if self.passed_over.len() < KEPT {
                    self.passed_over.push(path);
                }
                continue;
            }
            let Some(fields) = self.object(&path, pin, |name| ["name", "inputs"].contains(&name)) else {
                continue;
            };
            let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, node)| node);
            let name = match field("name") {
                None => "",
                Some(Node::Text(text) | Node::Number(text)) => text,
                Some(other) => {
                    self.note(&below(&path, "name"), None, DocumentProblem::NotText(other.kind()));
                    continue;
                }
            };
            if let Some(draft) = self.inputs(&below(&path, "inputs"), field("inputs")) {
                found.pin(Pinned::new(name, &draft));
            }
        }
        found
    }

    /// The inputs at a place of the document, in which they have to be.
    fn inputs(&mut self, place: &str, inputs: Option<&Node>) -> Option<CostDraft> {
        let Some(inputs) = inputs else {
            self.note(place, None, DocumentProblem::Missing);
            return None;
        };
        let fields = self.object(place, inputs, |name| CostField::from_key(name).is_some())?;
        let mut draft = CostDraft::default();
        for field in CostField::ALL {
            let Some((key, value)) = fields.iter().find(|(key, _)| key == field.key()) else { continue };
            let path = below(place, key);
            match value {
                Node::Text(text) | Node::Number(text) => match field.kind() {
                    field::Kind::OneOf(allowed) if !allowed.contains(&text.as_str()) => {
                        let found = quoted(text);
                        self.note(&path, Some(field), DocumentProblem::Choice { found, allowed });
                    }
                    _ => draft = draft.with(field, text),
                },
                other => self.note(&path, Some(field), DocumentProblem::NotText(other.kind())),
            }
        }
        if let Err(faults) = draft.check() {
            self.problems.extend(faults.into_iter().map(|fault| {
                let path = below(place, fault.field.key());
                DocumentProblemAt { path, ..DocumentProblemAt::from(fault) }
            }));
        }
        Some(draft)
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn quoted(text: &str) -> String {
    text.chars().take(QUOTED).collect()
}
