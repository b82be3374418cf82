#![doc = include_str!("../README.md")]
#![cfg(test)]

mod accounts;
mod app;
mod bulk;
mod contacts;
mod convert;
mod custom_fields;
mod deliveries;
mod forms;
mod identity;
mod imports;
mod ingest;
mod ingest_races;
mod leads;
mod leads_manager;
mod main_path;
mod merges;
mod opportunities;
mod outbound;
mod pipelines;
mod public;
mod races;
mod saved_views;
mod schema;
mod scores;
mod sign_in;
mod site_activity;
mod site_report;
mod site_reports;
mod sweep;
mod team;
mod webhooks;
mod widgets;
