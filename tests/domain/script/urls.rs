//! Lists of whole blob URLs, as people copy them out of a storage browser.

use poolwise::request::wire::Json;
use poolwise::request::{BlobProblem, SasProblem};
use poolwise::script::many::wire::Ask;
use poolwise::script::{
    Bundle, BundleForm, ExitCode, Flow, Many, ManyProblem, SecretsAs, many_problem, many_script,
};
use poolwise::share::zip::Packing;
use poolwise::units::{Secret, Timestamp};
use poolwise::words::Language;
use serde_json::json;

use super::flow::{address, finishes, options};
use super::mock::Mock;
use super::run::{Folder, is_mono_aborted, languages, run, until_mono_holds};

const KEY: &str = "a2V5";
const ACCT: &str = "https://acct.blob.core.windows.net/";
const OTHER: &str = "https://other.blob.core.windows.net/";

/// A token that lets read and write, with this signature.
fn sas(signature: &str) -> String {
    format!("?sv=2019-02-02&sr=b&sp=rw&sip=1.2.3.4&sig={signature}")
}

fn by_key(path: &str) -> Json {
    let connection = format!("AccountName=acct;AccountKey={KEY}");
    json!({"ConnectionString": connection, "RelativeLocation": path, "BaseLocation": null, "SasBlobToken": null})
}

fn by_sas(base: &str, path: &str, token: &str) -> Json {
    json!({"ConnectionString": null, "RelativeLocation": path, "BaseLocation": base, "SasBlobToken": token})
}

fn with(input: Json) -> Json {
    json!({"Input": input, "Outputs": {"output1": by_key("results/{Input.name}-{number}.csv")},
        "GlobalParameters": {"Note": "of {Input}"}})
}

fn template() -> Json {
    with(by_key("data/one.csv"))
}

fn bodies(many: &Many) -> Vec<Json> {
    many.lines(SecretsAs::Inlined).map(|line| serde_json::from_str(&line).unwrap()).collect()
}

#[track_caller]
fn made(template: &Json, table: &str) -> (Many, Vec<Json>) {
    let many = Many::new(template, table).unwrap();
    let bodies = bodies(&many);
    (many, bodies)
}

#[track_caller]
fn refused(template: &Json, table: &str, expected: &[ManyProblem]) {
    assert_eq!(Many::new(template, table).unwrap_err(), expected);
}

fn other_account(line: usize, column: &str, found: &str, opened: Option<&str>) -> ManyProblem {
    let (found, opened) = (found.to_owned(), opened.map(str::to_owned));
    ManyProblem::OtherAccount { line, column: column.to_owned(), found, opened }
}

fn signature(line: usize, column: &str) -> ManyProblem {
    ManyProblem::Signature { line, column: column.to_owned() }
}

/// (a) The account's key stays: container and name are the path, as a path of the same blob would be.
#[test]
fn plain_urls_of_the_forms_account_become_paths() {
    let urls = [
        format!("{ACCT}data/a.csv"),
        format!("{ACCT}data/b%20%C3%A5%2520.csv"),
        "http://ACCT-secondary.blob.core.windows.net:80/data/c.csv".to_owned(),
        "https://acct.dfs.core.windows.net/data/d.csv".to_owned(),
    ];
    let (many, made_of_urls) = made(&template(), &urls.join("\n"));
    let (_, made_of_paths) = made(&template(), "data/a.csv\ndata/b \u{e5}%20.csv\ndata/c.csv\ndata/d.csv");
    assert_eq!(made_of_urls, made_of_paths);
    assert_eq!(made_of_urls[0]["Input"], by_key("data/a.csv"));
    assert_eq!(made_of_urls[0]["Outputs"]["output1"], by_key("results/a-1.csv"));
    assert!(many.doubts().is_empty(), "{:?}", many.doubts());
}

