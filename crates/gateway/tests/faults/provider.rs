//! A provider in Twilio's protocol that takes every message, needs a while for it, and drops every third answer.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::blocking::Client;
use sha1::Sha1;
use url::form_urlencoded;

pub(crate) struct Provider {
    pub(crate) url: String,
    /// Where to tell of each message, and how often it was taken.
    taken: Arc<Mutex<BTreeMap<String, usize>>>,
    /// Before, callers wait at the door.
    is_open: Arc<AtomicBool>,
}

impl Provider {
    /// Closed, so that everything that is to be sent can be there before the first is.
    pub(crate) fn start(thinks: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let taken: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
        let is_open = Arc::new(AtomicBool::new(false));
        let (kept, door) = (Arc::clone(&taken), Arc::clone(&is_open));
        std::thread::spawn(move || {
            for (n, stream) in listener.incoming().flatten().enumerate() {
                let (kept, door) = (Arc::clone(&kept), Arc::clone(&door));
                std::thread::spawn(move || {
                    while !door.load(Ordering::Relaxed) {
                        std::thread::sleep(Duration::from_millis(5));
                    }
                    // A caller that was killed in the middle is none of the provider's concern.
                    drop(answer(stream, (n, thinks), &kept));
                });
            }
        });
        Self { url, taken, is_open }
    }

    pub(crate) fn open(&self) {
        self.is_open.store(true, Ordering::Relaxed);
    }

    /// How often each message was taken, by the address to tell of it.
    pub(crate) fn taken(&self) -> BTreeMap<String, usize> {
        self.taken.lock().expect("a lock").clone()
    }

    /// Tells of every message that it was read, delivered and sent: in another order each time, and twice.
    pub(crate) fn call_back(&self, client: &Client, token: &str) {
        let orders = [["sent", "delivered", "read"], ["read", "sent", "delivered"], ["delivered", "read", "sent"]];
        for (n, (url, _)) in self.taken().iter().enumerate() {
            for status in orders[n % 3].iter().flat_map(|status| [status, status]) {
                let sid = sid(url);
                let message = format!("{url}MessageSid{sid}MessageStatus{status}");
                let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).expect("a key");
                mac.update(message.as_bytes());
                let signature = STANDARD.encode(mac.finalize().into_bytes());
                let form = [("MessageSid", sid.as_str()), ("MessageStatus", *status)];
                let told = client.post(url).header("X-Twilio-Signature", signature).form(&form).send();
                assert_eq!(told.expect("an answer").status(), 204, "{url}");
            }
        }
    }
}

/// The provider's own name for a message.
fn sid(url: &str) -> String {
    format!("SM{}", url.rsplit('=').next().unwrap_or_default())
}

fn answer(
    mut stream: TcpStream,
    (n, thinks): (usize, Duration),
    taken: &Mutex<BTreeMap<String, usize>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let (mut line, mut length) = (String::new(), 0);
    while lines.read_line(&mut line)? > 2 {
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body)?;
    let callback = form_urlencoded::parse(&body).find(|(key, _)| key == "StatusCallback");
    let Some((_, url)) = callback else { return Ok(()) };
    *taken.lock().expect("a lock").entry(url.to_string()).or_default() += 1;
    std::thread::sleep(thinks);
    if n % 3 == 2 {
        return Ok(());
    }
    let body = format!(r#"{{"sid": "{}", "status": "queued"}}"#, sid(&url));
    let length = body.len();
    write!(stream, "HTTP/1.1 201 Created\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}
