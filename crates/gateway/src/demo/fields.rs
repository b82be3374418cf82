//! The custom fields that Fernhill defined, and what stands in them.

use crm_core::{
    custom_fields::{CustomFields, Field},
    definition::{self, FieldType, NewDefinition, Object},
};
use db::Conn;
use rand::{RngExt, rngs::StdRng};
use serde_json::{Value, json};
use time::Date;

use super::{
    companies::{Company, Contract},
    names::ROLES,
    office::Office,
    workspace,
};
use crate::error::Failure;

const COMPETITORS: [&str; 5] = ["None", "Spreadsheets", "FieldBird", "WartungPlus", "Built in-house"];

const DEFINED: [(Object, &str, FieldType, &[&str]); 9] = [
    (Object::Contact, "Decision role", FieldType::Select, &ROLES),
    (Object::Contact, "Reference customer", FieldType::Boolean, &[]),
    (Object::Account, "Units under contract", FieldType::Number, &[]),
    (Object::Account, "Key customer", FieldType::Boolean, &[]),
    (Object::Account, "Contract signed", FieldType::Date, &[]),
    (Object::Account, "Billing reference", FieldType::Text, &[]),
    (Object::Opportunity, "Competitor", FieldType::Select, &COMPETITORS),
    (Object::Opportunity, "Technicians", FieldType::Number, &[]),
    (Object::Opportunity, "Security review", FieldType::Boolean, &[]),
];

pub(super) fn define(conn: &mut Conn, office: &Office, random: &mut StdRng) -> Result<(), Failure> {
    let at = office.past(91, random);
    for (object, label, kind, options) in DEFINED {
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        let new = NewDefinition { object, key: None, label: label.to_owned(), kind, options };
        definition::create(conn, workspace(), &new, office.acts(0), at)?;
    }
    Ok(())
}

/// What is known of a contact.
pub(super) fn of_contact(role: usize, is_reference: bool) -> Vec<Field> {
    let field = |key: &str, label: &str, value: Value| Field { key: key.to_owned(), label: label.to_owned(), value };
    let mut fields = vec![field("decisionRole", "Decision role", json!(ROLES[role]))];
    if is_reference {
        fields.push(field("referenceCustomer", "Reference customer", json!(true)));
    }
    fields
}

/// The same for a contact that is there.
pub(super) fn of_converted(role: usize) -> CustomFields {
    CustomFields::from_iter([("decisionRole".to_owned(), json!(ROLES[role]))])
}

/// What is known of a company from the beginning.
pub(super) fn of_account(company: &Company) -> CustomFields {
    CustomFields::from_iter([("unitsUnderContract".to_owned(), json!(company.units))])
}

/// What a customer's contract says.
pub(super) fn of_customer(contract: &Contract, signed: Date, random: &mut StdRng) -> CustomFields {
    CustomFields::from_iter([
        ("keyCustomer".to_owned(), json!(contract.mrr >= 4_000)),
        ("contractSigned".to_owned(), json!(signed.to_string())),
        ("billingReference".to_owned(), json!(format!("FH-{}", random.random_range(10_200..10_999)))),
    ])
}

/// What is known of a deal: not of every one.
pub(super) fn of_deal(amount: u32, random: &mut StdRng) -> Option<CustomFields> {
    if random.random_bool(0.2) {
        return None;
    }
    let mut fields = CustomFields::from_iter([
        ("competitor".to_owned(), json!(COMPETITORS[random.random_range(0..COMPETITORS.len())])),
        ("technicians".to_owned(), json!(4 + amount / 900)),
    ]);
    if amount > 40_000 {
        fields.insert("securityReview".to_owned(), json!(random.random_bool(0.5)));
    }
    Some(fields)
}