/// (b) Each row has its own token, and no account key is beside it. No token strays into what holes fill.
#[test]
fn urls_with_signatures_open_their_blobs_themselves() {
    let (one, two) = (sas("c2lnMQ%3D%3D"), sas("c2/nMg%3D%3D"));
    let (many, made) = made(&template(), &format!("{ACCT}data/a.csv{one}\n{ACCT}data/b%20c.csv{two}"));
    assert_eq!(made[0]["Input"], by_sas(ACCT, "data/a.csv", &one));
    assert_eq!(made[1]["Input"], by_sas(ACCT, "data/b%20c.csv", &two));
    assert_eq!(made[0]["Outputs"]["output1"], by_key("results/a-1.csv"));
    assert_eq!(made[1]["Outputs"]["output1"], by_key("results/b%20c-2.csv"));
    assert_eq!(made[1]["GlobalParameters"]["Note"], "of data/b%20c.csv");
    // The rows are written into the file: what they hold of secrets is told, once a column.
    assert_eq!(many.doubts(), [signature(1, "Input")]);
    // An input for which the form has nothing needs nothing.
    let empty = with(json!({"ConnectionString": null, "RelativeLocation": null, "BaseLocation": null,
        "SasBlobToken": null}));
    assert_eq!(bodies(&Many::new(&empty, &format!("{ACCT}data/a.csv{one}")).unwrap())[0], made[0]);
}

#[test]
fn signatures_are_masked_on_screen_and_whole_in_the_file() {
    let table = format!("{ACCT}data/a.csv{}&code=hidden", sas("c2lnMQ%3D%3D"));
    let many = Many::new(&template(), &table).unwrap();
    for secrets in [SecretsAs::Environment, SecretsAs::Masked] {
        let shown = many.page_on_screen(0, secrets).unwrap();
        assert!(!shown.contains("c2lnMQ") && !shown.contains("hidden"), "{shown}");
        let body: Json = serde_json::from_str(&shown).unwrap();
        assert_eq!(body["Input"]["SasBlobToken"], format!("{}&******", sas("******")));
        assert_eq!(body["Input"]["BaseLocation"], ACCT);
        assert_eq!(body["Outputs"]["output1"]["RelativeLocation"], "results/a-1.csv");
    }
    // Lines and pages, with the form's key in them or its name, hold the same.
    for (secrets, key) in [(SecretsAs::Inlined, KEY), (SecretsAs::Environment, "<INPUT_ACCOUNT_KEY>")] {
        let page: Json = serde_json::from_str(&many.page(0, secrets).unwrap()).unwrap();
        let line: Json = serde_json::from_str(&many.line(0, secrets).unwrap()).unwrap();
        assert_eq!(page["Input"], line["Input"]);
        assert_eq!(page["Input"]["SasBlobToken"], format!("{}&code=hidden", sas("c2lnMQ%3D%3D")));
        let connection = page["Outputs"]["output1"]["ConnectionString"].as_str();
        assert!(connection.is_some_and(|text| text.ends_with(key)), "{page}");
    }
    assert!(!format!("{:?}", many.doubts()).contains("c2lnMQ"));
}

/// (c) A key opens one account: the first URL of each other account is told.
#[test]
fn plain_urls_of_another_account_are_refused() {
    let table =
        format!("{ACCT}data/a.csv\n{OTHER}data/b.csv\n{OTHER}data/c.csv\nhttps://x.example/data/d.csv");
    let acct = Some("acct.blob.core.windows.net");
    refused(
        &template(),
        &table,
        &[
            other_account(2, "Input", "other.blob.core.windows.net", acct),
            other_account(4, "Input", "x.example", acct),
        ],
    );
    // The same name in another cloud is another account.
    let china = "https://acct.blob.core.chinacloudapi.cn/data/a.csv";
    refused(&template(), china, &[other_account(1, "Input", "acct.blob.core.chinacloudapi.cn", acct)]);
    // With signatures of their own they are opened.
    let token = sas("c2ln");
    let (_, made) = made(&template(), &format!("{ACCT}data/a.csv\n{OTHER}data/b.csv{token}"));
    assert_eq!(made[1]["Input"], by_sas(OTHER, "data/b.csv", &token));
    let said = |language| {
        let problem = other_account(2, "Input", "other.blob.core.windows.net", acct);
        many_problem(&problem, language)
    };
    for language in Language::ALL {
        let said = said(language);
        for part in ["2", "Input", "other.blob.core.windows.net", "acct.blob.core.windows.net", "SAS"] {
            assert!(said.contains(part), "{said}");
        }
    }
}

