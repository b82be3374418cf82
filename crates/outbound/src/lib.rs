#![doc = include_str!("../README.md")]

pub mod address;
pub mod delivery;
mod error;
pub mod signature;
pub mod webhook;

pub use delivery::{Delivery, announce};
pub use error::Error;
pub use webhook::{Event, Webhook};
