//! Email by SMTP (RFC 5321), step by step: what fails before the text was handed over was not sent, what fails in the middle
//! of that nobody knows.

use std::{
    net::{SocketAddr, ToSocketAddrs},
    time::Duration,
};

use lettre::{
    Address,
    message::{Mailbox, MultiPart, header},
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{SmtpConnection, TlsParameters},
        commands::{Data, Mail as MailFrom, Rcpt},
        extension::ClientId,
    },
};
use outbound::{address, webhook::Reach};

use super::{Around, Endpoints, Outcome, Provider};
use crate::{
    Message,
    channel::{Security, Smtp},
    send::BOUNCED,
    text,
};

/// How long until the server must have taken the connection.
const CONNECT: Duration = Duration::from_secs(10);

/// Of a server's addresses so many are tried.
const ADDRESSES: usize = 3;

#[derive(Clone)]
pub(super) struct Mail {
    pub(super) settings: Smtp,
    pub(super) password: Option<String>,
    pub(super) endpoints: Endpoints,
}

impl Provider for Mail {
    fn send(&self, message: &Message, around: &Around) -> Outcome {
        // Each step may take its time, all of them together not: a server that says a byte at a time would hold a worker, and
        // the job's lease would end. Whoever is still talking then is not listened to any more.
        let (mail, message, around) = (self.clone(), message.clone(), around.clone());
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || drop(tell.send(mail.hand_over(&message, &around))));
        let late = || Outcome::Unknown("The mail server took too long.".to_owned());
        told.recv_timeout(self.endpoints.patience * 2).unwrap_or_else(|_| late())
    }
}

impl Mail {
    fn hand_over(&self, message: &Message, around: &Around) -> Outcome {
        let (from, to, id, bytes) = match self.written(message, around) {
            Ok(written) => written,
            Err(detail) => return Outcome::Refused { code: "unwritable".to_owned(), detail },
        };
        let mut connection = match self.connected() {
            Ok(connection) => connection,
            Err(outcome) => return outcome,
        };
        let begun = connection
            .command(MailFrom::new(Some(from), Vec::new()))
            .map_err(|error| failed(&error, "refused"))
            .and_then(|_| connection.command(Rcpt::new(to, Vec::new())).map_err(|error| failed(&error, BOUNCED)))
            .and_then(|_| connection.command(Data).map_err(|error| failed(&error, "refused")));
        if let Err(outcome) = begun {
            connection.abort();
            return outcome;
        }
        match connection.message(&bytes) {
            Ok(_) => {
                // It is taken, whether the server hears the farewell or not.
                drop(connection.quit());
                Outcome::Accepted { provider_id: id, then: Vec::new() }
            }
            Err(error) if error.is_permanent() || error.is_transient() => failed(&error, "refused"),
            Err(error) => Outcome::Unknown(format!("The mail server did not say whether it took the message: {error}")),
        }
    }
}

/// An answer, or none, before the text was handed over.
fn failed(error: &Error, code: &str) -> Outcome {
    if error.is_permanent() {
        let number = error.status().map(|status| status.to_string()).unwrap_or_default();
        // Only these say that it is the address that is wrong (RFC 5321, 4.2.3).
        let code = if code == BOUNCED && !["550", "551", "553"].contains(&number.as_str()) { "refused" } else { code };
        let code = if code == BOUNCED { BOUNCED.to_owned() } else { number };
        Outcome::Refused { code, detail: format!("The mail server refused: {}", words(error)) }
    } else {
        Outcome::NotNow { detail: format!("The mail server could not be used: {}", words(error)), after: None }
    }
}

fn words(error: &Error) -> String {
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        words = error.to_string();
        cause = error.source();
    }
    words
}

impl Mail {
    /// Envelope, id and text.
    fn written(&self, message: &Message, around: &Around) -> Result<(Address, Address, String, Vec<u8>), String> {
        let says = |error: &dyn std::error::Error| error.to_string();
        let from: Address = self.settings.from_email.parse().map_err(|e| says(&e as &lettre::address::AddressError))?;
        let to: Address = message.address.parse().map_err(|e| says(&e as &lettre::address::AddressError))?;
        let domain = from.domain().to_owned();
        let id = format!("<{}@{domain}>", message.id);
        let mut mail = lettre::Message::builder()
            .from(Mailbox::new(self.settings.from_name.clone(), from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .message_id(Some(id.clone()))
            .date_now()
            .subject(message.subject.clone().unwrap_or_default());
        if let Some(reply_to) = &self.settings.reply_to {
            mail = mail.reply_to(reply_to.parse().map_err(|e| says(&e as &lettre::address::AddressError))?);
        }
        if let Some(answered) = &message.in_reply_to {
            mail = mail.in_reply_to(format!("<{answered}>")).references(format!("<{answered}>"));
        }
        let mut body = message.body.clone();
        if let Some(page) = &around.unsubscribe {
            mail = mail
                .raw_header(raw("List-Unsubscribe", format!("<{page}>")))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
            body = format!("{body}\n\nUnsubscribe: {page}\n");
        }
        let html = text::html(&body, around.tracked.as_ref());
        let mail = mail.multipart(MultiPart::alternative_plain_html(body, html)).map_err(|error| error.to_string())?;
        Ok((from, to, id, mail.formatted()))
    }

    /// A connection that is signed in.
    fn connected(&self) -> Result<SmtpConnection, Outcome> {
        let Smtp { host, port, security, username, .. } = &self.settings;
        let not_now = |detail: String| Outcome::NotNow { detail, after: None };
        let addresses = self.addresses().map_err(not_now)?;
        let tls = match security {
            Security::None => None,
            Security::Tls | Security::Starttls => {
                Some(TlsParameters::new(host.clone()).map_err(|error| not_now(words(&error)))?)
            }
        };
        let hello = ClientId::default();
        let at_once = tls.as_ref().filter(|_| *security == Security::Tls);
        let mut connection = SmtpConnection::connect(addresses.as_slice(), Some(CONNECT), &hello, at_once, None)
            .map_err(|error| failed(&error, "refused"))?;
        let patience = connection.set_timeout(Some(self.endpoints.patience));
        patience.map_err(|error| not_now(format!("{host}:{port} could not be used: {error}")))?;
        if let (Security::Starttls, Some(tls)) = (security, &tls) {
            connection.starttls(tls, &hello).map_err(|error| failed(&error, "refused"))?;
        }
        if let (Some(username), Some(password)) = (username, &self.password) {
            let credentials = Credentials::new(username.clone(), password.clone());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            connection.auth(&mechanisms, &credentials).map_err(|error| failed(&error, "refused"))?;
        }
        Ok(connection)
    }

    /// The server's addresses, looked up once; none of them may be one that we must not call (P5).
    fn addresses(&self) -> Result<Vec<SocketAddr>, String> {
        let Smtp { host, port, .. } = &self.settings;
        let found = (host.as_str(), *port).to_socket_addrs().map_err(|_| format!("{host} could not be found."))?;
        let addresses: Vec<SocketAddr> = found.take(ADDRESSES).collect();
        match addresses.iter().find(|found| !address::is_public(found.ip())) {
            Some(_) if self.endpoints.reach == Reach::Public => {
                Err(format!("{host} is no server of the public internet."))
            }
            _ if addresses.is_empty() => Err(format!("{host} could not be found.")),
            _ => Ok(addresses),
        }
    }
}

fn raw(name: &'static str, value: String) -> header::HeaderValue {
    header::HeaderValue::new(header::HeaderName::new_from_ascii_str(name), value)
}
