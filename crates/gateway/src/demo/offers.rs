//! The deals that Fernhill works on, and those that it won and lost this quarter.

use crm_core::opportunity::Stage;

/// What comes of a deal.
pub(super) enum Then {
    /// What is to be done, and in how many days.
    Next(&'static str, i64),
    /// Nobody has planned anything.
    Nothing,
    /// Why it was lost.
    Because(&'static str),
}

/// One opportunity.
pub(super) struct Offer {
    /// The company's key.
    pub(super) company: &'static str,
    pub(super) name: &'static str,
    pub(super) stage: Stage,
    /// In the company's currency.
    pub(super) amount: u32,
    /// When it was made, in days ago.
    pub(super) made: i64,
    /// When it came where it is, in days ago.
    pub(super) entered: i64,
    /// When it is expected to close, in days from now.
    pub(super) closes: i64,
    pub(super) then: Then,
}

#[expect(clippy::too_many_arguments, reason = "a table's row")]
const fn offer(
    company: &'static str,
    name: &'static str,
    stage: Stage,
    amount: u32,
    made: i64,
    entered: i64,
    closes: i64,
    then: Then,
) -> Offer {
    Offer { company, name, stage, amount, made, entered, closes, then }
}

const fn won(company: &'static str, name: &'static str, amount: u32, made: i64, closed: i64) -> Offer {
    offer(company, name, Stage::ClosedWon, amount, made, closed, -closed, Then::Nothing)
}

const fn lost(
    company: &'static str,
    name: &'static str,
    amount: u32,
    made: i64,
    closed: i64,
    why: &'static str,
) -> Offer {
    offer(company, name, Stage::ClosedLost, amount, made, closed, -closed, Then::Because(why))
}

/// When a company's first deal was won, in days ago.
pub(super) fn first_win(company: &str) -> Option<i64> {
    let won = OFFERS.iter().filter(|offer| offer.company == company && offer.stage == Stage::ClosedWon);
    won.map(|offer| offer.entered).max()
}

/// The deals, column by column.
#[rustfmt::skip]
pub(super) const OFFERS: [Offer; 80] = {
    use Stage::{Negotiation, Proposal, Prospecting, Qualification};
    use Then::{Next, Nothing};
    [
        offer("domstadt-lifte", "Planning board for 14 technicians", Prospecting, 11_400, 12, 12, 74, Next("Discovery call with the dispatcher", 2)),
        offer("suedlift", "Replace the paper rounds", Prospecting, 8_600, 8, 8, 95, Next("Send the Hartwig case study", 1)),
        offer("tauern-lift", "Winter readiness, 210 lifts", Prospecting, 16_800, 19, 19, 61, Nothing),
        offer("inntal-seilbahn", "Ropeway inspections, 3 sites", Prospecting, 34_000, 15, 15, 132, Next("Visit the Innsbruck workshop", 9)),
        offer("vaud-froid", "Pilot with one depot", Prospecting, 5_200, 7, 7, 58, Next("Ask for the number of vans", 3)),
        offer("ijssel-deuren", "Door inspections on the phone", Prospecting, 7_300, 23, 23, 47, Nothing),
        offer("azur-portes", "Contrats d'entretien, 900 portes", Prospecting, 12_900, 10, 10, 88, Next("Send the recorded demo in French", 4)),
        offer("mersey-hoist", "LOLER reports", Prospecting, 9_800, 13, 13, 80, Next("Call back about the report template", 0)),
        offer("hartwig-aufzug", "Second depot in Augsburg", Prospecting, 18_500, 9, 9, 105, Next("Meet the new depot's manager", 12)),
        offer("limmat-aufzuege", "Customer portal", Prospecting, 22_000, 17, 17, 110, Nothing),
        offer("maaslift", "Spare-parts module", Prospecting, 14_200, 5, 5, 68, Next("Show parts lists in the app", 6)),
        offer("clyde-elevators", "Sensor pilot, 40 lifts", Prospecting, 12_000, 13, 13, 120, Next("Get the controller models", 8)),
        offer("ascenseurs-delmas", "Deuxième agence", Prospecting, 19_600, 6, 6, 92, Next("Book the walkthrough in Lyon", 5)),
        offer("kranwerk-nord", "Crane inspections add-on", Prospecting, 6_400, 21, 21, 40, Nothing),
        offer("spree-gebaeudetechnik", "Reports for property managers", Prospecting, 9_900, 3, 3, 77, Next("Collect two sample reports", 7)),
        offer("rhone-elevation", "Portail copropriétés", Prospecting, 27_500, 10, 10, 145, Next("Workshop with two building managers", 14)),
        offer("havel-aufzug", "Dispatch for 22 technicians", Qualification, 17_600, 29, 8, 54, Next("Confirm the budget", 3)),
        offer("bergmann-hebetechnik", "Crane inspection records", Qualification, 21_000, 31, 16, 63, Nothing),
        offer("rheinknie", "Ticketing for 60 buildings", Qualification, 38_000, 24, 6, 83, Next("Security questionnaire", 5)),
        offer("hofstad-roltrappen", "Station escalators, The Hague", Qualification, 46_000, 36, 12, 98, Next("Talk to the rail operator's planner", 10)),
        offer("garonne-clim", "Planning des techniciens", Qualification, 13_200, 25, 9, 49, Next("Demo for the dispatch team", 4)),
        offer("bullring-escalators", "Night-shift planning", Qualification, 15_500, 28, 18, -5, Nothing),
        offer("elbe-lift", "Renewal with the portal", Qualification, 24_000, 20, 5, 37, Next("Agree on the portal's scope", 2)),
        offer("pennine-lifts", "Second region, Cumbria", Qualification, 16_400, 27, 10, 71, Next("Headcount from HR", 6)),
        offer("amstel-liften", "Modernisation projects", Qualification, 20_800, 18, 4, 66, Next("Map the project phases", 8)),
        offer("donau-aufzuege", "Emergency-call integration", Qualification, 29_000, 35, 20, 58, Nothing),
        offer("pilatus-hebetechnik", "Winch inspections", Qualification, 8_700, 16, 7, 44, Next("Check the inspection intervals", 3)),
        offer("brabant-koel", "Refrigerant log", Qualification, 6_900, 30, 15, 28, Nothing),
        offer("breizh-ascenseurs", "Application mobile, 18 techniciens", Qualification, 12_600, 19, 8, 52, Next("Try the app on their tablets", 5)),
        offer("isar-foerdertechnik", "Escalators at the trade fair", Qualification, 31_500, 25, 11, 90, Next("Site visit, hall B", 11)),
        offer("taunus-klima", "Service contracts and invoices", Proposal, 28_400, 44, 9, 31, Next("Walk through the offer", 2)),
        offer("havenkraan", "Port cranes, terminal 2", Proposal, 64_000, 51, 13, 57, Next("Answer the tender's questions", 1)),
        offer("alsace-froid", "Deux dépôts, 26 techniciens", Proposal, 23_700, 40, 19, 22, Nothing),
        offer("docklands-bs", "Tower contracts, 3 years", Proposal, 72_000, 47, 6, 45, Next("Legal reads the data agreement", 8)),
        offer("rheinland-aufzuege", "Upgrade to Scale", Proposal, 36_000, 36, 5, 34, Next("Price for 60 seats", 3)),
        offer("thames-vertical", "Sensor roll-out, phase 2", Proposal, 58_000, 55, 24, -8, Nothing),
        offer("leman-ascenseurs", "Portail clients", Proposal, 19_500, 38, 10, 26, Next("Reference call with Limmat", 4)),
        offer("kaelte-voss", "Renewal, smaller package", Proposal, 14_400, 33, 12, 12, Next("Second offer without the portal", 1)),
        offer("montparnasse-levage", "Contrôles réglementaires", Proposal, 17_300, 29, 7, 40, Next("Send the revised offer", 5)),
        offer("steirische-lift", "Stock on the van", Proposal, 11_200, 42, 17, 19, Nothing),
        offer("steelcity-lifts", "Twelve more technicians", Proposal, 9_600, 26, 3, 24, Next("Chase the purchase order", 6)),
        offer("tormeister", "Annual inspections, 2,400 doors", Proposal, 25_900, 45, 8, 50, Next("Show the inspection form", 7)),
        offer("noorderlift", "Groningen hospital contract", Negotiation, 41_000, 60, 7, 11, Next("Payment terms with purchasing", 2)),
        offer("brandschutz-kessler", "Fire-door register", Negotiation, 33_500, 66, 15, 6, Next("Contract back from their lawyer", 1)),
        offer("mainlift", "All three depots", Negotiation, 52_000, 44, 11, 18, Next("Final call with both directors", 4)),
        offer("alster-facility", "Renewal, 2 years", Negotiation, 48_000, 62, 21, -3, Nothing),
        offer("saentis-lift", "Ropeway add-on", Negotiation, 13_800, 49, 6, 14, Next("Send the contract", 0)),
        offer("severn-doors", "Council frame contract", Negotiation, 29_000, 57, 9, 23, Next("Insurance certificate for the council", 5)),
        offer("aarelift", "Renewal with discount", Negotiation, 26_500, 53, 18, 9, Nothing),
        offer("emn", "Renouvellement, périmètre réduit", Negotiation, 22_800, 46, 13, -11, Next("Ask for the date of their board", -2)),
        offer("praterlift", "Wohnbau Wien, 380 lifts", Negotiation, 87_000, 71, 10, 29, Next("Volume price for year two", 3)),
        won("mainlift", "Starter package, Frankfurt", 24_000, 72, 51),
        won("voigt-soehne", "Berlin roll-out", 38_500, 59, 22),
        won("praterlift", "First 120 lifts", 29_000, 79, 40),
        won("saentis-lift", "Basic package", 18_600, 64, 30),
        won("noorderlift", "Field app, 16 technicians", 15_800, 68, 33),
        won("breizh-ascenseurs", "Lancement, 300 ascenseurs", 26_400, 56, 18),
        won("montparnasse-levage", "Pilote et déploiement", 32_000, 75, 46),
        won("severn-doors", "Doors and gates, year 1", 14_900, 67, 27),
        won("steelcity-lifts", "Roll-out, 20 technicians", 19_900, 50, 12),
        won("degroot-lift", "Liftonderhoud, jaar 1", 14_600, 80, 38),
        won("hartwig-aufzug", "Upgrade to Scale", 54_000, 82, 35),
        won("limmat-aufzuege", "Renewal, 2 years", 61_000, 78, 8),
        won("maaslift", "Rotterdam harbour lifts", 27_300, 70, 29),
        won("ascenseurs-delmas", "Renouvellement 2 ans", 49_500, 63, 5),
        won("thames-vertical", "Sensor roll-out, phase 1", 35_000, 85, 57),
        won("donau-aufzuege", "Forty more technicians", 22_700, 55, 15),
        won("rheinland-aufzuege", "Training days", 2_400, 30, 21),
        won("elbe-lift", "Data import from the old system", 3_800, 47, 41),
        won("pennine-lifts", "Customer portal", 12_500, 61, 3),
        lost("lindner-waerme", "Renewal, 1 year", 9_600, 76, 44, "The business was sold; the buyer has its own system"),
        lost("wiener-torservice", "Renewal, smaller package", 6_800, 70, 36, "Went back to spreadsheets"),
        lost("vandijk-brand", "Renewal, 2 years", 12_400, 83, 58, "Price"),
        lost("incendie-moreau", "Extension Lille", 17_000, 66, 49, "Chose FieldBird"),
        lost("forth-fire", "Renewal, 1 year", 8_600, 74, 31, "No budget this year"),
        lost("ijssel-deuren", "Full package", 21_500, 52, 27, "Project stopped after their merger"),
        lost("bullring-escalators", "Birmingham stations", 68_000, 58, 14, "Lost the tender to WartungPlus"),
        lost("stahlstadt-klima", "Second site", 15_200, 60, 24, "Moved to next year's budget"),
        lost("isar-foerdertechnik", "Spare-parts module", 7_700, 48, 19, "Built it themselves"),
        lost("azur-portes", "Pilot, 4 vans", 4_300, 41, 12, "No answer after three tries"),
    ]
};

#[cfg(test)]
mod tests {
    use super::{super::companies::COMPANIES, *};

    #[test]
    fn every_deal_is_of_a_company_that_was_there() {
        for offer in &OFFERS {
            let company = COMPANIES.iter().find(|company| company.key == offer.company);
            let company = company.unwrap_or_else(|| panic!("no company {}", offer.company));
            assert!(company.days_ago >= offer.made && offer.made >= offer.entered, "{}", offer.name);
        }
        let count = |stage| OFFERS.iter().filter(|offer| offer.stage == stage).count();
        use Stage::{ClosedLost, ClosedWon, Negotiation, Proposal, Prospecting, Qualification};
        let stages = [Prospecting, Qualification, Proposal, Negotiation, ClosedWon, ClosedLost];
        assert_eq!(stages.map(count), [16, 14, 12, 9, 19, 10]);
    }
}
