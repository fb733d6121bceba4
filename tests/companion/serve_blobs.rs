//! Jobs of `companion serve` that read and write a real blob store.

use poolwise::request::moment;
use poolwise::units::{MS_PER_HOUR, Timestamp};
use serde_json::{Value, json};

use crate::process::{ask, client, run};
use crate::serve::Desk;
use crate::store;

const FAST: [&str; 4] = ["--speed", "3600", "--job-seconds", "60"];

fn keyed(path: &str) -> Value {
    json!({ "ConnectionString": store::connection_string(), "RelativeLocation": path,
        "BaseLocation": null, "SasBlobToken": null })
}

fn signed(path: &str, permissions: &str) -> Value {
    let container = path.trim_start_matches('/').split('/').next().unwrap();
    json!({ "ConnectionString": null, "RelativeLocation": path, "BaseLocation": store::base(),
        "SasBlobToken": store::sas(container, permissions) })
}

#[track_caller]
fn code(status: &Value) -> String {
    assert_eq!(status["StatusCode"], "Failed", "{status}");
    assert_eq!(status["Results"], Value::Null);
    let details: Value = serde_json::from_str(status["Details"].as_str().unwrap()).unwrap();
    assert_eq!(details["error"]["code"], "BadArgument");
    assert!(details["error"]["details"][0]["message"].is_string());
    let text = status.to_string();
    assert!(!text.contains("sig=") && !text.contains(store::KEY), "{text}");
    details["error"]["details"][0]["code"].as_str().unwrap().to_owned()
}

/// Inputs and outputs by key and by SAS, with names that need every kind of escape: what is read is what is written.
#[test]
fn a_job_reads_and_writes_real_blobs() {
    let desk = Desk::new(&FAST);
    run(async {
        store::create_container("jobs").await;
        let mut rows: Vec<u8> = b"a,b\r\n\"\xc3\xa5\",\xf0\x9f\x98\x80\0\xff\n".to_vec();
        rows.extend(std::iter::repeat_n(*b"1,2\n", 400_000).flatten());
        let hostile = "jobs/a b/it's \"quoted\" $(id) 100% #1?x=y+z&\u{e5}\u{1f600}.csv";
        store::put(hostile, &rows).await;
        store::put("jobs/second.csv", b"x\n").await;
        let status = desk
            .outcome(&json!({
                "Inputs": { "input1": keyed(&format!("/{hostile}")), "input2": signed("jobs/second.csv", "r") },
                "Outputs": {
                    "output1": keyed("jobs/out/one 100% \u{e5}.csv"),
                    "output2": signed("/jobs/two.csv", "rcw"),
                    "output3": keyed("jobs/three.csv"),
                },
            }))
            .await;
        assert_eq!(status["StatusCode"], "Finished", "{status}");
        assert_eq!(store::get("jobs/out/one 100% \u{e5}.csv").await, Ok(rows.clone()));
        assert_eq!(store::get("jobs/two.csv").await, Ok(b"x\n".to_vec()));
        assert_eq!(store::get("jobs/three.csv").await, Ok(b"x\n".to_vec()));
        for (output, expected) in [("output1", rows.as_slice()), ("output2", b"x\n"), ("output3", b"x\n")] {
            let opened = store::open(&status["Results"][output]).await;
            assert_eq!((opened.status, opened.body.as_slice()), (200, expected), "{output}");
        }
        // The link that the key signed reads, and does nothing else.
        let link = &status["Results"]["output1"];
        let part = |name: &str| link[name].as_str().unwrap().to_owned();
        let url = [part("BaseLocation"), part("RelativeLocation"), part("SasBlobToken")].concat();
        let headers = [("x-ms-blob-type", "BlockBlob")];
        assert_eq!(ask(&client(), "PUT", &url, &headers, "changed").await.status, 403);
        assert!(part("SasBlobToken").contains("&sp=r&"));
        // It is good for a day of the practice service's time, which a page follows: at this speed hours have gone.
        let token = part("SasBlobToken").replace("%3A", ":");
        let until = token.split("&se=").nth(1).and_then(|rest| rest.split('&').next()).unwrap();
        let now = desk.ledger().await["nowMs"].as_u64().unwrap();
        let left = moment::read(until).unwrap().ms_since(Timestamp::from_ms(now));
        assert!(left > 12 * MS_PER_HOUR, "{until} is {left} ms after {now}");
    });
}

