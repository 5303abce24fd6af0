//! What one instruction does to the file system.

pub mod copy;
pub mod files;
pub mod mount;
pub mod run;
