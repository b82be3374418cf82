//! The demo workspace: what a newcomer clicks around in. Development only.
//!
//! It is made through the domain's own operations with a clock in the past, so that it cannot differ from what the
//! product makes: leads come by the webhook, visits by the ingest, links by identify.

mod accounts;
mod cast;
mod companies;
mod contacts;
mod deals;
mod desk;
mod encounters;
mod fields;
mod inbox;
mod messages;
mod names;
mod notes;
mod offers;
mod office;
mod plans;
mod visits;

use std::error::Error;

use crm_core::{
    Email, Phone, Source, account_stage,
    lead::{self, Capture, CoreFields},
    person,
};
use db::{Conn, CustomerId, Pool, UserId, WorkspaceId};
use pipeline::{
    board::{self, Move},
    delivery::{self, Delivery, Received},
    stages::{self, Stage},
    webhook,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tenancy::{Actor, SecretKey, Token, TokenKind, password, workspace as tenant};
use time::{Duration, OffsetDateTime};
use tracking::{WidgetKey, widget};
use uuid::Uuid;

use crate::{error::Failure, score};
use cast::{PEOPLE, Person, TEAM};
use companies::COMPANIES;
use names::Names;
use office::Office;

/// The demo's sign-in.
pub const EMAIL: &str = "demo@hydra.test";
/// Its password.
pub const PASSWORD: &str = "hydra-demo";

/// How much is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A company's quarter.
    Small,
    /// Enough to see how it scales: 10,000 leads.
    Large,
}

/// The demo workspace's id, which the demo site's pages must know.
pub fn workspace() -> WorkspaceId {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_de30).into()
}

/// The key of the widget on the demo site.
pub fn widget_key() -> WidgetKey {
    WidgetKey { workspace: workspace(), widget: Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_de31).into() }
}

/// The key of the webhook that the demo site's form posts to. Known to everybody: it opens the demo workspace only.
pub fn webhook_token() -> Token {
    Token::from_secret(TokenKind::LeadWebhook, workspace(), &[0xd3; 32])
}

/// Fills the demo workspace; what it did, in a sentence.
///
/// # Errors
/// When the demo workspace is there already (unless `if_empty`), or the database refuses.
pub fn seed(pool: &Pool, size: Size, if_empty: bool, now: OffsetDateTime) -> Result<&'static str, Box<dyn Error>> {
    if if_empty && pool.transaction_global(|conn| Ok::<_, Failure>(tenant::any_exists(conn)?))? {
        return Ok("the server has a workspace already; nothing was seeded");
    }
    let hash = password::hash(PASSWORD)?;
    let fill = |conn: &mut Conn| {
        let team = people_and_settings(conn, &hash, now)?;
        let mut random = StdRng::seed_from_u64(7);
        let stages = stages_of(conn, now)?;
        for (index, person) in PEOPLE.iter().enumerate() {
            let lead = arrive(conn, person, &team, now)?;
            walk_the_board(conn, lead, person, &stages, &team, now, &mut random)?;
            if let (Some(habit), Some(email)) = (person.visits, person.email) {
                let (visitor, arrived) = (format!("demo-{index:04}"), now - Duration::minutes(person.minutes_ago - 2));
                visits::browse(conn, &visitor, email, habit, arrived, now, &mut random)?;
            }
        }
        visits::strangers(conn, now, &mut random)?;
        let office = Office { team: team.clone(), stages: stages.clone(), now };
        quarter(conn, &office)?;
        desk::arrange(conn, &office)?;
        if size == Size::Large {
            crowd(conn, &stages, &team, now, &mut random)?;
        }
        messages::write(conn, &office)?;
        inbox::write(conn, &office)?;
        Ok::<_, Failure>(())
    };
    pool.transaction(workspace(), fill).map_err(|failure| format!("the demo workspace was not made: {failure}"))?;
    Ok("seeded the demo workspace: demo@hydra.test / hydra-demo")
}

