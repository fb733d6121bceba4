//! Tests of `poolwise::request`.

mod address;
mod blob;
mod body;
mod check;
mod connection;
mod curl;
mod laws;
mod reply;
mod sas;
mod say;

use poolwise::request::{Draft, InputForm, NamedReference, Reference, ReferenceKind, RunOn};
use poolwise::units::{Secret, Timestamp};

/// 64 bytes of base64.
const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";

const SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0";

/// 2026-01-01.
const NOW: Timestamp = Timestamp::from_ms(1_767_225_600_000);

fn with_key(path: &str) -> Reference {
    Reference {
        connection: Secret::new(format!(
            "DefaultEndpointsProtocol=https;AccountName=sampleaccount;AccountKey={KEY}"
        )),
        path: path.to_owned(),
        ..Reference::default()
    }
}

fn with_sas(path: &str, permissions: &str) -> Reference {
    Reference {
        kind: ReferenceKind::Sas,
        base: "https://sampleaccount.blob.core.windows.net/".to_owned(),
        path: path.to_owned(),
        token: Secret::new(format!("?sv=2020-02-10&sr=b&sig=c2VjcmV0&se=2026-02-01&sp={permissions}")),
        ..Reference::default()
    }
}

fn named(name: &str, reference: Reference) -> NamedReference {
    NamedReference { name: name.to_owned(), reference }
}

/// A draft without any problem.
fn sound() -> Draft {
    Draft {
        service: SERVICE.to_owned(),
        api_key: Secret::new("abc==".to_owned()),
        input_form: InputForm::Named,
        inputs: vec![named("input1", with_key("testint/in.csv"))],
        outputs: vec![named("output1", with_sas("testintoutput/out.csv", "rw"))],
        run_on: RunOn::Pool,
        pool_id: "8dfc151b0d3e446497b845f3b29ef53b".to_owned(),
        ..Draft::default()
    }
}
