//! What a script's text is, without running it.

use std::path::PathBuf;

use poolwise::request::ServiceAddress;
use poolwise::request::wire::Json;
use poolwise::script::{
    Flow, Options, Place, PoolAccess, RequestForm, ScriptLanguage, ScriptProblem, SecretsAs, Shell,
    SyntaxSpan, Token, Tongue, flow_requests, flow_script, highlight, highlight_lines, many_script,
    pool_script, prelude,
};
use poolwise::service::azure_batch_profile;
use poolwise::units::Secret;
use proptest::prelude::*;
use serde_json::json;

use super::flow::{hostile_body, to_zero};

const SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/\
     services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0";

fn service() -> ServiceAddress {
    ServiceAddress::read(SERVICE).0.unwrap()
}

fn pool_access() -> PoolAccess {
    PoolAccess {
        service_url: "https://pools.example.com/account".to_owned(),
        key: Secret::new("the-pool-key".to_owned()),
        profile: azure_batch_profile(),
    }
}

/// The body of the source page's sample, repaired.
fn sample() -> Json {
    json!({
        "Inputs": {"input1": {
            "ConnectionString": "DefaultEndpointsProtocol=https;AccountName=sampleaccount;AccountKey=c2VjcmV0",
            "RelativeLocation": "testint/AdultCensusIncomeBinaryClassificationDataset.csv",
            "BaseLocation": null, "SasBlobToken": null}},
        "Outputs": {"output1": {"ConnectionString": null, "RelativeLocation": "testintoutput/it's \u{e5}.csv",
            "BaseLocation": "https://sampleaccount.blob.core.windows.net/", "SasBlobToken": "?sv=2017&sig=c2ln&sp=w"}},
        "GlobalParameters": {},
        "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b"
    })
}

fn sample_flow() -> Flow {
    let flow = Flow::new(&service(), &Secret::new("the-api-key".to_owned()), &sample()).unwrap();
    flow.then_resize(&to_zero(), &pool_access()).unwrap()
}

#[track_caller]
fn check_golden(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/domain/golden/script").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(golden == text, "{name} differs; set BLESS=1 and read the change");
}

#[test]
fn goldens() {
    let options = Options::default();
    for language in ScriptLanguage::ALL {
        let script = flow_script(&sample_flow(), language, &options).unwrap();
        check_golden(&format!("flow.{}", language.extension()), &script);
        let script = many_script(&sample_flow(), "bodies.ndjson", 4, language, &options).unwrap();
        check_golden(&format!("many.{}", language.extension()), &script);
    }
    let script =
        pool_script(&to_zero(), &pool_access(), ScriptLanguage::PowerShell, SecretsAs::Inlined).unwrap();
    check_golden("resize.ps1", &script);
    for form in RequestForm::ALL {
        let text = flow_requests(&sample_flow(), form, SecretsAs::Environment);
        check_golden(&format!("requests.{}", form.extension()), &text);
    }
}

/// The command for bash is typed at a prompt, its answers after it: every script finds what it asks for.
#[test]
fn the_prelude_sets_what_the_script_asks_for() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let variables = sample_flow().variables();
    assert_eq!(variables, ["BES_API_KEY", "POOL_KEY", "INPUT1_ACCOUNT_KEY", "OUTPUT1_SAS_SIGNATURE"]);
    let script = flow_script(&sample_flow(), ScriptLanguage::Bash, &Options::default()).unwrap();
    assert!(variables.iter().all(|name| script.contains(&format!(" {name}\n"))));
    let typed = ["it's \"k\" \\ $(id)", "  spaces  ", "\u{e5}\u{1f600}", "a=b&c"];
    let command = format!("{}; printenv {}", prelude(&variables, Shell::Bash), variables.join(" "));
    let mut bash = Command::new("bash");
    bash.arg("-c").arg(command).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = bash.spawn().unwrap();
    child.stdin.take().unwrap().write_all((typed.join("\n") + "\n").as_bytes()).unwrap();
    let said = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(said.ends_with(&(typed.join("\n") + "\n")), "{said}");
}

/// Every text for a flow, in every form.
fn texts(flow: &Flow, secrets: SecretsAs) -> Vec<String> {
    let options = Options { secrets, ..Options::default() };
    let scripts = ScriptLanguage::ALL.map(|language| flow_script(flow, language, &options).unwrap());
    let loops = ScriptLanguage::ALL.map(|language| many_script(flow, "b", 4, language, &options).unwrap());
    let requests = RequestForm::ALL.map(|form| flow_requests(flow, form, secrets));
    scripts.into_iter().chain(loops).chain(requests).collect()
}

