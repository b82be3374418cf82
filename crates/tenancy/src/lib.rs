#![doc = include_str!("../README.md")]

mod actor;
pub mod api_key;
pub mod audit;
mod error;
pub mod export;
pub mod invitation;
pub mod password;
mod role;
pub mod secret;
pub mod session;
mod token;
pub mod user;
pub mod view;
pub mod workspace;

pub use actor::Actor;
pub use error::Error;
pub use role::{Permission, Role};
pub use secret::SecretKey;
pub use token::{Token, TokenKind};
