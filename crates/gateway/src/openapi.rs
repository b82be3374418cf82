//! The OpenAPI document, generated from the routes and their types.

use std::collections::BTreeSet;

use actix_web::App;
use serde_json::Value;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ArrayItems, ObjectBuilder, Type},
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt;

use crate::{error, routes, words};

#[derive(OpenApi)]
#[openapi(
    info(title = "Hydra", description = "A self-hosted CRM. The same routes answer under /api/v1, /api and /v1/identity."),
    components(schemas(error::Document, error::FieldError, routes::SortOrder, words::Sort, words::AccountSort, words::OpportunitySort, routes::OpportunityState)),
    modifiers(&Habits)
)]
struct Document;

/// What every operation shares: how one signs in, and that every failure is a problem document.
struct Habits;

impl Modify for Habits {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        if let Some(components) = &mut openapi.components {
            let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
            components.add_security_scheme("bearer", bearer);
        }
    }
}

/// The document of this build.
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Document::openapi())
        .service(utoipa_actix_web::scope("/api/v1").configure(routes::api))
        .configure(routes::public)
        .split_for_parts();
    let problem = || {
        let schema = Ref::from_schema_name("Problem");
        let content = ContentBuilder::new().schema(Some(schema)).build();
        RefOr::T(
            ResponseBuilder::new()
                .description("A problem document (RFC 9457)")
                .content("application/problem+json", content)
                .build(),
        )
    };
    for item in document.paths.paths.values_mut() {
        for write in [&mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten() {
            if write.security.is_some() {
                write.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
            }
        }
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            operation.responses.responses.entry("default".to_owned()).or_insert_with(problem);
        }
    }
    require_answers(&mut document);
    document
}

/// What every write of a verified caller takes (P2).
fn idempotency_key() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The same request with the same key has one effect and the same answer, for a day"))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(255))))
        .build()
}

/// Fields that an answer leaves out, where it has nothing to say (`*`: any of them); every other one is there, if only as
/// null.
const LEFT_OUT: [(&str, &str); 6] = [
    ("Problem", "errors"),
    ("ApiKey", "key"),
    ("Session", "token"),
    ("Delivered", "leads"),
    ("ExportFilters", "*"),
    ("LeadFilter", "*"),
];

/// Says so of every schema that answers are made of. (From `Option` alone utoipa takes that a field may be missing, which
/// holds for requests only.)
fn require_answers(document: &mut utoipa::openapi::OpenApi) {
    let Ok(json) = serde_json::to_value(&*document) else { return };
    let mut answers = BTreeSet::new();
    for operation in json["paths"].as_object().into_iter().flat_map(|paths| paths.values()).flat_map(operations) {
        reach(&json, &operation["responses"], &mut answers);
    }
    let Some(components) = &mut document.components else { return };
    // What comes in lists alone stands for itself as well, so that clients have a name for it.
    let listed = |name: &str| answers.iter().any(|answer| answer.ends_with(&format!("_{name}")));
    for (name, schema) in components.schemas.iter_mut().filter(|(name, _)| answers.contains(*name) || listed(name)) {
        require_all(name, schema);
    }
}

fn require_all(name: &str, schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            // A list's schema holds its items' within, and is called after them: `All_ApiKey`.
            let own = |schema: &str| name == schema || name.ends_with(&format!("_{schema}"));
            let left_out =
                |field: &String| LEFT_OUT.iter().any(|(schema, left)| own(schema) && (*left == "*" || left == field));
            let fields = object.properties.keys().filter(|field| !left_out(field));
            object.required = fields.cloned().collect();
            object.properties.values_mut().for_each(|field| require_all(name, field));
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                require_all(name, items);
            }
        }
        Schema::AllOf(parts) => parts.items.iter_mut().for_each(|part| require_all(name, part)),
        _ => {}
    }
}

fn operations(item: &Value) -> Vec<&Value> {
    item.as_object().map(|item| item.values().collect()).unwrap_or_default()
}

/// The names of the schemas that `value` refers to, and those that they refer to.
fn reach(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            let name = map.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
            if let Some(name) = name
                && found.insert(name.to_owned())
            {
                reach(document, &document["components"]["schemas"][name], found);
            }
            map.values().for_each(|value| reach(document, value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| reach(document, item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    #[test]
    fn every_reference_is_to_a_schema_that_is_there() {
        let document = serde_json::to_value(super::document()).expect("JSON");
        let mut found = BTreeSet::new();
        super::reach(&document, &document, &mut found);
        assert!(found.len() > 30);
        for name in found {
            assert!(document["components"]["schemas"][&name].is_object(), "{name}");
        }
    }

    #[test]
    fn an_answers_fields_are_all_there_and_a_requests_are_not() {
        let document = serde_json::to_value(super::document()).expect("JSON");
        let required = |name: &str| document["components"]["schemas"][name]["required"].clone();
        let fields = document["components"]["schemas"]["Workspace"]["properties"].as_object().expect("fields").len();
        assert_eq!(required("Workspace").as_array().map(Vec::len), Some(fields));
        assert_eq!(required("NewWebhook"), json!(["name"]));
    }
}
