#![doc = include_str!("../README.md")]

pub mod history;
pub mod people;
pub mod site_activity;
pub mod strip;

use time::Duration;

/// Events are kept for 365 days at most (S12): no query looks further back.
const EVENTS_REACH_BACK: Duration = Duration::days(366);
