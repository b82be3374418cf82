//! Load over HTTP/1.1 with keep-alive, light enough that the client's processor time does not dominate on two cores: each
//! connection is a thread that patches ids into a request made once, sends it and reads the answer.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use time::OffsetDateTime;

use super::events;
use super::measure::median;
use crate::workspace::Result;

/// A page of a list fits into one read.
const READ: usize = 64 * 1024;
/// A dashboard whose hours are counted from millions of events is slow, but answers.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection and what it has read but not used.
#[derive(Debug)]
pub(super) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    chunk: Vec<u8>,
}

/// An answer's status and body.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Client {
    pub(super) fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port)))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream, buffer: Vec::with_capacity(READ), chunk: vec![0; READ] })
    }

    /// Sends a whole request and waits for its answer.
    pub(super) fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request)?;
        let head = loop {
            if let Some(at) = self.buffer.windows(4).position(|w| w == b"\r\n\r\n") {
                break at + 4;
            }
            self.fill()?;
        };
        let text = std::str::from_utf8(&self.buffer[..head])?;
        let status = text.get(9..12).ok_or("not HTTP")?.parse()?;
        let length =
            text.lines().filter_map(|l| l.split_once(':')).find(|(n, _)| n.eq_ignore_ascii_case("content-length"));
        let length: usize = length.map_or(Ok(0), |(_, value)| value.trim().parse())?;
        while self.buffer.len() < head + length {
            self.fill()?;
        }
        let body = self.buffer[head..head + length].to_vec();
        self.buffer.drain(..head + length);
        Ok(Answer { status, body })
    }

    fn fill(&mut self) -> Result {
        let read = self.stream.read(&mut self.chunk)?;
        if read == 0 {
            return Err("the server closed the connection".into());
        }
        self.buffer.extend_from_slice(&self.chunk[..read]);
        Ok(())
    }
}

/// A whole request with a JSON body.
pub(super) fn request(method: &str, path: &str, token: Option<&str>, body: &str) -> Vec<u8> {
    let authorization = token.map(|t| format!("authorization: Bearer {t}\r\n")).unwrap_or_default();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\n{authorization}x-hydra-request: 1\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// What many connections achieved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    pub(super) answers: u64,
    pub(super) seconds: f64,
    /// Milliseconds until an answer came.
    pub(super) median: f64,
}

/// Who sends events, and when.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Senders {
    /// The number of the first browser; the others follow it.
    pub(super) first: u64,
    /// Some events come hours and days after they happened.
    pub(super) late: bool,
}

/// Posts batches of `count` events from `connections` browsers at once, each answer awaited, for `long`. Every answer must
/// be 204.
pub(super) fn track(
    port: u16,
    widget_key: &str,
    connections: u64,
    count: usize,
    Senders { first, late }: Senders,
    long: Duration,
) -> Result<Load> {
    run(connections, long, |connection| {
        let mut client = Client::connect(port)?;
        let now = OffsetDateTime::now_utc();
        // A browser's own request, made once; only who it is and the ids of its events change.
        let placeholder = events::anonymous(0);
        let lateness = |at| if late { events::lateness(at) } else { time::Duration::ZERO };
        let body = events::late_body(widget_key, &placeholder, count, now, lateness);
        let mut whole = request("POST", "/api/widget/track", None, &body);
        let ids = places(&whole, "\"id\":\"");
        let visitors = places(&whole, &placeholder);
        let mut turn = connection;
        Ok(move || {
            let name = events::anonymous(first + turn % events::VISITORS);
            turn += connections;
            write_at(&mut whole, &visitors, &name);
            for place in &ids {
                let from = place + "\"id\":\"".len();
                let target = &mut whole[from..from + uuid::fmt::Hyphenated::LENGTH];
                events::id(now).hyphenated().encode_lower(target);
            }
            expect_status(&client.exchange(&whole)?, 204)
        })
    })
}

/// Sends the same requests in turn over and over from `connections` at once; every answer must have `status`.
pub(super) fn repeat(port: u16, requests: &[Vec<u8>], status: u16, connections: u64, long: Duration) -> Result<Load> {
    run(connections, long, |connection| {
        let mut client = Client::connect(port)?;
        let mut turns = requests.iter().cycle().skip(connection as usize);
        Ok(move || expect_status(&client.exchange(turns.next().ok_or("no request")?)?, status))
    })
}

/// Lets every connection do its work, again and again, until `long` is over.
pub(super) fn run<W: FnMut() -> Result>(
    connections: u64,
    long: Duration,
    prepare: impl Fn(u64) -> Result<W> + Sync,
) -> Result<Load> {
    let begun = Instant::now();
    let done: std::result::Result<Vec<Vec<f64>>, String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .map(|n| {
                let prepare = &prepare;
                scope.spawn(move || {
                    let work = || -> Result<Vec<f64>> {
                        let mut work = prepare(n)?;
                        let mut times = Vec::new();
                        let mut asked = begun.elapsed();
                        while asked < long {
                            work()?;
                            let answered = begun.elapsed();
                            times.push((answered - asked).as_secs_f64() * 1000.0);
                            asked = answered;
                        }
                        Ok(times)
                    };
                    work().map_err(|e| e.to_string())
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap_or_else(|_| Err("a connection panicked".to_owned()))).collect()
    });
    let seconds = begun.elapsed().as_secs_f64();
    let times = done?.concat();
    Ok(Load { answers: times.len() as u64, seconds, median: median(times.into_iter()) })
}

pub(super) fn expect_status(answer: &Answer, status: u16) -> Result {
    if answer.status == status {
        return Ok(());
    }
    Err(format!("{} instead of {status}: {}", answer.status, String::from_utf8_lossy(&answer.body)).into())
}

/// Where a text stands in a request.
pub(super) fn places(request: &[u8], wanted: &str) -> Vec<usize> {
    (0..request.len()).filter(|at| request[*at..].starts_with(wanted.as_bytes())).collect()
}

/// Writes a text over what stands at these places.
pub(super) fn write_at(request: &mut [u8], places: &[usize], text: &str) {
    for place in places {
        request[*place..*place + text.len()].copy_from_slice(text.as_bytes());
    }
}