#[test]
fn plain_urls_are_opened_by_whatever_the_form_has() {
    let url = format!("{ACCT}data/b%20c.csv");
    // A token for the container: it stays, and so does the base.
    let by_token = with(by_sas("https://ACCT.blob.core.windows.net/", "data/a.csv", &sas("c2ln")));
    let (many, made) = made(&by_token, &url);
    assert_eq!(
        made[0]["Input"],
        by_sas("https://ACCT.blob.core.windows.net/", "data/b%20c.csv", &sas("c2ln"))
    );
    assert!(many.doubts().is_empty() && !many.line(0, SecretsAs::Environment).unwrap().contains("c2ln"));
    let acct = "acct.blob.core.windows.net";
    refused(
        &by_token,
        &format!("{OTHER}data/a.csv"),
        &[other_account(1, "Input", "other.blob.core.windows.net", Some(acct))],
    );
    // Nothing opens it.
    for nothing in [by_sas(ACCT, "data/a.csv", ""), json!({"RelativeLocation": ""})] {
        refused(&with(nothing), &url, &[other_account(1, "Input", acct, None)]);
    }
    // The account may differ by row.
    let mut by_row = by_key("");
    by_row["ConnectionString"] = json!("AccountName={account};AccountKey=a2V5");
    let table =
        format!("Input,account\n{ACCT}data/a.csv,acct\n{OTHER}data/b.csv,other\n{OTHER}data/b.csv,acct");
    refused(&with(by_row), &table, &[other_account(4, "Input", "other.blob.core.windows.net", Some(acct))]);
    // An emulator's account stands in the path, a domain of one's own in the endpoint.
    for (endpoint, url) in [
        ("http://127.0.0.1:10000/me", "http://127.0.0.1:10000/me/data/b%20c.csv"),
        ("https://Data.example/", "https://data.example:443/data/b%20c.csv"),
    ] {
        let mut input = by_key("");
        input["ConnectionString"] = json!(format!("BlobEndpoint={endpoint};AccountName=me;AccountKey=a2V5"));
        let many = Many::new(&with(input), url).unwrap();
        assert_eq!(bodies(&many)[0]["Input"]["RelativeLocation"], "data/b c.csv");
    }
}

/// (d) Paths, plain URLs and signed ones in one list: each row is opened in its own way, and only in that.
#[test]
fn urls_and_paths_may_be_mixed() {
    let token = sas("c2ln");
    let table = format!("data/a.csv\n{ACCT}data/b.csv\n{OTHER}data/c.csv{token}\ndata/d.csv");
    let (many, made) = made(&template(), &table);
    assert_eq!(made[0]["Input"], by_key("data/a.csv"));
    assert_eq!(made[1]["Input"], by_key("data/b.csv"));
    assert_eq!(made[2]["Input"], by_sas(OTHER, "data/c.csv", &token));
    assert_eq!(made[3]["Input"], by_key("data/d.csv"));
    let written: Vec<&Json> =
        made.iter().map(|body| &body["Outputs"]["output1"]["RelativeLocation"]).collect();
    assert_eq!(written, ["results/a-1.csv", "results/b-2.csv", "results/c-3.csv", "results/d-4.csv"]);
    assert_eq!(many.doubts(), [signature(3, "Input")]);
}

