//! Programs that write a job as an object of their own language, as the service's help pages show them.

use poolwise::job_form::{Recognized, empty, example, paste};
use poolwise::request::{object_in_code, wire};
use poolwise::units::Random;
use serde_json::{Value, json};

/// What a pasted program makes of the body, at each of these places.
#[track_caller]
fn check(program: &str, expected: &[(&str, &str)]) {
    let pasted = paste(program, &empty(), &[]);
    assert_eq!((pasted.what, pasted.refusal), (Recognized::Program, None), "{program}");
    let body = wire::body(&pasted.draft.unwrap());
    for (path, text) in expected {
        assert_eq!(body.pointer(path).and_then(Value::as_str), Some(*text), "{path} of {body:#}\n{program}");
    }
}

const PYTHON: &str = r#"
import urllib2, json
from azure.storage import *

def invoke_batch():
    account_name = "examplestore"     # Your account
    account_key = "YWNjb3VudCBrZXk="
    container = "jobs"
    input_blob = "in/data.csv"
    output_blob = 'scores.csv'
    api_key = "abc123"
    url = "https://ussouthcentral.services.azureml.net/workspaces/00000000000000000000000000000001/services/00000000000000000000000000000002/jobs"

    path = "/" + container + "/" + input_blob
    conn = "DefaultEndpointsProtocol=https;AccountName=" + account_name + ";AccountKey=" + account_key

    payload =  {
        "Inputs": {
            "input1": { "ConnectionString": conn, "RelativeLocation": path },
        },
        "Outputs": {
            "output1": { "ConnectionString": conn, "RelativeLocation": "/" + container + "/" + output_blob },
        },
        "GlobalParameters": { "Day": str(day), "Seed": 7, "Deep": True,
        }
    }
    body = str.encode(json.dumps(payload))
    headers = { "Content-Type":"application/json", "Authorization":("Bearer " + api_key)}
"#;

#[test]
fn python_is_read_with_its_variables() {
    let connection = "DefaultEndpointsProtocol=https;AccountName=examplestore;AccountKey=YWNjb3VudCBrZXk=";
    check(
        PYTHON,
        &[
            ("/Inputs/input1/ConnectionString", connection),
            ("/Inputs/input1/RelativeLocation", "/jobs/in/data.csv"),
            ("/Outputs/output1/ConnectionString", connection),
            ("/Outputs/output1/RelativeLocation", "/jobs/scores.csv"),
            ("/GlobalParameters/Day", "<day>"),
        ],
    );
    let pasted = paste(PYTHON, &empty(), &[]);
    assert!(pasted.found_address);
    let draft = pasted.draft.unwrap();
    assert!(draft.service.ends_with("/jobs"), "{}", draft.service);
    let body = wire::body(&draft);
    assert_eq!(body.pointer("/GlobalParameters/Seed"), Some(&json!(7)));
    assert_eq!(body.pointer("/GlobalParameters/Deep"), Some(&json!(true)));
}

