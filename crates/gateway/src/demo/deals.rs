//! The opportunities: made, and moved stage by stage to where they are.

use crm_core::opportunity::{self, Edit, Opportunity, Stage};
use db::{Conn, Id};
use rand::rngs::StdRng;
use rust_decimal::Decimal;

use super::{
    accounts::{Client, named},
    fields,
    offers::{OFFERS, Offer, Then},
    office::Office,
    workspace,
};
use crate::error::Failure;

/// The sellers, who own deals.
const SELLERS: usize = 3;

/// What everybody types who makes a deal.
pub(super) fn fields(office: &Office, offer: &Offer, owner: usize, random: &mut StdRng) -> Edit {
    Edit {
        amount: Some(Some(Decimal::from(offer.amount))),
        close_date: Some(Some(office.day(offer.closes))),
        owner_id: Some(Some(office.team[owner])),
        custom_fields: fields::of_deal(offer.amount, random),
        ..Edit::default()
    }
}

/// The deals, in the table's order.
pub(super) fn make(
    conn: &mut Conn,
    office: &Office,
    clients: &[Client],
    random: &mut StdRng,
) -> Result<Vec<Id<Opportunity>>, Failure> {
    let mut deals = Vec::new();
    for (index, offer) in OFFERS.iter().enumerate() {
        deals.push(work(conn, office, named(clients, offer.company)?, (index, offer), random)?);
    }
    Ok(deals)
}

fn work(
    conn: &mut Conn,
    office: &Office,
    client: &Client,
    (index, offer): (usize, &Offer),
    random: &mut StdRng,
) -> Result<Id<Opportunity>, Failure> {
    let owner = client.company.owner;
    let (id, mut at) = match client.deal {
        // The first contact's conversion made it.
        Some(deal) if offer.made == client.company.days_ago => (deal, client.since),
        _ => {
            let at = office.after(client.since, offer.made, random);
            // Some change hands later.
            let first = if index % 13 == 5 && !offer.stage.is_closed() { (owner + 1) % SELLERS } else { owner };
            let known: Vec<_> = client.people.iter().filter(|contact| contact.since <= at).take(3).collect();
            let contact = known.get(index % known.len().max(1)).map(|contact| contact.id);
            let fields = Edit { primary_contact_id: Some(contact), ..fields(office, offer, first, random) };
            let actor = office.acts(first);
            (opportunity::create(conn, workspace(), offer.name, client.account, &fields, actor, at)?.id, at)
        }
    };
    let actor = office.acts(owner);
    let steps = steps_to(offer.stage, index);
    for step in 1..=steps {
        at = office.after(at, offer.made - (offer.made - offer.entered) * step / steps, random);
        if step < steps || !offer.stage.is_closed() {
            opportunity::advance(conn, workspace(), id, None, actor, at)?;
        } else {
            let lost_reason = match offer.then {
                Then::Because(why) => Some(Some(why.to_owned())),
                Then::Next(..) | Then::Nothing => None,
            };
            let close_date = Some(Some(at.date()));
            let close = Edit { stage: Some(offer.stage), close_date, lost_reason, ..Edit::default() };
            opportunity::edit(conn, workspace(), id, &close, None, actor, at)?;
        }
    }
    let mut plan = Edit { owner_id: Some(Some(office.team[owner])), ..Edit::default() };
    if let Then::Next(what, days) = offer.then {
        plan.next_step = Some(Some(what.to_owned()));
        plan.next_step_at = Some(Some(office.day(days)));
    }
    if !offer.stage.is_closed() && index % 6 == 1 {
        plan.probability = Some(Some((offer.stage.default_probability() + 10).min(90)));
    }
    at = office.after(at, offer.entered * 2 / 3, random);
    opportunity::edit(conn, workspace(), id, &plan, None, actor, at)?;
    Ok(id)
}

/// How many moves lead there; lost deals are lost from different stages.
fn steps_to(stage: Stage, index: usize) -> i64 {
    match stage {
        Stage::Prospecting => 0,
        Stage::Qualification => 1,
        Stage::Proposal => 2,
        Stage::Negotiation => 3,
        Stage::ClosedWon => 4,
        Stage::ClosedLost => [2, 3, 4][index % 3],
    }
}