/// (e) The same holds for outputs; and one blob is one blob however a row names it.
#[test]
fn urls_in_an_outputs_column() {
    let token = sas("c2ln");
    let table = format!("Input,output1\ndata/a.csv,{ACCT}out/a.csv\ndata/b.csv,{OTHER}out/b.csv{token}");
    let (many, made) = made(&template(), &table);
    assert_eq!(made[0]["Outputs"]["output1"], by_key("out/a.csv"));
    assert_eq!(made[1]["Outputs"]["output1"], by_sas(OTHER, "out/b.csv", &token));
    assert_eq!(many.doubts(), [signature(3, "output1")]);
    let table = format!("Input,output1\ndata/a.csv,{OTHER}out/a.csv");
    let acct = Some("acct.blob.core.windows.net");
    refused(&template(), &table, &[other_account(2, "output1", "other.blob.core.windows.net", acct)]);
    let same = ManyProblem::SameOutput { output: "output1".to_owned(), first: 2, second: 3 };
    for (one, other) in [
        ("out/x y.csv".to_owned(), format!("{ACCT}out/x%20y.csv")),
        (format!("{ACCT}out/x%20y.csv{token}"), "/out/x y.csv".to_owned()),
        (format!("{OTHER}out/x.csv{token}"), format!("{OTHER}out/x.csv{}", sas("b3RoZXI"))),
    ] {
        let table = format!("Input,output1\ndata/a.csv,{one}\ndata/b.csv,{other}");
        refused(&template(), &table, core::slice::from_ref(&same));
    }
    // The same path in two accounts is two blobs.
    let table = format!("Input,output1\ndata/a.csv,out/x.csv\ndata/b.csv,{OTHER}out/x.csv{token}");
    assert!(Many::new(&template(), &table).is_ok());
    // What the output's name may not be is told, as of a path; so is a token that does not let write.
    let reads = "?sv=2019-02-02&sr=b&sp=r&sig=c2ln";
    let table = format!("Input,output1\ndata/a.csv,{ACCT}out/a.txt\ndata/b.csv,{ACCT}out/b.csv{reads}");
    let (many, _) = self::made(&template(), &table);
    let port = || "output1".to_owned();
    let [of_secret, of_name, of_token] = many.doubts() else { panic!("{:?}", many.doubts()) };
    assert_eq!(*of_secret, signature(3, "output1"));
    assert!(matches!(of_name, ManyProblem::Path { line: 2, problem: BlobProblem::Extension { .. }, .. }));
    assert_eq!(*of_token, ManyProblem::Token { line: 3, port: port(), problem: SasProblem::CannotWrite });
}

/// (f) Columns with names: URLs in those of inputs and outputs are split; elsewhere a cell is what it is.
#[test]
fn a_table_with_names_and_several_columns() {
    let connection = format!("AccountName=acct;AccountKey={KEY}");
    let body = json!({
        "Inputs": {"rows": {"ConnectionString": connection, "RelativeLocation": ""},
            "model": {"ConnectionString": connection, "RelativeLocation": ""}},
        "Outputs": {"scores": {"ConnectionString": connection, "RelativeLocation": "results/{rows.name}.csv"}},
        "GlobalParameters": {"Link": "", "Note": "{page} {model}"}
    });
    let token = sas("c2ln");
    let table = format!(
        "rows;model;Link;page\r\n{OTHER}data/a.csv{token};\"{ACCT}models/m.ilearner\";{ACCT}data/x.csv;{ACCT}data/y.csv\r\n"
    );
    let (many, made) = made(&body, &table);
    // A reference has all four members, whatever the template's had.
    assert_eq!(made[0]["Inputs"]["rows"], by_sas(OTHER, "data/a.csv", &token));
    assert_eq!(made[0]["Inputs"]["model"]["RelativeLocation"], "models/m.ilearner");
    assert_eq!(made[0]["Inputs"]["model"]["ConnectionString"], connection);
    assert_eq!(made[0]["Outputs"]["scores"]["RelativeLocation"], "results/a.csv");
    assert_eq!(made[0]["GlobalParameters"]["Link"], format!("{ACCT}data/x.csv"));
    assert_eq!(made[0]["GlobalParameters"]["Note"], format!("{ACCT}data/y.csv models/m.ilearner"));
    assert_eq!(many.doubts(), [signature(2, "rows")]);
    // Two columns without names are the inputs in their order.
    let (_, made) = self::made(&body, &format!("{ACCT}data/a.csv,{ACCT}models/m.ilearner"));
    assert_eq!(made[0]["Inputs"]["model"]["RelativeLocation"], "models/m.ilearner");
    // A URL that only a hole puts into a path is not split: it is told.
    let mut by_hole = body.clone();
    by_hole["Inputs"]["rows"]["RelativeLocation"] = json!("{page}");
    let (many, _) = self::made(&by_hole, &format!("model,page\nmodels/m.ilearner,{ACCT}data/y.csv"));
    let told = ManyProblem::Path { line: 2, port: "rows".to_owned(), problem: BlobProblem::IsUrl };
    let [ManyProblem::Unfilled { hole, .. }, path] = many.doubts() else { panic!("{:?}", many.doubts()) };
    assert_eq!((hole.as_str(), path), ("rows.name", &told));
}

