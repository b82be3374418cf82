//! The contacts: made by hand, imported, or leads of the form that were converted.

use crm_core::{
    Email, Phone, Source,
    account::{self, Edit},
    contact::{self, AccountChoice, NewContact},
    convert::{self, Conversion, Converted},
    lead::CoreFields,
    person::{self, Channel, Kind},
};
use db::{Conn, CustomerId};
use pipeline::board::{self, Move};
use rand::{RngExt, rngs::StdRng};
use serde_json::json;
use tenancy::Actor;
use time::{Duration, OffsetDateTime};
use tracking::visitor;

use super::{
    accounts::{self, Client, Contact},
    companies::Company,
    deals, fields,
    names::{Card, Names},
    offers::OFFERS,
    office::Office,
    submit, workspace,
};
use crate::error::Failure;

/// Whose first contact was a lead: the conversion made the account, too.
const BY_FORM: [&str; 8] = [
    "domstadt-lifte",
    "suedlift",
    "vaud-froid",
    "mersey-hoist",
    "inntal-seilbahn",
    "garonne-clim",
    "havel-aufzug",
    "hofstad-roltrappen",
];
/// Whose second contact was a lead.
#[rustfmt::skip]
const CONVERTED: [&str; 16] = [
    "hartwig-aufzug", "rheinland-aufzuege", "tormeister", "mainlift", "taunus-klima", "steirische-lift", "limmat-aufzuege", "leman-ascenseurs",
    "degroot-lift", "noorderlift", "havenkraan", "breizh-ascenseurs", "alsace-froid", "pennine-lifts", "severn-doors", "docklands-bs",
];
const TAGS: [&str; 6] = ["newsletter", "key user", "user group", "beta", "trade show", "reference"];

/// The company was found by somebody who sent the form.
pub(super) fn come_by_form(company: &Company) -> bool {
    BY_FORM.contains(&company.key)
}

