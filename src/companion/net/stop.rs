use std::io;
use std::time::Duration;

use tokio::sync::watch;

/// How long requests that are under way may take to end once the companion is asked to stop.
const LONGEST_END: Duration = Duration::from_secs(10);

/// The wish to stop, as everything under way sees it.
#[derive(Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens for Ctrl-C and SIGTERM from now on.
    ///
    /// # Errors
    /// When the machine gives no such signals.
    pub(crate) fn on_signals() -> io::Result<Self> {
        let (asked, stop) = watch::channel(false);
        #[cfg(unix)]
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::spawn(async move {
            #[cfg(unix)]
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            #[cfg(not(unix))]
            let _ = tokio::signal::ctrl_c().await;
            let _nobody_listens = asked.send(true);
            // Kept open, so that nobody takes its end for the wish.
            asked.closed().await;
        });
        Ok(Self(stop))
    }

    /// Waits until the companion is asked to stop.
    pub(crate) async fn asked(&self) {
        let mut stop = self.0.clone();
        let _listener_is_gone = stop.wait_for(|asked| *asked).await;
    }

    /// Waits until it is asked to stop, and then as long as requests may take to end.
    pub(crate) async fn patience(&self) {
        self.asked().await;
        tokio::time::sleep(LONGEST_END).await;
    }

    /// Waits so long, or until the companion is asked to stop.
    pub(crate) async fn sleep(&self, time: Duration) {
        if !time.is_zero() {
            let _which = tokio::time::timeout(time, self.asked()).await;
        }
    }
}
