use poolwise::request::{
    AddressProblem, ApiKeyProblem, BlobProblem, Draft, Extra, FieldId, InputForm, NameProblem, Parameter,
    ParameterDraft, ParameterProblem, ParameterState, ParameterType, PoolProblem, Port, PortList, Ports,
    PortsProblem, ReferencePart, RunOn, SasProblem, Severity, What, check, repaired, wire,
};
use poolwise::units::Secret;

use super::{NOW, SERVICE, named, sound, with_key, with_sas};

#[track_caller]
fn found(draft: &Draft, ports: Option<&Ports>, expected: &[(FieldId, What)]) {
    let checked = check(draft, ports, NOW);
    let problems: Vec<_> = checked.problems.iter().map(|p| (p.field, p.what.clone())).collect();
    assert_eq!(problems, expected);
    let errors = checked.of(Severity::Error).count();
    assert_eq!(checked.job.is_none(), errors > 0);
}

#[test]
fn a_sound_draft_becomes_a_job_that_says_the_same() {
    let draft = sound();
    found(&draft, None, &[]);
    let job = check(&draft, None, NOW).job.unwrap();
    assert_eq!(job.body(), &wire::body(&draft));
    assert_eq!(job.address().jobs(), SERVICE);
    assert_eq!(job.pool_id(), Some("8dfc151b0d3e446497b845f3b29ef53b"));
    assert_eq!(job.inputs()[0].blob().url(), "https://sampleaccount.blob.core.windows.net/testint/in.csv");
    assert_eq!(job.outputs()[0].blob().path().container(), "testintoutput");
    let shown = format!("{job:?}");
    assert!(!shown.contains(super::KEY) && !shown.contains("c2VjcmV0") && !shown.contains("abc=="));
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_form() {
    let checked = check(&Draft { run_on: RunOn::Pool, ..Draft::default() }, None, NOW);
    let fields: Vec<_> = checked.problems.iter().map(|p| p.field.to_string()).collect();
    assert_eq!(
        fields,
        [
            "service",
            "api-key",
            "input-0-connection",
            "input-0-path",
            "output-0-connection",
            "output-0-path",
            "pool-id",
        ]
    );
    assert_eq!(checked.of(Severity::Note).count(), 1);
}

#[test]
fn field_ids_are_unique() {
    let mut draft = sound();
    draft.inputs.push(named("b", with_sas("abc/x.csv", "r")));
    let parts = [
        ReferencePart::Name,
        ReferencePart::Kind,
        ReferencePart::Connection,
        ReferencePart::Base,
        ReferencePart::Path,
        ReferencePart::Token,
    ];
    let mut ids: Vec<_> =
        [
            FieldId::Service,
            FieldId::ApiKey,
            FieldId::Inputs,
            FieldId::Outputs,
            FieldId::Parameters,
            FieldId::PoolId,
            FieldId::Body,
        ]
        .into_iter()
        .chain((0..3).flat_map(|at| {
            parts.into_iter().flat_map(move |p| [FieldId::Input(at, p), FieldId::Output(at, p)])
        }))
        .chain((0..3).flat_map(|at| [FieldId::ParameterName(at), FieldId::ParameterValue(at)]))
        .map(|field| field.to_string())
        .collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
    assert!(
        ids.iter().all(|id| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))
    );
}

#[test]
fn keys_of_every_kind() {
    #[track_caller]
    fn check(key: &str, expected: Option<ApiKeyProblem>) {
        let draft = Draft { api_key: Secret::new(key.to_owned()), ..sound() };
        let expected: Vec<_> = expected.into_iter().map(|p| (FieldId::ApiKey, What::ApiKey(p))).collect();
        found(&draft, None, &expected);
    }
    check("abc/+==", None);
    check(" abc\n", None);
    check("Bearer", None);
    check("", Some(ApiKeyProblem::Empty));
    check("a b", Some(ApiKeyProblem::NotForAHeader));
    check("nyckelå", Some(ApiKeyProblem::NotForAHeader));
    check("Bearer abc", Some(ApiKeyProblem::BeginsWithBearer));
}

