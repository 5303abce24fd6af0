//! Ctrl-C, SIGTERM and a lost terminal.

use tokio::signal::unix::{SignalKind, signal};

/// Returns the name of the first signal that asks us to stop.
pub async fn wait() -> &'static str {
    listen().await
}

/// As [`wait`]; signals count from this call on, not from the first poll.
pub fn listen() -> impl Future<Output = &'static str> {
    let one = |kind: SignalKind, name: &'static str| {
        let handler = signal(kind);
        async move {
            match handler {
                Ok(mut s) => {
                    s.recv().await;
                    name
                }
                // Without a handler the signal ends the process by itself.
                Err(_) => std::future::pending().await,
            }
        }
    };
    let interrupt = one(SignalKind::interrupt(), "Ctrl-C");
    let terminate = one(SignalKind::terminate(), "SIGTERM");
    let hangup = one(SignalKind::hangup(), "SIGHUP");
    async move {
        tokio::select! {
            name = interrupt => name,
            name = terminate => name,
            name = hangup => name,
        }
    }
}
