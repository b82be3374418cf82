//! Every route. `configure` is the list; each module holds a resource's wire types and handlers on one page.

mod account_stages;
mod accounts;
mod api_keys;
mod audiences;
mod audit;
mod automations;
mod broadcast_messages;
mod bulk;
mod callbacks;
mod campaigns;
mod channels;
mod chat;
mod checklist;
mod contacts;
mod conversations;
mod convert;
mod custom_fields;
mod customers;
mod dashboard;
mod demo;
mod events;
pub(crate) mod exports;
mod focus;
mod forms;
mod health;
mod imports;
mod ingest;
mod invitations;
mod lead_webhooks;
mod leads;
mod mail_links;
mod merges;
mod message_templates;
mod notes;
mod onboarding;
mod opportunities;
mod opportunity_board;
pub(crate) mod outbound_webhooks;
mod people;
mod person_fields;
mod pipelines;
mod receive;
mod reports;
mod saved_views;
mod scores;
mod search;
mod sign_in;
mod site;
mod site_reports;
mod users;
mod visitors;
mod webhook_trials;
mod widget;
mod widgets;
mod workspaces;

pub(crate) use events::StoredEvent;
pub(crate) use leads::SortOrder;
pub(crate) use opportunities::State as OpportunityState;
pub(crate) use people::Person;

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

/// The API proper, under `/api/v1`.
pub(crate) fn api(config: &mut ServiceConfig<'_>) {
    config
        .service(sign_in::setup)
        .service(sign_in::sign_up)
        .service(sign_in::log_in)
        .service(sign_in::log_out)
        .service(sign_in::me)
        .service(workspaces::show_workspace)
        .service(workspaces::update_workspace)
        .service(users::list_users)
        .service(users::update_user)
        .service(users::remove_user)
        .service(invitations::preview_invitation)
        .service(invitations::accept_invitation)
        .service(invitations::list_invitations)
        .service(invitations::create_invitation)
        .service(invitations::revoke_invitation)
        .service(custom_fields::list_custom_fields)
        .service(custom_fields::create_custom_field)
        .service(custom_fields::update_custom_field)
        .service(custom_fields::delete_custom_field)
        .service(search::search)
        .service(api_keys::list_api_keys)
        .service(api_keys::create_api_key)
        .service(api_keys::revoke_api_key)
        .service(audit::audit_log)
        .service(checklist::setup_checklist)
        .service(focus::show_focus)
        .service(focus::snooze_focus)
        .service(focus::wake_focus)
        .service(leads::list_leads)
        .service(leads::create_lead)
        .service(broadcast_messages::quick_send)
        .service(audiences::create_audience)
        .service(leads::show_lead)
        .service(leads::update_lead)
        .service(leads::delete_lead)
        .service(leads::restore_lead)
        .service(leads::move_lead)
        .service(leads::assign_lead)
        .service(bulk::bulk_action)
        .service(bulk::undo_bulk_action)
        .service(saved_views::list_views)
        .service(saved_views::create_view)
        .service(saved_views::update_view)
        .service(saved_views::delete_view)
        .service(imports::list_imports)
        .service(imports::upload_import)
        .service(imports::show_import)
        .service(imports::delete_import)
        .service(imports::try_import)
        .service(imports::run_import)
        .service(imports::revert_import)
        .service(imports::import_errors)
        .service(merges::list_duplicates)
        .service(merges::dismiss_duplicate)
        .service(merges::preview_merge)
        .service(merges::list_merges)
        .service(merges::create_merge)
        .service(merges::undo_merge)
        .service(scores::show_score_model)
        .service(scores::update_score_model)
        .service(scores::explain_score)
        .service(pipelines::list_pipelines)
        .service(pipelines::create_pipeline)
        .service(pipelines::update_pipeline)
        .service(pipelines::delete_pipeline)
        .service(pipelines::ensure_default_pipeline)
        .service(pipelines::show_board)
        .service(convert::convert_lead)
        .service(convert::preview_conversion)
        .service(notes::lead_notes)
        .service(notes::add_lead_note)
        .service(contacts::list_contacts)
        .service(contacts::create_contact)
        .service(contacts::show_contact)
        .service(contacts::update_contact)
        .service(contacts::delete_contact)
        .service(contacts::demote_contact)
        .service(contacts::list_companies)
        .service(contacts::link_company)
        .service(contacts::unlink_company)
        .service(notes::contact_notes)
        .service(notes::add_contact_note)
        .service(notes::update_note)
        .service(notes::delete_note)
        .service(accounts::list_accounts)
        .service(accounts::create_account)
        .service(accounts::show_account)
        .service(accounts::update_account)
        .service(accounts::delete_account)
        .service(accounts::account_contacts)
        .service(accounts::account_opportunities)
        .service(accounts::account_timeline)
        .service(accounts::account_activity)
        .service(notes::account_notes)
        .service(notes::add_account_note)
        .service(onboarding::list_plans)
        .service(onboarding::create_plan)
        .service(onboarding::update_plan)
        .service(onboarding::delete_plan)
        .service(onboarding::add_milestone)
        .service(onboarding::update_milestone)
        .service(onboarding::delete_milestone)
        .service(account_stages::list_account_stages)
        .service(account_stages::create_account_stage)
        .service(account_stages::reorder_account_stages)
        .service(account_stages::update_account_stage)
        .service(account_stages::delete_account_stage)
        .service(opportunities::list_opportunities)
        .service(opportunities::create_opportunity)
        .service(opportunity_board::opportunity_pipeline)
        .service(opportunity_board::opportunity_board)
        .service(opportunities::show_opportunity)
        .service(opportunities::update_opportunity)
        .service(opportunities::delete_opportunity)
        .service(opportunities::advance_opportunity)
        .service(opportunities::win_opportunity)
        .service(opportunities::lose_opportunity)
        .service(opportunities::opportunity_timeline)
        .service(notes::opportunity_notes)
        .service(notes::add_opportunity_note)
        .service(reports::pipeline_report)
        .service(reports::forecast)
        .service(customers::timeline)
        .service(customers::site_activity)
        .service(visitors::activity_summary)
        .service(visitors::list_visitors)
        .service(visitors::show_visitor)
        .service(visitors::visitor_activity)
        .service(visitors::erase_visitor_events)
        .service(visitors::erase_customer_events)
        .service(site::site_report)
        .service(events::list_events)
        .service(events::export_customer_events)
        .service(events::export_visitor_events)
        .service(exports::list_exports)
        .service(exports::create_export)
        .service(exports::show_export)
        .service(exports::delete_export)
        .service(exports::fetch_export)
        .service(outbound_webhooks::list_outbound_webhooks)
        .service(outbound_webhooks::create_outbound_webhook)
        .service(outbound_webhooks::show_outbound_webhook)
        .service(outbound_webhooks::update_outbound_webhook)
        .service(outbound_webhooks::delete_outbound_webhook)
        .service(outbound_webhooks::rotate_outbound_secret)
        .service(outbound_webhooks::test_outbound_webhook)
        .service(outbound_webhooks::list_deliveries)
        .service(outbound_webhooks::replay_delivery)
        .service(site_reports::funnel_report)
        .service(site_reports::time_in_stage)
        .service(site_reports::sources_report)
        .service(widgets::list_widgets)
        .service(widgets::create_widget)
        .service(widgets::show_widget)
        .service(widgets::update_widget)
        .service(widgets::delete_widget)
        .service(widgets::widget_snippet)
        .service(widgets::rotate_widget_secret)
        .service(automations::list_automations)
        .service(automations::create_automation)
        .service(automations::dry_run_draft)
        .service(automations::show_automation)
        .service(automations::update_automation)
        .service(automations::delete_automation)
        .service(automations::list_runs)
        .service(automations::retry_step)
        .service(automations::dry_run_automation)
        .service(automations::automation_timeline)
        .service(channels::list_channels)
        .service(channels::put_channel)
        .service(channels::test_channel)
        .service(channels::show_message_rules)
        .service(channels::update_message_rules)
        .service(channels::list_suppressions)
        .service(channels::create_suppression)
        .service(channels::delete_suppression)
        .service(message_templates::list_variables)
        .service(message_templates::list_templates)
        .service(message_templates::create_template)
        .service(message_templates::preview_text)
        .service(message_templates::show_template)
        .service(message_templates::update_template)
        .service(message_templates::delete_template)
        .service(message_templates::preview_template)
        .service(audiences::list_audiences)
        .service(audiences::show_audience)
        .service(audiences::delete_audience)
        .service(audiences::list_members)
        .service(campaigns::list_campaigns)
        .service(campaigns::create_campaign)
        .service(campaigns::show_campaign)
        .service(campaigns::update_campaign)
        .service(campaigns::delete_campaign)
        .service(campaigns::send_campaign)
        .service(campaigns::cancel_campaign)
        .service(campaigns::report_campaign)
        .service(broadcast_messages::list_messages)
        .service(broadcast_messages::show_message)
        .service(conversations::list_conversations)
        .service(conversations::count_conversations)
        .service(conversations::show_conversation)
        .service(conversations::update_conversation)
        .service(conversations::list_conversation_messages)
        .service(conversations::answer_conversation)
        .service(conversations::customer_conversations)
        .service(lead_webhooks::list_webhooks)
        .service(lead_webhooks::create_webhook)
        .service(lead_webhooks::show_webhook)
        .service(lead_webhooks::update_webhook)
        .service(lead_webhooks::delete_webhook)
        .service(lead_webhooks::regenerate_webhook_key)
        .service(lead_webhooks::list_receipts)
        .service(webhook_trials::test_webhook)
        .service(webhook_trials::replay_receipt);
}

