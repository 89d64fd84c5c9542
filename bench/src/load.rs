//! A closed loop: so many connections, each with one request at a time, until all are answered.
//!
//! Threads and plain sockets, because the load shares the machine with what it measures and has to be cheap.

use std::io::{BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::figures::percentile;

/// No answer of these takes that long.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the same requests took at one server.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    /// Answers a second.
    pub per_second: f64,
    /// Milliseconds that half of the answers did not exceed.
    pub p50: f64,
    /// Milliseconds that 99 of 100 answers did not exceed.
    pub p99: f64,
}

/// Sends every request (its bytes, head and body) once.
///
/// # Errors
/// If any of them is not answered with 200.
pub fn run(server: SocketAddr, requests: &[Vec<u8>], connections: usize) -> Result<Round> {
    let next = AtomicUsize::new(0);
    let started = Instant::now();
    let took = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..connections).map(|_| scope.spawn(|| connection(server, requests, &next))).collect();
        let joined =
            threads.into_iter().map(|thread| thread.join().ok().context("a connection's thread died")?);
        joined.collect::<Result<Vec<Vec<f64>>>>()
    })?;
    let elapsed = started.elapsed().as_secs_f64();
    let took: Vec<f64> = took.concat();
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    let per_second = took.len() as f64 / elapsed;
    Ok(Round { per_second, p50: percentile(&took, 0.5), p99: percentile(&took, 0.99) })
}

/// One connection, kept alive; the milliseconds of each of its exchanges.
fn connection(server: SocketAddr, requests: &[Vec<u8>], next: &AtomicUsize) -> Result<Vec<f64>> {
    let stream = TcpStream::connect(server).context("the Worker does not listen")?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    let mut took = Vec::new();
    while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
        let started = Instant::now();
        stream.write_all(request)?;
        let status = read_answer(&mut answers)?;
        took.push(started.elapsed().as_secs_f64() * 1_000.0);
        if status != 200 {
            bail!("a webhook was answered with {status}");
        }
    }
    Ok(took)
}

/// Reads an answer to its end; its status.
fn read_answer(from: &mut impl std::io::BufRead) -> Result<u16> {
    let status =
        line(from)?.split(' ').nth(1).and_then(|text| text.parse().ok()).context("no status line")?;
    let mut body = Body::Sized(0);
    loop {
        let header = line(from)?.to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(length) = header.strip_prefix("content-length:") {
            body = Body::Sized(length.trim().parse().context("Content-Length is no number")?);
        } else if header.starts_with("transfer-encoding:") {
            body = Body::Chunked;
        }
    }
    match body {
        Body::Sized(length) => skip(from, length)?,
        Body::Chunked => while skip_chunk(from)? {},
    }
    Ok(status)
}

enum Body {
    Sized(u64),
    Chunked,
}

fn skip_chunk(from: &mut impl std::io::BufRead) -> Result<bool> {
    let length = u64::from_str_radix(line(from)?.trim(), 16).context("a chunk without a length")?;
    skip(from, length)?;
    line(from)?;
    Ok(length > 0)
}

fn skip(from: &mut impl std::io::BufRead, length: u64) -> Result<()> {
    let skipped = std::io::copy(&mut from.take(length), &mut std::io::sink())?;
    if skipped == length { Ok(()) } else { bail!("the answer was cut short") }
}

fn line(from: &mut impl std::io::BufRead) -> Result<String> {
    let mut text = String::new();
    if from.read_line(&mut text)? == 0 {
        bail!("the connection ended without an answer");
    }
    Ok(text.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(mut bytes: &[u8]) -> Vec<u16> {
        let mut found = Vec::new();
        while !bytes.is_empty() {
            found.push(read_answer(&mut bytes).unwrap());
        }
        found
    }

    #[test]
    fn answers_follow_each_other_on_one_connection() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n\
            3\r\nabc\r\n0\r\n\r\nHTTP/1.1 204 None\r\n\r\n";
        assert_eq!(statuses(bytes), [200, 503, 204]);
    }

    #[test]
    fn an_answer_that_is_cut_short_is_none() {
        assert!(read_answer(&mut &b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"[..]).is_err());
        assert!(read_answer(&mut &b""[..]).is_err());
    }
}