#[test]
fn csharp_is_read_with_its_constants() {
    let program = r#"
using System.Net.Http;
public class AzureBlobDataReference {
    public string ConnectionString { get; set; }
    public string RelativeLocation { get; set; }
}
class Program {
    static async Task InvokeBatch() {
        const string BaseUrl = "https://europewest.services.azureml.net/workspaces/00000000000000000000000000000001/services/00000000000000000000000000000002/jobs";
        const string AccountName = "examplestore"; // Your account
        const string AccountKey = "YWNjb3VudCBrZXk=";
        const string Container = "jobs";
        const string apiKey = "abc123";
        string connection = string.Format("DefaultEndpointsProtocol=https;AccountName={0};AccountKey={1}", AccountName, AccountKey);
        using (HttpClient client = new HttpClient())
        {
            var request = new BatchExecutionRequest()
            {
                Inputs = new Dictionary<string, AzureBlobDataReference> () {
                    {
                        "input1",
                        new AzureBlobDataReference()
                        {
                            ConnectionString = connection,
                            RelativeLocation = string.Format("{0}/data.csv", Container)
                        }
                    },
                },
                Outputs = new Dictionary<string, AzureBlobDataReference> () {
                    { "output1", new AzureBlobDataReference() { ConnectionString = connection,
                        RelativeLocation = $"/{Container}/{file.Name}.csv" /* or .ilearner */ } },
                    ["output2"] = new AzureBlobDataReference { RelativeLocation = @"\\a\" + Container, BaseLocation = Base() },
                },
                GlobalParameters = new Dictionary<string, string>() {
                    { "Data source", "" },
                }
            };
"#;
    check(
        program,
        &[
            (
                "/Inputs/input1/ConnectionString",
                "DefaultEndpointsProtocol=https;AccountName=examplestore;AccountKey=YWNjb3VudCBrZXk=",
            ),
            ("/Inputs/input1/RelativeLocation", "jobs/data.csv"),
            ("/Outputs/output1/RelativeLocation", "/jobs/<Name>.csv"),
            ("/Outputs/output2/RelativeLocation", r"\\a\jobs"),
            ("/Outputs/output2/BaseLocation", "<Base>"),
            ("/GlobalParameters/Data source", ""),
        ],
    );
}

#[test]
fn javascript_r_and_powershell_are_read() {
    let (input, output) = ("/Inputs/input1/RelativeLocation", "/Outputs/output1/RelativeLocation");
    check(
        "const container = 'jobs';\nconst Inputs = { input1: { RelativeLocation: `${container}/in.csv` } };\nawait fetch(url, {method: 'POST', headers: {Authorization: `Bearer ${key}`}, body: JSON.stringify({Inputs, Outputs: {output1: {ConnectionString: process.env.STORAGE || '', RelativeLocation: container + '/' + Date.now() + '.csv'}}})});",
        &[
            (input, "jobs/in.csv"),
            (output, "jobs/<Date>.csv"),
            ("/Outputs/output1/ConnectionString", "<STORAGE>"),
        ],
    );
    check(
        "library(\"RCurl\")\ncontainer <- \"jobs\"\nreq = list(\n  Inputs = list(\n    \"input1\" = list(ConnectionString = Sys.getenv(\"STORAGE\"), RelativeLocation = paste(\"/\", container, \"/in.csv\", sep=\"\"))),\n  Outputs = list(output1 = list(RelativeLocation = paste0(container, \"/out.csv\"), ConnectionString = sprintf(\"AccountName=%s;AccountKey=%s\", account, 'k'))),\n  GlobalParameters = setNames(fromJSON('{}'), character(0))\n)\nbody = enc2utf8(toJSON(req))",
        &[
            (input, "/jobs/in.csv"),
            (output, "jobs/out.csv"),
            ("/Inputs/input1/ConnectionString", "<STORAGE>"),
            ("/Outputs/output1/ConnectionString", "AccountName=<account>;AccountKey=k"),
        ],
    );
    check(
        "$container = 'jobs'\n$body = @{\n  Inputs = @{\n    input1 = @{ RelativeLocation = \"$container/in.csv\"; ConnectionString = $env:STORAGE }\n  }\n  Outputs = @{ output1 = @{ RelativeLocation = \"{0}/{1}.csv\" -f $container, $day\n  ConnectionString = \"AccountName=a;AccountKey=$($key.Value)\" } }\n  GlobalParameters = @{}\n} | ConvertTo-Json -Depth 5\nInvoke-RestMethod -Uri $url -Body $body",
        &[
            (input, "jobs/in.csv"),
            (output, "jobs/<day>.csv"),
            ("/Inputs/input1/ConnectionString", "<STORAGE>"),
            ("/Outputs/output1/ConnectionString", "AccountName=a;AccountKey=<Value>"),
        ],
    );
}

/// The object alone, without its program.
#[test]
fn a_joined_object_alone_is_read() {
    check(
        "{\"Input\": {\"ConnectionString\": os.environ[\"CONN\"], \"RelativeLocation\": \"/\" + name + \".csv\"}}",
        &[("/Input/RelativeLocation", "/<name>.csv"), ("/Input/ConnectionString", "<CONN>")],
    );
    check(
        "{'Input': {'RelativeLocation': f\"/{folder}/{name:>04}.csv\", 'SasBlobToken': '{}'.format(sas)}, 'Outputs': {}}",
        &[("/Input/RelativeLocation", "/<folder>/<name>.csv"), ("/Input/SasBlobToken", "<sas>")],
    );
    check(
        "{'Input': {'RelativeLocation': '%s/%d%%.csv' % (folder, 5), 'ConnectionString': ('AccountName=a;'\n 'AccountKey=' + key)}}",
        &[
            ("/Input/RelativeLocation", "<folder>/5%.csv"),
            ("/Input/ConnectionString", "AccountName=a;AccountKey=<key>"),
        ],
    );
}

/// What is JSON, however broken, is repaired and said to be one; code inside a job's own texts is text.
#[test]
fn json_is_no_program() {
    let inside = json!({"Input": {"RelativeLocation": "a.csv"},
        "GlobalParameters": {"Script": "x = {\"Input\": {\"RelativeLocation\": \"/\" + y}}"}});
    for text in [
        wire::pretty(&inside),
        wire::pretty(&inside).replace("a.csv\"", "a.csv"),
        r#"{"Input": {"RelativeLocation": data.csv, "ConnectionString": conn}}"#.to_owned(),
        r#"{Input: {RelativeLocation: 'a.csv' 'ConnectionString': 'x'}}"#.to_owned(),
        r#"{"Input": {"SasBlobToken": ?sv=2017&sig=a+b, "RelativeLocation": "a.csv"}}"#.to_owned(),
        r#"Hello, please run this: {"Input": {"RelativeLocation": data.csv}} tomorrow."#.to_owned(),
        wire::pretty(&wire::body(&example())),
    ] {
        assert_eq!(paste(&text, &empty(), &[]).what, Recognized::Job, "{text}");
        assert_eq!(object_in_code(&text), None, "{text}");
    }
}

/// Names that mean each other, or double what they mean, end.
#[test]
fn names_end() {
    let circle = "a = b + \"x\"\nb = a + \"y\"\nbody = {\"Input\": {\"RelativeLocation\": a + b}}";
    let text = object_in_code(circle).unwrap().to_string();
    assert!(text.contains("<a>") || text.contains("<b>"), "{text}");
    let doubling = (0..60).fold(String::from("n0 = \"0123456789\"\n"), |program, n| {
        program + &format!("n{} = n{n} + n{n}\n", n + 1)
    });
    let program = format!("{doubling}body = {{\"Input\": {{\"RelativeLocation\": n60 + \"/x\"}}}}");
    let length = object_in_code(&program).unwrap().to_string().len();
    assert!(length < 1 << 17, "{length}");
    // Objects in objects, name by name: a page's stack is small.
    let deep = (0..60).fold(String::from("n0 = \"x\"\n"), |program, n| {
        program + &format!("n{} = {}n{n}{}\n", n + 1, "{\"a\": ".repeat(20), "}".repeat(20))
    });
    let program = format!(
        "{deep}body = {{\"Input\": {{\"RelativeLocation\": n60, \"ConnectionString\": f\"{{n0}}\"}}}}"
    );
    assert!(object_in_code(&program).is_some());
    let nested = format!("{{\"Input\": {}\"a\" + b{}}}", "{\"x\": ".repeat(5_000), "}".repeat(5_000));
    assert_eq!(object_in_code(&nested), None);
    let brackets = format!("import x\n{{\"Input\": {{\"a\": {}", "(".repeat(100_000));
    assert_eq!(object_in_code(&brackets), None);
}

/// Any cut and any slip of a program is read or left, and never breaks the reader.
#[test]
fn damaged_programs_are_read_or_left() {
    let mut random = Random::new(poolwise::units::Seed(20));
    let signs: Vec<char> = "{}()[]\"'`\\$@+-=,;:#/.%<>\n é".chars().collect();
    for _ in 0..400 {
        let mut text: Vec<char> = PYTHON.chars().collect();
        for _ in 0..=random.below(4) {
            let at = usize::try_from(random.below(text.len() as u64)).unwrap();
            let sign = signs[usize::try_from(random.below(signs.len() as u64)).unwrap()];
            match random.below(3) {
                0 => text.truncate(at),
                1 => text.insert(at, sign),
                _ => text[at] = sign,
            }
            if text.is_empty() {
                break;
            }
        }
        let text: String = text.into_iter().collect();
        if let Some(body) = object_in_code(&text) {
            assert!(body.is_object(), "{text}");
        }
        let pasted = paste(&text, &empty(), &[]);
        assert!(pasted.draft.is_some() || pasted.refusal.is_some(), "{text}");
    }
}
