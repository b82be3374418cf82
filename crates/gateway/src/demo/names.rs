//! What the contacts are called, and what they do.

use super::companies::{Company, Tongue};

/// Whose say it is: the options of the contacts' custom field.
pub(super) const ROLES: [&str; 6] = ["Decision maker", "Champion", "User", "Buyer", "Technical", "Billing"];

/// Names and titles of one language. A title stands at its role's place, a woman's before a man's.
struct Pool {
    women: &'static [&'static str],
    men: &'static [&'static str],
    last: &'static [&'static str],
    titles: [(&'static str, &'static str); 6],
}

#[rustfmt::skip]
const GERMAN: Pool = Pool {
    women: &["Katrin", "Sabine", "Anja", "Melanie", "Franziska", "Petra", "Johanna", "Birgit", "Lena", "Nadine", "Ulrike", "Miriam", "Steffi", "Verena"],
    men: &["Thomas", "Markus", "Florian", "Jürgen", "Tobias", "Matthias", "Sebastian", "Uwe", "Felix", "Andreas", "Dominik", "Rainer", "Stefan", "Lukas"],
    last: &[
        "Brenner", "Schuster", "Lechner", "Albrecht", "Kühn", "Wagenknecht", "Pichler", "Zimmermann", "Ostermann", "Hofer", "Reuter", "Bachmann",
        "Seidel", "Grabner", "Münch", "Ehrlich", "Falk", "Steiner", "Jansen", "Rösch", "Winkler", "Baumann", "Thiele", "Egger", "Krämer", "Nowak",
        "Sommer", "Huber", "Dietrich", "Vogt", "Pfeiffer", "Moser", "Lorenz", "Haas", "Schreiber", "Wyss", "Böhm", "Koller", "Arnold", "Fuchs",
        "Gerber", "Marx", "Paulsen", "Rieger", "Stark", "Ulrich", "Wolff", "Zeller",
    ],
    titles: [
        ("Geschäftsführerin", "Geschäftsführer"), ("Leiterin Service", "Leiter Service"), ("Disponentin", "Disponent"),
        ("Leiterin Einkauf", "Leiter Einkauf"), ("IT-Leiterin", "IT-Leiter"), ("Buchhalterin", "Buchhalter"),
    ],
};

#[rustfmt::skip]
const FRENCH: Pool = Pool {
    women: &["Camille", "Élodie", "Nathalie", "Sandrine", "Aurélie", "Claire", "Hélène", "Julie", "Margaux", "Sophie"],
    men: &["Nicolas", "Julien", "Frédéric", "Antoine", "Mathieu", "Olivier", "Rémi", "Sébastien", "Thibault", "Xavier"],
    last: &[
        "Marchand", "Lefèvre", "Perrin", "Girard", "Fontaine", "Rousseau", "Chevalier", "Gauthier", "Besson", "Renaud", "Collin", "Favre", "Picard",
        "Lambert", "Brunet", "Mercier", "Aubert", "Carpentier", "Tissot", "Legrand", "Noël", "Schmitt", "Vidal", "Barbier", "Joly", "Rey", "Masson",
        "Pelletier", "Baron", "Caron", "Le Goff", "Weber", "Olivier", "Humbert", "Maillard", "Prévost",
    ],
    titles: [
        ("Directrice générale", "Directeur général"), ("Responsable maintenance", "Responsable maintenance"), ("Planificatrice", "Planificateur"),
        ("Acheteuse", "Acheteur"), ("Responsable informatique", "Responsable informatique"), ("Comptable", "Comptable"),
    ],
};