/// What pages and senders call, under the addresses that the documents name.
pub(crate) fn public(config: &mut ServiceConfig<'_>) {
    config
        .service(widget::init_widget)
        .service(ingest::track)
        .service(widget::identify::identify_visitor)
        .service(widget::identify::set_properties)
        .service(widget::deal::set_stage)
        .service(widget::deal::set_deal)
        .service(forms::submit_form)
        .service(chat::open_chat)
        .service(chat::poll_chat)
        .service(chat::say)
        .service(receive::receive_lead)
        .service(receive::join_waitlist)
        .service(callbacks::hear_twilio)
        .service(callbacks::verify_whatsapp)
        .service(callbacks::hear_whatsapp)
        .service(callbacks::receive_email)
        .service(mail_links::unsubscribe_page)
        .service(mail_links::unsubscribe_now)
        .service(mail_links::show_picture)
        .service(mail_links::follow_link)
        .service(health::live)
        .service(health::ready)
        .service(health::show_metrics);
}

/// Files: the script, the demo site, the dashboard.
pub(crate) fn files(config: &mut web::ServiceConfig) {
    config
        .service(widget::script)
        .service(widget::form_script)
        .service(widget::chat_script)
        .configure(chat::preflights)
        .route("/api/widget/{call}", web::post().to(widget::unknown_call))
        .route("/api/widget/{call}", web::method(actix_web::http::Method::OPTIONS).to(widget::preflight))
        .route("/waitlist/{widget_key}", web::method(actix_web::http::Method::OPTIONS).to(widget::preflight))
        .route("/webhooks/leads/{api_key}", web::method(actix_web::http::Method::OPTIONS).to(widget::preflight))
        .configure(demo::configure)
        .default_service(web::to(dashboard::page));
}
