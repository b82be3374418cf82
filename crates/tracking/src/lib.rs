#![doc = include_str!("../README.md")]

pub mod agent;
pub mod company;
pub mod context;
pub mod erase;
mod error;
pub mod event;
pub mod identify;
pub mod ingest;
pub mod milestone;
pub mod origin;
pub mod retention;
pub mod session;
mod sighting;
pub mod slot;
pub mod visitor;
pub mod widget;
mod writer;

pub use error::Error;
pub use slot::Slot;
pub use widget::{Widget, WidgetKey};
pub use writer::{Refused, Writer};
