//! Profiles, requests and errors.

#![expect(clippy::expect_used, reason = "a test's helper stops the test, as its test would")]

use poolwise::pool_desk::{
    NotKept, ProfileDraft, ProfileFault, ProfileField, not_a_profile_sentence, not_kept_sentence,
    profile_sentence, with_kept,
};
use poolwise::service::{
    Call, Connection, Field, Hole, HttpReply, LONGEST_PROFILE, MOST_PROFILES, NotAProfile, Operation, PoolId,
    PoolService, Profile, ProfileProblem, Quota, Sent, ServiceError, ServiceKind, azure_batch_profile,
    profile_from_json, profile_to_json, profiles_from_json, profiles_to_json, read, request,
    source_page_profile,
};
use poolwise::units::{Timestamp, VmCount};
use poolwise::words::Language;
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
fn what_is_wrong_with_an_imported_contract_is_named() {
    #[track_caller]
    fn check(from: &str, to: &str, english: &str) {
        let whole = profile_to_json(&azure_batch_profile());
        assert!(whole.contains(from), "{from}");
        let problem = profile_from_json(&whole.replacen(from, to, 1)).expect_err(to);
        assert_eq!(not_a_profile_sentence(&problem, Language::English), english);
        assert!(!not_a_profile_sentence(&problem, Language::Swedish).is_empty());
    }
    let whole = profile_to_json(&azure_batch_profile());
    assert_eq!(profile_from_json(&["\u{feff}", &whole].concat()), Ok(azure_batch_profile()));
    let no_member = "is not a member of a contract; correct or remove it";
    check("\"listNext\"", "\"listNxt\"", &format!("“listNxt” {no_member}; “listNext” may be meant"));
    check(
        "\"authHeader\"",
        "\"authheader\"",
        &format!("“authheader” {no_member}; “authHeader” may be meant"),
    );
    check("\"method\"", "\"metod\"", &format!("“metod” {no_member}; “method” may be meant"));
    check("\"name\"", "\"else\": 1, \"name\"", &format!("“else” {no_member}"));
    check("\"active\": \"active\",", "", "“states.active” is missing; every contract has it");
    check("\"authScheme\": \"Bearer\",", "", "“authScheme” is missing; every contract has it");
    check("\"Bearer\"", "7", "“authScheme” has to be text, in quotation marks");
    check("\"fields\": {", "\"fields\": [], \"about\": {", "“about” has to be text, in quotation marks");
    check("\"id\": \"/id\"", "\"id\": {}", "“fields.id” has to be text, in quotation marks");
    check(
        "\"stopResize\"",
        "\"stopResise\"",
        "“stopResise” is not an operation, field or verb that is known; correct or remove it; “stopResize” may be meant",
    );
}

