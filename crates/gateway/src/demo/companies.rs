//! The companies that Fernhill sells to.

use crm_core::account::RenewalStatus;

/// Where a company is, and so what its people are called and how its phone rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    German,
    French,
    Dutch,
    English,
}

/// What a customer pays, and how that goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contract {
    /// A month, in the company's currency.
    pub(super) mrr: u32,
    pub(super) health: i16,
    /// Days from now.
    pub(super) renews_in: i64,
    pub(super) renewal: RenewalStatus,
}

/// Where the relationship stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum State {
    /// In that account stage, with a deal of that value.
    Prospect(usize, u32),
    Active(Contract),
    AtRisk(Contract),
    /// Left so many days ago.
    Churned(Contract, i64),
}

/// One account.
pub(super) struct Company {
    pub(super) name: &'static str,
    /// Its domain without `.example`; the other tables name it by this.
    pub(super) key: &'static str,
    pub(super) industry: &'static str,
    pub(super) tongue: Tongue,
    /// Its number but for the last three digits. Where a country keeps numbers for films and books, they are those.
    pub(super) phone: &'static str,
    pub(super) currency: &'static str,
    /// Index into [`super::cast::TEAM`].
    pub(super) owner: usize,
    /// What it maintains.
    pub(super) units: u32,
    /// How many contacts it has.
    pub(super) people: usize,
    /// When the account was made; the first customers were imported.
    pub(super) days_ago: i64,
    pub(super) state: State,
}

impl Company {
    /// A customer from before Hydra.
    pub(super) fn is_imported(&self) -> bool {
        self.days_ago >= IMPORTED
    }

    /// Its person with this number, or its switchboard at 0.
    pub(super) fn extension(&self, index: usize, number: usize) -> String {
        format!("{}{:03}", self.phone, index * 10 + number)
    }
}

/// The day on which the customers were imported.
const IMPORTED: i64 = 88;

