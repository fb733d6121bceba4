use poolwise::request::{AddressId, AddressProblem, ServiceAddress, ServiceKind, Severity};

const OWNER: &str = "80c77c7674ba4c8c82294c3b2957990c";
const ID: &str = "9fe659022c9747e3b9b7b923c3830623";
const HOST: &str = "https://ussouthcentral.services.azureml.net";

#[track_caller]
fn check(url: &str, expected: &[AddressProblem]) {
    let url = url.replace("OWNER", OWNER).replace("ID", ID).replace("HOST", HOST);
    let (address, problems) = ServiceAddress::read(&url);
    assert_eq!(problems, expected, "{url}");
    assert_eq!(address.is_some(), problems.iter().all(|p| p.severity() != Severity::Error), "{url}");
}

/// Source: facts B.1; every URL of a service leads to the same address.
#[test]
fn every_url_of_a_service_leads_to_it() {
    for (kind, segment) in [(ServiceKind::Classic, "workspaces"), (ServiceKind::New, "subscriptions")] {
        let base = format!("{HOST}/{segment}/{OWNER}/services/{ID}");
        for tail in [
            "",
            "/",
            "/jobs",
            "/jobs?api-version=2.0",
            "/execute?api-version=2.0&details=true",
            "/execute?api-version=2.0&format=swagger",
            "/swagger.json",
            "/swagger.json?api-version=2.0",
            "/score",
            "/jobs/539d0bc2fde945b6ac986b851d0000f0?api-version=2.0",
            "/jobs/539d0bc2fde945b6ac986b851d0000f0/start?api-version=2.0",
        ] {
            let (address, problems) = ServiceAddress::read(&format!(" {base}{tail}\n"));
            let address = address.unwrap();
            assert_eq!(problems, [], "{tail}");
            assert_eq!(address.kind(), kind);
            assert_eq!((address.owner(), address.service()), (OWNER, ID));
            assert_eq!(address.region().unwrap().prefix, "ussouthcentral");
            assert_eq!(address.base(), base);
            assert_eq!(address.jobs(), format!("{base}/jobs?api-version=2.0"));
            assert_eq!(address.job("j"), format!("{base}/jobs/j?api-version=2.0"));
            assert_eq!(address.start("j"), format!("{base}/jobs/j/start?api-version=2.0"));
            assert_eq!(address.execute(), format!("{base}/execute?api-version=2.0&details=true"));
            assert_eq!(address.swagger(), format!("{base}/swagger.json"));
        }
    }
}

#[test]
fn writes_hosts_one_way() {
    #[track_caller]
    fn check(origin: &str, expected: &str) {
        let (address, _) = ServiceAddress::read(&format!("{origin}/workspaces/{OWNER}/services/{ID}/jobs"));
        assert_eq!(
            address.unwrap().base(),
            format!("{expected}/workspaces/{OWNER}/services/{ID}"),
            "{origin}"
        );
    }
    check("https://ussouthcentral.services.azureml.net:443", HOST);
    check("HTTPS://USSouthCentral.services.azureml.net", HOST);
    check("https://relay.example.com:8443/aml/v1", "https://relay.example.com:8443/aml/v1");
    check("http://127.0.0.1:8080", "http://127.0.0.1:8080");
    check("http://localhost:80", "http://localhost");
    check("http://[::1]:3000", "http://[::1]:3000");
}

#[test]
fn says_what_is_wrong_and_the_way_out() {
    use AddressProblem as P;
    let path = "/subscriptions/OWNER/services/ID";
    check("", &[P::Empty]);
    check("hello", &[P::NotAUrl]);
    check("https://a b/", &[P::NotAUrl]);
    check("curl -X POST https://x", &[P::IsCurl]);
    check(
        &format!("ussouthcentral.services.azureml.net{path}"),
        &[P::NoScheme { repaired: format!("{HOST}/subscriptions/{OWNER}/services/{ID}") }],
    );
    check(
        &format!("ftp://ussouthcentral.services.azureml.net{path}"),
        &[P::Scheme { found: "ftp".to_owned() }],
    );
    check(&format!("http://ussouthcentral.services.azureml.net{path}"), &[P::HttpElsewhere]);
    check(&format!("https://me:secret@ussouthcentral.services.azureml.net{path}"), &[P::HasUser]);
    check("https://services.azureml.net/workspaces/OWNER/endpoints/ID", &[P::PageForPeople]);
    check(
        "https://studio.azureml.net/apihelp/workspaces/OWNER/webservices/ID/endpoints/ID/jobs",
        &[P::PageForPeople],
    );
    check("HOST/subscriptions/OWNER", &[P::NoIds]);
    check("HOST/", &[P::NoIds]);
    check("https://learn.microsoft.com/en-us/azure/machine-learning/", &[P::PageForPeople]);
    for (found, escaped) in
        [('"', "%22"), ('`', "%60"), ('{', "%7B"), ('|', "%7C"), ('<', "%3C"), ('\\', "%5C")]
    {
        let illegal = P::IllegalCharacter { found, escaped: escaped.to_owned() };
        let host = P::OtherHost { found: "relay.example".to_owned() };
        check(&format!("https://relay.example/a{found}b{path}"), &[host, illegal]);
    }
    check(
        "HOST/subscriptions/80c77c76-74ba-4c8c-8229-4c3b2957990c/services/ID/jobs",
        &[P::Hyphens {
            id: AddressId::Subscription,
            repaired: format!("{HOST}/subscriptions/{OWNER}/services/{ID}/jobs"),
        }],
    );
    check("HOST/workspaces/x/services/ID", &[P::IdShape { id: AddressId::Workspace, found: "x".to_owned() }]);
    check(
        "HOST/workspaces/OWNER/services/IDa",
        &[P::IdShape { id: AddressId::Service, found: format!("{ID}a") }],
    );
    check(&format!("HOST{path}/jobs/1/stop"), &[P::UnknownCall { found: "jobs/1/stop".to_owned() }]);
    check(&format!("HOST{path}/jobs?api-version=1.0"), &[P::ApiVersion { found: "1.0".to_owned() }]);
    check(
        &format!("https://relay.example.com{path}"),
        &[P::OtherHost { found: "relay.example.com".to_owned() }],
    );
    check(&format!("http://localhost:8080{path}"), &[P::Loopback]);
    check(&format!("https://germanycentral.services.azureml.de{path}"), &[]);
    check(
        &format!("https://westeurope.services.azureml.net{path}"),
        &[P::UnknownRegion { found: "westeurope".to_owned(), near: Some("europewest") }],
    );
    check(
        &format!("https://southcentralus.services.azureml.net{path}"),
        &[P::UnknownRegion { found: "southcentralus".to_owned(), near: Some("ussouthcentral") }],
    );
    check(
        &format!("https://marsnorth.services.azureml.net{path}"),
        &[P::UnknownRegion { found: "marsnorth".to_owned(), near: None }],
    );
}