#[test]
fn pool_ids_of_every_kind() {
    #[track_caller]
    fn check(id: &str, expected: Option<PoolProblem>) {
        let draft = Draft { pool_id: id.to_owned(), ..sound() };
        let expected: Vec<_> = expected.into_iter().map(|p| (FieldId::PoolId, What::Pool(p))).collect();
        found(&draft, None, &expected);
    }
    check("8DFC151b0d3e446497b845f3b29ef53b", None);
    check("", Some(PoolProblem::Empty));
    check("  ", Some(PoolProblem::Empty));
    check("my-pool", Some(PoolProblem::NotLikeTheSample));
    check("8dfc151b-0d3e-4464-97b8-45f3b29ef53b", Some(PoolProblem::NotLikeTheSample));
    check(" 8dfc151b0d3e446497b845f3b29ef53b", Some(PoolProblem::WhiteSpace));
    check("a\0b", Some(PoolProblem::ControlCharacter));
    found(&Draft { run_on: RunOn::Classic, pool_id: String::new(), ..sound() }, None, &[]);
}

fn ports() -> Ports {
    let port = |name: &str| Port { name: name.to_owned(), required: true, ..Port::default() };
    let parameter = |name: &str, kind| Parameter { name: name.to_owned(), kind, ..Parameter::default() };
    Ports {
        inputs: vec![port("input1")],
        outputs: vec![port("output1")],
        parameters: vec![
            parameter("Append score columns to output", ParameterType::Boolean),
            Parameter { required: true, ..parameter("Seed", ParameterType::Integer) },
            Parameter {
                choices: vec!["A".to_owned(), "B".to_owned()],
                ..parameter("Mode", ParameterType::Text)
            },
        ],
        ..Ports::default()
    }
}

fn parameter(name: &str, kind: ParameterType, text: &str) -> ParameterDraft {
    ParameterDraft { name: name.to_owned(), kind, state: ParameterState::Value, text: text.to_owned() }
}

#[test]
fn names_are_case_sensitive_and_near_misses_are_pointed_out() {
    let mut draft = sound();
    draft.inputs[0].name = "Input1".to_owned();
    draft.outputs[0].name = "elsewhere".to_owned();
    draft.parameters = vec![
        parameter("seed", ParameterType::Integer, "1"),
        parameter("append score columns to output", ParameterType::Boolean, "true"),
    ];
    let unknown = |found: &str, near: Option<&str>| {
        What::Name(NameProblem::Unknown { found: found.to_owned(), near: near.map(str::to_owned) })
    };
    found(
        &draft,
        Some(&ports()),
        &[
            (
                FieldId::Inputs,
                What::Ports(PortsProblem::MissingInput { name: "input1".to_owned(), is_required: true }),
            ),
            (FieldId::Input(0, ReferencePart::Name), unknown("Input1", Some("input1"))),
            (FieldId::Outputs, What::Ports(PortsProblem::MissingOutput { name: "output1".to_owned() })),
            (FieldId::Output(0, ReferencePart::Name), unknown("elsewhere", None)),
            (FieldId::ParameterName(0), unknown("seed", Some("Seed"))),
            (
                FieldId::ParameterName(1),
                unknown("append score columns to output", Some("Append score columns to output")),
            ),
            (FieldId::Parameters, What::Parameter(ParameterProblem::Missing { name: "Seed".to_owned() })),
        ],
    );
    // Accepting each near miss leaves only what nobody can guess.
    let mut draft = draft;
    for problem in check(&draft, Some(&ports()), NOW).problems {
        draft = repaired(&problem, &draft).unwrap_or(draft);
    }
    found(
        &draft,
        Some(&ports()),
        &[
            (FieldId::Outputs, What::Ports(PortsProblem::MissingOutput { name: "output1".to_owned() })),
            (FieldId::Output(0, ReferencePart::Name), unknown("elsewhere", None)),
        ],
    );
}

#[test]
fn names_without_ports() {
    let mut draft = sound();
    draft.inputs = vec![named("a", with_key("abc/1.csv")), named("a", with_key("abc/2.csv"))];
    draft.outputs[0].name = " ".to_owned();
    draft.parameters = vec![parameter("x\0", ParameterType::Text, "")];
    found(
        &draft,
        None,
        &[
            (
                FieldId::Input(1, ReferencePart::Name),
                What::Name(NameProblem::Duplicate { found: "a".to_owned() }),
            ),
            (FieldId::Output(0, ReferencePart::Name), What::Name(NameProblem::Empty)),
            (FieldId::ParameterName(0), What::Name(NameProblem::ControlCharacter)),
        ],
    );
}

