//! Who is in the demo workspace.

use crm_core::Source;
use tenancy::Role;

/// How often somebody comes to the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// Most days, today too.
    Keen,
    /// One long visit.
    Once,
    /// Known, but not in the last 30 days.
    Quiet,
}

/// One lead.
pub(super) struct Person {
    pub(super) name: Option<&'static str>,
    pub(super) email: Option<&'static str>,
    pub(super) phone: Option<&'static str>,
    pub(super) company: Option<&'static str>,
    pub(super) title: Option<&'static str>,
    pub(super) team_size: Option<u32>,
    pub(super) source: Source,
    pub(super) score: Option<i16>,
    pub(super) tags: &'static [&'static str],
    /// Index into [`TEAM`].
    pub(super) owner: Option<usize>,
    /// Index into the default pipeline's stages.
    pub(super) stage: usize,
    pub(super) minutes_ago: i64,
    pub(super) visits: Option<Habit>,
}

/// Name, address and role; everybody signs in with the demo's password.
pub(super) const TEAM: [(&str, &str, Role); 4] = [
    ("Maya Lindqvist", super::EMAIL, Role::SuperAdmin),
    ("Tom Okafor", "tom@hydra.test", Role::Admin),
    ("Inês Duarte", "ines@hydra.test", Role::Marketer),
    ("Rasmus Møller", "rasmus@hydra.test", Role::Agent),
];

#[expect(clippy::too_many_arguments, reason = "a table's row")]
const fn person(
    name: Option<&'static str>,
    email: Option<&'static str>,
    phone: Option<&'static str>,
    company: Option<&'static str>,
    title: Option<&'static str>,
    team_size: Option<u32>,
    source: Source,
    score: Option<i16>,
    tags: &'static [&'static str],
    owner: Option<usize>,
    stage: usize,
    minutes_ago: i64,
    visits: Option<Habit>,
) -> Person {
    Person { name, email, phone, company, title, team_size, source, score, tags, owner, stage, minutes_ago, visits }
}

