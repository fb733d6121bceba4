use poolwise::request::wire::{self, ErrorDetail, JobStatus, Json, ServiceError, StatusCode};
use poolwise::request::{Reference, ReferenceKind};

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

/// Source: facts B.6: names, numbers, and the misprinted key of the BES guide.
#[test]
fn reads_every_way_to_say_a_state() {
    #[track_caller]
    fn check(reply: &str, expected: Option<StatusCode>) {
        assert_eq!(JobStatus::read(&json(reply)).and_then(|status| status.code), expected, "{reply}");
    }
    for (number, code) in StatusCode::ALL.into_iter().enumerate() {
        check(&format!(r#"{{"StatusCode": {number}}}"#), Some(code));
        check(&format!(r#"{{"StatusCode": "{number}"}}"#), Some(code));
        check(&format!(r#"{{"StatusCode": "{}"}}"#, code.name()), Some(code));
        check(&format!(r#"{{"Status Code": "{}"}}"#, code.name()), Some(code));
    }
    check(r#"{"StatusCode": "Canceled"}"#, Some(StatusCode::Cancelled));
    check(r#"{"StatusCode": 5}"#, None);
    check(r#"{"StatusCode": -1}"#, None);
    check(r#"{"StatusCode": "Sleeping"}"#, None);
    check(r#"{"Details": null}"#, None);
    check("[]", None);
    let unknown = JobStatus::read(&json(r#"{"StatusCode": "Sleeping"}"#)).unwrap();
    assert_eq!(unknown.word, "Sleeping", "a word that is not known is kept");
}

/// Source: facts B.6, Microsoft's sample.
#[test]
fn a_status_comes_back_as_it_was_written() {
    let reply = json(
        r#"{"StatusCode": "Finished", "Results": {"output1": {"ConnectionString": null,
        "RelativeLocation": "outputs/dataOutput.csv", "BaseLocation": "https://mystorageaccount.blob.core.windows.net/",
        "SasBlobToken": "?sv=2013-08-15&sr=b&sig=ABCD&sp=r"}}, "Details": null, "CreatedAt": "2015"}"#,
    );
    let status = JobStatus::read(&reply).unwrap();
    assert_eq!(status.results[0].name, "output1");
    assert_eq!(status.results[0].reference.kind, ReferenceKind::Sas);
    assert_eq!(status.extra.0["CreatedAt"], "2015");
    assert_eq!(status.write(), reply);
    assert!(!format!("{status:?}").contains("ABCD"));
}

#[test]
fn a_strange_result_does_not_hide_the_state() {
    let status =
        JobStatus::read(&json(r#"{"StatusCode": 4, "Results": {"a": 7}, "Details": {"x": 1}}"#)).unwrap();
    assert_eq!(status.code, Some(StatusCode::Finished));
    assert_eq!(status.results[0].reference, Reference::default());
    assert_eq!(status.details.as_deref(), Some(r#"{"x":1}"#));
}

#[test]
fn reads_job_ids() {
    #[track_caller]
    fn check(reply: &str, expected: Option<&str>) {
        assert_eq!(wire::job_id(reply).as_deref(), expected, "{reply}");
    }
    check("\"539d0bc2fde945b6ac986b851d0000f0\"", Some("539d0bc2fde945b6ac986b851d0000f0"));
    check(" 539d0bc2fde945b6ac986b851d0000f0\n", Some("539d0bc2fde945b6ac986b851d0000f0"));
    check(r#"{"JobId": "a-1"}"#, Some("a-1"));
    check("\"\"", None);
    check("<html>", None);
    check("", None);
}

/// Source: facts B.8 for the first shape, A.4 for the second.
#[test]
fn reads_both_shapes_of_errors() {
    let detail = |code: &str, message: &str| ErrorDetail {
        code: Some(code.to_owned()),
        message: Some(message.to_owned()),
    };
    let error = wire::service_error(&json(
        r#"{"error": {"code": "BadArgument", "message": "Invalid argument provided.",
        "details": [{"code": "BlobNotFound", "message": "m", "target": "t"}]}}"#,
    ));
    assert_eq!(
        error,
        Some(ServiceError {
            code: Some("BadArgument".to_owned()),
            message: Some("Invalid argument provided.".to_owned()),
            details: vec![detail("BlobNotFound", "m")],
        })
    );
    let error = wire::service_error(&json(
        r#"{"odata.metadata": "x", "code": "PoolBeingResized", "message": {"lang": "en-us", "value": "busy"},
        "values": [{"key": "Reason", "value": "r"}]}"#,
    ));
    assert_eq!(
        error,
        Some(ServiceError {
            code: Some("PoolBeingResized".to_owned()),
            message: Some("busy".to_owned()),
            details: vec![detail("Reason", "r")],
        })
    );
    for other in ["{}", "[]", "\"x\"", "null", r#"{"error": null}"#] {
        assert_eq!(wire::service_error(&json(other)), None, "{other}");
    }
}
