//! A proxy that cuts each connection after so many bytes have come back through it, or goes silent after so many in all.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Cutting {
    pub address: String,
    /// Bytes that came back, over all connections.
    pub passed: Arc<AtomicU64>,
    /// Connections that were cut.
    pub cuts: Arc<AtomicU64>,
}

impl Cutting {
    /// In front of `target`. The threads end with the test's process.
    pub fn start(target: &str, after: u64) -> Cutting {
        Cutting::with(target, after, u64::MAX)
    }

    /// Cuts nothing, and goes silent when `silent_after` bytes have come back in all.
    pub fn silent(target: &str, silent_after: u64) -> Cutting {
        Cutting::with(target, u64::MAX, silent_after)
    }

    fn with(target: &str, after: u64, silent_after: u64) -> Cutting {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (passed, cuts) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let (target, counters) = (target.to_string(), (passed.clone(), cuts.clone()));
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (target, (passed, cuts)) = (target.clone(), counters.clone());
                let Ok(client) = client else { return };
                std::thread::spawn(move || pass(&client, &target, (after, silent_after), &passed, &cuts));
            }
        });
        Cutting { address, passed, cuts }
    }
}

fn pass(client: &TcpStream, target: &str, (after, silent_after): (u64, u64), passed: &AtomicU64, cuts: &AtomicU64) {
    let Ok(server) = TcpStream::connect(target) else { return };
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let (mut server, mut client) = (server, client.try_clone().unwrap());
    let (mut buffer, mut total) = ([0; 64 << 10], 0);
    while let Ok(n) = server.read(&mut buffer) {
        while passed.load(Ordering::Relaxed) >= silent_after {
            std::thread::park();
        }
        if n == 0 || client.write_all(&buffer[..n]).is_err() {
            break;
        }
        total += n as u64;
        passed.fetch_add(n as u64, Ordering::Relaxed);
        if total >= after {
            cuts.fetch_add(1, Ordering::Relaxed);
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}
