//! What is said, in both languages.

use poolwise::service::{
    Malformed, Notice, PoolId, Refusal, Said, ServiceError, SwaggerUrl, Ticket, TransportFailure,
    error_sentence, notice_sentence, refusal_sentence, swagger_sentence,
};
use poolwise::units::VmCount;
use poolwise::words::Language;

fn errors() -> Vec<ServiceError> {
    let said = || Said { message: Some("It said so.".to_owned()), ..Said::default() };
    let mut errors = vec![
        ServiceError::Unauthorized(said()),
        ServiceError::Forbidden(said()),
        ServiceError::NotFound(said()),
        ServiceError::Refused { status: 400, said: said() },
        ServiceError::Throttled { retry_after_ms: Some(20_000), said: said() },
        ServiceError::Unavailable { retry_after_ms: None, said: said() },
        ServiceError::ServerFailed { status: 500, said: said() },
        ServiceError::Malformed(Malformed::NotJson),
        ServiceError::Malformed(Malformed::Field { pointer: "/value".to_owned() }),
        ServiceError::UnexpectedStatus(302),
    ];
    for failure in [TransportFailure::Unreachable, TransportFailure::CutOff, TransportFailure::TimedOut] {
        errors.push(ServiceError::Transport(failure));
    }
    for code in ["PoolBeingResized", "PoolBeingDeleted", "PoolQuotaReached", "PoolExists", "Other"] {
        errors.push(ServiceError::Conflict(Said { code: Some(code.to_owned()), ..Said::default() }));
    }
    errors
}

/// Every error has its own sentence in each language, with every hole filled.
#[test]
fn errors_are_told_apart() {
    for language in Language::ALL {
        let mut told: Vec<String> = errors().iter().map(|it| error_sentence(it, language)).collect();
        assert!(told.iter().all(|sentence| !sentence.contains(['{', '}'])), "{told:?}");
        let count = told.len();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), count, "{language:?}");
    }
}

#[test]
fn notices_and_refusals_fill_their_holes() {
    let Some(pool) = PoolId::read("nightly") else { panic!("a name") };
    let error = || ServiceError::Transport(TransportFailure::CutOff);
    let notices = [
        Notice::PoolCreated(pool.clone()),
        Notice::ResizeAccepted(pool.clone(), VmCount(2)),
        Notice::PoolSteady(pool.clone(), VmCount(2)),
        Notice::PoolFailed(pool.clone(), error()),
        Notice::JobEnded(Ticket(3)),
        Notice::JobRefused(Ticket(3), error()),
        Notice::CancelFailed(Ticket(3), error()),
        Notice::SendingStopped(error()),
        Notice::AutopilotPassesOver(pool.clone(), 3),
        Notice::AutopilotUnseen(pool.clone()),
        Notice::AutopilotGaveUp(pool.clone(), 5),
        Notice::PoolIdle { pool, idle_ms: 1_800_000 },
        Notice::Refused(Refusal::TooManyPools { have: 4, allowed: 4 }),
    ];
    for language in Language::ALL {
        for notice in &notices {
            let told = notice_sentence(notice, None, language);
            assert!(!told.contains(['{', '}']) && !told.is_empty(), "{told}");
        }
    }
    let refusal = Refusal::TooManyVms { asked: VmCount(21), allowed: VmCount(20) };
    assert_eq!(
        refusal_sentence(&refusal, Language::Swedish),
        "21 virtuella datorer är fler än en pool får ha (högst 20); begär färre eller be Microsofts support om fler"
    );
}

#[test]
fn a_classic_swagger_url_is_refused_with_the_reason() {
    let Err(problem) = SwaggerUrl::read("https://a.example/workspaces/1/services/2/swagger.json") else {
        panic!("refused")
    };
    assert!(swagger_sentence(&problem, Language::English).contains("Resource Manager"));
}
