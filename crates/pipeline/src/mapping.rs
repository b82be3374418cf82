//! From a sender's fields to a lead's (L18, L19, D25): the webhook's mapping first, then the usual spellings.

use std::collections::BTreeMap;

use crm_core::{
    Email, Phone,
    custom_fields::{Field, camel_case},
    lead::CoreFields,
};
use serde_json::Value;

use crate::payload::{Flat, plain};

db::text_enum! {
    /// The fields of a lead that a webhook can fill.
    pub enum CoreField {
        /// Full name.
        Name = "name",
        /// Email.
        Email = "email",
        /// Phone.
        Phone = "phone",
        /// Company's name.
        Company = "company",
        /// Job title.
        Title = "title",
        /// None of these, whatever it is called: it stays a custom field.
        Custom = "custom",
    }
}

/// Incoming field, by its path or its camelCase key, to a lead's field.
pub type FieldMapping = BTreeMap<String, CoreField>;

/// A payload's fields, sorted into a lead's.
#[derive(Debug, Clone, Default)]
pub struct Mapped {
    /// What a lead has fields for.
    pub core: CoreFields,
    /// Everything else.
    pub custom: Vec<Field>,
    /// Which of the payload's fields filled which of the lead's, by path.
    pub taken: Vec<(String, CoreField)>,
}

/// Sorts the fields of a payload. What is no email or phone number stays as a custom field.
pub fn map(fields: &[Flat], mapping: &FieldMapping, country: &str) -> Mapped {
    let mut mapped = Mapped::default();
    let (mut first, mut last) = (None, None);
    // What the mapping names, then plain names, then nested ones: the surest wins a lead's field.
    let rank = |flat: &Flat| match (mapped_to(flat, mapping), flat.path.contains('.')) {
        (Some(_), _) => 0,
        (None, false) => 1,
        (None, true) => 2,
    };
    let mut order: Vec<(usize, &Flat)> = fields.iter().enumerate().collect();
    order.sort_by_key(|(_, flat)| rank(flat));
    let mut left = Vec::new();
    // By place: arrays of objects can make two fields with one path.
    for (place, flat) in order {
        let text = plain(&flat.value).trim().to_owned();
        let word = match mapped_to(flat, mapping) {
            Some(CoreField::Custom) => None,
            Some(core) => Some(Word::Core(core)),
            None => usual(&flat.path),
        };
        let taken = match word {
            Some(Word::Core(core)) => take(&mut mapped.core, core, &text, country),
            Some(Word::First) => first.replace(text).is_none() && !flat.path.contains('.'),
            Some(Word::Last) => last.replace(text).is_none() && !flat.path.contains('.'),
            None => false,
        };
        match word {
            Some(word) if taken => mapped.taken.push((flat.path.clone(), word.core())),
            _ => left.push(place),
        }
    }
    if mapped.core.name.is_none() {
        let parts: Vec<String> = [first, last].into_iter().flatten().filter(|part| !part.is_empty()).collect();
        mapped.core.name = (!parts.is_empty()).then(|| parts.join(" ")).filter(|name| name.chars().count() <= 200);
    }
    // Custom fields keep the payload's order, whatever was taken first.
    left.sort_unstable();
    for place in left {
        add_custom(&mut mapped.custom, &fields[place]);
    }
    mapped
}

#[derive(Clone, Copy)]
enum Word {
    Core(CoreField),
    First,
    Last,
}

impl Word {
    /// Which of the lead's fields it fills, be it in part.
    fn core(self) -> CoreField {
        match self {
            Word::Core(core) => core,
            Word::First | Word::Last => CoreField::Name,
        }
    }
}

fn mapped_to(flat: &Flat, mapping: &FieldMapping) -> Option<CoreField> {
    mapping.get(&flat.path).or_else(|| mapping.get(&camel_case(&flat.path))).copied()
}

/// Which of a lead's fields a name usually means; parts of a name mean the name.
pub(crate) fn usual_field(name: &str) -> Option<CoreField> {
    usual(name).map(Word::core)
}

/// What a field usually is, under any case and separator, by the last part of its path.
fn usual(path: &str) -> Option<Word> {
    // `fields.email.value` is an email.
    let last = path.rsplit('.').find(|part| *part != "value").unwrap_or(path);
    let word: String = last.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Some(match word.as_str() {
        "name" | "fullname" | "yourname" | "yourfullname" | "contactname" | "leadname" | "displayname" => {
            Word::Core(CoreField::Name)
        }
        "email" | "emailaddress" | "mail" | "mailaddress" | "youremail" | "workemail" | "businessemail"
        | "contactemail" | "useremail" | "emailid" => Word::Core(CoreField::Email),
        "phone" | "phonenumber" | "tel" | "telephone" | "mobile" | "mobilephone" | "mobilenumber" | "cell"
        | "cellphone" | "yourphone" | "workphone" | "contactphone" | "whatsapp" | "whatsappnumber" => {
            Word::Core(CoreField::Phone)
        }
        "company" | "companyname" | "yourcompany" | "organization" | "organisation" | "organizationname"
        | "businessname" => Word::Core(CoreField::Company),
        "title" | "jobtitle" | "jobposition" => Word::Core(CoreField::Title),
        "firstname" | "fname" | "givenname" => Word::First,
        "lastname" | "lname" | "surname" | "familyname" => Word::Last,
        _ => return None,
    })
}