/// A lead comes in, is talked to, and its conversion makes contact, account and deal.
pub(super) fn found(
    conn: &mut Conn,
    office: &Office,
    (index, company): (usize, &'static Company),
    names: &mut Names,
    random: &mut StdRng,
) -> Result<Client, Failure> {
    let card = names.next(company, index, 0);
    let (owner, since) = (company.owner, office.past(company.days_ago, random));
    let phone = company.extension(index, 1);
    let lead = talk(conn, office, company, (&card, &phone), (company.days_ago + 5, since), random)?;
    let fields = accounts::first_fields(company, index, Edit::default())?;
    let deal = OFFERS.iter().find(|offer| offer.company == company.key && offer.made == company.days_ago);
    let conversion = Conversion {
        account: Some(AccountChoice::New(company.name.to_owned(), Box::new(fields))),
        opportunity: deal.map(|offer| (offer.name.to_owned(), deals::fields(office, offer, owner, random))),
        preferred_channel: random.random_bool(0.5).then_some(Channel::Email),
        ..Conversion::default()
    };
    let done = become_contact(conn, lead, &conversion, office.acts(owner), since)?;
    let more = Edit {
        owner_id: Some(Some(office.team[owner])),
        custom_fields: Some(fields::of_account(company)),
        ..Edit::default()
    };
    account::edit(conn, workspace(), done.account, &more, None, office.acts(owner), since + Duration::minutes(4))?;
    describe(conn, office, (done.contact, card.role), owner, since + Duration::minutes(6))?;
    let first = Contact { id: done.contact, since, name: card.name, email: card.email };
    Ok(Client { company, index, account: done.account, since, people: vec![first], deal: done.opportunity })
}

/// The company's other contacts.
pub(super) fn hire(
    conn: &mut Conn,
    office: &Office,
    client: &mut Client,
    names: &mut Names,
    random: &mut StdRng,
) -> Result<(), Failure> {
    let (company, index) = (client.company, client.index);
    for position in client.people.len()..company.people {
        let card = names.next(company, index, position);
        let days = random.random_range(1..company.days_ago.max(3) - 1);
        let at_once = position == 0 || position == 1 && company.is_imported();
        let phone = company.extension(index, position + 1);
        let (id, since) = if position == 1 && CONVERTED.contains(&company.key) {
            let days = days.min(company.days_ago - 8).max(3);
            let since = office.past(days, random);
            let lead = talk(conn, office, company, (&card, &phone), (days + 5, since), random)?;
            let account = Some(AccountChoice::Existing(client.account));
            let conversion = Conversion { account, ..Conversion::default() };
            let done = become_contact(conn, lead, &conversion, office.acts(company.owner), since)?;
            describe(conn, office, (done.contact, card.role), company.owner, since + Duration::minutes(3))?;
            (done.contact, since)
        } else {
            let since = if at_once {
                client.since + Duration::minutes(8 + 3 * i64::try_from(position).unwrap_or_default())
            } else {
                office.after(client.since, days, random)
            };
            (make(conn, office, client, &card, (position, &phone), since, random)?, since)
        };
        client.people.push(Contact { id, since, name: card.name, email: card.email });
    }
    Ok(())
}

fn make(
    conn: &mut Conn,
    office: &Office,
    client: &Client,
    card: &Card,
    (position, phone): (usize, &str),
    at: OffsetDateTime,
    random: &mut StdRng,
) -> Result<CustomerId, Failure> {
    let company = client.company;
    let imported = position < 2 && company.is_imported();
    let has_phone = position == 0 || random.random_bool(0.65);
    let tag = random.random_bool(0.5).then(|| TAGS[random.random_range(0..TAGS.len())].to_owned());
    // Dispatchers are the support's.
    let assigned =
        if card.role == 2 { Some(3) } else { (position < 2 || random.random_bool(0.4)).then_some(company.owner) };
    let new = NewContact {
        core: CoreFields {
            name: Some(card.name.clone()),
            email: Some(Email::parse(&card.email)?),
            phone: has_phone.then(|| Phone::parse(phone, "DE")).transpose()?,
            company: Some(company.name.to_owned()),
            title: Some(card.title.to_owned()),
        },
        tags: tag.into_iter().collect(),
        custom_fields: if position < 3 { fields::of_contact(card.role, random.random_bool(0.15)) } else { Vec::new() },
        source: if imported { Source::Import } else { Source::Manual },
        score: random.random_bool(0.4).then(|| random.random_range(20..95)),
        assigned_to: assigned.map(|owner| office.team[owner]),
        preferred_channel: random
            .random_bool(0.3)
            .then(|| [Channel::Whatsapp, Channel::Sms, Channel::Email][random.random_range(0..3)])
            .filter(|channel| has_phone || *channel == Channel::Email),
        account: Some(AccountChoice::Existing(client.account)),
    };
    let actor = office.acts(if imported { 0 } else { company.owner });
    Ok(contact::create(conn, workspace(), &new, actor, at)?)
}

/// A lead sends the form so many days ago, and is talked to until that moment.
fn talk(
    conn: &mut Conn,
    office: &Office,
    company: &Company,
    (card, phone): (&Card, &str),
    (days, until): (i64, OffsetDateTime),
    random: &mut StdRng,
) -> Result<CustomerId, Failure> {
    let arrived = office.past(days, random);
    let lead = submit(
        conn,
        &json!({
            "name": card.name, "email": card.email, "phone": phone, "company": company.name, "job_title": card.title,
            "Team size": company.units / 40 + 3, "utm_source": "newsletter",
        }),
        arrived,
    )?;
    let owner = company.owner;
    let assigned = arrived + Duration::minutes(random.random_range(10..90));
    person::assign(conn, workspace(), lead, Some(office.team[owner]), office.acts(0), assigned)?;
    let mut at = assigned;
    for (column, later) in [(1, 2), (2, 3)] {
        at = office.after(at, days - later, random).min(until - Duration::minutes(5));
        let to = Move { to: office.stages[column].id, from: None, index: 0 };
        board::move_lead(conn, workspace(), lead, to, office.acts(owner), at)?;
    }
    Ok(lead)
}

/// Converts a lead as the API does: the card leaves the board, and browsers follow to the contact.
pub(super) fn become_contact(
    conn: &mut Conn,
    lead: CustomerId,
    conversion: &Conversion,
    actor: Actor,
    at: OffsetDateTime,
) -> Result<Converted, Failure> {
    let done = convert::convert(conn, workspace(), lead, conversion, actor, at)?;
    board::take_off(conn, workspace(), lead)?;
    if done.linked_existing {
        visitor::hand_over(conn, workspace(), lead, done.contact, at)?;
    }
    Ok(done)
}

fn describe(
    conn: &mut Conn,
    office: &Office,
    (id, role): (CustomerId, usize),
    owner: usize,
    at: OffsetDateTime,
) -> Result<(), Failure> {
    let edit = person::Edit { custom_fields: Some(fields::of_converted(role)), ..person::Edit::default() };
    Ok(person::edit(conn, workspace(), (id, Kind::Contact), &edit, None, office.acts(owner), at)?)
}