/// What a SAS opens is named as in the blob's URL, of which the page's form keeps the escapes: each is one letter, in what is
/// read, in what is written and in the result's link.
#[test]
fn a_path_beside_a_token_is_that_of_a_url() {
    let desk = Desk::new(&FAST);
    run(async {
        store::create_container("escapes").await;
        store::put("escapes/a b \u{e5} 100%.csv", b"x\n").await;
        let status = desk
            .outcome(&json!({
                "Inputs": { "input1": signed("escapes/a%20b%20%C3%A5%20100%25.csv", "r") },
                "Outputs": { "output1": signed("escapes/out%20one%2525.csv", "rcw") },
            }))
            .await;
        assert_eq!(status["StatusCode"], "Finished", "{status}");
        assert_eq!(store::get("escapes/out one%25.csv").await, Ok(b"x\n".to_vec()));
        let opened = store::open(&status["Results"]["output1"]).await;
        assert_eq!((opened.status, opened.body.as_slice()), (200, &b"x\n"[..]));
    });
}

#[test]
fn without_inputs_the_parameters_arrive() {
    let desk = Desk::new(&FAST);
    run(async {
        store::create_container("parameters").await;
        let status = desk
            .outcome(&json!({
                "GlobalParameters": { "a \"b\"": "it's\n$(id)", "n": 1.5, "none": null },
                "Outputs": { "output1": keyed("parameters/p.csv") },
            }))
            .await;
        assert_eq!(status["StatusCode"], "Finished", "{status}");
        let expected = "Name,Value\r\n\"a \"\"b\"\"\",\"it's\n$(id)\"\r\n\"n\",1.5\r\n\"none\",null\r\n";
        assert_eq!(store::get("parameters/p.csv").await, Ok(expected.as_bytes().to_vec()));
    });
}

/// How long a job runs is what its real rows take.
#[test]
fn rows_are_counted() {
    let desk = Desk::new(&["--speed", "3600", "--job-seconds", "2592000"]);
    run(async {
        store::create_container("rows").await;
        store::put("rows/in.csv", b"header\n1\n2\n3").await;
        let status = desk
            .outcome(&json!({
                "Input": keyed("rows/in.csv"),
                "GlobalParameters": { "practice.secondsPerRow": "20" },
                "Outputs": { "output1": keyed("rows/out.csv") },
            }))
            .await;
        assert_eq!(status["StatusCode"], "Finished", "a minute, and not thirty days: {status}");
    });
}

/// Source: facts B.8 (verified): the codes.
#[test]
fn what_is_wrong_with_a_blob_fails_the_job_in_the_services_words() {
    let desk = Desk::new(&FAST);
    run(async {
        store::create_container("wrong").await;
        store::put("wrong/in.csv", b"a\n1\n").await;
        let connection = store::connection_string();
        let other_key = connection.replace("Eby8", "Eby9");
        let changed =
            |connection: &str| json!({ "ConnectionString": connection, "RelativeLocation": "wrong/in.csv" });
        for (input, output, expected) in [
            (keyed("wrong/missing.csv"), keyed("wrong/out.csv"), "BlobNotFound"),
            (keyed("nocontainer/in.csv"), keyed("wrong/out.csv"), "BlobNotFound"),
            (keyed("in.csv"), keyed("wrong/out.csv"), "InputBlobRelativeLocationInvalid"),
            (changed(&other_key), keyed("wrong/out.csv"), "InvalidBlob"),
            (changed("AccountName=x"), keyed("wrong/out.csv"), "InvalidBlobConnectionString"),
            (changed("x"), keyed("wrong/out.csv"), "InvalidBlobConnectionString"),
            (
                json!({ "RelativeLocation": "wrong/in.csv" }),
                keyed("wrong/out.csv"),
                "MissingInputBlobInformation",
            ),
            (json!({ "RelativeLocation": 7 }), keyed("wrong/out.csv"), "InvalidBlob"),
            (signed("wrong/in.csv", "w"), keyed("wrong/out.csv"), "InvalidBlob"),
            (keyed("wrong/in.csv"), signed("wrong/out.csv", "r"), "InvalidBlob"),
            (keyed("wrong/in.csv"), keyed("nocontainer/out.csv"), "ContainerValidationFailed"),
            (
                changed("AccountName=x;AccountKey=eA==;BlobEndpoint=http://127.0.0.1:1/x"),
                keyed("wrong/o"),
                "InvalidBlob",
            ),
        ] {
            let status = desk.outcome(&json!({ "Input": input, "Outputs": { "output1": output } })).await;
            assert_eq!(code(&status), expected, "{input} {output}");
        }
        assert_eq!(store::get("wrong/out.csv").await, Err(404));
    });
}

#[test]
fn without_a_blob_store_none_is_touched() {
    let desk = Desk::new(&["--speed", "3600", "--job-seconds", "60", "--blob-store", "off"]);
    run(async {
        store::create_container("off").await;
        let body =
            json!({ "Input": keyed("off/missing.csv"), "Outputs": { "output1": keyed("off/out.csv") } });
        let status = desk.outcome(&body).await;
        assert_eq!(status["StatusCode"], "Finished", "{status}");
        assert_eq!(store::get("off/out.csv").await, Err(404));
    });
}
