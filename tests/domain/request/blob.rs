use poolwise::request::{BaseProblem, BlobPath, BlobProblem, BlobUrl, ContainerRule, Role, base_problems};

#[track_caller]
fn check(path: &str, role: Role, expected: &[BlobProblem]) {
    let (read, problems) = BlobPath::read(path, role);
    assert_eq!(problems, expected, "{path:?}");
    let sound = problems.iter().all(|p| p.severity() != poolwise::request::Severity::Error);
    assert_eq!(read.is_some(), sound, "{path:?}");
}

#[test]
fn reads_paths() {
    let (path, _) = BlobPath::read("/cont-1/a/b c/ö.csv", Role::Input);
    let path = path.unwrap();
    assert_eq!((path.container(), path.name(), path.extension()), ("cont-1", "a/b c/ö.csv", Some("csv")));
    assert_eq!(path.as_str(), "/cont-1/a/b c/ö.csv");
}

#[test]
fn knows_the_rules() {
    use BlobProblem as P;
    check("abc/x.csv", Role::Output, &[]);
    check("$root/x.csv", Role::Output, &[]);
    check("$web/x.ilearner", Role::Output, &[]);
    check("abc/x.CSV", Role::Output, &[]);
    check("/abc/x.csv", Role::Input, &[P::LeadingSlash]);
    check("", Role::Input, &[P::Empty]);
    check("https://a.blob.core.windows.net/c/b.csv", Role::Input, &[P::IsUrl]);
    check("x.csv", Role::Input, &[P::NoContainerOrName]);
    check("abc/", Role::Input, &[P::NoContainerOrName]);
    check("/", Role::Input, &[P::LeadingSlash, P::NoContainerOrName]);
    check(" abc/x.csv", Role::Input, &[P::WhiteSpace]);
    check("abc/x\0.csv", Role::Input, &[P::ControlCharacter]);
    check("abc/x\\_y.csv", Role::Input, &[P::Backslash]);
    check(
        "abc/x.csv?sv=1",
        Role::Input,
        &[P::EndsPath { found: '?' }, P::Extension { found: "csv?sv=1".to_owned(), role: Role::Input }],
    );
    check("abc//x.csv", Role::Input, &[P::EmptySegment]);
    check("abc/a%20b.csv", Role::Input, &[P::PercentEscape { meaning: "a b.csv".to_owned() }]);
    check("abc/100%.csv", Role::Input, &[]);
    check("abc/x.", Role::Input, &[P::TrailingPointOrSlash, P::NoExtension { role: Role::Input }]);
    check("abc/x", Role::Output, &[P::NoExtension { role: Role::Output }]);
    check("abc/v1.2/x", Role::Output, &[P::NoExtension { role: Role::Output }]);
    check("abc/x.txt", Role::Output, &[P::Extension { found: "txt".to_owned(), role: Role::Output }]);
    check(&format!("abc/{}.csv", "ö".repeat(1_020)), Role::Input, &[]);
    check(&format!("abc/{}.csv", "ö".repeat(1_021)), Role::Input, &[P::NameTooLong { found: 1_025 }]);
    check(&format!("abc/{}x.csv", "a/".repeat(254)), Role::Input, &[P::TooManySegments { found: 255 }]);
}

/// What a path brings from a page or a document and nobody sees makes it another blob's.
#[test]
fn sees_what_is_not_seen() {
    use BlobProblem as P;
    for hidden in [
        '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{061c}', '\u{202a}', '\u{202e}',
        '\u{2060}', '\u{2066}', '\u{2069}', '\u{feff}', '\u{ad}', '\u{a0}', '\u{2007}', '\u{2009}',
        '\u{202f}',
    ] {
        check(&format!("abc/x{hidden}y.csv"), Role::Input, &[P::ControlCharacter]);
        check(&format!("ab{hidden}c/x.csv"), Role::Output, &[P::ControlCharacter]);
    }
    check("\u{feff}abc/x.csv", Role::Input, &[P::ControlCharacter]);
    check("abc/x.csv\u{200b}", Role::Input, &[P::ControlCharacter]);
    check("abc/x.csv\u{a0}", Role::Input, &[P::WhiteSpace]);
    for plain in ["å ﬁ", "👩\u{200d}🔬", "🏳\u{fe0f}\u{200d}🌈", "می\u{200c}خواهم", "क्\u{200d}ष", "データ"]
    {
        check(&format!("abc/{plain}.csv"), Role::Input, &[]);
    }
}