#[test]
fn what_is_no_blobs_url_makes_no_body() {
    for url in [
        "https://acct.blob.core.windows.net/data",
        "https://acct.blob.core.windows.net/data/my file.csv",
        "https://me@acct.blob.core.windows.net/data/a.csv",
        "wasbs://data@acct.blob.core.windows.net/a.csv",
    ] {
        refused(&template(), url, &[ManyProblem::NotABlob { line: 1, column: "Input".to_owned() }]);
    }
    for query in ["?snapshot=2016-07-01T00:00:00Z", "?download", "?sv=1&sig=", "?sig"] {
        let unsigned = ManyProblem::Unsigned { line: 1, column: "Input".to_owned() };
        refused(&template(), &format!("{ACCT}data/a.csv{query}"), &[unsigned]);
    }
    let entity = |line: usize| {
        let problem = SasProblem::HtmlEntity;
        ManyProblem::Token { line, port: "Input".to_owned(), problem }
    };
    let copied = format!("{ACCT}data/a.csv?sv=1&amp;sig=c2ln");
    refused(&template(), &format!("data/a.csv\n{copied}"), &[entity(2)]);
    // In a first line, too: its semicolons part no cells.
    refused(&template(), &format!("{copied}\n{copied}"), &[entity(1), entity(2)]);
    // At most ten are told.
    let many: String = (0..50).map(|at| format!("https://a{at}.example/data/a.csv\n")).collect();
    assert_eq!(Many::new(&template(), &many).unwrap_err().len(), 10);
    // A null character that an escape means names no secret of the job.
    let url = format!("{ACCT}data/%00INPUT_ACCOUNT_KEY%00.csv");
    let (_, made) = made(&template(), &url);
    assert_eq!(made[0]["Input"], by_key("data/%00INPUT_ACCOUNT_KEY%00.csv"));
}

/// What the page says is true of the file in every form: the form's key is not in it, the rows' signatures are.
#[test]
fn the_sentence_tells_what_is_in_the_file() {
    let table = format!("{ACCT}data/a.csv{}\n{ACCT}data/b.csv", sas("c2lnMQ%3D%3D"));
    for (language, said) in [("en", "signature"), ("sv", "signatur")] {
        for make in ["lines", "zip-stored"] {
            let ask = Ask {
                id: 1,
                language: language.to_owned(),
                body: template(),
                parameters: Vec::new(),
                table: Some(table.clone()),
                count: 0,
                make: Some(make.to_owned()),
                inlined: false,
            };
            let (found, bundle) = ask.answer(Timestamp::from_ms(0));
            assert_eq!((found.jobs, found.doubts.len()), (2, 1), "{found:?}");
            assert!(found.doubts[0].contains(said) && !found.shown.concat().contains("c2lnMQ"), "{found:?}");
            let (mut bundle, mut file) = (bundle.unwrap(), Vec::new());
            while bundle.step(1, &mut file) {}
            let file = String::from_utf8_lossy(&file);
            assert!(file.contains("c2lnMQ") && !file.contains(KEY), "{file}");
        }
    }
}

/// A token's end is told against the moment, once of a column, before the file is made and sent into a queue.
#[test]
fn tokens_of_rows_that_have_expired_or_soon_will_are_told() {
    const NOW: Timestamp = Timestamp::from_ms(1_488_000_000_000);
    let token = |times: &str| format!("?sv=2019-02-02&sr=b&sp=rw&{times}&sig=c2ln");
    let (over, soon, later) = (
        token("se=2017-02-25T05:00:00Z"),
        token("se=2017-02-25T05:30:00Z"),
        token("se=2030-01-01T00:00:00Z"),
    );
    let table = format!(
        "Input,output1\n{ACCT}data/a.csv{later},out/a.csv\n{ACCT}data/b.csv{over},{ACCT}out/b.csv{soon}\n\
         {ACCT}data/c.csv{over},out/c.csv\n{ACCT}data/d.csv{soon},out/d.csv\ndata/e.csv,out/e.csv"
    );
    let (many, bodies) = made(&template(), &table);
    assert_eq!(bodies.len(), 5);
    let shown = |at: Timestamp, language| -> Vec<String> {
        let said = |problem: &ManyProblem| many_problem(problem, language);
        many.untimely(at).iter().map(said).collect()
    };
    assert_eq!(
        shown(NOW, Language::English),
        [
            "line 3, Input: the token expired 2017-02-25T05:00:00Z; make a new one (further lines: 1)",
            "line 5, Input: the token expires 2017-02-25T05:30:00Z, within the hour: a job in the queue may outlive it",
            "line 3, output1: the token expires 2017-02-25T05:30:00Z, within the hour: a job in the queue may outlive it",
        ]
    );
    assert!(
        shown(NOW, Language::Swedish)[0].ends_with("(fler rader: 1)"),
        "{:?}",
        shown(NOW, Language::Swedish)
    );
    // A day before nothing is to be said.
    assert!(shown(Timestamp::from_ms(1_487_900_000_000), Language::English).is_empty());
    // The page hears of it first, beside what holds at any moment.
    let ask = Ask {
        id: 1,
        language: "en".to_owned(),
        body: template(),
        parameters: Vec::new(),
        table: Some(table),
        count: 0,
        make: None,
        inlined: false,
    };
    let doubts = ask.answer(NOW).0.doubts;
    assert!(doubts[0].contains("expired") && doubts[3].contains("signature"), "{doubts:?}");
}

