//! Sends nothing anywhere. Its test addresses end as payment providers' test cards do (D30).

use super::{Around, Outcome, Provider};
use crate::{Channel, Message, message::Status};

pub(super) struct Sandbox;

/// How a message to an address ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Refused,
    Bounced,
    Read,
    Unanswered,
    Delivered,
}

fn end(channel: Channel, address: &str) -> End {
    let ends = [
        ("+fail", "0001", End::Refused),
        ("+bounce", "0002", End::Bounced),
        ("+read", "0003", End::Read),
        ("+timeout", "0004", End::Unanswered),
    ];
    let local = address.split('@').next().unwrap_or_default();
    let is = |mail: &str, number: &str| match channel {
        Channel::Email => local.ends_with(mail),
        Channel::Sms | Channel::Whatsapp => address.ends_with(number),
    };
    ends.iter().find(|(mail, number, _)| is(mail, number)).map_or(End::Delivered, |(.., end)| *end)
}

impl Provider for Sandbox {
    fn send(&self, message: &Message, _: &Around) -> Outcome {
        let accepted = |then| Outcome::Accepted { provider_id: format!("sandbox-{}", message.id), then };
        match end(message.channel, &message.address) {
            End::Refused => Outcome::Refused {
                code: "sandbox_refused".to_owned(),
                detail: "The sandbox refuses messages to this test address.".to_owned(),
            },
            End::Bounced => accepted(vec![(
                Status::Failed,
                Some("sandbox_bounced".to_owned()),
                Some("The sandbox lets messages to this test address fail after it took them.".to_owned()),
            )]),
            End::Read => accepted(vec![(Status::Delivered, None, None), (Status::Read, None, None)]),
            End::Unanswered => Outcome::Unknown("The sandbox never answers for this test address.".to_owned()),
            End::Delivered => accepted(vec![(Status::Delivered, None, None)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_addresses_end_as_they_say() {
        let cases = [
            (Channel::Email, "a+fail@x.example", End::Refused),
            (Channel::Email, "a+fail.b@x.example", End::Delivered),
            (Channel::Email, "a@x0001.example", End::Delivered),
            (Channel::Sms, "+15550102", End::Delivered),
            (Channel::Sms, "+155500002", End::Bounced),
            (Channel::Whatsapp, "+155500003", End::Read),
            (Channel::Whatsapp, "+155500004", End::Unanswered),
        ];
        for (channel, address, expected) in cases {
            assert_eq!(end(channel, address), expected, "{address}");
        }
    }
}