#[expect(clippy::too_many_arguments, reason = "a table's row")]
const fn company(
    name: &'static str,
    key: &'static str,
    industry: &'static str,
    (tongue, phone): (Tongue, &'static str),
    currency: &'static str,
    owner: usize,
    units: u32,
    people: usize,
    days_ago: i64,
    state: State,
) -> Company {
    Company { name, key, industry, tongue, phone, currency, owner, units, people, days_ago, state }
}

const fn pays(mrr: u32, health: i16, renews_in: i64, renewal: RenewalStatus) -> Contract {
    Contract { mrr, health, renews_in, renewal }
}

type Place = (Tongue, &'static str);
const BERLIN: Place = (Tongue::German, "+49 30 23125");
const HAMBURG: Place = (Tongue::German, "+49 40 66969");
const COLOGNE: Place = (Tongue::German, "+49 221 4710");
const FRANKFURT: Place = (Tongue::German, "+49 69 90009");
const MUNICH: Place = (Tongue::German, "+49 89 99998");
const VIENNA: Place = (Tongue::German, "+43 1 5552");
const GRAZ: Place = (Tongue::German, "+43 316 555");
const SALZBURG: Place = (Tongue::German, "+43 662 555");
const INNSBRUCK: Place = (Tongue::German, "+43 512 555");
const LINZ: Place = (Tongue::German, "+43 732 555");
const ZURICH: Place = (Tongue::German, "+41 44 555 0");
const BERN: Place = (Tongue::German, "+41 31 555 0");
const BASEL: Place = (Tongue::German, "+41 61 555 0");
const ST_GALLEN: Place = (Tongue::German, "+41 71 555 0");
const LUCERNE: Place = (Tongue::German, "+41 41 555 0");
const GENEVA: Place = (Tongue::French, "+41 22 555 0");
const LAUSANNE: Place = (Tongue::French, "+41 21 555 0");
const ROTTERDAM: Place = (Tongue::Dutch, "+31 10 555 0");
const AMSTERDAM: Place = (Tongue::Dutch, "+31 20 555 0");
const THE_HAGUE: Place = (Tongue::Dutch, "+31 70 555 0");
const UTRECHT: Place = (Tongue::Dutch, "+31 30 555 0");
const EINDHOVEN: Place = (Tongue::Dutch, "+31 40 555 0");
const GRONINGEN: Place = (Tongue::Dutch, "+31 50 555 0");
const ZWOLLE: Place = (Tongue::Dutch, "+31 38 555 0");
const BREDA: Place = (Tongue::Dutch, "+31 76 555 0");
const PARIS: Place = (Tongue::French, "+33 1 99 00 0");
const RENNES: Place = (Tongue::French, "+33 2 61 91 0");
const LILLE: Place = (Tongue::French, "+33 3 53 01 0");
const LYON: Place = (Tongue::French, "+33 4 65 71 0");
const BORDEAUX: Place = (Tongue::French, "+33 5 36 49 0");
const LONDON: Place = (Tongue::English, "+44 20 7946 0");
const MANCHESTER: Place = (Tongue::English, "+44 161 496 0");
const GLASGOW: Place = (Tongue::English, "+44 141 496 0");
const BRISTOL: Place = (Tongue::English, "+44 117 496 0");
const LEEDS: Place = (Tongue::English, "+44 113 496 0");
const LIVERPOOL: Place = (Tongue::English, "+44 151 496 0");
const EDINBURGH: Place = (Tongue::English, "+44 131 496 0");
const BIRMINGHAM: Place = (Tongue::English, "+44 121 496 0");
const SHEFFIELD: Place = (Tongue::English, "+44 114 496 0");

const LIFTS: &str = "Elevator maintenance";
const ESCALATORS: &str = "Escalators and moving walks";
const CRANES: &str = "Cranes and hoists";
const DOORS: &str = "Doors and gates";
const FIRE: &str = "Fire protection";
const CLIMATE: &str = "Heating and air conditioning";
const COOLING: &str = "Refrigeration";
const BUILDINGS: &str = "Building services";
const ROPEWAYS: &str = "Ropeways";

/// The accounts, column by column.
#[rustfmt::skip]
pub(super) const COMPANIES: [Company; 60] = {
    use RenewalStatus::{InDiscussion, NotRenewing, Renewed, Upcoming};
    use State::{Active, AtRisk, Churned, Prospect};
    [
        company("Hartwig Aufzugsdienst GmbH", "hartwig-aufzug", LIFTS, MUNICH, "EUR", 1, 1_840, 5, 90, Active(pays(7_200, 91, 201, Upcoming))),
        company("Elbe Lift Service GmbH", "elbe-lift", LIFTS, HAMBURG, "EUR", 1, 620, 4, 90, Active(pays(2_450, 78, 12, InDiscussion))),
        company("Kranwerk Nord", "kranwerk-nord", CRANES, HAMBURG, "EUR", 2, 310, 4, 90, Active(pays(1_680, 83, 96, Upcoming))),
        company("Rheinland Aufzüge GmbH & Co. KG", "rheinland-aufzuege", LIFTS, COLOGNE, "EUR", 0, 2_260, 5, 90, Active(pays(8_900, 94, 164, Upcoming))),
        company("Tormeister Industrietore", "tormeister", DOORS, COLOGNE, "EUR", 2, 2_400, 4, 90, Active(pays(3_150, 80, 21, InDiscussion))),
        company("Spree Gebäudetechnik", "spree-gebaeudetechnik", BUILDINGS, BERLIN, "EUR", 1, 540, 4, 90, Active(pays(2_080, 72, 58, Upcoming))),
        company("Kälte Voss", "kaelte-voss", COOLING, HAMBURG, "EUR", 2, 190, 4, 90, AtRisk(pays(1_200, 34, 27, InDiscussion))),
        company("Mainlift Wartung GmbH", "mainlift", LIFTS, FRANKFURT, "EUR", 0, 880, 5, 74, Active(pays(3_400, 88, 314, Upcoming))),
        company("Isar Fördertechnik", "isar-foerdertechnik", ESCALATORS, MUNICH, "EUR", 1, 430, 4, 90, Active(pays(2_900, 76, 131, Upcoming))),
        company("Brandschutz Kessler", "brandschutz-kessler", FIRE, FRANKFURT, "EUR", 2, 1_150, 4, 89, Active(pays(2_240, 81, 19, InDiscussion))),
        company("Domstadt Lifte", "domstadt-lifte", LIFTS, COLOGNE, "EUR", 1, 260, 3, 12, Prospect(0, 11_400)),
        company("Havel Aufzugswartung", "havel-aufzug", LIFTS, BERLIN, "EUR", 0, 410, 3, 29, Prospect(1, 17_600)),
        company("Alster Facility Services", "alster-facility", BUILDINGS, HAMBURG, "EUR", 0, 980, 4, 90, AtRisk(pays(4_000, 41, 9, InDiscussion))),
        company("Taunus Klima", "taunus-klima", CLIMATE, FRANKFURT, "EUR", 2, 700, 3, 48, Prospect(2, 28_400)),
        company("Voigt & Söhne Aufzüge", "voigt-soehne", LIFTS, BERLIN, "EUR", 1, 1_020, 4, 61, Active(pays(3_900, 90, 343, Upcoming))),
        company("Bergmann Hebetechnik", "bergmann-hebetechnik", CRANES, MUNICH, "EUR", 2, 350, 3, 34, Prospect(1, 21_000)),
        company("Lindner Wärmeservice", "lindner-waerme", CLIMATE, BERLIN, "EUR", 1, 280, 2, 89, Churned(pays(800, 12, -40, NotRenewing), 40)),
        company("Südlift", "suedlift", LIFTS, MUNICH, "EUR", 1, 150, 2, 8, Prospect(0, 8_600)),
        company("Donau Aufzüge GmbH", "donau-aufzuege", LIFTS, VIENNA, "EUR", 0, 1_560, 5, 90, Active(pays(6_300, 87, 249, Upcoming))),
        company("Tauern Lifttechnik", "tauern-lift", LIFTS, SALZBURG, "EUR", 2, 210, 3, 22, Prospect(0, 16_800)),
        company("Steirische Liftwartung", "steirische-lift", LIFTS, GRAZ, "EUR", 2, 390, 4, 89, Active(pays(1_450, 74, 78, Upcoming))),
        company("Wiener Torservice", "wiener-torservice", DOORS, VIENNA, "EUR", 3, 520, 3, 89, Churned(pays(560, 18, -30, NotRenewing), 30)),
        company("Inntal Seilbahnservice", "inntal-seilbahn", ROPEWAYS, INNSBRUCK, "EUR", 0, 36, 3, 15, Prospect(1, 34_000)),
        company("Stahlstadt Klimatechnik", "stahlstadt-klima", CLIMATE, LINZ, "EUR", 1, 460, 3, 90, AtRisk(pays(1_750, 38, 66, Upcoming))),
        company("Praterlift", "praterlift", LIFTS, VIENNA, "EUR", 0, 500, 4, 80, Active(pays(2_650, 84, 325, Upcoming))),
        company("Limmat Aufzüge AG", "limmat-aufzuege", LIFTS, ZURICH, "CHF", 0, 1_310, 5, 90, Active(pays(5_100, 93, 357, Renewed))),
        company("Aare Lift AG", "aarelift", LIFTS, BERN, "CHF", 2, 570, 4, 90, AtRisk(pays(2_200, 45, 24, InDiscussion))),
        company("Rheinknie Gebäudeservice", "rheinknie", BUILDINGS, BASEL, "CHF", 1, 60, 3, 27, Prospect(1, 38_000)),
        company("Léman Ascenseurs SA", "leman-ascenseurs", LIFTS, GENEVA, "CHF", 2, 690, 4, 89, Active(pays(2_780, 79, 183, Upcoming))),
        company("Säntis Lifttechnik AG", "saentis-lift", LIFTS, ST_GALLEN, "EUR", 1, 330, 3, 66, Active(pays(1_550, 82, 335, Upcoming))),
        company("Pilatus Hebetechnik", "pilatus-hebetechnik", CRANES, LUCERNE, "EUR", 2, 60, 3, 90, Active(pays(420, 70, 109, Upcoming))),
        company("Vaud Froid Services", "vaud-froid", COOLING, LAUSANNE, "EUR", 2, 130, 2, 7, Prospect(0, 5_200)),
        company("Maaslift B.V.", "maaslift", LIFTS, ROTTERDAM, "EUR", 1, 1_210, 5, 90, Active(pays(4_600, 86, 222, Upcoming))),
        company("Amstel Liften", "amstel-liften", LIFTS, AMSTERDAM, "EUR", 0, 940, 5, 90, Active(pays(3_750, 89, 147, Upcoming))),
        company("Hofstad Roltrappen", "hofstad-roltrappen", ESCALATORS, THE_HAGUE, "EUR", 0, 170, 3, 36, Prospect(1, 46_000)),
        company("De Groot Liftonderhoud", "degroot-lift", LIFTS, UTRECHT, "EUR", 1, 760, 4, 82, Active(pays(1_220, 85, 327, Upcoming))),
        company("Brabant Koeltechniek", "brabant-koel", COOLING, EINDHOVEN, "EUR", 2, 220, 3, 89, AtRisk(pays(690, 29, 118, Upcoming))),
        company("Noorderlift", "noorderlift", LIFTS, GRONINGEN, "EUR", 1, 480, 4, 70, Active(pays(1_320, 77, 332, Upcoming))),
        company("IJssel Deurtechniek", "ijssel-deuren", DOORS, ZWOLLE, "EUR", 2, 640, 3, 60, Prospect(0, 7_300)),
        company("Havenkraan Service", "havenkraan", CRANES, ROTTERDAM, "EUR", 0, 85, 4, 55, Prospect(2, 64_000)),
        company("Van Dijk Brandveiligheid", "vandijk-brand", FIRE, BREDA, "EUR", 2, 830, 2, 89, Churned(pays(1_030, 9, -55, NotRenewing), 55)),
        company("Ascenseurs Delmas", "ascenseurs-delmas", LIFTS, PARIS, "EUR", 0, 1_930, 5, 90, Active(pays(6_850, 92, 360, Renewed))),
        company("Rhône Élévation", "rhone-elevation", LIFTS, LYON, "EUR", 2, 1_080, 5, 90, Active(pays(4_150, 84, 274, Upcoming))),
        company("Breizh Ascenseurs", "breizh-ascenseurs", LIFTS, RENNES, "EUR", 2, 300, 4, 58, Active(pays(2_200, 87, 347, Upcoming))),
        company("Garonne Climatisation", "garonne-clim", CLIMATE, BORDEAUX, "EUR", 2, 270, 3, 25, Prospect(1, 13_200)),
        company("Sécurité Incendie Moreau", "incendie-moreau", FIRE, LILLE, "EUR", 1, 610, 2, 89, Churned(pays(940, 15, -48, NotRenewing), 48)),
        company("Azur Portes Automatiques", "azur-portes", DOORS, LYON, "EUR", 2, 900, 3, 47, Prospect(0, 12_900)),
        company("Escaliers Mécaniques du Nord", "emn", ESCALATORS, LILLE, "EUR", 1, 140, 4, 90, AtRisk(pays(1_900, 36, 6, NotRenewing))),
        company("Montparnasse Levage", "montparnasse-levage", CRANES, PARIS, "EUR", 0, 260, 4, 77, Active(pays(2_670, 80, 319, Upcoming))),
        company("Alsace Froid", "alsace-froid", COOLING, LILLE, "EUR", 2, 340, 3, 43, Prospect(2, 23_700)),
        company("Pennine Lifts Ltd", "pennine-lifts", LIFTS, MANCHESTER, "GBP", 1, 870, 5, 90, Active(pays(3_300, 88, 29, InDiscussion))),
        company("Thames Vertical", "thames-vertical", LIFTS, LONDON, "GBP", 0, 1_640, 5, 90, Active(pays(6_100, 75, 88, Upcoming))),
        company("Clyde Elevator Services", "clyde-elevators", LIFTS, GLASGOW, "EUR", 1, 520, 3, 90, Active(pays(1_980, 82, 41, Upcoming))),
        company("Severn Doors & Gates", "severn-doors", DOORS, BRISTOL, "EUR", 2, 710, 3, 69, Active(pays(1_240, 79, 338, Upcoming))),
        company("Aire Valley HVAC", "airevalley-hvac", CLIMATE, LEEDS, "EUR", 3, 260, 3, 89, AtRisk(pays(980, 43, 52, Upcoming))),
        company("Mersey Crane & Hoist", "mersey-hoist", CRANES, LIVERPOOL, "EUR", 1, 180, 3, 13, Prospect(0, 9_800)),
        company("Forth Fire Protection", "forth-fire", FIRE, EDINBURGH, "EUR", 1, 450, 3, 89, Churned(pays(720, 20, -26, NotRenewing), 26)),
        company("Bullring Escalators", "bullring-escalators", ESCALATORS, BIRMINGHAM, "EUR", 1, 95, 3, 64, Prospect(1, 15_500)),
        company("Steel City Lifts", "steelcity-lifts", LIFTS, SHEFFIELD, "GBP", 1, 420, 3, 52, Active(pays(1_650, 86, 353, Upcoming))),
        company("Docklands Building Services", "docklands-bs", BUILDINGS, LONDON, "GBP", 0, 75, 3, 50, Prospect(2, 72_000)),
    ]
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_what_it_says_it_is() {
        let count = |which: fn(&State) -> bool| COMPANIES.iter().filter(|c| which(&c.state)).count();
        assert_eq!(count(|state| matches!(state, State::Prospect(..))), 18);
        assert_eq!(count(|state| matches!(state, State::Active(_))), 30);
        assert_eq!(count(|state| matches!(state, State::AtRisk(_))), 7);
        assert_eq!(count(|state| matches!(state, State::Churned(..))), 5);
        assert_eq!(COMPANIES.iter().map(|c| c.people).sum::<usize>(), 216);
        let keys: BTreeSet<&str> = COMPANIES.iter().map(|c| c.key).collect();
        assert_eq!(keys.len(), COMPANIES.len());
    }
}
