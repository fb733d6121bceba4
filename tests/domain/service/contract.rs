//! Profiles, requests and errors.

#![expect(clippy::expect_used, reason = "a test's helper stops the test, as its test would")]

use poolwise::service::{
    Call, Hole, HttpReply, NotAProfile, Operation, PoolId, Profile, ProfileProblem, ServiceError,
    azure_batch_profile, profile_from_json, profile_to_json, read, request, source_page_profile,
};
use poolwise::units::{Timestamp, VmCount};
use proptest::prelude::*;

use crate::emulator::{connection, swagger};
use poolwise::emulator::Settings;

fn pool() -> PoolId {
    PoolId::read("8dfc151b0d3e446497b845f3b29ef53b").expect("the source page's sample")
}

#[track_caller]
fn check(profile: Profile, call: &Call, line: &str, body: &str) {
    let made = request(call, &connection(&Settings::instant(profile))).expect("the contract has it");
    assert_eq!(format!("{} {}", made.method.name(), made.url), line);
    assert_eq!(String::from_utf8(made.body).expect("text"), body);
    let (header, value) = made.authorization.expect("a key");
    assert_eq!((header.as_str(), value.reveal()), ("Authorization", "Bearer practice-pool-key"));
}

/// Source: facts A.2 (three operations; names ours) and A.4 (Azure Batch's names).
#[test]
fn both_profiles_make_their_requests() {
    let create = Call::CreatePool { id: pool(), vms: VmCount(4), swagger: swagger() };
    let url = swagger().as_str().to_owned();
    let base = "https://pools.example/pools";
    let version = "api-version=2017-05-01.5.0";
    let id = pool();
    let id = id.as_str();
    check(
        source_page_profile(),
        &create,
        &format!("POST {base}"),
        &format!(r#"{{"vmCount":4,"swaggerUrl":"{url}"}}"#),
    );
    check(
        azure_batch_profile(),
        &create,
        &format!("POST {base}?{version}"),
        &format!(
            r#"{{"id":"{id}","targetDedicatedNodes":4,"metadata":[{{"name":"swaggerUrl","value":"{url}"}}]}}"#
        ),
    );
    let resize = Call::ResizePool { id: pool(), target: VmCount(0) };
    check(source_page_profile(), &resize, &format!("POST {base}/{id}/resize"), r#"{"vmCount":0}"#);
    check(
        azure_batch_profile(),
        &resize,
        &format!("POST {base}/{id}/resize?{version}"),
        r#"{"targetDedicatedNodes":0}"#,
    );
    check(azure_batch_profile(), &Call::DeletePool(pool()), &format!("DELETE {base}/{id}?{version}"), "");
    check(azure_batch_profile(), &Call::ListPools { page: None }, &format!("GET {base}?{version}"), "");
}

#[test]
fn a_profile_tells_everything_that_is_wrong_with_it() {
    let mut profile = azure_batch_profile();
    profile.name = " ".to_owned();
    profile.auth_header = "X Key".to_owned();
    profile.operations.remove(&Operation::Resize);
    if let Some(template) = profile.operations.get_mut(&Operation::Create) {
        template.body = Some(r#"{"id":"{poolId}"}"#.to_owned());
    }
    if let Some(template) = profile.operations.get_mut(&Operation::Delete) {
        template.path = "pools/{pool}".to_owned();
    }
    profile.words.resizing = "steady".to_owned();
    assert_eq!(
        profile.problems(),
        [
            ProfileProblem::NoName,
            ProfileProblem::AuthHeader { found: "X Key".to_owned() },
            ProfileProblem::HoleMissing(Operation::Create, Hole::VmCount),
            ProfileProblem::HoleMissing(Operation::Create, Hole::SwaggerUrl),
            ProfileProblem::Lacks(Operation::Resize),
            ProfileProblem::Path(Operation::Delete),
            ProfileProblem::HoleMissing(Operation::Delete, Hole::PoolId),
            ProfileProblem::HoleUnknown(Operation::Delete, "{pool}".to_owned()),
            ProfileProblem::Words,
        ]
    );
}

#[test]
fn a_profile_is_saved_and_loaded_and_calls_itself_an_assumption() {
    for profile in [source_page_profile(), azure_batch_profile()] {
        let saved = profile_to_json(&profile);
        assert!(saved.contains("assumption"), "{saved}");
        assert_eq!(profile_from_json(&saved), Ok(profile));
    }
    assert!(matches!(profile_from_json("{"), Err(NotAProfile::Shape { .. })));
    let other = profile_to_json(&source_page_profile()).replace("\"resize\"", "\"grow\"");
    assert_eq!(profile_from_json(&other), Err(NotAProfile::UnknownName("grow".to_owned())));
    let lacking = profile_to_json(&source_page_profile()).replace("\"id\": \"/id\"", "\"id\": \"id\"");
    assert!(matches!(profile_from_json(&lacking), Err(NotAProfile::Problems(_))));
}

#[test]
fn each_status_is_its_step_of_the_ladder() {
    let connection = connection(&Settings::instant(azure_batch_profile()));
    let call = Call::DeletePool(pool());
    let check = |status: u16, body: &str, expected: &str| {
        let reply = HttpReply {
            status,
            headers: vec![("retry-after".to_owned(), "7".to_owned())],
            body: body.as_bytes().to_vec(),
        };
        let came = read(&call, &connection, &Ok(reply), Timestamp::from_ms(0));
        let shown = match came {
            Ok(_) => "ok".to_owned(),
            Err(error) => format!("{error:?}").chars().take_while(|c| c.is_alphabetic()).collect(),
        };
        assert_eq!(shown, expected, "{status} {body}");
    };
    check(202, "", "ok");
    check(401, "", "Unauthorized");
    check(403, r#"{"code":"AuthenticationFailed","message":{"value":"x"}}"#, "Unauthorized");
    check(403, "", "Forbidden");
    check(404, "<html>", "NotFound");
    check(409, "", "Conflict");
    check(400, r#"{"error":{"code":"InvalidOperation","message":"x","details":[]}}"#, "Conflict");
    check(400, r#"{"error":{"code":"BadArgument","message":"x","details":[]}}"#, "Refused");
    check(429, "", "Throttled");
    check(503, r#"{"code":"ServerBusy"}"#, "Throttled");
    check(503, "", "Unavailable");
    check(504, "", "ServerFailed");
    check(301, "", "UnexpectedStatus");
}

proptest! {
    /// No bytes of a reply make a reader panic, and none is taken for a pool that was not told of.
    #[test]
    fn any_reply_is_read_or_refused(status in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let connection = connection(&Settings::instant(azure_batch_profile()));
        for call in [Call::ListPools { page: None }, Call::GetPool(pool()), Call::Swagger] {
            let reply = HttpReply { status, headers: Vec::new(), body: body.clone() };
            let came = read(&call, &connection, &Ok(reply), Timestamp::from_ms(0));
            let failed = matches!(came, Err(ServiceError::UnexpectedStatus(_)));
            prop_assert!(!failed || !(200..300).contains(&status) && !(400..600).contains(&status));
        }
    }

    /// A profile's JSON is read or refused, whatever it is.
    #[test]
    fn any_text_is_a_profile_or_not(text in "\\PC{0,80}") {
        prop_assert!(profile_from_json(&text).is_err());
    }
}
