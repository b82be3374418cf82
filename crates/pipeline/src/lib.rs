#![doc = include_str!("../README.md")]

pub mod assignment;
pub mod board;
pub mod bulk;
pub mod delivery;
mod error;
pub mod form;
pub mod import;
pub mod mapping;
pub mod payload;
pub mod settings;
pub mod signature;
pub mod stages;
pub mod waitlist;
pub mod webhook;

pub use error::Error;
