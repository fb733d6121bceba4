use std::time::{Duration, Instant};

/// Long enough for a loaded machine; a test that passes never waits so long.
const DEADLINE: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(15);

/// Looks until `look` finds something; `Err` holds what the last look saw instead.
#[expect(clippy::disallowed_methods, reason = "a deadline, and a breath between two looks at a condition")]
pub(crate) fn wait_until<T, E>(mut look: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    let start = Instant::now();
    loop {
        match look() {
            Ok(found) => return Ok(found),
            Err(seen) if start.elapsed() > DEADLINE => return Err(seen),
            Err(_) => std::thread::sleep(BETWEEN_LOOKS),
        }
    }
}