#[rustfmt::skip]
const DUTCH: Pool = Pool {
    women: &["Anouk", "Femke", "Marieke", "Sanne", "Ilse", "Lotte", "Esther", "Wendy"],
    men: &["Bas", "Jeroen", "Maarten", "Ruben", "Sander", "Wouter", "Joost", "Pieter"],
    last: &[
        "de Vries", "Bakker", "Visser", "Smit", "Meijer", "van Leeuwen", "Mulder", "Bos", "Vos", "Peters", "Hendriks", "Dekker", "van der Linden",
        "Brouwer", "Kuiper", "Dijkstra", "van Dam", "Postma", "Schouten", "Willems", "Hoekstra", "Verhoeven", "Prins", "Blom", "Huisman", "Kok", "Jacobs",
        "Timmermans", "Groen", "Scholten", "Veenstra", "Wolters",
    ],
    titles: [
        ("Directeur", "Directeur"), ("Hoofd service", "Hoofd service"), ("Planner", "Planner"), ("Inkoper", "Inkoper"),
        ("ICT-manager", "ICT-manager"), ("Administratie", "Administratie"),
    ],
};

#[rustfmt::skip]
const ENGLISH: Pool = Pool {
    women: &["Alison", "Bethan", "Charlotte", "Fiona", "Gemma", "Harriet", "Kirsty", "Nicola", "Rachel", "Shazia"],
    men: &["Andrew", "Callum", "Darren", "Gareth", "Imran", "Neil", "Oliver", "Ross", "Stuart", "Tom"],
    last: &[
        "Hargreaves", "Whitfield", "Sinclair", "Pritchard", "Ainsworth", "McKenna", "Bramley", "Chaudhry", "Dunmore", "Ellison", "Fairclough", "Galbraith",
        "Holroyd", "Iveson", "Jessop", "Kershaw", "Lockwood", "Mistry", "Norris", "Ogden", "Parkin", "Quayle", "Rafferty", "Stirling", "Thackray",
        "Underhill", "Vickers", "Wainwright", "Yardley", "Abbott", "Buchanan", "Crowther", "Drummond", "Eastwood", "Farooq", "Gilchrist",
    ],
    titles: [
        ("Managing director", "Managing director"), ("Service manager", "Service manager"), ("Dispatcher", "Dispatcher"),
        ("Procurement lead", "Procurement lead"), ("IT manager", "IT manager"), ("Accounts", "Accounts"),
    ],
};

/// Somebody new.
pub(super) struct Card {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) title: &'static str,
    /// Index into [`ROLES`].
    pub(super) role: usize,
}

/// Hands out names, each once.
#[derive(Default)]
pub(super) struct Names {
    given: [usize; 4],
}

impl Names {
    /// The next person of the company, which is the one with this index; the first is the boss.
    pub(super) fn next(&mut self, company: &Company, index: usize, position: usize) -> Card {
        let (pool, given) = match company.tongue {
            Tongue::German => (&GERMAN, &mut self.given[0]),
            Tongue::French => (&FRENCH, &mut self.given[1]),
            Tongue::Dutch => (&DUTCH, &mut self.given[2]),
            Tongue::English => (&ENGLISH, &mut self.given[3]),
        };
        let number = *given;
        *given += 1;
        let (woman, people) = (number % 2 == 0, pool.women.len() + pool.men.len());
        let firsts = if woman { pool.women } else { pool.men };
        let first = firsts[number / 2 % firsts.len()];
        let last = pool.last[(number * 5 + number / people) % pool.last.len()];
        let role = if position == 0 { 0 } else { 1 + (position - 1 + index) % (ROLES.len() - 1) };
        let (hers, his) = pool.titles[role];
        let (given, family) = (ascii(first), ascii(last));
        let local = match index % 3 {
            0 => format!("{given}.{family}"),
            1 => format!("{}.{family}", &given[..1]),
            _ => family,
        };
        Card {
            name: format!("{first} {last}"),
            email: format!("{local}@{}.example", company.key),
            title: if woman { hers } else { his },
            role,
        }
    }
}

/// As it is written in an address.
fn ascii(name: &str) -> String {
    let mut plain = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'é' | 'è' | 'ë' => plain.push('e'),
            'ï' => plain.push('i'),
            'a'..='z' => plain.push(letter),
            _ => {}
        }
    }
    plain
}
