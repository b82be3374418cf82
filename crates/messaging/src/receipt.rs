//! What providers say of messages, folded into their status: whatever the order, the same comes out (P10).

use db::{
    Conn, Id, WorkspaceId,
    schema::{message_receipts as receipts, messages},
};
use diesel::prelude::*;
use time::OffsetDateTime;

use crate::{
    Channel, Error, Message,
    message::{self, Receipt, Status},
};

/// Errors are cut here, in characters.
const MAX_DETAIL: usize = 500;

/// Which message a provider speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// By the id that it was given along.
    Ours(Id<Message>),
    /// By the provider's own.
    Theirs(Channel, String),
}

/// A message's status before and after a receipt.
#[derive(Debug, Clone)]
pub struct Change {
    /// The message as it is now.
    pub message: Message,
    /// How it stood before.
    pub before: Status,
}

/// Keeps a receipt and raises the message's status, if it does. `None` for a message that is not there.
pub fn apply(
    conn: &mut Conn,
    workspace: WorkspaceId,
    which: &Which,
    receipt: &Receipt,
    now: OffsetDateTime,
) -> Result<Option<Change>, Error> {
    let id = match which {
        Which::Ours(id) => Some(*id),
        Which::Theirs(channel, id) => messages::table
            .filter(messages::workspace_id.eq(workspace))
            .filter(messages::channel.eq(channel).and(messages::provider_id.eq(id)))
            .select(messages::id)
            .first(conn)
            .optional()?,
    };
    let message = match id.map(|id| message::lock(conn, workspace, id)) {
        Some(Ok(message)) => message,
        None | Some(Err(Error::NotFound)) => return Ok(None),
        Some(Err(error)) => return Err(error),
    };
    Ok(Some(keep(conn, workspace, &message, receipt, now)?))
}

/// Keeps a receipt of a message that is locked, and writes the message as it is after it, its provider's id with it.
pub(crate) fn keep(
    conn: &mut Conn,
    workspace: WorkspaceId,
    message: &Message,
    receipt: &Receipt,
    now: OffsetDateTime,
) -> Result<Change, Error> {
    let cut = |text: &Option<String>| text.as_ref().map(|text| text.chars().take(MAX_DETAIL).collect::<String>());
    diesel::insert_into(receipts::table)
        .values((
            receipts::workspace_id.eq(workspace),
            receipts::id.eq(Id::<Receipt>::new(now)),
            receipts::message_id.eq(message.id),
            receipts::status.eq(receipt.status),
            receipts::code.eq(cut(&receipt.code)),
            receipts::detail.eq(cut(&receipt.detail)),
            receipts::at.eq(receipt.at),
        ))
        .execute(conn)?;
    let after = fold(message, receipt);
    let updated =
        diesel::update(messages::table.filter(messages::workspace_id.eq(workspace).and(messages::id.eq(message.id))));
    let after = updated
        .set((
            messages::provider_id.eq(&after.provider_id),
            messages::status.eq(after.status),
            messages::rank.eq(after.status.rank()),
            messages::unknown.eq(after.unknown),
            messages::error_code.eq(cut(&after.error_code)),
            messages::error.eq(cut(&after.error)),
            messages::sent_at.eq(after.sent_at),
            messages::failed_at.eq(after.failed_at),
            messages::delivered_at.eq(after.delivered_at),
            messages::read_at.eq(after.read_at),
        ))
        .returning(Message::as_returning())
        .get_result(conn)?;
    Ok(Change { before: message.status, message: after })
}

/// A message after a receipt: the highest status that was ever heard, the first time of each, the reason of a failure.
fn fold(message: &Message, receipt: &Receipt) -> Message {
    let mut after = message.clone();
    let first = |slot: &mut Option<OffsetDateTime>| *slot = Some(slot.map_or(receipt.at, |at| at.min(receipt.at)));
    match receipt.status {
        Status::Pending => {}
        Status::Sent => first(&mut after.sent_at),
        Status::Failed => {
            // The reason that was given first stands.
            if after.failed_at.is_none_or(|at| receipt.at < at) {
                (after.error_code, after.error) = (receipt.code.clone(), receipt.detail.clone());
            }
            first(&mut after.failed_at);
        }
        Status::Delivered => first(&mut after.delivered_at),
        Status::Read => first(&mut after.read_at),
    }
    if receipt.status.rank() > message.status.rank() {
        after.status = receipt.status;
    }
    after.unknown = message.unknown && after.status == Status::Pending;
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    fn message() -> Message {
        Message {
            id: Id::new(OffsetDateTime::UNIX_EPOCH),
            customer_id: None,
            channel: Channel::Sms,
            provider: None,
            address: "+15550100".to_owned(),
            subject: None,
            body: "Hi".to_owned(),
            in_reply_to: None,
            template: None,
            template_id: None,
            origin: crate::Origin::Test,
            origin_id: None,
            status: Status::Pending,
            unknown: true,
            error_code: None,
            error: None,
            provider_id: None,
            internal: false,
            created_at: OffsetDateTime::UNIX_EPOCH,
            sending_at: None,
            sent_at: None,
            failed_at: None,
            delivered_at: None,
            read_at: None,
        }
    }

    /// Every order of these, each with one more repeated at the end.
    fn orders(of: &[Receipt]) -> Vec<Vec<Receipt>> {
        if of.is_empty() {
            return vec![Vec::new()];
        }
        let mut all = Vec::new();
        for (n, first) in of.iter().enumerate() {
            let rest: Vec<Receipt> =
                of.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, receipt)| receipt.clone()).collect();
            for mut order in orders(&rest) {
                order.insert(0, first.clone());
                all.push(order);
            }
        }
        all
    }

    /// Proves: L29, P10
    #[test]
    fn every_order_of_receipts_ends_alike() {
        let at = |seconds| OffsetDateTime::UNIX_EPOCH + Duration::seconds(seconds);
        let receipt = |status, seconds, code: Option<&str>| Receipt {
            status,
            code: code.map(str::to_owned),
            detail: code.map(|code| format!("because of {code}")),
            at: at(seconds),
        };
        let heard = [
            receipt(Status::Sent, 1, None),
            receipt(Status::Failed, 2, Some("30003")),
            receipt(Status::Failed, 3, Some("30005")),
            receipt(Status::Delivered, 4, None),
            receipt(Status::Delivered, 5, None),
            receipt(Status::Read, 6, None),
        ];
        for few in 1..=heard.len() {
            let mut ends = Vec::new();
            for order in orders(&heard[..few]) {
                let end = order.iter().fold(message(), |message, receipt| fold(&message, receipt));
                ends.push((end.status, end.sent_at, end.failed_at, end.delivered_at, end.read_at, end.error_code));
            }
            assert!(ends.iter().all(|end| *end == ends[0]), "{few}: {ends:?}");
            let highest = heard[..few].iter().map(|receipt| receipt.status).max();
            assert_eq!(Some(ends[0].0), highest, "{few}");
        }
        assert!(!fold(&message(), &heard[0]).unknown, "whoever speaks of it has it");
    }
}
