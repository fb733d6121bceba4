use poolwise::request::{Cloud, Connection, ConnectionProblem, Setting, Severity};

use super::KEY;

#[track_caller]
fn check(text: &str, expected: &[ConnectionProblem]) {
    let text = text.replace("KEY", KEY);
    let found: Vec<_> = Connection::parse(&text).findings().iter().map(|f| f.problem.clone()).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn takes_every_sound_form() {
    for text in [
        "DefaultEndpointsProtocol=https;AccountName=sampleaccount;AccountKey=KEY",
        "AccountKey=KEY;AccountName=sampleaccount;DefaultEndpointsProtocol=https;",
        "accountkey=KEY;ACCOUNTNAME=sampleaccount",
        " AccountName=sampleaccount; AccountKey=KEY;EndpointSuffix=core.windows.net; ",
        "AccountName=sampleaccount;AccountKey=KEY;EndpointSuffix=core.chinacloudapi.cn",
        "AccountName=sampleaccount;AccountKey=KEY;BlobEndpoint=https://data.example.com/",
        "BlobEndpoint=https://sampleaccount.blob.core.windows.net/;AccountName=sampleaccount;AccountKey=KEY",
    ] {
        check(text, &[]);
    }
}

#[test]
fn keeps_equals_signs_and_names_as_written() {
    let parsed = Connection::parse(&format!("aCCountNAME=sampleaccount;AccountKey={KEY};"));
    assert_eq!(parsed.key().unwrap().reveal(), KEY);
    assert_eq!(parsed.pairs()[0].name, "aCCountNAME");
    assert_eq!(parsed.pairs()[0].setting, Some(Setting::AccountName));
    assert_eq!(parsed.pairs().len(), 2);
    assert!(!format!("{parsed:?}").contains(KEY));
}

#[test]
fn spans_point_at_the_value() {
    let text = "AccountName=Sample;AccountKey=abc";
    let parsed = Connection::parse(text);
    let spans: Vec<_> = parsed.findings().iter().map(|f| f.span.of(text)).collect();
    assert_eq!(spans, ["Sample", "abc"]);
}

#[test]
fn builds_the_blob_endpoint() {
    #[track_caller]
    fn check(text: &str, endpoint: &str, cloud: Cloud, account: &str) {
        let parsed = Connection::parse(text);
        assert_eq!(parsed.blob_endpoint().as_deref(), Some(endpoint), "{text}");
        assert_eq!(parsed.cloud(), Some(cloud), "{text}");
        assert_eq!(parsed.account(), Some(account), "{text}");
    }
    check("AccountName=acct;AccountKey=a", "https://acct.blob.core.windows.net/", Cloud::Global, "acct");
    check(
        "DefaultEndpointsProtocol=HTTP;AccountName=acct",
        "http://acct.blob.core.windows.net/",
        Cloud::Global,
        "acct",
    );
    for (suffix, cloud) in [
        ("core.chinacloudapi.cn", Cloud::China),
        ("core.usgovcloudapi.net", Cloud::UsGovernment),
        ("core.cloudapi.de", Cloud::Germany),
        ("local.azurestack.example", Cloud::Other),
        ("notcore.windows.net", Cloud::Other),
    ] {
        let text = format!("AccountName=acct;AccountKey=a;EndpointSuffix={suffix}");
        check(&text, &format!("https://acct.blob.{suffix}/"), cloud, "acct");
    }
    let emulator = "http://127.0.0.1:10000/devstoreaccount1/";
    check("UseDevelopmentStorage=true", emulator, Cloud::Emulator, "devstoreaccount1");
    check(
        "AccountName=devstoreaccount1;BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1",
        emulator,
        Cloud::Emulator,
        "devstoreaccount1",
    );
    check(
        "SharedAccessSignature=sv=1&sig=a;BlobEndpoint=https://acct.blob.core.windows.net",
        "https://acct.blob.core.windows.net/",
        Cloud::Global,
        "acct",
    );
}

/// Source: the source page, ms.date 04/19/2017: one endpoint of its example belongs to another account.
#[test]
fn an_endpoint_of_another_account_is_told_and_never_rewritten() {
    let text = "FileEndpoint=https://zhguiml.file.core.windows.net/;AccountName=sampleaccount;AccountKey=KEY";
    let other = ConnectionProblem::EndpointOtherAccount {
        setting: Setting::FileEndpoint,
        found: "zhguiml".to_owned(),
        account: "sampleaccount".to_owned(),
    };
    assert_eq!(other.severity(), Severity::Warning);
    check(text, &[other]);
    assert_eq!(Connection::parse(text).pairs()[0].value.reveal(), "https://zhguiml.file.core.windows.net/");
}

#[test]
fn says_everything_that_is_wrong() {
    use ConnectionProblem as P;
    check("", &[P::Empty]);
    check(" \u{a0}", &[P::Empty]);
    check("nonsense", &[P::NotAPair, P::MissingAccount, P::MissingKey]);
    check("AccountName=acct", &[P::MissingKey]);
    check("AccountKey=KEY", &[P::MissingAccount]);
    check("AccountName=;AccountKey=KEY", &[P::EmptyValue { setting: Setting::AccountName }]);
    check(
        "AccountName=acct;AccountName=acct;AccountKey=KEY",
        &[P::Duplicate { setting: Setting::AccountName }],
    );
    check("AccountName=Acct;AccountKey=KEY", &[P::AccountShape { found: "Acct".to_owned() }]);
    check("AccountName=acct;AccountKey=<Key>", &[P::KeyPlaceholder]);
    check(
        "AccountName=acct;AccountKey=not base64",
        &[P::WhiteSpace { setting: Setting::AccountKey }, P::KeyNotBase64],
    );
    check("AccountName=acct;AccountKey=abc=", &[P::KeyLength { bytes: 2 }]);
    check("AccountName=acct;AcountKey=KEY;AccountKey=KEY", &[P::UnknownName { near: Some("AccountKey") }]);
    check("AccountName=acct;Colour=red;AccountKey=KEY", &[P::UnknownName { near: None }]);
    check("DefaultEndpointsProtocol=http;AccountName=acct;AccountKey=KEY", &[P::ProtocolHttp]);
    check("DefaultEndpointsProtocol=ftp;AccountName=acct;AccountKey=KEY", &[P::ProtocolUnknown]);
    check("AccountName=acct;AccountKey=KEY;EndpointSuffix=core", &[P::SuffixShape]);
    check(
        "AccountName=acct;AccountKey=KEY;EndpointSuffix=example.com",
        &[P::SuffixUnknown { found: "example.com".to_owned() }],
    );
    check(
        "AccountName=acct;AccountKey=KEY;BlobEndpoint=acct.blob.core.windows.net",
        &[P::EndpointNotUrl { setting: Setting::BlobEndpoint }],
    );
    check(
        "AccountName=acct;AccountKey=KEY;BlobEndpoint=http://acct.blob.core.windows.net",
        &[P::EndpointHttp { setting: Setting::BlobEndpoint }],
    );
    check("UseDevelopmentStorage=true", &[P::Emulator]);
    check("UseDevelopmentStorage=yes", &[P::DevelopmentNotTrue]);
    check(
        "BlobEndpoint=https://acct.blob.core.windows.net;SharedAccessSignature=sv=1&sig=x",
        &[P::SasInside],
    );
    check(
        "AccountName=acct;AccountKey=\nKEY",
        &[P::ControlCharacter, P::WhiteSpace { setting: Setting::AccountKey }],
    );
}

/// Source: the source page, as its Markdown reads: `AccountKey=&lt;Key&gt;;`.
#[test]
fn an_entity_of_a_web_page_is_told_as_such() {
    let parsed = Connection::parse("AccountName=acct;AccountKey=&lt;Key&gt;;");
    assert!(parsed.findings().iter().any(|f| f.problem == ConnectionProblem::HtmlEntity));
    assert!(!parsed.is_usable());
}

/// Account names are compared as storage compares them, and each problem of an endpoint is told.
#[test]
fn endpoints_are_held_to_the_account() {
    let found = |text: &str| -> Vec<ConnectionProblem> {
        let connection = Connection::parse(&format!("AccountName=acct;AccountKey=<Key>;{text}"));
        let findings = connection.findings().iter().map(|finding| finding.problem.clone());
        findings.filter(|problem| *problem != ConnectionProblem::KeyPlaceholder).collect()
    };
    assert_eq!(found("BlobEndpoint=https://ACCT.blob.core.windows.net/"), []);
    let other = |setting| ConnectionProblem::EndpointOtherAccount {
        setting,
        found: "other".to_owned(),
        account: "acct".to_owned(),
    };
    let setting = Setting::TableEndpoint;
    assert_eq!(
        found("TableEndpoint=http://other.table.core.windows.net/"),
        [other(setting), ConnectionProblem::EndpointHttp { setting }]
    );
    for (setting, service) in [
        (Setting::DfsEndpoint, "dfs"),
        (Setting::TableSecondaryEndpoint, "table"),
        (Setting::QueueSecondaryEndpoint, "queue"),
        (Setting::FileSecondaryEndpoint, "file"),
    ] {
        let text = format!("{}=https://other.{service}.core.windows.net/", setting.name());
        assert_eq!(found(&text), [other(setting)]);
    }
}
