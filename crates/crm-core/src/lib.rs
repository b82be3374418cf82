#![doc = include_str!("../README.md")]

pub mod account;
pub mod contact;
pub mod custom_fields;
mod error;
pub mod lead;
pub mod person;
pub mod timeline;
mod values;

pub use error::Error;
pub use person::{Person, Source};
pub use values::{Email, Phone, extend_bounded, text};