#[test]
fn secrets_stand_only_where_they_were_asked_for() {
    let secrets = ["the-api-key", "the-pool-key", "c2VjcmV0", "c2ln"];
    for (asked, expected) in
        [(SecretsAs::Environment, false), (SecretsAs::Masked, false), (SecretsAs::Inlined, true)]
    {
        for text in texts(&sample_flow(), asked) {
            let holds = text.contains("the-api-key");
            assert_eq!(holds, expected, "{text}");
            assert!(expected || secrets.iter().all(|secret| !text.contains(secret)), "{text}");
            assert_eq!(text.contains("******"), asked == SecretsAs::Masked, "{text}");
        }
    }
    assert!(!format!("{:?}", sample_flow()).contains("c2VjcmV0"));
    assert!(!format!("{:?}", sample_flow()).contains("the-pool-key"));
}

#[test]
fn null_characters_and_an_empty_folder_are_refused() {
    let null = |place| ScriptProblem::NullCharacter { place };
    let flow = |key: &str, body: &Json| Flow::new(&service(), &Secret::new(key.to_owned()), body);
    assert_eq!(flow("k", &json!({"a": ["\0"]})), Err(null(Place::Body)));
    assert_eq!(flow("k", &json!({"\0": 1})), Err(null(Place::Body)));
    assert_eq!(flow("\0", &json!({})), Err(null(Place::Key)));
    let flow = sample_flow();
    let with = |folder: &str| {
        let options = Options { folder: folder.to_owned(), ..Options::default() };
        flow_script(&flow, ScriptLanguage::Bash, &options)
    };
    assert_eq!(with("a\0b"), Err(null(Place::Folder)));
    assert_eq!(with(" "), Err(ScriptProblem::NoFolder));
    let many = many_script(&flow, "\0", 1, ScriptLanguage::Bash, &Options::default());
    assert_eq!(many, Err(null(Place::BodiesFile)));
}

#[test]
fn every_problem_is_said_in_both_languages_without_a_hole() {
    use poolwise::request::{BlobProblem, SasProblem};
    use poolwise::script::{ManyProblem, many_problem, script_problem};
    use poolwise::words::Language;
    let problems = [
        ManyProblem::Script(ScriptProblem::NullCharacter { place: Place::Paths }),
        ManyProblem::Script(ScriptProblem::PoolService),
        ManyProblem::Empty,
        ManyProblem::Workbook,
        ManyProblem::TooMany { found: 100_001 },
        ManyProblem::Cells { line: 2, found: 1, expected: 3 },
        ManyProblem::EmptyCell { line: 2, column: "c".to_owned() },
        ManyProblem::Column { name: "c".to_owned() },
        ManyProblem::Column { name: String::new() },
        ManyProblem::NoHeader,
        ManyProblem::SameOutput { output: "o".to_owned(), first: 1, second: 2 },
        ManyProblem::SameOutputs { line: 1, one: "o".to_owned(), other: "p".to_owned() },
        ManyProblem::Secret { line: 1, column: "c".to_owned() },
        ManyProblem::NotABlob { line: 1, column: "c".to_owned() },
        ManyProblem::OtherAccount { line: 1, column: "c".to_owned(), found: "f".to_owned(), opened: None },
        ManyProblem::OtherAccount {
            line: 1,
            column: "c".to_owned(),
            found: "f".to_owned(),
            opened: Some("o".to_owned()),
        },
        ManyProblem::Unsigned { line: 1, column: "c".to_owned() },
        ManyProblem::Signature { line: 1, column: "c".to_owned() },
        ManyProblem::Token { line: 1, port: "p".to_owned(), problem: SasProblem::CannotRead },
        ManyProblem::Path { line: 1, port: "p".to_owned(), problem: BlobProblem::IsUrl },
    ];
    for problem in &problems {
        let said = [Language::English, Language::Swedish].map(|language| many_problem(problem, language));
        assert_ne!(said[0], said[1]);
        for sentence in said {
            let sentence = sentence.replace("{number}", "");
            assert!(!sentence.contains('{') && !sentence.ends_with('.'), "{sentence}");
        }
    }
    let unused = ManyProblem::Unused { column: "c".to_owned() };
    assert!(many_problem(&unused, Language::English).contains("has no {c};"));
    assert!(script_problem(&ScriptProblem::NoFolder, Language::Swedish).contains("mapp"));
}

fn tongues() -> Vec<Tongue> {
    let scripts = ScriptLanguage::ALL.map(Tongue::Script);
    let requests = RequestForm::ALL.map(Tongue::Request);
    scripts.into_iter().chain(requests).chain([Tongue::Json]).collect()
}

/// The tokens of a text that is read line by line.
fn line_by_line(text: &str, tongue: Tongue) -> Vec<SyntaxSpan> {
    let mut all: Vec<SyntaxSpan> = Vec::new();
    let (mut at, mut open) = (0, None);
    for line in text.split_inclusive('\n') {
        let (spans, left) = highlight_lines(line, tongue, open);
        open = left;
        for SyntaxSpan { range, token } in spans {
            match all.last_mut().filter(|last| last.token == token) {
                Some(last) => last.range.end = at + range.end,
                None => all.push(SyntaxSpan { range: at + range.start..at + range.end, token }),
            }
        }
        at += line.len();
    }
    all
}