#[test]
fn the_form_of_inputs_is_held_to_the_ports() {
    #[track_caller]
    fn check(form: InputForm, inputs: &[&str], known: &[&str], expected: &[PortsProblem]) {
        let port = |name: &&str| Port { name: (*name).to_owned(), required: true, ..Port::default() };
        let ports = Ports {
            inputs: known.iter().map(port).collect(),
            outputs: vec![port(&"output1")],
            ..Ports::default()
        };
        let inputs = inputs.iter().map(|name| named(name, with_key("abc/1.csv"))).collect();
        let draft = Draft { input_form: form, inputs, ..sound() };
        let expected: Vec<_> = expected.iter().map(|p| (FieldId::Inputs, What::Ports(p.clone()))).collect();
        found(&draft, Some(&ports), &expected);
    }
    let missing = |name: &str| PortsProblem::MissingInput { name: name.to_owned(), is_required: true };
    check(InputForm::Single, &["any"], &["input1"], &[]);
    check(InputForm::Single, &["any"], &["a", "b"], &[PortsProblem::SingleForPorts { ports: 2 }]);
    check(InputForm::Single, &["any"], &[], &[PortsProblem::TooManyInputs]);
    check(InputForm::Single, &[], &["a"], &[PortsProblem::NoInput]);
    check(InputForm::Named, &["a"], &["a", "b"], &[missing("b")]);
    check(InputForm::Named, &["a"], &[], &[PortsProblem::TooManyInputs]);
    check(InputForm::Without, &["a"], &["a"], &[missing("a")]);
    check(InputForm::Without, &["a"], &[], &[]);
}

#[test]
fn values_are_held_to_their_types() {
    #[track_caller]
    fn check(value: ParameterDraft, expected: Option<ParameterProblem>) {
        let mut parameters = vec![value];
        if parameters[0].name != "Seed" {
            parameters.push(parameter("Seed", ParameterType::Integer, "1"));
        }
        let draft = Draft { parameters, ..sound() };
        let expected: Vec<_> =
            expected.into_iter().map(|p| (FieldId::ParameterValue(0), What::Parameter(p))).collect();
        found(&draft, Some(&ports()), &expected);
    }
    use ParameterType::{Boolean, Integer, Number, Text};
    let append = "Append score columns to output";
    check(parameter(append, Boolean, "false"), None);
    check(parameter(append, Text, "True"), None);
    check(parameter(append, Text, "yes"), Some(ParameterProblem::NotOfDeclaredType { kind: Boolean }));
    check(parameter(append, Boolean, "yes"), Some(ParameterProblem::NotOfType { kind: Boolean }));
    check(parameter("Seed", Integer, "-7"), None);
    check(parameter("Seed", Text, "7"), None);
    check(parameter("Seed", Integer, "1.5"), Some(ParameterProblem::NotOfType { kind: Integer }));
    check(parameter("Seed", Number, "1.5"), Some(ParameterProblem::NotOfDeclaredType { kind: Integer }));
    check(parameter("Seed", Text, "a\0"), Some(ParameterProblem::NullCharacter));
    check(
        ParameterDraft { state: ParameterState::Omit, ..parameter("Seed", Integer, "") },
        Some(ParameterProblem::Missing { name: "Seed".to_owned() }),
    );
    check(
        ParameterDraft { state: ParameterState::Null, ..parameter("Seed", Integer, "") },
        Some(ParameterProblem::NullWhereRequired),
    );
    check(parameter("Mode", Text, "A"), None);
    check(
        parameter("Mode", Text, "a"),
        Some(ParameterProblem::NotAChoice { choices: vec!["A".to_owned(), "B".to_owned()] }),
    );
}

#[test]
fn a_number_that_json_cannot_keep_is_told() {
    let draft = Draft {
        parameters: vec![parameter("x", ParameterType::Number, "0.12345678901234567891")],
        ..sound()
    };
    let checked = check(&draft, None, NOW);
    assert!(
        matches!(&checked.problems[0].what, What::Parameter(ParameterProblem::NumberChanges { sent }) if sent.starts_with("0.1234567890123456")),
        "{:?}",
        checked.problems
    );
    found(&Draft { parameters: vec![parameter("x", ParameterType::Number, "1.50e3")], ..sound() }, None, &[]);
}

