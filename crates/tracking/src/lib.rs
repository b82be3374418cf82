#![doc = include_str!("../README.md")]

mod error;
pub mod event;
pub mod identify;
pub mod ingest;
pub mod retention;
pub mod session;
pub mod visitor;
pub mod widget;
mod writer;

pub use error::Error;
pub use widget::{Widget, WidgetKey};
pub use writer::{Refused, Writer};