/// The service is sent the same by the loop, in every language, as stands in the file and in the zip.
#[test]
fn the_loop_sends_each_row_with_what_opens_it() {
    let table = format!(
        "data/a.csv\n{ACCT}data/b%20c.csv\n{OTHER}data/d.csv{}\n{OTHER}data/e.csv{}",
        sas("c2ln%2B%3D%3D"),
        sas("it's$(x)\\u0000INPUT_ACCOUNT_KEY\\u0000")
    );
    the_loop_sends(&table, &[("BES_API_KEY", "key"), ("INPUT_ACCOUNT_KEY", KEY)]);
}

/// Where every row brings what opens its blobs, no body holds the form's key, and no loop asks for it.
#[test]
fn the_loop_asks_for_no_key_that_no_body_holds() {
    let row = |name: &str| format!("{OTHER}data/{name}{},{OTHER}out/{name}{}", sas("c2ln"), sas("c2lu"));
    let all = format!("Input,output1\n{}\n{}", row("a.csv"), row("b.csv"));
    let secrets = |table: &str| Many::new(&template(), table).unwrap().secrets();
    assert!(secrets(&all).is_empty());
    the_loop_sends(&all, &[("BES_API_KEY", "key")]);
    // One row, or the outputs, that the form's key opens, and it is asked for.
    let key = ["INPUT_ACCOUNT_KEY".to_owned()];
    assert_eq!(secrets(&format!("{all}\ndata/c.csv,{OTHER}out/c.csv{}", sas("c2lu"))), key);
    assert_eq!(secrets(&format!("Input\n{OTHER}data/a.csv{}", sas("c2ln"))), key);
}

fn the_loop_sends(table: &str, secrets: &[(&str, &str)]) {
    let (many, mut all) = made(&template(), table);
    let whole = |form| {
        let (mut bundle, mut file) = (Bundle::new(many.clone(), form, SecretsAs::Environment), Vec::new());
        while bundle.step(2, &mut file) {}
        file
    };
    let (lines, zip) = (whole(BundleForm::Lines), whole(BundleForm::Zip(Packing::Stored)));
    assert!(String::from_utf8_lossy(&zip).contains("c2ln"));
    all.sort_by_key(Json::to_string);
    let in_language = |language| {
        let mock = Mock::start(finishes());
        let folder = Folder::new();
        std::fs::write(folder.0.join("bodies.ndjson"), &lines).unwrap();
        let flow = Flow::new(&address(&mock), &Secret::default(), &template()).unwrap();
        let flow = flow.holding_only(&many.secrets());
        let options = options("results", SecretsAs::Environment);
        let script = many_script(&flow, "bodies.ndjson", 4, language, &options).unwrap();
        let output = run(language, &script, &folder, secrets);
        if is_mono_aborted(&output) {
            return None;
        }
        assert_eq!(output.status.code(), Some(ExitCode::Done.number()), "{language:?}: {output:?}");
        let seen = mock.seen();
        let submitted =
            seen.iter().filter(|seen| seen.method == "POST" && seen.path.ends_with("/jobs?api-version=2.0"));
        let mut arrived: Vec<Json> =
            submitted.map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect();
        arrived.sort_by_key(Json::to_string);
        assert_eq!(arrived, all, "{language:?}");
        Some(())
    };
    languages().into_iter().for_each(|language| until_mono_holds(|| in_language(language)));
}
