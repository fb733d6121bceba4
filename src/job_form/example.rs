use crate::request::{Draft, Extra, InputForm, NamedReference, Reference, ReferenceKind, RunOn};
use crate::units::Secret;

/// The address in Microsoft's example.
const SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/\
                       services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0";

/// The account in Microsoft's example, its key the placeholder that the page prints.
const CONNECTION: &str = "DefaultEndpointsProtocol=https;BlobEndpoint=https://sampleaccount.blob.core.windows.net/;\
                          TableEndpoint=https://sampleaccount.table.core.windows.net/;\
                          QueueEndpoint=https://sampleaccount.queue.core.windows.net/;\
                          FileEndpoint=https://sampleaccount.file.core.windows.net/;\
                          AccountName=sampleaccount;AccountKey=<Key>";

/// Microsoft's example request, corrected: valid JSON, and every endpoint of the account that `AccountName` says.
/// Where the page begins.
///
/// **Source**: "Azure Batch service for Azure Machine Learning Studio jobs", ms.date 04/19/2017 (verified); the page
/// prints broken lines, entities, `\_` and another account's file endpoint.
///
/// ```
/// use poolwise::{job_form, request::wire};
/// let body = wire::body(&job_form::example());
/// assert_eq!(body["AzureBatchPoolId"], "8dfc151b0d3e446497b845f3b29ef53b");
/// assert_eq!(body["Outputs"]["output1"]["RelativeLocation"], "testintoutput/testint_results.csv");
/// ```
#[must_use]
pub fn example() -> Draft {
    Draft {
        service: SERVICE.to_owned(),
        api_key: Secret::default(),
        input_form: InputForm::Single,
        inputs: vec![blob("input1", "testint/AdultCensusIncomeBinaryClassificationDataset.csv")],
        outputs: vec![blob("output1", "testintoutput/testint_results.csv")],
        parameters: Vec::new(),
        run_on: RunOn::Pool,
        pool_id: "8dfc151b0d3e446497b845f3b29ef53b".to_owned(),
        extra: Extra::default(),
    }
}

/// A form with nothing typed: one input, one output, to run on a pool.
#[must_use]
pub fn empty() -> Draft {
    Draft { run_on: RunOn::Pool, ..Draft::default() }
}

fn blob(name: &str, path: &str) -> NamedReference {
    let reference = Reference {
        kind: ReferenceKind::AccountKey,
        connection: Secret::new(CONNECTION.to_owned()),
        path: path.to_owned(),
        ..Reference::default()
    };
    NamedReference { name: name.to_owned(), reference }
}