/// The leads, column by column.
#[rustfmt::skip]
pub(super) const PEOPLE: [Person; 34] = {
    use Habit::{Keen, Once, Quiet};
    use Source::{Import, Manual, Webhook};
    [
        person(Some("Nguyễn Thị Hồng Nhung"), Some("nhung@saomai.example"), None, Some("Sao Mai Logistics"), Some("Operations lead"), Some(45), Webhook, Some(64), &["referral"], None, 0, 12, Some(Keen)),
        person(Some("Bartholomew Featherstonehaugh-Cholmondeley"), Some("b.featherstonehaugh@northmoor.example"), Some("+44 20 7946 0958"), Some("Northmoor Facilities Management Group plc"), Some("Head of field service"), Some(900), Webhook, Some(58), &["enterprise"], Some(1), 0, 65, None),
        person(Some("田中 美咲"), Some("tanaka@minato-setsubi.example"), None, Some("株式会社ミナト設備"), Some("業務改善担当"), Some(30), Webhook, Some(52), &[], None, 0, 190, None),
        person(None, Some("dispatch@kalev-kyte.example"), None, None, None, None, Import, Some(22), &["trade show"], Some(2), 0, 300, None),
        person(Some("Priya Raghunathan"), Some("priya@coolair.example"), Some("+91 22 2778 2778"), Some("Coolair Services"), Some("Founder"), Some(12), Webhook, Some(49), &[], None, 0, 420, Some(Once)),
        person(Some("Esther Kamau"), Some("esther@savanna-solar.example"), None, Some("Savanna Solar Care"), Some("Operations"), Some(25), Webhook, Some(44), &["referral"], None, 0, 610, None),
        person(None, None, None, None, None, None, Manual, None, &[], None, 0, 900, None),
        person(Some("Jonas Brandt"), Some("jonas@brandt-aufzuege.example"), Some("+49 30 901820"), Some("Brandt Aufzüge"), Some("Geschäftsführer"), Some(18), Webhook, Some(61), &[], Some(1), 0, 1500, Some(Once)),
        person(Some("Marisol Ortega"), Some("marisol@climatex.example"), None, Some("Climatex"), Some("Service desk"), Some(60), Import, Some(35), &["trade show"], None, 0, 2900, None),
        person(Some("محمد الحربي"), Some("mohammed@najd-maintenance.example"), None, Some("Najd Maintenance"), Some("مدير العمليات"), Some(80), Webhook, Some(47), &[], Some(3), 1, 1440, None),
        person(Some("Łukasz Wójcik"), Some("lukasz@termoserwis.example"), Some("+48 22 250 0140"), Some("Termo-Serwis"), Some("Właściciel"), Some(9), Import, Some(55), &["referral", "price list"], Some(2), 1, 2880, Some(Once)),
        person(Some("Grace Adeyemi"), Some("grace@solarhaus.example"), None, Some("Solarhaus"), Some("Head of installs"), Some(35), Webhook, Some(38), &[], Some(2), 1, 47900, Some(Quiet)),
        person(None, None, Some("+49 30 901821"), None, None, None, Manual, Some(18), &[], None, 1, 5700, None),
        person(Some("Ferran Soler"), Some("ferran@ascensors-valles.example"), None, Some("Ascensors Vallès"), Some("Gerent"), Some(22), Webhook, Some(51), &["price list"], Some(3), 1, 7200, Some(Keen)),
        person(Some("Mikko Lehtonen"), Some("mikko@pohjola-huolto.example"), None, Some("Pohjola Huolto Oy"), Some("Työnjohtaja"), Some(15), Import, Some(43), &[], Some(3), 1, 8700, None),
        person(Some("Danielle Roux"), Some("danielle@roux-clim.example"), None, Some("Roux Climatisation"), Some("Gérante"), Some(11), Webhook, Some(56), &[], Some(2), 1, 10100, None),
        person(Some("Zeynep Aydın"), Some("zeynep@bogaz-asansor.example"), Some("+90 212 251 00 77"), Some("Boğaz Asansör"), Some("COO"), Some(140), Webhook, Some(88), &["enterprise", "hot", "security review"], Some(0), 2, 33000, Some(Keen)),
        person(Some("Aoife Brennan"), Some("aoife@liffeylifts.example"), None, Some("Liffey Lifts"), Some("Service manager"), Some(55), Webhook, Some(81), &["hot"], Some(0), 2, 9000, Some(Keen)),
        person(Some("Sofía Quintana Ibáñez"), Some("sofia@climanorte.example"), None, Some("Clima Norte"), Some("Directora de servicio"), Some(40), Webhook, Some(72), &[], Some(2), 2, 12000, Some(Once)),
        person(Some("Henrik Dahl"), Some("henrik@fjordvarme.example"), None, Some("Fjordvarme AS"), Some("IT manager"), Some(65), Webhook, Some(60), &["integration"], Some(3), 2, 14000, None),
        person(Some("Noor van den Berg"), Some("noor@installatie-noord.example"), None, Some("Installatie Noord"), Some("Planner"), Some(28), Import, Some(44), &[], Some(0), 2, 13000, None),
        person(Some("김서연"), Some("seoyeon@hanbit-elevator.example"), None, Some("한빛엘리베이터"), Some("유지보수팀장"), Some(120), Webhook, Some(57), &["referral"], Some(3), 2, 15000, None),
        person(Some("Olga Marchenko"), Some("olga@liftservis.example"), None, Some("Ліфт Сервіс Київ"), Some("Директорка"), Some(33), Webhook, Some(63), &[], Some(1), 2, 49000, Some(Quiet)),
        person(Some("Κατερίνα Βλάχου"), Some("katerina@ionian-heating.example"), None, Some("Ionian Heating"), Some("Managing director"), Some(50), Webhook, Some(91), &["annual"], Some(0), 3, 25000, Some(Keen)),
        person(Some("Caleb Whitaker"), Some("caleb@blueridge-elevator.example"), Some("+1 212-736-5000"), Some("Blue Ridge Elevator"), Some("VP operations"), Some(210), Webhook, Some(77), &["hot"], Some(1), 3, 21000, Some(Once)),
        person(Some("Thandiwe Mokoena"), Some("thandiwe@umoya.example"), None, Some("Umoya Fire & Safety"), Some("Procurement"), Some(75), Manual, Some(66), &[], Some(1), 3, 30000, None),
        person(Some("Ingrid Sæther"), Some("ingrid@nordlys-brannvern.example"), None, Some("Nordlys Brannvern"), Some("Innkjøpssjef"), Some(48), Webhook, Some(70), &[], Some(3), 3, 31000, None),
        person(Some("Marco Bellini"), Some("marco@bellini-impianti.example"), None, Some("Bellini Impianti"), Some("Titolare"), Some(19), Import, Some(62), &["annual", "two sites"], Some(2), 3, 32000, Some(Once)),
        person(Some("Ruth Abramson"), Some("ruth@harborboiler.example"), None, Some("Harbor Boiler Works"), Some("Office manager"), Some(14), Webhook, Some(59), &[], Some(0), 3, 35000, None),
        person(Some("Ivana Horvat"), Some("ivana@dizala.example"), None, Some("Dizala Horvat"), Some("Direktorica"), Some(26), Webhook, Some(84), &["annual"], Some(0), 4, 36000, Some(Keen)),
        person(Some("Samuel Osei"), Some("samuel@goldcoast-cooling.example"), None, Some("Gold Coast Cooling"), Some("Owner"), Some(31), Webhook, Some(79), &[], Some(1), 4, 39000, None),
        person(Some("Linnea Bergström"), Some("linnea@hisspartner.example"), None, Some("Hisspartner"), Some("VD"), Some(17), Manual, Some(73), &["referral"], Some(2), 4, 41000, None),
        person(Some("Piotr Zieliński"), Some("piotr@klimat24.example"), None, Some("Klimat24"), Some("Kierownik"), Some(8), Webhook, Some(21), &[], Some(3), 5, 28000, None),
        person(Some("Hannah Weiss"), Some("hannah@weiss-heizung.example"), None, Some("Weiss Heizung"), Some("Inhaberin"), Some(6), Import, Some(15), &[], None, 5, 37000, None),
    ]
};

/// For the crowd of `--size large`.
pub(super) const FIRST: [&str; 12] =
    ["Ada", "Ben", "Chloe", "David", "Elif", "Farid", "Greta", "Hugo", "Iris", "Jamal", "Kira", "Leon"];
/// For the crowd of `--size large`.
pub(super) const LAST: [&str; 10] =
    ["Meyer", "Silva", "Novak", "Rossi", "Haddad", "Larsen", "Dubois", "Kowalski", "Tanaka", "Okoye"];
/// For the crowd of `--size large`.
pub(super) const COMPANIES: [&str; 8] = [
    "Alpine Lifts",
    "Baltic Cooling",
    "Cedar Heating",
    "Delta Fire",
    "Eastgate Solar",
    "Fjord Service",
    "Granite Works",
    "Harbor HVAC",
];
