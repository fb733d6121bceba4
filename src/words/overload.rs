use super::{In, Phrase};

/// How a queue grows that cannot keep up.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct OverloadWords {
    pub overload_vms: Phrase,
    pub overload_vms_full: Phrase,
    pub overload_endpoints: Phrase,
    pub overload_endpoints_full: Phrase,
}

/// How a queue grows that cannot keep up.
pub static OVERLOAD: In<OverloadWords> = In {
    english: OverloadWords {
        overload_vms: Phrase("the queue grows by {jobs} an hour; at least {count} VMs are needed"),
        overload_vms_full: Phrase(
            "the pool is exactly full and never catches up; at least {count} VMs are needed",
        ),
        overload_endpoints: Phrase(
            "the queue grows by {jobs} an hour; at least {count} endpoints are needed",
        ),
        overload_endpoints_full: Phrase(
            "the endpoints are exactly full and never catch up; at least {count} endpoints are needed",
        ),
    },
    swedish: OverloadWords {
        overload_vms: Phrase("kön växer med {jobs} i timmen; minst {count} virtuella datorer behövs"),
        overload_vms_full: Phrase(
            "poolen är precis full och hinner aldrig ikapp; minst {count} virtuella datorer behövs",
        ),
        overload_endpoints: Phrase("kön växer med {jobs} i timmen; minst {count} slutpunkter behövs"),
        overload_endpoints_full: Phrase(
            "slutpunkterna är precis fulla och hinner aldrig ikapp; minst {count} slutpunkter behövs",
        ),
    },
};
