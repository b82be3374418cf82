#![doc = include_str!("../README.md")]

pub mod action;
pub mod condition;
pub mod daily;
pub mod dry_run;
mod error;
pub mod hear;
pub mod outcome;
pub mod retry;
pub mod run;
pub mod step;
pub mod trigger;
pub mod workflow;

pub use action::Step;
pub use condition::Condition;
pub use error::Error;
pub use run::{Run, StepRow};
pub use trigger::Trigger;
pub use workflow::Workflow;
