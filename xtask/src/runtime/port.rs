//! Ports of this machine.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};

static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
const TRIES: usize = 64;

/// A port on the loopback address that is free now; no two calls of a process get the same one.
pub fn free_port() -> Result<u16> {
    for _ in 0..TRIES {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("cannot get a free port")?;
        let port = listener.local_addr().context("cannot get a free port")?.port();
        if GIVEN.lock().unwrap_or_else(PoisonError::into_inner).insert(port) {
            return Ok(port);
        }
    }
    bail!("cannot get a free port")
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
