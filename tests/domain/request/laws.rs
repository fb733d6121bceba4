use poolwise::request::wire::{self, Json};
use poolwise::request::{
    BlobPath, BlobUrl, Connection, CurlCommand, Draft, Extra, InputForm, NamedReference, ParameterDraft,
    ParameterState, ParameterType, Reference, ReferenceKind, Role, RunOn, Sas, ServiceAddress, check,
};
use poolwise::units::Secret;
use proptest::prelude::*;

use super::NOW;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z/.?&=;%\\\\\"å✓ ]{0,12}", any::<String>()]
}

fn extra() -> impl Strategy<Value = Extra> {
    prop::collection::vec(("[x-z]{1,4}", text()), 0..3).prop_map(|members| {
        Extra(members.into_iter().map(|(name, value)| (name, Json::String(value))).collect())
    })
}

fn reference() -> impl Strategy<Value = Reference> {
    let kind =
        prop_oneof![Just(ReferenceKind::AccountKey), Just(ReferenceKind::Sas), Just(ReferenceKind::Mixed)];
    (kind, text(), text(), text(), text(), extra()).prop_map(
        |(kind, connection, path, base, token, extra)| Reference {
            kind,
            connection: Secret::new(connection),
            path,
            base,
            token: Secret::new(token),
            extra,
        },
    )
}

fn references(least: usize) -> impl Strategy<Value = Vec<NamedReference>> {
    prop::collection::vec((text(), reference()), least..4).prop_map(|list| {
        // A body cannot hold one name twice; checking reports it.
        let mut kept: Vec<NamedReference> = Vec::new();
        for (name, reference) in list {
            if kept.iter().all(|one| one.name != name) {
                kept.push(NamedReference { name, reference });
            }
        }
        kept
    })
}

fn parameters() -> impl Strategy<Value = Vec<ParameterDraft>> {
    let state =
        prop_oneof![Just(ParameterState::Omit), Just(ParameterState::Null), Just(ParameterState::Value)];
    let value = prop_oneof![
        text(),
        "-?[0-9]{1,25}(\\.[0-9]{1,25})?",
        Just("true".to_owned()),
        Just("[1]".to_owned())
    ];
    let one = (text(), prop::sample::select(ParameterType::ALL.to_vec()), state, value);
    prop::collection::vec(one, 0..4).prop_map(|list| {
        let mut kept: Vec<ParameterDraft> = Vec::new();
        for (name, kind, state, text) in list {
            if kept.iter().all(|one| one.name != name) {
                kept.push(ParameterDraft { name, kind, state, text });
            }
        }
        kept
    })
}