/// The customers, and what was done with them. Its chances are its own, so that the leads stay who they are.
fn quarter(conn: &mut Conn, office: &Office) -> Result<(), Failure> {
    let (mut random, mut names) = (StdRng::seed_from_u64(11), Names::default());
    fields::define(conn, office, &mut random)?;
    let mut clients = Vec::new();
    for (index, company) in COMPANIES.iter().enumerate() {
        let mut client = if contacts::come_by_form(company) {
            contacts::found(conn, office, (index, company), &mut names, &mut random)?
        } else {
            accounts::found(conn, office, (index, company), &mut random)?
        };
        accounts::live(conn, office, &client, &mut random)?;
        contacts::hire(conn, office, &mut client, &mut names, &mut random)?;
        clients.push(client);
    }
    let deals = deals::make(conn, office, &clients, &mut random)?;
    encounters::live(conn, office, &clients, &mut random)?;
    plans::make(conn, office, &clients, &mut random)?;
    notes::write(conn, office, (&clients, &deals), &mut random)?;
    encounters::browse(conn, office, &clients, &mut random)
}

fn people_and_settings(conn: &mut Conn, hash: &str, now: OffsetDateTime) -> Result<Vec<UserId>, Failure> {
    let (id, began) = (workspace(), now - Duration::days(96));
    let signup = tenant::Signup {
        workspace_name: "Fernhill".to_owned(),
        name: TEAM[0].0.to_owned(),
        email: EMAIL.to_owned(),
        password_hash: hash.to_owned(),
        plan: tenant::Plan::Scale,
        open: true,
    };
    let (_, owner) = tenant::sign_up(conn, id, &signup, began)?;
    score::begin(conn, id, now)?;
    let mut team = vec![owner];
    for (name, email, role) in &TEAM[1..] {
        team.push(tenant::add_member(conn, id, name, email, hash, *role, began)?);
    }
    stages::ensure_default(conn, id, began)?;
    account_stage::make_defaults(conn, id, began)?;
    let actor = Actor::User(owner);
    let tracked = widget::Patch { tracking_enabled: Some(true), ..widget::Patch::default() };
    widget::create(conn, id, widget_key().widget, "Northlight website", &tracked, actor, began)?;
    let settings = webhook::Patch::default();
    webhook::create(conn, id, &webhook_token(), "Landing page form", &settings, actor, began)?;
    Ok(team)
}

fn stages_of(conn: &mut Conn, now: OffsetDateTime) -> Result<Vec<Stage>, Failure> {
    let pipeline = stages::ensure_default(conn, workspace(), now)?;
    Ok(stages::get(conn, workspace(), pipeline)?.stages)
}

/// A person comes in, by the form or by hand, as long ago as the cast says.
fn arrive(conn: &mut Conn, person: &Person, team: &[UserId], now: OffsetDateTime) -> Result<CustomerId, Failure> {
    let at = now - Duration::minutes(person.minutes_ago);
    if person.source == Source::Webhook {
        let body = json!({
            "name": person.name, "email": person.email, "phone": person.phone, "company": person.company,
            "job_title": person.title, "Team size": person.team_size, "utm_source": "newsletter",
        });
        let id = submit(conn, &body, at)?;
        let edit = person::Edit { tags: Some(tags_of(person)), score: Some(person.score), ..person::Edit::default() };
        person::edit(
            conn,
            workspace(),
            (id, person::Kind::Lead),
            &edit,
            None,
            Actor::User(team[0]),
            at + Duration::minutes(1),
        )?;
        return Ok(id);
    }
    let capture = Capture {
        core: CoreFields {
            name: person.name.map(ToOwned::to_owned),
            email: person.email.map(Email::parse).transpose()?,
            phone: person.phone.map(|phone| Phone::parse(phone, "DE")).transpose()?,
            company: person.company.map(ToOwned::to_owned),
            title: person.title.map(ToOwned::to_owned),
        },
        tags: tags_of(person),
        custom_fields: Vec::new(),
        source: person.source,
        source_id: None,
        origin: json!({}),
        score: person.score,
        assigned_to: None,
        makeshift_name: false,
    };
    let id = lead::create(conn, workspace(), &capture, Actor::User(team[0]), at)?;
    board::place(conn, workspace(), id, None, None, at)?;
    Ok(id)
}