/// What the device would not give back is refused before it is kept.
#[test]
fn a_contract_is_kept_that_can_be_read_back() {
    let named = |name: &str| Profile { name: name.to_owned(), ..azure_batch_profile() };
    let names = |own: &[Profile]| own.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    let own: Vec<Profile> = ["a", "b", "c"].map(named).to_vec();
    let kept = |name: &str, before| with_kept(own.clone(), named(name), before).map(|own| names(&own));
    assert_eq!(kept("d", None), Ok(["a", "b", "c", "d"].map(str::to_owned).to_vec()));
    assert_eq!(kept("d", Some("b")), Ok(["a", "d", "c"].map(str::to_owned).to_vec()));
    // Another tab has deleted the one that was edited, or has kept one of the new name.
    assert_eq!(kept("d", Some("gone")), Ok(["a", "b", "c", "d"].map(str::to_owned).to_vec()));
    assert_eq!(kept("c", Some("b")), Ok(["a", "c"].map(str::to_owned).to_vec()));
    assert_eq!(kept("c", None), Ok(["a", "b", "c"].map(str::to_owned).to_vec()));

    let mut long = named("long");
    let room = LONGEST_PROFILE - profile_to_json(&long).len();
    long.list_items = ["/", &"é".repeat(room)].concat();
    assert_eq!(with_kept(Vec::new(), long.clone(), None), Err(NotKept::TooLong));
    long.list_items = ["/", &"e".repeat(room - 1)].concat();
    assert!(with_kept(Vec::new(), long, None).is_ok());
    let full: Vec<Profile> = (0..MOST_PROFILES).map(|at| named(&at.to_string())).collect();
    assert_eq!(profiles_from_json(&profiles_to_json(&full)), full);
    assert_eq!(with_kept(full.clone(), named("more"), None), Err(NotKept::TooMany));
    assert!(with_kept(full, named("more"), Some("7")).is_ok());
    for problem in [NotKept::TooLong, NotKept::TooMany] {
        for language in Language::ALL {
            assert!(!not_kept_sentence(problem, language).is_empty());
        }
    }
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

/// What is wrong stands at its field of the form, and nowhere else.
#[track_caller]
fn check_field(field: ProfileField, text: &str, at: &[ProfileField]) {
    let mut draft = ProfileDraft::of(&azure_batch_profile());
    draft.set(field, text);
    let faults = draft.check(&[]).err().unwrap_or_default();
    let mut found: Vec<ProfileField> = faults.iter().map(|(field, _)| *field).collect();
    found.dedup();
    let text: String = text.chars().take(100).collect();
    assert_eq!(found, at, "{text:?} in {field:?}: {faults:?}");
    for (_, fault) in &faults {
        for language in Language::ALL {
            assert!(!profile_sentence(fault, language).is_empty());
        }
    }
}

#[test]
fn hostile_parts_of_a_profile_are_refused_at_their_fields() {
    let nested = "[".repeat(10_000);
    let header = ProfileField::AuthHeader;
    let body = ProfileField::Body(Operation::Create);
    let path = ProfileField::Path(Operation::Delete);
    check_field(header, "Authorization\r\nX-Evil", &[header]);
    check_field(header, "Cookie", &[header]);
    check_field(header, "Sec-Fetch-Mode", &[header]);
    check_field(header, "", &[header]);
    check_field(header, "X-Key", &[]);
    check_field(ProfileField::AuthScheme, "Bearer\r\nX: y", &[ProfileField::AuthScheme]);
    check_field(ProfileField::AuthScheme, "$(id)", &[ProfileField::AuthScheme]);
    check_field(ProfileField::ApiVersion, "2.0\r\nX: y", &[ProfileField::ApiVersion]);
    check_field(ProfileField::BaseUrl, "http://evil.example", &[ProfileField::BaseUrl]);
    check_field(ProfileField::BaseUrl, "https://a@evil.example", &[ProfileField::BaseUrl]);
    check_field(body, &nested, &[body, ProfileField::CreatedId]);
    check_field(
        body,
        r#"{"vmCount":"{vmCount}","swaggerUrl":"{swaggerUrl}","id":"{poolId}","x":"{vmcount}"}"#,
        &[body],
    );
    check_field(
        body,
        r#"{"{vmCount}":1,"swaggerUrl":"{swaggerUrl}","id":"{poolId}","n":"{vmCount}"}"#,
        &[body],
    );
    check_field(
        body,
        r#"{"vmCount":"{vmCount}","swaggerUrl":"{swaggerUrl}","id":"{poolId}","x":"{a b} {}"}"#,
        &[],
    );
    check_field(path, "//evil.example/{poolId}", &[path]);
    check_field(path, "/{poolId} HTTP/1.1\r\nHost: x", &[path]);
    check_field(path, "@evil.example/{poolId}", &[path]);
    check_field(path, "/{poolId}/{swaggerUrl}", &[path]);
    check_field(path, "", &[path]);
    check_field(ProfileField::Path(Operation::List), "", &[]);
    check_field(ProfileField::Verb(Operation::List), "BREW", &[ProfileField::Verb(Operation::List)]);
    check_field(ProfileField::At(Field::Id), "id", &[ProfileField::At(Field::Id)]);
    check_field(ProfileField::At(Field::Id), "/a~2b", &[ProfileField::At(Field::Id)]);
    check_field(ProfileField::At(Field::State), "/a~1b", &[]);
    check_field(ProfileField::ListNext, "odata.nextLink", &[ProfileField::ListNext]);
    check_field(ProfileField::Name, " ", &[ProfileField::Name]);
    let name = azure_batch_profile().name;
    let taken = ProfileDraft::of(&azure_batch_profile()).check(&[&name]);
    assert_eq!(taken, Err(vec![(ProfileField::Name, ProfileFault::NameTaken)]));
}

/// What is kept on the device and exported holds no secret.
#[test]
fn a_profile_with_a_secret_is_refused() {
    let body = ProfileField::Body(Operation::Create);
    let list = ProfileField::Path(Operation::List);
    check_field(ProfileField::BaseUrl, "https://pools.example/a?code=opens", &[ProfileField::BaseUrl]);
    check_field(list, "/pools?code=opens", &[list]);
    check_field(list, "/pools?top=5&Sig=opens", &[list]);
    check_field(list, "/pools?api_key=opens", &[list]);
    for name in [
        "subscription-key",
        "Ocp-Apim-Subscription-Key",
        "subscription%2Dkey",
        "api-key",
        "x-functions-key",
        "access_token",
        "client_secret",
        "primaryKey",
        "X-Amz-Credential",
        "p%77d",
    ] {
        check_field(list, &format!("/pools?top=5&{name}=opens"), &[list]);
        check_field(list, &format!("/pools?top=5;{name}=opens"), &[list]);
        check_field(list, &format!("/pools?{name}="), &[]);
    }
    check_field(list, "/pools?top=5&token=&key={apiVersion}&zipcode=5", &[]);
    check_field(list, "/pools?partitionKey=5&sortkey=a&continuationToken=6&$skiptoken=7", &[]);
    check_field(
        body,
        r#"{"vmCount":"{vmCount}","swaggerUrl":"{swaggerUrl}","id":"{poolId}","accessKey":"opens"}"#,
        &[body],
    );
    check_field(
        body,
        r#"{"vmCount":"{vmCount}","swaggerUrl":"{swaggerUrl}","id":"{poolId}","store":"AccountKey=opens"}"#,
        &[body],
    );
}

#[test]
fn a_profile_in_the_form_comes_back_as_it_was_and_shows_its_requests() {
    for mut profile in [source_page_profile(), azure_batch_profile()] {
        profile.base_url = "https://pools.example/account".to_owned();
        let draft = ProfileDraft::of(&profile);
        for operation in Operation::ALL {
            let shown = draft.preview(operation);
            assert_eq!(shown.is_some(), profile.has(operation), "{operation:?}");
            let text = shown.map(|sent| sent.text("key")).unwrap_or_default();
            assert!(text.is_empty() || text.contains("https://pools.example/account/pools"), "{text}");
        }
        assert_eq!(draft.check(&[]), Ok(profile));
    }
}

proptest! {
    /// Whatever is typed into whatever field: it is refused, or it makes requests that stay at their origin, whose
    /// headers hold no line break and whose bodies are JSON.
    #[test]
    fn any_profile_is_refused_or_safe(at in 0_usize..100, text in "\\PC{0,30}|[/{}a-zA-Z@:#?\\\\\r\n\"~$ ]{0,20}") {
        let fields = ProfileField::all();
        let mut draft = ProfileDraft::of(&azure_batch_profile());
        draft.set(fields[at % fields.len()], &text);
        let Ok(profile) = draft.check(&[]) else { return Ok(()) };
        let saved = profile_from_json(&profile_to_json(&profile)).expect("what can be used can be saved");
        let saved = ProfileDraft::of(&saved);
        prop_assert!(saved.check(&[]).is_ok());
        let base = if profile.base_url.is_empty() { "https://pools.example/a" } else { &profile.base_url };
        let pools = PoolService::at(base, "the-key", profile.clone(), Quota::default()).expect("an address and a key");
        let origin = pools.key.origin().to_owned();
        let connection = Connection { kind: ServiceKind::Live, pools, jobs: Vec::new() };
        for call in [
            Call::CreatePool { id: pool(), vms: VmCount(1), swagger: swagger() },
            Call::ListPools { page: None },
            Call::GetPool(pool()),
            Call::ResizePool { id: pool(), target: VmCount(0) },
            Call::StopResize(pool()),
            Call::DeletePool(pool()),
        ] {
            let Ok(http) = request(&call, &connection) else { continue };
            prop_assert!(http.url.starts_with(&format!("{origin}/")), "{}", http.url);
            prop_assert!(!http.url.contains(char::is_whitespace), "{}", http.url);
            let (header, value) = http.authorization.clone().expect("a key");
            prop_assert!(!header.contains(['\r', '\n', ':']) && !value.reveal().contains(['\r', '\n']));
            prop_assert!(http.body.is_empty() || serde_json::from_slice::<serde_json::Value>(&http.body).is_ok());
            prop_assert!(!Sent::whole(&http).curl().contains("the-key"));
        }
    }
}
