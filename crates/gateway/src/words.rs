//! The schemas of the domain's text enums: names for `value_type`, filled from the enums' own words, so that the document
//! and the client's types list exactly what is stored.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema,
        schema::{AdditionalProperties, ObjectBuilder, SchemaType, Type},
    },
};

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident = $words:ty;)+) => {
        $(
            $(#[$meta])*
            #[derive(Debug)]
            pub(crate) enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    string_of(<$words>::ALL.iter().map(|word| word.as_str()))
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )+
    };
}

/// Any JSON object; `serde_json`'s own schema says nothing, and clients would make it an empty one.
#[derive(Debug)]
pub(crate) enum Anything {}

impl PartialSchema for Anything {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(true))).build().into()
    }
}

impl ToSchema for Anything {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Anything")
    }
}

words! {
    /// Why a record asks for attention.
    FocusKind = analytics::focus::Kind;
    /// How to reach a person.
    Channel = crm_core::person::Channel;
    /// How a stage is coloured.
    Color = pipeline::stages::Color;
    /// What a webhook can fill.
    CoreField = pipeline::mapping::CoreField;
    /// What a list of accounts is sorted by.
    AccountSort = analytics::accounts::Sort;
    /// What has custom fields.
    CustomFieldObject = crm_core::definition::Object;
    /// What a custom field holds.
    CustomFieldType = crm_core::definition::FieldType;
    /// Where the relationship with a company stands.
    Lifecycle = crm_core::account::Lifecycle;
    /// What a list of opportunities is sorted by.
    OpportunitySort = analytics::opportunities::Sort;
    /// Where a deal stands.
    OpportunityStage = crm_core::opportunity::Stage;
    /// By what people write.
    ConversationChannel = inbox::conversation::Channel;
    /// Whether somebody still has to do with a conversation.
    ConversationStatus = inbox::conversation::Status;
    /// Who says something in a conversation.
    MessageAuthor = inbox::message::Author;
    /// How a question of the bot is answered.
    QuestionKind = inbox::bot::QuestionKind;
    /// What sets an automation off.
    AutomationEvent = automations::trigger::Event;
    /// What an automation did.
    AutomationEntryKind = crm_core::timeline::AutomationEvent;
    /// How a campaign stands.
    CampaignState = messaging::campaign::State;
    /// More or fewer.
    CompareOp = automations::trigger::Op;
    /// How a field's value is looked at.
    FieldOp = automations::condition::FieldOp;
    /// A day of the week.
    Weekday = messaging::rules::Weekday;
    /// Who gets a step's message.
    MessageRecipient = automations::action::To;
    /// How a run stands.
    RunState = automations::run::State;
    /// How a step of a run stands.
    RunStepState = automations::run::StepState;
    /// Who carries a message.
    MessageProvider = messaging::channel::Provider;
    /// What sent a message.
    MessageOrigin = messaging::Origin;
    /// How a message stands.
    MessageStatus = messaging::Status;
    /// Whether a template may be sent.
    TemplateStatus = messaging::template::Status;
    /// Why somebody gets no messages.
    SuppressionReason = messaging::suppression::Reason;
    /// How a delivery stands.
    DeliveryState = outbound::delivery::State;
    /// On what a browser runs.
    Device = tracking::agent::Device;
    /// What happened on the site.
    EventType = tracking::event::EventType;
    /// How rows are written.
    ExportFormat = tenancy::export::Format;
    /// How far a file is.
    ExportState = tenancy::export::State;
    /// What can be heard.
    OutboundEvent = outbound::Event;
    /// How far back the Site activity dashboard looks.
    SiteRange = analytics::site::Range;
    /// What an unverified call may do.
    IdentityVerification = tracking::widget::Verification;
    /// How the next renewal stands.
    RenewalStatus = crm_core::account::RenewalStatus;
    /// How a deal's stage is written.
    DealMode = crm_core::deal::Mode;
    /// Lead or contact.
    Kind = crm_core::person::Kind;
    /// What a repeat submission does.
    OnDuplicate = crm_core::lead::OnDuplicate;
    /// Who is put in charge of new leads.
    AssignmentMode = pipeline::assignment::Mode;
    /// How a form's field is asked for.
    FormFieldKind = pipeline::form::FieldKind;
    /// How far an import is.
    ImportState = pipeline::import::State;
    /// What a column of a file is.
    ImportTarget = pipeline::import::Target;
    /// By what a row's person is recognised.
    MatchOn = crm_core::lead::MatchOn;
    /// What became of a delivery.
    Outcome = pipeline::delivery::Outcome;
    /// What a caller may do.
    Permission = tenancy::Permission;
    /// What a workspace may use.
    Plan = tenancy::workspace::Plan;
    /// A member's role.
    Role = tenancy::Role;
    /// What a list is sorted by.
    Sort = analytics::people::Sort;
    /// How a rule of fit compares.
    ScoreOp = crm_core::score::Op;
    /// What a saved view lists.
    SavedViewObject = tenancy::view::Object;
    /// How a person came in.
    Source = crm_core::Source;
    /// What a stage means.
    StageType = pipeline::stages::StageType;
}

fn string_of(words: impl Iterator<Item = &'static str>) -> RefOr<Schema> {
    let string = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    string.enum_values(Some(words)).build().into()
}
