#![doc = include_str!("../README.md")]

pub mod board;
mod error;
pub mod mapping;
pub mod payload;
pub mod stages;
pub mod waitlist;
pub mod webhook;

pub use error::Error;
