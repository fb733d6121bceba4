use std::io;
use std::time::Duration;

use tokio::sync::watch;

/// How long requests that are under way may take to end once the companion is asked to stop.
const LONGEST_END: Duration = Duration::from_secs(10);

/// The wish to stop, as everything under way sees it: how often it was said.
#[derive(Clone)]
pub(crate) struct Stop(watch::Receiver<u32>);

impl Stop {
    /// Listens for Ctrl-C and SIGTERM from now on.
    ///
    /// # Errors
    /// When the machine gives no such signals.
    pub(crate) fn on_signals() -> io::Result<Self> {
        let (asked, stop) = watch::channel(0);
        #[cfg(unix)]
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::spawn(async move {
            // The sender stays here, so that nobody takes its end for the wish.
            loop {
                #[cfg(unix)]
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = terminated.recv() => {}
                }
                #[cfg(not(unix))]
                let _ = tokio::signal::ctrl_c().await;
                asked.send_modify(|times| *times += 1);
            }
        });
        Ok(Self(stop))
    }

    /// Waits until the companion is asked to stop.
    pub(crate) async fn asked(&self) {
        self.asked_times(1).await;
    }

    /// Waits until it is asked to stop, and then as long as requests may take to end, or until it is asked again.
    pub(crate) async fn patience(&self) {
        self.asked().await;
        let _which = tokio::time::timeout(LONGEST_END, self.asked_times(2)).await;
    }

    async fn asked_times(&self, times: u32) {
        let mut stop = self.0.clone();
        let _listener_is_gone = stop.wait_for(|asked| *asked >= times).await;
    }

    /// Waits so long, or until the companion is asked to stop.
    pub(crate) async fn sleep(&self, time: Duration) {
        if !time.is_zero() {
            let _which = tokio::time::timeout(time, self.asked()).await;
        }
    }
}
