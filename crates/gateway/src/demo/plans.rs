//! Onboarding plans of the quarter's new customers.

use crm_core::onboarding::{self, MilestoneEdit, NewMilestone};
use db::Conn;
use rand::{RngExt, rngs::StdRng};

use super::{
    accounts::{Client, named},
    office::Office,
    workspace,
};
use crate::error::Failure;

/// What is to be done, and so many days after the start.
const MILESTONES: [(&str, i64); 7] = [
    ("Kick-off call", 3),
    ("Import units and contracts", 8),
    ("Set up depots and teams", 12),
    ("App on every technician's phone", 18),
    ("First week of dispatch on the board", 26),
    ("Invoices from closed jobs", 35),
    ("Review with the management", 45),
];

/// Whose, what it is called, when it began in days ago, and how much is done. Some are behind.
const PLANS: [(&str, &str, i64, usize); 7] = [
    ("mainlift", "Frankfurt onboarding", 49, 5),
    ("montparnasse-levage", "Mise en route", 44, 7),
    ("praterlift", "Onboarding, first 120 lifts", 38, 6),
    ("degroot-lift", "Onboarding", 36, 6),
    ("saentis-lift", "Onboarding", 28, 4),
    ("voigt-soehne", "Berlin roll-out", 20, 3),
    ("steelcity-lifts", "Roll-out, 20 technicians", 10, 2),
];

pub(super) fn make(conn: &mut Conn, office: &Office, clients: &[Client], random: &mut StdRng) -> Result<(), Failure> {
    for (key, name, began, done) in PLANS {
        let client = named(clients, key)?;
        let (owner, at) = (client.company.owner, office.past(began, random));
        let lines = MILESTONES
            .map(|(title, days)| NewMilestone { title: title.to_owned(), due_date: Some(office.day(days - began)) });
        let plan = onboarding::create(conn, workspace(), client.account, name, &lines, office.acts(owner), at)?;
        let (_, lines) = onboarding::get(conn, workspace(), plan)?;
        for (line, (_, days)) in lines.iter().zip(MILESTONES).take(done) {
            let late = random.random_range(-2..3);
            let at = office.past((began - days - late).max(1), random).max(at);
            let edit = MilestoneEdit { completed: Some(true), ..MilestoneEdit::default() };
            let who = office.acts([owner, 1, 2][random.random_range(0..3)]);
            onboarding::edit_milestone(conn, workspace(), line.id, &edit, None, who, at)?;
        }
    }
    Ok(())
}
