//! The accounts: imported or made, then moved, priced, renamed and handed on over the quarter.

use std::cmp::Reverse;

use crm_core::{
    Phone,
    account::{self, Account, Edit, Lifecycle, RenewalStatus},
    account_stage::{self, AccountStage},
    opportunity::Opportunity,
};
use db::{Conn, CustomerId, Id};
use rand::rngs::StdRng;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use super::{
    companies::{Company, Contract, State},
    fields, offers,
    office::Office,
    workspace,
};
use crate::error::Failure;

/// Among the default account stages.
const CUSTOMER: usize = 3;
const LOST: usize = 4;

/// By what names companies went before, and under whom.
const FORMER_NAMES: [(&str, &str); 4] = [
    ("brandschutz-kessler", "Kessler Brandschutztechnik"),
    ("spree-gebaeudetechnik", "Spree Aufzüge & Gebäudetechnik"),
    ("thames-vertical", "Thames Lifts Ltd"),
    ("rhone-elevation", "Ascenseurs du Rhône"),
];
const FORMER_OWNERS: [(&str, usize); 7] = [
    ("alster-facility", 2),
    ("airevalley-hvac", 1),
    ("wiener-torservice", 2),
    ("clyde-elevators", 0),
    ("praterlift", 2),
    ("havenkraan", 2),
    ("bullring-escalators", 2),
];

fn former<T: Copy>(table: &[(&str, T)], company: &Company) -> Option<T> {
    table.iter().find(|(key, _)| *key == company.key).map(|(_, was)| *was)
}

/// A contact of a company.
pub(super) struct Contact {
    pub(super) id: CustomerId,
    pub(super) since: OffsetDateTime,
    pub(super) name: String,
    pub(super) email: String,
}

/// A company in the workspace, with what hangs on it.
pub(super) struct Client {
    pub(super) company: &'static Company,
    /// Among all companies.
    pub(super) index: usize,
    pub(super) account: Id<Account>,
    pub(super) since: OffsetDateTime,
    pub(super) people: Vec<Contact>,
    /// The deal that its first contact's conversion made.
    pub(super) deal: Option<Id<Opportunity>>,
}

/// The client with this key.
pub(super) fn named<'a>(clients: &'a [Client], key: &str) -> Result<&'a Client, Failure> {
    Ok(clients.iter().find(|client| client.company.key == key).ok_or(crm_core::Error::NotFound)?)
}

/// Who is in charge in the beginning.
pub(super) fn first_owner(company: &Company) -> usize {
    former(&FORMER_OWNERS, company).unwrap_or(company.owner)
}

/// What everybody types who makes an account, beside the `rest`.
pub(super) fn first_fields(company: &Company, index: usize, rest: Edit) -> Result<Edit, Failure> {
    Ok(Edit {
        domain: Some(Some(format!("{}.example", company.key))),
        industry: Some(Some(company.industry.to_owned())),
        website: Some(Some(format!("https://www.{}.example", company.key))),
        phone: Some(Some(Phone::parse(&company.extension(index, 0), "DE")?)),
        ..rest
    })
}