/// Fills a lead's field when it is free and the text is one; false leaves the text to the custom fields.
fn take(core: &mut CoreFields, field: CoreField, text: &str, country: &str) -> bool {
    fn fill<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
        let free = slot.is_none() && value.is_some();
        if free {
            *slot = value;
        }
        free
    }
    let short = (text.chars().count() <= 200).then(|| text.to_owned());
    match field {
        CoreField::Name => fill(&mut core.name, short),
        CoreField::Email => fill(&mut core.email, Email::parse(text).ok()),
        CoreField::Phone => fill(&mut core.phone, Phone::parse(text, country).ok()),
        CoreField::Company => fill(&mut core.company, short),
        CoreField::Title => fill(&mut core.title, short),
        CoreField::Custom => false,
    }
}

/// Two paths with one camelCase key both stay: the second gets a suffix (D25).
fn add_custom(custom: &mut Vec<Field>, flat: &Flat) {
    let base = camel_case(&flat.path);
    if base.is_empty() {
        return;
    }
    let taken = |key: &str| custom.iter().any(|field| field.key == key);
    let key =
        if taken(&base) { (2..).map(|n| format!("{base}{n}")).find(|key| !taken(key)).unwrap_or(base) } else { base };
    let value = match &flat.value {
        Value::String(text) => Value::String(text.trim().to_owned()),
        other => other.clone(),
    };
    custom.push(Field { key, label: flat.path.clone(), value });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::flatten;
    use serde_json::json;

    fn map_json(payload: Value, mapping: &[(&str, CoreField)]) -> Mapped {
        let mapping = mapping.iter().map(|(key, core)| ((*key).to_owned(), *core)).collect();
        map(&flatten(&payload).fields, &mapping, "DE")
    }

    fn custom(mapped: &Mapped) -> Vec<(&str, &str)> {
        mapped.custom.iter().map(|f| (f.key.as_str(), f.label.as_str())).collect()
    }

    /// Proves: L13, L18
    #[test]
    fn usual_spellings_fill_the_lead_and_the_rest_stays() {
        let mapped = map_json(
            json!({"First Name": "Ada", "last_name": "Lovelace", "E-Mail": "ADA@example.com", "Phone": "030 55500142",
                   "Annual Revenue": 5, "job-title": "Countess"}),
            &[],
        );
        assert_eq!(mapped.core.name.as_deref(), Some("Ada Lovelace"));
        assert_eq!(mapped.core.email.as_ref().map(Email::as_str), Some("ada@example.com"));
        assert_eq!(mapped.core.phone.as_ref().map(Phone::as_str), Some("+493055500142"));
        assert_eq!(mapped.core.title.as_deref(), Some("Countess"));
        assert_eq!(custom(&mapped), [("annualRevenue", "Annual Revenue")]);
    }

    /// Proves: L19
    #[test]
    fn the_webhooks_mapping_goes_first_by_path_or_key() {
        let payload = json!({"role": {"job_name": "CTO"}, "title": "Dr", "who": "Ada", "company": "theirs"});
        let mapping = [("role.job_name", CoreField::Title), ("who", CoreField::Name), ("company", CoreField::Custom)];
        let mapped = map_json(payload, &mapping);
        assert_eq!((mapped.core.title.as_deref(), mapped.core.name.as_deref()), (Some("CTO"), Some("Ada")));
        assert_eq!(
            (mapped.core.company.as_deref(), custom(&mapped)),
            (None, vec![("company", "company"), ("title", "title")])
        );
    }

    /// Proves: L20
    #[test]
    fn nested_names_make_the_name_and_stay_as_custom_fields() {
        let mapped = map_json(json!({"contact": {"first_name": "Ada", "email": "a@b.example"}}), &[]);
        assert_eq!(mapped.core.name.as_deref(), Some("Ada"));
        assert!(mapped.core.email.is_some());
        assert_eq!(custom(&mapped), [("contactFirstName", "contact.first_name")]);
    }

    #[test]
    fn what_is_no_email_stays_and_clashes_get_a_suffix() {
        let mapped = map_json(json!({"email": "nope", "team size": 1, "team_size": 2, "phone": "ring me"}), &[]);
        assert!(mapped.core.email.is_none() && mapped.core.phone.is_none());
        let keys: Vec<&str> = mapped.custom.iter().map(|f| f.key.as_str()).collect();
        assert_eq!(keys, ["email", "phone", "teamSize", "teamSize2"]);
    }
}