fn draft() -> impl Strategy<Value = Draft> {
    let form = prop_oneof![Just(InputForm::Single), Just(InputForm::Named), Just(InputForm::Without)];
    let run_on = prop_oneof![Just(RunOn::Classic), Just(RunOn::Pool)];
    (form, references(1), references(0), parameters(), run_on, text(), extra(), text()).prop_map(
        |(input_form, inputs, outputs, parameters, run_on, pool_id, extra, service)| Draft {
            service: service.clone(),
            api_key: Secret::new(service),
            input_form,
            inputs,
            outputs,
            parameters,
            run_on,
            pool_id,
            extra,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Draft to body to draft is where it began, text as typed and all.
    #[test]
    fn a_body_read_beside_its_draft_changes_nothing(draft in draft()) {
        let text = wire::pretty(&wire::body(&draft));
        prop_assert_eq!(wire::from_text(&text, &draft), Ok(draft));
    }

    /// Body to draft to body is where it began, whatever form the page had before.
    #[test]
    fn a_body_read_beside_any_draft_is_written_again(one in draft(), other in draft()) {
        let body = wire::body(&one);
        let read = wire::from_body(&body, &other).unwrap();
        let mut written = wire::body(&read);
        // What was omitted stays omitted; what was sent is sent in the same order.
        prop_assert_eq!(wire::compact(&written["GlobalParameters"].take()), wire::compact(&body["GlobalParameters"]));
        written["GlobalParameters"] = body["GlobalParameters"].clone();
        prop_assert_eq!(written, body);
    }

    /// Checking never panics, and a job is there exactly when no problem is an error.
    #[test]
    fn any_draft_is_checked(draft in draft()) {
        let checked = check(&draft, None, NOW);
        let is_sound = checked.problems.iter().all(|p| p.severity() != poolwise::request::Severity::Error);
        prop_assert_eq!(checked.job.is_some(), is_sound);
        for problem in &checked.problems {
            let _ = poolwise::request::repaired(problem, &draft);
        }
    }

    /// No text makes a parser panic, and every span lies within its text.
    #[test]
    fn any_text_is_parsed(text in text()) {
        for finding in Connection::parse(&text).findings() {
            prop_assert!(text.get(finding.span.start..finding.span.end).is_some());
        }
        for finding in Sas::parse(&text).findings(Role::Output, NOW) {
            prop_assert!(text.get(finding.span.start..finding.span.end).is_some());
        }
        let _ = ServiceAddress::read(&text);
        let _ = BlobPath::read(&text, Role::Input);
        let _ = CurlCommand::read(&format!("curl {text}"));
        if let Some(url) = BlobUrl::split(&text) {
            prop_assert!(!url.path.is_empty());
        }
    }

    /// Pairs in any order say the same.
    #[test]
    fn the_order_of_pairs_means_nothing(order in Just(vec![
        "AccountName=acct", "AccountKey=abc==", "EndpointSuffix=core.cloudapi.de", "DefaultEndpointsProtocol=https",
    ]).prop_shuffle()) {
        let parsed = Connection::parse(&order.join(";"));
        prop_assert_eq!(parsed.account(), Some("acct"));
        prop_assert_eq!(parsed.blob_endpoint(), Some("https://acct.blob.core.cloudapi.de/".to_owned()));
        prop_assert_eq!(parsed.key().map(|key| key.reveal().to_owned()), Some("abc==".to_owned()));
    }

    /// A mask leaves no trace of a secret, whatever stands around it.
    #[test]
    fn masks_leave_no_trace(before in "[ -~]{0,20}", after in "[ -~]{0,20}", secret in "[A-Za-z0-9+/]{24,40}") {
        for text in [format!("{before};AccountKey={secret};{after}"), format!("{before}&sig={secret}&{after}")] {
            let masked = wire::masked_text(&text);
            prop_assert!(!masked.contains(&secret), "{}", masked);
        }
    }

    /// A shell's quoting of a body is taken off again.
    #[test]
    fn quoting_is_taken_off(body in "[^\0]{1,40}") {
        let quoted = body.replace('\'', "'\\''");
        let command = CurlCommand::read(&format!("curl --data-raw '{quoted}' https://host/")).unwrap();
        let read = command.body.as_ref().map(|body| body.reveal());
        prop_assert_eq!(read, Some(body.as_str()));
    }
}

/// What would make a form of millions of fields, or a list of millions of problems, is refused with one of them.
#[test]
fn a_body_of_millions_is_refused_and_not_drawn() {
    let members = |count: usize| -> Json {
        Json::Object((0..count).map(|at| (format!("a{at}"), Json::String("b".to_owned()))).collect())
    };
    for path in ["GlobalParameters", "Outputs", "Inputs"] {
        let body = |count| Json::Object([(path.to_owned(), members(count))].into_iter().collect());
        let problems = wire::from_body(&body(wire::MOST_NAMED + 1), &Draft::default()).expect_err("too many");
        let found = wire::MOST_NAMED + 1;
        assert_eq!(problems, [wire::ShapeProblem::TooMany { path: path.to_owned(), found }]);
    }
    let most =
        Json::Object([("GlobalParameters".to_owned(), members(wire::MOST_NAMED))].into_iter().collect());
    let read = wire::from_body(&most, &Draft::default()).expect("as many as a form takes");
    assert_eq!(read.parameters.len(), wire::MOST_NAMED);
    let unknown = wire::from_body(&members(100_000), &Draft::default()).expect("only unknown members");
    assert!(check(&unknown, None, NOW).problems.len() < 100);
    for text in ["a=b;".repeat(100_000), "sv=1&".repeat(100_000)] {
        assert!(Connection::parse(&text).findings().len() < 10);
        assert!(Sas::parse(&text).findings(Role::Input, NOW).len() < 10);
    }
}