#[track_caller]
fn check_covers(text: &str) {
    for tongue in tongues() {
        let mut at = 0;
        let spans = highlight(text, tongue);
        assert_eq!(line_by_line(text, tongue), spans, "{tongue:?}");
        for span in spans {
            assert_eq!(span.range.start, at, "{tongue:?}");
            assert!(text.get(span.range.clone()).is_some_and(|piece| !piece.is_empty()), "{tongue:?}");
            at = span.range.end;
        }
        assert_eq!(at, text.len(), "{tongue:?}");
    }
}

/// What is what in each language: a text, and its pieces that have a colour, each behind its token's first letter.
const TOKENS: [(Tongue, &str, &[&str]); 9] = [
    (
        Tongue::Script(ScriptLanguage::Bash),
        "if [ $a = 'b#c' ]; then x=${#y} # d\n printf \"%s \\\" e\" $'f\\'g' 12; fi",
        &[
            "K if",
            "V $a",
            "S 'b#c'",
            "K then",
            "V ${#y}",
            "C # d",
            "S \"%s \\\" e\"",
            "S $'f\\'g'",
            "N 12",
            "K fi",
        ],
    ),
    (
        Tongue::Script(ScriptLanguage::PowerShell),
        "if ($a -eq 'it''s') { \"b `\" c\" } # d\nreturn 7",
        &["K if", "V $a", "S 'it''s'", "S \"b `\" c\"", "C # d", "K return", "N 7"],
    ),
    (
        Tongue::Script(ScriptLanguage::Python),
        "def f(x):\n    \"\"\"it's\"\"\"\n    return 'a\\'b' if x else 1.5  # c",
        &["K def", "S \"\"\"it's\"\"\"", "K return", "S 'a\\'b'", "K if", "K else", "N 1.5", "C # c"],
    ),
    (
        Tongue::Script(ScriptLanguage::CSharp),
        "private const string A = \"//\\\"b\"; // c\nchar d = '\"'; int e = 0;",
        &["K private", "K const", "K string", "S \"//\\\"b\"", "C // c", "K char", "S '\"'", "K int", "N 0"],
    ),
    (
        Tongue::Script(ScriptLanguage::R),
        "f <- function(x) if (is.null(x)) 'a#b' else NULL # c\ng(1L)",
        &["K function", "K if", "S 'a#b'", "K else", "K NULL", "C # c", "N 1L"],
    ),
    (
        Tongue::Script(ScriptLanguage::JavaScript),
        "const a = 'https://b' + `c`; // d\nreturn await e(300);",
        &["K const", "S 'https://b'", "S `c`", "C // d", "K return", "K await", "N 300"],
    ),
    (
        Tongue::Request(RequestForm::Curl),
        "# a\ncurl --header 'B: c' \"$KEY\"",
        &["C # a", "S 'B: c'", "S \"$KEY\""],
    ),
    (
        Tongue::Request(RequestForm::HttpFile),
        "### a\n@KEY = b\nPOST https://c/d\n\n{ \"e\": true }",
        &["C ### a", "V @KEY", "K POST", "S \"e\"", "K true"],
    ),
    (Tongue::Json, "{ \"a\\\"# b\": [null, -1.5e3] }", &["S \"a\\\"# b\"", "K null", "N 1.5e3"]),
];

#[test]
fn each_language_has_its_tokens() {
    for (tongue, text, expected) in TOKENS {
        let spans = highlight(text, tongue);
        let coloured = spans.iter().filter(|span| span.token != Token::Plain);
        let found: Vec<String> = coloured
            .map(|span| format!("{:.1} {}", format!("{:?}", span.token), &text[span.range.clone()]))
            .collect();
        assert_eq!(found, expected, "{tongue:?}");
    }
    assert!(tongues().iter().all(|tongue| TOKENS.iter().any(|row| row.0 == *tongue)), "each has its row");
}

#[test]
fn colours_cover_every_script() {
    let flow = Flow::new(&service(), &Secret::default(), &hostile_body()).unwrap();
    texts(&flow, SecretsAs::Environment).iter().for_each(|text| check_covers(text));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn colours_cover_any_text(text in "[\\PC\n'\"\\\\$#{}@/`\u{0}]{0,60}") {
        check_covers(&text);
    }

    #[test]
    fn any_text_makes_a_script_and_stays_a_literal(text in "[^\0]{0,40}", name in "[^\0]{1,20}") {
        let body = json!({"GlobalParameters": {name: text}});
        let flow = Flow::new(&service(), &Secret::new(text.clone()), &body).unwrap();
        let options = Options { folder: format!("x{text}"), secrets: SecretsAs::Inlined, ..Options::default() };
        for language in ScriptLanguage::ALL {
            prop_assert!(flow_script(&flow, language, &options).unwrap().is_ascii());
        }
    }
}
