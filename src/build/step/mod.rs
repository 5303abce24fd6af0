//! What one instruction does to the file system.

pub mod add;
pub mod copy;
pub mod files;
mod filter;
pub mod mount;
pub mod run;
pub mod turn;
