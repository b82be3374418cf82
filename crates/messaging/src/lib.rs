#![doc = include_str!("../README.md")]

pub mod audience;
pub mod campaign;
pub mod channel;
mod error;
pub mod inbound;
pub mod link;
pub mod message;
pub mod person;
pub mod provider;
pub mod receipt;
pub mod rules;
pub mod send;
pub mod suppression;
pub mod template;
pub mod text;

pub use crm_core::person::Channel;
pub use error::Error;
pub use message::{Message, Origin, Status};
pub use template::Template;
