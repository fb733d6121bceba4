use std::io::Write as _;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::request::moment;
use crate::units::Timestamp;

/// The line that a request leaves on standard error when it goes out of scope: when, what, outcome, how long.
///
/// Its path is without the query, and the relay's without its token: nothing that opens anything.
pub(crate) struct Line {
    begun: Instant,
    what: String,
    outcome: String,
}

impl Line {
    #[expect(clippy::disallowed_methods, reason = "how long a request took on this machine")]
    pub(crate) fn begin(method: &str, path: &str) -> Self {
        // What a caller wrote could otherwise begin a line of its own.
        let what = format!("{method} {path}").chars().filter(|c| !c.is_control()).take(300).collect();
        Self { begun: Instant::now(), what, outcome: "broken off".to_owned() }
    }

    pub(crate) fn outcome(&mut self, outcome: impl ToString) {
        self.outcome = outcome.to_string();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let Self { begun, what, outcome } = self;
        let ms = begun.elapsed().as_millis();
        let at = moment::write(real_now());
        let _nobody_reads = writeln!(std::io::stderr().lock(), "{at} {what} {outcome} {ms} ms");
    }
}

/// The time of day.
#[expect(clippy::disallowed_methods, reason = "the companion's own clock")]
pub(crate) fn real_now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_ms(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
