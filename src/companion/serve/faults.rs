use std::str::FromStr;

use crate::emulator::{Asked, FaultRule, SENTINELS, fault_named};

/// The operations by the names that `--fault` knows.
const OPERATIONS: [(&str, Asked); 11] = [
    ("create-pool", Asked::CreatePool),
    ("list-pools", Asked::ListPools),
    ("get-pool", Asked::GetPool),
    ("resize-pool", Asked::ResizePool),
    ("stop-resize", Asked::StopResize),
    ("delete-pool", Asked::DeletePool),
    ("submit-job", Asked::SubmitJob),
    ("start-job", Asked::StartJob),
    ("job-status", Asked::JobStatus),
    ("cancel-job", Asked::CancelJob),
    ("swagger", Asked::Swagger),
];

/// A fault from the command line: `fault-lost,percent=20,times=3,on=create-pool`.
#[derive(Clone, Debug)]
pub(super) struct Mishap(pub(super) FaultRule);

impl FromStr for Mishap {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(',');
        let name = parts.next().unwrap_or_default();
        if !SENTINELS.iter().any(|(known, _)| *known == name) {
            let known: Vec<&str> = SENTINELS.iter().map(|(known, _)| *known).collect();
            return Err(format!("no such fault; there are {}", known.join(", ")));
        }
        let fault = fault_named(name).ok_or("no such fault")?;
        let mut rule = FaultRule { asked: None, percent: 100, times: None, fault };
        for part in parts {
            match part.split_once('=') {
                Some(("percent", value)) => {
                    rule.percent = value
                        .parse()
                        .ok()
                        .filter(|percent| *percent <= 100)
                        .ok_or("percent takes a whole number from 0 to 100")?;
                }
                Some(("times", value)) => {
                    rule.times = Some(value.parse().map_err(|_not_a_number| "times takes a whole number")?);
                }
                Some(("on", value)) => {
                    let known = OPERATIONS.iter().find(|(name, _)| *name == value);
                    let names = || OPERATIONS.map(|(name, _)| name).join(", ");
                    rule.asked = Some(known.ok_or_else(|| format!("on takes one of {}", names()))?.1);
                }
                _ => return Err(format!("“{part}” is not percent=, times= or on=")),
            }
        }
        Ok(Self(rule))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::Fault;

    #[track_caller]
    fn check(text: &str, expected: Option<FaultRule>) {
        assert_eq!(Mishap::from_str(text).ok().map(|mishap| mishap.0), expected, "{text}");
    }

    #[test]
    fn reads_faults() {
        let lost = FaultRule { asked: None, percent: 100, times: None, fault: Fault::LostReply };
        check("fault-lost", Some(lost));
        check("fault-lost-request", Some(FaultRule { fault: Fault::LostRequest, ..lost }));
        check(
            "fault-lost,percent=20,times=3,on=create-pool",
            Some(FaultRule { asked: Some(Asked::CreatePool), percent: 20, times: Some(3), ..lost }),
        );
        for wrong in [
            "",
            "lost",
            "fault-lost,percent=101",
            "fault-lost,times=-1",
            "fault-lost,on=pool",
            "fault-lost,x",
        ] {
            check(wrong, None);
        }
    }
}
