use poolwise::request::{Permission, Role, Sas, SasProblem, Scope, Severity, moment};
use poolwise::units::Timestamp;

use super::NOW;

#[track_caller]
fn check(token: &str, role: Role, expected: &[SasProblem]) {
    let found: Vec<_> = Sas::parse(token).findings(role, NOW).into_iter().map(|f| f.problem).collect();
    assert_eq!(found, expected, "{token}");
}

fn at(text: &str) -> Timestamp {
    moment::read(text).unwrap()
}

/// Source: facts B.6, the result link of Microsoft's sample.
#[test]
fn decodes_the_sample() {
    let token = "?sv=2013-08-15&sr=b&sig=ABCD&st=2015-04-04T05%3A39%3A55Z&se=2015-04-05T05%3A44%3A55Z&sp=r";
    let sas = Sas::parse(token);
    assert_eq!(sas.version(), Some("2013-08-15"));
    assert_eq!(sas.scope(), Some(Scope::Blob));
    assert_eq!(sas.permissions(), [Permission::Read]);
    assert_eq!(sas.starts(), Some(at("2015-04-04T05:39:55Z")));
    assert_eq!(sas.expires(), Some(at("2015-04-05T05:44:55Z")));
    assert_eq!(sas.left_ms(at("2015-04-05T05:44:54Z")), Some(1_000));
    assert_eq!(sas.left_ms(NOW), Some(0));
    check(token, Role::Input, &[SasProblem::Expired { at: at("2015-04-05T05:44:55Z") }]);
    assert!(!format!("{sas:?}").contains("ABCD"));
}

#[test]
fn knows_scopes() {
    #[track_caller]
    fn check(token: &str, expected: Option<Scope>) {
        assert_eq!(Sas::parse(token).scope(), expected, "{token}");
    }
    check("?sr=c", Some(Scope::Container));
    check("?sr=d&sdd=1", Some(Scope::Directory));
    check("?sr=bv", Some(Scope::BlobVersion));
    check("?sr=bs", Some(Scope::BlobSnapshot));
    check("?ss=bfqt&srt=sco", Some(Scope::Account { blobs: true, objects: true }));
    check("?ss=qt&srt=sc", Some(Scope::Account { blobs: false, objects: false }));
    check("?sr=s", Some(Scope::File));
    check("?sr=z", None);
    check("?sp=r", None);
}

#[test]
fn says_everything_that_is_wrong_for_its_use() {
    use SasProblem as P;
    let sound = "?sv=1&sr=b&sig=x&se=2026-02-01&sp=";
    check(&format!("{sound}r"), Role::Input, &[]);
    check(&format!("{sound}w"), Role::Output, &[]);
    check(&format!("{sound}c"), Role::Output, &[]);
    check(&format!("{sound}r"), Role::Output, &[P::CannotWrite]);
    check(&format!("{sound}wc"), Role::Input, &[P::CannotRead]);
    check(&format!("{sound}rz"), Role::Input, &[P::UnknownPermission { letter: 'z' }]);
    check("?sv=1&sr=b&se=2026-02-01&sp=r", Role::Input, &[P::NoSignature]);
    check("?sr=b&sig=&se=2026-02-01&sp=r", Role::Input, &[P::NoSignature, P::NoVersion]);
    check("?sv=1&sig=x&se=2026-02-01&sp=r", Role::Input, &[P::UnknownScope]);
    check("?sv=1&ss=f&srt=sco&sig=x&se=2026-02-01&sp=r", Role::Input, &[P::AccountLeavesOutBlobs]);
    check("?sv=1&ss=b&srt=sc&sig=x&se=2026-02-01&sp=r", Role::Input, &[P::AccountLeavesOutBlobs]);
    check("?sv=1&sr=f&sig=x&se=2026-02-01&sp=r", Role::Input, &[P::OpensFiles]);
    check("?sv=1&sr=b&sig=x&sp=r", Role::Input, &[P::NoExpiry]);
    check("?sv=1&sr=b&sig=x&se=2026-02-01", Role::Input, &[P::NoPermissions]);
    check("?sv=1&sr=c&sig=x&si=mine", Role::Input, &[P::StoredPolicy { name: "mine".to_owned() }]);
    check(
        "?sv=1&sr=b&sig=x&se=soon&sp=r",
        Role::Input,
        &[P::NotAMoment { field: "se", found: "soon".to_owned() }],
    );
    check(
        "?sv=1&sr=b&sig=x&st=2026-01-02&se=2026-02-01&sp=r",
        Role::Input,
        &[P::NotYetValid { from: at("2026-01-02") }],
    );
    check("?sv=1&sr=b&sig=x&st=2026-02-01&se=2026-01-15&sp=r", Role::Input, &[P::EndsBeforeStart]);
    check(
        "?sv=1&sr=b&sig=x&se=2026-01-01T00:30Z&sp=r",
        Role::Input,
        &[P::ExpiresSoon { at: at("2026-01-01T00:30Z") }],
    );
    check(&format!("{sound}r&spr=https,http"), Role::Input, &[P::HttpAllowed]);
    check(&format!("{sound}r&spr=https"), Role::Input, &[]);
    check(
        &format!("{sound}r&sip=10.0.0.1"),
        Role::Input,
        &[P::AddressRange { found: "10.0.0.1".to_owned() }],
    );
    check(&format!("{sound}r&sp=w"), Role::Input, &[P::Duplicate { field: "sp".to_owned() }]);
    check(
        &format!("{sound}r&sip=%zz"),
        Role::Input,
        &[P::Escape { field: "sip".to_owned() }, P::AddressRange { found: "%zz".to_owned() }],
    );
    check("sv=1&sr=b&sig=x&se=2026-02-01&sp=r", Role::Input, &[P::NoQuestionMark]);
    check("", Role::Input, &[P::Empty]);
    check("?", Role::Input, &[P::Empty]);
    check("https://a.blob.core.windows.net/c/b?sig=x", Role::Input, &[P::IsUrl]);
    check("AccountName=a;AccountKey=b", Role::Input, &[P::NotAToken]);
}

#[test]
fn a_wanting_permission_is_a_warning_because_it_is_assumed() {
    assert_eq!(SasProblem::CannotRead.severity(), Severity::Warning);
    assert_eq!(SasProblem::CannotWrite.severity(), Severity::Warning);
}

#[test]
fn spans_point_at_the_field() {
    let token = "?sv=1&sr=b&sig=x&se=2026-02-01&sp=w";
    let found = Sas::parse(token).findings(Role::Input, NOW);
    assert_eq!(found[0].span.of(token), "sp=w");
}

/// A value that is pasted into the wrong place is never quoted by a problem.
#[test]
fn a_problem_quotes_no_secret() {
    for token in ["?c2VjcmV0&c2VjcmV0", "?c2VjcmV0c2VjcmV0=%zz", "?sig=c2VjcmV0&sig=c2VjcmV0"] {
        let found = Sas::parse(token).findings(Role::Input, NOW);
        assert!(!found.is_empty());
        assert!(!format!("{found:?}").contains("c2VjcmV0"), "{found:?}");
    }
}