/// Makes the account: an imported one with its contract.
pub(super) fn found(
    conn: &mut Conn,
    office: &Office,
    (index, company): (usize, &'static Company),
    random: &mut StdRng,
) -> Result<Client, Failure> {
    let since = office.past(company.days_ago, random);
    let mut fields = match company.state {
        State::Active(contract) | State::AtRisk(contract) | State::Churned(contract, _) if company.is_imported() => {
            let stages = account_stage::list(conn, workspace())?;
            let health = contract.health.clamp(68, 84);
            signed(office, Contract { health, renewal: RenewalStatus::Upcoming, ..contract }, &stages, random)
        }
        _ => Edit::default(),
    };
    fields.owner_id = Some(Some(office.team[first_owner(company)]));
    fields.currency = Some(company.currency.to_owned());
    fields.custom_fields.get_or_insert_default().extend(fields::of_account(company));
    let fields = first_fields(company, index, fields)?;
    let name = former(&FORMER_NAMES, company).unwrap_or(company.name);
    let actor = office.acts(if company.is_imported() { 0 } else { first_owner(company) });
    let made = account::create(conn, workspace(), name, &fields, actor, since)?;
    Ok(Client { company, index, account: made.id, since, people: Vec::new(), deal: None })
}

/// What happened to the account since.
pub(super) fn live(conn: &mut Conn, office: &Office, client: &Client, random: &mut StdRng) -> Result<(), Failure> {
    let company = client.company;
    let stages = account_stage::list(conn, workspace())?;
    // Days ago, and what changed then.
    let mut diary: Vec<(i64, Edit)> = Vec::new();
    let owner = Some(Some(office.team[company.owner]));
    if first_owner(company) != company.owner {
        diary.push((company.days_ago / 2, Edit { owner_id: owner, ..Edit::default() }));
    }
    if former(&FORMER_NAMES, company).is_some() {
        diary.push((company.days_ago / 3, Edit { name: Some(company.name.to_owned()), ..Edit::default() }));
    }
    match company.state {
        State::Prospect(stage, value) => diary.extend(climb(company, 0, stage, value, &stages)),
        State::Active(contract) if !company.is_imported() => {
            let won = offers::first_win(company.key).unwrap_or(1);
            diary.extend(climb(company, won, 2, contract.mrr * 12, &stages));
            diary.push((won, signed(office, contract, &stages, random)));
        }
        State::Active(contract) => {
            diary.push((34 - client.index as i64 % 17, health(contract)));
            if contract.renewal != RenewalStatus::Upcoming {
                diary.push((9, renewal(contract)));
            }
        }
        State::AtRisk(contract) => {
            let days = 38 - client.index as i64 % 19;
            let risk = Edit { lifecycle_stage: Some(Lifecycle::AtRisk), ..health(contract) };
            diary.extend([(days, risk), (days / 3, renewal(contract))]);
        }
        State::Churned(contract, days) => {
            let risk = Edit { lifecycle_stage: Some(Lifecycle::AtRisk), ..health(Contract { health: 31, ..contract }) };
            let end = Edit {
                lifecycle_stage: Some(Lifecycle::Churned),
                stage_id: stages.get(LOST).map(|stage| Some(stage.id)),
                mrr: Some(None),
                renewal_status: Some(Some(contract.renewal)),
                ..health(contract)
            };
            diary.extend([((days + 21).min(86), risk), (days, end)]);
        }
    }
    diary.sort_by_key(|(days, _)| Reverse(*days));
    let mut at = client.since;
    for (days, edit) in diary {
        at = office.after(at, days, random);
        account::edit(conn, workspace(), client.account, &edit, None, office.acts(company.owner), at)?;
    }
    Ok(())
}

/// From the first stage to that one, until so many days ago.
fn climb(company: &Company, until: i64, to: usize, value: u32, stages: &[AccountStage]) -> Vec<(i64, Edit)> {
    let (from, steps) = (company.days_ago, i64::try_from(to).unwrap_or_default() + 1);
    let edit = |(step, stage): (i64, &AccountStage)| {
        let days = (from - (from - until) * step / steps).max(1);
        (days, Edit { stage_id: Some(Some(stage.id)), ..Edit::default() })
    };
    let mut diary: Vec<(i64, Edit)> = (0..).zip(stages.iter().take(to + 1)).map(edit).collect();
    // What it may be worth is known after the first talk.
    let worth = Edit { deal_value: Some(Some(Decimal::from(value))), ..Edit::default() };
    diary.push(((from - 2).max(1), worth));
    diary
}

/// A contract begins.
fn signed(office: &Office, contract: Contract, stages: &[AccountStage], random: &mut StdRng) -> Edit {
    let renews = office.now.date() + Duration::days(contract.renews_in);
    // The larger ones signed for two years, unless they are new.
    let years = if contract.renews_in < 300 && contract.mrr > 2_500 { 2 } else { 1 };
    Edit {
        lifecycle_stage: Some(Lifecycle::Active),
        stage_id: stages.get(CUSTOMER).map(|stage| Some(stage.id)),
        mrr: Some(Some(Decimal::from(contract.mrr))),
        renewal_date: Some(Some(renews)),
        custom_fields: Some(fields::of_customer(&contract, renews - Duration::days(365 * years), random)),
        renewal_status: Some(Some(contract.renewal)),
        ..health(contract)
    }
}

fn health(contract: Contract) -> Edit {
    Edit { health_score: Some(Some(contract.health)), ..Edit::default() }
}

fn renewal(contract: Contract) -> Edit {
    Edit { renewal_status: Some(Some(contract.renewal)), ..Edit::default() }
}