/// Somebody sends the landing page's form.
fn submit(conn: &mut Conn, body: &Value, at: OffsetDateTime) -> Result<CustomerId, Failure> {
    let delivery = Delivery { body: body.to_string().into_bytes(), ..Delivery::default() };
    // The demo's webhook asks for no signature: the key opens nothing.
    let no_key = SecretKey::new(&"-".repeat(32)).ok_or(pipeline::Error::NotFound)?;
    match delivery::receive(conn, &webhook_token(), &delivery, &no_key, at)? {
        Received::Leads(leads) => Ok(leads.first().ok_or(pipeline::Error::NotFound)?.0),
        Received::Unreadable(_) | Received::Refused => Err(pipeline::Error::NotFound.into()),
    }
}

fn tags_of(person: &Person) -> Vec<String> {
    person.tags.iter().map(|tag| (*tag).to_owned()).collect()
}

/// Assigned, and moved stage by stage to where it is today.
fn walk_the_board(
    conn: &mut Conn,
    lead: CustomerId,
    person: &Person,
    stages: &[Stage],
    team: &[UserId],
    now: OffsetDateTime,
    random: &mut StdRng,
) -> Result<(), Failure> {
    let arrived = now - Duration::minutes(person.minutes_ago);
    let mut at = arrived + Duration::minutes(5);
    if let Some(owner) = person.owner {
        person::assign(conn, workspace(), lead, Some(team[owner]), Actor::User(team[0]), at)?;
    }
    let mover = Actor::User(team[person.owner.unwrap_or(0)]);
    // Won and lost are reached from the last open stage that the deal was in.
    let path: Vec<usize> = match person.stage {
        4 => vec![1, 2, 3, 4],
        5 => vec![1, 5],
        open => (1..=open).collect(),
    };
    let step = (now - arrived) / (i32::try_from(path.len()).unwrap_or(1) + 1);
    for stage in path {
        at += step.max(Duration::minutes(1)) * random.random_range(0.5..1.0);
        let to = Move { to: stages[stage].id, from: None, index: 0 };
        board::move_lead(conn, workspace(), lead, to, mover, at.min(now))?;
    }
    Ok(())
}

/// Thousands more, for a look at scale.
fn crowd(
    conn: &mut Conn,
    stages: &[Stage],
    team: &[UserId],
    now: OffsetDateTime,
    random: &mut StdRng,
) -> Result<(), Failure> {
    const CROWD: usize = 10_000;
    for number in 0..CROWD {
        let at = now - Duration::minutes(random.random_range(60..60 * 24 * 90));
        let (first, last) = (cast::FIRST[number % cast::FIRST.len()], cast::LAST[number / 7 % cast::LAST.len()]);
        let company = cast::COMPANIES[number / 3 % cast::COMPANIES.len()];
        let capture = Capture {
            core: CoreFields {
                name: Some(format!("{first} {last}")),
                email: Some(Email::parse(&format!("{first}.{last}.{number}@example.com").to_lowercase())?),
                phone: None,
                company: Some(company.to_owned()),
                title: None,
            },
            tags: Vec::new(),
            custom_fields: Vec::new(),
            source: Source::Import,
            source_id: None,
            origin: json!({}),
            score: Some(random.random_range(0..=100)),
            assigned_to: Some(team[number % team.len()]),
            makeshift_name: false,
        };
        let id = lead::create(conn, workspace(), &capture, Actor::User(team[0]), at)?;
        let stage = &stages[random.random_range(0..stages.len())];
        board::place(conn, workspace(), id, None, Some(stage.id), at)?;
    }
    Ok(())
}
