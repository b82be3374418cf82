#![doc = include_str!("../README.md")]
#![cfg(test)]

mod app;
mod ingest;
mod leads;
mod main_path;
mod races;
mod schema;
mod sign_in;
mod site_activity;
mod sweep;
mod webhooks;
mod widgets;
