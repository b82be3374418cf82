//! What happened to contacts later: promoted, handed on, linked, moved, joined; and what they looked at.

use crm_core::{
    contact,
    convert::Conversion,
    person::{self, Kind},
};
use db::Conn;
use rand::{RngExt, rngs::StdRng};
use serde_json::json;

use super::{
    accounts::{Client, named},
    cast::Habit,
    contacts,
    office::Office,
    submit, visits, workspace,
};
use crate::error::Failure;

/// Who sits at a further company.
const LINKED: [(&str, usize, &str); 9] = [
    ("hartwig-aufzug", 0, "isar-foerdertechnik"),
    ("elbe-lift", 0, "kranwerk-nord"),
    ("limmat-aufzuege", 0, "saentis-lift"),
    ("spree-gebaeudetechnik", 1, "havel-aufzug"),
    ("maaslift", 2, "havenkraan"),
    ("thames-vertical", 0, "docklands-bs"),
    ("ascenseurs-delmas", 0, "montparnasse-levage"),
    ("donau-aufzuege", 1, "praterlift"),
    ("alster-facility", 1, "kaelte-voss"),
];
const PROMOTED: [(&str, usize, &str); 5] = [
    ("rheinland-aufzuege", 2, "Leitung Disposition"),
    ("pennine-lifts", 1, "Operations director"),
    ("amstel-liften", 1, "Operationeel directeur"),
    ("ascenseurs-delmas", 2, "Direction technique"),
    ("voigt-soehne", 1, "Prokura, Leitung Service"),
];
const HANDED_ON: [(&str, usize, usize); 6] = [
    ("alster-facility", 1, 0),
    ("clyde-elevators", 1, 3),
    ("donau-aufzuege", 2, 1),
    ("kaelte-voss", 1, 3),
    ("rhone-elevation", 2, 2),
    ("thames-vertical", 2, 1),
];
/// Who comes to the site, and how often.
#[rustfmt::skip]
const VISITORS: [(&str, usize, Habit); 26] = {
    use Habit::{Keen, Once, Quiet};
    [
        ("hartwig-aufzug", 0, Keen), ("hartwig-aufzug", 1, Once), ("rheinland-aufzuege", 0, Once), ("rheinland-aufzuege", 3, Keen),
        ("elbe-lift", 0, Keen), ("mainlift", 1, Keen), ("noorderlift", 0, Keen), ("noorderlift", 1, Once), ("havenkraan", 0, Keen),
        ("docklands-bs", 1, Once), ("docklands-bs", 0, Keen), ("brandschutz-kessler", 0, Once), ("praterlift", 0, Keen), ("praterlift", 1, Once),
        ("thames-vertical", 0, Quiet), ("alster-facility", 0, Quiet), ("emn", 0, Quiet), ("kaelte-voss", 0, Once), ("taunus-klima", 1, Once),
        ("garonne-clim", 0, Keen), ("hofstad-roltrappen", 0, Once), ("limmat-aufzuege", 1, Once), ("pennine-lifts", 1, Keen),
        ("ascenseurs-delmas", 0, Once), ("forth-fire", 0, Quiet), ("suedlift", 0, Once),
    ]
};

/// Whatever has a person do it.
pub(super) fn live(conn: &mut Conn, office: &Office, clients: &[Client], random: &mut StdRng) -> Result<(), Failure> {
    let of = |key| named(clients, key);
    for (key, person, title) in PROMOTED {
        let (client, title) = (of(key)?, Some(Some(title.to_owned())));
        let at = office.after(client.people[person].since, random.random_range(4..30), random);
        let (who, edit) =
            ((client.people[person].id, Kind::Contact), person::Edit { title, ..person::Edit::default() });
        person::edit(conn, workspace(), who, &edit, None, office.acts(client.company.owner), at)?;
    }
    for (key, person, owner) in HANDED_ON {
        let (client, assigned_to) = (of(key)?, Some(Some(office.team[owner])));
        let at = office.after(client.people[person].since, random.random_range(2..20), random);
        let edit = person::Edit { assigned_to, ..person::Edit::default() };
        person::edit(conn, workspace(), (client.people[person].id, Kind::Contact), &edit, None, office.acts(0), at)?;
    }
    for (key, person, further) in LINKED {
        let (client, further) = (of(key)?, of(further)?);
        let at = office.after(client.people[person].since.max(further.since), random.random_range(3..18), random);
        let (who, actor) = (client.people[person].id, office.acts(client.company.owner));
        contact::link_company(conn, workspace(), who, further.account, actor, at)?;
    }
    // The mandate ended; somebody changed employers.
    let (alster, voss) = (of("alster-facility")?, of("kaelte-voss")?);
    contact::unlink_company(
        conn,
        workspace(),
        alster.people[1].id,
        voss.account,
        office.acts(0),
        office.past(1, random),
    )?;
    let (from, to) = (of("kranwerk-nord")?, of("bergmann-hebetechnik")?);
    let at = office.after(from.people[3].since.max(to.since), 6, random);
    contact::move_to_account(conn, workspace(), from.people[3].id, to.account, office.acts(2), at)?;
    join(conn, office, of("rhone-elevation")?, None, random)?;
    join(conn, office, of("amstel-liften")?, Some("kantoor@amstel-liften.example"), random)
}

/// A contact sends the form again, from the office's address perhaps: the lead is joined to them.
fn join(
    conn: &mut Conn,
    office: &Office,
    client: &Client,
    email: Option<&str>,
    random: &mut StdRng,
) -> Result<(), Failure> {
    let (known, at) = (&client.people[0], office.past(15, random));
    let email = email.unwrap_or(&known.email);
    let phone = client.company.extension(client.index, 1);
    let body =
        json!({"name": known.name, "email": email, "phone": phone, "message": "Please call me about the portal."});
    let lead = submit(conn, &body, at)?;
    visits::browse(conn, &format!("demo-joined-{}", client.company.key), email, Habit::Once, at, office.now, random)?;
    let at = office.after(at, 13, random);
    contacts::become_contact(conn, lead, &Conversion::default(), office.acts(client.company.owner), at)?;
    Ok(())
}

/// What contacts looked at on the site.
pub(super) fn browse(conn: &mut Conn, office: &Office, clients: &[Client], random: &mut StdRng) -> Result<(), Failure> {
    for (key, person, habit) in VISITORS {
        let (who, visitor) = (&named(clients, key)?.people[person], format!("demo-contact-{key}-{person}"));
        visits::browse(conn, &visitor, &who.email, habit, who.since, office.now, random)?;
    }
    Ok(())
}
