//! Servers of others, on loopback: one that is called by HTTP, and one that takes mail by SMTP.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use serde_json::Value;

/// What a server was sent.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// `POST /path HTTP/1.1`.
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// What it answers: the status line's end, further header lines, the body. `None` closes the connection without a word.
pub(crate) type Reply = Option<(&'static str, &'static str, String)>;

/// A server that keeps what it was sent.
pub(crate) struct Receiver {
    pub(crate) url: String,
    got: Arc<Mutex<Vec<Received>>>,
    answers: Arc<Mutex<VecDeque<&'static str>>>,
}

impl Receiver {
    /// Answers with these statuses in turn, then 200.
    pub(crate) fn start(answers: &[&'static str]) -> Self {
        let answers = Arc::new(Mutex::new(answers.iter().copied().collect::<VecDeque<_>>()));
        let turns = Arc::clone(&answers);
        let next = move |_: &Received| {
            let status = turns.lock().expect("a lock").pop_front().unwrap_or("200 OK");
            Some((status, "", String::new()))
        };
        Self { answers, ..Self::answering(next) }
    }

    /// Answers as it is told.
    pub(crate) fn answering(reply: impl Fn(&Received) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let got: Arc<Mutex<Vec<Received>>> = Arc::default();
        let kept = Arc::clone(&got);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let received = read(&stream);
                let answer = reply(&received);
                kept.lock().expect("a lock").push(received);
                let Some((status, headers, body)) = answer else { continue };
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                );
                stream.write_all(answer.as_bytes()).expect("an answer");
            }
        });
        Self { url, got, answers: Arc::default() }
    }

    pub(crate) fn got(&self) -> Vec<Received> {
        self.got.lock().expect("a lock").clone()
    }

    pub(crate) fn then(&self, answers: &[&'static str]) {
        self.answers.lock().expect("a lock").extend(answers);
    }

    /// Where it listens, without a path.
    pub(crate) fn base(&self) -> &str {
        self.url.trim_end_matches("/hook")
    }
}

fn read(stream: &TcpStream) -> Received {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut line = String::new();
    reader.read_line(&mut line).expect("a request");
    let mut received = Received { line: line.trim().to_owned(), headers: Vec::new(), body: String::new() };
    loop {
        line.clear();
        reader.read_line(&mut line).expect("a header");
        let Some((key, value)) = line.trim().split_once(": ") else { break };
        received.headers.push((key.to_lowercase(), value.to_owned()));
    }
    let length = received.header("content-length").parse().unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    received.body = String::from_utf8(body).expect("text");
    received
}

/// A mail server that keeps what it took.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    taken: Arc<Mutex<Vec<String>>>,
}

/// How a mail server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It takes everything.
    Kind,
    /// It knows no such mailbox.
    UnknownMailbox,
    /// It wants to be asked again.
    Greylisting,
    /// It takes the text and closes without a word.
    Silent,
}

impl MailServer {
    pub(crate) fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let taken: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&taken);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that breaks off is none of the server's concern.
                drop(serve(&stream, mood, &kept));
            }
        });
        Self { port, taken }
    }

    /// The texts that it took, headers and all.
    pub(crate) fn taken(&self) -> Vec<String> {
        self.taken.lock().expect("a lock").clone()
    }
}

fn serve(mut stream: &TcpStream, mood: Mood, taken: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    stream.write_all(b"220 sink ESMTP\r\n")?;
    let mut line = String::new();
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.split_whitespace().next().unwrap_or_default().to_uppercase();
        let answer: &[u8] = match (verb.as_str(), mood) {
            ("EHLO", _) => b"250-sink\r\n250 8BITMIME\r\n",
            ("RCPT", Mood::UnknownMailbox) => b"550 5.1.1 no such mailbox here\r\n",
            ("RCPT", Mood::Greylisting) => b"451 4.7.1 try again later\r\n",
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n")?;
                let mut text = String::new();
                while !text.ends_with("\r\n.\r\n") {
                    if lines.read_line(&mut text)? == 0 {
                        return Ok(());
                    }
                }
                taken.lock().expect("a lock").push(text);
                if mood == Mood::Silent {
                    return stream.shutdown(std::net::Shutdown::Both);
                }
                b"250 taken\r\n"
            }
            ("QUIT", _) => return stream.write_all(b"221 bye\r\n"),
            _ => b"250 fine\r\n",
        };
        stream.write_all(answer)?;
    }
}
