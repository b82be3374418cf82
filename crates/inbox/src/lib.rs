#![doc = include_str!("../README.md")]

mod absorb;
pub mod bot;
mod capture;
pub mod chat;
pub mod conversation;
pub mod email;
mod error;
pub mod message;
pub mod settings;

pub use absorb::absorb;
pub use conversation::Conversation;
pub use error::Error;
pub use message::Message;
