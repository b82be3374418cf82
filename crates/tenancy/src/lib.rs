#![doc = include_str!("../README.md")]

mod actor;
pub mod api_key;
pub mod audit;
mod error;
pub mod invitation;
pub mod password;
mod role;
pub mod session;
mod token;
pub mod user;
pub mod workspace;

pub use actor::Actor;
pub use error::Error;
pub use role::{Permission, Role};
pub use token::{Token, TokenKind};
