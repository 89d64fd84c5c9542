//! Ports of this machine.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{process, thread};

use anyhow::{Result, bail};

static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
const TRIES: u32 = 256;
/// The ports that are tried.
const FIRST: u16 = 15_000;
const COUNT: u16 = 17_000;

/// A port on the loopback address that is free now; no two calls of a process get the same one.
///
/// Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152 on macOS): one of
/// those could take the port of a server while it restarts.
pub fn free_port() -> Result<u16> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.subsec_nanos());
    let start = now.wrapping_add(process::id().wrapping_mul(2_654_435_761));
    for offset in 0..TRIES {
        let port = FIRST + u16::try_from(start.wrapping_add(offset) % u32::from(COUNT))?;
        if !busy(port) && GIVEN.lock().unwrap_or_else(PoisonError::into_inner).insert(port) {
            return Ok(port);
        }
    }
    bail!("cannot get a free port")
}

/// Waits until nobody listens on a port: a killed server needs a moment to let go of it.
pub fn wait_until_free(port: u16, limit: Duration) -> Result<()> {
    let started = Instant::now();
    while busy(port) {
        if started.elapsed() > limit {
            bail!("port {port} is still in use after {} s", limit.as_secs());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Whether somebody listens on this port of the loopback address.
pub fn busy(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err()
}

/// Fails with one line when the port is taken.
pub fn require_free(port: u16, whose: &str, flag: &str) -> Result<()> {
    if busy(port) {
        bail!("port {port} for {whose} is in use: end what uses it, or choose another with {flag}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_makes_its_port_busy() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let error = require_free(port, "the Worker", "--port").unwrap_err().to_string();
        assert!(error.contains(&port.to_string()) && error.contains("--port"));
        drop(listener);
        assert!(!busy(port));
    }

    #[test]
    fn no_port_is_given_twice() {
        let ports: BTreeSet<_> = (0..50).map(|_| free_port().unwrap()).collect();
        assert_eq!(ports.len(), 50);
    }
}
