//! Ctrl-C, SIGTERM and a lost terminal.

use tokio::signal::unix::{SignalKind, signal};

/// Returns the name of the first signal that asks us to stop.
pub async fn wait() -> &'static str {
    let one = |kind: SignalKind, name: &'static str| async move {
        match signal(kind) {
            Ok(mut s) => {
                s.recv().await;
                name
            }
            // Without a handler the signal ends the process by itself.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        name = one(SignalKind::interrupt(), "Ctrl-C") => name,
        name = one(SignalKind::terminate(), "SIGTERM") => name,
        name = one(SignalKind::hangup(), "SIGHUP") => name,
    }
}
