#![doc = include_str!("../README.md")]

mod address;
mod auth;
mod body;
mod call;
pub mod configuration;
mod deliver;
pub mod demo;
mod error;
mod file;
mod hook;
mod idempotency;
mod limits;
mod multipart;
mod openapi;
mod people_file;
mod routes;
mod score;
mod send;
pub mod server;
mod state;
mod wire;
mod words;
pub mod worker;

pub use openapi::document as openapi;
pub use state::{Clock, Hydra};