/// Source: Microsoft, "Naming and Referencing Containers, Blobs, and Metadata".
#[test]
fn knows_container_names() {
    #[track_caller]
    fn check(name: &str, expected: Option<ContainerRule>) {
        let (_, problems) = BlobPath::read(&format!("{name}/x.csv"), Role::Input);
        let rules: Vec<_> = problems
            .iter()
            .filter_map(|p| match p {
                BlobProblem::Container { rule, .. } => Some(*rule),
                _ => None,
            })
            .collect();
        assert_eq!(rules.first().copied(), expected, "{name}");
        assert_eq!(rules.len(), problems.len(), "{name}");
    }
    check("abc", None);
    check("1-2-3", None);
    check(&"a".repeat(63), None);
    check(&"a".repeat(64), Some(ContainerRule::Length));
    check("ab", Some(ContainerRule::Length));
    check("Abc", Some(ContainerRule::LowerCase));
    check("a_bc", Some(ContainerRule::Characters));
    check("åbc", Some(ContainerRule::Characters));
    check("-abc", Some(ContainerRule::Ends));
    check("abc-", Some(ContainerRule::Ends));
    check("a--b", Some(ContainerRule::Hyphens));
    check("$other", Some(ContainerRule::Characters));
}

#[test]
fn splits_blob_urls_so_that_the_parts_join_again() {
    #[track_caller]
    fn check(url: &str, base: &str, path: &str, token: &str) {
        let split = BlobUrl::split(url).unwrap();
        assert_eq!(
            (split.base.as_str(), split.path.as_str(), split.token.reveal()),
            (base, path, token),
            "{url}"
        );
        assert_eq!(format!("{base}{path}{token}"), url);
        assert!(!format!("{split:?}").contains("sig="));
    }
    let host = "https://acct.blob.core.windows.net/";
    check("https://acct.blob.core.windows.net/c/d/b.csv?sv=1&sig=a%3D", host, "c/d/b.csv", "?sv=1&sig=a%3D");
    check("https://acct.blob.core.windows.net/c/b.csv", host, "c/b.csv", "");
    check("https://acct.blob.core.windows.net/c/a%20b.csv?sig=x", host, "c/a%20b.csv", "?sig=x");
    check(
        "http://127.0.0.1:10000/devstoreaccount1/c/b.csv?sig=x",
        "http://127.0.0.1:10000/devstoreaccount1/",
        "c/b.csv",
        "?sig=x",
    );
    for other in [
        "",
        "abc/x.csv",
        "https://acct.blob.core.windows.net",
        "https://acct.blob.core.windows.net/c",
        "https://acct.blob.core.windows.net/c/?sig=x",
        "ftp://acct/c/b",
        "https://me@host/c/b.csv",
        "http://127.0.0.1:10000/devstoreaccount1/c",
    ] {
        assert_eq!(BlobUrl::split(other), None, "{other}");
    }
}

#[test]
fn knows_bases() {
    #[track_caller]
    fn check(base: &str, path: &str, expected: &[BaseProblem]) {
        assert_eq!(base_problems(base, path), expected, "{base} {path}");
    }
    let host = "https://acct.blob.core.windows.net";
    check(&format!("{host}/"), "c/b.csv", &[]);
    check(host, "/c/b.csv", &[]);
    check(host, "c/b.csv", &[BaseProblem::NoSlash]);
    check(&format!("{host}/"), "/c/b.csv", &[BaseProblem::TwoSlashes]);
    check("", "c/b.csv", &[BaseProblem::Empty]);
    check("acct", "c/b.csv", &[BaseProblem::NotAUrl]);
    check(&format!("{host}/c/b.csv?sig=x"), "", &[BaseProblem::IsBlobUrl]);
    check(&format!("{host}/?sig=x"), "/c", &[BaseProblem::HasQuery]);
    check("http://acct.blob.core.windows.net/", "c", &[BaseProblem::Http]);
    check("http://127.0.0.1:10000/devstoreaccount1/", "c", &[BaseProblem::Emulator]);
    check("https://cdn.example.com/", "c", &[BaseProblem::OtherHost { found: "cdn.example.com".to_owned() }]);
}