#[test]
fn blobs_that_meet_are_told() {
    let mut draft = sound();
    draft.inputs[0].reference = with_key("/testintoutput/out.csv");
    draft.outputs.push(named("output2", with_key("testintoutput/out.csv")));
    let same =
        |other: &str, is_input| What::Ports(PortsProblem::SameBlob { other: other.to_owned(), is_input });
    found(
        &draft,
        None,
        &[
            (FieldId::Input(0, ReferencePart::Path), What::Path(BlobProblem::LeadingSlash)),
            (FieldId::Output(0, ReferencePart::Path), same("input1", true)),
            (FieldId::Output(1, ReferencePart::Path), same("output1", false)),
        ],
    );
    // An input without a name is called as the page calls it.
    draft.input_form = InputForm::Single;
    draft.inputs[0].reference = with_key("testintoutput/out.csv");
    draft.outputs.truncate(1);
    found(&draft, None, &[(FieldId::Output(0, ReferencePart::Path), same("Input", true))]);
}

#[test]
fn misspelled_members_are_pointed_out() {
    let members = r#"{"GolbalParameters": {}, "Comment": 1}"#;
    let draft = Draft { extra: Extra(serde_json::from_str(members).unwrap()), ..sound() };
    found(
        &draft,
        None,
        &[
            (
                FieldId::Body,
                What::UnknownMember { name: "GolbalParameters".to_owned(), near: Some("GlobalParameters") },
            ),
            (FieldId::Body, What::UnknownMember { name: "Comment".to_owned(), near: None }),
        ],
    );
}

#[test]
fn repairs_are_accepted_one_by_one() {
    #[track_caller]
    fn check_repair(draft: &Draft, what: &What, expected: &Draft) {
        let checked = check(draft, None, NOW);
        let problem = checked.problems.iter().find(|p| p.what == *what).unwrap();
        assert_eq!(repaired(problem, draft).as_ref(), Some(expected), "{what:?}");
    }
    let hyphens = SERVICE.replace("80c77c7674ba4c8c82294c3b2957990c", "80c77c76-74ba-4c8c-8229-4c3b2957990c");
    let draft = Draft { service: hyphens, ..sound() };
    let what = check(&draft, None, NOW).problems[0].what.clone();
    assert!(matches!(what, What::Address(AddressProblem::Hyphens { .. })));
    check_repair(&draft, &what, &sound());
    let both =
        draft.service.replace("9fe659022c9747e3b9b7b923c3830623", "9fe65902-2c97-47e3-b9b7-b923c3830623");
    let draft = Draft { service: both, ..sound() };
    let problems = check(&draft, None, NOW).problems;
    assert_eq!(problems.len(), 2);
    assert!(problems.iter().all(|problem| repaired(problem, &draft) == Some(sound())));

    let mut draft = sound();
    draft.outputs[0].reference.token = Secret::new(draft.outputs[0].reference.token.reveal()[1..].to_owned());
    check_repair(&draft, &What::Sas(SasProblem::NoQuestionMark), &sound());

    // A whole blob SAS URL, pasted into the path, becomes base, path and token.
    let mut draft = sound();
    let reference = &mut draft.outputs[0].reference;
    reference.path = format!("{}{}{}", reference.base, reference.path, reference.token.reveal());
    reference.base = String::new();
    reference.token = Secret::default();
    check_repair(&draft, &What::Path(BlobProblem::IsUrl), &sound());
}

/// What is omitted is not in the body: its name harms nothing.
#[test]
fn an_omitted_parameter_may_be_named_anyhow() {
    let known = Parameter { name: "a".to_owned(), ..Parameter::default() };
    let ports = Ports {
        parameters: vec![known],
        undescribed: vec![PortList::Inputs, PortList::Outputs],
        ..Ports::default()
    };
    let mut draft = sound();
    let omitted = |name: &str| ParameterDraft {
        name: name.to_owned(),
        state: ParameterState::Omit,
        ..ParameterDraft::default()
    };
    draft.parameters = vec![omitted(""), omitted("b"), omitted("a"), omitted("a")];
    found(&draft, Some(&ports), &[]);
}

/// Source: a document without a batch request: no list is known, and none is held against the job.
#[test]
fn what_is_not_described_is_not_checked() {
    let ports = Ports { undescribed: PortList::ALL.to_vec(), ..Ports::default() };
    let mut draft = sound();
    draft.parameters = vec![ParameterDraft { name: "x".to_owned(), ..ParameterDraft::default() }];
    found(&draft, Some(&ports), &[]);
}
