#![doc = include_str!("../README.md")]
#![cfg(test)]

mod accounts;
mod app;
mod contacts;
mod convert;
mod custom_fields;
mod identity;
mod ingest;
mod ingest_races;
mod leads;
mod main_path;
mod opportunities;
mod outbound;
mod public;
mod races;
mod schema;
mod sign_in;
mod site_activity;
mod site_report;
mod site_reports;
mod sweep;
mod team;
mod webhooks;
mod widgets;
