//! The body of a practice job.

use serde_json::json;

use crate::service::{JobBody, PoolId};

/// A job of the practice account: one input, one output, and the pool that runs it.
///
/// **Source**: facts B.3 (verified): `Input`, `Outputs`, `GlobalParameters`; A.2 (verified): `AzureBatchPoolId`.
pub(super) fn practice_job(pool: &PoolId) -> JobBody {
    let reference = |path: &str| {
        json!({
            "ConnectionString": "DefaultEndpointsProtocol=https;AccountName=practice;AccountKey=practice",
            "RelativeLocation": path,
        })
    };
    let body = json!({
        "Input": reference("practice/input.csv"),
        "Outputs": { "output1": reference("practice/output.csv") },
        "GlobalParameters": {},
        "AzureBatchPoolId": pool.as_str(),
    });
    JobBody::new(body.to_string().into_bytes())
}
