#![doc = include_str!("../README.md")]

pub mod account;
pub mod account_stage;
pub mod company;
pub mod contact;
pub mod convert;
pub mod custom_fields;
pub mod deal;
pub mod definition;
mod error;
pub mod focus;
pub mod lead;
pub mod merge;
pub mod note;
pub mod onboarding;
pub mod opportunity;
pub mod person;
pub mod score;
pub mod timeline;
pub mod traits;
mod values;

pub use error::{Error, InUse};
pub use person::{Person, Source};
pub use values::{Email, Phone, amount, currency, extend_bounded, text};
