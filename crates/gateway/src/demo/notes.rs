//! What the team wrote down.

use crm_core::{note, opportunity::Opportunity, timeline::Subject};
use db::{Conn, Id};
use rand::rngs::StdRng;

use super::{
    accounts::{Client, named},
    offers::OFFERS,
    office::Office,
    workspace,
};
use crate::error::Failure;

/// What a note is on.
enum On {
    Account(&'static str),
    Contact(&'static str, usize),
    /// The company's deal with this name.
    Deal(&'static str, &'static str),
}

/// The author, how many days ago, and what it says.
#[rustfmt::skip]
const NOTES: [(On, usize, i64, &str); 44] = {
    use On::{Account, Contact, Deal};
    [
        (Account("hartwig-aufzug"), 1, 33, "Upgraded to Scale after the audit. They now want every depot on one board, so expect Augsburg next."),
        (Account("hartwig-aufzug"), 1, 8, "Augsburg starts with 11 technicians. The depot's manager comes from a competitor and knows FieldBird."),
        (Account("elbe-lift"), 1, 19, "Renewal is safe if the portal is in. They don't want to pay for it in the first year."),
        (Account("rheinland-aufzuege"), 0, 21, "Training went well. Two dispatchers asked for the map in the night-shift view."),
        (Account("tormeister"), 2, 9, "Their inspection form has 64 lines. We can do it with three templates."),
        (Account("kaelte-voss"), 2, 26, "Four technicians left, nobody has replaced them. They use half of their seats."),
        (Account("kaelte-voss"), 3, 11, "Two tickets about offline mode this week, both from the same van. Sent them the new version."),
        (Account("alster-facility"), 0, 24, "New head of facility since the first. He has used WartungPlus before and will compare."),
        (Account("alster-facility"), 0, 5, "Left a message again. If nobody calls back this week, ask for a meeting on site."),
        (Account("aarelift"), 2, 18, "They ask for 15 %. We could give 10 % for two years, and the import of the old records."),
        (Account("emn"), 1, 12, "Invoices for September still open. Finance says the board has to decide about the scope first."),
        (Account("stahlstadt-klima"), 1, 23, "Second site is off until next year. Usage dropped since the site manager left."),
        (Account("brabant-koel"), 2, 15, "Only two people signed in this month. Offered a free refresher for the vans."),
        (Account("lindner-waerme"), 1, 42, "Sold to a group from Leipzig. Friendly goodbye; the daughter starts her own business next year, keep in touch."),
        (Account("wiener-torservice"), 0, 31, "Back to spreadsheets. Said the app was fine, but only two of nine used it."),
        (Account("vandijk-brand"), 2, 55, "Lost on price. They took a tool for EUR 19 a seat without inspections."),
        (Account("forth-fire"), 1, 27, "Contract ended. Exported their records for them; asked us to call in spring."),
        (Account("limmat-aufzuege"), 0, 7, "Signed for two more years. Would be glad to be named as a reference in Switzerland."),
        (Account("ascenseurs-delmas"), 0, 4, "Renewed for two years. The second office in Lyon opens in January."),
        (Account("thames-vertical"), 0, 23, "Phase 1 is live on 120 cars. They stopped phase 2 until the false alarms are below one a week."),
        (Account("airevalley-hvac"), 3, 16, "Support call: sync takes ten minutes in the mornings. It's their hotspot, but they blame us."),
        (Account("inntal-seilbahn"), 0, 14, "Ropeways need yearly and five-yearly inspections. Both fit in intervals; show them on site."),
        (Contact("hartwig-aufzug", 0), 1, 30, "Prefers a call before eight. Never on Fridays."),
        (Contact("rheinland-aufzuege", 0), 0, 12, "Would speak at our user group if we pay the train."),
        (Contact("pennine-lifts", 0), 1, 9, "Decides alone up to GBP 20,000, above that the family meets."),
        (Contact("donau-aufzuege", 1), 0, 17, "On parental leave from next month; the deputy is the planner."),
        (Contact("mainlift", 1), 0, 13, "Came by the form after the trade show. Knows every lift in the station by number."),
        (Contact("noorderlift", 0), 1, 8, "Wants the contract in Dutch. Legal has the translation from De Groot."),
        (Contact("havenkraan", 0), 0, 14, "Runs the tender alone. Questions only through the portal, no calls until it closes."),
        (Contact("garonne-clim", 0), 2, 8, "Speaks no English. Inês takes the demo."),
        (Contact("amstel-liften", 0), 0, 12, "Wrote from the office's address this time. Same person."),
        (Contact("docklands-bs", 0), 0, 10, "Asked for our data processing agreement twice. Sent it, with the list of subprocessors."),
        (Contact("saentis-lift", 0), 1, 20, "Very happy with the import. Asked whether we do ropeways as well."),
        (Deal("noorderlift", "Groningen hospital contract"), 1, 6, "The hospital wants reports by building. We have that since the last release."),
        (Deal("brandschutz-kessler", "Fire-door register"), 2, 13, "Their lawyer changed the liability clause. Ours accepted it with a cap."),
        (Deal("mainlift", "All three depots"), 0, 10, "Both directors have to sign. One is back from holiday on Monday."),
        (Deal("praterlift", "Wohnbau Wien, 380 lifts"), 0, 9, "Biggest deal this quarter. They want a volume price from year two and a named contact in support."),
        (Deal("havenkraan", "Port cranes, terminal 2"), 0, 12, "Three bidders left. Price counts 40 %, references 30 %."),
        (Deal("docklands-bs", "Tower contracts, 3 years"), 0, 5, "Legal found nothing big. They need the hosting in the UK or the EU, both fine."),
        (Deal("bullring-escalators", "Birmingham stations"), 2, 14, "Second in the tender, 6 % above WartungPlus. Ask for the protocol."),
        (Deal("isar-foerdertechnik", "Spare-parts module"), 1, 19, "Their nephew built something with a form tool. Worth asking again in half a year."),
        (Deal("thames-vertical", "Sensor roll-out, phase 2"), 0, 22, "On hold. Nothing happens before the false alarms are solved."),
        (Deal("rheinland-aufzuege", "Upgrade to Scale"), 0, 4, "60 seats instead of 48. They compare with the price for Growth plus add-ons."),
        (Deal("kaelte-voss", "Renewal, smaller package"), 2, 10, "Sent the small package. If they stay we keep 60 % of the revenue."),
    ]
};

pub(super) fn write(
    conn: &mut Conn,
    office: &Office,
    (clients, deals): (&[Client], &[Id<Opportunity>]),
    random: &mut StdRng,
) -> Result<(), Failure> {
    let of = |key: &str| named(clients, key);
    for (on, author, days, text) in &NOTES {
        let (subject, since): (Subject, _) = match on {
            On::Account(key) => (of(key)?.account.into(), of(key)?.since),
            On::Contact(key, person) => {
                let contact = &of(key)?.people[*person];
                (contact.id.into(), contact.since)
            }
            On::Deal(key, name) => {
                let mut found =
                    OFFERS.iter().zip(deals).filter(|(offer, _)| offer.company == *key && offer.name == *name);
                let opportunity = found.next().map(|(_, deal)| *deal);
                (Subject { opportunity, ..Subject::default() }, of(key)?.since)
            }
        };
        let at = office.after(since, *days, random);
        note::add(conn, workspace(), subject, text, office.acts(*author), at)?;
    }
    Ok(())
}
